"""Initial weights: where the training starts.

Every initializer is called as `f(shape, *, rng, dtype)` and returns a plain array. To fix one
of its other arguments, use `functools.partial(normal, std=0.5)`.
"""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from nnlib.randomness import require_generator

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
    if not shape:
        raise ValueError("fans: a single number has neither inputs nor outputs; use zeros instead")
    if len(shape) <= 2:
        return shape[0], shape[1] if len(shape) == 2 else 1
    window = math.prod(shape[2:])
    return shape[1] * window, shape[0] * window


def zeros(shape: Shape, *, rng: Rng | None = None, dtype: DType = np.float64) -> Array:
    """Return zeros; right for biases, wrong for weights (all neurons would stay equal)."""
    return np.zeros(shape, dtype)


def constant(
    shape: Shape, *, value: float = 1.0, rng: Rng | None = None, dtype: DType = np.float64
) -> Array:
    """Return the same `value` everywhere."""
    return np.full(shape, value, dtype)


def normal(shape: Shape, *, std: float = 0.01, rng: Rng, dtype: DType = np.float64) -> Array:
    """Draw from a normal distribution with mean 0 and standard deviation `std`."""
    require_generator("normal", rng)
    return rng.normal(0.0, std, shape).astype(dtype)


def uniform(shape: Shape, *, bound: float = 0.05, rng: Rng, dtype: DType = np.float64) -> Array:
    """Draw evenly from the interval [-bound, bound)."""
    require_generator("uniform", rng)
    return rng.uniform(-bound, bound, shape).astype(dtype)


def glorot_uniform(shape: Shape, *, rng: Rng, dtype: DType = np.float64) -> Array:
    """Draw evenly with variance 2 / (fan in + fan out): for tanh and sigmoid.

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
    """Draw evenly with variance 2 / fan in: for ReLU, which drops half of the signal.

    References
    ----------
    K. He et al., "Delving deep into rectifiers", ICCV 2015, arXiv:1502.01852, eq. 10
    """
    require_generator("he_uniform", rng)
    return uniform(shape, bound=math.sqrt(6 / fans(shape)[0]), rng=rng, dtype=dtype)


def he_normal(shape: Shape, *, rng: Rng, dtype: DType = np.float64) -> Array:
    """Draw normally with variance 2 / fan in: for ReLU, which drops half of the signal.

    References
    ----------
    K. He et al., "Delving deep into rectifiers", ICCV 2015, arXiv:1502.01852, eq. 10
    """
    require_generator("he_normal", rng)
    return normal(shape, std=math.sqrt(2 / fans(shape)[0]), rng=rng, dtype=dtype)
