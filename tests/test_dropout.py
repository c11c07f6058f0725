"""Dropout: expectation, the same choice backward, evaluation, its limits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnlib as nn


@given(p=st.floats(0, 0.9), seed=st.integers(0, 99))
def test_derivative_with_the_same_choice(p, seed):
    x = np.random.default_rng(seed).normal(size=(3, 4))
    assert nn.gradcheck(
        lambda x: nn.dropout(x, p, rng=np.random.default_rng(seed)),
        [x],
        rng=np.random.default_rng(1),
    )


def test_the_mean_stays(rng):
    x = nn.Tensor(np.ones(100_000), requires_grad=True)
    y = nn.dropout(x, 0.3, rng=rng)
    assert set(y.data) == {0.0, 1 / 0.7}
    assert y.data.mean() == pytest.approx(1, abs=0.01)
    y.sum().backward()
    np.testing.assert_array_equal(x.grad, y.data)


def test_p_of_one_drops_all_and_p_of_zero_nothing(rng):
    x = nn.Tensor([1.0, -np.inf], requires_grad=True)
    y = nn.dropout(x, 1.0, rng=rng)
    y.sum().backward()
    np.testing.assert_array_equal([y.data, x.grad], 0)
    assert nn.dropout(x, 0.0, rng=rng) is x


def test_dropped_infinities_become_zero(rng):
    y = nn.dropout(np.full(1000, np.inf), 0.5, rng=rng).data
    assert set(y) == {0.0, np.inf}


def test_layer(rng):
    layer = nn.Dropout(0.5, rng=rng)
    x = nn.Tensor(np.ones((100, 10), np.float32))
    first, second = layer(x), layer(x)
    assert first.dtype == np.float32 and (first.data != second.data).any()
    assert layer.eval()(x) is x
    assert nn.dropout(x, 0.5, rng=rng, training=False) is x
    assert repr(layer) == "Dropout(0.5)" and layer.state_dict() == {}


def test_errors(rng):
    for p in (-0.1, 1.1, np.nan):
        with pytest.raises(ValueError, match=r"^dropout: the probability p must be"):
            nn.dropout(1.0, p, rng=rng)
        with pytest.raises(ValueError, match=r"^Dropout: the probability p must be"):
            nn.Dropout(p, rng=rng)
    with pytest.raises(TypeError, match=r"^Dropout: rng must be a random generator"):
        nn.Dropout(0.5, rng=0)
    with pytest.raises(TypeError, match=r"^dropout: rng must be a random generator"):
        nn.dropout(1.0, 0.5, rng=None)
    with pytest.raises(TypeError, match="rng"):
        nn.Dropout(0.5)
