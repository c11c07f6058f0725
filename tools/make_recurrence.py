"""Write coursekit/content/14_recurrence/runs.npz: the longer runs of lesson 14.

Run it as `python -m tools.make_recurrence` (about fifteen minutes on one core). The functions that
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
LESSON = ROOT / "lessons" / "14_recurrence.ipynb"
TARGET = ROOT / "coursekit" / "content" / "14_recurrence" / "runs.npz"
NEEDED = re.compile(
    r"^(import numpy|class Reader|def (made|bracket_lines|remember|windows|forecast)\b)",
    re.MULTILINE,
)

SEEDS = 5
LAGS, STEPS = (10, 20, 40, 80), (150, 500, 1500)
LONGER = (1500, 3000)
RATES = {"SGD": (0.01, 0.03, 0.1), "Adam": (0.001, 0.003, 0.01)}
FORECASTERS = ("RNN, orthogonal start", "LSTM, forget bias 3", "MLP")
PASTS, EPOCHS = (1, 7, 21), (1, 3, 10)


def definitions() -> dict[str, Any]:
    """Run those of the lesson's cells that import or define what is needed here."""
    return lesson_code.definitions(LESSON, NEEDED)


def remembered(lesson: dict[str, Any], optimizer: str) -> Array:
    """Accuracies (networks, lags, rates, seeds, budgets, 2): validation and test."""
    names, rates = lesson["NETWORKS"], RATES[optimizer]
    found = np.zeros((len(names), len(LAGS), len(rates), SEEDS, len(STEPS), 2), np.float16)
    for n, lag, r, seed in np.ndindex(*found.shape[:4]):
        found[n, lag, r, seed] = lesson["remember"](
            names[n], LAGS[lag], optimizer, rates[r], seed, STEPS
        )
    return found


def longer(lesson: dict[str, Any], seeds: int = SEEDS) -> Array:
    """Accuracies (seeds, budgets, 2) of the RNN of small start at 40 letters, with more steps."""
    network = lesson["NETWORKS"][0]
    runs = [lesson["remember"](network, 40, "Adam", 0.01, seed, LONGER) for seed in range(seeds)]
    return np.array(runs, np.float16)


def forecasts(lesson: dict[str, Any], optimizer: str) -> Array:
    """Errors (networks, pasts, rates, seeds, budgets, 2): validation and test."""
    rates = RATES[optimizer]
    shape = (len(FORECASTERS), len(PASTS), len(rates), SEEDS, len(EPOCHS), 2)
    found = np.zeros(shape, np.float32)
    for n, past, r, seed in np.ndindex(*shape[:4]):
        found[n, past, r, seed] = lesson["forecast"](
            FORECASTERS[n], PASTS[past], optimizer, rates[r], seed, EPOCHS
        )
    return found


def main() -> None:
    """Run all; the optimizers stand third, after networks and lags, or networks and pasts."""
    lesson = definitions()
    lag = np.stack([remembered(lesson, name) for name in RATES], axis=2)
    weather = np.stack([forecasts(lesson, name) for name in RATES], axis=2)
    np.savez_compressed(TARGET, lag=lag, weather=weather, longer=longer(lesson))
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
