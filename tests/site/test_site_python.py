"""What the book serves besides its pages: Python, the notebook app, and all of it in one zip."""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Route
from site_checks import Browser, none, serve, unanswered, undrawn, unmoved, visit

from tools import fetch_python, notebook_app, zip_book
from tools.fetch_python import CDN, LOCK, NOTEBOOK, PAGES, Plan

LESSON = "lessons/01_neurons"
NONE_FOR_THE_BROWSER = "no Python in the pages or no notebooks in this book, so none was started"
#: Starts Python in a page of the book and imports our library.
IMPORT = """async ({ base, lock }) => {
  const { loadPyodide } = await import(base + "pyodide.mjs");
  const python = await loadPyodide({ indexURL: base, lockFileURL: lock });
  await python.loadPackagesFromImports("import nnlib", { messageCallback() {} });
  return python.runPython("import nnlib; nnlib.__version__");
}"""


@pytest.fixture(scope="session")
def plan(book: Path) -> Plan:
    """Return how the built book has its Python."""
    return Plan(**json.loads((book.parent / "python.json").read_text("utf-8")))


@pytest.fixture(scope="session")
def wheel(book: Path) -> Path:
    """Return the wheel of our library."""
    (path,) = (book / "wheels").glob("*.whl")
    return path


@pytest.fixture
def with_python(plan: Plan) -> Plan:
    """Return the plan, where Python and the notebook app are served with the book."""
    if plan.mode != "self" or not plan.notebook:
        if os.environ.get("REQUIRE_PYTHON_IN_PAGE"):
            pytest.fail(NONE_FOR_THE_BROWSER, pytrace=False)
        pytest.skip(NONE_FOR_THE_BROWSER)
    return plan


def unlisted(folder: Path) -> list[str]:
    """Return the packages of a lock file that do not lie where it says, or are not what it says."""
    problems = []
    for name, entry in json.loads((folder / LOCK).read_bytes())["packages"].items():
        path = folder / entry["file_name"]
        if not path.is_file():
            problems.append(f"{name}: {entry['file_name']} is missing in {folder.name}.")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != entry["sha256"]:
            problems.append(f"{name}: {entry['file_name']} is not the file that the lock names.")
    return problems


def test_the_book_serves_what_is_on_record(book: Path, plan: Plan, wheel: Path) -> None:
    """Every file of `python/` is ours or on record, and the locks tell the truth."""
    expected = PAGES if plan.mode == "self" else {}
    ours = {LOCK, "NOTICE.txt", fetch_python.hashed_name(wheel)} if plan.mode != "off" else set()
    assert {p.name for p in (book / "python").glob("*")} == expected.keys() | ours
    assert [name for name, file in expected.items() if not file.is_at(book / "python" / name)] == []
    if plan.mode == "self":
        none(unlisted(book / "python"))
        assert plan.lock.partition("?")[0] == f"python/{LOCK}"
    if plan.mode == "self" and plan.notebook:
        none(unlisted(book / "notebook"))
        wheels = book / "notebook" / "wheels"
        assert [name for name, file in NOTEBOOK.items() if not file.is_at(wheels / name)] == []


def test_a_wrong_lock_is_noticed(tmp_path: Path) -> None:
    """The check above can fail."""
    packages = {"a": {"file_name": "a.whl", "sha256": "0"}, "b": {"file_name": "b.whl"}}
    (tmp_path / LOCK).write_text(json.dumps({"packages": packages}))
    (tmp_path / "a.whl").write_bytes(b"other")
    missing, wrong = sorted(unlisted(tmp_path), key=lambda text: "not the file" in text)
    assert "b.whl is missing" in missing and "a.whl is not the file" in wrong


def test_lessons_have_the_button_that_leads_somewhere(book: Path, plan: Plan) -> None:
    """Each lesson, and no other page, opens as a notebook; without the app none does."""
    link = re.compile(r'href="([^"]*notebook/notebooks/index\.html)\?path=([^"]*)"')
    for path in [*book.glob("lessons/*.html"), *book.glob("book/*.html")]:
        links = link.findall(path.read_text("utf-8"))
        if plan.notebook and path.parent.name == "lessons":
            ((app, lesson),) = links
            assert (path.parent / app).is_file()
            assert (book / "notebook" / "files" / lesson).is_file(), lesson
        else:
            assert links == [], path


def test_from_disk_no_button_misleads(browser: Browser, book: Path, with_python: Plan) -> None:
    """Browsers give a page from disk no worker, so there the button is gone."""
    with visit(browser, (book / f"{LESSON}.html").as_uri()) as seen:
        assert seen.page.locator("a[href*='colab']").count() > 0
        assert seen.page.locator("a[href*='notebook/notebooks']").count() == 0
        none(seen.problems)


def test_python_comes_from_the_release(
    browser: Browser, book: Path, tmp_path: Path, with_python: Plan, wheel: Path
) -> None:
    """In the mode `cdn` the release serves all but the lock and our library, which the book has."""
    (tmp_path / "page.html").write_text('<!doctype html><link rel="icon" href="data:,">')
    fetch_python.publish(tmp_path, Plan("cdn", CDN), wheel)
    asked = []

    def answer(route: Route) -> None:
        asked.append(name := route.request.url.removeprefix(CDN))
        path = book / "python" / name
        route.fulfill(path=path, headers={"Access-Control-Allow-Origin": "*"})

    with serve(tmp_path) as origin, visit(browser, f"{origin}/page.html") as seen:
        seen.page.route(f"{CDN}**", answer)
        where = {"base": CDN, "lock": f"{origin}/python/{LOCK}"}
        assert seen.page.evaluate(IMPORT, where) == wheel.name.split("-")[1]
        strangers = [text for text in seen.problems if CDN not in text]
        none(strangers)
    assert set(asked) <= PAGES.keys() and {"pyodide.mjs", "pyodide.asm.wasm"} < set(asked)


#: Which cell of the notebook is selected, from 0.
SELECTED = """[...document.querySelectorAll(".jp-Notebook .jp-Cell")]
    .findIndex((cell) => cell.classList.contains("jp-mod-selected"))"""


def test_a_lesson_opens_as_a_notebook(browser: Browser, origin: str, with_python: Plan) -> None:
    """The lesson's first cells run in Jupyter, its widgets live, and no other host is asked."""
    lesson = json.loads((notebook_app.ROOT / f"{LESSON}.ipynb").read_text("utf-8"))
    cells = [(c["cell_type"], "".join(c["source"])) for c in lesson["cells"]]
    last = next(i for i, (_, source) in enumerate(cells) if source.startswith("explore("))
    problems: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.on(
        "request",
        lambda request: (
            request.url.startswith((origin, "data:", "blob:"))
            or problems.append(f"The app asks another host for {request.url}.")
        ),
    )
    context.on(
        "response",
        lambda answer: answer.status >= 400 and problems.append(f"Missing: {answer.url}."),
    )
    page = context.new_page()
    page.on(
        "console",
        lambda said: said.type == "error" and problems.append(f"The console shows: {said.text}"),
    )
    page.on("pageerror", lambda error: problems.append(f"A script fails: {error}"))
    page.set_default_timeout(240_000)  # Python starts here on a machine that runs other tests
    page.goto(f"{origin}/notebook/notebooks/index.html?path={LESSON}.ipynb")
    page.locator(".jp-Cell").first.click()
    for _ in range(1000):  # a key that comes before the app listens is lost
        if page.evaluate(SELECTED) > last:
            break
        page.keyboard.press("Shift+Enter")
        page.wait_for_timeout(200)
    widget = page.locator(".nn-explore").first
    widget.wait_for()
    widget.scroll_into_view_if_needed()
    problems += unmoved(page, widget.element_handle())
    question = page.locator(".nn-ask").first
    question.scroll_into_view_if_needed()
    problems += unanswered(page, question.element_handle())
    problems += page.locator("[data-mime-type='application/vnd.jupyter.error']").all_inner_texts()
    problems += page.locator("[data-mime-type='application/vnd.jupyter.stderr']").all_inner_texts()
    context.close()
    none(problems)


def test_the_zip_is_the_whole_book(
    browser: Browser, book: Path, plan: Plan, tmp_path: Path
) -> None:
    """Unpacked in an empty folder and served, the book works; its note says how."""
    zip_book.pack(book, tmp_path / "book.zip")
    with ZipFile(tmp_path / "book.zip") as archive:
        archive.extractall(tmp_path)
    (root,) = (path for path in tmp_path.iterdir() if path.is_dir())
    assert "python -m http.server" in (root / "README.txt").read_text("utf-8")
    assert (root / "python" / LOCK).is_file() == (plan.mode != "off")
    with serve(root) as origin:
        page = browser.new_page()
        page.goto(origin)
        page.wait_for_url("**/book/index.html")
        page.close()
        with visit(browser, f"{origin}/{LESSON}.html") as seen:
            none(seen.problems + undrawn(seen.page))
