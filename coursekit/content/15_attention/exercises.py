"""Exercises and questions of lesson 15."""

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
from coursekit.judge import agree

# --- what is attention? ---------------------------------------------------------------------------

GUESS_MIDST = Choice(
    key="guess-midst",
    predict=True,
    prompt="Four keys lie around a fifth one, “the”, which is exactly in the middle of them. Which "
    "query gives “the” more weight than any other key?",
    options=(
        Option("A long one that points at it", "Then keys on the same side score higher still."),
        Option("One that ends exactly on it", "By distance, yes. A product grows with length."),
        Option("One that points away from the others", "They lie all around. Which way is away?"),
        Option("None", "Its score is the mean of the four others, never the largest.", right=True),
    ),
)  # fmt: skip

BY_HAND = Number(
    key="by-hand",
    prompt="One query (2, 0, 1, −1) meets two keys, (1, 3, 0, −2) and (0, 1, 2, 2). Their values "
    "are the numbers 10 and 20. What is the output?",
    answer=11.19,
    tolerance=0.02,
    right="The products are 4 and 0, divided by √4: 2 and 0. The weights are 0.88 and 0.12.",
    slips=(
        Slip(10.18, "The larger key gets too much. By what is a product divided?"),
        Slip(12.69, "You divided by d. What of its root?"),
        Slip(15, "That weighs both alike. How do the two products differ?"),
        Slip(10, "That takes the better match alone. A soft lookup mixes."),
        Slip(18.81, "The weights have changed places."),
    ),
    hints=(
        "First the two products, then the division, then the softmax, then the mean of the values.",
        "score = q·k / √d; weights = softmax(scores); output = Σ weight · value. Here d = 4.",
        "```\nscores = np.array([___, ___]) / np.sqrt(___)\n"
        "w = np.exp(scores) / np.exp(scores).sum()\nw @ np.array([10, 20])\n```",
    ),
    solution="q·k is 2·1 + (−1)(−2) = 4 and 1·2 − 1·2 = 0. Divided by 2: 2 and 0. Weights "
    "e² / (e² + 1) = 0.881 and 0.119, so 0.881 · 10 + 0.119 · 20 = 11.19.",
)  # fmt: skip


def _softmax(scores: Any, axis: int = 1) -> Any:
    e = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def _weights(q: Any, k: Any) -> Any:
    return _softmax(q @ k.T / np.sqrt(q.shape[1]))


def _try_weights(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(15)
    cases = [
        (rng.normal(size=(n, d)) * size, rng.normal(size=(m, d)))
        for n, m, d, size in ((4, 6, 5, 1.0), (3, 2, 9, 2.0), (1, 7, 2, 1.0), (5, 5, 3, 3000.0))
    ]
    agree(
        student,
        _weights,
        cases,
        what="The table of weights",
        mistakes={
            "Products of long vectors are large: divide them, by the root of their length.": (
                lambda q, k: _softmax(q @ k.T)
            ),
            "You divide by d. It is the root of d that keeps the spread at 1.": (
                lambda q, k: _softmax(q @ k.T / q.shape[1])
            ),
            "Divide by the root of the vectors' length, not of how many there are.": (
                lambda q, k: _softmax(q @ k.T / np.sqrt(len(k))),
                lambda q, k: _softmax(q @ k.T / np.sqrt(len(q))),
            ),
            "Your columns add up to 1. Each *query* shares out a weight of 1.": (
                lambda q, k: _softmax(q @ k.T / np.sqrt(q.shape[1]), axis=0)
            ),
            "All entries together add up to 1. Each row should, on its own.": (
                lambda q, k: _weights(q, k) * 0 + _whole(q @ k.T / np.sqrt(q.shape[1]))
            ),
            "These are the scores. Their softmax is still missing.": (
                lambda q, k: q @ k.T / np.sqrt(q.shape[1]),
                lambda q, k: q @ k.T,
            ),
            "Exponentials alone are no shares yet: divide each row by its sum.": (
                lambda q, k: np.exp(q @ k.T / np.sqrt(q.shape[1])),
            ),
            "A row for each query, a column for each key: you have them the other way round.": (
                lambda q, k: _weights(q, k).T,
                lambda q, k: _weights(k, q),
            ),
        },
    )


def _whole(scores: Any) -> Any:
    e = np.exp(scores - scores.max())
    return e / e.sum()


_WEIGHTS = "def my_weights(q, k):\n"

WEIGHTS = Code(
    key="weights",
    name="my_weights",
    test=_try_weights,
    right="Each row is one query's lookup. The maps below are drawn by it.",
    hints=(
        "All products of queries and keys are one matrix product. Then scale, then a softmax for "
        "each row.",
        "softmax(q kᵀ / √d), row by row; d is the length of one query. Subtract each row's largest "
        "score before `np.exp`, as in lesson 3.",
        "```\nscores = q @ ___ / np.sqrt(___)\n"
        "e = np.exp(scores - scores.max(axis=1, keepdims=True))\nreturn e / ___\n```",
    ),
    solution="""def my_weights(q, k):
    scores = q @ k.T / np.sqrt(q.shape[1])
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
""",
    wrong=(
        Wrong(_WEIGHTS + "    e = np.exp(q @ k.T)\n    return e / e.sum(axis=1, keepdims=True)\n",
              "divide them, by the root"),
        Wrong(_WEIGHTS + "    e = np.exp(q @ k.T / q.shape[1])\n"
              "    return e / e.sum(axis=1, keepdims=True)\n", "You divide by d"),
        Wrong(_WEIGHTS + "    e = np.exp(q @ k.T / q.shape[1] ** 0.5)\n"
              "    return e / e.sum(axis=0)\n", "Each *query* shares out"),
        Wrong(_WEIGHTS + "    return q @ k.T / q.shape[1] ** 0.5\n", "softmax is still missing"),
        Wrong(_WEIGHTS + "    e = np.exp(q @ k.T / q.shape[1] ** 0.5)\n    return e / e.sum()\n",
              "All entries together"),
        Wrong(_WEIGHTS + "    e = np.exp(q @ k.T / q.shape[1] ** 0.5)\n"
              "    return e / e.sum(axis=1, keepdims=True)\n", "nan or inf"),
    ),
)  # fmt: skip

GUESS_SCALE = Choice(
    key="guess-scale",
    predict=True,
    prompt="A query and 16 keys, each of 1,024 numbers drawn from a normal distribution of mean 0 "
    "and variance 1. Softmax of the bare products: which weight does the best key get, typically?",
    options=(
        Option("About 6%, one in sixteen", "No key was made for this query, but they differ."),
        Option("About 20%", "So it is once the products are divided."),
        Option("About 60%", "Sums of 1,024 terms spread further than that."),
        Option("Nearly 100%", "The products differ by dozens; the softmax makes powers of e of it.",
               right=True),
    ),
    scale=True,
)  # fmt: skip

SPREAD = Number(
    key="spread",
    prompt="The numbers in the queries have mean 0 and standard deviation 2, those in the keys "
    "mean 0 and standard deviation 0.5, all independent; d = 144. What is the standard deviation "
    "of q·k, before any division?",
    answer=12,
    tolerance=0.01,
    right="Each of the 144 products has variance 4 · 0.25 = 1. Variances of independent terms add "
    "up to 144; the root of that is the standard deviation.",
    slips=(
        Slip(144, "That is the variance."),
        Slip(1, "That is one of the products, or what remains after the division."),
        Slip(24, "And the numbers of the keys?"),
        Slip(6, "And the numbers of the queries?"),
        Slip(15, "Within a product, standard deviations multiply. What adds up, and over what?"),
    ),
    hints=(
        "Take one product first: of two independent numbers with mean 0. What is its variance?",
        "Var(q·k) = d · Var(one number of q) · Var(one number of k).",
        "```\nnp.sqrt(144 * ___ ** 2 * ___ ** 2)\n```",
    ),
    solution="√(144 · 2² · 0.5²) = √144 = 12.",
)  # fmt: skip

# --- does attention know the order? ---------------------------------------------------------------

GUESS_ORDER = Choice(
    key="guess-order",
    predict=True,
    prompt="An attention layer with random weights reads “dog bites man”, then “man bites dog”. "
    "Each word has a vector of its own. What comes out at “dog”?",
    options=(
        Option("Two vectors that differ a little", "It should tell who bit whom. By what?"),
        Option("The same vector both times", "The same query, keys and values give the same mean.",
               right=True),
        Option("Two quite different vectors", "That takes something that knows places."),
        Option("It depends on the weights", "What comes out does. But what could see the order?"),
    ),
)  # fmt: skip

PROOF = Arrange(
    key="order-proof",
    prompt="Put the proof in order: a transformer block without positions and without a mask can't "
    "reverse all words of three letters. Two lines do not belong.",
    lines=(
        "“abb” and “bab” have the same letters, so they give the same keys and values.",
        "The a has the same query in both words.",
        "So its weights, and the mean that it gets, are the same in both words.",
        "All else acts at each place alone, so the answer at the a is the same in both words.",
        "Reversed, “abb” needs a b at that place, and “bab” an a.",
        "So the model is wrong on at least one of the two.",
    ),
    decoys=(
        Decoy(
            "With more heads, one of them could look at the place on the left.",
            "Each head has the same formula. What in it knows left from right?",
        ),
        Decoy(
            "All weights of a softmax are positive, so nothing can be left out.",
            "True, but small weights would do. Where does the order come in?",
        ),
    ),
    before=((0, 2), (1, 2), (2, 3), (3, 5), (4, 5)),
    mistakes=(
        TooEarly(2, 0, "Why the same weights? First say what they are computed from."),
        TooEarly(3, 2, "What does the rest of the block get at this place? Say that first."),
        TooEarly(5, 4, "Wrong in what? Say first what would be right."),
    ),
    right="The same holds for a stack of blocks, for any number of heads, and for longer words.",
    hints=(
        "Follow the a through the formula, in two words with the same letters.",
        "Keys, values and query → the mean → the answer → what would be right → the conclusion.",
        "Begin with what the two words have in common.",
    ),
    code=False,
)

MULTISET = Number(
    key="multiset",
    prompt="A model without positions must reverse four letters, a, a, b and b in random order "
    "(all orders equally likely). At each place it knows its own letter, and which letters "
    "there are. Which share of letters can it get right at most?",
    answer=0.667,
    tolerance=0.005,
    right="At an a, the mirror place holds one of the three other letters, a, b, b. So it says b, "
    "and is right twice in three times. At a b likewise.",
    slips=(
        Slip(0.5, "So it would be without any knowledge. It knows its own letter."),
        Slip(1, "Is the mirror letter of an a always the same?"),
        Slip(0.333, "That is the share with the worse of the two answers."),
        Slip(0.75, "How many letters are left, besides its own?"),
        Slip(0.25, "It need not know the place. Which letter is likelier at the mirror place?"),
    ),
    hints=(
        "Stand at an a. Which letters can the mirror place hold, and how often each?",
        "Besides your own letter there are three, all equally likely at the mirror place.",
        "```\n(how many of the three are ___) / 3\n```",
    ),
    solution="At an a the three others are a, b, b: say b, right in 2 of 3 cases, 0.667.",
)  # fmt: skip

# --- what is a transformer? -----------------------------------------------------------------------

GUESS_RACE = Choice(
    key="guess-race",
    predict=True,
    prompt="Now 16 digits. An LSTM with nearly four times as many weights reads them all, then "
    "writes. Each at its best rate of Adam. After 100 steps the block has every digit right. And "
    "the LSTM after 1,000?",
    options=(
        Option("No mistake either", "It has the weights and the steps, but one state for all."),
        Option("More than 8 of 10 digits right", "It gets on, digit by digit, the last read first.",
               right=True),
        Option("About half right", "So it is after a tenth to a third of these steps."),
        Option("1 of 10: it still guesses", "The last digits read are learned soon."),
    ),
    scale=True,
)  # fmt: skip

COST = Number(
    key="cost",
    prompt="One head without a mask. A page of 500 characters takes 250,000 scores. A book has 200 "
    "such pages: how many times as many scores does it take, read as one text?",
    answer=40_000,
    tolerance=1,
    right="200 times as long, 200² times as many. That is why long texts are expensive.",
    slips=(
        Slip(200, "Each character also looks at more others."),
        Slip(400, "Two factors of 200: do they add or multiply?"),
        Slip(1e10, "That is how many there are. How many times as many as for the page?"),
        Slip(20_000, "So it would be with a mask on the book, and none on the page."),
    ),
    hints=(
        "How many queries does the book have, and how many keys does each meet?",
        "n characters take n · n scores.",
        "```\n(200 * 500) ** 2 / ___\n```",
    ),
    solution="(200 · 500)² / 500² = 200² = 40,000.",
)

# --- a machine that writes ------------------------------------------------------------------------


def _head(x: Any, wq: Any, wk: Any, wv: Any, *, ahead: int = 0) -> Any:
    q, k, v = x @ wq, x @ wk, x @ wv
    scores = q @ k.T / np.sqrt(q.shape[1])
    return _softmax(np.where(np.tril(np.ones(scores.shape), ahead) > 0, scores, -1e30)) @ v


def _scores(x: Any, wq: Any, wk: Any) -> Any:
    return (x @ wq) @ (x @ wk).T / np.sqrt(wq.shape[1])


def _try_head(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(16)
    cases = []
    for n, d, e, f in ((5, 4, 3, 2), (3, 7, 2, 6), (8, 2, 5, 1), (1, 3, 3, 3)):
        parts = [rng.normal(size=size) for size in ((n, d), (d, e), (d, e), (d, f))]
        cases.append(tuple(parts))
    agree(
        student,
        _head,
        cases,
        what="The output",
        mistakes={
            "Your head sees what comes later. Hide these scores before the softmax.": (
                lambda x, wq, wk, wv: _softmax(_scores(x, wq, wk)) @ x @ wv
            ),
            "A hidden score of 0 is not hidden: e⁰ is 1. Which score becomes a weight of 0?": (
                lambda x, wq, wk, wv: _softmax(np.tril(_scores(x, wq, wk))) @ x @ wv
            ),
            "You hide weights after the softmax, so that rows no longer add up to 1.": (
                lambda x, wq, wk, wv: np.tril(_softmax(_scores(x, wq, wk))) @ x @ wv
            ),
            "Past and future have changed places: a row is a query, a column a key.": (
                lambda x, wq, wk, wv: _head(x[::-1], wq, wk, wv)[::-1]
            ),
            "A place may look at itself, too.": (
                lambda x, wq, wk, wv: _head(x, wq, wk, wv, ahead=-1)
            ),
            "Each place sees one character too far.": (
                lambda x, wq, wk, wv: _head(x, wq, wk, wv, ahead=1)
            ),
            "The products are not divided by the root of the queries' length.": (
                lambda x, wq, wk, wv: _head(x, wq * np.sqrt(wq.shape[1]), wk, wv),
                lambda x, wq, wk, wv: _head(x, wq / np.sqrt(wq.shape[1]), wk, wv),
            ),
            "Divide by the root of the length of a *query*, not of a row of x.": (
                lambda x, wq, wk, wv: _head(x, wq * np.sqrt(wq.shape[1] / x.shape[1]), wk, wv)
            ),
            "You mix the rows of x. It is their values that are mixed.": (
                lambda x, wq, wk, wv: _head(x, wq, wk, np.eye(x.shape[1]))
            ),
            "These are the weights. They still have to mix the values.": (
                lambda x, wq, wk, wv: _softmax(
                    np.where(np.tril(np.ones((len(x), len(x)))) > 0, _scores(x, wq, wk), -1e30)
                )
            ),
        },
    )


_START = (
    "def my_head(x, wq, wk, wv):\n    s = (x @ wq) @ (x @ wk).T / np.sqrt(wq.shape[1])\n"
    "    see = np.tril(np.ones(s.shape)) > 0\n"
)
_END = "    e = np.exp(s)\n    return e / e.sum(axis=1, keepdims=True) @ (x @ wv)\n"

HEAD = Code(
    key="head",
    name="my_head",
    test=_try_head,
    right="A whole attention head. GPT-3 has 96 of these in each of its 96 blocks.",
    hints=(
        "Make queries, keys and values from x. Then the scores, then the mask, then the softmax, "
        "then the mix.",
        "q = x Wq, k = x Wk, v = x Wv; softmax(mask(q kᵀ / √d)) v. The mask puts −∞ wherever the "
        "column lies beyond the row: `np.where(np.tril(…) > 0, scores, -np.inf)`.",
        "```\nq, k, v = x @ wq, x @ wk, x @ wv\nscores = ___\n"
        "past = np.tril(np.ones(scores.shape)) > 0\nscores = np.where(past, scores, ___)\n"
        "e = np.exp(scores - scores.max(axis=1, keepdims=True))\nreturn ___\n```",
    ),
    solution="""def my_head(x, wq, wk, wv):
    q, k, v = x @ wq, x @ wk, x @ wv
    scores = q @ k.T / np.sqrt(q.shape[1])
    past = np.tril(np.ones(scores.shape)) > 0
    scores = np.where(past, scores, -np.inf)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True) @ v
""",
    wrong=(
        Wrong(_START + _END, "sees what comes later"),
        Wrong(_START + "    s = s * see\n" + _END, "A hidden score of 0"),
        Wrong(_START + "    e = np.exp(s)\n    p = e / e.sum(axis=1, keepdims=True)\n"
              "    return p * see @ (x @ wv)\n", "no longer add up to 1"),
        Wrong(_START.replace("tril", "triu") + "    s = np.where(see, s, -np.inf)\n" + _END,
              "changed places"),
        Wrong(_START.replace(" / np.sqrt(wq.shape[1])", "") + "    s = np.where(see, s, -np.inf)\n"
              + _END, "root of the queries' length"),
        Wrong(_START + "    s = np.where(see, s, -np.inf)\n" + _END.replace("(x @ wv)", "x"),
              "values that are mixed"),
    ),
)  # fmt: skip

GUESS_PARROT = Choice(
    key="guess-parrot",
    predict=True,
    prompt="The machine after 2,000 steps, at temperature 1. Take all passages of 20 characters "
    "from what it writes. How many of them stand, word for word, in the two poems?",
    options=(
        Option("Hardly any: it composes", "It has seen 2,000 characters, and has 16,000 weights."),
        Option("About 30%", "So it is at temperature 1.5."),
        Option("About 70%", "It recites, and slips from line to line.",
               right=True),
        Option("All of them: it recites", "So it is at temperature 0.2."),
    ),
    scale=True,
)  # fmt: skip

# --- test yourself --------------------------------------------------------------------------------

TEST_1 = Choice(
    key="test-bug",
    prompt="1. It runs, and the loss is far too good. What is wrong?",
    options=(
        Option("`tril` should be `triu`", "Rows are queries: which columns lie in a row's past?"),
        Option("A score of 0 is still a score", "Its exponential is 1. Hidden scores must be −∞.",
               right=True),
        Option("The softmax runs over the wrong axis", "Do the rows add up to 1?"),
        Option("The scores should be divided by 8, not by √8", "That changes how sharp it is, and "
               "hides nothing."),
    ),
)  # fmt: skip
TEST_2 = Choice(
    key="test-diagnose",
    prompt="2. Diagnose the run. Loss in training and on a poem that it has never seen, and what "
    "it then writes. What went wrong?",
    options=(
        Option("It has overfitted", "Then the loss on the unseen poem would rise."),
        Option("The temperature was too high", "Look at the loss: no temperature is in it. Could a "
               "model that small predict an unseen poem so well?"),
        Option("It was trained without the mask", "It reads the answer at the next place. When it "
               "writes, there is no next place.", right=True),
        Option("It has no positions", "Could it then predict an unseen poem so well?"),
    ),
)  # fmt: skip
TEST_3 = Choice(
    key="test-long-key",
    prompt="3. One of many keys is made three times as long; its direction stays. Which queries "
    "now give it more weight?",
    options=(
        Option("All of them", "Some scores were negative. Three times negative is?"),
        Option("None: only direction counts", "So it is with cosines. A product minds length."),
        Option("Those at an acute angle to it", "Their score is positive, and tripled. A "
               "negative one, tripled, falls.", right=True),
        Option("Only those that point exactly at it", "Any positive score is tripled."),
    ),
)  # fmt: skip
TEST_4 = Choice(
    key="test-order",
    prompt="4. Which of these can be read from the output of an attention layer without positions "
    "and without a mask?",
    options=(
        Option("Which letter is the most frequent", "A mean over all places tells shares.",
               right=True),
        Option("Which letter comes first", "First is a matter of order."),
        Option("Whether a comes before b", "Exchange them: what changes in the outputs?"),
        Option("Which letter stands to the left", "What in the formula knows left?"),
    ),
)  # fmt: skip
TEST_5 = Choice(
    key="test-tool",
    prompt="5. A pulse sensor: one number a second for months, an answer after each, and memory "
    "for a few hundred numbers. What fits best?",
    options=(
        Option("Attention over all that was measured", "How many keys would it keep in a month?"),
        Option("Attention without positions", "As many keys, and no order either."),
        Option("A recurrent network", "Its state has one size, however long it runs.", right=True),
        Option("An MLP that takes all numbers at once", "How many inputs would it have tomorrow?"),
    ),
)  # fmt: skip
