"""Pooling: definition, derivatives, ties, edges, errors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnlib as nn

sizes = st.integers(1, 3)


@pytest.mark.parametrize(
    ("pool", "reduce"), [(nn.max_pool2d, np.max), (nn.avg_pool2d, np.mean)], ids=["max", "avg"]
)
@given(n=sizes, c=sizes, squares=st.tuples(sizes, sizes), rest=st.integers(0, 2), size=sizes)
def test_definition_and_derivative(pool, reduce, n, c, squares, rest, size):
    rng = np.random.default_rng(0)
    rows, columns = squares[0] * size + rest % size, squares[1] * size
    x = rng.permutation(n * c * rows * columns).reshape(n, c, rows, columns) / 10.0
    y = pool(x, size)
    assert y.shape == (n, c, *squares)
    for i, j in np.ndindex(*squares):
        square = x[:, :, i * size : (i + 1) * size, j * size : (j + 1) * size]
        np.testing.assert_allclose(y.data[:, :, i, j], reduce(square, axis=(2, 3)), rtol=1e-13)
    assert nn.gradcheck(lambda x: pool(x, size), [x], rng=rng)
    turned = x.transpose(1, 0, 2, 3)[:, :, ::-1]
    assert nn.gradcheck(lambda x: pool(x, size), [turned], rng=rng)


def test_of_equal_numbers_the_first_wins():
    x = nn.Tensor(np.ones((1, 1, 2, 4)), requires_grad=True)
    x.data[0, 0, :, 2:] = [[0, 7], [7, 7]]
    nn.max_pool2d(x, 2).sum().backward()
    np.testing.assert_array_equal(x.grad[0, 0], [[1, 0, 0, 1], [0, 0, 0, 0]])


def test_infinities_are_numbers_like_others():
    x = nn.Tensor(np.full((1, 1, 2, 2), -np.inf), requires_grad=True)
    nn.max_pool2d(x, 2).sum().backward()
    np.testing.assert_array_equal(x.grad[0, 0], [[1, 0], [0, 0]])


def test_layers(rng):
    x = rng.normal(size=(2, 3, 4, 4)).astype(np.float32)
    for layer, function in ((nn.MaxPool2d(2), nn.max_pool2d), (nn.AvgPool2d(2), nn.avg_pool2d)):
        y = layer(x)
        np.testing.assert_array_equal(y.data, function(x, 2).data)
        assert y.dtype == np.float32 and layer.parameters() == []
        assert layer(x[:0]).shape == (0, 3, 2, 2)
    assert repr(nn.MaxPool2d(2)) == "MaxPool2d(2)"


@pytest.mark.parametrize("name", ["max_pool2d", "avg_pool2d"])
def test_errors(name):
    pool = getattr(nn, name)
    with pytest.raises(ValueError, match=rf"^{name}: x must be \(images, .* not \(4, 4\)"):
        pool(np.ones((4, 4)), 2)
    with pytest.raises(ValueError, match=rf"^{name}: size must be an integer of at least 1"):
        pool(np.ones((1, 1, 4, 9)), 0)
    with pytest.raises(ValueError, match=rf"^{name}: the size of the squares \(5\)"):
        pool(np.ones((1, 1, 4, 9)), 5)


def test_nan_wins_and_gets_the_gradient():
    x = nn.Tensor([[[[1.0, 2.0], [np.nan, np.nan]]]], requires_grad=True)
    y = nn.max_pool2d(x, 2)
    assert np.isnan(y.data).all()
    y.sum().backward()
    np.testing.assert_array_equal(x.grad, [[[[0.0, 0.0], [1.0, 0.0]]]])
