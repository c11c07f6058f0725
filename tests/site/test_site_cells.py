"""Every cell of every lesson, run in its page, two pages at a time.

All lessons are run once; the tests of each lesson look at what came of it.
"""

from __future__ import annotations

import re
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import pytest
from live_page import IDLE, opened, press_all, run, says, type_in
from nbformat import NotebookNode
from playwright.sync_api import Page
from site_checks import Browser, Visit, none

from coursekit.exercises import Code, content
from tools.run_lessons import read, stored_outputs

ROOT = Path(__file__).parents[2]

LESSONS = sorted((ROOT / "lessons").glob("*.ipynb"))
ENOUGH = 900  # seconds for all cells of a lesson, two at a time on a busy machine

# Notes what the page asks of Python, and what Python answers.
LISTEN = """
window.said = [];
window.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data: { buffers, ...rest } }) => {
      said.push(rest);
    });
  }
  postMessage(message, ...rest) {
    if (message.do === "run") said.push({ kind: "run", name: message.name });
    super.postMessage(message, ...rest);
  }
};
"""
RECORD = "JSON.parse(localStorage.getItem('how-neural-networks-learn')) ?? {}"


@dataclass
class Result:
    """What came of a lesson in the page."""

    outputs: dict[int, list[tuple[str, Any]]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    exercises: dict[str, list[str]] = field(default_factory=dict)  # by name: what was wrong


def shown(outputs: list[NotebookNode]) -> list[tuple[str, Any]]:
    """Return outputs as pairs, without pictures and as `make lessons` stores them."""
    return [
        (output.name, output.text) if output.output_type == "stream" else ("shows", output.data)
        for output in stored_outputs(outputs, None)
    ]


def output_of(message: dict[str, Any]) -> NotebookNode:
    """Return what Python said as a notebook would hold it."""
    if message["kind"] == "stream":
        return nbformat.v4.new_output("stream", name=message["name"], text=message["text"])
    if message["kind"] == "error":
        return nbformat.v4.new_output("stream", name="error", text=message["text"])
    data = {key: text for key, text in message["data"].items() if "/" in key}
    return nbformat.v4.new_output("display_data", data=data)


def outputs_by_cell(said: list[dict[str, Any]]) -> dict[int, list[tuple[str, Any]]]:
    """Return what each cell said."""
    found: dict[int, list[NotebookNode]] = {}
    for message in said:
        if message["kind"] == "run":
            number = int(message["name"].removeprefix("cell "))
            found[number] = []
        elif message["kind"] in ("stream", "show", "error"):
            found[number].append(output_of(message))
    return {number: shown(outputs) for number, outputs in found.items()}


def code_cells(path: Path) -> dict[int, NotebookNode]:
    """Return the code cells that a page shows, by their numbers."""
    cells = [one for one in read(path).cells if one.cell_type == "code"]
    return {
        number: one
        for number, one in enumerate(cells, 1)
        if "remove-input" not in one.metadata.get("tags", [])
    }


def try_exercise(page: Page, path: Path, exercise: Code) -> list[str]:
    """Answer an exercise wrongly, then rightly; return what was not as it should be."""
    name = f"{path.stem[:2]}/{exercise.key}"
    open_cells = {
        number: one.source
        for number, one in code_cells(path).items()
        if "hide-cell" not in one.metadata.get("tags", [])
    }
    stub = next(n for n, text in open_cells.items() if f"def {exercise.name}(" in text)
    check = next(n for n, text in open_cells.items() if f'check("{name}"' in text)
    wrong, problems = exercise.wrong[0], []
    for answer, right, expected in (
        (wrong.source, False, wrong.hint),
        (exercise.solution.replace(":\n", ":  # mine\n", 1), True, exercise.right),
    ):
        type_in(page, stub, answer)
        said = run(page, check)  # this runs the changed stub first
        if re.sub(r"[`\s]+", " ", expected) not in re.sub(r"[`\s]+", " ", said):
            problems.append(f"{name} is answered with {said!r}, not with {expected!r}.")
        entry = page.evaluate(RECORD).get(name)
        if not entry or entry["right"] is not right:
            problems.append(f"{name} is recorded as {entry} after an answer that is {right}.")
    return problems


@pytest.fixture(scope="module")
def results(request: pytest.FixtureRequest, browser: Browser, live_book: str) -> dict[str, Result]:
    """Run every cell of every chosen lesson, then its exercises, two pages at a time."""
    tests = [item for item in request.session.items if item.path == request.path]
    chosen = {item.callspec.params["path"] for item in tests if isinstance(item, pytest.Function)}
    waiting, results = sorted(chosen), {}
    with ExitStack() as stack:
        slots: list[tuple[Path, ExitStack, Visit, float]] = []
        while waiting or slots:
            if waiting and len(slots) < 2:
                path = waiting.pop(0)
                mine = stack.enter_context(ExitStack())
                address = f"{live_book}/lessons/{path.stem}.html"
                listen = lambda page: page.add_init_script(LISTEN)  # noqa: E731
                seen = mine.enter_context(opened(browser, address, listen))
                press_all(seen.page, code_cells(path))
                slots.append((path, mine, seen, time.monotonic()))
            for slot in list(slots):
                path, mine, seen, since = slot
                if not seen.page.evaluate(IDLE) and time.monotonic() - since < ENOUGH:
                    continue
                result = results[path.stem] = Result(problems=seen.problems)
                result.outputs = outputs_by_cell(seen.page.evaluate("said"))
                for exercise in content(path.stem[:2]).values():
                    if isinstance(exercise, Code):
                        try:
                            found = try_exercise(seen.page, path, exercise)
                        except Exception as error:  # of one lesson, not of all
                            found = [f"{path.stem[:2]}/{exercise.key}: {says(seen.page)} {error}"]
                        result.exercises[exercise.key] = found
                mine.close()
                slots.remove(slot)
            time.sleep(0.3)
    return results


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_cell_prints_in_the_page_what_the_notebook_stores(
    results: dict[str, Result], path: Path
) -> None:
    """Text for text, with no error, no complaint of the browser and no outside request."""
    result = results[path.stem]
    differences = [
        f"cell {number} says {result.outputs.get(number)}, but {shown(one.outputs)} is stored."
        for number, one in code_cells(path).items()
        if result.outputs.get(number) != shown(one.outputs)
    ]
    none(differences + result.problems)


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_code_exercises_are_judged_and_recorded(results: dict[str, Result], path: Path) -> None:
    """A wrong answer gets its hint, a right one its praise; both reach the reader's record."""
    found = results[path.stem].exercises
    expected = {e.key for e in content(path.stem[:2]).values() if isinstance(e, Code)}
    assert found.keys() == expected
    none([problem for problems in found.values() for problem in problems])
