"""Attribution without a gradient: cover a part of the input and measure the change."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib.attribution.common import (
    Model,
    Target,
    as_batch,
    chosen_logits,
    evaluation_mode,
    logits_of,
)
from nnlib.checks import require_integer, require_number
from nnlib.tensor import Array, Tensor, no_grad


def occlusion(
    model: Model,
    x: npt.ArrayLike,
    target: Target = None,
    *,
    size: int | Sequence[int] = 1,
    baseline: float = 0.0,
) -> Array:
    """Return how far the logit falls when a part of the input is covered.

    Parameters
    ----------
    model, x, target
        As for `saliency`.
    size : int or tuple
        Of the covered parts, which tile the input: (rows, columns) covers rectangles on the
        last two axes, across all axes before them (channels). A number is a run of features
        for x (N, D), and a square for pictures.
    baseline : float
        What the covered places are set to.

    Returns
    -------
    ndarray, (N, ...)
        At every place, the fall when the part that holds it is covered.

    Raises
    ------
    ValueError
        As for `saliency`; also if the size does not fit.

    References
    ----------
    M. D. Zeiler and R. Fergus, "Visualizing and understanding convolutional networks", ECCV
    2014, arXiv:1311.2901

    Examples
    --------
    >>> occlusion(lambda x: x @ np.array([[1.0], [-3.0]]), [[5.0, 5.0]])
    array([[  5., -15.]])
    """
    name, inputs = "occlusion", as_batch("occlusion", x)
    if isinstance(size, Sequence):
        sizes = tuple(require_integer(name, "each size", length) for length in size)
    else:
        sizes = (require_integer(name, "size", size),) * (1 if inputs.ndim == 2 else 2)
    baseline = require_number(name, "baseline", baseline)
    if not 0 < len(sizes) < inputs.ndim:
        raise ValueError(
            f"{name}: size {sizes} does not fit inputs {inputs.shape}; use one length for each "
            "of the last axes"
        )
    places = inputs.shape[inputs.ndim - len(sizes) :]
    cuts = [
        [slice(start, start + step) for start in range(0, length, step)]
        for length, step in zip(places, sizes, strict=True)
    ]
    parts: list[Any] = [(..., *part) for part in product(*cuts)]
    result, n = np.empty_like(inputs), len(inputs)

    def logits_of_rows(x: Array) -> Array:
        return logits_of(name, model, Tensor(x)).data.reshape(n, -1)[np.arange(n), chosen]

    with evaluation_mode(model), no_grad():
        chosen = chosen_logits(name, model, inputs, target)
        before = logits_of_rows(inputs)
        for part in parts:
            covered = inputs.copy()
            covered[part] = baseline
            fall = before - logits_of_rows(covered)
            result[part] = fall.reshape(-1, *[1] * (inputs.ndim - 1))
    return result
