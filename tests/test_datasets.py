"""Data sets: shapes, sources, order."""

import socket
from pathlib import Path

import numpy as np
import pytest

import nnlib as nn
from nnlib.datasets import boolean, digits, split, xor


def test_digits():
    x, y = digits()
    assert (x.shape, x.dtype, y.shape, y.dtype) == ((1797, 64), np.float64, (1797,), np.int64)
    assert (x.min(), x.max()) == (0, 1)
    assert np.array_equal(np.unique(x), np.arange(17) / 16)
    assert np.bincount(y).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_digits_equal_those_of_scikit_learn():
    sklearn = pytest.importorskip("sklearn.datasets")
    x, y = sklearn.load_digits(return_X_y=True)
    np.testing.assert_array_equal(digits()[0], x / 16)
    np.testing.assert_array_equal(digits()[1], y)


def test_digits_are_fresh_arrays_without_network(monkeypatch):
    monkeypatch.setattr(socket, "socket", None)
    x, _ = digits()
    x[:] = 5
    assert digits()[0].max() == 1


def test_data_come_with_their_notice():
    folder = Path(nn.datasets.__file__).parent
    notice = (folder / "DIGITS-NOTICE.txt").read_text(encoding="utf-8")
    for words in ("E. Alpaydin and C. Kaynak, 1998", "CC BY 4.0", "BSD 3-Clause"):
        assert words in notice
    assert "CC BY 4.0" in digits.__doc__
    assert (folder / "digits.npz").stat().st_size < 60_000


TRUTH = {
    "and": [0, 0, 0, 1],
    "or": [0, 1, 1, 1],
    "nand": [1, 1, 1, 0],
    "nor": [1, 0, 0, 0],
    "xor": [0, 1, 1, 0],
}


@pytest.mark.parametrize("name", TRUTH)
def test_boolean(name):
    x, y = boolean(name)
    np.testing.assert_array_equal(x, [[0, 0], [0, 1], [1, 0], [1, 1]])
    np.testing.assert_array_equal(y, TRUTH[name])
    assert x.dtype == y.dtype == np.float64


def test_boolean_of_more_inputs():
    x, y = boolean("xor", 3)
    assert x[6].tolist() == [1, 1, 0]
    assert y.tolist() == [0, 1, 1, 0, 1, 0, 0, 1]
    assert boolean("and", 4)[1].sum() == 1
    np.testing.assert_array_equal(boolean("or", 1)[1], [0, 1])


def test_xor():
    for a, b in zip(xor(), boolean("xor"), strict=True):
        np.testing.assert_array_equal(a, b)


def test_split_keeps_the_order_without_rng():
    x, y = np.arange(10.0), np.arange(10)
    x_train, y_train, x_test, y_test = split(x, y, test=3)
    np.testing.assert_array_equal(x_train, np.arange(7))
    np.testing.assert_array_equal(x_test, [7, 8, 9])
    np.testing.assert_array_equal(y_train, x_train)
    np.testing.assert_array_equal(y_test, x_test)


def test_split_permutes_x_and_y_together(rng):
    x, y = np.arange(10.0)[:, None], np.arange(10)
    x_train, y_train, x_test, y_test = split(x, y, test=3, rng=rng)
    np.testing.assert_array_equal(x_train[:, 0], y_train)
    np.testing.assert_array_equal(x_test[:, 0], y_test)
    assert sorted([*y_train, *y_test]) == list(range(10))
    assert not np.array_equal(y_test, [7, 8, 9])
    again = split(x, y, test=3, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(again[3], y_test)


def test_errors():
    x, y = np.zeros((5, 2)), np.zeros(5)
    for test in (0, 5, 0.2, -1):
        with pytest.raises(ValueError, match=r"^split: test must be a number of rows from 1 to 4"):
            split(x, y, test=test)
    with pytest.raises(ValueError, match=r"^split: x and y must be equally long, but have 5 and 4"):
        split(x, y[1:], test=1)
    with pytest.raises(TypeError, match=r"^split: rng must be a random generator"):
        split(x, y, test=1, rng=0)
    with pytest.raises(ValueError, match=r"^boolean: unknown function 'xand'; use and, or, nand"):
        boolean("xand")
    with pytest.raises(ValueError, match=r"^boolean: the number of inputs must be from 1 to 20"):
        boolean("or", 0)
