"""The same numbers as PyTorch, stored by tools/make_torch_reference.py."""

import importlib.util

import numpy as np
import pytest

import nnlib as nn
from tools.make_torch_reference import (
    CAUSAL,
    FILE,
    LABELS,
    MASK,
    MEAN,
    OPTIMIZERS,
    SHAPES,
    TARGET,
    TRANSFORMER,
    VAR,
    compute,
)

CLOSE = {"rtol": 1e-9, "atol": 1e-9}
with np.load(FILE, allow_pickle=False) as stored:
    STORED = dict(stored)


def case(name):
    """The arrays of one case, by the rest of their names."""
    return {
        key[len(name) + 1 :]: value for key, value in STORED.items() if key.startswith(f"{name}/")
    }


def numbered(arrays, kind):
    """The arrays kind/0, kind/1, ..."""
    return [arrays[f"{kind}/{i}"] for i in range(sum(key.startswith(f"{kind}/") for key in arrays))]


def compare(f, name):
    """Compare the output, and the gradients of the stored weighted sum of it."""
    arrays = case(name)
    inputs = [nn.Tensor(x.copy(), requires_grad=True) for x in numbered(arrays, "in")]
    y = f(*inputs)
    assert y.shape == arrays["out"].shape
    np.testing.assert_allclose(y.data, arrays["out"], **CLOSE)
    (y * arrays["weights"]).sum().backward()
    for i, (x, gradient) in enumerate(zip(inputs, numbered(arrays, "grad"), strict=True)):
        np.testing.assert_allclose(x.grad, gradient, **CLOSE, err_msg=f"gradient {i}")


def our_batch_norm(training):
    return lambda x, w, b: nn.batch_norm(x, MEAN.copy(), VAR.copy(), w, b, training=training)


LOSSES = ("mse_loss", "l1_loss", "huber_loss", "binary_cross_entropy_with_logits")
OURS = {
    **{name: getattr(nn, name) for name in SHAPES if hasattr(nn, name)},
    **{name: lambda x, name=name: getattr(nn, name)(x, TARGET) for name in LOSSES},
    "softmax_of_columns": lambda x: nn.softmax(x, 0),
    "huber_loss_with_delta": lambda x: nn.huber_loss(x, TARGET, delta=0.3),
    "cross_entropy": lambda x: nn.cross_entropy(x, LABELS),
    "conv2d_with_options": lambda *a: nn.conv2d(*a, stride=2, padding=1),
    "max_pool2d": lambda x: nn.max_pool2d(x, 2),
    "avg_pool2d": lambda x: nn.avg_pool2d(x, 2),
    "batch_norm": our_batch_norm(True),
    "batch_norm_in_evaluation": our_batch_norm(False),
    "embedding": lambda w: nn.embedding(LABELS, w),
    "rnn": lambda *a: nn.rnn(*a)[0],
    "lstm": lambda *a: nn.lstm(*a[:4], a[4:])[0],
    "attention": nn.scaled_dot_product_attention,
    "attention_with_a_mask": lambda *a: nn.scaled_dot_product_attention(*a, mask=MASK),
}


@pytest.mark.parametrize("name", SHAPES)
def test_operation(name):
    compare(OURS[name], name)


def test_ties_of_max_pooling():
    compare(lambda x: nn.max_pool2d(x, 3), "ties")


def test_running_values_of_batch_norm():
    arrays, layer = case("running_values"), nn.BatchNorm1d(3)
    for x, y in zip(arrays["in/0"], arrays["out"], strict=True):
        np.testing.assert_allclose(layer(x).data, y, **CLOSE)
    np.testing.assert_allclose(layer.running_mean, arrays["mean"], **CLOSE)
    np.testing.assert_allclose(layer.running_var, arrays["var"], **CLOSE)


def test_transformer_block(rng):
    arrays, block = case("transformer"), nn.TransformerBlock(8, 2, hidden_features=12, rng=rng)
    layers = {
        name: getattr(block if name in ("up", "down") else block.attention, name)
        for name in TRANSFORMER
    }
    for name, layer in layers.items():
        layer.weight.data[:] = arrays[f"{name}/weight"].T
        layer.bias.data[:] = arrays[f"{name}/bias"]
    for name in ("attention_norm", "network_norm"):
        getattr(block, name).weight.data[:] = arrays[f"{name}/weight"]
        getattr(block, name).bias.data[:] = arrays[f"{name}/bias"]
    compare(lambda x: block(x, mask=CAUSAL), "transformer")
    for name in ("down", "output"):
        expected = arrays[f"{name}/weight_grad"].T
        np.testing.assert_allclose(layers[name].weight.grad, expected, **CLOSE)


@pytest.mark.parametrize("clip", [False, True])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_ten_steps(name, clip):
    kind, options = OPTIMIZERS[name]
    network, expected = case("network"), case(f"{name}_clipped" if clip else name)
    p = [nn.Tensor(w.copy(), requires_grad=True) for w in numbered(network, "in")]
    optimizer = getattr(nn, kind)(p, **options)
    for step in range(10):
        if step == 5:
            optimizer.lr *= 0.5
        optimizer.zero_grad()
        hidden = nn.tanh(nn.linear(network["x"], p[0], p[1]))
        loss = nn.cross_entropy(nn.linear(hidden, p[2], p[3]), network["labels"])
        np.testing.assert_allclose(loss.item(), expected["losses"][step], **CLOSE)
        loss.backward()
        if clip:
            norm = nn.clip_grad_norm(p, 0.1)
            np.testing.assert_allclose(norm, expected["norms"][step], **CLOSE)
        optimizer.step()
    for ours, end in zip(p, numbered(expected, "end"), strict=True):
        np.testing.assert_allclose(ours.data, end, **CLOSE)


def test_nothing_is_stored_that_no_test_reads():
    names = {*SHAPES, "ties", "running_values", "transformer", "network"}
    names |= {f"{name}{end}" for name in OPTIMIZERS for end in ("", "_clipped")}
    assert {key.split("/")[0] for key in STORED} == names | {"torch"}


if importlib.util.find_spec("torch"):  # whoever has it sees whether the file is still what it says

    def test_the_file_is_what_the_script_makes():
        made = compute()
        assert made.keys() == STORED.keys()
        for key in made.keys() - {"torch"}:
            np.testing.assert_allclose(made[key], STORED[key], rtol=1e-7, atol=1e-10, err_msg=key)
