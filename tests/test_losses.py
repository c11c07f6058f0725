"""Losses: closed forms, extreme logits, derivatives, and errors that teach."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import nnlib as nn

SEEDS = st.integers(0, 999)
bce = nn.binary_cross_entropy_with_logits


@given(shape=hnp.array_shapes(min_dims=0, max_dims=3, max_side=4), seed=SEEDS)
def test_mse(shape, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=shape), rng.normal(size=shape)
    np.testing.assert_allclose(nn.mse_loss(x, y).item(), np.mean((x - y) ** 2), rtol=1e-13)
    assert nn.gradcheck(lambda x: nn.mse_loss(x, y), [x], rng=rng)


@given(shape=hnp.array_shapes(min_dims=0, max_dims=3, max_side=4), seed=SEEDS)
def test_l1(shape, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=shape), rng.normal(size=shape)
    np.testing.assert_allclose(nn.l1_loss(x, y).item(), np.mean(np.abs(x - y)), rtol=1e-13)
    assert nn.gradcheck(lambda x: nn.l1_loss(x, y), [x], rng=rng)


@given(
    shape=hnp.array_shapes(min_dims=0, max_dims=3, max_side=4),
    delta=st.floats(0.1, 3),
    seed=SEEDS,
)
def test_huber(shape, delta, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=shape), rng.normal(size=shape)
    far = np.abs(x - y)
    expected = np.where(far < delta, far**2 / 2, delta * (far - delta / 2)).mean()
    np.testing.assert_allclose(nn.huber_loss(x, y, delta=delta).item(), expected, rtol=1e-12)
    assert nn.gradcheck(lambda x: nn.huber_loss(x, y, delta=delta), [x], rng=rng)


def test_where_l1_and_huber_change_their_slope():
    x = nn.Tensor([-1.0, 0.0, 1.0, 5.0], requires_grad=True)
    nn.l1_loss(x, np.zeros(4)).backward()
    nn.huber_loss(x, np.zeros(4)).backward()
    np.testing.assert_array_equal(x.grad, [-0.5, 0, 0.5, 0.5])


@given(shape=hnp.array_shapes(min_dims=0, max_dims=3, max_side=4), seed=SEEDS)
def test_binary_cross_entropy(shape, seed):
    rng = np.random.default_rng(seed)
    z, t = rng.normal(size=shape) * 3, rng.uniform(size=shape)
    p = 1 / (1 + np.exp(-z))
    expected = np.mean(-t * np.log(p) - (1 - t) * np.log(1 - p))
    np.testing.assert_allclose(bce(z, t).item(), expected, rtol=1e-12)
    assert nn.gradcheck(lambda z: bce(z, t), [z], rng=rng)


@given(shape=hnp.array_shapes(min_dims=1, max_dims=3, max_side=4), seed=SEEDS)
def test_cross_entropy(shape, seed):
    rng = np.random.default_rng(seed)
    z, labels = rng.normal(size=shape) * 3, rng.integers(0, shape[-1], shape[:-1])
    p = np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)
    expected = -np.log(np.take_along_axis(p, labels[..., None], axis=-1)).mean()
    np.testing.assert_allclose(nn.cross_entropy(z, labels).item(), expected, rtol=1e-11, atol=1e-14)
    assert nn.gradcheck(lambda z: nn.cross_entropy(z, labels), [z], rng=rng)


@pytest.mark.parametrize("width", [3, 64, 65, 300])
@pytest.mark.parametrize("kind", [np.uint8, np.int64])
@pytest.mark.parametrize("turned", [False, True])
def test_cross_entropy_of_few_and_many_classes(rng, width, kind, turned):
    """However the logits lie in memory, and of labels whose places need a larger type."""
    z, labels = rng.normal(size=(200, width)), rng.integers(0, min(width, 256), 200)
    z = nn.Tensor(np.asfortranarray(z) if turned else z, requires_grad=True)
    loss = nn.cross_entropy(z.T.T if turned else z, labels.astype(kind))
    loss.backward()
    np.testing.assert_allclose(
        loss.item(), -nn.log_softmax(z).data[np.arange(200), labels].mean(), rtol=1e-13
    )
    expected = nn.softmax(z).data - np.eye(width)[labels]
    np.testing.assert_allclose(z.grad, expected / 200, rtol=1e-12, atol=1e-17)


def test_the_gradient_is_probability_minus_target():
    z = nn.Tensor([[1.0, 2.0, 3.0]], requires_grad=True)
    nn.cross_entropy(z, [2]).backward()
    np.testing.assert_allclose(z.grad, nn.softmax(z).data - [[0, 0, 1]], rtol=1e-14)
    z = nn.Tensor([0.3], requires_grad=True)
    bce(z, [1.0]).backward()
    np.testing.assert_allclose(z.grad, nn.sigmoid(z).data - 1, rtol=1e-14)


@pytest.mark.parametrize(
    ("z", "t", "loss", "gradient"),
    [
        (1000.0, 0.0, 1000.0, 1.0),
        (-1000.0, 1.0, 1000.0, -1.0),
        (1000.0, 1.0, 0.0, 0.0),
        (-40.0, 0.0, 4.248354255291589e-18, 4.248354255291589e-18),  # clipping would lose it
        (-1000.0, 0.0, 0.0, 0.0),
    ],
)
def test_binary_cross_entropy_of_extreme_logits(z, t, loss, gradient):
    x = nn.Tensor([z], requires_grad=True)
    value = bce(x, [t])
    value.backward()
    np.testing.assert_allclose([value.item(), x.grad[0]], [loss, gradient], rtol=1e-13)


def test_cross_entropy_of_extreme_logits():
    z = nn.Tensor([[1000.0, -1000.0], [-1000.0, -1000.0]], requires_grad=True)
    loss = nn.cross_entropy(z, [1, 0])
    loss.backward()
    assert loss.item() == (2000 + math.log(2)) / 2
    np.testing.assert_array_equal(z.grad, [[0.5, -0.5], [-0.25, 0.25]])


def test_two_classes_are_binary(rng):
    z, t = rng.normal(size=9), rng.integers(0, 2, 9)
    pairs = np.stack([np.zeros(9), z], axis=1)
    np.testing.assert_allclose(nn.cross_entropy(pairs, t).item(), bce(z, t).item(), rtol=1e-13)


def test_backward_twice_gives_the_same_gradient(rng):
    z = nn.Tensor(rng.normal(size=(4, 3)), requires_grad=True)
    loss = nn.cross_entropy(z, [0, 1, 2, 0])
    loss.backward()
    once = z.grad.copy()
    loss.backward()
    np.testing.assert_array_equal(z.grad, 2 * once)


def test_float32_stays_float32():
    z = nn.Tensor(np.ones((3, 2), np.float32), requires_grad=True)
    losses = [
        nn.mse_loss(z, np.zeros((3, 2))),
        nn.l1_loss(z, np.zeros((3, 2))),
        nn.huber_loss(z, np.zeros((3, 2)), delta=np.float64(0.5)),
        bce(z, np.zeros((3, 2), dtype=int)),
        nn.cross_entropy(z, [0, 1, 1]),
    ]
    for loss in losses:
        loss.backward()
        assert loss.dtype == z.grad.dtype == np.float32
        z.grad = None


def test_inputs_are_not_changed(rng):
    z, labels = rng.normal(size=(4, 3)), np.array([0, 1, 2, 0])
    before = z.copy()
    x = nn.Tensor(z, requires_grad=True)
    nn.cross_entropy(x, labels).backward()
    np.testing.assert_array_equal(z, before)
    np.testing.assert_array_equal(labels, [0, 1, 2, 0])


Z = np.zeros((4, 3))
ERRORS = {
    "mse_loss: prediction (4,) and target (4, 1) must have the same shape": (
        lambda: nn.mse_loss(np.zeros(4), np.zeros((4, 1)))
    ),
    "mse_loss: prediction (4, 1) and target (4,) must have the same shape": (
        lambda: nn.mse_loss(np.zeros((4, 1)), nn.Tensor(np.zeros(4)))
    ),
    "mse_loss: there is nothing to average (prediction (0, 2))": (
        lambda: nn.mse_loss(np.zeros((0, 2)), np.zeros((0, 2)))
    ),
    "l1_loss: prediction (4,) and target (4, 1) must have the same shape": (
        lambda: nn.l1_loss(np.zeros(4), np.zeros((4, 1)))
    ),
    "huber_loss: prediction (4,) and target (4, 1) must have the same shape": (
        lambda: nn.huber_loss(np.zeros(4), np.zeros((4, 1)))
    ),
    "huber_loss: delta must be a finite number above 0, not 0": (
        lambda: nn.huber_loss(np.zeros(4), np.zeros(4), delta=0)
    ),
    "binary_cross_entropy_with_logits: there is nothing to average": (
        lambda: bce(np.zeros(0), np.zeros(0))
    ),
    "binary_cross_entropy_with_logits: logits (4, 1) and target (4,) must": (
        lambda: bce(np.zeros((4, 1)), np.zeros(4))
    ),
    "binary_cross_entropy_with_logits: targets must lie between 0 and 1, but they go from -1": (
        lambda: bce(np.zeros(2), np.array([-1, 1]))
    ),
    "binary_cross_entropy_with_logits: targets must lie between 0 and 1": (
        lambda: bce(np.zeros(2), np.array([0.0, np.nan]))
    ),
    "cross_entropy: the target has the shape of the logits, as one-hot rows have": (
        lambda: nn.cross_entropy(Z, np.eye(4, 3))
    ),
    "cross_entropy: the target has the shape of the logits": (
        lambda: nn.cross_entropy(Z, np.eye(4, 3, dtype=int))
    ),
    "cross_entropy: class numbers must be integers, but the target is float64": (
        lambda: nn.cross_entropy(Z, np.zeros(4))
    ),
    "cross_entropy: there must be one class number for each row of logits": (
        lambda: nn.cross_entropy(Z, np.zeros((4, 1), dtype=int))
    ),
    "cross_entropy: class numbers must go from 0 to 2 for 3 logits, but the target has 3": (
        lambda: nn.cross_entropy(Z, [1, 2, 3, 0])
    ),
    "cross_entropy: class numbers must go from 0 to 2 for 3 logits, but the target has -1": (
        lambda: nn.cross_entropy(Z, [1, 2, -1, 0])
    ),
    "cross_entropy: there is nothing to average": (
        lambda: nn.cross_entropy(np.zeros((0, 3)), np.zeros(0, dtype=int))
    ),
}


@pytest.mark.parametrize("sentence", ERRORS)
def test_errors(sentence):
    with pytest.raises(ValueError) as error:
        ERRORS[sentence]()
    assert str(error.value).startswith(sentence)
