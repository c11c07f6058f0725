"""Python in the page: running, stopping, the editor, and what can go wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_page import (
    OPEN_ROOM,
    cell,
    numbered,
    opened,
    press,
    run,
    run_text,
    says,
    type_in,
    wait_until_done,
    wait_until_it_says,
)
from playwright.sync_api import Page, Route
from site_checks import (
    NARROW,
    WIDE,
    Browser,
    Visit,
    accessibility,
    in_dark,
    none,
    overflow,
    serve,
)

FIRST = "lessons/01_neurons.html"
# Cells of that lesson: an exercise, its check and its solution; one to edit, and one far below.
STUB, CHECK = numbered('def nand():\n    """'), numbered('check("01/nand", nand)')
SOLVED, SLOW = numbered("#@title Solution\ndef nand"), numbered("def slow_layer(")
FAR = numbered("strongest = ")


@pytest.fixture
def lesson(browser: Browser, live_book: str) -> Iterator[Visit]:
    """Open the first lesson; nothing has run yet."""
    with opened(browser, f"{live_book}/{FIRST}") as seen:
        yield seen


@pytest.fixture(scope="module")
def warm(browser: Browser, live_book: str) -> Iterator[Visit]:
    """Open the first lesson and let Python load; the tests that share this page leave traces."""
    with opened(browser, f"{live_book}/{FIRST}") as seen:
        run(seen.page, 6)
        yield seen
        none(seen.problems)


# ---- running -------------------------------------------------------------------------------------


def test_a_page_that_is_only_read_loads_no_python(browser: Browser, live_book: str) -> None:
    """Python is asked for by nobody but Run and Edit; an exercise in sight opens its editor."""
    asked: list[str] = []
    note = lambda page: page.on("request", lambda request: asked.append(request.url))  # noqa: E731
    with opened(browser, f"{live_book}/{FIRST}", note) as seen:
        assert cell(seen.page, 6).locator("button:text-is('Run')").is_visible()
        assert not [url for url in asked if "/python/" in url or url.endswith("worker.mjs")]
        none(seen.problems)
    asked.clear()
    with opened(browser, f"{live_book}/book/notation.html", note):
        assert not [url for url in asked if "live" in url]


def test_a_cell_first_runs_what_it_needs(warm: Visit) -> None:
    """And nothing else; the line says so. A second run needs nothing more."""
    page = warm.page
    assert "Right." in run(page, SOLVED)
    assert "First" not in says(page)  # cell 2 has run, as cell 6 needs it too
    assert "Not yet." in run(page, CHECK)
    assert says(page).endswith(f"First ran cell {STUB}, which it needs.")
    run(page, CHECK)
    assert "First" not in says(page)
    type_in(page, STUB, "def nand():\n    return [-1, -1], 1.5")
    assert "Right." in run(page, CHECK)  # the changed cell has run again
    assert says(page).endswith(f"First ran cell {STUB}, which it needs.")


def test_what_an_edited_cell_changed_is_made_again(warm: Visit) -> None:
    """Without naming it: the cell below runs on what stands above it now, not on what was left."""
    page = warm.page
    type_in(page, 6, "x, y = nn.datasets.digits()\nglobals()['rng'] = None")
    press(page, 6, "Run")
    wait_until_done(page)
    assert run_text(page, "print(rng is None)", 7) == "True"
    press(page, 6, "Reset")
    assert run(page, 7) == "False"
    assert says(page).endswith("First ran cell 6, which it needs.")
    press(page, 7, "Reset")


def test_a_text_that_reads_what_it_makes_itself_is_not_run_for_ever(warm: Visit) -> None:
    """Its earlier version left a name that nothing above makes."""
    page = warm.page
    for factor in (2, 3):
        run_text(page, f"power = lambda n: {factor} * power(n - 1) if n else 1")
        assert run_text(page, "print(power(3))", 7) == str(factor**3)
    for number in (6, 7):
        press(page, number, "Reset")


def test_a_long_wait_is_told_and_can_be_left(warm: Visit) -> None:
    """A cell that needs many others says so first; left, it does not run, and Python goes on."""
    page = warm.page
    page.locator(".nn-python button:text-is('Restart')").click()
    press(page, FAR, "Run")
    wait_until_it_says(page, f"Cell {FAR} first needs")
    assert re.search(r"first needs \d+ others: about \d+ s\. Cell \d+ runs", says(page))
    page.locator(".nn-python button:text-is('Leave it')").click()
    wait_until_done(page)
    assert says(page).startswith("Left.") and says(page).endswith(f"cell {FAR} did not.")
    assert cell(page, FAR).get_attribute("data-run") == ""
    assert run_text(page, "6 * 7") == "42"


def test_the_line_leads_to_the_cell_that_failed_and_can_be_closed(warm: Visit) -> None:
    page = warm.page
    run_text(page, "1 / 0")
    page.evaluate("scrollTo(0, 0)")
    page.locator(".nn-python a:text-is('Go to cell 6')").click()
    assert page.evaluate("document.activeElement.closest('.cell').id") == "cell-6"
    box, bar = cell(page, 6).bounding_box(), page.locator(".nn-python").bounding_box()
    assert 0 <= box["y"] < bar["y"]
    page.locator(".nn-python button[aria-label^=Close]").click()
    assert page.locator(".nn-python").is_hidden()
    run_text(page, "1")
    assert page.locator(".nn-python").is_visible()


def test_other_scripts_run_cells(warm: Visit) -> None:
    """The page's own boxes, such as that of an exercise, use `window.pagePython`."""
    page = warm.page
    ends = page.evaluate(
        """async ([stub, check]) => {
          const states = [], { cells, run, reset } = window.pagePython;
          const box = (n) => cells.find((one) => one.id === `cell-${n}`);
          document.addEventListener("cell-run", ({ target }) => states.push(target.dataset.run));
          reset(box(stub));
          return [await run([box(stub), box(check)]), states.includes("running")];
        }""",
        [STUB, CHECK],
    )
    assert ends == [["done", "done"], True]


def test_python_starts_when_somebody_is_about_to_run(lesson: Visit) -> None:
    """The line stays away until Run is pressed, and again in the next lesson of this reader."""
    page = lesson.page
    with page.expect_event("worker"):
        cell(page, 6).locator("button:text-is('Run')").hover()
    assert page.locator(".nn-python").is_hidden()
    assert "1,297" in run(page, 6)
    with page.expect_event("worker"):
        page.reload()
    assert page.locator(".nn-python").is_hidden()
    # There it has drawn before anybody asks, and left no trace of it.
    ask = "import sys\nprint('matplotlib.figure' in sys.modules)\n"
    ask += "import matplotlib\nprint(matplotlib.rcParams['font.size'])"
    assert run_text(page, ask).split() == ["True", "10.0"]
    none(lesson.problems)


def test_all_cells_above_run_when_asked(warm: Visit) -> None:
    page = warm.page
    press(page, 6, "Run all above")
    wait_until_done(page)
    assert says(page).startswith("All 4 cells above cell 6 ran in")


def test_restart_forgets_every_variable(warm: Visit) -> None:
    page = warm.page
    run_text(page, "forgotten = 1")
    page.locator(".nn-python button:text-is('Restart')").click()
    assert "Python starts afresh" in says(page)
    run_text(page, "print('forgotten' in globals())")
    assert cell(page, 6).locator(".cell_output").inner_text() == "False"


WHAT_CELLS_SHOW = {
    "print('a', end='')\nprint('b')\n'c'": "ab\n'c'",
    "for i in range(3):\n    print(f'\\r{i}', end='')": "2",
    "1 + 1;": "",
    "[{'long name': i} for i in range(8)][:3]": "[{'long name': 0}, {'long name': 1}, "
    "{'long name': 2}]",
    "display(1, 'two')": "1\n'two'",
    "import warnings\nwarnings.warn('careful')": "cell 6:2: UserWarning: careful\n"
    "  warnings.warn('careful')",
    "def f(x):\n    return np.reshape(x, (2, 2))\nf([1])": "Traceback (most recent call last):\n"
    "  cell 6, line 3\n    f([1])\n    ~^^^^^\n  cell 6, line 2, in f\n"
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
    assert cell(page, 6).locator("img").evaluate("(image) => image.naturalWidth") > 300
    run_text(page, "class A:\n    def _repr_html_(self): return '<b>bold</b>'\nA()")
    assert cell(page, 6).locator(".text_html b").inner_text() == "bold"


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
    box = cell(page, 6).locator(".nn-widget[data-state=live]")
    assert "ends at 1" in box.locator(".nn-caption").inner_text()
    picture = box.locator("img").get_attribute("src")
    box.locator("input[type=range]").press("ArrowRight")
    assert "ends at 2" in box.locator(".nn-caption").inner_text()
    assert box.locator("img").get_attribute("src") != picture


def test_a_first_picture_need_not_wait_for_the_others(warm: Visit) -> None:
    """It is shown while Python draws on; what is not drawn yet says so, and comes."""
    page = warm.page
    source = (
        "import time\nfrom coursekit import explore, figure\n"
        "def draw(x):\n    time.sleep(3 * (x == 2))\n    fig, ax = figure()\n    ax.plot([0, x])\n"
        "    return fig, f'A line that ends at {x}, as you see.'\n"
        "explore(draw, x=[1, 2, 3], start={'x': 3})"
    )
    type_in(page, 6, source)
    press(page, 6, "Run")
    box = cell(page, 6).locator(".nn-widget[data-state=live]")
    box.locator(".nn-caption", has_text="ends at 3").wait_for()
    assert cell(page, 6).get_attribute("data-run") == "running"
    box.locator("input[type=range]").press("ArrowLeft")
    assert "not drawn this picture yet" in box.locator(".nn-caption").inner_text()
    box.locator(".nn-caption", has_text="ends at 2").wait_for()
    wait_until_done(page)
    assert box.locator("img.nn-old").count() == 0
    box.locator("input[type=range]").press("ArrowLeft")
    assert "ends at 1" in box.locator(".nn-caption").inner_text()


# ---- stopping ------------------------------------------------------------------------------------


def test_an_endless_loop_is_stopped_and_told(lesson: Visit) -> None:
    """Python is replaced; the page says what is lost, and runs it again on request."""
    page = lesson.page
    run(page, 6)
    type_in(page, 7, "while True:\n    pass")
    press(page, 7, "Run")
    page.wait_for_selector("#cell-7[data-run=running]")
    press(page, 7, "Stop")
    wait_until_it_says(page, "Its variables are lost")
    assert "stopped" in cell(page, 7).locator(".nn-cell-state").inner_text()
    page.locator(".nn-python button:text-is('Run cells 2 and 6 again')").click()
    wait_until_it_says(page, "Cell 6 ran")
    wait_until_done(page)
    assert run_text(page, "len(x)", 7) == "1797"
    none(lesson.problems)


def test_a_loop_that_prints_does_not_choke_the_page(lesson: Visit) -> None:
    page = lesson.page
    type_in(page, 6, "while True:\n    print('again and again')")
    press(page, 6, "Run")
    page.wait_for_function("document.querySelector('#cell-6').innerText.includes('cut here')")
    press(page, 6, "Stop")
    wait_until_it_says(page, "Stopped.")
    assert cell(page, 6).locator(".cell_output").bounding_box()["height"] < 900


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
        type_in(page, 6, "kept = 5\nwhile True:\n    pass")
        press(page, 6, "Run")
        page.wait_for_selector("#cell-6[data-run=running]")
        press(page, 6, "Stop")
        wait_until_it_says(page, "Cell 6 was stopped. All variables are as they were then.")
        # What runs next is left alone, however long it takes.
        assert run_text(page, "import time\ntime.sleep(3)\nkept") == "5"


def test_a_double_click_on_run_stops_nothing(warm: Visit) -> None:
    page = warm.page
    type_in(page, 6, "import time\ntime.sleep(1)\nprint('ran')")
    cell(page, 6).locator("button:text-is('Run')").dblclick()
    wait_until_done(page)
    assert says(page).startswith("Cell 6 ran in")
    assert cell(page, 6).locator(".cell_output").inner_text() == "ran"


# ---- editing -------------------------------------------------------------------------------------


def test_an_edit_survives_a_reload_and_can_be_reset(warm: Visit) -> None:
    page = warm.page
    press(page, 6, "Reset")
    before = cell(page, 6).locator("pre").first.inner_text()
    run_text(page, "print('mine')")
    page.reload()
    assert cell(page, 6).locator("pre").first.inner_text().strip() == "print('mine')"
    assert "changed by you" in cell(page, 6).locator(".nn-cell-state").inner_text()
    assert run(page, 6) == "mine"
    press(page, 6, "Reset")
    assert cell(page, 6).locator("pre").first.inner_text() == before
    assert "1,297 digits" in cell(page, 6).locator(".cell_output").inner_text()
    key = "how-neural-networks-learn.edit/lessons/01_neurons/6"
    assert page.evaluate("(key) => localStorage.getItem(key)", key) is None


@pytest.mark.parametrize("choice", ["Use mine", "Forget mine"])
def test_an_edit_of_a_cell_that_the_book_has_changed_is_offered(lesson: Visit, choice: str) -> None:
    page = lesson.page
    key = "how-neural-networks-learn.edit/lessons/01_neurons/6"
    page.evaluate(
        "([key, edit]) => localStorage.setItem(key, JSON.stringify(edit))",
        [key, {"original": "what the book once had", "text": "print('mine')"}],
    )
    page.reload()
    note = cell(page, 6).locator(".nn-cell-note")
    assert "the book has changed it since" in note.inner_text()
    assert "changed by you" not in cell(page, 6).locator(".nn-cell-state").inner_text()
    none(accessibility(page, within="#cell-6"))
    press(page, 6, choice)
    assert note.count() == 0
    mine = choice == "Use mine"
    assert ("print('mine')" in cell(page, 6).locator("pre").first.inner_text()) is mine
    assert bool(page.evaluate("(key) => localStorage.getItem(key)", key)) is mine


def test_an_edit_follows_its_cell_when_cells_move(lesson: Visit) -> None:
    page = lesson.page
    source = cell(page, 6).locator("pre").first.inner_text().strip()
    page.evaluate(
        "(edit) => localStorage.setItem('how-neural-networks-learn.edit/lessons/01_neurons/9',"
        " JSON.stringify(edit))",
        {"original": source, "text": "print('mine')"},
    )
    page.reload()
    assert "print('mine')" in cell(page, 6).locator("pre").first.inner_text()
    keys = page.evaluate("Object.keys(localStorage).filter((key) => key.includes('.edit/'))")
    assert keys == ["how-neural-networks-learn.edit/lessons/01_neurons/6"]


def test_a_cell_is_not_reset_while_it_runs(warm: Visit) -> None:
    """Its output would then stand below another text, and the book's own would be lost."""
    page = warm.page
    press(page, 6, "Reset")
    stored = cell(page, 6).locator(".cell_output").inner_text()
    type_in(page, 6, "import time\ntime.sleep(1)\nprint('mine')")
    press(page, 6, "Run")
    page.wait_for_selector("#cell-6[data-run=running]")
    assert cell(page, 6).locator("button:text-is('Reset')").is_disabled()
    wait_until_done(page)
    assert cell(page, 6).locator(".cell_output").inner_text() == "mine"
    press(page, 6, "Reset")
    assert cell(page, 6).locator(".cell_output").inner_text() == stored


FULL = """
const keep = Storage.prototype.setItem;
Storage.prototype.setItem = function (key, text) {
  if (key.includes(".edit/")) throw new DOMException("full", "QuotaExceededError");
  keep.call(this, key, text);
};
"""


def test_a_browser_that_keeps_nothing_is_told(browser: Browser, live_book: str) -> None:
    with opened(browser, f"{live_book}/{FIRST}", lambda page: page.add_init_script(FULL)) as seen:
        type_in(seen.page, 6, "print('mine')")
        wait_until_it_says(seen.page, "This browser does not keep your changes")
        assert run(seen.page, 6) == "mine"
        none(seen.problems)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_editor_stands_where_the_code_stood(
    browser: Browser, live_book: str, width: int
) -> None:
    """Nothing jumps, lines stay lines, and a phone does not zoom in."""
    with opened(browser, f"{live_book}/{FIRST}", width=width) as seen:
        page = seen.page
        cell(page, SLOW).evaluate(OPEN_ROOM)
        box = cell(page, SLOW).bounding_box()
        press(page, SLOW, "Edit")
        page.wait_for_selector(f"#cell-{SLOW} .cm-content:focus")
        now = cell(page, SLOW).bounding_box()
        assert now["height"] == pytest.approx(box["height"], abs=0.5)
        assert now["width"] == box["width"]
        size = page.evaluate("parseFloat(getComputedStyle(document.activeElement).fontSize)")
        assert size >= (16 if width == NARROW else 13)
        for kind in ("k", "nf", "s2", "mi"):  # the classes by which the page colors its code
            pair = page.eval_on_selector_all(
                f"#cell-{SLOW} .highlight .{kind}",
                "(all) => all.map((n) => getComputedStyle(n).color)",
            )
            assert len(pair) > 1 and len(set(pair)) == 1, kind
        none(overflow(page) + seen.problems)


def test_the_editor_indents_undoes_and_lets_go(warm: Visit) -> None:
    page = warm.page
    lines = "(all) => all.map((line) => line.textContent)"

    def text() -> str:
        return "\n".join(page.eval_on_selector_all("#cell-6 .cm-line", lines))

    type_in(page, 6, "def f(x):")
    page.keyboard.press("Enter")
    page.keyboard.type("return (x")
    assert text() == "def f(x):\n    return (x)"
    page.keyboard.press("End")
    assert page.locator("#cell-6 .cm-matchingBracket").count() == 2
    page.keyboard.press("ControlOrMeta+z")
    assert text() != "def f(x):\n    return (x)"
    focus = "() => document.activeElement.textContent"
    page.keyboard.press("Escape")
    assert page.evaluate(focus) == "Run"
    page.keyboard.press("Tab")
    assert page.evaluate(focus) == "Edit"
    press(page, 6, "Reset")


def test_shift_enter_runs_and_goes_on(warm: Visit) -> None:
    """In the editor and on the button; what comes next may be folded, and is passed over."""
    page = warm.page
    place = "() => document.activeElement.closest('.cell')?.id"
    type_in(page, 6, "print('from the editor')")
    page.keyboard.press("Shift+Enter")
    assert page.evaluate(place) == "cell-7"  # nothing is folded between
    page.keyboard.press("Shift+Enter")
    assert page.evaluate(place) == "cell-15"
    wait_until_done(page)
    assert "from the editor" in cell(page, 6).inner_text()
    assert cell(page, 7).get_attribute("data-run") == "done"  # on the digits of the set-up


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
        press(page, 6, "Run")
        wait_until_it_says(page, sentence)
        none(accessibility(page, within=".nn-python"))
        assert "1,297 digits" in cell(page, 6).inner_text()  # what is stored stays
        page.locator(".nn-ask input").first.check()
        page.locator(".nn-ask .nn-submit").first.click()
        assert page.locator(".nn-ask .nn-feedback").first.inner_text()
        page.unroute_all()
        if name in ("no network", "a damaged file"):
            run(page, 6)
            assert says(page).startswith("Cell 6 ran in")


def test_a_page_from_disk_says_what_it_needs(browser: Browser, book: Path, live_book: str) -> None:
    with opened(browser, (book / FIRST).as_uri(), offline=True) as seen:
        for name in ("Run", "Edit"):
            press(seen.page, 6, name)
            wait_until_it_says(seen.page, "can't run in a page that is opened from disk")
        assert "https://" in says(seen.page)
        none(seen.problems)


def test_loading_can_be_stopped(browser: Browser, live_book: str) -> None:
    """A server that never answers keeps nobody waiting."""
    stall = lambda page: page.route("**/python/*.wasm", lambda route: None)  # noqa: E731
    with opened(browser, f"{live_book}/{FIRST}", stall) as seen:
        press(seen.page, 6, "Run")
        wait_until_it_says(seen.page, "Python is loading")
        seen.page.locator(".nn-python button:text-is('Stop')").click()
        wait_until_it_says(seen.page, "Loading was stopped.")
        seen.page.unroute_all()
        run(seen.page, 6)
        assert says(seen.page).startswith("Cell 6 ran in")


def test_when_python_dies_the_page_says_so_and_goes_on(lesson: Visit) -> None:
    page = lesson.page
    run(page, 6)
    type_in(page, 7, "import os\nos.abort()")
    press(page, 7, "Run")
    wait_until_it_says(page, "Python ended unexpectedly. Its variables are lost.")
    assert run_text(page, "6 * 7", 7) == "42"


# ---- for everyone --------------------------------------------------------------------------------


def test_a_page_with_python_is_accessible(browser: Browser, live_book: str) -> None:
    """With outputs, an error, an editor, a long output and the line; buttons can be hit."""
    with opened(browser, f"{live_book}/{FIRST}", color_scheme="light") as seen:
        page = seen.page
        run(page, 9)
        run_text(page, "for i in range(200):\n    print('long ' * 40)\n1 / 0", 7)
        run(page, CHECK)
        for width in (WIDE, NARROW):
            page.set_viewport_size({"width": width, "height": 900})
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
        none(in_dark(page) + seen.problems)
