"""Layers: one file a kind, the operation with its derivative first, then the layer."""

from nnlib.layers.activation import GELU, LeakyReLU, ReLU, Sigmoid, SiLU, Softplus, Step, Tanh
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
from nnlib.layers.normalization import BatchNorm1d, LayerNorm, batch_norm, layer_norm
from nnlib.layers.pooling import AvgPool2d, MaxPool2d, avg_pool2d, max_pool2d
from nnlib.layers.recurrent import LSTM, RNN, lstm, rnn
from nnlib.layers.sequential import Sequential

__all__ = [
    "GELU",
    "LSTM",
    "RNN",
    "AvgPool2d",
    "BatchNorm1d",
    "Conv2d",
    "Dropout",
    "Embedding",
    "Flatten",
    "LayerNorm",
    "LeakyReLU",
    "Linear",
    "MaxPool2d",
    "Module",
    "MultiheadAttention",
    "ReLU",
    "Sequential",
    "SiLU",
    "Sigmoid",
    "Softplus",
    "Step",
    "Tanh",
    "TransformerBlock",
    "avg_pool2d",
    "batch_norm",
    "conv2d",
    "dropout",
    "embedding",
    "layer_norm",
    "linear",
    "lstm",
    "max_pool2d",
    "rnn",
    "scaled_dot_product_attention",
]
