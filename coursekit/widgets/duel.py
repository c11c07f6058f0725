"""`play_duel`: the Dirac GAN, a generator and a discriminator of one number each."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from coursekit.figures import GRAY, ORANGE, figure, png
from coursekit.widgets.widget import widget
from nnlib.losses import binary_cross_entropy_with_logits
from nnlib.tensor import Tensor, derivatives

ORDERS = ("at the same time", "in turn")
LOSSES = ("minimax", "non-saturating")
MOST = 200  # steps


def play_duel(
    *,
    order: str = "at the same time",
    loss: str = "minimax",
    rates: tuple[float, float] = (0.3, 0.3),
    penalty: float = 0.0,
    start: tuple[float, float] = (1.0, 0.5),
    steps: int = 60,
) -> Any:
    """Show the steps of the Dirac GAN: all real data lie at 0, all that is generated at θ.

    The discriminator's logit at x is ψx. The discriminator takes a gradient step on the mean
    binary cross-entropy of both, summed, plus ``penalty / 2 * ψ**2``; the generator on
    ``log(1 - D(θ))`` (minimax) or ``-log D(θ)`` (non-saturating).

    Parameters
    ----------
    order : {"at the same time", "in turn"}
        Whether the generator's step sees the discriminator before or after its own step.
    loss : {"minimax", "non-saturating"}
        The generator's first loss.
    rates : (generator, discriminator)
        The first learning rates, from 0.05 to 1.
    penalty : float
        The first weight of the penalty, from 0 to 2.
    start : (θ, ψ)
        Where the game starts at first; θ from -2 to 2, ψ from -1.2 to 1.2.
    steps : int
        How many steps are played at first, from 0 to 200.

    Raises
    ------
    ValueError
        If an argument is not one of these.

    References
    ----------
    L. Mescheder, A. Geiger, S. Nowozin, "Which training methods for GANs do actually converge?",
    ICML 2018, arXiv:1801.04406
    """
    for what, name, among in (("order", order, ORDERS), ("loss", loss, LOSSES)):
        if name not in among:
            raise ValueError(f"play_duel: {what} is one of {', '.join(among)}, but got {name!r}")
    for what, number, low, high in (
        ("rates[0]", rates[0], 0.05, 1),
        ("rates[1]", rates[1], 0.05, 1),
        ("penalty", penalty, 0, 2),
        ("start[0]", start[0], -2, 2),
        ("start[1]", start[1], -1.2, 1.2),
        ("steps", steps, 0, MOST),
    ):
        if not low <= number <= high:
            raise ValueError(f"play_duel: {what} is from {low} to {high}, but got {number!r}")
    path = game(start, rates, penalty, order == "in turn", loss == "minimax", steps)
    fig, ax = figure()
    ax.plot(0, 0, "+", color=GRAY, markersize=12)
    ax.plot(*path.T, "o-", color=ORANGE, markersize=3, linewidth=1)
    ax.set(xlabel="generator θ", ylabel="discriminator ψ", xlim=(-2.9, 2.9), ylim=(-1.85, 1.85))
    data = {
        "orders": list(ORDERS),
        "losses": list(LOSSES),
        "order": ORDERS.index(order),
        "loss": LOSSES.index(loss),
        "rates": [float(rate) for rate in rates],
        "penalty": float(penalty),
        "start": [float(number) for number in start],
        "steps": steps,
        "most": MOST,
    }
    return widget(
        "duel",
        data,
        text="Play the game of a generator θ and a discriminator ψ: drag the start, set who moves "
        f"when, the loss, the learning rates and a penalty. At first, {steps} steps lead from "
        f"{math.hypot(*path[0]):.2f} to {math.hypot(*path[-1]):.2f} from the balance.",
        picture=png(fig, dpi=120),
    )


def game(
    start: tuple[float, float],
    rates: tuple[float, float],
    penalty: float,
    in_turn: bool,
    minimax: bool,
    steps: int,
) -> Any:
    """Return the path (steps + 1, 2) of (θ, ψ), by nnlib's own derivatives."""
    theta, psi = (Tensor(number, requires_grad=True) for number in start)
    path = [np.array(start, float)]
    for _ in range(steps):
        critic = binary_cross_entropy_with_logits(psi * theta, 0.0) + psi * psi * (penalty / 2)
        after = psi.data - rates[1] * derivatives(critic)[psi]
        seen = Tensor(after if in_turn else psi.data)
        fooled = binary_cross_entropy_with_logits(seen * theta, 0.0 if minimax else 1.0)
        sign = -1 if minimax else 1
        step = rates[0] * sign * derivatives(fooled)[theta]
        theta, psi = (Tensor(new, requires_grad=True) for new in (theta.data - step, after))
        path.append(np.array([theta.item(), psi.item()]))
    return np.array(path)
