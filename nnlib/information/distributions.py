"""Exact quantities of known distributions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib.activations import log_softmax
from nnlib.checks import as_numbers, require_number
from nnlib.tensor import Tensor

Array = npt.NDArray[Any]


def _numbers(name: str, letter: str, p: npt.ArrayLike | Tensor) -> Array:
    return as_numbers(name, letter, p.data if isinstance(p, Tensor) else p)


def _distribution(name: str, letter: str, p: npt.ArrayLike) -> Array:
    array = _numbers(name, letter, p)
    if array.ndim == 0 or array.shape[-1] == 0 or not (array >= 0).all():
        raise ValueError(f"{name}: {letter} must be probabilities, none of them negative or NaN")
    if array.size == 0:
        raise ValueError(f"{name}: {letter} is empty (shape {array.shape})")
    sums = array.sum(axis=-1)
    if not np.allclose(sums, 1, atol=1e-5):
        raise ValueError(
            f"{name}: the probabilities on the last axis of {letter} must add up to 1, "
            f"not {sums.flat[np.argmax(np.abs(sums - 1))]:g}; divide counts by their sum"
        )
    return array


def _pair(name: str, p: npt.ArrayLike, q: npt.ArrayLike) -> tuple[Array, Array]:
    a, b = _distribution(name, "p", p), _distribution(name, "q", q)
    _require_equal_shapes(name, a, b)
    return a, b


def _require_equal_shapes(name: str, a: Array, b: Array) -> None:
    if a.shape[-1] != b.shape[-1]:
        raise ValueError(f"{name}: p {a.shape} and q {b.shape} must have equally many outcomes")
    try:
        np.broadcast_shapes(a.shape, b.shape)
    except ValueError:
        raise ValueError(
            f"{name}: the leading axes of p {a.shape} and q {b.shape} do not broadcast"
        ) from None


def _log_softmax(name: str, letter: str, logits: npt.ArrayLike) -> Array:
    array = _numbers(name, letter, logits)
    if array.size == 0 or array.ndim == 0 or not np.isfinite(array.max(axis=-1)).all():
        raise ValueError(
            f"{name}: {letter} must be logits (..., K), none of them NaN or +inf, and not -inf "
            f"only (shape {array.shape})"
        )
    return log_softmax(array).data


def unit(name: str, base: float) -> float:
    """Return the size of one unit in nats."""
    return math.log(require_number(name, "the base of the logarithm", base, 1, open_low=True))


def _log(p: Array) -> Array:
    with np.errstate(divide="ignore"):
        return np.log(p)


def _mean(p: Array, values: Array) -> Any:
    """Return the sum of p * values over the last axis, where 0 times infinity is 0."""
    sums = (p * np.where(p > 0, values, 0.0)).sum(axis=-1)
    return float(sums) if sums.ndim == 0 else sums


def entropy(p: npt.ArrayLike, *, base: float = math.e) -> Any:
    """Return the entropy -sum p log p of a distribution: the mean of -log p.

    Parameters
    ----------
    p : array-like, (..., K)
        Probabilities that add up to 1 on the last axis.
    base : float
        Of the logarithm: e gives nats, 2 bits.

    Returns
    -------
    float, or ndarray (...)
        From 0 (one outcome is certain) to log K (all are equally likely).

    Raises
    ------
    ValueError
        If p is no distribution, or the base is not above 1.

    References
    ----------
    C. E. Shannon, "A mathematical theory of communication", Bell System Technical Journal 27
    (1948) 379-423, section 6, doi:10.1002/j.1538-7305.1948.tb01338.x

    Examples
    --------
    >>> entropy([0.5, 0.25, 0.25, 0.0], base=2)
    1.5
    """
    a = _distribution("entropy", "p", p)
    return 0.0 - _mean(a, _log(a)) / unit("entropy", base)


def cross_entropy(p: npt.ArrayLike, q: npt.ArrayLike, *, base: float = math.e) -> Any:
    """Return -sum p log q: the mean of -log q if the outcomes follow p.

    It is entropy(p) + kl_divergence(p, q), and infinite where q is 0 and p is not. For
    logits and labels, use the loss `nnlib.cross_entropy`.

    Parameters
    ----------
    p, q : array-like, (..., K)
        Leading axes broadcast.
    base : float

    Returns
    -------
    float, or ndarray (...)

    Raises
    ------
    ValueError
        If p or q is no distribution, their last axes differ, or the base is not above 1.

    Examples
    --------
    >>> cross_entropy([0.5, 0.5], [0.25, 0.75], base=2) == 1 + kl_divergence(
    ...     [0.5, 0.5], [0.25, 0.75], base=2)
    True
    """
    a, b = _pair("cross_entropy", p, q)
    return 0.0 - _mean(a, _log(b)) / unit("cross_entropy", base)


def kl_divergence(
    p: npt.ArrayLike, q: npt.ArrayLike, *, base: float = math.e, logits: bool = False
) -> Any:
    """Return sum p log(p / q), the mean of log(p / q) if the outcomes follow p.

    It is at least 0, and 0 only if p and q are equal.

    It is no distance, since kl_divergence(q, p) is another number.

    Parameters
    ----------
    p, q : array-like, (..., K)
        Leading axes broadcast.
    base : float
    logits : bool
        Whether p and q are logits, whose softmax is meant. A probability below 1e-323 is 0 in
        float64, and the divergence from such a q infinite; from the logits it is finite.

    Returns
    -------
    float, or ndarray (...)
        Infinite where q is 0 and p is not.

    Raises
    ------
    ValueError
        If p or q is no distribution (with `logits`, not logits), their last axes differ, or the
        base is not above 1.

    References
    ----------
    S. Kullback and R. A. Leibler, "On information and sufficiency", Annals of Mathematical
    Statistics 22 (1951) 79-86, doi:10.1214/aoms/1177729694

    Examples
    --------
    >>> round(kl_divergence([0.5, 0.5], [0.75, 0.25]), 4)
    0.1438
    >>> round(kl_divergence([0.75, 0.25], [0.5, 0.5]), 4)
    0.1308
    >>> round(kl_divergence([0.0, 0.0], [0.0, -1000.0], logits=True), 2)
    499.31
    """
    name = "kl_divergence"
    if logits:
        log_p, log_q = _log_softmax(name, "p", p), _log_softmax(name, "q", q)
        _require_equal_shapes(name, log_p, log_q)
        a = np.exp(log_p)
    else:
        a, b = _pair(name, p, q)
        log_p, log_q = _log(a), _log(b)  # not the log of a / b, which may overflow
    with np.errstate(invalid="ignore"):  # -inf - -inf, where p is 0
        return _mean(a, log_p - log_q) / unit(name, base)
