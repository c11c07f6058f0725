"""Write coursekit/content/01_neurons/runs.npz: the long runs of lesson 1.

Run it as `python -m tools.make_neurons` (about a quarter of an hour). The functions that train are
the lesson's own, taken from its cells, so that what is stored is what the reader sees.
"""

import re
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tools import lesson_code

ROOT = Path(__file__).resolve().parent.parent
LESSON = ROOT / "lessons" / "01_neurons.ipynb"
TARGET = ROOT / "coursekit" / "content" / "01_neurons" / "runs.npz"

WIDTHS = (1, 4, 8, 16, 32, 128, 512)
EPOCHS = (3, 10, 30, 100)
SEEDS = 5
RATES = {"SGD": (0.03, 0.1, 0.3, 1.0), "Adam": (0.001, 0.003, 0.01, 0.03)}

ACTIVATIONS = ("sigmoid", "tanh", "relu")
XOR_WIDTHS = (2, 3, 4, 8)
XOR_RATES = {"SGD": (0.1, 0.5, 2.0, 8.0), "Adam": (0.003, 0.01, 0.03, 0.1)}
XOR_STEPS = (2_000, 20_000)

NEEDED = re.compile(
    r"^(import itertools|x, y = |x_xor, y_xor = |def read_digits|def train_on_xor)", re.MULTILINE
)


def definitions() -> dict[str, Any]:
    """Run those of the lesson's cells that import or define what is needed here."""

    def part(text: str) -> str:
        if not NEEDED.search(text)[1].startswith("x"):
            return text
        data = re.compile(r"(x|rng)\b|x_\w+, y_\w+")  # not what is shown of them
        return "\n".join(line for line in text.splitlines() if data.match(line))

    return lesson_code.definitions(LESSON, NEEDED, part)


def right_answers(
    lesson: dict[str, Any], width: int, name: str, rate: float, seed: int, epochs: tuple[int, ...]
) -> npt.NDArray[np.int64]:
    """How many validation and test digits are read (epochs, 2); 0 once the loss is no number."""
    optimizer = getattr(lesson["nn"], name)
    try:
        found = lesson["read_digits"](width, optimizer, rate, seed, epochs)
    except ValueError:
        found = []
    return np.array(found + [[0, 0]] * (len(epochs) - len(found)))


def xor_losses(
    lesson: dict[str, Any], activation: str, width: int, name: str, rate: float, steps: int
) -> npt.NDArray[np.float64]:
    """The final losses (50,) of 50 networks that learn XOR."""
    nn = lesson["nn"]
    settings = {"optimizer": getattr(nn, name), "rate": rate, "steps": steps}
    losses: npt.NDArray[np.float64] = lesson["train_on_xor"](
        getattr(nn, activation), width, **settings
    )
    return losses


def main() -> None:
    """Run all, store counts and float16 losses."""
    lesson = definitions()
    right = np.zeros((len(RATES), 4, len(WIDTHS), SEEDS, len(EPOCHS), 2), np.int16)
    for which, (name, rates) in enumerate(RATES.items()):
        for place in np.ndindex(4, len(WIDTHS), SEEDS):
            rate, width, seed = rates[place[0]], WIDTHS[place[1]], place[2]
            right[(which, *place)] = right_answers(lesson, width, name, rate, seed, EPOCHS)
        print(f"{name}: the digits are done", flush=True)
    xor = np.zeros((len(ACTIVATIONS), len(XOR_WIDTHS), 2, 4, len(XOR_STEPS), 50), np.float16)
    for a, activation in enumerate(ACTIVATIONS):
        for w, width in enumerate(XOR_WIDTHS):
            for which, (name, rates) in enumerate(XOR_RATES.items()):
                for r, rate in enumerate(rates):
                    for s, steps in enumerate(XOR_STEPS):
                        losses = xor_losses(lesson, activation, width, name, rate, steps)
                        xor[a, w, which, r, s] = losses
        print(f"{activation}: XOR is done", flush=True)
    np.savez_compressed(
        TARGET, widths=WIDTHS, rates=list(RATES.values()), epochs=EPOCHS, right=right, xor=xor
    )
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
