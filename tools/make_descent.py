"""Write coursekit/content/05_gradient_descent/runs.npz: the runs of lesson 5 by batch size.

Run it as `python -m tools.make_descent` (a few minutes). The function that trains is the lesson's
own, taken from its cells, so that what is stored is what the reader sees.
"""

import re
import time
from pathlib import Path
from typing import Any

import numpy as np

from tools import lesson_code

ROOT = Path(__file__).resolve().parent.parent
LESSON = ROOT / "lessons" / "05_gradient_descent.ipynb"
TARGET = ROOT / "coursekit" / "content" / "05_gradient_descent" / "runs.npz"

SEEDS = 5
STEPS = {8: 2000, 32: 1300, 128: 1300, 1297: 300}  # of each batch size
MARKS = (0, 1, 3, 10, 11, 30, 41, 60, 100, 110, 150, 163, 200, 300, 410, 600, 900, 1300, 1630, 2000)
RATES = {
    "SGD": (0.1, 0.2, 0.4, 0.8, 1.6, 3.2),
    "momentum": (0.01, 0.02, 0.05, 0.1, 0.2, 0.4),
    "Adam": (0.001, 0.003, 0.01, 0.03, 0.1, 0.3),
}
NEEDED = re.compile(
    r"^(import math|x, y = |def relu_network|OPTIMIZERS = |def losses_by_batch)", re.MULTILINE
)


def definitions() -> dict[str, Any]:
    """Run those of the lesson's cells that import or define what is needed here."""
    return lesson_code.definitions(LESSON, NEEDED)


def losses(lesson: dict[str, Any], name: str, size: int, rate: float, seed: int) -> list[float]:
    """The training loss at each of MARKS; nan where it exploded or was not run."""
    marks = [mark for mark in MARKS if mark <= STEPS[size]]
    with np.errstate(all="ignore"):
        found: list[float] = lesson["losses_by_batch"](name, size, rate, seed, marks)
    return found + [float("nan")] * (len(MARKS) - len(found))


def seconds_a_step(lesson: dict[str, Any], size: int) -> float:
    """The shortest time that 50 steps took, of several tries, divided by 50."""
    spent = []
    for _ in range(7):
        began = time.perf_counter()
        lesson["losses_by_batch"]("SGD", size, 0.1, 0, [50])
        spent.append((time.perf_counter() - began) / 50)
    return min(spent)


def main() -> None:
    """Run all, store float16 losses and the time of a step."""
    lesson = definitions()
    shape = (len(RATES), len(STEPS), 6, SEEDS, len(MARKS))
    found = np.full(shape, np.nan, np.float16)
    for o, (name, rates) in enumerate(RATES.items()):
        for s, size in enumerate(STEPS):
            for r, rate in enumerate(rates):
                for seed in range(SEEDS):
                    found[o, s, r, seed] = losses(lesson, name, size, rate, seed)
            print(f"{name}, batches of {size}: done", flush=True)
    np.savez_compressed(
        TARGET,
        sizes=list(STEPS),
        optimizers=list(RATES),
        rates=list(RATES.values()),
        marks=MARKS,
        losses=found,
        seconds=[seconds_a_step(lesson, size) for size in STEPS],
    )
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
