"""What the attributions share: a model in evaluation mode, its logits, gradients of its input."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from nnlib.checks import as_numbers
from nnlib.layers.module import Module
from nnlib.tensor import Array, Tensor, derivatives, no_grad

Model: TypeAlias = Callable[[Tensor], Tensor]
Target: TypeAlias = npt.ArrayLike | None


@contextmanager
def evaluation_mode(model: Model) -> Iterator[None]:
    """Switch every part of a module to evaluation, and back to what it was."""
    parts = [part for _, part in model._named_modules()] if isinstance(model, Module) else []
    modes = [part.training for part in parts]
    for part in parts:
        part.training = False
    try:
        yield
    finally:
        for part, mode in zip(parts, modes, strict=True):
            part.training = mode


def input_gradient(output: Tensor, x: Tensor) -> Array:
    """Return d(output)/dx, and leave the gradients of all other tensors as they are."""
    gradient = derivatives(output).get(x)
    return np.zeros_like(x.data) if gradient is None else gradient


def as_batch(name: str, x: npt.ArrayLike | Tensor) -> Array:
    """Return the numbers of a batch (N, ...), as floating point."""
    if not isinstance(x, Tensor):
        array = np.asarray(x)
        array = array if array.dtype.kind == "f" else as_numbers(name, "x", array)
    else:
        array = x.data
    if array.ndim < 2 or array.size == 0:
        raise ValueError(
            f"{name}: x must be a batch (N, ...), not {array.shape}; one input: x[None]"
        )
    if not np.isfinite(array).all():
        raise ValueError(f"{name}: x holds NaN or infinity, so there is nothing to explain")
    return array


def _look_like_probabilities(z: Tensor) -> bool:
    rows = z.data
    several = rows.ndim == 2 and rows.shape[1] > 1
    return several and bool((rows >= 0).all() and np.allclose(rows.sum(axis=1), 1, atol=1e-6))


def logits_of(name: str, model: Model, x: Tensor) -> Tensor:
    """Return what the model says, (N, K) or (N,), if these are logits."""
    if not callable(model):
        raise TypeError(f"{name}: the model must be a module or a function, not {model!r}")
    z = model(x)
    if not isinstance(z, Tensor):
        raise TypeError(f"{name}: the model must return a Tensor, not {type(z).__name__}")
    if z.ndim not in (1, 2) or len(z) != len(x):
        raise ValueError(
            f"{name}: the model must return one row of logits for each input, but returned "
            f"{z.shape} for {x.shape}"
        )
    # Logits may add up to 1 by chance, but not for other inputs too.
    if _look_like_probabilities(z) and _look_like_probabilities(model(Tensor(2 * x.data + 1))):
        raise ValueError(
            f"{name}: the model returns probabilities; leave the softmax away and explain the "
            "logits, since the derivative of a saturated softmax is nearly 0"
        )
    return z


def chosen_logits(name: str, model: Model, x: Array, target: Target) -> Array:
    """Return the number of the logit to explain for each row; without a target, the largest."""
    with no_grad():
        z = logits_of(name, model, Tensor(x)).data.reshape(len(x), -1)
    if target is None:
        return z.argmax(axis=1)
    t = np.asarray(target)
    if t.dtype.kind not in "iu" or t.shape not in ((), (len(x),)):
        raise ValueError(
            f"{name}: target must be class numbers, one for all or one for each of the {len(x)} "
            f"inputs, not {t.dtype} of the shape {t.shape}"
        )
    if t.min() < 0 or t.max() >= z.shape[1]:
        raise ValueError(
            f"{name}: target must be from 0 to {z.shape[1] - 1}, but goes from {t.min()} to "
            f"{t.max()}"
        )
    return np.broadcast_to(t, len(x))


def gradient_of(name: str, model: Model, x: Array, target: Array) -> Array:
    """Return the derivative of the chosen logit of each row with respect to that row."""
    inputs = Tensor(x, requires_grad=True)
    z = logits_of(name, model, inputs).reshape(len(x), -1)
    return input_gradient(z[np.arange(len(x)), target].sum(), inputs)
