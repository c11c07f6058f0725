"""`explore`: a grid of pictures behind controls, live with and without a kernel.

All pictures are drawn when the cell runs, by the same code that the lesson shows, and
packed into the widget. Moving a control only swaps pictures, so it answers at once, in
Jupyter and in the published page alike. Where Python runs in the page, where it is slow, the
first picture is shown before the others are drawn. In the published page, what was set stands
in the address, so that it can be shared: ``?draw.rate=0.5`` for the parameter `rate` of `draw`.
"""

from __future__ import annotations

import gzip
import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from coursekit.figures import is_figure, one_sentence, png, svg
from coursekit.widgets.widget import takes_more, widget

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_FRAMES = 200
MOST_BYTES = 400_000  # of one widget's pictures, compressed: a page holds several


def explore(
    draw: Callable[..., tuple[Figure, str]],
    *,
    start: dict[str, Any] | None = None,
    labels: dict[str, str] | None = None,
    **grid: Sequence[Any],
) -> Any:
    """Turn a function that draws into a widget, as the last value of a cell.

    Parameters
    ----------
    draw : function
        Called as ``draw(name=value, …)`` for every combination of the grid's values; returns
        ``(Figure, alt)``: the picture and a sentence that says what is seen in it.
    start : dict
        The values shown first; without it, the first of each.
    labels : dict
        What the reader sees as the name of a control; without it, the parameter's name.
    grid : lists of values
        One list a parameter. Numbers in increasing order become a slider, all else a menu.

    Raises
    ------
    ValueError
        If the grid is empty or too large, `start` is not on it, the pictures weigh too much, or
        `draw` fails: the message names the values at which it did.

    Examples
    --------
    >>> from coursekit import explore, figure
    >>> def draw(rate):
    ...     fig, ax = figure()
    ...     _ = ax.plot([1, (1 - rate) ** 2])
    ...     return fig, f"With rate {rate} the first step ends at {(1 - rate) ** 2:.2f}."
    >>> explore(draw, rate=[0.5, 1.0])
    Explore by rate (0.5, 1.0). First picture: With rate 0.5 the first step ends at 0.25.
    """
    for own, given in (("start", start), ("labels", labels)):
        if not isinstance(given, dict | None):
            raise ValueError(
                f"explore: {own} is a dict by parameter, as in {own}={{'rate': …}}, but got "
                f"{given!r}; a parameter of draw needs another name than {own}"
            )
    start, labels = start or {}, labels or {}
    _check_grid(grid, start, labels)
    names = list(grid)
    first = [list(grid[name]).index(start.get(name, grid[name][0])) for name in names]
    every = [dict(zip(names, at, strict=True)) for at in itertools.product(*grid.values())]
    frames, alts = [b""] * len(every), [""] * len(every)
    begin = int(np.ravel_multi_index(first, [len(grid[name]) for name in names]))
    fig, first_alt = _draw(draw, every[begin])
    frames[begin], alts[begin] = svg(fig), first_alt

    def others() -> Iterator[tuple[int, bytes, str]]:
        """Draw all but the first; give the place, the picture and the sentence of each."""
        for i, values in enumerate(every):
            if not frames[i]:
                fig, alts[i] = _draw(draw, values)
                frames[i] = svg(fig)
            if i != begin:
                yield i, frames[i], alts[i]

    later = others if takes_more() else None
    if later is None:
        list(others())
    controls: list[dict[str, Any]] = [
        {
            "name": name,
            "label": labels.get(name, name.replace("_", " ")),
            "values": [_text(value) for value in grid[name]],
            "slider": _is_ordered(grid[name]),
            "start": index,
        }
        for name, index in zip(names, first, strict=True)
    ]
    name = getattr(draw, "__name__", "explore").strip("<>")
    by = "; ".join(f"{c['label']} ({', '.join(c['values'])})" for c in controls)
    return widget(
        "explore",
        {"name": name, "controls": controls, "alts": alts},
        text=f"Explore by {by}. First picture: {first_alt}",
        frames=pack(frames, f"explore({name})"),
        picture=(lambda: png(fig)) if later else png(fig),
        later=later,
    )


def pack(frames: Sequence[bytes], name: str) -> bytes:
    """Compress the pictures of a widget together; complain if they weigh too much for a page."""
    packed = gzip.compress(b"\0".join(frames), mtime=0)
    if len(packed) > MOST_BYTES:
        raise ValueError(
            f"{name}: its {len(frames)} pictures weigh {len(packed) / 1e6:.2f} MB, but "
            f"{MOST_BYTES / 1e6:g} MB are the most that one widget should add to a page; give "
            "fewer values or draw less: fewer points in a line, rasterized=True for dense marks"
        )
    return packed


def _check_grid(grid: dict[str, Any], start: dict[str, Any], labels: dict[str, str]) -> None:
    if not grid:
        raise ValueError(
            "explore: name at least one parameter with its values, as in rate=[0.1, 1]"
        )
    for name, values in grid.items():
        if isinstance(values, str) or not hasattr(values, "__len__") or len(values) < 2:
            raise ValueError(
                f"explore: {name} needs a list of at least two values, but got {values!r}"
            )
    size = math.prod(len(values) for values in grid.values())
    if size > MOST_FRAMES:
        counts = " × ".join(f"{len(values)} {name}" for name, values in grid.items())
        raise ValueError(
            f"explore: {counts} make {size} pictures, but {MOST_FRAMES} are the most that "
            "a page should carry; give fewer values"
        )
    for name in [*start, *labels]:
        if name not in grid:
            raise ValueError(
                f"explore: there is no parameter {name!r}; there are {', '.join(grid)}"
            )
    for name, value in start.items():
        if value not in list(grid[name]):
            raise ValueError(f"explore: start {name}={value!r} is not among {list(grid[name])}")


def _draw(draw: Callable[..., tuple[Figure, str]], values: dict[str, Any]) -> tuple[Figure, str]:
    at = ", ".join(f"{name}={value!r}" for name, value in values.items())
    try:
        result = draw(**values)
    except Exception as error:
        raise ValueError(f"explore: draw({at}) raised {type(error).__name__}: {error}") from error
    if not (isinstance(result, tuple) and len(result) == 2 and is_figure(result[0])):
        raise ValueError(
            f"explore: draw({at}) must return (Figure, sentence), but returned "
            f"{type(result).__name__}"
        )
    try:
        return result[0], one_sentence(result[1])
    except ValueError as error:
        raise ValueError(f"explore: draw({at}): {error}") from error


def _is_ordered(values: Sequence[Any]) -> bool:
    numbers = all(isinstance(v, Real) and not isinstance(v, bool | np.bool_) for v in values)
    return numbers and all(a < b for a, b in itertools.pairwise(values))


def _text(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float | np.floating) else str(value)
