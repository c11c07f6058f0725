"""Initializers: the scale they promise, types, reproducibility, errors that teach."""

import functools
import math

import numpy as np
import pytest

import nnlib as nn
from nnlib import initializers as init

SHAPE = (300, 200)
STANDARD_DEVIATIONS = {
    init.glorot_uniform: math.sqrt(2 / 500),
    init.glorot_normal: math.sqrt(2 / 500),
    init.he_uniform: math.sqrt(2 / 300),
    init.he_normal: math.sqrt(2 / 300),
    init.lecun_normal: math.sqrt(1 / 300),
    functools.partial(init.truncated_normal, std=0.3): 0.3,
    functools.partial(init.orthogonal, gain=2.0): 2 / math.sqrt(300),
    functools.partial(init.normal, std=0.3): 0.3,
    functools.partial(init.uniform, bound=0.3): 0.3 / math.sqrt(3),
    init.normal: 0.01,
    init.uniform: 0.05 / math.sqrt(3),
}
BOUNDS = {
    init.glorot_uniform: math.sqrt(6 / 500),
    init.he_uniform: math.sqrt(6 / 300),
    init.uniform: 0.05,
    init.truncated_normal: 2 * 0.01 / 0.87962566,
}
RANDOM = [
    init.normal,
    init.uniform,
    init.truncated_normal,
    init.orthogonal,
    *list(STANDARD_DEVIATIONS)[:5],
]


@pytest.mark.parametrize("f", STANDARD_DEVIATIONS)
def test_mean_and_standard_deviation(f, rng):
    x = f(SHAPE, rng=rng)
    std = STANDARD_DEVIATIONS[f]
    assert abs(x.mean()) < 5 * std / math.sqrt(x.size)
    assert x.std() == pytest.approx(std, rel=0.01)


@pytest.mark.parametrize("f", BOUNDS)
def test_bounds(f, rng):
    x = f(SHAPE, rng=rng)
    assert 0.999 * BOUNDS[f] < np.abs(x).max() <= BOUNDS[f]


@pytest.mark.parametrize("f", RANDOM)
def test_same_seed_same_weights_in_both_types(f):
    a = f((3, 4), rng=np.random.default_rng(1))
    b = f((3, 4), rng=np.random.default_rng(1), dtype=np.float32)
    assert (a.dtype, b.dtype) == (np.float64, np.float32)
    np.testing.assert_array_equal(a.astype(np.float32), b)


@pytest.mark.parametrize("shape", [(3, 3), (2, 5), (5, 2), (1, 1)])
def test_orthogonal_keeps_lengths(shape, rng):
    x = init.orthogonal(shape, rng=rng)
    product = x @ x.T if shape[0] <= shape[1] else x.T @ x
    np.testing.assert_allclose(product, np.eye(min(shape)), atol=1e-14)


def test_orthogonal_prefers_no_direction(rng):
    draws = np.array([init.orthogonal((2, 2), rng=rng) for _ in range(4000)])
    np.testing.assert_allclose(draws.mean(axis=0), 0, atol=0.05)
    assert np.mean(np.linalg.det(draws) > 0) == pytest.approx(0.5, abs=0.04)


def test_without_randomness():
    np.testing.assert_array_equal(init.zeros((2, 3)), np.zeros((2, 3)))
    np.testing.assert_array_equal(init.constant((2,), value=0.5), [0.5, 0.5])
    np.testing.assert_array_equal(init.constant((), rng=None), 1.0)
    assert init.zeros((), rng=None, dtype=np.float32).dtype == np.float32


@pytest.mark.parametrize(
    ("shape", "fans"),
    [
        ((7,), (7, 1)),
        ((5, 3), (5, 3)),
        ((8, 3, 5, 5), (3 * 25, 8 * 25)),
        ((8, 3, 2), (6, 16)),
    ],
)
def test_fans(shape, fans):
    assert init.fans(shape) == fans


def test_convolution_is_scaled_by_all_its_inputs(rng):
    x = init.he_normal((64, 16, 3, 3), rng=rng)
    assert x.std() == pytest.approx(math.sqrt(2 / (16 * 9)), rel=0.03)


def test_he_keeps_the_signal_through_relu_layers(rng):
    x = rng.normal(size=(200, 256))
    for _ in range(10):
        layer = nn.Linear(256, 256, init=init.he_normal, rng=rng)
        x = nn.relu(layer(x)).data
    assert 0.5 < np.mean(x**2) < 2


def test_errors():
    with pytest.raises(ValueError, match=r"^orthogonal: the shape must have two axes, not \(3,\)"):
        init.orthogonal((3,), rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"^fans: a single number has neither"):
        init.fans(())
    for f in RANDOM:
        with pytest.raises(TypeError, match=f"^{f.__name__}: rng must be a random generator"):
            f((2, 2), rng=0)
        with pytest.raises(TypeError, match="rng"):
            f((2, 2))


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda i, rng: i.zeros(3.5), "zeros: the shape must be a tuple of lengths"),
        (lambda i, rng: i.normal((2, -1), rng=rng), "normal: the shape must be a tuple of lengths"),
        (lambda i, rng: i.he_normal(5, rng=rng), "fans: the shape must be a tuple of lengths"),
        (lambda i, rng: i.he_normal((0, 2), rng=rng), "fans: the shape (0, 2) has no weights"),
        (lambda i, rng: i.normal((2,), std=-1, rng=rng), "normal: std must be a finite number"),
        (lambda i, rng: i.normal((2,), std=np.nan, rng=rng), "normal: std must be a finite number"),
        (lambda i, rng: i.uniform((2,), bound="a", rng=rng), "uniform: bound must be a finite"),
        (lambda i, rng: i.constant((2,), value=np.inf), "constant: value must be a finite number"),
        (lambda i, rng: i.orthogonal((2, 2), gain=np.nan, rng=rng), "orthogonal: gain must be"),
        (lambda i, rng: i.normal((2,), rng=rng, dtype=int), "normal: dtype must be np.float64 or"),
        (lambda i, rng: i.zeros((2,), dtype="tall"), "zeros: dtype must be np.float64 or"),
        (lambda i, rng: i.fans("64"), "fans: the shape must be a tuple of lengths"),
    ],
)
def test_arguments_out_of_place(make, sentence, rng):
    with pytest.raises(ValueError) as error:
        make(nn.initializers, rng)
    assert str(error.value).startswith(sentence)
