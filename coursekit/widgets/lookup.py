"""`look_up`: attention as a lookup by weights, with a query and keys that one drags."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.figures import BLUE, INK, ORANGE, figure, png
from coursekit.widgets.widget import widget
from nnlib.activations import softmax

REACH = 3  # both planes go this far to all sides


def look_up(
    names: Sequence[str],
    keys: npt.ArrayLike,
    values: npt.ArrayLike,
    query: Sequence[float] = (1, 1),
) -> Any:
    """Show one row of attention in the plane: softmax(keys @ query / √2) weighs the values.

    The reader drags the query and the keys; the weights stand below as bars, and their mix of the
    values beside.

    Parameters
    ----------
    names : list of str
        Three to six different things, in a word each.
    keys, values : arrays, (n, 2)
        For each of them, numbers from -3 to 3.
    query : (x, y)
        Where the query points at first, within the same range.

    Raises
    ------
    ValueError
        If names, keys and values do not fit, or a number lies outside.
    """
    if isinstance(names, str) or not 3 <= len(names) <= 6 or len(set(names)) < len(names):
        raise ValueError(f"look_up: give three to six different names, but got {names!r}")
    k, v, q = (np.asarray(part, float) for part in (keys, values, query))
    for what, part, shape in (
        ("keys", k, (len(names), 2)),
        ("values", v, (len(names), 2)),
        ("query", q, (2,)),
    ):
        if part.shape != shape or not (abs(part) <= REACH).all():
            raise ValueError(
                f"look_up: {what} must be numbers from -{REACH} to {REACH} of shape {shape}, but "
                f"got {part.tolist()}"
            )
    weights = softmax(k @ q / np.sqrt(2)).data
    mix = weights @ v
    fig, axes = figure(1, 2, size=(6.4, 3.2))
    for ax, points, title in zip(axes, (k, v), ("keys and the query", "values and their mix"),
                                 strict=True):  # fmt: skip
        ax.scatter(*points.T, s=20 + 300 * weights, color=BLUE, alpha=0.6)
        for name, (x, y) in zip(names, points, strict=True):
            ax.annotate(name, (x, y), (4, 6), textcoords="offset points", color=INK)
        ax.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), title=title, aspect="equal")
    axes[0].annotate("", q, (0, 0), arrowprops={"arrowstyle": "->", "color": ORANGE, "lw": 2})
    axes[1].plot(*mix, "o", markersize=9, color=ORANGE)
    listed = ", ".join(f"{name} {w:.0%}" for name, w in zip(names, weights, strict=True))
    return widget(
        "lookup",
        {
            "names": list(names),
            "keys": k.tolist(),
            "values": v.tolist(),
            "query": q.tolist(),
            "reach": REACH,
        },
        text="Drag the query and the keys, and watch the weights and the mix of the values. "
        f"First: {listed}.",
        picture=png(fig, dpi=120),
    )
