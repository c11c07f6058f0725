"""Embedding: rows, repeated ids, derivatives, errors."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import nnlib as nn


@given(
    ids=hnp.arrays(np.int64, hnp.array_shapes(min_dims=0, max_side=4), elements=st.integers(0, 2)),
    features=st.integers(1, 3),
)
def test_rows_and_derivative(ids, features):
    rng = np.random.default_rng(0)
    weight = rng.normal(size=(3, features))
    np.testing.assert_array_equal(nn.embedding(ids, weight).data, weight[ids])
    assert nn.gradcheck(lambda w: nn.embedding(ids, w), [weight], rng=rng)


def test_a_row_taken_twice_gets_both_gradients():
    w = nn.Tensor(np.zeros((3, 2)), requires_grad=True)
    (nn.embedding([1, 1, 0], w) * [[1.0], [2.0], [4.0]]).sum().backward()
    np.testing.assert_array_equal(w.grad, [[4, 4], [3, 3], [0, 0]])


def test_layer(rng):
    layer = nn.Embedding(1000, 16, rng=rng, dtype=np.float32)
    assert layer.weight.data.std() == pytest.approx(1, rel=0.02)
    assert layer(np.zeros((2, 5), np.uint8)).shape == (2, 5, 16)
    assert layer(np.zeros((0,), int)).shape == (0, 16)
    assert layer(3).dtype == np.float32 and repr(layer) == "Embedding(1000, 16)"


def test_errors(rng):
    layer = nn.Embedding(3, 2, rng=rng)
    for ids in ([0, 3], [-1, 0]):
        with pytest.raises(ValueError, match=r"^embedding: ids must go from 0 to 2 for 3 rows, bu"):
            layer(ids)
    for ids in ([0.0], nn.Tensor([1.0])):
        with pytest.raises(ValueError, match=r"^embedding: ids must be integers, but .* float64"):
            layer(ids)
    with pytest.raises(ValueError, match=r"^embedding: weight must be \(n_rows, n_features\)"):
        nn.embedding([0], np.ones(3))
    with pytest.raises(TypeError, match=r"^Embedding: rng must be a random generator"):
        nn.Embedding(3, 2, rng=0)


def test_the_gradient_of_a_large_table_is_not_one_hot(rng):
    # One-hot rows of 10,000 numbers for each of 4,096 ids would be 41 million numbers: 328 MB.
    ids, weight = rng.integers(0, 10_000, 4096), np.zeros((10_000, 4))
    w = nn.Tensor(weight, requires_grad=True)
    loss = nn.embedding(ids, w).sum()
    tracemalloc.start()
    loss.backward()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10e6
    np.testing.assert_array_equal(w.grad, np.bincount(ids, minlength=10_000)[:, None] * np.ones(4))


def test_an_infinite_gradient_stays_in_its_row():
    w = nn.Tensor(np.ones((3, 1)), requires_grad=True)
    (nn.embedding([1, 0], w) * [[np.inf], [1.0]]).sum().backward()
    np.testing.assert_array_equal(w.grad, [[1], [np.inf], [0]])


@pytest.mark.parametrize("sizes", [(0, 2), (3, -1), (2.5, 2), ("3", 2)])
def test_sizes_of_a_layer(sizes, rng):
    for layer in (nn.Embedding, nn.Linear):
        with pytest.raises(ValueError, match=r"must be an integer of at least 1"):
            layer(*sizes, rng=rng)
        with pytest.raises(ValueError, match=r"dtype must be np.float64 or np.float32, not <cl"):
            layer(3, 2, rng=rng, dtype=int)
