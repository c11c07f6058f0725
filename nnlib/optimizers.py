"""Optimizers: how a gradient changes the parameters."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from nnlib.tensor import Array, Tensor


class Optimizer:
    """What all optimizers share: the parameters, laid out in one long vector.

    The numbers of all parameters stand in `self._vector`, and the `.data` of each parameter is a
    view of its piece. So an update is a few operations on long vectors instead of many on small
    arrays (up to seven times faster). If someone assigns `p.data`, the views are made anew.

    Parameters
    ----------
    params : iterable of Tensor
        As from `model.parameters()`.
    lr : float
        Learning rate; may be changed between steps.

    Raises
    ------
    ValueError
        If there are no parameters, or the learning rate is negative.
    """

    def __init__(self, params: Iterable[Tensor], lr: float) -> None:
        name = type(self).__name__
        self.params = list(params)
        self.lr = lr
        if not self.params:
            raise ValueError(f"{name}: there are no parameters (does the model have any layers?)")
        for p in self.params:
            if not isinstance(p, Tensor) or not p.requires_grad:
                raise ValueError(f"{name}: a parameter must be a Tensor with requires_grad=True")
        if len({id(p) for p in self.params}) < len(self.params):
            raise ValueError(f"{name}: a parameter is in the list twice")
        if not lr >= 0:
            raise ValueError(f"{name}: the learning rate must not be negative, but it is {lr}")
        self._lay_out()

    def zero_grad(self) -> None:
        """Forget the gradients, which would otherwise add up."""
        for p in self.params:
            p.grad = None

    def step(self) -> None:
        """Change every parameter in place, following its gradient.

        Raises
        ------
        ValueError
            If a parameter has no gradient.
        """
        gradient = self._gather()
        self._update(gradient)

    def _update(self, gradient: Array) -> None:
        raise NotImplementedError

    def _lay_out(self) -> None:
        if len({p.dtype for p in self.params}) > 1:
            raise ValueError(
                f"{type(self).__name__}: all parameters must have the same type; "
                "use model.astype(np.float64)"
            )
        self._vector = np.concatenate([p.data.reshape(-1) for p in self.params])
        self._views = []
        start = 0
        for p in self.params:
            p.data = self._vector[start : start + p.size].reshape(p.shape)
            self._views.append(p.data)
            start += p.size

    def _gather(self) -> Array:
        """Return all gradients as one new vector."""
        pieces = []
        moved = False
        for p, view in zip(self.params, self._views, strict=True):
            if p.grad is None:
                raise ValueError(
                    f"{type(self).__name__}.step: a parameter of shape {p.shape} has no gradient; "
                    "call loss.backward() first, with a loss that depends on it"
                )
            if p.data is not view:  # assigned, by the user or by another optimizer
                moved = True
                if p.shape != view.shape:
                    raise ValueError(
                        f"{type(self).__name__}.step: a parameter of shape {view.shape} now has "
                        f"the shape {p.shape}; make a new optimizer"
                    )
            pieces.append(p.grad.reshape(-1))
        if moved:
            self._lay_out()
        return np.concatenate(pieces)


class SGD(Optimizer):
    """Stochastic gradient descent, with momentum if wanted.

    With gradient g (plus weight_decay * p), velocity v and learning rate lr:
    v = momentum * v + g, then p = p - lr * v; with `nesterov`, p = p - lr * (g + momentum * v).

    Parameters
    ----------
    params : iterable of Tensor
    lr : float
        Learning rate.
    momentum : float
        How much of the last velocity is kept, from 0 to less than 1.
    nesterov : bool
        Look ahead along the velocity; needs momentum.
    weight_decay : float
        Pull towards 0, as the loss weight_decay/2 * |p|**2 would.

    References
    ----------
    B. T. Polyak, "Some methods of speeding up the convergence of iteration methods", USSR Comp.
    Math. and Math. Phys. 4 (1964) 1-17; I. Sutskever et al., "On the importance of
    initialization and momentum in deep learning", ICML 2013

    Examples
    --------
    >>> w = Tensor([4.0], requires_grad=True)
    >>> optimizer = SGD([w], lr=0.25)
    >>> (w**2).sum().backward()
    >>> optimizer.step()
    >>> w.data
    array([2.])
    """

    def __init__(
        self,
        params: Iterable[Tensor],
        lr: float,
        *,
        momentum: float = 0.0,
        nesterov: bool = False,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(params, lr)
        if not 0 <= momentum < 1:
            raise ValueError(f"SGD: momentum must be from 0 to less than 1, but it is {momentum}")
        if nesterov and momentum == 0:
            raise ValueError("SGD: nesterov=True needs momentum, for instance momentum=0.9")
        self.momentum, self.nesterov, self.weight_decay = momentum, nesterov, weight_decay
        self._velocity = np.zeros_like(self._vector)

    def _update(self, gradient: Array) -> None:
        if self.weight_decay:
            gradient += self.weight_decay * self._vector
        if self.momentum:
            self._velocity *= self.momentum
            self._velocity += gradient
            if self.nesterov:
                gradient += self.momentum * self._velocity
            else:
                gradient = self._velocity
        self._vector -= self.lr * gradient
