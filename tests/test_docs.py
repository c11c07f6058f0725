"""What the library says about itself: examples run, all is documented, files stay short."""

import ast
import doctest
import importlib
import inspect
import io
import pkgutil
import subprocess
import sys
import tokenize
from pathlib import Path

import pytest

import nnlib as nn

ROOT = Path(nn.__file__).parent
MODULES = [
    "nnlib",
    *(
        info.name
        for info in pkgutil.walk_packages(nn.__path__, "nnlib.")
        if not info.name.startswith("nnlib.teaching")
    ),
]
FILES = [path for path in ROOT.rglob("*.py") if "teaching" not in path.parts]


def own(module):
    """Public functions and classes that this module defines."""
    for name, value in vars(module).items():
        is_code = inspect.isfunction(value) or inspect.isclass(value)
        if is_code and value.__module__ == module.__name__ and not name.startswith("_"):
            yield value


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("name", MODULES)
def test_everything_public_has_a_docstring(name):
    module = importlib.import_module(name)
    assert module.__doc__, name
    for value in own(module):
        assert value.__doc__, f"{name}.{value.__name__}"
        if inspect.isclass(value):
            for method, function in vars(value).items():
                if inspect.isfunction(function) and not method.startswith("_"):
                    assert function.__doc__, f"{name}.{value.__name__}.{method}"


def test_all_is_sorted_and_complete():
    assert nn.__all__ == sorted(nn.__all__, key=lambda s: (not s.isupper(), not s[0].isupper(), s))
    assert all(hasattr(nn, name) for name in nn.__all__)
    missing = {
        name
        for name, value in vars(nn).items()
        if not name.startswith("_") and not inspect.ismodule(value) and name not in nn.__all__
    }
    assert missing == set()


def test_files_are_short():
    lengths = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {name: n for name, n in lengths.items() if n > 300} == {}


# What an evening's reading covers.
CORE = (
    "tensor arithmetic shapes neuron activations initializers losses optimizers training history "
    "randomness layers/linear"
)


def lines_of_code(path):
    """Count the lines that hold code: no docstrings, comments or blank lines."""
    text = path.read_text(encoding="utf-8")
    silent = {"COMMENT", "NL", "NEWLINE", "INDENT", "DEDENT", "ENDMARKER"}
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if tokenize.tok_name[token.type] not in silent:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(
            node
        ):
            lines -= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return len(lines)


def test_lines_of_code_are_counted(tmp_path):
    path = tmp_path / "example.py"
    path.write_text(
        '"""Doc."""\n\nx = (  # comment\n    1,\n)\n# comment\ndef f():\n    """Doc."""\n'
    )
    assert lines_of_code(path) == 4


def test_the_library_can_be_read_in_an_evening():
    core = sum(lines_of_code(ROOT / f"{name}.py") for name in CORE.split())
    everything = sum(
        lines_of_code(path)
        for path in FILES
        if "datasets" not in path.parts and path.name != "__init__.py"  # a list of names
    )
    assert core <= 945 and everything <= 2650, (core, everything)


def test_the_library_imports_numpy_alone():
    program = (
        "import sys, nnlib\n"
        "bad = {'matplotlib', 'ipywidgets', 'IPython', 'anywidget', 'scipy', 'sklearn', 'pandas',\n"
        "       'nnlib.teaching'}\n"
        "found = bad & set(sys.modules)\n"
        "assert not found, found\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_submodules_are_reachable():
    assert nn.initializers.he_normal and nn.datasets.digits
    assert nn.__version__ == "0.1.0"


def test_every_public_name_stands_on_the_reference_page():
    page = (ROOT.parent / "book" / "reference.md").read_text(encoding="utf-8")
    listed = set()
    module = None
    for line in page.splitlines():
        if line.startswith(".. currentmodule:: "):
            module = line.split(":: ")[1]
        elif line.startswith(".. auto"):
            listed.add(f"{module}.{line.split(':: ')[1]}")
    public = set()
    for name in nn.__all__:
        value = getattr(nn, name)
        if inspect.ismodule(value):
            public |= {f"nnlib.{name}.{part}" for part in public_names(value)}
        else:
            public.add(f"nnlib.{name}")
    assert listed == public


def public_names(module):
    """Return what a module offers: its `__all__`, or the functions that it defines."""
    defined = [
        n for n, v in vars(module).items() if getattr(v, "__module__", "") == module.__name__
    ]
    return getattr(module, "__all__", [name for name in defined if not name.startswith("_")])
