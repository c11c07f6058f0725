"""Operations that change the shape: sums, maxima, reshaping, joining, indexing.

In every `pullback`, `g` is dL/d(result). What it returns is dL/d(operand), one array for each.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from nnlib._reductions import add_rows
from nnlib.arithmetic import where
from nnlib.tensor import Array, Axis, Tensor, TensorLike, as_tensor, record


def _axes(name: str, axis: Axis, x: Tensor) -> tuple[int, ...]:
    """Return the axes of a reduction as numbers from 0 on; None stands for all."""
    if axis is None:
        return tuple(range(x.ndim))
    try:
        return tuple(normalize_axis_tuple(axis, x.ndim))
    except (TypeError, ValueError):
        raise ValueError(
            f"{name}: axis must be None, one or several of the {x.ndim} axes of x {x.shape}, "
            f"counted from 0, but it is {axis!r}"
        ) from None


def _spread(g: Array, shape: tuple[int, ...], axes: tuple[int, ...]) -> Array:
    """Repeat `g` along the axes that a reduction removed (or kept with length 1)."""
    kept = [1 if i in axes else n for i, n in enumerate(shape)]
    return np.broadcast_to(g.reshape(kept), shape)


def sum(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Sum over one axis, several axes, or all of them (None)."""
    x = as_tensor(x)
    shape, axes = x.shape, _axes("sum", axis, x)
    total = x.data.sum(axis=axes, keepdims=keepdims)
    return record(total, (x,), lambda g: (_spread(g, shape, axes),))


def mean(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Average over one axis, several axes, or all of them (None).

    Raises
    ------
    ValueError
        If there is nothing to average.
    """
    x = as_tensor(x)
    shape, axes = x.shape, _axes("mean", axis, x)
    count = math.prod(shape[i] for i in axes)
    if count == 0:
        raise ValueError(f"mean: there is nothing to average (x {shape}, axis {axis})")
    average = x.data.mean(axis=axes, keepdims=keepdims)
    return record(average, (x,), lambda g: (_spread(g / count, shape, axes),))


def max(x: TensorLike, axis: int | None = None, keepdims: bool = False) -> Tensor:
    """Return the largest number along one axis, or of all (None).

    Of equal numbers the first is the winner, and the whole gradient goes to it.

    Raises
    ------
    ValueError
        If there is nothing to choose from, or several axes are given.
    """
    x = as_tensor(x)
    if axis is None:
        largest = max(reshape(x, -1), axis=0)
        return reshape(largest, (1,) * x.ndim) if keepdims else largest
    axes = _axes("max", axis, x)
    if len(axes) != 1:
        raise ValueError(f"max: the axis must be one, not {axis!r}; take the maximum twice")
    (along,) = axes
    numbers = x.data
    if numbers.shape[along] == 0:
        raise ValueError(f"max: there is nothing to choose from (x {x.shape}, axis {axis})")
    winner = np.expand_dims(numbers.argmax(axis=along), along)
    largest_numbers = np.take_along_axis(numbers, winner, along)

    def pullback(g: Array) -> tuple[Array]:
        dx = np.zeros_like(numbers)
        np.put_along_axis(dx, winner, g.reshape(winner.shape), along)
        return (dx,)

    data = largest_numbers if keepdims else largest_numbers.squeeze(along)
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
    except (TypeError, ValueError):
        raise ValueError(
            f"reshape: {x.size} numbers of shape {old} do not fill the shape {shape}"
        ) from None
    return record(data, (x,), lambda g: (g.reshape(old),))


def transpose(x: TensorLike, axes: Sequence[int] | None = None) -> Tensor:
    """Reorder the axes as NumPy does; None reverses them.

    (PyTorch's `transpose(a, b)` exchanges two axes; that is its `permute`.)
    """
    x = as_tensor(x)
    if axes is None:
        return record(x.data.T, (x,), lambda g: (g.T,))
    order = _axes("transpose", tuple(axes), x)
    if len(order) != x.ndim:
        raise ValueError(
            f"transpose: all {x.ndim} axes of x {x.shape} must be named once, not {tuple(axes)}"
        )
    back = np.argsort(order)
    return record(x.data.transpose(order), (x,), lambda g: (g.transpose(back),))


def concatenate(tensors: Sequence[TensorLike], axis: int = 0) -> Tensor:
    """Join tensors along an axis that they have.

    Raises
    ------
    ValueError
        If their other axes differ in length.
    """
    parts = _parts("concatenate", tensors)
    try:
        data = np.concatenate([t.data for t in parts], axis=axis)
    except ValueError:
        raise ValueError(
            f"concatenate: all axes but axis {axis} must be equally long, but the shapes are "
            + ", ".join(str(t.shape) for t in parts)
        ) from None
    ends = np.cumsum([t.shape[axis] for t in parts])[:-1]
    return record(data, parts, lambda g: np.split(g, ends, axis=axis))


def _parts(name: str, tensors: Sequence[TensorLike]) -> tuple[Tensor, ...]:
    """Make tensors of all. What is not a tensor takes the type of the first that is one."""
    listed = list(tensors)
    if not listed:
        raise ValueError(f"{name}: there is nothing to join")
    like = next((t for t in listed if isinstance(t, Tensor)), None)
    return tuple(as_tensor(t, like) for t in listed)


def stack(tensors: Sequence[TensorLike], axis: int = 0) -> Tensor:
    """Join tensors of one shape along a new axis.

    Raises
    ------
    ValueError
        If their shapes differ.
    """
    parts = _parts("stack", tensors)
    if len({t.shape for t in parts}) != 1:
        shapes = ", ".join(str(t.shape) for t in parts)
        raise ValueError(f"stack: all shapes must be equal, but they are {shapes}")
    try:
        data = np.stack([t.data for t in parts], axis=axis)
    except (TypeError, ValueError):
        raise ValueError(
            f"stack: the new axis must be from 0 to {parts[0].ndim} for parts of shape "
            f"{parts[0].shape}, but it is {axis!r}"
        ) from None
    return record(data, parts, lambda g: tuple(np.moveaxis(g, axis, 0)))


def index(x: TensorLike, key: Any) -> Tensor:
    """Return x[key], as NumPy does. A row that is taken twice gets the gradient of both copies."""
    x = as_tensor(x)
    shape = x.shape
    parts = key if isinstance(key, tuple) else (key,)
    key = tuple(part if isinstance(part, _PLAIN) else _array_of_indices(part) for part in parts)
    numbers = x.data[key]
    kinds = [part.dtype.kind for part in key if isinstance(part, np.ndarray)]

    def pullback(g: Array) -> tuple[Array]:
        if len(key) == 1 and kinds and kinds[0] != "b":
            return (add_rows(key[0], g, shape[0]),)
        dx = np.zeros(shape, g.dtype)
        if set(kinds) <= {"b"}:
            dx[key] = g
        else:
            np.add.at(dx, key, g)  # `dx[key] += g` would count a repeated index once
        return (dx,)

    return record(numbers, (x,), pullback)


_PLAIN = (int, np.integer, slice, type(None), type(Ellipsis))  # take no number twice


def _array_of_indices(part: Any) -> Array:
    indices = np.array(part)  # a copy, since backward() needs it as it is now
    return indices if indices.size else indices.astype(bool if indices.dtype == bool else np.intp)


# What `np.mean(x)` calls for a tensor x.
OF_NUMPY: dict[Any, Callable[..., Any]] = {
    np.sum: sum,
    np.mean: mean,
    np.max: max,
    np.reshape: reshape,
    np.transpose: transpose,
    np.concatenate: concatenate,
    np.stack: stack,
    np.where: where,
}
