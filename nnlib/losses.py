"""Losses: one number that measures how wrong the outputs are, and its derivative.

`binary_cross_entropy_with_logits` and `cross_entropy` take *logits*, the sums before a sigmoid
or softmax. Taken together, the two steps need no logarithm of a rounded probability, and the
derivative is simply (probability - target).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib._reductions import row_max, row_sum
from nnlib.activations import _sigmoid
from nnlib.checks import as_numbers, require_number
from nnlib.tensor import Array, Tensor, TensorLike, as_tensor, record


def _checked(name: str, prediction: TensorLike, target: Any) -> tuple[Tensor, Array, Array]:
    """Return the prediction as a tensor and as numbers, and the target's numbers."""
    x = as_tensor(prediction)
    t = target.data if isinstance(target, Tensor) else np.asarray(target)
    if t.dtype != x.dtype:  # such as integers, or float64 beside a float32 model
        t = as_numbers(name, "target", t).astype(x.dtype)
    what = "logits" if name.endswith("logits") else "prediction"
    if x.shape != t.shape:
        raise ValueError(
            f"{name}: {what} {x.shape} and target {t.shape} must have the same shape; "
            "reshape one of them (NumPy would silently compare every row with every other)"
        )
    if t.size == 0:
        raise ValueError(f"{name}: there is nothing to average ({what} {x.shape})")
    return x, x.data, t


def mse_loss(prediction: TensorLike, target: TensorLike) -> Tensor:
    """Return the mean squared error over all numbers.

    Parameters
    ----------
    prediction, target : Tensor or array, of the same shape
        No gradient goes to the target.

    Raises
    ------
    ValueError
        If the shapes differ, also when they would broadcast, such as (N,) and (N, 1).

    Examples
    --------
    >>> mse_loss([1.0, 2.0], [1.0, 4.0])
    Tensor(2.)
    """
    x, y, t = _checked("mse_loss", prediction, target)
    error = y - t
    scale = 2.0 / error.size
    flat = error.reshape(-1)
    return record(np.dot(flat, flat) / error.size, (x,), lambda g: (error * (scale * g),))


def l1_loss(prediction: TensorLike, target: TensorLike) -> Tensor:
    """Return the mean absolute error over all numbers; at 0, its derivative is taken to be 0.

    Parameters
    ----------
    prediction, target : Tensor or array, of the same shape
        No gradient goes to the target.

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> l1_loss([1.0, 2.0], [1.0, 4.0])
    Tensor(1.)
    """
    x, y, t = _checked("l1_loss", prediction, target)
    error = y - t
    return record(np.abs(error).mean(), (x,), lambda g: (np.sign(error) * (g / error.size),))


def huber_loss(prediction: TensorLike, target: TensorLike, *, delta: float = 1.0) -> Tensor:
    """Return the mean of ``error**2 / 2``, and beyond delta of ``delta * (|error| - delta / 2)``.

    The derivative is the error, clipped to [-delta, delta], which limits the effect of outliers.

    Parameters
    ----------
    prediction, target : Tensor or array, of the same shape
        No gradient goes to the target.
    delta : float
        Where the parabola becomes a line.

    Raises
    ------
    ValueError
        If the shapes differ or delta is not a finite positive number.

    References
    ----------
    P. J. Huber, "Robust estimation of a location parameter", Annals of Mathematical Statistics 35
    (1964) 73-101, doi:10.1214/aoms/1177703732

    Examples
    --------
    >>> huber_loss([0.0, 0.0], [1.0, 3.0])  # the mean of 1/2 and 5/2
    Tensor(1.5)
    """
    x, y, t = _checked("huber_loss", prediction, target)
    delta = require_number("huber_loss", "delta", delta, 0, open_low=True)
    error = y - t
    pull = np.clip(error, -delta, delta)
    loss = pull * (error - 0.5 * pull)  # error * error / 2, and delta * (|error| - delta / 2)
    return record(loss.mean(), (x,), lambda g: (pull * (g / error.size),))


def binary_cross_entropy_with_logits(logits: TensorLike, target: TensorLike) -> Tensor:
    """Return the mean of -t log p - (1 - t) log(1 - p), where p = sigmoid(logits).

    Parameters
    ----------
    logits : Tensor or array
        Weighted sums before the sigmoid, any shape.
    target : array of the same shape
        Numbers from 0 to 1; no gradient goes to them.

    Raises
    ------
    ValueError
        If the shapes differ or a target is not between 0 and 1.

    Examples
    --------
    >>> loss = binary_cross_entropy_with_logits([0.0, 1000.0], [1.0, 1.0])
    >>> round(loss.item(), 6)  # log(2) / 2
    0.346574
    """
    name = "binary_cross_entropy_with_logits"
    x, z, t = _checked(name, logits, target)
    t = t.copy()  # for backward(), whatever becomes of the target
    if not (np.minimum.reduce(t, None) >= 0 and np.maximum.reduce(t, None) <= 1):
        raise ValueError(
            f"{name}: targets must lie between 0 and 1, but they go from {t.min():.3g} to "
            f"{t.max():.3g} (labels -1 and 1? use (y + 1) / 2)"
        )
    # log(1 + e^z) - t z, without overflow
    loss = np.maximum(z, 0.0) - z * t + np.log1p(np.exp(-np.abs(z)))
    return record(loss.mean(), (x,), lambda g: ((_sigmoid(z) - t) * (g / z.size),))


def cross_entropy(logits: TensorLike, target: Any) -> Tensor:
    """Return the mean of -log softmax(logits)[target].

    Parameters
    ----------
    logits : Tensor or array, (..., n_classes)
        Weighted sums before the softmax.
    target : integer array, (...)
        The number of the right class, from 0 to n_classes - 1.

    Raises
    ------
    ValueError
        If the targets are one-hot rows, not whole numbers, out of range, or of another shape.

    Examples
    --------
    >>> round(cross_entropy([[0.0, 0.0], [1000.0, 0.0]], [1, 0]).item(), 6)  # log(2) / 2
    0.346574
    """
    x = as_tensor(logits)
    labels = target.data if isinstance(target, Tensor) else np.asarray(target)
    _check_labels(x.data, labels)
    n_classes = x.shape[-1]
    z, labels = x.data.reshape(-1, n_classes), labels.flatten()  # a copy
    rows = np.arange(len(labels))
    z = z - row_max(z, -1)  # the shift cancels; the largest power is e^0
    e = np.exp(z)
    total = row_sum(e)
    loss = np.add.reduce(np.log(total[:, 0]) - z[rows, labels]) / len(rows)

    def pullback(g: Array) -> tuple[Array]:
        dz = e / total  # the probabilities
        dz[rows, labels] -= 1.0
        dz *= g / len(rows)
        return (dz.reshape(x.shape),)

    return record(loss, (x,), pullback)


def _check_labels(logits: Array, labels: Array) -> None:
    shapes = f"(logits {logits.shape}, target {labels.shape})"
    if logits.ndim == 0 or logits.shape[-1] == 0:
        raise ValueError(
            "cross_entropy: logits must be (..., classes), with at least one class; for one number "
            f"and a yes or no, use binary_cross_entropy_with_logits {shapes}"
        )
    if labels.shape == logits.shape:
        raise ValueError(
            "cross_entropy: the target has the shape of the logits, as one-hot rows have; it "
            f"takes class numbers: use target.argmax(axis=-1) {shapes}"
        )
    if labels.dtype.kind not in "iu":
        raise ValueError(
            "cross_entropy: class numbers must be integers, but the target is "
            f"{labels.dtype}: use target.astype(int) {shapes}"
        )
    if labels.shape != logits.shape[:-1]:
        raise ValueError(
            "cross_entropy: there must be one class number for each row of logits, so the target "
            f"must have the shape {logits.shape[:-1]} {shapes}"
        )
    if labels.size == 0:
        raise ValueError(f"cross_entropy: there is nothing to average {shapes}")
    n = logits.shape[-1]
    low, high = np.minimum.reduce(labels, None), np.maximum.reduce(labels, None)
    if low < 0 or high >= n:
        raise ValueError(
            f"cross_entropy: class numbers must go from 0 to {n - 1} for {n} logits, but the "
            f"target has {low if low < 0 else high} (count classes from 0)"
        )
