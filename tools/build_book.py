"""Build the book into _build/html.

Jupyter Book runs notebooks one after the other. This tool first runs those that are new or changed,
two at a time, and puts the results into jupyter-cache, where Jupyter Book finds them. It also does
what Jupyter Book does not: when the library changed it runs all lessons again, when assets changed
it makes all pages again, and it publishes the library's wheel with the book, and Python for the
pages (see fetch_python.py).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from myst_nb.core.config import NbParserConfig
from myst_nb.core.read import create_nb_reader
from myst_parser.config.main import MdParserConfig
from nbformat import NotebookNode
from sphinx_external_toc.parsing import parse_toc_yaml

from tools import fetch_python, notebook_app
from tools.address import ROOT, library_version, wheel_name
from tools.run_lessons import Job, execute_all, short

BUILD = ROOT / "_build"
CACHE = BUILD / ".jupyter_cache"  # where Jupyter Book looks
HTML = BUILD / "html"
NOTEBOOK_APP = BUILD / "notebook"
DIGESTS = BUILD / "digests.json"  # of what the last good build was made from

CONTENT = ROOT / "coursekit" / "content"  # what the lessons say through the kit

RECORDS = BUILD / "cells.json"  # what the cells of each page read and change

# What the results and records of a cell depend on.
LIBRARY = ("nnlib", "coursekit", "requirements.txt")
LIBRARY += ("tools/record_cells.py", "book/assets/live/page_needs.py")
SITE = (*LIBRARY, "pyproject.toml", "book/assets", "sphinx_ext", "_config.yml", "_toc.yml")
SITE += ("book/heights.json",)  # of the widgets, so that pages keep their room
SITE += ("_build/python.json",)  # whether and where pages find their Python


class NotBuilt(Exception):
    """Why there is no book, as a sentence."""


def digest(names: Iterable[str], skip: Callable[[Path], bool] = lambda file: False) -> str:
    """One number for the contents of files and folders, and for the Python that reads them."""
    result = hashlib.sha256(sys.version.encode())
    for name in names:
        path = ROOT / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and "__pycache__" not in file.parts and not skip(file):
                result.update(file.relative_to(ROOT).as_posix().encode() + b"\0")
                result.update(hashlib.sha256(file.read_bytes()).digest())
    return result.hexdigest()


def read_digests() -> dict[str, str]:
    """What the last builds were made from; empty if nothing is known."""
    try:
        return dict(json.loads(DIGESTS.read_text()))
    except (FileNotFoundError, ValueError):  # none yet, or a build was interrupted
        return {}


def write_digest(name: str, value: str | None) -> None:
    """Remember one digest, or forget it."""
    digests = read_digests()
    if value is None:
        digests.pop(name, None)
    else:
        digests[name] = value
    DIGESTS.write_text(json.dumps(digests, indent=1) + "\n")


# --- running the notebooks ---------------------------------------------------------------------


def pages_with_code() -> list[Job]:
    """Every page of _toc.yml that is a notebook, read as myst-nb reads it."""
    jobs = []
    for name in parse_toc_yaml(ROOT / "_toc.yml"):
        for path in (ROOT / f"{name}.ipynb", ROOT / f"{name}.md"):
            if path.is_file():
                text = path.read_text(encoding="utf-8")
                reader = create_nb_reader(str(path), MdParserConfig(), NbParserConfig(), text)
                notebook = reader.read(text) if reader else None
                if notebook and any(cell.cell_type == "code" for cell in notebook.cells):
                    jobs.append(Job(path, notebook))
    return jobs


def made_from(path: Path) -> str:
    """One number for what the results of a page depend on, besides its own cells.

    A lesson does not ask for what another one says through the kit, and pages draw with the scripts
    of today (`sphinx_ext.outputs`), whatever the results hold.
    """
    elsewhere = {folder for folder in CONTENT.glob("[0-9]*") if folder.name != path.stem}
    foreign = elsewhere if (CONTENT / path.stem).is_dir() else set()
    return digest(
        LIBRARY, lambda file: file.suffix in (".js", ".css") or bool(foreign & set(file.parents))
    )


def store(cache: JupyterCacheAbstract, job: Job) -> None:
    """Put an executed notebook into the cache."""
    data = {
        "execution_seconds": job.seconds,
        "record": job.record,
        "made_from": made_from(job.path),
    }
    bundle = CacheBundleIn(job.notebook, str(job.path), data=data)
    cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)


def code_metadata(notebook: NotebookNode) -> list[NotebookNode]:
    """The metadata of the code cells, such as the tag that hides a cell."""
    return [cell.metadata for cell in notebook.cells if cell.cell_type == "code"]


def is_cached(cache: JupyterCacheAbstract, job: Job) -> bool:
    """Whether the cache holds the results; tags that changed since then are brought up to date.

    jupyter-cache recognizes a notebook by its code alone, and hands out the tags it once stored.
    """
    try:
        record = cache.match_cache_notebook(job.notebook)
    except KeyError:
        return False
    if record.data.get("made_from") != made_from(job.path):
        return False
    stored = cache.get_cache_bundle(record.pk).nb
    if code_metadata(stored) != code_metadata(job.notebook):
        _, merged = cache.merge_match_into_notebook(job.notebook)
        fresh = iter(code_metadata(job.notebook))
        for cell in merged.cells:
            if cell.cell_type == "code":
                cell.metadata = next(fresh)
        store(cache, Job(job.path, merged, record.data["execution_seconds"], record.data["record"]))
    return True


def run_notebooks() -> bool:
    """Run the notebooks whose results are not in the cache; say whether all went well."""
    cache = get_cache(str(CACHE))
    jobs = [job for job in pages_with_code() if not is_cached(cache, job)]
    if jobs:
        print(f"Running {len(jobs)} notebook{'s' * (len(jobs) > 1)}:", flush=True)

    def done(job: Job) -> None:
        if job.error is not None:
            print(job.error, file=sys.stderr, flush=True)
        else:
            store(cache, job)
            print(f"  {short(job.path)}, {job.seconds:.1f} s", flush=True)

    execute_all(jobs, done)
    if any(job.error is not None for job in jobs):
        return False
    write_records(cache)
    return True


def write_records(cache: JupyterCacheAbstract) -> None:
    """Tell `sphinx_ext.live` what the cells of each page read and change."""
    records = {
        job.path.relative_to(ROOT).with_suffix("").as_posix(): cache.match_cache_notebook(
            job.notebook
        ).data["record"]
        for job in pages_with_code()
    }
    RECORDS.write_text(json.dumps(records), encoding="utf-8")


# --- the wheel and the pages -------------------------------------------------------------------


def build_wheel() -> Path:
    """Our library as a wheel, in _build/wheels; built only when it changed."""
    folder = BUILD / "wheels"
    wheel = folder / wheel_name(library_version(ROOT))
    texts = ("pyproject.toml", "README.md", "LICENSE", "LICENSE-TEXT.md")
    current = digest(["nnlib", "coursekit", *texts])
    if not wheel.is_file() or read_digests().get("wheel") != current:
        shutil.rmtree(folder, ignore_errors=True)
        command = [sys.executable, "-m", "pip", "wheel", ".", "--no-deps", "--no-build-isolation"]
        subprocess.run([*command, "-qq", "-w", str(folder)], cwd=ROOT, check=True)
        write_digest("wheel", current)
    return wheel


def build_pages() -> bool:
    """Call Jupyter Book, which reads the cache; warnings are errors. Say whether all went well."""
    current = digest(SITE)
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", "."]
    command += ["-W", "-n", "--keep-going", "-q"]
    if read_digests().get("site") != current:
        # Sphinx looks at pages only: it would neither copy changed assets nor show new results.
        shutil.rmtree(HTML, ignore_errors=True)
        command.append("--all")
    # Sphinx shows the warnings of a page once: after a failed build all pages are made again.
    write_digest("site", None)
    result = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    if result.returncode == 0:
        write_digest("site", current)
    return result.returncode == 0


def plan_python(wheel: Path) -> fetch_python.Plan:
    """Fetch Python for the pages and build the notebook app, where they are asked for and new."""
    config = (ROOT / "_config.yml").read_text(encoding="utf-8")
    try:
        plan = fetch_python.prepare(*fetch_python.read_settings(config), wheel)
    except ValueError as error:
        raise NotBuilt(str(error)) from None
    fetch_python.tell(plan, BUILD / "python.json")
    if plan.why:
        print(plan.why, "(See python_in_page in _config.yml.)", file=sys.stderr)
        if os.environ.get("REQUIRE_PYTHON_IN_PAGE"):
            raise NotBuilt("REQUIRE_PYTHON_IN_PAGE is set.")
    if plan.notebook:
        try:
            notebook_app.build(NOTEBOOK_APP)
        except subprocess.CalledProcessError as error:
            print(error.stderr.decode(), file=sys.stderr)
            raise NotBuilt(
                "JupyterLite failed, see above; open_as_notebook in _config.yml can leave it out."
            ) from None
    return plan


def build() -> None:
    """Build everything."""
    if not run_notebooks():
        raise NotBuilt("A notebook failed.")
    try:
        wheel = build_wheel()
    except subprocess.CalledProcessError:
        raise NotBuilt("Making nnlib's wheel failed.") from None
    python = plan_python(wheel)
    if not build_pages():
        raise NotBuilt("It has the errors or warnings above; all count as errors.")
    (HTML / "wheels").mkdir(exist_ok=True)
    shutil.copy2(wheel, HTML / "wheels")
    fetch_python.publish(HTML, python, wheel)
    notebook_app.publish(HTML, NOTEBOOK_APP, python, wheel)


def main() -> int:
    """Build the book and say how it went; returns the exit status."""
    start = time.perf_counter()
    BUILD.mkdir(exist_ok=True)
    try:
        build()
    except NotBuilt as why:
        print(f"The book was not built. {why}", file=sys.stderr)
        return 1
    seconds = time.perf_counter() - start
    print(f"The book is in {short(HTML)}/index.html ({seconds:.0f} s).")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\nStopped. What was finished is kept; run it again to go on.", file=sys.stderr)
        sys.exit(130)
