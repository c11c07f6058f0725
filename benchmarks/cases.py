"""The eight networks of the benchmark: model, data, loss, optimizer, and their matrix products."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

import nnlib as nn

Product = tuple[int, int, int, int]  # how often, and (m, k) times (k, n)


@dataclass
class Case:
    """One training step, in words that every library can follow."""

    name: str
    kind: str  # "mlp", "cnn", "rnn" or "transformer"
    make: Callable[..., nn.Module]  # of rng and dtype
    x: np.ndarray
    y: np.ndarray
    loss: str  # "mse", "cross_entropy" or "sum"
    optimizer: str | None  # "SGD" or "Adam"; None: forward and backward only
    options: dict[str, float]
    products: list[Product]
    activation: str = "relu"
    peers: tuple[str, ...] = ("torch", "torch fused", "jax", "autograd", "mygrad")

    def model(self, dtype: Any) -> nn.Module:
        """Return the same weights at each call."""
        return self.make(rng=np.random.default_rng(1), dtype=dtype)


class LastState(nn.Module):
    """A recurrent network that is asked once, at the end of the sequence."""

    def __init__(self, **options: Any) -> None:
        self.rnn = nn.RNN(28, 64, **options)
        self.head = nn.Linear(64, 10, **options)

    def forward(self, x: Any) -> nn.Tensor:
        """Map (N, T, 28) to (N, 10)."""
        return self.head(self.rnn(x)[1])


def mlp(*sizes: int, activation: type[nn.Module]) -> Callable[..., nn.Module]:
    """Return a maker of a chain of linear layers with activations between them."""

    def make(**options: Any) -> nn.Module:
        layers: list[nn.Module] = []
        for n_in, n_out in pairwise(sizes):
            layers += [nn.Linear(n_in, n_out, **options), activation()]
        return nn.Sequential(*layers[:-1])

    return make


def linear_products(batch: int, *sizes: int, first: bool = True) -> list[Product]:
    """Forward, dL/d(weight), and dL/dx, which the first layer does not need."""
    products = []
    for i, (n_in, n_out) in enumerate(pairwise(sizes)):
        products += [(1, batch, n_in, n_out), (1, n_in, batch, n_out)]
        products += [(1, batch, n_out, n_in)] if i or not first else []
    return products


def dense(
    name: str, batch: int, sizes: tuple[int, ...], optimizer: str | None, rng: Any, **settings: Any
) -> Case:
    """Describe a network of linear layers."""
    loss = settings.pop("loss", "cross_entropy")
    activation = settings.pop("activation", "relu")
    peers = settings.pop("peers", Case.peers)
    y = rng.integers(0, sizes[-1], batch) if loss == "cross_entropy" else None
    return Case(
        name,
        "mlp",
        mlp(*sizes, activation={"relu": nn.ReLU, "tanh": nn.Tanh}[activation]),
        rng.normal(size=(batch, sizes[0])),
        rng.normal(size=(batch, sizes[-1])) if y is None else y,
        loss,
        optimizer,
        settings,
        linear_products(batch, *sizes),
        activation,
        peers,
    )


def cnn(rng: Any) -> Case:
    """Describe the convolutional network."""

    def make(**options: Any) -> nn.Module:
        return nn.Sequential(
            nn.Conv2d(1, 8, 3, **options),
            nn.ReLU(),
            nn.Conv2d(8, 16, 3, **options),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(64, 10, **options),
        )

    products = [
        (1, 8, 9, 36 * 64),
        (1, 8, 36 * 64, 9),
        (1, 16, 72, 16 * 64),
        (1, 16, 16 * 64, 72),
        (1, 72, 16, 16 * 64),
        *linear_products(64, 64, 10, first=False),
    ]
    return Case(
        "CNN 8×8, 3×3(8)–3×3(16)–pool–dense, batch 64, momentum",
        "cnn",
        make,
        rng.normal(size=(64, 1, 8, 8)),
        rng.integers(0, 10, 64),
        "cross_entropy",
        "SGD",
        {"lr": 0.05, "momentum": 0.9},
        products,
        peers=("torch", "torch fused", "jax", "mygrad"),
    )


def all_cases() -> list[Case]:
    """Return the eight cases, with the same data each time."""
    rng = np.random.default_rng(0)
    with_hand = ("hand-written", *Case.peers)
    with_sklearn = (*with_hand, "scikit-learn")
    rows = 32 * 16
    attention_products = [
        *(4 * linear_products(rows, 32, 32, first=False)),
        *linear_products(rows, 32, 128, first=False),
        *linear_products(rows, 128, 32, first=False),
        *[(128, 16, 8, 16), (128, 16, 16, 8)] * 3,
    ]
    return [
        dense(
            "MLP 2-16-16-1, batch 32, SGD",
            32,
            (2, 16, 16, 1),
            "SGD",
            rng,
            lr=0.1,
            loss="mse",
            activation="tanh",
            peers=with_hand,
        ),
        dense(
            "MLP 2-64-64-3, batch 100, Adam",
            100,
            (2, 64, 64, 3),
            "Adam",
            rng,
            lr=1e-3,
            peers=with_sklearn,
        ),
        dense(
            "MLP 64-128-10, batch 64, momentum",
            64,
            (64, 128, 10),
            "SGD",
            rng,
            lr=0.05,
            momentum=0.9,
            peers=with_sklearn,
        ),
        dense(
            "MLP 784-256-128-10, batch 128, Adam",
            128,
            (784, 256, 128, 10),
            "Adam",
            rng,
            lr=1e-3,
            peers=with_sklearn,
        ),
        cnn(rng),
        Case(
            "RNN 28 steps, hidden 64, batch 32, SGD",
            "rnn",
            LastState,
            rng.normal(size=(32, 28, 28)),
            rng.integers(0, 10, 32),
            "cross_entropy",
            "SGD",
            {"lr": 0.05},
            [
                *linear_products(28 * 32, 28, 64),
                (56, 32, 64, 64),
                (1, 64, 28 * 32, 64),
                *linear_products(32, 64, 10, first=False),
            ],
        ),
        Case(
            "transformer block d 32, 4 heads, length 16, batch 32, SGD",
            "transformer",
            lambda **options: nn.TransformerBlock(32, 4, **options),
            rng.normal(size=(32, 16, 32)),
            rng.normal(size=(32, 16, 32)),
            "mse",
            "SGD",
            {"lr": 0.05},
            attention_products,
            peers=("torch", "torch fused", "jax", "autograd"),
        ),
        dense(
            "50 tanh layers of 64, batch 32, forward and backward",
            32,
            (64,) * 51,
            None,
            rng,
            loss="sum",
            activation="tanh",
            peers=("torch", "jax", "autograd", "mygrad"),
        ),
    ]
