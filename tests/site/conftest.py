"""What the tests of the site share: the built book on a local port, and one browser.

`make test` builds the book before it starts these tests. Without Chromium they are skipped, or fail
where the environment variable REQUIRE_BROWSER is set. So are those that run cells in the page where
the book was built without Python.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from site_checks import NO_BROWSER, Browser, chromium, serve, start_browser

ROOT = Path(__file__).parents[2]

BOOK = ROOT / "_build" / "html"
NO_PYTHON = (
    "no Python in the pages of this book, so their cells were not run in the browser: "
    "the build could not fetch it (or python_in_page in _config.yml says so)"
)


@pytest.fixture(scope="session")
def book() -> Path:
    """Return the folder of the built book."""
    if not (BOOK / "index.html").exists():
        pytest.fail("The book has not been built: run `make book` first.", pytrace=False)
    return BOOK


@pytest.fixture(scope="session")
def origin(book: Path) -> Iterator[str]:
    """Serve the book on a free local port and return its address."""
    with serve(book) as address:
        yield address


@pytest.fixture(scope="session")
def live_book(book: Path, origin: str) -> str:
    """Return the address of the book, if its pages have Python."""
    if not (book / "python" / "pyodide-lock.json").is_file():
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(NO_PYTHON, pytrace=False)
        pytest.skip(NO_PYTHON)
    return origin


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start one browser for all tests of a process."""
    path = chromium()
    if path is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(NO_BROWSER, pytrace=False)
        pytest.skip(NO_BROWSER)
    with start_browser(path) as started:
        yield started


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give `page_path` every page of the book, and `widget_page` those with widgets."""
    # index.html only leads to the welcome page, and the notebook app has a test of its own.
    others = {BOOK / "index.html", BOOK / "404.html", *(BOOK / "notebook").rglob("*.html")}
    pages = sorted(set(BOOK.rglob("*.html")) - others)
    for name, chosen in (
        ("page_path", pages),
        ("widget_page", [path for path in pages if 'class="nn-widget"' in path.read_text("utf-8")]),
    ):
        if name in metafunc.fixturenames:
            paths = [path.relative_to(BOOK).as_posix() for path in chosen]
            # An unbuilt book has no pages; the fixture `book` then says so.
            metafunc.parametrize(name, paths or ["index.html"])
