"""Exercises and questions of lesson 6."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.exercises import Choice, Code, Number, Option, Slip, Wrong
from coursekit.judge import Hint, array, compare

GUESS_FACTOR = Choice(
    key="guess-factor",
    predict=True,
    prompt="The same network, the same 30 layers, the same data and learning rate. Only the "
    "initial weights differ, all by the same factor of 1.41. What will that change?",
    options=(
        Option("Nothing: training finds the right size by itself", "It has to get going first."),
        Option("It learns a little faster", "The difference is larger than that. Look below."),
        Option(
            "One of the two learns, the other does not",
            "A factor of 1.41 in one layer is nothing. There are thirty.",
            right=True,
        ),
        Option("Both explode", "Neither does. Look below."),
    ),
)

GUESS_ZERO = Choice(
    key="guess-zero",
    predict=True,
    prompt="A network with one hidden layer of tanh neurons starts with all weights and biases "
    "at zero. After 40 epochs of training, which of them have changed?",
    options=(
        Option("None at all", "Nearly. Something is left that still gets a gradient."),
        Option(
            "Only the biases of the output layer",
            "Nothing else gets a gradient, however long you train.",
            right=True,
        ),
        Option("Those of the output layer", "What is the input of these weights, at the start?"),
        Option("All of them, but slowly", "Follow the gradient back through weights of zero."),
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

GUESS_NOISE = Choice(
    key="guess-noise",
    predict=True,
    prompt="All weights start at 0.1, but for differences of 10⁻¹², a millionth of a millionth. "
    "What will the tanh network have learned after 40 epochs?",
    options=(
        Option("No more than without noise", "Differences can grow. Look below."),
        Option("A little more than without noise", "Once they begin to grow, they don't stop."),
        Option(
            "About as much as from a random start",
            "It only takes it a few epochs more.",
            right=True,
        ),
        Option("It depends on luck", "All four runs below do the same, one after the other."),
    ),
)

VARIANCE = Number(
    key="variance",
    prompt="A neuron has 300 inputs whose mean square is 1. Its weights are drawn with standard "
    "deviation σ = 0.2. What is the variance of its weighted sum?",
    answer=12,
    tolerance=0.001,
    right="300 · 0.2² · 1. A tanh neuron would be far into its flat part.",
    slips=(
        Slip(60, "You have n · σ. It is variances that add up: what is the variance of a weight?"),
        Slip(3.4641, "That is the standard deviation of the sum. Which of the two is asked for?"),
        Slip(0.04, "That is the variance of a single weight. How many products are added up?"),
        Slip(0.2, "That is σ itself. How many products are added up, and what of each adds up?"),
        Slip(3600, "That is n² · σ². Each of the n products adds its variance only once."),
    ),
    hints=(
        "For independent numbers with mean zero, the variances add up.",
        "Var(z) = n · σ² · (mean square of the inputs)",
        "```\n300 * ___**2 * 1\n```",
    ),
    solution="Var(z) = n · σ² · 1 = 300 · 0.04 = 12.",
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

GUESS_COIN = Choice(
    key="guess-coin",
    predict=True,
    prompt="Weights drawn evenly, from a bell curve, or by tossing a coin for +σ or −σ, all with "
    "Xavier's variance. After seven tanh layers, how different is the size of the signal?",
    options=(
        Option("The bell curve keeps most, since it has a few large weights",
               "The few large weights are paid for by many small ones. Look below."),
        Option("The coin destroys it: only two different weights",
               "Two are enough, if each neuron gets its own pattern of them. Look below."),
        Option("The even draw is best, since the paper used it",
               "The paper could have used any. Look below."),
        Option("Not different: within a few percent",
               "A sum of many terms forgets how each of them was drawn.", right=True),
    ),
)  # fmt: skip


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
    prompt="Twenty ReLU layers of equal width start with Xavier's variance. To which part does the "
    "standard deviation of the signal shrink on its way through? Give the number N of “one N-th”.",
    answer=1024,
    tolerance=1.5,
    right="The mean square is halved twenty times, so the standard deviation by √2 twenty times: "
    "2¹⁰.",
    slips=(
        Slip(1048576, "That is what becomes of the mean square. Which is asked for?"),
        Slip(20, "Each layer multiplies. Twenty factors, not twenty terms."),
        Slip(40, "Each layer multiplies. Twenty factors, not a sum of twenty."),
        Slip(10, "That is the exponent. Of which number?"),
        Slip(1 / 1024, "That is the part itself. Give the number below the line."),
        Slip(32, "Take the root once: from the mean square to the standard deviation."),
    ),
    hints=(
        "What does one layer do to the mean square? And to its root?",
        "The mean square is multiplied by ½ at each layer, the standard deviation by √½.",
        "```\nnp.sqrt(2) ** ___\n```",
    ),
    solution="√2 to the power of 20 is 2 to the power of ten, which is 1024.",
)

HE_256 = Number(
    key="he-256",
    prompt="A layer of ReLU neurons has 256 inputs. Which standard deviation does He's start give "
    "to its weights?",
    answer=0.0884,
    tolerance=0.0005,
    right="√(2 / 256): √2 times what a layer without activation would need.",
    slips=(
        Slip(0.0625, "Right for a layer without activation. What does ReLU do to the mean square?"),
        Slip(0.0078125, "That is the variance. The standard deviation is asked for."),
        Slip(0.15309, "That is the bound of an even draw, √(6/256)."),
        Slip(0.125, "You doubled the standard deviation. It is the variance that doubles."),
        Slip(0.044194, "You halved where you should double: ReLU takes away, the weights make up."),
    ),
    hints=(
        "ReLU takes half of the mean square away. The variance of the weights makes up for it.",
        "σ² = 2 / n_in",
        "```\nnp.sqrt(___ / 256)\n```",
    ),
    solution="σ = √(2 / 256) = √0.0078 = 0.0884.",
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
    key="test-symmetry",
    prompt="1. Why must the hidden neurons of a layer not all start with the same weights?",
    options=(
        Option("Their gradients would be zero", "With sigmoids they are not. What else is wrong?"),
        Option("Their gradients would explode", "Nothing explodes. Compare two such neurons."),
        Option(
            "They would get the same gradients, and stay copies of one neuron",
            "Symmetry: equal now, equal after every step.",
            right=True,
        ),
        Option("The loss would not be convex", "It is not convex anyway, with hidden neurons."),
    ),
)
TEST_2 = Choice(
    key="test-small",
    prompt="2. Weights of σ = 0.01 work in a network with one hidden layer of 64 inputs. Why not "
    "with eight?",
    options=(
        Option("They can't break the symmetry", "Noise of 10⁻¹² could. What else happens?"),
        Option(
            "Each layer shrinks signal and gradient, and the factors multiply",
            "0.08 per layer, to the power of eight.",
            right=True,
        ),
        Option("They saturate the neurons", "Saturation comes from weights that are too large."),
        Option("There are too few weights", "There are more of them. What of their size?"),
    ),
)
TEST_3 = Choice(
    key="test-xavier",
    prompt="3. You draw Xavier's weights from a bell curve instead of evenly. What must stay the "
    "same?",
    options=(
        Option("The largest weight", "A bell curve has no largest weight."),
        Option("The mean of the absolute values", "A sum of many terms keeps something else."),
        Option("The variance", "It decides alone how large a sum of many terms is.", right=True),
        Option("The number of large weights", "The coin had no large and no small ones at all."),
    ),
)
TEST_4 = Choice(
    key="test-he",
    prompt="4. Where does the 2 in He's variance 2 / n_in come from?",
    options=(
        Option("From the two directions, forward and backward",
               "That is the 2 in Xavier's formula."),
        Option("ReLU takes away half of the mean square",
               "The weights of the next layer make up for it.", right=True),
        Option("ReLU takes away half of the neurons, so there are half as many inputs",
               "About half of the outputs are 0, but it is their squares that count: would it be "
               "so for an activation that is never 0?"),
        Option("It was found by trying", "It can be derived in one line. What is ReLU(z)²?"),
    ),
)  # fmt: skip
TEST_5 = Choice(
    key="test-truncated",
    prompt="5. A colleague starts a plain tanh network of ten layers and 64 neurons each with "
    "BERT's initializer, “since it works so well”. What do you expect?",
    options=(
        Option("It works as well as in BERT", "BERT has something that this network lacks."),
        Option("It explodes", "Work out σ√n for 64 inputs. Is it above 1?"),
        Option(
            "The signal fades: σ√n is about 0.14, and nothing restores it",
            "0.0176 · 8 = 0.14 per layer. BERT has normalization and shortcuts.",
            right=True,
        ),
        Option("The tails that are cut off are missing", "The tails hardly matter. The size does."),
    ),
)
