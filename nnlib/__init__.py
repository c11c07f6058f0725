"""nnlib: neural networks in NumPy, small enough to read in an evening.

The usual import is `import nnlib as nn`. Start reading at `tensor.py`.

>>> import numpy as np, nnlib as nn
>>> rng = np.random.default_rng(0)
>>> model = nn.Sequential(nn.Linear(2, 8, rng=rng), nn.Tanh(), nn.Linear(8, 1, rng=rng))
>>> model(np.zeros((5, 2))).shape
(5, 1)
"""

from nnlib import attribution, datasets, drift, information, initializers, schedules
from nnlib.activations import (
    gelu,
    identity,
    leaky_relu,
    log_softmax,
    logsumexp,
    relu,
    sigmoid,
    silu,
    softmax,
    softplus,
    step,
    tanh,
)
from nnlib.arithmetic import abs, exp, log, sqrt, where
from nnlib.callbacks import EarlyStopping, LearningRateSchedule
from nnlib.gradcheck import gradcheck
from nnlib.history import History
from nnlib.layers.activation import (
    GELU,
    LeakyReLU,
    ReLU,
    Sigmoid,
    SiLU,
    Softplus,
    Step,
    Tanh,
)
from nnlib.layers.attention import (
    MultiheadAttention,
    TransformerBlock,
    scaled_dot_product_attention,
)
from nnlib.layers.convolution import Conv2d, Flatten, conv2d
from nnlib.layers.dropout import Dropout, dropout
from nnlib.layers.embedding import Embedding, embedding
from nnlib.layers.linear import Linear, linear
from nnlib.layers.module import Module
from nnlib.layers.neuron import Neuron
from nnlib.layers.normalization import BatchNorm1d, LayerNorm, batch_norm, layer_norm
from nnlib.layers.pooling import AvgPool2d, MaxPool2d, avg_pool2d, max_pool2d
from nnlib.layers.recurrent import LSTM, RNN, lstm, rnn
from nnlib.layers.sequential import Sequential
from nnlib.losses import (
    binary_cross_entropy_with_logits,
    cross_entropy,
    huber_loss,
    l1_loss,
    mse_loss,
)
from nnlib.optimizers import SGD, Adam, AdamW, Optimizer, RMSprop, clip_grad_norm
from nnlib.saving import load, save
from nnlib.shapes import concatenate, max, mean, reshape, stack, sum, transpose
from nnlib.tensor import Tensor, no_grad
from nnlib.training import accuracy, fit

__version__ = "0.1.0"

__all__ = [
    "GELU",
    "LSTM",
    "RNN",
    "SGD",
    "Adam",
    "AdamW",
    "AvgPool2d",
    "BatchNorm1d",
    "Conv2d",
    "Dropout",
    "EarlyStopping",
    "Embedding",
    "Flatten",
    "History",
    "LayerNorm",
    "LeakyReLU",
    "LearningRateSchedule",
    "Linear",
    "MaxPool2d",
    "Module",
    "MultiheadAttention",
    "Neuron",
    "Optimizer",
    "RMSprop",
    "ReLU",
    "Sequential",
    "SiLU",
    "Sigmoid",
    "Softplus",
    "Step",
    "Tanh",
    "Tensor",
    "TransformerBlock",
    "abs",
    "accuracy",
    "attribution",
    "avg_pool2d",
    "batch_norm",
    "binary_cross_entropy_with_logits",
    "clip_grad_norm",
    "concatenate",
    "conv2d",
    "cross_entropy",
    "datasets",
    "drift",
    "dropout",
    "embedding",
    "exp",
    "fit",
    "gelu",
    "gradcheck",
    "huber_loss",
    "identity",
    "information",
    "initializers",
    "l1_loss",
    "layer_norm",
    "leaky_relu",
    "linear",
    "load",
    "log",
    "log_softmax",
    "logsumexp",
    "lstm",
    "max",
    "max_pool2d",
    "mean",
    "mse_loss",
    "no_grad",
    "relu",
    "reshape",
    "rnn",
    "save",
    "scaled_dot_product_attention",
    "schedules",
    "sigmoid",
    "silu",
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
