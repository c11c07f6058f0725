"""Exercises and questions of lesson 3."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

import nnlib
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
from nnlib.activations import softmax


@contextmanager
def _by_hand() -> Iterator[None]:
    """Make a hint of nnlib's own softmax and its kin while the learner's function runs."""

    def noticed(*_: Any, **__: Any) -> None:
        raise Hint(
            "nnlib does the work here. It is right, but this piece is to be yours: write it with "
            "NumPy alone."
        )

    places = [
        (module, name, getattr(module, name))
        for module in (nnlib, nnlib.activations, nnlib.losses)
        for name in ("softmax", "log_softmax", "logsumexp", "cross_entropy")
        if hasattr(module, name)
    ]
    try:
        for module, name, _ in places:
            setattr(module, name, noticed)
        yield
    finally:
        for module, name, own in places:
            setattr(module, name, own)


# --- what is a softmax function? ------------------------------------------------------------------

GUESS_RAISE = Choice(
    key="guess-raise",
    predict=True,
    prompt="Four classes have the scores cat 2, dog 1, fox 0, owl −1. You raise the fox's score by "
    "1 and leave the others alone. What happens to the probabilities of the other three?",
    options=(
        Option("Nothing, since their scores did not change",
               "Scores stand alone. Probabilities must sum to 1, so someone pays."),
        Option("Only the cat pays, which has most", "It pays most, but not alone."),
        Option("All three lose the same number of points",
               "Fair at first sight, but the owl has hardly any to lose."),
        Option("All three lose the same fraction", "The sum they are divided by grew for all.",
               right=True),
    ),
)  # fmt: skip

OWL_HALF = Number(
    key="owl-half",
    prompt="Cat 2, dog 1, fox 0. How high must the owl's logit be for a probability of ½?",
    answer=2.408,
    tolerance=0.06,
    right="Its power must equal the other three together: ln(e² + e¹ + e⁰). A little more than the "
    "cat's.",
    slips=(
        Slip(2, "Then it ties with the cat. Is the cat its only rival?"),
        Slip(3, "That is the sum of the other logits. What is summed in softmax?"),
        Slip(11.11, "That is how large its power must be. Which logit has this power?"),
        Slip(0.5, "That is the probability asked for. Move the owl until it has it."),
        Slip(1, "That is the mean of the others. Set it in the widget: who is still ahead?"),
        Slip(0, "Set it in the widget: the cat is far ahead."),
    ),
    hints=(
        "Half for the owl leaves half for the other three together. Or find it in the widget.",
        "exp(z_owl) = exp(2) + exp(1) + exp(0)",
        "```\nnp.log(np.exp(2) + ___ + ___)\n```",
    ),
    solution="ln(e² + e¹ + e⁰) = ln 11.11 = 2.408.",
)

JACOBIAN = Number(
    key="jacobian",
    prompt="The probabilities are p = (0.5, 0.3, 0.2). The second logit is raised by a very small "
    "amount. How fast does the first probability change, per unit of that logit?",
    answer=-0.15,
    tolerance=0.0005,
    right="−p₁ p₂ = −0.5 · 0.3: it falls, and faster the larger both probabilities are.",
    slips=(
        Slip(0.15, "The right size. Does the first rise or fall when a rival is raised?"),
        Slip(0.25, "That is p₁(1 − p₁): how fast p₁ follows its own logit. Here another moves."),
        Slip(0.21, "That is p₂(1 − p₂): how fast the second rises. Who pays how much?"),
        Slip(-0.5, "It pays in proportion to itself, but also to how much is taken."),
        Slip(-0.3, "Right if the first class had probability 1. What has it?"),
        Slip(0, "The first logit is left alone, but the probabilities must still sum to 1."),
        Slip(-0.35, "That is −p₁(1 − p₂). How much is taken in all, and what part of it here?"),
        Slip(-0.105, "The second rises by 0.21, but the two others do not pay equal parts."),
    ),
    hints=(
        "Whose logit moves, and whose probability is asked for? Are they the same class?",
        "∂pᵢ/∂zⱼ = pᵢ(1 − pᵢ) if i = j, and −pᵢ pⱼ if not.",
        "```\n-p[0] * p[___]\n```",
    ),
    solution="Two different classes, so −p₁ p₂ = −0.5 · 0.3 = −0.15.",
)

LIMIT = Choice(
    key="limit",
    prompt="Three classes have the logits (5, 5, 1). Where do the probabilities go when the "
    "temperature goes to 0?",
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
        "The ratio of two probabilities is exp of (difference / τ).",
    ),
)


def _row(student: Callable[..., Any], z: np.ndarray) -> np.ndarray:
    what = f"The table of probabilities for {z.tolist()}"
    return array(student(z.copy()), what, z.shape, finite=False)


def _try_stable(student: Callable[..., Any]) -> None:
    with _by_hand():
        _judge_stable(student)


def _judge_stable(student: Callable[..., Any]) -> None:
    small = np.array([[1.0, 2, 0], [0, 0, 3]])

    def right(z: np.ndarray) -> np.ndarray:
        return softmax(z).data

    def shifted(z: np.ndarray) -> np.ndarray:
        return np.exp(z - z.max(axis=1, keepdims=True))

    try:
        got = array(student(small.copy()), "The table of probabilities", finite=False)
        if got.shape == small.shape and np.isfinite(got).all():
            if np.isclose(got.sum(), 1):
                raise Hint("All rows together sum to 1. But a row is one example, with its own "
                           "sum.")  # fmt: skip
            if np.allclose(got.sum(axis=0), 1):
                raise Hint("Your columns sum to 1, but a row is one example. Look at the axis.")
            if np.allclose(got.sum(axis=1), 1) and not np.allclose(got, right(small), rtol=1e-4):
                raise Hint(
                    "Each row sums to 1, but the probabilities are others. What stands in the "
                    "exponent? A shift is allowed, the same for all logits of a row."
                )
        agree(
            student,
            right,
            [(small,), (np.random.default_rng(3).normal(size=(5, 4)),)],
            what="The table of probabilities",
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
        got = _row(student, np.array([row]))
        if not np.isfinite(got).all():
            raise Hint(said)
        if not np.allclose(got, softmax([row]).data, rtol=1e-4, atol=1e-6):
            raise Hint(
                f"For the row {[int(v) for v in row]} the probabilities are finite but wrong: "
                "logits were changed by more than a common shift."
            )
    far = np.array([[1000.0, 1001, 1002], [-1000, -1001, -1002]])
    got = _row(student, far)
    if not np.isfinite(got).all():
        raise Hint(
            "One row near 1000 and one near −1000 in the same table: the second row gets nan. "
            "Does each row have its own shift?"
        )
    compare(got, right(far), what="The table with one high and one low row", tolerance=1e-6)


STABLE = Code(
    key="stable",
    name="stable_softmax",
    test=_try_stable,
    right="It survives logits of 1000, a spread of 10,000, and rows far apart. Libraries do the "
    "same.",
    hints=(
        "Softmax does not change if you subtract one number from a whole row. Which one makes it "
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
        Wrong("def stable_softmax(z):\n    return nn.softmax(z).data", "nnlib does the work"),
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

# --- what does it do with the loss? ---------------------------------------------------------------


def _loss(z: np.ndarray, y: np.ndarray) -> float:
    shifted = z - z.max(axis=1, keepdims=True)
    picked = shifted[np.arange(len(z)), y]
    return float((np.log(np.exp(shifted).sum(axis=1)) - picked).mean())


def _try_cross_entropy(student: Callable[..., Any]) -> None:
    with _by_hand():
        _judge_cross_entropy(student)


def _judge_cross_entropy(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(5)

    def probabilities(z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return softmax(z).data[np.arange(len(z)), y]

    agree(
        student,
        _loss,
        [
            (rng.normal(size=(4, 3)), np.array([2, 0, 0, 1])),
            (rng.normal(size=(3, 5)), np.array([4, 1, 4])),
        ],
        what="The loss",
        mistakes={
            "Right for each example, and added up. The loss of a table is their mean.": (
                lambda z, y: _loss(z, y) * len(z)
            ),
            "You return a loss for each row. Which one number stands for the table?": (
                lambda z, y: -np.log(probabilities(z, y))
            ),
            "The sign: the logarithm of a probability is negative, and a loss is not.": (
                lambda z, y: -_loss(z, y)
            ),
            "That is in bits. Use the natural logarithm.": lambda z, y: _loss(z, y) / np.log(2),
            "The logarithm must be taken before the mean.": (
                lambda z, y: -np.log(probabilities(z, y).mean())
            ),
            "You average over all classes. Only the right class of each row counts.": (
                lambda z, y: -np.log(softmax(z).data).mean(),
                lambda z, y: _loss(z, y) / z.shape[1],
            ),
            "That indexing takes every label's column for every row. Which rows go with which "
            "labels?": lambda z, y: -np.log(softmax(z).data[:, y]).mean(),
            "You subtracted the largest logit in one place only. The logit of the right class "
            "needs the same shift.": lambda z, y: _loss(z, y) - z.max(axis=1).mean(),
        },
        tolerance=1e-6,
    )
    far = np.array([[0.0, -1000], [2000, 0], [3, 3]])
    got = array(student(far.copy(), np.array([1, 0, 0])), "The loss", (), finite=False)
    if not np.isfinite(got):
        raise Hint(
            "For the row [0, −1000] with right class 1 the loss is 1000, but yours is no number. "
            "Either a power overflows, or a probability is rounded to 0 before its logarithm."
        )
    compare(got, _loss(far, np.array([1, 0, 0])), what="The loss of far logits", tolerance=1e-6)


_PICK = "    rows = np.arange(len(z))\n    s = z - z.max(axis=1, keepdims=True)\n"
_LOG = "    s = s - np.log(np.exp(s).sum(axis=1, keepdims=True))\n"

CROSS_ENTROPY = Code(
    key="cross-entropy",
    name="my_cross_entropy",
    test=_try_cross_entropy,
    right="It agrees for tables of several shapes, and for logits of −1000 and 2000.",
    hints=(
        "Never take the logarithm of a probability: take it on paper first. What is ln of "
        "exp(z_y) over a sum?",
        "ln p_y = z_y − m − ln Σ exp(z_j − m), with m the largest logit of the row. "
        "`z[np.arange(n), y]` picks one entry of each row.",
        "```\ndef my_cross_entropy(z, y):\n    s = z - z.max(axis=1, keepdims=True)\n"
        "    log_p = s - np.log(___.sum(axis=1, keepdims=True))\n"
        "    return -log_p[np.arange(len(z)), ___].___()\n```",
    ),
    solution="""def my_cross_entropy(z, y):
    shifted = z - z.max(axis=1, keepdims=True)
    sums = np.exp(shifted).sum(axis=1, keepdims=True)
    log_p = shifted - np.log(sums)
    return -log_p[np.arange(len(z)), y].mean()
""",
    wrong=tuple(
        Wrong(f"def my_cross_entropy(z, y):\n{_PICK}{_LOG}    return {result}", hint)
        for result, hint in (
            ("-s[rows, y].sum()", "added up"),
            ("-s[rows, y]", "loss for each row"),
            ("s[rows, y].mean()", "The sign"),
            ("-s[rows, y].mean() / np.log(2)", "in bits"),
            ("-np.log(np.exp(s[rows, y]).mean())", "before the mean"),
            ("-s.mean()", "average over all classes"),
            ("-s[:, y].mean()", "Which rows go with"),
            ("-np.log(np.exp(s)[rows, y]).mean()", "rounded to 0"),
            ("nn.cross_entropy(z, y).item()", "nnlib does the work"),
        )
    ),
)

PERPLEXITY = Number(
    key="perplexity",
    prompt="A language model predicts the next of 50,000 words. Its loss on new text is 3.0. A "
    "blind guess among how many equally likely words would have the same loss?",
    answer=20.09,
    tolerance=0.1,
    right="ln K = 3 gives K = e³. For language models this number is called perplexity.",
    slips=(
        Slip(8, "The loss here has natural logarithms, not those of base 2."),
        Slip(1000, "The loss here has natural logarithms, not those of base 10."),
        Slip(3, "That is the loss. A blind guess among K words has the loss ln K."),
        Slip(1.0986, "You took the logarithm. Which K has the loss 3?"),
        Slip(0.0498, "That is the probability of each of these words. How many are there?"),
        Slip(16667, "The loss does not divide the vocabulary. Which K has the loss 3?"),
        Slip(10.82, "That is the loss of a blind guess among all 50,000."),
    ),
    hints=(
        "A blind guess gives each of K words the probability 1/K.",
        "ln K = loss",
        "```\nnp.exp(___)\n```",
    ),
    solution="K = e³ = 20.09.",
)

GUESS_LEARNED = Choice(
    key="guess-learned",
    predict=True,
    scale=True,
    prompt="Somebody multiplies the logits of a trained network by 5.6. Its loss on 3,000 new "
    "digits is now 2.29, about that of a blind guess. How many of them does it read correctly?",
    options=(
        Option("About 1 in 10", "What a blind guess gives. But many networks have this loss."),
        Option("About 1 in 8", "A slightly better loss, so a little better? The two can part."),
        Option("About half", "A guess that the loss does not tell all. It tells even less."),
        Option("Nearly 9 in 10", "Its answers are good. Its probabilities are not.", right=True),
    ),
)

DERIVATION = Arrange(
    key="derivation",
    prompt="Put in order the derivation of ∂L/∂z = p − y for one example whose right class is c. "
    "Two lines do not belong to it.",
    code=False,
    lines=(
        "The loss is L = −ln p_c.",
        "Put in softmax: L = −ln (exp z_c / Σ exp z_j).",
        "The logarithm of a fraction is a difference: L = ln Σ exp z_j − z_c.",
        "Derive by z_i. The first term gives exp z_i / Σ exp z_j, which is p_i.",
        "The second term gives −1 if i = c, and 0 if not, which is −y_i.",
        "Together: ∂L/∂z_i = p_i − y_i.",
    ),
    before=((0, 1), (1, 2), (2, 3), (2, 4), (3, 5), (4, 5)),
    decoys=(
        Decoy(
            "The second term does not depend on z_i, so it gives 0.",
            "For which i is that so? One of the logits stands in it.",
        ),
        Decoy(
            "The first term gives 1 / Σ exp z_j.",
            "That is the outer derivative alone. What is the inner one, of exp z_i?",
        ),
    ),
    mistakes=(
        TooEarly(2, 1, "There is no fraction to split before softmax is put in."),
        TooEarly(3, 2, "Terms are derived one at a time. Which line makes two terms?"),
        TooEarly(5, 4, "The sum needs both terms' derivatives."),
    ),
    right="Three lines of algebra, two derivatives.",
    hints=(
        "Begin with what the loss is, and write it with logits alone before you derive.",
        "Loss, softmax put in, logarithm split, first term, second term, sum.",
        "The first line says what L is in terms of p.",
    ),
)

GUESS_STUCK = Choice(
    key="guess-stuck",
    predict=True,
    prompt="A network is sure and wrong: the right one of two classes gets a probability of "
    "0.005%. How hard does each loss push its logit up?",
    options=(
        Option("Cross-entropy hard, the squared error hardly", "The logarithm undoes the power.",
               right=True),
        Option("The squared error harder, since it squares a large error",
               "It squares a number that can't exceed 1, and softmax is flat there."),
        Option("Both hard, since both see a large error", "The error is large, the slope is not."),
        Option("Neither, since softmax is flat there", "Right for one of the two losses."),
    ),
)  # fmt: skip


def _try_gradient(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(3)

    def parts(z: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
        return softmax(z).data, np.eye(z.shape[1])[labels], len(z)

    def entries(z: np.ndarray, labels: np.ndarray) -> np.ndarray:
        p, _, n = parts(z, labels)
        return (p - np.isin(range(n), labels)[:, None]) / n

    def of(rule: Callable[..., np.ndarray]) -> Callable[..., np.ndarray]:
        """Turn a rule for probabilities, truth and number of examples into one for z and labels."""
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
                "That is the derivative with respect to the probability. It must still go through "
                "softmax to the logits.": of(lambda p, truth, n: -truth / p / n),
                "Every sign is the opposite: what is too large must be lowered, and the gradient "
                "points to where the loss rises.": (
                    of(lambda p, truth, n: (truth - p) / n),
                    of(lambda p, truth, n: truth - p),
                ),
                "These are the probabilities. What does the right class deserve, and the others?": (
                    of(lambda p, truth, n: p / n),
                    of(lambda p, truth, n: p),
                ),
                "You compare logits with the truth. First turn them into probabilities.": (
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
            "a table of shape (4, 3) like the probabilities, with a single 1 in each row."
        ) from None


GRADIENT = Code(
    key="gradient",
    name="loss_gradient",
    test=_try_gradient,
    right="Probability minus truth, divided by the number of examples. Libraries have this line.",
    hints=(
        "For one example the gradient is the probabilities minus the truth. The loss of a table is "
        "the mean over its rows.",
        "(P − Y) / n, where each row of Y has a 1 at the right class: `np.eye(K)[labels]`.",
        "```\ndef loss_gradient(z, labels):\n    n, classes = z.shape\n"
        "    p = nn.softmax(z).data\n    truth = np.eye(classes)[___]\n"
        "    return (___ - ___) / ___\n```",
    ),
    solution="""def loss_gradient(z, labels):
    n, classes = z.shape
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    truth = np.eye(classes)[labels]
    return (p - truth) / n
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
            ("p / len(z)", "These are the probabilities"),
            ("(z - y) / len(z)", "You compare logits"),
            ("-y / p / len(z)", "with respect to the probability"),
            ("((p - y) / len(z)).sum(axis=0)", "has shape"),
            ("(p - labels) / len(z)", "do not line up"),
            ("(p - np.isin(range(len(z)), labels)[:, None]) / len(z)", "whole rows or columns"),
        )
    ),
)

# --- are its outputs probabilities? ---------------------------------------------------------------

GUESS_SURE = Choice(
    key="guess-sure",
    predict=True,
    scale=True,
    prompt="A network has learned 1,000 digits. On 3,000 new ones it says “at least 99% sure” "
    "about 2,000 times. How many of those 2,000 answers are wrong?",
    options=(
        Option("About 2", "That is what it expects itself: it is mostly surer than 99%."),
        Option("10 to 20", "The most that an honest 99% allows."),
        Option("About 45", "Twenty times as many as it expects.", right=True),
        Option("About 250", "One in eight, as on all new digits. It is not as bad as that."),
    ),
)


def _try_fit(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(6)
    cases = []
    for n, classes, scale, taus in (
        (60, 3, 2.0, np.linspace(5, 0.2, 97)),
        (80, 5, 0.5, np.linspace(0.1, 3, 59)),
        (50, 4, 3.0, np.linspace(8, 0.2, 40)),
    ):
        z = rng.normal(size=(n, classes))
        y = (z + rng.gumbel(size=z.shape)).argmax(axis=1)  # at temperature 1, z is calibrated
        cases.append((scale * z, y, taus))

    def losses(z: np.ndarray, y: np.ndarray, taus: np.ndarray) -> np.ndarray:
        return np.array([_loss(z / t, y) for t in taus])

    def best(z: np.ndarray, y: np.ndarray, taus: np.ndarray) -> float:
        return float(taus[losses(z, y, taus).argmin()])

    agree(
        student,
        best,
        cases,
        what="The temperature",
        mistakes={
            "That is the place of the best temperature in the list. Return the temperature.": (
                lambda z, y, taus: losses(z, y, taus).argmin()
            ),
            "That is the smallest loss. Which temperature has it?": (
                lambda z, y, taus: losses(z, y, taus).min()
            ),
            "That temperature has the largest loss of all.": (
                lambda z, y, taus: taus[losses(z, y, taus).argmax()]
            ),
            "You multiply the logits by the temperature. Which way does a hot softmax go?": (
                lambda z, y, taus: taus[np.argmin([_loss(z * t, y) for t in taus])]
            ),
            "You divide probabilities, and take their softmax again. What is divided by τ?": (
                lambda z, y, taus: taus[np.argmin([_loss(softmax(z).data / t, y) for t in taus])]
            ),
            "The first of the list always wins: accuracy is the same at every temperature. What "
            "does change?": lambda z, y, taus: taus[0],
        },
    )


FIT_TEMPERATURE = Code(
    key="fit-temperature",
    name="fit_temperature",
    test=_try_fit,
    right="It finds the best of every list of temperatures, below 1 as well as above.",
    hints=(
        "Try every temperature of the list, and keep the one whose loss is least.",
        "The loss at τ is cross_entropy(z / τ, y). `np.argmin` gives the place of the smallest.",
        "```\ndef fit_temperature(z, y, taus):\n    losses = [cross_entropy(___, y) "
        "for tau in taus]\n    return taus[___(losses)]\n```",
    ),
    solution="""def fit_temperature(z, y, taus):
    losses = [nn.cross_entropy(z / tau, y).item() for tau in taus]
    return taus[np.argmin(losses)]
""",
    wrong=tuple(
        Wrong(
            "def fit_temperature(z, y, taus):\n"
            f"    losses = [nn.cross_entropy({scaled}, y).item() for t in taus]\n"
            f"    return {result}",
            hint,
        )
        for scaled, result, hint in (
            ("z / t", "np.argmin(losses)", "the place of the best"),
            ("z / t", "min(losses)", "the smallest loss"),
            ("z / t", "taus[np.argmax(losses)]", "the largest loss"),
            ("z * t", "taus[np.argmin(losses)]", "multiply the logits"),
            ("nn.softmax(z).data / t", "taus[np.argmin(losses)]", "What is divided by"),
            ("z / t", "taus[0]", "accuracy is the same"),
        )
    ),
)

GUESS_NEGATIVE = Choice(
    key="guess-negative",
    predict=True,
    prompt="Swap ink and paper in the test digits, as a photographic negative does. You read them "
    "as easily as before. And the network?",
    options=(
        Option("It reads them as before, and as sure", "It was never shown a negative."),
        Option("It fails, and says so: nearly 1/10 for each", "So one would hope."),
        Option("It fails like a guess, 1 in 10 right, and is half sure", "Worse, on both counts."),
        Option("At most 1 in 50 right, and 85% sure", "Worse than guessing, and sure of it.",
               right=True),
    ),
)  # fmt: skip

# --- the heart ------------------------------------------------------------------------------------

GUESS_HEART = Choice(
    key="guess-heart",
    predict=True,
    prompt="Which of these would keep out the heart, and let real digits through?",
    options=(
        Option("A threshold: answer only if p is at least 99.9%",
               "A usual first filter. But the heart gets more than that."),
        Option("A temperature, so that nothing is so sure",
               "It lowers all probabilities. The heart's lead is not lowered more than others'."),
        Option("A high temperature and then a threshold",
               "It would work, were the heart less sure than digits at some temperature."),
        Option("None of these", "It is surer of the heart than of any digit.", right=True),
    ),
)  # fmt: skip

# --- the self-test --------------------------------------------------------------------------------

TEST_TWICE = Choice(
    key="test-twice",
    prompt="1. What is wrong in this training?",
    options=(
        Option("The loss gets probabilities where it expects logits",
               "Softmax is applied twice. Numbers from 0 to 1 are far too close to each other as "
               "logits: even when all is right, the loss can't fall below −ln(e / (e + 9)) = 1.46.",
               right=True),
        Option("The learning rate is too small for this loss",
               "A larger one helps a little. But how low can this loss fall at all?"),
        Option("The network needs a softmax as its last layer, not in the loss",
               "Either place is one softmax. How many are there here?"),
        Option("Nothing, since softmax doesn't change which class is largest",
               "True of the answer. Which numbers does the loss see?"),
    ),
    hints=(
        "Count the softmaxes between the network and the logarithm.",
        "What is the largest possible difference between two of the numbers given to the loss?",
    ),
)  # fmt: skip

TEST_TAGS = Choice(
    key="test-tags",
    prompt="2. An app tags photos with beach, dog, friends, sunset. A photo may show several of "
    "these, or none. What belongs at the end of its network?",
    options=(
        Option("Softmax over the four, and all tags above ¼",
               "A photo of all four would give ¼ to each. What would a photo of none give?"),
        Option("A sigmoid for each tag, with its own loss",
               "Four questions with yes or no. These probabilities need not sum to 1.", right=True),
        Option("Softmax over the four, at a high temperature, so that several get a lot",
               "They still share a sum of 1, so each tag takes from the others."),
        Option("Softmax over the four and a fifth class, “none”",
               "That helps with none. And a dog on the beach?"),
    ),
    hints=(
        "Must the probabilities of these tags sum to 1?",
        "What may one tag's logit do to another tag's probability?",
    ),
)  # fmt: skip

TEST_DIAGNOSE = Choice(
    key="test-diagnose",
    prompt="3. The reliability diagram of another network. What do you do?",
    options=(
        Option("Divide its logits by a τ above 1", "That makes it less sure. Is it too sure now?"),
        Option("Divide its logits by a τ below 1", "It is right more often than it says: sharpen.",
               right=True),
        Option("Nothing, since it is more often right than it promises",
               "A cautious forecast misleads too: one asks a person where one needn't."),
        Option("Raise its accuracy, since calibration follows from it",
               "The two are different things. The heights of the dots say what?"),
    ),
    hints=(
        "Take one dot: how sure was the network, and how often right?",
        "Above the diagonal, it is right more often than it says.",
    ),
)  # fmt: skip

TEST_BASE_RATE = Choice(
    key="test-base-rate",
    prompt="4. It rains on 30 days of 100. A service says “30% rain” every single day. What can "
    "you say of it?",
    options=(
        Option("It isn't calibrated, since it never changes", "Of all days with “30%”, on how many "
               "did it rain?"),
        Option("It is calibrated, so its forecasts are good", "Would they help you to decide "
               "whether to take an umbrella?"),
        Option("Calibrated and useless", "It keeps its word, and tells no day from another.",
               right=True),
        Option("Its cross-entropy is 0", "Only who says 0 or 100% and is always right has that."),
    ),
    hints=(
        "First check its word: collect the days on which it said 30%.",
        "Then ask what else a forecast should do.",
    ),
)  # fmt: skip

TEST_SCANNER = Choice(
    key="test-scanner",
    prompt="5. A hospital fitted a temperature on last year's X-rays. Now it has a new scanner. "
    "The network says “97% healthy”. What is that number worth?",
    options=(
        Option("97%, since calibration is a property of the network",
               "Of a network and of the data that it was measured on."),
        Option("Unknown, until it is measured on the new images",
               "The fit held for images like last year's.", right=True),
        Option("At least 97%, since the new images are sharper",
               "Sharper for a person. The network has never seen such images."),
        Option("97%, if the temperature is fitted once more on last year's images",
               "It was fitted on those already. What has changed?"),
    ),
    hints=(
        "On which images was the word kept?",
        "Think of the heart: what did a temperature say about pictures of another kind?",
    ),
)  # fmt: skip
