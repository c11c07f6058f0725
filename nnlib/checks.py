"""Checks of arguments that many functions share."""

from __future__ import annotations

import numpy as np


def require_generator(name: str, rng: object) -> None:
    """Raise a TypeError that says what to pass if `rng` is not a `np.random.Generator`.

    Randomness is passed, never global: a function that draws numbers takes a generator as `rng`.
    """
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"{name}: rng must be a random generator such as np.random.default_rng(0), "
            f"not {type(rng).__name__}"
        )


def require_fraction(name: str, what: str, value: float) -> None:
    """Raise a ValueError if `value` is not from 0 to less than 1."""
    if not 0 <= value < 1:
        raise ValueError(f"{name}: {what} must be from 0 to less than 1, but it is {value}")
