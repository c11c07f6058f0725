"""How tests use a page whose cells run: press its buttons, type into its editor, wait."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page
from site_checks import NO_WIDGET, Browser, Visit, visit

from tools.run_lessons import read

LESSONS = Path(__file__).parents[2] / "lessons"

PATIENCE = 300_000  # milliseconds: Python is slow in a page, and slower beside other tests
# The line has a Stop as long as something runs or waits.
OPEN_ROOM = "(box) => { const room = box.closest('details.nn-aside'); if (room) room.open = true; }"
IDLE = """() => [...document.querySelectorAll(".nn-python button")]
  .every((button) => button.textContent !== "Stop" || button.hidden)"""


def numbered(beginning: str, lesson: str = "01_neurons") -> int:
    """Return the number of the code cell of a lesson that begins with a text."""
    cells = [one for one in read(LESSONS / f"{lesson}.ipynb").cells if one.cell_type == "code"]
    (number,) = (n for n, one in enumerate(cells, 1) if one.source.startswith(beginning))
    return number


def cell(page: Page, number: int) -> Locator:
    return page.locator(f"#cell-{number}")


def press(page: Page, number: int, name: str) -> None:
    """Press a button of a cell; also where its code is folded."""
    cell(page, number).evaluate(OPEN_ROOM)
    row = cell(page, number).locator(".nn-cell-row button")
    # The first button runs the cell; in an exercise it is called Check.
    button = row.first if name == "Run" else cell(page, number).locator(f"button:text-is('{name}')")
    button.evaluate("(button) => button.click()")


def press_all(page: Page, numbers: Iterable[int]) -> None:
    """Press Run in many cells, in one call: each call takes a tenth of a second."""
    page.evaluate(
        f"""(numbers) => {{
          const open = {OPEN_ROOM};
          const boxes = numbers.map((number) => document.getElementById(`cell-${{number}}`));
          boxes.forEach(open);
          for (const box of boxes) box.querySelector(".nn-cell-row button").click();
        }}""",
        list(numbers),
    )


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


def run_text(page: Page, source: str, number: int = 6) -> str:
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
    """Open a page whose cells run, with patience: Python loads slowly on a busy machine.

    Widgets start only where they come near.
    """

    def patiently(page: Page) -> None:
        page.set_default_timeout(PATIENCE)
        prepare(page)

    with visit(browser, url, prepare=patiently, widgets=NO_WIDGET, **options) as seen:
        yield seen
