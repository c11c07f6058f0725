"""Data sets: plain arrays, read from this package or computed, never downloaded.

Real: `digits`, `mnist`, `weather`. Computed: `boolean` (with parity), `xor`, `modular_addition`,
`icosahedron`, `anbn`. Drawn from a generator: `blobs`, `moons`, `spiral`, `ring`, `sea`, `letters`.
"""

from nnlib.datasets.boolean import boolean, xor
from nnlib.datasets.clouds import blobs, moons, ring, spiral
from nnlib.datasets.digits import digits
from nnlib.datasets.icosahedron import icosahedron
from nnlib.datasets.mnist import mnist
from nnlib.datasets.modular import modular_addition
from nnlib.datasets.sea import sea
from nnlib.datasets.sequences import anbn, letters
from nnlib.datasets.splitting import split
from nnlib.datasets.weather import WEATHER_COLUMNS, weather

__all__ = [
    "WEATHER_COLUMNS",
    "anbn",
    "blobs",
    "boolean",
    "digits",
    "icosahedron",
    "letters",
    "mnist",
    "modular_addition",
    "moons",
    "ring",
    "sea",
    "spiral",
    "split",
    "weather",
    "xor",
]
