"""Optimizers: how a gradient changes the parameters.

First what they share, then gradient descent, then those that give every parameter a step size of
its own (RMSprop, Adam, AdamW).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from nnlib.checks import require_number
from nnlib.tensor import Array, Tensor, mark_changed


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
        If there are no parameters, or what is in the list is not one, or is in it twice; if their
        types differ; if the learning rate is negative or not a number.

    Notes
    -----
    A copy (`copy.deepcopy`, `pickle`) has parameters of its own. So copy an optimizer together
    with its model, in one call: ``model, optimizer = copy.deepcopy((model, optimizer))``.
    """

    def __init__(self, params: Iterable[Tensor], lr: float) -> None:
        name = type(self).__name__
        if isinstance(params, Tensor) or not isinstance(params, Iterable):
            raise ValueError(
                f"{name}: params must be a list of tensors such as model.parameters(), not a "
                f"{type(params).__name__}"
            )
        self.params = list(params)
        self.lr = require_number(name, "the learning rate", lr, 0)
        if not self.params:
            raise ValueError(f"{name}: there are no parameters (does the model have any layers?)")
        for p in self.params:
            if not isinstance(p, Tensor) or not p.requires_grad:
                raise ValueError(f"{name}: a parameter must be a Tensor with requires_grad=True")
            if p._pullback is not None:
                raise ValueError(
                    f"{name}: a tensor of shape {p.shape} was computed from others; a parameter "
                    "is one that was made, with Tensor(data, requires_grad=True)"
                )
        if len({id(p) for p in self.params}) < len(self.params):
            raise ValueError(f"{name}: a parameter is in the list twice")
        self._lay_out()

    def __getstate__(self) -> dict[str, Any]:
        # What copying and pickling keep: a copied view would belong to no vector.
        return {k: v for k, v in vars(self).items() if k not in ("_vector", "_views")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
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
            If a parameter has no gradient, or one of another shape.
        """
        self._update(self._gather())
        mark_changed(self.params)

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
        gradients = []
        for p, view in zip(self.params, self._views, strict=True):
            gradient = p.grad
            if gradient is None or gradient.shape != view.shape:
                raise self._misfit(p, view.shape)
            gradients.append(gradient)
        for p, view in zip(self.params, self._views, strict=True):
            if p.data is not view:  # assigned, by the user or by another optimizer
                if p.shape != view.shape:
                    raise self._misfit(p, view.shape)
                self._lay_out()
                break
        return np.concatenate(gradients, axis=None)

    def _misfit(self, p: Tensor, shape: tuple[int, ...]) -> ValueError:
        name = f"{type(self).__name__}.step"
        if p.shape != shape:
            return ValueError(
                f"{name}: a parameter of shape {shape} now has the shape {p.shape}; make a new "
                "optimizer"
            )
        if p.grad is None:
            return ValueError(
                f"{name}: a parameter of shape {shape} has no gradient; call loss.backward() "
                "first, with a loss that depends on it (an optimizer that was copied without its "
                "model has parameters of its own: copy both in one call)"
            )
        return ValueError(
            f"{name}: a parameter of shape {shape} has a gradient of shape {p.grad.shape}"
        )


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
        self.momentum = require_number("SGD", "momentum", momentum, 0, 1, open_high=True)
        self.weight_decay = require_number("SGD", "weight_decay", weight_decay, 0)
        if nesterov and momentum == 0:
            raise ValueError("SGD: nesterov=True needs momentum, for instance momentum=0.9")
        self.nesterov = nesterov
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
        self.alpha = require_number("RMSprop", "alpha", alpha, 0, 1, open_high=True)
        self.eps = require_number("RMSprop", "eps", eps, 0, open_low=True)
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
        name = type(self).__name__
        if not isinstance(betas, (tuple, list)) or len(betas) != 2:
            raise ValueError(f"{name}: betas must be two numbers such as (0.9, 0.999), not {betas}")
        self.betas = tuple(
            require_number(name, f"betas[{i}]", betas[i], 0, 1, open_high=True) for i in (0, 1)
        )
        self.eps = require_number(name, "eps", eps, 0, open_low=True)
        self._steps = 0
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
        self.weight_decay = require_number("AdamW", "weight_decay", weight_decay, 0)

    def _update(self, gradient: Array) -> None:
        self._vector *= 1 - self.lr * self.weight_decay
        super()._update(gradient)


def clip_grad_norm(params: Iterable[Tensor], max_norm: float) -> float:
    """Shorten the gradient to `max_norm` if it is longer; call it between backward and step.

    The length is that of all gradients as one long vector, so that its direction stays.

    Parameters
    ----------
    params : iterable of Tensor
        As from `model.parameters()`.
    max_norm : float
        Positive; `math.inf` only measures the length.

    Returns
    -------
    float
        The length before.

    Raises
    ------
    ValueError
        If no parameter has a gradient, one is NaN or infinite, or max_norm is not positive.

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
    if isinstance(params, Tensor) or not isinstance(params, Iterable):
        raise ValueError(
            "clip_grad_norm: params must be a list of tensors such as model.parameters(), not a "
            f"{type(params).__name__}"
        )
    if max_norm != math.inf:  # infinity is right for those who only want to know the length
        require_number("clip_grad_norm", "max_norm", max_norm, 0, open_low=True)
    with_gradient = [(p, p.grad) for p in params if p.grad is not None]
    if not with_gradient:
        raise ValueError("clip_grad_norm: no parameter has a gradient; call loss.backward() first")
    norm = math.hypot(*(float(np.linalg.norm(g)) for _, g in with_gradient))
    if not math.isfinite(norm):
        raise ValueError(
            f"clip_grad_norm: the length of the gradient is {norm}, so it cannot be shortened; "
            "lower the learning rate, or look for a log(0) or 0/0 in the loss"
        )
    if norm > max_norm:
        for p, g in with_gradient:
            p.grad = np.asarray(g * (float(max_norm) / (norm + 1e-6)))
    return norm
