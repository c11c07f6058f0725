"""Products of matrices, in the form in which NumPy is fastest.

NumPy multiplies by a BLAS library. In the browser it has none, and its own loop jumps from row to
row in memory; `einsum` goes along the rows. There it is about as fast for 32 × 64 by 64 × 64, 1.3
to 2.2 times as fast for 32 × 784 by 784 × 64, and 1.4 to 6 times for 400 × 64 by 64 × 256
(`benchmarks/in_page.py`, three runs).
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

#: So many multiplications take as long as `einsum` needs to begin.
FEW = 50_000


def dot_by_einsum(a: Array, b: Array, out: Array | None = None) -> Array:
    """Return the product of two matrices: (n, k), (k, m) -> (n, m)."""
    if a.size * b.shape[1] < FEW:
        return a.dot(b, out)
    return np.einsum("ij,jk->ik", a, b, out=out)


def matmul_by_einsum(a: Array, b: Array) -> Array:
    """Return `np.matmul(a, b)`: the leading axes broadcast, an operand may be a vector."""
    if a.ndim < 2 or b.ndim < 2 or a.size * b.shape[-1] < FEW:
        return np.asarray(np.matmul(a, b))
    return np.einsum("...ij,...jk->...ik", a, b)


if sys.platform == "emscripten":
    dot, matmul = dot_by_einsum, matmul_by_einsum
else:
    dot, matmul = np.ndarray.dot, np.matmul  # np.dot takes 0.2 µs more, to look at the types
