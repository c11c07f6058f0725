"""Every address of the course, derived from the one that is set.

`repository.url` in `_config.yml` says where the project lives, on GitHub. From it follow the
published book, the wheel that lessons install, and the Binder and Colab links of a lesson.
`make lessons` writes these copies into the lessons; a test fails when one of them disagrees.
Run `python -m tools.address` to see them all.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import yaml

ROOT = Path(__file__).resolve().parent.parent
DISTRIBUTION = "how-neural-networks-learn"


@dataclass(frozen=True)
class Address:
    """The addresses that follow from one repository, branch and version."""

    repository: str  # https://github.com/owner/name
    branch: str
    version: str

    @property
    def owner_and_name(self) -> tuple[str, str]:
        """The two parts of the repository's address."""
        match = re.fullmatch(
            r"https://github\.com/([\w.-]+)/([\w.-]+?)(?:\.git)?/?", self.repository
        )
        if match is None:
            raise ValueError(
                "repository.url in _config.yml must look like https://github.com/owner/name, "
                f"but it is {self.repository!r}."
            )
        return match[1], match[2]

    @property
    def pages(self) -> str:
        """The published book, ending with a slash (GitHub Pages' rule)."""
        owner, name = self.owner_and_name
        host = f"{owner.lower()}.github.io"
        return f"https://{host}/" if name.lower() == host else f"https://{host}/{name}/"

    @property
    def wheel(self) -> str:
        """The library's wheel, published with the book."""
        return f"{self.pages}wheels/{wheel_name(self.version)}"

    def page(self, path: str) -> str:
        """The page of a source file such as `lessons/01_neurons.ipynb`."""
        return self.pages + re.sub(r"\.(ipynb|md)$", ".html", path)

    def binder(self, path: str) -> str:
        """The link that opens a lesson on Binder."""
        owner, name = self.owner_and_name
        branch = quote(self.branch, safe="")
        return f"https://mybinder.org/v2/gh/{owner}/{name}/{branch}?labpath={quote(path, safe='')}"

    def colab(self, path: str) -> str:
        """The link that opens a lesson in Colab."""
        owner, name = self.owner_and_name
        return f"https://colab.research.google.com/github/{owner}/{name}/blob/{self.branch}/{path}"


def library_version(root: Path = ROOT) -> str:
    """`__version__` of nnlib, read without importing it."""
    source = (root / "nnlib" / "__init__.py").read_text(encoding="utf-8")
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__version__":
            return str(ast.literal_eval(node.value))
    raise ValueError('nnlib/__init__.py has no line __version__ = "…".')


def wheel_name(version: str) -> str:
    """The file name of our wheel."""
    return f"{DISTRIBUTION.replace('-', '_')}-{version}-py3-none-any.whl"


def read_address(root: Path = ROOT) -> Address:
    """The addresses of this checkout, from `_config.yml` and nnlib's version."""
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    repository = config.get("repository") or {}
    if "url" not in repository:
        raise ValueError(
            "_config.yml has no repository.url: set it to https://github.com/owner/name."
        )
    return Address(
        repository=repository["url"].rstrip("/"),
        branch=str(repository.get("branch", "main")),
        version=library_version(root),
    )


#: The documents that name the address themselves, with the patterns of what they name.
COPIES = {
    "README.md": (r"(?m)^\*\*<(https://[^>]+)>\*\*", "pages"),
    "book/how_to_use.md": (r"(?m)^git clone (https://\S+)$", "repository"),
}


def write_documents(address: Address, root: Path = ROOT) -> None:
    """Bring the documents that name the address up to date.

    Raises
    ------
    ValueError
        If a document does not name it where it should.
    """
    for name, (pattern, what) in COPIES.items():
        path = root / name
        text = path.read_text(encoding="utf-8")
        found = re.search(pattern, text)
        if found is None:
            raise ValueError(f"{name} does not name the address where it should: {pattern}")
        changed = text[: found.start(1)] + getattr(address, what) + text[found.end(1) :]
        if changed != text:
            path.write_text(changed, encoding="utf-8")


FIRST_LINE = "# Colab and other bare kernels: fetch the course's own library."

FIRST_CELL = (
    FIRST_LINE
    + """
# Elsewhere this does nothing.
import importlib.util, subprocess, sys

PACKAGE = (
    "how-neural-networks-learn[course] @ "
    "{folder}"
    "{file}"
)
if importlib.util.find_spec("nnlib") is None:
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", PACKAGE], check=True)

import nnlib as nn

found = nn.__version__ if hasattr(nn, "Neuron") else "of another project"
assert found == "{version}", (
    f"This lesson needs this course's nnlib {version}, but Python found one that is "
    f"{{found}}: {{nn.__file__}}. Run {{sys.executable}} -m pip install "
    f"--force-reinstall --no-deps '{{PACKAGE}}' and restart the kernel."
)"""
)

RUN_LINE = "**Run this lesson:**"


def first_cell(address: Address) -> str:
    """The first code cell of every lesson."""
    folder, slash, file = address.wheel.rpartition("/")
    return FIRST_CELL.format(folder=folder + slash, file=file, version=address.version)


def run_line(address: Address, path: str) -> str:
    """The line under a lesson's title that says where it can be run."""
    return (
        f"{RUN_LINE} [in Colab]({address.colab(path)}) · [on Binder]({address.binder(path)}) · "
        f"[in the book]({address.page(path)})"
    )


if __name__ == "__main__":
    here = read_address()
    lesson = "lessons/01_neurons.ipynb"
    print(here.repository, here.pages, here.wheel, sep="\n")
    print(here.page(lesson), here.binder(lesson), here.colab(lesson), sep="\n")
