"""Checks of arguments that many functions share."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt


def require_generator(name: str, rng: object) -> None:
    """Raise a TypeError that says what to pass if `rng` is not a `np.random.Generator`.

    Randomness is passed, never global: a function that draws numbers takes a generator as `rng`.
    """
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"{name}: rng must be a random generator such as np.random.default_rng(0), "
            f"not {type(rng).__name__}"
        )


def require_fraction(name: str, what: str, value: float) -> None:
    """Raise a ValueError if `value` is not from 0 to less than 1."""
    if not 0 <= value < 1:
        raise ValueError(f"{name}: {what} must be from 0 to less than 1, but it is {value}")


def require_integer(name: str, what: str, value: object, low: int = 1) -> int:
    """Return `value` as an int; raise a ValueError if it is not an integer of at least `low`."""
    integer = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not integer or value < low:  # type: ignore[operator]
        raise ValueError(f"{name}: {what} must be an integer of at least {low}, not {value!r}")
    return int(value)  # type: ignore[call-overload]


def require_number(
    name: str,
    what: str,
    value: object,
    low: float = -math.inf,
    high: float = math.inf,
    *,
    open_low: bool = False,
    open_high: bool = False,
) -> float:
    """Return `value` as a float; raise a ValueError if it is not a finite number in the range.

    The range includes its ends, except those that are called open.
    """
    real = isinstance(value, (int, float, np.integer, np.floating))
    number = float(value) if real else math.nan  # type: ignore[arg-type]
    below = number <= low if open_low else number < low
    above = number >= high if open_high else number > high
    if not math.isfinite(number) or below or above:
        bounds = [f"{'above' if open_low else 'at least'} {low:g}"] if low > -math.inf else []
        bounds += [f"{'below' if open_high else 'at most'} {high:g}"] if high < math.inf else []
        which = f" {' and '.join(bounds)}" if bounds else ""
        raise ValueError(f"{name}: {what} must be a finite number{which}, not {value!r}")
    return number


def require_float_type(name: str, dtype: npt.DTypeLike) -> np.dtype[Any]:
    """Return the NumPy type; raise a ValueError if it is neither float64 nor float32."""
    try:
        kind = np.dtype(dtype)
    except TypeError:
        kind = None
    if kind is None or kind not in (np.float64, np.float32):
        raise ValueError(f"{name}: dtype must be np.float64 or np.float32, not {dtype!r}")
    return kind


def require_shape(name: str, shape: object) -> tuple[int, ...]:
    """Return the shape as a tuple of integers, none of them negative."""
    lengths = shape if isinstance(shape, (tuple, list)) else (None,)
    if not all(isinstance(n, (int, np.integer)) and n >= 0 for n in lengths):
        raise ValueError(
            f"{name}: the shape must be a tuple of lengths such as (64, 32), not {shape!r}"
        )
    return tuple(int(n) for n in lengths)


def as_numbers(name: str, what: str, values: npt.ArrayLike) -> npt.NDArray[Any]:
    """Return real numbers as a float64 array; raise a ValueError for text, objects, ragged rows."""
    try:
        array = np.asarray(values)
    except ValueError:
        raise ValueError(
            f"{name}: {what} must be an array, but its rows differ in length"
        ) from None
    if array.dtype.kind not in "fiub":
        raise ValueError(f"{name}: {what} must be real numbers, not {array.dtype}")
    return array.astype(np.float64, copy=False)
