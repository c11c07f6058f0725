"""What `fit` can do after every epoch: change the learning rate, or stop in time.

A callback is any function of (model, history); one that returns True ends the training. If it has
a method `finish(model)`, that is called when the training is over.
"""

from __future__ import annotations

import math

from nnlib.history import History
from nnlib.layers.module import Module
from nnlib.optimizers import Optimizer
from nnlib.schedules import Schedule
from nnlib.tensor import Array


class EarlyStopping:
    """Stop when the loss has not fallen for some epochs, and go back to the best one.

    It looks at "validation_loss" if there is one, else at "loss".

    Parameters
    ----------
    patience : int
        How many epochs in a row may pass without a new best.
    restore_best : bool
        Whether the model gets its parameters of the best epoch back, also when the training ends
        without being stopped. (The numbers are copied into place, so that optimizers go on
        working.)

    Raises
    ------
    ValueError
        If patience is not at least 1.

    References
    ----------
    L. Prechelt, "Early stopping - but when?", in Neural Networks: Tricks of the Trade, 1998

    Examples
    --------
    Pass it to `fit` as `callbacks=[nn.EarlyStopping(patience=5)]`.
    """

    def __init__(self, patience: int, restore_best: bool = True) -> None:
        if patience < 1:
            raise ValueError(f"EarlyStopping: patience ({patience}) must be at least 1 epoch")
        self.patience, self.restore_best = patience, restore_best
        self._forget()

    def _forget(self) -> None:
        self._best, self._waited = math.inf, 0
        self._state: dict[str, Array] | None = None

    def __call__(self, model: Module, history: History) -> bool:
        loss = history.get("validation_loss", history["loss"])[-1]
        if loss < self._best:
            self._best, self._waited = loss, 0
            self._state = model.state_dict() if self.restore_best else None
        else:
            self._waited += 1
        return self._waited >= self.patience

    def finish(self, model: Module) -> None:
        """Give the model its best parameters back, and be ready for another training."""
        if self._state is not None:
            model.load_state_dict(self._state)
        self._forget()


class LearningRateSchedule:
    """Multiply the learning rate of an optimizer by the factor of a schedule.

    Parameters
    ----------
    optimizer : Optimizer
        Its learning rate when this is made is what the factors refer to; the factor of epoch 0 is
        applied at once.
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
        self.optimizer, self.schedule = optimizer, schedule
        self._base, self._epochs = optimizer.lr, 0
        optimizer.lr = self._base * schedule(0)

    def __call__(self, model: Module | None = None, history: History | None = None) -> None:
        self._epochs += 1
        self.optimizer.lr = self._base * self.schedule(self._epochs)
