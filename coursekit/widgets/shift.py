"""`drag_shift`: a world in which one drags the inputs, the rule and the share of the labels.

One input x, the noon temperature; the label says whether a park is full. A model that was trained
in spring says "full" above its border. The reader moves P(x), P(y | x) or P(y), and sees what
becomes of the model's accuracy, and what a monitor of the inputs notices.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from coursekit.figures import BLUE, GRAY, INK, ORANGE, figure, png
from coursekit.widgets.widget import widget
from nnlib.activations import sigmoid

LOW, HIGH = -10.0, 60.0  # temperatures, in steps of 0.1
SPREAD = 5.0  # standard deviation of the temperatures
FALL = 36.0  # where the park empties again


@dataclass(frozen=True)
class World:
    """What can be dragged: the mean of x, where the park fills, and the odds of full days."""

    mean: float = 13.0
    rise: float = 16.0
    odds: float = 1.0


SPRING = World()


def days(world: World) -> tuple[Any, Any, Any]:
    """Return temperatures (701,), and the probabilities of an empty and of a full day at each.

    The rule is P(full | x) = sigmoid((x - rise) / 2) - sigmoid((x - FALL) / 2); full days then
    count `odds` times, which leaves P(x | full) and P(x | empty) as they are.
    """
    x = np.linspace(LOW, HIGH, 701)
    density = np.exp(-(((x - world.mean) / SPREAD) ** 2) / 2)
    rule = sigmoid((x - world.rise) / 2).data - sigmoid((x - FALL) / 2).data
    empty, full = density * (1 - rule), density * rule * world.odds
    total = (empty + full).sum()
    return x, empty / total, full / total


def drag_shift(*, mean: float = SPRING.mean, rise: float = SPRING.rise) -> Any:
    """Let the reader move P(x), P(y | x) and P(y), and the border of a model.

    Parameters
    ----------
    mean : float
        The first mean of the temperatures, from 5 to 45. At training it is 13.
    rise : float
        Where the park fills at first, from 0 to 34. At training it is 16.

    Raises
    ------
    ValueError
        If an argument is out of its range.
    """
    for what, value, low, high in (("mean", mean, 5, 45), ("rise", rise, 0, 34)):
        if not low <= value <= high:
            raise ValueError(f"drag_shift: {what} is from {low} to {high}, but got {value!r}")
    return widget(
        "shift",
        {
            "training": asdict(SPRING),
            "start": [mean, rise],
            "low": LOW,
            "high": HIGH,
            "spread": SPREAD,
            "fall": FALL,
        },
        text="Drag the temperatures P(x), the rule P(full | x), the share of full days P(full) and "
        "the border of a model trained in spring; see on how many days it is right, and whether "
        "the inputs show the change.",
        picture=png(_first_picture(World(mean, rise)), dpi=120),
    )


def _first_picture(world: World) -> Any:
    fig, ax = figure(size=(4.4, 3))
    x, empty, full = days(world)
    ax.stackplot(x, empty, full, colors=[BLUE, ORANGE], alpha=0.4)
    _, empty, full = days(SPRING)
    ax.plot(x, empty + full, color=INK, linestyle="--", linewidth=1)
    ax.axvline(SPRING.rise, color=GRAY)
    ax.set(xlabel="noon temperature x (°C)", ylabel="empty (blue) and full days", yticks=[])
    return fig
