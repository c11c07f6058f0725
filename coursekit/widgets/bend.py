"""`move_bend`: one activation function, to slide along or to shift."""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.figures import BLUE, GRAY, INK, figure, png
from coursekit.widgets.widget import widget
from nnlib.activations import gelu, leaky_relu, relu, sigmoid, silu, softplus, step, tanh

#: By name: the function, its range, and how steep it gets.
BENDS = {
    "step": (step, "the two values 0 and 1", "0 (it has none at the jump)"),
    "sigmoid": (sigmoid, "(0, 1)", "largest at z = 0, where it is 0.25"),
    "tanh": (tanh, "(−1, 1)", "largest at z = 0, where it is 1"),
    "ReLU": (relu, "[0, ∞)", "0 or 1 (it has none at the kink)"),
    "leaky ReLU": (leaky_relu, "(−∞, ∞)", "0.01 or 1 (it has none at the kink)"),
    "softplus": (softplus, "(0, ∞)", "below 1, and near 1 for large z"),
    "GELU": (gelu, "about [−0.17, ∞)", "at most about 1.13, and below 0 for z < −0.75"),
    "SiLU": (silu, "about [−0.28, ∞)", "at most about 1.10, and below 0 for z < −1.28"),
}


def move_bend(activation: str = "sigmoid", *, weights: tuple[float, float] | None = None) -> Any:
    """Let the reader slide along an activation function, or shift and stretch it.

    Parameters
    ----------
    activation : str
        The first one: step, sigmoid, tanh, ReLU, leaky ReLU, softplus, GELU or SiLU.
    weights : (w, b), optional
        Without it, one slides along φ(z) and reads its value and its slope. With it, the curve is
        φ(w x + b) + c over x, and weight, bias and the c that is added afterward can be moved;
        w is from -4 to 4, b from -6 to 6, and c starts at 0.

    Raises
    ------
    ValueError
        If there is no such activation, or a number lies outside.
    """
    if activation not in BENDS:
        raise ValueError(
            f"move_bend: the activation is one of {', '.join(BENDS)}, but got {activation!r}"
        )
    w, b = weights or (1.0, 0.0)
    if not (abs(w) <= 4 and abs(b) <= 6):
        raise ValueError(f"move_bend: w is from -4 to 4 and b from -6 to 6, but got {weights!r}")
    phi = BENDS[activation][0]
    x = np.linspace(-6, 6, 481)
    fig, ax = figure(size=(5.6, 4.2))
    if weights:
        ax.plot(x, phi(w * x).data, color=INK, linewidth=1)
    ax.plot(x, phi(w * x + b).data, color=BLUE, linewidth=3)
    ax.axhline(0, color=GRAY, linewidth=0.5)
    ax.set(xlabel="x" if weights else "z", ylabel="activation", ylim=(-2.2, 4.4))
    names = list(BENDS)
    data = {
        "names": names,
        "start": names.index(activation),
        "weights": [float(w), float(b)] if weights else None,
        "ranges": [BENDS[name][1] for name in names],
        "steepest": [BENDS[name][2] for name in names],
    }
    moved = "Shift and stretch" if weights else "Slide along"
    read = "weight, bias and what is added afterward" if weights else "value and slope"
    return widget(
        "bend",
        data,
        text=f"{moved} an activation function, and watch {read}. There are {', '.join(names)}; "
        f"{activation} comes first.",
        picture=png(fig, dpi=120),
    )
