"""Write coursekit/content/10_universal_approximation/runs.npz: the longer runs of lesson 10.

Run it as `python -m tools.make_approximation` (about fifteen minutes on one core). The functions
that train are the lesson's own, taken from its cells, so that what is stored is what readers see.
"""

import re
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tools import lesson_code

Array = npt.NDArray[Any]

ROOT = Path(__file__).resolve().parent.parent
LESSON = ROOT / "lessons" / "10_universal_approximation.ipynb"
TARGET = ROOT / "coursekit" / "content" / "10_universal_approximation" / "runs.npz"
NEEDED = re.compile(
    r"^(import numpy|def hills|def zigzag|def learn_curve|def draw|def probe|def digit_reader)",
    re.MULTILINE,
)

SEEDS = 5
CURVES = ("hills", "zigzag 8", "zigzag 16")
SHAPES = ((8,), (32,), (96,), (16, 16), (11, 11, 11), (9, 9, 9, 9))  # hidden layers
RATES = {"SGD": (0.003, 0.01, 0.03, 0.1), "Adam": (0.001, 0.003, 0.01, 0.03)}
MARKS = (300, 3000)  # steps
#: What is trained ten times as long, with Adam.
LONG = (
    *((curve, shape) for curve in ("zigzag 16", "hills") for shape in SHAPES[1:]),
    *(("zigzag 8", shape) for shape in SHAPES[1:3]),
)
LONG_MARK = 30_000  # steps
#: What the networks learn, and what the probes of their layers are asked for.
PAIRS = (("digit", "digit"), ("even or odd", "even or odd"), ("even or odd", "digit"))


def definitions() -> dict[str, Any]:
    """Run those of the lesson's cells that import or define what is needed here."""
    return lesson_code.definitions(LESSON, NEEDED, lambda text: text.partition("\nSHAPES")[0])


def trained(
    lesson: dict[str, Any],
    curve: str,
    shape: tuple[int, ...],
    name: str,
    marks: tuple[int, ...] = MARKS,
) -> Array:
    """What networks draw (marks, seeds, 201), each at the rate with the least validation error."""
    target = lesson["CURVES"][curve]
    runs = np.array(
        [lesson["learn_curve"](target, shape, name, rate, marks) for rate in RATES[name]]
    )
    runs[~np.isfinite(runs)] = 1e3
    gaps = runs[..., 1::4] - target(np.linspace(0, 1, 201)[1::4])  # a fourth of the points
    best = np.median((gaps**2).mean(axis=-1), axis=-1).argmin(axis=0)  # of each budget
    return np.array([runs[rate, mark] for mark, rate in enumerate(best)])


def main() -> None:
    """Run all, store curves in float16."""
    lesson = definitions()
    drawn = np.zeros((len(CURVES), len(SHAPES), 2, len(MARKS), SEEDS, 201), np.float16)
    for place in np.ndindex(*drawn.shape[:3]):
        curve, shape, name = CURVES[place[0]], SHAPES[place[1]], tuple(RATES)[place[2]]
        drawn[place] = trained(lesson, curve, shape, name)
        print(curve, shape, name, flush=True)
    long = np.array(
        [trained(lesson, curve, shape, "Adam", (LONG_MARK,))[0] for curve, shape in LONG]
    )
    probes = np.array(
        [[lesson["probed"](seed, (0, 40), *pair) for seed in range(SEEDS)] for pair in PAIRS]
    )
    np.savez_compressed(TARGET, drawn=drawn, long=long.astype(np.float16), probes=probes)
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
