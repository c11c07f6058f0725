"""One look for all pictures of the course, and the sentence that goes with each.

`figure` opens a matplotlib figure in the course's style and `show` ends a cell
with it. Every picture carries an *alt sentence* that says what is seen: it is
what the stored notebook keeps, what a screen reader speaks, and what the tests
compare.

Colors are those of Okabe and Ito (2008), which readers with any of the common
kinds of color blindness can tell apart.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from cycler import cycler

if TYPE_CHECKING:  # the functions import matplotlib when it is used: in a page it takes seconds
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLUE, ORANGE, GREEN, PURPLE = "#0072B2", "#D55E00", "#00805E", "#B0507F"
SKY, YELLOW, INK, GRAY = "#56B4E9", "#E69F00", "#222222", "#6E6E6E"
CYCLE = [BLUE, ORANGE, GREEN, PURPLE, SKY, YELLOW]

FONT = Path(__file__).parent / "fonts" / "course-sans.ttf"

STYLE = {
    "axes.prop_cycle": cycler(color=CYCLE),
    "axes.edgecolor": GRAY,
    "axes.labelcolor": INK,
    "axes.titlesize": "medium",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.constrained_layout.use": True,
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "savefig.facecolor": "white",
    "font.size": 12,  # 11 px or more where a picture of 5.8 inches is as wide as a phone
    "font.family": ["Course Sans", "DejaVu Sans"],  # the second one for signs that the first lacks
    "mathtext.fontset": "stix",  # the family of the pages' formulas
    "legend.frameon": False,
    "lines.linewidth": 2,
    "xtick.color": GRAY,
    "ytick.color": GRAY,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "text.color": INK,
    "svg.hashsalt": "nnlib",
    "svg.fonttype": "path",
}


def figure(
    rows: int = 1, columns: int = 1, *, size: tuple[float, float] = (5.6, 3.4), **kwargs: Any
) -> tuple[Figure, Any]:
    """Open a figure in the course's style.

    Parameters
    ----------
    rows, columns : int
        The grid of axes.
    size : (width, height) in inches
        The default stays legible on a phone; wider pictures do not.
    kwargs
        Handed on to `matplotlib.figure.Figure.subplots`.

    Returns
    -------
    (Figure, Axes or array of Axes)
        The figure belongs to you alone: pyplot does not know it, so nothing has to be closed.
    """
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.font_manager import fontManager

    matplotlib.rcParams.update(STYLE)  # from here on, whatever is drawn has the course's look
    if "Course Sans" not in fontManager.get_font_names():
        fontManager.addfont(FONT)
    fig = Figure(figsize=size)
    FigureCanvasAgg(fig)
    return fig, fig.subplots(rows, columns, **kwargs)


class Picture:
    """A finished figure with its alt sentence; as a cell's last value it shows both."""

    def __init__(self, fig: Figure, alt: str) -> None:
        self.fig, self.alt = fig, one_sentence(alt)

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        width = int(self.fig.get_figwidth() * 96)
        bundle = {"text/plain": self.alt, "image/png": png(self.fig)}
        return bundle, {"image/png": {"width": width}}


def show(fig: Figure, alt: str) -> Picture:
    """End a cell with a figure and the sentence that says what is seen in it.

    Raises
    ------
    TypeError
        If `fig` is not a matplotlib Figure.
    ValueError
        If `alt` is not a sentence.
    """
    if not is_figure(fig):
        raise TypeError(
            f"show: the first argument is a matplotlib Figure, but got {type(fig).__name__}; "
            "call it as show(fig, 'what is seen')"
        )
    return Picture(fig, alt)


def is_figure(value: Any) -> bool:
    """Tell whether a value is a matplotlib Figure; where none was made, nothing is imported."""
    figures = sys.modules.get("matplotlib.figure")
    return figures is not None and isinstance(value, figures.Figure)


def one_sentence(alt: str) -> str:
    """Return `alt` on one line; complain if it says too little to stand for a picture."""
    if not isinstance(alt, str) or len(alt.split()) < 4:
        raise ValueError(
            f"alt: a picture needs a sentence that says what is seen in it, but got {alt!r}"
        )
    return " ".join(alt.split())


def short(value: float, digits: int = 2) -> str:
    """Return a number as a caption says it, without the exponent of a program.

    >>> short(0.00254), short(33_012), short(-0.5), short(2.1e-9), short(0)
    ('0.0025', '33,000', '−0.5', '2.1 · 10⁻⁹', '0')

    Parameters
    ----------
    value : float
        Finite.
    digits : int
        How many significant digits are kept.
    """
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    if -5 < int(exponent) < 6:
        rounded = float(f"{mantissa}e{exponent}")
        decimals = max(0, digits - 1 - int(exponent))
        text = f"{rounded:,.{decimals}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        power = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
        text = f"{float(mantissa):g} · 10{power}"
    return text.replace("-", "−")


def percent(share: float) -> str:
    """Return a share of 1 in percent; what is not certain is not called 100%.

    >>> percent(0.694), percent(0.9964), percent(0.99996), percent(1)
    ('69%', '99.6%', 'more than 99.9%', '100%')
    """
    if 0.999 < share < 1:
        return "more than 99.9%"
    return f"{share:.{int(0.995 < share < 1)}%}"


def png(fig: Figure, dpi: int = 192) -> bytes:
    """Return the figure as PNG; `dpi` 192 is sharp on a high-resolution screen."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    fig.dpi = dpi
    return _bytes(FigureCanvasAgg(fig).print_png)


def svg(fig: Figure) -> bytes:
    """Return the figure as SVG, the same bytes for the same figure."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    fig.dpi = 100  # of the parts that are rasterized
    nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
    return _bytes(FigureCanvasSVG(fig).print_svg, metadata=nothing)


def _bytes(print_to: Callable[..., None], **kwargs: Any) -> bytes:
    """Return what a canvas prints; `Figure.savefig` would draw a second time for the layout."""
    import matplotlib

    buffer = io.BytesIO()
    with matplotlib.rc_context(STYLE):
        print_to(buffer, **kwargs)
    return buffer.getvalue()


def band(ax: Axes, x: Any, runs: Any, *, color: str, label: str) -> None:
    """Draw runs over seeds as their median with a band from the lowest to the highest.

    `runs` has shape (seeds, len(x)). The label stands at the right end of the line, so
    that no legend has to be looked up.
    """
    runs = np.asarray(runs, dtype=float)
    middle = np.median(runs, axis=0)
    ax.fill_between(x, runs.min(axis=0), runs.max(axis=0), color=color, alpha=0.18, linewidth=0)
    ax.plot(x, middle, color=color)
    label_end(ax, x[-1], middle[-1], label, color)


def regions(ax: Axes, model: Callable[[Any], Any], x: Any, y: Any) -> None:
    """Draw what a model of two inputs says everywhere, and the labeled points x (n, 2), y (n,).

    The model gives one logit for each point, (n, 1) or (n,): orange where it is above 0, blue
    elsewhere, with a line for the border. Points of class 1 are orange squares.
    """
    x, y = np.asarray(x), np.asarray(y)
    room = 0.1 * np.ptp(x, axis=0)
    low, high = x.min(axis=0) - room, x.max(axis=0) + room
    across, up = np.linspace(low[0], high[0], 121), np.linspace(low[1], high[1], 121)
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    answers = model(grid)
    logits = np.asarray(getattr(answers, "data", answers)).reshape(121, 121)
    side = np.where(logits > 0, 1.0, -1.0)
    ax.contourf(across, up, side, levels=[-2, 0, 2], colors=[BLUE, ORANGE], alpha=0.15)
    if logits.min() < 0 < logits.max():
        ax.contour(across, up, logits, levels=[0], colors=[INK], linewidths=1.5)
    for label, color, marker in ((0, BLUE, "o"), (1, ORANGE, "s")):
        across, up = x[y == label].T
        ax.scatter(across, up, c=color, marker=marker, s=8, linewidths=0)
    ax.set(xticks=[], yticks=[], aspect="equal")


def label_end(ax: Axes, x: float, y: float, label: str, color: str) -> None:
    """Write `label` just right of the point (x, y), where a line ends."""
    ax.annotate(
        label, (x, y), xytext=(5, 0), textcoords="offset points", color=color, va="center",
        annotation_clip=False,
    )  # fmt: skip
