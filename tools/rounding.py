"""Which printed digits survive one rounding error? A lesson may print no others.

    python -m tools.rounding [lessons…]

Runs each lesson with all initial weights multiplied by 1 + 4ε (a change of about 1e-15, which the
arithmetic of another machine may cause) and compares the text outputs with the stored ones. Long or
unstable training turns such a change into other digits; then print fewer digits, a count, an
ordering or a median over seeds.
"""

from __future__ import annotations

import argparse
import copy
import difflib
import sys
from pathlib import Path

import nbformat

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

# Runs in the kernel before the lesson. It wraps every initializer of nnlib, wherever a module or a
# default argument refers to it.
PERTURB = """
def _perturb_initial_weights():
    import functools, inspect, sys
    import numpy as np
    import nnlib

    def nudged(init):
        @functools.wraps(init)
        def wrapper(*args, **kwargs):
            weights = init(*args, **kwargs)
            return weights * weights.dtype.type(1 + 4 * np.finfo(weights.dtype).eps)
        return wrapper

    def is_initializer(f):
        ours = inspect.isfunction(f) and f.__module__ == "nnlib.initializers"
        return ours and "rng" in inspect.signature(f).parameters

    new = {f: nudged(f) for f in vars(nnlib.initializers).values() if is_initializer(f)}

    def replaced(value):
        return new.get(value, value) if inspect.isfunction(value) else value

    modules = [m for n, m in list(sys.modules.items()) if n.split(".")[0] == "nnlib" and m]
    for module in modules:
        for owner in [module, *filter(inspect.isclass, vars(module).values())]:
            for f in filter(inspect.isfunction, list(vars(owner).values())):
                if f.__kwdefaults__:
                    f.__kwdefaults__ = {k: replaced(v) for k, v in f.__kwdefaults__.items()}
                if f.__defaults__:
                    f.__defaults__ = tuple(map(replaced, f.__defaults__))
        for name, value in list(vars(module).items()):
            if replaced(value) is not value:
                setattr(module, name, replaced(value))

_perturb_initial_weights()
del _perturb_initial_weights
"""


def perturbed(path: Path) -> Job:
    """A lesson with the perturbation in front of it."""
    notebook = copy.deepcopy(read(path))
    notebook.cells.insert(0, nbformat.v4.new_code_cell(PERTURB, id="perturb"))
    return Job(path, notebook)


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
        return [f"With perturbed weights (cells count from 2 here): {job.error}"]
    found = []
    stored = [c for c in normalize(read(job.path)).cells if c.cell_type == "code"]
    again = [c for c in normalize(job.notebook).cells if c.cell_type == "code"][1:]
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
    """Run lessons with perturbed weights, two at a time; a message for every unstable cell."""
    jobs = [perturbed(path) for path in paths]
    execute_all(jobs)
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
