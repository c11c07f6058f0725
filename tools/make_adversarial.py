"""Write coursekit/content/16_adversarial/runs.npz: the longer runs of lesson 16.

Run it as `python -m tools.make_adversarial` (about twenty minutes on one core), or with `doubts` to
make only the last three arrays again. The functions that train are the lesson's own, taken from its
cells, so that what is stored is what the reader sees.
"""

import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import nnlib as nn
from tools import lesson_code

Array = npt.NDArray[Any]

ROOT = Path(__file__).resolve().parent.parent
LESSON = ROOT / "lessons" / "16_adversarial.ipynb"
TARGET = ROOT / "coursekit" / "content" / "16_adversarial" / "runs.npz"
NEEDED = re.compile(
    r"^(import numpy|def my_losses|def one_round|losses = mine|def train|def damped|angle = )",
    re.MULTILINE,
)

SEEDS = 5
RATES = {"Adam": (0.001, 0.003, 0.01), "SGD": (0.02, 0.06, 0.2)}
CASES = (("Adam", 16), ("SGD", 16), ("Adam", 2))  # optimizer, random numbers that G gets
PENALTIES = (0.0, 0.1)
MARKS = (300, 1000, 3000)  # rounds after which clusters are counted
MOMENTS = (0, 100, 200, 400, 700, 1000, 1400, 1800, 2400, 3000)  # rounds that seed 0 shows
POINTS = 150
GRID = np.linspace(-3, 3, 25)

# What might overturn the lesson's verdicts: rates (G, D) and penalty of its runs A, B and C, of C
# with a penalty and of B with a penalty, with other seeds, another optimizer, ten times the rounds.
RUNS = (
    ((0.01, 0.003), 0.0),
    ((0.001, 0.003), 0.0),
    ((0.01, 0.01), 0.0),
    ((0.01, 0.01), 0.1),
    ((0.001, 0.003), 0.1),
)
FRESH = range(100, 110)
LONG = (3000, 10_000, 30_000)


def definitions() -> dict[str, Any]:
    """Run those of the lesson's cells that import or define what is needed here."""
    return lesson_code.definitions(LESSON, NEEDED)


def run(
    lesson: dict[str, Any],
    case: tuple[str, int],
    rates: tuple[float, float],
    penalty: float,
    seed: int,
    marks: tuple[int, ...] = MARKS,
    rounds: int | None = None,
) -> tuple[Array, Array, Array]:
    """Clusters and percent of points near one, (marks, 2); points, and D's probabilities."""
    name, noise = case
    rng = np.random.default_rng(seed)
    counts, points, fields = [], [], []
    plane = np.stack(np.meshgrid(GRID, GRID), axis=-1).reshape(-1, 2)

    def note(t: int, G: Any, D: Any) -> None:
        if t in marks:
            drawn = lesson["draw_points"](G, 2000, noise)
            far = np.linalg.norm(drawn[:, None] - lesson["CENTERS"], axis=2) <= 0.4
            counts.append([(far.mean(axis=0) >= 0.02).sum(), 100 * far.any(axis=1).mean()])
        if t in MOMENTS and not seed:
            points.append(lesson["draw_points"](G, POINTS, noise))
            with nn.no_grad():
                fields.append(nn.sigmoid(D(plane)).data)

    losses = lesson["losses"]
    if penalty:
        losses = lesson["damped"](losses, penalty, np.random.default_rng(seed))
    kind = {"Adam": lesson["adam"], "SGD": lesson["sgd"], "usual Adam": usual_adam}[name]
    rounds = marks[-1] if rounds is None else rounds
    with np.errstate(over="ignore", invalid="ignore"):
        lesson["train"](losses, lesson["ring"], noise, rates, rounds, rng, note, kind)
    return np.array(counts), np.array(points), np.array(fields)


def usual_adam(parameters: Any, rate: float) -> nn.Adam:
    """Adam with its usual momentum."""
    return nn.Adam(parameters, lr=rate, betas=(0.9, 0.999))


def doubts() -> None:
    """Add to what is stored: the runs that might overturn the verdicts, as bytes."""
    lesson, seeds, ends = definitions(), range(SEEDS), (MARKS[0], MARKS[-1])
    for what, name, runs, which, marks in (
        ("fresh", "Adam", RUNS, FRESH, ends),
        ("usual", "usual Adam", RUNS, seeds, ends),
        ("long", "Adam", RUNS[:4], seeds, LONG),
    ):
        found = np.zeros((len(runs), len(which), len(marks), 2), np.uint8)
        for k, (rates, penalty) in enumerate(runs):
            for i, seed in enumerate(which):
                found[k, i] = run(lesson, (name, 16), rates, penalty, seed, marks)[0].round()
            print(what, rates, penalty, found[k].tolist(), flush=True)
        with np.load(TARGET) as kept:
            np.savez_compressed(TARGET, **{**kept, what: found})
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


def main() -> None:
    """Run all; store counts as bytes, and what is seen of Adam's runs."""
    lesson = definitions()
    counts = np.zeros((len(CASES), len(PENALTIES), 3, 3, SEEDS, len(MARKS), 2), np.uint8)
    seen = (len(PENALTIES), 3, 3, len(MOMENTS))
    points = np.zeros((*seen, POINTS, 2), np.int8)  # in thirtieths
    fields = np.zeros((*seen, len(GRID) ** 2), np.uint8)  # in 255ths
    for o, case in enumerate(CASES):
        for p, g, d in np.ndindex(*counts.shape[1:4]):
            rates = (RATES[case[0]][g], RATES[case[0]][d])
            for seed in range(SEEDS):
                found, drawn, field = run(lesson, case, rates, PENALTIES[p], seed)
                counts[o, p, g, d, seed] = found.round()
                if not seed and not o:
                    points[p, g, d] = np.clip(30 * drawn, -120, 120).round()
                    fields[p, g, d] = (255 * field[..., 0]).round()
            print(*case, PENALTIES[p], rates, counts[o, p, g, d, :, -1].tolist(), flush=True)
        np.savez_compressed(TARGET, counts=counts, points=points, fields=fields)
    doubts()


if __name__ == "__main__":
    doubts() if sys.argv[1:] == ["doubts"] else main()
