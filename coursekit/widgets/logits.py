"""`move_logits`: logits become probabilities, and raising one lowers the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from coursekit.figures import BLUE, figure, png
from coursekit.widgets.widget import widget
from nnlib.activations import softmax

LARGEST = 6  # the sliders go this far to both sides
TEMPERATURES = (0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10)


def move_logits(
    names: Sequence[str], start: Sequence[float] | None = None, *, temperature: float = 1
) -> Any:
    """Show the probabilities softmax(z / temperature) of three to five classes as bars to drag.

    Parameters
    ----------
    names : list of str
        The classes, in a word each.
    start : list of numbers
        Their first logits z, from -6 to 6; without them, all are 0.
    temperature : float
        The first temperature, one of 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5 and 10.

    Raises
    ------
    ValueError
        If there are too few or too many names, or a value lies outside.
    """
    if isinstance(names, str) or not 3 <= len(names) <= 5 or len(set(names)) < len(names):
        raise ValueError(f"move_logits: give three to five different names, but got {names!r}")
    z = np.zeros(len(names)) if start is None else np.asarray(start, float)
    if z.shape != (len(names),) or not (abs(z) <= LARGEST).all():
        raise ValueError(
            f"move_logits: {len(names)} names need as many logits between {-LARGEST} and "
            f"{LARGEST}, but got {start!r}"
        )
    if temperature not in TEMPERATURES:
        raise ValueError(
            f"move_logits: the temperature is one of {', '.join(map(str, TEMPERATURES))}, "
            f"but got {temperature!r}"
        )
    shares = softmax(z / temperature).data
    listed = ", ".join(f"{name} {share:.0%}" for name, share in zip(names, shares, strict=True))
    fig, ax = figure(size=(5.6, 3.4))
    ax.bar_label(ax.bar(list(names), shares, color=BLUE), fmt=lambda share: f"{share:.0%}")
    ax.set(ylim=(0, 1.1), ylabel="probability")
    data = {
        "names": list(names),
        "start": z.tolist(),
        "temperature": temperature,
        "temperatures": list(TEMPERATURES),
        "largest": LARGEST,
    }
    return widget(
        "logits",
        data,
        text="Raise or lower the logits of a softmax, or its temperature, and watch the "
        f"probabilities. First: {listed}.",
        picture=png(fig, dpi=120),
    )
