"""Attribution: axioms, closed forms, and no traces in the model."""

import math

import numpy as np
import pytest

import nnlib as nn
from nnlib.attribution import (
    fgsm,
    gradient_times_input,
    integrated_gradients,
    occlusion,
    saliency,
)

METHODS = {
    "saliency": saliency,
    "gradient_times_input": gradient_times_input,
    "integrated_gradients": integrated_gradients,
    "occlusion": occlusion,
}


def mlp(rng, activation=nn.Tanh, *, bias=True, outputs=3):
    """A small network of 4 inputs, without a softmax."""
    return nn.Sequential(
        nn.Linear(4, 8, bias=bias, rng=rng), activation(), nn.Linear(8, outputs, bias=bias, rng=rng)
    )


# --- closed forms and axioms -------------------------------------------------------------------


def test_a_linear_model_has_one_answer(rng):
    """All methods agree: weight times (input - nothing); saliency is the size of the weight."""
    model, x = nn.Linear(4, 3, rng=rng), rng.normal(size=(6, 4))
    target = np.array([0, 1, 2, 0, 1, 2])
    weights = model.weight.data[:, target].T
    np.testing.assert_allclose(saliency(model, x, target), np.abs(weights))
    for method in (gradient_times_input, integrated_gradients, occlusion):
        np.testing.assert_allclose(method(model, x, target), weights * x, atol=1e-12)


def test_gradients_agree_with_differences(rng):
    model, x, eps = mlp(rng), rng.normal(size=(5, 4)), 1e-6
    expected = np.empty_like(x)
    for i in range(4):
        step = eps * np.eye(4)[i]
        expected[:, i] = (model(x + step).data[:, 2] - model(x - step).data[:, 2]) / (2 * eps)
    np.testing.assert_allclose(saliency(model, x, 2), np.abs(expected), atol=1e-8)
    np.testing.assert_allclose(gradient_times_input(model, x, 2), x * expected, atol=1e-8)


@pytest.mark.parametrize("activation", [nn.Tanh, nn.ReLU, nn.Softplus])
def test_integrated_gradients_are_complete(activation, rng):
    model, x = mlp(rng, activation), rng.normal(size=(20, 4))
    baseline = rng.normal(size=4)
    target = rng.integers(3, size=20)
    share = integrated_gradients(model, x, target, baseline=baseline, steps=400)
    rows = np.arange(20)
    gap = model(x).data[rows, target] - model(baseline[None]).data[0, target]
    # A kink on the way costs at most one step.
    atol = 0.02 if activation is nn.ReLU else 1e-4
    np.testing.assert_allclose(share.sum(axis=1), gap, atol=atol)


def test_the_midpoint_rule_gains_the_square(rng):
    model, x = mlp(rng), 2 * rng.normal(size=(50, 4))
    exact = model(x).data[:, 0] - model(np.zeros((1, 4))).data[0, 0]
    gaps = [
        np.abs(integrated_gradients(model, x, 0, steps=steps).sum(axis=1) - exact).max()
        for steps in (10, 40)
    ]
    assert gaps[0] / gaps[1] == pytest.approx(16, rel=0.4)


def test_insensitive_inputs_get_nothing(rng):
    """Sensitivity: an input that the model ignores, or that equals the baseline, has no share."""
    model, x = mlp(rng), rng.normal(size=(5, 4))
    model.layers[0].weight.data[1] = 0
    x[:, 3] = 0.5
    for name, method in METHODS.items():
        assert (method(model, x)[:, 1] == 0).all(), name
    assert (integrated_gradients(model, x, baseline=0.5)[:, 3] == 0).all()
    assert (occlusion(model, x, baseline=0.5)[:, 3] == 0).all()


def test_gradient_times_input_is_complete_without_biases(rng):
    """A ReLU network without biases is positively homogeneous; tanh is not, nor are biases."""
    x = rng.normal(size=(50, 4))

    def gap(model):
        return np.abs(gradient_times_input(model, x, 0).sum(axis=1) - model(x).data[:, 0]).max()

    assert gap(mlp(rng, nn.ReLU, bias=False)) < 1e-12
    assert gap(mlp(rng, nn.Tanh, bias=False)) > 0.1
    with_bias = mlp(rng, nn.ReLU)
    with_bias.layers[2].bias.data[:] = 1
    assert gap(with_bias) > 0.5


def test_occlusion_of_pictures(rng):
    x = rng.normal(size=(3, 2, 5, 4))
    weights = rng.normal(size=(2, 5, 4))

    def model(t):  # a linear one, so that the fall is the sum over the part
        return (t * weights).sum(axis=(1, 2, 3))

    falls = occlusion(model, x, size=2, baseline=0.25)
    assert falls.shape == x.shape
    part = ((x - 0.25) * weights)[:, :, 2:4, 0:2].sum(axis=(1, 2, 3))
    for channel, row, column in ((0, 2, 0), (1, 3, 1)):
        np.testing.assert_allclose(falls[:, channel, row, column], part)
    last = ((x - 0.25) * weights)[:, :, 4:, 2:].sum(axis=(1, 2, 3))  # a smaller part at the edge
    np.testing.assert_allclose(falls[:, 0, 4, 3], last)
    whole = ((x - 0.25) * weights).sum(axis=(1, 2, 3))
    np.testing.assert_allclose(occlusion(model, x, size=(5, 4), baseline=0.25)[:, 0, 0, 0], whole)
    runs = occlusion(lambda t: t @ np.arange(6.0)[:, None], np.ones((1, 6)), size=4)
    np.testing.assert_allclose(runs, [[6, 6, 6, 6, 9, 9]])


def test_fgsm_is_the_worst_case_of_a_linear_model(rng):
    """No other change of at most eps in every number raises the loss as much."""
    model, x, y = nn.Linear(4, 2, rng=rng), rng.normal(size=(1, 4)), np.array([0])
    moved = fgsm(model, x, y, eps=0.3)
    np.testing.assert_allclose(np.abs(moved - x), 0.3)
    assert math.isclose(np.linalg.norm(moved - x), 0.3 * math.sqrt(4))
    worst = nn.cross_entropy(model(moved), y).item()
    for _ in range(100):
        other = x + rng.uniform(-0.3, 0.3, size=x.shape)
        assert nn.cross_entropy(model(other), y).item() < worst


def test_fgsm_of_one_logit_and_clipping(rng):
    model, x, y = nn.Linear(4, 1, rng=rng), rng.random((3, 4)), np.array([[0.0], [1.0], [1.0]])
    moved = fgsm(model, x, y, eps=0.5, loss_fn=nn.binary_cross_entropy_with_logits)
    direction = np.sign(model.weight.data[:, 0])
    np.testing.assert_allclose(moved, x + 0.5 * np.outer([1, -1, -1], direction))
    clipped = fgsm(model, x, y, eps=0.5, clip=(0, 1), loss_fn=nn.binary_cross_entropy_with_logits)
    np.testing.assert_array_equal(clipped, np.clip(moved, 0, 1))
    np.testing.assert_array_equal(fgsm(mlp(rng), x, [0, 1, 2], eps=0.0), x)


# --- what goes in, and what stays --------------------------------------------------------------


class Noisy(nn.Module):
    """A model that is random while it trains, as with dropout."""

    def __init__(self, rng):
        self.inner, self.rng = mlp(rng), rng

    def forward(self, x):
        z = self.inner(x)
        return z + self.rng.normal(size=z.shape) if self.training else z


@pytest.mark.parametrize("name", [*METHODS, "fgsm"])
def test_no_traces_are_left(name, rng):
    """Modes, gradients and weights are as before; the answer is that of evaluation mode."""
    model, x, y = Noisy(rng), rng.normal(size=(3, 4)), np.array([0, 1, 2])
    method = METHODS.get(name) or (lambda m, x, y: fgsm(m, x, y, eps=0.1))
    nn.cross_entropy(model(x), y).backward()
    before = [p.grad for p in model.parameters()]
    copies = [g.copy() for g in before]
    state, kept = model.state_dict(), x.copy()
    model.inner.layers[1].training = False  # one part is frozen on purpose

    first, second = method(model, x, y), method(model, x, y)
    np.testing.assert_array_equal(first, second)
    assert type(first) is np.ndarray and not np.shares_memory(first, x)
    assert (model.training, model.inner.training) == (True, True)
    assert model.inner.layers[1].training is False
    for p, grad, copy in zip(model.parameters(), before, copies, strict=True):
        assert p.grad is grad
        np.testing.assert_array_equal(grad, copy)
    for key, value in model.state_dict().items():
        np.testing.assert_array_equal(value, state[key])
    np.testing.assert_array_equal(x, kept)


def test_modes_come_back_after_an_error(rng):
    model = Noisy(rng)
    with pytest.raises(ValueError, match="target must be from 0 to 2"):
        saliency(model, np.zeros((1, 4)), 3)
    assert model.training and model.inner.training


@pytest.mark.parametrize("name", METHODS)
def test_rows_do_not_mix_and_the_largest_logit_is_explained(name, rng):
    model, x, method = mlp(rng), rng.normal(size=(5, 4)), METHODS[name]
    largest = model(x).data.argmax(axis=1)
    together = method(model, x)
    for i in range(5):
        alone = method(model, x[i : i + 1], int(largest[i]))
        np.testing.assert_allclose(together[i : i + 1], alone, atol=1e-12)
    np.testing.assert_allclose(method(model, x, 1), method(model, x, np.ones(5, dtype=int)))
    np.testing.assert_array_equal(method(model, nn.Tensor(x)), together)


@pytest.mark.parametrize("name", METHODS)
def test_types_and_single_logits(name, rng):
    method = METHODS[name]
    single = mlp(rng).astype(np.float32)
    assert method(single, rng.normal(size=(2, 4)).astype(np.float32)).dtype == np.float32
    assert method(mlp(rng), np.array([[1, 2, 3, 4]])).dtype == np.float64
    one = mlp(rng, outputs=1)
    x = rng.normal(size=(3, 4))
    flat = method(lambda t: one(t).reshape(-1), x)  # (N,) and (N, 1) are the same
    np.testing.assert_array_equal(flat, method(one, x))


@pytest.mark.parametrize("name", METHODS)
def test_probabilities_are_refused(name, rng):
    """Where softmax is sure of itself its derivative is nearly 0, and with it the attribution."""
    model = mlp(rng)
    x = rng.normal(size=(3, 4))
    with pytest.raises(ValueError, match=rf"^{name}: the model returns probabilities; leave"):
        METHODS[name](lambda t: nn.softmax(model(t)), x)
    assert METHODS[name](lambda t: t[:, :2], np.array([[0.5, 0.5]])).shape == (1, 2)  # by chance


def test_saturated_probabilities_would_hide_everything(rng):
    model = mlp(rng)
    model.layers[2].weight.data *= 200
    x = rng.normal(size=(1, 4))
    t = nn.Tensor(x, requires_grad=True)
    nn.softmax(model(t))[0, int(model(x).data.argmax())].backward()
    assert np.abs(t.grad).max() < 1e-6 < 1 < saliency(model, x).max()


def test_errors(rng):
    model, x = mlp(rng), np.zeros((2, 4))
    for name, method in METHODS.items():
        with pytest.raises(ValueError, match=rf"^{name}: x must be a batch \(N, \.\.\.\), not \(4"):
            method(model, np.zeros(4))
        for target in (0.5, [0, 1, 2], [[0, 1]]):
            with pytest.raises(ValueError, match=rf"^{name}: target must be class numbers, one"):
                method(model, x, target)
        for target in (3, [0, -1]):
            with pytest.raises(ValueError, match=rf"^{name}: target must be from 0 to 2, but goes"):
                method(model, x, target)
        with pytest.raises(ValueError, match=rf"^{name}: the model must return one row of logits"):
            method(lambda t: t.sum(), x)
    with pytest.raises(
        ValueError, match=r"^integrated_gradients: steps must be an integer of at least 1"
    ):
        integrated_gradients(model, x, steps=0)
    with pytest.raises(
        ValueError, match=r"^integrated_gradients: the baseline \(3,\) does not fit"
    ):
        integrated_gradients(model, x, baseline=np.zeros(3))
    with pytest.raises(ValueError, match=r"^occlusion: size must be an integer of at least 1"):
        occlusion(model, x, size=0)
    for size in ((2, 2), ()):
        with pytest.raises(ValueError, match=r"^occlusion: size .* does not fit inputs \(2, 4\)"):
            occlusion(model, x, size=size)
    with pytest.raises(
        ValueError, match=r"^fgsm: eps must be a finite number at least 0, not -0.1"
    ):
        fgsm(model, x, [0, 1], eps=-0.1)
    with nn.no_grad(), pytest.raises(ValueError, match=r"^backward: nothing here requires a grad"):
        saliency(model, x)
