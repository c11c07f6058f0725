"""`drag_line`: one neuron as a line that the reader drags through four or more points."""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.figures import BLUE, ORANGE, figure, png
from coursekit.widgets.widget import widget


def drag_line(
    tables: dict[str, Any], *, start: tuple[float, float, float] = (1.0, 1.0, -0.5)
) -> Any:
    """Show a neuron's decision line over points that it should tell apart.

    Parameters
    ----------
    tables : dict of name -> (x, y)
        The tasks to choose from: points x (n, 2) and labels y (n,) of 0 and 1.
    start : (w1, w2, b)
        The first weights and bias.
    """
    data: dict[str, Any] = {"tables": [], "start": list(start)}
    for name, (x, y) in tables.items():
        x, y = np.asarray(x, float), np.asarray(y)
        if x.ndim != 2 or x.shape[1] != 2 or y.shape != x.shape[:1]:
            raise ValueError(
                f"drag_line: {name} needs points x (n, 2) with labels y (n,), "
                f"but got x {x.shape} and y {y.shape}"
            )
        data["tables"].append([name, x.tolist(), y.astype(int).tolist()])
    return widget(
        "line",
        data,
        text=(
            "Drag the line of one neuron, or set its two weights and its bias, so that it tells "
            f"the points apart. Tasks: {', '.join(tables)}."
        ),
        picture=png(_first_picture(next(iter(tables.values())), start), dpi=120),
    )


def _first_picture(table: Any, start: tuple[float, float, float]) -> Any:
    (x, y), (w1, w2, b) = table, start
    fig, ax = figure(size=(4, 4))
    grid = np.linspace(-0.75, 1.75, 101)
    side = w1 * grid[None, :] + w2 * grid[:, None] + b > 0
    ax.contourf(grid, grid, side, levels=[-1, 0.5, 2], colors=["white", ORANGE], alpha=0.15)
    for label, color, marker in ((0, BLUE, "o"), (1, ORANGE, "s")):
        chosen = np.asarray(y) == label
        ax.scatter(*np.asarray(x)[chosen].T, c=color, marker=marker, s=90)
    ax.set(xlabel="input $x_1$", ylabel="input $x_2$", aspect="equal")
    return fig
