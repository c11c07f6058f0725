"""Callbacks: early stopping and learning-rate schedules, in fit and by hand."""

import math

import numpy as np
import pytest

import nnlib as nn


class Scripted(nn.Module):
    """A model whose only weight grows by 1 with every epoch."""

    def __init__(self):
        self.weight = nn.Tensor(0.0, requires_grad=True)

    def forward(self, x):
        return self.weight + 0.0 * np.asarray(x)


def follow(losses, stopper, model=None):
    """Show the losses to the callback; return how many epochs it let pass, and the model."""
    model = model or Scripted()
    optimizer = nn.SGD(model.parameters(), 1.0)
    history = nn.History(loss=[])
    for loss in losses:
        optimizer.zero_grad()
        (-model.weight).backward()
        optimizer.step()
        history["loss"].append(loss)
        if stopper(model, history):
            break
    stopper.finish(model)
    return len(history["loss"]), model


def test_it_stops_after_patience_epochs_and_restores_the_best():
    epochs, model = follow([5, 4, 3, 3, 3.5, 2], nn.EarlyStopping(2))
    assert (epochs, model.weight.item()) == (5, 3)
    epochs, model = follow([5, 4, 3, 3, 3.5, 2], nn.EarlyStopping(2, restore_best=False))
    assert (epochs, model.weight.item()) == (5, 5)
    epochs, model = follow([5, 4, 3, math.nan, 2, 6], nn.EarlyStopping(2))
    assert (epochs, model.weight.item()) == (6, 5)  # not stopped, restored all the same


def test_it_starts_anew_for_another_training():
    stopper = nn.EarlyStopping(1)
    assert follow([1, 2], stopper)[0] == 2
    assert follow([9, 8, 9], stopper)[0] == 3


def test_it_restores_in_place_so_that_the_optimizer_goes_on(rng):
    model = nn.Sequential(nn.Linear(1, 1, rng=rng), nn.BatchNorm1d(1))
    optimizer = nn.Adam(model.parameters(), 0.5)
    x = rng.normal(size=(8, 1))
    settings = {"epochs": 20, "batch_size": 4, "rng": rng, "progress": False}
    best = []

    def remember(model, history):
        if history["validation_loss"][-1] == min(history["validation_loss"]):
            best[:] = [model.state_dict()]

    history = nn.fit(
        model,
        nn.mse_loss,
        optimizer,
        (x, -x),
        validation=(x, x),
        callbacks=[remember, nn.EarlyStopping(3)],
        **settings,
    )
    losses = history["validation_loss"]
    assert len(losses) < 20 and np.argmin(losses) == len(losses) - 4
    for name, array in model.state_dict().items():
        np.testing.assert_array_equal(array, best[0][name])
    assert all(p.data.base is optimizer._vector for p in model.parameters())
    nn.fit(model, nn.mse_loss, optimizer, (x, -x), **settings | {"epochs": 1})
    assert (model.layers[0].weight.data != best[0]["layers.0.weight"]).any()


def test_validation_loss_comes_first():
    stopper, model = nn.EarlyStopping(1), Scripted()
    assert not stopper(model, nn.History(loss=[1.0], validation_loss=[1.0]))
    assert stopper(model, nn.History(loss=[0.5], validation_loss=[2.0]))


def test_schedule_in_fit(rng):
    model = nn.Linear(1, 1, rng=rng)
    optimizer = nn.SGD(model.parameters(), 0.8)
    rates = []
    schedule = nn.LearningRateSchedule(optimizer, lambda epoch: 0.5**epoch)
    nn.fit(
        model,
        nn.mse_loss,
        optimizer,
        (np.ones((4, 1)), np.ones((4, 1))),
        epochs=4,
        batch_size=4,
        rng=rng,
        callbacks=[lambda *_: rates.append(optimizer.lr), schedule],
        progress=False,
    )
    np.testing.assert_allclose(rates, [0.8, 0.4, 0.2, 0.1])


def test_schedules():
    s = nn.schedules
    assert [s.constant()(t) for t in (0, 9)] == [1, 1]
    np.testing.assert_allclose([s.step(3)(t) for t in (0, 2, 3, 6)], [1, 1, 0.1, 0.01])
    np.testing.assert_allclose([s.cosine(10, 0.2)(t) for t in (0, 5, 10, 99)], [1, 0.6, 0.2, 0.2])
    warm = s.warmup(4, then=s.cosine(2))
    np.testing.assert_allclose([warm(t) for t in range(7)], [0.2, 0.4, 0.6, 0.8, 1, 0.5, 0])
    assert s.warmup(1)(5) == 1
    optimizer = nn.SGD([nn.Tensor(0.0, requires_grad=True)], 0.5)
    nn.LearningRateSchedule(optimizer, warm)
    assert optimizer.lr == 0.1  # the first epoch has its factor at once


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: nn.EarlyStopping(0), "EarlyStopping: patience must be an integer of at least 1"),
        (lambda: nn.schedules.step(0), "schedules.step: every must be an integer of at least 1"),
        (
            lambda: nn.schedules.cosine(0),
            "schedules.cosine: epochs must be an integer of at least 1",
        ),
        (
            lambda: nn.schedules.warmup(0),
            "schedules.warmup: epochs must be an integer of at least 1",
        ),
    ],
)
def test_errors(make, sentence):
    with pytest.raises(ValueError) as error:
        make()
    assert str(error.value).startswith(sentence)


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError, ZeroDivisionError])
def test_an_interrupted_training_leaves_no_traces(error, rng, capsys):
    """Training mode, the best parameters, and a callback that starts afresh."""
    x = rng.normal(size=(8, 1))

    def fail_in_validation(output, target):
        if not model.training and len(seen) == 3:
            raise error
        return nn.mse_loss(output, target)

    def remember(model, history):
        seen.append((history["validation_loss"][-1], model.state_dict()))

    stopper = nn.EarlyStopping(50)
    for model in (nn.Linear(1, 1, rng=rng), nn.Linear(1, 1, rng=rng)):
        optimizer = nn.SGD(model.parameters(), 0.1)
        schedule = nn.LearningRateSchedule(optimizer, nn.schedules.step(1, 0.5))
        seen = []
        with pytest.raises(error):
            nn.fit(
                model,
                fail_in_validation,
                optimizer,
                (x, 2 * x),
                validation=(x, 2 * x),
                epochs=9,
                batch_size=4,
                rng=rng,
                callbacks=[remember, stopper, schedule],
            )
        assert model.training and stopper._state is None
        best = min(seen, key=lambda pair: pair[0])[1]
        for name, array in model.state_dict().items():
            np.testing.assert_array_equal(array, best[name])
    assert capsys.readouterr().out.endswith("\n")


def test_a_schedule_used_again_starts_afresh(rng):
    model, x = nn.Linear(1, 1, rng=rng), np.ones((4, 1))
    optimizer = nn.SGD(model.parameters(), 0.8)
    schedule, rates = nn.LearningRateSchedule(optimizer, nn.schedules.step(1, 0.5)), []
    for _ in range(2):
        nn.fit(model, nn.mse_loss, optimizer, (x, x), epochs=3, batch_size=4, rng=rng,
               progress=False,
               callbacks=[lambda *_: rates.append(optimizer.lr), schedule])  # fmt: skip
    assert rates == [0.8, 0.4, 0.2] * 2


def test_early_stopping_forgets_the_model_of_a_training_by_hand():
    """Without finish, the next training starts afresh all the same."""
    stopper, first, second = nn.EarlyStopping(2), Scripted(), Scripted()
    stopper(first, nn.History(loss=[-5.0]))
    stopper.start(second)
    stopper(second, nn.History(loss=[1.0]))
    second.weight.data[...] = 3.0
    stopper.finish(second)
    assert second.weight.item() == 0.0
