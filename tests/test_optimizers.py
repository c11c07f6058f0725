"""Optimizers: update rules term by term, and the guard of the flat vector."""

import copy
import pickle

import numpy as np
import pytest

import nnlib as nn
from nnlib import SGD, Tensor


def quadratic(p):
    """Loss with gradient p, one for each number."""
    return (p * p).sum() * 0.5


def run(p, optimizer, steps):
    values = []
    for _ in range(steps):
        optimizer.zero_grad()
        quadratic(p).backward()
        optimizer.step()
        values.append(p.item())
    return values


def parameter(value=1.0, dtype=np.float64):
    return Tensor(np.full((), value, dtype), requires_grad=True)


def test_plain():
    p = parameter()
    np.testing.assert_allclose(run(p, SGD([p], 0.1), 3), [0.9, 0.81, 0.729], rtol=1e-14)


@pytest.mark.parametrize("nesterov", [False, True])
@pytest.mark.parametrize("weight_decay", [0.0, 0.3])
def test_momentum_follows_pytorch(nesterov, weight_decay):
    p, q, v = parameter(2.0), 2.0, 0.0
    optimizer = SGD([p], 0.1, momentum=0.9, nesterov=nesterov, weight_decay=weight_decay)
    expected = []
    for _ in range(5):
        g = q + weight_decay * q
        v = 0.9 * v + g
        q -= 0.1 * (g + 0.9 * v if nesterov else v)
        expected.append(q)
    np.testing.assert_allclose(run(p, optimizer, 5), expected, rtol=1e-13)


def test_rmsprop_term_by_term():
    p, q, v = parameter(2.0), 2.0, 0.0
    expected = []
    for _ in range(5):
        v = 0.9 * v + 0.1 * q * q
        q -= 0.1 * q / (np.sqrt(v) + 0.01)
        expected.append(q)
    np.testing.assert_allclose(
        run(p, nn.RMSprop([p], 0.1, alpha=0.9, eps=0.01), 5), expected, rtol=1e-13
    )


@pytest.mark.parametrize("weight_decay", [None, 0.0, 0.3])
def test_adam_term_by_term(weight_decay):
    p, q, m, v = parameter(2.0), 2.0, 0.0, 0.0
    options = {"betas": (0.8, 0.9), "eps": 0.01}
    if weight_decay is None:
        optimizer = nn.Adam([p], 0.1, **options)
    else:
        optimizer = nn.AdamW([p], 0.1, weight_decay=weight_decay, **options)
    expected = []
    for t in range(1, 6):
        g = q
        q -= 0.1 * (weight_decay or 0.0) * q  # apart from the gradient
        m, v = 0.8 * m + 0.2 * g, 0.9 * v + 0.1 * g * g
        q -= 0.1 * (m / (1 - 0.8**t)) / (np.sqrt(v / (1 - 0.9**t)) + 0.01)  # eps comes last
        expected.append(q)
    np.testing.assert_allclose(run(p, optimizer, 5), expected, rtol=1e-13)


KINDS = {
    "momentum": lambda p: SGD(p, np.float64(0.1), momentum=0.9),
    "RMSprop": lambda p: nn.RMSprop(p, np.float64(0.1)),
    "Adam": lambda p: nn.Adam(p, np.float64(0.1)),
    "AdamW": lambda p: nn.AdamW(p, np.float64(0.1), weight_decay=np.float64(0.1)),
}


@pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)
def test_types_gradients_and_assigned_data(make):
    p = parameter(1.0, np.float32)
    optimizer = make([p])
    run(p, optimizer, 2)
    assert p.dtype == np.float32
    quadratic(p).backward()
    gradient = p.grad.copy()
    optimizer.step()
    assert p.grad == gradient  # step() only reads it
    for data in (np.array(5.0), np.array(5.0, np.float32)):
        p.data = data
        run(p, optimizer, 1)
        assert p.item() < 5 and p.dtype == data.dtype


def test_the_gradient_is_clipped_by_its_whole_length(rng):
    params = [Tensor(rng.normal(size=s), requires_grad=True) for s in [(2, 3), (), (4,)]]
    unused = parameter()
    sum((p * p).sum() for p in params).backward()
    before = [p.grad for p in params]
    flat = np.concatenate([g.reshape(-1) for g in before])
    norm = nn.clip_grad_norm([*params, unused], 100.0)
    assert norm == pytest.approx(np.linalg.norm(flat), rel=1e-14)
    assert [p.grad for p in params] == before and unused.grad is None
    assert nn.clip_grad_norm(iter(params), 0.5) == pytest.approx(norm, rel=1e-14)
    clipped = np.concatenate([p.grad.reshape(-1) for p in params])
    np.testing.assert_allclose(clipped, flat * 0.5 / norm, rtol=1e-5)
    assert nn.clip_grad_norm(params, 1.0) == pytest.approx(0.5, rel=1e-5)


def test_a_clipped_gradient_keeps_its_type():
    p = parameter(3.0, np.float32)
    quadratic(p).backward()
    nn.clip_grad_norm([p], np.float64(0.5))
    assert p.grad.dtype == np.float32


def test_clipping_what_cannot_be_clipped():
    p = parameter()
    with pytest.raises(ValueError, match=r"^clip_grad_norm: no parameter has a gradient"):
        nn.clip_grad_norm([p], 1.0)
    p.grad = np.array(np.nan)
    with pytest.raises(ValueError, match=r"^clip_grad_norm: the length of the gradient is nan"):
        nn.clip_grad_norm([p], 1.0)


def test_a_new_learning_rate_leaves_the_velocity_alone():
    p = parameter()
    optimizer = SGD([p], 0.1, momentum=0.5)
    run(p, optimizer, 1)  # v = 1, p = 0.9
    optimizer.lr = 0.01
    assert run(p, optimizer, 1)[0] == pytest.approx(0.9 - 0.01 * (0.5 + 0.9), rel=1e-14)


def test_shapes_and_gradients_stay_with_their_parameters(rng):
    params = [Tensor(rng.normal(size=s), requires_grad=True) for s in [(2, 3), (), (4,), (0, 2)]]
    before = [p.data.copy() for p in params]
    optimizer = SGD(params, 1.0, weight_decay=0.1, momentum=0.9)
    loss = sum((p * (i + 1)).sum() for i, p in enumerate(params))
    loss.backward()
    gradients = [p.grad.copy() for p in params]
    optimizer.step()
    for i, (p, old) in enumerate(zip(params, before, strict=True)):
        assert p.shape == old.shape
        np.testing.assert_allclose(p.data, old - (i + 1) - 0.1 * old, rtol=1e-14)
        np.testing.assert_array_equal(p.grad, gradients[i])  # step() reads gradients only


def test_zero_grad_forgets():
    p = parameter()
    optimizer = SGD([p], 0.1)
    quadratic(p).backward()
    optimizer.zero_grad()
    assert p.grad is None


def test_data_of_the_user_are_not_trained():
    data = np.ones(3)
    p = Tensor(data, requires_grad=True)
    optimizer = SGD([p], 0.1)
    quadratic(p).backward()
    optimizer.step()
    np.testing.assert_array_equal(data, 1)


def test_assigned_data_are_noticed():
    p, q = parameter(), parameter(5.0)
    optimizer = SGD([p, q], 0.1, momentum=0.9)
    for start in (3.0, 4.0):
        p.data = np.array(start)
        optimizer.zero_grad()
        (p * 1 + q * 0).backward()
        optimizer.step()
        assert p.item() < start
        assert p.data.base is optimizer._vector
    assert p.item() == pytest.approx(4 - 0.1 * 1.9) and q.item() == 5


def test_two_optimizers_on_the_same_parameters_take_turns():
    p = parameter()
    first, second = SGD([p], 0.1), SGD([p], 0.5)
    values = [run(p, optimizer, 1)[0] for optimizer in (first, second, first, second)]
    np.testing.assert_allclose(values, [0.9, 0.45, 0.405, 0.2025], rtol=1e-14)


def test_load_state_dict_after_the_optimizer_was_made(rng):
    model = nn.Linear(2, 2, rng=rng)
    start = model.state_dict()
    optimizer = SGD(model.parameters(), 0.5)
    for _ in range(2):
        optimizer.zero_grad()
        model(np.ones((1, 2))).sum().backward()
        optimizer.step()
        np.testing.assert_allclose(model.weight.data, start["weight"] - 0.5, rtol=1e-14)
        model.load_state_dict(start)
        np.testing.assert_array_equal(model.weight.data, start["weight"])


def test_astype_after_the_optimizer_was_made(rng):
    model = nn.Linear(2, 2, rng=rng)
    optimizer = SGD(model.parameters(), 0.5, momentum=0.9)
    for dtype in (np.float64, np.float32, np.float32):
        model.astype(dtype)
        before = model.weight.data.copy()
        optimizer.zero_grad()
        model(np.ones((1, 2), dtype)).sum().backward()
        optimizer.step()
        assert model.weight.dtype == dtype
        assert (model.weight.data < before).all()


def test_float32_stays_float32():
    p = parameter(1.0, np.float32)
    optimizer = SGD([p], np.float64(0.1), momentum=0.9, nesterov=True, weight_decay=0.1)
    run(p, optimizer, 2)
    assert p.dtype == np.float32


def test_a_kept_copy_is_not_overwritten():
    p = parameter()
    optimizer = SGD([p], 0.1)
    kept, live = p.data.copy(), p.data
    run(p, optimizer, 1)
    assert kept == 1 and live == p.data == 0.9


def trained(model, optimizer, steps):
    x = np.linspace(-1, 1, 12).reshape(4, 3)
    for _ in range(steps):
        optimizer.zero_grad()
        nn.mse_loss(model(x), np.ones((4, 2))).backward()
        optimizer.step()
    return model.state_dict()


@pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("copy_of", [copy.deepcopy, lambda pair: pickle.loads(pickle.dumps(pair))])
def test_a_copied_pair_trains_on_as_the_first_one(make, copy_of, rng):
    model = nn.Linear(3, 2, rng=rng)
    optimizer = make(model.parameters())
    trained(model, optimizer, 2)
    other, other_optimizer = copy_of((model, optimizer))
    after = trained(other, other_optimizer, 3)
    assert not np.array_equal(model.weight.data, after["weight"])
    for name, numbers in trained(model, optimizer, 3).items():
        np.testing.assert_array_equal(numbers, after[name])


def test_a_copy_of_one_of_the_pair(rng):
    model = nn.Linear(3, 2, rng=rng)
    optimizer = SGD(model.parameters(), 0.1)
    trained(model, optimizer, 1)
    alone = copy.deepcopy(optimizer)
    nn.mse_loss(model(np.ones((1, 3))), np.ones((1, 2))).backward()
    with pytest.raises(ValueError, match=r"copied without its model .* copy both in one call"):
        alone.step()
    twin = copy.deepcopy(model)
    start = twin.state_dict()
    trained(model, optimizer, 1)
    np.testing.assert_array_equal(twin.weight.data, start["weight"])
    trained(twin, SGD(twin.parameters(), 0.1), 1)
    assert not np.array_equal(twin.weight.data, start["weight"])


ERRORS = {
    "SGD: there are no parameters": lambda p: SGD([], 0.1),
    "SGD: a parameter must be a Tensor with requires_grad=True": lambda p: SGD([Tensor(1.0)], 0.1),
    "SGD: a parameter is in the list twice": lambda p: SGD([p, p], 0.1),
    "SGD: the learning rate must be a finite number at least 0, not -1": lambda p: SGD([p], -1),
    "SGD: momentum must be a finite number at least 0 and below 1": lambda p: SGD(
        [p], 0.1, momentum=1.0
    ),
    "RMSprop: alpha must be a finite number at least 0 and below 1": lambda p: nn.RMSprop(
        [p], alpha=1.0
    ),
    "Adam: betas[1] must be a finite number at least 0 and below 1": lambda p: nn.Adam(
        [p], betas=(0.9, 1.0)
    ),
    "AdamW: betas[0] must be a finite number at least 0 and below 1": lambda p: nn.AdamW(
        [p], betas=(-1, 0.9)
    ),
    "AdamW: there are no parameters": lambda p: nn.AdamW([]),
    "Adam.step: a parameter of shape () has no gradient": lambda p: nn.Adam([p]).step(),
    "SGD: the learning rate must be a finite number at least 0, not nan": (
        lambda p: SGD([p], np.nan)
    ),
    "SGD: the learning rate must be a finite number at least 0, not '0.1'": (
        lambda p: SGD([p], "0.1")
    ),
    "SGD: weight_decay must be": lambda p: SGD([p], 0.1, weight_decay=-1),
    "SGD: params must be a list of tensors such as model.parameters(), not a Tensor": (
        lambda p: SGD(p, 0.1)
    ),
    "SGD: params must be a list of tensors such as model.parameters(), not a Flatten": (
        lambda p: SGD(nn.Flatten(), 0.1)
    ),
    "SGD: a tensor of shape () was computed from others": lambda p: SGD([p * 2], 0.1),
    "Adam: betas must be two numbers": lambda p: nn.Adam([p], betas=0.9),
    "Adam: eps must be": lambda p: nn.Adam([p], eps=-1e-8),
    "AdamW: weight_decay must be": lambda p: nn.AdamW([p], weight_decay=np.nan),
    "RMSprop: eps must be": lambda p: nn.RMSprop([p], eps=0),
    "clip_grad_norm: max_norm must be a finite number above 0, not -1": (
        lambda p: nn.clip_grad_norm([p], -1)
    ),
    "clip_grad_norm: max_norm must be a finite number above 0, not nan": (
        lambda p: nn.clip_grad_norm([p], np.nan)
    ),
    "clip_grad_norm: params must be a list of tensors": lambda p: nn.clip_grad_norm(p, 1.0),
    "SGD: nesterov=True needs momentum": lambda p: SGD([p], 0.1, nesterov=True),
    "SGD.step: a parameter of shape () has no gradient": lambda p: SGD([p], 0.1).step(),
    "SGD: all parameters must have the same type": (
        lambda p: SGD([p, parameter(1.0, np.float32)], 0.1)
    ),
}


@pytest.mark.parametrize("sentence", ERRORS)
def test_errors(sentence):
    with pytest.raises(ValueError) as error:
        ERRORS[sentence](parameter())
    assert str(error.value).startswith(sentence)


def test_a_parameter_with_another_shape():
    p = parameter()
    optimizer = SGD([p], 0.1)
    p.data = np.ones(2)
    quadratic(p).backward()
    with pytest.raises(ValueError, match=r"SGD.step: a parameter of shape \(\) now has the shape"):
        optimizer.step()


def test_a_gradient_of_another_shape():
    p = Tensor(np.ones((2, 3)), requires_grad=True)
    p.grad = np.ones((3, 2))
    with pytest.raises(ValueError, match=r"shape \(2, 3\) has a gradient of shape \(3, 2\)"):
        SGD([p], 0.1).step()


def test_infinity_only_measures_the_length():
    p = parameter(3.0)
    quadratic(p).backward()
    assert nn.clip_grad_norm([p], np.inf) == 3 and p.grad == 3
