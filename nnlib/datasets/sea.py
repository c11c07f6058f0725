"""The SEA concepts: a stream whose rule changes three times."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib.checks import require_generator, require_integer, require_number

Array = npt.NDArray[Any]


def sea(block: int = 5_000, *, noise: float = 0.1, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return a stream of four concepts, `block` rows each.

    Three features are uniform from 0 to 10; the third is irrelevant. The label is 1 if the first
    two add up to at most a threshold, which is 8, then 9, 7 and 9.5. The rule thus changes at
    the rows `block`, `2 * block` and `3 * block`, while the features stay as they were: concept
    drift without covariate shift.

    Parameters
    ----------
    block : int
        Rows per concept; 12,500 in the paper.
    noise : float
        Fraction of the labels that are flipped, drawn row by row; no rule makes fewer errors.
    rng : numpy.random.Generator

    Returns
    -------
    x : ndarray, (4 * block, 3), float64
    y : ndarray, (4 * block,), int64

    Raises
    ------
    ValueError
        If block is not an integer of at least 1, or the noise is not from 0 to 1.

    References
    ----------
    W. N. Street and Y. Kim, "A streaming ensemble algorithm (SEA) for large-scale
    classification", KDD 2001, 377-382, doi:10.1145/502512.502568

    Examples
    --------
    >>> x, y = sea(100, noise=0.0, rng=np.random.default_rng(0))
    >>> np.array_equal(y[:100], x[:100, 0] + x[:100, 1] <= 8.0)
    True
    """
    require_generator("sea", rng)
    block = require_integer("sea", "block", block)
    noise = require_number("sea", "noise", noise, 0, 1)
    x = rng.uniform(0.0, 10.0, size=(4 * block, 3))
    right = x[:, 0] + x[:, 1] <= np.repeat([8.0, 9.0, 7.0, 9.5], block)
    return x, (right ^ (rng.random(4 * block) < noise)).astype(np.int64)
