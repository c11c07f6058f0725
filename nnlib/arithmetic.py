"""Operations that work number by number, and the matrix product, each beside its derivative.

In every `pullback`, `g` is dL/d(result). What it returns is dL/d(operand), one array for each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nnlib.tensor import Array, Tensor, TensorLike, as_tensor, record


def operands(a: TensorLike, b: TensorLike) -> tuple[Tensor, Tensor]:
    """Make tensors of both. Numbers, lists and integers take the type of the other tensor."""
    if isinstance(a, Tensor):
        return a, _like(b, a)
    if isinstance(b, Tensor):
        return _like(a, b), b
    return Tensor(a), Tensor(b)


def _like(value: TensorLike, tensor: Tensor) -> Tensor:
    if isinstance(value, Tensor):
        return value
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return Tensor(value)
    return Tensor(np.asarray(value, dtype=tensor.dtype))  # so float32 * 2.0 stays float32


def broadcast(name: str, ufunc: Callable[..., Any], a: Array, b: Array) -> Array:
    """Apply a NumPy function of two arrays; explain it if their shapes do not fit.

    Raises
    ------
    ValueError
        If the shapes do not broadcast.
    """
    try:
        result: Array = ufunc(a, b)
    except ValueError:
        raise ValueError(
            f"{name}: shapes {a.shape} and {b.shape} do not fit; compared from the last axis "
            "backwards, two lengths must be equal or one of them 1 (use reshape)"
        ) from None
    return result


def unbroadcast(g: Array, shape: tuple[int, ...]) -> Array:
    """Sum `g` over the axes along which an operand of this shape was repeated."""
    if g.shape == shape:
        return g
    added = g.ndim - len(shape)
    stretched = [i + added for i, n in enumerate(shape) if n == 1 and g.shape[i + added] != 1]
    total = g.sum(axis=(*range(added), *stretched), keepdims=True)
    return np.asarray(total).reshape(shape)


def add(a: TensorLike, b: TensorLike) -> Tensor:
    """Return a + b."""
    a, b = operands(a, b)
    a_shape, b_shape = a.shape, b.shape

    def pullback(g: Array) -> tuple[Array, Array]:
        return unbroadcast(g, a_shape), unbroadcast(g, b_shape)

    return record(broadcast("add", np.add, a.data, b.data), (a, b), pullback)


def subtract(a: TensorLike, b: TensorLike) -> Tensor:
    """Return a - b."""
    a, b = operands(a, b)
    a_shape, b_shape = a.shape, b.shape

    def pullback(g: Array) -> tuple[Array, Array]:
        return unbroadcast(g, a_shape), unbroadcast(-g, b_shape)

    return record(broadcast("subtract", np.subtract, a.data, b.data), (a, b), pullback)


def multiply(a: TensorLike, b: TensorLike) -> Tensor:
    """Return a * b, number by number."""
    a, b = operands(a, b)
    x, y = a.data, b.data

    def pullback(g: Array) -> tuple[Array, Array]:
        return unbroadcast(g * y, x.shape), unbroadcast(g * x, y.shape)

    return record(broadcast("multiply", np.multiply, x, y), (a, b), pullback)


def divide(a: TensorLike, b: TensorLike) -> Tensor:
    """Return a / b, number by number."""
    a, b = operands(a, b)
    x, y = a.data, b.data

    def pullback(g: Array) -> tuple[Array, Array]:
        return unbroadcast(g / y, x.shape), unbroadcast(-g * x / y**2, y.shape)

    return record(broadcast("divide", np.divide, x, y), (a, b), pullback)


def negative(a: TensorLike) -> Tensor:
    """Return -a."""
    a = as_tensor(a)
    return record(-a.data, (a,), lambda g: (-g,))


def power(a: TensorLike, exponent: float) -> Tensor:
    """Return a**exponent for a constant exponent.

    Raises
    ------
    TypeError
        If the exponent is not one number.
    """
    a = as_tensor(a)
    if not isinstance(exponent, (int, float, np.integer, np.floating)):
        raise TypeError("power: the exponent must be one number; for others use exp(b * log(a))")
    x, p = a.data, float(exponent)

    def pullback(g: Array) -> tuple[Array]:
        return (g * (p * x ** (p - 1) if p != 0 else np.zeros_like(x)),)

    return record(x**p, (a,), pullback)


def matmul(a: TensorLike, b: TensorLike) -> Tensor:
    """Return the matrix product a @ b: (..., n, k) @ (..., k, m) -> (..., n, m).

    Leading axes broadcast. An operand with one axis is a row (left) or a column (right).

    Raises
    ------
    ValueError
        If the inner lengths differ or the leading axes do not broadcast.
    """
    a, b = operands(a, b)
    x, y = a.data, b.data
    try:
        product = np.matmul(x, y)
    except ValueError:
        raise ValueError(
            f"matmul: shapes {x.shape} and {y.shape} do not fit; the last axis of the left one "
            "must be as long as the last but one of the right one (transpose?)"
        ) from None

    def pullback(g: Array) -> tuple[Array, Array]:
        rows = x if x.ndim > 1 else x[None, :]
        columns = y if y.ndim > 1 else y[:, None]
        g = g if y.ndim > 1 else np.expand_dims(g, -1)
        g = g if x.ndim > 1 else np.expand_dims(g, -2)
        dx = unbroadcast(np.matmul(g, np.swapaxes(columns, -1, -2)), rows.shape)
        dy = unbroadcast(np.matmul(np.swapaxes(rows, -1, -2), g), columns.shape)
        return dx.reshape(x.shape), dy.reshape(y.shape)

    return record(product, (a, b), pullback)


def exp(x: TensorLike) -> Tensor:
    """Return e**x."""
    x = as_tensor(x)
    y = np.exp(x.data)
    return record(y, (x,), lambda g: (g * y,))


def log(x: TensorLike) -> Tensor:
    """Return the natural logarithm."""
    x = as_tensor(x)
    numbers = x.data
    return record(np.log(numbers), (x,), lambda g: (g / numbers,))


def sqrt(x: TensorLike) -> Tensor:
    """Return the square root; its derivative is infinite at 0."""
    x = as_tensor(x)
    y = np.sqrt(x.data)
    return record(y, (x,), lambda g: (g / (2.0 * y),))


def abs(x: TensorLike) -> Tensor:
    """Return the absolute value; at 0, its derivative is taken to be 0."""
    x = as_tensor(x)
    numbers = x.data
    return record(np.abs(numbers), (x,), lambda g: (g * np.sign(numbers),))


def where(condition: Any, a: TensorLike, b: TensorLike) -> Tensor:
    """Take numbers of `a` where the condition holds, and of `b` elsewhere.

    >>> from nnlib import Tensor
    >>> x = Tensor([-1.0, 2.0])
    >>> where(x > 0, x, 0.1 * x)
    Tensor([-0.1,  2. ])
    """
    a, b = operands(a, b)
    chosen = np.asarray(condition, dtype=bool)
    a_shape, b_shape = a.shape, b.shape

    def pullback(g: Array) -> tuple[Array, Array]:
        zero = np.zeros_like(g)  # not g * chosen: infinity times 0 is not a number
        return (
            unbroadcast(np.where(chosen, g, zero), a_shape),
            unbroadcast(np.where(chosen, zero, g), b_shape),
        )

    return record(np.where(chosen, a.data, b.data), (a, b), pullback)


def compare(symbol: str, ufunc: Callable[..., Any], a: TensorLike, b: TensorLike) -> Array:
    """Return a boolean array, such as a < b for the symbol "<"."""
    a, b = operands(a, b)
    return broadcast(symbol, ufunc, a.data, b.data)
