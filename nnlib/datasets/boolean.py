"""Truth tables as data sets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib.checks import require_integer

Array = npt.NDArray[Any]

# Each takes how many of the n inputs are 1.
_FUNCTIONS: dict[str, Callable[[Array, int], Array]] = {
    "and": lambda ones, n: ones == n,
    "or": lambda ones, n: ones > 0,
    "nand": lambda ones, n: ones < n,
    "nor": lambda ones, n: ones == 0,
    "xor": lambda ones, n: ones % 2 == 1,
}


def boolean(name: str, n: int = 2) -> tuple[Array, Array]:
    """Return the truth table of a Boolean function of n inputs.

    Parameters
    ----------
    name : {"and", "or", "nand", "nor", "xor"}
        For more than two inputs, "xor" is parity: is the number of ones odd?
    n : int
        Number of inputs.

    Returns
    -------
    x : ndarray, (2**n, n), float64
        All inputs of zeros and ones, in counting order.
    y : ndarray, (2**n,), float64
        The outputs, 0 or 1.

    Raises
    ------
    ValueError
        If the name is unknown or n is not an integer from 1 to 20.

    Examples
    --------
    >>> x, y = boolean("and")
    >>> x
    array([[0., 0.],
           [0., 1.],
           [1., 0.],
           [1., 1.]])
    >>> y
    array([0., 0., 0., 1.])
    """
    if not isinstance(name, str) or name not in _FUNCTIONS:
        raise ValueError(f"boolean: unknown function {name!r}; use {', '.join(_FUNCTIONS)}")
    n = require_integer("boolean", "n", n)
    if n > 20:
        raise ValueError(f"boolean: n must be at most 20, not {n}")
    place_values = 2 ** np.arange(n - 1, -1, -1)
    bits = np.arange(2**n)[:, None] // place_values % 2
    return bits.astype(np.float64), _FUNCTIONS[name](bits.sum(axis=1), n).astype(np.float64)


def xor() -> tuple[Array, Array]:
    """Return the truth table of "one or the other, but not both": x (4, 2), y (4,).

    >>> xor()[1]
    array([0., 1., 1., 0.])
    """
    return boolean("xor")
