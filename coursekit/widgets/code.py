"""`build_code`: a code for four outcomes, built by dragging the lengths of its words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from coursekit.figures import BLUE, ORANGE, figure, png
from coursekit.widgets.widget import widget
from nnlib.information import entropy

LONGEST = 5  # bits of a code word
LEAST = 0.03  # the smallest probability that can be dragged to


def build_code(
    names: Sequence[str],
    p: Sequence[float] = (0.25, 0.25, 0.25, 0.25),
    lengths: Sequence[int] = (2, 2, 2, 2),
) -> Any:
    """Let the reader choose the code lengths, in bits, and the probabilities of four outcomes.

    Each outcome is a bar as high as it is probable and as wide as its code word is long, so that
    all areas together are the mean length. Beside them stands what each word takes of Kraft's
    budget, 2 to the power of minus its length. Within the budget, the words themselves are shown.

    Parameters
    ----------
    names : list of str
        Four outcomes, in a short word each.
    p : list of float
        Their first probabilities, at least 0.03 each.
    lengths : list of int
        The first lengths, from 1 to 5 bits.

    Raises
    ------
    ValueError
        If there are not four names, or a value lies outside.

    References
    ----------
    C. Olah, "Visual information theory", 2015, whose picture of probability times length this is;
    L. G. Kraft, "A device for quantizing, grouping, and coding amplitude-modulated pulses", 1949
    """
    if isinstance(names, str) or len(names) != 4 or len(set(names)) < 4:
        raise ValueError(f"build_code: give four different names, but got {names!r}")
    shares = np.asarray(p, float)
    if shares.shape != (4,) or not (shares >= LEAST).all() or abs(shares.sum() - 1) > 1e-9:
        raise ValueError(
            f"build_code: p are four probabilities of at least {LEAST} that add up to 1, "
            f"but got {p!r}"
        )
    if len(lengths) != 4 or not all(bits in range(1, LONGEST + 1) for bits in lengths):
        raise ValueError(
            f"build_code: lengths are four whole numbers from 1 to {LONGEST}, but got {lengths!r}"
        )
    mean = float(shares @ np.array(lengths))
    fig, ax = figure(size=(5.6, 3.2))
    top = 1 - np.concatenate([[0], shares.cumsum()[:-1]])
    colors = [BLUE, ORANGE, BLUE, ORANGE]
    ax.barh(top - shares / 2, list(lengths), height=shares, color=colors, alpha=0.5)
    ax.set_yticks(top - shares / 2, list(names))
    ax.set(xlabel="length of the code word (bits)", xlim=(0, LONGEST), ylim=(0, 1))
    data = {
        "names": list(names),
        "p": shares.tolist(),
        "lengths": [int(bits) for bits in lengths],
        "longest": LONGEST,
        "least": LEAST,
    }
    return widget(
        "code",
        data,
        text="Choose how many bits each of four outcomes gets, and how probable it is: "
        f"{', '.join(names)}. At first the mean length is {mean:.2f} bits, the entropy "
        f"{entropy(shares, base=2):.2f}.",
        picture=png(fig, dpi=120),
    )
