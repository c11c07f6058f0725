"""Operations that work number by number, and the matrix product, each beside its derivative.

In every `pullback`, `g` is dL/d(result). What it returns is dL/d(operand), one array for each; None
stands for a gradient that nobody needs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

import numpy as np

from nnlib import _products
from nnlib.tensor import Array, Tensor, TensorLike, as_tensor, record

Gradients: TypeAlias = tuple[Array | None, ...]


def operands(a: TensorLike, b: TensorLike) -> tuple[Tensor, Tensor]:
    """Make tensors of both. What is not a tensor takes the type of the other one."""
    if isinstance(a, Tensor):
        return a, as_tensor(b, a)  # so float32 * 2.0 stays float32
    if isinstance(b, Tensor):
        return as_tensor(a, b), b
    return as_tensor(a), as_tensor(b)


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
    x, y = a.data, b.data

    def pullback(g: Array) -> Gradients:
        da = unbroadcast(g, x.shape) if a.requires_grad else None
        db = unbroadcast(g, y.shape) if b.requires_grad else None
        return da, db

    return record(broadcast("add", np.add, x, y), (a, b), pullback)


def subtract(a: TensorLike, b: TensorLike) -> Tensor:
    """Return a - b."""
    a, b = operands(a, b)
    x, y = a.data, b.data

    def pullback(g: Array) -> Gradients:
        da = unbroadcast(g, x.shape) if a.requires_grad else None
        db = unbroadcast(-g, y.shape) if b.requires_grad else None
        return da, db

    return record(broadcast("subtract", np.subtract, x, y), (a, b), pullback)


def multiply(a: TensorLike, b: TensorLike) -> Tensor:
    """Return a * b, number by number."""
    a, b = operands(a, b)
    x, y = a.data, b.data

    def pullback(g: Array) -> Gradients:
        da = unbroadcast(g * y, x.shape) if a.requires_grad else None
        db = unbroadcast(g * x, y.shape) if b.requires_grad else None
        return da, db

    return record(broadcast("multiply", np.multiply, x, y), (a, b), pullback)


def divide(a: TensorLike, b: TensorLike) -> Tensor:
    """Return a / b, number by number."""
    a, b = operands(a, b)
    x, y = a.data, b.data

    def pullback(g: Array) -> Gradients:
        da = unbroadcast(g / y, x.shape) if a.requires_grad else None
        db = unbroadcast(-g * x / y**2, y.shape) if b.requires_grad else None
        return da, db

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
    if not isinstance(exponent, (int, float, np.integer, np.floating)):
        raise TypeError("power: the exponent must be one number; for others use exp(b * log(a))")
    a = as_tensor(a)
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
        product = _products.matmul(x, y)
    except ValueError:
        raise ValueError(
            f"matmul: shapes {x.shape} and {y.shape} do not fit; the last axis of the left one "
            "must be as long as the last but one of the right one (transpose?)"
        ) from None

    def pullback(g: Array) -> Gradients:
        rows = x if x.ndim > 1 else x[None, :]
        columns = y if y.ndim > 1 else y[:, None]
        g = g if y.ndim > 1 else np.expand_dims(g, -1)
        g = g if x.ndim > 1 else np.expand_dims(g, -2)
        da = db = None
        if a.requires_grad:
            da = _products.matmul(g, np.swapaxes(columns, -1, -2))
            da = unbroadcast(da, rows.shape).reshape(x.shape)
        if b.requires_grad:
            db = _products.matmul(np.swapaxes(rows, -1, -2), g)
            db = unbroadcast(db, columns.shape).reshape(y.shape)
        return da, db

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
    chosen = np.array(condition)  # a copy, since backward() needs it as it is now
    if chosen.dtype != bool:
        raise TypeError(
            f"where: the condition must be True or False, but it is {chosen.dtype}; compare, as in "
            "x > 0"
        )
    x, y = a.data, b.data
    try:
        numbers = np.where(chosen, x, y)
    except ValueError:
        raise ValueError(
            f"where: shapes {chosen.shape} (the condition), {x.shape} and {y.shape} do not fit; "
            "compared from the last axis backwards, lengths must be equal or 1"
        ) from None

    def pullback(g: Array) -> Gradients:
        # Not g * chosen: infinity times 0 is not a number.
        da = unbroadcast(np.where(chosen, g, 0.0), x.shape) if a.requires_grad else None
        db = unbroadcast(np.where(chosen, 0.0, g), y.shape) if b.requires_grad else None
        return da, db

    return record(numbers, (a, b), pullback)


def compare(symbol: str, ufunc: Callable[..., Any], a: TensorLike, b: TensorLike) -> Array:
    """Return a boolean array, such as a < b for the symbol "<"."""
    a, b = operands(a, b)
    return broadcast(symbol, ufunc, a.data, b.data)


# What `np.exp(x)` and `array * x` call for a tensor x.
OF_NUMPY: dict[Any, Callable[..., Any]] = {
    np.add: add,
    np.subtract: subtract,
    np.multiply: multiply,
    np.divide: divide,
    np.negative: negative,
    np.power: power,
    np.matmul: matmul,
    np.exp: exp,
    np.log: log,
    np.sqrt: sqrt,
    np.absolute: abs,
    np.less: partial(compare, "<", np.less),
    np.less_equal: partial(compare, "<=", np.less_equal),
    np.greater: partial(compare, ">", np.greater),
    np.greater_equal: partial(compare, ">=", np.greater_equal),
    np.equal: partial(compare, "==", np.equal),
    np.not_equal: partial(compare, "!=", np.not_equal),
}
