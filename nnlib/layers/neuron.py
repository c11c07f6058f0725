"""One artificial neuron."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnlib import initializers
from nnlib.activations import sigmoid
from nnlib.checks import require_generator, require_integer
from nnlib.layers.module import Module
from nnlib.tensor import Tensor, TensorLike, as_tensor


class Neuron(Module):
    """A weighted sum of the inputs plus a bias, passed through an activation function.

    The sum z = x @ weight + bias is the *pre-activation*, activation(z) the *activation*.

    Parameters
    ----------
    n_inputs : int
    activation : function of a Tensor
    rng : numpy.random.Generator
        Draws the first weights (Glorot, uniform); the bias starts at 0.

    Attributes
    ----------
    weight : Tensor, (n_inputs,)
    bias : Tensor, ()

    Raises
    ------
    ValueError
        When called on inputs whose last axis does not have n_inputs entries.

    References
    ----------
    F. Rosenblatt, "The perceptron: a probabilistic model for information storage and organization
    in the brain", Psychological Review 65 (1958) 386-408, doi:10.1037/h0042519

    Examples
    --------
    >>> neuron = Neuron(2, rng=np.random.default_rng(0))
    >>> neuron.weight.data[:] = [10.0, 10.0]
    >>> neuron.bias.data[...] = -15.0
    >>> x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    >>> neuron(x).data.round(2)  # AND
    array([0.  , 0.01, 0.01, 0.99])
    """

    def __init__(
        self,
        n_inputs: int,
        *,
        activation: Callable[[Tensor], Tensor] = sigmoid,
        rng: np.random.Generator,
    ) -> None:
        require_generator("Neuron", rng)
        n_inputs = require_integer("Neuron", "n_inputs", n_inputs)
        if not callable(activation):
            raise TypeError(f"Neuron: activation must be a function, not {activation!r}")
        self.weight = Tensor(initializers.glorot_uniform((n_inputs,), rng=rng), requires_grad=True)
        self.bias = Tensor(0.0, requires_grad=True)
        self.activation = activation

    def forward(self, x: TensorLike) -> Tensor:
        """Map (..., n_inputs) to (...)."""
        x = as_tensor(x, self.weight)
        if x.ndim == 0 or x.shape[-1] != self.weight.size:
            raise ValueError(
                f"Neuron: the last axis of x has {x.shape[-1] if x.ndim else 0} inputs, but the "
                f"neuron has {self.weight.size} weights (x {x.shape}, weight {self.weight.shape})"
            )
        return self.activation(x @ self.weight + self.bias)

    def _arguments(self) -> str:
        return f"{self.weight.size}, activation={getattr(self.activation, '__name__', '...')}"
