"""Activation functions, each with its derivative.

`softmax` and its relatives look at a whole axis, the others at one number. None of them overflows,
and all have their limits at +-infinity, except that a row with +inf, or of -inf only, has no
softmax: it gives NaN, as in PyTorch. NaN gives NaN, and 0 in `step`.

Results and derivatives are exact to a few rounding units (relative errors of some 1e-16 in
float64), except where a docstring says that the *absolute* error is bounded.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np

from nnlib._reductions import row_max, row_sum
from nnlib.checks import require_number
from nnlib.tensor import Array, Tensor, TensorLike, as_tensor, record


def identity(x: TensorLike) -> Tensor:
    """Return x itself: the activation of a linear neuron."""
    return as_tensor(x)


def step(x: TensorLike) -> Tensor:
    """Return 1 where x > 0 and 0 elsewhere, as a threshold unit does.

    Its derivative is 0 (and does not exist at 0). So no gradient passes through a step, and
    gradient descent cannot train the layers before it.

    References
    ----------
    W. S. McCulloch and W. Pitts, "A logical calculus of the ideas immanent in nervous activity",
    Bulletin of Mathematical Biophysics 5 (1943) 115-133, doi:10.1007/BF02478259

    Examples
    --------
    >>> step([-2.0, 0.0, 3.0])
    Tensor([0., 0., 1.])
    """
    x = as_tensor(x)
    return record((x.data > 0).astype(x.dtype), (x,), lambda g: (np.zeros_like(g),))


def relu(x: TensorLike) -> Tensor:
    """Return max(x, 0); at 0, the derivative is taken to be 0.

    References
    ----------
    V. Nair and G. E. Hinton, "Rectified linear units improve restricted Boltzmann machines",
    ICML 2010
    """
    x = as_tensor(x)
    y = np.zeros_like(x.data)
    np.maximum(x.data, y, out=y)  # with an array of zeros two to three times faster than with 0.0

    def pullback(g: Array) -> tuple[Array]:
        # The product is up to twice as fast as `where`, but infinity times 0 would be NaN. Whether
        # g is finite shows in its squares, in one more pass without an array.
        if math.isfinite(np.vdot(g, g)):
            return (g * (y > 0),)
        return (np.where(y > 0, g, 0.0),)

    return record(y, (x,), pullback)


def leaky_relu(x: TensorLike, slope: float = 0.01) -> Tensor:
    """Return x where x > 0, and `slope` times x elsewhere.

    Raises ValueError if the slope is not a finite number.

    References
    ----------
    A. L. Maas, A. Y. Hannun and A. Y. Ng, "Rectifier nonlinearities improve neural network
    acoustic models", ICML 2013
    """
    x = as_tensor(x)
    positive, slope = x.data > 0, require_number("leaky_relu", "slope", slope)
    y = np.where(positive, x.data, slope * x.data)
    return record(y, (x,), lambda g: (np.where(positive, g, slope * g),))


def _sigmoid(x: Array) -> Array:
    # 1 / (1 + e^-x) overflows for x = -1000; e^x / (1 + e^x), which is the same, does so for 1000.
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, e) / (1.0 + e)


def sigmoid(x: TensorLike) -> Tensor:
    """Return y = 1 / (1 + exp(-x)), the logistic function; its derivative is y (1 - y) <= 1/4.

    The derivative is computed as ``exp(-|x|) / (1 + exp(-|x|))**2``, since 1 - y is rounded to 0
    for x > 37.

    Examples
    --------
    >>> sigmoid([-1000.0, 0.0, 1000.0])
    Tensor([0. , 0.5, 1. ])
    """
    x = as_tensor(x)
    e = np.exp(-np.abs(x.data))
    total = 1.0 + e
    y = np.where(x.data >= 0, 1.0, e) / total
    return record(y, (x,), lambda g: (g * (e / (total * total)),))


def tanh(x: TensorLike) -> Tensor:
    """Return the hyperbolic tangent; its derivative is 1 - y**2.

    The derivative is computed from y, so its *absolute* error is at most 3e-16 in float64: few
    digits of it are right for x = 18, and it is 0 for x > 19.1. (A formula without this error
    needs another exponential.)
    """
    x = as_tensor(x)
    y = np.tanh(x.data)

    def pullback(g: Array) -> tuple[Array]:
        slope = np.asarray(y * y)
        np.subtract(1.0, slope, out=slope)
        slope *= g
        return (slope,)

    return record(y, (x,), pullback)


def softplus(x: TensorLike) -> Tensor:
    """Return log(1 + exp(x)), a smooth relu; its derivative is the sigmoid.

    References
    ----------
    C. Dugas et al., "Incorporating second-order functional knowledge for better option pricing",
    NeurIPS 2000
    """
    x = as_tensor(x)
    numbers = x.data
    y = np.maximum(numbers, 0.0) + np.log1p(np.exp(-np.abs(numbers)))
    return record(y, (x,), lambda g: (g * _sigmoid(numbers),))


def _shifted(x: Array, axis: int) -> tuple[Array, Array]:
    """Return x minus its largest number, and the exponential of that; the largest power is e^0."""
    with np.errstate(over="ignore", invalid="ignore"):  # 1e308 - -1e308, infinity - infinity
        shifted = x - row_max(x, axis)
    return shifted, np.exp(shifted)


def softmax(x: TensorLike, axis: int = -1) -> Tensor:
    """Return exp(x) / sum(exp(x)): positive numbers that add up to 1 along `axis`.

    In the derivative y * (g - sum(g * y)), with g = dL/dy, the absolute error of the second factor
    is some rounding units of the largest g.

    Examples
    --------
    >>> softmax([1000.0, 1000.0])
    Tensor([0.5, 0.5])
    """
    x = as_tensor(x)
    _, e = _shifted(x.data, axis)
    y = e / row_sum(e, axis)

    def pullback(g: Array) -> tuple[Array]:
        return (y * (g - row_sum(g * y, axis)),)

    return record(y, (x,), pullback)


def logsumexp(x: TensorLike, axis: int = -1, keepdims: bool = False) -> Tensor:
    """Return log(sum(exp(x))) along `axis`; its derivative is the softmax.

    It is the largest number m of the row plus log(sum(exp(x - m))), a logarithm from 0 to log n,
    so the absolute error is some rounding units of ``max(1, |m|)``. Of -inf only it is -inf, and
    with +inf it is +inf; there the derivative is NaN.
    """
    x = as_tensor(x)
    shift = row_max(x.data, axis)
    with np.errstate(over="ignore", divide="ignore"):
        e = np.exp(x.data - np.where(np.isfinite(shift), shift, 0.0))
        sums = row_sum(e, axis)
        total = np.asarray(np.log(sums) + np.where(np.isfinite(shift), shift, 0.0))

    def pullback(g: Array) -> tuple[Array]:
        with np.errstate(invalid="ignore"):
            return (g.reshape(total.shape) * (e / sums),)

    return record(total if keepdims else total.squeeze(axis), (x,), pullback)


def log_softmax(x: TensorLike, axis: int = -1) -> Tensor:
    """Return log(softmax(x)), also where the softmax itself would be rounded to 0.

    The absolute error is some rounding units of ``max(1, |x - m|)``, where m is the largest number
    of the row; and in the derivative g - softmax * sum(g), of the largest g.
    """
    x = as_tensor(x)
    shifted, e = _shifted(x.data, axis)
    sums = row_sum(e, axis)
    y = shifted - np.log(sums)
    return record(y, (x,), lambda g: (g - e * (row_sum(g, axis) / sums),))


@cache
def _cdf_table(dtype: np.dtype[Any]) -> Array:
    """Return the standard normal distribution function, 512 values a unit from -10 to 10."""
    table = np.array([0.5 * math.erfc(-i / 512 * math.sqrt(0.5)) for i in range(-5120, 5121)])
    table[0] = 0.0  # so that gelu is 0 below -10
    return table.astype(dtype, copy=False)


def _normal(x: Array) -> tuple[Array, Array]:
    """Return the standard normal distribution function Phi(x) and its density phi(x).

    From the nearest value in the table at a distance of d <= 1/1024, a Taylor series goes back to
    x with an error far below one rounding unit, and several times faster than an error function.
    """
    numbers = x.reshape(-1)
    cdf, density = np.empty_like(numbers), np.empty_like(numbers)
    table = _cdf_table(x.dtype)
    for start in range(0, numbers.size, 16384):  # pieces that stay in the cache: four times faster
        piece = slice(start, start + 16384)
        c = np.clip(numbers[piece], -10.0, 10.0)
        place = np.rint(c * 512.0)
        d, square = c - place * (1 / 512), c * c
        phi = np.exp(square * -0.5, out=density[piece])
        phi *= math.sqrt(0.5 / math.pi)
        with np.errstate(invalid="ignore"):  # a NaN gets some place, and stays NaN through d
            known = table.take(place.astype(np.intp) + 5120, mode="clip")
        high = d * ((square - 1.0) * (1 / 6) + d * c * (square - 3.0) * (1 / 24))
        cdf[piece] = known + phi * d * (1.0 + d * (0.5 * c + high))
    return cdf.reshape(x.shape), density.reshape(x.shape)


def gelu(x: TensorLike) -> Tensor:
    """Return x times Phi(x), the standard normal distribution function; a smooth relu.

    Its derivative is Phi(x) + x phi(x). (Not the approximation by tanh.) The absolute error of both
    is at most ``4e-16 * max(1, |x|)``; below -10, where ``|y| < 1e-22``, the result is 0.

    References
    ----------
    D. Hendrycks and K. Gimpel, "Gaussian error linear units", 2016, arXiv:1606.08415
    """
    x = as_tensor(x)
    numbers = x.data
    cdf, slope = _normal(numbers)
    slope *= np.clip(numbers, -10.0, 10.0)  # `_normal` is constant beyond; 1e30 * phi would not be
    slope += cdf
    return record(np.maximum(numbers, -10.0) * cdf, (x,), lambda g: (g * slope,))


def silu(x: TensorLike) -> Tensor:
    """Return x times s = sigmoid(x), also called swish; its derivative is s + x s (1 - s).

    The two terms of the derivative cancel at x = -1.278; near there its absolute error is at most
    2e-16.

    References
    ----------
    S. Elfwing, E. Uchibe and K. Doya, "Sigmoid-weighted linear units for neural network function
    approximation in reinforcement learning", Neural Networks 107 (2018) 3-11, arXiv:1702.03118
    """
    x = as_tensor(x)
    e = np.exp(-np.abs(x.data))
    total = 1.0 + e
    s = np.where(x.data >= 0, 1.0, e) / total
    z = np.clip(x.data, -750.0, 750.0)  # exp(-750) is 0, and infinity times that is not a number
    y = np.maximum(x.data, -750.0) * s
    return record(y, (x,), lambda g: (g * (s + z * (e / (total * total))),))
