"""Write coursekit/content/13_convolution/*.npz: the photograph and the long runs of lesson 13.

Run it as `python -m tools.make_convolution` (about twenty minutes on one quiet core). Four parts:
the photograph, made smaller and gray; the race of fully connected and convolutional networks from
20 examples to 2,000; filters that are learned, drawn at random, or made by hand; and digits that
are moved. The small networks and the training are the lesson's own, taken from its cells.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import nnlib as nn
from nnlib.initializers import he_normal
from tools import lesson_code

Array = npt.NDArray[Any]

ROOT = Path(__file__).resolve().parent.parent
LESSON = ROOT / "lessons" / "13_convolution.ipynb"
#: Where these cells begin.
NEEDED = re.compile(r"^(def (mlp|cnn|learn|scores)\b|class GlobalMax|digits = )", re.MULTILINE)
CONTENT = ROOT / "coursekit" / "content" / "13_convolution"
SEEDS = 5


def definitions() -> dict[str, Any]:
    """Run the lesson's cells that define data, networks and training."""
    return lesson_code.definitions(LESSON, NEEDED, np=np, nn=nn, he_normal=he_normal)


# --- the photograph -------------------------------------------------------------------------------

CROP, SIDE = (96, 20, 436, 360), 80  # left, top, right, bottom of the original; pixels


def photograph() -> Array:
    """Return Grace Hopper's portrait, as matplotlib carries it: its middle, gray, 80 by 80."""
    from matplotlib.cbook import get_sample_data
    from PIL import Image

    with Image.open(get_sample_data("grace_hopper.jpg", asfileobj=False)) as picture:
        gray = picture.convert("L").crop(CROP)
        return np.asarray(gray.resize((SIDE, SIDE), Image.Resampling.LANCZOS), np.uint8)


# --- who reads more, from how many examples? ------------------------------------------------------

#: By its side in pixels, from how many pictures each collection teaches.
SIZES = {14: (20, 60, 200, 600, 2000), 8: (20, 60, 200, 600, 1000)}
NETWORKS = {"MLP, 32": 32, "MLP, 128": 128, "CNN": 0}  # hidden neurons
RATES = {
    "SGD": (0.003, 0.01, 0.03, 0.1, 0.3, 1.0),
    "Adam": (0.0003, 0.001, 0.003, 0.01, 0.03, 0.1),
}
MARKS = (100, 1000)
#: What is raced: the collection, the network, and whether its pixels are shuffled.
RACES = [(side, network, shuffled) for side, shuffled in ((14, False), (14, True), (8, False))
         for network in NETWORKS]  # fmt: skip


@cache
def smaller() -> list[tuple[Array, Array]]:
    """Return MNIST at 14 by 14 pixels: 4,000 to learn, 1,000 to validate, 1,000 by new writers."""
    x, y = nn.datasets.mnist()
    x = x.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)).reshape(-1, 196)
    cuts = [4000, 5000]
    return list(zip(np.split(x, cuts), np.split(y, cuts), strict=True))


def made(lesson: dict[str, Any], side: int, network: str, seed: int) -> Any:
    """Return a fresh network for pictures of this side."""
    rng, width = np.random.default_rng(seed), NETWORKS[network]
    if side == 8:
        return lesson["mlp"](width, rng) if width else lesson["cnn"](rng)
    if width:
        first = nn.Linear(196, width, init=he_normal, rng=rng)
        return nn.Sequential(first, nn.ReLU(), nn.Linear(width, 10, rng=rng))
    first = nn.Conv2d(1, 8, 5, init=he_normal, rng=rng)
    rest = (nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(200, 10, rng=rng))
    return nn.Sequential(first, *rest)


def raced(
    lesson: dict[str, Any],
    race: tuple[int, str, bool],
    size: int,
    optimizer: str,
    rate: float,
    seed: int,
    marks: tuple[int, ...] = MARKS,
) -> Any:
    """Return how many validation and test digits are read, at each mark."""
    side, network, shuffled = race
    parts = lesson["digits"] if side == 8 else smaller()
    order = np.random.default_rng(13).permutation(side**2) if shuffled else slice(None)
    net = made(lesson, side, network, seed)
    return lesson["learn"](net, parts, size, optimizer, rate, seed, marks, order)


# --- do the filters have to be learned? -----------------------------------------------------------

FILTERS = ("learned", "random", "by hand")
FILTER_SIZES = (60, 2000)


def by_hand() -> Array:
    """Return eight edges, (8, 1, 5, 5): more ink to the right, and turned by 45 degrees each."""
    up, across = np.mgrid[2:-3:-1, -2:3]
    bell = np.exp(-(up**2 + across**2) / 4)
    edges = [(np.cos(a) * across + np.sin(a) * up) * bell for a in np.arange(8) * np.pi / 4]
    return np.array(edges)[:, None] / np.linalg.norm(edges[0])


def filtered(
    lesson: dict[str, Any], kind: str, size: int, rate: float, seed: int, steps: int = 1000
) -> Any:
    """Return how many validation and test digits are read with filters of this kind."""
    net = made(lesson, 14, "CNN", seed)
    if kind == "by hand":
        net[0].weight.data[:] = by_hand()
    if kind != "learned":  # then they stay as they are
        net[0].weight.requires_grad = net[0].bias.requires_grad = False
    return lesson["learn"](net, smaller(), size, "Adam", rate, seed, (steps,))[0]


# --- digits that are moved ------------------------------------------------------------------------

MOVED = ("MLP", "MLP, moved copies", "CNN", "CNN, moved copies", "anywhere")
MOVES = (-1, 0, 1)  # columns to the right
ANYWHERE_RATES = (0.0012, 0.0025, 0.005, 0.01, 0.02, 0.04)
STEPS = {"anywhere": 600}  # the others take 2,000


def read_moved(lesson: dict[str, Any], kind: str, rate: float, seed: int) -> list[int]:
    """Return how many digits are read: of the validation, and of the test at each move."""
    if kind == "anywhere":
        net = lesson["anywhere"](np.random.default_rng(seed))
    else:
        net = made(lesson, 8, "CNN" if kind.startswith("CNN") else "MLP, 32", seed)
    digits, marks, copies = lesson["digits"], (STEPS.get(kind, 2000),), kind.endswith("copies")
    [(checked, _)] = lesson["learn"](net, digits, 1000, "Adam", rate, seed, marks, copies=copies)
    right = []
    for k in MOVES:
        says = lesson["answers"](net, lesson["moved"](lesson["x_test"], k))
        right.append(int((says == lesson["y_test"]).sum()))
    return [int(checked), *right]


PARTS = ("moves", "filters", "race")


def compute(part: str, lesson: dict[str, Any]) -> Array:
    """Return the counts of one part, along its lists in their order, then rates and seeds."""
    seeds = range(SEEDS)
    if part == "race":
        found: Any = [[[[[raced(lesson, race, n, name, rate, s) for s in seeds] for rate in rates]
                        for n in SIZES[race[0]]] for name, rates in RATES.items()]
                      for race in RACES]  # fmt: skip
    elif part == "filters":
        found = [[[[filtered(lesson, kind, n, rate, s) for s in seeds] for rate in RATES["Adam"]]
                  for n in FILTER_SIZES] for kind in FILTERS]  # fmt: skip
    else:
        rates = {"anywhere": ANYWHERE_RATES}
        found = [[[read_moved(lesson, kind, rate, s) for s in seeds]
                  for rate in rates.get(kind, RATES["Adam"])] for kind in MOVED]  # fmt: skip
    return np.array(found, np.int16)


def main(parts: list[str]) -> None:
    """Compute the named parts, or all, and keep the others as they are."""
    if not parts or "photograph" in parts:
        np.savez_compressed(CONTENT / "photograph.npz", hopper=photograph())
    target = CONTENT / "runs.npz"
    kept = dict(np.load(target)) if target.exists() and parts else {}
    lesson = definitions()
    for part in PARTS:
        if not parts or part in parts:
            kept[part] = compute(part, lesson)
            np.savez_compressed(target, **kept)


if __name__ == "__main__":
    main(sys.argv[1:])
