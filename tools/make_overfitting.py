"""Write coursekit/content/08_overfitting/runs.npz: the longer runs of lesson 8.

Run it as `python -m tools.make_overfitting` (about six minutes on one core). The functions that
train are the lesson's own, taken from its cells, so that what is stored is what the reader sees.
"""

import re
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tools import lesson_code

Array = npt.NDArray[Any]

ROOT = Path(__file__).resolve().parent.parent
LESSON = ROOT / "lessons" / "08_overfitting.ipynb"
TARGET = ROOT / "coursekit" / "content" / "08_overfitting" / "runs.npz"
NEEDED = re.compile(
    r"^(import numpy|x, y = |def redraw|def digit_network|def learn\(|def learn_sums)", re.MULTILINE
)

SEEDS = 5
OPTIMIZERS = ("SGD", "Adam")
SHARES = (0.0, 0.2, 0.4)  # of the labels, redrawn
RATES = {"SGD": (0.03, 0.1, 0.3), "Adam": (0.001, 0.003, 0.01)}

#: How long is good? Networks of three sizes, each at the rate that validation prefers.
WIDTHS = (16, 128, 512)
MARKS = (1, 2, 3, 5, 8, 12, 20, 30, 50, 80, 120, 200, 300)  # epochs

#: Which remedies work? Strengths, the first of them none; width 128.
DECAYS = {"SGD": (0.0, 0.001, 0.003, 0.01, 0.03), "Adam": (0.0, 0.1, 0.3, 1.0, 3.0)}
DROPS = (0.0, 0.2, 0.4, 0.6, 0.8)
SIZES = (1000, 500, 250, 125, 60)  # examples
REMEDY_SHARES = (0.0, 0.4)
REMEDY_EPOCHS = tuple(range(6, 121, 6))

#: Sums mod 37, of which half are known.
SUM_DECAYS = (0.0, 1.0)
SUM_WIDTHS = (64, 128, 256)
SUM_STEPS = {"cross-entropy": 1000, "squared error": 300}


def definitions() -> dict[str, Any]:
    """Run those of the lesson's cells that import or define what is needed here."""
    return lesson_code.definitions(LESSON, NEEDED)


def best_rate(lesson: dict[str, Any], optimizer: str, width: int) -> float:
    """The rate whose best validation accuracy within 60 epochs is highest, of two seeds."""

    def reached(rate: float) -> float:
        kind = {"optimizer": optimizer, "rate": rate, "width": width}
        runs = [lesson["learn"](0.4, seed, epochs=60, **kind) for seed in (10, 11)]
        return float(np.mean([run[:, 1].max() for run in runs]))

    return max(RATES[optimizer], key=reached)


def longer(lesson: dict[str, Any], share: float, optimizer: str, width: int, rate: float, seed: int,
           marks: tuple[int, ...] = MARKS) -> Array:  # fmt: skip
    """Accuracies (marks, 3) and validation loss of one network, at these epochs."""
    found: Array = lesson["learn"](
        share, seed, optimizer=optimizer, rate=rate, width=width, epochs=marks[-1], marks=marks
    )
    return found


def remedies(optimizer: str) -> list[dict[str, Any]]:
    """Return what is changed in each run: weight decay, then dropout, then the examples."""
    return [
        *({"decay": decay} for decay in DECAYS[optimizer]),
        *({"drop": drop} for drop in DROPS),
        *({"n": n} for n in SIZES),
    ]


def remedied(lesson: dict[str, Any], share: float, optimizer: str, rate: float,
             change: dict[str, Any], seed: int, marks: tuple[int, ...] = REMEDY_EPOCHS,
             ) -> Array:  # fmt: skip
    """Accuracies (marks, 3) and validation loss of one network with one remedy."""
    found: Array = lesson["learn"](
        share, seed, optimizer=optimizer, rate=rate, epochs=marks[-1], marks=marks, **change
    )
    return found


def main() -> None:
    """Run all, and store float16."""
    lesson = definitions()
    rates = np.array([[best_rate(lesson, o, w) for w in WIDTHS] for o in OPTIMIZERS])
    print("rates", rates.tolist(), flush=True)
    found = {"rates": rates}

    def save() -> None:
        kept = {k: v if k == "rates" else v.astype(np.float16) for k, v in found.items()}
        np.savez_compressed(TARGET, **kept)

    long = np.zeros((len(SHARES), len(OPTIMIZERS), len(WIDTHS), SEEDS, len(MARKS), 4))
    for w, width in enumerate(WIDTHS):
        for o, optimizer in enumerate(OPTIMIZERS):
            for s, share in enumerate(SHARES):
                for seed in range(SEEDS):
                    long[s, o, w, seed] = longer(lesson, share, optimizer, width, rates[o, w], seed)
            print(width, optimizer, "is done", flush=True)
    found["long"] = long
    save()

    shape = (len(REMEDY_SHARES), len(OPTIMIZERS), 3 * len(DROPS), SEEDS, len(REMEDY_EPOCHS), 4)
    found["remedies"] = np.zeros(shape)
    for o, optimizer in enumerate(OPTIMIZERS):
        rate = rates[o, WIDTHS.index(128)]
        for s, share in enumerate(REMEDY_SHARES):
            for c, change in enumerate(remedies(optimizer)):
                for seed in range(SEEDS):
                    found["remedies"][s, o, c, seed] = remedied(
                        lesson, share, optimizer, rate, change, seed
                    )
        print("remedies", optimizer, "are done", flush=True)
    save()

    shape = (len(SUM_STEPS), len(SUM_DECAYS), len(SUM_WIDTHS), SEEDS, 40, 2)
    found["sums"] = np.zeros(shape)
    for w, width in enumerate(SUM_WIDTHS):
        for a, loss in enumerate(SUM_STEPS):
            for d, decay in enumerate(SUM_DECAYS):
                for seed in range(SEEDS):
                    run = lesson["learn_sums"](loss, decay, width, seed, SUM_STEPS[loss])
                    found["sums"][a, d, w, seed] = np.nan
                    found["sums"][a, d, w, seed, : len(run)] = run
        print("sums", width, "are done", flush=True)
    save()
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
