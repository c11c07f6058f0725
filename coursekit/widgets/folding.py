"""`folding`: two hidden neurons as lines that one drags, and the plane that they fold."""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.figures import BLUE, ORANGE, figure, png
from coursekit.widgets.widget import widget
from nnlib.layers.activation import Sigmoid
from nnlib.layers.linear import Linear
from nnlib.layers.sequential import Sequential
from nnlib.losses import binary_cross_entropy_with_logits
from nnlib.optimizers import Adam

STEPS = 240  # of full-batch Adam
MOMENTS = sorted({round(STEPS * (i / 24) ** 1.6) for i in range(25)})
STARTS = 5
FIRST = ((6.0, 6.0, -3.0), (6.0, -6.0, 0.0), (6.0, 6.0, -3.0))  # two hidden neurons, the output


def folding(tables: dict[str, Any], *, task: str | None = None) -> Any:
    """Show one neuron's line over points; with a second neuron, the plane that both fold.

    For each task a network of two inputs, two hidden sigmoid neurons and one output is trained when
    the cell runs (240 steps of full-batch Adam), and the reader can play it.

    Parameters
    ----------
    tables : dict of name -> (x, y)
        The tasks to choose from: at most 40 points x (n, 2), about between 0 and 1, and labels
        y (n,) of 0 and 1.
    task : str, optional
        The task shown first; without it, the first.

    Raises
    ------
    ValueError
        If there is no task, or one has other shapes or labels.
    """
    if not isinstance(tables, dict) or not tables:
        raise ValueError(
            "folding: give a dict of tasks by name, as in {'XOR': (x, y)}, with at least one"
        )
    listed, trained = [], []
    for name, (x, y) in tables.items():
        x, y = np.asarray(x, float), np.asarray(y)
        if x.ndim != 2 or x.shape[1] != 2 or y.shape != x.shape[:1] or not 2 <= len(x) <= 40:
            raise ValueError(
                f"folding: {name} needs 2 to 40 points x (n, 2) with labels y (n,), but got "
                f"x {x.shape} and y {y.shape}"
            )
        if not np.isin(y, (0, 1)).all():
            raise ValueError(f"folding: the labels of {name} are 0 and 1, but got {y[:5]} …")
        listed.append([name, x.tolist(), y.astype(int).tolist()])
        trained.append(_train(x, y))
    names = list(tables)
    if task is not None and task not in names:
        raise ValueError(f"folding: the task is one of {', '.join(names)}, but got {task!r}")
    first = names.index(task) if task else 0
    return widget(
        "folding",
        {
            "tables": listed,
            "moments": MOMENTS,
            "trained": trained,
            "task": first,
            "start": [list(theta) for theta in FIRST],
        },
        text=(
            "Drag the line of one neuron so that it tells the points apart; then add a second "
            "neuron, and see the same points in the plane of what the two say, where a straight "
            f"line may suffice. Tasks: {', '.join(names)}."
        ),
        picture=png(_first_picture(listed[first]), dpi=120),
    )


def _train(x: Any, y: Any) -> list[list[list[float]]]:
    """Return the lines of the network at each moment: of the first start that ends all right.

    Where none does, of the last.
    """
    for seed in range(STARTS):
        rng = np.random.default_rng(seed)
        model = Sequential(Linear(2, 2, rng=rng), Sigmoid(), Linear(2, 1, rng=rng))
        optimizer = Adam(model.parameters(), lr=0.15)
        moments = []
        for step in range(STEPS + 1):
            if step in MOMENTS:
                moments.append(_lines(model))
            optimizer.zero_grad()
            z = model(x)
            binary_cross_entropy_with_logits(z, y[:, None].astype(float)).backward()
            optimizer.step()
        if ((z.data[:, 0] > 0) == y).all():
            break
    return moments


def _lines(model: Any) -> list[list[float]]:
    hidden, _, out = model
    w, b, v, c = (p.data for p in (hidden.weight, hidden.bias, out.weight, out.bias))
    lines = [[*w[:, 0], b[0]], [*w[:, 1], b[1]], [*v[:, 0], c[0]]]
    return [[round(float(value), 4) for value in line] for line in lines]


def _first_picture(table: list[Any]) -> Any:
    name, x, y = table
    fig, ax = figure(size=(4, 4))
    grid = np.linspace(-0.35, 1.35, 101)
    w1, w2, b = FIRST[0]
    side = w1 * grid[None, :] + w2 * grid[:, None] + b > 0
    ax.contourf(grid, grid, side, levels=[-1, 0.5, 2], colors=["white", ORANGE], alpha=0.15)
    for label, color, marker in ((0, BLUE, "o"), (1, ORANGE, "s")):
        chosen = np.asarray(y) == label
        ax.scatter(*np.asarray(x)[chosen].T, c=color, marker=marker, s=90)
    ax.set(xlabel="input $x_1$", ylabel="input $x_2$", aspect="equal", title=name)
    return fig
