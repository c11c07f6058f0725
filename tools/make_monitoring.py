"""Write coursekit/content/07_monitoring/runs.npz: the searches of lesson 7, and its patients.

Run it as `python -m tools.make_monitoring` (about five minutes). The functions that train are the
lesson's own, taken from its cells, so that what is stored is what the reader sees.
"""

import re
from pathlib import Path
from typing import Any

import numpy as np

import nnlib as nn
from tools import lesson_code

ROOT = Path(__file__).resolve().parent.parent
LESSON = ROOT / "lessons" / "07_monitoring.ipynb"
TARGET = ROOT / "coursekit" / "content" / "07_monitoring" / "runs.npz"

RATES = {"SGD": np.logspace(-3, 1, 32), "AdamW": np.logspace(-5, -1, 32)}
WIDTHS = (8, 16, 32, 64)
DECAYS = (0, 1e-4, 1e-3, 1e-2)
SEEDS = 2  # one to choose by, one to report
BUDGETS = (3, 30)  # epochs

NEEDED = re.compile(
    r"^(from nnlib.initializers|raw, y = |HEALTHY = |def prepared|def train\(|def trial|REMEDIES = "
    r"|class InUse)",
    re.MULTILINE,
)


def definitions() -> dict[str, Any]:
    """Run those of the lesson's cells that import or define what is needed here."""

    def part(text: str) -> str:
        return "\n".join(line for line in text.splitlines() if "stored(" not in line)

    return lesson_code.definitions(LESSON, NEEDED, part, nn=nn)


def right(lesson: dict[str, Any], name: str, place: tuple[int, ...]) -> list[float]:
    """Validation accuracies (budgets,) of the trial at (rate, width, decay, seed)."""
    rate, width, decay, seed = place
    found: list[float] = lesson["trial"](
        name, RATES[name][rate], DECAYS[decay], WIDTHS[width], seed, BUDGETS
    )
    return found


def in_use(lesson: dict[str, Any], illness: str, remedy: str = "") -> Any:
    """Digits read after each epoch (12,) by a patient, treated or not."""
    case = lesson["HEALTHY"] | lesson["PATIENTS"][illness]
    if remedy:
        case |= lesson["REMEDIES"][remedy](case)
    return lesson["in_use"](case)


def main() -> None:
    """Run all, and store float16."""
    lesson = definitions()
    shape = (len(RATES["SGD"]), len(WIDTHS), len(DECAYS), SEEDS)
    kept = np.zeros((len(RATES), *shape, len(BUDGETS)), np.float16)
    for which, name in enumerate(RATES):
        for place in np.ndindex(*shape):
            kept[(which, *place)] = right(lesson, name, place)
        print(f"{name} is done", flush=True)
    untreated = [in_use(lesson, illness) for illness in lesson["SICK"]]
    treated = [[in_use(lesson, i, remedy) for remedy in lesson["REMEDIES"]] for i in lesson["SICK"]]
    np.savez_compressed(
        TARGET,
        right=kept,
        optimizers=np.array(list(RATES)),
        untreated=np.float16(untreated),
        treated=np.float16(treated),
    )
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
