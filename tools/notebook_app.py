"""The lessons as notebooks in the page: Jupyter Notebook without a server, served with the book.

JupyterLite builds the app from packages of requirements.txt. It lies in `notebook/` of the book and
takes Python from `python/`, so nothing is there twice; only IPython, widgets and what they need are
added. The app asks no other host for anything, and so can install nothing but what is here.

`open_as_notebook: false` in `_config.yml` leaves it out, and so does a book without Python.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path
from typing import Any

from tools.address import ROOT
from tools.fetch_python import CACHE, LOCK, RECORD, Plan, entries, mirror, our_entry, write_lock

PACKAGES = ("jupyterlite-core", "jupyterlite-pyodide-kernel", "jupyterlab_widgets", "anywidget")
KERNEL = "@jupyterlite/pyodide-kernel-extension"
KERNEL_WHEELS = f"extensions/{KERNEL}/static/pypi"
#: What is loaded before the first cell runs; what the kernel does not find here it would look for.
START = ("micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython", "nnlib")
#: What the app's package holds for those who develop it.
SURPLUS = ("rspack.config*.js", "package.json", "jupyterlite.schema.v0.json", "doc")

#: The app names its icon late, and browsers ask for one at once.
HEAD = (
    "<title>Jupyter Notebook - Notebooks</title>",
    '<title>Notebook</title><link rel="icon" href="../../_static/favicon.svg">',
)
DISABLED = [
    "@jupyterlite/application-extension:service-worker-manager",  # files in the browser: slow
    "@jupyter-notebook/notebook-extension:tab-icon",  # its pictures are not in the package
    "@jupyter-notebook/notebook-extension:checkpoints",  # dates that mean nothing here
    "@jupyter-notebook/notebook-extension:trusted",  # "Not Trusted" is about stored outputs
]


def build(folder: Path) -> None:
    """Build the app, without notebooks; nothing happens where it is up to date."""
    made_from = [Path(__file__).read_text("utf-8"), *map(metadata.version, PACKAGES)]
    current = hashlib.sha256("\n".join(made_from).encode()).hexdigest()
    mark = folder.with_suffix(".made-from")
    if folder.is_dir() and mark.is_file() and mark.read_text() == current:
        return
    shutil.rmtree(folder, ignore_errors=True)
    command = [str(Path(sys.executable).with_name("jupyter")), "lite", "build"]
    command += ["--apps=notebooks", "--no-unused-shared-packages", "--no-sourcemaps"]
    with tempfile.TemporaryDirectory() as work:
        command += [f"--lite-dir={work}", f"--output-dir={folder}"]
        subprocess.run(command, check=True, cwd=work, capture_output=True)
    for path in [path for pattern in SURPLUS for path in folder.glob(pattern)]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    page = folder / "notebooks" / "index.html"
    page.write_text(page.read_text("utf-8").replace(*HEAD), "utf-8")
    mark.write_text(current)


def publish(html: Path, app: Path, plan: Plan, wheel: Path, cache: Path = CACHE) -> None:
    """Make the folder `notebook/` of the book: the app, its packages, the lessons."""
    files: dict[str, Path | bytes] = {}
    if plan.notebook:
        found = [path for path in app.rglob("*") if path.is_file()]
        files = {path.relative_to(app).as_posix(): path for path in found}
        for entry in RECORD["notebook"].values():
            files[f"wheels/{entry['file_name']}"] = cache / entry["file_name"]
        lessons = {path.name: fresh(path) for path in sorted((ROOT / "lessons").glob("*.ipynb"))}
        files |= {f"files/lessons/{name}": lesson for name, lesson in lessons.items()}
        files["api/contents/all.json"] = listing("", {"lessons": None})
        files["api/contents/lessons/all.json"] = listing("lessons", lessons)
        files[LOCK] = lock = lock_of(app, wheel, plan)
        files["jupyter-lite.json"] = settings(app, plan, lock)
    mirror(html / "notebook", files)


def settings(app: Path, plan: Plan, lock: bytes) -> bytes:
    """The app's settings; an address that begins with `./` is seen from its folder."""
    config = json.loads((app / "jupyter-lite.json").read_text("utf-8"))
    config["jupyter-config-data"] |= {
        "appUrl": "./notebooks",
        "contentsAllJsonFile": "all.json",
        "disabledExtensions": DISABLED,
    }
    address = f"{LOCK}?{hashlib.sha256(lock).hexdigest()[:8]}"
    folder = plan.base if plan.mode == "cdn" else f"./../{plan.base}"
    config["jupyter-config-data"]["litePluginSettings"][f"{KERNEL}:kernel"] |= {
        "pyodideUrl": f"{folder}pyodide.mjs",
        "loadPyodideOptions": {"lockFileURL": address, "packages": START},
        "disablePyPIFallback": True,
    }
    return json.dumps(config, indent=1).encode()


def lock_of(app: Path, wheel: Path, plan: Plan) -> bytes:
    """The app's lock file: Python as in the pages, and with it the kernel, IPython and widgets."""
    packages = entries(RECORD["lock"]["packages"], plan.packages or "../python/")
    packages |= entries(RECORD["notebook"], "wheels/")
    index = json.loads((app / KERNEL_WHEELS / "all.json").read_text("utf-8"))
    for name, found in index.items():
        version, (release, *_) = max(found["releases"].items())
        packages[name] = {
            "name": name,
            "version": version,
            "file_name": f"{KERNEL_WHEELS}/{release['filename']}",
            "install_dir": "site",
            "sha256": release["digests"]["sha256"],
            "package_type": "package",
            "imports": [],
            "depends": [],
            "unvendored_tests": False,
        }
    packages["nnlib"] = our_entry(wheel, "../python/", ("numpy", "matplotlib", "anywidget"))
    return write_lock(packages)


def fresh(lesson: Path) -> bytes:
    """A lesson as one that was never run, so that what you see is what you ran."""
    notebook = json.loads(lesson.read_text("utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    return json.dumps(notebook, indent=1, ensure_ascii=False).encode()


def listing(folder: str, inside: dict[str, bytes] | dict[str, None]) -> bytes:
    """What Jupyter's contents service would say of a folder and what is in it."""

    def model(path: str, data: bytes | None) -> dict[str, Any]:
        dates = dict.fromkeys(("created", "last_modified"), "2026-01-01T00:00:00Z")
        kind = {"type": "directory", "size": None}
        if data is not None:
            kind = {"type": "notebook", "size": len(data)}
        same = {"content": None, "format": "json", "mimetype": None, "writable": True}
        return {"name": path.rpartition("/")[2], "path": path} | kind | dates | same

    content = [model(f"{folder}/{name}".lstrip("/"), data) for name, data in inside.items()]
    return json.dumps(model(folder, None) | {"content": content}, indent=1).encode()
