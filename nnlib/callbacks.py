"""What `fit` can do after every epoch: change the learning rate, or stop early.

A callback is any function of (model, history); one that returns True ends the training. If it has
a method `start(model)`, `fit` calls that before the first epoch; if it has `finish(model)`, at the
end, also when the training ends with an error or is interrupted.
"""

from __future__ import annotations

import math

from nnlib.checks import require_integer
from nnlib.history import History
from nnlib.layers.module import Module
from nnlib.optimizers import Optimizer
from nnlib.schedules import Schedule
from nnlib.tensor import Array


class EarlyStopping:
    """Stop when the loss has not fallen for some epochs, and restore the best one.

    It watches "validation_loss" if there is one, else "loss".

    Parameters
    ----------
    patience : int
        How many epochs in a row may pass without a new best.
    restore_best : bool
        Whether the model gets its parameters of the best epoch back, however the training ends:
        stopped, complete, interrupted or with an error. (The numbers are copied into place, so
        that optimizers go on working.)

    Raises
    ------
    ValueError
        If patience is not an integer of at least 1.

    References
    ----------
    L. Prechelt, "Early stopping - but when?", in Neural Networks: Tricks of the Trade, 1998

    Examples
    --------
    Pass it to `fit` as `callbacks=[nn.EarlyStopping(patience=5)]`.
    """

    def __init__(self, patience: int, restore_best: bool = True) -> None:
        self.patience = require_integer("EarlyStopping", "patience", patience)
        self.restore_best = restore_best
        self.start()

    def start(self, model: Module | None = None) -> None:
        """Forget an earlier training."""
        self._best, self._waited = math.inf, 0
        self._state: dict[str, Array] | None = None

    def __call__(self, model: Module, history: History) -> bool:
        losses = history.get("validation_loss", history.get("loss"))
        if not losses:
            raise ValueError('EarlyStopping: the history must have "loss" or "validation_loss"')
        loss = losses[-1]
        if loss < self._best:
            self._best, self._waited = loss, 0
            self._state = model.state_dict() if self.restore_best else None
        else:
            self._waited += 1
        return self._waited >= self.patience

    def finish(self, model: Module) -> None:
        """Give the model its best parameters back."""
        if self._state is not None:
            model.load_state_dict(self._state)
        self.start()


class LearningRateSchedule:
    """Multiply the learning rate of an optimizer by the factor of a schedule.

    Parameters
    ----------
    optimizer : Optimizer
        Its learning rate when this is made is what the factors refer to; the factor of epoch 0 is
        applied at once. Each `fit` starts the schedule anew.
    schedule : function from the number of finished epochs to a factor
        See `nnlib.schedules`.

    Examples
    --------
    >>> import nnlib as nn
    >>> optimizer = nn.SGD([nn.Tensor(0.0, requires_grad=True)], lr=0.8)
    >>> schedule = LearningRateSchedule(optimizer, nn.schedules.step(every=2, factor=0.5))
    >>> for epoch in range(4):  # fit does so, with callbacks=[schedule]
    ...     print(optimizer.lr)
    ...     schedule()
    0.8
    0.8
    0.4
    0.4
    """

    def __init__(self, optimizer: Optimizer, schedule: Schedule) -> None:
        if not isinstance(optimizer, Optimizer) or not callable(schedule):
            raise TypeError(
                "LearningRateSchedule: pass an optimizer and a function of the epoch, such as "
                f"nn.schedules.cosine(20), not {type(optimizer).__name__} and "
                f"{type(schedule).__name__}"
            )
        self.optimizer, self.schedule = optimizer, schedule
        self._base = optimizer.lr
        self.start()

    def start(self, model: Module | None = None) -> None:
        """Go back to epoch 0 of the schedule."""
        self._epochs = 0
        self.optimizer.lr = self._base * self.schedule(0)

    def __call__(self, model: Module | None = None, history: History | None = None) -> None:
        self._epochs += 1
        self.optimizer.lr = self._base * self.schedule(self._epochs)
