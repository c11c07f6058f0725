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
        (lambda: nn.EarlyStopping(0), "EarlyStopping: patience (0) must be at least 1"),
        (lambda: nn.schedules.step(2, np.nan), "schedules.step: factor must be a finite number"),
        (lambda: nn.schedules.cosine(2.5), "schedules.cosine: epochs must be an integer"),
        (lambda: nn.schedules.cosine(2, -1), "schedules.cosine: floor must be a finite number"),
        (lambda: nn.schedules.warmup(2, 0.5), "schedules.warmup: then must be a schedule"),
        (
            lambda: nn.schedules.step(0),
            "schedules.step: every must be an integer of at least 1, not 0",
        ),
        (
            lambda: nn.schedules.cosine(0),
            "schedules.cosine: epochs must be an integer of at least 1, not 0",
        ),
        (
            lambda: nn.schedules.warmup(0),
            "schedules.warmup: epochs must be an integer of at least 1, not 0",
        ),
    ],
)
def test_errors(make, sentence):
    with pytest.raises(ValueError) as error:
        make()
    assert str(error.value).startswith(sentence)
