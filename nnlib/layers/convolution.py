"""Convolution: the same small window of weights is applied at every place of an image."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from nnlib import initializers
from nnlib._products import dot
from nnlib._reductions import ones
from nnlib.checks import require_float_type, require_generator, require_integer
from nnlib.layers.module import Module
from nnlib.tensor import Array, Tensor, TensorLike, as_tensor, record


def conv2d(
    x: TensorLike,
    weight: TensorLike,
    bias: TensorLike | None = None,
    *,
    stride: int = 1,
    padding: int = 0,
) -> Tensor:
    """Slide windows of weights over images, and sum at every place.

    y[n, o, r, s] = bias[o] + sum over c, i, j of
    weight[o, c, i, j] * x[n, c, stride * r + i, stride * s + j], where x is surrounded by
    `padding` zeros. (Strictly a cross-correlation, as everywhere in the field.)

    All windows are laid out as the columns of one matrix, so that the sum is one matrix product.
    Backward is the same with the other two sides: dL/d(weight) = g @ columns.T, and
    dL/d(columns) = weight.T @ g, which is added back to where the columns came from.

    Parameters
    ----------
    x : Tensor or array, (N, C, H, W)
        N images of C channels.
    weight : Tensor, (O, C, kH, kW)
    bias : Tensor, (O,), optional
    stride : int
        By how many pixels the window moves.
    padding : int
        How many zeros are put around the image.

    Returns
    -------
    Tensor, (N, O, (H + 2 padding - kH) // stride + 1, (W + 2 padding - kW) // stride + 1)

    Raises
    ------
    ValueError
        If the shapes do not fit or the window is larger than the image.

    References
    ----------
    Y. LeCun et al., "Backpropagation applied to handwritten zip code recognition", Neural
    Computation 1 (1989) 541-551; the matrix of windows: K. Chellapilla, S. Puri and P. Simard,
    "High performance convolutional neural networks for document processing", 2006

    Examples
    --------
    >>> edge = [[[[-1.0, 1.0]]]]
    >>> conv2d([[[[0.0, 0.0, 5.0, 5.0]]]], edge)
    Tensor([[[[0., 5., 0.]]]])
    """
    weight = as_tensor(weight)
    x, bias = as_tensor(x, weight), None if bias is None else as_tensor(bias, weight)
    stride = require_integer("conv2d", "stride", stride)
    padding = require_integer("conv2d", "padding", padding, 0)
    _check(x, weight, bias, padding)
    (n, c, height, width), (o, _, kh, kw) = x.shape, weight.shape
    rows = (height + 2 * padding - kh) // stride + 1
    columns = (width + 2 * padding - kw) // stride + 1
    # The batch is the last axis inside: then whole rows of windows are copied at once.
    padded_shape = (c, height + 2 * padding, width + 2 * padding, n)
    inside = np.s_[:, padding : padding + height, padding : padding + width]
    if padding:
        padded = np.zeros(padded_shape, x.dtype)
        padded[inside] = x.data.transpose(1, 2, 3, 0)
    else:
        padded = np.ascontiguousarray(x.data.transpose(1, 2, 3, 0))
    windows = np.empty((c, kh, kw, rows, columns, n), x.dtype)
    for i, j, seen in _places(kh, kw, rows, columns, stride):
        windows[:, i, j] = padded[seen]
    matrix, w = windows.reshape(c * kh * kw, -1 if n else 0), weight.data.reshape(o, c * kh * kw)
    y = dot(w, matrix)
    if bias is not None:
        y += bias.data[:, None]

    def pullback(g: Array) -> tuple[Array | None, ...]:
        g = g.transpose(1, 2, 3, 0).reshape(o, matrix.shape[1])
        dx = None
        if x.requires_grad:
            d_windows = dot(w.T, g).reshape(windows.shape)
            d_padded = np.zeros(padded_shape, g.dtype)
            for i, j, seen in _places(kh, kw, rows, columns, stride):
                d_padded[seen] += d_windows[:, i, j]
            dx = d_padded[inside].transpose(3, 0, 1, 2)
        dw = dot(g, matrix.T).reshape(o, c, kh, kw)
        return (dx, dw) if bias is None else (dx, dw, g.dot(ones(g.shape[1], g.dtype)))

    parents = (x, weight) if bias is None else (x, weight, bias)
    return record(y.reshape(o, rows, columns, n).transpose(3, 0, 1, 2), parents, pullback)


def _places(
    kh: int, kw: int, rows: int, columns: int, stride: int
) -> Iterator[tuple[int, int, tuple[slice, slice, slice]]]:
    """Yield every place (i, j) in the window, and the part of the image that it sees."""
    for i in range(kh):
        for j in range(kw):
            below, right = i + stride * (rows - 1) + 1, j + stride * (columns - 1) + 1
            yield i, j, (slice(None), slice(i, below, stride), slice(j, right, stride))


def _check(x: Tensor, weight: Tensor, bias: Tensor | None, padding: int) -> None:
    shapes = f"(x {x.shape}, weight {weight.shape})"
    if x.ndim != 4 or weight.ndim != 4:
        raise ValueError(
            "conv2d: x must be (images, channels, height, width) and weight (out channels, in "
            f"channels, height, width); add a missing axis with reshape {shapes}"
        )
    if 0 in weight.shape:
        raise ValueError(f"conv2d: a window must have at least one weight {shapes}")
    if x.shape[1] != weight.shape[1]:
        raise ValueError(
            f"conv2d: x has {x.shape[1]} channels, but weight expects {weight.shape[1]} {shapes}"
        )
    if any(x.shape[i] + 2 * padding < weight.shape[i] for i in (2, 3)):
        raise ValueError(
            f"conv2d: the window is larger than the image, even with padding {padding}; use a "
            f"smaller kernel or more padding {shapes}"
        )
    if bias is not None and bias.shape != (weight.shape[0],):
        raise ValueError(
            f"conv2d: bias must be ({weight.shape[0]},), one number for each out channel of weight "
            f"{weight.shape}, not {bias.shape}"
        )


class Conv2d(Module):
    """Layer of `nnlib.conv2d`.

    Parameters
    ----------
    in_channels, out_channels : int
    kernel_size : int
        Height and width of the window.
    stride, padding : int
    bias : bool
        Whether each out channel has a bias, which starts at 0.
    init : callable
        Initializer of the weights; the fan in is in_channels * kernel_size**2.
    rng : numpy.random.Generator
    dtype : float64 or float32

    Attributes
    ----------
    weight : Tensor, (out_channels, in_channels, kernel_size, kernel_size)
    bias : Tensor, (out_channels,), or None

    Examples
    --------
    >>> layer = Conv2d(1, 8, 3, padding=1, rng=np.random.default_rng(0))
    >>> layer(np.zeros((5, 1, 8, 8))).shape
    (5, 8, 8, 8)
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int,
        *,
        stride: int = 1,
        padding: int = 0,
        bias: bool = True,
        init: Callable[..., Array] = initializers.glorot_uniform,
        rng: np.random.Generator,
        dtype: npt.DTypeLike = np.float64,
    ) -> None:
        require_generator("Conv2d", rng)
        dtype = require_float_type("Conv2d", dtype)
        size = require_integer("Conv2d", "kernel_size", kernel_size)
        shape = (
            require_integer("Conv2d", "out_channels", out_channels),
            require_integer("Conv2d", "in_channels", in_channels),
            size,
            size,
        )
        self.stride = require_integer("Conv2d", "stride", stride)
        self.padding = require_integer("Conv2d", "padding", padding, 0)
        self.weight = Tensor(init(shape, rng=rng, dtype=dtype), requires_grad=True)
        self.bias = Tensor(np.zeros(out_channels, dtype), requires_grad=True) if bias else None

    def forward(self, x: TensorLike) -> Tensor:
        """Map (N, in_channels, H, W) to (N, out_channels, H', W')."""
        return conv2d(x, self.weight, self.bias, stride=self.stride, padding=self.padding)

    def _arguments(self) -> str:
        o, c, k, _ = self.weight.shape
        options = (("stride", self.stride, 1), ("padding", self.padding, 0))
        chosen = "".join(f", {name}={value}" for name, value, usual in options if value != usual)
        return f"{c}, {o}, {k}{chosen}" + (", bias=False" if self.bias is None else "")


class Flatten(Module):
    """Make one row of each example: (N, C, H, W) to (N, C * H * W)."""

    def forward(self, x: TensorLike) -> Tensor:
        """Keep the first axis and join all others."""
        x = as_tensor(x)
        if x.ndim == 0:
            raise ValueError("Flatten: x is a single number; its first axis must be the examples")
        return x.reshape(x.shape[0], math.prod(x.shape[1:]))
