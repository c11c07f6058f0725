"""Activation functions as layers, for use in `Sequential`."""

from __future__ import annotations

from nnlib import activations
from nnlib.checks import require_number
from nnlib.layers.module import Module
from nnlib.tensor import Tensor, TensorLike


class Step(Module):
    """Layer of `nnlib.step`, through which no gradient passes."""

    def forward(self, x: TensorLike) -> Tensor:
        """Return 1 where x > 0 and 0 elsewhere."""
        return activations.step(x)


class ReLU(Module):
    """Layer of `nnlib.relu`."""

    def forward(self, x: TensorLike) -> Tensor:
        """Return max(x, 0)."""
        return activations.relu(x)


class LeakyReLU(Module):
    """Layer of `nnlib.leaky_relu`.

    Parameters
    ----------
    slope : float
        Slope for negative inputs.
    """

    def __init__(self, slope: float = 0.01) -> None:
        self.slope = require_number("LeakyReLU", "slope", slope)

    def forward(self, x: TensorLike) -> Tensor:
        """Return x where x > 0, and slope * x elsewhere."""
        return activations.leaky_relu(x, self.slope)

    def _arguments(self) -> str:
        return f"{self.slope:g}"


class Sigmoid(Module):
    """Layer of `nnlib.sigmoid`."""

    def forward(self, x: TensorLike) -> Tensor:
        """Return 1 / (1 + exp(-x))."""
        return activations.sigmoid(x)


class Tanh(Module):
    """Layer of `nnlib.tanh`."""

    def forward(self, x: TensorLike) -> Tensor:
        """Return the hyperbolic tangent."""
        return activations.tanh(x)


class Softplus(Module):
    """Layer of `nnlib.softplus`."""

    def forward(self, x: TensorLike) -> Tensor:
        """Return log(1 + exp(x))."""
        return activations.softplus(x)


class GELU(Module):
    """Layer of `nnlib.gelu`."""

    def forward(self, x: TensorLike) -> Tensor:
        """Return x times the normal distribution function of x."""
        return activations.gelu(x)


class SiLU(Module):
    """Layer of `nnlib.silu`."""

    def forward(self, x: TensorLike) -> Tensor:
        """Return x times sigmoid(x)."""
        return activations.silu(x)
