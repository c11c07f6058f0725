"""Write coursekit/content/04_backpropagation/runs.npz: the long runs of lesson 4.

Run it as `python -m tools.make_backpropagation` (about ten minutes). The functions that train are
the lesson's own, taken from its cells, so that what is stored is what the reader sees.
"""

import re
from pathlib import Path
from typing import Any

import numpy as np

from tools import lesson_code

ROOT = Path(__file__).resolve().parent.parent
LESSON = ROOT / "lessons" / "04_backpropagation.ipynb"
TARGET = ROOT / "coursekit" / "content" / "04_backpropagation" / "runs.npz"

EPOCHS = (1, 3, 10, 30, 100)
SEEDS = 5
SCALES = (1, 20)  # of the output weights at the start
LOSSES = ("cross_entropy", "of_probabilities")
ADAM = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1)
RATES = {
    ("cross_entropy", "SGD"): (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0),
    ("of_probabilities", "SGD"): (0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0),
    ("cross_entropy", "Adam"): ADAM,
    ("of_probabilities", "Adam"): ADAM,
}
NEEDED = re.compile(r"^(import|from|x_train|def of_probabilities)\b", re.MULTILINE)


def definitions() -> dict[str, Any]:
    """Run those of the lesson's cells that import or define what is needed here."""
    return lesson_code.definitions(LESSON, NEEDED)


def right_answers(
    lesson: dict[str, Any],
    loss: str,
    optimizer: str,
    rate: float,
    scale: int,
    seed: int,
    epochs: tuple[int, ...] = EPOCHS,
) -> list[list[int]]:
    """How many validation and test digits are read; zeros if the loss is no number."""
    nn = lesson["nn"]
    function = lesson[loss] if loss in lesson else getattr(nn, loss)
    try:
        found: list[list[int]] = lesson["read_after"](
            function, getattr(nn, optimizer), rate, scale, seed, epochs
        )
    except ValueError:
        return [[0, 0]] * len(epochs)
    return found


def main() -> None:
    """Run all, store counts (loss, optimizer, scale, rate, seed, epochs, validation or test)."""
    lesson, counts = definitions(), []
    for loss in LOSSES:
        for optimizer in ("SGD", "Adam"):
            for scale in SCALES:
                counts += [
                    right_answers(lesson, loss, optimizer, rate, scale, seed)
                    for rate in RATES[loss, optimizer]
                    for seed in range(SEEDS)
                ]
                print(f"{loss}, {optimizer}, start × {scale} is done", flush=True)
    shape = (len(LOSSES), 2, len(SCALES), len(ADAM), SEEDS, len(EPOCHS), 2)
    rates = [[RATES[loss, optimizer] for optimizer in ("SGD", "Adam")] for loss in LOSSES]
    np.savez_compressed(
        TARGET, right=np.int16(counts).reshape(shape), epochs=EPOCHS, rates=rates, scales=SCALES
    )
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
