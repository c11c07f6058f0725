"""Losses: one number that measures how wrong the outputs are, and its derivative.

`binary_cross_entropy_with_logits` and `cross_entropy` take *logits*, the sums before a sigmoid
or softmax. Taken together, the two steps need no logarithm of a rounded probability, and the
derivative is simply (probability - target).

In the pullbacks, dL/d(loss) is one number: as a Python number, `g.item()`, it multiplies at once,
while an array of no axes would take two more microseconds.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from nnlib.activations import _sigmoid
from nnlib.checks import as_numbers, require_number
from nnlib.tensor import Array, Tensor, TensorLike, as_tensor, record


def _checked(name: str, prediction: TensorLike, target: Any) -> tuple[Tensor, Array, Array]:
    """Return the prediction as a tensor and as numbers, and the target's numbers."""
    x = as_tensor(prediction)
    y, t = x.data, target.data if isinstance(target, Tensor) else np.asarray(target)
    if t.dtype != y.dtype:  # such as integers, or float64 beside a float32 model
        t = as_numbers(name, "target", t).astype(y.dtype)
    if y.shape != t.shape or t.size == 0:
        what = "logits" if name.endswith("logits") else "prediction"
        if t.shape == y.shape:
            raise ValueError(f"{name}: there is nothing to average ({what} {y.shape})")
        raise ValueError(
            f"{name}: {what} {y.shape} and target {t.shape} must have the same shape; "
            "reshape one of them (NumPy would silently compare every row with every other)"
        )
    return x, y, t


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
    flat, n = error.reshape(-1), error.size
    return record(flat.dot(flat) / n, (x,), lambda g: (error * (2.0 / n * g.item()),))


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
    return record(np.abs(error).mean(), (x,), lambda g: (np.sign(error) * (g.item() / error.size),))


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
    return record(loss.mean(), (x,), lambda g: (pull * (g.item() / error.size),))


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
    return record(loss.mean(), (x,), lambda g: ((_sigmoid(z) - t) * (g.item() / z.size),))


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
    shape = x.data.shape
    n, n_classes = labels.size, shape[-1]
    # A column for each example. Of few classes, the numbers of a class lie side by side in memory,
    # so that every step below goes along few, long rows; of many, those of an example do.
    order: Literal["C", "F"] = "C" if n_classes <= 64 else "F"
    z = np.asarray(x.data.reshape(n, n_classes).T, order=order)
    z = np.subtract(z, np.maximum.reduce(z, 0), order=order)  # cancels; the largest power is e^0
    e = np.exp(z)
    total = np.add.reduce(e, 0)
    examples, labels = np.arange(n), labels.astype(np.intp).reshape(n)
    places = labels * n + examples if order == "C" else examples * n_classes + labels
    # One index into the memory takes a third of the time of two, [labels, examples].
    loss = np.add.reduce(np.log(total) - z.ravel("K").take(places)) / n

    def pullback(g: Array) -> tuple[Array]:
        dz = e / total  # the probabilities
        dz.ravel("K")[places] -= 1.0
        dz *= g.item() / n
        return (dz.T.reshape(shape),)

    return record(loss, (x,), pullback)


def _check_labels(logits: Array, labels: Array) -> None:
    n = logits.shape[-1] if logits.ndim else 0
    fit = n and labels.size and labels.dtype.kind in "iu" and labels.shape == logits.shape[:-1]
    if not fit:
        raise _misfit(logits, labels)
    low, high = np.minimum.reduce(labels, None), np.maximum.reduce(labels, None)
    if low < 0 or high >= n:
        raise ValueError(
            f"cross_entropy: class numbers must go from 0 to {n - 1} for {n} logits, but the "
            f"target has {low if low < 0 else high} (count classes from 0)"
        )


def _misfit(logits: Array, labels: Array) -> ValueError:
    shapes = f"(logits {logits.shape}, target {labels.shape})"
    if logits.ndim == 0 or logits.shape[-1] == 0:
        return ValueError(
            "cross_entropy: logits must be (..., classes), with at least one class; for one number "
            f"and a yes or no, use binary_cross_entropy_with_logits {shapes}"
        )
    if labels.shape == logits.shape:
        return ValueError(
            "cross_entropy: the target has the shape of the logits, as one-hot rows have; it "
            f"takes class numbers: use target.argmax(axis=-1) {shapes}"
        )
    if labels.dtype.kind not in "iu":
        return ValueError(
            "cross_entropy: class numbers must be integers, but the target is "
            f"{labels.dtype}: use target.astype(int) {shapes}"
        )
    if labels.shape != logits.shape[:-1]:
        return ValueError(
            "cross_entropy: there must be one class number for each row of logits, so the target "
            f"must have the shape {logits.shape[:-1]} {shapes}"
        )
    return ValueError(f"cross_entropy: there is nothing to average {shapes}")
