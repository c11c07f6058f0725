"""In the kernel that loads this extension, all initial weights differ by one rounding error.

Each is multiplied by 1 + 4ε (a change of about 1e-15), which the arithmetic of another machine may
cause. The kernel is `tools/jupyter/kernels/other-rounding`: nbval runs the lessons in it. Of the
stored seeds of `repeat`, the last one runs there, too.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np

import nnlib
from coursekit import seeds


def load_ipython_extension(_shell: object) -> None:
    """Wrap every initializer of nnlib, wherever a module or a default argument refers to it."""
    seeds.RUN_HERE.append(-1)
    new = {f: nudged(f) for f in vars(nnlib.initializers).values() if is_initializer(f)}

    def replaced(value: Any) -> Any:
        return new.get(value, value) if isinstance(value, FunctionType) else value

    for module in [m for name, m in list(sys.modules.items()) if name.split(".")[0] == "nnlib"]:
        for owner in [module, *filter(inspect.isclass, vars(module).values())]:
            for f in filter(inspect.isfunction, list(vars(owner).values())):
                if f.__kwdefaults__:
                    f.__kwdefaults__ = {k: replaced(v) for k, v in f.__kwdefaults__.items()}
                if f.__defaults__:
                    f.__defaults__ = tuple(map(replaced, f.__defaults__))
        for name, value in list(vars(module).items()):
            if replaced(value) is not value:
                setattr(module, name, replaced(value))


def is_initializer(value: Any) -> bool:
    """Tell whether this is one of nnlib's functions that draw weights."""
    ours = inspect.isfunction(value) and value.__module__ == "nnlib.initializers"
    return ours and "rng" in inspect.signature(value).parameters


def nudged(init: Callable[..., np.ndarray]) -> Callable[..., np.ndarray]:
    """Return the initializer with its weights off by a rounding error."""

    @functools.wraps(init)
    def wrapper(*args: Any, **kwargs: Any) -> np.ndarray:
        weights = init(*args, **kwargs)
        return weights * weights.dtype.type(1 + 4 * np.finfo(weights.dtype).eps)

    return wrapper
