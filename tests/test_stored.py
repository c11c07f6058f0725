"""Stored results: one point of each is computed again, by the code of its lesson."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nnlib as nn
from coursekit import stored
from tools import (
    make_activations,
    make_adversarial,
    make_approximation,
    make_attention,
    make_backpropagation,
    make_convolution,
    make_descent,
    make_drift,
    make_information,
    make_initialization,
    make_monitoring,
    make_neurons,
    make_overfitting,
    make_recurrence,
    make_transfer,
    make_understanding,
)

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


def test_detectors_alarm_as_is_stored() -> None:
    kept = stored("09_data_drift/runs")
    for which, (name, place, stream) in enumerate(
        (("DDM", 2, 3), ("Page-Hinkley", 4, 5), ("ADWIN", 3, 7))
    ):
        dial = make_drift.DETECTORS[name][1][place]
        alarms, delays = make_drift.watch(name, dial, stream)
        assert kept["alarms"][which, place, stream] == alarms
        np.testing.assert_array_equal(kept["delays"][which, place, stream], delays)


def test_forecasters_err_as_is_stored() -> None:
    found = make_drift.forecasts("packaged", 0, "SGD", 1)
    kept = stored("09_data_drift/runs")["errors"][1, 0, 0, 0]
    np.testing.assert_allclose(found, kept, atol=0.01)


def test_late_labels_harm_as_is_stored() -> None:
    kept = stored("09_data_drift/runs")["late"][make_drift.DELAYS.index(180)]
    np.testing.assert_allclose(make_drift.late(180), kept, atol=0.003)


def test_digits_are_forgotten_as_is_stored() -> None:
    kept = stored("09_data_drift/runs")["replayed"]
    for which, optimizer in enumerate(make_drift.REPLAY_RATES):
        rate = make_drift.REPLAY_RATES[optimizer][1]
        again = make_drift.forget(optimizer, rate, make_drift.REPLAY[2], 20, seed=1)
        np.testing.assert_allclose(kept[which, 0, 2, 1, 1], again, atol=0.02)


@pytest.mark.parametrize("optimizer", ["SGD", "Adam"])
@pytest.mark.parametrize("hidden", make_drift.HIDDEN)
def test_stacked_forecasters_learn_as_one_of_nnlib(hidden: int, optimizer: str) -> None:
    """Two networks side by side do in each step what nnlib does to one."""
    runs, rng = [(0.01, 7), (0.02, 8)], np.random.default_rng(0)
    models = make_drift.Forecasters(hidden, optimizer, runs)
    x, y = rng.normal(size=(4, 32, 8)), rng.integers(0, 2, (4, 32))
    firsts = [p.copy() for p in models.parameters]
    for batch, labels in zip(x, y, strict=True):
        models.step(batch, labels)
    for k, (rate, _) in enumerate(runs):
        layers: list[Any] = [nn.Linear(hidden or 8, 1, rng=rng)]
        if hidden:
            layers = [nn.Linear(8, hidden, rng=rng), nn.Tanh(), *layers]
        model = nn.Sequential(*layers)
        for parameter, first in zip(model.parameters(), firsts, strict=True):
            parameter.data[...] = first[k].reshape(parameter.shape)
        step = {"SGD": nn.SGD, "Adam": nn.Adam}[optimizer](model.parameters(), lr=rate)
        for batch, labels in zip(x, y, strict=True):
            step.zero_grad()
            targets = labels[:, None].astype(float)
            nn.binary_cross_entropy_with_logits(model(batch), targets).backward()
            step.step()
        for parameter, got in zip(model.parameters(), models.parameters, strict=True):
            np.testing.assert_allclose(parameter.data, got[k].reshape(parameter.shape), atol=1e-9)


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


def test_searches_and_patients_run_as_they_are_stored() -> None:
    kept, tool = stored("07_monitoring/runs"), make_monitoring
    lesson = tool.definitions()
    assert kept["optimizers"].tolist() == list(tool.RATES)
    assert kept["right"].shape == (2, 32, len(tool.WIDTHS), len(tool.DECAYS), 2, len(tool.BUDGETS))
    for which, name, place in ((0, "SGD", (15, 2, 1, 0)), (1, "AdamW", (20, 1, 3, 1))):
        again = tool.right(lesson, name, place)
        np.testing.assert_allclose(again, kept["right"][(which, *place)], atol=0.011)
    for illness, remedy in (("order", "shuffle"), ("margin", "cut out the barcode")):
        row, column = lesson["SICK"].index(illness), list(lesson["REMEDIES"]).index(remedy)
        again = tool.in_use(lesson, illness)
        np.testing.assert_allclose(again, kept["untreated"][row], atol=0.011)
        again = tool.in_use(lesson, illness, remedy)
        np.testing.assert_allclose(again, kept["treated"][row, column], atol=0.011)


def test_networks_learn_noise_and_sums_as_it_is_stored() -> None:
    kept, tool = stored("08_overfitting/runs"), make_overfitting
    lesson = tool.definitions()
    again = tool.longer(lesson, 0.4, "Adam", 16, kept["rates"][1, 0], 3, tool.MARKS[:6])
    np.testing.assert_allclose(again, kept["long"][2, 1, 0, 3, :6], atol=0.005)
    changes, rate = tool.remedies("SGD"), kept["rates"][0, 1]
    for place in (3, 7, 12):  # weight decay, dropout, a quarter of the examples
        epochs = tool.REMEDY_EPOCHS[:2]
        again = tool.remedied(lesson, 0.4, "SGD", rate, changes[place], 2, epochs)
        np.testing.assert_allclose(again, kept["remedies"][1, 0, place, 2, :2], atol=0.005)
    for a, (loss, decay) in enumerate((("cross-entropy", 1.0), ("squared error", 0.0))):
        again = lesson["learn_sums"](loss, decay, 64, 4, 75)
        np.testing.assert_allclose(again, kept["sums"][a, int(decay), 0, 4, :3], atol=0.005)


def test_networks_draw_and_probes_read_as_it_is_stored() -> None:
    kept, tool = stored("10_universal_approximation/runs"), make_approximation
    lesson = tool.definitions()
    assert kept["drawn"].shape == (3, len(tool.SHAPES), 2, len(tool.MARKS), tool.SEEDS, 201)
    for curve, shape, name in (("hills", (8,), "SGD"), ("zigzag 8", (11, 11, 11), "Adam")):
        marks = tool.MARKS[:1]
        again = tool.trained(lesson, curve, shape, name, marks)
        place = (tool.CURVES.index(curve), tool.SHAPES.index(shape), list(tool.RATES).index(name))
        np.testing.assert_allclose(again[0], kept["drawn"][place][0], atol=0.02)
    assert kept["long"].shape == (len(tool.LONG), tool.SEEDS, 201)
    longest = lesson["learn_curve"](
        lesson["CURVES"]["hills"], (32,), "Adam", 0.001, (tool.LONG_MARK,), range(1)
    )
    place = tool.LONG.index(("hills", (32,)))
    np.testing.assert_allclose(longest[0][0], kept["long"][place, 0], atol=0.02)
    assert kept["probes"].shape == (len(tool.PAIRS), tool.SEEDS, 2, 4)
    for kind, pair in enumerate(tool.PAIRS):
        again = lesson["probed"](2, (0,), *pair)[0]
        np.testing.assert_allclose(again, kept["probes"][kind, 2, 0], atol=0.005)


def test_languages_are_learned_as_is_stored() -> None:
    kept, tool = stored("11_understanding/runs"), make_understanding
    shape = (len(tool.LEARNERS), len(tool.LANGUAGES), 3, tool.SEEDS, len(tool.STEPS), 2)
    assert kept["languages"].shape == shape
    lesson = tool.definitions()
    for learner, language, r, seed in ((0, 3, 1, 2), (1, 0, 0, 4), (2, 4, 2, 0)):
        names, rates = tool.LEARNERS[learner], tool.RATES[tool.LEARNERS[learner].split(", ")[1]]
        again = tool.learn_language(
            lesson, tool.LANGUAGES[language], names, rates[r], seed, steps=(50, 100)
        )
        there = kept["languages"][learner, language, r, seed, :2]
        np.testing.assert_allclose(again, there, rtol=1e-3, atol=1e-3)


def test_digits_under_attack_are_read_as_is_stored() -> None:
    kept, tool = stored("11_understanding/runs")["attacks"], make_understanding
    assert kept.shape == (3, 2, tool.SEEDS, len(tool.EPOCHS), len(tool.EPS), 2)
    for m, o, seed in ((0, 0, 3), (2, 1, 1)):
        again = tool.attacked(tool.MODELS[m], list(tool.OPTIMIZERS)[o], seed, epochs=(2,))
        np.testing.assert_allclose(again[0], kept[m, o, seed, 0], atol=4)


def test_few_digits_and_few_letters_teach_what_is_stored() -> None:
    kept, tool = stored("11_understanding/runs"), make_understanding
    for m, n, r, seed in ((0, 0, 0, 1), (1, 1, 2, 3), (2, 2, 1, 4), (3, 1, 1, 0)):
        again = tool.read_with_few(
            tool.METHODS[m], tool.SIZES[n], tool.LEARNING_RATES[r], seed, updates=(400,)
        )
        np.testing.assert_allclose(again[0], kept["few"][m, n, r, seed, 0], atol=3)
    for copies in (False, True):
        assert tool.nearest(50, 2, copies) == kept["nearest"][int(copies), 1, 2]
    assert kept["counting"].shape == (2, tool.SEEDS)
    assert abs(tool.counted("RNN", 0) - kept["counting"][0, 0]) <= 1


def test_layers_hold_and_probes_find_the_bits_that_are_stored() -> None:
    kept, tool = stored("12_information_theory/runs"), make_information
    lesson = tool.definitions()
    for a, activation, marks in ((0, "tanh", (3, 10, 30)), (1, "ReLU", (3, 10))):
        again, _ = tool.planes(lesson, activation, "SGD, all at once", 3, marks)
        np.testing.assert_allclose(
            again, kept["planes"][a, 1, 3, : len(marks)].astype(float), atol=0.05
        )
    parts = tool.layers_to_read(lesson, 2)
    for r, o, place in ((0, 0, 4), (1, 1, 0)):  # the first trained layer, and the pixels
        kind = (tool.PROBES[r], list(tool.STRENGTHS)[o])
        again = tool.read(lesson, parts[place], *kind, marks=tool.BUDGETS[:2])
        np.testing.assert_allclose(
            again, kept["probes"][r, o, place, 2, :, :2].astype(float), atol=0.01
        )


def test_the_photograph_is_the_middle_of_matplotlibs() -> None:
    kept = stored("13_convolution/photograph")["hopper"]
    assert kept.shape == (make_convolution.SIDE,) * 2 and kept.dtype == np.uint8
    again = make_convolution.photograph().astype(int)
    assert abs(again - kept).mean() < 2  # another version of the library may round otherwise


def test_digits_are_read_by_convolutions_as_is_stored() -> None:
    kept, tool = stored("13_convolution/runs"), make_convolution
    lesson = tool.definitions()
    shape = (len(tool.RACES), 2, 5, 6, tool.SEEDS, len(tool.MARKS), 2)
    assert kept["race"].shape == shape
    for r, name, n, rate, seed in (
        (0, 0, 2, 1, 3),
        (2, 1, 4, 0, 2),
        (5, 1, 1, 2, 4),
        (8, 0, 0, 0, 1),
    ):
        race, optimizer = tool.RACES[r], list(tool.RATES)[name]
        size, h = tool.SIZES[race[0]][n], tool.RATES[optimizer][rate]
        again = tool.raced(lesson, race, size, optimizer, h, seed, marks=tool.MARKS[:1])
        np.testing.assert_allclose(again[0], kept["race"][r, name, n, rate, seed, 0], atol=6)
    again = tool.filtered(lesson, "by hand", 60, tool.RATES["Adam"][1], 3)
    np.testing.assert_allclose(again, kept["filters"][2, 0, 1, 3], atol=6)
    again = tool.read_moved(lesson, "MLP, moved copies", tool.RATES["Adam"][1], 2)
    np.testing.assert_allclose(again, kept["moves"][1, 1, 2], atol=6)


def test_brackets_are_remembered_and_weather_is_forecast_as_is_stored() -> None:
    kept, tool = stored("14_recurrence/runs"), make_recurrence
    lesson = tool.definitions()
    for n, lag, o, r, seed in ((1, 1, 1, 1, 2), (0, 2, 0, 2, 4), (3, 2, 1, 0, 3)):
        optimizer = list(tool.RATES)[o]
        again = lesson["remember"](
            lesson["NETWORKS"][n],
            tool.LAGS[lag],
            optimizer,
            tool.RATES[optimizer][r],
            seed,
            tool.STEPS[:1],
        )
        np.testing.assert_allclose(again[0], kept["lag"][n, lag, o, r, seed, 0], atol=0.02)
    np.testing.assert_allclose(tool.longer(lesson, 1), kept["longer"][:1], atol=0.02)
    for n, past, o, r, seed in ((0, 1, 1, 2, 3), (1, 0, 0, 1, 1), (2, 1, 1, 2, 0)):
        optimizer = list(tool.RATES)[o]
        again = lesson["forecast"](
            tool.FORECASTERS[n],
            tool.PASTS[past],
            optimizer,
            tool.RATES[optimizer][r],
            seed,
            tool.EPOCHS[:1],
        )
        np.testing.assert_allclose(again[0], kept["weather"][n, past, o, r, seed, 0], atol=1e-3)


def test_games_end_as_is_stored() -> None:
    """Training amplifies a rounding unit, so only the first of the rounds are compared."""
    kept, tool = stored("16_adversarial/runs"), make_adversarial
    lesson, first = tool.definitions(), tool.MARKS[0]
    shape = (len(tool.CASES), len(tool.PENALTIES), 3, 3, tool.SEEDS, len(tool.MARKS), 2)
    assert kept["counts"].shape == shape
    for o, p, g, d, seed in ((0, 0, 2, 1, 0), (0, 1, 1, 2, 3), (1, 0, 0, 1, 4), (2, 0, 0, 2, 1)):
        rates = tool.RATES[tool.CASES[o][0]]
        counts, points, fields = tool.run(
            lesson, tool.CASES[o], (rates[g], rates[d]), tool.PENALTIES[p], seed, rounds=first
        )
        there = kept["counts"][o, p, g, d, seed, 0].astype(int)
        assert abs(counts[0, 0] - there[0]) <= 1 and abs(counts[0, 1] - there[1]) <= 3
        for k in range(len(points)):  # of seed 0
            seen = kept["points"][p, g, d, k] / 30
            np.testing.assert_allclose(points[k].clip(-4, 4), seen, atol=0.1)
            field = kept["fields"][p, g, d, k] / 255
            np.testing.assert_allclose(fields[k][:, 0], field, atol=0.03)


def test_games_that_might_overturn_the_verdicts_begin_as_is_stored() -> None:
    """Other seeds, Adam's usual momentum; ten times the rounds of games that are stored above."""
    kept, tool = stored("16_adversarial/runs"), make_adversarial
    lesson, first = tool.definitions(), tool.MARKS[0]
    assert kept["fresh"].shape == (len(tool.RUNS), len(tool.FRESH), 2, 2)
    assert kept["usual"].shape == (len(tool.RUNS), tool.SEEDS, 2, 2)
    for what, name, k, i, seed in (
        ("fresh", "Adam", 1, 3, tool.FRESH[3]),
        ("usual", "usual Adam", 3, 2, 2),
    ):
        (counts,), _, _ = tool.run(lesson, (name, 16), *tool.RUNS[k], seed, (first,))
        there = kept[what][k, i, 0].astype(int)
        assert abs(counts[0] - there[0]) <= 1 and abs(counts[1] - there[1]) <= 3
    assert kept["long"].shape == (4, tool.SEEDS, len(tool.LONG), 2)
    for k, ((g, d), penalty) in enumerate(tool.RUNS[:4]):
        at = tool.PENALTIES.index(penalty), *map(tool.RATES["Adam"].index, (g, d))
        np.testing.assert_array_equal(kept["long"][k, :, 0], kept["counts"][(0, *at)][:, -1])


def test_networks_are_tuned_and_moved_as_is_stored() -> None:
    kept, tool = stored("17_transfer/runs"), make_transfer
    lesson = tool.definitions()
    models = [lesson["pretrained"]("shuffled pixels", seed) for seed in range(2)]
    for m, o, k in ((3, 0, 2), (2, 1, 10), (1, 0, 4)):
        optimizer = list(tool.RATES)[o]
        again = tool.tuned(lesson, models, tool.METHODS[m], k, optimizer, seeds=range(2))
        there = kept["tuned"][
            tool.SOURCES.index("shuffled pixels"), m, o, :, :2, tool.LABELS.index(k)
        ]
        np.testing.assert_allclose(again, there, atol=0.011)


@pytest.mark.parametrize("optimizer", ["SGD", "Adam"])
def test_networks_side_by_side_are_moved_as_one_of_nnlib(optimizer: str) -> None:
    """What the stored runs do to many networks at once is what the lesson's `train` does to one."""
    tool, lesson = make_transfer, make_transfer.definitions()
    old, chosen = lesson["pretrained"]("digits", 3, epochs=1), lesson["few"](4, 3).ravel()
    x, y, new = lesson["x_pool"][chosen], lesson["y_pool"][chosen], lesson["x_test"][:200]
    rates = tool.layer_rates(3, 0.03, 0.3)
    starts = [tool.start(lesson, old, "fine-tuned", seed) for seed in (3, 4)]
    data = tuple(np.stack([part, part]) for part in (x, y))
    tests = tuple(np.stack([part, part]) for part in (new, lesson["y_test"][:200]))
    _, losses = tool.train(starts, data, tests, np.array([rates] * 2), optimizer, [3, 4], (20,))
    for column, seed in enumerate((3, 4)):
        model = lesson["digit_network"](np.random.default_rng(0))
        weights = tool.start(lesson, old, "fine-tuned", seed)
        model.load_state_dict(dict(zip(model.state_dict(), weights, strict=True)))
        if optimizer == "SGD":
            lesson["train"](model, x, y, rates, 20, np.random.default_rng(1000 + seed))
        else:
            layers, rng = [model[0], model[2], model[4]], np.random.default_rng(1000 + seed)
            movers = [nn.Adam(a.parameters(), lr=r) for a, r in zip(layers, rates, strict=True)]
            for _ in range(20):
                rows = rng.permutation(len(x))[:32]
                loss = nn.cross_entropy(model(x[rows]), y[rows])
                for mover in movers:
                    mover.zero_grad()
                loss.backward()
                for mover in movers:
                    mover.step()
        loss = nn.cross_entropy(model(new), lesson["y_test"][:200]).item()
        assert abs(loss - losses[0, column]) < 1e-3


def test_an_unknown_name_says_what_there_is() -> None:
    with pytest.raises(KeyError, match=r"there is no '06'; there are .*06_initialization/runs"):
        stored("06")


def test_the_machine_learns_its_poems_as_is_stored() -> None:
    """Its first hundred steps again, on the texts of the script."""
    lesson, kept = make_attention.definitions(), stored("15_attention/runs")
    characters = lesson["CHARACTERS"]
    for name, poems in (
        ("known", make_attention.JABBERWOCKY + make_attention.OWL),
        ("new", make_attention.CROCODILE + make_attention.WALRUS),
    ):
        assert str(kept[name]) == make_attention.plain(poems, characters)
    model, states = lesson["learn_text"](str(kept["known"]), 100, marks=(0, 30, 100))
    for name, start in states[0].items():
        np.testing.assert_allclose(kept[name][0], start, atol=2e-3)
    place = make_attention.MEASURED.index(100)
    for which, name in enumerate(("known", "new")):
        model.load_state_dict(states[2])
        found = lesson["text_loss"](model, str(kept[name]))
        assert abs(found - kept["losses"][which, place]) < 0.05


def test_digits_are_reversed_as_is_stored() -> None:
    lesson, kept = make_attention.definitions(), stored("15_attention/runs")["right"]
    for which, kind in enumerate(make_attention.SIZES):
        size = make_attention.SIZES[kind][0]
        runs = [
            make_attention.raced(lesson, kind, 4, size, "Adam", rate, 2)[:2]
            for rate in make_attention.RATES["Adam"]
        ]
        for mark in (0, 1):
            there = kept[which, 0, 0, 0, mark, 2]
            assert min(abs(run[mark, 1] - there) for run in runs) < 0.02
