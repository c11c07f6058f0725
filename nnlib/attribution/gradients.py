"""Attributions from the gradient: saliency, gradient times input, integrated gradients."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nnlib.attribution.common import (
    Model,
    Target,
    as_batch,
    chosen_logits,
    evaluation_mode,
    gradient_of,
)
from nnlib.checks import as_numbers, require_integer
from nnlib.tensor import Array


def saliency(model: Model, x: npt.ArrayLike, target: Target = None) -> Array:
    """Return ``|d logit / d x|``: where a small change of the input changes the logit most.

    Parameters
    ----------
    model : Module, or function from Tensor to logits (N, K) or (N,)
    x : array-like, (N, ...)
    target : int or array of int (N,), optional
        Which logit; without it the largest one of each input.

    Returns
    -------
    ndarray, (N, ...)

    Raises
    ------
    ValueError
        If x is no batch, the target does not fit, or the model returns probabilities.

    References
    ----------
    K. Simonyan, A. Vedaldi and A. Zisserman, "Deep inside convolutional networks: visualising
    image classification models and saliency maps", 2013, arXiv:1312.6034

    Examples
    --------
    >>> saliency(lambda x: x @ np.array([[1.0], [-3.0]]), [[5.0, 5.0]])
    array([[1., 3.]])
    """
    inputs = as_batch("saliency", x)
    with evaluation_mode(model):
        chosen = chosen_logits("saliency", model, inputs, target)
        return np.abs(gradient_of("saliency", model, inputs, chosen))


def gradient_times_input(model: Model, x: npt.ArrayLike, target: Target = None) -> Array:
    """Return x * d logit / d x: the share of each input, if the model were linear.

    It adds up to the logit if the model is positively homogeneous, such as a ReLU network
    without biases; in general it does not. Parameters, result and errors as for `saliency`.

    References
    ----------
    A. Shrikumar, P. Greenside and A. Kundaje, "Learning important features through propagating
    activation differences", ICML 2017, arXiv:1704.02685

    Examples
    --------
    >>> gradient_times_input(lambda x: x @ np.array([[1.0], [-3.0]]), [[5.0, 5.0]])
    array([[  5., -15.]])
    """
    inputs = as_batch("gradient_times_input", x)
    with evaluation_mode(model):
        chosen = chosen_logits("gradient_times_input", model, inputs, target)
        return inputs * gradient_of("gradient_times_input", model, inputs, chosen)


def integrated_gradients(
    model: Model,
    x: npt.ArrayLike,
    target: Target = None,
    *,
    baseline: npt.ArrayLike = 0.0,
    steps: int = 100,
) -> Array:
    """Return (x - baseline) times the gradient, averaged over the line from the baseline to x.

    *Completeness*: over each input, it adds up to the logit there minus the logit at the
    baseline, apart from the error of `steps` steps (midpoint rule: 4 times the steps, a 16th of
    the error, where the model is smooth).

    Parameters
    ----------
    model, x, target
        As for `saliency`; without a target, the logit that is largest *at x*.
    baseline : array-like, that broadcasts to x
        The input that represents absence, such as a black picture.
    steps : int

    Returns
    -------
    ndarray, (N, ...)

    Raises
    ------
    ValueError
        As for `saliency`; also if the baseline does not fit, or steps < 1.

    References
    ----------
    M. Sundararajan, A. Taly and Q. Yan, "Axiomatic attribution for deep networks", ICML 2017,
    arXiv:1703.01365

    Examples
    --------
    >>> integrated_gradients(lambda x: (x**2).sum(axis=1), [[1.0, 2.0]]).round(6)
    array([[1., 4.]])
    """
    name, inputs = "integrated_gradients", as_batch("integrated_gradients", x)
    steps = require_integer(name, "steps", steps)
    start = as_numbers(name, "baseline", baseline).astype(inputs.dtype)
    if not np.isfinite(start).all():
        raise ValueError(f"{name}: the baseline holds NaN or infinity")
    try:
        way = inputs - np.broadcast_to(start, inputs.shape)
    except ValueError:
        raise ValueError(
            f"{name}: the baseline {start.shape} does not fit the inputs {inputs.shape}"
        ) from None
    total = np.zeros_like(inputs)
    with evaluation_mode(model):
        chosen = chosen_logits(name, model, inputs, target)
        for k in range(steps):
            total += gradient_of(name, model, start + (k + 0.5) / steps * way, chosen)
    return way * total / steps
