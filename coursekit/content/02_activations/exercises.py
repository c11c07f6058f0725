"""Exercises and questions of lesson 2."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.exercises import Choice, Code, Number, Option, Slip, Wrong
from coursekit.judge import Hint, agree, array

# --- what are they, and why between linear functions? ---------------------------------------------

GUESS_OUT = Choice(
    key="guess-out",
    predict=True,
    scale=True,
    prompt="With its bends the network reads 489 of 500 new digits. You set φ(z) = z and train "
    "nothing anew. How many of the 500 does it still read?",
    options=(
        Option("About 50", "What guessing gives. Bends are said to be essential."),
        Option("About 200", "Every second hidden sum was negative and now gets through."),
        Option("About 350", "Some harm seems certain when the middle of a machine is taken out."),
        Option("More than 475", "These digits hardly need bends. Other questions do.", right=True),
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

# --- what are their ranges and derivatives? -------------------------------------------------------


def _try_relu(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(5)
    agree(
        student,
        lambda z: (np.maximum(z, 0), (z > 0).astype(float)),
        [(rng.normal(size=(4, 3)) * 2,), (rng.normal(size=7) * 5,)],
        what=("The value", "The slope"),
        mistakes={
            "Both are the value. The slope is how much the value moves when z does.": (
                lambda z: (np.maximum(z, 0), np.maximum(z, 0))
            ),
            "Left of 0 the value does not fall, so its slope is not negative.": (
                lambda z: (np.maximum(z, 0), np.sign(z))
            ),
            "A slope of 1 everywhere is that of a straight line. Where is ReLU flat?": (
                lambda z: (np.maximum(z, 0), np.ones_like(z))
            ),
            "You give 0 or 1 as the value: that is a step. How large is z where it passes?": (
                lambda z: ((z > 0).astype(float), (z > 0).astype(float)),
                lambda z: ((z > 0).astype(float), 0 * z),
            ),
            "The two are right, and in the wrong order: first the value, then the slope.": (
                lambda z: ((z > 0).astype(float), np.maximum(z, 0))
            ),
            "You keep the negative sums and cut the positive ones.": (
                lambda z: (np.minimum(z, 0), None)
            ),
            "Negative sums come out positive: that is the absolute value.": (
                lambda z: (abs(z), None)
            ),
        },
    )


RELU = Code(
    key="relu",
    name="my_relu",
    test=_try_relu,
    right="Value and slope agree, for tables and for vectors.",
    hints=(
        "Draw ReLU. On which side of 0 is it flat, and how steep is it on the other?",
        "The value is max(z, 0). The slope is 1 where z > 0, and 0 elsewhere.",
        "```\ndef my_relu(z):\n    value = np.maximum(___, ___)\n    slope = np.where(___, 1.0, "
        "___)\n    return value, slope\n```",
    ),
    solution="""def my_relu(z):
    value = np.maximum(z, 0)
    slope = np.where(z > 0, 1.0, 0.0)
    return value, slope
""",
    wrong=(
        Wrong(
            "def my_relu(z):\n    return np.maximum(z, 0), np.maximum(z, 0)", "Both are the value"
        ),
        Wrong("def my_relu(z):\n    return np.maximum(z, 0), np.sign(z)", "is not negative"),
        Wrong("def my_relu(z):\n    return np.maximum(z, 0), np.ones(z.shape)", "straight line"),
        Wrong("def my_relu(z):\n    return 1.0 * (z > 0), 1.0 * (z > 0)", "that is a step"),
        Wrong("def my_relu(z):\n    return 1.0 * (z > 0), np.maximum(z, 0)", "wrong order"),
        Wrong("def my_relu(z):\n    return np.minimum(z, 0), 1.0 * (z > 0)", "cut the positive"),
        Wrong("def my_relu(z):\n    return abs(z), np.sign(z)", "absolute value"),
        Wrong("def my_relu(z):\n    return np.maximum(z, 0)", "Return two things"),
        Wrong("def my_relu(z):\n    return max(z, 0), 1.0 * (z > 0)", "raised ValueError"),
    ),
)


def _curve(x: Any, kinks: Any, slopes: Any) -> Any:
    return np.maximum(x[:, None] - kinks, 0) @ np.diff(slopes, prepend=0)


def _try_curve(student: Callable[..., Any]) -> None:
    agree(
        student,
        _curve,
        [
            (np.linspace(-2, 6, 33), np.array([-1.0, 0.5, 4.0]), np.array([1.0, -2.0, 0.5])),
            (np.linspace(-3, 3, 20), np.array([-2.0, 1.0]), np.array([-1.5, 2.0])),
            (
                np.linspace(0, 9, 25),
                np.array([1.0, 2.0, 3.5, 5.0, 7.0]),
                np.array([2.0, 0.0, -1.0, 3.0, 0.0]),
            ),
        ],
        what="The curve",
        mistakes={
            "It is right up to the second kink. There the first neuron is still on: by how much "
            "must the slope *change*?": (
                lambda x, kinks, slopes: np.maximum(x[:, None] - kinks, 0) @ slopes
            ),
            "You add up the slopes. What must each neuron add to the slope before it?": (
                lambda x, kinks, slopes: np.maximum(x[:, None] - kinks, 0) @ np.cumsum(slopes)
            ),
            "That curve has no kink at all: the hidden neurons lack their bend.": (
                lambda x, kinks, slopes: (x[:, None] - kinks) @ np.diff(slopes, prepend=0),
                lambda x, kinks, slopes: (x[:, None] - kinks) @ slopes,
            ),
            "The kinks lie on the wrong side of 0: which sign has the bias?": (
                lambda x, kinks, slopes: (
                    np.maximum(x[:, None] + kinks, 0) @ np.diff(slopes, prepend=0)
                )
            ),
            "The output is bent too, so the curve can't go below 0.": (
                lambda x, kinks, slopes: np.maximum(_curve(x, kinks, slopes), 0)
            ),
            "It jumps where it should turn: you use the slope of ReLU in place of its value.": (
                lambda x, kinks, slopes: (x[:, None] > kinks) @ np.diff(slopes, prepend=0),
                lambda x, kinks, slopes: (x[:, None] > kinks) @ slopes,
            ),
            "You return a value for each hidden neuron. The output neuron adds them up.": (
                lambda x, kinks, slopes: (
                    np.maximum(x[:, None] - kinks, 0) * np.diff(slopes, prepend=0)
                )
            ),
        },
    )


CURVE = Code(
    key="curve",
    name="my_curve",
    test=_try_curve,
    right="Any number of kinks, anywhere, with any slopes. Your network can draw every curve that "
    "is made of straight pieces.",
    hints=(
        "Take two kinks, with slope 1 after the first and −2 after the second. The first neuron "
        "goes on rising after the second kink. What must the second one contribute?",
        "f(x) = Σ v_i · max(x − kink_i, 0). After kink i the slope is v_1 + … + v_i, so each v is "
        "the change of slope at its kink. `x[:, None] - kinks` has a row for each x.",
        "```\ndef my_curve(x, kinks, slopes):\n    hidden = np.maximum(x[:, None] - ___, 0)\n"
        "    change = np.diff(___, prepend=0)\n    return hidden @ ___\n```",
    ),
    solution="""def my_curve(x, kinks, slopes):
    hidden = np.maximum(x[:, None] - kinks, 0)
    change = np.diff(slopes, prepend=0)  # at each kink
    return hidden @ change
""",
    wrong=(
        Wrong(
            "def my_curve(x, kinks, slopes):\n"
            "    return np.maximum(x[:, None] - kinks, 0) @ slopes",
            "the first neuron is still on",
        ),
        Wrong(
            "def my_curve(x, kinks, slopes):\n"
            "    return np.maximum(x[:, None] - kinks, 0) @ np.cumsum(slopes)",
            "You add up the slopes",
        ),
        Wrong(
            "def my_curve(x, kinks, slopes):\n"
            "    return (x[:, None] - kinks) @ np.diff(slopes, prepend=0)",
            "no kink at all",
        ),
        Wrong(
            "def my_curve(x, kinks, slopes):\n"
            "    return np.maximum(x[:, None] + kinks, 0) @ np.diff(slopes, prepend=0)",
            "wrong side of 0",
        ),
        Wrong(
            "def my_curve(x, kinks, slopes):\n    hidden = np.maximum(x[:, None] - kinks, 0)\n"
            "    return np.maximum(hidden @ np.diff(slopes, prepend=0), 0)",
            "The output is bent too",
        ),
        Wrong(
            "def my_curve(x, kinks, slopes):\n    return (x[:, None] > kinks) @ slopes",
            "It jumps",
        ),
        Wrong(
            "def my_curve(x, kinks, slopes):\n"
            "    return np.maximum(x[:, None] - kinks, 0) * np.diff(slopes, prepend=0)",
            "a value for each hidden neuron",
        ),
        Wrong(
            "def my_curve(x, kinks, slopes):\n    return np.maximum(x - kinks, 0) @ slopes",
            "raised ValueError",
        ),
    ),
)

GUESS_TANH = Choice(
    key="guess-tanh",
    predict=True,
    prompt="In mathematics tanh never reaches 1. What does the computer store for tanh(20)?",
    options=(
        Option("A number just below 1", "Right on paper. But so close to 1 it has no numbers."),
        Option("Exactly 1", "And then the slope, 1 − tanh², is exactly 0.", right=True),
        Option("0.99", "It is far closer than that: 1 − tanh(20) is about 10⁻¹⁷."),
        Option("An error, since 1 is outside of the range", "Rounding is no error."),
    ),
)

# --- what does the bias do? -----------------------------------------------------------------------

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
        Option("Anywhere, as before: the weights make up for it", "They turn, but can't move."),
        Option("Nowhere: it is a straight line", "ReLU still bends, in one place."),
        Option("At the origin and nowhere else", "Its border is made of rays.", right=True),
        Option(
            "At the points, one bend for each", "Training moves bends toward points, if it can."
        ),
    ),
)

# --- how to choose them? --------------------------------------------------------------------------

GUESS_PLATEAU = Choice(
    key="guess-plateau",
    predict=True,
    prompt="Four hidden layers of sigmoids learn the digits. After ten epochs the loss has not "
    "moved. What do 90 more bring?",
    options=(
        Option("Nothing: it is stuck for good", "Ten flat epochs look like the end."),
        Option(
            "Slow progress all the way, to half of the digits", "A small gradient, small steps."
        ),
        Option("Most digits, after a long wait", "It was a plateau, not a pit.", right=True),
        Option("A loss that grows without end", "That is what a rate far too large does."),
    ),
)

FADING = Number(
    key="fading",
    prompt="One sigmoid neuron in each layer, and every weight is 2. On its way back a gradient is "
    "multiplied at each layer by the weight and by the slope, at most ¼. After how many layers is "
    "it surely at most a thousandth of its size?",
    answer=10,
    right="At most ½ a layer, and 2¹⁰ is 1,024. With weights of 4 there would be no such bound.",
    slips=(
        Slip(5, "You took the slope alone. What does the weight do to the factor?"),
        Slip(9, "Close: 2⁹ is 512. Is that a thousand yet?"),
        Slip(11, "It is below by then. But is that so for the first time?"),
        Slip(9.966, "Layers come whole: which is the first that is surely enough?"),
        Slip(500, "You divided a thousand once. Each layer multiplies anew."),
        Slip(4, "You multiplied by 8 a layer. The slope divides, and the weight multiplies."),
        Slip(3, "A tenth a layer would do it in 3. What is the factor here?"),
    ),
    hints=(
        "What is the largest factor that one layer can bring, weight and slope together?",
        "Find the smallest L with (2 · ¼)^L ≤ 1/1,000.",
        "```\nL = ceil(log(1000) / log(___))\n```",
    ),
    solution="log(1,000) / log(2) = 9.97, so L = 10.",
)

DEAD_UNITS = "Many neurons are dead"
SATURATED = "The neurons are saturated"
UNBENT = "The bend is hardly used"
WELL = "Nothing: the layer is well"

PATIENT_1 = Choice(
    key="patient-1",
    prompt="A tanh layer. What is wrong?",
    options=(
        Option(DEAD_UNITS, "A dead neuron always says the same. Do these?"),
        Option(SATURATED, "Values at both ends, slopes near 0. Somebody forgot to scale the "
               "pixels.", right=True),
        Option(UNBENT, "Then the values would stay near 0, where tanh is straight."),
        Option(WELL, "How large is the slope that a gradient meets here?"),
    ),
    hints=("Look at the slopes first. How much of a gradient passes?",
           "tanh is flat where its value is near −1 or 1."),
)  # fmt: skip
PATIENT_2 = Choice(
    key="patient-2",
    prompt="A tanh layer again. What is wrong?",
    options=(
        Option(SATURATED, "Where are the values of a saturated tanh?"),
        Option(WELL, "All slopes are 1: what kind of function has that?"),
        Option(UNBENT, "All sums lie near 0, where tanh is a straight line: as good as none. The "
               "weights started far too small.", right=True),
        Option(DEAD_UNITS, "What is the slope of a dead neuron?"),
    ),
    hints=("How does tanh look in the range where all the values lie?",
           "Compare with the identity: value z, slope 1."),
)  # fmt: skip
PATIENT_3 = Choice(
    key="patient-3",
    prompt="A ReLU layer after training at a large rate. What is wrong?",
    options=(
        Option(WELL, "A ReLU that is 0 on half of the digits is well. On all of them?"),
        Option(UNBENT, "An unbent ReLU would be on for every digit: slope 1."),
        Option(SATURATED, "On which side does a ReLU go flat, and what is that called?"),
        Option(DEAD_UNITS, "Their slope is 0 on all digits: no gradient reaches them any more.",
               right=True),
    ),
    hints=("Each bar is a neuron. What does a mean slope of 0 say about it?",
           "The mean over all digits is 0 only if it is 0 on each."),
)  # fmt: skip


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

# --- test yourself --------------------------------------------------------------------------------

TEST_1 = Choice(
    key="test-linear",
    prompt="1. A network of three linear layers without activations gets 85 % of its training "
    "examples right, at the lowest loss that it can reach. A colleague adds 20 more such layers, "
    "as wide as the others. What is the lowest loss now?",
    options=(
        Option("Lower: 20 layers hold more parameters",
               "What do all these matrices multiply out to?"),
        Option("The same", "All of them together are still one linear layer.", right=True),
        Option("Higher, since deep networks are harder to train",
               "The question is what can be reached, not how easily."),
        Option("Zero, if the layers are wide enough",
               "Width adds no bend. What do the matrices multiply out to?"),
    ),
)  # fmt: skip
TEST_2 = Choice(
    key="output",
    prompt="2. A network predicts tomorrow's temperature in degrees Celsius, in a country with "
    "winters. Which activation does its one output neuron get?",
    options=(
        Option("ReLU, as in the hidden layers", "What would it say to −5 °C?"),
        Option("Sigmoid", "Then the warmest day that it can announce has 1 °C."),
        Option("Tanh", "It knows winters, down to −1 °C. Is that enough?"),
        Option("None", "Any number can come out, as the task wants. (One may scale the degrees "
               "first, of course.)", right=True),
        Option("Softmax", "Of a single score it makes 1, every day. See lesson 3."),
    ),
    hints=(
        "Which numbers must be able to come out?",
        "Compare the range of each activation with the numbers of the task.",
    ),
)  # fmt: skip
TEST_3 = Choice(
    key="bug",
    prompt="3. What is wrong in `sigmoid_slope`?",
    options=(
        Option("z must go through the sigmoid first",
               "The formula is s (1 − s) with s = σ(z), not with z itself.", right=True),
        Option("It should be 1 − z²", "With tanh(z) for z, that is the slope of tanh."),
        Option("A sign is missing: z (z − 1)",
               "At z = 2 that is 2, still far from what nudging gives."),
        Option("Nothing; nudging is only an approximation",
               "An approximation, yes, but with an error in the fourth digit."),
    ),
)  # fmt: skip
TEST_4 = Choice(
    key="test-shift",
    prompt="4. A neuron σ(wx + b) says how likely it is that a customer of age x buys. Its weight "
    "is −0.2. You raise b. For whom does its answer change to “likely”?",
    options=(
        Option("For nobody: the bias moves all outputs up alike",
               "It is added before the bend. Where is −b / w now?"),
        Option("For some who are younger than the middle was",
               "With a negative weight these were likely already. Draw the curve."),
        Option("For some who are older than the middle was",
               "The curve falls, and its middle −b / w moves to the right.", right=True),
        Option("For everybody, since b is larger for all",
               "Far to the right, wx outweighs b. Where is the middle?"),
    ),
)  # fmt: skip
TEST_5 = Choice(
    key="test-fair",
    prompt="5. A post trains eight activations at learning rate 0.1, once each, and ranks them; "
    "sigmoid is last. What can you conclude?",
    options=(
        Option("Sigmoid is the worst of the eight",
               "Its slopes are the smallest. Which rate would suit it?"),
        Option("Little: each needs its own best rate, and several starts",
               "As it stands, it ranks how well 0.1 suits each, and luck.", right=True),
        Option("Sigmoid needs more layers",
               "Each layer multiplies by another small slope."),
        Option("The winner is the best, but the order of the others is luck",
               "What if the winner alone likes a rate of 0.1?"),
    ),
)  # fmt: skip
