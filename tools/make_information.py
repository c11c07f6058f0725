"""Write coursekit/content/12_information_theory/runs.npz: the longer runs of lesson 12.

Run it as `python -m tools.make_information` (about five minutes on one core). The functions that
train are the lesson's own, taken from its cells, so that what is stored is what the reader sees.
"""

import re
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import nnlib as nn
from nnlib.information import information_plane
from tools import lesson_code

Array = npt.NDArray[Any]

ROOT = Path(__file__).resolve().parent.parent
LESSON = ROOT / "lessons" / "12_information_theory.ipynb"
TARGET = ROOT / "coursekit" / "content" / "12_information_theory" / "runs.npz"
NEEDED = re.compile(
    r"^(from itertools|x, y = |def deep_network|def digit_network|def loss_in_bits"
    r"|def train_probe|patterns, longer)",
    re.MULTILINE,
)

SEEDS = 5

#: What probes find: the pixels, and three layers of a network before and after its training.
PROBES = (0, 64)  # hidden neurons of the probe: none is a linear one
STRENGTHS = {
    "SGD": [(rate, decay) for rate in (0.1, 0.3) for decay in (0.0, 0.001, 0.01)],
    "Adam": [(rate, decay) for rate in (0.003, 0.01) for decay in (0.0, 0.1, 1.0)],
}
BUDGETS = (6, 20, 60, 200)  # epochs of the probe
NETWORKS = (0, 60)  # epochs of the network

#: The information plane of the patterns.
ACTIVATIONS = {"tanh": nn.Tanh, "ReLU": nn.ReLU, "leaky ReLU": nn.LeakyReLU}
TRAININGS: dict[str, dict[str, Any]] = {
    "SGD, 64 at a time": {"optimizer": nn.SGD, "batch": 64, "rate": 0.2},
    "SGD, all at once": {"optimizer": nn.SGD, "rate": 0.6},
    "Adam, all at once": {"optimizer": nn.Adam, "rate": 0.005},
}
MARKS = {"SGD, 64 at a time": (1, 3, 10, 30, 100, 300)}
ALL_AT_ONCE = (3, 10, 30, 100, 300, 1000)
BINS = (5, 30, 100, 1000, 10**6)


def definitions() -> dict[str, Any]:
    """Run those of the lesson's cells that import or define what is needed here."""
    return lesson_code.definitions(LESSON, NEEDED)


def layers_to_read(lesson: dict[str, Any], seed: int) -> list[list[Array]]:
    """Training, validation and test part of the pixels, then of three layers, twice."""
    parts = [lesson[name] for name in ("x_train", "x_check", "x_test")]
    found = [parts]
    for epochs in NETWORKS:
        model = lesson["digit_network"](seed, epochs)
        layers = [lesson["layers_of"](model, part)[1:4] for part in parts]
        found += [list(layer) for layer in zip(*layers, strict=True)]
    return found


def read(lesson: dict[str, Any], parts: list[Array], hidden: int, optimizer: str,
         marks: tuple[int, ...] = BUDGETS) -> Array:  # fmt: skip
    """Losses in bits (strengths, marks, validation and test) of one kind of probe."""
    return np.array(
        [
            lesson["train_probe"](
                parts, hidden=hidden, optimizer=optimizer, rate=rate, decay=decay, marks=marks
            )[0]
            for rate, decay in STRENGTHS[optimizer]
        ]
    )


def planes(lesson: dict[str, Any], activation: str, training: str, seed: int,
           marks: tuple[int, ...]) -> tuple[Array, float]:  # fmt: skip
    """I(X; T) and I(T; Y) in bits (marks, bins, equal or by quantiles, layers, 2); accuracy."""
    layers, right = lesson["train_on_patterns"](
        ACTIVATIONS[activation], seed, marks, **TRAININGS[training]
    )
    labels = lesson["longer"]
    found = np.zeros((len(marks), len(BINS), 2, 5, 2))
    for m, moment in enumerate(layers):
        for b, bins in enumerate(BINS):
            for k, layer in enumerate(moment):
                found[m, b, 0, k] = _plane(layer, labels, bins)
                values = np.unique(layer)
                borders = values[np.linspace(0, len(values) - 1, min(bins, len(values) - 1) + 1)
                                 .round().astype(int)]  # fmt: skip
                found[m, b, 1, k] = _plane(layer, labels, borders)
    return found, right


def _plane(layer: Array, labels: Array, bins: Any) -> Array:
    if np.ptp(layer) == 0:
        return np.zeros(2)
    plane: Array = information_plane([layer], labels, bins=bins, base=2)[0]
    return plane


def main() -> None:
    """Run all, and store float16."""
    lesson = definitions()
    found: dict[str, Array] = {}

    def save() -> None:
        np.savez_compressed(TARGET, **{k: v.astype(np.float16) for k, v in found.items()})

    shape = (len(ACTIVATIONS), len(TRAININGS), SEEDS)
    found["planes"] = np.zeros((*shape, len(ALL_AT_ONCE), len(BINS), 2, 5, 2))
    found["right"] = np.zeros(shape)
    for a, activation in enumerate(ACTIVATIONS):
        for t, training in enumerate(TRAININGS):
            marks = MARKS.get(training, ALL_AT_ONCE)
            for seed in range(SEEDS):
                plane, right = planes(lesson, activation, training, seed, marks)
                found["planes"][a, t, seed], found["right"][a, t, seed] = plane, right
            print(activation, training, found["right"][a, t].round(3).tolist(), flush=True)
    save()

    shape = (len(PROBES), len(STRENGTHS), 7, SEEDS)
    found["probes"] = np.zeros((*shape, 6, len(BUDGETS), 2))
    for seed in range(SEEDS):
        for k, parts in enumerate(layers_to_read(lesson, seed)):
            for r, hidden in enumerate(PROBES):
                for o, optimizer in enumerate(STRENGTHS):
                    found["probes"][r, o, k, seed] = read(lesson, parts, hidden, optimizer)
        print("probes", seed, flush=True)
    save()
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
