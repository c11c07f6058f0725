"""`cover_part`: pictures of which one covers a part, and what networks then say."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from coursekit.figures import BLUE, ORANGE, figure, percent, png
from coursekit.widgets.network import _activations, _chances, _layers, _pack
from coursekit.widgets.widget import widget
from nnlib.layers.sequential import Sequential

LARGEST = 6  # pixels: the side of what covers


def cover_part(
    networks: Mapping[str, Sequential],
    x: Any,
    y: Any,
    *,
    names: Sequence[str],
    size: int = 3,
) -> Any:
    """Let the reader cover a square of a picture, and see what becomes of the verdict.

    Parameters
    ----------
    networks : dict of Sequential
        One or more by name, of one shape, each with a single logit for the second of two classes,
        of `Linear` layers with activations between them, as for `network`.
    x : array, (n, pixels)
        Square pictures of 4 by 4 pixels or more, from 0 (paper) to 1 (ink): a few dozen.
    y : array, (n,)
        The class of each, 0 or 1.
    names : two str
        Of the classes.
    size : int
        The side of the first square, from 0 (nothing is covered) to 6 pixels.

    Raises
    ------
    ValueError
        If something does not fit.
    """
    if not isinstance(networks, Mapping) or not networks:
        raise ValueError("cover_part: give one or more networks by name, as in {'A': model}")
    pictures, labels = np.asarray(x, float), np.asarray(y)
    side = math.isqrt(pictures.shape[-1]) if pictures.ndim == 2 else 0
    if side < 4 or side * side != pictures.shape[1] or not len(pictures):
        raise ValueError(
            f"cover_part: x is (n, pixels) of square pictures, 4 by 4 or more, but got "
            f"{pictures.shape}"
        )
    if labels.shape != pictures.shape[:1] or not np.isin(labels, (0, 1)).all():
        raise ValueError(
            f"cover_part: y holds 0 or 1 for each of the {len(pictures)} pictures, but got "
            f"{labels.shape}: {labels.ravel()[:5]} …"
        )
    if isinstance(names, str) or len(names) != 2:
        raise ValueError(f"cover_part: two classes have two names, but got {names!r}")
    if size not in range(LARGEST + 1):
        raise ValueError(f"cover_part: size is from 0 to {LARGEST} pixels, but got {size!r}")
    made = list(networks.values())
    layers, keys = _layers(made[0])
    sizes = [side * side, *(layer.weight.shape[1] for layer in layers)]
    if layers[0].weight.shape[0] != sizes[0] or sizes[-1] != 1:
        raise ValueError(
            f"cover_part: the networks have {side * side} inputs, one a pixel, and one output, but "
            f"got {layers[0].weight.shape[0]} and {sizes[-1]}"
        )
    phis = _activations(made[0])
    if any(_activations(model) != phis for model in made):
        raise ValueError("cover_part: the networks have the same layers and activations")
    frames, double = _pack([(n, m.state_dict()) for n, m in networks.items()], made[0], keys)
    first = [float(_chances(model.state_dict(), keys, phis, pictures[0])[0]) for model in made]
    data = {
        "networks": list(networks),
        "names": [str(name) for name in names],
        "side": side,
        "examples": pictures.round(4).tolist(),
        "labels": labels.astype(int).tolist(),
        "sizes": sizes,
        "phis": phis,
        "double": double,
        "largest": LARGEST,
        "size": int(size),
    }
    says = "; ".join(
        f"{name} says {names[p > 0.5]}, with {percent(max(p, 1 - p))}"
        for name, p in zip(networks, first, strict=True)
    )
    fig, (left, right) = figure(1, 2, size=(5.6, 2.6))
    left.imshow(pictures[0].reshape(side, side), cmap="gray_r", vmin=0, vmax=1)
    left.set(xticks=[], yticks=[])
    right.barh(list(networks), first, color=[(BLUE, ORANGE)[p > 0.5] for p in first])
    right.set(xlim=(0, 1), xlabel=f"probability of {names[1]}")
    return widget(
        "cover",
        data,
        text=f"Cover a part of one of {len(pictures)} pictures and see what becomes of the "
        f"verdict. Of the first picture, not covered: {says}.",
        frames=frames,
        picture=png(fig, dpi=120),
    )
