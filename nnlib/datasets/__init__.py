"""Data sets: plain arrays, read from this package, never from the network."""

from nnlib.datasets.boolean import boolean, xor
from nnlib.datasets.digits import digits
from nnlib.datasets.splitting import split

__all__ = ["boolean", "digits", "split", "xor"]
