"""Initial weights: where the training starts.

Every initializer is called as `f(shape, *, rng, dtype)` and returns a plain array. To fix one
of its other arguments, use `functools.partial(normal, std=0.5)`.
"""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from nnlib.checks import require_float_type, require_generator, require_number, require_shape

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
        If the shape is (): a single number has no inputs.

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
    if len(shape) <= 2:
        return shape[0], shape[1] if len(shape) == 2 else 1
    window = math.prod(shape[2:])
    return shape[1] * window, shape[0] * window


def _checked(
    name: str, shape: object, rng: object, dtype: DType, with_inputs: bool = False
) -> tuple[Shape, np.dtype[Any]]:
    """Return shape and type as NumPy takes them; an error says what is wrong with them."""
    require_generator(name, rng)
    lengths = require_shape(name, shape)
    if with_inputs and 0 in (lengths or (0,)):
        raise ValueError(
            f"{name}: the shape {lengths} has no inputs or no outputs, so there are no fans"
        )
    return lengths, require_float_type(name, dtype)


def zeros(shape: Shape, *, rng: Rng | None = None, dtype: DType = np.float64) -> Array:
    """Return zeros; right for biases, wrong for weights (all neurons would stay equal)."""
    return np.zeros(require_shape("zeros", shape), require_float_type("zeros", dtype))


def constant(
    shape: Shape, *, value: float = 1.0, rng: Rng | None = None, dtype: DType = np.float64
) -> Array:
    """Return the same `value` everywhere."""
    value = require_number("constant", "value", value)
    return np.full(require_shape("constant", shape), value, require_float_type("constant", dtype))


def normal(shape: Shape, *, std: float = 0.01, rng: Rng, dtype: DType = np.float64) -> Array:
    """Draw from a normal distribution with mean 0 and standard deviation `std`."""
    shape, dtype = _checked("normal", shape, rng, dtype)
    std = require_number("normal", "std", std, 0)
    return rng.normal(0.0, std, shape).astype(dtype)


def uniform(shape: Shape, *, bound: float = 0.05, rng: Rng, dtype: DType = np.float64) -> Array:
    """Draw evenly from the interval [-bound, bound)."""
    shape, dtype = _checked("uniform", shape, rng, dtype)
    bound = require_number("uniform", "bound", bound, 0)
    return rng.uniform(-bound, bound, shape).astype(dtype)


def truncated_normal(
    shape: Shape, *, std: float = 0.01, rng: Rng, dtype: DType = np.float64
) -> Array:
    """Draw from a normal distribution without its tails, so that the standard deviation is `std`.

    What lies beyond two standard deviations is drawn again. That alone would shrink the standard
    deviation to 0.8796 of what it was, so all numbers are divided by it.
    """
    shape, dtype = _checked("truncated_normal", shape, rng, dtype)
    std = require_number("truncated_normal", "std", std, 0)
    x = rng.normal(size=shape)
    while (far := np.abs(x) > 2).any():
        x[far] = rng.normal(size=np.count_nonzero(far))
    return (x * (std / 0.87962566103423978)).astype(dtype)


def glorot_uniform(shape: Shape, *, rng: Rng, dtype: DType = np.float64) -> Array:
    """Draw evenly with variance 2 / (fan in + fan out): for tanh and sigmoid.

    References
    ----------
    X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural
    networks", AISTATS 2010, eq. 16
    """
    shape, dtype = _checked("glorot_uniform", shape, rng, dtype, with_inputs=True)
    return uniform(shape, bound=math.sqrt(6 / sum(fans(shape))), rng=rng, dtype=dtype)


def glorot_normal(shape: Shape, *, rng: Rng, dtype: DType = np.float64) -> Array:
    """Draw normally with variance 2 / (fan in + fan out): for tanh and sigmoid.

    References
    ----------
    X. Glorot and Y. Bengio, AISTATS 2010, eq. 12
    """
    shape, dtype = _checked("glorot_normal", shape, rng, dtype, with_inputs=True)
    return normal(shape, std=math.sqrt(2 / sum(fans(shape))), rng=rng, dtype=dtype)


def he_uniform(shape: Shape, *, rng: Rng, dtype: DType = np.float64) -> Array:
    """Draw evenly with variance 2 / fan in: for ReLU, which drops half of the signal.

    References
    ----------
    K. He et al., "Delving deep into rectifiers", ICCV 2015, arXiv:1502.01852, eq. 10
    """
    shape, dtype = _checked("he_uniform", shape, rng, dtype, with_inputs=True)
    return uniform(shape, bound=math.sqrt(6 / fans(shape)[0]), rng=rng, dtype=dtype)


def he_normal(shape: Shape, *, rng: Rng, dtype: DType = np.float64) -> Array:
    """Draw normally with variance 2 / fan in: for ReLU, which drops half of the signal.

    References
    ----------
    K. He et al., "Delving deep into rectifiers", ICCV 2015, arXiv:1502.01852, eq. 10
    """
    shape, dtype = _checked("he_normal", shape, rng, dtype, with_inputs=True)
    return normal(shape, std=math.sqrt(2 / fans(shape)[0]), rng=rng, dtype=dtype)


def lecun_normal(shape: Shape, *, rng: Rng, dtype: DType = np.float64) -> Array:
    """Draw normally with variance 1 / fan in: for neurons that keep their input's variance.

    References
    ----------
    Y. LeCun et al., "Efficient backprop", in Neural Networks: Tricks of the Trade, 1998, eq. 16
    """
    shape, dtype = _checked("lecun_normal", shape, rng, dtype, with_inputs=True)
    return normal(shape, std=math.sqrt(1 / fans(shape)[0]), rng=rng, dtype=dtype)


def orthogonal(shape: Shape, *, gain: float = 1.0, rng: Rng, dtype: DType = np.float64) -> Array:
    """Draw a matrix that keeps lengths: rows or columns, the fewer, are orthonormal (times gain).

    Raises
    ------
    ValueError
        If the shape does not have two axes.

    References
    ----------
    A. M. Saxe, J. L. McClelland and S. Ganguli, "Exact solutions to the nonlinear dynamics of
    learning in deep linear neural networks", ICLR 2014, arXiv:1312.6120
    """
    shape, dtype = _checked("orthogonal", shape, rng, dtype)
    gain = require_number("orthogonal", "gain", gain)
    if len(shape) != 2:
        raise ValueError(f"orthogonal: the shape must have two axes, not {shape}")
    q, r = np.linalg.qr(rng.normal(size=(max(shape), min(shape))))
    q *= np.where(np.diag(r) < 0, -1.0, 1.0)  # else some matrices would be likelier than others
    return (gain * (q if shape[0] >= shape[1] else q.T)).astype(dtype)
