"""The linear layer: every output is a weighted sum of all inputs, plus a bias."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from nnlib import initializers
from nnlib._products import dot
from nnlib._reductions import column_sum
from nnlib.checks import require_float_type, require_generator, require_integer
from nnlib.layers.module import Module
from nnlib.tensor import Array, Tensor, TensorLike, as_tensor, record


def linear(x: TensorLike, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Return x @ weight + bias.

    Parameters
    ----------
    x : Tensor or array, (..., in_features)
        An array takes the type of weight.
    weight : Tensor, (in_features, out_features)
        PyTorch's is the transpose of this.
    bias : Tensor, (out_features,), optional

    Returns
    -------
    Tensor, (..., out_features)

    Raises
    ------
    ValueError
        If the last axis of x does not have in_features entries.
    """
    weight = as_tensor(weight)
    x = as_tensor(x, weight)
    rows, w = x.data, weight.data
    if w.ndim != 2:
        raise ValueError(f"linear: weight must be (in_features, out_features), not {w.shape}")
    n_in, n_out = w.shape
    shape = rows.shape
    if not shape or shape[-1] != n_in:
        raise ValueError(
            f"linear: the last axis of x has {shape[-1] if shape else 0} features, but weight "
            f"expects {n_in} (x {shape}, weight {w.shape})"
        )
    flat = len(shape) == 2  # the usual case, in which there is nothing to reshape
    if not flat:
        rows = rows.reshape(math.prod(shape[:-1]), n_in)
    y = dot(rows, w)
    if bias is not None:
        bias = as_tensor(bias, weight)
        if bias.data.shape != (n_out,):
            raise ValueError(
                f"linear: bias must be ({n_out},), one number for each column of weight "
                f"{w.shape}, not {bias.shape}"
            )
        y += bias.data

    def pullback(g: Array) -> tuple[Array | None, ...]:
        if not flat:
            g = g.reshape(len(rows), n_out)
        dx = dw = db = None
        if x.requires_grad:  # data need no gradient, so the first layer saves a product
            dx = dot(g, w.T) if flat else dot(g, w.T).reshape(shape)
        if weight.requires_grad:
            dw = dot(rows.T, g)
        if bias is None:
            return dx, dw
        if bias.requires_grad:
            db = column_sum(g)
        return dx, dw, db

    parents = (x, weight) if bias is None else (x, weight, bias)
    return record(y if flat else y.reshape(*shape[:-1], n_out), parents, pullback)


class Linear(Module):
    """A row of neurons that see the same inputs: x @ weight + bias.

    Parameters
    ----------
    in_features, out_features : int
        Number of inputs, and of neurons.
    bias : bool
        Whether each neuron has a bias, which starts at 0.
    init : callable
        Initializer of the weights, see `nnlib.initializers`.
    rng : numpy.random.Generator
    dtype : float64 or float32

    Attributes
    ----------
    weight : Tensor, (in_features, out_features)
    bias : Tensor, (out_features,), or None

    Examples
    --------
    >>> layer = Linear(3, 2, rng=np.random.default_rng(0))
    >>> layer(np.ones((5, 3))).shape
    (5, 2)
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        *,
        bias: bool = True,
        init: Callable[..., Array] = initializers.glorot_uniform,
        rng: np.random.Generator,
        dtype: npt.DTypeLike = np.float64,
    ) -> None:
        require_generator("Linear", rng)
        for what, value in (("in_features", in_features), ("out_features", out_features)):
            require_integer("Linear", what, value)
        dtype = require_float_type("Linear", dtype)
        shape = (in_features, out_features)
        self.weight = Tensor(init(shape, rng=rng, dtype=dtype), requires_grad=True)
        self.bias = Tensor(np.zeros(out_features, dtype), requires_grad=True) if bias else None

    def forward(self, x: TensorLike) -> Tensor:
        """Map (..., in_features) to (..., out_features)."""
        return linear(x, self.weight, self.bias)

    def _arguments(self) -> str:
        n_in, n_out = self.weight.shape
        return f"{n_in}, {n_out}" + (", bias=False" if self.bias is None else "")
