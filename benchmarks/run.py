"""Measure nnlib beside its peers, write results.json, and the page of the book from it.

Run by `make bench`. All libraries take the same steps from the same weights, on one thread; their
losses are compared first. Then they take turns in short blocks, so that whatever else the machine
does meets all of them; a ratio is taken within each round of turns.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

for variable in ("OPENBLAS", "OMP", "MKL", "VECLIB_MAXIMUM"):  # before NumPy is imported
    os.environ[f"{variable}_NUM_THREADS"] = "1"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["JAX_PLATFORMS"] = "cpu"

import numpy as np

from benchmarks.cases import Case, all_cases, dense
from benchmarks.page import write_page
from benchmarks.peers import STEPS, floor_step, nnlib_step

HERE = Path(__file__).resolve().parent
ROUNDS, BLOCK = 41, 0.004  # seconds
TYPES = {"float32": np.float32, "float64": np.float64}


def block_time(step: Any, count: int) -> float:
    """Return the seconds of one step, the mean over a block of them."""
    start = time.perf_counter()
    for _ in range(count):
        step()
    return (time.perf_counter() - start) / count


def value(loss: Any) -> float:
    """Return a loss as a Python number."""
    return float(loss.item() if hasattr(loss, "item") else loss)


def check_losses(case: Case, steps: dict[str, Any], dtype: Any) -> None:
    """Train three steps with every library; their losses must be the same."""
    losses = {name: [value(step()) for _ in range(3)] for name, step in steps.items()}
    tolerance = 1e-3 if dtype == np.float32 else 1e-6
    for name, values in losses.items():
        if name == "scikit-learn":
            tolerance = 1e-3  # its Adam adds eps elsewhere
        np.testing.assert_allclose(
            values, losses["nnlib"], rtol=tolerance, atol=tolerance, err_msg=f"{case.name}: {name}"
        )


def measure(case: Case, dtype: Any) -> dict[str, dict[str, float]]:
    """Return, for each library, the median step in µs and its ratio to nnlib with quartiles."""
    steps = {name: STEPS[name](case, dtype) for name in ("nnlib", *case.peers)}
    check_losses(case, steps, dtype)
    steps["floor"] = floor_step(case, dtype)
    counts = {}
    for name, step in steps.items():
        block_time(step, 3)
        counts[name] = max(1, int(BLOCK / block_time(step, 3)))
    times: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(ROUNDS):
        for name, step in steps.items():
            times[name].append(block_time(step, counts[name]))
    ours = times["nnlib"]
    result = {}
    for name, theirs in times.items():
        ratios = sorted(a / b for a, b in zip(theirs, ours, strict=True))
        low, middle, high = statistics.quantiles(ratios, n=4)
        result[name] = {
            "microseconds": statistics.median(theirs) * 1e6,
            "ratio": middle,
            "low": low,
            "high": high,
        }
    return result


def peak_memory(names: list[str], cases: list[Case]) -> dict[str, dict[str, float]]:
    """Return by how many MiB five steps of each case raise the peak memory of a new process."""
    result: dict[str, dict[str, float]] = {case.name: {} for case in cases}
    for name in names:
        run = subprocess.run(
            [sys.executable, "-m", "benchmarks.memory", name], capture_output=True, text=True
        )
        if run.returncode:
            raise RuntimeError(f"memory of {name}: {run.stderr[-2000:]}")
        for case, mebibytes in json.loads(run.stdout.splitlines()[-1]).items():
            result[case][name] = mebibytes
    return result


def import_time() -> float:
    """Return the milliseconds that `import nnlib` takes when NumPy is there, the median of 7."""
    program = (
        "import time, numpy; start = time.perf_counter(); import nnlib; "
        "print((time.perf_counter() - start) * 1e3)"
    )
    with tempfile.TemporaryDirectory() as folder:  # the first run compiles, as after installing
        keep = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        command, keep["PYTHONPYCACHEPREFIX"] = [sys.executable, "-c", program], folder
        runs = [float(subprocess.check_output(command, env=keep)) for _ in range(8)]
    return statistics.median(runs[1:])


def growth() -> list[dict[str, Any]]:
    """Return step time, floor and memory of MLPs that grow in one direction at a time."""
    import tracemalloc

    rng = np.random.default_rng(0)
    shapes = [("width", w, 64, 3, w) for w in (32, 64, 128, 256, 512, 1024)]
    shapes += [("depth", 128, 64, d, d) for d in (1, 2, 4, 8, 16, 32)]
    shapes += [("batch", 128, n, 3, n) for n in (16, 64, 256, 1024, 4096)]
    rows = []
    for kind, width, batch, depth, value in shapes:
        sizes = (width,) * (depth + 1)
        case = dense("", batch, sizes, "SGD", rng, lr=1e-6, loss="mse")
        step, floor = nnlib_step(case, np.float64), floor_step(case, np.float64)
        step()
        pairs = []
        for _ in range(5):
            count = max(1, int(0.01 / block_time(step, 1)))
            pairs.append((block_time(step, count), block_time(floor, count)))
        tracemalloc.start()
        step()
        peak = tracemalloc.get_traced_memory()[1] / 2**20
        tracemalloc.stop()
        ours, bound = (statistics.median(column) * 1e6 for column in zip(*pairs, strict=True))
        rows.append(
            {"kind": kind, "value": value, "microseconds": ours, "floor": bound, "mebibytes": peak}
        )
    return rows


def kind_of_cpu() -> str:
    """Return the model of the processor, as the system names it."""
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.machine()


def main() -> None:
    """Measure everything, show progress, write both files."""
    start, cases = time.perf_counter(), all_cases()
    names = ["numpy", "torch", "jax", "autograd", "mygrad", "scikit-learn"]
    results: dict[str, Any] = {
        "machine": {
            "cpu": kind_of_cpu(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "versions": {name: version(name).split("+")[0] for name in names},
        },
        "cases": {},
    }
    for case in cases:
        results["cases"][case.name] = {}
        for name, dtype in TYPES.items():
            found = measure(case, dtype)
            results["cases"][case.name][name] = found
            ratios = ", ".join(
                f"{peer} {row['ratio']:.2f}" for peer, row in found.items() if peer != "nnlib"
            )
            print(f"{case.name}, {name}: {found['nnlib']['microseconds']:.0f} µs; {ratios}")
    print("Memory, import and growth …")
    libraries = ["nnlib", "torch", "jax", "autograd", "mygrad"]
    results["memory"] = peak_memory(libraries, cases)
    results["import_milliseconds"] = import_time()
    results["growth"] = growth()
    text = json.dumps(results, indent=1, ensure_ascii=False)
    (HERE / "results.json").write_text(text + "\n", encoding="utf-8")
    path = HERE.parent / "book" / "benchmarks.md"
    pages = json.loads((HERE / "pages.json").read_text(encoding="utf-8"))
    path.write_text(write_page(results, pages), encoding="utf-8")
    print(path.read_text(encoding="utf-8"))
    print(f"Done in {time.perf_counter() - start:.0f} s.")


if __name__ == "__main__":
    main()
