"""Strings with a rule: what a recurrent network is asked to continue."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib.checks import require_generator, require_integer

Array = npt.NDArray[Any]


def letters(n: int, *, rng: np.random.Generator) -> str:
    """Return Elman's letters: n consonants drawn at random, each with its vowels behind it.

    Each b is followed by one a, each d by two i, each g by three u. The vowels can therefore be
    predicted, the consonants cannot: no model has a smaller mean loss there than ln 3.

    Raises ValueError if n is not a positive integer.

    References
    ----------
    J. L. Elman, "Finding structure in time", Cognitive Science 14 (1990) 179-211,
    doi:10.1207/s15516709cog1402_1

    Examples
    --------
    >>> letters(4, rng=np.random.default_rng(1))
    'diidiiguuuguuu'
    """
    require_generator("letters", rng)
    n = require_integer("letters", "n", n)
    return "".join(("ba", "dii", "guuu")[i] for i in rng.integers(3, size=n))


def anbn(n: int) -> str:
    """Return n times a, then n times b.

    The simplest language that needs to count: its strings cannot be recognized with any fixed
    number of states (N. Chomsky, "Three models for the description of language", IRE
    Transactions on Information Theory 2 (1956) 113-124). Raises ValueError if n is not a positive
    integer.

    >>> anbn(3)
    'aaabbb'
    """
    n = require_integer("anbn", "n", n)
    return "a" * n + "b" * n
