"""`network`: a network to look into: draw its input, click its neurons, scrub its training."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from coursekit.figures import BLUE, INK, ORANGE, figure, percent, png
from coursekit.widgets.explore import MOST_BYTES
from coursekit.widgets.widget import widget
from nnlib import activations
from nnlib.layers.linear import Linear
from nnlib.layers.sequential import Sequential

ACTIVATIONS = ("identity", "relu", "tanh", "sigmoid")
VIEWS = ("forward", "gradient")
FEW_NUMBERS = 20_000  # up to here, weights are sent as float64


def network(
    model: Sequential,
    x: Any,
    y: Any = None,
    *,
    training: Sequence[tuple[Any, Mapping[str, Any]]] | None = None,
    time: str = "training",
    names: Sequence[str] | None = None,
    inputs: Sequence[str] | None = None,
    choose_activation: Sequence[str] = (),
    start: Mapping[str, Any] | None = None,
) -> Any:
    """Show a classifier at work: its neurons, their sums, its training and its gradient.

    Parameters
    ----------
    model : Sequential
        `Linear` layers, each but the last followed by `ReLU`, `Tanh`, `Sigmoid`, by the function of
        that name, or by nothing. The last gives a logit for each class, or one logit for two
        classes (a `Sigmoid` after it may stand there).
    x : array, (n, inputs)
        Examples, of which a reader sees one at a time: a few dozen. Where the number of inputs is a
        square of 16 or more, they are pixels, and the reader can draw an input as well.
    y : array, (n,), optional
        The class of each, from 0.
    training : list of (label, state_dict), optional
        Recorded training: what the model's `state_dict` was at some twenty moments. The reader
        scrubs through it; the last is shown first. Without it, `model` as it is.
    time : str
        What these labels count, as in ``"epoch"``.
    names : list of str, optional
        Of the outputs; without it, their numbers.
    inputs : list of str, optional
        Of the inputs that are no pixels; without it, x₁, x₂ …
    choose_activation : list of str
        Activations, from identity, relu, tanh and sigmoid, that the reader may put in the place of
        those of the hidden layers.
    start : dict, optional
        What is shown first: ``example`` (from 0), ``frame`` (of `training`, from 0), ``view``
        (``"forward"`` or ``"gradient"``), ``label`` (of the gradient), ``neuron`` (layer from 1,
        number from 0).

    Raises
    ------
    ValueError
        If the model is of another kind, or something else does not fit it.
    """
    layers, keys = _layers(model)
    sizes = [layers[0].weight.shape[0], *(layer.weight.shape[1] for layer in layers)]
    phis = _activations(model)
    examples = np.asarray(x, float)
    if examples.ndim != 2 or examples.shape[1] != sizes[0] or not len(examples):
        raise ValueError(
            f"network: the model has {sizes[0]} inputs, so x is (n, {sizes[0]}) with n from 1, but "
            f"got {examples.shape}"
        )
    side = math.isqrt(sizes[0])
    pixels = side if side >= 4 and side * side == sizes[0] else 0
    outputs = [str(name) for name in names or range(sizes[-1])]
    if len(outputs) != sizes[-1]:
        raise ValueError(f"network: {sizes[-1]} outputs need as many names, but got {outputs}")
    given = [str(name) for name in inputs or (f"x{_low(i + 1)}" for i in range(sizes[0]))]
    if len(given) != sizes[0]:
        raise ValueError(f"network: {sizes[0]} inputs need as many names, but got {given}")
    for name in choose_activation:
        if name not in ACTIVATIONS:
            raise ValueError(
                f"network: an activation is one of {', '.join(ACTIVATIONS)}, but got {name!r}"
            )
    labels = None if y is None else np.asarray(y)
    classes = max(2, sizes[-1])
    if labels is not None and (
        labels.shape != examples.shape[:1] or not np.isin(labels, range(classes)).all()
    ):
        raise ValueError(
            f"network: y holds the class of each of the {len(examples)} rows of x, from 0 to "
            f"{classes - 1}, but got {labels.shape}: {labels.ravel()[:5]} …"
        )
    moments = [("", model.state_dict())] if training is None else list(training)
    if not moments:
        raise ValueError(
            "network: training needs at least one (label, state_dict), but it is empty"
        )
    frames, double = _pack(moments, model, keys)
    first = _start(start or {}, sizes, len(examples), len(moments), classes)
    data = {
        "name": "network",
        "sizes": sizes,
        "phis": phis,
        "choose": list(choose_activation),
        "pixels": pixels,
        "examples": examples.round(6).tolist(),
        "labels": None if labels is None else labels.astype(int).tolist(),
        "outputs": outputs,
        "inputs": given,
        "moments": [str(label) for label, _ in moments],
        "time": time,
        "double": double,
        "start": first,
    }
    chances = _chances(moments[first["frame"]][1], keys, phis, examples[first["example"]])
    says, share = _verdict(chances, outputs)
    shape = " → ".join(map(str, sizes))
    how = "Draw an input or take an example" if pixels else "Set the inputs or take an example"
    scrub = f" Scrub through {len(moments)} moments of its training." if len(moments) > 1 else ""
    return widget(
        "network",
        data,
        text=(
            f"Look into a network of {shape} neurons. {how}, click a neuron to see its weights and "
            f"its sum, and see the gradient arrive.{scrub} Of example {first['example'] + 1} it "
            f"says {says}, with {percent(share)}."
        ),
        frames=frames,
        picture=png(_first_picture(examples[first["example"]], side, pixels, chances, outputs)),
    )


def _low(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def _kind(layer: Any) -> str:
    """Return the name of an activation, whether it is a layer or a function."""
    name: str = getattr(layer, "__name__", type(layer).__name__).lower()
    return name


def _layers(model: Any) -> tuple[list[Linear], list[str]]:
    if not isinstance(model, Sequential):
        raise ValueError(f"network: the model is a Sequential, but got {type(model).__name__}")
    found = [(i, layer) for i, layer in enumerate(model) if isinstance(layer, Linear)]
    others = {_kind(layer) for layer in model if not isinstance(layer, Linear)}
    if not found or model[0] is not found[0][1] or not others <= set(ACTIVATIONS):
        raise ValueError(
            "network: the model is made of Linear layers, the first of all included, and of relu, "
            f"tanh, sigmoid or identity after them, but got {', '.join(map(_kind, model))}"
        )
    sigmoid_at_end = _kind(model[-1]) == "sigmoid" and found[-1][1].weight.shape[1] == 1
    if found[-1][0] != len(model) - 1 - sigmoid_at_end:
        raise ValueError(
            "network: the last layer is a Linear that gives logits (after one output a sigmoid may "
            f"stand), but the model ends with {_kind(model[-1])}"
        )
    return [layer for _, layer in found], [f"layers.{i}." for i, _ in found]


def _activations(model: Sequential) -> list[str]:
    """Return the activation after each Linear; after the last there is none."""
    phis: list[str] = []
    for layer in model:
        if isinstance(layer, Linear):
            phis.append("identity")
        elif phis[-1] != "identity":
            raise ValueError("network: one activation follows a Linear, but here are two in a row")
        else:
            phis[-1] = _kind(layer)
    return [*phis[:-1], "identity"]


def _pack(moments: Sequence[Any], model: Sequential, keys: list[str]) -> tuple[bytes, bool]:
    own = model.state_dict()
    parts = []
    for label, state in moments:
        for key in keys:
            for name in ("weight", "bias"):
                shape = own[key + name].shape if key + name in own else None
                value = state.get(key + name)
                if shape is None or value is None or np.shape(value) != shape:
                    raise ValueError(
                        f"network: the state_dict at {label or 'the start'!r} needs {key + name} "
                        f"of shape {shape}, but has {None if value is None else np.shape(value)}"
                    )
                parts.append(np.asarray(value, float).ravel())
    numbers = np.concatenate(parts)
    double = numbers.size <= FEW_NUMBERS
    frames = numbers.astype("<f8" if double else "<f4").tobytes()
    if len(frames) > MOST_BYTES:
        raise ValueError(
            f"network: {len(moments)} moments of {numbers.size // len(moments):,} weights weigh "
            f"{len(frames) / 1e6:.2f} MB, but {MOST_BYTES / 1e6:g} MB are the most that one widget "
            "should add to a page; give fewer moments or a smaller network"
        )
    return frames, double


def _start(
    given: Mapping[str, Any], sizes: list[int], examples: int, moments: int, classes: int
) -> dict[str, Any]:
    first: dict[str, Any] = {
        "example": 0,
        "frame": moments - 1,
        "view": "forward",
        "label": None,
        "neuron": None,
    }
    for name in given:
        if name not in first:
            raise ValueError(f"network: start has {', '.join(first)}, but got {name!r}")
    first |= given
    for name, count in (("example", examples), ("frame", moments), ("label", classes)):
        value = first[name]
        if value is not None and value not in range(count):
            raise ValueError(f"network: start {name} is from 0 to {count - 1}, but got {value!r}")
    if first["view"] not in VIEWS:
        raise ValueError(
            f"network: start view is one of {', '.join(VIEWS)}, but got {first['view']!r}"
        )
    if first["neuron"] is not None:
        layer, number = first["neuron"]
        if layer not in range(1, len(sizes)) or number not in range(sizes[layer]):
            raise ValueError(
                f"network: start neuron is (layer, number) with layer from 1 to {len(sizes) - 1}, "
                f"number from 0, but got {first['neuron']!r}"
            )
        first["neuron"] = [int(layer), int(number)]
    return first


def _chances(state: Mapping[str, Any], keys: list[str], phis: list[str], a: Any) -> Any:
    for key, phi in zip(keys, phis, strict=True):
        z = a @ np.asarray(state[key + "weight"]) + np.asarray(state[key + "bias"])
        a = getattr(activations, phi)(z).data
    return (activations.sigmoid(a) if a.size == 1 else activations.softmax(a)).data


def _verdict(chances: Any, outputs: list[str]) -> tuple[str, float]:
    if len(chances) == 1:
        one = chances[0] > 0.5
        return str(int(one)), float(chances[0] if one else 1 - chances[0])
    return outputs[int(chances.argmax())], float(chances.max())


def _first_picture(example: Any, side: int, pixels: int, chances: Any, outputs: list[str]) -> Any:
    fig, (left, right) = figure(1, 2, size=(5.6, 2.6))
    if pixels:
        left.imshow(example.reshape(side, side), cmap="gray_r")
        left.set(xticks=[], yticks=[], xlabel=f"{side} × {side} pixels")
    else:
        left.bar(range(len(example)), example, color=INK)
        left.set(xticks=[], xlabel="the inputs")
    colors = [ORANGE if share == chances.max() else BLUE for share in chances]
    right.barh(outputs, chances, color=colors)
    right.invert_yaxis()
    right.set(xlim=(0, 1), xlabel="probability of each output")
    return fig
