"""Write coursekit/content/09_data_drift/runs.npz: the long runs of lesson 9.

Run it as `python -m tools.make_drift` (about twenty minutes on one core). Four parts: detectors on
simulated errors, late labels, networks that learn new digits after old ones, and forecasters that
go through fifty years of weather in different ways. Forecasters of one kind go side by side: their
weights are stacked (a test compares them with nnlib's).
"""

from __future__ import annotations

import copy
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import nnlib as nn
from nnlib.drift import ADWIN, DDM, PageHinkley

Array = npt.NDArray[Any]

TARGET = Path(__file__).resolve().parent.parent / "coursekit/content/09_data_drift/runs.npz"

# --- detectors ------------------------------------------------------------------------------------

#: Each detector's dial, from touchy to calm.
DETECTORS = {
    "DDM": (lambda dial: DDM(drift_threshold=dial), (1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0)),
    "Page-Hinkley": (lambda dial: PageHinkley(threshold=dial), (5, 8, 12, 20, 30, 50, 80)),
    "ADWIN": (lambda dial: ADWIN(delta=dial), (0.9, 0.5, 0.2, 0.05, 0.01, 0.002, 1e-4)),
}
BEFORE, AFTER = 0.2, (0.25, 0.3, 0.5)  # error rates
QUIET = (500, 2000, 8000)  # rows before the change
SHAPES = ("stays", "grows over 1,000 rows", "heals after 200 rows")
STREAMS, CALM, PATIENCE = 40, 10_000, 2000  # streams; rows without a change; rows after it


def error_rates(shape: str, after: float) -> Array:
    """Return the error rate of each row after the change, (PATIENCE,)."""
    rows = np.arange(PATIENCE)
    rising = {
        "stays": np.ones(PATIENCE),
        "grows over 1,000 rows": np.minimum(rows / 1000, 1),
        "heals after 200 rows": 1.0 * (rows < 200),
    }[shape]
    return BEFORE + (after - BEFORE) * rising


def watch(name: str, dial: float, stream: int) -> tuple[int, Array]:
    """Return how many alarms a detector raises in CALM rows, and its delays.

    The delays have the shape (shapes, error rates, quiet rows); -1 stands for no alarm.
    """
    detector = DETECTORS[name][0](dial)
    calm = np.random.default_rng([stream, 0]).random(CALM) < BEFORE
    alarms, ready = 0, {}
    for row, error in enumerate(calm):
        if row in QUIET:
            ready[row] = copy.deepcopy(detector)
        detector.update(error)
        alarms += detector.drift_detected
    delays = np.full((len(SHAPES), len(AFTER), len(QUIET)), -1)
    draws = np.random.default_rng([stream, 1]).random(PATIENCE)
    for i, shape in enumerate(SHAPES):
        for j, after in enumerate(AFTER):
            changed = draws < error_rates(shape, after)
            for k, quiet in enumerate(QUIET):
                detector = copy.deepcopy(ready[quiet])
                for row, error in enumerate(changed):
                    detector.update(error)
                    if detector.drift_detected:
                        delays[i, j, k] = row + 1
                        break
    return alarms, delays


# --- forecasters ----------------------------------------------------------------------------------

YEAR, FIRST, JUDGED = 365, 730, 3650  # rows: a year, the first fit, where judging begins
SEEDS = 5
HIDDEN = (0, 16)  # hidden tanh neurons: none is a single sigmoid neuron
RATES = {"SGD": (0.03, 0.1, 0.3), "Adam": (0.001, 0.003, 0.01)}
BUDGETS = (1, 10)  # 2 or 20 epochs a fit; 1 or 10 steps a day
WINDOWS = (1, 2, 5)  # years
STRATEGIES = ("frozen", "all the past", "window", "online")
PARTS = ((FIRST, JUDGED), (JUDGED, 12_000), (12_000, 18_159))  # to choose by; before; after


class Forecasters:
    """Networks 8 → hidden → 1 side by side, one for each (rate, seed)."""

    def __init__(self, hidden: int, optimizer: str, runs: list[tuple[float, int]]) -> None:
        sizes = [8, hidden, 1] if hidden else [8, 1]
        self.parameters: list[Array] = []
        rngs = [np.random.default_rng(seed) for _, seed in runs]
        for n, m in pairwise(sizes):
            weights = [nn.initializers.glorot_normal((n, m), rng=rng) for rng in rngs]
            self.parameters += [np.array(weights), np.zeros((len(runs), 1, m))]
        self.adam, self.steps = optimizer == "Adam", 0
        self.rates = np.array([rate for rate, _ in runs])[:, None, None]
        self.moments = [(np.zeros_like(p), np.zeros_like(p)) for p in self.parameters]

    def forward(self, x: Array) -> list[Array]:
        """Return the inputs (k, n, 8), what is hidden, and the logits (k, n, 1)."""
        found = [x]
        for i in range(0, len(self.parameters), 2):
            z = found[-1] @ self.parameters[i] + self.parameters[i + 1]
            found.append(np.tanh(z) if i + 2 < len(self.parameters) else z)
        return found

    def wrong(self, x: Array, y: Array) -> Array:
        """Return which answers are wrong, (k, n), for x (n, 8) and y (n,)."""
        logits = self.forward(np.broadcast_to(x, (len(self.rates), *x.shape)))[-1][..., 0]
        return (logits > 0) != y

    def step(self, x: Array, y: Array) -> None:
        """Take one step on x (k, n, 8) or (n, 8) and labels (k, n) or (n,)."""
        found = self.forward(np.broadcast_to(x, (len(self.rates), *x.shape[-2:])))
        delta = (1 / (1 + np.exp(-found[-1])) - y[..., None]) / x.shape[-2]
        self.steps += 1
        for i in range(len(self.parameters) - 2, -1, -2):
            a = found[i // 2]
            gradients = a.swapaxes(1, 2) @ delta, delta.sum(axis=1, keepdims=True)
            if i:
                delta = delta @ self.parameters[i].swapaxes(1, 2) * (1 - a * a)
            for k, gradient in zip((i, i + 1), gradients, strict=True):
                self.update(k, gradient)

    def update(self, i: int, gradient: Array) -> None:
        """Move the i-th parameters against their gradient."""
        if not self.adam:
            self.parameters[i] -= self.rates * gradient
            return
        mean, square = self.moments[i]
        mean += 0.1 * (gradient - mean)
        square += 0.001 * (gradient * gradient - square)
        first, second = mean / (1 - 0.9**self.steps), square / (1 - 0.999**self.steps)
        self.parameters[i] -= self.rates * first / (np.sqrt(second) + 1e-8)


def fitted(
    hidden: int, optimizer: str, runs: list[tuple[float, int]], x: Array, y: Array, epochs: int
) -> Forecasters:
    """Train on days in batches of 128, drawn anew in each epoch."""
    models, rng = Forecasters(hidden, optimizer, runs), np.random.default_rng(0)
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for start in range(0, len(x), 128):
            batch = order[start : start + 128]
            models.step(x[batch], y[batch])
    return models


def yearly(
    hidden: int, optimizer: str, x: Array, y: Array, epochs: int, window: int | None
) -> Array:
    """Errors (runs, days) of models that are fitted anew each year, to all the past or a window."""
    runs = [(rate, seed) for rate in RATES[optimizer] for seed in range(SEEDS)]
    wrong = np.zeros((len(runs), len(x)), bool)
    for day in range(FIRST, len(x), YEAR):
        start = 0 if window is None else max(0, day - window * YEAR)
        models = fitted(hidden, optimizer, runs, x[start:day], y[start:day], epochs)
        wrong[:, day : day + YEAR] = models.wrong(x[day : day + YEAR], y[day : day + YEAR])
    return wrong


def online(hidden: int, optimizer: str, x: Array, y: Array, steps: int) -> Array:
    """Errors (runs, days) of models that take so many steps on each day, once they were tested."""
    runs = [(rate, seed) for rate in RATES[optimizer] for seed in range(SEEDS)]
    models = Forecasters(hidden, optimizer, runs)
    wrong = np.zeros((len(runs), len(x)), bool)
    for day in range(len(x)):
        today, label = x[day : day + 1], y[day : day + 1]
        wrong[:, day : day + 1] = models.wrong(today, label)
        for _ in range(steps):
            models.step(today, label)
    return wrong


def parts(wrong: Array) -> Array:
    """Return the error of each run in each part of the time, (rates, seeds, parts)."""
    errors = [wrong[:, start:end].mean(axis=1) for start, end in PARTS]
    return np.stack(errors, axis=1).reshape(-1, SEEDS, len(PARTS))


def choose(found: Array) -> Array:
    """Return the errors (seeds, parts) at the rate that was best in the first part."""
    best: Array = found[np.median(found[..., 0], axis=1).argmin()]
    return best


def forecasts(version: str, hidden: int, optimizer: str, budget: int) -> Array:
    """Return the errors (strategies, seeds, parts), each at its best rate and window."""
    x, y = nn.datasets.weather(version)
    epochs = 2 * budget
    past = parts(yearly(hidden, optimizer, x, y, epochs, None))
    windows = [choose(parts(yearly(hidden, optimizer, x, y, epochs, w))) for w in WINDOWS]
    window = min(windows, key=lambda errors: np.median(errors[:, 0]))
    # Frozen: the rate that was best for all the past, then one fit to what came before judging.
    rate = RATES[optimizer][np.median(past[..., 0], axis=1).argmin()]
    runs = [(rate, seed) for seed in range(SEEDS)]
    models = fitted(hidden, optimizer, runs, x[:JUDGED], y[:JUDGED], epochs)
    frozen = parts(models.wrong(x, y))[0]
    frozen[:, 0] = np.nan  # it has seen these days
    return np.stack([frozen, choose(past), window, choose(parts(online(
        hidden, optimizer, x, y, budget)))])  # fmt: skip


# --- late labels ---------------------------------------------------------------------------------

DELAYS = (0, 7, 30, 90, 180, 270, 365, 455, 545, 640, 730)  # days
LATE_RATES = (0.003, 0.01, 0.03, 0.1, 0.3)


def late(delay: int) -> Array:
    """Errors (rates, first and second part) of online neurons whose labels come so many days late.

    The stream is the measured one, and the first part, years 3 to 10, is there to choose by.
    """
    x, y = nn.datasets.weather()
    x = np.hstack([x, np.ones((len(x), 1))])
    rates, weights = np.array(LATE_RATES)[:, None], np.zeros((len(LATE_RATES), 9))
    wrong = np.zeros((len(LATE_RATES), len(x)), bool)
    for day in range(len(x)):
        wrong[:, day] = (weights @ x[day] > 0) != y[day]
        if day >= delay:
            known = day - delay
            p = nn.sigmoid(weights @ x[known]).data
            weights += rates * (y[known] - p)[:, None] * x[known]
    parts = (wrong[:, FIRST:JUDGED], wrong[:, JUDGED:])
    return np.stack([part.mean(axis=1) for part in parts], axis=1)


# --- forgetting -----------------------------------------------------------------------------------

REPLAY = (0, 10, 50, 200)  # old digits that are kept
EPOCHS = (20, 100)
REPLAY_RATES = {"SGD": (0.03, 0.1, 0.3), "Adam": (0.001, 0.003, 0.01)}


def forget(optimizer: str, rate: float, kept: int, epochs: int, seed: int) -> Array:
    """Learn 0 to 4, then 5 to 9 with some old digits; accuracies (choosing or test, old or new)."""
    x, y = nn.datasets.digits()
    parts = nn.datasets.split(x, y, test=500, rng=np.random.default_rng(0))
    x_train, y_train, x_test, y_test = parts
    rng = np.random.default_rng(seed)
    model = nn.Sequential(nn.Linear(64, 32, rng=rng), nn.ReLU(), nn.Linear(32, 10, rng=rng))
    old = np.flatnonzero(y_train[:1000] < 5)
    new = np.flatnonzero(y_train[:1000] >= 5)
    for rows, times in ((old, 20), (np.concatenate([new, rng.choice(old, kept, False)]), epochs)):
        step = getattr(nn, optimizer)(model.parameters(), lr=rate)
        nn.fit(model, nn.cross_entropy, step, (x_train[rows], y_train[rows]), epochs=times,
               batch_size=32, rng=rng, progress=False)  # fmt: skip
    found = []
    for inputs, labels in ((x_train[1000:], y_train[1000:]), (x_test, y_test)):
        for group in (labels < 5, labels >= 5):
            found.append(nn.accuracy(model(inputs[group]), labels[group]))
    return np.array(found).reshape(2, 2)


def main() -> None:
    """Run all, and store."""
    found: dict[str, Array] = {}
    alarms, delays = [], []
    for name, (_, dials) in DETECTORS.items():
        seen = [[watch(name, dial, stream) for stream in range(STREAMS)] for dial in dials]
        alarms.append([[a for a, _ in row] for row in seen])
        delays.append([[d for _, d in row] for row in seen])
        print(name, "is done", flush=True)
    found["alarms"] = np.array(alarms, np.int16)  # (detectors, dials, streams)
    found["delays"] = np.array(delays, np.int16)  # and shapes, error rates, quiet rows
    found["late"] = np.array([late(delay) for delay in DELAYS], np.float32)
    np.savez_compressed(TARGET, **found)
    replayed = np.zeros((2, len(EPOCHS), len(REPLAY), 3, SEEDS, 2, 2))
    for i, (optimizer, rates) in enumerate(REPLAY_RATES.items()):
        for place in np.ndindex(len(EPOCHS), len(REPLAY), 3, SEEDS):
            j, k, r, seed = place
            replayed[i, j, k, r, seed] = forget(optimizer, rates[r], REPLAY[k], EPOCHS[j], seed)
        print(optimizer, "has forgotten", flush=True)
    found["replayed"] = replayed.astype(np.float32)
    np.savez_compressed(TARGET, **found)
    versions = ("repaired", "packaged")
    errors = np.zeros((2, 2, 2, 2, len(STRATEGIES), SEEDS, len(PARTS)), np.float32)
    for j, hidden in enumerate(HIDDEN):
        for k, optimizer in enumerate(RATES):
            for b, budget in enumerate(BUDGETS):
                for i, version in enumerate(versions):
                    errors[i, j, k, b] = forecasts(version, hidden, optimizer, budget)
                print(hidden, optimizer, budget, "is done", flush=True)
                np.savez_compressed(TARGET, errors=errors, **found)
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
