"""Python in the page: every cell of every lesson, the editor, stopping, and what can go wrong.

All lessons are run once, two pages at a time; the tests of each lesson look at what came of it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from playwright.sync_api import Locator, Page, Route
from site_checks import (
    NARROW,
    WIDE,
    Browser,
    Visit,
    accessibility,
    none,
    overflow,
    serve,
    visit,
)

from coursekit.exercises import Code, content
from tools.run_lessons import read, stored_outputs

ROOT = Path(__file__).parents[2]

LESSONS = sorted((ROOT / "lessons").glob("*.ipynb"))
PATIENCE = 120_000  # milliseconds
ENOUGH = 900  # seconds for all cells of a lesson, two at a time on a busy machine
FIRST = "lessons/01_neurons.html"

# Notes what the page asks of Python, and what Python answers.
LISTEN = """
window.said = [];
window.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data: { buffers, script, style, ...rest } }) => {
      said.push(rest);
    });
  }
  postMessage(message, ...rest) {
    if (message.do === "run") said.push({ kind: "run", name: message.name });
    super.postMessage(message, ...rest);
  }
};
"""
# The line has a Stop as long as something runs or waits.
IDLE = """() => [...document.querySelectorAll(".nn-python button")]
  .every((button) => button.textContent !== "Stop" || button.hidden)"""
RECORD = "JSON.parse(localStorage.getItem('how-neural-networks-learn')) ?? {}"


# ---- a page whose cells run ----------------------------------------------------------------------


def cell(page: Page, number: int) -> Locator:
    return page.locator(f"#cell-{number}")


def press(page: Page, number: int, name: str) -> None:
    """Press a button of a cell; also where its code is folded."""
    row = cell(page, number).locator(".nn-cell-row button")
    # The first button runs the cell; in an exercise it is called Check.
    button = row.first if name == "Run" else cell(page, number).locator(f"button:text-is('{name}')")
    button.evaluate("(button) => button.click()")


def says(page: Page) -> str:
    """Return what the line about Python says."""
    return page.locator(".nn-python [role=status]").inner_text()


def wait_until_it_says(page: Page, text: str) -> None:
    try:
        page.wait_for_function(
            "(text) => document.querySelector('.nn-python [role=status]').innerText.includes(text)",
            arg=text,
            timeout=PATIENCE,
        )
    except Exception:
        pytest.fail(f"The page never says {text!r} but {says(page)!r}.", pytrace=False)


def wait_until_done(page: Page) -> None:
    """Wait until nothing runs or waits."""
    page.wait_for_function(IDLE, timeout=PATIENCE)


def run(page: Page, number: int) -> str:
    """Run a cell and return what it shows."""
    press(page, number, "Run")
    wait_until_done(page)
    unfold = "(box) => box.querySelectorAll('details').forEach((one) => { one.open = true; })"
    cell(page, number).evaluate(unfold)
    return cell(page, number).locator(".cell_output").inner_text()


def type_in(page: Page, number: int, source: str) -> None:
    """Replace the text of a cell in its editor, as if by paste."""
    press(page, number, "Edit")
    page.wait_for_selector(f"#cell-{number} .cm-content:focus")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(source)


def run_text(page: Page, source: str, number: int = 4) -> str:
    """Type a text into a cell and run it."""
    type_in(page, number, source)
    return run(page, number)


@contextmanager
def opened(
    browser: Browser,
    url: str,
    prepare: Callable[[Page], object] = lambda page: None,
    **options: Any,
) -> Iterator[Visit]:
    """Open a page whose cells run, with patience: Python loads slowly on a busy machine."""

    def patiently(page: Page) -> None:
        page.set_default_timeout(PATIENCE)
        prepare(page)

    with visit(browser, url, prepare=patiently, **options) as seen:
        yield seen


@pytest.fixture
def lesson(browser: Browser, live_book: str) -> Iterator[Visit]:
    """Open the first lesson; nothing has run yet."""
    with opened(browser, f"{live_book}/{FIRST}") as seen:
        yield seen


@pytest.fixture(scope="module")
def warm(browser: Browser, live_book: str) -> Iterator[Visit]:
    """Open the first lesson and let Python load; the tests that share this page leave traces."""
    with opened(browser, f"{live_book}/{FIRST}") as seen:
        run(seen.page, 4)
        yield seen
        none(seen.problems)


# ---- every lesson --------------------------------------------------------------------------------


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
def results(browser: Browser, live_book: str) -> dict[str, Result]:
    """Run every cell of every lesson, then its exercises, two pages at a time."""
    waiting, results = list(LESSONS), {}
    with ExitStack() as stack:
        slots: list[tuple[Path, ExitStack, Visit, float]] = []
        while waiting or slots:
            if waiting and len(slots) < 2:
                path = waiting.pop(0)
                mine = stack.enter_context(ExitStack())
                address = f"{live_book}/lessons/{path.stem}.html"
                listen = lambda page: page.add_init_script(LISTEN)  # noqa: E731
                seen = mine.enter_context(opened(browser, address, listen))
                for number in code_cells(path):
                    press(seen.page, number, "Run")
                slots.append((path, mine, seen, time.monotonic()))
            for slot in list(slots):
                path, mine, seen, since = slot
                if not seen.page.evaluate(IDLE) and time.monotonic() - since < ENOUGH:
                    continue
                result = results[path.stem] = Result(problems=seen.problems)
                result.outputs = outputs_by_cell(seen.page.evaluate("said"))
                for exercise in content(path.stem[:2]).values():
                    if isinstance(exercise, Code):
                        found = try_exercise(seen.page, path, exercise)
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


# ---- running -------------------------------------------------------------------------------------


def test_a_page_that_is_only_read_loads_no_python(browser: Browser, live_book: str) -> None:
    """Neither Python nor the editor is asked for before the first Run or Edit."""
    asked: list[str] = []
    note = lambda page: page.on("request", lambda request: asked.append(request.url))  # noqa: E731
    with opened(browser, f"{live_book}/{FIRST}", note) as seen:
        assert cell(seen.page, 4).locator("button:text-is('Run')").is_visible()
        assert not [url for url in asked if "/python/" in url or url.endswith(".mjs")]
        none(seen.problems)
    asked.clear()
    with opened(browser, f"{live_book}/book/notation.html", note):
        assert not [url for url in asked if "live" in url]


def test_a_cell_first_runs_what_it_needs(warm: Visit) -> None:
    """And nothing else; the line says so. A second run needs nothing more."""
    page = warm.page
    assert "Right." in run(page, 34)
    assert "First" not in says(page)  # cell 2 has run, as cell 4 needs it too
    assert "Not yet." in run(page, 33)
    assert says(page).endswith("First ran cell 32, which it needs.")
    run(page, 33)
    assert "First" not in says(page)
    type_in(page, 32, "def nand():\n    return [-1, -1], 1.5")
    assert "Right." in run(page, 33)  # the changed cell has run again
    assert says(page).endswith("First ran cell 32, which it needs.")


def test_all_cells_above_run_when_asked(warm: Visit) -> None:
    page = warm.page
    press(page, 4, "Run all above")
    wait_until_done(page)
    assert says(page).startswith("All 2 cells above cell 4 ran in")


def test_restart_forgets_every_variable(warm: Visit) -> None:
    page = warm.page
    run_text(page, "forgotten = 1")
    page.locator(".nn-python button:text-is('Restart')").click()
    assert "Python starts afresh" in says(page)
    run_text(page, "print('forgotten' in globals())")
    assert cell(page, 4).locator(".cell_output").inner_text() == "False"


WHAT_CELLS_SHOW = {
    "print('a', end='')\nprint('b')\n'c'": "ab\n'c'",
    "for i in range(3):\n    print(f'\\r{i}', end='')": "2",
    "1 + 1;": "",
    "[{'long name': i} for i in range(8)][:3]": "[{'long name': 0}, {'long name': 1}, "
    "{'long name': 2}]",
    "display(1, 'two')": "1\n'two'",
    "import warnings\nwarnings.warn('careful')": "cell 4:2: UserWarning: careful\n"
    "  warnings.warn('careful')",
    "def f(x):\n    return np.reshape(x, (2, 2))\nf([1])": "Traceback (most recent call last):\n"
    "  cell 4, line 3\n    f([1])\n    ~^^^^^\n  cell 4, line 2, in f\n"
    "    return np.reshape(x, (2, 2))\n           ~~~~~~~~~~^^^^^^^^^^^\n"
    "ValueError: cannot reshape array of size 1 into shape (2,2)",
    "np.zeros(10**9)": "(The Python of this page has at most 4 GB, often less.)",
    "print('x' * 200_000)": "… cut here: a cell shows at most 100,000 characters.",
}


def test_a_cell_shows_what_jupyter_would(warm: Visit) -> None:
    """Texts, values, warnings and tracebacks of the learner's lines; pictures and HTML."""
    page = warm.page
    for source, expected in WHAT_CELLS_SHOW.items():
        said = run_text(page, source)
        said = said.strip()
        assert said == expected or (expected and said.endswith(expected)), (source, said)
    run_text(page, "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()")
    assert cell(page, 4).locator("img").evaluate("(image) => image.naturalWidth") > 300
    run_text(page, "class A:\n    def _repr_html_(self): return '<b>bold</b>'\nA()")
    assert cell(page, 4).locator(".text_html b").inner_text() == "bold"


def test_widgets_made_in_the_page_are_live(warm: Visit) -> None:
    """The same script draws them; moving a slider changes picture and caption."""
    page = warm.page
    source = (
        "from coursekit import explore, figure\n"
        "def draw(x):\n    fig, ax = figure()\n    ax.plot([0, x])\n"
        "    return fig, f'A line that ends at {x}, as you see.'\n"
        "explore(draw, x=[1, 2, 3])"
    )
    run_text(page, source)
    box = cell(page, 4).locator(".nn-widget[data-state=live]")
    assert "ends at 1" in box.locator(".nn-caption").inner_text()
    picture = box.locator("img").get_attribute("src")
    box.locator("input[type=range]").press("ArrowRight")
    assert "ends at 2" in box.locator(".nn-caption").inner_text()
    assert box.locator("img").get_attribute("src") != picture


# ---- stopping ------------------------------------------------------------------------------------


def test_an_endless_loop_is_stopped_and_told(lesson: Visit) -> None:
    """Python is replaced; the page says what is lost, and runs it again on request."""
    page = lesson.page
    run(page, 4)
    type_in(page, 6, "while True:\n    pass")
    press(page, 6, "Run")
    page.wait_for_selector("#cell-6[data-run=running]")
    press(page, 6, "Stop")
    wait_until_it_says(page, "Its variables are lost")
    assert "stopped" in cell(page, 6).locator(".nn-cell-state").inner_text()
    page.locator(".nn-python button:text-is('Run cells 1, 2 and 4 again')").click()
    wait_until_it_says(page, "Cell 4 ran")
    wait_until_done(page)
    assert run_text(page, "len(x)", 6) == "1797"
    none(lesson.problems)


def test_a_loop_that_prints_does_not_choke_the_page(lesson: Visit) -> None:
    page = lesson.page
    type_in(page, 4, "while True:\n    print('again and again')")
    press(page, 4, "Run")
    page.wait_for_function("document.querySelector('#cell-4').innerText.includes('cut here')")
    press(page, 4, "Stop")
    wait_until_it_says(page, "Stopped.")
    assert cell(page, 4).locator(".cell_output").bounding_box()["height"] < 900


def test_where_the_server_allows_it_a_stop_keeps_the_variables(
    browser: Browser, book: Path, live_book: str
) -> None:
    """With cross-origin isolation, Python is interrupted rather than replaced."""
    isolated = {
        "Cross_Origin_Opener_Policy": "same-origin",
        "Cross_Origin_Embedder_Policy": "require-corp",
    }
    with serve(book, **isolated) as origin, opened(browser, f"{origin}/{FIRST}") as seen:
        page = seen.page
        type_in(page, 4, "kept = 5\nwhile True:\n    pass")
        press(page, 4, "Run")
        page.wait_for_selector("#cell-4[data-run=running]")
        press(page, 4, "Stop")
        wait_until_it_says(page, "Cell 4 was stopped. All variables are as they were then.")
        # What runs next is left alone, however long it takes.
        assert run_text(page, "import time\ntime.sleep(3)\nkept") == "5"


def test_a_double_click_on_run_stops_nothing(warm: Visit) -> None:
    page = warm.page
    type_in(page, 4, "import time\ntime.sleep(1)\nprint('ran')")
    cell(page, 4).locator("button:text-is('Run')").dblclick()
    wait_until_done(page)
    assert says(page).startswith("Cell 4 ran in")
    assert cell(page, 4).locator(".cell_output").inner_text() == "ran"


# ---- editing -------------------------------------------------------------------------------------


def test_an_edit_survives_a_reload_and_can_be_reset(lesson: Visit) -> None:
    page = lesson.page
    before = cell(page, 4).locator("pre").first.inner_text()
    run_text(page, "print('mine')")
    page.reload()
    assert cell(page, 4).locator("pre").first.inner_text().strip() == "print('mine')"
    assert "changed by you" in cell(page, 4).locator(".nn-cell-state").inner_text()
    assert run(page, 4) == "mine"
    press(page, 4, "Reset")
    assert cell(page, 4).locator("pre").first.inner_text() == before
    assert "1,297 digits" in cell(page, 4).locator(".cell_output").inner_text()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('.edit/'))") == []
    none(lesson.problems)


@pytest.mark.parametrize("choice", ["Use mine", "Forget mine"])
def test_an_edit_of_a_cell_that_the_book_has_changed_is_offered(lesson: Visit, choice: str) -> None:
    page = lesson.page
    key = "how-neural-networks-learn.edit/lessons/01_neurons/4"
    page.evaluate(
        "([key, edit]) => localStorage.setItem(key, JSON.stringify(edit))",
        [key, {"original": "what the book once had", "text": "print('mine')"}],
    )
    page.reload()
    note = cell(page, 4).locator(".nn-cell-note")
    assert "the book has changed it since" in note.inner_text()
    assert "changed by you" not in cell(page, 4).locator(".nn-cell-state").inner_text()
    none(accessibility(page))
    press(page, 4, choice)
    assert note.count() == 0
    mine = choice == "Use mine"
    assert ("print('mine')" in cell(page, 4).locator("pre").first.inner_text()) is mine
    assert bool(page.evaluate("(key) => localStorage.getItem(key)", key)) is mine


def test_an_edit_follows_its_cell_when_cells_move(lesson: Visit) -> None:
    page = lesson.page
    source = cell(page, 4).locator("pre").first.inner_text().strip()
    page.evaluate(
        "(edit) => localStorage.setItem('how-neural-networks-learn.edit/lessons/01_neurons/9',"
        " JSON.stringify(edit))",
        {"original": source, "text": "print('mine')"},
    )
    page.reload()
    assert "print('mine')" in cell(page, 4).locator("pre").first.inner_text()
    keys = page.evaluate("Object.keys(localStorage).filter((key) => key.includes('.edit/'))")
    assert keys == ["how-neural-networks-learn.edit/lessons/01_neurons/4"]


def test_a_cell_is_not_reset_while_it_runs(warm: Visit) -> None:
    """Its output would then stand below another text, and the book's own would be lost."""
    page = warm.page
    press(page, 4, "Reset")
    stored = cell(page, 4).locator(".cell_output").inner_text()
    type_in(page, 4, "import time\ntime.sleep(1)\nprint('mine')")
    press(page, 4, "Run")
    page.wait_for_selector("#cell-4[data-run=running]")
    assert cell(page, 4).locator("button:text-is('Reset')").is_disabled()
    wait_until_done(page)
    assert cell(page, 4).locator(".cell_output").inner_text() == "mine"
    press(page, 4, "Reset")
    assert cell(page, 4).locator(".cell_output").inner_text() == stored


FULL = """
const keep = Storage.prototype.setItem;
Storage.prototype.setItem = function (key, text) {
  if (key.includes(".edit/")) throw new DOMException("full", "QuotaExceededError");
  keep.call(this, key, text);
};
"""


def test_a_browser_that_keeps_nothing_is_told(browser: Browser, live_book: str) -> None:
    with opened(browser, f"{live_book}/{FIRST}", lambda page: page.add_init_script(FULL)) as seen:
        type_in(seen.page, 4, "print('mine')")
        wait_until_it_says(seen.page, "This browser does not keep your changes")
        assert run(seen.page, 4) == "mine"
        none(seen.problems)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_editor_stands_where_the_code_stood(
    browser: Browser, live_book: str, width: int
) -> None:
    """Nothing jumps, lines stay lines, and a phone does not zoom in."""
    with opened(browser, f"{live_book}/{FIRST}", width=width) as seen:
        page = seen.page
        box = cell(page, 6).bounding_box()
        press(page, 6, "Edit")
        page.wait_for_selector("#cell-6 .cm-content:focus")
        now = cell(page, 6).bounding_box()
        assert now["height"] == pytest.approx(box["height"], abs=0.5)
        assert now["width"] == box["width"]
        size = page.evaluate("parseFloat(getComputedStyle(document.activeElement).fontSize)")
        assert size >= (16 if width == NARROW else 13)
        for kind in ("k", "nf", "s1", "mi"):  # the classes by which the page colors its code
            pair = page.eval_on_selector_all(
                f"#cell-6 .highlight .{kind}", "(all) => all.map((n) => getComputedStyle(n).color)"
            )
            assert len(pair) > 1 and len(set(pair)) == 1, kind
        none(overflow(page) + seen.problems)


def test_the_editor_indents_undoes_and_lets_go(lesson: Visit) -> None:
    page = lesson.page
    lines = "(all) => all.map((line) => line.textContent)"

    def text() -> str:
        return "\n".join(page.eval_on_selector_all("#cell-4 .cm-line", lines))

    type_in(page, 4, "def f(x):")
    page.keyboard.press("Enter")
    page.keyboard.type("return (x")
    assert text() == "def f(x):\n    return (x)"
    page.keyboard.press("End")
    assert page.locator("#cell-4 .cm-matchingBracket").count() == 2
    page.keyboard.press("ControlOrMeta+z")
    assert text() != "def f(x):\n    return (x)"
    focus = "() => document.activeElement.textContent"
    page.keyboard.press("Escape")
    assert page.evaluate(focus) == "Run"
    page.keyboard.press("Tab")
    assert page.evaluate(focus) == "Edit"


def test_shift_enter_runs_and_goes_on(lesson: Visit) -> None:
    """In the editor and on the button; what comes next may be folded, and is passed over."""
    page = lesson.page
    place = "() => document.activeElement.closest('.cell')?.id"
    type_in(page, 4, "print('from the editor')")
    page.keyboard.press("Shift+Enter")
    assert page.evaluate(place) == "cell-6"  # cell 5 is folded
    page.keyboard.press("Shift+Enter")
    assert page.evaluate(place) == "cell-8"
    wait_until_done(page)
    assert "from the editor" in cell(page, 4).inner_text()
    assert cell(page, 6).get_attribute("data-run") == "failed"  # nothing gave it its digits


# ---- what can go wrong ---------------------------------------------------------------------------


def broken(route: Route) -> None:
    route.fulfill(status=200, body=b"not what is on record")


def refuse_workers(page: Page) -> None:
    def answer(route: Route) -> None:
        response = route.fetch()
        headers = {**response.headers, "content-security-policy": "worker-src 'none'"}
        route.fulfill(response=response, headers=headers)

    page.route("**/*.html", answer)


OLD = "window.Worker = class { terminate() {} };"  # it never asks for the type
OBSTACLES = {
    "no network": (
        lambda page: page.route("**/python/*.wasm", lambda route: route.abort()),
        "The file pyodide.asm.wasm could not be loaded.",
    ),
    "a missing file": (
        lambda page: page.route("**/python/numpy*", lambda route: route.fulfill(status=404)),
        "_wasm32.whl could not be loaded.",
    ),
    "no Python at all": (
        lambda page: page.route("**/pyodide.mjs", lambda route: route.abort()),
        "The file pyodide.mjs could not be loaded.",
    ),
    "a damaged file": (
        lambda page: page.route("**/python/numpy*", broken),
        "is damaged: its checksum is wrong.",
    ),
    "no workers": (refuse_workers, "The browser did not let Python start in this page"),
    "no WebAssembly": (
        lambda page: page.add_init_script("delete window.WebAssembly"),
        "Python in the page needs WebAssembly",
    ),
    "an old browser": (lambda page: page.add_init_script(OLD), "This browser is too old"),
}


@pytest.mark.parametrize("name", OBSTACLES)
def test_what_hinders_python_is_said(browser: Browser, live_book: str, name: str) -> None:
    """In a sentence; the rest of the page works, and once the cause is gone, so does Run."""
    prepare, sentence = OBSTACLES[name]
    with opened(browser, f"{live_book}/{FIRST}", prepare) as seen:
        page = seen.page
        press(page, 4, "Run")
        wait_until_it_says(page, sentence)
        none(accessibility(page))
        assert "1,297 digits" in cell(page, 4).inner_text()  # what is stored stays
        page.locator(".nn-ask input").first.check()
        page.locator(".nn-ask .nn-submit").first.click()
        assert page.locator(".nn-ask .nn-feedback").first.inner_text()
        page.unroute_all()
        if name in ("no network", "a damaged file"):
            run(page, 4)
            assert says(page).startswith("Cell 4 ran in")


def test_a_page_from_disk_says_what_it_needs(browser: Browser, book: Path, live_book: str) -> None:
    with opened(browser, (book / FIRST).as_uri(), offline=True) as seen:
        for name in ("Run", "Edit"):
            press(seen.page, 4, name)
            wait_until_it_says(seen.page, "can't run in a page that is opened from disk")
        assert "https://" in says(seen.page)
        none(seen.problems)


def test_loading_can_be_stopped(browser: Browser, live_book: str) -> None:
    """A server that never answers keeps nobody waiting."""
    stall = lambda page: page.route("**/python/*.wasm", lambda route: None)  # noqa: E731
    with opened(browser, f"{live_book}/{FIRST}", stall) as seen:
        press(seen.page, 4, "Run")
        wait_until_it_says(seen.page, "Python is loading")
        seen.page.locator(".nn-python button:text-is('Stop')").click()
        wait_until_it_says(seen.page, "Loading was stopped.")
        seen.page.unroute_all()
        run(seen.page, 4)
        assert says(seen.page).startswith("Cell 4 ran in")


def test_when_python_dies_the_page_says_so_and_goes_on(lesson: Visit) -> None:
    page = lesson.page
    run(page, 4)
    type_in(page, 6, "import os\nos.abort()")
    press(page, 6, "Run")
    wait_until_it_says(page, "Python ended unexpectedly. Its variables are lost.")
    assert run_text(page, "6 * 7", 6) == "42"


# ---- for everyone --------------------------------------------------------------------------------


@pytest.mark.parametrize(("scheme", "width"), [("light", WIDE), ("dark", WIDE), ("light", NARROW)])
def test_a_page_with_python_is_accessible(
    browser: Browser, live_book: str, scheme: str, width: int
) -> None:
    """With outputs, an error, an editor, a long output and the line; buttons can be hit."""
    url = f"{live_book}/{FIRST}"
    with opened(browser, url, width=width, color_scheme=scheme) as seen:
        page = seen.page
        run(page, 5)
        run_text(page, "for i in range(200):\n    print('long ' * 40)\n1 / 0", 6)
        run(page, 33)
        none(accessibility(page) + overflow(page))
        small = page.eval_on_selector_all(
            ".nn-cell-row button, .nn-python button",
            """(all) => all.map((n) => [n.textContent, n.getBoundingClientRect()])
                 .filter(([, box]) => box.width && (box.width < 32 || box.height < 32))
                 .map(([name]) => name)""",
        )
        assert small == []
        role = page.locator(".nn-python [role=status]")
        assert role.get_attribute("aria-live") == "polite"
        none(seen.problems)
