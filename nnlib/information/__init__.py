"""Information theory: entropy, divergence, mutual information, and the information plane.

`entropy`, `cross_entropy` and `kl_divergence` take *distributions*, and are exact. Mutual
information is estimated from *samples*, with a bias: with N samples of two variables of K values
each, the plug-in estimate is too large by about (K - 1)^2 / (2 N) nats, also where they are
independent.

All results are in nats (base e); `base=2` gives bits.
"""

from nnlib.information.distributions import cross_entropy, entropy, kl_divergence
from nnlib.information.plane import information_plane
from nnlib.information.samples import mutual_information

__all__ = [
    "cross_entropy",
    "entropy",
    "information_plane",
    "kl_divergence",
    "mutual_information",
]
