"""Normalization: shift and scale activations to mean 0 and variance 1.

`layer_norm` takes them over the features of one example, `batch_norm` over the batch, feature by
feature.
With x_hat = (x - mean) / std and h = dL/d(x_hat), both have the same derivative,

    dL/dx = (h - mean(h) - x_hat * mean(h * x_hat)) / std,

since mean and std depend on x too: a shift and a scaling of x change nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib._reductions import column_sum, row_sum
from nnlib.checks import require_float_type, require_integer, require_number
from nnlib.layers.module import Module
from nnlib.tensor import Array, Tensor, TensorLike, as_tensor, record


def layer_norm(x: TensorLike, weight: TensorLike, bias: TensorLike, *, eps: float = 1e-5) -> Tensor:
    """Normalize every row of x over its last axis, then multiply by weight and add bias.

    Parameters
    ----------
    x : Tensor or array, (..., n)
    weight, bias : Tensor, (n,)
    eps : float
        Added to the (biased) variance, so that equal numbers do not divide by 0.

    Returns
    -------
    Tensor, (..., n)

    Raises
    ------
    ValueError
        If weight or bias do not have one number for each feature.

    References
    ----------
    J. L. Ba, J. R. Kiros and G. E. Hinton, "Layer normalization", 2016, arXiv:1607.06450

    Examples
    --------
    >>> layer_norm([1.0, 3.0], [1.0, 1.0], [0.0, 0.0], eps=0.0)
    Tensor([-1.,  1.])
    """
    weight = as_tensor(weight)
    x, bias = as_tensor(x, weight), as_tensor(bias, weight)
    eps = require_number("layer_norm", "eps", eps, 0)
    _check("layer_norm", x, weight, bias)
    n = x.shape[-1]
    rows, w = x.data.reshape(x.size // n, n), weight.data
    x_hat = rows - row_sum(rows) / n
    std = np.sqrt(row_sum(x_hat * x_hat) / n + eps)
    x_hat /= std
    y = x_hat * w
    y += bias.data

    def pullback(g: Array) -> tuple[Array, Array, Array]:
        g = g.reshape(rows.shape)
        h = g * w
        dx = h - row_sum(h) / n
        h *= x_hat
        dx -= x_hat * (row_sum(h) / n)
        dx /= std
        return dx.reshape(x.shape), column_sum(g * x_hat), column_sum(g)

    return record(y.reshape(x.shape), (x, weight, bias), pullback)


def batch_norm(
    x: TensorLike,
    running_mean: Array,
    running_var: Array,
    weight: TensorLike,
    bias: TensorLike,
    *,
    training: bool,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """Normalize every feature over the batch, then multiply by weight and add bias.

    In training the mean and the *biased* variance of the batch are used, and the running ones
    move towards the batch's: running = (1 - momentum) * running + momentum * batch, with the
    *unbiased* variance. In evaluation the running ones are used.

    Parameters
    ----------
    x : Tensor or array, (N, n)
    running_mean, running_var : array, (n,)
        Changed in place in training.
    weight, bias : Tensor, (n,)
    training : bool
    momentum : float
        Weight of the new batch in the running values.
    eps : float
        Added to the variance, so that equal numbers do not divide by 0.

    Returns
    -------
    Tensor, (N, n)

    Raises
    ------
    ValueError
        If the shapes do not fit, or a batch in training has fewer than two examples.

    References
    ----------
    S. Ioffe and C. Szegedy, "Batch normalization", ICML 2015, arXiv:1502.03167
    """
    weight = as_tensor(weight)
    x, bias = as_tensor(x, weight), as_tensor(bias, weight)
    if x.ndim != 2:
        raise ValueError(f"batch_norm: x must be (examples, features), not {x.shape}")
    eps = require_number("batch_norm", "eps", eps, 0)
    momentum = require_number("batch_norm", "momentum", momentum, 0, 1)
    _check("batch_norm", x, weight, bias)
    n, w = len(x), weight.data
    for what, running in (("running_mean", running_mean), ("running_var", running_var)):
        if not isinstance(running, np.ndarray) or running.shape != w.shape:
            raise ValueError(
                f"batch_norm: {what} must be an array {w.shape}, one number for each feature, not "
                f"{type(running).__name__} {np.shape(running)}"
            )
    if training and n < 2:
        raise ValueError(
            f"batch_norm: a batch in training must have at least 2 examples, but this one has {n}; "
            "choose a batch_size that leaves no such rest, or call model.eval() to predict "
            f"(x {x.shape})"
        )
    mean = column_sum(x.data) / n if training else running_mean
    x_hat = x.data - mean
    var = column_sum(x_hat * x_hat) / n if training else running_var
    if training:
        running_mean += momentum * (mean - running_mean)
        running_var += momentum * (var * (n / (n - 1)) - running_var)
    std = np.sqrt(var + eps)
    x_hat /= std

    def pullback(g: Array) -> tuple[Array, Array, Array]:
        dw, db = column_sum(g * x_hat), column_sum(g)
        # mean(h) = w * db / n and mean(h * x_hat) = w * dw / n
        dx = g - (db + x_hat * dw) / n if training else g
        return dx * (w / std), dw, db

    return record(x_hat * w + bias.data, (x, weight, bias), pullback)


def _check(name: str, x: Tensor, weight: Tensor, bias: Tensor) -> None:
    n = x.shape[-1] if x.ndim else 0
    if n == 0 or weight.shape != (n,) or bias.shape != (n,):
        raise ValueError(
            f"{name}: the last axis of x has {n} features, so weight and bias must be ({n},) "
            f"(x {x.shape}, weight {weight.shape}, bias {bias.shape})"
        )


def _size(layer: Module, n_features: int, dtype: npt.DTypeLike) -> tuple[int, np.dtype[Any]]:
    name = type(layer).__name__
    return require_integer(name, "n_features", n_features), require_float_type(name, dtype)


class LayerNorm(Module):
    """Layer of `nnlib.layer_norm`, with weights that start at 1 and biases that start at 0.

    Parameters
    ----------
    n_features : int
        Length of the last axis.
    eps : float
    dtype : float64 or float32

    Attributes
    ----------
    weight, bias : Tensor, (n_features,)
    """

    def __init__(
        self, n_features: int, *, eps: float = 1e-5, dtype: npt.DTypeLike = np.float64
    ) -> None:
        n_features, dtype = _size(self, n_features, dtype)
        self.weight = Tensor(np.ones(n_features, dtype), requires_grad=True)
        self.bias = Tensor(np.zeros(n_features, dtype), requires_grad=True)
        self.eps = require_number("LayerNorm", "eps", eps, 0)

    def forward(self, x: TensorLike) -> Tensor:
        """Normalize the last axis of x."""
        return layer_norm(x, self.weight, self.bias, eps=self.eps)

    def _arguments(self) -> str:
        return f"{self.weight.size}"


class BatchNorm1d(Module):
    """Layer of `nnlib.batch_norm`, with weights that start at 1 and biases that start at 0.

    Parameters
    ----------
    n_features : int
    momentum : float
        Weight of the new batch in the running mean and variance.
    eps : float
    dtype : float64 or float32

    Attributes
    ----------
    weight, bias : Tensor, (n_features,)
    running_mean, running_var : array, (n_features,)
        Saved with the model, not trained.
    """

    def __init__(
        self,
        n_features: int,
        *,
        momentum: float = 0.1,
        eps: float = 1e-5,
        dtype: npt.DTypeLike = np.float64,
    ) -> None:
        n_features, dtype = _size(self, n_features, dtype)
        self.weight = Tensor(np.ones(n_features, dtype), requires_grad=True)
        self.bias = Tensor(np.zeros(n_features, dtype), requires_grad=True)
        self.running_mean = np.zeros(n_features, dtype)
        self.running_var = np.ones(n_features, dtype)
        self.momentum = require_number("BatchNorm1d", "momentum", momentum, 0, 1)
        self.eps = require_number("BatchNorm1d", "eps", eps, 0)

    def forward(self, x: TensorLike) -> Tensor:
        """Normalize each column of x, over the batch in training."""
        return batch_norm(
            x,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            training=self.training,
            momentum=self.momentum,
            eps=self.eps,
        )

    def _arguments(self) -> str:
        return f"{self.weight.size}"
