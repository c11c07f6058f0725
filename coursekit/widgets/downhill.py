"""`walk_downhill`: gradient descent in a bowl, from a start that the reader drags."""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.figures import GRAY, ORANGE, figure, png
from coursekit.widgets.widget import widget
from nnlib.optimizers import SGD
from nnlib.tensor import Tensor

CURVATURES = (1, 2, 4, 8)
CONDITIONS = (1, 2, 5, 10, 20, 50, 100)


def walk_downhill(
    *,
    curvature: int = 4,
    condition: int = 20,
    rate: float = 0.1,
    momentum: float = 0.0,
    start: tuple[float, float] = (-1.0, 0.5),
    limit: bool = True,
) -> Any:
    """Show the steps of gradient descent on the loss (λ/κ · w₁² + λ · w₂²) / 2.

    Parameters
    ----------
    curvature : int
        The first value of λ, the curvature across the valley: 1, 2, 4 or 8.
    condition : int
        The first value of κ, how many times as steep across as along: 1, 2, 5, 10, 20, 50, 100.
    rate, momentum : float
        The first learning rate, from 0.01 to 2.2, and momentum, from 0 to 0.98.
    start : (w1, w2)
        Where the walk starts at first.
    limit : bool
        Whether the caption says above which rate the walk explodes; not where that is the task.

    Raises
    ------
    ValueError
        If an argument is not one of these.
    """
    for what, value, among in (
        ("curvature", curvature, CURVATURES),
        ("condition", condition, CONDITIONS),
    ):
        if value not in among:
            listed = ", ".join(map(str, among))
            raise ValueError(f"walk_downhill: {what} is one of {listed}, but got {value!r}")
    for what, number, low, high in (
        ("rate", rate, 0.01, 2.2),
        ("momentum", momentum, 0, 0.98),
        ("start[0]", start[0], -1.2, 1.2),
        ("start[1]", start[1], -0.75, 0.75),
    ):
        if not low <= number <= high:
            raise ValueError(f"walk_downhill: {what} is from {low} to {high}, but got {number!r}")
    bend, w = np.array([curvature / condition, curvature]), Tensor(start, requires_grad=True)
    optimizer = SGD([w], lr=rate, momentum=momentum)
    path = [w.data.copy()]
    for _ in range(100):
        w.grad = bend * w.data
        optimizer.step()
        path.append(w.data.copy())
    fig, ax = figure()
    x, y = np.meshgrid(np.linspace(-1.25, 1.25, 61), np.linspace(-0.8, 0.8, 41))
    ax.contour(x, y, bend[0] * x**2 + bend[1] * y**2, colors=GRAY, linewidths=0.8)
    ax.plot(*np.array(path).T, "o-", color=ORANGE, markersize=3, linewidth=1)
    ax.set(xlabel="$w_1$", ylabel="$w_2$", xlim=(-1.25, 1.25), ylim=(-0.8, 0.8))
    data = {
        "start": list(start),
        "curvature": curvature,
        "condition": condition,
        "rate": rate,
        "momentum": momentum,
        "limit": limit,
        "curvatures": list(CURVATURES),
        "conditions": list(CONDITIONS),
    }
    return widget(
        "downhill",
        data,
        text="Walk down a bowl by gradient descent: drag the start, set the learning rate, the "
        "momentum, the steepest curvature and the condition number, and count the steps.",
        picture=png(fig, dpi=120),
    )
