"""Randomness is passed, never global: who draws numbers takes a NumPy generator as `rng`."""

from __future__ import annotations

import numpy as np


def require_generator(name: str, rng: object) -> None:
    """Raise a TypeError that says what to pass if `rng` is not a `np.random.Generator`."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"{name}: rng must be a random generator such as np.random.default_rng(0), "
            f"not {type(rng).__name__}"
        )
