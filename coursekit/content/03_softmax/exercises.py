"""Exercises and questions of lesson 3."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.exercises import Choice, Code, Number, Option, Slip, Wrong
from coursekit.judge import Hint, agree, array, compare
from nnlib.activations import softmax

GUESS_RAISE = Choice(
    key="guess-raise",
    predict=True,
    prompt="Four classes have the scores cat 2, dog 1, fox 0, owl −1. You raise the fox's score by "
    "1 and leave the others alone. What happens to the other three shares?",
    options=(
        Option("Nothing, their scores did not change", "The shares sum to 1. Someone must pay."),
        Option("Only the cat pays: the largest share shrinks", "Watch the dog and the owl too."),
        Option("All three lose the same number of points", "The owl has hardly any to lose."),
        Option(
            "All three lose the same fraction of what they had",
            "Whoever has most pays most. Read on and see why.",
            right=True,
        ),
    ),
)

RATIO = Number(
    key="ratio",
    prompt="One logit is 3, another is 1. How many times as large as the second share is the "
    "first? (There may be other classes as well.)",
    answer=7.389,
    tolerance=0.02,
    right="e³ / e¹ = e². The sum below the fraction is the same for both, so it cancels, and the "
    "other classes do not matter.",
    slips=(
        Slip(3, "That is the ratio of the logits. What does softmax do to them first?"),
        Slip(2, "That is the difference of the logits. How does it become a ratio of shares?"),
        Slip(0.1351, "Upside down: this is how the second compares with the first."),
        Slip(0.8808, "That is the share of the first if there were only these two. Compare them."),
        Slip(4, "You doubled twice. The base of softmax is not 2."),
        Slip(20.09, "That is the first power alone. Compare it with the second one."),
    ),
    hints=(
        "Write both shares as fractions. What do the two have in common?",
        "p₁ / p₂ = exp(z₁) / exp(z₂) = exp(z₁ − z₂)",
        "```\nnp.exp(___ - ___)\n```",
    ),
    solution="exp(3 − 1) = exp(2) = 7.389.",
)

JACOBIAN = Number(
    key="jacobian",
    prompt="The shares are p = (0.5, 0.3, 0.2). The second logit is raised by a very small amount. "
    "How fast does the first share change, per unit of that logit?",
    answer=-0.15,
    tolerance=0.0005,
    right="−p₁ p₂ = −0.5 · 0.3: it falls, and faster the larger both shares are.",
    slips=(
        Slip(0.15, "The right size. Does the first share rise or fall when a rival is raised?"),
        Slip(0.25, "That is p₁(1 − p₁): how fast p₁ follows its own logit. Here another moves."),
        Slip(0.21, "That is p₂(1 − p₂): how fast the second share rises. Who pays how much?"),
        Slip(-0.5, "The first share pays in proportion to itself, but also to how much is taken."),
        Slip(-0.3, "That would be right if the first class owned everything. What share has it?"),
        Slip(0, "The first logit is left alone, but the shares must still sum to 1."),
        Slip(-0.35, "That is −p₁(1 − p₂). How much is taken in all, and what part of it here?"),
        Slip(-0.105, "The second share rises by 0.21, but the two others do not pay equal parts."),
    ),
    hints=(
        "Whose logit moves, and whose share is asked for? Are they the same class?",
        "∂pᵢ/∂zⱼ = pᵢ(1 − pᵢ) if i = j, and −pᵢ pⱼ if not.",
        "```\n-p[0] * p[___]\n```",
    ),
    solution="Two different classes, so −p₁ p₂ = −0.5 · 0.3 = −0.15.",
)

LIMIT = Choice(
    key="limit",
    prompt="Three classes have the logits (5, 5, 1). Where do the shares go when the temperature "
    "goes to 0?",
    options=(
        Option("(1, 0, 0)", "Nothing favors the first over the second. What must equals get?"),
        Option("(½, ½, 0)", "Tied winners share equally; the rest get nothing.", right=True),
        Option("(⅓, ⅓, ⅓)", "That is the other end: a temperature without bound."),
        Option(
            "Nowhere: dividing by 0 has no result",
            "At 0 itself, yes. But look at smaller and smaller temperatures above it.",
        ),
    ),
    hints=(
        "Only differences count. What happens to the differences 0 and 4 when you divide by 0.01?",
        "The ratio of two shares is exp of (difference / τ).",
    ),
)

GUESS_OVERFLOW = Choice(
    key="guess-overflow",
    predict=True,
    prompt="The scores are 1000, 999 and 998. What does the formula return, typed into NumPy as it "
    "stands?",
    options=(
        Option("0.67, 0.24, 0.09", "That is the right answer, and not what comes. Read on."),
        Option("1, 0, 0", "So large a score, so large a share? Only differences count. Read on."),
        Option("An error that stops the program", "It would be kinder. Read on."),
        Option("nan, nan, nan", "Not a number, three times, with a warning at most.", right=True),
    ),
)


def _shares(student: Callable[..., Any], z: np.ndarray) -> np.ndarray:
    return array(student(z.copy()), f"The table of shares for {z.tolist()}", z.shape, finite=False)


def _try_stable(student: Callable[..., Any]) -> None:
    small = np.array([[1.0, 2, 0], [0, 0, 3]])

    def shares(z: np.ndarray) -> np.ndarray:
        return softmax(z).data

    def shifted(z: np.ndarray) -> np.ndarray:
        return np.exp(z - z.max(axis=1, keepdims=True))

    try:
        got = array(student(small.copy()), "The table of shares", finite=False)
        if got.shape == small.shape and np.isfinite(got).all():
            if np.isclose(got.sum(), 1):
                raise Hint("All rows together sum to 1. But a row is one example, with its own "
                           "sum.")  # fmt: skip
            if np.allclose(got.sum(axis=0), 1):
                raise Hint("Your columns sum to 1, but a row is one example. Look at the axis.")
            if np.allclose(got.sum(axis=1), 1) and not np.allclose(got, shares(small), rtol=1e-4):
                raise Hint(
                    "Each row sums to 1, but the shares are others. What stands in the exponent? A "
                    "shift is allowed, the same for all logits of a row."
                )
        agree(
            student,
            shares,
            [(small,), (np.random.default_rng(3).normal(size=(5, 4)),)],
            what="The table of shares",
            mistakes={
                "The powers are safe now. What must they still be divided by?": shifted,
                "You shifted the powers above the fraction, but not those in the sum.": (
                    lambda z: shifted(z) / np.exp(z).sum(axis=1, keepdims=True)
                ),
            },
            tolerance=1e-6,
        )
    except ValueError as error:
        if "broadcast" not in str(error):
            raise
        raise Hint(
            "A table of shape (2, 3) and one number per row, of shape (2,), do not line up. The "
            "numbers must stay a column, of shape (2, 1)."
        ) from None
    for row, said in (
        ([1000.0, 1001], "For the row [1000, 1001] you return nan: e to the 1000 overflows."),
        (
            [-10_000.0, 0],
            "Your shift works until the spread is large: for the row [-10000, 0] you return nan. "
            "Which shift makes sure that no exponent is above 0?",
        ),
        (
            [1000.0, 0],
            "For the row [1000, 0] you return nan. Which shift makes sure that no exponent is "
            "above 0, wherever the largest logit stands?",
        ),
        (
            [0.0, 1000, 0],
            "For the row [0, 1000, 0] you return nan. Which shift makes sure that no exponent is "
            "above 0, wherever the largest logit stands?",
        ),
    ):
        got = _shares(student, np.array([row]))
        if not np.isfinite(got).all():
            raise Hint(said)
        if not np.allclose(got, softmax([row]).data, rtol=1e-4, atol=1e-6):
            raise Hint(
                f"For the row {[int(v) for v in row]} the shares are finite but wrong: "
                "logits were changed by more than a common shift."
            )
    far = np.array([[1000.0, 1001, 1002], [-1000, -1001, -1002]])
    got = _shares(student, far)
    if not np.isfinite(got).all():
        raise Hint(
            "One row near 1000 and one near −1000 in the same table: the second row gets nan. "
            "Does each row have its own shift?"
        )
    compare(got, shares(far), what="The table with one high and one low row", tolerance=1e-6)


STABLE = Code(
    key="stable",
    name="stable_softmax",
    test=_try_stable,
    right="It survives logits of 1000, a spread of 10,000, and rows far apart. This is how every "
    "library does it.",
    hints=(
        "Shares do not change if you subtract one number from a whole row. Which number makes it "
        "impossible that a power overflows?",
        "Subtract from each row its own maximum; then the largest power is e⁰ = 1. `keepdims=True` "
        "keeps the result a column, so that it lines up with the rows.",
        "```\ndef stable_softmax(z):\n    shifted = z - z.max(axis=___, keepdims=True)\n"
        "    powers = np.exp(___)\n    return powers / powers.sum(___)\n```",
    ),
    solution="""def stable_softmax(z):
    shifted = z - z.max(axis=1, keepdims=True)
    powers = np.exp(shifted)
    return powers / powers.sum(axis=1, keepdims=True)
""",
    wrong=(
        Wrong(
            "def stable_softmax(z):\n    e = np.exp(z)\n"
            "    return e / e.sum(axis=1, keepdims=True)",
            "e to the 1000 overflows",
        ),
        Wrong(
            "def stable_softmax(z):\n    e = np.exp(z - z.mean(axis=1, keepdims=True))\n"
            "    return e / e.sum(axis=1, keepdims=True)",
            "works until the spread is large",
        ),
        Wrong(
            "def stable_softmax(z):\n    e = np.exp(z - z.max())\n"
            "    return e / e.sum(axis=1, keepdims=True)",
            "Does each row have its own shift?",
        ),
        Wrong(
            "def stable_softmax(z):\n    e = np.exp(np.clip(z, -700, 700))\n"
            "    return e / e.sum(axis=1, keepdims=True)",
            "finite but wrong",
        ),
        Wrong(
            "def stable_softmax(z):\n    return np.exp(z - z.max(axis=1, keepdims=True))",
            "What must they still be divided by",
        ),
        Wrong(
            "def stable_softmax(z):\n    e = np.exp(z - z.max(axis=1, keepdims=True))\n"
            "    return e / np.exp(z).sum(axis=1, keepdims=True)",
            "but not those in the sum",
        ),
        Wrong(
            "def stable_softmax(z):\n    e = np.exp(z - z.max(axis=0))\n"
            "    return e / e.sum(axis=0)",
            "Your columns sum to 1",
        ),
        Wrong(
            "def stable_softmax(z):\n    e = np.exp(z - z.max(axis=1, keepdims=True))\n"
            "    return e / e.sum()",
            "All rows together sum to 1",
        ),
        Wrong(
            "def stable_softmax(z):\n    e = np.exp(z - z.max(axis=1, keepdims=True))\n"
            "    return e / e.sum(axis=1)",
            "must stay a column",
        ),
        Wrong(
            "def stable_softmax(z):\n    e = np.exp(z - z.max(axis=0))\n"
            "    return e / e.sum(axis=1, keepdims=True)",
            "the same for all logits of a row",
        ),
    ),
)

UNIFORM_LOSS = Number(
    key="uniform-loss",
    prompt="A network knows nothing and gives each of 10 classes the share 1/10. What is its "
    "cross-entropy (with the natural logarithm)?",
    answer=2.303,
    tolerance=0.005,
    right="−ln(1/10) = ln 10, whatever the right classes are. Keep this number in mind.",
    slips=(
        Slip(3.322, "That is in bits, with the logarithm to base 2. Use the natural logarithm."),
        Slip(1, "That is the logarithm to base 10. Use the natural one."),
        Slip(-2.303, "A share below 1 has a negative logarithm. The loss is minus that."),
        Slip(0.1, "That is the share itself. What does the loss do with it?"),
        Slip(0.9, "That is what is missing to 1. The loss takes a logarithm instead."),
        Slip(23.03, "That is the sum over ten classes. Only the right class of an example counts."),
        Slip(0.2303, "You multiplied by the share as well. Each example has one right class."),
    ),
    hints=(
        "Only the share of the right class counts, and here it is always the same.",
        "loss = −ln p, where p is the share that the right class got",
        "```\n-np.log(___)\n```",
    ),
    solution="−ln(1/10) = ln 10 = 2.303.",
)

GUESS_STUCK = Choice(
    key="guess-stuck",
    predict=True,
    prompt="A network is sure and wrong: the right one of two classes gets a share of 0.005%. "
    "How hard does each loss push its logit up?",
    options=(
        Option(
            "Cross-entropy pushes hard, the squared error hardly at all",
            "Read on and see why the loss that seems harmless gets stuck.",
            right=True,
        ),
        Option(
            "The squared error pushes hardest, since it squares a large error",
            "It squares a number that can't exceed 1. And that is not the whole story.",
        ),
        Option("Both push hard, since both see a large error", "One of them does. Read on."),
        Option("Neither: at such shares softmax is flat", "Right for one of them. Read on."),
    ),
)


def _try_gradient(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(3)

    def parts(z: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
        return softmax(z).data, np.eye(z.shape[1])[labels], len(z)

    def entries(z: np.ndarray, labels: np.ndarray) -> np.ndarray:
        p, _, n = parts(z, labels)
        return (p - np.isin(range(n), labels)[:, None]) / n

    def of(rule: Callable[..., np.ndarray]) -> Callable[..., np.ndarray]:
        """Turn a rule for shares, truth and number of examples into one for z and labels."""
        return lambda z, labels: rule(*parts(z, labels))

    try:
        agree(
            student,
            of(lambda p, truth, n: (p - truth) / n),
            [
                (rng.normal(size=(4, 3)), np.array([2, 0, 0, 1])),
                (rng.normal(size=(3, 5)), np.array([4, 1, 4])),
            ],
            what="The gradient",
            mistakes={
                "Right for each example alone. But the loss is the mean over all of them: look at "
                "the size.": of(lambda p, truth, n: p - truth),
                "The mean is taken over examples, not over all the numbers.": (
                    of(lambda p, truth, n: (p - truth) / p.size)
                ),
                "You lowered whole rows or columns by 1. In each row only the entry at its own "
                "label is lowered: index with row numbers and labels together, or subtract a "
                "one-hot table.": (of(lambda p, truth, n: (p - 1) / n), entries),
                "That is the derivative with respect to the share. It must still go through "
                "softmax to the logits.": of(lambda p, truth, n: -truth / p / n),
                "Every sign is the opposite: a share that is too large must be lowered, and the "
                "gradient points to where the loss rises.": (
                    of(lambda p, truth, n: (truth - p) / n),
                    of(lambda p, truth, n: truth - p),
                ),
                "These are the shares. What does the right class deserve, and the others?": (
                    of(lambda p, truth, n: p / n),
                    of(lambda p, truth, n: p),
                ),
                "You compare logits with the truth. First turn them into shares.": (
                    lambda z, labels: (z - np.eye(z.shape[1])[labels]) / len(z),
                    lambda z, labels: z - np.eye(z.shape[1])[labels],
                ),
            },
            tolerance=1e-6,
        )
    except ValueError as error:
        if "broadcast" not in str(error):
            raise
        raise Hint(
            "Two shapes do not line up. The labels are numbers of classes, one a row; the truth is "
            "a table of shape (4, 3) like the shares, with a single 1 in each row."
        ) from None


GRADIENT = Code(
    key="gradient",
    name="loss_gradient",
    test=_try_gradient,
    right="Share minus truth, divided by the number of examples. Every library has this line.",
    hints=(
        "For one example the gradient is the shares minus the truth. The loss of a table is the "
        "mean over its rows.",
        "(P − Y) / n, where each row of Y has a 1 at the right class: `np.eye(K)[labels]`.",
        "```\ndef loss_gradient(z, labels):\n    n, classes = z.shape\n"
        "    shares = nn.softmax(z).data\n    truth = np.eye(classes)[___]\n"
        "    return (___ - ___) / ___\n```",
    ),
    solution="""def loss_gradient(z, labels):
    n, classes = z.shape
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    shares = powers / powers.sum(axis=1, keepdims=True)
    truth = np.eye(classes)[labels]
    return (shares - truth) / n
""",
    wrong=tuple(
        Wrong(
            "def loss_gradient(z, labels):\n    e = np.exp(z)\n"
            "    p = e / e.sum(axis=1, keepdims=True)\n    y = np.eye(z.shape[1])[labels]\n"
            f"    return {result}",
            hint,
        )
        for result, hint in (
            ("(y - p) / len(z)", "Every sign is the opposite"),
            ("p - y", "Right for each example alone"),
            ("(p - y) / z.size", "not over all the numbers"),
            ("p / len(z)", "These are the shares"),
            ("(z - y) / len(z)", "You compare logits"),
            ("-y / p / len(z)", "with respect to the share"),
            ("((p - y) / len(z)).sum(axis=0)", "has shape"),
            ("(p - labels) / len(z)", "do not line up"),
            ("(p - np.isin(range(len(z)), labels)[:, None]) / len(z)", "whole rows or columns"),
        )
    ),
)

FIRST_LOSS = Choice(
    key="first-loss",
    prompt="You start to train a network with 10 classes. Before the first step its loss is 46. "
    "What does that tell?",
    options=(
        Option(
            "It knows nothing yet, as is normal",
            "A network that knows nothing and says so has ln 10. What is worse than not knowing?",
        ),
        Option(
            "Its first logits are large: it is sure, and mostly wrong",
            "A typical right class gets a share of e⁻⁴⁶. Start with smaller weights, or look for "
            "inputs that were not scaled.",
            right=True,
        ),
        Option(
            "It has 46 classes too many",
            "With K classes and equal shares the loss is ln K. Which K would give 46?",
        ),
        Option(
            "The learning rate is too high",
            "No step has been taken yet, so no rate has played a part.",
        ),
    ),
    hints=(
        "Compare with ln 10, the loss of equal shares.",
        "loss = −ln p: which share of the right class has a loss of 46?",
    ),
)

GUESS_SURE = Choice(
    key="guess-sure",
    predict=True,
    prompt="A network has learned 1,000 digits. On 3,000 new ones it is “at least 99% sure” about "
    "2,000 times. How many of those 2,000 answers are wrong?",
    options=(
        Option("About 2: it is mostly even surer than 99%", "That is what it expects itself."),
        Option(
            "About 10 to 20: one in a hundred, or less",
            "That would be the most, if it were honest.",
        ),
        Option("About 45", "Far more than it expects. Read on.", right=True),
        Option("About 250: one in eight, as on all new digits", "It is not as bad as that."),
    ),
)

BEST_TEMPERATURE = Number(
    key="best-temperature",
    prompt="Which temperature gives the lowest loss on the validation digits? Take it from the "
    "picture, to within 0.1.",
    answer=1.85,
    tolerance=0.1,
    right="Here the loss is least, so all logits are to be divided by almost 2.",
    slips=(
        Slip(1, "That is the network as trained. Does the loss fall when you move on from there?"),
        Slip(0.54, "You divide 1 by it: this network must become less sure, not more."),
        Slip(0.5, "Below 1 it grows even surer. Which way does the loss fall?"),
        Slip(3, "You went past the lowest point: there the curve rises again."),
        Slip(5, "That is the end of the slider. The curve has its lowest point before."),
        Slip(1.6, "Close, but the curve still falls there. Go on."),
        Slip(1.7, "Very close. Read the loss in the caption, then go one step on."),
        Slip(2, "Very close. Read the loss in the caption, then go one step back."),
    ),
    hints=(
        "Watch the lower part of the picture while you move the slider.",
        "The best temperature is where the curve of the loss is lowest.",
        "```\ntaus[np.argmin(___)]\n```",
    ),
    solution="The loss is least near τ = 1.85: it is 0.408 at 1.8 and 1.9, and more at 1.7 and 2.",
)

TEMPERATURE_ACCURACY = Choice(
    key="temperature-accuracy",
    prompt="The temperature is raised from 1 to 2. How many of 3,000 digits does the network "
    "now read differently?",
    options=(
        Option("None", "Dividing all logits by the same positive number keeps their order.",
               right=True),
        Option("Some, where it was unsure", "Where it was unsure the two top logits were close. "
               "Can dividing both by 2 swap them?"),
        Option("About as many as it was overconfident about",
               "It becomes less sure of them. Does it choose another class?"),
        Option("Most: all its shares change", "The shares change. Does their order?"),
    ),
    hints=(
        "The answer is the class with the largest share.",
        "If zᵢ > zⱼ, which of zᵢ / τ and zⱼ / τ is larger?",
    ),
)  # fmt: skip

GUESS_NEGATIVE = Choice(
    key="guess-negative",
    predict=True,
    prompt="Swap ink and paper in the test digits, as a photographic negative does. You read them "
    "as easily as before. And the network?",
    options=(
        Option("It reads them as before, and as sure", "It was never shown a negative."),
        Option("It fails, and says so: its shares are near 1/10", "So one would hope."),
        Option("It fails like a guess, 1 in 10 right, and is half sure", "Worse, on both counts."),
        Option("It gets 1 in 50 at most, and is 85% sure", "Worse than guessing, and sure of it.",
               right=True),
    ),
)  # fmt: skip

TEST_1 = Choice(
    key="test-shift",
    prompt="1. You add 7 to every logit. What happens to the shares?",
    options=(
        Option("Nothing", "Only differences count: e⁷ cancels above and below.", right=True),
        Option("The largest grows", "That takes a larger difference. Did any difference change?"),
        Option("They come closer to each other", "Dividing the logits does that. What cancels?"),
        Option("They no longer sum to 1", "They are divided by their sum, whatever it is."),
    ),
)
TEST_2 = Choice(
    key="test-temperature",
    prompt="2. What does a very high temperature do?",
    options=(
        Option("The largest class gets everything", "That is the other end, near 0."),
        Option("All shares come close to 1/K", "All differences are divided away.", right=True),
        Option("The order of the classes is turned around", "No positive number does that."),
        Option("It overflows", "The logits become smaller, not larger."),
    ),
)
TEST_3 = Choice(
    key="test-gradient",
    prompt="3. The right class got a share of 0.7. What is the derivative of the cross-entropy "
    "with respect to its logit?",
    options=(
        Option("0.7", "That would push the right class down. What does it deserve?"),
        Option("−0.3", "p − y = 0.7 − 1: it lacks 0.3, so its logit should rise.", right=True),
        Option("−1.43", "That is −1/p, before going through softmax."),
        Option("0.357", "That is the loss itself, −ln 0.7."),
    ),
)
TEST_4 = Choice(
    key="test-stuck",
    prompt="4. A network with 10 balanced classes has trained for an hour. Its loss is 2.30. "
    "What has it learned?",
    options=(
        Option("Nothing that helps: equal shares do as well", "ln 10 is the loss of someone who "
               "has not looked.", right=True),
        Option("It is right 2.3 times in 10", "A loss is not a count. Whose loss is ln 10?"),
        Option("Almost everything: the loss is small", "Small compared with what? Take e to it."),
        Option("It is overconfident", "Then some of its losses would be far above. Take e to it."),
    ),
)  # fmt: skip
TEST_5 = Choice(
    key="test-calibrated",
    prompt="5. A weather service says “70% rain” on 100 days. It is calibrated. On how many of "
    "them did it rain?",
    options=(
        Option("On all of them", "Then it should have said 100%."),
        Option("On about 70", "That is what calibrated means, for this and every other number.",
               right=True),
        Option("On about 50: it was unsure", "It was surer than that, and it is calibrated."),
        Option("That can't be said", "For one day, no. For a hundred?"),
    ),
)  # fmt: skip
