"""Data that are made on the spot: geometry, rules, change points, randomness."""

import inspect

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlib import datasets
from nnlib.datasets import (
    anbn,
    blobs,
    icosahedron,
    letters,
    modular_addition,
    moons,
    ring,
    sea,
    spiral,
)
from nnlib.datasets.icosahedron import corners

DRAWN = {"blobs": blobs, "moons": moons, "spiral": spiral, "ring": ring, "sea": sea}


@pytest.mark.parametrize("name", [*DRAWN, "letters"])
def test_randomness_is_explicit(name):
    make = getattr(datasets, name)
    assert inspect.signature(make).parameters["rng"].kind is inspect.Parameter.KEYWORD_ONLY
    a, b, c = (make(50, rng=np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.array_equal(a[0], b[0]) and np.array_equal(a[1], b[1])
    assert a != c if name == "letters" else not np.array_equal(a[0], c[0])
    with pytest.raises(TypeError, match=rf"^{name}: rng must be a random generator"):
        make(50, rng=1)


@given(n=st.integers(1, 60), name=st.sampled_from(list(DRAWN)))
def test_shapes_and_types(n, name):
    x, y = DRAWN[name](n, rng=np.random.default_rng(n))
    assert len(x) == len(y) == (4 * n if name == "sea" else n)
    assert x.shape[1] == (3 if name == "sea" else 2)
    assert (x.dtype, y.dtype) == (np.float64, np.int64)
    assert np.isfinite(x).all() and y.min() >= 0


@pytest.mark.parametrize(("name", "classes"), [("blobs", 2), ("moons", 2), ("spiral", 2)])
def test_classes_are_balanced(name, classes, rng):
    y = DRAWN[name](4000, rng=rng)[1]
    assert abs(np.bincount(y) / 4000 - 1 / classes).max() < 0.03


def test_blobs(rng):
    x, y = blobs(6000, centers=[[0, 0, 0], [5, 0, 0], [0, 5, 9]], noise=0.5, rng=rng)
    assert np.allclose(x[y == 2].mean(axis=0), [0, 5, 9], atol=0.05)
    assert abs((x[y == 1] - [5, 0, 0]).std() - 0.5) < 0.02


def test_moons_reach_into_each_other(rng):
    x, y = moons(2000, noise=0.0, rng=rng)
    assert (x[y == 0, 1] >= 0).all() and (x[y == 1, 1] <= 0.5 + 1e-12).all()
    # No line separates them: the best one of a least-squares fit leaves errors.
    features = np.column_stack([x, np.ones(2000)])
    guess = features @ np.linalg.lstsq(features, 2 * y - 1.0, rcond=None)[0] > 0
    assert 0.7 < (guess == y).mean() < 0.95


def test_spiral_arms_are_rotations_of_each_other(rng):
    x, y = spiral(3000, classes=3, turns=1.5, noise=0.0, rng=rng)
    radius = np.hypot(*x.T)
    angle = np.arctan2(x[:, 1], x[:, 0]) - 2 * np.pi * (1.5 * radius + y / 3)
    assert np.allclose(np.cos(angle), 1)
    assert abs((radius**2).mean() - 0.5) < 0.03


def test_ring(rng):
    x, y = ring(8000, rng=rng)
    assert np.unique(y).tolist() == list(range(8))
    means = np.array([x[y == k].mean(axis=0) for k in range(8)])
    assert np.allclose(np.hypot(*means.T), 2, atol=0.01)
    assert np.allclose(means[2], [0, 2], atol=0.01)
    assert abs((x - means[y]).std() - 0.05) < 0.002


def test_sea_changes_where_it_says(rng):
    block, thresholds = 2000, [8, 9, 7, 9.5]
    x, y = sea(block, noise=0.0, rng=rng)
    total = x[:, 0] + x[:, 1]
    for k, threshold in enumerate(thresholds):
        part = slice(k * block, (k + 1) * block)
        np.testing.assert_array_equal(y[part], total[part] <= threshold)
        # Two uniform numbers of 0 to 10 add up to at most t with probability t² / 200.
        assert abs(y[part].mean() - threshold**2 / 200) < 0.03
    assert x.min() >= 0 and 9.9 < x.max() <= 10


def test_sea_has_ten_percent_noise(rng):
    x, y = sea(20_000, rng=rng)
    rule = x[:, 0] + x[:, 1] <= np.repeat([8, 9, 7, 9.5], 20_000)
    assert abs((rule != y).mean() - 0.1) < 0.005


# --- the icosahedron ---------------------------------------------------------------------------


def symmetries(determinant):
    """The permutations of the corners by rotations (1) or reflections (-1): 60 of each.

    Such a motion is known from where it takes one corner, a neighbor, and the vector that stands
    upright on both; for a reflection, that one is turned around.
    """
    points = corners()
    cosines = points @ points.T

    def frame(a, b, sign):
        upright = sign * np.cross(points[a], points[b])
        return np.stack([points[a], points[b], upright], axis=1)

    start = np.linalg.inv(frame(0, int(np.argmax(np.isclose(cosines[0], 5**-0.5))), 1))
    found = []
    for a, b in zip(*np.nonzero(np.isclose(cosines, 5**-0.5)), strict=True):
        motion = frame(a, b, determinant) @ start
        assert np.isclose(np.linalg.det(motion), determinant)
        found.append(np.argmax(points @ (points @ motion.T).T > 0.999, axis=0))
    return np.array(found)


def test_corners_of_the_icosahedron():
    cosines = corners() @ corners().T
    assert np.allclose(np.diag(cosines), 1)
    assert (np.isclose(cosines, 5**-0.5).sum(axis=1) == 5).all()
    assert (np.isclose(cosines, -1).sum(axis=1) == 1).all()


def test_icosahedron_has_64_classes():
    x, y, classes = icosahedron()
    assert x.shape == (4096, 12) and x.dtype == np.float64
    assert len(np.unique(x, axis=0)) == 4096 and x[5].tolist() == [0] * 9 + [1, 0, 1]
    assert np.unique(classes).tolist() == list(range(64))
    assert abs(y.mean() - 0.5) < 0.01 and y.dtype == np.int64
    for k in range(64):
        assert len(np.unique(y[classes == k])) == 1


@pytest.mark.parametrize("determinant", [1, -1])
def test_classes_do_not_change_when_the_solid_is_turned(determinant):
    x, y, classes = icosahedron()
    permutations = symmetries(determinant)
    assert len(np.unique(permutations, axis=0)) == 60
    place_values = 2 ** np.arange(11, -1, -1)
    for permutation in permutations:
        turned = (x[:, permutation] @ place_values).astype(int)
        np.testing.assert_array_equal(classes[turned], classes)
        np.testing.assert_array_equal(y[turned], y)


def test_orbits_by_burnside():
    """96 patterns differ under rotations, 82 if mirror images count as equal; 64 classes."""

    def fixed(permutations):  # a pattern is fixed if every cycle is all on or all off
        total = 0
        for permutation in permutations:
            seen, cycles = set(), 0
            for start in range(12):
                cycles += start not in seen
                while start not in seen:
                    seen.add(start)
                    start = int(permutation[start])
            total += 2**cycles
        return total

    rotations, reflections = fixed(symmetries(1)), fixed(symmetries(-1))
    assert rotations / 60 == 96
    assert (rotations + reflections) / 120 == 82


def test_the_counts_are_the_power_spectrum():
    """Legendre polynomials of degree 0 to 6 over all pairs give the same 64 classes."""
    x, _, classes = icosahedron()
    cosines = np.clip(corners() @ corners().T, -1, 1)
    spectrum = [
        (x @ np.polynomial.legendre.legval(cosines, row) * x).sum(axis=1) for row in np.eye(7)
    ]
    same = np.unique(np.round(spectrum, 6).T, axis=0, return_inverse=True)[1].reshape(-1)
    assert len(np.unique(same)) == len(np.unique(np.stack([same, classes]), axis=1).T) == 64


# --- strings and tables ------------------------------------------------------------------------


def test_letters(rng):
    text = letters(3000, rng=rng)
    assert text.replace("ba", "").replace("dii", "").replace("guuu", "") == ""
    counts = [text.count(consonant) for consonant in "bdg"]
    assert sum(counts) == 3000 and min(counts) > 900


@given(n=st.integers(1, 200))
def test_anbn(n):
    assert anbn(n) == n * "a" + n * "b"


@given(p=st.integers(2, 20))
def test_modular_addition(p):
    x, y = modular_addition(p)
    assert x.shape == (p * p, 2 * p) and (x.sum(axis=1) == 2).all()
    assert len(np.unique(x, axis=0)) == p * p
    a, b = x[:, :p].argmax(axis=1), x[:, p:].argmax(axis=1)
    np.testing.assert_array_equal(y, (a + b) % p)
    assert np.bincount(y).tolist() == [p] * p


def test_errors(rng):
    for name, make in DRAWN.items():
        argument = "block" if name == "sea" else "n"
        for n in (0, 2.5):
            with pytest.raises(ValueError, match=rf"^{name}: {argument} must be an integer of"):
                make(n, rng=rng)
        with pytest.raises(ValueError, match=rf"^{name}: noise must be a finite number at least 0"):
            make(5, noise=-0.1, rng=rng)
    with pytest.raises(
        ValueError, match=r"^sea: noise must be .* at least 0 and at most 1, not 10"
    ):
        sea(5, noise=10, rng=rng)
    with pytest.raises(
        ValueError, match=r"^blobs: centers must be finite numbers \(classes, axes\)"
    ):
        blobs(5, centers=[1.0, 2.0], rng=rng)
    with pytest.raises(ValueError, match=r"^spiral: classes must be an integer of at least 1"):
        spiral(5, classes=0, rng=rng)
    with pytest.raises(ValueError, match=r"^ring: modes must be an integer of at least 1"):
        ring(5, modes=0, rng=rng)
    with pytest.raises(ValueError, match=r"^letters: n must be an integer of at least 1"):
        letters(0, rng=rng)
    with pytest.raises(ValueError, match=r"^anbn: n must be an integer of at least 1, not 0"):
        anbn(0)
    for p in (1, 5.0):
        with pytest.raises(
            ValueError, match=r"^modular_addition: p must be an integer of at least 2"
        ):
            modular_addition(p)
