"""What people hand in to the code exercises: right in odd forms, wrong in plausible ways.

`RIGHT` and `WRONG` hold, for every code exercise, bodies of the function that it asks for; a body
of one line is what is returned. A wrong one stands with a phrase of the hint that it must get, or
several between bars.
"""

# ruff: noqa: E501

from __future__ import annotations

SIGNATURES = {
    "01/neuron": "my_neuron(x, w, b)",
    "01/layer": "my_layer(x, W, b)",
    "01/nand": "nand()",
    "01/xor": "xor_network()",
    "02/collapse": "collapse(w1, b1, w2, b2)",
    "02/relu": "my_relu(z)",
    "02/curve": "my_curve(x, kinks, slopes)",
    "02/dead": "dead_share(a)",
    "03/stable": "stable_softmax(z)",
    "03/cross-entropy": "my_cross_entropy(z, y)",
    "03/gradient": "loss_gradient(z, labels)",
    "03/fit-temperature": "fit_temperature(z, y, taus)",
    "04/multiply": "multiply_back(a, b, g)",
    "04/tanh": "tanh_back(t, g)",
    "04/layer": "layer_back(x, W, delta)",
    "04/order": "my_order(loss)",
    "05/descend": "descend(gradient, start, rate, steps)",
    "05/adam": "my_adam(gradients, rate)",
    "05/batches": "batches(n, size, rng)",
    "05/momentum": "momentum(gradient, start, rate, beta, steps)",
    "06/fans": "my_fans(shape)",
    "06/he": "my_he(shape, fan_in, rng)",
    "06/xavier": "xavier_uniform(n_in, n_out, rng)",
    "06/gain": "gain(phi, rng)",
    "07/honest-error": "honest_error(x, y, choose, classify, folds)",
    "07/importance": "importance(predict, x, y, columns, rng)",
    "07/alarm": "alarm(s)",
    "08/early-stop": "early_stop(losses, patience)",
    "08/decay": "decayed_step(w, gradient, rate, decay)",
    "08/dropout": "my_dropout(a, p, rng)",
    "09/ddm": "first_alarm(p, s)",
    "09/prequential": "test_then_train(predict, learn, x, y)",
    "10/tower": "my_tower(x, low, high, steep)",
    "10/pieces": "pieces_needed(curvature, tolerance)",
    "10/network": "my_network(f, n)",
    "11/counter": "counter()",
    "11/integrated": "integrated(gradient, x, baseline, steps)",
    "11/suspicion": "suspicion(maps)",
    "12/information": "information(table)",
    "12/known": "bits_known(p, labels)",
    "13/convolution": "my_convolution(image, kernel)",
    "13/layer": "my_layer(maps, kernels, convolve)",
    "14/cell": "my_cell(x, h, w_x, w_h, b)",
    "14/states": "my_states(xs, w_x, w_h, b)",
    "14/back": "back_step(g, h, w_h)",
    "15/weights": "my_weights(q, k)",
    "15/head": "my_head(x, wq, wk, wv)",
    "16/losses": "my_losses(D, real, fake)",
    "16/round": "one_round(losses, G, D, g_step, d_step, real, z)",
    "16/covered": "covered(points, centers, radius, share)",
    "17/head": "with_new_head(model, classes, rng)",
    "17/choose": "choose(read, steps, rates)",
    "17/rates": "layer_rates(layers, rate, factor)",
}

_SOFTMAX = "e = np.exp(z - z.max(axis=1, keepdims=True))\np = e / e.sum(axis=1, keepdims=True)\n"
_LOG_P = (
    "s = z - z.max(axis=1, keepdims=True)\n"
    "log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))\n"
)
_CLONE = "from copy import deepcopy\n"
_FANS = "n = model[-1].weight.shape[0]\n"
_TABLE_OF = "m = np.mean(read, axis=0)\ni, j = np.unravel_index(m.argmax(), m.shape)\n"
_ABOVE = "above = np.arange(layers)[::-1]\n"
_BOUND = "bound = np.sqrt(6 / (n_in + n_out))\n"
_ADAM = (
    "m, v, out = 0, 0, []\nfor t, g in enumerate(gradients, 1):\n    m = 0.9 * m + 0.1 * g\n"
    "    v = 0.999 * v + 0.001 * g * g\n"
    "    a, b = m / (1 - 0.9 ** t), v / (1 - 0.999 ** t)\n"
)
_VISIT = (
    "out, seen = [], set()\ndef visit(node):\n    if id(node) in seen: return\n"
    "    seen.add(id(node))\n    for p in node.parents: visit(p)\n    out.append(node)\n"
    "visit(loss)\n"
)
_LOWEST = (
    "a = b = float('inf')\nfor i in range(30, len(p)):\n"
    "    if p[i] + s[i] <= a + b: a, b = p[i], s[i]\n"
)
_DRAWS = "z = rng.standard_normal(100_000)\n"
_ROWS = "e = np.exp(s - s.max(axis=1, keepdims=True))\np = e / e.sum(axis=1, keepdims=True)\n"
_SCORES = "s = q @ k.T / np.sqrt(q.shape[1])\n"
_QKV = "q, k, v = x @ wq, x @ wk, x @ wv\n" + _SCORES
_PAST = "s = np.where(np.tril(np.ones(s.shape)) > 0, s, -np.inf)\n"
_PATIENT = (
    "best = 1\nfor epoch in range(1, len(losses) + 1):\n"
    "    if losses[epoch - 1] < losses[best - 1]: best = epoch\n"
    "    elif epoch - best >= patience: break\n"
)
_WAITED = (
    "best, low, waited, epoch = 1, np.inf, 0, 0\nfor loss in losses:\n    epoch += 1\n"
    "    if loss < low: best, low, waited = epoch, loss, 0\n    else: waited += 1\n"
    "    if waited == patience: break\n"
)
_KEPT = "kept = rng.random(a.shape) >= p\n"
_STEPS = "theta = np.array(start, dtype=float)\n"
_REST = _STEPS + "v = np.zeros_like(theta)\n"
_JOINT = "p = table / table.sum()\nq = p.sum(axis=1, keepdims=True) * p.sum(axis=0)\nok = p > 0\n"
_BITS = "def h(q):\n    q = q[q > 0]\n    return -(q * np.log2(q)).sum()\n"
_BEFORE = "n = len(labels)\ns = np.bincount(labels) / n\ns = s[s > 0]\nh = -(s * np.log2(s)).sum()\ng = p[np.arange(n), labels]\n"

_FOLDS = (
    "wrong = []\nfor f in np.unique(folds):\n    i, o = folds != f, folds == f\n"
    "    k = choose(x[i], y[i])\n    a = classify(x[i][:, k], y[i], x[o][:, k])\n"
)
_SHUFFLED = "order = rng.permutation(len(x))\ns = x.copy()\ns[:, columns] = x[order][:, columns]\n"
_TABLE = (
    "blind = np.log(s['classes'])\n"
    "if s['first'] > 2 * blind: return 'inputs'\n"
    "if s['dead'] > 0.5: return 'dead'\n"
    "if min(s['moved']) == 0: return 'frozen'\n"
    "if s['margin'] > 0.1: return 'margin'\n"
    "if max(s['moved']) < 0.01 and s['loss'] > blind / 2: return 'slow'\n"
    "if s['validation'] > blind and s['loss'] > 0.9 * blind: return 'labels'\n"
    "if s['validation'] > blind: return 'order'\n"
    "if s['loss'] < 0.25 and min(s['recall']) < 0.5: return 'rare'\n"
)
_BUMPS = (
    "s = lambda z: 1 / (1 + np.exp(-z))\nbumps = s(steep * (x - low)) - s(steep * (x - high))\n"
)
_KNOTS = "k = np.linspace(0, 1, n + 1)\ny = f(k)\ns = n * np.diff(y)\n"

_SLIDE = (
    "k, m = kernel.shape\ny = np.zeros((image.shape[0] - k + 1, image.shape[1] - m + 1))\n"
    "for r in range(y.shape[0]):\n    for c in range(y.shape[1]):\n        y[r, c] = "
)
_NEW = "new = [sum(convolve(m, k) for m, k in zip(maps, own)) for own in kernels]\n"
_SIDES = (
    "loss = nn.binary_cross_entropy_with_logits\nr, f = D(real), D(fake)\n"
    "d = loss(r, np.ones(r.shape)) + loss(f, np.zeros(f.shape))\n"
)
_D_MOVES = (
    "fake = G(z)\nd_loss, _ = losses(D, real, fake.data)\nd_step.zero_grad()\n"
    "d_loss.backward()\nd_step.step()\n"
)
_G_MOVES = (
    "_, g_loss = losses(D, real, G(z))\ng_step.zero_grad()\ng_loss.backward()\ng_step.step()\n"
)
_NEAR = "near = np.linalg.norm(points[:, None] - centers, axis=2) <= radius\n"

RIGHT: dict[str, list[str]] = {
    "01/neuron": [
        "np.maximum(x @ w + b, 0)",
        "np.maximum(0, w @ x.T + b)",
        "np.dot(x, w).__add__(b).clip(0)",
        "(x @ w + b) * (x @ w + b > 0)",
        "(x @ w + b + abs(x @ w + b)) / 2",
        "np.where(x @ w + b > 0, x @ w + b, 0)",
        "nn.relu(x @ w + b)",
        "nn.relu(nn.Tensor(x) @ nn.Tensor(w) + b)",
        "np.maximum(x @ w + b, 0).astype(np.float32)",
        "np.maximum(np.float32(x) @ np.float32(w) + np.float32(b), 0)",
        "np.maximum(x @ w + b, 0).tolist()",
        "np.maximum(np.sum(x * w, axis=-1) + b, 0)",
        "np.maximum(np.einsum('...i,i->...', x, w) + b, 0)",
        "if x.ndim == 1:\n    return max(0, x @ w + b)\nreturn [max(0, row @ w + b) for row in x]",
        "x *= w\nreturn np.maximum(x.sum(axis=-1) + b, 0)",  # spoils its argument, not ours
    ],
    "01/layer": [
        "np.maximum(x @ W + b, 0)",
        "np.maximum(0, np.matmul(x, W) + b)",
        "np.dot(x, W).__add__(b).clip(min=0)",
        "np.where((z := x @ W + b) > 0, z, 0)",
        "(W.T @ x.T).T.__add__(b).clip(0)",
        "nn.relu(x @ W + b)",
        "nn.relu(nn.Tensor(x) @ nn.Tensor(W) + nn.Tensor(b))",
        "np.maximum(x @ W + b, 0).astype(np.float32)",
        "np.maximum(x @ W + b, 0).tolist()",
        "np.maximum(np.einsum('...i,ij->...j', x, W) + b, 0)",
        "z = x @ W + b\nz[z < 0] = 0\nreturn z",
        "z = [x @ W[:, j] + b[j] for j in range(len(b))]\nreturn np.maximum(np.array(z).T, 0)",
        "W = np.vstack([W, b])\none = np.ones((*x.shape[:-1], 1))\n"
        "return np.maximum(np.concatenate([x, one], axis=-1) @ W, 0)",
        "b += x @ W if x.ndim == 1 else 0\nreturn np.maximum(b if x.ndim == 1 else x @ W + b, 0)",
    ],
    "01/nand": [
        "[-1, -1], 1.5",
        "(-1, -1), 1.5",
        "np.array([-2.0, -2.0]), 3",
        "[-1, -1], [1.5]",
        "np.array([-1, -1]), np.array([1.5])",
        "nn.Tensor([-1.0, -1.0]), nn.Tensor(1.5)",
        "[[-1, -1], 1.5]",
        "np.float32([-1, -1]), np.float32(1.5)",
        "iter([[-1, -1], 1.5])",
        "[np.float64(-3), -2], np.array(4)",
        "w = b = None\nw, b = [-1, -2], 2.5\nreturn w, b",
    ],
    "01/xor": [
        "[[1, 1], [1, 1]], [0, -1], [[1], [-2]], [0]",
        "[[1, 1], [1, 1]], [0, -1], [[1], [-2]], 0",
        "((1, 1), (1, 1)), (0, -1), ((1,), (-2,)), (0.0,)",
        "[np.ones((2, 2)), np.array([0, -1]), np.array([[1], [-2]]), np.zeros(1)]",
        "[[1, -1], [-1, 1]], [0, 0], [[1], [1]], [0]",
        "nn.Tensor(np.ones((2, 2))), nn.Tensor([0.0, -1]), nn.Tensor([[1.0], [-2]]), nn.Tensor([0.0])",
        "np.ones((2, 2), np.float32), [0, -1], [[1], [-2]], [0]",
        "[[2, 2], [2, 2]], [0, -2], [[0.5], [-1]], [0]",
        "[[-1, -1], [-1, -1]], [1, 2], [[-2], [1]], [0]",  # off at (1, 1): 0 · −2 + 0 · 1
        "[[1, 1], [1, 1]], [-1, 0], [[-2], [1]], [0]",
        "[[1, 1], [1, 1]], [0, -1], [[1], [-3]], [0]",  # the output's own ReLU cuts −1 to 0
        "iter(([[1, 1], [1, 1]], [0, -1], [[1], [-2]], [0]))",
        "W1 = np.ones((2, 2))\nreturn W1, -np.arange(2), np.array([1, -2]).reshape(2, 1), [0]",
    ],
    "02/collapse": [
        "w1 @ w2, b1 @ w2 + b2",
        "[w1 @ w2, b1 @ w2 + b2]",
        "(w1 @ w2).tolist(), (b1 @ w2 + b2).tolist()",
        "np.dot(w1, w2), w2.T @ b1 + b2",
        "np.float32(w1) @ np.float32(w2), np.float32(b1 @ w2 + b2)",
        "nn.Tensor(w1) @ nn.Tensor(w2), nn.Tensor(b1 @ w2 + b2)",
        "b = b2\nb += b1 @ w2\nreturn w1 @ w2, b",
        "zero = np.zeros((1, len(w1)))\nf = lambda x: (x @ w1 + b1) @ w2 + b2\n"
        "return f(np.eye(len(w1))) - f(zero), f(zero)[0]",
        "w = np.einsum('ij,jk->ik', w1, w2)\nreturn w, np.einsum('j,jk->k', b1, w2) + b2",
        "iter((w1 @ w2, b1 @ w2 + b2))",
    ],
    "02/relu": [
        "np.maximum(z, 0), (z > 0).astype(float)",
        "np.maximum(0, z), z > 0",
        "[np.where(z > 0, z, 0), np.where(z > 0, 1, 0)]",
        "z * (z > 0), np.heaviside(z, 0)",
        "(z + abs(z)) / 2, (1 + np.sign(z)) / 2",
        "np.float32(np.maximum(z, 0)), np.float32(z > 0)",
        "np.maximum(z, 0).tolist(), (1 * (z > 0)).tolist()",
        "nn.relu(z), nn.step(z)",
        "v = z\nv[v < 0] = 0\nreturn v, v > 0",
    ],
    "02/curve": [
        "np.maximum(x[:, None] - kinks, 0) @ np.diff(slopes, prepend=0)",
        "np.maximum(np.subtract.outer(x, kinks), 0) @ np.diff([0, *slopes])",
        "[float(np.maximum(one - kinks, 0) @ np.diff(slopes, prepend=0)) for one in x]",
        "nn.relu(x[:, None] - kinks) @ np.diff(slopes, prepend=0)",
        "y, before = 0 * x, 0\nfor k, s in zip(kinks, slopes):\n"
        "    y = y + (s - before) * np.maximum(x - k, 0)\n    before = s\nreturn y",
        "ends = np.append(kinks[1:], np.inf)\n"
        "return sum(s * np.clip(x - k, 0, e - k) for k, e, s in zip(kinks, ends, slopes))",
        "v = slopes.copy()\nv[1:] -= slopes[:-1]\nreturn np.maximum(x[:, None] - kinks, 0) @ v",
        "np.float64(np.float32(1)) * (np.maximum(x[None] - kinks[:, None], 0).T"
        " @ np.diff(slopes, prepend=0))",
    ],
    "02/dead": [
        "(a == 0).all(axis=0).mean()",
        "[(a == 0).all(axis=0).mean()]",
        "np.float32((a == 0).all(axis=0).mean())",
        "nn.Tensor((a == 0).all(axis=0).mean())",
        "float(np.mean(a.max(axis=0) == 0))",
        "1 - np.mean(np.any(a, axis=0))",
        "sum(1 for column in a.T if not column.any()) / a.shape[1]",
        "dead = 0\nfor j in range(a.shape[1]):\n    dead += all(row[j] == 0 for row in a)\n"
        "return dead / a.shape[1]",
        "np.mean(np.count_nonzero(a, axis=0) == 0)",
        "np.array([[np.mean((a != 0).sum(0) == 0)]])",
    ],
    "03/stable": [
        _SOFTMAX + "return p",
        _SOFTMAX + "return p.tolist()",
        _SOFTMAX + "return p.astype(np.float32)",
        "z = z.astype(np.float32)\n" + _SOFTMAX + "return p",
        "z -= z.max(axis=1)[:, None]\nreturn np.exp(z) / np.exp(z).sum(axis=1)[:, None]",
        "np.exp(z - z.max(1, keepdims=True) - np.log(np.exp(z - z.max(1, keepdims=True))"
        ".sum(1, keepdims=True)))",
        "rows = []\nfor row in z:\n    e = np.exp(row - max(row))\n    rows.append(e / sum(e))\n"
        "return rows",
        "np.array([np.exp(r - r.max()) / np.exp(r - r.max()).sum() for r in z])",
        "e = np.exp((z.T - z.max(axis=1)).T)\nreturn (e.T / e.sum(axis=1)).T",
    ],
    "03/cross-entropy": [
        _LOG_P + "return -log_p[np.arange(len(z)), y].mean()",
        _LOG_P + "return [-log_p[np.arange(len(z)), y].mean()]",
        _LOG_P + "return -(np.eye(z.shape[1])[y] * log_p).sum() / len(z)",
        _LOG_P + "return np.mean([-row[k] for row, k in zip(log_p, y)])",
        _LOG_P + "return -np.take_along_axis(log_p, y[:, None], axis=1).mean()",
        _LOG_P + "return nn.Tensor(-log_p[np.arange(len(z)), y].mean())",
        "z -= z.max(axis=1)[:, None]\n"
        "return (np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]).mean()",
        "np.mean(np.logaddexp.reduce(z, axis=1) - z[np.arange(len(z)), y])",
        "total = 0\nfor row, k in zip(z, y):\n    m = max(row)\n"
        "    total += m + np.log(sum(np.exp(row - m))) - row[k]\nreturn total / len(z)",
        "z = z.astype(np.float32)\n" + _LOG_P + "return -log_p[np.arange(len(z)), y].mean()",
        "gap = z - z[np.arange(len(z)), y][:, None]\nm = gap.max(axis=1)\n"
        "return (m + np.log(np.exp(gap - m[:, None]).sum(axis=1))).mean()",
    ],
    "03/fit-temperature": [
        "taus[np.argmin([nn.cross_entropy(z / t, y).item() for t in taus])]",
        "[taus[np.argmin([nn.cross_entropy(z / t, y).item() for t in taus])]]",
        "min(taus, key=lambda t: nn.cross_entropy(z / t, y).item())",
        "sorted((nn.cross_entropy(z / t, y).item(), t) for t in taus)[0][1]",
        "np.float32(min(taus, key=lambda t: nn.cross_entropy(z / t, y).item()))",
        "nn.Tensor(min(taus, key=lambda t: nn.cross_entropy(z / t, y).item()))",
        "best, least = None, np.inf\nfor t in taus:\n    loss = nn.cross_entropy(z / t, y).item()\n"
        "    if loss < least: best, least = t, loss\nreturn best",
        "losses = {t: nn.cross_entropy(z / t, y).item() for t in taus}\n"
        "return min(losses, key=losses.get)",
        "rows = np.arange(len(z))\n"
        "return min(taus, key=lambda t: -np.log(nn.softmax(z / t).data[rows, y]).mean())",
        "rows = np.arange(len(z))\n"
        "return max(taus, key=lambda t: nn.log_softmax(z / t).data[rows, y].sum())",
        "losses = np.array([nn.cross_entropy(z / t, y).item() for t in taus])\n"
        "return taus[losses == losses.min()][0]",
    ],
    "03/gradient": [
        _SOFTMAX + "p[np.arange(len(z)), labels] -= 1\nreturn p / len(z)",
        _SOFTMAX + "return ((p - np.eye(z.shape[1])[labels]) / len(z)).tolist()",
        _SOFTMAX + "return np.float32((p - np.eye(z.shape[1])[labels]) / len(z))",
        "(nn.softmax(z).data - np.eye(z.shape[1])[labels]) / len(z)",
        "(nn.softmax(z) - np.eye(z.shape[1])[labels]) / len(z)",
        "t = nn.Tensor(z, requires_grad=True)\nnn.cross_entropy(t, labels).backward()\n"
        "return t.grad",
        _SOFTMAX + "for i, k in enumerate(labels): p[i, k] -= 1\nreturn p / z.shape[0]",
        _SOFTMAX + "y = (labels[:, None] == np.arange(z.shape[1])).astype(int)\n"
        "return (p - y) / len(labels)",
        "e = np.exp(z)\nreturn (e / e.sum(axis=1)[:, None] - np.eye(len(z[0]))[labels]) / len(e)",
        _SOFTMAX + "return [tuple(row) for row in (p - np.eye(z.shape[1])[labels]) / len(z)]",
    ],
    "04/multiply": [
        "g * b, g * a",
        "[g * b, g * a]",
        "np.array([g * b, g * a])",
        "np.atleast_1d(g * b), np.atleast_1d(g * a)",  # [value] for a value
        "np.float32(g * b), np.float32(g * a)",
        "nn.Tensor(g * b), nn.Tensor(g * a)",
        "g * np.array([b, a])",
        "a, b = b, a\nreturn g * a, g * b",
        "x, y = (nn.Tensor(v, requires_grad=True) for v in (a, b))\n(x * y * g).sum().backward()\n"
        "return x.grad, y.grad",
        "iter([g * b, g * a])",
    ],
    "04/tanh": [
        "g * (1 - t**2)",
        "g * (1 - t * t)",
        "g * (1 + t) * (1 - t)",
        "np.atleast_1d(g * (1 - t**2))",  # [value] for a value
        "(g * (1 - t**2)).tolist() if np.ndim(t) else [g * (1 - t**2)]",
        "np.float32(g * (1 - t**2))",
        "nn.Tensor(g * (1 - t**2))",
        "g - g * t**2",
        "g / np.cosh(np.arctanh(t)) ** 2",
        "np.array(g) * (1 - np.array(t) ** 2)",
        "slope = -(t**2 - 1)\nreturn slope * g",
    ],
    "04/layer": [
        "delta @ W.T, x.T @ delta, delta.sum(axis=0)",
        "[delta @ W.T, x.T @ delta, delta.sum(axis=0)]",
        "iter([delta @ W.T, x.T @ delta, delta.sum(axis=0)])",
        "(delta @ W.T).tolist(), (x.T @ delta).tolist(), delta.sum(axis=0).tolist()",
        "np.float32(delta @ W.T), np.float32(x.T @ delta), np.float32(delta.sum(axis=0))",
        "nn.Tensor(delta @ W.T), nn.Tensor(x.T @ delta), nn.Tensor(delta.sum(axis=0))",
        "(W @ delta.T).T, (delta.T @ x).T, np.ones(len(x)) @ delta",
        "np.einsum('nk,ik->ni', delta, W), np.einsum('ni,nk->ik', x, delta), sum(delta)",
        "[W @ row for row in delta], sum(np.outer(a, d) for a, d in zip(x, delta)), delta.sum(0)",
        "np.inner(delta, W), np.dot(x.transpose(), delta), np.add.reduce(delta)",
        "X, V, B = (nn.Tensor(v, requires_grad=True) for v in (x, W, np.zeros(W.shape[1])))\n"
        "((X @ V + B) * delta).sum().backward()\nreturn X.grad, V.grad, B.grad",
        "ones = np.ones((1, len(x)))\nboth = np.vstack([x.T, ones]) @ delta\n"
        "return delta @ W.T, both[:-1], both[-1]",
    ],
    "04/order": [
        _VISIT + "return out[::-1]",
        _VISIT + "return tuple(reversed(out))",
        _VISIT + "return reversed(out)",
        _VISIT + "out.reverse()\nreturn out",
        _VISIT.replace("out.append(node)", "out.insert(0, node)") + "return out",
        "from collections import deque\n"
        + _VISIT.replace("out, seen = []", "out, seen = deque()").replace("append(", "appendleft(")
        + "return out",
        _VISIT + "return np.array(out[::-1], dtype=object)",
        "def nodes(node): return {node}.union(*map(nodes, node.parents))\n"
        "def depth(node): return 1 + max(map(depth, node.parents), default=0)\n"
        "return sorted(nodes(loss), key=depth, reverse=True)",
        "def nodes(node): return {node}.union(*map(nodes, node.parents))\nleft, out = nodes(loss), []"
        "\nwhile left:\n    n = next(n for n in left if not any(n in u.parents for u in left))\n"
        "    left.remove(n); out.append(n)\nreturn out",
        "out = []\ndef visit(node):\n    if node in out: out.remove(node)\n    out.append(node)\n"
        "    for p in node.parents: visit(p)\nvisit(loss)\nreturn out",
    ],
    "05/descend": [
        _STEPS + "for _ in range(steps): theta -= rate * gradient(theta)\nreturn theta",
        _STEPS + "for _ in range(steps): theta -= rate * gradient(theta)\nreturn list(theta)",
        _STEPS + "for _ in range(steps): theta -= rate * gradient(theta)\nreturn tuple(theta)",
        _STEPS + "for _ in range(steps): theta -= rate * gradient(theta)\nreturn nn.Tensor(theta)",
        "theta = np.float32(start)\nfor _ in range(steps):\n"
        "    theta = np.float32(theta - rate * gradient(theta))\nreturn theta",
        "start if steps == 0 else descend(gradient, start - rate * gradient(start), rate, steps - 1)",
        "for _ in range(steps): start = start - rate * gradient(start)\nreturn start",
        "theta = list(start)\nfor _ in range(steps):\n    g = gradient(theta)\n"
        "    theta = [t - rate * d for t, d in zip(theta, g)]\nreturn theta",
        _STEPS + "while steps:\n    theta = theta - rate * gradient(theta)\n    steps -= 1\n"
        "return theta",
        "theta = nn.Tensor(start)\nfor _ in range(steps): theta = theta - rate * gradient(theta)\n"
        "return theta",
        "path = [start]\nfor i in range(steps): path.append(path[i] - rate * gradient(path[i]))\n"
        "return path[-1]",
    ],
    "05/adam": [
        _ADAM + "    out.append(-rate * a / (np.sqrt(b) + 1e-8))\nreturn out",
        _ADAM + "    out.append(tuple(-rate * a / (np.sqrt(b) + 1e-8)))\nreturn tuple(out)",
        _ADAM + "    out.append(-rate * a / (np.sqrt(b) + 1e-8))\nreturn np.stack(out)",
        _ADAM + "    out.append(-rate * a / (b ** 0.5 + 1e-8))\nreturn np.float32(out)",
        _ADAM + "    out.append(nn.Tensor(-rate * a / (b ** 0.5 + 1e-8)))\nreturn out",
        _ADAM + "    out.append(-rate * a / (b ** 0.5 + 1e-8))\nreturn nn.Tensor(np.array(out))",
        _ADAM + "    yield -rate * a / (b ** 0.5 + 1e-8)",
        "gradients = gradients.astype(np.float32)\n"
        + _ADAM
        + "    out.append(-rate * a / (b ** 0.5 + 1e-8))\nreturn np.array(out)",
        "p = nn.Tensor(np.zeros(gradients.shape[1]), requires_grad=True)\n"
        "adam, out = nn.Adam([p], lr=rate), []\nfor g in gradients:\n    before = p.data.copy()\n"
        "    p.grad = g.copy()\n    adam.step()\n    out.append(p.data - before)\nreturn out",
        "out = np.empty_like(gradients)\nm = np.zeros(gradients.shape[1])\nv = m.copy()\n"
        "for i, g in enumerate(gradients):\n    m += 0.1 * (g - m)\n    v += 0.001 * (g * g - v)\n"
        "    out[i] = -rate * m / (1 - 0.9 ** (i + 1)) / (np.sqrt(v / (1 - 0.999 ** (i + 1))) + 1e-8)"
        "\nreturn out",
    ],
    "05/batches": [
        "p = rng.permutation(n)\nreturn [p[i:i + size] for i in range(0, n, size)]",
        "p = rng.permutation(n)\nreturn tuple(p[i:i + size] for i in range(0, n, size))",
        "p = rng.permutation(n).tolist()\nreturn [p[i:i + size] for i in range(0, n, size)]",
        "p = list(range(n))\nrng.shuffle(p)\nreturn [tuple(p[i:i + size]) for i in range(0, n, size)]",
        "p = rng.permutation(n)\nfor i in range(0, n, size): yield p[i:i + size]",
        "np.split(rng.permutation(n), range(size, n, size))",
        "p = rng.permutation(n)\nreturn (p[i:i + size] for i in range(0, n, size))",
        "p = np.argsort(rng.random(n))\nreturn [p[i:i + size] for i in range(0, n, size)]",
        "p = rng.choice(n, n, replace=False)\nreturn [p[i:i + size] for i in range(0, n, size)]",
        "p = rng.permutation(n)\nout = []\nwhile len(p):\n    out.append(p[:size])\n    p = p[size:]\n"
        "return out",
        "p = rng.permutation(n).astype(float)\n"
        "return [p[i * size:(i + 1) * size].astype(int) for i in range(-(-n // size))]",
    ],
    "05/momentum": [
        _REST + "for _ in range(steps):\n    v = beta * v + gradient(theta)\n"
        "    theta = theta - rate * v\nreturn theta",
        _REST + "for _ in range(steps):\n    v *= beta\n    v += gradient(theta)\n"
        "    theta -= rate * v\nreturn theta.tolist()",
        "v = 0\nfor _ in range(steps):\n    v = beta * v + gradient(start)\n"
        "    start = start - rate * v\nreturn start",
        _REST + "for _ in range(steps):\n    v = beta * v - rate * gradient(theta)\n"
        "    theta = theta + v\nreturn tuple(theta)",
        _REST + "for _ in range(steps):\n    v = beta * v + gradient(theta)\n"
        "    theta = theta - rate * v\nreturn np.float32(theta)",
        "theta, v = np.float32(start), np.float32(0)\nfor _ in range(steps):\n"
        "    v = np.float32(beta * v + gradient(theta))\n    theta = np.float32(theta - rate * v)\n"
        "return theta",
        "theta, v = nn.Tensor(start), 0\nfor _ in range(steps):\n"
        "    v = beta * v + gradient(theta)\n    theta = theta - rate * v\nreturn theta",
        "theta, v = list(start), [0] * len(start)\nfor _ in range(steps):\n"
        "    v = [beta * a + b for a, b in zip(v, gradient(theta))]\n"
        "    theta = [a - rate * b for a, b in zip(theta, v)]\nreturn theta",
        "p = nn.Tensor(start.copy(), requires_grad=True)\n"
        "sgd = nn.SGD([p], lr=rate, momentum=beta)\nfor _ in range(steps):\n"
        "    p.grad = gradient(p.data)\n    sgd.step()\nreturn p.data",
        # the form without a velocity: the last two places
        "last, theta = start, start\nfor _ in range(steps):\n"
        "    last, theta = theta, theta - rate * gradient(theta) + beta * (theta - last)\n"
        "return theta",
        "def walk(theta, v, left):\n    if left == 0: return theta\n"
        "    v = beta * v + gradient(theta)\n    return walk(theta - rate * v, v, left - 1)\n"
        "return walk(start, 0, steps)",
    ],
    "06/fans": [
        "iter(shape if len(shape) == 2 else (np.prod(shape[1:]), shape[0] * np.prod(shape[2:])))",
        "if len(shape) == 2: return nn.Tensor(np.array(shape, dtype=float))\n"
        "return nn.Tensor(np.prod(shape[1:]) * 1.0), nn.Tensor(np.prod(shape) / shape[1])",
        "if len(shape) == 2: return [shape[0]], [shape[1]]\n"
        "return [np.prod(shape[1:])], [np.prod(shape) // shape[1]]",
        "if len(shape) == 2: return np.float32(shape)\n"
        "o, i, h, w = shape\nreturn np.float32(i * h * w), np.float32(o * h * w)",
        "nn.initializers.fans(shape)",
        "(shape[0], shape[1]) if len(shape) == 2 else (shape[1] * shape[2] * shape[3], shape[0] * shape[2] * shape[3])",
        "a, b, *window = shape\nk = int(np.prod(window))\nreturn [b * k, a * k] if window else [a, b]",
        "if len(shape) == 2: return np.array(shape)\nreturn np.prod(shape[1:]), np.prod(shape) / shape[1]",
        "if len(shape) == 2: return shape\nw = np.zeros(shape)\nreturn w[0].size, w[:, 0].size",
    ],
    "06/he": [
        "np.sqrt(2) * rng.normal(size=shape) / np.sqrt(fan_in)",
        "w = np.empty(shape)\nfor i in range(len(w)): w[i] = rng.normal(0, (2 / fan_in) ** 0.5, shape[1:])\n"
        "return w",
        "rng.normal(0, np.sqrt(2 / fan_in), shape[::-1]).T",
        "tuple(rng.normal(0, np.sqrt(2 / fan_in), shape))",
        "rng.normal(0, np.sqrt(2 / fan_in), shape)",
        "rng.normal(0, (2 / fan_in) ** 0.5, size=shape).astype(np.float32)",
        "rng.standard_normal(shape) * np.sqrt(2 / fan_in)",
        "nn.Tensor(rng.standard_normal(shape) * np.sqrt(2 / fan_in))",
        "rng.normal(scale=np.sqrt(2) / np.sqrt(fan_in), size=shape).tolist()",
        "w = rng.normal(size=int(np.prod(shape)))\nreturn (w * np.sqrt(2 / fan_in)).reshape(shape)",
    ],
    "06/xavier": [
        _BOUND + "return rng.uniform(-bound, bound, (n_in, n_out))",
        _BOUND + "return rng.uniform(-bound, bound, n_in * n_out).reshape(n_in, n_out)",
        _BOUND + "return (2 * rng.random((n_in, n_out)) - 1) * bound",
        _BOUND + "return rng.uniform(-bound, bound, (n_in, n_out)).astype(np.float32)",
        _BOUND + "return (rng.random((n_in, n_out), dtype=np.float32) * 2 - 1) * np.float32(bound)",
        _BOUND + "return nn.Tensor(rng.uniform(-bound, bound, (n_in, n_out)))",
        _BOUND + "return rng.uniform(-bound, bound, (n_in, n_out)).tolist()",
        _BOUND + "return [[rng.uniform(-bound, bound) for _ in range(n_out)] for _ in range(n_in)]",
        _BOUND + "return rng.uniform(-bound, bound, (n_out, n_in)).T",
        "b = 6**0.5 / (n_in + n_out)**0.5\nreturn rng.uniform(low=-b, high=b, size=[n_in, n_out])",
        "std = np.sqrt(2 / (n_in + n_out))\nb = std * np.sqrt(3)\n"
        "w = np.empty((n_in, n_out))\nfor i in range(n_in): w[i] = rng.uniform(-b, b, n_out)\n"
        "return w",
    ],
    "06/gain": [
        _DRAWS + "return 1 / np.sqrt(np.mean(phi(z) ** 2))",
        _DRAWS + "return [1 / np.sqrt(np.mean(phi(z) ** 2))]",
        _DRAWS + "return np.mean(phi(z) ** 2) ** -0.5",
        _DRAWS + "return nn.Tensor(1 / np.sqrt(np.mean(phi(z) ** 2)))",
        _DRAWS + "return np.float32(1 / np.sqrt(np.mean(phi(z) ** 2)))",
        _DRAWS + "z = z.astype(np.float32)\nreturn 1 / np.sqrt(np.mean(phi(z) ** 2))",
        "total = 0\nfor _ in range(10_000):\n    total += phi(rng.standard_normal()) ** 2\n"
        "return (total / 10_000) ** -0.5",
        "z = [rng.normal() for _ in range(10_000)]\n"
        "return 1 / np.sqrt(sum(phi(v) ** 2 for v in z) / len(z))",
        "z = rng.normal(0, 1, size=(1000, 100))\nreturn (z.std() / np.sqrt((phi(z) ** 2).mean()))",
        _DRAWS + "return np.sqrt(np.mean(z ** 2) / np.mean(phi(z) ** 2))",
        "z = rng.normal(size=10_000)\nreturn 1 / np.linalg.norm(phi(z)) * 100",
    ],
    "07/honest-error": [
        _FOLDS + "    wrong.append(a != y[o])\nreturn np.concatenate(wrong).mean()",
        _FOLDS + "    wrong += list(a != y[o])\nreturn [np.mean(wrong)]",
        _FOLDS + "    wrong.append((a != y[o]).sum())\nreturn sum(wrong) / len(y)",
        _FOLDS + "    wrong.extend(a == y[o])\nreturn 1 - np.float32(np.mean(wrong))",
        _FOLDS + "    wrong.extend(a != y[o])\nreturn nn.Tensor(np.mean(wrong))",
        "out = np.empty(len(y))\nfor f in set(folds.tolist()):\n    i, o = folds != f, folds == f\n"
        "    k = choose(x[i], y[i])\n    out[o] = classify(x[i][:, k], y[i], x[o][:, k])\n"
        "return (out != y).mean()",
        "n = 0\nfor f in range(folds.max() + 1):\n    i = np.flatnonzero(folds != f)\n"
        "    o = np.flatnonzero(folds == f)\n    k = choose(x[i], y[i])\n"
        "    n += np.count_nonzero(classify(x[np.ix_(i, k)], y[i], x[np.ix_(o, k)]) != y[o])\n"
        "return n / len(folds)",
    ],
    "07/importance": [
        _SHUFFLED + "return np.mean(predict(x) == y) - np.mean(predict(s) == y)",
        _SHUFFLED + "return [np.mean(predict(x) == y) - np.mean(predict(s) == y)]",
        _SHUFFLED + "return np.mean(predict(s) != y) - np.mean(predict(x) != y)",
        _SHUFFLED + "return nn.Tensor((predict(x) == y).mean() - (predict(s) == y).mean())",
        _SHUFFLED + "return np.float32((predict(x) == y).mean() - (predict(s) == y).mean())",
        _SHUFFLED + "n = len(y)\nreturn (sum(predict(x) == y) - sum(predict(s) == y)) / n",
        "s = np.array(x)\norder = np.arange(len(x))\nrng.shuffle(order)\n"
        "for c in columns: s[:, c] = x[order, c]\n"
        "return np.mean(predict(x) == y) - np.mean(predict(s) == y)",
        "s = x.copy()\ns[:, columns] = rng.permutation(x[:, columns])\n"
        "return np.mean(predict(x) == y) - np.mean(predict(s) == y)",
        "a = np.mean(predict(x) == y)\nkept = x[:, columns].copy()\n"
        "x[:, columns] = rng.permutation(kept)\nb = np.mean(predict(x) == y)\n"
        "x[:, columns] = kept\nreturn a - b",  # puts back what it changed
        "s = x.copy()\ns[:, columns] = rng.choice(x[:, columns], len(x), replace=False)\n"
        "return np.mean(predict(x) == y) - np.mean(predict(s) == y)",
    ],
    "07/alarm": [
        _TABLE + "return 'well'",
        _TABLE.replace("blind", "b") + "else: return 'well'",
        _TABLE.replace("np.log(s['classes'])", "float(np.log(s['classes']))")
        + "return str('well')",
        _TABLE.replace("min(s['moved']) == 0", "0 in s['moved']") + "return 'well'",
        _TABLE.replace("min(s['recall']) < 0.5", "(s['recall'] < 0.5).any()") + "return 'well'",
        _TABLE.replace(
            "s['validation'] > blind: return 'order'",
            "s['validation'] > blind and s['loss'] <= 0.9 * blind: return 'order'",
        )
        + "return 'well'",
        _TABLE.replace("max(s['moved']) < 0.01", "all(m < 0.01 for m in s['moved'])")
        + "return 'well'",
        _TABLE.replace("np.log(s['classes'])", "-np.log(1 / s['classes'])") + "return 'well'",
    ],
    "08/early-stop": [
        _PATIENT + "return best, epoch",
        _PATIENT + "return [best, epoch]",
        _PATIENT + "return np.array([best, epoch])",
        _PATIENT + "return float(best), float(epoch)",
        _PATIENT + "yield best\nyield epoch",
        _WAITED + "return best, epoch",
        _WAITED.replace("waited == patience", "waited >= patience") + "return best, epoch",
        _PATIENT + "return nn.Tensor(float(best)), nn.Tensor(float(epoch))",
        # the first epoch at which the lowest so far is as old as patience allows
        "for n in range(1, len(losses) + 1):\n    best = int(np.argmin(losses[:n])) + 1\n"
        "    if n - best >= patience: return best, n\nreturn best, n",
        "n = 1\nwhile n < len(losses) and n - np.argmin(losses[:n]) - 1 < patience: n += 1\n"
        "return np.argmin(losses[:n]) + 1, n",
    ],
    "08/decay": [
        "w - rate * (gradient + decay * w)",
        "(1 - rate * decay) * w - rate * gradient",
        "w - rate * gradient - rate * decay * w",
        "(w - rate * (gradient + decay * w)).tolist()",
        "np.float32(w - rate * (gradient + decay * w))",
        "nn.Tensor(w - rate * (gradient + decay * w))",
        "gradient += decay * w\nw -= rate * gradient\nreturn w",
        "p = nn.Tensor(w.copy(), requires_grad=True)\np.grad = gradient.copy()\n"
        "nn.SGD([p], lr=rate, weight_decay=decay).step()\nreturn p.data",
        "tuple(a - rate * (b + decay * a) for a, b in zip(w, gradient))",
    ],
    "08/dropout": [
        _KEPT + "return a * kept / (1 - p)",
        _KEPT + "return np.where(kept, a / (1 - p), 0)",
        _KEPT + "a[~kept] = 0\nreturn a / (1 - p)",
        _KEPT + "return (a * kept / (1 - p)).astype(np.float32)",
        _KEPT + "return (a * kept / (1 - p)).tolist()",
        "nn.dropout(nn.Tensor(a), p, rng=rng)",
        "a * rng.binomial(1, 1 - p, a.shape) / (1 - p)",
        "a * rng.choice([0, 1 / (1 - p)], size=a.shape, p=[p, 1 - p])",
        "a * (rng.uniform(size=a.shape) < 1 - p) / (1 - p)",
        "out = np.zeros(a.shape)\nfor i in range(len(a)):\n"
        "    out[i] = a[i] * (rng.random(a.shape[1]) >= p) / (1 - p)\nreturn out",
    ],
    "09/ddm": [
        _LOWEST + "    if p[i] + s[i] > a + 3 * b: return i\nreturn -1",
        _LOWEST + "    if p[i] + s[i] > a + 3 * b: return np.int64(i)\nreturn np.int64(-1)",
        _LOWEST + "    if p[i] + s[i] > a + 3 * b: return float(i)\nreturn -1.0",
        _LOWEST + "    if p[i] + s[i] > a + 3 * b: return [i]\nreturn [-1]",
        _LOWEST + "    if p[i] + s[i] > a + 3 * b: break\nelse: return -1\nreturn i",
        "best = 30\nfor i in range(30, len(p)):\n"
        "    if p[i] + s[i] <= p[best] + s[best]: best = i\n"
        "    if p[i] + s[i] > p[best] + 3 * s[best]: return i\nreturn -1",
        "for i in range(30, len(p)):\n    k = 30 + np.argmin((p + s)[30:i + 1])\n"
        "    if p[i] + s[i] > p[k] + 3 * s[k]: return i\nreturn -1",
        "p, s = p.tolist(), s.tolist()\n" + _LOWEST + "    if p[i] + s[i] > a + 3 * b: return i\n"
        "return -1",
    ],
    "09/prequential": [
        "e = []\nfor r, t in zip(x, y):\n    e.append(predict(r) != t)\n    learn(r, t)\nreturn e",
        "e = np.zeros(len(x))\nfor i in range(len(x)):\n    e[i] = predict(x[i]) != y[i]\n"
        "    learn(x[i], y[i])\nreturn e",
        "for i in range(len(x)):\n    e = int(predict(x[i]) != y[i])\n    learn(x[i], y[i])\n"
        "    out = [e] if i == 0 else out + [e]\nreturn np.float32(out)",
        "e = []\nfor r, t in zip(x, y):\n    e += [abs(predict(r) - t)]\n    learn(r, t)\n"
        "return nn.Tensor(np.array(e, float))",
        "def one(i):\n    e = predict(x[i]) != y[i]\n    learn(x[i], y[i])\n    return e\n"
        "return np.array([one(i) for i in range(len(y))])",
        "nn.drift.prequential(predict, learn, x, y)[0]",
        "i, e = 0, []\nwhile i < len(y):\n    e.append(1.0 if predict(x[i]) != y[i] else 0.0)\n"
        "    learn(x[i], y[i]); i += 1\nreturn tuple(e)",
    ],
    "10/tower": [
        _BUMPS + "return s(steep * (bumps.sum(axis=1) - len(low) + 0.5))",
        _BUMPS + "return s(steep * bumps.sum(axis=1) + steep * (0.5 - x.shape[1]))",
        _BUMPS + "return s(steep * (bumps @ np.ones(len(low)) - (2 * len(low) - 1) / 2)).tolist()",
        "z = steep * (nn.sigmoid(steep * (x - low)) - nn.sigmoid(steep * (x - high))).data.sum(axis=1)\n"
        "return nn.sigmoid(z - steep * (len(low) - 0.5))",
        "s = lambda z: 0.5 + 0.5 * np.tanh(z / 2)\nout = []\nfor row in x:\n"
        "    total = sum(s(steep * (a - b)) - s(steep * (a - c)) for a, b, c in zip(row, low, high))\n"
        "    out.append(s(steep * (total - len(row) + 0.5)))\nreturn out",
        "s = lambda z: 1 / (1 + np.exp(-z))\nw = np.kron(np.eye(len(low)), [1, 1]) * steep\n"
        "edges = np.stack([low, high], axis=1).ravel()\nh = s(x @ w - steep * edges)\n"
        "return s(steep * (h @ np.tile([1, -1], len(low)) - len(low) + 0.5))",
    ],
    "10/pieces": [
        "int(np.ceil(np.sqrt(curvature / (8 * tolerance))))",
        "math = __import__('math')\nreturn math.ceil(math.sqrt(curvature / tolerance / 8))",
        "np.ceil((curvature / (8 * tolerance)) ** 0.5)",
        "n = 1\nwhile curvature / (8 * n * n) > tolerance: n += 1\nreturn n",
        "-int(-np.sqrt(curvature / 8 / tolerance) // 1)",
        "[int(np.ceil(np.sqrt(curvature / (8 * tolerance))))]",
    ],
    "10/network": [
        _KNOTS + "return np.ones(n), -k[:-1], np.diff(s, prepend=0), y[0]",
        _KNOTS
        + "return [1] * n, (-k[:-1]).tolist(), [s[0], *np.diff(s)], float(f(np.zeros(1))[0])",
        _KNOTS + "return np.full(n, n), -np.arange(n), np.diff(s, prepend=0) / n, y[:1]",
        _KNOTS + "return np.float32([1] * n), np.float32(-k[:-1]), np.diff(s, prepend=0), y[0]",
        _KNOTS
        + "return nn.Tensor(np.ones(n)), nn.Tensor(-k[:-1]), nn.Tensor(np.diff(s, prepend=0)), y[0]",
        # from the right end, facing left
        _KNOTS + "return -np.ones(n), k[:0:-1], np.diff(-s[::-1], prepend=0), y[-1]",
        _KNOTS + "h = np.maximum(k[1:, None] - k[:-1], 0)\n"
        "return np.ones(n), -k[:-1], np.linalg.solve(h, y[1:] - y[0]), y[0]",
        "k = np.arange(n + 1) / n\nreturn np.ones(n), -k[:n], np.diff(n * np.diff(f(k)), prepend=0), f(k)[0]",
    ],
    "11/counter": [
        "1, 1, -1",
        "[1.0, 1.0, -1.0]",
        "np.array([1, 2, -2])",
        "nn.Tensor([1.0, 0.5, -0.5])",
        "w = 1\nup = 3\nreturn (w, up, -up)",
        "1, 0.1, -0.1",
    ],
    "11/integrated": [
        "way = x - baseline\ng = [gradient(baseline + (k + 0.5) / steps * way) for k in range(steps)]\n"
        "return way * np.mean(g, axis=0)",
        "t = (np.arange(steps) + 0.5) / steps\n"
        "return sum(gradient(x * s + baseline * (1 - s)) for s in t) * (x - baseline) / steps",
        "t, total = 0.5 / steps, np.zeros(np.shape(x))\nwhile t < 1:\n"
        "    total += gradient(baseline + t * (x - baseline)) / steps\n    t += 1 / steps\n"
        "return total * (x - baseline)",
        "d = (x - baseline) / steps\npoint, total = baseline + d / 2, 0\nfor _ in range(steps):\n"
        "    total = total + d * gradient(point)\n    point = point + d\nreturn total",
    ],
    "11/suspicion": [
        "mean = np.abs(maps).mean(0)\nreturn mean[np.argsort(mean)[-4:]].sum() / mean.sum()",
        "total = abs(maps).sum(axis=0)\nreturn sum(sorted(total)[-4:]) / sum(total)",
        "mean = np.mean([np.abs(m) for m in maps], axis=0)\n"
        "return [np.partition(mean, -4)[-4:].sum() / mean.sum()]",
        "mean = abs(maps).mean(axis=0)\nreturn (np.sort(mean)[::-1] / mean.sum())[:4].sum()",
    ],
    "12/information": [
        _JOINT + "return (p[ok] * np.log2(p[ok] / q[ok])).sum()",
        _JOINT + "return float((p[ok] * np.log2(p[ok] / q[ok])).sum())",
        _JOINT + "return [(p[ok] * np.log2(p[ok] / q[ok])).sum()]",
        _JOINT + "return np.float32((p[ok] * np.log2(p[ok] / q[ok])).sum())",
        _JOINT + "return (p[ok] * np.log(p[ok] / q[ok])).sum() / np.log(2)",
        _JOINT + "return nn.information.kl_divergence(p.ravel(), q.ravel(), base=2)",
        _JOINT + "return np.nansum(p * np.log2(p / q))",
        _BITS + _JOINT + "return h(p.sum(axis=0)) + h(p.sum(axis=1)) - h(p.ravel())",
        "p = table / table.sum()\na, b = p.sum(axis=1), p.sum(axis=0)\ntotal = 0\n"
        "for i in range(len(a)):\n    for j in range(len(b)):\n"
        "        if p[i, j] > 0: total += p[i, j] * np.log2(p[i, j] / a[i] / b[j])\nreturn total",
        "e = nn.information.entropy\np = table / table.sum()\n"
        "return sum(e(p.sum(axis=k), base=2) for k in (0, 1)) - e(p.ravel(), base=2)",
    ],
    "12/known": [
        _BEFORE + "return h + np.log2(g).mean()",
        _BEFORE + "return float(h + np.log2(g).mean())",
        _BEFORE + "return [h - (-np.log2(g)).sum() / n]",
        _BEFORE + "return np.float32(h + np.log2(g).mean())",
        _BEFORE + "return nn.Tensor(h + np.log2(g).mean())",
        _BEFORE + "return h + np.log(g).mean() / np.log(2)",
        _BEFORE + "return (h * np.log(2) + np.log(g).mean()) / np.log(2)",
        "n = len(labels)\n_, c = np.unique(labels, return_counts=True)\n"
        "return -(c / n * np.log2(c / n)).sum() + np.log2(p[range(n), labels]).mean()",
        "h = nn.information.entropy(np.bincount(labels) / len(labels), base=2)\n"
        "return h - nn.cross_entropy(np.log(p), labels).item() / np.log(2)",
        "h = nn.information.entropy(np.bincount(labels) / len(labels), base=2)\n"
        "return h + np.mean([np.log2(row[t]) for row, t in zip(p, labels)])",
    ],
    "13/convolution": [
        _SLIDE + "(image[r:r + k, c:c + m] * kernel).sum()\nreturn y",
        _SLIDE + "np.vdot(image[r:r + k, c:c + m], kernel)\nreturn y.astype(np.float32)",
        "w = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)\n"
        "return np.einsum('rcij,ij->rc', w, kernel)",
        "k, m = kernel.shape\nR, C = image.shape[0] - k + 1, image.shape[1] - m + 1\n"
        "return sum(kernel[i, j] * image[i:i + R, j:j + C] for i in range(k) for j in range(m))",
        "k, m = kernel.shape\nout = []\nfor r in range(len(image) - k + 1):\n"
        "    out.append([sum(image[r + i, c + j] * kernel[i, j] for i in range(k)\n"
        "                    for j in range(m)) for c in range(len(image[0]) - m + 1)])\nreturn out",
        "k, m = kernel.shape\nR, C = image.shape[0] - k + 1, image.shape[1] - m + 1\n"
        "rows = [image[r:r + k, c:c + m].ravel() for r in range(R) for c in range(C)]\n"
        "return (np.array(rows) @ kernel.ravel()).reshape(R, C)",
    ],
    "13/layer": [
        _NEW + "return np.maximum(new, 0)",
        _NEW + "return [nn.relu(y) for y in new]",
        _NEW + "y = np.array(new)\nreturn y * (y > 0)",
        "out = []\nfor o in range(len(kernels)):\n    total = 0\n"
        "    for c in range(len(maps)):\n        total = total + convolve(maps[c], kernels[o, c])\n"
        "    total[total < 0] = 0\n    out.append(total)\nreturn np.stack(out)",
        "all = np.array([[convolve(m, k) for m, k in zip(maps, own)] for own in kernels])\n"
        "return all.sum(axis=1).clip(0)",
    ],
    "14/cell": [
        "np.tanh(x @ w_x + h @ w_h + b)",
        "np.tanh(np.dot(x, w_x) + np.dot(h, w_h) + b).tolist()",
        "np.tanh(np.concatenate([x, h]) @ np.vstack([w_x, w_h]) + b)",
        "np.tanh(w_x.T @ x + w_h.T @ h + b)",
        "nn.tanh(nn.Tensor(x @ w_x + h @ w_h + b))",
        "z = x @ w_x + h @ w_h + b\nreturn 2 / (1 + np.exp(-2 * z)) - 1",
        "z = b.copy()\nfor i in range(len(x)): z += x[i] * w_x[i]\n"
        "for i in range(len(h)): z += h[i] * w_h[i]\nreturn np.tanh(z)",
        "np.float32(np.tanh(x @ w_x + h @ w_h + b))",
    ],
    "14/states": [
        "h, out = np.zeros(len(b)), []\nfor x in xs:\n    h = np.tanh(x @ w_x + h @ w_h + b)\n"
        "    out.append(h)\nreturn np.array(out)",
        "h, out = 0 * b, []\nfor z in xs @ w_x + b:\n    h = np.tanh(z + h @ w_h)\n"
        "    out.append(h)\nreturn out",
        "out = np.zeros((len(xs) + 1, len(b)))\nfor t in range(len(xs)):\n"
        "    out[t + 1] = np.tanh(xs[t] @ w_x + out[t] @ w_h + b)\nreturn out[1:]",
        "nn.rnn(xs[None], nn.Tensor(w_x), nn.Tensor(w_h), nn.Tensor(b))[0].data[0]",
        "out = []\nfor t, x in enumerate(xs):\n"
        "    out.append(np.tanh(x @ w_x + (out[-1] @ w_h if t else 0) + b).tolist())\nreturn out",
        "def go(xs, h):\n    if not len(xs): return []\n"
        "    h = np.tanh(xs[0] @ w_x + h @ w_h + b)\n    return [h, *go(xs[1:], h)]\n"
        "return np.stack(go(xs, np.zeros(w_h.shape[0])))",
    ],
    "14/back": [
        "(g * (1 - h**2)) @ w_h.T",
        "w_h @ (g * (1 - h * h))",
        "((1 - h) * (1 + h) * g) @ w_h.T",
        "np.dot(w_h, g - g * h**2).tolist()",
        "nn.Tensor(w_h @ (g * (1 - np.square(h))))",
        "[sum(w_h[i, j] * g[j] * (1 - h[j] ** 2) for j in range(len(g))) for i in range(len(g))]",
        "g @ (w_h * (1 - h**2)).T",
    ],
    "15/weights": [
        _SCORES + _ROWS + "return p",
        _SCORES + _ROWS + "return p.tolist()",
        _SCORES + _ROWS + "return nn.Tensor(p)",
        _SCORES + _ROWS + "return np.float32(p)",
        _SCORES + "return nn.softmax(s)",
        _SCORES + "return nn.softmax(s).data",
        "nn.scaled_dot_product_attention(q, k, np.eye(len(k)))",
        "s = np.einsum('id,jd->ij', q, k) * k.shape[-1] ** -0.5\n" + _ROWS + "return p",
        "out = []\nfor row in q:\n    z = np.array([row @ key for key in k]) / len(row) ** 0.5\n"
        "    e = np.exp(z - z.max())\n    out.append(e / e.sum())\nreturn np.array(out)",
        _SCORES + "s = s - s.max(axis=1)[:, None]\n"
        "return np.exp(s - np.log(np.exp(s).sum(axis=1))[:, None])",
    ],
    "15/head": [
        _QKV + _PAST + _ROWS + "return p @ v",
        _QKV + _PAST + _ROWS + "return (p @ v).tolist()",
        _QKV + _PAST + _ROWS + "return nn.Tensor(p @ v)",
        _QKV + _PAST + "return nn.softmax(s).data @ v",
        _QKV + _PAST + _ROWS + "return p @ x @ wv",
        _QKV + "s[np.triu_indices(len(x), 1)] = -np.inf\n" + _ROWS + "return p @ v",
        _QKV + "s = s - 1e30 * np.triu(np.ones(s.shape), 1)\n" + _ROWS + "return p @ v",
        _QKV + "e = np.tril(np.exp(s - s.max()))\nreturn e / e.sum(axis=1, keepdims=True) @ v",
        "mask = np.tril(np.ones((len(x), len(x)))) > 0\n"
        "return nn.scaled_dot_product_attention(x @ wq, x @ wk, x @ wv, mask=mask)",
        _QKV + "out = []\nfor i in range(len(x)):\n    e = np.exp(s[i, :i + 1] - s[i].max())\n"
        "    out.append(e @ v[:i + 1] / e.sum())\nreturn np.array(out)",
    ],
    "16/losses": [
        _SIDES + "return d, loss(f, np.ones(f.shape))",
        _SIDES + "return [d, loss(f, np.ones_like(f.data))]",
        _SIDES + "return d, nn.softplus(-f).mean()",
        _SIDES + "return d, -nn.log(nn.sigmoid(f)).mean()",
        "r, f = D(real), D(fake)\nreturn nn.softplus(-r).mean() + nn.softplus(f).mean(), "
        "nn.softplus(-f).mean()",
        "r, f = nn.sigmoid(D(real)), nn.sigmoid(D(fake))\n"
        "return -nn.log(r).mean() - nn.log(1 - f).mean(), -nn.log(f).mean()",
        "loss = nn.binary_cross_entropy_with_logits\nn, m = len(real), len(fake)\n"
        "return (loss(D(real), np.ones((n, 1))) + loss(D(fake), np.zeros((m, 1))), "
        "loss(D(fake), np.ones((m, 1))))",
        "loss = nn.binary_cross_entropy_with_logits\nr, f = D(real), D(fake)\n"
        "yield loss(r, r.data * 0 + 1) + loss(f, f.data * 0)\nyield loss(f, f.data * 0 + 1)",
    ],
    "16/round": [
        _D_MOVES + _G_MOVES,
        _D_MOVES + _G_MOVES.replace("G(z)", "fake"),
        _D_MOVES.replace("fake.data", "fake") + _G_MOVES,
        "d_step.zero_grad()\n" + _D_MOVES.replace("d_step.zero_grad()\n", "") + _G_MOVES,
        "with nn.no_grad():\n    fake = G(z)\n"
        + _D_MOVES.replace("fake = G(z)\n", "").replace("fake.data", "fake")
        + _G_MOVES,
        _D_MOVES + _G_MOVES + "d_step.zero_grad()",
        _D_MOVES.replace(
            "d_loss, _ = losses(D, real, fake.data)", "d_loss = losses(D, real, fake.data)[0]"
        )
        + _G_MOVES.replace(
            "_, g_loss = losses(D, real, G(z))", "g_loss = losses(D, real, G(z))[1]"
        ),
        "for i, (step, points) in enumerate(((d_step, lambda: G(z).data), (g_step, lambda: G(z)))):\n"
        "    loss = losses(D, real, points())[i]\n    step.zero_grad()\n    loss.backward()\n"
        "    step.step()",
    ],
    "16/covered": [
        _NEAR + "return (near.mean(axis=0) >= share).sum()",
        _NEAR + "return int((near.mean(axis=0) >= share).sum())",
        _NEAR + "return [(near.sum(axis=0) >= share * len(points)).sum()]",
        _NEAR + "return float(sum(near.mean(axis=0) >= share))",
        _NEAR + "return nn.Tensor((near.mean(axis=0) >= share).sum() * 1.0)",
        "count = 0\nfor c in centers:\n    far = np.sqrt(((points - c) ** 2).sum(axis=1))\n"
        "    if (far <= radius).mean() >= share: count += 1\nreturn count",
        "sum(np.mean([np.linalg.norm(p - c) <= radius for p in points]) >= share for c in centers)",
        "d = ((points[:, None] - centers) ** 2).sum(axis=-1)\n"
        "return np.count_nonzero((d <= radius**2).mean(axis=0) >= share)",
    ],
    "17/head": [
        _CLONE
        + _FANS
        + "return nn.Sequential(*deepcopy(list(model)[:-1]), nn.Linear(n, classes, rng=rng))",
        _CLONE
        + _FANS
        + "return nn.Sequential(*[deepcopy(a) for a in model][:-1], nn.Linear(n, classes, rng=rng))",
        _CLONE
        + _FANS
        + "new = deepcopy(model)\nnew.layers[-1] = nn.Linear(n, classes, rng=rng)\nreturn new",
        _CLONE
        + _FANS
        + "new = deepcopy(model)\nnew.layers = new.layers[:-1] + [nn.Linear(n, classes, rng=rng)]\nreturn new",
        _CLONE
        + "n, _ = model[-1].weight.shape\nreturn nn.Sequential(*deepcopy(model.layers[:-1]), nn.Linear(n, classes, rng=rng))",
        _CLONE
        + _FANS
        + "parts = []\nfor i in range(len(model) - 1):\n    parts.append(deepcopy(model[i]))\n"
        "parts.append(nn.Linear(n, classes, rng=rng))\nreturn nn.Sequential(*parts)",
        _CLONE + _FANS + "head = nn.Linear(n, classes, init=nn.initializers.he_normal, rng=rng)\n"
        "return nn.Sequential(*deepcopy(list(model)[:-1]), head)",
        _CLONE + _FANS + "head = nn.Linear(n, classes, init=nn.initializers.zeros, rng=rng)\n"
        "return nn.Sequential(*deepcopy(list(model)[:-1]), head)",
    ],
    "17/choose": [
        _TABLE_OF + "return steps[i], rates[j]",
        _TABLE_OF + "return [steps[i], rates[j]]",
        _TABLE_OF + "return np.array([steps[i], rates[j]])",
        _TABLE_OF + "return float(steps[i]), float(rates[j])",
        _TABLE_OF + "yield steps[i]\nyield rates[j]",
        "m = sum(read) / len(read)\ni, j = np.argwhere(m == m.max())[0]\nreturn steps[i], rates[j]",
        "m = read.sum(axis=0)\ni, j = divmod(int(m.argmax()), m.shape[1])\nreturn steps[i], rates[j]",
        "best = max((np.mean(read[:, i, j]), s, r) for i, s in enumerate(steps) for j, r in enumerate(rates))\nreturn best[1:]",
    ],
    "17/rates": [
        _ABOVE + "return rate * float(factor) ** above",
        _ABOVE + "return (rate * float(factor) ** above).tolist()",
        "[rate * factor ** (layers - 1 - i) for i in range(layers)]",
        "tuple(rate * factor ** k for k in range(layers))[::-1]",
        "found = [rate]\nwhile len(found) < layers: found.insert(0, found[0] * factor)\nreturn found",
        "out = np.full(layers, float(rate))\nfor i in range(layers - 1): out[: i + 1] *= factor\nreturn out",
        "reversed([rate * factor ** k for k in range(layers)])",
        "nn.Tensor(rate * np.power(float(factor), np.arange(layers - 1, -1, -1)))",
        _ABOVE + "return np.float32(rate * float(factor) ** above)",
    ],
}

_AGAIN = "Right for the first call, but not for another"
_RNG = "Draw from the generator `rng`"

WRONG: dict[str, list[tuple[str, str]]] = {
    "01/neuron": [
        ("np.maximum((x * w).sum(axis=1) + b, 0)", "raised AxisError"),  # for tables only
        ("np.maximum(x @ w + 0.7, 0)", _AGAIN),
        ("max(0, x @ w + b)", "raised ValueError"),
        ("[max(0, row @ w + b) for row in x]", "raised ValueError"),
        ("np.zeros(9)", "The output is off"),
        ("np.tanh(x @ w + b)", "That is tanh"),
        ("abs(x @ w + b)", "absolute value"),
        ("nn.sigmoid(x @ w + b)", "That is a sigmoid"),
        ("np.maximum(-(x @ w + b), 0)", "The output is off"),
        ("np.maximum(x @ w, b)", "The output is off"),
        ("2 * np.maximum(x @ w + b, 0)", "2 times"),
        ("np.maximum(x @ w + b, 0)[:, None]", "has shape (9, 1)"),
        ("np.maximum(x @ w + b, 0).sum()", "has shape ()"),
        ("print(np.maximum(x @ w + b, 0))", "end with `return`"),
    ],
    "01/layer": [
        ("np.maximum(x @ W + b, 0)[:, 0]", "has shape (5,)"),
        ("np.maximum(x @ W + b[:, None], 0)", "raised ValueError"),
        ("np.maximum(W @ x + b, 0)", "raised ValueError"),
        ("np.maximum(x * W + b, 0)", "raised ValueError"),
        ("np.maximum(x @ W + b.sum(), 0)", "The output is off"),
        ("np.maximum(x @ W - b, 0)", "The bias is added"),
        ("np.maximum(x @ W, 0)", "does not depend on x"),
        ("abs(x @ W + b)", "absolute value"),
        ("x @ W + b > 0", "How strongly"),
        ("nn.sigmoid(x @ W + b)", "That is a sigmoid"),
        ("np.maximum(W.T @ x.T + b[:, None], 0)", "a row for each neuron"),
        ("np.maximum(x @ W + b, 0).max()", "one number for the whole"),
        ("x @ W + b\nreturn", "raised|end with `return`"),
        ("my_layer(x, W, b)", "raised RecursionError|a million steps"),
    ],
    "01/nand": [
        ("[-1, -1], [1.5, 1.5]", "has shape (2,), but ()"),
        ("['-1', '-1'], 1.5", "of type list"),
        ("{'w': [-1, -1], 'b': 1.5}", "Return two things"),
        ("[-1, -1], None", "is None"),
        ("[-1, -1], 1j", "complex"),
        ("[-1, -2], 1.5", "For the inputs"),
        ("[-1, -1], 1", "You built NOR"),
        ("[-1, -1], 0", "goes through the point"),
        ("[-1, -1], -1.5", "answers 0 to everything"),
        ("[[-1, -1]], 1.5", "it has shape (1, 2)"),
        ("-1, 1.5", "it has shape ()"),
        ("[-1, np.nan], 1.5", "no numbers"),
    ],
    "01/xor": [
        ("[[1, 1], [1, 1]], [0, -1], [1, -2], [0]", "W2 has shape (2,), but (2, 1)"),
        ("[[1, 1], [1, 1]], [0, -1], [[1, -2]], [0]", "W2 has shape (1, 2), but (2, 1)"),
        ("[[1, 1], [1, 1]], [0, -1], [[1], [-2]], [0, 0]", "b2 has shape (2,), but (1,)"),
        ("[1, 1], [0, -1], [[1], [-2]], [0]", "W1 has shape (2,), but (2, 2)"),
        ("[[1, 1], [1, 1]], -1, [[1], [-2]], [0]", "b1 has shape (), but (2,)"),
        ("[[1, 1], [1, 1]], [0, -1], [[1], [-2]]", "Return four things"),
        ("None", "end with `return`"),
        ("[[1, 1], [1, 1]], [0, -1], [[1], [np.inf]], [0]", "no numbers"),
        ("'abcd'", "Return four things"),
        ("'a', 'b', 'c', 'd'", "of type str"),
        ("[[1, 0], [0, 1]], [0, 0], [[1], [1]], [0]", "the plain sum"),
        ("[[1, 1], [1, 1]], [0, -1], [[2], [-4]], [0]", "the network gives 2"),
        ("[[1, 1], [1, 1]], [0, -1.5], [[1], [-2]], [0]", "For [1, 1] the network gives 1|built OR"),
        ("[[0, 0], [0, 0]], [0, 0], [[0], [0]], [0]", "off for all four"),
        ("[[1, 1], [1, 1]], [0, -1], [[1], [-2]], [0.5]", "the network gives 0.5"),
    ],
    "02/collapse": [
        ("np.zeros((3, 2)), b2", "b₁ has vanished|off by|The weight matrix"),
        ("w1 @ w2, [[b for b in b1 @ w2 + b2]]", "has shape (1, 2)"),
        ("w = np.zeros((3, 2))\nw += w1 @ w2\nreturn w, b1 @ w2 + b2", _AGAIN + "|raised ValueError"),
        ("w1 @ w2, b1[:4] @ w2[:4] + 2 * b2 - b2[0] * 0 - b2 * 1.0 + 1", "The bias is off"),
        ("(w1 @ w2).reshape(3, 2), b1 @ w2 + b2", "raised ValueError"),
        ("{w1 @ w2: b1}", "unhashable"),
    ],
    "02/relu": [
        ("np.maximum(z, 0), np.where(z > 0, 1, -1)", "is not negative"),
        ("np.maximum(z, 0), 1", "The slope"),
        ("max(0, z.max()), z > 0", "The value"),
        ("np.maximum(z, 0), np.where(z > 0, 1, 0.01)", "The slope"),
        ("None", "end with `return`"),
        ("z, np.ones_like(z)", "straight line|The value"),
    ],
    "02/curve": [
        ("np.maximum(x[:, None] - kinks, 0) @ np.diff(slopes)", "raised ValueError"),
        ("np.maximum(x[:, None] - kinks, 0).sum(axis=1)", "The curve"),
        ("np.interp(x, kinks, slopes)", "The curve"),
        ("np.maximum(x[:, None] - kinks, 0) @ np.diff(slopes, append=0)", "The curve"),
        ("np.maximum(x[:, None] - kinks, 0) @ np.diff(slopes, prepend=0)[:3]", "ValueError|The curve"),
        ("None", "end with `return`"),
    ],
    "02/dead": [
        ("0.4", _AGAIN + "|off by"),
        ("(a == 0).all(axis=0).sum() / 5", _AGAIN),
        ("(a[:4] == 0).all(axis=0).sum() / 5", _AGAIN),
        ("(a[:2] == 0).all(axis=0).mean()", "that are alive"),
        ("str((a == 0).all(axis=0).mean())", "should be one number"),
        ("round((a == 0).all(axis=0).mean(), 1)", _AGAIN),
    ],
    "03/stable": [
        (
            "e = np.exp(z - z[:, -1:])\nreturn e / e.sum(axis=1, keepdims=True)",
            "For the row [1000, 0]",
        ),
        (
            "e = np.exp(z - z[:, :1])\nreturn e / e.sum(axis=1, keepdims=True)",
            "works until the spread",
        ),
        (
            "m = np.maximum(z[:, :1], z[:, -1:])\ne = np.exp(z - m)\n"
            "return e / e.sum(axis=1, keepdims=True)",
            "For the row [0, 1000, 0]",
        ),
        ("nn.softmax(z)", "nnlib does the work"),
        ("np.exp(nn.log_softmax(z).data)", "nnlib does the work"),
        ("from nnlib.activations import softmax as s\nreturn s(z)", "nnlib does the work"),
        (_SOFTMAX + "return p.reshape(2, 3)", "raised ValueError"),
        (
            "e = np.exp(z - z.max(axis=1, keepdims=True)) + 1e-3\n"
            "return e / e.sum(axis=1, keepdims=True)",
            "probabilities are others",
        ),
        (_SOFTMAX + "return np.round(p, 2)", "off by"),
    ],
    "03/cross-entropy": [
        ("nn.cross_entropy(z, y)", "nnlib does the work"),
        ("-nn.log_softmax(z).data[np.arange(len(z)), y].mean()", "nnlib does the work"),
        (_SOFTMAX + "return -np.log(p[np.arange(len(z)), y]).mean()", "rounded to 0"),
        (
            "s = np.log(np.exp(z).sum(axis=1))\nreturn (s - z[np.arange(len(z)), y]).mean()",
            "rounded to 0|no number",
        ),
        (_SOFTMAX + "return -np.log(p[np.arange(len(z)), y] + 1e-9).mean()", "off by|times"),
        (
            "s = z - z.max(axis=1)[:, None]\n"
            "return (np.log(np.exp(s).sum(axis=1)) - z[np.arange(len(z)), y]).mean()",
            "the same shift",
        ),
        (_LOG_P + "return -log_p[:4, [2, 0, 0, 1][:len(z)]].mean()", "Which rows|raised|off by"),
    ],
    "03/fit-temperature": [
        ("1.85", "off by|Right for the first"),
        ("taus[np.argmax([nn.accuracy(z / t, y) for t in taus])]", "accuracy is the same"),
        ("1 / min(taus, key=lambda t: nn.cross_entropy(z / t, y).item())", "off by"),
        ("taus.mean()", "off by"),
        ("min(np.linspace(0.5, 5, 46), key=lambda t: nn.cross_entropy(z / t, y).item())", "off by"),
        ("min(taus, key=lambda t: nn.cross_entropy(z / t, y).item()), 0", "has shape"),
    ],
    "03/gradient": [
        (_SOFTMAX + "return (p - np.eye(3)[labels]) / len(z)", "Two shapes|raised|IndexError"),
        (_SOFTMAX + "return (p - np.eye(z.shape[1])[labels]) / 4", _AGAIN),
        (_SOFTMAX + "return (p - np.eye(z.shape[1])[[2, 0, 0, 1][:len(z)]]) / len(z)", _AGAIN),
        (_SOFTMAX + "y = np.zeros_like(p)\ny[:, labels] = 1\nreturn (p - y) / len(z)", "whole rows"),
        (_SOFTMAX + "return (p - np.eye(labels.max() + 1)[labels]) / z.shape[1]", "constant|times"),
        (_SOFTMAX + "p[labels] -= 1\nreturn p / len(z)", "whole rows|off by"),
    ],
    "04/multiply": [
        ("-15.0, -6.0", _AGAIN),
        ("-3 * b, -3 * a", _AGAIN),
        ("g * 5, g * 2", _AGAIN),
        ("g * b, g * a, g", "Return two things"),
        ("str(g * b), str(g * a)", "should be one number"),
        ("abs(g) * -b, abs(g) * -a", _AGAIN),
    ],
    "04/tanh": [
        ("0.7 * (1 - t**2)", _AGAIN),
        ("g * (1 - 0.8336546070121552**2)", _AGAIN),
        ("abs(g) * (1 - t**2)", _AGAIN),
        ("g * (1 - abs(t)) * (1 + abs(t)) * 2", "times|off by"),
        ("g, 1 - t**2", "has shape (2,)"),
        ("None", "is None"),
    ],
    "04/layer": [
        ("delta * W.T, x.T @ delta, delta.sum(axis=0)", "A product does not fit"),
        ("delta @ W.T, x @ delta, delta.sum(axis=0)", "A product does not fit"),
        ("delta @ W.T, x.T @ delta, delta.sum()", "has shape ()"),
        ("delta @ W.T, x.T @ delta, delta.sum(axis=1)", "has shape (6,)"),
        ("delta @ W.T, x.T @ delta, delta.sum(axis=0, keepdims=True)", "has shape (1, 3)"),
        ("delta @ W.T, -x.T @ delta, delta.sum(axis=0)", "wrong sign"),
        ("delta @ W.T, x.T @ delta, delta[:6].sum(axis=0) + delta[1]", "off by"),
        ("delta @ W.T, x.T @ delta / 6, delta.sum(axis=0) / 6", "You averaged"),
        ("delta @ W.T, x.T @ delta, np.ones(6) @ delta", "A product does not fit"),
        ("x, x.T @ delta, delta.sum(axis=0)", "off by"),
        ("delta @ W.T, W, delta.sum(axis=0)", "off by"),
        ("delta @ W.T, x.T @ delta, delta.sum(axis=0), 0", "Return three things"),
        ("x + delta @ W.T, x.T @ delta, delta.sum(axis=0)", "off by"),
    ],
    "04/order": [
        (
            # a queue: nearest to the loss first, last met last
            "out = [loss]\nfor n in out:\n    for p in n.parents:\n        if p in out: out.remove(p)"
            "\n        out.append(p)\n    if len(out) > 99: break\nreturn out",
            "",
        ),
        (
            # one path down to its end, then the next
            "out, todo = [], [loss]\nwhile todo:\n    n = todo.pop()\n    if n not in out:\n"
            "        out.append(n)\n        todo += n.parents\nreturn out",
            "comes before",
        ),
        (
            "out, todo = [], [loss]\nwhile todo:\n    n = todo.pop(0)\n    if n not in out:\n"
            "        out.append(n)\n        todo += n.parents\nreturn out",
            "comes before",
        ),
        (
            "c, a = loss.parents\nx, b = c.parents\nreturn [loss, c, b, a, x]",
            "raised ValueError",
        ),
        (_VISIT + "return [n.name for n in out[::-1]]", "Return a list of nodes"),
        (_VISIT + "return out[::-1][1:]", "Your list lacks loss"),
        (_VISIT + "return set(out)", "Return a list of nodes"),
    ],
    "05/descend": [
        (_STEPS + "for _ in range(5): theta -= rate * gradient(theta)\nreturn theta", _AGAIN),
        (_STEPS + "for _ in range(steps): theta -= 0.1 * gradient(theta)\nreturn theta", _AGAIN),
        (
            "theta = np.array([3.0, 1.0])\n"
            "for _ in range(steps): theta -= rate * gradient(theta)\nreturn theta",
            "raised ValueError|" + _AGAIN,
        ),
        ("theta = gradient(start)\nwhile steps: theta = start", "a million"),
        (_STEPS + "path = [theta - rate * gradient(theta)] * steps\nreturn path", "has shape (5, 2)"),
        (_STEPS + "for _ in range(steps): theta = rate * gradient(theta)\nreturn theta", "off by"),
    ],
    "05/adam": [
        (
            _ADAM + "    out.append(-0.1 * a / (np.sqrt(b) + 1e-8))\nreturn np.array(out)",
            _AGAIN,
        ),
        (_ADAM + "    out.append(-rate * a / (np.sqrt(b) + 1e-8))\nreturn out[-1]", "has shape (3,)"),
        (
            _ADAM + "    out.append(-rate * a / (np.sqrt(b) + 1e-8))\nreturn np.array(out)[:6]",
            _AGAIN,
        ),
        (_ADAM + "    out.append(-rate * np.sign(g))\nreturn np.array(out)", "off by"),
        (_ADAM + "    out.append(-rate * a / (np.sqrt(b) + 1e-3))\nreturn np.array(out)", "off by"),
        (_ADAM + "    return [-rate * a / (np.sqrt(b) + 1e-8)]", "has shape (1, 3)"),
    ],
    "05/batches": [
        (
            "p = rng.permutation(n)\nreturn [p[i:i + 4] for i in range(0, n, 4)]",
            "With 7 examples and batches of 3",
        ),
        (
            "p = rng.permutation(10)\np = p[p < n]\n"
            "return [p[i:i + size] for i in range(0, n, size)]",
            "With 12 examples",
        ),
        ("[[i] for i in rng.permutation(n)]", "should have 4, 4 and 2"),
        ("{i: i for i in range(n)}", "one array of indices"),
        (
            "p = rng.permutation(n) + 1\nreturn [p[i:i + size] for i in range(0, n, size)]",
            "should come once each",
        ),
        (
            "rng = np.random.default_rng(n)\np = rng.permutation(n)\n"
            "return [p[i:i + size] for i in range(0, n, size)]",
            "the same for every rng",
        ),
    ],
    "05/momentum": [
        (_REST + "for _ in range(6):\n    v = beta * v + gradient(theta)\n"
         "    theta = theta - rate * v\nreturn theta", _AGAIN),
        (_REST + "for _ in range(steps):\n    v = 0.8 * v + gradient(theta)\n"
         "    theta = theta - rate * v\nreturn theta", _AGAIN),
        (_REST + "for _ in range(steps):\n    v = beta * v + gradient(theta)\n"
         "    theta = theta - 0.1 * v\nreturn theta", _AGAIN),
        ("theta, v = start, np.zeros(2)\nfor _ in range(steps):\n"
         "    v = beta * v + gradient(theta)\n    theta = theta - rate * v\nreturn theta",
         "raised ValueError"),
        (_REST + "for _ in range(steps):\n    v = beta * v + gradient(theta)\n"
         "    theta = theta - rate * v\nreturn theta, v", "has shape (2, 2)"),
        (_REST + "for _ in range(steps):\n    v = beta * v + gradient(theta)\n"
         "    theta = theta - rate * v\nreturn v", "off by|times"),
        (_REST + "for _ in range(steps):\n    v = beta * v + gradient(start)\n"
         "    theta = theta - rate * v\nreturn theta", "off by"),
        (_REST + "for _ in range(steps):\n    v = rate * v + gradient(theta)\n"
         "    theta = theta - beta * v\nreturn theta", "off by"),
        (_REST + "while steps:\n    v = beta * v + gradient(theta)\n"
         "    theta = theta - rate * v\nreturn theta", "a million"),
        # looks ahead, as Nesterov does
        (_REST + "for _ in range(steps):\n    v = beta * v + gradient(theta - rate * beta * v)\n"
         "    theta = theta - rate * v\nreturn theta", "off by"),
        (_REST + "for _ in range(steps):\n    v = beta * v + gradient(theta)\n"
         "    theta = theta - rate * v\n    start[:] = theta\nreturn theta",
         "changed the array `start`"),
        (_REST + "for _ in range(1000):\n    v = v + 9 * gradient(theta)\n"
         "    theta = theta + v\nreturn theta", "The place after all steps contains values"),
        (_REST + "for _ in range(steps + 1):\n    v = beta * v + gradient(theta)\n"
         "    theta = theta - rate * v\nreturn theta", "off by"),
    ],
    "06/fans": [
        ("64, 32", _AGAIN),
        ("shape", "not a pair|two|several|outputs comes first|" + _AGAIN),
        ("shape[0]", "The fan-in|two|both|pair"),
        ("if len(shape) == 2: return shape\nreturn shape[0], shape[1]", "outputs comes first"),
        ("if len(shape) == 2: return shape\nreturn shape[2] * shape[3], shape[0] * shape[2] * shape[3]",
         "whole window"),
        ("shape[0], np.prod(shape[1:])", _AGAIN),
    ],
    "06/he": [
        ("np.random.normal(0, np.sqrt(2 / fan_in), shape)", _RNG),
        ("rng.normal(0, np.sqrt(2 / fan_in))", "has shape ()"),
        ("rng.normal(0, np.sqrt(2 / fan_in), shape[::-1])", "has shape"),
        ("rng.normal(0, np.sqrt(2 / 90), shape)", "but not for (60, 8"),
        ("rng.normal(0, np.sqrt(2 / sum(shape)), shape)", "Which one does|without an activation"),
        ("rng.choice([-1, 1], shape) * np.sqrt(2 / fan_in)", "normal distribution"),
    ],
    "06/xavier": [
        ("b = np.sqrt(6 / 120)\nreturn rng.uniform(-b, b, (n_in, n_out))", "not for 40 and 100"),
        (_BOUND + "return rng.uniform(-bound, bound, (90, 30))", "not for 40 and 100"),
        (_BOUND + "return np.random.uniform(-bound, bound, (n_in, n_out))", _RNG),
        (_BOUND + "return np.full((n_in, n_out), bound)", _RNG),
        (_BOUND + "return rng.choice([-bound, bound], (n_in, n_out))", "largest weight"),
        (_BOUND + "return rng.uniform(-bound, bound)", "has shape ()"),
    ],
    "06/gain": [
        ("z = np.random.default_rng(0).standard_normal(100_000)\n"
         "return np.mean(phi(z) ** 2) ** -0.5", _RNG),
        ("z = np.random.standard_normal(100_000)\nreturn np.mean(phi(z) ** 2) ** -0.5", _RNG),
        ("{0.0: 2**0.5, -1.0: 1.0}.get(float(phi(-1.0)), 5 / 3)", "For tanh"),
        ("z = rng.uniform(-3**0.5, 3**0.5, 100_000)\nreturn np.mean(phi(z) ** 2) ** -0.5",
         "For tanh|Is yours drawn evenly"),
        (_DRAWS + "return phi(z) ** -2", "has shape|no numbers"),
        (_DRAWS + "return max(1, np.mean(phi(z) ** 2) ** -0.5)", "For three times ReLU|For no"),
    ],
    "07/honest-error": [
        ("k = choose(x, y)\nreturn np.mean(classify(x[:, k], y, x[:, k]) != y)", "off by|with all labels|trained on"),
        (_FOLDS + "    wrong.append(np.mean(a != y[o]))\nreturn np.mean(wrong)", "off by|" + _AGAIN),
        (_FOLDS + "    wrong.append(a != y[o])\nreturn np.concatenate(wrong).sum()", "times|off by"),
        (_FOLDS + "    wrong.append(a != y[o])\nreturn np.concatenate(wrong)", "has shape"),
        (_FOLDS + "    wrong.append(a == y[o])\nreturn np.concatenate(wrong).mean()", "share of right answers"),
        ("wrong = []\nfor f in range(5):\n    i, o = folds != f, folds == f\n    k = choose(x[i], y[i])\n"
         "    a = classify(x[i][:, k], y[i], x[o][:, k])\n    wrong.append(a != y[o])\n"
         "return np.concatenate(wrong).mean()", "raised|off by|no numbers|" + _AGAIN),
    ],
    "07/importance": [
        (_SHUFFLED + "return np.mean(predict(x) == y) - np.mean(predict(x) == y)", "is the shuffled copy|Is the shuffled copy"),
        (_SHUFFLED + "return np.mean(predict(s) == y)", "accuracy that is left"),
        (_SHUFFLED + "return np.mean(predict(x) == y) - np.mean(predict(s) == y[order])",
         "must cost nothing"),
        (_SHUFFLED + "return abs(predict(x) - predict(s)).mean()", "in 50% when its column"),
        (_SHUFFLED + "np.mean(predict(x) == y) - np.mean(predict(s) == y)", "is None"),
        ("s = x.copy()\ns[:, columns] = rng.normal(size=(len(x), len(columns)))\n"
         "return np.mean(predict(x) == y) - np.mean(predict(s) == y)", "values of the data"),
    ],
    "07/alarm": [
        ("'well'", "a loss of 9.6 before training"),
        ("['well']", "one word of the table"),
        ("'healthy'", "no word of the table"),
        (_TABLE, "It returned None"),
        (_TABLE.replace("s['dead'] > 0.5", "s['dead'] > 0.75") + "return 'well'", "70% dead"),
        (_TABLE.replace("2 * blind", "blind") + "return 'well'", "to a run without any sign"),
    ],
    "08/early-stop": [
        ("int(np.argmin(losses)) + 1, len(losses)", "come after the stop"),
        (_PATIENT + "return epoch, epoch", "go back to the last epoch"),
        (_PATIENT + "return best, best", "The number of epochs trained is off"),
        (_PATIENT + "return best, best + patience", _AGAIN),
        (_PATIENT + "return best - 1, epoch", "Epochs count from 1"),
        (_PATIENT + "return best - 1, epoch - 1", "Epochs count from 1"),
        (_PATIENT + "return epoch, best", "The best epoch comes first"),
        (_PATIENT + "return best", "Return two things"),
        (_PATIENT + "return losses[best - 1], epoch", "The epoch to go back to is off"),
        (_PATIENT.replace(">=", ">") + "return best, epoch", "one epoch too late"),
        (_PATIENT.replace(">= patience", ">= patience - 1") + "return best, epoch", "too early"),
        (_PATIENT.replace("- 1] <", "- 1] <=") + "return best, epoch", "only equals the lowest"),
        (_PATIENT.replace("patience", "3") + "return best, epoch", _AGAIN),
        (_PATIENT, "end with `return`"),
    ],
    "08/decay": [
        ("w - rate * (gradient - decay * w)", "makes the weights larger"),
        ("w + rate * (gradient + decay * w)", "goes against the gradient"),
        ("w - rate * gradient - decay * w", "through the learning rate"),
        ("w - rate * gradient", "That is the plain step"),
        ("w * (1 - decay)", "gradient of the loss is missing"),
        ("w * (1 - rate * decay)", "gradient of the loss is missing"),
        ("w - rate * (gradient + 2 * decay * w)", "has no factor 2"),
        ("w - rate * (gradient + decay * w / 2)", "has no factor 2"),
        ("w - rate * (gradient + decay * abs(w))", "The result is off"),
        ("w - rate * (gradient + decay * np.sign(w))", "called L1"),
        ("w - rate * (gradient + decay * w ** 2)", "A step uses its slope"),
        ("w - rate * (gradient + decay * (w ** 2).sum() / 2)", "A step uses its slope"),
        ("rate * (gradient + decay * w)", "The result"),
        ("w -= rate * (gradient + decay * w)\nreturn", "end with `return`"),
    ],
    "08/dropout": [
        (_KEPT + "return a * kept", "keep their size"),
        (_KEPT + "return a * kept * (1 - p)", "smaller still"),
        (_KEPT + "return a * kept / p", "You divide by p"),
        (_KEPT + "return a * ~kept / (1 - p)", "p is the chance to be dropped"),
        (_KEPT + "return a * kept / (1 - p) ** 0.5", "That is the root"),
        (_KEPT + "return kept / (1 - p)", "multiplied by the same factor"),
        (_KEPT + "return a[kept] / (1 - p)", "has shape"),
        ("a * (rng.random(a.shape[1]) >= p) / (1 - p)", "Whole rows or columns"),
        ("a * (rng.random((len(a), 1)) >= p) / (1 - p)", "Whole rows or columns"),
        ("a if rng.random() < p else 0 * a", "Nothing was set|Whole rows"),
        ("a * (rng.random(a.shape) >= 0.5) / 0.5", "were set to 0"),
        ("r = np.random.default_rng()\nreturn a * (r.random(a.shape) >= p) / (1 - p)", _RNG),
        ("rng = np.random.default_rng(0)\nreturn a * (rng.random(a.shape) >= p) / (1 - p)", _RNG),
        ("a * (1 - p)", "Nothing was set to 0"),
        (_KEPT + "print(a * kept / (1 - p))", "end with `return`"),
    ],
    "09/ddm": [
        (_LOWEST + "    if p[i] + s[i] > a + 3 * b: return True\nreturn False", "off by"),
        (_LOWEST + "    if p[i] + s[i] > a + 3 * b: return i - 30\nreturn -1", "from the very first"),
        (_LOWEST + "    if p[i] > a + 3 * b: return i\nreturn -1", "off by"),
        (_LOWEST + "    if p[i] + s[i] > a + b + 3 * b: return i\nreturn -1", "off by"),
        ("a, b = p[30:].min(), s[30:].min()\n"
         "return next((i for i in range(30, len(p)) if p[i] + s[i] > a + 3 * b), -1)", "off by|know"),
        ("a = b = 1\nfor i in range(30, len(p)):\n    if p[i] + s[i] > a + 3 * b: return i\n"
         "    a, b = p[i], s[i]\nreturn -1", "the lowest point so far|off by"),
        ("-1", "off by|row"),
        ("np.argmax(p + s)", "off by|does not wait"),
    ],
    "09/prequential": [
        ("for r, t in zip(x, y): learn(r, t)\n"
         "return np.array([predict(r) != t for r, t in zip(x, y)])", "row by row"),
        ("e = []\nfor r, t in zip(x, y):\n    e.append(predict(r) != t)\n    if e[-1]: learn(r, t)\n"
         "return np.array(e)", "learned once"),
        ("e = []\nfor i in range(len(x) - 1):\n    e.append(predict(x[i + 1]) != y[i + 1])\n"
         "    learn(x[i], y[i])\nreturn np.array(e)", "predicted once"),
        ("e = []\nfor i in range(12):\n    e.append(predict(x[i]) != y[i])\n    learn(x[i], y[i])\n"
         "return np.array(e)", "IndexError|but not for 7"),
        ("e = 0\nfor r, t in zip(x, y):\n    e += predict(r) != t\n    learn(r, t)\nreturn e",
         "has shape|Errors|one number"),
        ("for r, t in zip(x, y):\n    predict(r)\n    learn(r, t)", "return"),
    ],
    "10/tower": [
        (_BUMPS + "return bumps.sum(axis=1)", "second layer is missing"),
        (_BUMPS + "return bumps", "Add them up first"),
        (_BUMPS + "return bumps.prod(axis=1)", "a neuron adds"),
        (_BUMPS + "return s(steep * (bumps.sum(axis=1) - 1.5))", "threshold of the plane"),
        (_BUMPS + "return s(bumps.sum(axis=1) - len(low) + 0.5)", "is not steep"),
        (_BUMPS + "return s(steep * bumps.sum(axis=1))", "between d − 1 and d"),
        (_BUMPS + "return s(steep * (bumps.sum(axis=1) - len(low)))", "between d − 1 and d"),
        (_BUMPS + "return s(steep * (bumps.sum() - len(low) + 0.5))", "shape"),
        (_BUMPS + "return s(steep * (bumps.sum(axis=0) - len(low) + 0.5))", "shape"),
        (_BUMPS + "return bumps.sum(axis=1) > len(low) - 0.5", "The tower is off"),
        (_BUMPS.replace("- low", "- high", 1).replace("- high)))\nb", "- low)))\nb")
         + "return s(20 * (bumps.sum(axis=1) - 0.5))", "The tower is off"),
        (_BUMPS + "print(s(steep * (bumps.sum(axis=1) - 1.5)))", "end with `return`"),
    ],
    "10/pieces": [
        ("int(np.sqrt(curvature / (8 * tolerance)))", "Round up"),
        ("np.sqrt(curvature / (8 * tolerance))", "Round up"),
        ("round(np.sqrt(curvature / (8 * tolerance)))", "Round up"),
        ("curvature / (8 * tolerance)", "Take the root"),
        ("int(np.ceil(np.sqrt(curvature / tolerance)))", "Where is the 8"),
        ("int(np.ceil(np.sqrt(curvature / (2 * tolerance))))", "Where is the 8"),
        ("int(np.ceil(np.sqrt(tolerance / (8 * curvature))))", "makes the task harder"),
        ("int(np.ceil(np.sqrt(curvature / (8 * tolerance)))) + 1", "off by"),
        ("24", "Right for the first call, but not"),
        ("tolerance", "off by"),
        ("None", "is None"),
    ],
    "10/network": [
        (_KNOTS + "return np.ones(n), -k[:-1], s, y[0]", "changes of slope"),
        (_KNOTS + "return np.ones(n), -k[:-1], s, 0", "changes of slope"),
        (_KNOTS + "return np.ones(n), -k[:-1], np.diff(s, prepend=0), 0", "starts at 0"),
        (_KNOTS + "return np.ones(n), k[:-1], np.diff(s, prepend=0), y[0]", "negative x"),
        (_KNOTS + "return np.ones(n), -k[1:], np.diff(s, prepend=0), y[0]", "one knot too late"),
        (_KNOTS + "return np.ones(n), -k[:-1], np.diff(s, prepend=0) / n, y[0]", "divides by"),
        (_KNOTS + "return np.ones(n), -k[:-1], np.diff(s), y[0]", "shape"),
        (_KNOTS + "return np.ones(n + 1), -k, np.diff(s, prepend=0), y[0]", "shape"),
        (_KNOTS + "return np.ones(n), -k[:-1], np.diff(s, prepend=0)", "Return four things"),
        (_KNOTS + "return np.ones(n), -k[:-1], np.diff(s, prepend=0), y", "has shape"),
        (_KNOTS + "return np.ones(n), -k[:-1], y[1:], y[0]", "What the network draws"),
        ("k = np.linspace(0, 1, 7)\nreturn np.ones(6), -k[:-1], "
         "np.diff(6 * np.diff(f(k)), prepend=0), f(k)[0]", "shape"),
        ("np.zeros(n), np.zeros(n), np.zeros(n), 0", "What the network draws"),
    ],
    "11/counter": [
        ("1, -1", "three things"),
        ("1, 0, 0", "counted nothing"),
        ("2, 1, -1", "grows by itself"),
        ("1, 1, -0.5", "after the last b"),
        ("1, 1", "three things"),
        ("'w', 1, -1", "number"),
        ("None", "returned None|return"),
    ],
    "11/integrated": [
        ("(x - baseline) * gradient((x + baseline) / 2)", "off by|at x only|first call"),
        ("t = np.linspace(0, 1, steps)\n"
         "return (x - baseline) * sum(gradient(baseline + s * (x - baseline)) for s in t) / steps",
         "off by|beginning"),
        ("(baseline - x) * sum(gradient(baseline + (k + 0.5) / steps * (x - baseline))"
         " for k in range(steps)) / steps", "wrong sign"),
        ("(x - baseline) * sum(gradient(baseline + (k + 0.5) / 4 * (x - baseline))"
         " for k in range(4)) / 4", "but not for another"),
        ("sum((x - baseline) * gradient(baseline + (k + 0.5) / steps * (x - baseline))"
         " for k in range(steps)).sum() / steps", "has shape"),
        ("(x - baseline) * abs(sum(gradient(baseline + (k + 0.5) / steps * (x - baseline))"
         " for k in range(steps)) / steps)", "off by|but not for another"),
    ],
    "11/suspicion": [
        ("np.sort(abs(maps).mean(axis=1))[-4:].sum() / abs(maps).mean()", "off by|times"),
        ("np.sort(abs(maps).mean(axis=0))[-4:] / abs(maps).mean(axis=0).sum()", "has shape"),
        ("np.sort(abs(maps).mean(axis=0))[-4:].mean() / abs(maps).mean(axis=0).sum()", "off by|times"),
        ("np.sort(abs(maps).mean(axis=0))[-5:].sum() / abs(maps).mean(axis=0).sum()", "off by"),
        ("abs(maps).max() / abs(maps).sum()", "off by"),
        ("abs(maps).mean(axis=0)[5:].sum() / abs(maps).mean(axis=0).sum()", "off by"),
    ],
    "12/information": [
        (_JOINT + "return (p[ok] * np.log(p[ok] / q[ok])).sum()", "in nats"),
        (_JOINT + "return (p[ok] * np.log2(q[ok] / p[ok])).sum()", "sign"),
        (_JOINT + "return np.log2(p[ok] / q[ok]).sum()", "weight it"),
        (_JOINT + "return np.log2(p[ok] / q[ok]).mean()", "weight it"),
        (_JOINT + "return (p * np.log2(p / q)).sum()", "made the result NaN"),
        (_JOINT + "return (table[ok] * np.log2(p[ok] / q[ok])).sum()", "counts themselves"),
        (_JOINT + "return -(p[ok] * np.log2(p[ok])).sum()", "entropy of the pairs"),
        (_BITS + _JOINT + "return h(p.sum(axis=0)) + h(p.sum(axis=1))", "still to be subtracted"),
        (_BITS + _JOINT + "return h(p.sum(axis=0))", "is off"),
        (_JOINT + "return 0.0", "is off"),
        (_JOINT + "return p[ok] * np.log2(p[ok] / q[ok])", "has shape|Return|numbers"),
        (_JOINT + "print((p[ok] * np.log2(p[ok] / q[ok])).sum())", "end with `return`"),
        (_JOINT.replace("table.sum()", "36"), "end with `return`"),
        (_JOINT.replace("table.sum()", "72") + "return (p[ok] * np.log2(p[ok] / q[ok])).sum()", "is off|Right for"),
    ],
    "12/known": [
        (_BEFORE + "return h - np.log2(g).mean()", "add the two"),
        (_BEFORE + "return -np.log2(g).mean()", "remains in doubt"),
        (_BEFORE + "return h + np.log2(g.mean())", "logarithm first"),
        (_BEFORE + "return h + np.log2(p.max(axis=1)).mean()", "not the largest"),
        (_BEFORE + "return np.log2(p.shape[1]) + np.log2(g).mean()", "equally frequent"),
        (_BEFORE + "return h + np.log2(g).sum()", "a mean, not a sum"),
        (_BEFORE + "return n * (h + np.log2(g).mean())", "a mean, not a sum"),
        (_BEFORE + "return (h + np.log2(g).mean()) * np.log(2)", "in nats"),
        (_BEFORE.replace("s = s[s > 0]\n", "") + "return h + np.log2(g).mean()", "made the result NaN"),
        (_BEFORE + "return h", "is off"),
        (_BEFORE + "return (p.argmax(axis=1) == labels).mean()", "is off"),
        (_BEFORE + "return h + np.log2(g)", "has shape|numbers|Return"),
        (_BEFORE + "print(h + np.log2(g).mean())", "end with `return`"),
    ],
    "13/convolution": [
        (_SLIDE + "(image[r:r + k, c:c + m] * kernel[::-1, ::-1]).sum()\nreturn y", "turn the kernel"),
        (_SLIDE.replace("k + 1", "k").replace("m + 1", "m")
         + "(image[r:r + k, c:c + m] * kernel).sum()\nreturn y", "window start last"),
        (_SLIDE + "(image[r:r + k, c:c + m] * kernel).mean()\nreturn y", "the mean of the products"),
        (_SLIDE + "image[r:r + k, c:c + m].sum()\nreturn y", "without their weights"),
        (_SLIDE + "(image[r:r + k, c:c + m] * kernel.T).sum()\nreturn y",
         "have changed places|ValueError"),
        (_SLIDE + "(image[r:r + k, c:c + m] * kernel).max()\nreturn y", "off by"),
        (_SLIDE + "image[r, c] * kernel[0, 0]\nreturn y", "off by"),
        (_SLIDE + "(image[r:r + 3, c:c + 3] * kernel).sum()\nreturn y", _AGAIN + "|ValueError"),
        ("y = np.zeros((image.shape[0] - 2, image.shape[1] - 2))\n"
         "for r in range(y.shape[0]):\n    for c in range(y.shape[1]):\n"
         "        y[r, c] = (image[r:r + 3, c:c + 3] * kernel).sum()\nreturn y",
         _AGAIN + "|ValueError"),
        ("k, m = kernel.shape\nz = np.pad(image, ((k // 2, k // 2), (m // 2, m // 2)))\n"
         "return [[(z[r:r + k, c:c + m] * kernel).sum() for c in range(image.shape[1])]\n"
         "        for r in range(image.shape[0])]", "surround the image with zeros"),
        (_SLIDE + "(image[r:r + k, c:c + m] * kernel).sum()", "end with `return`"),
        ("image * kernel.sum()", "has shape"),
        ("nn.conv2d(image[None, None], kernel[None, None]).data[0, 0]", "Write your own"),
        ("image @ kernel", "ValueError|has shape"),
    ],
    "13/layer": [
        (_NEW + "return np.array(new)", "ReLU is missing"),
        ("return np.array([sum(np.maximum(convolve(m, k), 0) for m, k in zip(maps, own))\n"
         "                 for own in kernels])", "ReLU comes once"),
        ("np.maximum([convolve(maps[0], own[0]) for own in kernels], 0)", "Only the first channel"),
        (_NEW + "return np.maximum(new, 0) / len(maps)", "the mean over the channels"),
        ("np.maximum([[convolve(m, k) for m, k in zip(maps, own)] for own in kernels], 0)", "shape"),
        (_NEW + "return np.maximum(sum(new), 0)", "shape"),
        ("np.maximum(sum(convolve(m, k) for m, k in zip(maps, kernels[0])), 0)", "shape"),
        ("np.maximum([convolve(maps, own) for own in kernels], 0)", "ValueError|raised"),
        (_NEW + "return np.abs(new)", "off by"),
        ("nn.relu(nn.conv2d(maps[None], kernels)).data[0]", "Write your own"),
        (_NEW + "return -np.maximum(new, 0)", "wrong sign"),
        (_NEW + "new = np.maximum(new, 0)", "end with `return`"),
        ("convolve(maps[0], kernels[0, 0])", "shape"),
    ],
    "14/cell": [
        ("x @ w_x + h @ w_h + b", "Where is the bend"),
        ("np.tanh(x @ w_x + b)", "nothing is remembered"),
        ("np.tanh(h @ w_h + b)", "The letter is not used"),
        ("np.tanh(x @ w_x + h @ w_h)", "bias is missing"),
        ("np.tanh(x @ w_x + h @ w_h) + b", "before the bend"),
        ("np.tanh(x @ w_x + b) + np.tanh(h @ w_h)", "Bend only their total"),
        ("np.tanh(x @ w_x + w_h @ h + b)", "as a row"),
        ("np.tanh(x @ w_x + h + b)", "through its weights first"),
        ("np.tanh(w_x @ x + h @ w_h + b)", "shape|raised ValueError"),
        ("np.tanh(x * w_x + h * w_h + b)", "shape|raised ValueError"),
        ("np.maximum(x @ w_x + h @ w_h + b, 0)", "is off"),
        ("1 / (1 + np.exp(-(x @ w_x + h @ w_h + b)))", "is off"),
        ("np.tanh(x @ w_x + h @ w_h + b)[0]", "shape"),
        ("print(np.tanh(x @ w_x + h @ w_h + b))", "end with `return`"),
    ],
    "14/states": [
        ("np.tanh(xs @ w_x + b)", "starts from zero"),
        ("h, out = np.zeros(len(b)), []\nfor x in xs:\n    h = np.tanh(x @ w_x + h @ w_h + b)\n"
         "return h", "the last state only"),
        ("h, out = np.zeros(len(b)), [0 * b]\nfor x in xs:\n"
         "    h = np.tanh(x @ w_x + h @ w_h + b)\n    out.append(h)\nreturn np.array(out)",
         "leave them out|has shape"),
        ("h, out = np.zeros(len(b)), []\nfor x in xs[::-1]:\n"
         "    h = np.tanh(x @ w_x + h @ w_h + b)\n    out.append(h)\nreturn np.array(out)",
         "read from its end"),
        ("h, out = np.zeros(len(b)), []\nfor x in xs:\n    h = x @ w_x + h @ w_h + b\n"
         "    out.append(h)\nreturn np.array(out)", "is off|are off"),
        ("h, out = np.zeros(len(b)), []\nfor x in xs:\n    z = x @ w_x + h @ w_h + b\n"
         "    h = np.tanh(z)\n    out.append(z)\nreturn np.array(out)", "before the bend"),
        ("h, out = np.zeros(len(b)), []\nfor x in xs:\n    h = np.tanh(x @ w_x + h @ w_h + b)\n"
         "    out.append(h)\nreturn np.array(out).T", "shape"),
        ("h, out = np.ones(len(b)), []\nfor x in xs:\n    h = np.tanh(x @ w_x + h @ w_h + b)\n"
         "    out.append(h)\nreturn np.array(out)", "is off|are off"),
        ("h, out = np.zeros(4), []\nfor x in xs[:5]:\n    h = np.tanh(x @ w_x + h @ w_h + b)\n"
         "    out.append(h)\nreturn np.array(out)", "raised ValueError|for another|for a"),
        ("h, out = np.zeros(len(b)), []\nfor x in xs:\n    h = np.tanh(x @ w_x + h @ w_h + b)\n"
         "    out.append(h)", "end with `return`|is None"),
    ],
    "14/back": [
        ("g @ w_h.T", "slope of the bend is missing"),
        ("(g * (1 - h**2)) @ w_h", "are transposed"),
        ("(g @ w_h.T) * (1 - h**2)", "First back through the bend"),
        ("(g * (1 - np.tanh(h) ** 2)) @ w_h.T", "where h is what came out"),
        ("(g * h * (1 - h)) @ w_h.T", "slope of the sigmoid"),
        ("g * (1 - h**2)", "weights are still missing"),
        ("(g * h**2) @ w_h.T", "1 minus the square"),
        ("(g * (1 - h)) @ w_h.T", "1 minus the square"),
        ("-(g * (1 - h**2)) @ w_h.T", "sign"),
        ("(g * (1 - h**2)) * w_h.T", "shape"),
        ("((g * (1 - h**2)) @ w_h.T).sum()", "shape"),
        ("2 * (g * (1 - h**2)) @ w_h.T", "2 times what was expected"),
        ("np.outer(g, h)", "shape"),
        ("None", "is None"),
    ],
    "15/weights": [
        ("nn.softmax(q @ k.T).data", "divide them, by the root"),
        ("nn.softmax(q @ k.T / q.shape[1]).data", "You divide by d"),
        ("nn.softmax(q @ k.T / np.sqrt(len(k))).data", "not of how many"),
        ("nn.softmax(q @ k.T / np.sqrt(len(q))).data", "not of how many"),
        (_SCORES + "e = np.exp(s)\nreturn e / e.sum(axis=0)", "shares out"),
        (_SCORES + "e = np.exp(s)\nreturn e / e.sum()", "All entries together"),
        (_SCORES + "return s", "softmax is still missing"),
        ("q @ k.T", "softmax is still missing"),
        (_SCORES + "return np.exp(s)", "no shares yet"),
        (_SCORES + _ROWS + "return p.T", "the other way round|has shape"),
        (_SCORES + "e = np.exp(s)\nreturn e / e.sum(axis=1, keepdims=True)", "nan or inf"),
        (_SCORES + "return s / s.sum(axis=1, keepdims=True)", "off by"),
        (_SCORES + _ROWS + "return p.argmax(axis=1)", "has shape"),
        (_SCORES + _ROWS + "print(p)", "end with `return`"),
        ("np.full((len(q), len(k)), 1 / len(k))", "off by"),
    ],
    "15/head": [
        (_QKV + _ROWS + "return p @ v", "sees what comes later"),
        (_QKV + "s = np.tril(s)\n" + _ROWS + "return p @ v", "A hidden score of 0"),
        (_QKV + "s = s * np.tril(np.ones(s.shape))\n" + _ROWS + "return p @ v", "A hidden score of 0"),
        (_QKV + _ROWS + "return np.tril(p) @ v", "no longer add up to 1"),
        (_QKV + _PAST.replace("tril", "triu") + _ROWS + "return p @ v", "changed places"),
        (_QKV + "s[np.triu_indices(len(x), 0)] = -1e30\n" + _ROWS + "return p @ v", "look at itself"),
        (_QKV + "s[np.triu_indices(len(x), 2)] = -1e30\n" + _ROWS + "return p @ v", "one character too far"),
        (_QKV + "s = s * np.sqrt(q.shape[1])\n" + _PAST + _ROWS + "return p @ v", "root of the queries"),
        (_QKV + "s = s / np.sqrt(q.shape[1])\n" + _PAST + _ROWS + "return p @ v", "root of the queries"),
        (_QKV + "s = q @ k.T / np.sqrt(x.shape[1])\n" + _PAST + _ROWS + "return p @ v", "not of a row of x"),
        (_QKV + _PAST + _ROWS + "return p @ x", "values that are mixed"),
        (_QKV + _PAST + _ROWS + "return p", "still have to mix"),
        (_QKV + _PAST + _ROWS + "return v", "off by"),
        (_QKV + _PAST + _ROWS + "print(p @ v)", "end with `return`"),
        (_QKV + _PAST + _ROWS + "return (p @ v).T", "has shape"),
    ],
    "16/losses": [
        (_SIDES + "return d, -loss(f, np.zeros(f.shape))", "minimax"),
        (_SIDES + "return d, -d", "minimax"),
        (_SIDES + "return d, loss(f, np.zeros(f.shape))", "would help"),
        (_SIDES + "return d, d", "would help"),
        (_SIDES + "return loss(f, np.ones(f.shape)), d", "wrong order"),
        (_SIDES + "return loss(f, np.zeros(f.shape)), loss(f, np.ones(f.shape))", "recognize the real"),
        (_SIDES + "return loss(r, np.ones(r.shape)), loss(f, np.ones(f.shape))", "see through"),
        (_SIDES + "d = loss(r, np.zeros(r.shape)) + loss(f, np.ones(f.shape))\nreturn d, loss(f, np.ones(f.shape))", "targets are swapped"),
        (_SIDES + "return d, loss(f, np.ones(f.shape)) + loss(r, np.zeros(r.shape))", "no say about the real"),
        (_SIDES + "s = nn.sigmoid(f)\nreturn d, loss(s, np.ones(s.shape))", "without a sigmoid"),
        (_SIDES + "return d.item(), loss(f, np.ones(f.shape)).item()", "nothing can learn"),
        (_SIDES + "return d.data, loss(f, np.ones(f.shape)).data", "nothing can learn"),
        (_SIDES + "return d / 2, loss(f, np.ones(f.shape))", "half of that"),
        (_SIDES + "return d", "two things"),
        (_SIDES + "print(d)", "end with `return`"),
        (_SIDES + "return d, loss(f, 1)", "the same shape"),
    ],
    "16/round": [
        ((_D_MOVES + _G_MOVES).replace("d_step.zero_grad()\n", "").replace("g_step.zero_grad()\n", ""), "gradients add up"),
        (_G_MOVES + _D_MOVES, "order is the other way"),
        (_D_MOVES, "generator has not moved"),
        (_G_MOVES, "discriminator has not moved"),
        (_D_MOVES + _G_MOVES.replace("_, g_loss", "d_loss, _").replace("g_loss.b", "(-d_loss).b"), "climbs the discriminator"),
        (_D_MOVES.replace("d_loss, _", "_, d_loss") + _G_MOVES.replace("_, g_loss", "g_loss, _"), "other's loss"),
        (_D_MOVES.replace("d_loss.backward", "(-d_loss).backward") + _G_MOVES, "instead of descending"),
        (_D_MOVES + _G_MOVES.replace("G(z)", "fake.data"), "no gradient|backward|requires"),
        ("pass\nreturn", "Nothing has moved"),
        (_D_MOVES.replace("d_step.step()", "") + _G_MOVES, "discriminator has not moved"),
        (_D_MOVES + _D_MOVES + _G_MOVES, "not those of two steps"),
        (_D_MOVES + _G_MOVES + _G_MOVES, "not those of two steps"),
        ("losses(D, real, G(z))", "Nothing has moved"),
    ],
    "16/covered": [
        (_NEAR + "return near.any(axis=0).sum()", "One point is not enough"),
        (_NEAR + "return near.any(axis=1).sum()", "how many points are near"),
        (_NEAR + "return near.mean(axis=0)", "Those are the shares"),
        (_NEAR + "return len(centers)", "Every center has"),
        ("far = np.linalg.norm(points[:, None] - centers, axis=2)\nnear = np.bincount(far.argmin(axis=1), minlength=len(centers))\nreturn (near >= share * len(points)).sum()", "ignore the radius"),
        (_NEAR + "return (near.mean(axis=0) >= share).mean()", "is off"),
        (_NEAR + "return (near.sum(axis=0) >= share).sum()", "One point is not enough"),
        (_NEAR + "return 3", "is off|Right for"),
        (_NEAR + "print(near.sum())", "end with `return`"),
        (_NEAR.replace("radius", "0.6") + "return (near.mean(axis=0) >= share).sum()", "Right for"),
        (_NEAR + "return (near.mean(axis=0) >= 0.05).sum()", "Right for"),
        (_NEAR + "return near.mean(axis=0) >= share", "has shape"),
    ],
    "17/head": [
        (_CLONE + _FANS + "return nn.Sequential(*list(model)[:-1], nn.Linear(n, classes, rng=rng))", "Training yours would change"),
        (_FANS + "model.layers[-1] = nn.Linear(n, classes, rng=rng)\nreturn model", "You have changed the old network"),
        (_CLONE + _FANS + "return nn.Linear(n, classes, rng=rng)", "the head alone"),
        (_CLONE + _FANS + "return deepcopy(list(model)[:-1]) + [nn.Linear(n, classes, rng=rng)]", "Return an nn.Sequential"),
        (_CLONE + "n = model[-1].weight.shape[1]\nreturn nn.Sequential(*deepcopy(list(model)), nn.Linear(n, classes, rng=rng))", "stands in place of the old"),
        (_CLONE + "return nn.Sequential(*deepcopy(list(model)[:-1]))", "fewer layers"),
        (_CLONE + _FANS + "return nn.Sequential(*deepcopy(list(model)[:-1]), nn.Linear(n, 10, rng=rng))", "outputs, but there are"),
        (_CLONE + "return nn.Sequential(*deepcopy(list(model)[:-1]), nn.Linear(64, classes, rng=rng))", "the layer before gives"),
        (_CLONE + _FANS + "return nn.Sequential(*deepcopy(list(model)[:-1]), nn.Linear(classes, n, rng=rng))", "outputs, but there are"),
        (_CLONE + "return deepcopy(model)", "outputs, but there are"),
        (_CLONE + _FANS + "new = deepcopy(model)\nnew[0].weight.data[...] = 0\nnew.layers[-1] = nn.Linear(n, classes, rng=rng)\nreturn new", "What the hidden layers say"),
        (_CLONE + _FANS + "return nn.Sequential(*[nn.Linear(*a.weight.shape, rng=rng) if isinstance(a, nn.Linear) else a for a in list(model)[:-1]], nn.Linear(n, classes, rng=rng))", "What the hidden layers say"),
        (_CLONE + _FANS + "new = nn.Linear(n, classes, rng=rng)\nk = min(classes, model[-1].weight.shape[1])\nnew.weight.data[:, :k] = model[-1].weight.data[:, :k]\nreturn nn.Sequential(*deepcopy(list(model)[:-1]), new)", "weights of the old one"),
        (_CLONE + _FANS + "new = nn.Sequential(*deepcopy(list(model)[:-1]), nn.Linear(n, classes, rng=rng))", "end with `return`"),
    ],
    "17/choose": [
        (_TABLE_OF + "return i, j", "You return places"),
        (_TABLE_OF + "return rates[j], steps[i]", "comes first, the rate second"),
        ("_, i, j = np.unravel_index(read.argmax(), read.shape)\nreturn steps[i], rates[j]", "one lucky part"),
        ("m = read.max(axis=0)\ni, j = np.unravel_index(m.argmax(), m.shape)\nreturn steps[i], rates[j]", "one lucky part"),
        (_TABLE_OF.replace("argmax", "argmin") + "return steps[i], rates[j]", "the worst setting"),
        (_TABLE_OF.replace("np.mean(read, axis=0)", "read[0]") + "return steps[i], rates[j]", "one part only"),
        (_TABLE_OF.replace("np.mean(read, axis=0)", "read[1]") + "return steps[i], rates[j]", "one part only|one lucky part"),
        ("steps[read.mean((0, 2)).argmax()], rates[read.mean((0, 1)).argmax()]", "chosen together"),
        (_TABLE_OF + "return steps[i]", "Return two things"),
        (_TABLE_OF + "return m.max()", "Return two things"),
        (_TABLE_OF + "return steps[-1], rates[j]", "The number of steps|chosen together"),
        (_TABLE_OF + "return steps[i], 0.06", "Right for the first"),
        (_TABLE_OF + "print(steps[i], rates[j])", "end with `return`"),
        ("40.0, 0.06", "Right for the first call"),
    ],
    "17/rates": [
        ("[rate * factor ** i for i in range(layers)]", "the head comes last"),
        ("[rate * factor ** (layers - i) for i in range(layers)]", "has the full rate"),
        ("[rate * factor] * (layers - 1) + [rate]", "It shrinks with each layer"),
        ("[rate - (1 - factor) * rate * k for k in range(layers)][::-1]", "not subtract"),
        ("[factor ** k for k in range(layers)][::-1]", "The rate is the head's"),
        ("[rate / factor ** k if factor else np.inf for k in range(layers)][::-1]", "first layer moves most"),
        ("[rate] * layers", "off by|is off|Right for"),
        ("[0] * (layers - 1) + [rate]", "off by|is off|Right for"),
        ("[rate * factor ** (3 - i) for i in range(4)]", "Right for the first call"),
        ("rate * factor ** (layers - 1)", "has shape"),
        ("[rate * factor ** k for k in range(layers - 1)]", "has shape"),
        ("[rate * 0.5 ** k for k in range(layers)][::-1]", "Right for the first call"),
        ("r = [rate * factor ** k for k in range(layers)][::-1]\nprint(r)", "end with `return`"),
    ],
}  # fmt: skip
