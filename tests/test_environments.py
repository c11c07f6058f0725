"""The first lesson runs where readers are: with the lowest versions, and with the pinned ones.

Each environment is made once and kept under `_build/test-envs`, named by what it was made from, so
that later runs take seconds.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
from packaging.requirements import Requirement

from tools.run_lessons import Job, execute_all, read, stored_text

ROOT = Path(__file__).resolve().parent.parent
LESSON = ROOT / "lessons" / "01_neurons.ipynb"
ENVIRONMENTS = ROOT / "_build" / "test-envs"


def lowest_versions() -> list[str]:
    """What pyproject.toml allows at least, on this Python."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lowest: dict[str, str] = {}
    for line in project["dependencies"] + project["optional-dependencies"]["course"]:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate():
            (bound,) = requirement.specifier
            assert bound.operator == ">=", line
            lowest[requirement.name] = bound.version  # the line with a marker wins
    return [f"{name}=={version}" for name, version in lowest.items()]


def pinned(name: str) -> str:
    """The line of requirements.txt that pins a package."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.startswith(f"{name}=="))


def run(*command: str | Path, **options: object) -> None:
    """Run a command; what it said is shown only if it fails."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "PYTHONPATH"))}
    environment = clean | dict(options.pop("env", {}))
    result = subprocess.run(
        list(map(str, command)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
        **options,
    )
    assert result.returncode == 0, f"{' '.join(map(str, command))}\n{result.stdout}"


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our library as readers get it."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        ".",
        "--no-deps",
        "--no-build-isolation",
        "-qq",
    ]
    run(*command, "-w", folder, cwd=ROOT)
    (found,) = folder.glob("*.whl")
    return found


def environment(name: str, requirements: list[str], wheel: Path) -> Path:
    """The Python of an environment with these requirements and our wheel, made once."""
    text = "\n".join([sys.version, *requirements])
    folder = ENVIRONMENTS / f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", python]  # quicker than a pip of its own
    install = [*pip, "install", "-qq", "--disable-pip-version-check", "--no-compile"]
    if not (folder / "ready").is_file():
        for old in ENVIRONMENTS.glob(f"{name}-*"):
            shutil.rmtree(old)
        run(sys.executable, "-m", "venv", "--without-pip", folder)
        listed = folder / "requirements.txt"
        listed.write_text("\n".join(requirements) + "\n", encoding="utf-8")
        run(*install, "-r", listed)
        (folder / "ready").touch()
    run(*install, "--force-reinstall", "--no-deps", wheel)
    run(*pip, "check")
    return python


def test_the_wheel_holds_what_the_library_needs(wheel: Path) -> None:
    """Scripts, styles, texts and data travel with the code."""
    import zipfile

    inside = set(zipfile.ZipFile(wheel).namelist())
    ours = {
        path.relative_to(ROOT).as_posix()
        for package in ("nnlib", "coursekit")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert ours == {name for name in inside if name.startswith(("nnlib/", "coursekit/"))}
    assert {Path(name).name for name in inside} >= {"LICENSE", "LICENSE-TEXT.md"}


def test_the_library_runs_beside_numpy_alone(wheel: Path, tmp_path: Path) -> None:
    """`pip check` finds nothing missing, and nnlib is imported from the wheel and computes."""
    (numpy,) = [line for line in lowest_versions() if line.startswith("numpy==")]
    python = environment("numpy", [numpy], wheel)
    program = "import nnlib as nn; assert nn.mse_loss([1.0], [3.0]).item() == 4"
    run(python, "-c", program, cwd=tmp_path)


def test_lesson_at_the_lowest_versions(wheel: Path, tmp_path: Path) -> None:
    """The first lesson, alone in an empty folder, prints what it stores at the oldest versions."""
    python = environment("lowest", [*lowest_versions(), pinned("ipykernel")], wheel)
    kernel = tmp_path / "jupyter" / "kernels" / "lowest"
    kernel.mkdir(parents=True)
    argv = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (kernel / "kernel.json").write_text(
        json.dumps({"argv": argv, "display_name": "lowest", "language": "python"})
    )
    folder = tmp_path / "alone"
    folder.mkdir()
    shutil.copy(LESSON, folder)
    options = [
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "-c",
        os.devnull,
        "--rootdir",
        folder,
    ]
    run(
        *[
            sys.executable,
            "-m",
            "pytest",
            *options,
            "--nbval",
            "--nbval-kernel-name",
            "lowest",
            folder,
        ],
        env={"JUPYTER_PATH": str(tmp_path / "jupyter")},
        cwd=folder,
    )


def test_lesson_with_the_pinned_versions(wheel: Path, tmp_path: Path) -> None:
    """requirements.txt alone, which Binder uses, is enough to run a lesson."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    python = environment("pinned", [line for line in lines if line != "-e ."], wheel)
    shutil.copy(LESSON, tmp_path)
    run(python, "-m", "tools.run_lessons", "run", tmp_path / LESSON.name, cwd=ROOT)
    run(python.with_name("jupyter-book"), "--version")


def test_a_failing_cell_is_named(tmp_path: Path) -> None:
    """The message says which lesson, which cell, which line and what happened."""
    v4 = nbformat.v4
    source = "x = [1, 2]\nx.append(3)\ny = x[7]"
    cells = [v4.new_markdown_cell("# T"), v4.new_code_cell("1"), v4.new_code_cell(source)]
    path = tmp_path / "broken.ipynb"
    path.write_text(stored_text(v4.new_notebook(cells=cells)), encoding="utf-8")
    job = Job(path, read(path))
    execute_all([job])
    message = str(job.error)
    for part in ("broken.ipynb", "code cell 2", "x = [1, 2]", "line 3 (y = x[7])", "IndexError"):
        assert part in message, message
    assert "Traceback" not in message
