"""Stored results: one point of each is computed again, by the code of its lesson."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import nnlib as nn
from coursekit import stored
from tools import make_initialization

ROOT = Path(__file__).resolve().parent.parent


def test_the_race_runs_as_it_is_stored() -> None:
    kept = stored("06_initialization/runs")
    for depth, activation, optimizer, place in ((4, "sigmoid", "SGD", 2), (30, "tanh", "Adam", 1)):
        key = f"{depth} {activation} {optimizer}"
        dial = make_initialization.DIALS[activation][1]
        rate = make_initialization.RATES[depth, optimizer][place]
        again, _ = make_initialization.race(depth, activation, optimizer, [(dial, rate, 3)], 2)
        np.testing.assert_allclose(again[0], kept[f"loss {key}"][1, place, 3, :2], rtol=0.01)
    runs = [(1.41, make_initialization.OPENING_RATE, 4)]
    again, _ = make_initialization.race(30, "ReLU", "SGD", runs, 2)
    np.testing.assert_allclose(again[0], kept["opening"][4, 4, :2], rtol=0.01)


@pytest.mark.parametrize("activation", ["ReLU", "tanh", "sigmoid"])
@pytest.mark.parametrize("optimizer", ["SGD", "Adam"])
def test_stacked_networks_learn_as_one_of_nnlib(activation: str, optimizer: str) -> None:
    """Two networks side by side do in each step what nnlib does to one."""
    runs = [(1.3, 0.01, 7), (0.9, 0.02, 8)]
    stack = make_initialization.Stack(2, activation, optimizer, runs)
    x, y, *_ = make_initialization.data()
    batches = [np.array([range(32 * i, 32 * i + 32)] * 2) for i in range(4)]
    losses = np.array([stack.step(x[batch], y[batch]) for batch in batches])
    for column, (dial, rate, seed) in enumerate(runs):
        rng = np.random.default_rng(seed)
        phi = {"ReLU": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}[activation]
        init = partial(nn.initializers.normal, std=dial / 8)
        sizes = (64, 64, 64, 10)
        pairs = [(nn.Linear(n, m, init=init, rng=rng), phi()) for n, m in pairwise(sizes)]
        model = nn.Sequential(*[layer for pair in pairs for layer in pair][:-1])
        step = {"SGD": nn.SGD, "Adam": nn.Adam}[optimizer](model.parameters(), lr=rate)
        for batch, expected in zip(batches, losses[:, column], strict=True):
            loss = nn.cross_entropy(model(x[batch[0]].astype(float)), y[batch[0]])
            assert abs(loss.item() - expected) < 1e-3
            step.zero_grad()
            loss.backward()
            step.step()


def test_an_unknown_name_says_what_there_is() -> None:
    with pytest.raises(KeyError, match=r"there is no '06'; there are .*06_initialization/runs"):
        stored("06")
