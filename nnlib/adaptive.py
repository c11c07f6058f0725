"""Optimizers that give every parameter a step size of its own: RMSprop, Adam and AdamW."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from nnlib.optimizers import Optimizer, require_fraction
from nnlib.tensor import Array, Tensor


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
