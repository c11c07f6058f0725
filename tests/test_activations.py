"""Activations: closed forms, extreme inputs, derivatives."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import nnlib as nn

X = np.linspace(-6, 6, 25)


def cdf(x):
    """The standard normal distribution function."""
    return math.erfc(-x / math.sqrt(2)) / 2


CLOSED_FORMS = {
    nn.identity: lambda x: x,
    nn.step: lambda x: 1.0 if x > 0 else 0.0,
    nn.relu: lambda x: x if x > 0 else 0.0,
    nn.leaky_relu: lambda x: x if x > 0 else 0.01 * x,
    nn.sigmoid: lambda x: 1 / (1 + math.exp(-x)),
    nn.tanh: lambda x: (math.exp(x) - math.exp(-x)) / (math.exp(x) + math.exp(-x)),
    nn.softplus: lambda x: math.log(1 + math.exp(x)),
    nn.gelu: lambda x: x * cdf(x),
    nn.silu: lambda x: x / (1 + math.exp(-x)),
}
DERIVATIVES = {
    nn.identity: lambda x: 1.0,
    nn.step: lambda x: 0.0,
    nn.relu: lambda x: 1.0 if x > 0 else 0.0,
    nn.leaky_relu: lambda x: 1.0 if x > 0 else 0.01,
    nn.sigmoid: lambda x: math.exp(-x) / (1 + math.exp(-x)) ** 2,
    nn.tanh: lambda x: 1 / math.cosh(x) ** 2,
    nn.softplus: lambda x: 1 / (1 + math.exp(-x)),
    nn.gelu: lambda x: cdf(x) + x * math.exp(-x * x / 2) / math.sqrt(2 * math.pi),
    nn.silu: lambda x: (1 + math.exp(-x) * (1 + x)) / (1 + math.exp(-x)) ** 2,
}
# (input, output) where the textbook formula overflows or rounds everything away
EXTREME = [
    (nn.sigmoid, -1000.0, 0.0),
    (nn.sigmoid, 1000.0, 1.0),
    (nn.sigmoid, -40.0, 4.248354255291589e-18),
    (nn.sigmoid, -700.0, 9.859676543759770e-305),
    (nn.tanh, 1000.0, 1.0),
    (nn.tanh, -1000.0, -1.0),
    (nn.tanh, 1e-12, 1e-12),
    (nn.softplus, 1000.0, 1000.0),
    (nn.softplus, -1000.0, 0.0),
    (nn.softplus, -40.0, 4.248354255291589e-18),
    (nn.gelu, -6.0, -5.919525870226168e-09),
    (nn.gelu, -1e30, 0.0),
    (nn.gelu, 1e30, 1e30),
    (nn.silu, -1000.0, 0.0),
    (nn.silu, 1000.0, 1000.0),
    (nn.silu, -40.0, -1.6993417021166355e-16),
    (nn.relu, math.inf, math.inf),
    (nn.relu, -math.inf, 0.0),
    (nn.leaky_relu, -math.inf, -math.inf),
    (nn.sigmoid, -math.inf, 0.0),
    (nn.sigmoid, math.inf, 1.0),
]
ROWS = [nn.softmax, nn.log_softmax, nn.logsumexp]


def name(value):
    return getattr(value, "__name__", repr(value))


@pytest.mark.parametrize("f", CLOSED_FORMS, ids=name)
def test_closed_form(f):
    expected = [CLOSED_FORMS[f](x) for x in X.tolist()]
    np.testing.assert_allclose(f(X).data, expected, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("f", DERIVATIVES, ids=name)
def test_derivative_in_closed_form(f):
    x = nn.Tensor(X, requires_grad=True)
    f(x).sum().backward()
    expected = [DERIVATIVES[f](x) for x in X.tolist()]
    np.testing.assert_allclose(x.grad, expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(("f", "x", "y"), EXTREME, ids=name)
def test_extreme_inputs(f, x, y):
    np.testing.assert_allclose(f(x).data, y, rtol=1e-13, atol=0)


@pytest.mark.parametrize("f", CLOSED_FORMS, ids=name)
def test_derivative_at_extreme_inputs_is_a_number(f):
    x = nn.Tensor([-1000.0, -50.0, 0.0, 50.0, 1000.0], requires_grad=True)
    f(x).sum().backward()
    assert np.isfinite(x.grad).all()


@pytest.mark.parametrize("f", [f for f in CLOSED_FORMS if f is not nn.step], ids=name)
@given(shape=hnp.array_shapes(min_dims=0, max_dims=3, max_side=3), seed=st.integers(0, 999))
def test_derivatives(f, shape, seed):
    rng = np.random.default_rng(seed)
    x = rng.uniform(0.2, 3, shape) * rng.choice([-1, 1], shape)  # away from the kink
    assert nn.gradcheck(f, [x], rng=rng)
    assert nn.gradcheck(f, [x.T], rng=rng)


@pytest.mark.parametrize("f", ROWS, ids=name)
@given(shape=hnp.array_shapes(min_dims=1, max_dims=3, max_side=4), data=st.data())
def test_derivatives_along_an_axis(f, shape, data):
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    rng = np.random.default_rng(data.draw(st.integers(0, 999)))
    assert nn.gradcheck(lambda x: f(x, axis=axis), [rng.normal(size=shape)], rng=rng)


@pytest.mark.parametrize("width", [1, 3, 40])
@pytest.mark.parametrize("axis", [0, 1, -1])
def test_softmax_in_closed_form(rng, width, axis):
    x = rng.normal(size=(7, width))
    e = np.exp(x)
    total = e.sum(axis=axis, keepdims=True)
    np.testing.assert_allclose(nn.softmax(x, axis=axis).data, e / total, rtol=1e-13)
    np.testing.assert_allclose(
        nn.log_softmax(x, axis=axis).data, np.log(e / total), rtol=1e-12, atol=1e-14
    )
    np.testing.assert_allclose(
        nn.logsumexp(x, axis=axis).data, np.log(total.squeeze(axis)), rtol=1e-12, atol=1e-14
    )
    kept = nn.logsumexp(x, axis=axis, keepdims=True)
    assert kept.shape == total.shape


def test_softmax_subtracts_the_maximum_of_each_row():
    x = np.array([[1000.0, 1000.0], [-1000.0, -1000.0], [0.0, -1000.0]])
    np.testing.assert_array_equal(nn.softmax(x).data, [[0.5, 0.5], [0.5, 0.5], [1.0, 0.0]])


def test_log_softmax_keeps_what_the_softmax_rounds_away():
    np.testing.assert_array_equal(nn.log_softmax([0.0, -1000.0]).data, [0.0, -1000.0])


def test_logsumexp_of_infinities():
    x = [[-math.inf, -math.inf], [0.0, -math.inf], [math.inf, 0.0]]
    np.testing.assert_array_equal(nn.logsumexp(x).data, [-math.inf, 0.0, math.inf])


@pytest.mark.parametrize("f", [*CLOSED_FORMS, *ROWS], ids=name)
def test_float32_stays_float32(f):
    x = nn.Tensor(np.linspace(-90, 90, 6, dtype=np.float32).reshape(2, 3), requires_grad=True)
    y = f(x)
    assert y.dtype == np.float32
    assert np.isfinite(y.data).all()
    y.sum().backward()
    assert x.grad.dtype == np.float32


@pytest.mark.parametrize("f", [*CLOSED_FORMS, *ROWS], ids=name)
def test_input_is_not_changed(f):
    x = X.copy()
    f(x)
    np.testing.assert_array_equal(x, X)


def test_gelu_is_as_exact_as_an_error_function(rng):
    x = np.concatenate([rng.normal(size=2000) * 3, np.arange(-20, 20) / 1024, [-9.99, 9.99]])
    expected = [cdf(value) * value for value in x.tolist()]
    np.testing.assert_allclose(nn.gelu(x).data, expected, rtol=1e-9, atol=3e-16)
    assert np.isnan(nn.gelu(np.nan).data)
    single = nn.gelu(x.astype(np.float32))
    assert single.dtype == np.float32
    np.testing.assert_allclose(single.data, expected, rtol=1e-4, atol=1e-6)
