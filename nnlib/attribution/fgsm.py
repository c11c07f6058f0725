"""Adversarial inputs by the sign of the gradient."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib.attribution.common import Model, as_batch, evaluation_mode, input_gradient, logits_of
from nnlib.checks import require_number
from nnlib.losses import cross_entropy
from nnlib.tensor import Array, Tensor


def fgsm(
    model: Model,
    x: npt.ArrayLike,
    target: npt.ArrayLike,
    *,
    eps: float,
    clip: tuple[float, float] | None = None,
    loss_fn: Callable[[Tensor, Any], Tensor] = cross_entropy,
) -> Array:
    """Return adversarial inputs: each number moved by `eps` in the direction that raises the loss.

    The fast gradient sign method. No number moves further than eps, but in the Euclidean norm D
    numbers move eps * sqrt(D) together.

    Parameters
    ----------
    model : Module, or function from Tensor to logits
    x : array-like, (N, ...)
    target : array-like, (N,)
        The right answers.
    eps : float
    clip : (lowest, highest), optional
        Keep the result in this range, such as (0, 1) for pixels.
    loss_fn : function of (logits, target)
        On logits, such as `nnlib.binary_cross_entropy_with_logits` for a single one.

    Returns
    -------
    ndarray, (N, ...)

    Raises
    ------
    ValueError
        If x is no batch of finite numbers, eps is negative or not finite, clip is not an
        increasing pair, or the model returns probabilities.

    References
    ----------
    I. J. Goodfellow, J. Shlens and C. Szegedy, "Explaining and harnessing adversarial examples",
    ICLR 2015, arXiv:1412.6572

    Examples
    --------
    >>> fgsm(lambda x: x @ np.array([[1.0, -1.0], [0.0, 2.0]]), [[0.5, 0.5]], [0], eps=0.1)
    array([[0.4, 0.6]])
    """
    inputs = as_batch("fgsm", x)
    eps = require_number("fgsm", "eps", eps, 0)
    if clip is not None:
        low, high = _limits(clip)
    with evaluation_mode(model):
        tensor = Tensor(inputs, requires_grad=True)
        loss = loss_fn(logits_of("fgsm", model, tensor), target)
        moved = inputs + eps * np.sign(input_gradient(loss, tensor))
    return moved if clip is None else np.clip(moved, low, high)


def _limits(clip: tuple[float, float]) -> tuple[float, float]:
    try:
        low, high = (float(limit) for limit in clip)
    except (TypeError, ValueError):
        low = high = math.nan
    if not low < high:
        raise ValueError(
            f"fgsm: clip must be a pair (lowest, highest), such as (0, 1), not {clip!r}"
        )
    return low, high
