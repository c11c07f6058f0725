"""Initializers: the weights with which a training starts.

Every initializer is called as `f(shape, *, rng, dtype)` and returns a plain array. To fix one
of its other arguments, use `functools.partial(normal, std=0.5)`.
"""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from nnlib.checks import (
    require_float_type,
    require_generator,
    require_number,
    require_shape,
)

Array: TypeAlias = npt.NDArray[Any]
Shape: TypeAlias = tuple[int, ...]
Rng: TypeAlias = "np.random.Generator"  # quoted, since importing numpy.random takes time
DType: TypeAlias = npt.DTypeLike


def fans(shape: Shape) -> tuple[int, int]:
    """Return how many inputs an output has (fan in), and how many outputs an input has (fan out).

    Parameters
    ----------
    shape : tuple of int
        (n_inputs,) for one neuron; (n_inputs, n_outputs) for `Linear`;
        (n_outputs, n_inputs, height, width) for a convolution.

    Raises
    ------
    ValueError
        If the shape is (), since a single number has no inputs, or has a length of 0.

    Examples
    --------
    >>> fans((64, 32))
    (64, 32)
    >>> fans((8, 3, 5, 5))
    (75, 200)
    """
    shape = require_shape("fans", shape)
    if not shape:
        raise ValueError("fans: a single number has neither inputs nor outputs; use zeros instead")
    if 0 in shape:
        raise ValueError(f"fans: the shape {shape} has no weights; every length must be at least 1")
    if len(shape) <= 2:
        return shape[0], shape[1] if len(shape) == 2 else 1
    window = math.prod(shape[2:])
    return shape[1] * window, shape[0] * window


def zeros(shape: Shape, *, rng: Rng | None = None, dtype: DType = np.float64) -> Array:
    """Return zeros: usual for biases; as weights, all neurons of a layer would stay equal."""
    return np.zeros(require_shape("zeros", shape), require_float_type("zeros", dtype))


def constant(
    shape: Shape, *, value: float = 1.0, rng: Rng | None = None, dtype: DType = np.float64
) -> Array:
    """Return the same `value` everywhere."""
    value = require_number("constant", "value", value)
    return np.full(require_shape("constant", shape), value, require_float_type("constant", dtype))


def normal(shape: Shape, *, std: float = 0.01, rng: Rng, dtype: DType = np.float64) -> Array:
    """Draw from a normal distribution with mean 0 and standard deviation `std`."""
    require_generator("normal", rng)
    std = require_number("normal", "std", std, 0)
    kind = require_float_type("normal", dtype)
    return rng.normal(0.0, std, require_shape("normal", shape)).astype(kind)


def uniform(shape: Shape, *, bound: float = 0.05, rng: Rng, dtype: DType = np.float64) -> Array:
    """Draw uniformly from the interval [-bound, bound)."""
    require_generator("uniform", rng)
    bound = require_number("uniform", "bound", bound, 0)
    kind = require_float_type("uniform", dtype)
    return rng.uniform(-bound, bound, require_shape("uniform", shape)).astype(kind)


def truncated_normal(
    shape: Shape, *, std: float = 0.01, rng: Rng, dtype: DType = np.float64
) -> Array:
    """Draw from a normal distribution without its tails, so that the standard deviation is `std`.

    What lies beyond two standard deviations is drawn again. That alone would shrink the standard
    deviation to 0.8796 of what it was, so all numbers are divided by it.
    """
    require_generator("truncated_normal", rng)
    std = require_number("truncated_normal", "std", std, 0)
    kind = require_float_type("truncated_normal", dtype)
    x = np.asarray(rng.normal(size=require_shape("truncated_normal", shape)))
    while (far := np.abs(x) > 2).any():
        x[far] = rng.normal(size=np.count_nonzero(far))
    return (x * (std / 0.87962566103423978)).astype(kind)


def glorot_uniform(shape: Shape, *, rng: Rng, dtype: DType = np.float64) -> Array:
    """Draw uniformly with variance 2 / (fan in + fan out): for tanh and sigmoid.

    References
    ----------
    X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural
    networks", AISTATS 2010, eq. 16
    """
    require_generator("glorot_uniform", rng)
    return uniform(shape, bound=math.sqrt(6 / sum(fans(shape))), rng=rng, dtype=dtype)


def glorot_normal(shape: Shape, *, rng: Rng, dtype: DType = np.float64) -> Array:
    """Draw normally with variance 2 / (fan in + fan out): for tanh and sigmoid.

    References
    ----------
    X. Glorot and Y. Bengio, AISTATS 2010, eq. 12
    """
    require_generator("glorot_normal", rng)
    return normal(shape, std=math.sqrt(2 / sum(fans(shape))), rng=rng, dtype=dtype)


def he_uniform(shape: Shape, *, rng: Rng, dtype: DType = np.float64) -> Array:
    """Draw uniformly with variance 2 / fan in: for ReLU, which sets half of the inputs to 0.

    References
    ----------
    K. He et al., "Delving deep into rectifiers", ICCV 2015, arXiv:1502.01852, eq. 10
    """
    require_generator("he_uniform", rng)
    return uniform(shape, bound=math.sqrt(6 / fans(shape)[0]), rng=rng, dtype=dtype)


def he_normal(shape: Shape, *, rng: Rng, dtype: DType = np.float64) -> Array:
    """Draw normally with variance 2 / fan in: for ReLU, which sets half of the inputs to 0.

    References
    ----------
    K. He et al., "Delving deep into rectifiers", ICCV 2015, arXiv:1502.01852, eq. 10
    """
    require_generator("he_normal", rng)
    return normal(shape, std=math.sqrt(2 / fans(shape)[0]), rng=rng, dtype=dtype)


def lecun_normal(shape: Shape, *, rng: Rng, dtype: DType = np.float64) -> Array:
    """Draw normally with variance 1 / fan in: for activations that keep their input's variance.

    References
    ----------
    Y. LeCun et al., "Efficient backprop", in Neural Networks: Tricks of the Trade, 1998, eq. 16
    """
    require_generator("lecun_normal", rng)
    return normal(shape, std=math.sqrt(1 / fans(shape)[0]), rng=rng, dtype=dtype)


def orthogonal(shape: Shape, *, gain: float = 1.0, rng: Rng, dtype: DType = np.float64) -> Array:
    """Draw a matrix that keeps lengths: rows or columns, the fewer, are orthonormal (times gain).

    Raises
    ------
    ValueError
        If the shape does not have two axes with at least one number.

    References
    ----------
    A. M. Saxe, J. L. McClelland and S. Ganguli, "Exact solutions to the nonlinear dynamics of
    learning in deep linear neural networks", ICLR 2014, arXiv:1312.6120
    """
    require_generator("orthogonal", rng)
    gain = require_number("orthogonal", "gain", gain)
    kind = require_float_type("orthogonal", dtype)
    if len(shape := require_shape("orthogonal", shape)) != 2 or 0 in shape:
        raise ValueError(f"orthogonal: the shape must have two axes, not {shape}")
    q, r = np.linalg.qr(rng.normal(size=(max(shape), min(shape))))
    q *= np.where(np.diag(r) < 0, -1.0, 1.0)  # else the matrices would not be uniformly distributed
    return (gain * (q if shape[0] >= shape[1] else q.T)).astype(kind)
