"""Write coursekit/content/17_transfer/runs.npz: the longer runs of lesson 17.

Run it as `python -m tools.make_transfer` (about four minutes on one core). The tasks and
networks are the lesson's own, taken from its cells; many networks are trained side by side, each by
the steps of the lesson's `train`, and a test compares the two.

Every side is tuned by the labels that it has and no others: each half of them trains once and
decides once, the learning rate and the number of steps that read most of the deciding halves are
kept, and a new network is trained with them on all labels. Only then are the test digits read.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tools import lesson_code

Array = npt.NDArray[Any]

ROOT = Path(__file__).resolve().parent.parent
LESSON = ROOT / "lessons" / "17_transfer.ipynb"
TARGET = ROOT / "coursekit" / "content" / "17_transfer" / "runs.npz"
NEEDED = re.compile(
    r"^(import numpy|x, y = nn|x_old, y_old = |def (shapes|source_task|pretrained|few|train)\()",
    re.MULTILINE,
)

SEEDS, BATCH = 7, 32
SOURCES = ("digits", "digits 0 to 4", "turned digits", "shapes", "shuffled pixels", "random labels",
           "no training")  # fmt: skip
METHODS = ("from scratch", "frozen", "frozen, layer 1", "fine-tuned", "old head kept")
LABELS = (2, 4, 10, 30, 100)  # of each class
RATES = {"SGD": (0.003, 0.01, 0.03, 0.1, 0.3), "Adam": (0.001, 0.003, 0.01, 0.03, 0.1)}
MARKS = (10, 30, 100, 300)  # steps
BUDGETS = (30, 300)
FACTORS = (0.0, 0.01, 0.03, 0.1, 0.3, 1.0)  # of the rate from layer to layer, from the head down
FACTOR_LABELS = (2, 10, 30)


def definitions() -> dict[str, Any]:
    """Run those of the lesson's cells that import or define what is needed here."""
    return lesson_code.definitions(LESSON, NEEDED)


def start(lesson: dict[str, Any], model: Any, method: str, seed: int) -> list[Array]:
    """Weights and biases to start from, layer by layer; `model` has learned a task before."""
    rng = np.random.default_rng(seed)
    fresh = lesson["digit_network"](rng)
    layers = [*(model or fresh)][::2]
    if method == "frozen, layer 1":
        layers = [layers[0], lesson["nn"].Linear(64, 10, rng=rng)]
    elif method != "old head kept":
        layers[2] = fresh[4]
    return [p.data for layer in layers for p in (layer.weight, layer.bias)]


def factor_of(method: str) -> float:
    """By what the rate is multiplied from layer to layer: 0 leaves all but the head as it is."""
    return 0.0 if method.startswith("frozen") else 1.0


def train(starts: list[list[Array]], data: tuple[Array, Array], tests: tuple[Array, Array],
          rates: Array, optimizer: str, seeds: list[int], marks: tuple[int, ...],
          ) -> tuple[Array, Array]:  # fmt: skip
    """Train S networks side by side; return their test accuracies and losses, (marks, S).

    `data` and `tests` are pictures (S, n, 64) and labels (S, n); `rates` (S, layers). Networks of
    one seed see their examples in the same order.
    """
    rates = np.asarray(rates, np.float32)
    (x, y), (x_new, y_new) = data, tests
    x, x_new = x.astype(np.float32), x_new.astype(np.float32)
    stacks = [np.stack(parts).astype(np.float32) for parts in zip(*starts, strict=True)]
    pairs = [(w, b[:, None]) for w, b in zip(stacks[::2], stacks[1::2], strict=True)]
    while not rates[:, 0].any():  # what a frozen layer says is computed once
        w, b = pairs.pop(0)
        x, x_new, rates = np.maximum(x @ w + b, 0), np.maximum(x_new @ w + b, 0), rates[:, 1:]
    nets, kinds = np.arange(len(x))[:, None], sorted(set(seeds))
    generators = [np.random.default_rng(1000 + seed) for seed in kinds]
    which = [kinds.index(seed) for seed in seeds]
    values = [part for pair in pairs for part in pair]
    first, second = ([np.zeros_like(v) for v in values] for _ in range(2))

    def layers_of(a: Array) -> list[Array]:
        found = [a]
        for i in range(0, len(values), 2):
            z = found[-1] @ values[i] + values[i + 1]
            found.append(z if i == len(values) - 2 else np.maximum(z, 0))
        return found

    found = []
    with np.errstate(all="ignore"):  # what diverges is measured as such
        for step in range(1, marks[-1] + 1):
            rows = np.stack([g.permutation(x.shape[1])[:BATCH] for g in generators])[which]
            layers, labels = layers_of(x[nets, rows]), y[nets, rows][..., None]
            e = np.exp(layers[-1] - layers[-1].max(axis=2, keepdims=True))
            delta = e / e.sum(axis=2, keepdims=True)
            right = np.take_along_axis(delta, labels, 2)
            np.put_along_axis(delta, labels, right - 1, 2)
            delta /= rows.shape[1]
            for i in range(len(values) - 2, -1, -2):
                slopes = (layers[i // 2].transpose(0, 2, 1) @ delta, delta.sum(1, keepdims=True))
                if i:
                    delta = (delta @ values[i].transpose(0, 2, 1)) * (layers[i // 2] > 0)
                rate = rates[:, i // 2, None, None]
                for j, slope in zip((i, i + 1), slopes, strict=True):
                    if optimizer == "SGD":
                        first[j] = np.float32(0.9) * first[j] + slope
                        values[j] -= rate * first[j]
                    else:
                        first[j] += np.float32(0.1) * (slope - first[j])
                        second[j] += np.float32(0.001) * (slope * slope - second[j])
                        size = np.sqrt(second[j] / np.float32(1 - 0.999**step)) + np.float32(1e-8)
                        values[j] -= rate * (first[j] / np.float32(1 - 0.9**step)) / size
            if step in marks:
                z = layers_of(x_new)[-1]
                top = z.max(axis=2, keepdims=True)
                cost = np.log(np.exp(z - top).sum(axis=2)) + top[..., 0]
                cost -= np.take_along_axis(z, y_new[..., None], 2)[..., 0]
                loss = np.nan_to_num(cost.mean(axis=1), nan=99, posinf=99)
                read = (z.argmax(axis=2) == y_new).mean(axis=1)
                found.append((np.where(loss < 99, read, 0), loss))
    accuracies, losses = np.array(found).transpose(1, 0, 2)
    return accuracies, losses


def layer_rates(layers: int, rate: float, factor: float) -> list[float]:
    """Return a rate for each layer: that of the head, and by `factor` less from layer to layer."""
    return [rate * factor ** (layers - 1 - i) for i in range(layers)]


def tuned(lesson: dict[str, Any], models: list[Any] | None, method: str, k: int, optimizer: str,
          factor: float | None = None, seeds: range = range(SEEDS),
          ) -> Array:  # fmt: skip
    """Accuracy, steps and rate chosen, of every seed within every budget: (budgets, seeds, 3)."""
    factor = factor_of(method) if factor is None else factor
    rates = RATES[optimizer]
    begin = [start(lesson, models and models[seed], method, seed) for seed in seeds]
    layers = len(begin[0]) // 2
    chosen = [lesson["few"](k, seed) for seed in seeds]
    sides = [(c[:, h::2].ravel(), c[:, 1 - h :: 2].ravel()) for c in chosen for h in (0, 1)]
    learn, decide = (np.repeat([side[i] for side in sides], len(rates), axis=0) for i in (0, 1))
    x, y = lesson["x_pool"], lesson["y_pool"]
    read, loss = train(
        [b for b in begin for _ in range(2 * len(rates))],
        (x[learn], y[learn]),
        (x[decide], y[decide]),
        np.array([layer_rates(layers, rate, factor) for rate in rates] * (2 * len(begin))),
        optimizer,
        [seed for seed in seeds for _ in range(2 * len(rates))],
        MARKS,
    )
    score = read - 0.001 * np.minimum(loss, 50)  # of equally many, the lower loss
    score = score.reshape(len(MARKS), len(begin), 2, len(rates)).mean(axis=2)
    everything = np.array([c.ravel() for c in chosen])
    x_test, y_test = (np.stack([lesson[part]] * len(begin)) for part in ("x_test", "y_test"))
    found = np.zeros((len(BUDGETS), len(begin), 3))
    for b, budget in enumerate(BUDGETS):
        within = score[: sum(mark <= budget for mark in MARKS)]
        best = [np.unravel_index(s.argmax(), s.shape) for s in within.transpose(1, 0, 2)]
        last = max(int(mark) for mark, _ in best) + 1
        use = np.array([layer_rates(layers, rates[r], factor) for _, r in best])
        read, _ = train(begin, (x[everything], y[everything]), (x_test, y_test), use, optimizer,
                        list(seeds), MARKS[:last])  # fmt: skip
        found[b] = [(read[mark, s], MARKS[mark], rates[r]) for s, (mark, r) in enumerate(best)]
    return found


def compared(lesson: dict[str, Any], models: dict[str, list[Any]], k: int, optimizer: str) -> Array:
    """Run all sources and methods with k labels: (sources, methods, budgets, seeds, 3)."""
    found = np.full((len(SOURCES), len(METHODS), len(BUDGETS), SEEDS, 3), np.nan)
    found[:, 0] = tuned(lesson, None, "from scratch", k, optimizer)
    report(k, optimizer, "", "from scratch", found[0, 0])
    for n, name in enumerate(SOURCES):
        for m, method in enumerate(METHODS[1:], 1):
            if method == "old head kept" and name != "digits":
                continue
            if (name, method) == ("no training", "fine-tuned"):
                found[n, m] = found[n, 0]
            else:
                found[n, m] = tuned(lesson, models[name], method, k, optimizer)
                report(k, optimizer, name, method, found[n, m])
    return found


def main() -> None:
    """Run all, and store float32."""
    lesson = definitions()
    models = {name: [lesson["pretrained"](name, s) for s in range(SEEDS)] for name in SOURCES}
    print("sources are trained", flush=True)
    by_labels = [[compared(lesson, models, k, optimizer) for optimizer in RATES] for k in LABELS]
    dials = [[tuned(lesson, models["digits"], "fine-tuned", k, "SGD", factor)[1]
              for k in FACTOR_LABELS] for factor in FACTORS]  # fmt: skip
    TARGET.parent.mkdir(exist_ok=True)
    np.savez_compressed(
        TARGET,
        tuned=np.array(by_labels).transpose(2, 3, 1, 4, 5, 0, 6).astype(np.float32),
        factors=np.array(dials).astype(np.float32),
        untouched=np.array([read(lesson, model) for model in models["digits"]]),
    )
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


def read(lesson: dict[str, Any], model: Any) -> float:
    """Return the share of the new office's test digits that a network reads as it is."""
    share: float = lesson["nn"].accuracy(model(lesson["x_test"]), lesson["y_test"])
    return share


def report(k: int, optimizer: str, source: str, method: str, found: Array) -> None:
    """Print one line: the medians and the spread."""
    for budget, runs in zip(BUDGETS, found, strict=True):
        read = runs[:, 0]
        print(
            f"{k:4} {optimizer:5}{budget:5} {source:16} {method:16} {np.median(read):.3f} "
            f"[{read.min():.3f} {read.max():.3f}]",
            file=sys.stderr, flush=True,
        )  # fmt: skip


if __name__ == "__main__":
    main()
