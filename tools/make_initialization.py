"""Write coursekit/content/06_initialization/runs.npz: the long runs of lesson 6.

Run it as `python -m tools.make_initialization` (about five minutes). The functions that train are
the lesson's own, taken from its cells, so that what is stored is what the reader sees.
"""

import re
from pathlib import Path
from typing import Any

import nbformat
import numpy as np

ROOT = Path(__file__).resolve().parent.parent
LESSON = ROOT / "lessons" / "06_initialization.ipynb"
TARGET = ROOT / "coursekit" / "content" / "06_initialization" / "runs.npz"

DEPTHS = (5, 10, 15, 22, 26, 30)
SEEDS = 8
EPOCHS = 60


NEEDED = re.compile(r"^(import|from|x_train|def network|activations|starts)\b", re.MULTILINE)


def definitions() -> dict[str, Any]:
    """Run those of the lesson's cells that import or define what is needed here."""
    found: dict[str, Any] = {}
    for cell in nbformat.read(LESSON, as_version=4).cells:
        if cell.cell_type == "code" and NEEDED.search(cell.source):
            exec(cell.source, found)
    return found


def losses(lesson: dict[str, Any], depth: int, start: str, seed: int, epochs: int) -> list[float]:
    """The loss after each epoch of a ReLU network."""
    relu, initializer = lesson["activations"]["ReLU"], lesson["starts"][start]
    settings = {"rate": 0.003, "momentum": 0.9, "epochs": epochs}
    _, curve = lesson["train"](depth, relu, initializer, seed, **settings)
    return curve


def accuracy(lesson: dict[str, Any], start: str, activation: str, seed: int) -> float:
    """How much of the test set a network with eight hidden layers reads; nan if it exploded."""
    activation, initializer = lesson["activations"][activation], lesson["starts"][start]
    try:
        model, _ = lesson["train"](8, activation, initializer, seed, rate=0.1, epochs=20)
    except ValueError:  # the loss is no number
        return np.nan
    return lesson["nn"].accuracy(model(lesson["x_test"]), lesson["y_test"])


def main() -> None:
    """Run all, store float32."""
    lesson = definitions()
    curves = []
    for depth in DEPTHS:
        for start in ("Xavier", "He"):
            curves += [losses(lesson, depth, start, seed, EPOCHS) for seed in range(SEEDS)]
        print(f"{depth} layers are done", flush=True)
    shares = [
        accuracy(lesson, start, activation, seed)
        for start in lesson["starts"]
        for activation in lesson["activations"]
        for seed in range(5)
    ]
    np.savez_compressed(
        TARGET,
        depths=DEPTHS,
        losses=np.float32(curves).reshape(len(DEPTHS), 2, SEEDS, EPOCHS),
        accuracy_of_starts=np.float32(shares).reshape(len(lesson["starts"]), -1, 5),
    )
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
