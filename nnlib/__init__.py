"""nnlib: neural networks in NumPy, small enough to read in an evening.

The usual import is `import nnlib as nn`. Start reading at `tensor.py`.

>>> import numpy as np, nnlib as nn
>>> rng = np.random.default_rng(0)
>>> model = nn.Sequential(nn.Linear(2, 8, rng=rng), nn.Tanh(), nn.Linear(8, 1, rng=rng))
>>> model(np.zeros((5, 2))).shape
(5, 1)
"""

from nnlib import attribution, datasets, drift, information, initializers
from nnlib.activations import (
    identity,
    leaky_relu,
    log_softmax,
    logsumexp,
    relu,
    sigmoid,
    softmax,
    softplus,
    step,
    tanh,
)
from nnlib.arithmetic import abs, exp, log, sqrt, where
from nnlib.gradcheck import gradcheck
from nnlib.history import History
from nnlib.layers import (
    LeakyReLU,
    Linear,
    Module,
    ReLU,
    Sequential,
    Sigmoid,
    Softplus,
    Step,
    Tanh,
    linear,
)
from nnlib.losses import binary_cross_entropy_with_logits, cross_entropy, mse_loss
from nnlib.neuron import Neuron
from nnlib.optimizers import SGD, Optimizer
from nnlib.shapes import concatenate, max, mean, reshape, stack, sum, transpose
from nnlib.tensor import Tensor, no_grad
from nnlib.training import accuracy, fit

__version__ = "0.1.0"

__all__ = [
    "SGD",
    "History",
    "LeakyReLU",
    "Linear",
    "Module",
    "Neuron",
    "Optimizer",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "Softplus",
    "Step",
    "Tanh",
    "Tensor",
    "abs",
    "accuracy",
    "attribution",
    "binary_cross_entropy_with_logits",
    "concatenate",
    "cross_entropy",
    "datasets",
    "drift",
    "exp",
    "fit",
    "gradcheck",
    "identity",
    "information",
    "initializers",
    "leaky_relu",
    "linear",
    "log",
    "log_softmax",
    "logsumexp",
    "max",
    "mean",
    "mse_loss",
    "no_grad",
    "relu",
    "reshape",
    "sigmoid",
    "softmax",
    "softplus",
    "sqrt",
    "stack",
    "step",
    "sum",
    "tanh",
    "transpose",
    "where",
]
