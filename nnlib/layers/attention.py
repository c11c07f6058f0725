"""Attention: each place of a sequence gets a weighted mean of the values of all places."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib._products import matmul
from nnlib._reductions import row_max, row_sum
from nnlib.activations import gelu
from nnlib.arithmetic import unbroadcast
from nnlib.checks import require_float_type, require_generator, require_integer
from nnlib.layers.dropout import Dropout
from nnlib.layers.linear import Linear
from nnlib.layers.module import Module
from nnlib.layers.normalization import LayerNorm
from nnlib.tensor import Array, Tensor, TensorLike, as_tensor, record


def scaled_dot_product_attention(
    q: TensorLike, k: TensorLike, v: TensorLike, *, mask: npt.ArrayLike | None = None
) -> Tensor:
    """Return P @ v with P = softmax(q @ k.T / sqrt(d)): each query's weighted mean of the values.

    With g = dL/d(result) and dP = g @ v.T, the scores q @ k.T / sqrt(d) have the gradient
    P * (dP - sum(P * dP)) of a softmax.

    Parameters
    ----------
    q : Tensor or array, (..., L, d)
        L queries.
    k : Tensor or array, (..., S, d)
        S keys.
    v : Tensor or array, (..., S, d_v)
        S values.
    mask : boolean array that broadcasts to (..., L, S), optional
        True where a query may attend. A query that may attend nowhere gets zeros, and no gradient.

    Returns
    -------
    Tensor, (..., L, d_v)

    Raises
    ------
    ValueError
        If the shapes do not fit or the mask is not boolean.

    References
    ----------
    A. Vaswani et al., "Attention is all you need", NeurIPS 2017, arXiv:1706.03762, eq. 1

    Examples
    --------
    >>> causal = np.tril(np.ones((2, 2), dtype=bool))  # no place sees a later one
    >>> scaled_dot_product_attention(np.ones((2, 4)), np.ones((2, 4)), [[1.0], [3.0]], mask=causal)
    Tensor([[1.],
            [2.]])
    """
    q, k, v = as_tensor(q), as_tensor(k), as_tensor(v)
    _check(q, k, v)
    x, y, z, scale = q.data, k.data, v.data, 1.0 / math.sqrt(q.shape[-1])
    scores = matmul(x * scale, np.swapaxes(y, -1, -2))
    if mask is not None:
        scores = _masked(scores, np.asarray(mask))
    shift = row_max(scores) if k.shape[-2] else np.zeros(())
    if mask is not None:
        shift = np.where(np.isneginf(shift), 0.0, shift)
    p = np.exp(np.subtract(scores, shift, out=scores), out=scores)
    total = row_sum(p)
    p /= total if mask is None else np.where(total == 0, 1.0, total)  # 0: it may attend nowhere

    def pullback(g: Array) -> tuple[Array, Array, Array]:
        dv = matmul(np.swapaxes(p, -1, -2), g)
        ds = matmul(g, np.swapaxes(z, -1, -2))
        ds -= row_sum(ds * p)
        ds *= p
        ds *= scale
        dq, dk = matmul(ds, y), matmul(np.swapaxes(ds, -1, -2), x)
        return unbroadcast(dq, x.shape), unbroadcast(dk, y.shape), unbroadcast(dv, z.shape)

    return record(matmul(p, z), (q, k, v), pullback)


def _check(q: Tensor, k: Tensor, v: Tensor) -> None:
    shapes = f"(q {q.shape}, k {k.shape}, v {v.shape})"
    name = "scaled_dot_product_attention"
    if min(q.ndim, k.ndim, v.ndim) < 2:
        raise ValueError(f"{name}: q, k and v must be (..., places, features) {shapes}")
    if q.shape[-1] != k.shape[-1] or q.shape[-1] == 0:
        raise ValueError(f"{name}: queries and keys must have equally many features {shapes}")
    if k.shape[-2] != v.shape[-2]:
        raise ValueError(f"{name}: there must be one value for each key {shapes}")
    try:
        np.broadcast_shapes(q.shape[:-2], k.shape[:-2], v.shape[:-2])
    except ValueError:
        raise ValueError(f"{name}: the leading axes do not fit {shapes}") from None


def _masked(scores: Array, mask: Array) -> Array:
    if mask.dtype != bool:
        raise ValueError(
            "scaled_dot_product_attention: the mask must be boolean, True where a query may "
            f"attend, but it is {mask.dtype}: use mask.astype(bool)"
        )
    try:
        return np.where(np.broadcast_to(mask, scores.shape), scores, -math.inf)
    except ValueError:
        raise ValueError(
            f"scaled_dot_product_attention: the mask {mask.shape} does not broadcast to "
            f"{scores.shape}, (..., queries, keys)"
        ) from None


class MultiheadAttention(Module):
    """Attention in several subspaces at once, each with its own queries, keys and values.

    Parameters
    ----------
    n_features : int
        Length of the last axis of the inputs and of the output.
    n_heads : int
        Must divide n_features.
    rng : numpy.random.Generator
        Draws the weights of the four linear layers.
    dtype : float64 or float32

    Attributes
    ----------
    query, key, value, output : Linear, (n_features, n_features)

    Raises
    ------
    ValueError
        If n_heads does not divide n_features.

    References
    ----------
    A. Vaswani et al., "Attention is all you need", NeurIPS 2017, arXiv:1706.03762, 3.2.2

    Examples
    --------
    >>> attention = MultiheadAttention(32, 4, rng=np.random.default_rng(0))
    >>> attention(np.zeros((5, 16, 32))).shape
    (5, 16, 32)
    """

    def __init__(
        self,
        n_features: int,
        n_heads: int,
        *,
        rng: np.random.Generator,
        dtype: npt.DTypeLike = np.float64,
    ) -> None:
        require_generator("MultiheadAttention", rng)
        dtype = require_float_type("MultiheadAttention", dtype)
        n_features = require_integer("MultiheadAttention", "n_features", n_features)
        n_heads = require_integer("MultiheadAttention", "n_heads", n_heads)
        if n_features % n_heads:
            raise ValueError(
                f"MultiheadAttention: n_heads ({n_heads}) must divide n_features ({n_features})"
            )
        self.query = Linear(n_features, n_features, rng=rng, dtype=dtype)
        self.key = Linear(n_features, n_features, rng=rng, dtype=dtype)
        self.value = Linear(n_features, n_features, rng=rng, dtype=dtype)
        self.output = Linear(n_features, n_features, rng=rng, dtype=dtype)
        self.n_heads = n_heads

    def forward(
        self, x: TensorLike, context: TensorLike | None = None, *, mask: npt.ArrayLike | None = None
    ) -> Tensor:
        """Let the places of x (..., L, n_features) attend to those of `context`, by default x.

        The mask, boolean, broadcasts to (..., n_heads, L, S): True where a query may attend.
        """
        context = x if context is None else context
        heads = (self.query(x), self.key(context), self.value(context))
        q, k, v = (self._split(t) for t in heads)
        mixed = _swap_places_and_heads(scaled_dot_product_attention(q, k, v, mask=mask))
        return self.output(mixed.reshape(*mixed.shape[:-2], self.output.weight.shape[0]))

    def _split(self, x: Tensor) -> Tensor:
        """Cut the features into heads: (..., L, n_features) to (..., n_heads, L, n)."""
        if x.ndim < 2:
            raise ValueError(
                f"MultiheadAttention: x must be (..., places, features), not {x.shape}"
            )
        n = x.shape[-1] // self.n_heads
        return _swap_places_and_heads(x.reshape(*x.shape[:-1], self.n_heads, n))

    def _arguments(self) -> str:
        return f"{self.output.weight.shape[0]}, {self.n_heads}"


def _swap_places_and_heads(x: Tensor) -> Tensor:
    leading = range(x.ndim - 3)
    return x.transpose(*leading, x.ndim - 2, x.ndim - 3, x.ndim - 1)


class TransformerBlock(Module):
    """Attention, then a small network at each place; both with a residual connection.

    x + attention(norm(x)), then x + network(norm(x)). The normalization comes first, since deep
    stacks then train without warmup (PyTorch's norm_first=True, activation "gelu").

    Parameters
    ----------
    n_features, n_heads : int
        As in `MultiheadAttention`.
    hidden_features : int, optional
        Width of the network, by default 4 * n_features.
    dropout : float
        Probability with which numbers of both branches are dropped in training.
    rng : numpy.random.Generator
    dtype : float64 or float32

    References
    ----------
    A. Vaswani et al., NeurIPS 2017, arXiv:1706.03762; R. Xiong et al., "On layer normalization in
    the transformer architecture", ICML 2020, arXiv:2002.04745
    """

    def __init__(
        self,
        n_features: int,
        n_heads: int,
        *,
        hidden_features: int | None = None,
        dropout: float = 0.0,
        rng: np.random.Generator,
        dtype: npt.DTypeLike = np.float64,
    ) -> None:
        require_generator("TransformerBlock", rng)
        n_features = require_integer("TransformerBlock", "n_features", n_features)
        hidden = 4 * n_features
        if hidden_features is not None:
            hidden = require_integer("TransformerBlock", "hidden_features", hidden_features)
        options: dict[str, Any] = {"rng": rng, "dtype": dtype}
        self.attention_norm = LayerNorm(n_features, dtype=dtype)
        self.attention = MultiheadAttention(n_features, n_heads, **options)
        self.network_norm = LayerNorm(n_features, dtype=dtype)
        self.up = Linear(n_features, hidden, **options)
        self.down = Linear(hidden, n_features, **options)
        self.dropout = Dropout(dropout, rng=rng)

    def forward(self, x: TensorLike, *, mask: npt.ArrayLike | None = None) -> Tensor:
        """Map (..., L, n_features) to the same shape; the mask as in `MultiheadAttention`."""
        x = as_tensor(x, self.up.weight)
        x = x + self.dropout(self.attention(self.attention_norm(x), mask=mask))
        return x + self.dropout(self.down(gelu(self.up(self.network_norm(x)))))
