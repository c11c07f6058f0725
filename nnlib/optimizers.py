"""Optimizers: how a gradient changes the parameters.

First what they share, then gradient descent, then those that give every parameter a step size of
its own (RMSprop, Adam, AdamW).
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from nnlib.checks import require_fraction
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
        Pull towards 0, as the loss ``weight_decay/2 * |p|**2`` would.

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
        require_fraction("SGD", "momentum", momentum)
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


class RMSprop(Optimizer):
    """Divide each gradient by the root of its mean square of late.

    With gradient g: v = alpha * v + (1 - alpha) * g**2, then p = p - lr * g / (sqrt(v) + eps).

    Parameters
    ----------
    params : iterable of Tensor
    lr : float
        Learning rate.
    alpha : float
        How much of the last mean square is kept, from 0 to less than 1.
    eps : float
        Keeps the division finite.

    References
    ----------
    T. Tieleman and G. Hinton, "Lecture 6.5: RMSProp", Coursera, 2012
    """

    def __init__(
        self, params: Iterable[Tensor], lr: float = 1e-2, *, alpha: float = 0.99, eps: float = 1e-8
    ) -> None:
        super().__init__(params, lr)
        require_fraction("RMSprop", "alpha", alpha)
        self.alpha, self.eps = alpha, eps
        self._square = np.zeros_like(self._vector)

    def _update(self, gradient: Array) -> None:
        self._square *= self.alpha
        self._square += (1 - self.alpha) * gradient * gradient
        gradient *= self.lr
        gradient /= np.sqrt(self._square) + self.eps
        self._vector -= gradient


class Adam(Optimizer):
    """RMSprop with momentum, both corrected for their start at 0.

    With gradient g in step t: m = beta1 * m + (1 - beta1) * g and
    v = beta2 * v + (1 - beta2) * g**2, then
    p = p - lr * m / (1 - beta1**t) / (sqrt(v / (1 - beta2**t)) + eps).

    Parameters
    ----------
    params : iterable of Tensor
    lr : float
        Learning rate: about how far a parameter moves in a step.
    betas : (float, float)
        How much of the last mean and mean square is kept, from 0 to less than 1.
    eps : float
        Keeps the division finite.

    References
    ----------
    D. P. Kingma and J. Ba, "Adam: a method for stochastic optimization", ICLR 2015,
    arXiv:1412.6980

    Examples
    --------
    >>> w = Tensor([4.0, 0.01], requires_grad=True)
    >>> optimizer = Adam([w], lr=0.25)
    >>> (w**2).sum().backward()
    >>> optimizer.step()
    >>> w.data.round(3)  # the first step is as long for a small gradient as for a large one
    array([ 3.75, -0.24])
    """

    def __init__(
        self,
        params: Iterable[Tensor],
        lr: float = 1e-3,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
    ) -> None:
        super().__init__(params, lr)
        for i in (0, 1):
            require_fraction(type(self).__name__, f"betas[{i}]", betas[i])
        self.betas, self.eps, self._steps = betas, eps, 0
        self._mean, self._square = np.zeros_like(self._vector), np.zeros_like(self._vector)

    def _update(self, gradient: Array) -> None:
        beta1, beta2 = self.betas
        self._steps += 1
        self._mean *= beta1
        self._mean += (1 - beta1) * gradient
        self._square *= beta2
        gradient *= gradient
        gradient *= 1 - beta2
        self._square += gradient
        root = np.sqrt(self._square, out=gradient)
        root /= math.sqrt(1 - beta2**self._steps)
        root += self.eps
        change = np.divide(self._mean, root, out=root)
        change *= self.lr / (1 - beta1**self._steps)
        self._vector -= change


class AdamW(Adam):
    """Adam with weight decay apart from the gradient: first p = p - lr * weight_decay * p.

    In SGD that equals a term ``weight_decay/2 * |p|**2`` in the loss. In Adam it does not: there
    the gradient of such a term would be divided by sqrt(v) as well.

    Parameters
    ----------
    params, lr, betas, eps
        As in `Adam`.
    weight_decay : float
        Pull towards 0.

    References
    ----------
    I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", ICLR 2019,
    arXiv:1711.05101
    """

    def __init__(
        self,
        params: Iterable[Tensor],
        lr: float = 1e-3,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.01,
    ) -> None:
        super().__init__(params, lr, betas=betas, eps=eps)
        self.weight_decay = weight_decay

    def _update(self, gradient: Array) -> None:
        self._vector *= 1 - self.lr * self.weight_decay
        super()._update(gradient)


def clip_grad_norm(params: Iterable[Tensor], max_norm: float) -> float:
    """Shorten the gradient to `max_norm` if it is longer; call it between backward and step.

    The length is that of all gradients as one long vector, so that its direction stays.

    Returns
    -------
    float
        The length before.

    Raises
    ------
    ValueError
        If no parameter has a gradient, or one is NaN or infinite.

    References
    ----------
    R. Pascanu, T. Mikolov and Y. Bengio, "On the difficulty of training recurrent neural
    networks", ICML 2013, arXiv:1211.5063

    Examples
    --------
    >>> w = Tensor([3.0, 4.0], requires_grad=True)
    >>> (w * w * 0.5).sum().backward()
    >>> clip_grad_norm([w], 1.0)
    5.0
    >>> w.grad.round(3)
    array([0.6, 0.8])
    """
    with_gradient = [(p, p.grad) for p in params if p.grad is not None]
    if not with_gradient:
        raise ValueError("clip_grad_norm: no parameter has a gradient; call loss.backward() first")
    norm = math.hypot(*(float(np.linalg.norm(g)) for _, g in with_gradient))
    if not math.isfinite(norm):
        raise ValueError(
            f"clip_grad_norm: the length of the gradient is {norm}, which no factor can mend; "
            "lower the learning rate, or look for a log(0) or 0/0 in the loss"
        )
    if norm > max_norm:
        for p, g in with_gradient:
            p.grad = g * (float(max_norm) / (norm + 1e-6))
    return norm
