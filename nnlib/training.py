"""Training: the loop over epochs and batches."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

import numpy as np

from nnlib.checks import as_numbers, require_generator, require_integer
from nnlib.history import History
from nnlib.layers.module import Module
from nnlib.optimizers import Optimizer
from nnlib.tensor import Array, Tensor, TensorLike, no_grad

Loss: TypeAlias = Callable[[Any, Array], Tensor]
Metric: TypeAlias = Callable[[Any, Array], float]
Data: TypeAlias = tuple[Array, Array]

# Examples without gradients: in batches of 32, measuring took 1.7 times as long (784 → 64 → 10),
# on small networks 4 times (64 → 32 → 10).
MEASURED_AT_ONCE = 256


def accuracy(logits: TensorLike, target: Any) -> float:
    """Return the fraction of right answers.

    Parameters
    ----------
    logits : Tensor or array, (..., n_classes) or (...)
        With classes on the last axis, the largest is the answer. With the shape of the target,
        each is the logit of "yes": positive means 1. NaN is always a wrong answer.
    target : array, (...)
        Class numbers, or 0 and 1.

    Raises
    ------
    ValueError
        If the shapes do not fit, there is nothing to count, or the target is not of numbers.

    Examples
    --------
    >>> accuracy([[2.0, 1.0], [0.0, 3.0]], [0, 0])
    0.5
    >>> accuracy([-1.5, 0.2, 3.0], [0, 1, 1])
    1.0
    """
    z = logits.data if isinstance(logits, Tensor) else as_numbers("accuracy", "logits", logits)
    t = as_numbers("accuracy", "target", target.data if isinstance(target, Tensor) else target)
    if t.size == 0:
        raise ValueError(f"accuracy: there is nothing to count (logits {z.shape})")
    if z.shape == t.shape:
        return float(np.mean(((z > 0) == (t > 0.5)) & ~np.isnan(z) & ~np.isnan(t)))
    if z.ndim == 0 or z.shape[:-1] != t.shape or z.shape[-1] == 1:
        raise ValueError(
            f"accuracy: logits {z.shape} and target {t.shape} do not fit; the target must have "
            "the shape of the logits, or theirs without the axis of the classes"
        )
    return float(np.mean((z.argmax(axis=-1) == t) & ~np.isnan(z.max(axis=-1))))


def fit(
    model: Module,
    loss_fn: Loss,
    optimizer: Optimizer,
    train: Data,
    *,
    epochs: int,
    batch_size: int,
    rng: np.random.Generator,
    validation: Data | None = None,
    metrics: Mapping[str, Metric] = {},
    callbacks: Iterable[Callable[[Module, History], object]] = (),
    progress: bool = True,
) -> History:
    """Train a model and return its losses and metrics by epoch.

    Every epoch draws one order of the examples and goes through it in slices of `batch_size`.
    For each batch: forward, loss, backward, step. However the training ends, also by an error or
    an interrupt, the model is in training mode afterwards and all callbacks have finished.

    Parameters
    ----------
    model : Module
    loss_fn : function of (output, target) that returns a scalar Tensor
    optimizer : Optimizer
        Over the parameters of the model.
    train, validation : (x, y)
        Two arrays of the same length. The validation data only measure: in evaluation mode,
        without gradients, and in batches of at least 256.
    epochs, batch_size : int
    rng : numpy.random.Generator
        Draws the order of the examples.
    metrics : mapping from name to function of (output, target)
        Measured on the validation data, or without these on the training data.
    callbacks : functions of (model, history)
        Called after every epoch; one that returns True ends the training. A method `start(model)`
        is called before the first epoch, `finish(model)` at the end, see `nnlib.callbacks`.
    progress : bool
        Whether to show the losses, on one line of standard output.

    Returns
    -------
    History
        "loss" is the mean over the batches of an epoch, weighted by their sizes, each *before*
        its step (so are metrics on the training data); ``validation_...`` is after the epoch.

    Raises
    ------
    ValueError
        If the data are not numbers (NaN or infinity), lengths differ, or the loss becomes NaN.
    TypeError
        If an argument is not of the kind named above.
    """
    require_generator("fit", rng)
    if not isinstance(model, Module) or not isinstance(optimizer, Optimizer):
        raise TypeError(
            "fit: pass fit(model, loss_fn, optimizer, (x, y), ...), not a "
            f"{type(model).__name__} as the model and a {type(optimizer).__name__} as the optimizer"
        )
    x, y = _checked("train", train)
    if validation is not None:
        validation = _checked("validation", validation)
    epochs = require_integer("fit", "epochs", epochs)
    batch_size = require_integer("fit", "batch_size", batch_size)
    _require_functions(loss_fn, metrics)
    callbacks, history, line = list(callbacks), History(), ""
    for callback in callbacks:
        if not callable(callback):
            raise TypeError(f"fit: a callback must be a function, not {callback!r}")
    try:
        for callback in callbacks:
            if hasattr(callback, "start"):
                callback.start(model)
        for epoch in range(1, epochs + 1):
            order = rng.permutation(len(x))  # one order for both, drawn once an epoch
            shuffled, measured = (x[order], y[order]), metrics if validation is None else {}
            means = _one_pass(model.train(), loss_fn, shuffled, batch_size, measured, optimizer)
            if validation is not None:
                with no_grad():
                    at_once = max(batch_size, MEASURED_AT_ONCE)
                    values = _one_pass(model.eval(), loss_fn, validation, at_once, metrics)
                model.train()
                means |= {f"validation_{name}": value for name, value in values.items()}
            for name, value in means.items():
                history.setdefault(name, []).append(value)
            if progress:
                line = _show(line, epoch, epochs, means)
            stop = [
                bool(callback(model, history)) for callback in callbacks
            ]  # call all of them, also after one that stops
            if any(stop):
                break
    finally:
        model.train()
        if line:
            print()
        for callback in callbacks:
            if hasattr(callback, "finish"):
                callback.finish(model)
    return history


def _require_functions(loss_fn: Loss, metrics: Mapping[str, Metric]) -> None:
    if not callable(loss_fn):
        raise TypeError(
            f"fit: loss_fn must be a function of (output, target), such as nn.mse_loss, not "
            f"{loss_fn!r}"
        )
    if not isinstance(metrics, Mapping):
        raise TypeError(
            "fit: metrics must be a dictionary, such as {'accuracy': nn.accuracy}, not "
            f"{metrics!r}"
        )
    if "loss" in metrics:
        raise ValueError('fit: a metric cannot be called "loss", which is that of loss_fn')
    for name, metric in metrics.items():
        if not callable(metric):
            raise TypeError(f"fit: the metric {name!r} must be a function, not {metric!r}")


def _one_pass(
    model: Module,
    loss_fn: Loss,
    data: Data,
    batch_size: int,
    metrics: Mapping[str, Metric],
    optimizer: Optimizer | None = None,
) -> dict[str, float]:
    """Go through the data in batches, learn from each if there is an optimizer; return means."""
    x, y = data
    sums: dict[str, float] = {}
    for start in range(0, len(x), batch_size):
        x_batch, y_batch = x[start : start + batch_size], y[start : start + batch_size]
        with np.errstate(over="ignore", invalid="ignore"):  # divergence is reported in our words
            output = model(x_batch)
            loss = loss_fn(output, y_batch)
            if not isinstance(loss, Tensor):
                raise TypeError(
                    f"fit: loss_fn must return a Tensor, not {type(loss).__name__}; compute it "
                    "with nnlib's operations"
                )
            values = {"loss": loss.item()}
            values |= {name: float(metric(output, y_batch)) for name, metric in metrics.items()}
            if optimizer is not None:
                _require_finite(values["loss"], optimizer.lr)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
        for name, value in values.items():  # a smaller last batch counts less
            sums[name] = sums.get(name, 0.0) + len(x_batch) * value
    return {name: total / len(x) for name, total in sums.items()}


def _require_finite(loss: float, lr: float) -> None:
    if not math.isfinite(loss):
        raise ValueError(
            f"fit: the loss became {loss}; the likely cause is a learning rate that is too large "
            f"(it is {lr:g}): try a tenth of it"
        )


def _checked(name: str, data: Data) -> Data:
    """Return the pair as two arrays, if they fit each other and are numbers throughout."""
    if not isinstance(data, (tuple, list)) or len(data) != 2:
        raise ValueError(f"fit: {name} must be a pair of arrays (x, y)")
    x, y = (array.data if isinstance(array, Tensor) else np.asarray(array) for array in data)
    if x.ndim == 0 or y.ndim == 0 or len(x) != len(y) or len(x) == 0:
        raise ValueError(
            f"fit: x and y in {name} must have equally many rows, at least one "
            f"(x {x.shape}, y {y.shape})"
        )
    for letter, array in (("x", x), ("y", y)):
        if array.dtype.kind not in "fiub":
            raise ValueError(f"fit: {letter} in {name} must be numbers, not {array.dtype}")
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            raise ValueError(
                f"fit: {letter} in {name} has {np.count_nonzero(~np.isfinite(array))} numbers "
                "that are NaN or infinite; remove or replace them first"
            )
    return x, y


def _show(previous: str, epoch: int, epochs: int, means: Mapping[str, float]) -> str:
    """Write the state of the training over the line before it."""
    values = [f"{name.replace('_', ' ')} {value:.3g}" for name, value in means.items()]
    line = " · ".join([f"epoch {epoch}/{epochs}", *values])
    blank = "\r" + " " * len(previous) if len(line) < len(previous) else ""
    print(f"{blank}\r{line}" if previous else line, end="", flush=True)
    return line
