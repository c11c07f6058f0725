"""Measuring a model over a stream: each row is a test before it is used for training."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib.checks import require_integer, require_number

Array = npt.NDArray[Any]


def prequential(
    predict: Callable[[Any], Any],
    learn: Callable[[Any, Any], object] | None,
    x: Array,
    y: Array,
    *,
    fading: float = 1.0,
    window: int | None = None,
    delay: int = 0,
) -> tuple[Array, Array]:
    """Test, then train, row by row: the error of a model that learns from a stream.

    Each row is first predicted and only then learned, so every answer is given without having
    seen its label, and all data serve both purposes.

    Parameters
    ----------
    predict : function of a row, that returns a label
    learn : function of a row and its label, or None
        None is a model that stays as it is.
    x, y : array, (N, ...) and (N,)
    fading : float
        The error k rows ago has the weight fading**k: 1 means all alike, 0.99 about the last
        hundred.
    window : int, optional
        Instead: the mean of the last `window` errors.
    delay : int
        Labels arrive this many rows late: after row i is predicted, row i - delay is learned.

    Returns
    -------
    errors : ndarray, (N,), float64
        1 where the answer was wrong, else 0: what a detector reads.
    rate : ndarray, (N,), float64
        The error rate after each row.

    Raises
    ------
    ValueError
        If x and y differ in length or are empty, fading is not above 0 and at most 1, fading and
        window are both given, window < 1, or delay < 0.

    References
    ----------
    A. P. Dawid, "Statistical theory: the prequential approach", Journal of the Royal Statistical
    Society A 147 (1984) 278-292, doi:10.2307/2981683; J. Gama, R. Sebastião and P. P. Rodrigues,
    "On evaluating stream learning algorithms", Machine Learning 90 (2013) 317-346,
    doi:10.1007/s10994-012-5320-9

    Examples
    --------
    The last label as the prediction, the *no-change* baseline, on a label that changes rarely:

    >>> seen = [0]
    >>> y = np.repeat([0, 1, 0], 4)
    >>> errors, rate = prequential(lambda x: seen[-1], lambda x, y: seen.append(y), y, y)
    >>> errors.astype(int)
    array([0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0])
    >>> round(float(rate[-1]), 3)
    0.167
    """
    if np.ndim(x) == 0 or np.ndim(y) == 0:
        raise ValueError(f"prequential: x and y must be arrays of rows, not {x!r} and {y!r}")
    n = len(x)
    if n == 0 or len(y) != n:
        raise ValueError(
            f"prequential: x and y must have equally many rows, at least one, not {n} and {len(y)}"
        )
    fading = require_number("prequential", "fading", fading, 0, 1, open_low=True)
    delay = require_integer("prequential", "delay", delay, 0)
    if window is not None:
        window = require_integer("prequential", "window", window)
        if fading != 1:
            raise ValueError(
                f"prequential: use either fading ({fading:g}) or a window ({window}), not both"
            )
    errors = np.empty(n)
    for i in range(n):
        answer = predict(x[i])
        wrong = np.asarray(answer != y[i])
        if np.size(answer) != 1 or wrong.size != 1:
            raise ValueError(
                f"prequential: predict must return one label for a row, but the answer to row {i} "
                f"is {answer!r} and the label {y[i]!r}"
            )
        errors[i] = wrong.item()
        if learn is not None and i >= delay:
            learn(x[i - delay], y[i - delay])
    if window is not None:
        sums = np.concatenate([np.zeros(1), np.cumsum(errors)])
        lengths = np.minimum(np.arange(1, n + 1), window)
        return errors, (sums[1:] - sums[np.arange(1, n + 1) - lengths]) / lengths
    rate, total, weight = np.empty(n), 0.0, 0.0
    for i, error in enumerate(errors):
        total, weight = error + fading * total, 1 + fading * weight
        rate[i] = total / weight
    return errors, rate
