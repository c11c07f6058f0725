"""The products that stand in for NumPy's where it has no BLAS."""

import subprocess
import sys

import numpy as np
import pytest

from nnlib import _products


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(0, 3, 2), (1, 1, 1), (4, 2, 3), (32, 64, 64), (300, 40, 70)])
def test_einsum_gives_the_product(shape, dtype, rng):
    """As it stands, with either side transposed, and into an array that is there already."""
    n, k, m = shape
    a, b = rng.normal(size=(n, k)).astype(dtype), rng.normal(size=(k, m)).astype(dtype)
    near = {"rtol": 0, "atol": 200 * k * np.finfo(dtype).eps}
    for x, y in ((a, b), (a.T.copy().T, b), (a, b.T.copy().T)):
        found = _products.dot_by_einsum(x, y)
        assert found.dtype == dtype
        np.testing.assert_allclose(found, a @ b, **near)
    out = np.empty((n, m), dtype)
    assert _products.dot_by_einsum(a, b, out) is out
    np.testing.assert_allclose(out, a @ b, **near)


@pytest.mark.parametrize(
    ("left", "right"),
    [((50, 40), (40, 60)), ((3, 50, 40), (40, 60)), ((2, 1, 50, 40), (3, 40, 60)), ((9,), (9, 2))],
)
def test_einsum_broadcasts_like_matmul(left, right, rng):
    a, b = rng.normal(size=left), rng.normal(size=right)
    np.testing.assert_allclose(_products.matmul_by_einsum(a, b), a @ b, rtol=0, atol=1e-12)


@pytest.mark.parametrize("shapes", [((60, 50), (40, 60)), ((3, 60, 50), (2, 50, 60))])
def test_what_does_not_fit_is_refused(shapes, rng):
    with pytest.raises(ValueError):
        _products.matmul_by_einsum(*(rng.normal(size=shape) for shape in shapes))


@pytest.mark.parametrize(
    ("platform", "expected"),
    [("emscripten", "dot_by_einsum matmul_by_einsum"), ("linux", "dot matmul")],
)
def test_the_browser_gets_einsum(platform, expected):
    program = (
        f"import sys, numpy; sys.platform = {platform!r}; from nnlib import _products as p;"
        "print(p.dot.__name__, p.matmul.__name__)"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert found.stdout.strip() == expected, found.stderr
