"""Write coursekit/content/06_initialization/runs.npz: the race of lesson 6.

Run it as `python -m tools.make_initialization` (about ten minutes on one core). All networks of one
depth, activation and optimizer are trained side by side: their weights are stacked, so that one
product of stacks does for all what `nnlib` does for one (a test compares).
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import nnlib as nn

Array = npt.NDArray[Any]

TARGET = Path(__file__).resolve().parent.parent / "coursekit/content/06_initialization/runs.npz"

ACTIVATIONS = ("ReLU", "tanh", "sigmoid")
OPTIMIZERS = ("SGD", "Adam")
#: σ√n of every layer: Xavier's, and the one that keeps the size of the forward signal (for the
#: sigmoid, the one that makes up for its slope).
DIALS = {"ReLU": (1.0, 1.41), "tanh": (1.0, 1.59), "sigmoid": (1.0, 4.0)}
RATES = {
    (4, "SGD"): (0.1, 0.5, 3.0),
    (4, "Adam"): (0.001, 0.003, 0.01),
    (30, "SGD"): (0.01, 0.03, 0.1),
    (30, "Adam"): (0.0003, 0.001, 0.003),
}
BUDGETS = {4: (10, 30, 100), 30: (6, 20, 60)}  # epochs
SEEDS = 5
SOLVED = 0.005  # a run whose loss is below ends early: longer training would change nothing

#: The dial of the opening: thirty ReLU layers, gradient descent at one rate.
OPENING = (0.5, 0.8, 1.0, 1.2, 1.41, 1.7, 2.0)
OPENING_RATE, OPENING_EPOCHS = 0.03, 15


def data() -> list[Array]:
    """Return inputs and labels to train on (1,000), to choose by (297) and to test with (500)."""
    x, y = nn.datasets.digits()
    x_train, y_train, x_test, y_test = nn.datasets.split(
        x, y, test=500, rng=np.random.default_rng(0)
    )
    mean = x_train.mean(axis=0)
    scale = (x_train - mean).std()
    x_train, x_test = ((part - mean) / scale for part in (x_train, x_test))
    parts = [x_train[:1000], y_train[:1000], x_train[1000:], y_train[1000:], x_test, y_test]
    return [part.astype(np.float32) if part.ndim == 2 else part for part in parts]


class Stack:
    """Networks of one depth and activation, trained side by side.

    Parameters
    ----------
    runs : list of (dial, rate, seed)
        What tells them apart.
    """

    def __init__(
        self, depth: int, activation: str, optimizer: str, runs: list[tuple[float, float, int]]
    ) -> None:
        sizes = [64] * (depth + 1) + [10]
        self.activation, self.adam = activation, optimizer == "Adam"
        self.orders = [np.random.default_rng(seed + 1000) for _, _, seed in runs]
        drawn = []
        for dial, _, seed in runs:
            rng = np.random.default_rng(seed)
            drawn.append(
                [
                    nn.initializers.normal((n, m), std=dial / n**0.5, rng=rng)
                    for n, m in pairwise(sizes)
                ]
            )
        weights = [np.float32([own[k] for own in drawn]) for k in range(depth + 1)]
        biases = [np.zeros((len(runs), 1, m), np.float32) for m in sizes[1:]]
        self.parameters = [p for pair in zip(weights, biases, strict=True) for p in pair]
        self.rates = np.float32([rate for _, rate, _ in runs])[:, None, None]
        self.moments = [(np.zeros_like(p), np.zeros_like(p)) for p in self.parameters]
        self.steps = 0

    def forward(self, x: Array) -> list[Array]:
        """Return the inputs, the activations of each hidden layer, and the scores."""
        layers = len(self.parameters) // 2
        found = [x]
        for k in range(layers):
            z = found[-1] @ self.parameters[2 * k] + self.parameters[2 * k + 1]
            if k < layers - 1:
                if self.activation == "ReLU":
                    np.maximum(z, 0, out=z)
                elif self.activation == "tanh":
                    np.tanh(z, out=z)
                else:
                    z = 0.5 * np.tanh(0.5 * z) + np.float32(0.5)
            found.append(z)
        return found

    def step(self, x: Array, y: Array) -> Array:
        """Train all networks on their own batch, x (k, n, 64) and y (k, n); return the losses."""
        found = self.forward(x)
        logits = found[-1] - found[-1].max(axis=2, keepdims=True)
        delta = np.exp(logits)
        total = delta.sum(axis=2, keepdims=True)
        at = np.arange(len(x))[:, None], np.arange(x.shape[1])[None], y
        losses: Array = (np.log(total[..., 0]) - logits[at]).mean(axis=1)
        delta /= total
        delta[at] -= 1
        delta /= x.shape[1]
        self.steps += 1
        for k in range(len(self.parameters) // 2 - 1, -1, -1):
            a = found[k]
            gradients = a.swapaxes(1, 2) @ delta, delta.sum(axis=1, keepdims=True)
            if k:
                delta = delta @ self.parameters[2 * k].swapaxes(1, 2)
                if self.activation == "ReLU":
                    delta *= a > 0
                elif self.activation == "tanh":
                    delta *= 1 - a * a
                else:
                    delta *= a * (1 - a)
            for i, gradient in zip((2 * k, 2 * k + 1), gradients, strict=True):
                self.update(i, gradient)
        return losses

    def update(self, i: int, gradient: Array) -> None:
        """Move the i-th parameters against their gradient; Adam in the paper's efficient form."""
        if not self.adam:
            self.parameters[i] -= self.rates * gradient
            return
        mean, square = self.moments[i]
        mean += np.float32(0.1) * (gradient - mean)
        square += np.float32(0.001) * (gradient * gradient - square)
        scale = (1 - 0.999**self.steps) ** 0.5 / (1 - 0.9**self.steps)
        self.parameters[i] -= (
            self.rates * np.float32(scale) * mean / (np.sqrt(square) + np.float32(1e-8))
        )

    def keep(self, which: Array) -> None:
        """Go on with some of the networks only."""
        self.parameters = [p[which] for p in self.parameters]
        self.moments = [(m[which], v[which]) for m, v in self.moments]
        self.rates = self.rates[which]
        self.orders = [order for order, kept in zip(self.orders, which, strict=True) if kept]

    def accuracies(self, x: Array, y: Array) -> Array:
        """Return the share of digits that each network reads."""
        answers = self.forward(np.broadcast_to(x, (len(self.rates), *x.shape)))[-1].argmax(axis=2)
        return (answers == y).mean(axis=1)


def race(
    depth: int,
    activation: str,
    optimizer: str,
    runs: list[tuple[float, float, int]],
    epochs: int,
    batch: int = 32,
) -> tuple[Array, Array]:
    """Return losses (runs, epochs) and accuracies (runs, budgets, validation and test).

    A run that ends early, solved or no longer a number, keeps its last values.
    """
    x, y, x_choose, y_choose, x_test, y_test = data()
    stack, budgets = Stack(depth, activation, optimizer, runs), BUDGETS[depth]
    losses = np.full((len(runs), epochs), np.nan, np.float32)
    right = np.zeros((len(runs), len(budgets), 2), np.float32)
    alive = np.arange(len(runs))
    for epoch in range(epochs):
        orders = np.array([order.permutation(len(x)) for order in stack.orders])
        steps = [
            stack.step(x[orders[:, i : i + batch]], y[orders[:, i : i + batch]])
            for i in range(0, len(x) - batch + 1, batch)
        ]
        loss = np.mean(steps, axis=0)
        losses[alive, epoch:] = loss[:, None]
        ends = ~np.isfinite(loss) | (loss < SOLVED)
        if ends.any() or epoch + 1 in budgets:
            shares = np.stack(
                [stack.accuracies(x_choose, y_choose), stack.accuracies(x_test, y_test)], axis=1
            )
            first = next(i for i, budget in enumerate(budgets) if epoch < budget)
            now = ends | (epoch + 1 in budgets)
            right[alive[now], first:] = shares[now, None]
        if ends.any():
            alive = alive[~ends]
            stack.keep(~ends)
        if not len(alive):
            break
    return losses, right


def grid(depth: int, activation: str, optimizer: str) -> list[tuple[float, float, int]]:
    """Return every dial with every rate and seed."""
    rates = RATES[depth, optimizer]
    return [(d, r, s) for d in DIALS[activation] for r in rates for s in range(SEEDS)]


def main() -> None:
    """Run all, and store float16."""
    np.seterr(all="ignore")  # some explode, and that is a result
    runs = [(dial, OPENING_RATE, seed) for dial in OPENING for seed in range(SEEDS)]
    losses, _ = race(30, "ReLU", "SGD", runs, OPENING_EPOCHS)
    found = {"opening": losses.reshape(len(OPENING), SEEDS, -1)}
    for depth, budgets in BUDGETS.items():
        for activation in ACTIVATIONS:
            for optimizer in OPTIMIZERS:
                runs = grid(depth, activation, optimizer)
                losses, right = race(depth, activation, optimizer, runs, budgets[-1])
                key = f"{depth} {activation} {optimizer}"
                found[f"loss {key}"] = losses.reshape(2, 3, SEEDS, -1)
                found[f"right {key}"] = right.reshape(2, 3, SEEDS, len(budgets), 2)
                print(key, "is done", flush=True)
                np.savez_compressed(TARGET, **{k: np.float16(v) for k, v in found.items()})
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
