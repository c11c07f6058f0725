"""Recurrent layers: they read a sequence step by step and carry a state from step to step.

The whole sequence is one operation. All inputs are projected by one matrix product before the
loop over the steps. Backwards (backpropagation through time), the loop only computes the gradient
of the sums z; the gradients of the weights are matrix products after it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nnlib import initializers
from nnlib._products import dot
from nnlib._reductions import column_sum
from nnlib.activations import _sigmoid
from nnlib.checks import require_float_type, require_generator, require_integer
from nnlib.layers.module import Module
from nnlib.tensor import Array, Tensor, TensorLike, as_tensor, record


def rnn(
    x: TensorLike,
    weight_ih: TensorLike,
    weight_hh: TensorLike,
    bias: TensorLike,
    state: TensorLike | None = None,
) -> tuple[Tensor, Tensor]:
    """Return h[t] = tanh(x[t] @ weight_ih + h[t-1] @ weight_hh + bias) for all steps t.

    Parameters
    ----------
    x : Tensor or array, (N, T, n_in)
        N sequences of T steps (what PyTorch calls batch_first).
    weight_ih : Tensor, (n_in, n_hidden)
    weight_hh : Tensor, (n_hidden, n_hidden)
    bias : Tensor, (n_hidden,)
        PyTorch's two biases in one.
    state : Tensor, (N, n_hidden), optional
        h before the first step, by default 0. To carry it from one piece of a long sequence to the
        next, pass `state.detach()`, or backward() goes through all pieces.

    Returns
    -------
    outputs : Tensor, (N, T, n_hidden)
    state : Tensor, (N, n_hidden)
        The last of the outputs.

    Raises
    ------
    ValueError
        If the shapes do not fit.

    References
    ----------
    J. L. Elman, "Finding structure in time", Cognitive Science 14 (1990) 179-211; P. J. Werbos,
    "Backpropagation through time", Proc. IEEE 78 (1990) 1550-1560
    """
    w_ih = as_tensor(weight_ih)
    x, w_hh, b = (as_tensor(t, w_ih) for t in (x, weight_hh, bias))
    n, steps, hidden = _check("rnn", x, w_ih, w_hh, b, 1)
    h_0 = _state("rnn", state, n, hidden, x)
    inputs, z = _project(x, w_ih, b)
    h = np.empty((steps + 1, n, hidden), z.dtype)  # h[t + 1] is the state after step t
    h[0] = h_0.data
    w = w_hh.data
    for t in range(steps):
        z[t] += dot(h[t], w)
        np.tanh(z[t], out=h[t + 1])

    def pullback(g: Array) -> tuple[Array | None, ...]:
        g, dz, dh = g.transpose(1, 0, 2), np.empty_like(h[1:]), np.zeros_like(h[0])
        for t in reversed(range(steps)):
            dh += g[t]
            dz_t = np.multiply(h[t + 1], h[t + 1], out=dz[t])
            np.subtract(1.0, dz_t, out=dz_t)  # the slope of tanh
            dz_t *= dh
            dot(dz_t, w.T, dh)
        return *_weight_gradients(dz, inputs, h[:-1], x, w_ih), dh

    outputs = record(h[1:].transpose(1, 0, 2), (x, w_ih, w_hh, b, h_0), pullback)
    return outputs, outputs[:, -1]


def lstm(
    x: TensorLike,
    weight_ih: TensorLike,
    weight_hh: TensorLike,
    bias: TensorLike,
    state: tuple[TensorLike, TensorLike] | None = None,
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """Run a long short-term memory over all steps.

    At each step, z = x[t] @ weight_ih + h @ weight_hh + bias is cut into four parts: the input
    gate i = sigmoid(z_i), the forget gate f = sigmoid(z_f), the candidate u = tanh(z_u) and the
    output gate o = sigmoid(z_o). Then c = f * c + i * u and h = o * tanh(c).

    Parameters
    ----------
    x : Tensor or array, (N, T, n_in)
        N sequences of T steps (what PyTorch calls batch_first).
    weight_ih : Tensor, (n_in, 4 * n_hidden)
        Columns in the order i, f, u, o.
    weight_hh : Tensor, (n_hidden, 4 * n_hidden)
    bias : Tensor, (4 * n_hidden,)
        PyTorch's two biases in one.
    state : (h, c), Tensors (N, n_hidden), optional
        Before the first step, by default 0. Pass detached ones to carry them.

    Returns
    -------
    outputs : Tensor, (N, T, n_hidden)
        h after every step.
    state : (h, c), Tensors (N, n_hidden)
        After the last step.

    Raises
    ------
    ValueError
        If the shapes do not fit.

    References
    ----------
    S. Hochreiter and J. Schmidhuber, "Long short-term memory", Neural Computation 9 (1997)
    1735-1780; the forget gate: F. A. Gers, J. Schmidhuber and F. Cummins, Neural Computation 12
    (2000) 2451-2471
    """
    w_ih = as_tensor(weight_ih)
    x, w_hh, b = (as_tensor(t, w_ih) for t in (x, weight_hh, bias))
    n, steps, hidden = _check("lstm", x, w_ih, w_hh, b, 4)
    if state is not None and (not isinstance(state, (tuple, list)) or len(state) != 2):
        raise ValueError("lstm: the state must be a pair (h, c), as an earlier call returned it")
    before = (None, None) if state is None else state
    h_0, c_0 = (_state("lstm", s, n, hidden, x) for s in before)
    inputs, z = _project(x, w_ih, b)
    # hc[0, t + 1] is h after step t, hc[1, t + 1] is c: one result holds both.
    hc = np.empty((2, steps + 1, n, hidden), z.dtype)
    hc[0, 0], hc[1, 0] = h_0.data, c_0.data
    w, (h, c) = w_hh.data, hc
    gates, tanh_c = z.reshape(steps, n, 4, hidden), np.empty((steps, n, hidden), z.dtype)
    for t in range(steps):
        z[t] += dot(h[t], w)
        gate = gates[t]  # from here on it holds i, f, u, o instead of z
        candidate = np.tanh(gate[:, 2])
        gate[:] = _sigmoid(gate)
        gate[:, 2] = candidate
        np.multiply(gate[:, 1], c[t], out=c[t + 1])
        c[t + 1] += gate[:, 0] * candidate
        np.tanh(c[t + 1], out=tanh_c[t])
        np.multiply(gate[:, 3], tanh_c[t], out=h[t + 1])

    def pullback(g: Array) -> tuple[Array | None, ...]:
        g_h, g_c = g.transpose(0, 2, 1, 3)
        slope = gates * (1.0 - gates)
        slope[:, :, 2] = 1.0 - gates[:, :, 2] ** 2
        dz = np.empty_like(z)
        dh, dc = np.zeros((2, n, hidden), z.dtype)
        for t in reversed(range(steps)):
            i, f, u, o = gates[t].transpose(1, 0, 2)
            dh = g_h[t] + dh
            dc = g_c[t] + dc + dh * o * (1.0 - tanh_c[t] ** 2)
            d_gate = dz[t].reshape(n, 4, hidden)
            d_gate[:, 0], d_gate[:, 1], d_gate[:, 2] = dc * u, dc * c[t], dc * i
            d_gate[:, 3] = dh * tanh_c[t]
            d_gate *= slope[t]
            dh, dc = dot(dz[t], w.T), dc * f
        return *_weight_gradients(dz, inputs, h[:-1], x, w_ih), dh, dc

    both = record(hc[:, 1:].transpose(0, 2, 1, 3), (x, w_ih, w_hh, b, h_0, c_0), pullback)
    outputs = both[0]
    return outputs, (outputs[:, -1], both[1][:, -1])


def _check(
    name: str, x: Tensor, w_ih: Tensor, w_hh: Tensor, b: Tensor, gates: int
) -> tuple[int, int, int]:
    shapes = f"(x {x.shape}, weight_ih {w_ih.shape}, weight_hh {w_hh.shape}, bias {b.shape})"
    if x.ndim != 3 or x.shape[1] == 0:
        raise ValueError(
            f"{name}: x must be (sequences, steps, features) with at least one step; for one "
            f"feature use x.reshape(n, steps, 1) {shapes}"
        )
    hidden = w_hh.shape[0] if w_hh.ndim else 0
    width = gates * hidden
    if w_ih.ndim != 2 or w_hh.shape != (hidden, width) or b.shape != (width,):
        raise ValueError(
            f"{name}: with {hidden} hidden numbers, weight_ih must be (features, {width}), "
            f"weight_hh ({hidden}, {width}) and bias ({width},) {shapes}"
        )
    if w_ih.shape != (x.shape[2], width):
        raise ValueError(
            f"{name}: x has {x.shape[2]} features, but weight_ih must be ({x.shape[2]}, {width}) "
            f"for them {shapes}"
        )
    return x.shape[0], x.shape[1], hidden


def _state(name: str, state: TensorLike | None, n: int, hidden: int, x: Tensor) -> Tensor:
    state = as_tensor(np.zeros((n, hidden), x.dtype) if state is None else state, x)
    if state.shape != (n, hidden):
        raise ValueError(
            f"{name}: the state must be ({n}, {hidden}), one row for each sequence, not "
            f"{state.shape}; start without one when the batch has another size"
        )
    return state


def _project(x: Tensor, w_ih: Tensor, b: Tensor) -> tuple[Array, Array]:
    """Return the inputs as rows in the order of the steps, and x[t] @ weight_ih + bias by step."""
    n, steps, features = x.shape
    inputs = x.data.transpose(1, 0, 2).reshape(steps * n, features)
    z = dot(inputs, w_ih.data)
    z += b.data
    return inputs, z.reshape(steps, n, b.size)


def _weight_gradients(
    dz: Array, inputs: Array, h_before: Array, x: Tensor, w_ih: Tensor
) -> tuple[Array | None, Array, Array, Array]:
    """Return the gradients of x, weight_ih, weight_hh and bias from that of all sums z."""
    n, steps, features = x.shape
    dz = dz.reshape(len(inputs), -1 if len(inputs) else w_ih.shape[1])
    h_before = h_before.reshape(len(inputs), h_before.shape[2])
    dx = None
    if x.requires_grad:
        dx = dot(dz, w_ih.data.T).reshape(steps, n, features).transpose(1, 0, 2)
    return dx, dot(inputs.T, dz), dot(h_before.T, dz), column_sum(dz)


class _Recurrent(Module):
    gates = 1

    def __init__(
        self,
        in_features: int,
        hidden_features: int,
        *,
        rng: np.random.Generator,
        dtype: npt.DTypeLike = np.float64,
    ) -> None:
        require_generator(type(self).__name__, rng)
        name, dtype = type(self).__name__, require_float_type(type(self).__name__, dtype)
        in_features = require_integer(name, "in_features", in_features)
        hidden_features = require_integer(name, "hidden_features", hidden_features)
        parts = range(self.gates)
        shape, square = (in_features, hidden_features), (hidden_features, hidden_features)
        w_ih = [initializers.glorot_uniform(shape, rng=rng, dtype=dtype) for _ in parts]
        w_hh = [initializers.orthogonal(square, rng=rng, dtype=dtype) for _ in parts]
        self.weight_ih = Tensor(np.concatenate(w_ih, axis=1), requires_grad=True)
        self.weight_hh = Tensor(np.concatenate(w_hh, axis=1), requires_grad=True)
        self.bias = Tensor(np.zeros(self.gates * hidden_features, dtype), requires_grad=True)

    def _arguments(self) -> str:
        return f"{self.weight_ih.shape[0]}, {self.weight_hh.shape[0]}"


class RNN(_Recurrent):
    """Layer of `nnlib.rnn`: a recurrent network of tanh neurons.

    Parameters
    ----------
    in_features, hidden_features : int
    rng : numpy.random.Generator
        Draws the weights: Glorot's for the inputs, orthogonal ones for the state.
    dtype : float64 or float32

    Attributes
    ----------
    weight_ih : Tensor, (in_features, hidden_features)
    weight_hh : Tensor, (hidden_features, hidden_features)
    bias : Tensor, (hidden_features,)

    Examples
    --------
    >>> layer = RNN(3, 8, rng=np.random.default_rng(0))
    >>> outputs, state = layer(np.zeros((5, 28, 3)))
    >>> outputs.shape, state.shape
    ((5, 28, 8), (5, 8))
    """

    def forward(self, x: TensorLike, state: TensorLike | None = None) -> tuple[Tensor, Tensor]:
        """Map (N, T, in_features) to the outputs (N, T, hidden_features) and the last state."""
        return rnn(x, self.weight_ih, self.weight_hh, self.bias, state)


class LSTM(_Recurrent):
    """Layer of `nnlib.lstm`: a network with a long short-term memory.

    Parameters
    ----------
    in_features, hidden_features : int
    rng : numpy.random.Generator
        Draws the weights, for each gate as in `RNN`.
    dtype : float64 or float32

    Attributes
    ----------
    weight_ih, weight_hh, bias : Tensor
        As for `nnlib.lstm`.
    """

    gates = 4

    def forward(
        self, x: TensorLike, state: tuple[TensorLike, TensorLike] | None = None
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """Map (N, T, in_features) to the outputs (N, T, hidden_features) and the last (h, c)."""
        return lstm(x, self.weight_ih, self.weight_hh, self.bias, state)
