"""One training step of a case in every library, from the weights of the nnlib model.

Each function below returns a `step()` that trains once and returns the loss before the step.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

import nnlib as nn
from benchmarks.cases import Case

Step = Callable[[], Any]


def nnlib_step(case: Case, dtype: Any) -> Step:
    model, x, y = case.model(dtype), *data(case, dtype)
    loss_fn = {"mse": nn.mse_loss, "cross_entropy": nn.cross_entropy, "sum": lambda z, _: z.sum()}
    loss_fn, params = loss_fn[case.loss], model.parameters()
    if case.optimizer is None:

        def forward_and_backward() -> Any:
            for p in params:
                p.grad = None
            loss = loss_fn(model(x), y)
            loss.backward()
            return loss

        return forward_and_backward
    optimizer = getattr(nn, case.optimizer)(params, **case.options)

    def step() -> Any:
        loss = loss_fn(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    return step


def data(case: Case, dtype: Any) -> tuple[np.ndarray, np.ndarray]:
    y = case.y if case.loss == "cross_entropy" else case.y.astype(dtype)
    return case.x.astype(dtype), y


# --- PyTorch -----------------------------------------------------------------------------------


def torch_model(case: Case, weights: list[np.ndarray]) -> Any:
    import torch

    def fill(parameters: Any, arrays: Any) -> None:
        for p, w in zip(parameters, arrays, strict=True):
            p.data = torch.tensor(w.T.copy() if w.ndim == 2 else w)

    if case.kind == "transformer":
        model = torch.nn.TransformerEncoderLayer(
            32, 4, 128, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
        )
        (n1w, n1b, qw, qb, kw, kb, vw, vb, ow, ob, n2w, n2b, uw, ub, dw, db) = weights
        attention = model.self_attn
        fill(
            [attention.in_proj_weight, attention.in_proj_bias],
            [np.concatenate([qw, kw, vw], axis=1), np.concatenate([qb, kb, vb])],
        )
        for layer, pair in (
            (model.norm1, (n1w, n1b)),
            (attention.out_proj, (ow, ob)),
            (model.norm2, (n2w, n2b)),
            (model.linear1, (uw, ub)),
            (model.linear2, (dw, db)),
        ):
            fill([layer.weight, layer.bias], pair)
        return model
    if case.kind == "rnn":

        class LastState(torch.nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.rnn = torch.nn.RNN(28, 64, batch_first=True)
                self.head = torch.nn.Linear(64, 10)

            def forward(self, x: Any) -> Any:
                return self.head(self.rnn(x)[1][0])

        model = LastState()
        second_bias = model.rnn.bias_hh_l0
        second_bias.data = torch.zeros_like(second_bias, dtype=torch.tensor(weights[0]).dtype)
        second_bias.requires_grad_(False)  # it would only double the learning rate of the first
        fill([p for p in model.parameters() if p is not second_bias], weights)
        return model
    layers: list[Any] = []
    if case.kind == "cnn":
        layers = [torch.nn.Conv2d(1, 8, 3), torch.nn.ReLU(), torch.nn.Conv2d(8, 16, 3)]
        layers += [torch.nn.ReLU(), torch.nn.MaxPool2d(2), torch.nn.Flatten()]
        layers += [torch.nn.Linear(64, 10)]
    else:
        activation = {"relu": torch.nn.ReLU, "tanh": torch.nn.Tanh}[case.activation]
        for w in weights[::2]:
            layers += [torch.nn.Linear(*w.shape), activation()]
        layers.pop()
    model = torch.nn.Sequential(*layers)
    fill(model.parameters(), weights)
    return model


def torch_step(case: Case, dtype: Any, fused: bool = False) -> Step:
    import torch

    torch.set_num_threads(1)
    model = torch_model(case, arrays(case, dtype))
    x, y = (torch.tensor(array) for array in data(case, dtype))
    functional = torch.nn.functional
    loss_fn = {
        "mse": functional.mse_loss,
        "cross_entropy": functional.cross_entropy,
        "sum": lambda z, _: z.sum(),
    }[case.loss]
    params = [p for p in model.parameters() if p.requires_grad]
    optimizer: Any = SimpleNamespace(step=lambda: None, zero_grad=model.zero_grad)
    if case.optimizer:
        kind = getattr(torch.optim, case.optimizer)
        optimizer = kind(params, **case.options, **({"fused": True} if fused else {}))

    def step() -> Any:
        loss = loss_fn(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    return step


def arrays(case: Case, dtype: Any) -> list[np.ndarray]:
    return [p.data.copy() for p in case.model(dtype).parameters()]


# --- by hand: the limit of what NumPy can do -----------------------------------------------------


def by_hand_step(case: Case, dtype: Any) -> Step:
    """Return the step of an MLP that knows its network, loss and optimizer: no tape, no checks.

    It has what makes NumPy fast: one vector for all parameters and one for all gradients, `np.dot`,
    and sums as products with ones.
    """
    x, y = data(case, dtype)
    start = arrays(case, dtype)
    vector = np.concatenate([p.reshape(-1) for p in start])
    gradient = np.empty_like(vector)
    (weights, biases), (dws, dbs) = (pieces(v, start) for v in (vector, gradient))
    tanh, last, n = case.activation == "tanh", len(weights) - 1, len(x)
    rows, ones = np.arange(n), np.ones(n, dtype)
    update = update_by_hand(case, vector, gradient)

    def step() -> Any:
        inputs, h = [x], x  # of all layers
        for i in range(last):
            h = np.dot(h, weights[i])
            h += biases[i]
            np.tanh(h, out=h) if tanh else np.maximum(h, 0.0, out=h)
            inputs.append(h)
        z = np.dot(h, weights[last])
        z += biases[last]
        if case.loss == "mse":
            z -= y
            flat = z.reshape(-1)
            loss = np.dot(flat, flat) / z.size
            z *= 2.0 / z.size
        else:
            z -= np.maximum.reduce(z.T.copy(), 0)[:, None]
            e = np.exp(z)
            total = np.dot(e, np.ones(z.shape[1], dtype))
            loss = np.add.reduce(np.log(total) - z[rows, y]) / n
            z = np.divide(e, total[:, None], out=e)
            z[rows, y] -= 1.0
            z /= n
        for i in range(last, -1, -1):  # z is the derivative of the loss by the sums of layer i
            np.dot(inputs[i].T, z, out=dws[i])
            np.dot(ones, z, out=dbs[i])
            if i:
                h = inputs[i]
                z = np.dot(z, weights[i].T)
                z *= 1.0 - h * h if tanh else h > 0.0
        update()
        return loss

    return step


def pieces(vector: np.ndarray, like: list[np.ndarray]) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Return views of a long vector in the shapes of the weights, and of the biases."""
    views, start = [], 0
    for array in like:
        views.append(vector[start : start + array.size].reshape(array.shape))
        start += array.size
    return views[::2], views[1::2]


def update_by_hand(case: Case, p: np.ndarray, g: np.ndarray) -> Callable[[], None]:
    """Return the optimizer: a change of the vector p, following the vector g."""
    lr, momentum = case.options["lr"], case.options.get("momentum", 0.0)
    m, v, t = np.zeros_like(p), np.zeros_like(p), 0

    def sgd() -> None:
        if momentum:
            np.multiply(m, momentum, out=m)
            np.add(m, g, out=m)
        np.subtract(p, lr * (m if momentum else g), out=p)

    def adam() -> None:
        nonlocal t
        t += 1
        np.multiply(m, 0.9, out=m)
        np.add(m, 0.1 * g, out=m)
        np.multiply(v, 0.999, out=v)
        np.multiply(g, g, out=g)
        np.multiply(g, 0.001, out=g)
        np.add(v, g, out=v)
        root = np.sqrt(v, out=g)
        root /= math.sqrt(1.0 - 0.999**t)
        root += 1e-8
        np.divide(m, root, out=root)
        root *= lr / (1.0 - 0.9**t)
        np.subtract(p, root, out=p)

    return {"SGD": sgd, "Adam": adam}[case.optimizer or ""]


# --- libraries of functions: the network written with NumPy's names ------------------------------


def forward(case: Case, lib: Any, params: list[Any], x: Any) -> Any:
    if case.kind == "mlp":
        activation = lib.relu if case.activation == "relu" else lib.tanh
        for i in range(0, len(params), 2):
            x = x @ params[i] + params[i + 1]
            x = activation(x) if i + 2 < len(params) else x
        return x
    if case.kind == "cnn":
        for i in (0, 2):
            x = lib.relu(lib.conv(x, params[i]) + params[i + 1].reshape(1, -1, 1, 1))
        return lib.pool(x).reshape(len(case.x), 64) @ params[4] + params[5]
    if case.kind == "rnn":
        w, u, b, head, head_bias = params
        return lib.recur(x.transpose((1, 0, 2)) @ w + b, u) @ head + head_bias
    (n1w, n1b, qw, qb, kw, kb, vw, vb, ow, ob, n2w, n2b, uw, ub, dw, db) = params
    h = layer_norm(lib, x, n1w, n1b)
    q, k, v = (split(h @ w + b) for w, b in ((qw, qb), (kw, kb), (vw, vb)))
    scores = q @ lib.swapaxes(k, -1, -2) * (1 / math.sqrt(8))
    scores = scores - lib.max(scores, axis=-1, keepdims=True)
    e = lib.exp(scores)
    mixed = (e / lib.sum(e, axis=-1, keepdims=True)) @ v
    x = x + mixed.transpose((0, 2, 1, 3)).reshape(32, 16, 32) @ ow + ob
    h = layer_norm(lib, x, n2w, n2b) @ uw + ub
    return x + (h * 0.5 * (1.0 + lib.erf(h * math.sqrt(0.5)))) @ dw + db


def layer_norm(lib: Any, x: Any, w: Any, b: Any) -> Any:
    x = x - lib.mean(x, axis=-1, keepdims=True)
    return x / lib.sqrt(lib.mean(x * x, axis=-1, keepdims=True) + 1e-5) * w + b


def split(x: Any) -> Any:
    return x.reshape(32, 16, 4, 8).transpose((0, 2, 1, 3))


def scalar_loss(case: Case, lib: Any, z: Any, y: Any) -> Any:
    if case.loss == "mse":
        return lib.mean((z - y) ** 2)
    if case.loss == "sum":
        return lib.sum(z)
    return lib.mean(lib.logsumexp(z) - z[np.arange(len(y)), y])


def recur_in_python(lib: Any) -> Callable[[Any, Any], Any]:
    def recur(z: Any, u: Any) -> Any:
        h = lib.tanh(z[0])
        for t in range(1, 28):
            h = lib.tanh(z[t] + h @ u)
        return h

    return recur


def updater(case: Case, lib: Any) -> Callable[..., Any]:
    """Return the optimizer as a pure function: (t, p, g, state) to (p, state)."""
    lr, momentum = case.options.get("lr"), case.options.get("momentum", 0.0)

    def sgd(t: Any, p: Any, g: Any, state: Any) -> Any:
        if not momentum:
            return p - lr * g, state
        v = momentum * state[0] + g
        return p - lr * v, (v, state[1])

    def adam(t: Any, p: Any, g: Any, state: Any) -> Any:
        m, v = 0.9 * state[0] + 0.1 * g, 0.999 * state[1] + 0.001 * g * g
        root = lib.sqrt(v / (1.0 - 0.999**t)) + 1e-8
        return p - lr / (1.0 - 0.9**t) * m / root, (m, v)

    return {"SGD": sgd, "Adam": adam, None: lambda t, p, g, state: (p, state)}[case.optimizer]


def train_in_numpy(case: Case, params: list[Any], value_and_grad: Callable[..., Any]) -> Step:
    update = updater(case, np)
    states, t = [(np.zeros_like(p), np.zeros_like(p)) for p in params], 0

    def step() -> Any:
        nonlocal t
        t += 1
        loss, gradients = value_and_grad(params)
        for i, g in enumerate(gradients):
            params[i], states[i] = update(t, params[i], g, states[i])
        return loss

    return step


def autograd_step(case: Case, dtype: Any) -> Step:
    import autograd
    import autograd.numpy as anp
    from autograd.scipy.special import erf, logsumexp

    lib = SimpleNamespace(**{n: getattr(anp, n) for n in NAMES})
    lib.relu, lib.erf = lambda x: anp.maximum(x, 0.0), erf
    lib.logsumexp = lambda z: logsumexp(z, axis=1)
    lib.recur = recur_in_python(lib)
    x, y = data(case, dtype)
    both = autograd.value_and_grad(lambda p: scalar_loss(case, lib, forward(case, lib, p, x), y))
    return train_in_numpy(case, arrays(case, dtype), both)


NAMES = ("tanh", "exp", "sqrt", "sum", "mean", "max", "swapaxes")


def mygrad_step(case: Case, dtype: Any) -> Step:
    import mygrad as mg
    from mygrad.nnet.activations import relu
    from mygrad.nnet.layers import conv_nd, max_pool
    from mygrad.nnet.losses import softmax_crossentropy

    lib = SimpleNamespace(**{n: getattr(mg, n) for n in NAMES}, relu=relu)
    lib.recur = recur_in_python(lib)
    lib.conv = lambda x, w: conv_nd(x, w, stride=1)
    lib.pool = lambda x: max_pool(x, (2, 2), 2)
    x, y = data(case, dtype)

    def value_and_grad(arrays: list[np.ndarray]) -> Any:
        params = [mg.tensor(a, copy=False) for a in arrays]
        z = forward(case, lib, params, x)
        entropy = case.loss == "cross_entropy"
        loss = softmax_crossentropy(z, y) if entropy else scalar_loss(case, lib, z, y)
        loss.backward()
        return loss, [p.grad for p in params]

    return train_in_numpy(case, arrays(case, dtype), value_and_grad)


def jax_step(case: Case, dtype: Any) -> Step:
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    lib = SimpleNamespace(**{n: getattr(jnp, n) for n in NAMES})
    lib.relu, lib.erf = jax.nn.relu, jax.scipy.special.erf
    lib.logsumexp = lambda z: jax.nn.logsumexp(z, axis=1)
    lib.conv = lambda x, w: jax.lax.conv_general_dilated(x, w, (1, 1), "VALID")
    lib.pool = lambda x: jax.lax.reduce_window(
        x, -jnp.inf, jax.lax.max, (1, 1, 2, 2), (1, 1, 2, 2), "VALID"
    )

    def recur(z: Any, u: Any) -> Any:
        start = jnp.zeros_like(z[0])
        return jax.lax.scan(lambda h, z_t: (jnp.tanh(z_t + h @ u), None), start, z)[0]

    lib.recur = recur
    x, y = (jnp.asarray(array) for array in data(case, dtype))
    update = updater(case, jnp)

    @jax.jit
    def train(t: Any, params: Any, states: Any, x: Any, y: Any) -> Any:
        def loss_of(p: Any) -> Any:
            return scalar_loss(case, lib, forward(case, lib, p, x), y)

        loss, gradients = jax.value_and_grad(loss_of)(params)
        pairs = [update(t, *triple) for triple in zip(params, gradients, states, strict=True)]
        # What is computed must be returned, or the compiler leaves it out.
        kept = gradients if case.optimizer is None else [p for p, _ in pairs]
        return loss, kept, [s for _, s in pairs]

    params = [jnp.asarray(a) for a in arrays(case, dtype)]
    states = [(jnp.zeros_like(p), jnp.zeros_like(p)) for p in params]
    t = np.asarray(0, dtype)

    def step() -> Any:
        nonlocal params, states, t
        t = t + np.asarray(1, dtype)
        loss, new, states = train(t, params, states, x, y)
        params = new if case.optimizer else params
        jax.block_until_ready((loss, new))
        return loss

    return step


def sklearn_step(case: Case, dtype: Any) -> Step:
    from sklearn.neural_network import MLPClassifier

    x, y = data(case, dtype)
    weights = arrays(case, dtype)
    model = MLPClassifier(
        [w.shape[1] for w in weights[:-2:2]],
        solver={"SGD": "sgd", "Adam": "adam"}[case.optimizer or ""],
        learning_rate_init=case.options["lr"],
        momentum=case.options.get("momentum", 0.9),
        nesterovs_momentum=False,
        alpha=0.0,
        batch_size=len(x),
        shuffle=False,
    )
    classes = np.arange(weights[-1].size)
    model.partial_fit(x, y, classes=classes)  # makes its arrays
    model.coefs_, model.intercepts_ = weights[::2], weights[1::2]
    del model._optimizer  # with the momentum of that first step

    def step() -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return model.partial_fit(x, y).loss_

    return step


STEPS: dict[str, Callable[[Case, Any], Step]] = {
    "nnlib": nnlib_step,
    "hand-written": by_hand_step,
    "torch": torch_step,
    "torch fused": lambda case, dtype: torch_step(case, dtype, fused=True),
    "jax": jax_step,
    "autograd": autograd_step,
    "mygrad": mygrad_step,
    "scikit-learn": sklearn_step,
}


def floor_step(case: Case, dtype: Any) -> Step:
    """Return the matrix products alone, into memory that is there already."""
    rng = np.random.default_rng(0)
    products = []
    for count, m, k, n in case.products:
        many = (count,) if m * k * n < 4096 else ()  # small ones come in one call
        a, b = rng.normal(size=(*many, m, k)), rng.normal(size=(*many, k, n))
        out = np.empty((*many, m, n), dtype)
        products.append((1 if many else count, a.astype(dtype), b.astype(dtype), out))

    def step() -> None:
        for count, a, b, out in products:
            for _ in range(count):
                np.matmul(a, b, out=out)

    return step
