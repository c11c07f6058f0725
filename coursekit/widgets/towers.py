"""`build_from_towers`: a function of two variables, built by hand from towers of neurons.

In two dimensions, after M. Nielsen, *Neural Networks and Deep Learning* (2015), chapter 4: a bump
along each input, added up, makes a cross; a neuron in a second layer leaves its middle, a tower.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.figures import figure, png
from coursekit.widgets.widget import widget

FINE = 30  # places along each side of the picture
STEEPNESSES = (5, 10, 15, 20, 30, 50, 100, 200)
MOST_TOWERS = 6
#: Where towers appear: place, side and height.
FIRST = (
    (0.5, 0.5, 0.4, 0.8),
    (0.25, 0.25, 0.3, 0.5),
    (0.75, 0.75, 0.3, 0.5),
    (0.25, 0.75, 0.3, 0.5),
    (0.75, 0.25, 0.3, 0.5),
    (0.5, 0.85, 0.2, 0.5),
)


def build_from_towers(
    target: Callable[[np.ndarray, np.ndarray], Any],
    *,
    towers: int = 2,
    steepness: int = 50,
    name: str = "the target",
) -> Any:
    """Let the reader build a function of two inputs from towers: drag, widen, raise, add.

    Parameters
    ----------
    target : function
        What is to be built, as a function of two arrays of numbers from 0 to 1, with values from
        0 to 1.
    towers : int
        How many there are at first, 1 to 6.
    steepness : int
        The factor of the weights in both hidden layers: 5, 10, 15, 20, 30, 50, 100 or 200.
    name : str
        What the caption calls the target.

    Raises
    ------
    ValueError
        If an argument is not one of these, or the target leaves the range from 0 to 1.
    """
    middle = (np.arange(FINE) + 0.5) / FINE
    x1, x2 = np.meshgrid(middle, middle)
    y = np.asarray(target(x1, x2), float)
    if y.shape != x1.shape or not (np.isfinite(y).all() and y.min() >= 0 and y.max() <= 1):
        raise ValueError(
            "build_from_towers: the target must turn two arrays into as many numbers from 0 to 1, "
            f"but from shape {x1.shape} it made {y.shape}, from {np.min(y):g} to {np.max(y):g}"
        )
    for what, value, among in (
        ("towers", towers, range(1, MOST_TOWERS + 1)),
        ("steepness", steepness, STEEPNESSES),
    ):
        if value not in among:
            listed = ", ".join(map(str, among))
            raise ValueError(f"build_from_towers: {what} is one of {listed}, but got {value!r}")
    fig, ax = figure(size=(3.6, 3.4))
    ax.imshow(y, origin="lower", extent=(0, 1, 0, 1), cmap="Blues", vmin=0, vmax=1)
    ax.set(xlabel="$x_1$", ylabel="$x_2$", title=name)
    return widget(
        "towers",
        {
            "fine": FINE,
            "y": y.round(4).ravel().tolist(),
            "first": [list(tower) for tower in FIRST],
            "count": towers,
            "steepnesses": list(STEEPNESSES),
            "steepness": steepness,
            "target": name,
        },
        text=f"Build {name} from towers, five hidden neurons each: drag their middles, change "
        "their number, sides, heights and steepness, and watch the gap.",
        picture=png(fig, dpi=120),
    )
