"""Information theory: identities, closed forms, and what estimators get wrong."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnlib as nn
from nnlib.information import (
    cross_entropy,
    entropy,
    information_plane,
    kl_divergence,
    mutual_information,
)


@st.composite
def distributions(draw, count=1):
    """Distributions over the same outcomes, now and then with zeros."""
    k = draw(st.integers(1, 6))
    weights = st.lists(st.integers(0, 5), min_size=k, max_size=k).filter(any)
    return [np.array(w) / sum(w) for w in (draw(weights) for _ in range(count))]


# --- distributions -----------------------------------------------------------------------------


def test_entropy_of_known_distributions():
    assert entropy([1.0]) == 0 and entropy([0.0, 1.0, 0.0]) == 0
    assert math.isclose(entropy(np.full(10, 0.1)), math.log(10))
    assert math.isclose(entropy([0.9, 0.1], base=2), 0.4689956, abs_tol=1e-7)
    assert str(entropy([0.0, 1.0])) == "0.0"  # not -0.0
    np.testing.assert_allclose(entropy([[0.5, 0.5], [1, 0]], base=2), [1, 0])


def test_divergence_has_a_direction():
    assert math.isclose(kl_divergence([0.5, 0.5], [0.75, 0.25]), 0.1438, abs_tol=5e-5)
    assert math.isclose(kl_divergence([0.75, 0.25], [0.5, 0.5]), 0.1308, abs_tol=5e-5)
    assert math.isclose(kl_divergence([0.5, 0.5], [0.75, 0.25], base=2), 0.2075, abs_tol=5e-5)


def test_the_impossible_is_infinitely_surprising():
    """No warning and no NaN: 0 log 0 is 0, and what q rules out costs everything."""
    with np.errstate(all="raise"):
        assert kl_divergence([0.5, 0.5], [1.0, 0.0]) == math.inf
        assert cross_entropy([0.5, 0.5], [1.0, 0.0]) == math.inf
        assert kl_divergence([1.0, 0.0], [1.0, 0.0]) == 0
        assert cross_entropy([1.0, 0.0], [1.0, 0.0]) == 0
        assert math.isclose(kl_divergence([1.0, 0.0], [0.5, 0.5], base=2), 1)


@given(pq=distributions(count=2))
def test_cross_entropy_is_entropy_plus_divergence(pq):
    p, q = pq
    assert cross_entropy(p, q) == pytest.approx(entropy(p) + kl_divergence(p, q), abs=1e-12)
    assert kl_divergence(p, q) >= -1e-15
    assert kl_divergence(p, p) == 0
    assert -1e-15 <= entropy(p) <= math.log(len(p)) + 1e-12
    assert entropy(p, base=2) == pytest.approx(entropy(p) / math.log(2))


@given(p=distributions(), base=st.sampled_from([2, 3.5, 10]))
def test_the_base_is_a_unit(p, base):
    (p,) = p
    uniform = np.full(len(p), 1 / len(p))
    for nats, units in (
        (entropy(p), entropy(p, base=base)),
        (kl_divergence(p, uniform), kl_divergence(p, uniform, base=base)),
        (cross_entropy(p, uniform), cross_entropy(p, uniform, base=base)),
    ):
        assert units * math.log(base) == pytest.approx(nats)


def test_cross_entropy_is_the_loss(rng):
    """The mean over one-hot labels is what the loss of the same name computes from logits."""
    logits, labels = rng.normal(size=(20, 5)), rng.integers(5, size=20)
    ours = cross_entropy(np.eye(5)[labels], nn.softmax(logits).data).mean()
    assert math.isclose(ours, nn.cross_entropy(logits, labels).item())


def test_shapes_broadcast(rng):
    p = rng.dirichlet(np.ones(4), size=(3, 2))
    q = rng.dirichlet(np.ones(4))
    assert entropy(p).shape == cross_entropy(p, q).shape == kl_divergence(q, p).shape == (3, 2)
    assert isinstance(entropy(q), float)
    single = p.astype(np.float32)
    np.testing.assert_allclose(entropy(single), entropy(p), rtol=1e-6)


# --- mutual information ------------------------------------------------------------------------


def all_pairs(joint):
    """Samples whose fractions are exactly the given whole numbers, divided by their sum."""
    x, y = np.indices(joint.shape)
    return np.repeat(x.ravel(), joint.ravel()), np.repeat(y.ravel(), joint.ravel())


def test_mutual_information_of_a_noisy_channel():
    """A bit that is turned around with probability 1/4: 1 - H(1/4) bits come through."""
    x, y = all_pairs(np.array([[3, 1], [1, 3]]))
    expected = 1 - entropy([0.25, 0.75], base=2)
    assert mutual_information(x, y, base=2) == pytest.approx(expected)


@given(
    joint=st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=2, max_size=4)
    .map(np.array)
    .filter(np.any)
)
def test_mutual_information_is_the_divergence_from_independence(joint):
    x, y = all_pairs(joint)
    p = joint / joint.sum()
    product = p.sum(axis=1, keepdims=True) * p.sum(axis=0)
    expected = kl_divergence(p.ravel(), product.ravel())
    assert mutual_information(x, y) == pytest.approx(expected, abs=1e-12)
    assert mutual_information(y, x) == pytest.approx(expected, abs=1e-12)
    assert mutual_information(x, x) == pytest.approx(entropy(p.sum(axis=1)), abs=1e-12)


def test_values_may_have_any_name(rng):
    x, y = rng.integers(3, size=200), rng.integers(4, size=200)
    expected = mutual_information(x, y)
    assert expected == mutual_information(np.array(["a", "b", "c"])[x], y - 7.5)
    pictures = rng.normal(size=(3, 2, 2))[x]  # a row of any shape is one value
    assert expected == pytest.approx(mutual_information(pictures, y))


@pytest.mark.parametrize(("k", "n"), [(4, 100), (4, 1000), (4, 10_000), (10, 1000)])
def test_the_plug_in_estimate_is_too_large(k, n):
    """Independent variables: (K - 1)² / (2 N) nats on average, where there is nothing."""
    rng = np.random.default_rng(1)
    pairs = [rng.integers(k, size=(2, n)) for _ in range(200)]
    plug_in = np.mean([mutual_information(x, y) for x, y in pairs])
    assert plug_in == pytest.approx((k - 1) ** 2 / (2 * n), rel=0.12)
    corrected = np.mean([mutual_information(x, y, estimator="miller-madow") for x, y in pairs])
    assert abs(corrected) < plug_in / 5


def test_the_formula_fails_when_there_are_more_cells_than_samples():
    """K = 20 and N = 100: 1.95 bits instead of the 2.60 of the formula."""
    rng = np.random.default_rng(0)
    bits = [mutual_information(*rng.integers(20, size=(2, 100)), base=2) for _ in range(200)]
    assert np.mean(bits) == pytest.approx(1.95, abs=0.03)
    assert 19**2 / (2 * 100 * math.log(2)) == pytest.approx(2.60, abs=0.01)


def test_miller_madow_counts_what_occurs():
    x, y = [0, 0, 1, 1], [0, 1, 0, 1]
    # H(X) and H(Y) have 1 / 8 added, H(X, Y) 3 / 8.
    assert mutual_information(x, y, estimator="miller-madow") == pytest.approx(-1 / 8)


# --- the information plane ---------------------------------------------------------------------


def test_layers_without_any_loss_keep_all_bits(rng):
    """4,096 different inputs: fine bins show 12 bits, coarse ones what crowds together."""
    x, y, _ = nn.datasets.icosahedron()
    layer = np.tanh(x @ rng.normal(size=(12, 10)))
    h_y = entropy(np.bincount(y) / 4096, base=2)
    fine, coarse, one = (information_plane([layer], y, bins=b, base=2)[0] for b in (10**6, 4, 1))
    assert fine == pytest.approx([12, h_y])
    assert coarse[0] < 11.9 and one == pytest.approx([0, 0])


def test_the_plane_is_the_mutual_information_of_the_binned_layer(rng):
    layer, y = rng.normal(size=(300, 2)), rng.integers(2, size=300)
    borders = np.linspace(-2, 2, 6)
    inner = np.digitize(layer, borders[1:-1])  # what lies outside joins the first or last bin
    labels = inner[:, 0] * 5 + inner[:, 1]
    expected = [mutual_information(np.arange(300), labels), mutual_information(labels, y)]
    assert information_plane([layer], y, bins=borders)[0] == pytest.approx(expected)
    assert information_plane([layer], y, bins=borders, base=2)[0] == pytest.approx(
        np.array(expected) / math.log(2)
    )


def test_more_bins_show_more_information(rng):
    """Each border of the coarse bins is one of the fine ones, so nothing can get lost."""
    layers = [np.tanh(rng.normal(size=(500, width))) for width in (5, 2, 1)]
    y = rng.integers(2, size=500)
    planes = [information_plane(layers, y, bins=b) for b in (2, 4, 8, 16, 32)]
    assert planes[0].shape == (3, 2)
    assert (np.diff(planes, axis=0) >= -1e-12).all()


def test_saturation_looks_like_compression(rng):
    """The same layer with larger weights: injective as before, yet binned it shows less."""
    x = rng.normal(size=(1000, 3))
    y = (x[:, 0] > 0).astype(int)
    soft, hard = (information_plane([np.tanh(s * x)], y, base=2)[0, 0] for s in (1, 20))
    assert soft > 9 and hard < soft - 3


def test_constant_layers_tell_nothing():
    plane = information_plane([np.full((8, 3), 0.7), np.arange(8.0)], np.arange(8) % 2, base=2)
    np.testing.assert_allclose(plane, [[0, 0], [3, 1]], atol=1e-12)


# --- errors ------------------------------------------------------------------------------------


def test_distribution_errors():
    for bad in ([0.5, -0.5, 1.0], [math.nan, 1.0], 1.0, []):
        with pytest.raises(ValueError, match=r"^entropy: p must be probabilities, none of them"):
            entropy(bad)
    with pytest.raises(ValueError, match=r"^entropy: .* last axis of p must add up to 1, not 7;"):
        entropy([3, 4])
    with pytest.raises(ValueError, match=r"^kl_divergence: .* axis of q must add up to 1, not 2"):
        kl_divergence([0.5, 0.5], [1, 1])
    with pytest.raises(
        ValueError, match=r"^cross_entropy: p \(2,\) and q \(3,\) must have equally"
    ):
        cross_entropy([0.5, 0.5], [0.2, 0.3, 0.5])
    for base in (1, 0.5, math.nan):
        with pytest.raises(
            ValueError, match=r"^entropy: the base of the logarithm must be a finite number above 1"
        ):
            entropy([1.0], base=base)


def test_mutual_information_errors():
    with pytest.raises(
        ValueError, match=r"^mutual_information: unknown estimator 'jackknife'; use"
    ):
        mutual_information([0], [0], estimator="jackknife")
    with pytest.raises(
        ValueError, match=r"^mutual_information: x and y must be equally long, .* 2"
    ):
        mutual_information([0, 1], [0])
    with pytest.raises(ValueError, match=r"^mutual_information: y must be samples, at least one"):
        mutual_information([0], [])
    with pytest.raises(ValueError, match=r"^mutual_information: x holds NaN"):
        mutual_information([math.nan], [0])


def test_information_plane_errors():
    layer, y = np.zeros((4, 2)), np.zeros(4)
    for bins in (0, 2.5, math.nan):
        with pytest.raises(
            ValueError, match=r"^information_plane: the number of bins must be an int"
        ):
            information_plane([layer], y, bins=bins)
    for bins in ([1.0, 0.5], [[1.0]], [0, 0, 1], [0, math.nan, 1], [1.0], [0, math.inf]):
        with pytest.raises(
            ValueError, match=r"^information_plane: bins must be a number, or a row"
        ):
            information_plane([layer], y, bins=bins)
    with pytest.raises(ValueError, match=r"^information_plane: activations must be a list"):
        information_plane([], y)
    for bad in (np.zeros((3, 2)), np.full((4, 2), math.nan), 1.0):
        with pytest.raises(ValueError, match=r"^information_plane: layer 1 must be 4 rows"):
            information_plane([layer, bad], y)


def test_kl_divergence_of_a_softmax_that_underflows():
    """p / q overflows where q is still above 0; logits help where q is 0."""
    half, logits = [0.0, 0.0], [0.0, -742.0]
    exact = 742 / 2 - math.log(2)
    assert math.isclose(kl_divergence(half, logits, logits=True), exact, rel_tol=1e-12)
    tiny = nn.softmax(logits).data
    assert 0 < tiny[1] < 1e-320  # few bits are left of it
    assert math.isclose(kl_divergence([0.5, 0.5], tiny), exact, rel_tol=1e-3)
    assert math.isclose(
        kl_divergence(half, [0.0, -1e5], logits=True, base=2), (5e4 - math.log(2)) / math.log(2)
    )
    assert kl_divergence([0.5, 0.5], nn.softmax([0.0, -1000.0])) == math.inf
    assert kl_divergence([0.0, -math.inf], [0.0, -math.inf], logits=True) == 0.0
    assert kl_divergence(half, [0.0, -math.inf], logits=True) == math.inf


def test_logits_and_probabilities_give_the_same_divergence(rng):
    p, q = rng.normal(size=(2, 5, 4))
    np.testing.assert_allclose(
        kl_divergence(p, q, logits=True),
        kl_divergence(nn.softmax(p), nn.softmax(q)),
        rtol=1e-12,
    )
    with pytest.raises(ValueError, match=r"^kl_divergence: q must be logits .* none of them NaN"):
        kl_divergence([0.0, 0.0], [math.nan, 0.0], logits=True)
    with pytest.raises(ValueError, match=r"^kl_divergence: the leading axes of p \(2, 1\) and q"):
        kl_divergence(np.ones((2, 1)), np.ones((3, 1)))
