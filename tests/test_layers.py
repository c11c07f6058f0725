"""Modules, Linear, Sequential, Neuron."""

from collections import deque

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import nnlib as nn
from nnlib import Linear, Module, Sequential, Tensor


@given(
    leading=hnp.array_shapes(min_dims=0, max_dims=2, max_side=3),
    n_in=st.integers(1, 4),
    n_out=st.integers(1, 4),
    bias=st.booleans(),
    seed=st.integers(0, 999),
)
def test_linear(leading, n_in, n_out, bias, seed):
    rng = np.random.default_rng(seed)
    x, w = rng.normal(size=(*leading, n_in)), rng.normal(size=(n_in, n_out))
    inputs = [x, w, rng.normal(size=n_out)] if bias else [x, w]
    y = nn.linear(*(Tensor(value) for value in inputs))
    assert y.shape == (*leading, n_out)
    np.testing.assert_allclose(y.data, x @ w + (inputs[2] if bias else 0), rtol=1e-12, atol=1e-14)
    assert nn.gradcheck(nn.linear, inputs, rng=rng)


def test_linear_takes_views(rng):
    x, w = rng.normal(size=(3, 8))[:, ::2].T, rng.normal(size=(2, 3)).T
    assert nn.gradcheck(nn.linear, [x, w], rng=rng)


def test_linear_layer_starts_as_promised(rng):
    layer = Linear(30, 20, rng=rng)
    assert (layer.weight.shape, layer.bias.shape) == ((30, 20), (20,))
    np.testing.assert_array_equal(layer.bias.data, 0)
    bound = np.sqrt(6 / 50)
    assert 0.9 * bound < np.abs(layer.weight.data).max() <= bound
    assert Linear(2, 2, bias=False, rng=rng).bias is None
    single = Linear(2, 2, init=nn.initializers.he_normal, rng=rng, dtype=np.float32)
    assert single(np.ones((1, 2), np.float32)).dtype == np.float32


def test_first_layer_computes_no_gradient_for_the_data(rng):
    layer = Linear(3, 2, rng=rng)
    dx, dw, db = layer(np.ones((4, 3)))._pullback(np.ones((4, 2)))
    assert dx is None and dw.shape == (3, 2) and db.shape == (2,)


class Net(Module):
    """All ways to own a parameter."""

    def __init__(self, rng):
        self.first = Linear(2, 3, rng=rng)
        self.blocks = [Linear(3, 3, rng=rng), nn.Tanh()]
        self.again = self.first
        self.scale = Tensor(2.0, requires_grad=True)
        self.frozen = Tensor([1.0, 2.0])
        self.running_mean = np.zeros(3)
        self.name = "net"

    def forward(self, x):
        h = self.first(x)
        for block in self.blocks:
            h = block(h)
        return h * self.scale


def test_parameters_are_found_once_and_by_name(rng):
    names = [name for name, _ in Net(rng).named_parameters()]
    assert names == ["scale", "first.weight", "first.bias", "blocks.0.weight", "blocks.0.bias"]
    assert [p.shape for p in Net(rng).parameters()] == [(), (2, 3), (3,), (3, 3), (3,)]


def test_the_gradients_of_a_whole_network(rng):
    net = Net(rng)
    x = rng.normal(size=(5, 2))
    assert nn.gradcheck(lambda *_: net(x).mean(), net.parameters(), rng=rng)


def test_train_and_eval_reach_every_part(rng):
    net = Net(rng)
    assert net.training and net.blocks[1].training
    assert net.eval() is net
    assert not (net.training or net.first.training or net.blocks[1].training)
    net.train()
    assert net.training and net.blocks[1].training


def test_state_dict_copies_and_loads(rng):
    net, other = Net(rng), Net(rng)
    state = net.state_dict()
    assert {"frozen", "running_mean", "scale", "first.weight"} <= state.keys()
    net.scale.data[...] = 7
    assert state["scale"] == 2
    views = other.first.weight.data
    other.load_state_dict(state)
    assert other.first.weight.data is views
    np.testing.assert_array_equal(views, net.first.weight.data)
    state["first.weight"][...] = 0
    assert other.first.weight.data.any()


def test_load_state_dict_explains_and_changes_nothing(rng):
    layer = Linear(2, 3, rng=rng)
    before = layer.state_dict()
    with pytest.raises(ValueError, match=r"load_state_dict: .* Missing: bias; unknown: other"):
        layer.load_state_dict({"weight": np.zeros((2, 3)), "other": np.zeros(3)})
    with pytest.raises(ValueError, match=r"bias has the shape \(3,\) here, but \(1,\) in what"):
        layer.load_state_dict({"weight": np.zeros((2, 3)), "bias": np.zeros(1)})
    np.testing.assert_array_equal(layer.weight.data, before["weight"])


def test_astype(rng):
    net = Net(rng).astype(np.float32)
    assert {p.dtype for p in net.parameters()} == {np.dtype(np.float32)}
    assert net(np.ones((1, 2), np.float32)).dtype == np.float32


def small(rng):
    return Sequential(Linear(64, 32, rng=rng), nn.ReLU(), Linear(32, 10, rng=rng))


def test_summary_counts_the_parameters(rng, capsys):
    assert small(rng).summary() is None
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1].split() == ["total", "2,410"]
    assert "Linear(64, 32)" in lines[1] and lines[1].endswith("2,080")
    Net(rng).summary()
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1].split() == ["total", "22"]  # the shared layer counts once


def test_representation(rng):
    expected = "Sequential(\n  Linear(64, 32),\n  ReLU(),\n  Linear(32, 10),\n)"
    assert repr(small(rng)) == expected
    assert repr(Sequential(Sequential(nn.Step()))) == (
        "Sequential(\n  Sequential(\n    Step(),\n  ),\n)"
    )
    assert repr(Linear(1, 2, bias=False, rng=rng)) == "Linear(1, 2, bias=False)"
    assert repr(nn.LeakyReLU(0.2)) == "LeakyReLU(0.2)"
    assert repr(Net(rng)).startswith("Net(\n  first: Linear(2, 3)\n  blocks.0: Linear(3, 3)\n")
    assert repr(nn.Neuron(2, rng=rng)) == "Neuron(2, activation=sigmoid)"


def test_sequential_is_a_sequence_of_layers_and_functions(rng):
    model = small(rng)
    assert len(model) == 3 and list(model) == model.layers and model[-1] is model.layers[2]
    doubled = Sequential(nn.relu, lambda x: x * 2)
    np.testing.assert_array_equal(doubled([-1.0, 1.0]).data, [0, 2])
    assert Sequential()(3) == 3


@pytest.mark.parametrize(
    ("layer", "function"),
    [
        (nn.Step(), nn.step),
        (nn.ReLU(), nn.relu),
        (nn.LeakyReLU(0.2), lambda x: nn.leaky_relu(x, 0.2)),
        (nn.Sigmoid(), nn.sigmoid),
        (nn.Tanh(), nn.tanh),
        (nn.Softplus(), nn.softplus),
        (nn.GELU(), nn.gelu),
        (nn.SiLU(), nn.silu),
    ],
)
def test_activation_layers(layer, function, rng):
    x = rng.normal(size=(3, 2))
    np.testing.assert_array_equal(layer(x).data, function(x).data)
    assert layer.parameters() == []


def every_layer(rng):
    """A model for images and one for sequences that have all kinds of layers between them."""
    images = Sequential(
        nn.Conv2d(1, 2, 2, rng=rng),
        nn.GELU(),
        nn.MaxPool2d(2),
        nn.AvgPool2d(2),
        nn.Flatten(),
        nn.BatchNorm1d(8),
        Linear(8, 1, rng=rng),
    )
    sequences = Sequential(
        nn.Embedding(5, 4, rng=rng),
        nn.TransformerBlock(4, 2, dropout=0.1, rng=rng),
        nn.RNN(4, 4, rng=rng),
        lambda pair: nn.LSTM(4, 3, rng=rng)(pair[0])[0],
        nn.SiLU(),
    )
    return (images, rng.normal(size=(4, 1, 9, 9))), (sequences, rng.integers(0, 5, (2, 3)))


def test_backward_twice_doubles_every_gradient(rng):
    for model, x in every_layer(rng):
        loss = (model(x) ** 2).mean()
        loss.backward()
        once = [p.grad.copy() for p in model.parameters()]
        loss.backward()
        for p, gradient in zip(model.parameters(), once, strict=True):
            np.testing.assert_array_equal(p.grad, 2 * gradient)


def test_no_layer_leaves_reference_cycles(rng, no_cycles):
    for model, x in every_layer(rng):
        optimizer = nn.Adam(model.parameters())
        with no_cycles():
            for _ in range(3):
                optimizer.zero_grad()
                (model(x) ** 2).mean().backward()
                nn.clip_grad_norm(model.parameters(), 1.0)
                optimizer.step()


@given(leading=hnp.array_shapes(min_dims=0, max_dims=2, max_side=3), n=st.integers(1, 4))
def test_neuron(leading, n):
    rng = np.random.default_rng(0)
    neuron = nn.Neuron(n, activation=nn.tanh, rng=rng)
    assert (neuron.weight.shape, neuron.bias.shape) == ((n,), ())
    x = rng.normal(size=(*leading, n))
    y = neuron(x)
    assert y.shape == leading
    np.testing.assert_allclose(y.data, np.tanh(x @ neuron.weight.data), rtol=1e-13)
    assert nn.gradcheck(lambda *_: neuron(x), neuron.parameters(), rng=rng)


def test_a_linear_layer_is_a_row_of_neurons(rng):
    layer, neuron = Linear(3, 2, rng=rng), nn.Neuron(3, activation=nn.identity, rng=rng)
    neuron.weight.data[:] = layer.weight.data[:, 1]
    x = rng.normal(size=(4, 3))
    np.testing.assert_allclose(neuron(x).data, layer(x).data[:, 1], rtol=1e-13)


def test_errors(rng):
    w = Tensor(np.ones((2, 64)))
    sentence = (
        "linear: the last axis of x has 3 features, but weight expects 2 "
        "(x (100, 3), weight (2, 64))"
    )
    with pytest.raises(ValueError) as error:
        nn.linear(np.ones((100, 3)), w)
    assert str(error.value) == sentence
    with pytest.raises(ValueError, match=r"^linear: the last axis of x has 0 features"):
        nn.linear(1.0, w)
    with pytest.raises(ValueError, match=r"^linear: weight must be "):
        nn.linear(np.ones(2), np.ones(2))
    with pytest.raises(ValueError, match=r"^linear: bias must be "):
        nn.linear(np.ones((1, 2)), w, np.ones((1, 64)))
    with pytest.raises(ValueError, match=r"^Neuron: the last axis of x has 3 inputs"):
        nn.Neuron(2, rng=rng)(np.ones((5, 3)))
    with pytest.raises(TypeError, match=r"^Sequential: a layer must be a module or a function"):
        Sequential([Linear(1, 1, rng=rng)])
    with pytest.raises(TypeError, match=r"^Linear: rng must be a random generator such as"):
        Linear(2, 2, rng=0)
    with pytest.raises(TypeError, match=r"^Neuron: rng must be a random generator such as"):
        nn.Neuron(2, rng=None)
    with pytest.raises(TypeError, match="rng"):
        Linear(2, 2)
    with pytest.raises(NotImplementedError, match=r"^Module: define the method forward"):
        Module()(1)


class Nested(nn.Module):
    """Parameters and buffers in containers within containers."""

    def __init__(self, rng):
        def parameter():
            return nn.Tensor(rng.normal(size=2), requires_grad=True)

        self.table = {"a": parameter(), 3: [parameter(), (nn.Linear(2, 1, rng=rng),)]}
        self.buffers = [np.zeros(2), [np.ones(1)]]
        self.fixed = (np.full(3, 2.0), np.arange(3), "text")

    def forward(self, x):
        return self.table[3][1][0](x + self.table["a"] + self.table[3][0])


def test_parameters_in_dictionaries_and_nested_lists_are_found(rng):
    model = Nested(rng)
    names = [name for name, _ in model.named_parameters()]
    assert names == ["table.a", "table.3.0", "table.3.1.0.weight", "table.3.1.0.bias"]
    buffers = ["buffers.0", "buffers.1.0", "fixed.0", "fixed.1"]
    assert list(model.state_dict()) == [*names[:2], *buffers, *names[2:]]
    model.eval()
    assert not model.table[3][1][0].training
    model(np.ones((4, 2))).sum().backward()
    assert all(p.grad is not None for p in model.parameters())
    single = model.astype(np.float32)
    kinds = {name: array.dtype for name, array in single.state_dict().items()}
    assert kinds.pop("fixed.1") == np.int64 and set(kinds.values()) == {np.dtype(np.float32)}
    assert single.fixed[2] == "text" and isinstance(single.buffers[1], list)


def test_parameters_that_cannot_be_found_are_refused(rng):
    for make in (set, frozenset, deque):
        model = nn.Sequential()
        model.extra = make([nn.Linear(1, 1, rng=rng)])
        with pytest.raises(ValueError, match=rf"^Module: extra is a {make.__name__}, in which"):
            model.parameters()
    model = nn.Sequential(nn.ReLU())
    model.layers[0].whole = model
    with pytest.raises(ValueError, match=r"^Sequential: the part layers.0.whole is the module"):
        model.parameters()
    model = nn.Sequential()
    model.extra = [1]
    model.extra.append(model.extra)
    with pytest.raises(ValueError, match=r"^Module: extra.1 holds itself"):
        model.parameters()
    model.extra = {"1": np.zeros(1), 1: np.zeros(1)}
    with pytest.raises(ValueError, match=r"^Sequential: two arrays have the name extra.1"):
        model.state_dict()


def test_astype_takes_floating_point_only(rng):
    model = nn.Linear(2, 1, rng=rng)
    before = model.weight.data
    for dtype in (int, bool, np.float16, complex, "text"):
        with pytest.raises(ValueError, match=r"^astype: dtype must be np.float64 or np.float32"):
            model.astype(dtype)
    assert model.weight.data is before


def test_a_failing_load_state_dict_changes_nothing(rng):
    model = nn.Sequential(nn.Linear(2, 3, rng=rng), nn.BatchNorm1d(3))
    before = model.state_dict()
    bad = {
        "is not an array, its rows differ": [[1.0], [1.0, 2.0]],
        "is float64 here, but <U1": np.full(3, "x"),
        "is float64 here, but complex128": np.full(3, 1j),
        "is float64 here, but object": np.full(3, None),
        r"has the shape \(3,\) here, but \(4,\)": np.zeros(4),
    }
    for sentence, value in bad.items():
        state = {name: np.full(array.shape, 7) for name, array in before.items()}
        state["layers.1.running_var"] = value
        with pytest.raises(ValueError, match=rf"^load_state_dict: layers.1.running_var {sentence}"):
            model.load_state_dict(state)
        assert all((array == before[name]).all() for name, array in model.state_dict().items())
    with pytest.raises(TypeError, match=r"^load_state_dict: state must be a dictionary"):
        model.load_state_dict(list(before))
    model.layers[1].running_var.flags.writeable = False
    with pytest.raises(ValueError, match=r"^load_state_dict: layers.1.running_var is read-only"):
        model.load_state_dict({name: array + 1 for name, array in before.items()})
    assert (model.layers[0].weight.data == before["layers.0.weight"]).all()
