"""Patterns on the corners of an icosahedron: the information-plane task."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def corners() -> Array:
    """Return the 12 corners of an icosahedron, unit vectors, (12, 3).

    >>> np.unique((corners() @ corners().T).round(3))
    array([-1.   , -0.447,  0.447,  1.   ])
    """
    golden = (1 + 5**0.5) / 2
    points = [(0.0, sign, other * golden) for sign in (1, -1) for other in (1, -1)]
    cyclic = [np.roll(point, shift) for shift in range(3) for point in points]
    return np.array(cyclic) / np.hypot(1, golden)


def icosahedron() -> tuple[Array, Array, Array]:
    """Return all 4,096 ways to switch the 12 corners of an icosahedron on or off.

    The label does not change when the solid is turned, so a network that solves the task may
    forget which corners are on, and must keep only how they lie to each other. That can be
    counted: how many are on, how many pairs of these are neighbors, and how many are opposite.
    The three counts take 64 values, the *classes*; they say as much as the power spectrum of the
    pattern in spherical harmonics, and never change under a rotation.

    Returns
    -------
    x : ndarray, (4096, 12), float64
        All patterns of zeros and ones, in counting order.
    y : ndarray, (4096,), int64
        1 if the sum of the corners that are on, as vectors of length 1, is longer than
        sqrt(2.5), which it is for 49.7 % of the patterns.
    classes : ndarray, (4096,), int64
        The class, 0 to 63; y is the same throughout a class.

    Notes
    -----
    The geometry is that of R. Shwartz-Ziv and N. Tishby, "Opening the black box of deep neural
    networks via information", 2017, arXiv:1703.00810, section 3.1, rebuilt from its description.
    Their threshold is another one.

    Examples
    --------
    >>> x, y, classes = icosahedron()
    >>> x.shape, len(np.unique(classes)), round(float(y.mean()), 3)
    ((4096, 12), 64, 0.497)
    """
    x = np.arange(2**12)[:, None] // 2 ** np.arange(11, -1, -1) % 2
    cosines = corners() @ corners().T
    on = x.sum(axis=1)
    neighbors, far, opposite = (
        (x @ np.isclose(cosines, c) * x).sum(axis=1) // 2 for c in (5**-0.5, -(5**-0.5), -1.0)
    )
    # The squared length of the sum: every pair counts twice, times its cosine.
    length = on + 2 * ((neighbors - far) * 5**-0.5 - opposite)
    counts = np.stack([on, neighbors, opposite], axis=1)
    classes = np.unique(counts, axis=0, return_inverse=True)[1].reshape(-1)
    return x.astype(np.float64), (length > 2.5).astype(np.int64), classes
