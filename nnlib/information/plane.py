"""The information plane of a network, estimated with bins."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib.checks import as_numbers, require_integer
from nnlib.information.distributions import unit
from nnlib.information.samples import as_labels, mutual_information, sample_entropy
from nnlib.tensor import Tensor

Array = npt.NDArray[Any]


def information_plane(
    activations: Sequence[npt.ArrayLike],
    y: npt.ArrayLike,
    *,
    bins: int | Sequence[float] = 30,
    base: float = math.e,
) -> Array:
    """Estimate, for each layer T of a network, how much it tells about input and label.

    Each unit's activation is sorted into bins; the pattern of bin numbers over the units of a
    layer counts as its value. As a network without noise computes T from X, the estimate of
    I(X; T) is just the entropy of these patterns. The bins therefore decide the result: with
    very fine bins I(X; T) is the entropy of the inputs for *every* layer that keeps them apart,
    and a drop with coarse bins shows that activations lie close together, not that information
    is lost.

    Parameters
    ----------
    activations : sequence of arrays, (N, width) each
        The outputs of the layers for the same N inputs, which all count alike.
    y : array-like, (N,)
        The labels.
    bins : int, or increasing borders
        A number divides the range of each layer (from its smallest to its largest activation)
        into equal bins. Borders are used as they are for all layers, such as
        np.linspace(-1, 1, 31) for tanh; what lies outside counts to the first or last bin.
    base : float
        e gives nats; in this picture bits are usual, base 2.

    Returns
    -------
    ndarray, (layers, 2)
        I(X; T) and I(T; Y) for each layer.

    Raises
    ------
    ValueError
        If there is no layer, an activation is not finite, the lengths differ, or bins are neither
        a number from 1 on nor finite increasing borders.

    References
    ----------
    R. Shwartz-Ziv and N. Tishby, "Opening the black box of deep neural networks via information",
    2017, arXiv:1703.00810; on what the estimate measures, A. M. Saxe and others, "On the
    information bottleneck theory of deep learning", ICLR 2018, and Z. Goldfeld and others,
    "Estimating information flow in deep neural networks", ICML 2019, arXiv:1810.05728

    Examples
    --------
    Four inputs; the first layer keeps all apart, the second only what the label needs:

    >>> layers = [np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([[-1.0], [-1.0], [1.0], [1.0]])]
    >>> information_plane(layers, [0, 0, 1, 1], base=2)
    array([[2., 1.],
           [1., 1.]])
    """
    name = "information_plane"
    labels = as_labels(name, "y", y)
    one = unit(name, base)
    borders = np.asarray(bins)
    if borders.ndim == 0:
        n_bins = require_integer(name, "the number of bins", bins)
    else:
        borders = as_numbers(name, "bins", borders)
        increasing = np.isfinite(borders).all() and (np.diff(borders.ravel()) > 0).all()
        if borders.ndim > 1 or borders.size < 2 or not increasing:
            raise ValueError(
                f"{name}: bins must be a number, or a row of at least 2 finite, increasing borders"
            )
    if isinstance(activations, (np.ndarray, Tensor)):
        raise ValueError(f"{name}: activations must be a list of arrays, also for one layer: [t]")
    if len(activations) == 0:
        raise ValueError(f"{name}: activations must be a list of arrays, one for each layer")
    plane = []
    for i, layer in enumerate(activations):
        values = as_numbers(name, f"layer {i}", layer.data if isinstance(layer, Tensor) else layer)
        if (
            values.ndim == 0
            or values.size == 0
            or len(values) != len(labels)
            or not np.isfinite(values).all()
        ):
            raise ValueError(
                f"{name}: layer {i} must be {len(labels)} rows of finite numbers, one for each "
                f"label (its shape is {values.shape})"
            )
        edges = borders
        if borders.ndim == 0:
            edges = np.linspace(values.min(), values.max(), n_bins + 1)
        patterns = as_labels(name, f"layer {i}", np.searchsorted(edges[1:-1], values, side="right"))
        h = sample_entropy(patterns)
        plane.append((h / one, mutual_information(patterns, labels, base=base)))
    return np.array(plane)
