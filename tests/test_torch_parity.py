"""The same numbers as PyTorch, where it is installed: outputs, gradients, steps of optimizers."""

import numpy as np
import pytest

import nnlib as nn

torch = pytest.importorskip("torch")
F = torch.nn.functional
CLOSE = {"rtol": 1e-9, "atol": 1e-9}


def compare(ours, theirs, arrays):
    """Compare outputs, and the gradients of a random weighted sum of them."""
    a = [nn.Tensor(x.copy(), requires_grad=True) for x in arrays]
    b = [torch.tensor(x.copy(), requires_grad=True) for x in arrays]
    y, z = ours(*a), theirs(*b)
    assert y.shape == tuple(z.shape)
    np.testing.assert_allclose(y.data, z.detach().numpy(), **CLOSE)
    weights = np.random.default_rng(9).normal(size=y.shape)
    (y * weights).sum().backward()
    (z * torch.tensor(weights)).sum().backward()
    for i, (p, q) in enumerate(zip(a, b, strict=True)):
        np.testing.assert_allclose(p.grad, q.grad.numpy(), **CLOSE, err_msg=f"gradient {i}")


def flip(w):
    """PyTorch's weight matrices are the transposes of ours."""
    return w.transpose(-1, -2)


def torch_rnn(kind):
    def run(x, w, u, b, *state):
        layer = getattr(torch.nn, kind)(x.shape[2], u.shape[0], batch_first=True).double()
        values = [flip(w), flip(u), b, torch.zeros_like(b)]
        names = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
        states = tuple(s[None] for s in state)
        start = states[0] if kind == "RNN" else states
        weights = dict(zip(names, values, strict=True))
        outputs, _ = torch.func.functional_call(layer, weights, (x, start))
        return outputs

    return run


MASK = np.array([[True, False, True], [False, True, True]])
TARGET = np.random.default_rng(5).uniform(size=(4, 3))
LABELS = np.array([0, 2, 1, 2])
MEAN, VAR = np.full(3, 0.5), np.full(3, 2.0)


def their_batch_norm(training):
    return lambda x, w, b: F.batch_norm(
        x, torch.tensor(MEAN), torch.tensor(VAR), w, b, training=training
    )


def our_batch_norm(training):
    return lambda x, w, b: nn.batch_norm(x, MEAN.copy(), VAR.copy(), w, b, training=training)


T = [(2, 4, 3), (3, 5), (5, 5), (5,), (2, 5)]  # x, weight_ih, weight_hh, bias, state
T4 = [(2, 4, 3), (3, 20), (5, 20), (20,), (2, 5), (2, 5)]
IMAGE, KERNEL = (2, 3, 7, 6), (4, 3, 3, 2)
CASES = {
    **{
        name: (getattr(nn, name), getattr(F, name), [(4, 3)])
        for name in ("relu", "leaky_relu", "sigmoid", "tanh", "softplus", "gelu", "silu")
    },
    "softmax": (nn.softmax, lambda x: F.softmax(x, -1), [(4, 3)]),
    "softmax over rows": (lambda x: nn.softmax(x, 0), lambda x: F.softmax(x, 0), [(4, 3)]),
    "log_softmax": (nn.log_softmax, lambda x: F.log_softmax(x, -1), [(4, 3)]),
    "logsumexp": (nn.logsumexp, lambda x: torch.logsumexp(x, -1), [(4, 3)]),
    "linear": (
        nn.linear,
        lambda x, w, b: F.linear(x, flip(w), b),
        [(2, 4, 3), (3, 5), (5,)],
    ),
    "conv2d": (nn.conv2d, F.conv2d, [IMAGE, KERNEL, (4,)]),
    "conv2d with options": (
        lambda *a: nn.conv2d(*a, stride=2, padding=1),
        lambda *a: F.conv2d(*a, stride=2, padding=1),
        [IMAGE, KERNEL, (4,)],
    ),
    "max_pool2d": (lambda x: nn.max_pool2d(x, 2), lambda x: F.max_pool2d(x, 2), [(2, 3, 5, 4)]),
    "avg_pool2d": (lambda x: nn.avg_pool2d(x, 2), lambda x: F.avg_pool2d(x, 2), [(2, 3, 5, 4)]),
    "layer_norm": (
        nn.layer_norm,
        lambda x, w, b: F.layer_norm(x, (3,), w, b),
        [(2, 4, 3), (3,), (3,)],
    ),
    "batch_norm": (our_batch_norm(True), their_batch_norm(True), [(5, 3), (3,), (3,)]),
    "batch_norm in evaluation": (
        our_batch_norm(False),
        their_batch_norm(False),
        [(5, 3), (3,), (3,)],
    ),
    "embedding": (
        lambda w: nn.embedding(LABELS, w),
        lambda w: F.embedding(torch.tensor(LABELS), w),
        [(3, 2)],
    ),
    "rnn": (lambda *a: nn.rnn(*a)[0], torch_rnn("RNN"), T),
    "lstm": (lambda *a: nn.lstm(*a[:4], a[4:])[0], torch_rnn("LSTM"), T4),
    "attention": (
        nn.scaled_dot_product_attention,
        F.scaled_dot_product_attention,
        [(2, 2, 4), (2, 3, 4), (2, 3, 5)],
    ),
    "attention with a mask": (
        lambda *a: nn.scaled_dot_product_attention(*a, mask=MASK),
        lambda *a: F.scaled_dot_product_attention(*a, attn_mask=torch.tensor(MASK)),
        [(2, 2, 4), (2, 3, 4), (2, 3, 5)],
    ),
    **{
        name: (
            lambda x, name=name: getattr(nn, name)(x, TARGET),
            lambda x, name=name: getattr(F, name)(x, torch.tensor(TARGET)),
            [(4, 3)],
        )
        for name in ("mse_loss", "l1_loss", "huber_loss", "binary_cross_entropy_with_logits")
    },
    "huber_loss with delta": (
        lambda x: nn.huber_loss(x, TARGET, delta=0.3),
        lambda x: F.huber_loss(x, torch.tensor(TARGET), delta=0.3),
        [(4, 3)],
    ),
    "cross_entropy": (
        lambda x: nn.cross_entropy(x, LABELS),
        lambda x: F.cross_entropy(x, torch.tensor(LABELS)),
        [(4, 3)],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_operation(name, rng):
    ours, theirs, shapes = CASES[name]
    compare(ours, theirs, [rng.normal(size=shape) for shape in shapes])


def test_ties_of_max_pooling(rng):
    x = rng.integers(0, 3, (3, 2, 6, 6)).astype(float)
    compare(lambda x: nn.max_pool2d(x, 3), lambda x: F.max_pool2d(x, 3), [x])


def test_running_values_of_batch_norm(rng):
    ours, theirs = nn.BatchNorm1d(3), torch.nn.BatchNorm1d(3).double()
    for _ in range(3):
        x = rng.normal(2, 3, size=(5, 3))
        np.testing.assert_allclose(ours(x).data, theirs(torch.tensor(x)).detach(), **CLOSE)
    np.testing.assert_allclose(ours.running_mean, theirs.running_mean, **CLOSE)
    np.testing.assert_allclose(ours.running_var, theirs.running_var, **CLOSE)


def copy_linear(layer, weight, bias):
    layer.weight.data[:] = weight.detach().numpy().T
    layer.bias.data[:] = bias.detach().numpy()


def test_transformer_block(rng):
    theirs = torch.nn.TransformerEncoderLayer(
        8, 2, dim_feedforward=12, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
    ).double()
    with torch.no_grad():
        for p in theirs.parameters():
            p.copy_(torch.tensor(rng.normal(size=p.shape)))
    ours = nn.TransformerBlock(8, 2, hidden_features=12, rng=rng)
    attention = theirs.self_attn
    projections = (ours.attention.query, ours.attention.key, ours.attention.value)
    parts = zip(attention.in_proj_weight.chunk(3), attention.in_proj_bias.chunk(3), strict=True)
    for layer, (weight, bias) in zip(projections, parts, strict=True):
        copy_linear(layer, weight, bias)
    pairs = (
        (ours.attention.output, attention.out_proj),
        (ours.up, theirs.linear1),
        (ours.down, theirs.linear2),
    )
    for layer, other in pairs:
        copy_linear(layer, other.weight, other.bias)
    for layer, other in ((ours.attention_norm, theirs.norm1), (ours.network_norm, theirs.norm2)):
        layer.weight.data[:] = other.weight.detach().numpy()
        layer.bias.data[:] = other.bias.detach().numpy()
    look = np.tril(np.ones((5, 5), bool))
    compare(
        lambda x: ours(x, mask=look),
        lambda x: theirs(x, src_mask=torch.tensor(~look)),
        [rng.normal(size=(3, 5, 8))],
    )
    for layer, other in pairs:
        np.testing.assert_allclose(layer.weight.grad, other.weight.grad.numpy().T, **CLOSE)


OPTIMIZERS = {
    "SGD": ("SGD", {"lr": 0.1}),
    "SGD with decay": ("SGD", {"lr": 0.1, "weight_decay": 0.3}),
    "momentum": ("SGD", {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.1}),
    "nesterov": ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    "RMSprop": ("RMSprop", {"lr": 0.1, "alpha": 0.9}),
    "RMSprop as it comes": ("RMSprop", {}),
    "Adam": ("Adam", {"lr": 0.1, "betas": (0.8, 0.9), "eps": 1e-3}),
    "Adam as it comes": ("Adam", {}),
    "AdamW": ("AdamW", {"lr": 0.1, "weight_decay": 0.2}),
    "AdamW as it comes": ("AdamW", {}),
}


@pytest.mark.parametrize("clip", [False, True])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_ten_steps(name, clip, rng):
    kind, options = OPTIMIZERS[name]
    arrays = [rng.normal(size=shape) for shape in [(3, 5), (5,), (5, 2), (2,)]]
    x, labels = rng.normal(size=(8, 3)), rng.integers(0, 2, 8)
    a = [nn.Tensor(w.copy(), requires_grad=True) for w in arrays]
    b = [torch.tensor(w.copy(), requires_grad=True) for w in arrays]
    ours, theirs = getattr(nn, kind)(a, **options), getattr(torch.optim, kind)(b, **options)
    for step in range(10):
        ours.lr = theirs.param_groups[0]["lr"] = ours.lr * (0.5 if step == 5 else 1.0)
        ours.zero_grad()
        theirs.zero_grad()
        hidden = nn.tanh(nn.linear(x, a[0], a[1]))
        loss = nn.cross_entropy(nn.linear(hidden, a[2], a[3]), labels)
        h = torch.tanh(torch.tensor(x) @ b[0] + b[1])
        other = F.cross_entropy(h @ b[2] + b[3], torch.tensor(labels))
        np.testing.assert_allclose(loss.item(), other.item(), **CLOSE)
        loss.backward()
        other.backward()
        if clip:
            norm = nn.clip_grad_norm(a, 0.1)
            assert norm == pytest.approx(float(torch.nn.utils.clip_grad_norm_(b, 0.1)), rel=1e-9)
        ours.step()
        theirs.step()
        for p, q in zip(a, b, strict=True):
            np.testing.assert_allclose(p.data, q.detach().numpy(), **CLOSE)
