"""Stored results: one point of each is computed again, by the code of its lesson."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coursekit import stored
from tools import make_backpropagation, make_initialization

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


def test_a_loss_reads_as_many_digits_as_is_stored() -> None:
    kept, tool = stored("04_backpropagation/runs"), make_backpropagation
    assert kept["epochs"].tolist() == list(tool.EPOCHS)
    lesson = tool.definitions()
    for side, loss in enumerate(tool.LOSSES):
        for which, optimizer in enumerate(("SGD", "Adam")):
            rates = tool.RATES[loss, optimizer]
            assert kept["rates"][side, which].tolist() == list(rates)
            again = tool.right_answers(lesson, loss, optimizer, rates[3], 20, 1, epochs=(1, 3))
            np.testing.assert_allclose(again, kept["right"][side, which, 1, 3, 1, :2], atol=2)


def test_an_unknown_name_says_what_there_is() -> None:
    with pytest.raises(KeyError, match=r"there is no '06'; there are .*06_initialization/runs"):
        stored("06")
