"""Activations: closed forms, extreme inputs, derivatives."""

import functools
import math
from decimal import Decimal, localcontext

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


# --- how exact they are: compared with many more digits ----------------------------------------


@functools.cache
def many_digits(x):
    """Values and derivatives at x (a float), computed with 400 digits."""
    x = Decimal(x)
    e = (-abs(x)).exp()
    one = Decimal(1)
    s, ds = (one if x >= 0 else e) / (1 + e), e / (1 + e) ** 2
    tanh = (1 - e * e) / (1 + e * e)
    phi = (-x * x / 2).exp() / (2 * PI).sqrt()
    term, total, n = x, x, 1
    while abs(x) < 40 and abs(term) > Decimal("1e-390"):  # Phi(x) = 1/2 + phi(x) (x + x^3/3 + ...)
        n += 2
        term = term * x * x / n
        total += term
    cdf = Decimal("0.5") + phi * total if abs(x) < 40 else (one if x > 0 else Decimal(0))
    return {
        nn.sigmoid: (s, ds),
        nn.tanh: (tanh.copy_sign(x), 4 * e * e / (1 + e * e) ** 2),
        nn.softplus: ((1 + e).ln() + max(x, Decimal(0)), s),
        nn.silu: (x * s, s + x * ds),
        nn.gelu: (x * cdf, cdf + x * phi),
    }


EPS = 2.0**-52
PI = Decimal(
    "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803483"
)
POINTS = sorted(
    {s * x for s in (-1.0, 1.0) for x in (1e-300, 1e-16, 1e-8, 0.01, 0.3, 1.0, 1.278, 1.2785, 2.0,
     3.7, 6.0, 9.9, 10.0, 10.1, 18.0, 19.2, 25.0, 36.9, 40.0, 100.0, 350.0, 700.0)} | {0.0}
)  # fmt: skip
# What the docstrings promise: relative and absolute error of the value, and of the derivative;
# the absolute ones are of max(1, |x|).
PROMISED = {
    nn.sigmoid: ((4 * EPS, 0), (6 * EPS, 0)),
    nn.tanh: ((4 * EPS, 0), (0, 3e-16)),
    nn.softplus: ((4 * EPS, 0), (4 * EPS, 0)),
    nn.silu: ((4 * EPS, 0), (8 * EPS, 2e-16)),
    nn.gelu: ((0, 4e-16), (0, 4e-16)),
}


@pytest.mark.parametrize("f", PROMISED, ids=name)
def test_digits_are_as_promised(f):
    """Underflow aside: a relative error is promised for numbers above 1e-307 only."""
    x = nn.Tensor(POINTS, requires_grad=True)
    y = f(x)
    y.sum().backward()
    with localcontext() as context:
        context.prec = 400
        for place, point in enumerate(POINTS):
            exact = many_digits(point)[f]
            for got, true, (rtol, atol) in zip(
                (y.data[place], x.grad[place]), exact, PROMISED[f], strict=True
            ):
                allowed = Decimal(rtol) * abs(true) + Decimal(atol) * max(1, abs(Decimal(point)))
                error = abs(Decimal(float(got)) - true)
                assert error <= allowed + Decimal("1e-320"), (point, got, float(true))


@pytest.mark.parametrize("row", [[0.0, 40.0], [1e10, 1e10 + 1, 1e10 - 3], [-700.0, 3.0, 2.5, 2.5]])
def test_digits_of_the_softmax_and_its_relatives(row):
    with localcontext() as context:
        context.prec = 400
        powers = [(Decimal(x) - Decimal(max(row))).exp() for x in row]
        total = sum(powers)
        probabilities = [float(p / total) for p in powers]
        logs = [float((p / total).ln()) for p in powers]
        largest = float(total.ln() + Decimal(max(row)))
    np.testing.assert_allclose(nn.softmax(row).data, probabilities, rtol=8 * EPS, atol=0)
    scale = max(1.0, max(row) - min(row))
    np.testing.assert_allclose(nn.log_softmax(row).data, logs, rtol=0, atol=4 * EPS * scale)
    x = nn.Tensor(row, requires_grad=True)
    y = nn.logsumexp(x)
    np.testing.assert_allclose(y.data, largest, rtol=4 * EPS, atol=4 * EPS)
    y.backward()
    np.testing.assert_allclose(x.grad, probabilities, rtol=8 * EPS, atol=0)


@pytest.mark.parametrize("f", CLOSED_FORMS, ids=name)
@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_limits_at_infinity(f, kind):
    big = np.finfo(kind).max
    x = nn.Tensor(np.array([-math.inf, -big, big, math.inf], kind), requires_grad=True)
    y = f(x)
    low = {nn.identity: (-math.inf, -big), nn.tanh: (-1, -1)}
    low[nn.leaky_relu] = (-math.inf, -big * kind(0.01))
    high = {nn.step: (1, 1), nn.sigmoid: (1, 1), nn.tanh: (1, 1)}
    expected = [*low.get(f, (0, 0)), *high.get(f, (big, math.inf))]
    np.testing.assert_allclose(y.data, np.array(expected, kind), rtol=1e-6)
    with np.errstate(invalid="ignore"):  # infinity - infinity in the sum
        y.sum().backward()
    flat = {nn.identity: (1, 1), nn.step: (0, 0), nn.sigmoid: (0, 0), nn.tanh: (0, 0)}
    flat[nn.leaky_relu] = (0.01, 1)
    before, after = flat.get(f, (0, 1))
    np.testing.assert_allclose(x.grad, [before, before, after, after], rtol=1e-6, atol=1e-21)


@pytest.mark.parametrize("f", [*CLOSED_FORMS, *ROWS], ids=name)
def test_nan_stays_nan(f):
    y = f([math.nan, 1.0]).data
    assert np.isnan(y).any() != (f is nn.step)


def test_softmax_at_the_ends_of_the_scale():
    x = [[1e308, -1e308], [-1e308, -1e308], [0.0, -math.inf]]
    np.testing.assert_array_equal(nn.softmax(x).data, [[1, 0], [0.5, 0.5], [1, 0]])
    np.testing.assert_array_equal(nn.log_softmax([1e308, -1e308]).data, [0.0, -math.inf])
    assert nn.logsumexp([1e308, -1e308]).item() == 1e308
    for row in ([math.inf, 0.0], [-math.inf, -math.inf]):
        assert np.isnan(nn.softmax(row).data).all()


def test_an_infinite_gradient_does_not_pass_a_silent_relu():
    """sqrt has an infinite derivative at 0; infinity times 0 would be NaN."""
    x = nn.Tensor([-1.0, 4.0], requires_grad=True)
    with np.errstate(divide="ignore"):
        nn.sqrt(nn.relu(x)).sum().backward()
    np.testing.assert_array_equal(x.grad, [0.0, 0.25])
    x = nn.Tensor(np.array([-1.0, 1.0], np.float32), requires_grad=True)
    (nn.relu(x) * np.array([3e38, 3e38], np.float32)).sum().backward()
    np.testing.assert_array_equal(x.grad, np.array([0.0, 3e38], np.float32))
