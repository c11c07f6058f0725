"""Exercises and questions of lesson 1."""

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
from coursekit.judge import Hint, agree, array, several

# --- what even are neural networks? ---------------------------------------------------------------

GUESS_DIGITS = Choice(
    key="guess-digits",
    predict=True,
    scale=True,
    prompt="A network of 42 neurons sees 1,297 handwritten digits, 8 by 8 pixels each. "
    "How many of 500 other digits will it then read correctly?",
    options=(
        Option("About 50", "What guessing gives."),
        Option("About 300", "Handwriting varies, so a low guess is careful."),
        Option("About 400", "Four of five seems much for so small a network."),
        Option("More than 475", "More than 19 of 20, from 2,410 numbers.", right=True),
    ),
)

# --- what is a neuron? ----------------------------------------------------------------------------


def _neuron(x: Any, w: Any, b: Any) -> Any:
    return np.maximum(x @ w + b, 0)


_SLIPS: dict[str, Callable[..., Any] | tuple[Callable[..., Any], ...]] = {
    "You return the weighted sum z. One step is still missing after it.": (
        lambda x, w, b: x @ w + b
    ),
    "Something that does not depend on x is missing from the sum.": (
        lambda x, w, b: np.maximum(x @ w, 0)
    ),
    "The bias belongs inside φ: it shifts z, not the activation.": (
        lambda x, w, b: np.maximum(x @ w, 0) + b
    ),
    "The bias is added. (It is the threshold that is subtracted.)": (
        lambda x, w, b: np.maximum(x @ w - b, 0)
    ),
    "You keep the negative sums and cut the positive ones.": (
        lambda x, w, b: np.minimum(x @ w + b, 0)
    ),
    "That is a sigmoid. Here φ is ReLU.": lambda x, w, b: 1 / (1 + np.exp(-(x @ w + b))),
    "That is tanh. Here φ is ReLU.": lambda x, w, b: np.tanh(x @ w + b),
    "You take the absolute value. A negative sum becomes 0, not positive.": (
        lambda x, w, b: abs(x @ w + b)
    ),
    "That says whether the neuron is on. How strongly is it on?": lambda x, w, b: x @ w + b > 0,
    "That is one number for the whole table: `np.max` takes the largest entry. Which function "
    "compares every entry with 0?": lambda x, w, b: max(0.0, (x @ w + b).max()),
}


def _try_neuron(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(9)
    w = rng.normal(size=4)
    agree(
        student,
        _neuron,
        [
            (rng.normal(size=(9, 3)), rng.normal(size=3), 0.7),
            (rng.normal(size=(6, 2)), rng.normal(size=2), -0.4),
            (w, w, -1.1),  # single inputs: one on, one off
            (-w, w, -0.3),
        ],
        what="The output",
        mistakes=_SLIPS,
    )


NEURON = Code(
    key="neuron",
    name="my_neuron",
    test=_try_neuron,
    right="It agrees with the formula, for tables of several shapes and for single inputs.",
    hints=(
        "Three steps: multiply and sum, add the bias, replace what is negative by 0.",
        "z = w · x + b and a = max(0, z). For a table x of shape (n, d), `x @ w` multiplies and "
        "sums every row; `np.maximum` compares every entry.",
        "```\ndef my_neuron(x, w, b):\n    z = x @ ___ + ___\n    return np.maximum(___, ___)\n```",
    ),
    solution="""def my_neuron(x, w, b):
    return np.maximum(x @ w + b, 0)
""",
    wrong=(
        Wrong("def my_neuron(x, w, b):\n    return x @ w + b", "One step is still missing"),
        Wrong(
            "def my_neuron(x, w, b):\n    return np.maximum(x @ w, 0)",
            "does not depend on x is missing",
        ),
        Wrong("def my_neuron(x, w, b):\n    return np.maximum(x @ w, 0) + b", "belongs inside φ"),
        Wrong("def my_neuron(x, w, b):\n    return np.maximum(x @ w - b, 0)", "The bias is added"),
        Wrong("def my_neuron(x, w, b):\n    return np.max(x @ w + b)", "one number for the whole"),
        Wrong("def my_neuron(x, w, b):\n    return np.minimum(x @ w + b, 0)", "keep the negative"),
        Wrong("def my_neuron(x, w, b):\n    return x @ w + b > 0", "How strongly is it on"),
        Wrong(
            "def my_neuron(x, w, b):\n    return 1 / (1 + np.exp(-(x @ w + b)))",
            "That is a sigmoid",
        ),
        Wrong("def my_neuron(x, w, b):\n    a = np.maximum(x @ w + b, 0)", "end with `return`"),
        Wrong("def my_neuron(x, w, b):\n    return np.maximum(x * w + b, 0)", "has shape"),
        Wrong("def my_neuron(x, w, b):\n    return np.maximum(w @ x + b, 0)", "raised ValueError"),
        Wrong("def my_neuron(x):\n    return x", "Check its parameters"),
    ),
)

# --- what are layers, weights and biases? ---------------------------------------------------------


def _try_layer(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(8)
    agree(
        student,
        _neuron,
        [
            (rng.normal(size=(5, 3)), rng.normal(size=(3, 2)), rng.normal(size=2)),
            (rng.normal(size=(4, 2)), rng.normal(size=(2, 6)), rng.normal(size=6)),
            (rng.normal(size=(7, 3)), rng.normal(size=(3, 3)), rng.normal(size=3)),
            (rng.normal(size=3), rng.normal(size=(3, 5)), rng.normal(size=5)),  # a single input
        ],
        what="The output",
        mistakes=_SLIPS
        | {
            "You add up the neurons. Each keeps its own column in the result.": (
                lambda x, w, b: _neuron(x, w, b).sum(axis=-1)
            ),
            "The result has a row for each neuron; it should have one for each input.": (
                lambda x, w, b: _neuron(x, w, b).T
            ),
            "You add the biases to the weights, so the inputs multiply them as well.": (
                lambda x, w, b: np.maximum(x @ (w + b), 0)
            ),
        },
    )


LAYER = Code(
    key="layer",
    name="my_layer",
    test=_try_layer,
    right="Tables and single inputs, layers of several shapes: all of them agree with the formula.",
    hints=(
        "It looks almost like the neuron: each column of W holds one neuron's weights.",
        "`x @ W` has shape (n, m): row i, column j is the sum of neuron j for input i. Adding b "
        "of shape (m,) adds to every row.",
        "```\ndef my_layer(x, W, b):\n    return np.maximum(___ @ ___ + ___, 0)\n```",
    ),
    solution="""def my_layer(x, W, b):
    return np.maximum(x @ W + b, 0)
""",
    wrong=(
        Wrong("def my_layer(x, W, b):\n    return x @ W + b", "One step is still missing"),
        Wrong(
            "def my_layer(x, W, b):\n    return np.maximum(x @ W, 0)",
            "does not depend on x is missing",
        ),
        Wrong("def my_layer(x, W, b):\n    return np.maximum(x @ W, 0) + b", "belongs inside φ"),
        Wrong("def my_layer(x, W, b):\n    return np.maximum(x @ (W + b), 0)", "biases to the"),
        Wrong(
            "def my_layer(x, W, b):\n    return np.maximum(x @ W + b, 0).sum(axis=1)",
            "You add up the neurons",
        ),
        Wrong(
            "def my_layer(x, W, b):\n    return np.maximum(W.T @ x.T + b[:, None], 0)",
            "a row for each neuron",
        ),
        Wrong("def my_layer(x, W, b):\n    return np.maximum(x @ W.T + b, 0)", "raised ValueError"),
        Wrong("def my_layer(x, W, b):\n    return np.max(x @ W + b)", "one number for the whole"),
    ),
)

PARAMETERS = Number(
    key="parameters",
    prompt="A network has 64 inputs, two hidden layers of 20 neurons each, and 10 output neurons. "
    "Every neuron has a bias. How many numbers are learned in all?",
    answer=1930,
    right="1,300 for the first hidden layer, 420 for the second, 210 for the output. Fewer than "
    "the 2,410 of our network, though it is deeper.",
    slips=(
        Slip(1880, "You counted the connections. What else does every neuron have?"),
        Slip(1510, "There are two hidden layers. Who looks at the first one?"),
        Slip(1490, "One layer is missing, and biases are missing too."),
        Slip(1994, "The inputs are given, they compute nothing. Which layer has no parameters?"),
        Slip(1920, "The hidden neurons have biases. Do the output ones?"),
        Slip(114, "That counts inputs and neurons. What is learned sits on the connections."),
        Slip(50, "That counts the neurons. How many numbers does one neuron hold?"),
        Slip(256000, "Layers come one after the other. Do their numbers multiply?"),
    ),
    hints=(
        "Take the layers one at a time. How many numbers does a single neuron of each hold?",
        "A layer with d inputs and m neurons holds d · m weights and m biases.",
        "```\n(64 * ___ + ___) + (20 * ___ + ___) + (20 * ___ + ___)\n```",
    ),
    solution="(64 · 20 + 20) + (20 · 20 + 20) + (20 · 10 + 10) = 1,300 + 420 + 210 = 1,930.",
)

GUESS_HIDDEN = Choice(
    key="guess-hidden",
    predict=True,
    prompt="What do the 32 hidden neurons look for?",
    options=(
        Option(
            "Edges, short pieces of a stroke",
            "Vision begins so in animals. Here every neuron sees all pixels, and nothing pushes it "
            "toward edges.",
        ),
        Option(
            "Loops, hooks and longer strokes",
            "So a person would describe digits. Training asks for no such parts.",
        ),
        Option(
            "Each for one of the ten digits",
            "Enough neurons are there. But training rewards only the sum of the votes.",
        ),
        Option("Nothing that has a name", "Blotchy patterns, most of use for many digits.",
               right=True),
    ),
)  # fmt: skip

WHICH_WEIGHT = Choice(
    key="which-weight",
    prompt="A neuron has weight 5 on a length in meters and weight 2 on an age in years. "
    "What can you say of the two inputs?",
    options=(
        Option("The length matters more, because its weight is larger",
               "Write the length in millimeters instead: the weight becomes 0.005, and the "
               "function is the same. Did the length lose its importance?"),
        Option("The age matters more, because ages are larger numbers",
               "How large the inputs are is half of the story. What about how far they vary?"),
        Option("Nothing, before you know how much each varies",
               "A weight is an exchange rate: it has the unit of its input. Only products of "
               "weight and spread can be compared, and even they mislead where inputs go together.",
               right=True),
        Option("Both matter the same, since both weights were learned",
               "That both were learned says nothing about their effect. What would you change to "
               "see an effect?"),
    ),
    hints=(
        "Change the unit of one input. What must happen to its weight so that the output stays?",
        "The effect of an input on z is its weight times its change.",
    ),
)  # fmt: skip

# --- why are they called "neural"? ----------------------------------------------------------------

RHEOBASE = Number(
    key="rheobase",
    prompt="A nerve cell has a membrane resistance of R = 50 megaohms and fires when its voltage "
    "has risen by 15 millivolts. (A constant current I lets the voltage settle at R · I.) What is "
    "the smallest constant current that can make it fire?",
    unit="nanoamperes",
    answer=0.3,
    tolerance=0.001,
    right="Below 0.3 nA the leak balances the input before the threshold is reached. That "
    "current is called the rheobase.",
    slips=(
        Slip(750, "You multiplied. Which current makes R · I equal to the threshold?"),
        Slip(10 / 3, "Upside down: a higher threshold must ask for more current, not less."),
        Slip(0.0003, "The value is right in microamperes. Which unit is asked for?"),
        Slip(300, "The value is right in picoamperes. Which unit is asked for?"),
        Slip(3e-10, "The value is right in amperes. Which unit is asked for?"),
    ),
    hints=(
        "It fires only if the voltage, where it settles, reaches the threshold.",
        "R · I = V at the smallest such current.",
        "One millivolt over one megaohm is one nanoampere.\n```\nI = 15 / ___ nanoamperes\n```",
    ),
    solution="I = V / R = 15 mV / 50 MΩ = 0.3 nA.",
)

LIKE_A_BRAIN = Choice(
    key="like-a-brain",
    prompt="Which of these does an artificial neuron share with a nerve cell?",
    options=(
        Option(
            "It sends spikes at certain times",
            "An artificial neuron has no clock. What does it put out instead?",
        ),
        Option(
            "It sums many weighted inputs and responds in a non-linear way",
            "That is the kernel of truth, and about all of it: a rate model.",
            right=True,
        ),
        Option(
            "It learns by sending errors backward through its connections",
            "That is how we train artificial networks. A synapse passes signals one way.",
        ),
        Option(
            "Its branches compute something by themselves before the sum",
            "Dendrites do that. What happens to the inputs of an artificial neuron first?",
        ),
    ),
    hints=(
        "Think of the formula a = φ(w · x + b). Which of these can you point at in it?",
        "There is no time in the formula, and nothing is done to an input but one product.",
    ),
)

# --- is one neuron enough? ------------------------------------------------------------------------

GUESS_XOR = Choice(
    key="guess-xor",
    predict=True,
    prompt="XOR is 1 when exactly one of two inputs is 1. How many of its four rows can the best "
    "single neuron get right?",
    options=(
        Option("2 of 4", "A line can do better than a coin."),
        Option("3 of 4", "One corner must be given up, and only one.", right=True),
        Option(
            "4 of 4, if trained long enough",
            "Training can't find what does not exist.",
        ),
        Option(
            "4 of 4, with large enough weights",
            "Multiply w and b by ten: the line stays.",
        ),
    ),
)

PROOF = Arrange(
    key="proof",
    prompt="Put in order the proof that no single neuron is on for XOR's two 1s and off for its "
    "two 0s. Two lines do not belong to it.",
    code=False,
    lines=(
        "Suppose that some w₁, w₂ and b do it.",
        "At the two 1s the neuron is on: w₁ + b > 0 and w₂ + b > 0.",
        "These two add up to w₁ + w₂ + 2b > 0.",
        "At the two 0s it is off: b ≤ 0 and w₁ + w₂ + b ≤ 0.",
        "These other two add up to w₁ + w₂ + 2b ≤ 0.",
        "The same number can't be both, so there are no such w₁, w₂ and b.",
    ),
    before=((0, 1), (0, 3), (1, 2), (3, 4), (2, 5), (4, 5), (2, 4)),
    decoys=(
        Decoy(
            "So w₁ and w₂ are both positive.",
            "Is that so? b + w₁ > 0 says only that w₁ is larger than −b. And is it needed?",
        ),
        Decoy(
            "We tried 68,921 lines, and none did it.",
            "That is evidence, not a proof: there are infinitely many lines.",
        ),
    ),
    mistakes=(
        TooEarly(2, 1, "A sum of two inequalities comes before the two that it adds."),
        TooEarly(4, 3, "You add what is asked at the two 0s before it is said."),
        TooEarly(5, 4, "For a contradiction both sums must be there."),
        TooEarly(4, 2, "The line says “these other two”: which two came before?"),
        TooEarly(1, 0, "Of which w₁, w₂ and b does this speak? They must be supposed first."),
    ),
    right="Four inequalities, two sums, one contradiction. It speaks of all lines at once, which "
    "no search can.",
    hints=(
        "A proof by contradiction supposes the opposite of what it shows.",
        "Say what is asked at the 1s and add; say what is asked at the 0s and add; compare.",
        "It begins with “Suppose …” and ends with “The same number can't be both …”.",
    ),
)


def _try_xor(student: Callable[..., Any]) -> None:
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float)
    shapes = {"W1": (2, 2), "b1": (2,), "W2": (2, 1), "b2": (1,)}
    parts = several(student(), tuple(f"{name} {shape}" for name, shape in shapes.items()))
    w1, b1, w2, b2 = (
        array(part, name, shape) for part, (name, shape) in zip(parts, shapes.items(), strict=True)
    )
    z = x @ w1 + b1
    hidden = np.maximum(z, 0)
    out = np.maximum(hidden @ w2 + b2, 0)[:, 0]
    if np.allclose(out, [0, 1, 1, 0], atol=1e-6):
        return
    for other, hint in (
        ([1, 0, 0, 1], "You built the opposite of XOR, XNOR. Two signs away."),
        (
            [0, 1, 1, 2],
            "You built the plain sum x₁ + x₂. It is right but for (1, 1): bend it there.",
        ),
        (
            [0, 1, 1, 1],
            "You built OR. At (1, 1) the second neuron must take away more than it does.",
        ),
        ([0, 0, 0, 1], "You built AND: it is on for (1, 1) alone."),
        ([0, 0, 0, 0], "The output neuron is off for all four rows. Is its sum ever positive?"),
    ):
        if np.allclose(out, other, atol=1e-6):
            raise Hint(hint)
    if (z >= 0).all() or (z <= 0).all(axis=0).any():
        raise Hint("A hidden neuron never bends between these four points, so it is of no use yet.")
    row = int(np.argmax(abs(out - [0, 1, 1, 0])))
    raise Hint(f"For {x[row].astype(int).tolist()} the network gives {out[row]:.3g}.")


XOR_NETWORK = Code(
    key="xor",
    name="xor_network",
    test=_try_xor,
    right="Two hidden ReLU neurons and one at the output compute XOR exactly. No training, just "
    "thought.",
    hints=(
        "Both hidden neurons may look at the same thing, the sum x₁ + x₂, which is 0, 1 or 2. "
        "Draw the wanted output over that sum: up, then down.",
        "ReLU(s) rises from 0 on; ReLU(s − 1) rises from 1 on. How much of the second must be "
        "taken from the first, so that the value at s = 2 is 0?",
        "```\nW1 = [[1, 1], [1, 1]]\nb1 = [0, ___]\nW2 = [[1], [___]]\nb2 = [0]\n```",
    ),
    solution="""def xor_network():
    W1 = [[1, 1], [1, 1]]  # both hidden neurons look at x1 + x2
    b1 = [0, -1]
    W2 = [[1], [-2]]
    b2 = [0]
    return W1, b1, W2, b2
""",
    wrong=(
        Wrong(
            "def xor_network():\n    return [[1, 1], [1, 1]], [0, -1], [[-1], [2]], [1]",
            "opposite of XOR",
        ),
        Wrong(
            "def xor_network():\n    return [[1, 1], [1, 1]], [0, -1], [[1], [0]], [0]",
            "the plain sum",
        ),
        Wrong(
            "def xor_network():\n    return [[1, 1], [1, 1]], [0, -1], [[1], [-1]], [0]", "built OR"
        ),
        Wrong(
            "def xor_network():\n    return [[1, 1], [1, 1]], [0, -1], [[0], [1]], [0]", "built AND"
        ),
        Wrong(
            "def xor_network():\n    return [[1, 1], [1, 1]], [0, 0], [[2], [-1]], [0.5]",
            "never bends",
        ),
        Wrong(
            "def xor_network():\n    return [[1, 1], [1, 1]], [0, 0], [[1], [-2]], [0]",
            "off for all four rows",
        ),
        Wrong("def xor_network():\n    return [1, 1], -1.5", "Return four things"),
        Wrong(
            "def xor_network():\n    return [[1, 1], [1, 1]], [0, -1], [1, -2], 0",
            "W2 has shape (2,), but (2, 1)",
        ),
        Wrong("def xor_network():\n    while True:\n        pass", "a million steps"),
    ),
)


def _try_nand(student: Callable[..., Any]) -> None:
    parts = several(student(), ("A pair of weights", "A bias"))
    w = array(parts[0], "The pair of weights")
    b = array(parts[1], "The bias", ())
    if w.shape != (2,):
        raise Hint(f"There are two inputs, so w needs two weights, but it has shape {w.shape}.")
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    fires, wanted = (x @ w + b > 0).astype(int), np.array([1, 1, 1, 0])
    if (fires == wanted).all():
        return
    if (fires == 1 - wanted).all():
        raise Hint("You built AND: every answer is the opposite of what is wanted.")
    if b == 0:
        raise Hint(
            "With b = 0 the line goes through the point (0, 0), where z is 0 and the neuron is "
            "silent, but there it should fire."
        )
    if (fires == [0, 1, 1, 1]).all():
        raise Hint("You built OR. It should be silent only when both inputs are 1.")
    if (fires == [1, 0, 0, 0]).all():
        raise Hint("You built NOR: a single 1 silences it already. How far may one weight pull?")
    if (fires == fires[0]).all():
        raise Hint(f"It answers {fires[0]} to everything: the bias outweighs both weights.")
    wrong = int(np.flatnonzero(fires != wanted)[0])
    raise Hint(f"For the inputs {x[wrong].tolist()} it answers {fires[wrong]}.")


NAND = Code(
    key="nand",
    name="nand",
    test=_try_nand,
    right="All four rows of the table are right. From NAND alone, every digital circuit can be "
    "built.",
    hints=(
        "It fires unless both inputs are 1. Should the weights be positive or negative?",
        "You need b > 0, w₁ + b > 0, w₂ + b > 0, but w₁ + w₂ + b < 0 (or = 0).",
        "```\ndef nand():\n    w = [-1, ___]\n    b = ___\n    return w, b\n```",
    ),
    solution="""def nand():
    w = [-1, -1]
    b = 1.5
    return w, b
""",
    wrong=(
        Wrong("def nand():\n    return [1, 1], -1.5", "You built AND"),
        Wrong("def nand():\n    return [-1, -1], 0", "goes through the point (0, 0)"),
        Wrong("def nand():\n    return [1, 1], -0.5", "You built OR"),
        Wrong("def nand():\n    return [-1, -1], 0.5", "You built NOR"),
        Wrong("def nand():\n    return [-1, -1], 5", "answers 1 to everything"),
        Wrong("def nand():\n    return [-1, -1, 1.5]", "Return two things"),
        Wrong("def nand():\n    return [-1, -1, 1.5], 1", "needs two weights"),
    ),
)

MISTAKES = Number(
    key="mistakes",
    prompt="All points lie within R = 2 of the origin, and some line through the origin leaves a "
    "margin of γ = 0.1 on both sides. After how many mistakes, at the most, must the "
    "perceptron have learned to separate them?",
    answer=400,
    right="(2 / 0.1)² = 400, whatever the number of points and of dimensions.",
    slips=(
        Slip(20, "You have R / γ. One step of the bound is missing: look at its exponent."),
        Slip(40, "You have R² / γ. The margin counts twice as well."),
        Slip(200, "You have R / γ². The radius counts twice as well."),
        Slip(0.0025, "Upside down: a wider margin must make it easier."),
    ),
    hints=(
        "Novikoff's bound depends on the two lengths only through their ratio.",
        "mistakes ≤ (R / γ)²",
        "```\n(2 / ___) ** ___\n```",
    ),
    solution="(R / γ)² = (2 / 0.1)² = 20² = 400.",
)

COVER = Number(
    key="cover",
    prompt="A neuron without bias has d = 50 weights. You draw 100 points at random and give each "
    "a random label. How likely is it that some choice of the weights gets all 100 right?",
    answer=0.5,
    tolerance=0.001,
    right="N = 2d is the neuron's capacity: exactly one half, for every d.",
    slips=(
        Slip(
            0,
            "That is the chance of one fixed neuron, or of far more points. You may choose the "
            "weights, and N is only 2d.",
        ),
        Slip(1, "Up to N = d it is certain. Here there are twice as many points."),
        Slip(50, "As a percentage, yes. Write `50%`, or as a number between 0 and 1."),
        Slip(0.25, "Look at the curve again: which value do all curves share at N / d = 2?"),
    ),
    hints=(
        "Compare the number of points with the number of weights.",
        "The curves for all d cross in one point. Find it in the picture.",
        "```\n2**(1 - N) * (sum of C(N - 1, k) for k < d)  # N = 2d\n= 2**(1 - 2d) * 2**(___)\n```",
    ),
    solution="The sum runs over half of a row of Pascal's triangle, whose total is 2^(2d − 1), "
    "so it is 2^(2d − 2). Times 2^(1 − 2d) that is 1/2.",
)

# --- how many is enough? --------------------------------------------------------------------------

GUESS_WIDTH = Choice(
    key="guess-width",
    predict=True,
    prompt="Two hidden tanh neurons are enough to express XOR. Start 50 such networks from "
    "random weights and train each. How many find a solution?",
    options=(
        Option("All 50", "A solution exists, but many runs get stuck on the way."),
        Option("About 20", "Enough to exist is not enough to be found.", right=True),
        Option("Fewer than 5", "Some starts lie well."),
        Option(
            "It depends on how long you train",
            "Those that are stuck hardly move any more.",
        ),
    ),
)

# --- test yourself --------------------------------------------------------------------------------

TEST_1 = Choice(
    key="test-customers",
    prompt="1. A bank's network reads amounts on checks. Of last year's checks, some were set "
    "aside at random as a test; it reads 99 % of these. What does that tell about new customers?",
    options=(
        Option("It will read 99 % of theirs as well",
               "In this lesson new people cost several points. What did both tests have in common "
               "with the training?"),
        Option("They may be read worse: the same customers wrote the training and the test checks",
               "A random split mixes the same writers into both sides, as in our first test.",
               right=True),
        Option("Nothing: it has seen the test checks",
               "They were set aside. What else may training and test share?"),
        Option("It will read them better, since it goes on learning",
               "It learned once. Nothing here is trained on the new checks."),
    ),
)  # fmt: skip

TWO_OF_THREE = Choice(
    key="two-of-three",
    prompt="2. Three inputs are 0 or 1. Which neuron is on exactly when at least two are 1?",
    options=(
        Option("w = (1, 1, 1), b = −2",
               "With two inputs on, z is exactly 0, and it is on only above 0."),
        Option("w = (2, 2, 2), b = −3",
               "One input brings 2, two bring 4: the threshold of 3 lies between.", right=True),
        Option("w = (1, 1, 1), b = −0.5", "How many inputs does it need? Try (1, 0, 0)."),
        Option("w = (3, 1, 1), b = −2.5", "Not all inputs have the same say. Try (1, 0, 0)."),
        Option("w = (2, 2, 2), b = 3",
               "Try (0, 0, 0). Which sign does a threshold get when it becomes a bias?"),
    ),
    hints=(
        "Try each on (1, 0, 0), which should be off, and on (1, 1, 0), which should be on.",
        "The sum of one product must not exceed −b, the sum of any two must.",
    ),
)  # fmt: skip

TEST_3 = Choice(
    key="test-bug",
    prompt="3. What is wrong in `slow_layer`?",
    options=(
        Option("The bias should be added after the `max`",
               "Then the bias would shift the activation. Here both biases are 0 anyway."),
        Option("`max` should be `np.maximum`",
               "For one number both do the same."),
        Option("It should take `W[:, j]`, a column",
               "`W[j]` is a row: the weights from input j, not to neuron j. On a square matrix "
               "nothing complains; on our 64 by 32 it would stop with an error.", right=True),
        Option("The loop should run over the inputs",
               "There is one activation for each neuron, and one bias for each neuron."),
        Option("Nothing; floating-point numbers differ a little",
               "The two results differ by whole numbers."),
    ),
)  # fmt: skip

TEST_4 = Choice(
    key="test-stuck",
    prompt="4. This network was trained on XOR for a long time. What has happened?",
    options=(
        Option("It has learned AND", "AND is 1 for (1, 1) alone. Look at the highest bar."),
        Option("It gives the same answer to (0, 1) and (1, 1)",
               "It confuses two rows, and one half is the best single answer to a 1 and a 0. More "
               "of the same training would hardly move it; another start may.", right=True),
        Option("The learning rate was too small",
               "Two rows are exactly right. What do the other two have in common?"),
        Option("It has no hidden layer",
               "Without one, the outputs would follow a single line: at (1, 0) and (0, 1) together "
               "they would add up as at (0, 0) and (1, 1)."),
    ),
)  # fmt: skip

TEST_5 = Choice(
    key="test-enough",
    prompt="5. A theorem says that 10 hidden neurons can express the answer to your task. Ten "
    "trainings from random starts don't find it. What do you try first?",
    options=(
        Option("The same training, ten times as long",
               "Where the slope is almost zero, more steps of the same kind lead hardly anywhere."),
        Option("More neurons", "Existence is not discovery. Width buys starts that work.",
               right=True),
        Option("Fewer neurons: less to search",
               "Fewer neurons had fewer lucky starts, in every row of our table."),
        Option("Nothing: the theorem must be wrong",
               "It promises that weights exist. Does it promise that a method finds them?"),
    ),
)  # fmt: skip
