"""`share_bits`: two yes-or-no variables, and how many bits they share."""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.figures import BLUE, ORANGE, figure, png
from coursekit.widgets.widget import widget
from nnlib.information import entropy


def share_bits(x: str, y: str, start: tuple[float, float, float] = (0.5, 0.8, 0.2)) -> Any:
    """Show the joint distribution of two variables as a square that one drags, with its entropies.

    Parameters
    ----------
    x, y : str
        What is or is not the case, in a word each: columns and heights of the square.
    start : (P(x), P(y if x), P(y if not x))
        The first probabilities; that of x from 0.05 to 0.95, the others from 0 to 1.

    Raises
    ------
    ValueError
        If the names are equal, or a probability lies outside.
    """
    if x == y or not x or not y:
        raise ValueError(f"share_bits: give two different names, but got {x!r} and {y!r}")
    p, yes, no = start
    if not (0.05 <= p <= 0.95 and 0 <= yes <= 1 and 0 <= no <= 1):
        raise ValueError(
            "share_bits: start is P(x) from 0.05 to 0.95, and two probabilities from 0 to 1, "
            f"but got {start!r}"
        )
    table = np.array([[p * yes, p * (1 - yes)], [(1 - p) * no, (1 - p) * (1 - no)]])
    parts = [table.sum(axis=1), table.sum(axis=0), table.ravel()]
    shared = float(np.dot([1, 1, -1], [entropy(part, base=2) for part in parts]))
    fig, ax = figure(size=(4, 3))
    left, widths = [0, p, 0, p], [p, 1 - p, p, 1 - p]
    ax.bar(left[:2], [yes, no], widths[:2], align="edge", color=[BLUE, ORANGE], alpha=0.7)
    ax.bar(left[2:], [1 - yes, 1 - no], widths[2:], [yes, no], align="edge",
           color=[BLUE, ORANGE], alpha=0.25)  # fmt: skip
    ax.set_xticks([p / 2, (1 + p) / 2], [x, f"no {x}"])
    ax.set(ylabel=f"{y}: yes below, no above", yticks=[], xlim=(0, 1), ylim=(0, 1))
    return widget(
        "joint",
        {"x": x, "y": y, "start": [float(p), float(yes), float(no)]},
        text=f"Drag the probabilities of “{x}” and “{y}”, and see their entropies and the bits "
        f"that they share: at first {abs(shared):.2f}.",
        picture=png(fig, dpi=120),
    )
