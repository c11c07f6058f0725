"""Exercises and questions of lesson 10."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.exercises import (
    Arrange,
    Choice,
    Code,
    Decoy,
    Number,
    Option,
    Slip,
    TooEarly,
    Wrong,
)
from coursekit.judge import Hint, agree, array, compare, equal, several

# --- why do neural networks work? -----------------------------------------------------------------

GUESS_RIVALS = Choice(
    key="guess-rivals",
    predict=True,
    prompt="Three rivals draw the hills. A table remembers their height at 16 places. A ReLU "
    "network has 16 straight pieces. A polynomial has 16 coefficients. Which of them comes "
    "closest?",
    options=(
        Option("The network", "It works so well elsewhere. But this is one smooth curve."),
        Option("The polynomial", "A smooth curve of one variable is its home.", right=True),
        Option("The table", "It jumps from value to value, so it is the coarsest."),
        Option("They come equally close", "All three can come as close as you like, at very "
               "different speeds."),
    ),
)  # fmt: skip

TOWER_BIAS = Number(
    key="tower-bias",
    prompt="Now three inputs. Six steep neurons make a bump of height 1 along each of them, and a "
    "neuron σ(40 s + b) sees the sum s of the three bumps. It should fire only in the cube where "
    "all three meet. Halfway between too eager and too shy: which b?",
    answer=-100,
    tolerance=1,
    right="In the cube s is 3, elsewhere 2 at most, so the threshold lies at s = 2.5. With d "
    "inputs it is d − ½: a tower of any dimension takes 2d + 1 neurons.",
    slips=(
        Slip(-60, "That is the threshold of the plane. Where two bumps of three meet, what does "
             "the neuron do?"),
        Slip(100, "The neuron fires where 40 s + b is positive."),
        Slip(-2.5, "That is where the border lies along s. At the border 40 s + b is zero."),
        Slip(2.5, "That is where the border lies along s. At the border 40 s + b is zero."),
        Slip(-120, "Then it is only half on in the cube itself."),
        Slip(-80, "Then it is half on where only two of the bumps meet."),
    ),
    hints=(
        "How large is s in the cube, and how large where only two bumps meet?",
        "The border is where 40 s + b = 0. Put it halfway between these two values of s.",
        "```\nb = -40 * (___ + ___) / 2\n```",
    ),
    solution="s is 3 in the cube and 2 at most outside: b = −40 · 2.5 = −100.",
)  # fmt: skip


def _sigma(z: Any) -> Any:
    return 1 / (1 + np.exp(-np.clip(z, -700, 700)))


def _tower(x: Any, low: Any, high: Any, steep: float, threshold: float = 0.5) -> Any:
    bumps = _sigma(steep * (x - low)) - _sigma(steep * (x - high))
    return _sigma(steep * (bumps.sum(axis=1) - len(low) + threshold))


def _bumps(x: Any, low: Any, high: Any, steep: float) -> Any:
    return _sigma(steep * (x - low)) - _sigma(steep * (x - high))


def _try_tower(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(10)
    cases = []
    for n, d, steep in ((9, 2, 8.0), (7, 3, 5.0), (6, 1, 11.0), (8, 5, 6.0)):
        low = rng.uniform(0, 0.4, d)
        cases.append((rng.uniform(0, 1, (n, d)), low, low + rng.uniform(0.2, 0.5, d), steep))
    agree(
        student,
        _tower,
        cases,
        what="The tower",
        mistakes={
            "You return the sum of the bumps. The second layer is missing.": (
                lambda x, low, high, steep: _bumps(x, low, high, steep).sum(axis=1)
            ),
            "You return the bumps themselves, one for each input. Add them up first.": _bumps,
            "A product of bumps is a tower as well, but a neuron adds. Use a second layer.": (
                lambda x, low, high, steep: _bumps(x, low, high, steep).prod(axis=1)
            ),
            "The threshold of the plane does not serve other numbers of inputs.": (
                lambda x, low, high, steep: _sigma(
                    steep * (_bumps(x, low, high, steep).sum(axis=1) - 1.5)
                ),
            ),
            "The threshold should lie between d − 1 and d, halfway.": (
                lambda x, low, high, steep: _tower(x, low, high, steep, 1.0),
                lambda x, low, high, steep: _tower(x, low, high, steep, 0.0),
                lambda x, low, high, steep: _tower(x, low, high, steep, 1.5),
                lambda x, low, high, steep: _sigma(steep * _bumps(x, low, high, steep).sum(axis=1)),
                lambda x, low, high, steep: _sigma(
                    steep * (_bumps(x, low, high, steep).sum(axis=1) - 0.5)
                ),
            ),
            "The second layer is not steep: multiply by `steep` there, too.": (
                lambda x, low, high, steep: _sigma(
                    _bumps(x, low, high, steep).sum(axis=1) - len(low) + 0.5
                )
            ),
            "Your bumps point downward: which step comes first, going from left to right?": (
                lambda x, low, high, steep: _tower(x, high, low, steep)
            ),
            "A step down is subtracted: it starts at `high`.": (
                lambda x, low, high, steep: _sigma(
                    steep
                    * (
                        (_sigma(steep * (x - low)) + _sigma(steep * (x - high))).sum(axis=1)
                        - len(low)
                        + 0.5
                    )
                )
            ),
        },
    )


_TOWER = (
    "def my_tower(x, low, high, steep):\n    s = lambda z: 1 / (1 + np.exp(-z))\n"
    "    bumps = s(steep * (x - low)) - s(steep * (x - high))\n    return "
)

TOWER = Code(
    key="tower",
    name="my_tower",
    test=_try_tower,
    right="A tower over any box, in any number of dimensions. Sums of such towers come as close "
    "as you like to any continuous function of d inputs.",
    hints=(
        "First a bump for each input: a step up at `low`, minus a step at `high`. Then a neuron "
        "that looks at their sum.",
        "σ(steep · (sum of the bumps − d + ½)); a bump is σ(steep (x − low)) − σ(steep (x − high))",
        "```\nbumps = sigma(steep * (x - low)) - sigma(___)\n"
        "return sigma(steep * (bumps.sum(axis=1) - ___))\n```",
    ),
    solution="""def my_tower(x, low, high, steep):
    def sigma(z):
        return 1 / (1 + np.exp(-z))

    bumps = sigma(steep * (x - low)) - sigma(steep * (x - high))
    return sigma(steep * (bumps.sum(axis=1) - len(low) + 0.5))
""",
    wrong=(
        Wrong(_TOWER + "bumps.sum(axis=1)\n", "The second layer is missing"),
        Wrong(_TOWER + "bumps.prod(axis=1)\n", "but a neuron adds"),
        Wrong(_TOWER + "s(steep * (bumps.sum(axis=1) - 1.5))\n", "threshold of the plane"),
        Wrong(_TOWER + "s(bumps.sum(axis=1) - len(low) + 0.5)\n", "is not steep"),
        Wrong(_TOWER + "s(steep * (bumps.sum(axis=1) - len(low) + 1))\n", "halfway"),
        Wrong(
            _TOWER.replace("(x - low)) - s", "(x - low)) + s")
            + "s(steep * (bumps.sum(axis=1) - len(low) + 0.5))\n",
            "A step down is subtracted",
        ),
    ),
)

# --- what is the universal approximation theorem? -------------------------------------------------

GUESS_SQUARE = Choice(
    key="guess-square",
    predict=True,
    prompt="One hidden layer whose neurons square their sums: φ(z) = z². With 5 of them the best "
    "fit to |x| on [−1, 1] misses by a certain amount. With 200?",
    options=(
        Option("Not at all", "200 parameters for one kink should do. But what are they worth?"),
        Option("About ten times less", "So it would be for tanh or ReLU, and better."),
        Option("Exactly the same", "200 squares of sums add up to one parabola.", right=True),
        Option("About three times less", "Something must come of 195 more. Or must it?"),
    ),
)

PROOF = Arrange(
    key="square-proof",
    prompt="Put the proof in order: with φ(z) = z² one hidden layer can't come close to |x|, "
    "however wide it is. Three lines do not belong.",
    lines=(
        "A hidden neuron computes (wx + b)², which is w²x² + 2wbx + b².",
        "A weighted sum of such terms is again of the form px² + qx + r.",
        "So all these networks together draw parabolas and straight lines, and nothing else.",
        "Among the parabolas one comes closest to |x|, and it misses by some number δ > 0.",
        "So no network of this kind, whatever its width, comes closer to |x| than δ.",
    ),
    decoys=(
        Decoy(
            "A network with more neurons has more parameters, so its best fit is closer.",
            "More parameters need not mean more functions. What do they add up to here?",
        ),
        Decoy(
            "Gradient descent would need infinitely many steps to find the kink.",
            "The proof is about all weights there are, found or not.",
        ),
        Decoy(
            "|x| is not continuous at 0, so the theorem does not apply to it.",
            "It has a kink there, and no jump: it is continuous.",
        ),
    ),
    mistakes=(
        TooEarly(1, 0, "A sum of which terms? Say first what one neuron computes."),
        TooEarly(2, 1, "Why nothing else? First add the neurons up."),
        TooEarly(3, 2, "Why is it enough to look at parabolas?"),
        TooEarly(4, 3, "Where does δ come from?"),
    ),
    right="The same argument holds for every polynomial of any degree m: sums stay of degree m. "
    "Leshno and others (1993) proved that nothing else fails.",
    hints=(
        "From one neuron to a sum of them, from there to what all of them can draw.",
        "One neuron → a sum → parabolas only → the best parabola → the conclusion.",
        "Begin with what one neuron computes.",
    ),
    code=False,
)

RATE = Number(
    key="rate",
    prompt="A ReLU network draws a smooth tide curve with 40 equal pieces and misses it by at "
    "most 2 cm. How many pieces does it take for 0.5 mm?",
    answer=253,
    tolerance=1,
    right="40 times as close takes √40 = 6.3 times the pieces.",
    slips=(
        Slip(1600, "So it would be for a table, whose gap falls as 1/n."),
        Slip(64000, "Is the square on the right side? Twice the pieces, a quarter of the gap."),
        Slip(80, "By which factor should the gap shrink? Mind the units."),
        Slip(160, "That is close to a quarter of what the gap has to fall by. By which factor "
             "should it shrink? Mind the units."),
        Slip(101, "The gap falls with the square of the pieces, not with their fourth power."),
    ),
    hints=(
        "By which factor should the gap shrink? Take both lengths in the same unit.",
        "gap ∝ 1/n², so n grows by the square root of that factor.",
        "```\n40 * np.sqrt(20 / ___)\n```",
    ),
    solution="20 mm / 0.5 mm = 40, and 40 · √40 = 253.",
)  # fmt: skip


def _pieces(curvature: float, tolerance: float) -> int:
    return int(np.ceil(np.sqrt(curvature / (8 * tolerance))))


def _try_pieces(student: Callable[..., Any]) -> None:
    agree(
        student,
        _pieces,
        [(50.0, 0.011), (3.0, 2e-4), (0.5, 1.0), (800.0, 0.07), (790.0, 0.013)],
        what="The number of pieces",
        mistakes={
            "Round up: a piece too few breaks the promise.": (
                lambda c, t: np.floor(np.sqrt(c / (8 * t))),
                lambda c, t: np.round(np.sqrt(c / (8 * t))),
                lambda c, t: np.sqrt(c / (8 * t)),
            ),
            "That is n². Take the root.": (
                lambda c, t: c / (8 * t),
                lambda c, t: np.ceil(c / (8 * t)),
            ),
            "Where is the 8? A chord stays within curvature · h² / 8.": (
                lambda c, t: np.ceil(np.sqrt(c / t)),
                lambda c, t: np.ceil(np.sqrt(c / (2 * t))),
                lambda c, t: np.ceil(np.sqrt(8 * c / t)),
            ),
            "Which of the two makes the task harder: a large curvature, or a large tolerance?": (
                lambda c, t: np.ceil(np.sqrt(t / (8 * c))),
                lambda c, t: np.ceil(np.sqrt(8 * t / c)),
            ),
        },
    )


PIECES = Code(
    key="pieces",
    name="pieces_needed",
    test=_try_pieces,
    right="This is a promise, made before anything is built.",
    hints=(
        "The gap of n pieces is at most curvature / (8 n²). When is that the tolerance?",
        "n ≥ √(curvature / (8 · tolerance)), rounded up.",
        "```\nreturn int(np.ceil(np.sqrt(___ / ___)))\n```",
    ),
    solution="""def pieces_needed(curvature, tolerance):
    return int(np.ceil(np.sqrt(curvature / (8 * tolerance))))
""",
    wrong=(
        Wrong("def pieces_needed(c, t):\n    return int(np.sqrt(c / (8 * t)))\n", "Round up"),
        Wrong("def pieces_needed(c, t):\n    return int(np.ceil(c / (8 * t)))\n", "Take the root"),
        Wrong("def pieces_needed(c, t):\n    return int(np.ceil(np.sqrt(c / t)))\n", "the 8?"),
        Wrong(
            "def pieces_needed(c, t):\n    return int(np.ceil(np.sqrt(t / (8 * c))))\n",
            "makes the task harder",
        ),
    ),
)


def _network(f: Callable[..., Any], n: int) -> tuple[Any, Any, Any, Any]:
    knots = np.linspace(0, 1, n + 1)
    slopes = n * np.diff(f(knots))
    return np.ones(n), -knots[:-1], np.diff(slopes, prepend=0), f(knots)[0]


_CURVES: tuple[tuple[Callable[..., Any], int], ...] = (
    (lambda x: np.sin(5 * x) + 0.3, 6),
    (lambda x: np.exp(x) * np.cos(9 * x), 17),
    (lambda x: 2 - x**2, 1),
    (lambda x: abs(x - 0.4) - 1.2, 40),
)


def _try_network(student: Callable[..., Any]) -> None:
    x = np.linspace(0, 1, 1001)
    for i, (f, n) in enumerate(_CURVES):
        parts = several(student(f, n), ("The weights w", "The biases b", "The outputs v", "c"))
        what = ("The weights w", "The biases b", "The output weights v")
        w, b, v = (array(p, name, (n,)) for p, name in zip(parts[:3], what, strict=True))
        c = float(array(parts[3], "The number c", ()))

        def drawn(w: Any, b: Any, v: Any, c: float) -> Any:
            return c + np.maximum(np.multiply.outer(x, w) + b, 0) @ v

        knots = np.linspace(0, 1, n + 1)
        wanted, got = np.interp(x, knots, f(knots)), drawn(w, b, v, c)
        if equal(got, wanted, 1e-6):
            continue
        right = _network(f, n)
        slopes = n * np.diff(f(knots))
        for said, wrong in (
            ("The network starts at 0. What should it say at x = 0?", (*right[:3], 0.0)),
            (
                "Each neuron adds to the slopes of those before it: `v` holds changes of slope.",
                (*right[:2], slopes, right[3]),
            ),
            (
                "Each neuron adds to the slopes of those before it: `v` holds changes of slope.",
                (*right[:2], slopes, 0.0),
            ),
            (
                "These are differences of heights. A slope divides by the width of a piece.",
                (*right[:2], right[2] / n, right[3]),
            ),
            (
                "The kinks lie at negative x: wx + b should be 0 at the knot.",
                (right[0], -right[1], *right[2:]),
            ),
            (
                "Your kinks start one knot too late: on the first piece the network stays flat.",
                (right[0], -knots[1:], *right[2:]),
            ),
        ):
            if equal(got, drawn(*wrong), 1e-6):
                raise Hint(said)
        later = "" if i == 0 else "Right for the first curve, but not for another one: "
        at_knots = drawn(w, b, v, c)[:: 1000 // n] if 1000 % n == 0 else got
        if i and not equal(at_knots, wanted[:: 1000 // n] if 1000 % n == 0 else wanted):
            raise Hint(
                f"{later}the network misses its knots by up to {abs(got - wanted).max():.2g}."
            )
        compare(got, wanted, what=f"{later}What the network draws", tolerance=1e-6)


_NET = (
    "def my_network(f, n):\n    knots = np.linspace(0, 1, n + 1)\n"
    "    slopes = n * np.diff(f(knots))\n    "
)

NETWORK = Code(
    key="network",
    name="my_network",
    test=_try_network,
    right="It meets the curve at every knot, whatever the curve and the number of neurons.",
    hints=(
        "Neuron i has its kink at knot i. From there on, which slope should be added?",
        "w = 1, b = −knot, v = the change of slope at the knot, c = f(0). A slope is the "
        "difference of two heights, divided by 1/n.",
        "```\nknots = np.linspace(0, 1, n + 1)\nslopes = n * np.diff(f(knots))\n"
        "v = np.diff(slopes, prepend=___)\nreturn np.ones(n), ___, v, ___\n```",
    ),
    solution="""def my_network(f, n):
    knots = np.linspace(0, 1, n + 1)
    slopes = n * np.diff(f(knots))
    v = np.diff(slopes, prepend=0)
    return np.ones(n), -knots[:-1], v, f(knots)[0]
""",
    wrong=(
        Wrong(_NET + "return np.ones(n), -knots[:-1], slopes, f(knots)[0]\n", "changes of slope"),
        Wrong(
            _NET + "return np.ones(n), -knots[:-1], np.diff(slopes, prepend=0), 0.0\n",
            "The network starts at 0",
        ),
        Wrong(
            _NET + "return np.ones(n), knots[:-1], np.diff(slopes, prepend=0), f(knots)[0]\n",
            "The kinks lie at negative x",
        ),
        Wrong(
            _NET + "return np.ones(n), -knots[1:], np.diff(slopes, prepend=0), f(knots)[0]\n",
            "one knot too late",
        ),
        Wrong(
            _NET + "return np.ones(n), -knots[:-1], np.diff(slopes, prepend=0) / n, f(knots)[0]\n",
            "differences of heights",
        ),
        Wrong(
            _NET + "return np.ones(n + 1), -knots, np.diff(slopes, prepend=0), f(knots)[0]\n",
            "shape",
        ),
    ),
)  # fmt: skip

GUESS_FOUND = Choice(
    key="guess-found",
    predict=True,
    scale=True,
    prompt="32 ReLUs set by hand miss the hills by 0.009 at most. Now Adam trains 32, free to put "
    "their kinks anywhere, for 3,000 steps at its best rate. The largest gap?",
    options=(
        Option("About 0.001: better placed kinks", "Possible: such weights exist."),
        Option("About 0.009, as by hand", "The weights exist. Are they found?"),
        Option(
            "About 0.06: several times as large",
            "The weights exist, and were not found.",
            right=True,
        ),
        Option("About 0.5: it learns nothing", "It learns the hills, not their details."),
    ),
)

# --- why deep? ------------------------------------------------------------------------------------

GUESS_FOLDS = Choice(
    key="guess-folds",
    predict=True,
    scale=True,
    prompt="Fold a strip of paper in the middle. Two ReLUs do that to the interval [0, 1]. Ten "
    "such layers follow one another: 20 neurons. Into how many straight pieces can they bend a "
    "line?",
    options=(
        Option("20", "One a neuron: so it is in a single layer, or one more."),
        Option("About 60", "Adding up is what neurons of one layer do."),
        Option("About 200", "Each layer meets the folds of all layers before it."),
        Option("About 1,000", "Each fold doubles them: 2¹⁰.", right=True),
    ),
)

SHALLOW = Number(
    key="shallow",
    prompt="Fold 13 times, two ReLUs a fold. In one single hidden layer each ReLU makes one kink. "
    "How many must it have at least, for all kinks of the same zigzag?",
    answer=8191,
    tolerance=1,
    right="2¹³ pieces meet at 2¹³ − 1 kinks: 8,191 neurons against 26. (The slope of the first "
    "piece takes one more.)",
    slips=(
        Slip(26, "That is the deep one."),
        Slip(169, "Pieces are not multiplied by the number of folds. What does one fold do?"),
        Slip(4095, "One fold too few."),
        Slip(16383, "One fold too many."),
        Slip(13, "That counts the folds. How many kinks has the line after them?"),
    ),
    hints=(
        "How many pieces, and how many kinks between them?",
        "13 folds make 2¹³ pieces. One hidden ReLU makes one kink.",
        "```\n2 ** ___ - ___\n```",
    ),
    solution="2 ** 13 − 1 = 8191 kinks, one for each neuron.",
)

GUESS_PROBE = Choice(
    key="guess-probe",
    predict=True,
    prompt="A linear classifier (a probe) reads 98% of new digits from their pixels. Train a "
    "network with three hidden layers, and give a probe the 32 activations of the third. What "
    "does it read?",
    options=(
        Option("Well above 98%: the features are better", "The picture that most books paint."),
        Option("About 98%, the same", "The pixels held it all, in a form that a probe can read.",
               right=True),
        Option("About 85%: 32 numbers hold less", "So it is before training."),
        Option("About 10%: only the output layer knows", "Then the output, a linear layer, could "
               "not read it either."),
    ),
)  # fmt: skip

# --- is deep learning like curve fitting? ---------------------------------------------------------

GUESS_START = Choice(
    key="guess-start",
    predict=True,
    prompt="A model with 200 weights is fitted to 7 points by gradient descent, from two starts. "
    "Both times it goes through all 7 points. And between them?",
    options=(
        Option("The two curves agree", "They would, if 7 points could fix 200 weights."),
        Option("They differ, and the start decides", "Descent moves in 7 directions of 200. The "
               "others stay as they were.", right=True),
        Option("They differ, and chance decides", "Descent draws no lots: the same start, the "
               "same curve."),
        Option("They agree if the rate is small enough", "With a smaller rate one arrives at the "
               "same place, later."),
    ),
)  # fmt: skip

MIN_NORM = Number(
    key="min-norm",
    prompt="Two weights and one example: the loss is (w₁ + 2w₂ − 13)². Gradient descent starts at "
    "w = (4, 2) and reaches loss 0. What is w₂ then?",
    answer=4,
    tolerance=0.001,
    right="The gradient always points along (1, 2), so w = (4, 2) + 1 · (1, 2) = (5, 4). Of all "
    "points on the line of loss 0 this is the one nearest to the start.",
    slips=(
        Slip(5.2, "So it would be from (0, 0). This descent starts elsewhere."),
        Slip(4.5, "That moves w₂ alone. In which direction does the gradient point?"),
        Slip(2, "The loss is not 0 there. Both weights move."),
        Slip(5, "That is w₁."),
        Slip(4.333333, "That adds the same to both weights. Is the slope the same for both?"),
        Slip(6.5, "Then w₁ would have to go to 0. Why should it?"),
    ),
    hints=(
        "The gradient is a number times (1, 2), at every step.",
        "w = (4, 2) + t · (1, 2). Find t from w₁ + 2w₂ = 13.",
        "```\nt = (13 - ___) / ___\nw2 = 2 + 2 * t\n```",
    ),
    solution="4 + t + 2 · (2 + 2t) = 13 gives t = 1, so w₂ = 2 + 2 = 4.",
)

# --- any curve, and its error foretold ------------------------------------------------------------

FORETELL = Number(
    key="foretell",
    prompt="A network will draw sin 12x on [0, 1] by 60 equal straight pieces. (The second "
    "derivative is −144 sin 12x.) Foretell: by how much can it miss at most?",
    answer=0.005,
    tolerance=0.00005,
    right="144 / (8 · 60²) = 0.005. The table below says by how much your own network misses.",
    slips=(
        Slip(0.04, "How far is a chord from its curve, in the worst place? A factor is missing."),
        Slip(0.3, "Twice the pieces should make a quarter of the gap, not half of it."),
        Slip(2.4, "Twice the pieces should make a quarter of the gap, not half of it."),
        Slip(0.000417, "That is for a second derivative of 12. How large does it get here?"),
        Slip(0.0000347, "That is for a second derivative of 1. How large does it get here?"),
        Slip(-0.005, "How far, not in which direction: the size of the second derivative counts."),
    ),
    hints=(
        "How large is the second derivative at most, and how wide is a piece?",
        "A piece of width h misses by at most C h² / 8, and h is 1/n.",
        "```\n___ / (8 * ___ ** 2)\n```",
    ),
    solution="C = 144 and n = 60: 144 / (8 · 3600) = 0.005.",
)

# --- test yourself --------------------------------------------------------------------------------

TEST_1 = Choice(
    key="test-diagnose",
    prompt="1. Diagnose the picture: thin is the truth, thick the network, and the dots are all "
    "the data that it has seen. What went wrong?",
    options=(
        Option("It has too few neurons to follow the curve", "Look at it where there are dots."),
        Option("It was trained for too short a time", "At the dots the gap is already tiny."),
        Option("It has overfitted the noise in the data", "Do the dots scatter around the truth?"),
        Option("It is asked beyond its data", "No theorem promises anything there.", right=True),
    ),
)
TEST_2 = Choice(
    key="test-bug",
    prompt="2. It runs, and the gap does not fall. What is wrong?",
    options=(
        Option("It has too few neurons: n should go beyond 512", "Does the gap fall at all?"),
        Option("The output weights should be trained by gradient descent", "Least squares finds "
               "the best there are."),
        Option("The activation is a polynomial", "Sums of cubes of sums stay cubic.", right=True),
        Option("The hidden weights are random and not trained", "So were those of tanh "
               "and ReLU above, and they served."),
    ),
)  # fmt: skip
TEST_3 = Choice(
    key="test-theorem",
    prompt="3. “By the universal approximation theorem, our network will predict the sales of "
    "next year, if we only make it wide enough.” What does the theorem say about this?",
    options=(
        Option("It is right, if sales are a continuous function", "Of which region does it speak, "
               "and does it find weights?"),
        Option("Nothing: it speaks of weights that exist, in a known region", "Found, new data, "
               "next year: three more questions.", right=True),
        Option("It is right, if the activation is no polynomial", "That is one condition. And who "
               "finds the weights?"),
        Option("The opposite: wide networks overfit", "It says nothing about data at all."),
    ),
)  # fmt: skip
TEST_4 = Choice(
    key="test-depth",
    prompt="4. A layer of six ReLUs bends a line into four pieces, each from 0 to 1 or back. How "
    "many such layers in a row make 1,024 pieces?",
    options=(
        Option("5", "Each multiplies by four: 4⁵.", right=True),
        Option("10", "So it is with folds in two."),
        Option("170", "Neurons do not add up across layers."),
        Option("256", "Pieces do not add up across layers."),
    ),
    scale=True,
)
TEST_5 = Choice(
    key="test-probe",
    prompt="5. A probe reads the speaker's age from layer 7 of a network, and not from the "
    "recording itself. What follows?",
    options=(
        Option("The network uses age for its answer", "It may, or not. What did the probe see?"),
        Option("Layer 7 knows more about age than the recording", "Layer 7 is computed from the "
               "recording."),
        Option("Layer 7 holds age in a form that a probe can read", "Not more. Is it used? Change "
               "it and look.", right=True),
        Option("The network was trained to tell the age", "The probe was."),
    ),
)  # fmt: skip
