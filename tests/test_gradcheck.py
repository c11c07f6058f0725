"""The checker itself: it accepts what is right and finds what is slightly wrong."""

import numpy as np
import pytest

import nnlib as nn
from nnlib.tensor import as_tensor, record


def sigmoid_with_error(factor):
    def f(x):
        x = as_tensor(x)
        y = nn.sigmoid(x.data).data
        return record(y, (x,), lambda g: (factor * g * y * (1 - y),))

    return f


def check(f, *inputs, **settings):
    return nn.gradcheck(f, inputs, rng=np.random.default_rng(0), **settings)


X = np.linspace(-2, 2, 6).reshape(2, 3)


def test_right_gradients_pass():
    assert check(sigmoid_with_error(1.0), X) is True
    assert check(lambda a, b: a @ b, X, X.T.copy()) is True
    assert check(lambda x: x.sum(), X) is True


@pytest.mark.parametrize("factor", [1.001, 0.999, -1.0, 0.0, np.nan])
def test_small_errors_are_found(factor):
    with pytest.raises(ValueError, match=r"^gradcheck: \d of 6 derivatives of input 0 \(2, 3\)"):
        check(sigmoid_with_error(factor), X)


def test_the_report_names_the_place_and_both_values():
    def f(x):
        return record(np.sum(x.data**2), (x,), lambda g: (g * np.array([2.0, 5.0]),))

    with pytest.raises(ValueError) as error:
        check(f, [1.0, 2.0])
    assert str(error.value) == (
        "gradcheck: 1 of 2 derivatives of input 0 (2,) are wrong; the worst is at (1,): "
        "backward() gives 5, but the difference of function values is 4"
    )


def test_a_lost_gradient_is_found():
    def f(a, b):
        return (a * b.data).sum()  # forgets that b matters

    with pytest.raises(ValueError, match=r"input 1 .*no gradient arrived at all"):
        check(f, X, X)


def test_a_wrong_shape_is_found():
    def f(x):
        return record(x.data.sum(), (x,), lambda g: (np.ones((2, 2)) * g,))

    with pytest.raises(ValueError, match=r"gradient of input 0 has the shape \(2, 2\), but the"):
        check(f, [1.0, 1.0])


def test_a_wrong_output_among_many_is_found():
    """The random sum does not cancel errors, as a plain sum may."""

    def f(x):
        return record(x.data.copy(), (x,), lambda g: (g[::-1],))

    with pytest.raises(ValueError):
        check(f, np.arange(3.0))


def test_tensors_are_restored(rng):
    w = nn.Tensor(X.copy(), requires_grad=True)
    w.grad = np.ones((2, 3))
    data = w.data
    assert check(lambda *_: nn.tanh(w).sum(), w)
    assert w.data is data
    np.testing.assert_array_equal(data, X)
    np.testing.assert_array_equal(w.grad, 1)
    with pytest.raises(ValueError, match="gradcheck"):
        check(lambda *_: (w * w.data).sum(), w)
    np.testing.assert_array_equal(w.data, X)
    np.testing.assert_array_equal(w.grad, 1)


def test_arrays_are_not_changed():
    x = X.copy()
    check(nn.exp, x)
    np.testing.assert_array_equal(x, X)


def test_errors():
    with pytest.raises(ValueError, match=r"^gradcheck: input 0 is float32"):
        check(nn.exp, X.astype(np.float32))
    with pytest.raises(ValueError, match=r"^gradcheck: inputs must be a list"):
        nn.gradcheck(nn.exp, X, rng=np.random.default_rng(0))
    with pytest.raises(TypeError, match=r"^gradcheck: rng must be"):
        nn.gradcheck(nn.exp, [X], rng=0)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"inputs": []}, "gradcheck: inputs is empty"),
        ({"inputs": 2.0}, "gradcheck: inputs must be a list"),
        ({"eps": 0}, "gradcheck: eps must be a finite number above 0"),
        ({"rtol": np.nan}, "gradcheck: rtol must be a finite number"),
        ({"f": lambda x: x.data}, "gradcheck: f must return a Tensor, not ndarray"),
    ],
)
def test_arguments_out_of_place(options, sentence, rng):
    options = {"f": nn.tanh, "inputs": [np.ones(2)], **options}
    with pytest.raises((TypeError, ValueError)) as error:
        nn.gradcheck(options.pop("f"), options.pop("inputs"), rng=rng, **options)
    assert str(error.value).startswith(sentence)
