"""Splitting data into a training and a test part."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib.checks import require_generator

Array = npt.NDArray[Any]


def split(
    x: Array, y: Array, *, test: int, rng: np.random.Generator | None = None
) -> tuple[Array, Array, Array, Array]:
    """Split data into a training and a test part.

    Parameters
    ----------
    x, y : ndarray, (N, ...)
    test : int
        How many rows to keep for the test.
    rng : numpy.random.Generator, optional
        Draws the test rows. Without it the last rows are kept, in order: right for anything that
        was recorded over time or person by person.

    Returns
    -------
    x_train, y_train, x_test, y_test : ndarray

    Raises
    ------
    ValueError
        If x and y differ in length, or `test` is not from 1 to N - 1.

    Examples
    --------
    >>> x_train, y_train, x_test, y_test = split(np.arange(5.0), np.arange(5), test=2)
    >>> x_train, y_test
    (array([0., 1., 2.]), array([3, 4]))
    """
    if np.ndim(x) == 0 or np.ndim(y) == 0:
        raise ValueError(f"split: x and y must be arrays of rows, not {x!r} and {y!r}")
    x, y = np.asarray(x), np.asarray(y)
    n = len(x)
    if len(y) != n:
        raise ValueError(f"split: x and y must be equally long, but have {n} and {len(y)} rows")
    integer = isinstance(test, (int, np.integer)) and not isinstance(test, bool)
    if not integer or not 1 <= test < n:
        raise ValueError(f"split: test must be a number of rows from 1 to {n - 1}, not {test!r}")
    if rng is not None:
        require_generator("split", rng)
        order = rng.permutation(n)
        x, y = x[order], y[order]
    return x[:-test], y[:-test], x[-test:], y[-test:]
