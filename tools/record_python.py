"""Write `pyodide.json`, the project's record of third-party files, for another release of Pyodide.

Usage: python -m tools.record_python FOLDER, where FOLDER holds the unpacked release. The record is
Pyodide's own lock file, cut down to what a lesson can import; for the notebook app it adds wheels
from PyPI, the newest that fit. Everything that the record names is read and compared first.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from email.parser import Parser
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.address import ROOT
from tools.fetch_python import RECORD_FILE, pip_download

CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
PAGES = ("numpy", "matplotlib", "micropip")
NOTEBOOK = ("ipython", "ipywidgets", "anywidget")
OF_THE_APP = {"widgetsnbextension"}  # the notebook app brings a wheel of its own for it


def fingerprint(data: bytes) -> dict[str, Any]:
    """Size and sha256, as the record has them."""
    return {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def closure(packages: dict[str, Any], roots: tuple[str, ...]) -> list[str]:
    """The packages that these need, themselves included."""
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += packages[name]["depends"]
    return sorted(found)


def cut(folder: Path) -> dict[str, Any]:
    """Pyodide's lock with the packages of the pages alone, each compared with its file."""
    lock = json.loads((folder / "pyodide-lock.json").read_text(encoding="utf-8"))
    packages = {}
    for name in closure(lock["packages"], PAGES):
        entry = lock["packages"][name]
        found = fingerprint((folder / entry["file_name"]).read_bytes())
        if found["sha256"] != entry["sha256"]:
            raise SystemExit(f"{entry['file_name']} is not the file that Pyodide's lock names.")
        packages[name] = entry | found
    return {"info": lock["info"], "packages": packages}


def entry_of(wheel: Path, python: str) -> dict[str, Any]:
    """What a lock file says about a wheel."""
    with ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = next(name for name in names if name.endswith(".dist-info/METADATA"))
        message = Parser().parsestr(archive.read(metadata).decode())
    where = {"sys_platform": "emscripten", "platform_system": "Emscripten", "extra": ""}
    where |= {"python_version": python.rpartition(".")[0], "python_full_version": python}
    needs = [Requirement(line) for line in message.get_all("Requires-Dist") or []]
    tops = {name.split("/")[0] for name in names if name.endswith(".py")}
    return {
        "name": canonicalize_name(message["Name"]),
        "version": message["Version"],
        "file_name": wheel.name,
        "install_dir": "site",
        "package_type": "package",
        "imports": sorted(top.removesuffix(".py") for top in tops if ".data" not in top),
        "depends": sorted(
            canonicalize_name(need.name)
            for need in needs
            if need.marker is None or need.marker.evaluate(where)
        ),
        "unvendored_tests": False,
    } | fingerprint(wheel.read_bytes())


def of_notebook(lock: dict[str, Any]) -> dict[str, Any]:
    """Lock entries for the wheels that only the notebook app needs."""
    python = lock["info"]["python"]
    pins = (ROOT / "requirements.txt").read_text(encoding="utf-8").split()
    wanted = [next((pin for pin in pins if pin.startswith(f"{n}==")), n) for n in NOTEBOOK]
    wanted[0] = "ipython"  # the book's own pin is for older Pythons
    with tempfile.TemporaryDirectory() as folder:
        # pip judges the dependencies by this machine, so it brings more than is needed.
        subprocess.run([*pip_download(python), *wanted, "-d", folder], check=True)
        found = [entry_of(wheel, python) for wheel in Path(folder).glob("*.whl")]
    packages = {entry["name"]: entry for entry in found}
    for name in OF_THE_APP:
        packages[name]["depends"] = []
    needed = closure(packages | lock["packages"], NOTEBOOK)
    return {n: packages[n] for n in needed if n not in lock["packages"] and n not in OF_THE_APP}


def main() -> None:
    """Write the record."""
    folder = Path(sys.argv[1])
    core = [{"file_name": name} | fingerprint((folder / name).read_bytes()) for name in CORE]
    version = json.loads((folder / "package.json").read_text(encoding="utf-8"))["version"]
    lock = cut(folder)
    record = {"version": version, "core": core, "lock": lock, "notebook": of_notebook(lock)}
    RECORD_FILE.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
