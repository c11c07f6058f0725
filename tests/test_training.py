"""fit, History, accuracy."""

import subprocess
import sys

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

import nnlib as nn

SETTINGS = {"epochs": 3, "batch_size": 4, "progress": False}


class Record(nn.Module):
    """Identity with one weight, which notes every batch it sees."""

    def __init__(self):
        self.weight = nn.Tensor(1.0, requires_grad=True)
        self.seen = []

    def forward(self, x):
        y = x * self.weight
        self.seen.append((np.asarray(x).copy(), self.training, y.requires_grad))
        return y


def run(model, data, *, lr=0.0, loss=nn.mse_loss, rng=0, **settings):
    optimizer = nn.SGD(model.parameters(), lr)
    settings = SETTINGS | settings
    return nn.fit(model, loss, optimizer, data, rng=np.random.default_rng(rng), **settings)


def rows(n):
    x = np.arange(float(n))
    return x, 2 * x


def test_every_epoch_sees_every_row_once_in_a_new_order():
    model = Record()
    run(model, rows(10))
    batches = [x for x, _, _ in model.seen]
    assert [len(x) for x in batches] == [4, 4, 2] * 3
    epochs = [np.concatenate(batches[i : i + 3]) for i in (0, 3, 6)]
    for epoch in epochs:
        np.testing.assert_array_equal(np.sort(epoch), np.arange(10))
    assert not np.array_equal(epochs[0], epochs[1])


def test_x_and_y_are_shuffled_together():
    model = Record()
    model.weight.data[...] = 2
    assert run(model, rows(10))["loss"] == [0, 0, 0]


def test_the_last_batch_counts_by_its_size():
    x, y = rows(10)
    history = run(Record(), (x, y), validation=(x, y))
    exact = np.mean((x - y) ** 2)
    np.testing.assert_allclose(history["loss"], exact, rtol=1e-13)
    np.testing.assert_allclose(history["validation_loss"], exact, rtol=1e-13)


def test_validation_is_measured_in_large_batches_and_means_stay_those_of_all():
    sizes = []

    def size(output, target):
        sizes.append(len(target))
        return float(np.mean(target))

    history = run(Record(), rows(4), validation=rows(300), metrics={"size": size}, epochs=1)
    assert sizes == [256, 44]
    assert history["validation_size"] == [pytest.approx(299, rel=1e-12)]


def test_validation_runs_in_evaluation_mode_without_gradients():
    model = Record()
    run(model, rows(4), validation=rows(2), epochs=2)
    assert [(training, grad) for _, training, grad in model.seen] == [
        (True, True),
        (False, False),
    ] * 2
    assert model.training


def test_the_data_are_not_changed_and_the_seed_decides():
    x, y = rows(10)
    first, second = Record(), Record()
    a = run(first, (x, y), lr=0.01)
    b = run(second, (x, y), lr=0.01)
    np.testing.assert_array_equal(x, np.arange(10))
    assert a == b and first.weight.item() == second.weight.item() != 1
    assert run(Record(), (x, y), lr=0.01, rng=1) != a


def test_metrics_are_named_after_what_they_measure():
    data = (np.array([-1.0, 2.0, 3.0]), np.array([0.0, 0.0, 1.0]))
    loss, metrics = nn.binary_cross_entropy_with_logits, {"accuracy": nn.accuracy}
    history = run(Record(), data, loss=loss, metrics=metrics, batch_size=2)
    assert list(history) == ["loss", "accuracy"]
    np.testing.assert_allclose(history["accuracy"], 2 / 3)
    history = run(Record(), data, loss=loss, metrics=metrics, batch_size=2, validation=data)
    assert list(history) == ["loss", "validation_loss", "validation_accuracy"]
    np.testing.assert_allclose(history["validation_accuracy"], 2 / 3)


def test_callbacks_see_every_epoch_and_may_stop():
    lengths = []

    def callback(model, history):
        lengths.append(len(history["loss"]))
        return len(history["loss"]) == 2

    history = run(Record(), rows(4), callbacks=[callback], epochs=9)
    assert lengths == [1, 2] and len(history["loss"]) == 2


def test_progress_is_one_line_that_is_rewritten(capsys):
    run(Record(), rows(4), progress=True, epochs=12, lr=0.01, validation=rows(4))
    out = capsys.readouterr().out
    assert out.endswith("\n") and out.count("\n") == 1
    states = [part for part in out.rstrip("\n").split("\r") if part.strip()]
    assert len(states) == 12
    assert states[0].startswith("epoch 1/12 · loss 3.")
    assert states[-1].startswith("epoch 12/12 · loss ")
    assert " · validation loss " in states[-1]
    screen = ""  # what a terminal shows in the end: no rest of a longer line
    for part in out.rstrip("\n").split("\r"):
        screen = part + screen[len(part) :]
    assert screen.rstrip() == states[-1]


def test_progress_has_three_digits_and_ends_where_a_callback_stopped(capsys):
    model = Record()
    run(model, rows(4), progress=True, epochs=9, callbacks=[lambda *_: True],
        validation=rows(4), metrics={"accuracy": lambda *_: 0.97214})  # fmt: skip
    expected = "epoch 1/9 · loss 3.5 · validation loss 3.5 · validation accuracy 0.972\n"
    assert capsys.readouterr().out == expected


def test_no_progress(capsys):
    run(Record(), rows(4))
    assert capsys.readouterr().out == ""


def test_history():
    assert repr(nn.History()) == "History(0 epochs)"
    assert repr(nn.History(loss=[1 / 3])) == "History(1 epoch: loss 0.333)"


def test_history_plots_losses_and_metrics_and_closes_the_figure():
    matplotlib.use("Agg")

    history = nn.History(loss=[2.0, 1.0], validation_loss=[2.0, 1.5], validation_accuracy=[0.1, 1])
    figure = history.plot()
    lines = [[line.get_label() for line in axis.get_lines()] for axis in figure.axes]
    assert lines == [["loss", "validation loss"], ["validation accuracy"]]
    np.testing.assert_array_equal(figure.axes[0].get_lines()[0].get_xdata(), [1, 2])
    assert plt.get_fignums() == []
    assert len(nn.History(loss=[1.0]).plot().axes) == 1


def test_accuracy():
    logits = nn.Tensor([[1.0, 2.0], [3.0, 0.0], [0.0, 1.0]], requires_grad=True)
    assert nn.accuracy(logits, [1, 1, 1]) == pytest.approx(2 / 3)
    assert nn.accuracy(np.array([[-1.0], [2.0]]), np.array([[0], [0]])) == 0.5
    assert nn.accuracy(np.zeros((2, 3, 5)), np.zeros((2, 3), dtype=int)) == 1
    assert type(nn.accuracy(logits, [1, 1, 1])) is float
    with pytest.raises(ValueError, match=r"^accuracy: logits \(2, 1\) and target \(2,\) "):
        nn.accuracy(np.zeros((2, 1)), np.zeros(2))
    with pytest.raises(ValueError, match=r"^accuracy: logits \(2,\) and target \(3,\) do"):
        nn.accuracy(np.zeros(2), np.zeros(3))


def test_a_diverging_loss_names_the_learning_rate():
    sentence = r"^fit: the loss became (nan|inf); the likely cause is a learning rate"
    with pytest.raises(ValueError, match=sentence + r".*\(it is 10\)"):
        run(Record(), rows(10), lr=10, epochs=500)


def test_other_errors():
    x, y = rows(6)
    bad = np.where(x == 2, np.nan, x)
    ERRORS = {
        "fit: x in train has 1 numbers that are NaN or infinite": {"data": (bad, y)},
        "fit: y in validation has 1 numbers": {"data": (x, y), "validation": (x, bad)},
        "fit: x and y in train must have equally many rows": {"data": (x, y[1:])},
        "fit: train must be a pair of arrays": {"data": (x, y, x)},
        "fit: epochs must be an integer of at least 1": {"data": (x, y), "epochs": 0},
    }
    for sentence, arguments in ERRORS.items():
        with pytest.raises(ValueError) as error:
            run(Record(), **arguments)
        assert str(error.value).startswith(sentence)
    model = Record()
    with pytest.raises(TypeError, match=r"^fit: rng must be a random generator"):
        nn.fit(model, nn.mse_loss, nn.SGD([model.weight], 0.1), (x, y), rng=0, **SETTINGS)


def test_a_parameter_that_the_loss_ignores_is_named():
    model = Record()
    model.unused = nn.Tensor(1.0, requires_grad=True)
    with pytest.raises(ValueError, match=r"SGD.step: a parameter of shape .* has no gradient"):
        run(model, rows(4))


@pytest.mark.parametrize(("lr", "momentum"), [(0.5, 0.0), (0.1, 0.9)])
def test_digits_are_learned(lr, momentum):
    x, y = nn.datasets.digits()
    x, y, x_test, y_test = nn.datasets.split(x, y, test=500, rng=np.random.default_rng(0))
    scores = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        he = nn.initializers.he_normal
        model = nn.Sequential(
            nn.Linear(64, 32, init=he, rng=rng), nn.ReLU(), nn.Linear(32, 10, rng=rng)
        )
        optimizer = nn.SGD(model.parameters(), lr, momentum=momentum)
        history = nn.fit(
            model, nn.cross_entropy, optimizer, (x, y), epochs=30, batch_size=32, rng=rng,
            validation=(x_test, y_test), metrics={"accuracy": nn.accuracy}, progress=False,
        )  # fmt: skip
        assert history["loss"][-1] < 0.05
        scores.append(history["validation_accuracy"][-1])
    assert 0.96 < np.median(scores) < 0.99


def test_xor_is_learned():
    solved = 0
    for seed in range(5):
        rng = np.random.default_rng(seed)
        x, y = nn.datasets.xor()
        model = nn.Sequential(
            nn.Linear(2, 8, rng=rng), nn.Tanh(), nn.Linear(8, 1, rng=rng), lambda z: z.reshape(-1)
        )
        optimizer = nn.SGD(model.parameters(), 0.5)
        loss = nn.binary_cross_entropy_with_logits
        nn.fit(model, loss, optimizer, (x, y), epochs=500, batch_size=4, rng=rng, progress=False)
        solved += nn.accuracy(model(x), y) == 1
    assert solved >= 4


def test_training_does_not_import_matplotlib():
    program = (
        "import sys, numpy as np, nnlib as nn\n"
        "rng = np.random.default_rng(0)\n"
        "model = nn.Linear(2, 1, rng=rng)\n"
        "data = np.ones((4, 2)), np.ones((4, 1))\n"
        "nn.fit(model, nn.mse_loss, nn.SGD(model.parameters(), 0.1), data, epochs=1,\n"
        "       batch_size=2, rng=rng)\n"
        "assert 'matplotlib' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)


def test_nan_is_a_wrong_answer():
    nan = np.nan
    assert nn.accuracy([[nan, nan], [0.0, nan], [0.0, 1.0]], [0, 1, 1]) == pytest.approx(1 / 3)
    assert nn.accuracy([nan, -1.0], [0, 0]) == 0.5
    with pytest.raises(ValueError, match=r"^accuracy: there is nothing to count"):
        nn.accuracy(np.zeros((0, 3)), np.zeros(0))
    with pytest.raises(ValueError, match=r"^accuracy: target must be real numbers, not <U1"):
        nn.accuracy([[1.0, 2.0]], ["b"])
