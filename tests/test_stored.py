"""Stored results: one point of each is computed again, by the code of its lesson."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coursekit import stored
from tools import make_activations, make_backpropagation, make_descent, make_initialization, make_neurons

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


@pytest.fixture(scope="module")
def neurons() -> dict[str, Any]:
    return make_neurons.definitions()


def test_a_network_reads_as_many_digits_as_is_stored(neurons: dict[str, Any]) -> None:
    kept = stored("01_neurons/runs")
    assert kept["widths"].tolist() == list(make_neurons.WIDTHS)
    assert kept["epochs"].tolist() == list(make_neurons.EPOCHS)
    for which, (name, rates) in enumerate(make_neurons.RATES.items()):
        assert kept["rates"][which].tolist() == list(rates)
        again = make_neurons.right_answers(neurons, 16, name, rates[1], seed=2, epochs=(3, 10))
        there = kept["right"][which, 1, make_neurons.WIDTHS.index(16), 2, :2]
        np.testing.assert_allclose(again, there, atol=2)


def test_networks_that_learn_xor_end_as_is_stored(neurons: dict[str, Any]) -> None:
    kept = stored("01_neurons/runs")["xor"]
    for a, w, which, r in ((1, 0, 0, 1), (2, 3, 1, 2)):
        name = list(make_neurons.XOR_RATES)[which]
        rate, width = make_neurons.XOR_RATES[name][r], make_neurons.XOR_WIDTHS[w]
        activation = make_neurons.ACTIVATIONS[a]
        again = make_neurons.xor_losses(neurons, activation, width, name, rate, 2_000)
        assert abs((again < 0.1).sum() - (kept[a, w, which, r, 0] < 0.1).sum()) <= 1


def test_a_sigmoid_leaves_its_plateau_as_it_is_stored() -> None:
    kept, lesson = stored("02_activations/runs"), make_activations.definitions()
    for name, rates in make_activations.RATES.items():
        shape = (len(make_activations.CASES), len(rates), make_activations.SEEDS)
        assert kept[name].shape == (*shape, make_activations.EPOCHS, 3)
    again = make_activations.run(lesson, 1, "SGD", 0.3, seed=2, epochs=4)
    np.testing.assert_allclose(again[:, 0], kept["SGD"][1, 1, 2, :4, 0], rtol=1e-5)
    np.testing.assert_allclose(again[:, 1:], kept["SGD"][1, 1, 2, :4, 1:], atol=2)


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
