"""The project agrees with itself: pins, version, address, commands and promises."""

from __future__ import annotations

import ast
import fnmatch
import os
import re
import subprocess
import tomllib
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

from tools.address import (
    COPIES,
    Address,
    library_version,
    read_address,
    wheel_name,
    write_documents,
)

ROOT = Path(__file__).resolve().parent.parent

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
COMMANDS = ["book", "zip", "test", "serve", "lab", "lessons", "bench", "clean"]
TEXT = {
    ".py",
    ".md",
    ".ipynb",
    ".toml",
    ".txt",
    ".yml",
    ".yaml",
    ".js",
    ".mjs",
    ".css",
    ".html",
}
TEXT_NAMES = {"Makefile", "LICENSE", "run", ".gitignore"}


def text_files() -> dict[str, str]:
    """Every text file of the project by its path; what the commands made is left out."""
    made = {
        ".git",
        ".venv",
        ".venv-bench",
        "_build",
        "__pycache__",
        ".ipynb_checkpoints",
        ".hypothesis",
    }
    files = {}
    for folder, names, found in os.walk(ROOT):
        names[:] = [n for n in names if n not in made and not n.endswith(("_cache", ".egg-info"))]
        for name in found:
            path = Path(folder, name)
            if (path.suffix in TEXT or name in TEXT_NAMES) and name != Path(__file__).name:
                files[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
    return files


FILES = text_files()


def pins(name: str) -> dict[str, Version]:
    """The exact versions that a requirements file names."""
    result = {}
    for line in FILES[name].splitlines():
        line = line.split("#")[0].strip()
        if line and not line.startswith("-"):
            requirement = Requirement(line)
            (specifier,) = requirement.specifier
            assert specifier.operator == "==", f"{name}: {line} is not pinned exactly"
            result[requirement.name.lower().replace("_", "-")] = Version(specifier.version)
    return result


# --- versions ----------------------------------------------------------------------------------


def test_pins_agree_with_the_package() -> None:
    """What requirements.txt pins is what pyproject.toml allows."""
    pinned = pins("requirements.txt")
    project = PYPROJECT["project"]
    for line in project["dependencies"] + project["optional-dependencies"]["course"]:
        requirement = Requirement(line)
        assert pinned[requirement.name] in requirement.specifier, line
    (backend,) = PYPROJECT["build-system"]["requires"]
    assert pinned["hatchling"] in Requirement(backend).specifier


def test_requirements_have_one_place_each() -> None:
    """The files build on each other and repeat nothing; the book's file ends with our package."""
    assert FILES["requirements.txt"].splitlines()[-1] == "-e .[course]"
    for name in ("requirements-test.txt", "requirements-lab.txt"):
        assert "-r requirements.txt" in FILES[name].splitlines()
        assert not pins(name).keys() & pins("requirements.txt").keys()


def test_the_environment_is_the_pinned_one() -> None:
    """The tests run with the versions that the files name."""
    from importlib.metadata import version

    for name, pinned in (pins("requirements.txt") | pins("requirements-test.txt")).items():
        assert Version(version(name)) == pinned, f"{name}: run `make test`, which updates .venv"


def test_the_version_has_one_place() -> None:
    """`nnlib.__version__` is the version; no other file of the package repeats it."""
    import nnlib

    assert nnlib.__version__ == library_version()
    assert PYPROJECT["project"]["dynamic"] == ["version"]
    pattern = re.compile(r"^__version__\s*[:=]", re.MULTILINE)
    assert [n for n, text in FILES.items() if n.endswith(".py") and pattern.search(text)] == [
        "nnlib/__init__.py"
    ]


def test_python_versions_agree() -> None:
    """Binder, the workflows and the Makefile use Pythons that the package allows."""
    assert PYPROJECT["project"]["requires-python"] == ">=3.11"
    assert FILES["runtime.txt"].strip() == "python-3.11"
    assert "(3, 11)" in FILES["Makefile"]
    workflow = yaml.safe_load(FILES[".github/workflows/test.yml"])
    assert workflow["jobs"]["test"]["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13"]


# --- the address -------------------------------------------------------------------------------


def test_derived_addresses() -> None:
    """GitHub's rules, one example each."""
    address = Address("https://github.com/Owner/Course", "main", "0.1.0")
    assert address.pages == "https://owner.github.io/Course/"
    assert address.wheel.startswith(
        "https://owner.github.io/Course/wheels/how_neural_networks_learn-"
    )
    assert address.page("lessons/01_neurons.ipynb").endswith("/Course/lessons/01_neurons.html")
    assert address.binder("lessons/a.ipynb") == (
        "https://mybinder.org/v2/gh/Owner/Course/main?labpath=lessons%2Fa.ipynb"
    )
    assert address.colab("lessons/a.ipynb") == (
        "https://colab.research.google.com/github/Owner/Course/blob/main/lessons/a.ipynb"
    )
    root = Address("https://github.com/Owner/owner.github.io", "main", "0.1.0")
    assert root.pages == "https://owner.github.io/"
    with pytest.raises(ValueError, match=r"https://github\.com/owner/name"):
        _ = Address("https://example.org/course", "main", "0.1.0").pages


def strange_addresses(text: str, address: Address) -> list[str]:
    """The addresses in a text that name a repository, its pages or a runner, but not this one."""
    owner, name = address.owner_and_name
    allowed = {
        rf"https://github\.com/{owner}/{name}\b.*",
        rf"{re.escape(address.pages)}.*",
        re.escape(wheel_name(address.version)),
        rf"https://mybinder\.org/v2/gh/{owner}/{name}/{quote(address.branch, safe='')}\b.*",
        rf"https://colab\.research\.google\.com/github/{owner}/{name}/blob/{re.escape(address.branch)}/.*",
    }
    ours = (
        r"https://(?:mybinder\.org/v2/gh|colab\.research\.google\.com/github)/[^\s)\"'<>`\\]+"
        r"|https://[\w-]+\.github\.io/[^\s)\"'<>`\\]*wheels/"
        r"|(?<=git clone )https://github\.com/[^\s)\"'<>`\\]+"
        r"|how_neural_networks_learn-[\w.]+-py3-none-any\.whl"
        rf"|https://github\.com/{owner}/[^\s)\"'<>`\\]+|https://{owner}\.github\.io[^\s)\"'<>`\\]*"
    )
    return [a for a in re.findall(ours, text) if not any(re.fullmatch(p, a) for p in allowed)]


def test_the_address_stands_once() -> None:
    """It is set in _config.yml; only lessons and documents hold copies, and they agree."""
    address = read_address()
    owner, name = address.owner_and_name
    holders = {n for n, text in FILES.items() if f"{owner}/{name}" in text or address.pages in text}
    copies = {n for n in holders if n.startswith("lessons/") or n.endswith(".md")}
    assert holders - copies == {"_config.yml"}
    assert FILES["_config.yml"].count(f"{owner}/{name}") == 1
    for n, text in FILES.items():
        if n.startswith("lessons/") or n.endswith(".md"):
            found = strange_addresses(text, address)
            assert found == [], f"{n}: run `make lessons`, and correct documents by hand"


def test_a_stale_copy_is_noticed() -> None:
    """The check above can fail."""
    here = read_address()
    old = Address(here.repository, here.branch, "0.0.0")
    fork = Address("https://github.com/someone/fork", here.branch, here.version)
    for text in (old.wheel, fork.wheel, fork.colab("lessons/a.ipynb"), fork.binder("a.ipynb")):
        assert len(strange_addresses(f"see [this]({text}) now", here)) == 1, text
    assert strange_addresses(f"git clone {fork.repository}", here) == [fork.repository]
    assert strange_addresses(f"git clone {here.repository}", here) == []
    assert strange_addresses(f"[a]({here.wheel}) [b]({here.colab('lessons/a.ipynb')})", here) == []


def test_a_fork_changes_one_line(tmp_path: Path) -> None:
    """The documents follow the address; a document that lost its line is an error."""
    fork = Address("https://github.com/someone/fork", "feature/new", "0.1.0")
    for name in COPIES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(FILES[name], encoding="utf-8")
    write_documents(fork, tmp_path)
    for name in COPIES:
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "someone" in text and strange_addresses(text, fork) == []
    (tmp_path / "README.md").write_text("No address.", encoding="utf-8")
    with pytest.raises(ValueError, match=r"README\.md does not name the address"):
        write_documents(fork, tmp_path)


def test_a_branch_may_have_a_slash() -> None:
    """Binder wants it quoted, Colab as it is."""
    fork = Address("https://github.com/someone/fork", "feature/new", "0.1.0")
    links = [fork.binder("lessons/a.ipynb"), fork.colab("lessons/a.ipynb")]
    assert [strange_addresses(f"[run]({link})", fork) for link in links] == [[], []]


def test_nobody_is_sent_to_a_stranger() -> None:
    """On the package index `nnlib` belongs to somebody else."""
    pattern = re.compile(r"pip3?\"?,? *\"?install\"?,? *(?:\"?-{1,2}[\w-]+\"?,? +)*\"?nnlib\b")
    assert pattern.search("pip install -q nnlib") and pattern.search('"pip", "install", "nnlib"')
    assert [n for n, text in FILES.items() if pattern.search(text)] == []


# --- commands and checks -----------------------------------------------------------------------


def test_the_commands_exist() -> None:
    """Each command of the Makefile is explained by `make`, and the documents name no other."""
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    for command in COMMANDS:
        assert re.search(rf"^{command}:", FILES["Makefile"], re.MULTILINE), command
        assert f"make {command} " in listed.stdout, command
    targets = set(re.findall(r"^([a-z][\w-]*):", FILES["Makefile"], re.MULTILINE))
    for name in ("README.md", "CONTRIBUTING.md", "book/instructors.md", "book/how_to_use.md"):
        used = set(re.findall(r"^make (\w+)|`make (\w+)", FILES.get(name, ""), re.MULTILINE))
        assert {a or b for a, b in used} <= targets, name


def test_the_readme_names_the_two_commands() -> None:
    """Reading and checking need one command each."""
    assert "make book" in FILES["README.md"]
    assert "make test" in FILES["README.md"]


def test_automation_runs_the_same_commands() -> None:
    """What runs on every push is what the README says."""
    assert re.search(r"^make test$", FILES[".ci/run"], re.MULTILINE)
    assert "REQUIRE_BROWSER=1" in FILES[".ci/run"]
    for name in (".ci/run", ".github/workflows/publish.yml"):
        assert re.search(r"REQUIRE_PYTHON_IN_PAGE(=|: )1", FILES[name]), name
    assert os.access(ROOT / ".ci/run", os.X_OK)
    for name, command in (("test", ".ci/run"), ("publish", "make book")):
        workflow = yaml.safe_load(FILES[f".github/workflows/{name}.yml"])
        runs = [step.get("run") for job in workflow["jobs"].values() for step in job["steps"]]
        assert command in runs, name
    whole, quick = (
        re.search(rf"^{name}:.*\n((?:\t.*\n)+)", FILES["Makefile"], re.MULTILINE)[1]
        for name in ("test", "test-quick")
    )
    assert whole.index("tools.build_book") < whole.index("pytest") and "--ignore" not in whole
    for command in (whole, quick):
        assert "--nbval --nbval-kernel-name other-rounding" in command
    assert whole.rstrip().endswith("tests lessons") and "$(CHANGED)" in quick


def careless_skips(source: str) -> list[str]:
    """The skips and expected failures whose reason names no optional package and no browser."""
    named = re.compile(
        r"torch|jax|mygrad|autograd|river|sklearn|scikit-learn|chromium|browser|no_python",
        re.IGNORECASE,
    )
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            arguments = " ".join(map(ast.unparse, [*node.args, *(k.value for k in node.keywords)]))
            if re.search(r"\b(skip|skipif|xfail|skipTest|importorskip)$", called):
                if not named.search(arguments):
                    found.append(ast.unparse(node))
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found += [
                ast.unparse(d)
                for d in node.decorator_list
                if re.search(r"\b(skip|xfail|skipUnless|expectedFailure)$", ast.unparse(d))
            ]
    return found


@pytest.mark.parametrize("name", [n for n in FILES if n.startswith("tests/") and n.endswith(".py")])
def test_no_careless_skip(name: str) -> None:
    """A test may be skipped only where a named optional package or the browser is missing."""
    assert careless_skips(FILES[name]) == []


def test_a_careless_skip_is_noticed() -> None:
    """The check above can fail."""
    for bad in (
        "pytest.skip('later')",
        "@pytest.mark.xfail\ndef test(): ...",
        "@pytest.mark.skip(reason='slow')\ndef test(): ...",
        "pytest.importorskip('nnlib')",
    ):
        assert careless_skips(bad), bad
    assert careless_skips("pytest.importorskip('torch')") == []
    assert careless_skips("pytest.skip('No Chromium was found.')") == []


def test_nothing_of_the_workshop_is_left() -> None:
    """No file names a folder of the machine on which it was written."""
    pattern = re.compile(
        r"(?<![\w.:/-])(?:file://)?/(?:work|home|root|Users|tmp|opt)/\w|--(?:extra-)?index-url|--find-links"
    )
    found = {n: m[0] for n, text in FILES.items() if (m := pattern.search(text))}
    assert found == {}


def test_what_tools_leave_behind_is_no_page_of_the_book() -> None:
    """A .pytest_cache/README.md at the root once ended the build."""
    patterns = yaml.safe_load(FILES["_config.yml"])["exclude_patterns"]
    for folder in (".venv", ".venv-bench", ".pytest_cache", ".idea", "venv", "_build"):
        assert any(fnmatch.fnmatch(folder, pattern) for pattern in patterns), folder
