"""Points in the plane, drawn from a generator: for pictures and first experiments."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib.checks import as_numbers, require_generator, require_integer, require_number

Array = npt.NDArray[Any]


def _check(name: str, n: int, noise: float, rng: np.random.Generator) -> None:
    require_generator(name, rng)
    require_integer(name, "n", n)
    require_number(name, "noise", noise, 0)


def blobs(
    n: int,
    *,
    centers: npt.ArrayLike = ((-2.0, 0.0), (2.0, 0.0)),
    noise: float = 1.0,
    rng: np.random.Generator,
) -> tuple[Array, Array]:
    """Return n points around `centers`, normally distributed, in random order.

    Parameters
    ----------
    n : int
    centers : array-like, (K, D)
        One for each class; each point draws its class.
    noise : float
        Standard deviation in every direction.
    rng : numpy.random.Generator

    Returns
    -------
    x : ndarray, (n, D), float64
    y : ndarray, (n,), int64
        The class, 0 to K - 1.

    Raises
    ------
    ValueError
        If n is not an integer of at least 1, the noise is negative or not finite, or the centers
        are not a (K, D) array of finite numbers.

    Examples
    --------
    >>> x, y = blobs(5, noise=0.0, rng=np.random.default_rng(0))
    >>> np.array_equal(x[:, 0], 4.0 * y - 2.0)
    True
    """
    _check("blobs", n, noise, rng)
    means = as_numbers("blobs", "centers", centers)
    if means.ndim != 2 or means.size == 0 or not np.isfinite(means).all():
        raise ValueError(
            f"blobs: centers must be finite numbers (classes, axes), not {means.shape}; one class "
            "is one row"
        )
    y = rng.integers(len(means), size=n)
    return means[y] + noise * rng.normal(size=(n, means.shape[1])), y


def moons(n: int, *, noise: float = 0.1, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return two half circles that interlock: x (n, 2), y (n,) of 0 and 1.

    The upper one is class 0, around (0, 0); the lower one is class 1, around (1, 1/2); both have
    radius 1. `noise` is the standard deviation of what is added to each coordinate. Raises
    ValueError if n is not an integer of at least 1, or the noise is negative or not finite.

    >>> x, y = moons(100, noise=0.0, rng=np.random.default_rng(0))
    >>> np.allclose(np.hypot(*(x - y[:, None] * [1.0, 0.5]).T), 1.0)
    True
    """
    _check("moons", n, noise, rng)
    y = rng.integers(2, size=n)
    angle = np.pi * (rng.random(n) + y)
    x = np.stack([np.cos(angle) + y, np.sin(angle) + 0.5 * y], axis=1)
    return x + noise * rng.normal(size=(n, 2)), y


def spiral(
    n: int, *, classes: int = 2, turns: float = 1.0, noise: float = 0.02, rng: np.random.Generator
) -> tuple[Array, Array]:
    """Return spirals that wind around each other, one for each class: x (n, 2), y (n,).

    Each starts at the origin and grows to radius 1 within `turns` turns; the next class is the
    same spiral, rotated by 360 degrees / classes. Raises ValueError if n or classes is not an
    integer of at least 1, or the noise is negative or not finite.

    >>> x, y = spiral(100, classes=3, noise=0.0, rng=np.random.default_rng(0))
    >>> bool(np.hypot(*x.T).max() <= 1.0), np.unique(y)
    (True, array([0, 1, 2]))
    """
    _check("spiral", n, noise, rng)
    require_integer("spiral", "classes", classes)
    require_number("spiral", "turns", turns)
    y = rng.integers(classes, size=n)
    radius = np.sqrt(rng.random(n))  # uniform over the disk
    angle = 2 * np.pi * (turns * radius + y / classes)
    x = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return x + noise * rng.normal(size=(n, 2)), y


def ring(
    n: int,
    *,
    modes: int = 8,
    radius: float = 2.0,
    noise: float = 0.05,
    rng: np.random.Generator,
) -> tuple[Array, Array]:
    """Return a mixture of `modes` normal distributions whose centers lie on a circle.

    The usual test of whether a GAN finds all modes of a distribution.

    Returns
    -------
    x : ndarray, (n, 2), float64
    y : ndarray, (n,), int64
        Which mode it is; number 0 is at (radius, 0), the others follow counterclockwise.

    Raises
    ------
    ValueError
        If n or modes is not an integer of at least 1, or the noise is negative or not finite.

    References
    ----------
    L. Metz, B. Poole, D. Pfau and J. Sohl-Dickstein, "Unrolled generative adversarial networks",
    ICLR 2017, arXiv:1611.02163

    Examples
    --------
    >>> x, y = ring(100, noise=0.0, rng=np.random.default_rng(0))
    >>> len(np.unique(x.round(6), axis=0))
    8
    """
    _check("ring", n, noise, rng)
    require_integer("ring", "modes", modes)
    require_number("ring", "radius", radius)
    angle = 2 * np.pi * np.arange(modes) / modes
    centers = radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return blobs(n, centers=centers, noise=noise, rng=rng)
