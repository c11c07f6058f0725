"""`build_from_bumps`: a function of one variable, built by hand from the steps of neurons.

The argument is that of M. Nielsen, *Neural Networks and Deep Learning* (2015), chapter 4: two
steep sigmoids make a bump, and enough bumps make any continuous function.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.figures import INK, figure, png
from coursekit.widgets.widget import widget

STEEPNESSES = (5, 10, 15, 20, 30, 50, 100, 200, 500)
MOST_BUMPS = 8


def build_from_bumps(
    target: Callable[[np.ndarray], Any],
    *,
    bumps: int = 5,
    steepness: int = 50,
    neurons: str = "sigmoid",
    name: str = "the target",
) -> Any:
    """Let the reader build a function from bumps: drag their tops, add more, make them steep.

    Parameters
    ----------
    target : function
        What is to be built, as a function of an array x of numbers from 0 to 1.
    bumps : int
        How many there are at first, 1 to 8.
    steepness : int
        The first weight of the hidden neurons: 5, 10, 15, 20, 30, 50, 100, 200 or 500.
    neurons : "sigmoid" or "relu"
        What the steps are made of at first: one sigmoid, or two ReLUs.
    name : str
        What the caption calls the target.

    Raises
    ------
    ValueError
        If an argument is not one of these, or the target is not a number everywhere.
    """
    x = np.linspace(0, 1, 201)
    y = np.asarray(target(x), float)
    if y.shape != x.shape or not np.isfinite(y).all() or not np.ptp(y):
        raise ValueError(
            "build_from_bumps: the target must turn an array x from 0 to 1 into as many finite "
            f"numbers that are not all the same, but from shape {x.shape} it made {y.shape}"
        )
    for what, value, among in (
        ("bumps", bumps, range(1, MOST_BUMPS + 1)),
        ("steepness", steepness, STEEPNESSES),
        ("neurons", neurons, ("sigmoid", "relu")),
    ):
        if value not in among:
            listed = ", ".join(map(str, among))
            raise ValueError(f"build_from_bumps: {what} is one of {listed}, but got {value!r}")
    low, high = min(0.0, y.min()), max(0.0, y.max())
    digits = max(0, math.ceil(math.log10(50 / (high - low))))
    room, unit = 0.15 * (high - low), 10**digits
    fig, ax = figure()
    ax.plot(x, y, color=INK)
    ax.set(xlabel="x", ylabel=name)
    data = {
        "x": x.round(6).tolist(),
        "y": y.round(6).tolist(),
        "low": math.floor((low - room) * unit) / unit,
        "high": math.ceil((high + room) * unit) / unit,
        "digits": digits,
        "count": bumps,
        "most": MOST_BUMPS,
        "steepness": steepness,
        "steepnesses": list(STEEPNESSES),
        "neurons": neurons,
        "target": name,
    }
    return widget(
        "bumps",
        data,
        text=f"Build {name} from bumps of hidden neurons: drag their tops, change their number "
        "and their steepness, and watch the gap.",
        picture=png(fig, dpi=120),
    )
