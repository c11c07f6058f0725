"""Tensor, arithmetic and shapes: every derivative against central differences."""

import copy
import subprocess
import sys
from pickle import dumps, loads

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import nnlib as nn
from nnlib import Tensor

SHAPES = hnp.array_shapes(min_dims=0, max_dims=3, max_side=3)
FULL = hnp.array_shapes(min_dims=1, max_dims=3, max_side=3)
SEEDS = st.integers(0, 10_000)
TWO = hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3)
UNARY = {
    "neg": lambda x: -x,
    "exp": nn.exp,
    "log": nn.log,
    "sqrt": nn.sqrt,
    "abs": nn.abs,
    "square": lambda x: x**2,
    "cube root": lambda x: x ** (1 / 3),
    "inverse": lambda x: x**-1,
    "to the 0": lambda x: x**0,
    "methods": lambda x: x.exp() + x.log() * x.sqrt() - x.abs(),
    "numbers": lambda x: 2 - 3 * x / 4 + 1 / x - np.float64(0.5) * x,
    "nodes used again": lambda x: (x * x + x) * x - x / (x + x),
}
BINARY = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "where": lambda a, b: nn.where(a.data > b.data, a, 2 * b),
}
REDUCTIONS = {"sum": nn.sum, "mean": nn.mean}


def positive(shape, seed):
    """Numbers away from 0, where |x|, sqrt and 1/x have kinks or poles."""
    return np.random.default_rng(seed).uniform(0.5, 2.0, shape)


def distinct(shape, seed):
    """Numbers with gaps, so that the maximum does not change."""
    return np.random.default_rng(seed).permutation(np.arange(np.prod(shape))).reshape(shape) / 7


def check(f, *inputs):
    assert nn.gradcheck(f, inputs, rng=np.random.default_rng(1))


@pytest.mark.parametrize("name", UNARY)
@given(shape=SHAPES, seed=SEEDS)
def test_unary_derivatives(name, shape, seed):
    check(UNARY[name], positive(shape, seed))
    check(UNARY[name], positive(shape, seed).T)  # not contiguous


@pytest.mark.parametrize("name", BINARY)
@given(shapes=TWO, seed=SEEDS)
def test_binary_derivatives_with_broadcasting(name, shapes, seed):
    a, b = (positive(shape, seed + i) for i, shape in enumerate(shapes.input_shapes))
    assert BINARY[name](Tensor(a), Tensor(b)).shape == shapes.result_shape
    check(BINARY[name], a, b)


@given(
    shapes=hnp.mutually_broadcastable_shapes(signature=np.matmul.signature, max_dims=2, max_side=3),
    seed=SEEDS,
)
def test_matmul_derivatives_for_all_shapes_of_numpy(shapes, seed):
    a, b = (positive(shape, seed + i) for i, shape in enumerate(shapes.input_shapes))
    np.testing.assert_array_equal((Tensor(a) @ Tensor(b)).data, a @ b)
    check(lambda a, b: a @ b, a, b)


@pytest.mark.parametrize("name", REDUCTIONS)
@given(shape=FULL, seed=SEEDS, data=st.data(), keepdims=st.booleans())
def test_reduction_derivatives(name, shape, seed, data, keepdims):
    n = len(shape)
    axis = data.draw(
        st.one_of(st.none(), st.integers(-n, n - 1), hnp.valid_tuple_axes(n, min_size=0))
    )
    x = positive(shape, seed)
    got = REDUCTIONS[name](x, axis=axis, keepdims=keepdims)
    expected = getattr(np, name)(x, axis=axis, keepdims=keepdims)
    np.testing.assert_array_equal(got.data, expected)
    check(lambda t: REDUCTIONS[name](t, axis=axis, keepdims=keepdims) ** 2, x)


@given(shape=FULL, seed=SEEDS, data=st.data(), keepdims=st.booleans())
def test_max_derivative(shape, seed, data, keepdims):
    axis = data.draw(st.one_of(st.none(), st.integers(-len(shape), len(shape) - 1)))
    x = distinct(shape, seed)
    got = nn.max(x, axis=axis, keepdims=keepdims).data
    np.testing.assert_array_equal(got, x.max(axis=axis, keepdims=keepdims))
    check(lambda t: t.max(axis=axis, keepdims=keepdims), x)


def test_max_gives_the_gradient_to_one_winner():
    x = Tensor([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]], requires_grad=True)
    x.max(axis=1).sum().backward()
    np.testing.assert_array_equal(x.grad, [[0, 1, 0], [1, 0, 0]])


@given(shape=FULL, seed=SEEDS, data=st.data())
def test_shape_derivatives(shape, seed, data):
    x = positive(shape, seed)
    axes = data.draw(st.permutations(range(len(shape))))
    negative_axes = [axis - len(shape) for axis in axes]
    np.testing.assert_array_equal(Tensor(x).transpose(*axes).data, x.transpose(axes))
    check(lambda t: t.transpose(*axes).reshape(-1) * np.arange(x.size), x)
    check(lambda t: nn.transpose(t, negative_axes) ** 2, x)
    np.testing.assert_array_equal(Tensor(x).transpose(axes).data, x.transpose(axes))
    check(lambda t: t.T @ np.ones((len(x), 1)), x)
    check(lambda t: nn.reshape(t, (-1, 1)) + t.reshape((1, -1)), x)


@given(shape=FULL, seed=SEEDS, data=st.data())
def test_joining_derivatives(shape, seed, data):
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    longer = list(shape)
    longer[axis] += 1
    a, b, c = positive(shape, seed), positive(tuple(longer), seed + 1), positive(shape, seed + 2)
    np.testing.assert_array_equal(nn.concatenate([a, b], axis).data, np.concatenate([a, b], axis))
    np.testing.assert_array_equal(nn.stack([a, c], axis).data, np.stack([a, c], axis))
    check(lambda a, b: nn.concatenate([a, b, a * a], axis) ** 2, a, b)
    check(lambda a, c: nn.stack([a, c, a], axis) ** 2, a, c)


@pytest.mark.parametrize(
    "key",
    [
        0,
        -1,
        slice(1, None),
        (slice(None), 1),
        (Ellipsis, None, 2),
        [0, 0, 2],
        np.array([[1, 1], [0, 1]]),
        ([0, 1, 0], [2, 2, 2]),
        (slice(None), np.array([0, 0])),
        np.array([True, False, True]),
        (2, 1),
    ],
    ids=str,
)
def test_index_derivatives(key):
    x = positive((3, 4), 0)
    np.testing.assert_array_equal(Tensor(x)[key].data, x[key])
    check(lambda t: t[key] ** 2, x)


def test_repeated_indices_add_up():
    x = Tensor([1.0, 2.0], requires_grad=True)
    x[[0, 0, 0, 1]].sum().backward()
    np.testing.assert_array_equal(x.grad, [3, 1])


def test_where_lets_no_infinity_through():
    a = Tensor([1.0, 2.0], requires_grad=True)
    b = Tensor([1.0, 2.0], requires_grad=True)
    (nn.where(np.array([True, False]), a, b) * np.array([np.inf, 1.0])).sum().backward()
    np.testing.assert_array_equal(a.grad, [np.inf, 0])
    np.testing.assert_array_equal(b.grad, [0, 1])


@pytest.mark.parametrize(
    "key",
    [
        ((0, 0, 2), slice(None)),
        (slice(None), (1, 1)),
        range(2),
        (range(2), [1, 1]),
        ([],),
        (np.int64(1), np.array([0, 0])),
        np.array([-1, 2, 2], np.int8),
    ],
    ids=str,
)
def test_any_sequence_is_an_index(key):
    x = positive((3, 4), 0)
    np.testing.assert_array_equal(Tensor(x)[key].data, x[key])
    check(lambda t: t[key] ** 2, x)


def test_axes_may_be_integers_of_numpy():
    one, x = np.int64(1), positive((2, 3), 0)
    check(lambda t: t.sum(one) + t.mean((one,)) + t.max(axis=one) + nn.max(t, axis=-one), x)
    check(lambda t: t.sum(axis=(np.int8(0), one)) + t.sum([0]).sum(), x)
    check(lambda t: t.transpose(one, np.int64(0)).reshape(np.int64(6)) ** 2, x)
    check(lambda t: nn.concatenate([t, t], axis=one) + nn.stack([t, t], axis=one).reshape(2, 6), x)
    check(lambda t: nn.softmax(t, axis=one) + nn.log_softmax(t, axis=np.int64(0)), x)


# ------------------------------------------------------------------- what changes meanwhile


def quadratic_model(rng):
    model = nn.Sequential(nn.Linear(3, 4, rng=rng), nn.Tanh(), nn.Linear(4, 1, rng=rng))
    return model, (model(np.ones((2, 3))) ** 2).mean()


@pytest.mark.parametrize("change", ["step", "load_state_dict"])
def test_a_changed_parameter_is_noticed(change, rng):
    model, loss = quadratic_model(rng)
    optimizer = nn.SGD(model.parameters(), 0.1)
    loss.backward()
    if change == "step":
        optimizer.step()
    else:
        model.load_state_dict({name: 2 * p for name, p in model.state_dict().items()})
    kept = [p.grad.copy() for p in model.parameters()]
    with pytest.raises(ValueError, match=r"^backward: a parameter of shape .* compute the loss"):
        loss.backward()
    for p, grad in zip(model.parameters(), kept, strict=True):
        np.testing.assert_array_equal(p.grad, grad)  # refused before anything was added
    (model(np.ones((2, 3))) ** 2).mean().backward()


IDS, MASK = np.array([0, 2, 2]), np.array([True, False, True])
LABELS, TARGETS, DATA = np.array([0, 1, 1]), np.array([[0.0], [1.0], [1.0]]), np.ones((3, 3))
CAPTURED = {
    "index": (IDS, lambda w, ids: (w[ids] ** 2).sum()),
    "index of several": (IDS, lambda w, ids: (w[ids, (0, 1, 1)] ** 2).sum()),
    "mask": (MASK, lambda w, mask: (w[mask] ** 2).sum()),
    "where": (MASK, lambda w, mask: nn.where(mask, w, 2 * w).sum()),
    "embedding": (IDS, lambda w, ids: (nn.embedding(ids, w) ** 2).sum()),
    "cross_entropy": (LABELS, nn.cross_entropy),
    "mse_loss": (DATA, nn.mse_loss),
    "huber_loss": (DATA, nn.huber_loss),
    "binary_cross_entropy_with_logits": (
        TARGETS,
        lambda w, t: nn.binary_cross_entropy_with_logits(w[:, :1], t),
    ),
    "linear": (DATA, lambda w, x: nn.linear(x, w).sum()),
    "multiply": (DATA, lambda w, x: (w * x).sum()),
    "matmul": (DATA, lambda w, x: (x @ w).sum()),
    "divide": (DATA, lambda w, x: (x / w).sum()),
    "a tensor's data": (DATA, lambda w, x: (Tensor(x) * w).sum()),
    "attention mask": (
        np.tri(3, dtype=bool),
        lambda w, m: (nn.scaled_dot_product_attention(w, w, w, mask=m) ** 2).sum(),
    ),
}


@pytest.mark.parametrize("name", CAPTURED)
def test_arrays_may_change_between_forward_and_backward(name, rng):
    array, f = CAPTURED[name]
    w = Tensor(rng.normal(size=(3, 3)) + 3, requires_grad=True)
    f(w, array).backward()
    expected, w.grad = w.grad, None
    changing = array.copy()
    loss = f(w, changing)
    changing[...] = changing[::-1].copy() if changing.dtype == bool else changing + 1
    loss.backward()
    np.testing.assert_array_equal(w.grad, expected)


# ------------------------------------------------------------------------ the graph


def test_backward_twice_accumulates_and_changes_nothing_kept():
    x = Tensor([1.0, 2.0], requires_grad=True)
    loss = (x * x).sum()
    loss.backward()
    first = x.grad
    loss.backward()
    np.testing.assert_array_equal(x.grad, [4, 8])
    np.testing.assert_array_equal(first, [2, 4])


@pytest.mark.parametrize(
    "f",
    [
        lambda a, b: (a + b).sum(),
        lambda a, b: (a.reshape(4) + b.T.reshape(4)).sum(),
        lambda a, b: nn.concatenate([a, b]).sum(),
        lambda a, b: nn.stack([a, b]).sum() + a.mean() + b.sum(),
    ],
)
def test_gradients_share_no_memory_and_can_be_written(f):
    a, b = Tensor(np.ones((2, 2)), requires_grad=True), Tensor(np.ones((2, 2)), requires_grad=True)
    f(a, b).backward()
    assert not np.shares_memory(a.grad, b.grad)
    before = b.grad.copy()
    a.grad *= 0
    np.testing.assert_array_equal(b.grad, before)


def test_diamonds_and_weight_sharing():
    w = Tensor(0.5, requires_grad=True)
    a = w * 2
    b = a * a
    c = b + a
    (c * b).backward()  # (4 w^2 + 2 w) 4 w^2 = 16 w^4 + 8 w^3
    assert w.grad == 64 * 0.125 + 24 * 0.25
    assert isinstance(w.grad, np.ndarray)
    assert a.grad is None


def test_a_leaf_can_be_the_loss():
    w = Tensor(3.0, requires_grad=True)
    w.backward()
    w.backward()
    assert w.grad == 2


def test_very_deep_graphs_need_no_recursion():
    x = Tensor(1.0, requires_grad=True)
    y = x
    for _ in range(50_000):
        y = y + x
    y.backward()
    assert x.grad == 50_001
    del y


def test_nothing_is_left_for_the_garbage_collector(no_cycles):
    rng = np.random.default_rng(0)
    model = nn.Sequential(nn.Linear(4, 8, rng=rng), nn.ReLU(), nn.Linear(8, 3, rng=rng))
    optimizer = nn.SGD(model.parameters(), 0.1, momentum=0.9)
    x, y = rng.normal(size=(20, 4)), rng.integers(0, 3, 20)
    with no_cycles():
        nn.fit(model, nn.cross_entropy, optimizer, (x, y), epochs=3, batch_size=8, rng=rng,
               progress=False)  # fmt: skip
        a, b = (Tensor(positive(shape, 0), requires_grad=True) for shape in [(5, 4), (4, 2)])
        z = nn.softmax((a @ b)[[0, 0, 1]].exp().log().sqrt().abs().T) ** 2 + 1
        z = nn.concatenate([z, nn.log_softmax(z)]).max(axis=0) / 3 + nn.logsumexp(z, axis=0)
        nn.where(z > 0, z, nn.stack([z, z]).mean(axis=0)).sum().backward()
        del a, b, z


def test_no_grad_keeps_nothing_and_ends_after_an_error():
    x = Tensor([1.0], requires_grad=True)
    with pytest.raises(RuntimeError), nn.no_grad():
        y = x * 2
        raise RuntimeError
    assert not y.requires_grad and y._parents == ()
    assert (x * 2).requires_grad


def test_detach_copies():
    x = Tensor([1.0], requires_grad=True)
    y = (x * 2).detach()
    assert not y.requires_grad
    z = x.detach()
    z.data[0] = 5
    assert x.data[0] == 1


# ------------------------------------------------------------------------ types


@given(scalar=st.sampled_from([2, 2.0, True, np.float64(2), np.int64(2), [2], np.array([2])]))
def test_float32_stays_float32(scalar):
    x = Tensor(np.ones((2, 1), np.float32), requires_grad=True)
    y = (x + scalar) * scalar - scalar / (x * 3.0) + scalar - x / scalar
    y = nn.where(x > 0, y, scalar) ** 2.0 + x.mean() + x.max() + nn.sqrt(x)
    assert y.dtype == np.float32
    y.sum().backward()
    assert x.grad.dtype == np.float32


F32 = {"rng": np.random.default_rng(0), "dtype": np.float32}
WIDE = np.random.default_rng(0).normal(size=(4, 3))
MODELS = {
    "linear": (nn.Linear(3, 3, **F32), WIDE),
    "linear of a Tensor": (nn.Linear(3, 3, **F32), Tensor(WIDE)),
    "layer norm": (nn.LayerNorm(3, dtype=np.float32), WIDE),
    "batch norm": (nn.BatchNorm1d(3, dtype=np.float32), WIDE),
    "convolution": (nn.Conv2d(1, 2, 2, **F32), WIDE[None, None]),
    "rnn": (nn.RNN(3, 2, **F32), WIDE[None]),
    "lstm": (nn.LSTM(3, 2, **F32), WIDE[None]),
    "attention": (nn.MultiheadAttention(4, 2, **F32), WIDE.T[None]),
    "transformer": (nn.TransformerBlock(4, 2, **F32), WIDE.T[None]),
    "embedding": (nn.Embedding(3, 2, **F32), np.array([0, 1, 1])),
    "sequence": (
        nn.Sequential(nn.Linear(3, 4, **F32), nn.GELU(), nn.SiLU(), nn.Linear(4, 1, **F32)),
        WIDE,
    ),
}


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("target", [np.asarray, Tensor])
def test_float64_data_leave_a_float32_model_alone(name, target):
    model, x = MODELS[name]
    model.astype(np.float32)
    output = model(x)
    output = output[0] if isinstance(output, tuple) else output
    assert output.dtype == (np.float64 if isinstance(x, Tensor) else np.float32)
    nn.mse_loss(output, target(np.ones(output.shape))).backward()
    for p in model.parameters():
        assert p.grad.dtype == p.dtype == np.float32 and p.grad.shape == p.shape
        assert type(p.grad) is np.ndarray and p.grad.flags.owndata


@pytest.mark.parametrize("name", [*UNARY, *BINARY, "matmul", "max", "index", "reshape"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(), (2, 2)])
def test_gradients_have_the_type_and_shape_of_their_tensor(name, dtype, shape):
    a, b = (Tensor(np.full(shape, n, dtype), requires_grad=True) for n in (2.0, 3.0))
    others = {
        "matmul": lambda a, b: a.reshape(-1, 1) @ b.reshape(1, -1),
        "max": lambda a, b: a.max() + b.mean(),
        "index": lambda a, b: a[..., None] * b.reshape(-1)[[0, 0]],
        "reshape": lambda a, b: nn.stack([a.reshape(-1), b.T.reshape(-1)]),
    }
    f = BINARY.get(name) or others.get(name) or (lambda a, b: UNARY[name](a) * b)
    (f(a, b) * np.float64(2.0) * np.full((), 0.5)).sum().backward()
    for tensor in (a, b):
        assert tensor.grad.dtype == dtype and tensor.grad.shape == shape
        assert type(tensor.grad) is np.ndarray


@pytest.mark.parametrize("name", [*BINARY, "matmul", "linear"])
def test_gradients_that_nobody_needs_are_not_computed(name):
    others = {"matmul": lambda a, b: a @ b, "linear": nn.linear}
    f = BINARY.get(name) or others[name]
    x, w = Tensor(np.ones((2, 2))), Tensor(np.ones((2, 2)), requires_grad=True)
    da, db = f(x, w)._pullback(np.ones((2, 2)))
    assert da is None and (db is not None or name == "where")  # where computes 2 * w before
    da, db = f(w, x)._pullback(np.ones((2, 2)))
    assert da is not None and db is None


def test_array_on_the_left():
    x = Tensor([1.0, 2.0], requires_grad=True)
    y = np.array([3.0, 4.0]) * x + np.float64(1) * x - np.array([1.0, 1.0]) @ x
    assert isinstance(y, Tensor)
    np.testing.assert_array_equal(y.data, [1, 7])
    np.testing.assert_array_equal((np.eye(2) / x - 1).data, [[0, -1], [-1, -0.5]])


@pytest.mark.parametrize("data", [[1, 2], [True, False], np.arange(2, dtype=np.int8)])
def test_integers_become_float64(data):
    assert Tensor(data).dtype == np.float64


def test_comparisons_are_plain_arrays():
    x = Tensor([1.0, 2.0], requires_grad=True)
    for result, expected in [
        (x < 2, [True, False]),
        (x <= 1, [True, False]),
        (x > np.array([0, 2]), [True, False]),
        (x >= 2, [False, True]),
        (x == x, [True, True]),
        (x != Tensor(1.0), [False, True]),
        (1.5 < x, [False, True]),
    ]:
        assert type(result) is np.ndarray and result.dtype == bool
        np.testing.assert_array_equal(result, expected)
    assert hash(x) != hash(Tensor(0.0)) and len({x, x}) == 1


def test_properties_and_representation():
    x = Tensor([[1.0, 2.0]], requires_grad=True)
    assert (x.shape, x.ndim, x.size, len(x), x.dtype) == ((1, 2), 2, 2, 1, np.float64)
    assert repr(x) == "Tensor([[1., 2.]], requires_grad=True)"
    assert repr(Tensor(np.float32(2.5))) == "Tensor(2.5, dtype=float32)"
    assert Tensor(2.5).item() == float(Tensor([[2.5]])) == 2.5
    assert Tensor(1.0) and not Tensor(0.0)
    np.testing.assert_array_equal(np.asarray(Tensor([1.0])), [1.0])


def test_one_number_is_used_as_a_number():
    loss = Tensor(2.3456, requires_grad=True)
    assert f"{loss:.3f}" == "2.346" and f"{Tensor([1.0]):4.1f}" == " 1.0"
    assert f"{loss}" == str(loss)
    assert round(loss, 2) == 2.35 and round(loss) == 2 and int(loss) == 2


def test_functions_of_numpy_keep_the_gradient_or_say_so():
    x = Tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    for f in (np.mean, np.sum, np.max, np.exp, np.log, np.sqrt, np.abs, np.negative, np.transpose):
        result = f(x)
        assert isinstance(result, Tensor) and result.requires_grad
        np.testing.assert_array_equal(result.data, f(x.data))
    assert isinstance(np.concatenate([x, x.data]), Tensor) and np.stack([x, x]).shape == (2, 2, 2)
    assert np.mean(x, axis=0, keepdims=True).shape == (1, 2)
    assert (np.shape(x), np.ndim(x), np.size(x)) == ((2, 2), 2, 4)
    for f in (np.tanh, np.std, np.cumsum, np.linalg.norm, lambda x: np.add(x, x, out=x.data)):
        with pytest.raises(TypeError, match=r"^Tensor: NumPy would lose the gradient"):
            f(x)
    plain = x.detach()
    assert np.std(plain) == np.std(x.data) and np.argmax(plain) == 3
    np.testing.assert_array_equal(np.tanh(plain), np.tanh(x.data))


def test_going_through_the_rows():
    assert [row.shape for row in Tensor(np.ones((3, 2)))] == [(2,)] * 3
    with pytest.raises(TypeError, match=r"^Tensor: a single number has no rows"):
        iter(Tensor(1.0))


@pytest.mark.parametrize("copy_of", [copy.copy, copy.deepcopy, lambda x: loads(dumps(x))])
def test_copies(copy_of):
    x = Tensor([1.0, 2.0], requires_grad=True)
    (x * x).sum().backward()
    y = copy_of(x)
    np.testing.assert_array_equal(y.data, x.data)
    assert y.requires_grad and y.grad is None
    (y * 3).sum().backward()
    np.testing.assert_array_equal(y.grad, [3, 3])
    with pytest.raises(TypeError, match=r"^Tensor: a result that remembers .* use x.detach"):
        copy_of(x * 2)


# ------------------------------------------------------------------------ errors that teach

ONE = Tensor(np.ones((2, 3)), requires_grad=True)
ERRORS = {
    "add: shapes (2, 3) and (2,) do not fit": lambda: ONE + np.ones(2),
    "subtract: shapes (2, 3) and (4,)": lambda: ONE - np.ones(4),
    "multiply: shapes (2, 3) and (2,)": lambda: ONE * np.ones(2),
    "divide: shapes (2,) and (2, 3)": lambda: np.ones(2) / ONE,
    "<: shapes (2, 3) and (2,)": lambda: ONE < np.ones(2),
    "matmul: shapes (2, 3) and (2, 3) do not fit": lambda: ONE @ ONE,
    "matmul: shapes (2, 3) and () do not fit": lambda: ONE @ 2.0,
    "reshape: 6 numbers of shape (2, 3) do not fill the shape (4, -1)": lambda: ONE.reshape(4, -1),
    "concatenate: all axes but axis 0 must be equally long": lambda: nn.concatenate([ONE, ONE.T]),
    "stack: all shapes must be equal, but they are (2, 3), (3, 2)": lambda: nn.stack([ONE, ONE.T]),
    "backward: the loss must be one number, but its shape is (2, 3)": lambda: (ONE * 1).backward(),
    "backward: nothing here requires a gradient": lambda: Tensor(1.0).backward(),
    "item: there must be one number, but the shape is (2, 3)": lambda: ONE.item(),
    "Tensor: the data must be real numbers, not complex128": lambda: Tensor([1j]),
    "Tensor: the data must be real numbers, not object": lambda: ONE + None,
    "Tensor: the data must be real numbers, not <U4": lambda: "text" * ONE,
    "Tensor: the data must be numbers in rows of equal length": lambda: Tensor([[1.0], [1.0, 2.0]]),
    "sum: axis must be None, one or several of the 2 axes of x (2, 3)": lambda: ONE.sum(2),
    "mean: axis must be None, one or several of the 2 axes": lambda: ONE.mean("rows"),
    "mean: there is nothing to average (x (0,), axis None)": lambda: Tensor(np.ones(0)).mean(),
    "max: there is nothing to choose from (x (0, 2), axis 0)": lambda: nn.max(np.ones((0, 2)), 0),
    "max: the axis must be one, not (0, 1)": lambda: ONE.max((0, 1)),
    "transpose: axis must be": lambda: ONE.transpose(0, 2),
    "transpose: all 2 axes of x (2, 3) must be named once": lambda: ONE.transpose(0),
    "concatenate: there is nothing to join": lambda: nn.concatenate([]),
    "stack: there is nothing to join": lambda: nn.stack([]),
    "stack: the new axis must be from 0 to 2": lambda: nn.stack([ONE, ONE], axis=4),
    "reshape: 6 numbers of shape (2, 3) do not fill the shape six": lambda: ONE.reshape("six"),
    "where: shapes (2,) (the condition), (2, 3) and ()": lambda: nn.where([True, False], ONE, 0),
}
TYPE_ERRORS = {
    "Tensor: numbers cannot be assigned in place": lambda: ONE.__setitem__(0, 1.0),
    "power: the exponent must be one number": lambda: ONE**ONE,
    "Tensor: NumPy would lose the gradient": lambda: np.cumsum(ONE),
    "Tensor: the data are a Tensor already": lambda: Tensor(ONE),
    "power: the exponent must be one number; for": lambda: 2**ONE,
    "where: the condition must be True or False": lambda: nn.where([0.0, 1.0, 1.0], ONE, 0),
    "Tensor: '.3f' is the format of one number": lambda: f"{ONE:.3f}",
}


@pytest.mark.parametrize("sentence", ERRORS)
def test_value_errors(sentence):
    with pytest.raises(ValueError) as error:
        ERRORS[sentence]()
    assert str(error.value).startswith(sentence)


@pytest.mark.parametrize("sentence", TYPE_ERRORS)
def test_type_errors(sentence):
    with pytest.raises(TypeError) as error:
        TYPE_ERRORS[sentence]()
    assert str(error.value).startswith(sentence)


@pytest.mark.parametrize("module", ["arithmetic", "shapes", "tensor", "layers.linear"])
def test_every_module_can_be_imported_first(module):
    subprocess.run([sys.executable, "-c", f"import nnlib.{module}"], check=True)
