"""Dropout: in training, set activations to 0 at random."""

from __future__ import annotations

import numpy as np

from nnlib.checks import require_generator, require_number
from nnlib.layers.module import Module
from nnlib.tensor import Tensor, TensorLike, as_tensor, record


def dropout(x: TensorLike, p: float, *, rng: np.random.Generator, training: bool = True) -> Tensor:
    """Set each number to 0 with probability p, and divide the others by 1 - p.

    So the expected value is that of x; with `training=False` x itself is returned. The backward
    pass uses the same choice.

    Parameters
    ----------
    x : Tensor or array
    p : float
        Probability of being dropped, from 0 to 1.
    rng : numpy.random.Generator
        Draws what is dropped.
    training : bool

    Raises
    ------
    ValueError
        If p is not a probability.

    References
    ----------
    N. Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting",
    JMLR 15 (2014) 1929-1958

    Examples
    --------
    >>> dropout([1.0, 1.0, 1.0, 1.0], 0.5, rng=np.random.default_rng(0))
    Tensor([2., 0., 0., 0.])
    """
    x = as_tensor(x)
    require_generator("dropout", rng)
    p = require_number("dropout", "the probability p", p, 0, 1)
    if not training or p == 0:
        return x
    kept = rng.random(x.shape) >= p
    scale = 1.0 / (1.0 - p) if p < 1 else 0.0
    # Not x * kept: infinity times 0 is not a number.
    y = np.where(kept, x.data, 0.0) * scale
    return record(y, (x,), lambda g: (np.where(kept, g, 0.0) * scale,))


class Dropout(Module):
    """Layer of `nnlib.dropout`: active in training mode, the identity in evaluation mode.

    Parameters
    ----------
    p : float
        Probability of being dropped, from 0 to 1.
    rng : numpy.random.Generator
        Draws what is dropped, anew at each call.

    Raises
    ------
    ValueError
        If p is not a probability.
    """

    def __init__(self, p: float = 0.5, *, rng: np.random.Generator) -> None:
        require_generator("Dropout", rng)
        self.p, self.rng = require_number("Dropout", "the probability p", p, 0, 1), rng

    def forward(self, x: TensorLike) -> Tensor:
        """Drop numbers of x in training mode."""
        return dropout(x, self.p, rng=self.rng, training=self.training)

    def _arguments(self) -> str:
        return f"{self.p:g}"
