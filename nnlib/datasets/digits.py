"""Handwritten digits, 8 by 8 pixels."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib.datasets import _files

Array = npt.NDArray[Any]


def digits() -> tuple[Array, Array]:
    """Return 1797 handwritten digits of 8 by 8 pixels.

    The rows stand in their original order: 13 people wrote them, and each person's digits stand
    together. So a test set from the end (`split` without rng) is mostly by other writers than
    the training set, which measures generalization to new writers, as a shuffled one does not.

    Returns
    -------
    x : ndarray, (1797, 64), float64
        Ink from 0 (paper) to 1, row by row; `x.reshape(-1, 8, 8)` gives pictures.
    y : ndarray, (1797,), int64
        The digit, 0 to 9.

    Notes
    -----
    Source: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine
    Learning Repository, 1998, doi:10.24432/C50P49; its test part, as distributed by
    scikit-learn. License: CC BY 4.0 (see DIGITS-NOTICE.txt beside the data).

    Examples
    --------
    >>> x, y = digits()
    >>> x.shape, y.shape
    ((1797, 64), (1797,))
    >>> y[:10]
    array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    """
    stored = _files.read("digits", x=(1797, 64), y=(1797,))
    return stored["x"] / 16.0, stored["y"].astype(np.int64)
