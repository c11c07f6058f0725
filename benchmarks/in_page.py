"""Measure in Chromium how much faster `einsum` multiplies than NumPy without BLAS.

    python -m benchmarks.in_page

For the three products of a layer, forward and backward, at sizes of the lessons: the time of
`ndarray.dot` over that of `nnlib._products.dot_by_einsum`, medians of interleaved runs in the page.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "site"))

from live_page import opened, run_text
from site_checks import NO_BROWSER, chromium, serve, start_browser

sys.path.pop(0)

PROGRAM = """
import statistics
from time import perf_counter
import numpy as np
from nnlib._products import dot_by_einsum

def seconds(product, a, b, times):
    start = perf_counter()
    for _ in range(times):
        product(a, b)
    return perf_counter() - start

rng = np.random.default_rng(0)
for n, k, m in [(4, 2, 3), (32, 64, 10), (32, 64, 64), (32, 784, 64), (400, 64, 256)]:
    x, w, g = (rng.normal(size=s) for s in [(n, k), (k, m), (n, m)])
    ratios = []
    for a, b in [(x, w), (g, w.T), (x.T, g)]:
        times = max(1, 2_000_000 // (n * k * m))
        pairs = [(seconds(np.ndarray.dot, a, b, times), seconds(dot_by_einsum, a, b, times))
                 for _ in range(7)]
        ratios.append(statistics.median(slow / fast for slow, fast in pairs))
    print((n, k, m), *(f"{ratio:.1f}" for ratio in ratios))
"""


def main() -> None:
    """Run the program in the first lesson's page and print what it prints."""
    path = chromium()
    if path is None:
        print(f"Nothing was measured: {NO_BROWSER}.")
        return
    with (
        serve(ROOT / "_build" / "html") as origin,
        start_browser(path) as browser,
        opened(browser, f"{origin}/lessons/01_neurons.html") as seen,
    ):
        print(run_text(seen.page, PROGRAM))


if __name__ == "__main__":
    main()
