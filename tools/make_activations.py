"""Write coursekit/content/02_activations/runs.npz: the long runs of lesson 2.

Run it as `python -m tools.make_activations` (about ten minutes). The functions that train are the
lesson's own, taken from its cells, so that what is stored is what the reader sees. For SGD and for
Adam it holds an array (case, rate, seed, epoch, 3) of training loss, validation digits read of 300
and test digits read of 500.
"""

import re
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import nnlib as nn
from tools import lesson_code

ROOT = Path(__file__).resolve().parent.parent
LESSON = ROOT / "lessons" / "02_activations.ipynb"
TARGET = ROOT / "coursekit" / "content" / "02_activations" / "runs.npz"

CASES = (("sigmoid", 1.0), ("sigmoid", 4.0), ("relu", 2**0.5))  # activation, times Glorot's
RATES = {"SGD": (0.1, 0.3, 1.0, 3.0), "Adam": (0.001, 0.003, 0.01)}
SEEDS, EPOCHS = 5, 100

NEEDED = re.compile(r"^(import numpy|from nnlib|def deep|def record)\b", re.MULTILINE)


def definitions() -> dict[str, Any]:
    """Run those of the lesson's cells that import or define what is needed here."""
    found, rng = lesson_code.definitions(LESSON, NEEDED, nn=nn), np.random.default_rng(0)
    names = ("x_train", "y_train", "x_test", "y_test")
    parts = nn.datasets.split(*nn.datasets.digits(), test=500, rng=rng)
    found.update(zip(names, parts, strict=True))
    return found


def run(
    lesson: dict[str, Any], case: int, optimizer: str, rate: float, seed: int, epochs: int
) -> npt.NDArray[np.float32]:
    """Loss and digits read after each epoch; nan where the loss exploded."""
    activation, scale = CASES[case]
    nn = lesson["nn"]
    net = lesson["deep"](getattr(nn, activation), scale, seed)
    try:
        found = lesson["record"](net, getattr(nn, optimizer), rate, seed, epochs)
    except ValueError:  # the loss is no number
        return np.full((epochs, 3), np.nan, np.float32)
    found[~(abs(found) < 1e6).all(axis=1)] = np.nan
    return found.astype(np.float32)


def main() -> None:
    """Run all, store float32."""
    lesson = definitions()
    arrays = {
        optimizer: np.array(
            [
                [
                    [run(lesson, case, optimizer, rate, seed, EPOCHS) for seed in range(SEEDS)]
                    for rate in rates
                ]
                for case in range(len(CASES))
            ]
        )
        for optimizer, rates in RATES.items()
    }
    np.savez_compressed(TARGET, **arrays)  # type: ignore[arg-type]
    print(f"{TARGET.name} has {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
