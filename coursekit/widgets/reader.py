"""`read_along`: a recurrent network reads letter by letter; which of them does its answer need?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from coursekit.figures import BLUE, ORANGE, figure, png
from coursekit.widgets.widget import widget
from nnlib.layers.linear import Linear
from nnlib.layers.recurrent import LSTM, RNN
from nnlib.tensor import no_grad

LONGEST = 18  # letters in a line
MOST_NUMBERS = 20_000  # weights in one widget: 160 kB


def read_along(
    networks: Mapping[str, tuple[RNN | LSTM, Linear]],
    letters: str,
    lines: Sequence[str],
    *,
    kinds: Sequence[str],
    answers: Sequence[str] | None = None,
    read: int | None = None,
) -> Any:
    """Let the reader step through a line, see the state and the answer, and swap letters.

    Below each letter that was read stands its influence on the answer: how far the answer moves if
    this letter alone is swapped for another one of its kind. How far two answers lie apart is half
    the sum of the differences of their probabilities (the total variation distance, from 0 to 1);
    of several swaps the one that moves it most counts.

    Parameters
    ----------
    networks : dict of (RNN or LSTM, Linear)
        One or more by name: a recurrent layer that reads letters in one-hot code, and the layer
        that turns its output into the scores of the answers.
    letters : str
        What the columns of the one-hot code stand for.
    lines : list of str
        What can be read, of one length, at most 18 letters.
    kinds : list of str
        Which letters are swapped for each other, as in ["bdg", "aiu"]; each letter is of one kind.
    answers : list of str, optional
        What the scores stand for; by default the letters, for a network that expects the next one.
    read : int, optional
        How many letters are read at first; by default all.

    Raises
    ------
    ValueError
        If something does not fit.
    """
    if not isinstance(networks, Mapping) or not networks:
        raise ValueError("read_along: give networks by name, as in {'RNN': (layer, out)}")
    if not letters or len(set(letters)) != len(letters):
        raise ValueError(f"read_along: letters are different characters, but got {letters!r}")
    if sorted("".join(kinds)) != sorted(letters):
        raise ValueError(
            f"read_along: each of the letters {letters!r} is of one kind, but got {list(kinds)!r}"
        )
    lengths = {len(line) for line in lines}
    if len(lengths) != 1 or not 2 <= max(lengths) <= LONGEST:
        raise ValueError(
            f"read_along: lines have one length, from 2 to {LONGEST} letters, but got {lengths}"
        )
    strange = sorted(set("".join(lines)) - set(letters))
    if strange:
        raise ValueError(f"read_along: {strange[0]!r} is in a line, but not in {letters!r}")
    said = list(letters if answers is None else answers)
    made = [_parts(name, pair, len(letters), len(said)) for name, pair in networks.items()]
    length = lengths.pop()
    first = length if read is None else read
    if first not in range(1, length + 1):
        raise ValueError(f"read_along: read is from 1 to {length} letters, but got {read!r}")
    numbers = np.concatenate([part.ravel() for _, parts in made for part in parts])
    if numbers.size > MOST_NUMBERS:
        raise ValueError(
            f"read_along: {numbers.size:,} weights are more than one widget should add to a page "
            f"({MOST_NUMBERS:,}); give smaller networks"
        )
    name = next(iter(networks))
    layer, out = networks[name]
    states, p = _first(layer, out, [letters.index(letter) for letter in lines[0][:first]])
    best = int(p.argmax())
    fig, (left, right) = figure(1, 2, size=(5.6, 2.6), width_ratios=(3, 1))
    left.imshow(states.T, cmap="coolwarm", vmin=-1, vmax=1, aspect="auto")
    left.set(yticks=[], ylabel="state")
    left.set_xticks(range(first), lines[0][:first])
    right.barh(said, p, color=[ORANGE if i == best else BLUE for i in range(len(said))])
    right.set(xlim=(0, 1), xlabel="probability")
    data = {
        "networks": [
            {"name": name, "gates": gates, "hidden": parts[1].shape[0]}
            for name, (gates, parts) in zip(networks, made, strict=True)
        ],
        "letters": list(letters),
        "answers": said,
        "lines": list(lines),
        "kinds": list(kinds),
        "read": first,
    }
    return widget(
        "reader",
        data,
        text=f"Step through a line letter by letter ({', '.join(networks)}), see the state and the "
        f"answer, and swap letters. After “{lines[0][:first]}” the first network expects "
        f"“{said[best]}” with {p[best]:.0%}.",
        frames=numbers.astype("<f8").tobytes(),
        picture=png(fig, dpi=120),
    )


def _parts(name: str, pair: Any, letters: int, answers: int) -> tuple[int, list[Any]]:
    """Return how many gates the layer has, and all weights."""
    if not isinstance(pair, tuple) or len(pair) != 2 or not isinstance(pair[0], (RNN, LSTM)):
        raise ValueError(f"read_along: {name!r} is a pair of an RNN or LSTM and a Linear layer")
    layer, out = pair
    hidden = layer.weight_hh.shape[0]
    if layer.weight_ih.shape[0] != letters or out.weight.shape != (hidden, answers):
        raise ValueError(
            f"read_along: {name!r} reads {layer.weight_ih.shape[0]} letters and has output weights "
            f"{out.weight.shape}, but with {letters} letters, {hidden} hidden numbers and "
            f"{answers} answers these would be {letters} and {(hidden, answers)}"
        )
    bias = np.zeros(answers) if out.bias is None else out.bias.data
    parts = [layer.weight_ih.data, layer.weight_hh.data, layer.bias.data, out.weight.data, bias]
    return layer.gates, parts


def _first(layer: RNN | LSTM, out: Linear, places: list[int]) -> tuple[Any, Any]:
    """Return the states after every letter, and the probabilities of the last answer."""
    with no_grad():
        states = layer(np.eye(layer.weight_ih.shape[0])[places][None])[0]
        z = out(states[:, -1]).data[0]
    e = np.exp(z - z.max())
    return states.data[0], e / e.sum()
