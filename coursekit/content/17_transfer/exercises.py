"""Exercises and questions of lesson 17."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

import nnlib as nn
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
from coursekit.judge import Hint, agree, compare

# --- what is transfer learning? -------------------------------------------------------------------

GUESS_UNTOUCHED = Choice(
    key="guess-untouched",
    predict=True,
    scale=True,
    prompt="The network reads 95% of new digits from its own office. How many does it read at the "
    "other office, before any training there?",
    options=(
        Option("About 95%", "Digits are digits, but ink, size and the 1 itself differ."),
        Option("About 80%", "Not what it was, and far from nothing.", right=True),
        Option("About 50%", "A great fall. But the pictures are cut to their ink in both offices."),
        Option("About 10%", "That is guessing. A 3 here still looks much like a 3 there."),
    ),
)

GUESS_HUNDRED = Choice(
    key="guess-hundred",
    predict=True,
    prompt="Now 100 labels of the new office, ten of each digit. Which network reads new digits "
    "there best?",
    options=(
        Option("The old one, as it was", "It has seen 5,000 digits, and none of the new ones."),
        Option("One trained from scratch", "It sees the right digits only, but just 100."),
        Option("The old one, trained on", "It brings what both offices share.", right=True),
        Option("All about the same", "The old one and the one from scratch are, nearly."),
    ),
)

COUNT = Number(
    key="count",
    prompt="A network of 300 → 120 → 40 → 10 neurons, biases included, is to sort 26 letters. You "
    "replace its head and freeze all else. How many numbers are trained?",
    answer=1066,
    right="The head alone: 40 weights and a bias for each letter. All else is 40,960 numbers.",
    slips=(
        Slip(1040, "Each of the 26 neurons has something besides its weights."),
        Slip(410, "That was the old head. How many neurons has the new one?"),
        Slip(286, "Its inputs are not the old ten outputs. Which layer stands before it?"),
        Slip(42026, "That counts the frozen layers, too."),
        Slip(5906, "The layer of 40 is frozen as well: only the head is new."),
        Slip(7826, "The new head does not read the input: which layer stands before it?"),
    ),
    hints=(
        "The new head reads the last hidden layer.",
        "Inputs · classes + classes.",
        "```\n40 * 26 + ___\n```",
    ),
    solution="40 · 26 weights and 26 biases: 1,040 + 26 = 1066.",
)


def _network(sizes: tuple[int, ...], rng: np.random.Generator) -> nn.Sequential:
    layers: list[Any] = []
    for inputs, outputs in pairwise(sizes):
        layers += [nn.Linear(inputs, outputs, rng=rng), nn.Tanh()]
    return nn.Sequential(*layers[:-1])


def _try_head(student: Callable[..., Any]) -> None:
    for sizes, classes, seed in (((6, 5, 4, 3), 7, 1), ((3, 8, 6), 2, 2)):
        rng = np.random.default_rng(seed)
        old: Any = _network(sizes, rng)
        x = rng.normal(size=(9, sizes[0]))
        before, count = old.state_dict(), len(old)
        new = student(old, classes, np.random.default_rng(seed + 10))
        if new is None:
            raise Hint("It returned None. Does the function end with `return`?")
        if isinstance(new, nn.Linear):
            raise Hint("You return the head alone. Return the whole network, as a Sequential.")
        if not isinstance(new, nn.Sequential):
            raise Hint(f"Return an nn.Sequential. Yours is of type {type(new).__name__}.")
        _same_as_before(old, before, count)
        if len(new) > count:
            raise Hint("It has more layers than before. The new head stands in place of the old.")
        if len(new) < count:
            raise Hint("It has fewer layers than before. Only the last one is to be replaced.")
        head = new[-1]
        if not isinstance(head, nn.Linear):
            raise Hint(f"The last layer should be an nn.Linear, but is {head!r}.")
        inputs, outputs = head.weight.shape
        if outputs != classes:
            raise Hint(f"The head has {outputs} outputs, but there are {classes} classes.")
        if inputs != sizes[-2]:
            raise Hint(f"The head expects {inputs} numbers; the layer before gives {sizes[-2]}.")
        hidden = nn.Sequential(*list(new)[:-1])(x).data
        compare(hidden, nn.Sequential(*list(old)[:-1])(x).data, what="What the hidden layers say")
        common = min(classes, sizes[-1])
        if np.allclose(head.weight.data[:, :common], old[-1].weight.data[:, :common]):
            raise Hint("The head still has weights of the old one, which belong to old classes.")
        for p in new.parameters():
            p.data[...] = p.data + 1
        _same_as_before(old, before, count, "Training yours would change")


def _same_as_before(old: Any, before: Any, count: int, said: str = "You have changed") -> None:
    after = old.state_dict()
    if (
        len(old) != count
        or after.keys() != before.keys()
        or any(not np.array_equal(after[name], before[name]) for name in before)
    ):
        raise Hint(f"{said} the old network. It is still needed: work on a copy of its layers.")


_COPY = "from copy import deepcopy\n\ndef with_new_head(model, classes, rng):\n"
_BODY = "    body = deepcopy(list(model)[:-1])\n"
_INPUTS = "    inputs = model[-1].weight.shape[0]\n"
_ALL = _COPY + _BODY + _INPUTS

HEAD = Code(
    key="head",
    name="with_new_head",
    test=_try_head,
    right="The body is a copy, the head is new, and the old network is what it was.",
    hints=(
        "Copy all layers but the last one, then put a fresh nn.Linear behind them.",
        "`copy.deepcopy(list(model)[:-1])` copies the body; the old head's weight has the shape "
        "(inputs, old classes).",
        "```\nbody = copy.deepcopy(list(model)[:-1])\ninputs = model[-1].weight.shape[0]\n"
        "return nn.Sequential(*body, nn.Linear(___, ___, rng=rng))\n```",
    ),
    solution="""def with_new_head(model, classes, rng):
    from copy import deepcopy
    body = deepcopy(list(model)[:-1])
    inputs = model[-1].weight.shape[0]
    return nn.Sequential(*body, nn.Linear(inputs, classes, rng=rng))
""",
    wrong=(
        Wrong(
            _COPY + _INPUTS + "    return nn.Linear(inputs, classes, rng=rng)\n",
            "You return the head alone",
        ),
        Wrong(
            _ALL.replace("deepcopy(list(model)[:-1])", "list(model)[:-1]")
            + "    return nn.Sequential(*body, nn.Linear(inputs, classes, rng=rng))\n",
            "Training yours would change",
        ),
        Wrong(
            _COPY + _INPUTS + "    model.layers[-1] = nn.Linear(inputs, classes, rng=rng)\n"
            "    return model\n",
            "You have changed the old network",
        ),
        Wrong(
            _COPY + "    classes_before = model[-1].weight.shape[1]\n"
            "    return nn.Sequential(*deepcopy(list(model)), "
            "nn.Linear(classes_before, classes, rng=rng))\n",
            "stands in place of the old",
        ),
        Wrong(
            _COPY + _BODY + _INPUTS
            + "    return nn.Sequential(*body[:-1], nn.Linear(inputs, classes, rng=rng))\n",
            "Only the last one is to be replaced",
        ),
        Wrong(
            _COPY + _BODY + "    inputs, outputs = model[-1].weight.shape\n"
            "    return nn.Sequential(*body, nn.Linear(inputs, outputs, rng=rng))\n",
            "outputs, but there are",
        ),
        Wrong(
            _COPY + _BODY
            + "    return nn.Sequential(*body, nn.Linear(classes, classes, rng=rng))\n",
            "the layer before gives",
        ),
    ),
)  # fmt: skip


def _choose(read: Any, steps: Any, rates: Any) -> tuple[float, float]:
    mean = np.mean(read, axis=0)
    i, j = np.unravel_index(mean.argmax(), mean.shape)
    return steps[i], rates[j]


def _places(read: Any, steps: Any, rates: Any) -> tuple[float, float]:
    mean = np.mean(read, axis=0)
    i, j = np.unravel_index(mean.argmax(), mean.shape)
    return float(i), float(j)


def _luckiest(read: Any, steps: Any, rates: Any) -> tuple[float, float]:
    _, i, j = np.unravel_index(np.argmax(read), np.shape(read))
    return steps[i], rates[j]


def _one_by_one(read: Any, steps: Any, rates: Any) -> tuple[float, float]:
    mean = np.mean(read, axis=0)
    return steps[mean.mean(axis=1).argmax()], rates[mean.mean(axis=0).argmax()]


def _try_choose(student: Callable[..., Any]) -> None:
    agree(
        student,
        _choose,
        [
            (
                np.array(
                    [
                        [[0.20, 0.30, 0.90], [0.50, 0.60, 0.10], [0.55, 0.50, 0.45]],
                        [[0.30, 0.20, 0.10], [0.40, 0.70, 0.20], [0.70, 0.55, 0.95]],
                        [[0.35, 0.20, 0.10], [0.80, 0.72, 0.20], [0.30, 0.60, 0.10]],
                    ]
                ),
                np.array([10.0, 40.0, 160.0]),
                np.array([0.02, 0.06, 0.2]),
            ),
            (
                np.array(
                    [
                        [[0.1, 0.5], [0.3, 0.2], [0.4, 0.1], [0.8, 0.2]],
                        [[0.2, 0.6], [0.3, 0.1], [0.5, 0.2], [0.1, 0.3]],
                        [[0.3, 0.4], [0.1, 0.2], [0.9, 0.3], [0.2, 0.1]],
                    ]
                ),
                np.array([5.0, 25.0, 125.0, 625.0]),
                np.array([0.5, 0.05]),
            ),
        ],
        what=("The number of steps", "The rate"),
        mistakes={
            "You return places in the table. Return the steps and the rate that stand there.": (
                _places
            ),
            "You take the single highest entry, of one lucky part. Average over the parts first.": (
                _luckiest
            ),
            "The number of steps comes first, the rate second.": lambda r, s, q: _choose(r, s, q)[
                ::-1
            ],
            "That is the worst setting: these are shares of digits read, not losses.": (
                lambda r, s, q: _choose(-r, s, q)
            ),
            "You look at one part only. All parts have a say.": (
                lambda r, s, q: _choose(r[:1], s, q),
                lambda r, s, q: _choose(r[-1:], s, q),
            ),
            "Steps and rate are chosen together: a small rate may need many steps.": _one_by_one,
        },
    )


_MEAN = (
    "def choose(read, steps, rates):\n    mean = read.mean(axis=0)\n"
    "    i, j = np.unravel_index(mean.argmax(), mean.shape)\n"
)

CHOOSE = Code(
    key="choose",
    name="choose",
    test=_try_choose,
    right="The best setting on average, chosen without a look at the test digits.",
    hints=(
        "Average over the parts, then find the highest entry of what is left.",
        "mean = read.mean(axis=0); `np.unravel_index(mean.argmax(), mean.shape)` is its place.",
        "```\nmean = read.mean(axis=___)\n"
        "i, j = np.unravel_index(mean.argmax(), mean.shape)\nreturn ___, ___\n```",
    ),
    solution="""def choose(read, steps, rates):
    mean = read.mean(axis=0)
    i, j = np.unravel_index(mean.argmax(), mean.shape)
    return steps[i], rates[j]
""",
    wrong=(
        Wrong(_MEAN + "    return i, j\n", "You return places"),
        Wrong(_MEAN + "    return rates[j], steps[i]\n", "comes first, the rate second"),
        Wrong(
            "def choose(read, steps, rates):\n"
            "    _, i, j = np.unravel_index(read.argmax(), read.shape)\n"
            "    return steps[i], rates[j]\n",
            "one lucky part",
        ),
        Wrong(_MEAN.replace("argmax", "argmin") + "    return steps[i], rates[j]\n", "the worst"),
        Wrong(
            _MEAN.replace("read.mean(axis=0)", "read[0]") + "    return steps[i], rates[j]\n",
            "one part only",
        ),
        Wrong(
            "def choose(read, steps, rates):\n    return steps[read.mean((0, 2)).argmax()], "
            "rates[read.mean((0, 1)).argmax()]\n",
            "chosen together",
        ),
    ),
)

# --- when is it the right tool? -------------------------------------------------------------------

GUESS_SHUFFLED = Choice(
    key="guess-shuffled",
    predict=True,
    prompt="A network has learned the digits with shuffled pixels. It gets a new head, and is "
    "fine-tuned on 20 ordinary digits at its own best rate. Against training from scratch, "
    "how many does it read?",
    options=(
        Option("more: any training before is better than none", "So it often is. Here the hidden "
               "layers look for pixels that no longer belong together."),
        Option("equally many: fine-tuning washes it out", "With 100 of each digit it nearly does. "
               "With two of each there is nothing to wash it out with."),
        Option("fewer", "Twenty digits can't undo what five thousand taught.", right=True),
        Option("no more than by guessing", "It learns. But it starts behind."),
    ),
)  # fmt: skip

LEAVES = Choice(
    key="leaves",
    prompt="You have 60 labeled photos of leaves, of 12 trees, and a network that was trained on "
    "a million photos of plants, of 5,000 other kinds. What do you try first?",
    options=(
        Option("All layers from scratch, at several rates", "Five photos a tree: who is to teach "
               "it what an edge is?"),
        Option("Its outputs as they are, since plants are plants", "None of its 5,000 answers is "
               "one of your 12 trees."),
        Option("A new head on frozen layers, then a small rate below", "Similar and few: the "
               "case in which reuse gained most.", right=True),
        Option("Its first layer alone, as that is the most general", "So one would for a source "
               "that is very different. Is this one?"),
    ),
)  # fmt: skip

BREAK_EVEN = Number(
    key="break-even",
    prompt="With n labels of each class a model of X-rays errs on 64 / n^(1/2) percent of new ones "
    "if trained from scratch, and on 16 / n^(1/4) percent if fine-tuned. From how many labels of "
    "each class on is it better to start from scratch?",
    answer=256,
    tolerance=0.5,
    right="At 256 both err on 4%. Below, the source is worth more than the labels; above, not.",
    slips=(
        Slip(16, "At 16 it is 16% from scratch and 8% fine-tuned: still ahead."),
        Slip(4, "That is 64 / 16, how far n^(1/4) has to grow. And n itself?"),
        Slip(64, "At 64 it is 8% against 5.7%: fine-tuning is still ahead."),
        Slip(4096, "At 4,096 it is 1% against 2%: scratch has been ahead for long."),
        Slip(1024, "A quarter, not a fifth: n^(1/2) divided by n^(1/4) is n^(1/4)."),
    ),
    hints=(
        "Where do the two curves meet?",
        "64 / n^(1/2) = 16 / n^(1/4), so n^(1/4) = 64 / 16.",
        "```\n(64 / 16) ** ___\n```",
    ),
    solution="64 / 16 = 4 = n^(1/4), so n = 4⁴ = 256.",
)

# --- how is it done well? -------------------------------------------------------------------------


def _rates(layers: int, rate: float, factor: float) -> Any:
    return np.array([rate * factor ** (layers - 1 - i) for i in range(layers)])


def _try_rates(student: Callable[..., Any]) -> None:
    agree(
        student,
        _rates,
        [(4, 0.2, 0.5), (3, 0.1, 0.1), (5, 0.03, 1.0), (3, 0.4, 0.0)],
        what="The rates",
        mistakes={
            "The first rate is that of the first layer; the head comes last.": lambda n, r, f: (
                _rates(n, r, f)[::-1]
            ),
            "The head itself has the full rate. Count the layers above each one.": (
                lambda n, r, f: _rates(n, r, f) * f
            ),
            "All layers below the head have the same rate. It shrinks with each layer.": (
                lambda n, r, f: np.array([r * f] * (n - 1) + [r])
            ),
            "You divide by the factor, so the first layer moves most.": (
                lambda n, r, f: _rates(n, r, 1 / f) if f else np.full(n, np.inf)
            ),
            "Each layer has `factor` times the rate of the one above: that multiplies, and does "
            "not subtract.": lambda n, r, f: r - (1 - f) * r * np.arange(n - 1, -1, -1),
            "The rate is the head's. Where does `rate` stand in yours?": lambda n, r, f: _rates(
                n, 1.0, f
            ),
        },
    )


_RATES = "def layer_rates(layers, rate, factor):\n    "

RATES = Code(
    key="rates",
    name="layer_rates",
    test=_try_rates,
    right="With factor 0 only the head learns, with 1 all layers alike; between them lies a dial.",
    hints=(
        "How many layers stand above layer i, if they count from 0?",
        "rate · factor^(layers − 1 − i), for i from 0 to layers − 1.",
        "```\nabove = np.arange(layers)[::-1]\nreturn rate * factor ** ___\n```",
    ),
    solution="""def layer_rates(layers, rate, factor):
    above = np.arange(layers)[::-1]  # layers above each one
    return rate * float(factor) ** above
""",
    wrong=(
        Wrong(_RATES + "return rate * float(factor) ** np.arange(layers)\n", "the head comes last"),
        Wrong(
            _RATES + "return rate * float(factor) ** np.arange(layers, 0, -1)\n",
            "has the full rate",
        ),
        Wrong(_RATES + "return np.array([rate * factor] * (layers - 1) + [rate])\n", "shrinks"),
        Wrong(
            _RATES + "return rate - (1 - factor) * rate * np.arange(layers)[::-1]\n",
            "not subtract",
        ),
        Wrong(_RATES + "return float(factor) ** np.arange(layers)[::-1]\n", "The rate is the"),
        Wrong(
            _RATES + "return rate / float(factor) ** np.arange(layers)[::-1]\n",
            "first layer moves most",
        ),
    ),
)

PLAN = Arrange(
    key="plan",
    prompt="Put in order: fine-tuning with 100 labels, so that its result can be trusted. Three "
    "lines do not belong.",
    lines=(
        "Copy the old network, and put a new head on the copy.",
        "Split the 100 labels into two halves.",
        "Train on each half with several rates and numbers of steps; the other half decides.",
        "Train a fresh copy with the chosen rate and steps on all 100 labels.",
        "Read the test digits, once.",
    ),
    decoys=(
        Decoy(
            "Keep the rate that reads most of the test digits.",
            "Then the test digits have helped to choose, and can't judge any more.",
        ),
        Decoy(
            "Draw new random weights for the hidden layers.",
            "What would then be left of the old network?",
        ),
        Decoy(
            "Give the network from scratch the rate that fine-tuning chose.",
            "Each side has its own best rate. Which side would that favor?",
        ),
    ),
    mistakes=(
        TooEarly(2, 1, "Which half trains, and which decides? First there must be two."),
        TooEarly(3, 2, "With which rate? That has to be found out first."),
        TooEarly(4, 3, "The network that is tested is the one trained on all labels."),
    ),
    before=((0, 2), (1, 2), (2, 3), (3, 4)),
    right="The test digits are read when nothing is left to choose.",
    hints=(
        "What must be decided before the last training, and by which data?",
        "Copy and split, try, train on all, test.",
        "Begin with the copy or with the split.",
    ),
    code=False,
)

# --- test yourself --------------------------------------------------------------------------------

TEST_1 = Choice(
    key="test-bug",
    prompt="1. What is wrong in the code?",
    options=(
        Option("The test digits should decide", "They judge at the end. Whoever helped to choose "
               "can't judge."),
        Option("The half that trains also decides", "Each rate knows its own half by heart. The "
               "other half can tell them apart.", right=True),
        Option("The head has to be replaced first", "The classes are the same here: the old head "
               "may stay."),
        Option("Each layer needs a rate of its own", "It may have one. Would that tell the three "
               "rates apart?"),
    ),
)  # fmt: skip

TEST_2 = Choice(
    key="test-diagnose",
    prompt="2. Diagnose the picture. A network from the old office got a new head, and all its "
    "layers were trained at one large rate on 20 digits. Dotted: the same head at the same rate, "
    "the body frozen. What do you change?",
    options=(
        Option("Train for longer: it is about to recover", "Training digits are all read. What "
               "would teach it more?"),
        Option("Take a larger head", "On a frozen body a head of this size did well."),
        Option("Lower the rate of the layers below", "Large steps, led by a head that knew "
               "nothing yet, spoiled what 5,000 digits had taught.", right=True),
        Option("Take a source that is less similar", "The dotted line comes from the same source."),
    ),
)  # fmt: skip

TEST_3 = Choice(
    key="test-pixels",
    prompt="3. A network that reads 97% of its own photos is fine-tuned for yours, and stays near "
    "guessing at every rate. Its photos had pixels from 0 to 1. Yours have 0 to 255. First?",
    options=(
        Option("Freeze more layers", "Frozen layers would get the same strange inputs."),
        Option("Divide your pixels by 255", "New data must reach the old layers in their own "
               "units.", right=True),
        Option("Collect more labels", "Perhaps later. Do the layers see what they know?"),
        Option("Train from scratch", "At this scale that would fare badly, too."),
    ),
)  # fmt: skip

TEST_4 = Choice(
    key="test-fair",
    prompt="4. “Fine-tuned 91%, from scratch 84%: transfer helps.” Fine-tuning was tried at ten "
    "rates, and the best on the test set was kept; from scratch there was one run. What do you "
    "ask for?",
    options=(
        Option("a larger test set", "It would say more exactly what can't be compared."),
        Option("the training accuracy of both", "Both know their few examples by heart, most "
               "likely."),
        Option("equal tuning of both, without the test set", "The best of ten tries, judged by the "
               "test set, wins some points by luck alone.", right=True),
        Option("the same rate for both sides", "The best rates differ: one would be at its worst."),
    ),
)  # fmt: skip

TEST_5 = Choice(
    key="test-source",
    prompt="5. A network sorts fruit into “apple” and “no apple” almost without error. You have "
    "three photos each of 20 kinds of pear. Which warning of this lesson applies?",
    options=(
        Option("Its layers may have dropped all that tells pears apart", "A task of two answers "
               "needs to keep little, however related it is.", right=True),
        Option("Its source is too similar to the new task", "Similar sources gained most."),
        Option("Sixty photos are too many for a frozen body", "A frozen body is made for few "
               "labels."),
        Option("A new head can't have more outputs than the old", "It can have any number."),
    ),
)  # fmt: skip
