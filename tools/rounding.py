"""Which printed digits survive one rounding error? A lesson may print no others.

    python -m tools.rounding [lessons…]

Runs each lesson with all initial weights multiplied by 1 + 4ε (a change of about 1e-15, which the
arithmetic of another machine may cause) and compares the text outputs with the stored ones. Long or
unstable training turns such a change into other digits; then print fewer digits, a count, an
ordering or a median over seeds.
"""

from __future__ import annotations

import argparse
import difflib
import os
import sys
from pathlib import Path

from tools.address import ROOT
from tools.run_lessons import (
    Job,
    LessonError,
    execute_all,
    first_source_line,
    lesson_files,
    normalize,
    read,
    short,
)

KERNEL = "other-rounding"  # loads tools.other_rounding; nbval uses it too (see Makefile)
KERNELS = ROOT / "tools" / "jupyter"


def run_perturbed(jobs: list[Job]) -> None:
    """Run lessons with perturbed weights, two at a time."""
    os.environ["JUPYTER_PATH"] = str(KERNELS)
    execute_all(jobs, kernel=KERNEL)


def texts(outputs: list) -> list[str]:
    """All that a cell shows as text, one string per output and kind."""
    shown = []
    for output in outputs:
        parts = {"text": output.get("text"), **output.get("data", {})}
        shown += [f"{kind}: {value}" for kind, value in parts.items() if value is not None]
    return shown


def differences(job: Job) -> list[str]:
    """One message for every cell whose text changed."""
    if job.error is not None:
        return [f"With perturbed weights: {job.error}"]
    found = []
    stored = [c for c in normalize(read(job.path)).cells if c.cell_type == "code"]
    again = [c for c in normalize(job.notebook).cells if c.cell_type == "code"]
    for number, (before, after) in enumerate(zip(stored, again, strict=True), 1):
        old, new = texts(before.outputs), texts(after.outputs)
        if old != new:
            lines = difflib.unified_diff(
                "\n".join(old).splitlines(), "\n".join(new).splitlines(), lineterm="", n=0
            )
            changed = [line for line in list(lines)[2:] if not line.startswith("@@")]
            found.append(
                f"{short(job.path)}, code cell {number} ({first_source_line(before.source)}) "
                "prints digits that one rounding error changes:\n    " + "\n    ".join(changed)
            )
    return found


def check(paths: list[Path]) -> list[str]:
    """Run lessons with perturbed weights; a message for every unstable cell."""
    jobs = [Job(path, read(path)) for path in paths]
    run_perturbed(jobs)
    return [message for job in jobs for message in differences(job)]


def main() -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lessons", nargs="*", help="file or name of a lesson; all if none is named")
    try:
        messages = check(lesson_files(parser.parse_args().lessons))
    except LessonError as error:
        messages = [str(error)]
    print(
        "\n".join(messages)
        or "Every printed digit survives a rounding error in what nnlib's initializers draw."
    )
    return 1 if messages else 0


if __name__ == "__main__":
    sys.exit(main())
