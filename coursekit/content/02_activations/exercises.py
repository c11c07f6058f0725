"""Exercises and questions of lesson 2."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.exercises import Choice, Code, Number, Option, Slip, Wrong
from coursekit.judge import Hint, agree, array

GUESS_TEN = Choice(
    key="guess-ten",
    predict=True,
    prompt="Two half-moons of points reach into each other. You train ten layers, one after the "
    "other, each a weighted sum plus a bias and nothing else. What border between the moons do "
    "they draw?",
    options=(
        Option("A smooth curve that follows the moons", "With what would it bend? See below."),
        Option("A line with up to ten corners", "A corner is a bend. Look below for one."),
        Option("One straight line", "However many layers there are.", right=True),
        Option("Ten straight lines", "Ten are computed. How many are left in the end? See below."),
    ),
)


def _try_collapse(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(3)
    agree(
        student,
        lambda w1, b1, w2, b2: (w1 @ w2, b1 @ w2 + b2),
        [
            tuple(rng.normal(size=shape) for shape in ((3, 4), (4,), (4, 2), (2,))),
            tuple(rng.normal(size=shape) for shape in ((5, 2), (2,), (2, 3), (3,))),
        ],
        what=("The weight matrix", "The bias"),
        mistakes={
            "b₁ has vanished. What becomes of it on its way through the second layer?": (
                lambda w1, b1, w2, b2: (w1 @ w2, b2)
            ),
            "b₁ goes through the second layer, but that layer adds something as well.": (
                lambda w1, b1, w2, b2: (w1 @ w2, b1 @ w2)
            ),
            "That is b₁ as it leaves the first layer. The second layer works on it, too.": (
                lambda w1, b1, w2, b2: (w1 @ w2, b1)
            ),
        },
    )


COLLAPSE = Code(
    key="collapse",
    name="collapse",
    test=_try_collapse,
    right="Two layers became one. Do it again and again, and a hundred become one.",
    hints=(
        "Put the first layer's output, x @ w1 + b1, into the second one and multiply out.",
        "(x W₁ + b₁) W₂ + b₂ = x (W₁ W₂) + (b₁ W₂ + b₂).",
        "```\ndef collapse(w1, b1, w2, b2):\n    w = w1 @ ___\n    b = ___ + b2\n"
        "    return w, b\n```",
    ),
    solution="""def collapse(w1, b1, w2, b2):
    w = w1 @ w2
    b = b1 @ w2 + b2
    return w, b
""",
    wrong=(
        Wrong("def collapse(w1, b1, w2, b2):\n    return w1 @ w2, b2", "b₁ has vanished"),
        Wrong("def collapse(w1, b1, w2, b2):\n    return w1 @ w2, b1 @ w2", "adds something"),
        Wrong("def collapse(w1, b1, w2, b2):\n    return w1 @ w2, b1", "leaves the first layer"),
        Wrong("def collapse(w1, b1, w2, b2):\n    return w1 @ w2, b1 + b2", "raised ValueError"),
        Wrong("def collapse(w1, b1, w2, b2):\n    return w1 @ w2", "Return two things"),
        Wrong(
            "def collapse(w1, b1, w2, b2):\n    return (w1 @ w2).T, b1 @ w2 + b2",
            "The weight matrix has shape (2, 3)",
        ),
    ),
)

RANGE = Choice(
    key="range",
    prompt="Which numbers can a ReLU put out?",
    options=(
        Option("All positive numbers, but not 0", "What does it make of every negative input?"),
        Option(
            "0 and all positive numbers",
            "[0, ∞): the end 0 is reached, by half of the number line. “Infinity” never is.",
            right=True,
        ),
        Option("0 or 1", "That is a step. What does a ReLU make of an input of 7?"),
        Option("0 or infinity", "A ReLU makes 7 out of 7. Where would infinity come from?"),
        Option("All numbers from 0 to 1", "That is the sigmoid, without its ends."),
    ),
    hints=("Try three inputs: one below 0, one at 0, one above.", "ReLU(z) = max(z, 0)."),
)

STEEPEST = Number(
    key="steepest",
    prompt="The slope of the sigmoid is σ(z) (1 − σ(z)). A neuron puts out σ(12 x). How steep is "
    "its curve over x where it is steepest?",
    answer=3,
    right="The sigmoid adds at most a quarter, the weight a factor of 12. On its way back, a "
    "gradient is multiplied by both.",
    slips=(
        Slip(0.25, "So steep is σ over z. How fast does z = 12 x move when x does?"),
        Slip(12, "That is how fast z moves. What does σ make of it, at its steepest?"),
        Slip(6, "½ is the value of σ in the middle. What is its slope there?"),
        Slip(0.5, "That is the value in the middle. The question is how steep the curve is."),
        Slip(48, "You divided by the slope of σ. The chain rule multiplies."),
        Slip(1 / 48, "With a weight of 12 the curve is steeper than σ, not flatter."),
    ),
    hints=(
        "Where is the sigmoid steepest, and what is σ there?",
        "By the chain rule the slope is w · σ(wx) (1 − σ(wx)). At which σ is σ (1 − σ) largest?",
        "```\nsigma = ___  # in the middle\nslope = 12 * sigma * (1 - sigma)\n```",
    ),
    solution="At x = 0, σ = 1/2, so σ (1 − σ) = 1/4, and the slope over x is 12 · 1/4 = 3.",
)

GUESS_TANH = Choice(
    key="guess-tanh",
    predict=True,
    prompt="In mathematics tanh never reaches 1. What does the computer store for tanh(20)?",
    options=(
        Option("A number just below 1", "Numbers that close to 1 it does not have. See below."),
        Option("Exactly 1", "And then the slope, 1 − tanh², is exactly 0.", right=True),
        Option("0.99", "It is far closer than that: 1 − tanh(20) is about 10⁻¹⁷. See below."),
        Option("An error, since 1 is outside of the range", "Rounding is no error. See below."),
    ),
)

MIDDLE = Number(
    key="middle",
    prompt="At which input x is σ(4x + 6) = ½?",
    answer=-1.5,
    tolerance=0.001,
    right="4x + 6 = 0 there. In general the middle is at −b / w.",
    slips=(
        Slip(1.5, "Put it in: 4 · 1.5 + 6 is not 0. Which sign does −b / w have here?"),
        Slip(-6, "Put it in: 4 · (−6) + 6 is not 0. The weight has a say as well."),
        Slip(6, "That is the bias. At which x does the weighted sum 4x cancel it?"),
        Slip(0, "There the sum is 6, and σ(6) is nearly 1."),
        Slip(-2 / 3, "Upside down: solve 4x = −6."),
        Slip(-1.375, "σ is ½ where its input is 0, not where its input is ½."),
    ),
    hints=(
        "For which z is σ(z) = ½?",
        "w x + b = 0 at x = −b / w.",
        "```\nx = -6 / ___\n```",
    ),
    solution="σ(z) = ½ only at z = 0, so 4x + 6 = 0 and x = −6 / 4 = -1.5.",
)

GUESS_RAYS = Choice(
    key="guess-rays",
    predict=True,
    prompt="Build a ReLU network without any bias, and train it on the moons. Where can its "
    "border bend?",
    options=(
        Option("Anywhere, as before: the weights make up for it", "Watch its border below."),
        Option("Nowhere: it is a straight line", "ReLU still bends. Watch where, below."),
        Option("At the origin and nowhere else", "Its border is made of rays.", right=True),
        Option("At the points, one bend for each", "It never gets that far. Look below."),
    ),
)

GUESS_BEST = Choice(
    key="guess-best",
    predict=True,
    prompt="One hidden layer of 32 neurons learns to read the digits. Sigmoid, tanh, ReLU and "
    "GELU each get their own best learning rate. Who reads the most of 500 new digits?",
    options=(
        Option("ReLU, clearly", "It has the fame. Look below for the numbers."),
        Option("GELU, clearly", "It is the newest of the four. Look below for the numbers."),
        Option("All but the sigmoid, which is clearly last", "At what rate? Look below."),
        Option("They tie, within two percent", "Each at its own best rate, that is.", right=True),
    ),
)

FADING = Number(
    key="fading",
    prompt="On its way back a gradient is multiplied by the slope of each sigmoid that it passes, "
    "at most ¼. Suppose that the weights neither enlarge nor shrink it. After how many sigmoid "
    "layers is it surely below one millionth of its size?",
    answer=10,
    right="4¹⁰ is 1,048,576: ten layers, and less than a millionth arrives.",
    slips=(
        Slip(9, "Close: 4⁹ is 262,144. Is that a million yet?"),
        Slip(11, "Below a millionth it is. But is that so for the first time?"),
        Slip(9.966, "Layers come whole: which is the first that is surely enough?"),
        Slip(20, "You halved it at each layer. The slope is at most ¼, not ½."),
        Slip(6, "Six layers would do if each left a tenth. It may leave up to a quarter."),
        Slip(250000, "You divided a million by 4 once. Each layer multiplies anew."),
    ),
    hints=(
        "Each layer multiplies by at most the same number. So the bound is a power of it.",
        "Find the smallest L with (1/4)^L < 1/1,000,000.",
        "```\nL = ceil(log(1_000_000) / log(___))\n```",
    ),
    solution="log(1,000,000) / log(4) = 9.97, so L = 10.",
)


def _try_dead(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(3)
    a = np.array([[0, 0, 0, 0, 0], [0, 2, 0, 0, 1.5], [0, 0, 0, 0.3, 0.2], [0, 0, 0, 0, 0.7]])
    other = np.maximum(rng.normal(size=(3, 7)), 0) * (rng.random(7) < 0.5)
    agree(
        student,
        lambda a: (a == 0).all(axis=0).mean(),
        [(a,), (other,), (np.zeros((2, 3)),)],
        what="The share of dead neurons",
        mistakes={
            "You counted zeros. A neuron is dead only if it is 0 on *all* rows.": (
                lambda a: (a == 0).mean()
            ),
            "A neuron that is silent on *some* rows is alive and well.": (
                lambda a: (a == 0).any(axis=0).mean()
            ),
            "You looked along the rows. A neuron is a column.": (
                lambda a: (a == 0).all(axis=1).mean()
            ),
            "That is the share of the neurons that are alive.": (
                lambda a: (a != 0).any(axis=0).mean()
            ),
            "That is their number. Which share of all neurons are they?": (
                lambda a: (a == 0).all(axis=0).sum()
            ),
            "Percent? Return a share, from 0 to 1.": lambda a: 100 * (a == 0).all(axis=0).mean(),
            "You divided by the number of examples, the rows.": (
                lambda a: (a == 0).all(axis=0).sum() / len(a)
            ),
            "You divided by all numbers. How many neurons?": (
                lambda a: (a == 0).all(axis=0).sum() / a.size
            ),
            "`all` without an axis asks of everything at once. Ask column by column.": (
                lambda a: (a == 0).all()
            ),
            "Return one number: the share of the neurons that are dead.": (
                lambda a: (a == 0).all(axis=0)
            ),
        },
    )
    if array(student(np.ones((3, 2))), "The share of dead neurons", ()) != 0:
        raise Hint("A neuron that always puts out the same number is dead only if that is 0.")


DEAD = Code(
    key="dead",
    name="dead_share",
    test=_try_dead,
    right="One line, and you can watch a network's health with it. Lesson 7 does.",
    hints=(
        "Examples are rows, neurons are columns. When is a column of `a` dead?",
        "First ask of every column whether all its entries are 0, then take the mean of the "
        "answers.",
        "```\ndef dead_share(a):\n    silent = a == 0\n    return silent.all(axis=___).___()\n```",
    ),
    solution="""def dead_share(a):
    silent = a == 0
    return silent.all(axis=0).mean()
""",
    wrong=(
        Wrong("def dead_share(a):\n    return (a == 0).mean()", "You counted zeros"),
        Wrong("def dead_share(a):\n    return (a == 0).any(axis=0).mean()", "alive and well"),
        Wrong("def dead_share(a):\n    return (a == 0).all(axis=1).mean()", "along the rows"),
        Wrong("def dead_share(a):\n    return (a > 0).any(axis=0).mean()", "that are alive"),
        Wrong("def dead_share(a):\n    return (a == 0).all(axis=0).sum()", "That is their number"),
        Wrong("def dead_share(a):\n    return (a == 0).all(axis=0)", "Return one number"),
        Wrong("def dead_share(a):\n    return (a == 0).all().mean()", "without an axis"),
        Wrong("def dead_share(a):\n    return 100 * (a == 0).all(axis=0).mean()", "Percent?"),
        Wrong(
            "def dead_share(a):\n    return (a == 0).all(axis=0).sum() / len(a)",
            "by the number of examples",
        ),
        Wrong("def dead_share(a):\n    return (a == 0).all(axis=0).sum() / a.size", "all numbers"),
        Wrong("def dead_share(a):\n    return (a.std(axis=0) == 0).mean()", "always puts out"),
    ),
)

OUTPUT = Choice(
    key="output",
    prompt="A network shall predict tomorrow's temperature in degrees Celsius, in a country with "
    "winters. Which activation does its one output neuron get?",
    options=(
        Option("ReLU, the default", "A default for hidden layers. What would it say to −5 °C?"),
        Option("Sigmoid", "Then the warmest day it can ever announce has 1 °C."),
        Option("Tanh", "It knows winters, down to −1 °C. Is that enough?"),
        Option(
            "None: the weighted sum itself",
            "Any number can come out, as the task wants. (Degrees may be scaled first, of course.)",
            right=True,
        ),
        Option("Softmax", "Shares of a single output: it would say 1 every day. See lesson 3."),
    ),
    hints=(
        "Which numbers must be able to come out?",
        "Compare the range of each activation with the numbers of the task.",
    ),
)

TEST_1 = Choice(
    key="test-linear",
    prompt="1. What do 100 linear layers without activation functions compute?",
    options=(
        Option("A polynomial of degree 100", "No two inputs are ever multiplied with each other."),
        Option("What a single linear layer computes", "Multiply the matrices out.", right=True),
        Option("Any function, if they are wide enough", "Width adds no bend either."),
        Option("Nothing: they can't be trained", "They can. What do they find?"),
    ),
)
TEST_2 = Choice(
    key="test-slope",
    prompt="2. Why can't gradient descent train what lies below a step function?",
    options=(
        Option("A step is not a function", "It is one. What is its derivative?"),
        Option("Its outputs are too small", "They are 0 and 1. What about its slope?"),
        Option("Its slope is 0 wherever it has one", "No slope, nothing to follow.", right=True),
        Option("It would take too long", "Time is not it: what size has each step?"),
    ),
)
TEST_3 = Choice(
    key="test-shift",
    prompt="3. You raise the bias of a sigmoid neuron with a positive weight. What does its "
    "curve do over x?",
    options=(
        Option("It moves up", "Then it would leave the range from 0 to 1."),
        Option("It moves to the left", "The sum reaches 0 at a smaller x.", right=True),
        Option("It moves to the right", "Where is −b / w when b grows?"),
        Option("It gets steeper", "That is the work of the weight."),
    ),
)
TEST_4 = Choice(
    key="test-dead",
    prompt="4. A ReLU neuron is 0 on every training example. What happens to its weights as "
    "training goes on?",
    options=(
        Option("They grow until it wakes up", "What gradient would make them grow?"),
        Option("They shrink slowly to 0", "What gradient would make them shrink?"),
        Option("Nothing: their gradient is exactly 0", "So it stays dead. (What feeds it may "
               "change, if there are layers below.)", right=True),
        Option("They change at random", "Gradient descent changes nothing without a gradient."),
    ),
)  # fmt: skip
TEST_5 = Choice(
    key="test-fair",
    prompt="5. Someone trains eight activations at learning rate 0.1, once each, and ranks them. "
    "What is wrong?",
    options=(
        Option("Eight are too few", "Two would be enough, if they were compared fairly."),
        Option("The rate should be smaller", "Then the same could happen at that rate."),
        Option("Each needs its own best rate, and several seeds", "Otherwise it ranks the rates "
               "and the luck.", right=True),
        Option("Nothing: equal conditions are fair", "Is 0.1 equally good for all of them?"),
    ),
)  # fmt: skip
