"""Mutual information, estimated from samples."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib.information.distributions import unit
from nnlib.tensor import Tensor

Array = npt.NDArray[Any]


def as_labels(name: str, which: str, values: npt.ArrayLike) -> Array:
    """Return one number for every row, equal for equal rows."""
    try:
        array = np.asarray(values.data if isinstance(values, Tensor) else values)
    except ValueError:
        raise ValueError(f"{name}: {which} must be an array, but its rows differ") from None
    if array.dtype.kind not in "biufUS":
        raise ValueError(f"{name}: {which} must be numbers or names, not {array.dtype}")
    if array.ndim == 0 or array.size == 0:
        raise ValueError(f"{name}: {which} must be samples, at least one (shape {array.shape})")
    if array.dtype.kind == "f" and np.isnan(array).any():
        raise ValueError(f"{name}: {which} holds NaN; remove these samples or give them a value")
    rows = array.reshape(len(array), -1)
    if rows.shape[1] == 1:
        return np.unique(rows[:, 0], return_inverse=True)[1].reshape(-1)
    return np.unique(rows, axis=0, return_inverse=True)[1].reshape(-1)


def sample_entropy(labels: Array, correction: bool = False) -> float:
    """Return the entropy of the observed fractions in nats, optionally with Miller's correction.

    `labels` are from `as_labels`, so that every number up to the largest occurs.
    """
    counts = np.bincount(labels)
    n = int(counts.sum())
    plug_in = math.log(n) - float(np.dot(counts, np.log(counts))) / n
    return plug_in + (len(counts) - 1) / (2 * n) if correction else plug_in


def mutual_information(
    x: npt.ArrayLike, y: npt.ArrayLike, *, estimator: str = "plug-in", base: float = math.e
) -> float:
    """Estimate the mutual information of two discrete variables from N samples of both.

    I(X; Y) = H(X) + H(Y) - H(X, Y): by how much the entropy of one falls if the other is known. It
    is 0 if they are independent.

    Parameters
    ----------
    x, y : array-like, (N,) or (N, ...)
        Numbers or names; every different row is a value of its own. So measured numbers, all
        different, must be binned first.
    estimator : {"plug-in", "miller-madow"}
        "plug-in" takes the observed fractions for the probabilities. For independent variables
        it is too large by about (K_x - 1)(K_y - 1) / (2 N) nats, as long as N is much larger than
        the number of pairs. "miller-madow" subtracts that, counting the values that occur.
    base : float

    Returns
    -------
    float
        At least 0 for "plug-in"; "miller-madow" may be slightly negative.

    Raises
    ------
    ValueError
        If x and y differ in length or are empty, hold NaN, or the estimator is unknown.

    References
    ----------
    G. A. Miller, "Note on the bias of information estimates", Information Theory in Psychology,
    Free Press 1955, 95-100; L. Paninski, "Estimation of entropy and mutual information", Neural
    Computation 15 (2003) 1191-1253, doi:10.1162/089976603321780272

    Examples
    --------
    >>> mutual_information(["a", "b", "a", "b"], [0, 1, 0, 1], base=2)
    1.0
    >>> mutual_information([0, 0, 1, 1], [0, 1, 0, 1])
    0.0
    """
    name = "mutual_information"
    if estimator not in ("plug-in", "miller-madow"):
        raise ValueError(f"{name}: unknown estimator {estimator!r}; use plug-in, miller-madow")
    a, b = as_labels(name, "x", x), as_labels(name, "y", y)
    if len(a) != len(b):
        raise ValueError(f"{name}: x and y must be equally long, but have {len(a)} and {len(b)}")
    both = as_labels(name, "x and y", a * (b.max() + 1) + b)
    correct = estimator == "miller-madow"
    h_x, h_y, h_both = (sample_entropy(labels, correct) for labels in (a, b, both))
    nats = h_x + h_y - h_both
    # A rounding error of the sums may leave -1e-16, where the plug-in estimate cannot be negative.
    return (nats if correct else max(0.0, nats)) / unit(name, base)
