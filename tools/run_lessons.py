"""Run the lessons, two at a time, and store them so that nothing changes without a reason.

    python -m tools.run_lessons write [lessons…]    run and store (make lessons)
    python -m tools.run_lessons run [lessons…]      run only; fails if a cell fails

A stored lesson holds text outputs only: no pictures, no widget state, no times, no Python version.
Running it again changes no byte. The same functions serve the book's build and the tests.
"""

from __future__ import annotations

import argparse
import ast
import asyncio
import copy
import hashlib
import json
import os
import re
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # faster at the sizes of the lessons

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from coursekit.exercises import Code, find
from tools import folding, reading
from tools.address import (
    FIRST_LINE,
    ROOT,
    RUN_LINE,
    Address,
    first_cell,
    read_address,
    run_line,
    write_documents,
)

WORKERS = 2
TIMEOUT = 300  # seconds a cell may take
WIDGET = "application/vnd.jupyter.widget-view+json"
CHECK = re.compile(r'check\("(\d\d/[\w-]+)", \w+\)')  # a cell of its own
SOLUTION = "#@title Solution"
FOLDED = {  # in the book, in Jupyter and in Colab
    "cellView": "form",
    "jupyter": {"source_hidden": True, "outputs_hidden": True},
    "mystnb": {
        "code_prompt_show": "Show a solution",
        "code_prompt_hide": "Hide the solution",
    },
    "tags": ["hide-cell"],
}
KEPT_CELL_METADATA = ("tags", "jupyter", "cellView", "mystnb")


# --- running -----------------------------------------------------------------------------------


class LessonError(Exception):
    """A cell failed. The message names the lesson, the cell and the exception."""


@dataclass
class Job:
    """One notebook to run; `execute_all` fills in its outputs, `seconds`, `record` and `error`.

    `record` says what each code cell read and changed (see record_cells.py).
    """

    path: Path
    notebook: NotebookNode
    seconds: float = 0.0
    record: list[dict[str, Any]] = field(default_factory=list)
    error: LessonError | None = field(default=None)


def read(path: Path) -> NotebookNode:
    """A notebook from a file; cells without an id are fine, `normalize` gives them one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return nbformat.read(path, as_version=4)


def short(path: Path) -> str:
    """The path as a reader of a message knows it."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)


def first_source_line(source: str) -> str:
    """The first line of a cell that is not empty."""
    return next((line.strip() for line in source.splitlines() if line.strip()), "")


def describe_failure(path: Path, notebook: NotebookNode, index: int, error: Exception) -> str:
    """One clear message for a failed cell: lesson, cell, line and exception."""
    number = sum(cell.cell_type == "code" for cell in notebook.cells[: index + 1])
    source = notebook.cells[index].source
    where = f"{short(path)}, code cell {number}"
    if isinstance(error, CellExecutionError):
        what = f"{error.ename}: {error.evalue}"
        lines = re.findall(rf"Cell In\[{number}\], line (\d+)", plain(error.traceback))
        if lines and int(lines[-1]) <= len(source.splitlines()):
            line = int(lines[-1])
            failed = source.splitlines()[line - 1].strip()
            if failed != first_source_line(source):
                what = f"line {line} ({failed})\n    {what}"
    elif isinstance(error, CellTimeoutError):
        what = f"the cell ran longer than {TIMEOUT} seconds."
    else:
        what = "the kernel died while the cell ran (out of memory?)."
    return f"{where}, which begins with\n    {first_source_line(source)}\n  failed: {what}"


def plain(text: str) -> str:
    """The text without terminal colors."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


async def execute(job: Job, kernel: str | None = None) -> None:
    """Run one notebook in its own folder; its outputs are filled in."""
    running = [0]
    options: dict[str, Any] = {"kernel_name": kernel} if kernel else {}
    client = NotebookClient(
        job.notebook,
        timeout=TIMEOUT,
        force_raise_errors=True,
        record_timing=False,
        resources={"metadata": {"path": str(job.path.parent)}},
        on_cell_start=lambda cell, cell_index: running.__setitem__(0, cell_index),
        extra_arguments=["--IPKernelApp.extra_extensions=tools.record_cells"],
        **options,
    )
    start = time.perf_counter()
    with TemporaryDirectory() as folder:
        record = Path(folder) / "record.json"
        # The kernel starts in the lesson's folder, where it would not find the tools.
        paths = os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), str(ROOT)]))
        environment = {**os.environ, "PYTHONPATH": paths, "CELL_RECORD": str(record)}
        try:
            await client.async_execute(stderr=subprocess.DEVNULL, env=environment)
            job.record = json.loads(record.read_text("utf-8"))
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            job.error = LessonError(describe_failure(job.path, job.notebook, running[0], error))
    job.seconds = time.perf_counter() - start


def execute_all(
    jobs: Iterable[Job],
    done: Callable[[Job], None] = lambda job: None,
    workers: int = WORKERS,
    kernel: str | None = None,
) -> None:
    """Run notebooks, `workers` at a time, and call `done` after each; see `job.error` then."""

    async def run_everything() -> None:
        gate = asyncio.Semaphore(workers)

        async def run_one(job: Job) -> None:
            async with gate:
                await execute(job, kernel)
                done(job)

        await asyncio.gather(*(run_one(job) for job in jobs))

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(run_everything())
    else:  # inside another loop, such as the browser tests', a thread has its own
        with ThreadPoolExecutor(1) as pool:
            pool.submit(asyncio.run, run_everything()).result()


# --- storing -----------------------------------------------------------------------------------


def last_state(text: str) -> str:
    """Text as a terminal shows it in the end: a progress line overwrites itself at each \\r."""
    return re.sub(r"^.*\r(?=[^\n])", "", text, flags=re.MULTILINE)


def stored_outputs(outputs: list[NotebookNode], count: int | None) -> list[NotebookNode]:
    """The outputs that are stored: streams merged, text kept, pictures and widgets dropped."""
    kept: list[NotebookNode] = []
    streams: dict[str, NotebookNode] = {}  # of the run of streams that is being merged
    for output in copy.deepcopy(outputs):
        if output.output_type == "stream":
            if output.name in streams:
                streams[output.name].text += output.text
            else:
                streams[output.name] = output
                kept.append(output)
            continue
        streams = {}
        if output.output_type in ("display_data", "execute_result"):
            output.data = stored_data(output.data)
            output.metadata = NotebookNode()
            if "execution_count" in output:
                output.execution_count = count
            if not output.data:
                continue
        kept.append(output)
    for output in kept:
        if output.output_type == "stream":
            output.text = last_state(output.text)
    # Standard error and standard output arrive in an order that is not fixed.
    return sort_neighboring_streams(kept)


def sort_neighboring_streams(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Standard output before standard error wherever the two are neighbors."""
    result: list[NotebookNode] = []
    for output in outputs:
        after = result and result[-1].output_type == "stream" == output.output_type
        if after and result[-1].name == "stderr" and output.name == "stdout":
            result.insert(-1, output)
        else:
            result.append(output)
    return result


def stored_data(data: NotebookNode) -> NotebookNode:
    """The kinds of one output that are stored."""
    kept = NotebookNode()
    for kind, value in data.items():
        is_picture = kind.startswith("image/")
        is_widget = kind == WIDGET and "text/plain" in data
        is_html_of_widget = kind == "text/html" and WIDGET in data
        if not (is_picture or is_widget or is_html_of_widget):
            kept[kind] = value
    return kept


def stable_id(source: str, taken: set[str]) -> str:
    """An id for a cell that has none: it depends on the cell's text alone."""
    digest = hashlib.sha256(source.encode()).hexdigest()
    return next(digest[i : i + 8] for i in range(56) if digest[i : i + 8] not in taken)


def normalize(notebook: NotebookNode) -> NotebookNode:
    """A copy that holds only what is stored."""
    result = copy.deepcopy(notebook)
    result.nbformat, result.nbformat_minor = 4, 5
    result.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    result.cells = [c for c in result.cells if c.cell_type != "code" or c.source.strip()]
    result.cells = folding.cut(result)
    ids: set[str] = set()
    count = 0
    for cell in result.cells:
        if not cell.get("id") or cell.id in ids:
            cell.id = stable_id(cell.source, ids)
        ids.add(cell.id)
        cell.metadata = NotebookNode(
            {key: cell.metadata[key] for key in KEPT_CELL_METADATA if cell.metadata.get(key)}
        )
        if cell.cell_type == "code":
            if cell.execution_count is not None:
                count += 1
                cell.execution_count = count
            cell.outputs = stored_outputs(cell.outputs, cell.execution_count)
    folding.mark(result)
    return result


def stored_text(notebook: NotebookNode) -> str:
    """The bytes of a stored notebook: keys sorted, indent 1, newline at the end."""
    return nbformat.writes(notebook, version=nbformat.NO_CONVERT).rstrip("\n") + "\n"


# --- the copies of the address -----------------------------------------------------------------


def end_of_first_cell(source: str) -> int:
    """How many lines of a lesson's first code cell belong to the template."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assert):
            return node.end_lineno or 0
    return len(source.splitlines())


def with_address(notebook: NotebookNode, address: Address, path: str) -> NotebookNode:
    """A copy whose first code cell and "Run this lesson" line follow the address.

    A line that an author added below the template moves to a cell of its own.
    """
    result = copy.deepcopy(notebook)
    line = run_line(address, path)
    opening = next((c for c in result.cells if c.cell_type == "markdown"), None)
    if opening is None:
        opening = nbformat.v4.new_markdown_cell(f"# {Path(path).stem}", id="title")
        result.cells.insert(0, opening)
    if RUN_LINE in opening.source:
        pattern = rf"^{re.escape(RUN_LINE)}.*$"
        opening.source = re.sub(pattern, lambda _: line, opening.source, flags=re.MULTILINE)
    else:
        title, _, rest = opening.source.partition("\n")
        opening.source = f"{title}\n\n{line}\n{rest}".rstrip("\n")

    template = first_cell(address)
    index = next((i for i, c in enumerate(result.cells) if c.cell_type == "code"), None)
    if index is not None and result.cells[index].source.startswith(FIRST_LINE):
        lines = result.cells[index].source.splitlines()
        rest = "\n".join(lines[end_of_first_cell(result.cells[index].source) :]).strip()
        result.cells[index].source = template
        if rest:
            result.cells.insert(index + 1, nbformat.v4.new_code_cell(rest, id="imports"))
    else:
        place = len(result.cells) if index is None else index
        cell = nbformat.v4.new_code_cell(template, id="library", metadata={"tags": ["hide-input"]})
        result.cells.insert(place, cell)
    return result


# --- the copies of the solutions ----------------------------------------------------------------


def with_solutions(notebook: NotebookNode) -> NotebookNode:
    """A copy whose solution cells follow the exercises of `coursekit`.

    A solution cell is the one after `check("NN/key", function)`, and is made where it is missing.
    """
    result = copy.deepcopy(notebook)
    cells: list[NotebookNode] = []
    stale = False  # whether the cell at hand is the old copy
    for cell in result.cells:
        found = CHECK.fullmatch(cell.source.strip()) if cell.cell_type == "code" else None
        exercise = find(found[1]) if found else None
        if stale and cell.source.startswith(SOLUTION):
            cells[-1].id = cell.get("id", cells[-1].id)
        else:
            cells.append(cell)
        stale = isinstance(exercise, Code)
        if isinstance(exercise, Code):
            source = f"{SOLUTION}\n{exercise.solution.strip()}\n\n{cell.source.strip()}"
            new = nbformat.v4.new_code_cell(source, metadata=copy.deepcopy(FOLDED))
            new.id = stable_id(source, {c.get("id", "") for c in result.cells})
            cells.append(new)
    result.cells = cells
    return result


# --- the command -------------------------------------------------------------------------------


def lesson_files(names: list[str]) -> list[Path]:
    """The notebooks that the command line names, or all lessons."""
    if not names:
        return sorted((ROOT / "lessons").glob("*.ipynb"))
    found = []
    for name in names:
        choices = [Path(name), ROOT / "lessons" / name, ROOT / "lessons" / f"{name}.ipynb"]
        path = next((p for p in choices if p.is_file()), None)
        if path is None:
            example = "lessons/01_neurons.ipynb"
            raise LessonError(f"There is no lesson {name!r}. Name a file, such as {example}.")
        found.append(path.resolve())
    return found


def write(job: Job) -> bool:
    """Store a notebook that ran; say whether its bytes changed."""
    notebook = normalize(job.notebook)
    reading.write_time(notebook)
    text = stored_text(notebook)
    if job.path.read_text(encoding="utf-8") == text:
        return False
    job.path.write_text(text, encoding="utf-8")
    return True


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("action", choices=["write", "run"])
    parser.add_argument("lessons", nargs="*", help="file or name of a lesson; all if none is named")
    options = parser.parse_args(arguments)
    try:
        files = lesson_files(options.lessons)
        jobs = [Job(path, read(path)) for path in files]
        if options.action == "write":
            address = read_address()
            write_documents(address)
            for job in jobs:
                job.notebook = with_address(job.notebook, address, short(job.path))
                job.notebook = with_solutions(job.notebook)
    except (LessonError, ValueError, KeyError) as error:
        print(error, file=sys.stderr)
        return 1

    def done(job: Job) -> None:
        if job.error is not None:
            print(job.error, file=sys.stderr, flush=True)
            return
        note = ("stored" if write(job) else "unchanged") if options.action == "write" else "ran"
        print(f"{short(job.path)}: {note}, {job.seconds:.1f} s", flush=True)

    execute_all(jobs, done)
    failed = [job for job in jobs if job.error is not None]
    if failed:
        print(f"{len(failed)} of {len(jobs)} lessons failed and were not stored.", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\nStopped. Lessons that were finished are stored.", file=sys.stderr)
        sys.exit(130)
