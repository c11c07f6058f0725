"""Comparisons of two samples, and the prequential error."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ks_2samp

from nnlib.drift import ks_statistic, population_stability_index, prequential

# --- two samples -------------------------------------------------------------------------------

samples = st.lists(st.integers(-4, 4), min_size=1, max_size=30)


@given(a=samples, b=samples)
def test_ks_statistic_is_the_largest_gap(a, b):
    gaps = [abs(np.mean(np.less_equal(a, t)) - np.mean(np.less_equal(b, t))) for t in a + b]
    assert math.isclose(ks_statistic(a, b), max(gaps), abs_tol=1e-12)
    assert ks_statistic(a, b) == ks_statistic(b, a)
    assert ks_statistic(a, a) == 0


def test_ks_statistic_is_that_of_scipy(rng):
    a, b = rng.normal(size=200), rng.normal(size=150) + 0.5
    assert math.isclose(ks_statistic(a, b), ks_2samp(a, b).statistic)


def test_ks_statistic_holds_its_level(rng):
    """Its docstring says that 5 % of all pairs from one distribution exceed the limit."""
    n, m = 200, 300
    limit = 1.36 * math.sqrt((n + m) / (n * m))
    over = [ks_statistic(rng.normal(size=n), rng.normal(size=m)) > limit for _ in range(400)]
    assert 0.02 < np.mean(over) < 0.08


def test_population_stability_index():
    """Of 1 and 3 in four against 2 and 2: (0.25 log 2 + -0.25 log 2/3), and so on."""
    expected = (0.5 - 0.25) * math.log(0.5 / 0.25) + (0.5 - 0.75) * math.log(0.5 / 0.75)
    assert math.isclose(population_stability_index([0, 1, 1, 1], [0, 0, 1, 1]), expected)
    assert math.isclose(population_stability_index([0, 0, 1, 1], [0, 1, 1, 1]), expected)


def test_population_stability_index_of_bins(rng):
    a = rng.normal(size=5000)
    assert population_stability_index(a, a) == 0
    assert population_stability_index(a, rng.normal(size=5000)) < 0.02
    small = population_stability_index(a, a + 0.3)
    large = population_stability_index(a, a + 1.0)
    assert 0.05 < small < 0.2 < 0.8 < large
    assert np.isfinite(population_stability_index(a, a + 100))  # nine of ten bins are empty
    # It depends on ranks only.
    assert math.isclose(population_stability_index(np.exp(a), np.exp(a + 0.3)), small)
    # A rare value is not swallowed by the bin of the frequent one.
    for rare in (0, 1):
        old, new = [rare] * 5 + [1 - rare] * 95, [0] * 50 + [1] * 50
        assert math.isclose(population_stability_index(old, new), 0.45 * math.log(0.5 / 0.05 * 1.9))


def test_an_empty_bin_counts_as_half_an_observation():
    expected = 0.5 * math.log(2) + (0.125 - 0.5) * math.log(0.125 / 0.5)
    assert math.isclose(population_stability_index([0, 0, 1, 1], [0, 0, 0, 0]), expected)


def test_a_shift_outside_the_reference_shows(rng):
    """In open outer bins, and in bins between two values, it would be invisible."""
    index = population_stability_index
    assert index([0, 0, 1, 1], [-5, -5, 9, 9]) > 1
    assert index([0, 0, 1, 1], [0.2, 0.2, 0.8, 0.8]) > 1
    reference = rng.normal(size=1000)
    lowest = reference < np.quantile(reference, 0.1)
    assert index(reference, np.where(lowest, -1000.0, reference)) > 0.25
    assert index(reference, reference) == index([0, 0, 1, 1], [1, 0, 1, 0]) == 0
    assert index(reference, rng.normal(size=1000)) < 0.05


def test_sample_errors():
    name = "population_stability_index"
    for function in (ks_statistic, population_stability_index):
        for bad in ([], [1.0, math.nan], [[1.0, 2.0]], 3.0):
            with pytest.raises(ValueError, match=rf"^{function.__name__}: \w+ must be one row of"):
                function(bad, [1.0, 2.0])
            with pytest.raises(ValueError, match=rf"^{function.__name__}: \w+ must be one row of"):
                function([1.0, 2.0], bad)
    with pytest.raises(ValueError, match=rf"^{name}: bins must be an integer of at least 2, not 1"):
        population_stability_index([1, 2], [1, 2], bins=1)
    for one_bin in ([1] * 50, [20] * 990 + list(range(11))):
        with pytest.raises(ValueError, match=rf"^{name}: the reference falls into a single bin"):
            population_stability_index(one_bin, [1, 2])


# --- the prequential error ---------------------------------------------------------------------


def test_prequential_tests_before_it_trains():
    """A learner that knows what it was told is wrong on everything new."""
    known = set()
    errors, rate = prequential(
        lambda x: x in known, lambda x, y: known.add(x), [1, 1, 2, 1, 2], [True] * 5
    )
    assert errors.tolist() == [1, 0, 1, 0, 0]
    np.testing.assert_allclose(rate, [1, 1 / 2, 2 / 3, 1 / 2, 2 / 5])


def test_prequential_labels_may_be_late():
    known, calls = set(), []

    def learn(x, y):
        known.add(x)
        calls.append((x, y))

    errors, _ = prequential(
        lambda x: 1 if x in known else 0, learn, [7, 7, 7, 8, 8], [1] * 5, delay=2
    )
    assert errors.tolist() == [1, 1, 1, 1, 1]  # 7 is known from the fourth row on
    assert calls == [(7, 1)] * 3
    errors, _ = prequential(lambda x: 0, None, [0] * 3, [0, 1, 0])
    assert errors.tolist() == [0, 1, 0]


@given(
    wrong=st.lists(st.integers(0, 1), min_size=1, max_size=40),
    fading=st.floats(0.5, 1),
    window=st.integers(1, 50),
)
def test_prequential_averages(wrong, fading, window):
    y = np.array(wrong)

    def run(**arguments):
        return prequential(lambda x: 0, None, y, y, **arguments)[1]

    n = len(y)
    weights = fading ** np.arange(n)
    expected = [weights[: i + 1][::-1] @ y[: i + 1] / weights[: i + 1].sum() for i in range(n)]
    np.testing.assert_allclose(run(fading=fading), expected, atol=1e-12)
    expected = [y[max(0, i + 1 - window) : i + 1].mean() for i in range(n)]
    np.testing.assert_allclose(run(window=window), expected, atol=1e-12)
    np.testing.assert_allclose(run(), np.cumsum(y) / np.arange(1, n + 1), atol=1e-12)


def test_prequential_errors():
    def run(x, y, **arguments):
        return prequential(lambda x: 0, None, x, y, **arguments)

    with pytest.raises(ValueError, match=r"^prequential: x and y must .* not 2 and 1"):
        run([1, 2], [1])
    with pytest.raises(ValueError, match=r"^prequential: x and y must .* not 0 and 0"):
        run([], [])
    for fading in (0, 1.1):
        with pytest.raises(
            ValueError, match=r"^prequential: fading must be .* above 0 and at most 1"
        ):
            run([1], [1], fading=fading)
    with pytest.raises(ValueError, match=r"^prequential: window must be an integer of at least 1"):
        run([1], [1], window=0)
    with pytest.raises(ValueError, match=r"^prequential: use either fading \(.* or a window"):
        run([1], [1], window=10, fading=0.9)
    with pytest.raises(
        ValueError, match=r"^prequential: delay must be an integer of at least 0, not -1"
    ):
        run([1], [1], delay=-1)
