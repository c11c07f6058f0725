"""Exercises and questions of lesson 12."""

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
from coursekit.judge import Hint, agree

# --- how many bits? -------------------------------------------------------------------------------

GUESS_CODE = Choice(
    key="guess-code",
    predict=True,
    scale=True,
    prompt="Each day a weather station sends a word of zeros and ones, without gaps: sun on half "
    "of the days, cloud on a quarter, rain and snow on an eighth each. How many bits a day are "
    "needed at least, on average?",
    options=(
        Option("1", "Then two words would do. But there are four kinds of days."),
        Option("1.75", "Short words for frequent days: 0, 10, 110 and 111.", right=True),
        Option("2", "What four words of equal length need: 00, 01, 10, 11. It can be beaten."),
        Option("2.25", "The plain mean of the lengths 1, 2, 3, 3. But sun comes most often."),
    ),
)

MEAN_LENGTH = Number(
    key="mean-length",
    prompt="Near a pole, a second station has sun and cloud on an eighth of the days each, rain on "
    "a quarter, snow on half, and uses the first one's code (1, 2, 3 and 3 bits). How many bits a "
    "day does it send more than a code of its own would need?",
    answer=0.875,
    tolerance=0.006,
    unit="bits",
    right="2.625 bits a day instead of 1.75. The difference is the divergence of the two weathers.",
    slips=(
        Slip(2.625, "That is what it sends. How many would its own best code need?"),
        Slip(1.75, "That is its entropy, so what its own best code needs. What does it send?"),
        Slip(0, "The four probabilities are the same. But do they belong to the same days?"),
        Slip(0.607, "That is in nats. Here lengths are counted in bits."),
        Slip(0.5, "That takes the plain mean of the lengths. Each counts as often as it is sent."),
    ),
    hints=(
        "First the mean length that it sends: each length times how often it is sent.",
        "Cross-entropy minus entropy: Σ p · length − Σ p · log₂(1/p).",
        "```\n(1/8*1 + 1/8*2 + 1/4*3 + 1/2*3) - ___\n```",
    ),
    solution="It sends 0.125 + 0.25 + 0.75 + 1.5 = 2.625 bits. Its own code would need 1.75. The "
    "difference is 0.875.",
)  # fmt: skip

HUFFMAN = Arrange(
    key="huffman",
    prompt="Put Huffman's method in order: it builds a code of least mean length for any "
    "probabilities. Two lines do not belong.",
    lines=(
        "Write each outcome with its probability on a card of its own.",
        "Take the two cards with the smallest probabilities from the table.",
        "Give the outcomes on one of them a 0 in front of their words, those on the other a 1.",
        "Put back one card for both, with the sum of their probabilities.",
        "Go on in this way until a single card is left; its probability is 1.",
    ),
    decoys=(
        Decoy(
            "Take the two cards with the largest probabilities from the table.",
            "Whoever is taken first is taken often, and gets a long word. Who may have one?",
        ),
        Decoy(
            "Give each outcome the next number in binary, without zeros in front.",
            "Then 1 would begin 10 and 11, and nobody could tell where a word ends.",
        ),
    ),
    mistakes=(
        TooEarly(1, 0, "Where do the cards come from?"),
        TooEarly(2, 1, "Which outcomes get the new digit? First choose them."),
        TooEarly(3, 2, "Once they are one card, a digit for each can't be told apart any more."),
        TooEarly(4, 3, "To go on means to take from fewer cards. When do they become fewer?"),
    ),
    right="No code of whole words is shorter, and its mean length is less than one bit above the "
    "entropy (Huffman, 1952).",
    hints=(
        "The rarest outcomes get the longest words, so they are joined first.",
        "Cards → the two smallest → one digit each → one card → again.",
        "Begin with the cards.",
    ),
    code=False,
)

# --- what does one thing tell about another? ------------------------------------------------------

GUESS_DICE = Choice(
    key="guess-dice",
    predict=True,
    scale=True,
    prompt="You roll two independent ten-sided dice 100 times, and work out their mutual "
    "information from the counts. What do you expect to find?",
    options=(
        Option("0 bits", "That is the truth. But counts scatter, and every accident counts."),
        Option("about 0.07 bits", "So it would be after about 800 rolls."),
        Option("about 0.7 bits", "Accidents look like knowledge.", right=True),
        Option("about 3.3 bits", "So it would be if no number ever came twice."),
    ),
)  # fmt: skip

PATTERNS = Number(
    key="patterns",
    prompt="A layer gives a different pattern of bins to each of 800 images of 8 kinds of fruit, "
    "100 of each. What does the plug-in estimate of I(layer; fruit) say, in bits, if you shuffle "
    "the labels first?",
    answer=3,
    tolerance=0.01,
    unit="bits",
    right="All of log₂ 8. A layer with a pattern of its own for every image seems to know any "
    "labels.",
    slips=(
        Slip(0, "That is the truth. But what do the counts say, if each pattern comes only once?"),
        Slip(9.6439, "That is the entropy of the patterns. How much of the label is in doubt?"),
        Slip(6.6439, "That is what is left of the patterns' entropy once the label is known."),
        Slip(2.0794, "That is in nats."),
        Slip(8, "That is the number of labels. How many bits name one of them?"),
    ),
    hints=(
        "If you know the pattern, and have the table of counts, is any doubt left on the label?",
        "I = H(label) − H(label if the pattern is known).",
        "```\nnp.log2(8) - ___\n```",
    ),
    solution="Each pattern came once, with one label, so nothing is left in doubt: I = log₂ 8 − 0 "
    "= 3 bits, whatever the labels are.",
)  # fmt: skip

XOR = Choice(
    key="xor",
    prompt="A colleague keeps the ten features that each share the most bits with the label, and "
    "drops the rest. In which case does this lose what matters most?",
    options=(
        Option(
            "One of two features is a copy of the other",
            "Then the copy is wasted room, but little is lost.",
        ),
        Option(
            "The label is the XOR of two features",
            "Each alone shares 0 bits with it, both together 1.",
            right=True,
        ),
        Option(
            "Features are measured in different units",
            "Bits do not depend on units, if the bins follow along.",
        ),
        Option(
            "Some features are the same in all examples",
            "Their entropy is 0, so they share nothing with anything.",
        ),
    ),
    hints=("Bits of one feature at a time: what do they not see?",),
)


def _information(table: Any) -> float:
    p = np.asarray(table, float) / np.sum(table)
    independent = p.sum(axis=1, keepdims=True) * p.sum(axis=0)
    some = p > 0
    return float((p[some] * np.log2(p[some] / independent[some])).sum())


def _entropy(p: Any) -> float:
    q = np.asarray(p, float).ravel()
    q = q[q > 0]
    return float(-(q * np.log2(q)).sum())


def _refuse_nan(got: Any, said: str) -> None:
    if isinstance(got, float | np.ndarray) and np.isnan(got).any():
        raise Hint(said)


def _try_information(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(12)
    sparse = rng.integers(0, 3, (5, 3))
    sparse[0, 0] = 4
    _refuse_nan(
        student(sparse.copy()),
        "An empty cell made the result NaN. Leave the pairs out that never occur.",
    )
    agree(
        student,
        _information,
        [
            (np.array([[30, 5, 1], [2, 20, 14]]),),
            (sparse,),  # with empty cells
            (np.array([[4, 1, 3], [2, 5, 1], [1, 2, 7], [6, 1, 1]]),),
            (np.diag([3, 1, 4, 8]),),
        ],
        what="The mutual information",
        mistakes={
            "That is in nats. Which logarithm counts bits?": lambda t: _information(t) * np.log(2),
            "You work with the counts themselves. First divide them by their sum.": (
                lambda t: _information(t) * t.sum()
            ),
            "Its sign is wrong: which of the two stands on top in the logarithm?": (
                lambda t: -_information(t)
            ),
            "That is the entropy of the pairs, H(X, Y). What do X and Y have on their own?": (
                lambda t: _entropy(t / t.sum())
            ),
            "That is H(X) + H(Y). The entropy of the pairs is still to be subtracted.": (
                lambda t: (
                    _entropy(t.sum(axis=1) / t.sum()) + _entropy(t.sum(axis=0) / t.sum())
                )
            ),
            "Each logarithm counts as often as its pair occurs: weight it with its probability.": (
                lambda t: (
                    np.log2(
                        t[t > 0]
                        * t.sum()
                        / (t.sum(axis=1, keepdims=True) * t.sum(axis=0))[t > 0]
                    ).sum()
                ),
                lambda t: (
                    np.log2(
                        t[t > 0]
                        * t.sum()
                        / (t.sum(axis=1, keepdims=True) * t.sum(axis=0))[t > 0]
                    ).mean()
                ),
            ),
        },
    )  # fmt: skip


_TABLE = "def information(table):\n    p = table / table.sum()\n"
_PAIRS = _TABLE + "    q = p.sum(axis=1, keepdims=True) * p.sum(axis=0)\n    some = p > 0\n"

INFORMATION = Code(
    key="information",
    name="information",
    test=_try_information,
    right="A mean of logarithms, 0 for independent variables and never below.",
    hints=(
        "Turn counts into probabilities. How probable would each pair be without a connection?",
        "I = Σ p(x, y) · log₂( p(x, y) / (p(x) · p(y)) ), over the pairs that occur.",
        "```\ndef information(table):\n    p = table / table.sum()\n"
        "    independent = p.sum(axis=1, keepdims=True) * ___\n    some = p > 0\n"
        "    return (p[some] * np.log2(___)).sum()\n```",
    ),
    solution="""def information(table):
    p = table / table.sum()
    independent = p.sum(axis=1, keepdims=True) * p.sum(axis=0)
    some = p > 0
    return (p[some] * np.log2(p[some] / independent[some])).sum()
""",
    wrong=(
        Wrong(_PAIRS + "    return (p[some] * np.log(p[some] / q[some])).sum()\n", "in nats"),
        Wrong(_PAIRS + "    return (p[some] * np.log2(q[some] / p[some])).sum()\n", "sign"),
        Wrong(_PAIRS + "    return np.log2(p[some] / q[some]).sum()\n", "weight it"),
        Wrong(_PAIRS + "    return -(p[some] * np.log2(p[some])).sum()\n", "entropy of the pairs"),
        Wrong(_PAIRS + "    return (p * np.log2(p / q)).sum()\n", "made the result NaN"),
        Wrong(
            _PAIRS + "    return (table[some] * np.log2(p[some] / q[some])).sum()\n",
            "counts themselves",
        ),
    ),
)

# --- do layers compress what they know? -----------------------------------------------------------

GUESS_BINS = Choice(
    key="guess-bins",
    predict=True,
    prompt="While a tanh network learns, the bits that its last hidden layers hold about the input "
    "fall, estimated with 30 bins a neuron. You take the same activations, and 100,000 bins. What "
    "becomes of the fall?",
    options=(
        Option("It stays as it is", "A real loss would. How much is lost can't depend on us."),
        Option("It is steeper", "Finer bins see more, not less."),
        Option("It vanishes", "What fell was never lost, only close together.",
               right=True),
        Option("It turns into a rise in all layers", "They can't rise above 12 bits, and start "
               "near it."),
    ),
)  # fmt: skip

INJECTIVE = Number(
    key="injective",
    prompt="A layer without noise maps 32,768 equally frequent inputs to 32,768 different "
    "activations, some of them only 0.000001 apart. How many bits does it hold about its input?",
    answer=15,
    tolerance=0.01,
    unit="bits",
    right="log₂ 32,768, and every layer of this kind has the same. Close together is not lost.",
    slips=(
        Slip(0, "It would be so if all inputs came out as one. Are these still different?"),
        Slip(32768, "That is how many there are. How many bits name one of them?"),
        Slip(10.3972, "That is in nats."),
        Slip(19.9316, "That is log₂ of a million. How close they lie does not matter: why?"),
    ),
    hints=(
        "From the exact activation, can you tell the input?",
        "I(X; T) = H(X) − H(X if T is known), and the last one is 0 here.",
        "```\nnp.log2(___)\n```",
    ),
    solution="From T the input can be told, so I(X; T) = H(X) = log₂ 32,768 = 15 bits.",
)  # fmt: skip

READING = Choice(
    key="reading",
    prompt="A paper reports: “I(X; T) of layer 5, with 30 bins, falls from 9 to 3 bits during "
    "training.” The network has no noise. What may you conclude?",
    options=(
        Option(
            "Six bits about the input can't be recovered any more",
            "From exact activations they may well be. What did the bins do?",
        ),
        Option(
            "Its activations gather in fewer bins",
            "A fact about where they lie, and no more.",
            right=True,
        ),
        Option(
            "The network will generalize better than at the start",
            "It may, but this number does not say so.",
        ),
        Option("Training used small batches", "Full batches did the same here."),
    ),
    hints=("What could you still tell of the input from the exact activations?",),
)

# --- how many bits does a network need? -----------------------------------------------------------

GUESS_LABELS = Choice(
    key="guess-labels",
    predict=True,
    scale=True,
    prompt="Somebody has 1,297 images of digits, and you are to send the labels. Sent plainly they "
    "take 4,309 bits. Both may train networks on what has been sent so far. How few bits can "
    "suffice?",
    options=(
        Option("About 3,500", "Some are saved while the network still knows little."),
        Option("About 2,000", "After 80 labels the next ones cost about a bit each."),
        Option("About 800", "Once the digits are known, a label takes less than half a bit.",
               right=True),
        Option("About 80", "The first labels must be sent nearly in full."),
    ),
)  # fmt: skip

TWO_PART = Number(
    key="two-part",
    prompt="A doctor's network has 500 weights of 3 bits each. With it, each of 10,000 diagnoses "
    "costs 1.6 bits instead of 2. How many bits are saved in all, if the weights have to be sent "
    "as well?",
    answer=2500,
    tolerance=5,
    unit="bits",
    right="4,000 bits saved, less 1,500 for the weights. With fewer than 3,750 diagnoses it would "
    "not pay.",
    slips=(
        Slip(4000, "That is without the weights. They have to be sent as well."),
        Slip(1500, "That is what the weights take. What do they save?"),
        Slip(5500, "The weights cost bits: they are to be subtracted."),
        Slip(3500, "Each weight takes more than one bit."),
        Slip(17500, "That is how long the message with the network is. How long is it without?"),
        Slip(14500, "The weights make the message longer, not shorter. How long is the plain one?"),
    ),
    hints=(
        "Compare the two messages: all diagnoses plainly, or the weights and then the diagnoses.",
        "n · (2 − 1.6) − weights · bits of each.",
        "```\n10_000 * (2 - 1.6) - ___\n```",
    ),
    solution="10,000 · 0.4 = 4,000 bits saved; 500 · 3 = 1,500 for the weights; 2,500 remain.",
)  # fmt: skip

CHANNEL = Number(
    key="channel",
    prompt="A neuron's activation has variance 63. Noise of variance 1 is added to it, both "
    "Gaussian. How many bits about the activation come through, at most?",
    answer=3,
    tolerance=0.01,
    unit="bits",
    right="½ · log₂ 64. Four times the noise would take away about one bit.",
    slips=(
        Slip(6, "That lacks the ½: one more bit doubles the deviation, so the variance becomes "
             "four times as large."),
        Slip(2.9886, "Almost: the noise itself adds to the variance that arrives."),
        Slip(2.0794, "That is in nats."),
        Slip(63, "That is the ratio of the variances. How many bits is it?"),
    ),
    hints=(
        "How many times as large is the variance that arrives as that of the noise?",
        "½ · log₂(1 + signal / noise), Shannon's formula.",
        "```\n0.5 * np.log2(1 + ___)\n```",
    ),
    solution="½ · log₂(1 + 63) = ½ · 6 = 3 bits.",
)  # fmt: skip


# --- build it: a meter of bits that can be trusted ------------------------------------------------


def _known(p: Any, labels: Any) -> float:
    n = len(labels)
    share = np.bincount(labels) / n
    return _entropy(share) + float(np.log2(np.asarray(p)[np.arange(n), labels]).mean())


def _given(p: Any, labels: Any) -> Any:
    return np.asarray(p)[np.arange(len(labels)), labels]


def _try_known(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(4)
    _refuse_nan(
        student(np.full((4, 3), 1 / 3), np.array([0, 2, 2, 0])),
        "A label that never occurs made the result NaN. 0 · log 0 counts as 0.",
    )
    agree(
        student,
        _known,
        [
            (rng.dirichlet(np.full(4, 0.6), 30), rng.choice(4, 30, p=[0.5, 0.25, 0.2, 0.05])),
            (rng.dirichlet(np.ones(3), 7), np.array([0, 0, 2, 0, 2, 2, 0])),  # no label 1
            (np.full((8, 2), 0.5), np.array([0, 1] * 4)),
        ],
        what="The number of bits known",
        mistakes={
            "That is in nats. Which logarithm counts bits?": (
                lambda p, y: _known(p, y) * np.log(2)
            ),
            "You add the two. The doubt that is left must be subtracted.": lambda p, y: (
                _entropy(np.bincount(y) / len(y)) - np.log2(_given(p, y)).mean()
            ),
            "That is what remains in doubt. How much was there before?": lambda p, y: (
                -np.log2(_given(p, y)).mean()
            ),
            "Each label is coded on its own: take the logarithm first, then the mean.": (
                lambda p, y: _entropy(np.bincount(y) / len(y)) + np.log2(_given(p, y).mean())
            ),
            "What counts is the probability of the true label, not the largest one.": (
                lambda p, y: _entropy(np.bincount(y) / len(y)) + np.log2(p.max(axis=1)).mean()
            ),
            "That takes all labels for equally frequent. Count how often each occurs.": (
                lambda p, y: np.log2(p.shape[1]) + np.log2(_given(p, y)).mean()
            ),
            "Bits a label: a mean, not a sum.": (
                lambda p, y: _entropy(np.bincount(y) / len(y)) + np.log2(_given(p, y)).sum(),
                lambda p, y: len(y) * _known(p, y),
            ),
        },
    )


_SHARE = (
    "def bits_known(p, labels):\n    n = len(labels)\n    share = np.bincount(labels) / n\n"
    "    share = share[share > 0]\n    before = -(share * np.log2(share)).sum()\n"
)

KNOWN = Code(
    key="known",
    name="bits_known",
    test=_try_known,
    right="Negative where a probe is worse than the bare frequencies: confident and wrong.",
    hints=(
        "How many bits does a label need without the probe? And with its probabilities?",
        "Entropy of the label frequencies, minus the mean of −log₂ p of the true label.",
        "```\ndef bits_known(p, labels):\n    share = np.bincount(labels) / len(labels)\n"
        "    share = share[share > 0]\n    before = -(share * np.log2(share)).sum()\n"
        "    after = -np.log2(p[___, labels]).mean()\n    return ___\n```",
    ),
    solution="""def bits_known(p, labels):
    share = np.bincount(labels) / len(labels)
    share = share[share > 0]
    before = -(share * np.log2(share)).sum()
    after = -np.log2(p[np.arange(len(labels)), labels]).mean()
    return before - after
""",
    wrong=(
        Wrong(_SHARE + "    return before - np.log2(p[np.arange(n), labels]).mean()\n", "add the"),
        Wrong(_SHARE + "    return -np.log2(p[np.arange(n), labels]).mean()\n", "remains in doubt"),
        Wrong(_SHARE + "    return before + np.log2(p[np.arange(n), labels].mean())\n", "first"),
        Wrong(_SHARE + "    return before + np.log2(p.max(axis=1)).mean()\n", "not the largest"),
        Wrong(
            _SHARE + "    return np.log2(p.shape[1]) + np.log2(p[np.arange(n), labels]).mean()\n",
            "equally frequent",
        ),
        Wrong(_SHARE + "    return before + np.log2(p[np.arange(n), labels]).sum()\n", "a mean"),
        Wrong(
            _SHARE + "    return (before + np.log2(p[np.arange(n), labels]).mean()) * np.log(2)\n",
            "in nats",
        ),
    ),
)

GUESS_LAYERS = Choice(
    key="guess-layers",
    predict=True,
    prompt="A linear probe reads the 64 pixels, or one of the layers of 32, 16 and 8 neurons of "
    "the trained network. Where does it find the most bits about new digits?",
    options=(
        Option("In the pixels, which hold the most",
               "No layer can hold more. But the probe finds hardly more in them."),
        Option("In the layer of 32, the widest", "Wide, but no fuller than the others here."),
        Option("In the layer of 8, next to the answer", "It is read with the fewest weights. But "
               "the others are read as well."),
        Option("In all of them about alike", "Within a tenth of a bit: nearly all of it is still "
               "there.", right=True),
    ),
)  # fmt: skip

# --- test yourself --------------------------------------------------------------------------------

TEST_1 = Choice(
    key="test-bug",
    prompt="1. What is wrong in the code?",
    options=(
        Option("Probabilities of 0 must not be left out", "0 · log 0 counts as 0."),
        Option("It counts in nats, not in bits", "Eight equal outcomes should give 3.", right=True),
        Option("The sign in front should be a plus", "The logarithm of a probability is negative."),
        Option("It needs the mean, not the sum", "The weights p already make it a mean."),
    ),
)
TEST_2 = Choice(
    key="test-diagnose",
    prompt="2. Diagnose the picture: bits that two layers hold about 4,096 inputs, by the number "
    "of bins. Each gives 4,096 different outputs. What do they really hold?",
    options=(
        Option("A holds 12 bits, B holds 3", "Where does B go, if the bins are finer still?"),
        Option("Both hold 12 bits", "All 4,096 outputs differ, in both.", right=True),
        Option(
            "A holds 12 bits, B holds 10, as at 1,000 bins", "Why at 1,000? Nothing singles it out."
        ),
        Option("It depends on the batch size", "These are two fixed layers."),
    ),
)
TEST_3 = Choice(
    key="test-samples",
    prompt="3. A gene's activity, in 20 bins, is said to share 1.9 bits with a diagnosis of 20 "
    "kinds. 100 patients were examined. What do you ask for first?",
    options=(
        Option("The estimate for shuffled diagnoses", "Two dice with 20 sides do as well on 100 "
               "rolls.", right=True),
        Option("More bins, so that nothing is lost", "Then it grows, whatever the gene knows."),
        Option("The estimate in nats", "That is another unit for the same number."),
        Option("The percentage of the diagnosis that is known", "A percentage of what may be an "
               "accident."),
    ),
)  # fmt: skip
TEST_4 = Choice(
    key="test-processing",
    prompt="4. A probe of layer 3 shows that this layer holds at least 3.0 bits about the label "
    "of new images. What follows for layer 1, from which it is computed?",
    options=(
        Option("It holds at most 3.0 bits", "A later layer can't add any. Which way round is it?"),
        Option("It holds at least 3.0 bits", "What is not there can't be computed.", right=True),
        Option("Nothing, until layer 1 has been read as well", "Where should the bits come from?"),
        Option("It holds exactly 3.0 bits, since no noise is added", "It may have held more."),
    ),
)
TEST_5 = Choice(
    key="test-coin",
    prompt="5. A network codes 1,000 labels, each from the labels before it, in 600 bits instead "
    "of 1,000. A skeptic says: it only memorized. Your answer?",
    options=(
        Option("It has too few weights for that", "It may well have more. Does it matter here?"),
        Option("Every label was coded before it was learned", "Memory does not help with what "
               "has not been seen.", right=True),
        Option("Its training loss has no bias, as the samples are many", "Training loss is not "
               "what was counted."),
        Option("He may be right: only a test set can tell", "Each label was a test of its own."),
    ),
)  # fmt: skip
