"""Learning-rate schedules: by which factor the learning rate is multiplied in each epoch.

A schedule is any function from the number of finished epochs (0 in the first epoch) to a factor,
such as `lambda epoch: 0.9**epoch`. Those below make the usual ones; `nnlib.LearningRateSchedule`
applies one in `fit`, or in a loop of your own.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

from nnlib.checks import require_integer, require_number

Schedule: TypeAlias = Callable[[int], float]


def constant() -> Schedule:
    """Keep the learning rate as it is.

    >>> constant()(7)
    1.0
    """
    return lambda epoch: 1.0


def step(every: int, factor: float = 0.1) -> Schedule:
    """Multiply the learning rate by `factor` after every `every` epochs.

    >>> [step(2, 0.5)(epoch) for epoch in range(5)]
    [1.0, 1.0, 0.5, 0.5, 0.25]
    """
    every = require_integer("schedules.step", "every", every)
    factor = require_number("schedules.step", "factor", factor, 0)
    return lambda epoch: float(factor ** (epoch // every))


def cosine(epochs: int, floor: float = 0.0) -> Schedule:
    """Go down from 1 to `floor` along half a cosine in `epochs` epochs, and stay there.

    I. Loshchilov and F. Hutter, "SGDR", ICLR 2017, arXiv:1608.03983

    >>> [round(cosine(4)(epoch), 3) for epoch in range(6)]
    [1.0, 0.854, 0.5, 0.146, 0.0, 0.0]
    """
    epochs = require_integer("schedules.cosine", "epochs", epochs)
    floor = require_number("schedules.cosine", "floor", floor, 0)
    return lambda epoch: (
        floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * min(epoch, epochs) / epochs))
    )


def warmup(epochs: int, then: Schedule | None = None) -> Schedule:
    """Go up in equal steps for `epochs` epochs, then follow another schedule from its start.

    P. Goyal et al., "Accurate, large minibatch SGD", 2017, arXiv:1706.02677

    >>> [round(warmup(3, then=step(1, 0.5))(epoch), 2) for epoch in range(6)]
    [0.25, 0.5, 0.75, 1.0, 0.5, 0.25]
    """
    epochs = require_integer("schedules.warmup", "epochs", epochs)
    after = constant() if then is None else then
    return lambda epoch: (epoch + 1) / (epochs + 1) if epoch < epochs else after(epoch - epochs)
