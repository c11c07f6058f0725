"""Stored results: one point of each is computed again, by the code of its lesson."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coursekit import stored
from tools import make_descent, make_initialization

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def initialization() -> dict[str, Any]:
    return make_initialization.definitions()


def test_a_deep_network_trains_as_it_is_stored(initialization: dict[str, Any]) -> None:
    kept = stored("06_initialization/runs")
    shape = (len(make_initialization.DEPTHS), 2, make_initialization.SEEDS)
    assert kept["losses"].shape == (*shape, make_initialization.EPOCHS)
    assert kept["depths"].tolist() == list(make_initialization.DEPTHS)
    for which, start in enumerate(("Xavier", "He")):
        again = make_initialization.losses(initialization, 10, start, seed=3, epochs=3)
        there = kept["losses"][kept["depths"].tolist().index(10), which, 3, :3]
        np.testing.assert_allclose(again, there, rtol=1e-5)


def test_a_start_ends_as_it_is_stored(initialization: dict[str, Any]) -> None:
    kept = stored("06_initialization/runs")["accuracy_of_starts"]
    starts, activations = list(initialization["starts"]), list(initialization["activations"])
    assert kept.shape == (len(starts), len(activations), 5)
    for start, activation in (("Xavier", "tanh"), ("large, σ = 1", "ReLU")):
        again = make_initialization.accuracy(initialization, start, activation, seed=2)
        there = kept[starts.index(start), activations.index(activation), 2]
        np.testing.assert_allclose(again, there, atol=0.02)  # nan where the loss exploded


def test_a_training_by_batches_runs_as_it_is_stored() -> None:
    kept, lesson = stored("05_gradient_descent/runs"), make_descent.definitions()
    names, sizes, marks = list(make_descent.RATES), list(make_descent.STEPS), make_descent.MARKS
    assert kept["losses"].shape == (len(names), len(sizes), 6, make_descent.SEEDS, len(marks))
    assert (kept["optimizers"].tolist(), kept["sizes"].tolist()) == (names, sizes)
    assert kept["marks"].tolist() == list(marks)
    assert kept["rates"].tolist() == [list(rates) for rates in make_descent.RATES.values()]
    for name, size, place, seed in (("SGD", 128, 3, 1), ("momentum", 32, 2, 3), ("Adam", 8, 1, 4)):
        rate, there = make_descent.RATES[name][place], kept["losses"][names.index(name)]
        again = lesson["losses_by_batch"](name, size, rate, seed, marks[:9])
        np.testing.assert_allclose(again, there[sizes.index(size), place, seed, :9], rtol=0.01)


def test_an_unknown_name_says_what_there_is() -> None:
    with pytest.raises(KeyError, match=r"there is no '06'; there are .*06_initialization/runs"):
        stored("06")
