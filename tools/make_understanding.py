"""Write coursekit/content/11_understanding/runs.npz: the long runs of lesson 11.

Run it as `python -m tools.make_understanding` (about ten minutes on one quiet core). Four parts:
recurrent networks that learn languages of which some are impossible, networks that count,
networks of digits under attack, and how many examples a network needs. The languages are the
lesson's own, taken from its cells.
"""

from __future__ import annotations

import itertools
import math
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import nnlib as nn
from nnlib.attribution import fgsm
from tools import lesson_code

Array = npt.NDArray[Any]

ROOT = Path(__file__).resolve().parent.parent
LESSON = ROOT / "lessons" / "11_understanding.ipynb"
NEEDED = re.compile(r"^def (every_sentence|say|surprisal)\b", re.MULTILINE)
TARGET = ROOT / "coursekit" / "content" / "11_understanding" / "runs.npz"
SEEDS = 5


def definitions() -> dict[str, Any]:
    """Run the lesson's cells that define the languages."""
    return lesson_code.definitions(LESSON, NEEDED, np=np, itertools=itertools, math=math)


# --- languages ------------------------------------------------------------------------------------

LANGUAGES = ("natural", "reversed", "even first", "scrambled", "shuffled")
LEARNERS = ("RNN, Adam", "RNN, SGD", "LSTM, Adam")
RATES = {"Adam": (0.003, 0.01, 0.03), "SGD": (0.1, 0.3, 1.0)}
STEPS = (50, 100, 200, 400, 800)
LONGEST, BATCH, HIDDEN = 10, 32, 32  # words and a full stop; sentences a step; neurons


class Reader(nn.Module):
    """A recurrent network that gives the logits of the next word after every word."""

    def __init__(self, cell: str, words: int, hidden: int, rng: np.random.Generator) -> None:
        super().__init__()
        self.cell = {"RNN": nn.RNN, "LSTM": nn.LSTM}[cell](words, hidden, rng=rng)
        self.out = nn.Linear(hidden, words, rng=rng)

    def forward(self, x: Array) -> nn.Tensor:
        """Return logits (N, T, words) for words in one-hot code (N, T, words)."""
        return self.out(self.cell(x)[0])


def heard(lesson: dict[str, Any], language: str, which: Array, rng: np.random.Generator) -> Array:
    """Return sentences as rows of word numbers, (n, LONGEST); 0 is the full stop and the rest."""
    words = sorted({word for sentence in lesson["SENTENCES"] for word in sentence})
    number = {word: i + 1 for i, word in enumerate(words)}
    rows = np.zeros((len(which), LONGEST), int)
    for row, i in zip(rows, which, strict=True):
        said = lesson["say"](lesson["SENTENCES"][i], language, rng)
        row[: len(said)] = [number[word] for word in said]
    return rows


def _asked(rows: Array, kinds: int) -> tuple[Array, Array]:
    """Return what is read before each word, in one-hot code, and which places count."""
    before = np.hstack([np.zeros((len(rows), 1), int), rows[:, :-1]])
    return np.eye(kinds)[before], np.arange(rows.shape[1]) <= (rows > 0).sum(axis=1)[:, None]


def learn_language(
    lesson: dict[str, Any], language: str, learner: str, rate: float, seed: int, steps: Any = STEPS
) -> list[tuple[float, float]]:
    """Return the excess in bits a sentence after each number of steps, on (validation, test).

    The excess is the cross-entropy minus the sentences' own surprisal: 0 for whoever knows the
    language.
    """
    cell, optimizer = learner.split(", ")
    rng, kinds = np.random.default_rng(seed), 22
    model = Reader(cell, kinds, HIDDEN, rng)
    step: Any = nn.Adam(model.parameters(), lr=rate)
    if optimizer == "SGD":
        step = nn.SGD(model.parameters(), lr=rate, momentum=0.9)
    count, p, own = len(lesson["P"]), lesson["P"], lesson["surprisal"](language)
    rows = heard(lesson, language, rng.choice(count, 20_000, p=p), rng)
    held = [np.random.default_rng([seed, k]).choice(count, 1_000, p=p) for k in (1, 2)]
    tests = [heard(lesson, language, which, rng) for which in held]
    found = []
    for done in range(1, max(steps) + 1):
        batch = rows[rng.integers(len(rows), size=BATCH)]
        x, counts = _asked(batch, kinds)
        step.zero_grad()
        nn.cross_entropy(model(x)[counts], batch[counts]).backward()
        nn.clip_grad_norm(model.parameters(), 1.0)
        step.step()
        if done in steps:
            excess = []
            with nn.no_grad():
                for which, test in zip(held, tests, strict=True):
                    x, counts = _asked(test, kinds)
                    loss = nn.cross_entropy(model(x)[counts], test[counts]).item()
                    bits = loss * counts.sum() / len(test) / np.log(2)
                    excess.append(float(bits - own[which].mean()))
            found.append((excess[0], excess[1]))
    return found


# --- counting -------------------------------------------------------------------------------------

SHOWN, TRIED, COUNTING_STEPS = 10, 60, 2000  # lengths n in training; up to here; steps


def counted(cell: str, seed: int, steps: int = COUNTING_STEPS) -> int:
    """Return up to which n a network that was trained on n <= SHOWN ends a^n b^n in time."""
    rng = np.random.default_rng(seed)
    model = Reader(cell, 3, 16, rng)  # full stop, a, b
    step = nn.Adam(model.parameters(), lr=0.01)
    rows = np.zeros((SHOWN, 2 * SHOWN + 1), int)
    for n, row in enumerate(rows, start=1):
        row[:n], row[n : 2 * n] = 1, 2
    x, counts = _asked(rows, 3)
    for _ in range(steps):
        step.zero_grad()
        nn.cross_entropy(model(x)[counts], rows[counts]).backward()
        nn.clip_grad_norm(model.parameters(), 1.0)
        step.step()
    for n in range(1, TRIED + 1):
        row = np.array([[1] * n + [2] * n + [0]])
        x, _ = _asked(row, 3)
        with nn.no_grad():
            says = model(x).data.argmax(axis=-1)[0]
        if (says[n + 1 :] != row[0, n + 1 :]).any():  # from the first b on, all is certain
            return n - 1
    return TRIED


# --- attacks --------------------------------------------------------------------------------------

EPS = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25)
EPOCHS = (2, 20)
MODELS = ("10 neurons", "128 + 10 neurons", "128 + 10, trained on attacks")
OPTIMIZERS = {"SGD": 0.05, "Adam": 0.001}
TRAINED_AT = 0.1  # eps of the attacks in training


def digits_net(model: str, rng: np.random.Generator) -> nn.Sequential:
    """Return an untrained network of MNIST digits."""
    if model == MODELS[0]:
        return nn.Sequential(nn.Linear(784, 10, rng=rng))
    first = nn.Linear(784, 128, init=nn.initializers.he_normal, rng=rng)
    return nn.Sequential(first, nn.ReLU(), nn.Linear(128, 10, rng=rng))


def attacked(model: str, optimizer: str, seed: int, epochs: tuple[int, ...] = EPOCHS) -> Array:
    """Return how many of 1,000 new digits are read: (epochs, EPS, pushed by FGSM or at random)."""
    x, y = nn.datasets.mnist()
    rng = np.random.default_rng(seed)
    net = digits_net(model, rng)
    rate, momentum = OPTIMIZERS[optimizer], {"momentum": 0.9} if optimizer == "SGD" else {}
    step = getattr(nn, optimizer)(net.parameters(), lr=rate, **momentum)
    signs = np.random.default_rng(99).choice([-1.0, 1.0], x[5000:].shape)
    found = []
    for epoch in range(1, max(epochs) + 1):
        order = rng.permutation(5000)
        for i in range(0, 5000, 50):
            batch, t = x[order[i : i + 50]], y[order[i : i + 50]]
            if model == MODELS[2]:
                batch = fgsm(net, batch, t, eps=TRAINED_AT, clip=(0, 1))
            step.zero_grad()
            nn.cross_entropy(net(batch), t).backward()
            step.step()
        if epoch in epochs:
            found.append([])
            for eps in EPS:
                pushed = fgsm(net, x[5000:], y[5000:], eps=eps, clip=(0, 1))
                noisy = np.clip(x[5000:] + eps * signs, 0, 1)
                right = [round(1000 * nn.accuracy(net(z), y[5000:])) for z in (pushed, noisy)]
                found[-1].append(right)
    return np.array(found)


# --- how many examples? ---------------------------------------------------------------------------

SIZES = (20, 50, 200, 800)
METHODS = ("plain network", "with shifted copies", "convolution", "convolution, shifted copies")
LEARNING_RATES = (0.001, 0.003, 0.01)
UPDATES = (400, 2000)


def shifted(pictures: Array, rng: np.random.Generator) -> Array:
    """Return 8 x 8 pictures, each moved by -1, 0 or 1 pixel in both directions."""
    wide = np.pad(pictures.reshape(-1, 8, 8), ((0, 0), (1, 1), (1, 1)))
    moved = [
        w[r : r + 8, c : c + 8]
        for w, (r, c) in zip(wide, rng.integers(3, size=(len(wide), 2)), strict=True)
    ]
    return np.array(moved).reshape(len(pictures), 64)


def read_with_few(
    method: str, size: int, rate: float, seed: int, updates: tuple[int, ...] = UPDATES
) -> list[list[int]]:
    """Return how many of 297 validation and 500 test digits, all by new writers, are read.

    One pair for each number of updates.
    """
    x, y = nn.datasets.digits()
    rng = np.random.default_rng(seed)
    few = rng.permutation(1000)[:size]
    convolves, moves = "convolution" in method, "shifted" in method
    if convolves:
        net = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1, rng=rng), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
            nn.Linear(256, 10, rng=rng),
        )  # fmt: skip
    else:
        first = nn.Linear(64, 64, init=nn.initializers.he_normal, rng=rng)
        net = nn.Sequential(first, nn.ReLU(), nn.Linear(64, 10, rng=rng))
    step = nn.Adam(net.parameters(), lr=rate)

    def seen(pictures: Array) -> Array:
        return pictures.reshape(-1, 1, 8, 8) if convolves else pictures

    found = []
    for done in range(1, max(updates) + 1):
        batch = few[rng.integers(size, size=20)]
        pictures = shifted(x[batch], rng) if moves else x[batch]
        step.zero_grad()
        nn.cross_entropy(net(seen(pictures)), y[batch]).backward()
        step.step()
        if done in updates:
            with nn.no_grad():
                says = net(seen(x[1000:])).data.argmax(axis=1)
            right = says == y[1000:]
            found.append([int(right[:297].sum()), int(right[297:].sum())])
    return found


def nearest(size: int, seed: int, copies: bool = False) -> int:
    """Return how many of 500 test digits the most similar of `size` examples reads.

    With `copies`, each example stands there nine times, moved as by `shifted`.
    """
    x, y = nn.datasets.digits()
    few = np.random.default_rng(seed).permutation(1000)[:size]
    examples, labels = x[few], y[few]
    if copies:
        wide = np.pad(examples.reshape(-1, 8, 8), ((0, 0), (1, 1), (1, 1)))
        moved = [wide[:, r : r + 8, c : c + 8] for r in range(3) for c in range(3)]
        examples, labels = np.concatenate(moved).reshape(-1, 64), np.tile(labels, 9)
    squares = (examples**2).sum(axis=1) - 2 * x[1297:] @ examples.T  # + |test digit|²
    return int((labels[squares.argmin(axis=1)] == y[1297:]).sum())


PARTS = ("few", "counting", "attacks", "languages")


def compute(part: str) -> dict[str, Array]:
    """Return the arrays of one part."""
    seeds = range(SEEDS)
    if part == "few":
        right = [[[[read_with_few(m, n, r, s) for s in seeds] for r in LEARNING_RATES]
                  for n in SIZES] for m in METHODS]  # fmt: skip
        return {
            "few": np.array(right, np.int16),
            "nearest": np.array(
                [[[nearest(n, s, c) for s in seeds] for n in SIZES] for c in (False, True)],
                np.int16,
            ),
        }
    if part == "counting":
        return {
            "counting": np.array(
                [[counted(c, s) for s in seeds] for c in ("RNN", "LSTM")], np.int16
            )
        }
    if part == "attacks":
        found = [[[attacked(m, o, s) for s in seeds] for o in OPTIMIZERS] for m in MODELS]
        return {"attacks": np.array(found, np.int16)}
    lesson = definitions()
    bits = [[[[learn_language(lesson, g, w, r, s) for s in seeds]
              for r in RATES[w.split(", ")[1]]] for g in LANGUAGES] for w in LEARNERS]  # fmt: skip
    return {"languages": np.array(bits, np.float32)}


def main(parts: list[str]) -> None:
    """Compute the named parts, or all, and keep the others as they are."""
    kept = dict(np.load(TARGET)) if TARGET.exists() and parts else {}
    for part in parts or PARTS:
        kept |= compute(part)
        np.savez_compressed(TARGET, **kept)


if __name__ == "__main__":
    main(sys.argv[1:])
