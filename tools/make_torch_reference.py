"""Compute with PyTorch what nnlib must reproduce, and write tests/reference/torch.npz.

Run it where torch is installed: `python -m tools.make_torch_reference`. The tests compare nnlib
with the stored numbers, so they need no torch. A case is named; its arrays are NAME/in/0, ...,
its output NAME/out, the weights of a sum of the output's numbers NAME/weights, and the gradients
of that sum with respect to the inputs NAME/grad/0, ...
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

FILE = Path(__file__).parents[1] / "tests" / "reference" / "torch.npz"

# What both sides use.
MASK = np.array([[True, False, True], [False, True, True]])
LABELS = np.array([0, 2, 1, 2])
TARGET = np.random.default_rng(5).uniform(size=(4, 3))
MEAN, VAR = np.full(3, 0.5), np.full(3, 2.0)
CAUSAL = np.tril(np.ones((5, 5), bool))

IMAGE, KERNEL = (2, 3, 7, 6), (4, 3, 3, 2)
QKV = [(2, 2, 4), (2, 3, 4), (2, 3, 5)]
NORM = [(5, 3), (3,), (3,)]
SHAPES: dict[str, list[tuple[int, ...]]] = {
    **{
        name: [(4, 3)]
        for name in (
            *("relu", "leaky_relu", "sigmoid", "tanh", "softplus", "gelu", "silu"),
            *("softmax", "softmax_of_columns", "log_softmax", "logsumexp", "cross_entropy"),
            *("mse_loss", "l1_loss", "huber_loss", "huber_loss_with_delta"),
            "binary_cross_entropy_with_logits",
        )
    },
    "linear": [(2, 4, 3), (3, 5), (5,)],
    "conv2d": [IMAGE, KERNEL, (4,)],
    "conv2d_with_options": [IMAGE, KERNEL, (4,)],
    "max_pool2d": [(2, 3, 5, 4)],
    "avg_pool2d": [(2, 3, 5, 4)],
    "layer_norm": [(2, 4, 3), (3,), (3,)],
    "batch_norm": NORM,
    "batch_norm_in_evaluation": NORM,
    "embedding": [(3, 2)],
    "rnn": [(2, 4, 3), (3, 5), (5, 5), (5,), (2, 5)],  # x, weight_ih, weight_hh, bias, state
    "lstm": [(2, 4, 3), (3, 20), (5, 20), (20,), (2, 5), (2, 5)],
    "attention": QKV,
    "attention_with_a_mask": QKV,
}
OPTIMIZERS: dict[str, tuple[str, dict[str, Any]]] = {
    "SGD": ("SGD", {"lr": 0.1}),
    "SGD_with_decay": ("SGD", {"lr": 0.1, "weight_decay": 0.3}),
    "momentum": ("SGD", {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.1}),
    "nesterov": ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    "RMSprop": ("RMSprop", {"lr": 0.1, "alpha": 0.9}),
    "RMSprop_by_default": ("RMSprop", {}),
    "Adam": ("Adam", {"lr": 0.1, "betas": (0.8, 0.9), "eps": 1e-3}),
    "Adam_by_default": ("Adam", {}),
    "AdamW": ("AdamW", {"lr": 0.1, "weight_decay": 0.2}),
    "AdamW_by_default": ("AdamW", {}),
}
NETWORK = [(3, 5), (5,), (5, 2), (2,)]  # the parameters that the optimizers train
TRANSFORMER = ("query", "key", "value", "output", "up", "down")  # the linear layers of a block


def operations() -> dict[str, Callable[..., Any]]:
    """Return PyTorch's side of every case in SHAPES."""
    import torch
    import torch.nn.functional as F

    def flip(w: Any) -> Any:  # PyTorch's weight matrices are the transposes of nnlib's
        return w.transpose(-1, -2)

    def recurrent(kind: str) -> Callable[..., Any]:
        def run(x: Any, w: Any, u: Any, b: Any, *state: Any) -> Any:
            layer = getattr(torch.nn, kind)(x.shape[2], u.shape[0], batch_first=True).double()
            weights = {
                "weight_ih_l0": flip(w),
                "weight_hh_l0": flip(u),
                "bias_ih_l0": b,
                "bias_hh_l0": torch.zeros_like(b),
            }
            states = tuple(s[None] for s in state)
            start = states[0] if kind == "RNN" else states
            return torch.func.functional_call(layer, weights, (x, start))[0]

        return run

    def batch_norm(training: bool) -> Callable[..., Any]:
        mean, var = torch.tensor(MEAN), torch.tensor(VAR)
        return lambda x, w, b: F.batch_norm(x, mean.clone(), var.clone(), w, b, training=training)

    labels, target, mask = torch.tensor(LABELS), torch.tensor(TARGET), torch.tensor(MASK)
    same = ("relu", "leaky_relu", "sigmoid", "tanh", "softplus", "gelu", "silu")
    losses = ("mse_loss", "l1_loss", "huber_loss", "binary_cross_entropy_with_logits")
    return {
        **{name: getattr(F, name) for name in same},
        **{name: lambda x, name=name: getattr(F, name)(x, target) for name in losses},
        "softmax": lambda x: F.softmax(x, -1),
        "softmax_of_columns": lambda x: F.softmax(x, 0),
        "log_softmax": lambda x: F.log_softmax(x, -1),
        "logsumexp": lambda x: torch.logsumexp(x, -1),
        "huber_loss_with_delta": lambda x: F.huber_loss(x, target, delta=0.3),
        "cross_entropy": lambda x: F.cross_entropy(x, labels),
        "linear": lambda x, w, b: F.linear(x, flip(w), b),
        "conv2d": F.conv2d,
        "conv2d_with_options": lambda *a: F.conv2d(*a, stride=2, padding=1),
        "max_pool2d": lambda x: F.max_pool2d(x, 2),
        "avg_pool2d": lambda x: F.avg_pool2d(x, 2),
        "layer_norm": lambda x, w, b: F.layer_norm(x, (3,), w, b),
        "batch_norm": batch_norm(True),
        "batch_norm_in_evaluation": batch_norm(False),
        "embedding": lambda w: F.embedding(labels, w),
        "rnn": recurrent("RNN"),
        "lstm": recurrent("LSTM"),
        "attention": F.scaled_dot_product_attention,
        "attention_with_a_mask": lambda *a: F.scaled_dot_product_attention(*a, attn_mask=mask),
    }


def differentiate(
    f: Callable[..., Any], arrays: Sequence[np.ndarray], rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Return inputs, output, weights and gradients of one case."""
    import torch

    inputs = [torch.tensor(array, requires_grad=True) for array in arrays]
    output = f(*inputs)
    weights = rng.normal(size=tuple(output.shape))
    (output * torch.tensor(weights)).sum().backward()
    case = {"out": output.detach().numpy(), "weights": weights}
    for i, (array, tensor) in enumerate(zip(arrays, inputs, strict=True)):
        case |= {f"in/{i}": array, f"grad/{i}": tensor.grad.numpy()}
    return case


def running_values(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Return three batches, and the running mean and variance after them."""
    import torch

    layer, batches = torch.nn.BatchNorm1d(3).double(), rng.normal(2, 3, size=(3, 5, 3))
    outputs = [layer(torch.tensor(x)).detach().numpy() for x in batches]
    return {
        "in/0": batches,
        "out": np.stack(outputs),
        "mean": layer.running_mean.numpy(),
        "var": layer.running_var.numpy(),
    }


def transformer(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Return weights, output and gradients of a block with a causal mask."""
    import torch

    block = torch.nn.TransformerEncoderLayer(
        8, 2, dim_feedforward=12, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
    ).double()
    with torch.no_grad():
        for p in block.parameters():
            p.copy_(torch.tensor(rng.normal(size=p.shape)))
    mask = torch.tensor(~CAUSAL)
    case = differentiate(lambda x: block(x, src_mask=mask), [rng.normal(size=(3, 5, 8))], rng)
    attention = block.self_attn
    projections = zip(
        ("query", "key", "value"),
        attention.in_proj_weight.chunk(3),
        attention.in_proj_bias.chunk(3),
        strict=True,
    )
    matrices = {name: (weight, bias) for name, weight, bias in projections} | {
        "output": (attention.out_proj.weight, attention.out_proj.bias),
        "up": (block.linear1.weight, block.linear1.bias),
        "down": (block.linear2.weight, block.linear2.bias),
        "attention_norm": (block.norm1.weight, block.norm1.bias),
        "network_norm": (block.norm2.weight, block.norm2.bias),
    }
    for name, (weight, bias) in matrices.items():
        case |= {f"{name}/weight": weight.detach().numpy(), f"{name}/bias": bias.detach().numpy()}
    case["down/weight_grad"] = block.linear2.weight.grad.numpy()
    case["output/weight_grad"] = attention.out_proj.weight.grad.numpy()
    return case


def ten_steps(
    kind: str,
    options: dict[str, Any],
    clip: bool,
    start: list[np.ndarray],
    x: np.ndarray,
    labels: np.ndarray,
) -> dict[str, np.ndarray]:
    """Train a small network for ten steps; return its losses, norms and last parameters."""
    import torch

    p = [torch.tensor(w, requires_grad=True) for w in start]
    optimizer = getattr(torch.optim, kind)(p, **options)
    losses, norms = [], []
    for step in range(10):
        if step == 5:
            optimizer.param_groups[0]["lr"] *= 0.5
        optimizer.zero_grad()
        hidden = torch.tanh(torch.tensor(x) @ p[0] + p[1])
        loss = torch.nn.functional.cross_entropy(hidden @ p[2] + p[3], torch.tensor(labels))
        loss.backward()
        if clip:
            norms.append(float(torch.nn.utils.clip_grad_norm_(p, 0.1)))
        optimizer.step()
        losses.append(loss.item())
    case = {"losses": np.array(losses), "norms": np.array(norms)}
    return case | {f"end/{i}": tensor.detach().numpy() for i, tensor in enumerate(p)}


def compute() -> dict[str, np.ndarray]:
    """Return all arrays of the file."""
    rng = np.random.default_rng(0)
    cases = {
        name: differentiate(f, [rng.normal(size=shape) for shape in SHAPES[name]], rng)
        for name, f in operations().items()
    }
    import torch

    ties = rng.integers(0, 3, (3, 2, 6, 6)).astype(float)
    cases["ties"] = differentiate(lambda x: torch.nn.functional.max_pool2d(x, 3), [ties], rng)
    cases["running_values"] = running_values(rng)
    cases["transformer"] = transformer(rng)
    start = [rng.normal(size=shape) for shape in NETWORK]
    x, labels = rng.normal(size=(8, 3)), rng.integers(0, 2, 8)
    cases["network"] = {f"in/{i}": w for i, w in enumerate(start)} | {"x": x, "labels": labels}
    for name, (kind, options) in OPTIMIZERS.items():
        for clip in (False, True):
            case = ten_steps(kind, options, clip, start, x, labels)
            cases[f"{name}{'_clipped' if clip else ''}"] = case
    arrays = {f"{name}/{key}": value for name, case in cases.items() for key, value in case.items()}
    return arrays | {"torch": np.array(torch.__version__.split("+")[0])}


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    np.savez_compressed(FILE, **compute())
    print(f"{FILE.relative_to(Path.cwd())}: {FILE.stat().st_size:,} bytes")
