"""Exercises and questions of lesson 1."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.exercises import Choice, Code, Number, Option, Slip, Wrong
from coursekit.judge import Hint, agree, array, several

GUESS_DIGITS = Choice(
    key="guess-digits",
    predict=True,
    prompt="A network of 42 neurons sees 1,297 handwritten digits, 8 by 8 pixels each. "
    "How many of 500 other digits will it then read correctly?",
    options=(
        Option("About 50: it can only guess", "Guessing among ten digits gives 50. Read on."),
        Option("About 300", "Careful people guess low here. Read on and see."),
        Option("About 400", "Better than that. Read on and see."),
        Option("More than 475", "More than 19 of 20. Read on and see.", right=True),
    ),
)

PARAMETERS = Number(
    key="parameters",
    prompt="A network has 64 inputs, one hidden layer of 32 neurons and 10 output neurons. "
    "Every neuron has a bias. How many numbers are learned in all?",
    answer=2410,
    right="64 · 32 + 32 for the hidden layer, 32 · 10 + 10 for the output: the same total that "
    "`summary()` printed.",
    slips=(
        Slip(2368, "You counted the connections. What else does every neuron have?"),
        Slip(2474, "The inputs are given, they compute nothing. Which layer has no parameters?"),
        Slip(2378, "The output neurons have biases. Do the hidden ones?"),
        Slip(2400, "The hidden neurons have biases. Do the output ones?"),
        Slip(106, "That counts inputs and neurons. What is learned sits on the connections."),
        Slip(42, "That counts the neurons. How many numbers does one neuron hold?"),
    ),
    hints=(
        "Take the layers one at a time. How many numbers does a single hidden neuron hold?",
        "A layer with d inputs and m neurons holds d · m weights and m biases.",
        "```\n(64 * ___ + ___) + (32 * ___ + ___)\n```",
    ),
    solution="(64 · 32 + 32) + (32 · 10 + 10) = 2,080 + 330 = 2,410.",
)

WHICH_WEIGHT = Choice(
    key="which-weight",
    prompt="A neuron has weight 5 on a length in meters and weight 2 on an age in years. "
    "What can you say of the two inputs?",
    options=(
        Option(
            "The length matters more, because 5 > 2",
            "Write the length in millimeters instead: the weight becomes 0.005, and the "
            "function is the same. Did the length lose its importance?",
        ),
        Option(
            "The age matters more, because ages are larger numbers",
            "How large the inputs are is half of the story. What about how far they vary?",
        ),
        Option(
            "Nothing, before you know how much each input varies",
            "A weight is an exchange rate. It has the units of its input, so only products of "
            "weight and spread can be compared.",
            right=True,
        ),
        Option(
            "Both matter the same, since both weights were learned",
            "That both were learned says nothing about their effect. What would you change to "
            "see an effect?",
        ),
    ),
    hints=(
        "Change the unit of one input. What must happen to its weight so that the output stays?",
        "The effect of an input on z is its weight times its change.",
    ),
)

GUESS_BRAIN = Choice(
    key="guess-brain",
    predict=True,
    prompt="Push a constant current into a model of a nerve cell, more and more of it. "
    "What does the number of its spikes per second do?",
    options=(
        Option(
            "It is 0 up to a threshold, rises, and bends below a ceiling",
            "Keep that shape in mind: threshold, rise, ceiling.",
            right=True,
        ),
        Option("It grows in proportion, from the start", "There is a threshold. Look below."),
        Option("It jumps from 0 to its full rate", "One spike is all or nothing; the rate is not."),
        Option("It is 0, then a straight line for ever", "That is ReLU. Look below for the cell."),
    ),
)

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


def _try_neuron(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(7)

    def sigmoid(z: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-z))

    agree(
        student,
        lambda x, w, b: sigmoid(x @ w + b),
        [
            (rng.normal(size=(5, 3)), rng.normal(size=3), 0.7),
            (rng.normal(size=4), rng.normal(size=4), -1.1),  # one example alone
            (rng.normal(size=(2, 2)), rng.normal(size=2), 0.0),
        ],
        what="The output",
        mistakes={
            "You return the weighted sum z. One step is still missing after it.": (
                lambda x, w, b: x @ w + b
            ),
            "Something that does not depend on x is missing from the weighted sum.": (
                lambda x, w, b: sigmoid(x @ w)
            ),
            "The bias belongs inside the activation: it shifts z, not the output.": (
                lambda x, w, b: sigmoid(x @ w) + b
            ),
            "A larger z must give a larger output. Look at the sign in the exponent.": (
                lambda x, w, b: sigmoid(-(x @ w + b))
            ),
        },
    )


NEURON = Code(
    key="neuron",
    name="my_neuron",
    test=_try_neuron,
    right="It agrees with the formula on five random inputs at once.",
    hints=(
        "Three steps: weigh and sum, add the bias, apply the sigmoid.",
        "z = w · x + b and a = 1 / (1 + exp(−z)). For a table x of shape (n, d), `x @ w` weighs "
        "and sums every row.",
        "```\ndef my_neuron(x, w, b):\n    z = x @ ___ + ___\n    return 1 / (1 + ___)\n```",
    ),
    solution="""def my_neuron(x, w, b):
    z = x @ w + b
    return 1 / (1 + np.exp(-z))
""",
    wrong=(
        Wrong("def my_neuron(x, w, b):\n    return x @ w + b", "One step is still missing"),
        Wrong(
            "def my_neuron(x, w, b):\n    return 1 / (1 + np.exp(-(x @ w)))",
            "does not depend on x is missing",
        ),
        Wrong(
            "def my_neuron(x, w, b):\n    return 1 / (1 + np.exp(-(x @ w))) + b",
            "inside the activation",
        ),
        Wrong(
            "def my_neuron(x, w, b):\n    return 1 / (1 + np.exp(x @ w + b))",
            "sign in the exponent",
        ),
        Wrong("def my_neuron(x, w, b):\n    a = x @ w + b", "end with `return`"),
        Wrong("def my_neuron(x, w, b):\n    return 1 / (1 + np.exp(-(x * w + b)))", "has shape"),
        Wrong("def my_neuron(x, w, b):\n    return w @ x + b", "raised ValueError"),
        Wrong("def my_neuron(x):\n    return x", "Check its parameters"),
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

GUESS_XOR = Choice(
    key="guess-xor",
    predict=True,
    prompt="XOR is 1 when exactly one of two inputs is 1. How many of its four rows can the best "
    "single neuron with a step get right?",
    options=(
        Option("2 of 4", "A neuron can do better than a coin. See below."),
        Option("3 of 4", "One corner must be given up, and only one.", right=True),
        Option("4 of 4, if trained long enough", "Training can't find what does not exist."),
        Option("4 of 4, with large enough weights", "Scale w and b together: the line stays."),
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

GUESS_WIDTH = Choice(
    key="guess-width",
    predict=True,
    prompt="Two hidden tanh neurons are enough to write down XOR. Start 50 such networks from "
    "random weights and train each. How many find a solution?",
    options=(
        Option("All 50", "That a solution exists does not mean that training finds it."),
        Option("About 20", "Enough to exist is not enough to be found.", right=True),
        Option("Fewer than 5", "It is not that bad. See below."),
        Option("It depends on how long you train", "More steps rescue hardly any. See below."),
    ),
)


def _try_xor(student: Callable[..., Any]) -> None:
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float)
    names = ("Hidden weights (2, 2)", "Hidden biases (2,)", "Output weights (2,)", "An output bias")
    hidden_w, hidden_b, output_w, output_b = (
        array(part, name) for part, name in zip(several(student(), names), names, strict=True)
    )
    shapes = (hidden_w.shape, hidden_b.shape, output_w.shape, output_b.shape)
    if hidden_w.shape != (2, 2) or (hidden_b.size, output_w.size, output_b.size) != (2, 2, 1):
        raise Hint(f"The shapes should be (2, 2), (2,), (2,) and (), but they are {shapes}.")
    z = x @ hidden_w + hidden_b.ravel()
    out = np.maximum(z, 0) @ output_w.ravel() + output_b.item()
    wanted = np.array([0, 1, 1, 0.0])
    if np.allclose(out, wanted, atol=1e-6):
        return
    if np.allclose(out, 1 - wanted, atol=1e-6):
        raise Hint("You built the opposite of XOR, XNOR. Two signs away.")
    if np.allclose(out, [0, 1, 1, 2], atol=1e-6):
        raise Hint("You built the plain sum x₁ + x₂. It is right but for (1, 1): bend it there.")
    if np.allclose(out, [0, 1, 1, 1], atol=1e-6):
        raise Hint("You built OR. At (1, 1) the second neuron must take away more than it does.")
    if (z >= 0).all() or (z <= 0).all(axis=0).any():
        raise Hint("A hidden neuron never bends between these four points, so it is of no use yet.")
    row = int(np.argmax(abs(out - wanted)))
    raise Hint(f"For {x[row].astype(int).tolist()} the network gives {out[row]:.3g}.")


XOR_RELU = Code(
    key="xor",
    name="xor_network",
    test=_try_xor,
    right="Two hidden ReLU neurons compute XOR exactly. No training, just thought.",
    hints=(
        "Both hidden neurons may look at the same thing, the sum x₁ + x₂, which is 0, 1 or 2. "
        "Draw the wanted output over that sum: up, then down.",
        "ReLU(s) rises from 0 on; ReLU(s − 1) rises from 1 on. How much of the second must be "
        "taken from the first, so that the value at s = 2 is 0?",
        "```\nhidden_w = [[1, 1], [1, 1]]\nhidden_b = [0, ___]\n"
        "output_w = [1, ___]\noutput_b = 0\n```",
    ),
    solution="""def xor_network():
    hidden_w = [[1, 1], [1, 1]]  # column j holds the weights of hidden neuron j
    hidden_b = [0, -1]
    output_w = [1, -2]
    output_b = 0
    return hidden_w, hidden_b, output_w, output_b
""",
    wrong=(
        Wrong(
            "def xor_network():\n    return [[1, 1], [1, 1]], [0, -1], [-1, 2], 1",
            "opposite of XOR",
        ),
        Wrong(
            "def xor_network():\n    return [[1, 1], [1, 1]], [0, -1], [1, 0], 0", "the plain sum"
        ),
        Wrong("def xor_network():\n    return [[1, 1], [1, 1]], [0, -1], [1, -1], 0", "built OR"),
        Wrong("def xor_network():\n    return [[1, 1], [1, 1]], [0, 0], [1, -2], 0", "never bends"),
        Wrong("def xor_network():\n    return [1, 1], -1.5", "Return four things"),
        Wrong("def xor_network():\n    return [1, 1], [0, -1], [1, -2], 0", "The shapes should be"),
        Wrong("def xor_network():\n    while True:\n        pass", "a million steps"),
    ),
)

TEST_1 = Choice(
    key="test-neuron",
    prompt="1. Which of these is a neuron?",
    options=(
        Option("The number that comes out", "That number is called the activation."),
        Option(
            "Weights, a bias, their weighted sum and an activation function",
            "The whole unit: a = φ(w · x + b).",
            right=True,
        ),
        Option("The weighted sum", "That is the pre-activation z, one step of it."),
        Option("The activation function", "It is one part. What does it get as its input?"),
    ),
)
TEST_2 = Choice(
    key="test-bias",
    prompt="2. Leave the bias out. What can the line of a neuron no longer do?",
    options=(
        Option("Turn", "The weights turn it. What does the bias do?"),
        Option("Leave the origin", "Without bias z = 0 always holds at x = 0.", right=True),
        Option("Swap its two sides", "Change the sign of all the weights to do that."),
        Option("Be straight", "It is straight with and without a bias."),
    ),
)
TEST_3 = Choice(
    key="test-xor",
    prompt="3. Why does no single neuron with a step compute XOR?",
    options=(
        Option("Its weights would have to be infinite", "Scale w and b together: the line stays."),
        Option("Training gets stuck", "There is nothing to be found, stuck or not."),
        Option("No straight line has the two 1s on one side and the two 0s on the other",
               "So it is a matter of geometry, not of training.", right=True),
        Option("XOR has no formula", "It has: x₁ + x₂ − 2 x₁ x₂."),
    ),
)  # fmt: skip
TEST_4 = Choice(
    key="test-layers",
    prompt="4. What does an “input layer” of 64 values compute?",
    options=(
        Option("64 weighted sums", "It has no weights. Count the parameters in the summary."),
        Option(
            "Nothing: it is the data", "Which is why it holds none of the parameters.", right=True
        ),
        Option("64 activations", "Nothing is applied to the data there."),
        Option("The average of the pixels", "Nothing is averaged there."),
    ),
)
TEST_5 = Choice(
    key="test-enough",
    prompt="5. “Two hidden neurons are enough for XOR.” What does that promise?",
    options=(
        Option(
            "That training will find the weights",
            "In this lesson most tanh runs with two neurons did not.",
        ),
        Option("That some weights compute it", "Existence, no more. Width buys luck.", right=True),
        Option("That new data will be handled as well", "XOR has no new data: four rows are all."),
        Option("That three would be worse", "Look at the table of solved runs again."),
    ),
)
