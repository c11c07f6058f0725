"""Layers: one file a kind, the operation with its derivative first, then the layer."""

from nnlib.layers.activation import LeakyReLU, ReLU, Sigmoid, Softplus, Step, Tanh
from nnlib.layers.linear import Linear, linear
from nnlib.layers.module import Module
from nnlib.layers.sequential import Sequential

__all__ = [
    "LeakyReLU",
    "Linear",
    "Module",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "Softplus",
    "Step",
    "Tanh",
    "linear",
]
