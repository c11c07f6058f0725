"""Handwritten digits, 28 by 28 pixels: a balanced part of MNIST."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib.datasets import _files

Array = npt.NDArray[Any]


def mnist() -> tuple[Array, Array]:
    """Return 6,000 handwritten digits of MNIST, 28 by 28 pixels, equally many of each class.

    The first 5,000 (500 of each class) are from MNIST's training part, the last 1,000 (100 of
    each) from its test part, whose writers are others. So `split(x, y, test=1000)` without rng
    tests on new writers. Within each class they were taken at equal distances through the original
    files, since the first half of MNIST's test part is cleaner than the second; the order of the
    originals was kept, in which the classes are mixed.

    Returns
    -------
    x : ndarray, (6000, 784), float64
        Ink from 0 (paper) to 1, row by row; `x.reshape(-1, 28, 28)` gives pictures.
    y : ndarray, (6000,), int64
        The digit, 0 to 9.

    Raises
    ------
    FileNotFoundError, ValueError
        If the data file is missing or damaged.

    Notes
    -----
    Source: Y. LeCun, C. Cortes and C. J. C. Burges, "The MNIST database of handwritten digits",
    1998, from databases of NIST; described in Y. LeCun, L. Bottou, Y. Bengio and P. Haffner,
    "Gradient-based learning applied to document recognition", Proceedings of the IEEE 86 (1998)
    2278-2324, doi:10.1109/5.726791. License: CC BY-SA 3.0 (see MNIST-NOTICE.txt beside the
    data); it holds for this file, not for the rest of the package.

    Examples
    --------
    >>> x, y = mnist()
    >>> x.shape, y.shape
    ((6000, 784), (6000,))
    >>> np.bincount(y[-1000:])
    array([100, 100, 100, 100, 100, 100, 100, 100, 100, 100])
    """
    stored = _files.read("mnist", x=(6000, 784), y=(6000,))
    return stored["x"] / 255.0, stored["y"].astype(np.int64)
