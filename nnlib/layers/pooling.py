"""Pooling: one number for each square of an image, its maximum or its mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

import numpy as np

from nnlib.checks import require_integer
from nnlib.layers.module import Module
from nnlib.tensor import Array, Tensor, TensorLike, as_tensor, record


def _squares(x: Array, size: int) -> Iterator[Array]:
    """Yield a view for every place in the squares: its pixel of each square.

    Rows and columns that fill no whole square are left out.
    """
    rows, columns = x.shape[2] // size * size, x.shape[3] // size * size
    for i in range(size):
        for j in range(size):
            yield x[:, :, i:rows:size, j:columns:size]


def _checked(name: str, x: TensorLike, size: int) -> Tensor:
    x = as_tensor(x)
    if x.ndim != 4:
        raise ValueError(
            f"{name}: x must be (images, channels, height, width), not {x.shape}; add a missing "
            "axis with reshape"
        )
    if require_integer(name, "size", size) > min(x.shape[2:]):
        raise ValueError(
            f"{name}: the size of the squares ({size}) must be at most that of the images "
            f"(x {x.shape})"
        )
    return x


def max_pool2d(x: TensorLike, size: int) -> Tensor:
    """Return the largest number of every `size` x `size` square.

    The whole gradient goes to the winner; of equal numbers the first one wins, and NaN wins over
    all numbers.

    Parameters
    ----------
    x : Tensor or array, (N, C, H, W)
    size : int
        The squares do not overlap; what fills no whole square at the lower and right edge is
        left out.

    Returns
    -------
    Tensor, (N, C, H // size, W // size)

    Raises
    ------
    ValueError
        If x does not have four axes or the squares do not fit in.

    References
    ----------
    M. Riesenhuber and T. Poggio, "Hierarchical models of object recognition in cortex", Nature
    Neuroscience 2 (1999) 1019-1025, doi:10.1038/14819

    Examples
    --------
    >>> max_pool2d([[[[1.0, 2.0, 0.0, 0.0], [3.0, 4.0, 0.0, 5.0]]]], 2)
    Tensor([[[[4., 5.]]]])
    """
    x = _checked("max_pool2d", x, size)
    numbers = x.data
    pixels = _squares(numbers, size)
    y = next(pixels).copy(order="K")
    for pixel in pixels:
        np.maximum(y, pixel, out=y)

    def pullback(g: Array) -> tuple[Array]:
        dx = np.zeros_like(numbers)
        open_yet = np.ones_like(y, dtype=bool)  # squares without a winner so far
        holds_nan = bool(np.isnan(y).any())
        for pixel, d_pixel in zip(_squares(numbers, size), _squares(dx, size), strict=True):
            won = pixel == y
            if holds_nan:
                won |= np.isnan(pixel)  # NaN is the largest for np.maximum, though equal to nothing
            won &= open_yet
            np.copyto(d_pixel, g, where=won)
            open_yet ^= won
        return (dx,)

    return record(y, (x,), pullback)


def avg_pool2d(x: TensorLike, size: int) -> Tensor:
    """Return the mean of every `size` x `size` square; the gradient is shared evenly.

    Parameters
    ----------
    x : Tensor or array, (N, C, H, W)
    size : int
        The squares do not overlap; what fills no whole square at the lower and right edge is
        left out.

    Returns
    -------
    Tensor, (N, C, H // size, W // size)

    Raises
    ------
    ValueError
        If x does not have four axes or the squares do not fit in.

    Examples
    --------
    >>> avg_pool2d([[[[1.0, 2.0], [3.0, 4.0]]]], 2)
    Tensor([[[[2.5]]]])
    """
    x = _checked("avg_pool2d", x, size)
    numbers, share = x.data, 1.0 / size**2
    pixels = _squares(numbers, size)
    y = next(pixels).copy(order="K")
    for pixel in pixels:
        y += pixel
    y *= share

    def pullback(g: Array) -> tuple[Array]:
        dx = np.zeros_like(numbers)
        for d_pixel in _squares(dx, size):
            np.multiply(g, share, out=d_pixel)
        return (dx,)

    return record(y, (x,), pullback)


class _Pool2d(Module):
    operation: ClassVar[Callable[[TensorLike, int], Tensor]]

    def __init__(self, size: int) -> None:
        self.size = require_integer(type(self).__name__, "size", size)

    def forward(self, x: TensorLike) -> Tensor:
        """Map (N, C, H, W) to (N, C, H // size, W // size)."""
        return type(self).operation(x, self.size)

    def _arguments(self) -> str:
        return f"{self.size}"


class MaxPool2d(_Pool2d):
    """Layer of `nnlib.max_pool2d`: the largest number of every `size` x `size` square."""

    operation = max_pool2d


class AvgPool2d(_Pool2d):
    """Layer of `nnlib.avg_pool2d`: the mean of every `size` x `size` square."""

    operation = avg_pool2d
