"""Exercises and questions of lesson 6."""

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
from coursekit.judge import Hint, agree, array, compare

GUESS_FACTOR = Choice(
    key="guess-factor",
    predict=True,
    prompt="The same 30 layers, the same data, the same learning rate. Only the initial weights "
    "differ: all are 1.41 times as large. What will that change?",
    options=(
        Option(
            "Nothing: training finds the right size by itself",
            "It would, if a gradient arrived that could change anything.",
        ),
        Option("It learns a little faster", "In one layer 1.41 is little. There are thirty."),
        Option(
            "One of the two learns, the other does not",
            "At this rate of gradient descent. √2 to the power of 30 is about 33,000.",
            right=True,
        ),
        Option(
            "Both explode in the first epochs",
            "Weights of 1.7/√n or more do that at this rate. These two are below.",
        ),
    ),
)

GUESS_ZERO = Choice(
    key="guess-zero",
    predict=True,
    prompt="A network with one hidden layer of tanh neurons starts with all weights and biases "
    "at zero. After 40 epochs of training, which of them have changed?",
    options=(
        Option("None at all", "Nearly. One kind of parameter needs no signal from below."),
        Option(
            "The output biases",
            "Nothing else gets a gradient, however long you train.",
            right=True,
        ),
        Option(
            "All weights and biases of the output layer",
            "Its weights are next to the loss. But their input is 0, and so is their gradient.",
        ),
        Option(
            "All of them, but slowly",
            "Gradients are rarely exactly 0. Here they are: they pass through weights of 0.",
        ),
    ),
)

GUESS_GAIN = Choice(
    key="guess-gain",
    predict=True,
    prompt="Thirty tanh layers. With σ√n = 1 the signal fades a little on its way up; with "
    "σ√n = 1.59 it keeps its size. After training, which of the two reads more new digits?",
    options=(
        Option(
            "The one that starts at 1.59: its signal arrives",
            "But the gradient has to get back, too.",
        ),
        Option(
            "The one that starts at σ√n = 1", "Signal and gradient fade, but slowly.", right=True
        ),
        Option(
            "Both alike, within the spread",
            "After 20 epochs of gradient descent, five runs of each do not overlap.",
        ),
        Option("Neither: thirty layers are too many", "They are many, and both learn."),
    ),
)

RANK = Number(
    key="rank",
    prompt="A network 64 → 32 → 10 with sigmoids starts with all weights at 0.1. You train it for "
    "an hour. What is then the rank of its first weight matrix: how many of its columns are "
    "linearly independent?",
    answer=1,
    right="All columns are equal, so one of them is enough to know them all.",
    slips=(
        Slip(32, "That is what a random start gives. What do two neurons with the same weights and "
        "the same gradient do?"),
        Slip(0, "That needs a matrix of zeros. With sigmoids the first weights do move."),
        Slip(64, "A matrix with 32 columns can't have so many independent ones."),
        Slip(10, "Ten classes pull at the output weights, but each hidden neuron is pulled alike. "
        "How many different columns are there?"),
        Slip(2, "Is there a neuron that differs from the others?"),
    ),
    hints=(
        "Think of two hidden neurons that start alike. Can a step of training part them?",
        "Equal neurons get equal gradients, so they stay equal. How many different columns?",
        "```\nnp.linalg.matrix_rank(np.outer(column, np.ones(32)))  # 32 copies: ___\n```",
    ),
    solution="Every hidden neuron has the same weights at the start, gets the same gradient and "
    "stays the same. 32 equal columns have rank 1.",
)  # fmt: skip

ZERO_LOSS = Number(
    key="zero-loss",
    prompt="Three of four mails are good, one of four is spam. A tanh network with two output "
    "scores starts from all zeros and is trained until nothing changes any more. Which mean loss "
    "(cross-entropy, natural logarithm) does it end at?",
    answer=0.562,
    tolerance=0.003,
    right="It states the shares ¾ and ¼ for every mail, and pays the entropy of the labels.",
    slips=(
        Slip(0.6931, "That is ln 2, right if both classes were equally frequent. They are not."),
        Slip(0.8113, "That is in bits. The loss uses the natural logarithm."),
        Slip(0.2877, "That is what it pays for a good mail. What does it pay for the spam?"),
        Slip(1.3863, "That is what it pays for a spam mail. What does it pay for the good ones?"),
        Slip(0.25, "That is its share of errors. The loss is made of logarithms."),
        Slip(0, "It would have to look at the mails. Which of its parameters can move?"),
    ),
    hints=(
        "Only the output biases move. So it gives the same shares to each mail: which are best?",
        "The entropy of the labels: −(p ln p + q ln q).",
        "```\n-(0.75 * np.log(0.75) + ___ * np.log(___))\n```",
    ),
    solution="−(0.75 · ln 0.75 + 0.25 · ln 0.25) = 0.216 + 0.347 = 0.562.",
)

LIMIT = Number(
    key="limit",
    prompt="A layer has 300 inputs and 100 neurons. Between −b and +b, how large is the b of "
    "Xavier's even start?",
    answer=0.1225,
    tolerance=0.003,
    right="√(6 / 400). Its weights have a standard deviation of b / √3 ≈ 0.0707.",
    slips=(
        Slip(0.1, "That is √(3/300): it uses the inputs only. Where are the 100 neurons?"),
        Slip(0.14142, "That is √(6/300). The outputs are missing from the sum."),
        Slip(0.070711, "That is the standard deviation. An even draw between ±b has less than b."),
        Slip(0.24495, "That is √(6/100). The inputs are missing from the sum."),
        Slip(0.015, "One step is missing at the end: the root."),
    ),
    hints=(
        "Which variance does Xavier want for this layer, and which has an even draw?",
        "b²/3 = 2 / (n_in + n_out), so b = √(6 / (n_in + n_out)).",
        "```\nnp.sqrt(6 / (___ + ___))\n```",
    ),
    solution="b = √(6 / (300 + 100)) = √0.015 = 0.1225.",
)


def _try_xavier(student: Callable[..., Any]) -> None:
    _check_xavier(student, 90, 30)  # small enough for loops in Python
    try:
        _check_xavier(student, 40, 100)
    except Hint as hint:
        raise Hint(f"Right for 90 inputs and 30 neurons, but not for 40 and 100: {hint}") from None


def _check_xavier(student: Callable[..., Any], n_in: int, n_out: int) -> None:
    what = f"The weight matrix for {n_in} inputs and {n_out} neurons"
    first, again, other = (
        array(student(n_in, n_out, np.random.default_rng(seed)), what).astype(float)
        for seed in (1, 1, 2)
    )
    if first.shape == (n_out, n_in):
        raise Hint("The shape is turned: one row for each input, one column for each neuron.")
    if first.shape != (n_in, n_out):
        compare(first, np.zeros((n_in, n_out)), what=what)
    if not np.array_equal(first, again) or np.array_equal(first, other):
        raise Hint("Draw from the generator `rng` that you are handed: same seed, same weights.")
    if abs(first.mean()) > 0.1 * first.std():
        raise Hint("The mean of the weights should be 0. Does your interval reach below zero?")
    largest, std = abs(first).max(), first.std()
    if largest > 2.2 * std:
        raise Hint("The variance counts, true; but this is a bell curve. Draw evenly this time.")
    bounds = {
        "You use the inputs alone, √(3 / n_in). The gradient has its wish, too.": 3 / n_in,
        "The outputs are missing from the sum below the 6.": 6 / n_in,
        "The inputs are missing from the sum below the 6.": 6 / n_out,
        "Python divides before it adds: the sum needs parentheses.": 6 / n_in + n_out,
        "That is the standard deviation. Even numbers between ±b have only b / √3.": 2
        / (n_in + n_out),
        "The root is missing: a variance is a square.": (6 / (n_in + n_out)) ** 2,
        "The 2 of Xavier's variance got lost on the way: b² is three variances.": 3
        / (n_in + n_out),
    }
    for said, square in bounds.items():
        if abs(largest / np.sqrt(square) - 1) < 0.01:
            raise Hint(said)
    bound = np.sqrt(6 / (n_in + n_out))
    if abs(largest / bound - 1) > 0.01 or abs(std * np.sqrt(3) / bound - 1) > 0.05:
        raise Hint(
            f"For {n_in} inputs and {n_out} neurons your largest weight is {largest:.3g}. "
            "Which bound does the formula give?"
        )


_XAVIER = "def xavier_uniform(n_in, n_out, rng):\n    "

XAVIER = Code(
    key="xavier",
    name="xavier_uniform",
    test=_try_xavier,
    right="Shape, bounds, mean and spread are those of Glorot and Bengio.",
    hints=(
        "Work out the bound first. Then let `rng.uniform` draw.",
        "b = √(6 / (n_in + n_out)), and `rng.uniform(low, high, size=…)` draws evenly.",
        "```\ndef xavier_uniform(n_in, n_out, rng):\n    bound = np.sqrt(6 / ___)\n"
        "    return rng.uniform(___, bound, size=(___, ___))\n```",
    ),
    solution="""def xavier_uniform(n_in, n_out, rng):
    bound = np.sqrt(6 / (n_in + n_out))
    return rng.uniform(-bound, bound, size=(n_in, n_out))
""",
    wrong=(
        Wrong(_XAVIER + "b = np.sqrt(3 / n_in)\n    return rng.uniform(-b, b, (n_in, n_out))",
              "You use the inputs alone"),
        Wrong(_XAVIER + "b = np.sqrt(6 / n_in)\n    return rng.uniform(-b, b, (n_in, n_out))",
              "outputs are missing from the sum"),
        Wrong(_XAVIER + "b = np.sqrt(6 / n_out)\n    return rng.uniform(-b, b, (n_in, n_out))",
              "inputs are missing from the sum"),
        Wrong(_XAVIER + "b = np.sqrt(6 / n_in + n_out)\n"
              "    return rng.uniform(-b, b, (n_in, n_out))", "needs parentheses"),
        Wrong(_XAVIER + "b = np.sqrt(2 / (n_in + n_out))\n"
              "    return rng.uniform(-b, b, (n_in, n_out))", "That is the standard deviation"),
        Wrong(_XAVIER + "b = 6 / (n_in + n_out)\n    return rng.uniform(-b, b, (n_in, n_out))",
              "The root is missing"),
        Wrong(_XAVIER + "b = np.sqrt(3 / (n_in + n_out))\n"
              "    return rng.uniform(-b, b, (n_in, n_out))", "got lost on the way"),
        Wrong(_XAVIER + "b = np.sqrt(6 / (n_in + n_out))\n"
              "    return rng.uniform(0, b, (n_in, n_out))", "mean of the weights should be 0"),
        Wrong(_XAVIER + "s = np.sqrt(2 / (n_in + n_out))\n"
              "    return rng.normal(0, s, (n_in, n_out))", "this is a bell curve"),
        Wrong(_XAVIER + "b = np.sqrt(6 / (n_in + n_out))\n"
              "    return rng.uniform(-b, b, (n_out, n_in))", "The shape is turned"),
        Wrong(_XAVIER + "b = np.sqrt(6 / (n_in + n_out))\n"
              "    return np.random.default_rng(0).uniform(-b, b, (n_in, n_out))",
              "generator `rng` that you are handed"),
    ),
)  # fmt: skip

HALVING = Number(
    key="halving",
    prompt="Twenty ReLU layers of equal width start with Xavier's variance. By what factor "
    "does the standard deviation of the signal shrink on its way through?",
    answer=1024,
    tolerance=1.5,
    right="The mean square is halved twenty times, so the standard deviation by √2 twenty times: "
    "2¹⁰.",
    slips=(
        Slip(1048576, "That is what becomes of the mean square. Which is asked for?"),
        Slip(20, "Each layer multiplies. Twenty factors, not twenty terms."),
        Slip(40, "Each layer multiplies. Twenty factors, not a sum of twenty."),
        Slip(10, "That is the exponent. Of which number?"),
        Slip(1 / 1024, "That is what is left of it. By what factor has it shrunk?"),
        Slip(32, "Take the root once: from the mean square to the standard deviation."),
    ),
    hints=(
        "What does one layer do to the mean square? And to its root?",
        "The mean square is multiplied by ½ at each layer, the standard deviation by √½.",
        "```\nnp.sqrt(2) ** ___\n```",
    ),
    solution="√2 to the power of 20 is 2 to the power of ten, which is 1024.",
)


def _fans(shape: tuple[int, ...]) -> tuple[int, int]:
    if len(shape) == 2:
        return shape[0], shape[1]
    n_out, channels, height, width = shape
    return channels * height * width, n_out * height * width


def _try_fans(student: Callable[..., Any]) -> None:
    agree(
        student,
        _fans,
        [((64, 32),), ((8, 3, 5, 4),), ((16, 7),), ((10, 6, 1, 3),)],
        what=("The fan-in", "The fan-out"),
        mistakes={
            "Fan-in comes first, fan-out second.": lambda shape: _fans(shape)[::-1],
            "Here the number of outputs comes first in the shape, not last.": (
                lambda shape: (shape[0], shape[1]),
                lambda shape: (shape[0], shape[-1]),
                lambda shape: (shape[0] * shape[-2] * shape[-1], shape[1] * shape[-2] * shape[-1]),
            ),
            "An output adds up its whole window, in all channels.": (
                lambda shape: (shape[1], shape[0]),
                lambda shape: (shape[1], _fans(shape)[1]),
                lambda shape: (shape[-2] * shape[-1], _fans(shape)[1]),
            ),
            "How many outputs does one input reach? The window slides over it.": lambda shape: (
                _fans(shape)[0],
                shape[0],
            ),
        },
    )


_FANS = "def my_fans(shape):\n    if len(shape) == 2:\n        return tuple(shape)\n"

FANS = Code(
    key="fans",
    name="my_fans",
    test=_try_fans,
    right="Each output adds up fan-in terms forward, each input fan-out gradients backward.",
    hints=(
        "Two cases, by the length of the shape. For a window, count what one output adds up.",
        "For a window: fan-in = channels · height · width, fan-out = outputs · height · width.",
        "```\ndef my_fans(shape):\n    if len(shape) == 2:\n        return ___\n"
        "    n_out, channels, height, width = shape\n    return channels * ___, n_out * ___\n```",
    ),
    solution="""def my_fans(shape):
    if len(shape) == 2:
        return shape[0], shape[1]
    n_out, channels, height, width = shape
    return channels * height * width, n_out * height * width
""",
    wrong=(
        Wrong("def my_fans(shape):\n    return shape[0], shape[1]\n",
              "outputs comes first in the shape"),
        Wrong(_FANS + "    return shape[1], shape[0]\n", "its whole window"),
        Wrong(_FANS + "    return shape[1] * shape[2] * shape[3], shape[0]\n",
              "The window slides over it"),
        Wrong("def my_fans(shape):\n    return shape[1], shape[0]\n", "Fan-in comes first"),
    ),
)  # fmt: skip


def _check_he(student: Callable[..., Any], shape: tuple[int, ...], fan_in: int) -> None:
    what = f"The weights of shape {shape}"
    first, again, other = (
        array(student(shape, fan_in, np.random.default_rng(seed)), what).astype(float)
        for seed in (1, 1, 2)
    )
    if first.shape != shape:
        compare(first, np.zeros(shape), what=what)
    if not np.array_equal(first, again) or np.array_equal(first, other):
        raise Hint("Draw from the generator `rng` that you are handed: same seed, same weights.")
    std = first.std()
    if abs(first.mean()) > 0.1 * std:
        raise Hint("The mean of the weights should be 0. Do you draw negative ones as well?")
    if abs(first).max() < 2.2 * std:
        raise Hint("Draw from a normal distribution this time, tails and all.")
    spreads = {
        "`rng.normal` takes a standard deviation; you give it the variance.": 2 / fan_in,
        "That keeps the size without an activation. What does ReLU take away?": fan_in**-0.5,
        "You doubled the standard deviation. It is the variance that doubles.": 2 * fan_in**-0.5,
        "Weights of spread 1 ignore the number of inputs.": 1.0,
        "You use the number of inputs as if it were below the root twice.": 2**0.5 / fan_in,
    }
    for said, wrong in spreads.items():
        if abs(std / wrong - 1) < 0.06:
            raise Hint(said)
    if abs(std * (fan_in / 2) ** 0.5 - 1) > 0.06:
        raise Hint(
            f"With a fan-in of {fan_in} your weights have a standard deviation of {std:.3g}. "
            "Which one does He's formula give?"
        )


def _try_he(student: Callable[..., Any]) -> None:
    _check_he(student, (90, 30), 90)
    try:
        _check_he(student, (60, 8, 3, 3), 72)
    except Hint as hint:
        raise Hint(
            f"Right for shape (90, 30), but not for (60, 8, 3, 3) with a fan-in of 72: {hint}"
        ) from None


_HE = "def my_he(shape, fan_in, rng):\n    "

HE = Code(
    key="he",
    name="my_he",
    test=_try_he,
    right="Normal, mean 0, variance 2 / fan-in, for matrices and for windows.",
    hints=(
        "The arranged proof ends with the variance. `rng.normal` wants its root.",
        "σ = √(2 / fan-in), and `rng.normal(mean, std, size)` draws.",
        "```\ndef my_he(shape, fan_in, rng):\n    return rng.normal(0, ___, size=___)\n```",
    ),
    solution="""def my_he(shape, fan_in, rng):
    return rng.normal(0, np.sqrt(2 / fan_in), size=shape)
""",
    wrong=(
        Wrong(_HE + "return rng.normal(0, 2 / fan_in, shape)", "you give it the variance"),
        Wrong(_HE + "return rng.normal(0, fan_in ** -0.5, shape)", "without an activation"),
        Wrong(_HE + "return rng.normal(0, 2 / np.sqrt(fan_in), shape)", "You doubled"),
        Wrong(_HE + "return rng.normal(0, 1, shape)", "spread 1 ignore"),
        Wrong(_HE + "return np.sqrt(2) * rng.normal(0, 1 / fan_in, shape)", "below the root twice"),
        Wrong(_HE + "return rng.normal(0, np.sqrt(2 / shape[0]), shape)", "but not for (60, 8"),
        Wrong(_HE + "b = np.sqrt(6 / fan_in)\n    return rng.uniform(-b, b, shape)",
              "Draw from a normal distribution"),
        Wrong(_HE + "return abs(rng.normal(0, np.sqrt(2 / fan_in), shape))",
              "mean of the weights should be 0"),
        Wrong(_HE + "return np.random.default_rng(0).normal(0, np.sqrt(2 / fan_in), shape)",
              "generator `rng` that you are handed"),
    ),
)  # fmt: skip

HE_PROOF = Arrange(
    key="he-proof",
    prompt="Put five steps in order: how large must σ be for the mean square to keep its size "
    "through layers of n ReLU neurons? Three lines do not belong.",
    lines=(
        "z is a sum of terms with random signs, so z and −z are equally likely.",
        "ReLU keeps z² where z is positive, and makes it 0 elsewhere.",
        "So the mean of ReLU(z)² is half of the mean of z².",
        "The next layer multiplies that mean square by nσ², so nσ² · ½ must be 1.",
        "So σ² = 2 / n.",
    ),
    decoys=(
        Decoy(
            "ReLU turns half of the neurons off, so only n / 2 inputs are left.",
            "It gives the right number for ReLU, but for an activation that is never 0 it says "
            "nothing. It is squares that add up.",
        ),
        Decoy(
            "So the mean of ReLU(z) is half of the mean of z.",
            "The mean of z is 0. Is the mean of ReLU(z)?",
        ),
        Decoy(
            "So the variance of ReLU(z) is half of the variance of z.",
            "ReLU(z) has a mean above 0, so its variance and its mean square differ. Which of the "
            "two goes on?",
        ),
    ),
    mistakes=(
        TooEarly(2, 0, "Half of the mean square: this needs that both signs are equally likely."),
        TooEarly(3, 2, "Where does the ½ in it come from?"),
        TooEarly(4, 3, "The result comes last."),
    ),
    right="This is He's step. The root of 2 is the 1.41 of the opening.",
    hints=(
        "From the distribution of z to its square, from there to the next layer.",
        "Signs → what ReLU does to z² → the mean → the next layer → σ².",
        "Begin with the line about z and −z.",
    ),
    before=((0, 2), (1, 2), (2, 3), (3, 4)),
    code=False,
)


def _try_gain(student: Callable[..., Any]) -> None:
    functions = {
        "ReLU": (lambda z: np.maximum(z, 0), 2**0.5),
        "no activation": (lambda z: z, 1.0),
        "tanh": (np.tanh, 1.5925),
        "a sigmoid": (lambda z: 1 / (1 + np.exp(-z)), 1.8461),
        "three times ReLU": (lambda z: 3 * np.maximum(z, 0), 2**0.5 / 3),
    }
    drawn = True
    for name, (phi, expected) in functions.items():
        got, again, other = (
            float(array(student(phi, np.random.default_rng(seed)), f"The gain of {name}", ()))
            for seed in (1, 1, 2)
        )
        # 10,000 draws, say by a loop in Python, are good to 1.1 % for ReLU; 5 / 3 is 5 % off tanh's
        if abs(got - other) > 0.06 * abs(got):
            raise Hint(f"Two calls gave {got:.3g} and {other:.3g}: draw more numbers.")
        close = {said: abs(got / wrong - 1) < 0.02 for said, wrong in _WRONG_GAINS.items()}
        if name == "ReLU":
            if abs(_number(student(lambda z: z, np.random.default_rng(3))) / 3**0.5 - 1) < 0.02:
                raise Hint("Draw z from a bell curve with variance 1. Is yours drawn evenly?")
            if any(close.values()):
                raise Hint(next(said for said, here in close.items() if here))
        if abs(got / expected - 1) > 0.04:
            raise Hint(f"For {name} it should be about {expected:.3g}, but it is {got:.3g}.")
        drawn &= got == again and (got != other or expected == 1)
    if not drawn:
        raise Hint("Draw from the generator `rng` that you are handed: same seed, same gain.")


def _number(got: Any) -> float:
    return float(array(got, "The gain", ()))


_WRONG_GAINS = {
    "For ReLU you get 2, the factor for the variance. Weights are multiplied by its root.": 2.0,
    "Upside down: what takes much away must be made up for by a factor above one.": 2**-0.5,
    "For ReLU you get 1.71: that comes from the standard deviation, which forgets that the mean "
    "of a ReLU is not 0. The next layer's sum is made of mean squares.": 1.7130,
    "For ReLU you get 2.51: that comes from the mean of φ(z). It is the mean square that counts.":
        2.5066,
    "For ReLU you get 1, as if it took nothing away. Apply it to z, then square what comes out.":
        1.0,
    "For ReLU you get 0.5: that is what it leaves. Which factor on the weights makes up for it?":
        0.5,
}  # fmt: skip


GAIN = Code(
    key="gain",
    name="gain",
    test=_try_gain,
    right="It finds √2 for ReLU, 1 for no activation, and about 1.59 for tanh, which Xavier takes "
    "as 1.",
    hints=(
        "Measure what φ leaves of the mean square of z, which is 1 before.",
        "gain = 1 / √(mean of φ(z)²), over many z with mean 0 and variance 1.",
        "```\ndef gain(phi, rng):\n    z = rng.standard_normal(100_000)\n"
        "    return 1 / np.sqrt(np.mean(___))\n```",
    ),
    solution="""def gain(phi, rng):
    z = rng.standard_normal(100_000)
    return 1 / np.sqrt(np.mean(phi(z) ** 2))
""",
    wrong=(
        Wrong("def gain(phi, rng):\n    z = rng.standard_normal(100_000)\n"
              "    return 1 / np.mean(phi(z) ** 2)", "you get 2, the factor for the variance"),
        Wrong("def gain(phi, rng):\n    z = rng.standard_normal(100_000)\n"
              "    return np.sqrt(np.mean(phi(z) ** 2))", "Upside down"),
        Wrong("def gain(phi, rng):\n    z = rng.standard_normal(100_000)\n"
              "    return 1 / np.std(phi(z))", "forgets that the mean"),
        Wrong("def gain(phi, rng):\n    z = rng.standard_normal(100_000)\n"
              "    return 1 / np.mean(phi(z))", "the mean of φ(z)"),
        Wrong("def gain(phi, rng):\n    z = rng.standard_normal(100_000)\n"
              "    return 1 / np.std(z)", "as if it took nothing away"),
        Wrong("def gain(phi, rng):\n    z = rng.standard_normal(100_000)\n"
              "    return np.mean(phi(z) ** 2)", "that is what it leaves"),
        Wrong("def gain(phi, rng):\n    z = rng.random(100_000)\n"
              "    return 1 / np.sqrt(np.mean(phi(z) ** 2))", "Is yours drawn evenly"),
        Wrong("def gain(phi, rng):\n    z = rng.standard_normal(50)\n"
              "    return 1 / np.sqrt(np.mean(phi(z) ** 2))", "draw more numbers"),
        Wrong("def gain(phi, rng):\n    z = rng.standard_normal(100_000)\n"
              "    1 / np.sqrt(np.mean(phi(z) ** 2))", "is None"),
        Wrong("def gain(phi, rng):\n    return 2 ** 0.5", "For no activation it should be"),
        Wrong("def gain(phi, rng):\n    z = rng.standard_normal(100_000)\n"
              "    return np.sqrt(phi(z) ** 2)", "has shape"),
    ),
)  # fmt: skip

TRUNCATED = Number(
    key="truncated",
    prompt="A bell curve that loses its tails beyond two standard deviations keeps 0.8796 of its "
    "standard deviation. You want weights that really have 0.02. Which standard deviation must "
    "you draw with, before the tails are cut off?",
    answer=0.0227,
    tolerance=0.0004,
    right="0.02 / 0.8796. nnlib's own `truncated_normal` divides like this; BERT's code does not.",
    slips=(
        Slip(0.02, "Then the cut leaves less than 0.02."),
        Slip(0.017592, "That is what is left if you draw with 0.02. Go the other way."),
        Slip(0.02585, "You divided twice: 0.8796 is for the standard deviation, not its square."),
        Slip(0.04, "That is where the tails of a bell curve with 0.02 are cut off."),
        Slip(0.0004, "That is the variance that you want to end with."),
    ),
    hints=(
        "Cutting off the tails removes the largest weights. So should you begin with more or less?",
        "What is left = what you draw with · 0.8796.",
        "```\n0.02 / ___\n```",
    ),
    solution="0.02 / 0.8796 = 0.0227. Cut at twice that, it leaves 0.02.",
)

TEST_1 = Choice(
    key="test-width",
    prompt="1. Thirty ReLU layers of 100 neurons train well from weights with σ = 0.14. You make "
    "all of them 1,600 neurons wide. Which σ now?",
    options=(
        Option("0.14", "Each sum now has sixteen times as many terms."),
        Option("0.56", "That makes up for fewer inputs. There are more."),
        Option("0.035", "The variance shrinks as 1/n, so σ shrinks as 1/√n.", right=True),
        Option("0.0088", "That is σ divided by 16. What of σ is it that is divided?"),
    ),
)  # fmt: skip
TEST_2 = Choice(
    key="test-bug",
    prompt="2. What is wrong in the code?",
    options=(
        Option("Numbers drawn from `normal` need a bound", "Its tails do no harm."),
        Option("`2 / n_in` is a variance", "`rng.normal` takes its root.", right=True),
        Option(
            "The weights should be drawn uniformly, as Xavier does",
            "Only the spread matters. Compute it for 256 inputs.",
        ),
        Option(
            "The shape should be `(n_out, n_in)`, one row a neuron",
            "In this course a column is a neuron, and `signal @ weight` runs.",
        ),
    ),
)
TEST_3 = Choice(
    key="test-diagnose",
    prompt="3. Diagnose the picture: eight layers of 64 neurons before training. Which start and "
    "activation?",
    options=(
        Option(
            "tanh, σ√n = 0.3",
            "Then all outputs of layer 8 would lie near 0.",
        ),
        Option("tanh, σ√n = 8", "Most outputs are at ±1, where tanh is flat.", right=True),
        Option("ReLU, σ√n = 1.41, He's start", "ReLU has no negative outputs."),
        Option(
            "sigmoid, σ√n = 1, Xavier's start",
            "A sigmoid's outputs lie between 0 and 1.",
        ),
    ),
)
TEST_4 = Choice(
    key="test-residual",
    prompt="4. A block computes x + W₂ · ReLU(W₁ · x). W₁ starts at random, W₂ at zero. A hundred "
    "such blocks, then a softmax layer with random weights. What happens?",
    options=(
        Option(
            "W₂ never moves: weights of zero get no gradient",
            "Its gradient is its input times the error. Which of the two is 0?",
        ),
        Option(
            "W₂ moves, but its neurons stay copies of one another",
            "Does the error reach each of them through the same weights?",
        ),
        Option(
            "The signal explodes, since each block adds to it",
            "What does a block add at the start?",
        ),
        Option(
            "It starts as f(x) = x and learns",
            "W₂'s inputs are random neurons, and the error arrives along x.",
            right=True,
        ),
    ),
)
TEST_5 = Choice(
    key="test-truncated",
    prompt="5. A colleague starts a plain tanh network of ten layers and 64 neurons each with "
    "BERT's initializer, “since it works so well”, and trains it by SGD. What do you expect?",
    options=(
        Option("It works as well as in BERT", "BERT has something that this network lacks."),
        Option("It explodes after a few layers", "Work out σ√n for 64 inputs. Is it above 1?"),
        Option(
            "The signal fades: nothing restores its size",
            "σ√n = 0.0176 · 8 = 0.14 per layer. BERT has normalization and shortcuts.",
            right=True,
        ),
        Option(
            "It learns, but worse: the tails that are cut off are missing",
            "The tails hardly matter. What is σ√n?",
        ),
    ),
)
