"""What the library says about itself: examples run, all is documented, NumPy is all it needs."""

import doctest
import importlib
import inspect
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import nnlib as nn

ROOT = Path(nn.__file__).parent
MODULES = ["nnlib", *(info.name for info in pkgutil.walk_packages(nn.__path__, "nnlib."))]


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


def test_the_library_imports_numpy_alone():
    program = (
        "import sys, nnlib\n"
        "bad = {'matplotlib', 'ipywidgets', 'IPython', 'anywidget', 'scipy', 'sklearn', 'pandas',\n"
        "       'coursekit'}\n"
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
