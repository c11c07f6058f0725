"""Print by how many MiB five steps of each case raise a library's peak memory.

The library is imported once. Then every case runs in a process of its own, a copy of this one, so
that no case profits from what another one has already asked of the system.
"""

from __future__ import annotations

import json
import os
import resource
import sys

import numpy as np

from benchmarks.cases import Case, all_cases
from benchmarks.peers import STEPS


def peak() -> float:
    """Return the largest resident memory of this process so far, in MiB."""
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, kibibytes elsewhere
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20


def in_a_copy(name: str, case: Case) -> float:
    """Run the case in a copy of this process; return the growth of its peak."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        before = peak()
        step = STEPS[name](case, np.float64)
        for _ in range(5):
            step()
        os.write(writer, str(peak() - before).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        text = answer.read()
    os.wait()
    if not text:
        raise RuntimeError(f"{name} failed in {case.name}")
    return float(text)


def main() -> None:
    """Measure the cases that this library takes part in."""
    name = sys.argv[1]
    if name != "nnlib":
        __import__(name)
    cases = [case for case in all_cases() if name in ("nnlib", *case.peers)]
    print(json.dumps({case.name: in_a_copy(name, case) for case in cases}))


if __name__ == "__main__":
    main()
