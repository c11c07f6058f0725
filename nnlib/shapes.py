"""Operations that change the shape: sums, maxima, reshaping, joining, indexing.

In every `pullback`, `g` is dL/d(result). What it returns is dL/d(operand), one array for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnlib.tensor import Array, Axis, Tensor, TensorLike, as_tensor, record


def _spread(g: Array, shape: tuple[int, ...], axis: Axis) -> Array:
    """Repeat `g` along the axes that a reduction over `axis` removed (or kept with length 1)."""
    if axis is None:
        axis = tuple(range(len(shape)))
    kept = list(shape)
    for i in (axis,) if isinstance(axis, int) else axis:
        kept[i] = 1
    return np.broadcast_to(g.reshape(kept), shape)


def sum(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Sum over one axis, several axes, or all of them (None)."""
    x = as_tensor(x)
    shape = x.shape
    total = x.data.sum(axis=axis, keepdims=keepdims)
    return record(total, (x,), lambda g: (_spread(g, shape, axis),))


def mean(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Average over one axis, several axes, or all of them (None)."""
    x = as_tensor(x)
    shape = x.shape
    average = x.data.mean(axis=axis, keepdims=keepdims)
    count = x.size / np.size(average) if np.size(average) else 1.0
    return record(average, (x,), lambda g: (_spread(g / count, shape, axis),))


def max(x: TensorLike, axis: int | None = None, keepdims: bool = False) -> Tensor:
    """Return the largest number along one axis, or of all (None).

    Of equal numbers the first is the winner, and the whole gradient goes to it.
    """
    x = as_tensor(x)
    if axis is None:
        largest = max(reshape(x, -1), axis=0)
        return reshape(largest, (1,) * x.ndim) if keepdims else largest
    numbers = x.data
    winner = np.expand_dims(numbers.argmax(axis=axis), axis)
    largest_numbers = np.take_along_axis(numbers, winner, axis)

    def pullback(g: Array) -> tuple[Array]:
        dx = np.zeros_like(numbers)
        np.put_along_axis(dx, winner, g.reshape(winner.shape), axis)
        return (dx,)

    data = largest_numbers if keepdims else largest_numbers.squeeze(axis)
    return record(data, (x,), pullback)


def reshape(x: TensorLike, shape: int | Sequence[int]) -> Tensor:
    """Return the same numbers in another shape; one length may be -1 ("whatever is left").

    Raises
    ------
    ValueError
        If the numbers do not fill the new shape.
    """
    x = as_tensor(x)
    old = x.shape
    try:
        data = x.data.reshape(shape)
    except ValueError:
        raise ValueError(
            f"reshape: {x.size} numbers of shape {old} do not fill the shape {shape}"
        ) from None
    return record(data, (x,), lambda g: (g.reshape(old),))


def transpose(x: TensorLike, axes: Sequence[int] | None = None) -> Tensor:
    """Reorder the axes as NumPy does; None reverses them.

    (PyTorch's `transpose(a, b)` exchanges two axes; that is its `permute`.)
    """
    x = as_tensor(x)
    back = None if axes is None else np.argsort([axis % x.ndim for axis in axes])
    return record(x.data.transpose(axes), (x,), lambda g: (g.transpose(back),))


def concatenate(tensors: Sequence[TensorLike], axis: int = 0) -> Tensor:
    """Join tensors along an axis that they have.

    Raises
    ------
    ValueError
        If their other axes differ in length.
    """
    parts = tuple(as_tensor(t) for t in tensors)
    try:
        data = np.concatenate([t.data for t in parts], axis=axis)
    except ValueError:
        raise ValueError(
            f"concatenate: all axes but axis {axis} must be equally long, but the shapes are "
            + ", ".join(str(t.shape) for t in parts)
        ) from None
    ends = np.cumsum([t.shape[axis] for t in parts])[:-1]
    return record(data, parts, lambda g: np.split(g, ends, axis=axis))


def stack(tensors: Sequence[TensorLike], axis: int = 0) -> Tensor:
    """Join tensors of one shape along a new axis.

    Raises
    ------
    ValueError
        If their shapes differ.
    """
    parts = tuple(as_tensor(t) for t in tensors)
    if len({t.shape for t in parts}) != 1:
        shapes = ", ".join(str(t.shape) for t in parts)
        raise ValueError(f"stack: all shapes must be equal, but they are {shapes or 'missing'}")
    data = np.stack([t.data for t in parts], axis=axis)
    return record(data, parts, lambda g: tuple(np.moveaxis(g, axis, 0)))


def index(x: TensorLike, key: Any) -> Tensor:
    """Return x[key]. A row that is taken twice gets the gradient of both copies."""
    x = as_tensor(x)
    shape = x.shape
    parts = key if isinstance(key, tuple) else (key,)
    lists = any(isinstance(part, (list, np.ndarray)) for part in parts)

    def pullback(g: Array) -> tuple[Array]:
        dx = np.zeros(shape, g.dtype)
        if lists:
            np.add.at(dx, key, g)  # `dx[key] += g` would count a repeated index once
        else:
            dx[key] = g
        return (dx,)

    return record(x.data[key], (x,), pullback)
