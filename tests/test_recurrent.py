"""Recurrent layers: step by step by hand, derivatives, carried states, errors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nnlib as nn
from nnlib import Tensor

sizes = st.integers(1, 3)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def draw(rng, gates, n, steps, features, hidden):
    """x, weight_ih, weight_hh and bias."""
    shapes = [(n, steps, features), (features, gates * hidden), (hidden, gates * hidden)]
    return [rng.normal(size=shape) for shape in (*shapes, (gates * hidden,))]


@given(n=sizes, steps=sizes, features=sizes, hidden=sizes, seed=st.integers(0, 999))
def test_rnn(n, steps, features, hidden, seed):
    rng = np.random.default_rng(seed)
    x, w, u, b = draw(rng, 1, n, steps, features, hidden)
    start = rng.normal(size=(n, hidden))
    outputs, state = nn.rnn(x, w, u, b, start)
    h = start
    for t in range(steps):
        h = np.tanh(x[:, t] @ w + h @ u + b)
        np.testing.assert_allclose(outputs.data[:, t], h, rtol=1e-11, atol=1e-12)
    np.testing.assert_array_equal(state.data, outputs.data[:, -1])
    assert nn.gradcheck(lambda *a: nn.rnn(*a)[0], [x, w, u, b, start], rng=rng)
    assert nn.gradcheck(lambda *a: nn.rnn(*a)[1], [x, w, u, b], rng=rng)


@settings(max_examples=20)
@given(n=sizes, steps=sizes, features=sizes, hidden=sizes, seed=st.integers(0, 999))
def test_lstm(n, steps, features, hidden, seed):
    rng = np.random.default_rng(seed)
    x, w, u, b = draw(rng, 4, n, steps, features, hidden)
    h_0, c_0 = rng.normal(size=(2, n, hidden))
    outputs, (h_last, c_last) = nn.lstm(x, w, u, b, (h_0, c_0))
    h, c = h_0, c_0
    for t in range(steps):
        i, f, g, o = np.split(x[:, t] @ w + h @ u + b, 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        np.testing.assert_allclose(outputs.data[:, t], h, rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose([h_last.data, c_last.data], [h, c], rtol=1e-11, atol=1e-12)

    def everything(x, w, u, b, h, c):
        outputs, (h, c) = nn.lstm(x, w, u, b, (h, c))
        return nn.concatenate([outputs.reshape(-1), h.reshape(-1) * 2.0, c.reshape(-1) * 3.0])

    assert nn.gradcheck(everything, [x, w, u, b, h_0, c_0], rng=rng)
    assert nn.gradcheck(lambda *a: nn.lstm(*a)[0], [x, w, u, b], rng=rng)


@pytest.mark.parametrize("kind", [nn.RNN, nn.LSTM])
def test_a_sequence_in_two_pieces(kind, rng):
    layer, x = kind(3, 4, rng=rng), rng.normal(size=(2, 7, 3))
    whole, last = layer(x)
    first, state = layer(x[:, :3])
    second, state = layer(x[:, 3:], state)
    pieces = np.concatenate([first.data, second.data], axis=1)
    np.testing.assert_allclose(pieces, whole.data, rtol=1e-12)
    gradients = []
    for loss in (whole.sum(), first.sum() + second.sum()):
        layer.weight_hh.grad = None
        loss.backward()
        gradients.append(layer.weight_hh.grad)
    np.testing.assert_allclose(*gradients, rtol=1e-11)
    np.testing.assert_allclose(np.array(as_arrays(last)), as_arrays(state), rtol=1e-12)


def as_arrays(state):
    return [s.data for s in (state if isinstance(state, tuple) else (state,))]


def test_a_detached_state_ends_the_path(rng):
    layer, x = nn.RNN(1, 2, rng=rng), Tensor(rng.normal(size=(1, 3, 1)), requires_grad=True)
    _, state = layer(x)
    layer(np.ones((1, 1, 1)), state.detach())[0].sum().backward()
    assert x.grad is None


def test_views_and_repeated_nodes(rng):
    x = rng.normal(size=(3, 2, 4)).transpose(1, 2, 0)[:, ::-1]
    u, b = rng.normal(size=(6, 3))[::2], np.zeros(3)
    assert nn.gradcheck(lambda x, u: nn.rnn(x, u, u, b)[0] * x, [x, u], rng=rng)


@pytest.mark.parametrize("kind", [nn.RNN, nn.LSTM])
def test_layers(kind, rng, no_cycles):
    layer = kind(3, 5, rng=rng, dtype=np.float32)
    outputs, _ = layer(np.ones((2, 4, 3), np.float32))
    outputs.sum().backward()
    assert {outputs.dtype, *(p.grad.dtype for p in layer.parameters())} == {np.dtype(np.float32)}
    assert repr(layer) == f"{kind.__name__}(3, 5)"
    square = kind(3, 5, rng=rng).weight_hh.data[:, :5]
    np.testing.assert_allclose(square @ square.T, np.eye(5), atol=1e-12)
    outputs, _ = layer(np.ones((0, 4, 3), np.float32))
    outputs.sum().backward()
    assert outputs.shape == (0, 4, 5)
    with no_cycles():
        layer(np.ones((2, 4, 3), np.float32))[0].sum().backward()


@pytest.mark.parametrize(("name", "gates"), [("rnn", 1), ("lstm", 4)])
def test_errors(name, gates, rng):
    f = getattr(nn, name)
    x, w, u, b = draw(rng, gates, 2, 3, 4, 5)
    start = rf"^{name}: "
    with pytest.raises(ValueError, match=start + r"x must be \(sequences, steps, features\)"):
        f(x[0], w, u, b)
    with pytest.raises(ValueError, match=start + r"x must be .* at least one step"):
        f(x[:, :0], w, u, b)
    with pytest.raises(ValueError, match=start + r"x has 3 features, but weight_ih must be \(3, "):
        f(x[:, :, :3], w, u, b)
    with pytest.raises(ValueError, match=start + r"with 5 hidden numbers, weight_ih must be "):
        f(x, w, u, b[:-1])
    state = np.ones((3, 5)) if gates == 1 else (np.ones((3, 5)), np.ones((3, 5)))
    with pytest.raises(ValueError, match=start + r"the state must be \(2, 5\), .* not \(3, 5\)"):
        f(x, w, u, b, state)
    with pytest.raises(TypeError, match=r": rng must be a random generator"):
        getattr(nn, name.upper())(1, 1, rng=0)
