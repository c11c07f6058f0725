"""A chain of layers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from nnlib.layers.module import Module


class Sequential(Module):
    """Layers one after another: the output of each is the input of the next.

    Parameters
    ----------
    *layers : Module or function of one tensor

    Examples
    --------
    >>> import numpy as np, nnlib as nn
    >>> rng = np.random.default_rng(0)
    >>> model = Sequential(nn.Linear(64, 32, rng=rng), nn.ReLU(), nn.Linear(32, 10, rng=rng))
    >>> model.summary()
    layer                     parameters                   count
    layers.0: Linear(64, 32)  weight (64, 32), bias (32,)  2,080
    layers.1: ReLU()          -                                0
    layers.2: Linear(32, 10)  weight (32, 10), bias (10,)    330
    total                                                  2,410
    """

    def __init__(self, *layers: Callable[..., Any]) -> None:
        for layer in layers:
            if not callable(layer):
                raise TypeError(
                    f"Sequential: a layer must be a module or a function, not {layer!r}; "
                    "pass layers one by one, Sequential(a, b), or a list as Sequential(*layers)"
                )
        self.layers = list(layers)

    def forward(self, x: Any) -> Any:
        """Pass x through all layers."""
        for layer in self.layers:
            x = layer(x)
        return x

    def __iter__(self) -> Iterator[Callable[..., Any]]:
        return iter(self.layers)

    def __len__(self) -> int:
        return len(self.layers)

    def __getitem__(self, index: int) -> Callable[..., Any]:
        return self.layers[index]

    def __repr__(self) -> str:
        lines = [f"{layer!r},".replace("\n", "\n  ") for layer in self.layers]
        return "Sequential(\n  " + "\n  ".join(lines) + "\n)" if lines else "Sequential()"
