"""Measure in Chromium how much faster `einsum` multiplies than NumPy without BLAS.

    python -m benchmarks.in_page

For the three products of a layer, forward and backward, at sizes of the lessons: the time of
`ndarray.dot` over that of `nnlib._products.dot_by_einsum`, medians of interleaved runs in the page.
"""

from __future__ import annotations

from benchmarks.pages import BOOK
from tests.site.site_checks import NO_BROWSER, chromium, serve, start_browser

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
# Start the book's Python and return what a program prints.
RUN = """async (program) => {
  const { loadPyodide } = await import("/python/pyodide.mjs");
  const said = [], python = await loadPyodide({ stdout: (line) => said.push(line) });
  await python.loadPackage("nnlib");
  python.runPython(program);
  return said.join("\\n");
}"""


def main() -> None:
    """Run the program in a page of the book and print what it prints."""
    path = chromium()
    if path is None:
        print(f"Nothing was measured: {NO_BROWSER}.")
        return
    with serve(BOOK) as origin, start_browser(path) as browser:
        page = browser.new_page()
        page.goto(f"{origin}/book/how_to_use.html")
        print(page.evaluate(RUN, PROGRAM))


if __name__ == "__main__":
    main()
