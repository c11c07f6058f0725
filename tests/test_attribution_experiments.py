"""Attribution on digits: are the effects that were published there, on a small scale?"""

import numpy as np
import pytest

import nnlib as nn
from nnlib.attribution import fgsm, gradient_times_input, integrated_gradients


@pytest.fixture(scope="module")
def trained():
    """A tanh network and a softmax regression on digits, with test data by other writers."""
    x_train, y_train, x_test, y_test = nn.datasets.split(*nn.datasets.digits(), test=500)
    models = []
    for layers in ((64, 32, 10), (64, 10)):
        rng = np.random.default_rng(0)
        parts = [nn.Linear(layers[0], layers[1], rng=rng)]
        if len(layers) == 3:
            parts += [nn.Tanh(), nn.Linear(layers[1], layers[2], rng=rng)]
        model = nn.Sequential(*parts)
        optimizer = nn.SGD(model.parameters(), lr=0.2, momentum=0.9)
        nn.fit(
            model,
            nn.cross_entropy,
            optimizer,
            (x_train, y_train),
            epochs=12,
            batch_size=64,
            rng=rng,
            progress=False,
        )
        assert nn.accuracy(model(x_test), y_test) > 0.88
        models.append(model)
    return *models, x_test, y_test


def test_completeness_on_digits(trained):
    """100 steps are complete to 1 in 1,000; gradient times input misses by more than a tenth."""
    model, _, x, _ = trained
    x = x[:100]
    logits = model(x).data
    target, rows = logits.argmax(axis=1), np.arange(100)
    change = logits[rows, target] - model(np.zeros((1, 64))).data[0, target]

    def median_gap(share):
        return np.median(np.abs(share.sum(axis=1) - change) / np.abs(change))

    gaps = [median_gap(integrated_gradients(model, x, target, steps=s)) for s in (5, 20, 100)]
    assert gaps[2] < gaps[1] < gaps[0] < 0.05 and gaps[2] < 1e-3
    assert median_gap(gradient_times_input(model, x, target)) > 0.1


def test_removing_the_pixels_that_count(trained, rng):
    """Without its 8 best pixels the logit falls far more than without 8 pixels at random."""
    model, _, x, _ = trained
    x = x[:100]
    target, rows = model(x).data.argmax(axis=1), np.arange(100)
    share = integrated_gradients(model, x, target)

    def fall(pixels):
        removed = x.copy()
        np.put_along_axis(removed, pixels, 0.0, axis=1)
        return np.mean(model(x).data[rows, target] - model(removed).data[rows, target])

    best = np.argsort(share, axis=1)[:, -8:]
    random = np.argsort(rng.random(x.shape), axis=1)[:, :8]
    assert fall(best) > 5 * fall(random)


def test_a_small_step_in_the_worst_direction(trained, rng):
    """Nearly every answer is wrong after a quarter of the range, few after as large a noise."""
    network, softmax_regression, x, y = trained
    for model in (network, softmax_regression):

        def error(inputs, model=model):
            return 1 - nn.accuracy(model(inputs), y)

        adversarial = [error(fgsm(model, x, y, eps=eps)) for eps in (0.1, 0.25)]
        noise = error(x + 0.25 * rng.choice([-1, 1], size=x.shape))
        assert error(x) < 0.12
        assert adversarial[0] > 0.4 and adversarial[1] > 0.95
        assert noise < 0.3
