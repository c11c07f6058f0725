"""Modular addition: the task on which grokking was found."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib.checks import require_integer

Array = npt.NDArray[Any]


def modular_addition(p: int) -> tuple[Array, Array]:
    """Return the whole table of (a + b) mod p.

    Parameters
    ----------
    p : int
        The modulus, at least 2.

    Returns
    -------
    x : ndarray, (p * p, 2 * p), float64
        a and b, each as a row of p numbers that are 0 except for a 1 in its place.
    y : ndarray, (p * p,), int64
        (a + b) mod p. The rows go through all a, and for each through all b.

    Raises
    ------
    ValueError
        If p is not an integer of at least 2.

    References
    ----------
    A. Power, Y. Burda, H. Edwards, I. Babuschkin and V. Misra, "Grokking: generalization beyond
    overfitting on small algorithmic datasets", 2022, arXiv:2201.02177; in this form A. Gromov,
    "Grokking modular arithmetic", 2023, arXiv:2301.02679

    Examples
    --------
    >>> x, y = modular_addition(3)
    >>> x[5], int(y[5])
    (array([0., 1., 0., 0., 0., 1.]), 0)
    """
    p = require_integer("modular_addition", "p", p, 2)
    a, b = np.divmod(np.arange(p * p), p)
    return np.concatenate([np.eye(p)[a], np.eye(p)[b]], axis=1), (a + b) % p
