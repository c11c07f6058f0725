"""Convolution: against the loops of its definition, derivatives, layers, errors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnlib as nn

sizes = st.integers(1, 3)


def loops(x, w, b, stride, padding):
    """The definition, one number at a time."""
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    kh, kw = w.shape[2:]
    rows, columns = (x.shape[2] - kh) // stride + 1, (x.shape[3] - kw) // stride + 1
    y = np.zeros((len(x), len(w), rows, columns))
    for n, o, r, s in np.ndindex(y.shape):
        top, left = r * stride, s * stride
        y[n, o, r, s] = (x[n, :, top : top + kh, left : left + kw] * w[o]).sum() + b[o]
    return y


@given(
    n=sizes,
    c=sizes,
    o=sizes,
    kernel=st.tuples(sizes, sizes),
    extra=st.tuples(st.integers(0, 3), st.integers(0, 3)),
    stride=sizes,
    padding=st.integers(0, 2),
    seed=st.integers(0, 999),
)
def test_definition_and_derivative(n, c, o, kernel, extra, stride, padding, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, c, kernel[0] + extra[0], kernel[1] + extra[1]))
    w, b = rng.normal(size=(o, c, *kernel)), rng.normal(size=o)
    options = {"stride": stride, "padding": padding}
    y = nn.conv2d(x, w, b, **options)
    np.testing.assert_allclose(y.data, loops(x, w, b, **options), rtol=1e-11, atol=1e-12)
    assert nn.gradcheck(lambda *a: nn.conv2d(*a, **options), [x, w, b], rng=rng)
    assert nn.gradcheck(lambda *a: nn.conv2d(*a, **options), [x, w], rng=rng)


def test_views_repeated_nodes_and_chains(rng):
    image = rng.normal(size=(2, 5, 5, 2)).transpose(0, 3, 1, 2)[:, :, ::-1]
    w = rng.normal(size=(2, 2, 6, 3))[:, :, ::2]
    assert nn.gradcheck(nn.conv2d, [image, w], rng=rng)
    assert nn.gradcheck(lambda w: nn.conv2d(w, w, padding=1), [w], rng=rng)
    assert nn.gradcheck(
        lambda x, w: nn.tanh(nn.conv2d(nn.tanh(nn.conv2d(x, w, padding=1)), w, stride=2)),
        [image, w],
        rng=rng,
    )


def test_an_empty_batch(rng):
    layer = nn.Conv2d(2, 3, 3, rng=rng)
    y = layer(np.ones((0, 2, 5, 5)))
    assert y.shape == (0, 3, 3, 3) and nn.Flatten()(y).shape == (0, 27)
    y.sum().backward()
    np.testing.assert_array_equal(layer.weight.grad, 0)


def test_no_gradient_for_data(rng):
    layer = nn.Conv2d(1, 2, 2, rng=rng)
    parts = layer(np.ones((1, 1, 3, 3)))._pullback(np.ones((1, 2, 2, 2)))
    assert parts[0] is None and parts[1].shape == (2, 1, 2, 2)


def test_layer(rng):
    layer = nn.Conv2d(3, 8, 5, stride=2, padding=1, init=nn.initializers.he_normal, rng=rng)
    assert (layer.weight.shape, layer.bias.shape) == ((8, 3, 5, 5), (8,))
    assert layer.weight.data.std() == pytest.approx(np.sqrt(2 / 75), rel=0.1)
    assert repr(layer) == "Conv2d(3, 8, 5, stride=2, padding=1)"
    assert repr(nn.Conv2d(1, 1, 1, bias=False, rng=rng)) == "Conv2d(1, 1, 1, bias=False)"
    single = nn.Conv2d(1, 2, 3, rng=rng, dtype=np.float32)
    y = single(np.ones((2, 1, 4, 4), np.float32))
    y.sum().backward()
    assert (y.dtype, single.weight.grad.dtype) == (np.float32, np.float32)


def test_flatten(rng):
    x = rng.normal(size=(3, 2, 4, 5))
    np.testing.assert_array_equal(nn.Flatten()(x).data, x.reshape(3, 40))
    assert nn.Flatten()(np.ones(3)).shape == (3, 1)
    with pytest.raises(ValueError, match=r"^Flatten: x is a single number"):
        nn.Flatten()(1.0)


X, W = np.ones((2, 3, 5, 5)), np.ones((4, 3, 3, 3))
ERRORS = {
    "conv2d: x must be (images, channels, height, width)": lambda: nn.conv2d(X[0], W),
    "conv2d: x has 2 channels, but weight expects 3 (x (2, 2, 5, 5), weight (4, 3, 3, 3))": (
        lambda: nn.conv2d(X[:, :2], W)
    ),
    "conv2d: stride must be an integer of at least 1, not 0": lambda: nn.conv2d(X, W, stride=0),
    "conv2d: padding must be an integer of at least 0, not -1": lambda: nn.conv2d(X, W, padding=-1),
    "conv2d: the window is larger than the image": lambda: nn.conv2d(X[:, :, :2], W),
    "conv2d: bias must be (4,)": lambda: nn.conv2d(X, W, np.ones(3)),
}


@pytest.mark.parametrize("sentence", ERRORS)
def test_errors(sentence):
    with pytest.raises(ValueError) as error:
        ERRORS[sentence]()
    assert str(error.value).startswith(sentence)
    with pytest.raises(TypeError, match=r"^Conv2d: rng must be a random generator"):
        nn.Conv2d(1, 1, 1, rng=0)
