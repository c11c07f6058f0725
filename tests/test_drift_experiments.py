"""Published and planted changes: do detectors and learners behave on them as described?"""

import math

import numpy as np
import pytest
from test_drift import alarms

from nnlib.datasets import sea, weather
from nnlib.drift import (
    ADWIN,
    DDM,
    PageHinkley,
    ks_statistic,
    population_stability_index,
    prequential,
)

WARM_UP = 730  # two years


def online_logistic(features, eta):
    """The simplest learner of a stream: one step of gradient descent for each row."""
    w = np.zeros(features + 1)

    def predict(x):
        return int(x @ w[:-1] + w[-1] > 0)

    def learn(x, y):
        error = y - 1 / (1 + math.exp(-(x @ w[:-1] + w[-1])))
        w[:-1] += eta * error * x
        w[-1] += eta * error

    return predict, learn


@pytest.fixture(scope="module")
def weather_errors():
    """The errors of an online learner on both versions, and of one frozen after two years."""
    result = {}
    for version in ("repaired", "packaged"):
        x, y = weather(version)
        predict, learn = online_logistic(8, eta=0.05)
        online, _ = prequential(predict, learn, x, y)
        predict, learn = online_logistic(8, eta=0.05)
        prequential(predict, learn, x[:WARM_UP], y[:WARM_UP])
        static, _ = prequential(predict, None, x[WARM_UP:], y[WARM_UP:])
        result[version] = (online, static)
    return result


def test_weather_error_rates(weather_errors):
    """Learning on beats standing still, which hardly beats two baselines without any input."""
    y = weather()[1][WARM_UP:]
    baselines = y.mean(), (y[1:] != y[:-1]).mean()
    assert np.allclose(baselines, [0.315, 0.320], atol=0.002)
    for version, expected in (("repaired", [0.222, 0.298]), ("packaged", [0.235, 0.308])):
        online, static = weather_errors[version]
        assert np.allclose([online[WARM_UP:].mean(), static.mean()], expected, atol=0.01)
        assert online[WARM_UP:].mean() < static.mean() < min(baselines)


@pytest.mark.parametrize("detector", [DDM, PageHinkley, ADWIN])
def test_alarms_only_where_the_columns_were_rotated(detector, weather_errors):
    """The change at row 12,000 is found within 500 rows; without it, that stretch is quiet."""
    found = {version: alarms(detector(), weather_errors[version][0]) for version in weather_errors}
    assert [row for row in found["repaired"] if 9_000 < row < 13_000] == []
    first = min(row for row in found["packaged"] if row > 9_000)
    assert 12_200 < first < 12_400


def test_sea_static_against_online(rng):
    """The frozen learner falls behind at each change; the online one is near 10 % throughout."""
    x, y = sea(rng=rng)
    x = (x - 5) / 3
    predict, learn = online_logistic(3, eta=0.05)
    online, _ = prequential(predict, learn, x, y)
    predict, learn = online_logistic(3, eta=0.05)
    prequential(predict, learn, x[:2500], y[:2500])
    static, _ = prequential(predict, None, x, y)
    by_block = static.reshape(4, -1).mean(axis=1)
    assert by_block[3] > by_block[0] + 0.05
    assert online[15_000:].mean() < by_block[3] - 0.05
    assert (online.reshape(4, -1).mean(axis=1) < 0.15).all()
    # Learning on hides the change from the detectors; the frozen learner shows it.
    assert [row for row in alarms(DDM(), online) if 5_000 < row < 8_000] == []
    assert any(5_000 < row < 8_000 for row in alarms(DDM(), static))


@pytest.mark.parametrize(
    ("make", "limit"),
    [(DDM, 60), (lambda: PageHinkley(threshold=20), 80), (PageHinkley, 150), (ADWIN, 80)],
)
def test_an_abrupt_change_is_found_soon(make, limit):
    """The labels are swapped at row 5,000 of 10,000: the delay, for three seeds."""
    for seed in range(3):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(10_000, 2))
        y = (x.sum(axis=1) > 0) ^ (np.arange(10_000) >= 5_000)
        predict, learn = online_logistic(2, eta=0.05)
        errors, _ = prequential(predict, learn, x, y.astype(int))
        found = [row for row in alarms(make(), errors) if row >= 1_000]
        assert 5_000 < found[0] < 5_000 + limit


def test_input_monitors_see_the_wrong_change(rng):
    """A shift of the inputs does no harm here; a swap of the concept leaves the inputs alone."""
    x = rng.normal(size=(4000, 2))
    shifted = rng.normal(loc=2.0, size=(4000, 2))
    other = rng.normal(size=(4000, 2))
    right = x.sum(axis=1) > 0
    predict, learn = online_logistic(2, eta=0.05)
    prequential(predict, learn, x, right.astype(int))

    def accuracy(inputs, labels):
        return 1 - prequential(predict, None, inputs, labels.astype(int))[0].mean()

    same = accuracy(x, right)
    assert accuracy(shifted, shifted.sum(axis=1) > 0) > same - 0.01
    assert accuracy(other, other.sum(axis=1) <= 0) < 0.1
    assert population_stability_index(x[:, 0], shifted[:, 0]) > 1
    assert population_stability_index(x[:, 0], other[:, 0]) < 0.05
    limit = 1.95 * np.sqrt(2 / 4000)  # passed by one pair in a thousand
    assert ks_statistic(x[:, 0], shifted[:, 0]) > 10 * limit
    assert ks_statistic(x[:, 0], other[:, 0]) < limit
