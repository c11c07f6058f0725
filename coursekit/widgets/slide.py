"""`slide_kernel`: nine numbers that slide over a picture, down to the single multiplication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from coursekit.figures import figure, png
from coursekit.widgets.widget import widget
from nnlib.layers.activation import ReLU
from nnlib.layers.convolution import Conv2d, Flatten, conv2d
from nnlib.layers.linear import Linear
from nnlib.layers.pooling import MaxPool2d
from nnlib.layers.sequential import Sequential

LARGEST = 96  # pixels: the side of a picture
MOST_FILTERS = 16
#: Kernels to begin with. A positive number in the map means brighter (or more ink) to the right,
#: or below, for the edges.
KERNELS = {
    "vertical edges": ((-1, 0, 1), (-1, 0, 1), (-1, 0, 1)),
    "horizontal edges": ((-1, -1, -1), (0, 0, 0), (1, 1, 1)),
    "blur": ((1 / 9,) * 3,) * 3,
    "sharpen": ((0, -1, 0), (-1, 5, -1), (0, -1, 0)),
    "as it is": ((0, 0, 0), (0, 1, 0), (0, 0, 0)),
}


def slide_kernel(
    pictures: Mapping[str, Any],
    *,
    kernels: Mapping[str, Any] | None = None,
    network: Sequential | None = None,
    photographs: Sequence[str] = (),
    start: tuple[int, int] = (2, 2),
    relu: bool = False,
) -> Any:
    """Let the reader slide a kernel of 3 by 3 numbers over a picture, and change each of them.

    Parameters
    ----------
    pictures : dict of arrays, (rows, columns)
        By name: from 0 (paper) to 1 (ink), at most 96 pixels a side. The reader can draw on them.
    kernels : dict of arrays, (3, 3), optional
        By name; without it, two edges, a blur, a sharpening and the one that changes nothing.
    network : Sequential, optional
        A trained ``Conv2d(1, K, 3), ReLU, MaxPool2d, Flatten, Linear``, with any padding and up to
        16 filters, whose input has the shape of the pictures. Then its filters are the kernels, all
        its feature maps are shown, and what it says; a filter can be changed there, too.
    photographs : list of str
        Which of the pictures run from 0 (black) to 1 (white), and are not drawn on.
    start : (row, column)
        Which pixel of the feature map is shown first, from 0.
    relu : bool
        Whether ReLU follows at first.

    Raises
    ------
    ValueError
        If something does not fit.
    """
    if not isinstance(pictures, Mapping) or not pictures:
        raise ValueError("slide_kernel: give one or more pictures by name, as in {'A': array}")
    shown = {name: np.asarray(picture, float) for name, picture in pictures.items()}
    for name, x in shown.items():
        if x.ndim != 2 or min(x.shape) < 3 or max(x.shape) > LARGEST:
            raise ValueError(
                f"slide_kernel: {name} must be (rows, columns), from 3 to {LARGEST} pixels a side, "
                f"but has shape {x.shape}"
            )
        if not (x.min() >= 0 and x.max() <= 1):
            raise ValueError(
                f"slide_kernel: {name} must hold numbers from 0 to 1, but holds {x.min():g} to "
                f"{x.max():g}"
            )
    for name in photographs:
        if name not in shown:
            raise ValueError(f"slide_kernel: photographs are among {list(shown)}, not {name!r}")
    if network is not None and kernels is not None:
        raise ValueError("slide_kernel: a network brings its own kernels; leave `kernels` out")
    first = next(iter(shown.values()))
    read = None if network is None else _read(network, first)
    if network is None:
        padding = 0
        made = [(name, np.asarray(k, float), 0.0) for name, k in (kernels or KERNELS).items()]
    else:
        layer: Any = network[0]
        padding = layer.padding
        biases = np.zeros(len(layer.weight.data)) if layer.bias is None else layer.bias.data
        made = [
            (f"filter {k + 1}", weight[0], float(b))
            for k, (weight, b) in enumerate(zip(layer.weight.data, biases, strict=True))
        ]
        if any(x.shape != first.shape for x in shown.values()):
            raise ValueError("slide_kernel: the pictures of one network have one shape")
    for name, weights, _ in made:
        if weights.shape != (3, 3) or not np.isfinite(weights).all():
            raise ValueError(
                f"slide_kernel: the kernel {name} must be 3 by 3 numbers, but has shape "
                f"{weights.shape}"
            )
    high, wide = (n + 2 * padding - 2 for n in first.shape)
    row, column = start
    if row not in range(high) or column not in range(wide):
        raise ValueError(
            f"slide_kernel: start is a pixel of the feature map of {high} by {wide}, from (0, 0), "
            f"but got {start!r}"
        )
    name, weights, bias = made[0]
    result = conv2d(first[None, None], weights[None, None], np.array([bias]), padding=padding)
    fig, (left, right) = figure(1, 2, size=(5.6, 2.8))
    picture = next(iter(shown))
    left.imshow(first, cmap="gray" if picture in photographs else "gray_r", vmin=0, vmax=1)
    top = abs(result.data).max() or 1
    right.imshow(result.data[0, 0], cmap="RdBu", vmin=-top, vmax=top)
    for ax, title in ((left, picture), (right, f"feature map: {name}")):
        ax.set(xticks=[], yticks=[], title=title)
    return widget(
        "slide",
        {
            "pictures": [
                {
                    "name": key,
                    "shape": list(x.shape),
                    "x": x.ravel().round(4).tolist(),
                    "kind": "light" if key in photographs else "ink",
                    "draw": key not in photographs,
                }
                for key, x in shown.items()
            ],
            "kernels": [
                {"name": key, "weights": w.ravel().tolist(), "bias": b} for key, w, b in made
            ],
            "padding": padding,
            "network": read,
            "start": {"kernel": 0, "relu": int(relu), "row": int(row), "column": int(column)},
        },
        text=(
            f"Slide a kernel of nine numbers over {', '.join(shown)}: change its numbers, drag the "
            "pixel of the feature map, and see the nine products and their sum. At first "
            f"({name}) the sum is {result.data[0, 0, row, column]:.2f}."
        ),
        picture=png(fig, dpi=120),
    )


def _read(network: Sequential, picture: Any) -> dict[str, Any]:
    """Return the weights of the network as its script reads them."""
    kinds = (Conv2d, ReLU, MaxPool2d, Flatten, Linear)
    layers: list[Any] = list(network) if isinstance(network, Sequential) else []
    if len(layers) != 5 or not all(map(isinstance, layers, kinds)):
        raise ValueError(
            "slide_kernel: the network is Sequential(Conv2d, ReLU, MaxPool2d, Flatten, Linear), "
            f"but got {network!r}"
        )
    filters = layers[0].weight.data
    if filters.shape[1:] != (1, 3, 3) or layers[0].stride != 1 or len(filters) > MOST_FILTERS:
        raise ValueError(
            f"slide_kernel: the network has at most {MOST_FILTERS} filters of 3 by 3 for one "
            f"channel, with stride 1, but its weights have shape {filters.shape}"
        )
    logits = network(picture[None, None]).data[0]
    bias = layers[0].bias
    offsets = layers[4].bias
    return {
        "filters": filters.reshape(len(filters), 9).tolist(),
        "biases": [0.0] * len(filters) if bias is None else bias.data.tolist(),
        "padding": layers[0].padding,
        "pool": layers[2].size,
        "dense": layers[4].weight.data.ravel().tolist(),
        "offsets": [0.0] * len(logits) if offsets is None else offsets.data.tolist(),
    }
