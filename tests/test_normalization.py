"""Normalization: definition, derivatives, running values, batches of one, errors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import nnlib as nn


@given(
    leading=hnp.array_shapes(min_dims=0, max_dims=2, max_side=3),
    n=st.integers(1, 5),
    seed=st.integers(0, 999),
)
def test_layer_norm(leading, n, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(2, 3, size=(*leading, n))
    w, b = rng.normal(size=n), rng.normal(size=n)
    expected = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 0.1) * w + b
    y = nn.layer_norm(x, w, b, eps=0.1)
    np.testing.assert_allclose(y.data, expected, rtol=1e-10, atol=1e-12)
    assert nn.gradcheck(lambda *a: nn.layer_norm(*a, eps=0.1), [x, w, b], rng=rng)


@given(n=st.integers(2, 5), features=st.integers(1, 4), seed=st.integers(0, 999))
def test_batch_norm(n, features, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(2, 3, size=(n, features))
    w, b = rng.normal(size=features), rng.normal(size=features)
    mean, var = rng.normal(size=features), rng.uniform(1, 2, size=features)
    for training, m, v in ((True, x.mean(0), x.var(0)), (False, mean, var)):
        kept = [mean.copy(), var.copy()]
        y = nn.batch_norm(x, *kept, w, b, training=training, eps=0.1)
        expected = (x - m) / np.sqrt(v + 0.1) * w + b
        np.testing.assert_allclose(y.data, expected, rtol=1e-10, atol=1e-12)
        if training:
            np.testing.assert_allclose(kept[0], 0.9 * mean + 0.1 * x.mean(0))
            np.testing.assert_allclose(kept[1], 0.9 * var + 0.1 * x.var(0, ddof=1))
        else:
            np.testing.assert_array_equal(kept, [mean, var])
        assert nn.gradcheck(
            lambda *a, t=training: nn.batch_norm(a[0], mean, var, *a[1:], training=t, eps=0.1),
            [x, w, b],
            rng=rng,
        )


def test_equal_numbers_do_not_divide_by_zero(rng):
    x = nn.Tensor(np.ones((3, 2)), requires_grad=True)
    for layer in (nn.LayerNorm(2), nn.BatchNorm1d(2)):
        x.grad = None
        layer(x).sum().backward()
        np.testing.assert_array_equal(layer(x).data, 0)
        assert np.isfinite(x.grad).all()


def test_views_and_repeated_nodes(rng):
    x = rng.normal(size=(4, 6))[:, ::2].T
    assert nn.gradcheck(nn.layer_norm, [x, np.ones(4), np.ones(4)], rng=rng)
    assert nn.gradcheck(lambda x, w: nn.layer_norm(x, w, w) * x, [x, np.ones(4)], rng=rng)


def test_running_values_are_measured_saved_and_used(rng):
    layer = nn.BatchNorm1d(3)
    x = rng.normal(5, 2, size=(50, 3))
    for _ in range(100):
        layer(x)
    np.testing.assert_allclose(layer.running_mean, x.mean(0), rtol=1e-3)
    np.testing.assert_allclose(layer.running_var, x.var(0, ddof=1), rtol=1e-3)
    other = nn.BatchNorm1d(3)
    other.load_state_dict(layer.state_dict())
    np.testing.assert_array_equal(other.eval()(x[:1]).data, layer.eval()(x[:1]).data)
    assert len(layer.parameters()) == 2 and len(layer.state_dict()) == 4


def test_types(rng):
    for layer in (nn.LayerNorm(3, dtype=np.float32), nn.BatchNorm1d(3).astype(np.float32)):
        x = nn.Tensor(rng.normal(size=(4, 3)).astype(np.float32), requires_grad=True)
        y = layer(x)
        y.sum().backward()
        assert {y.dtype, x.grad.dtype, layer.weight.grad.dtype} == {np.dtype(np.float32)}
        assert {array.dtype for array in layer.state_dict().values()} == {np.dtype(np.float32)}
        assert layer.eval()(x).dtype == np.float32


def test_empty_batches():
    assert nn.LayerNorm(3)(np.ones((0, 3))).shape == (0, 3)
    assert nn.BatchNorm1d(3).eval()(np.ones((0, 3))).shape == (0, 3)


def test_errors():
    for n in (0, 1):
        layer = nn.BatchNorm1d(2)
        with pytest.raises(ValueError, match=r"^batch_norm: a batch in training .* this one has"):
            layer(np.ones((n, 2)))
        np.testing.assert_array_equal(layer.running_mean, 0)
    with pytest.raises(ValueError, match=r"^batch_norm: x must be \(examples, features\)"):
        nn.BatchNorm1d(2)(np.ones(2))
    with pytest.raises(ValueError, match=r"^batch_norm: the last axis of x has 3 features"):
        nn.BatchNorm1d(2)(np.ones((5, 3)))
    with pytest.raises(ValueError, match=r"^layer_norm: the last axis of x has 3 features, so"):
        nn.LayerNorm(2)(np.ones((5, 3)))
    with pytest.raises(ValueError, match=r"^layer_norm: the last axis of x has 0 features"):
        nn.LayerNorm(2)(1.0)
    assert repr(nn.LayerNorm(2)) == "LayerNorm(2)" and repr(nn.BatchNorm1d(2)) == "BatchNorm1d(2)"
