"""Exercises and questions of lesson 14."""

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

# --- what is an RNN? ------------------------------------------------------------------------------

GUESS_LETTERS = Choice(
    key="guess-letters",
    predict=True,
    scale=True,
    prompt="A text is made of the words ba, dii and guuu, drawn at random. A network learns to "
    "expect the next letter, for as long as it gets better. What mean loss is left where a "
    "consonant comes?",
    options=(
        Option("About 0: it learns the text", "It is 0 for the vowels. Words are drawn at "
               "random."),
        Option("About 0.4", "That is the mean over all letters."),
        Option("About 1.1", "It knows that a consonant comes, and not which of three.", right=True),
        Option("About 1.8, as for a blind guess", "It knows more: no vowel can come here."),
    ),
)  # fmt: skip


def _cell(x: Any, h: Any, w_x: Any, w_h: Any, b: Any) -> Any:
    return np.tanh(x @ w_x + h @ w_h + b)


def _sizes(seed: int, shapes: tuple[tuple[int, int], ...]) -> list[tuple[Any, ...]]:
    """Return x, h, w_x, w_h, b of several sizes."""
    rng = np.random.default_rng(seed)
    return [
        (
            rng.normal(size=n),
            rng.normal(size=m),
            rng.normal(size=(n, m)),
            rng.normal(size=(m, m)) / 2,
            rng.normal(size=m),
        )
        for n, m in shapes
    ]


def _try_cell(student: Callable[..., Any]) -> None:
    agree(
        student,
        _cell,
        _sizes(14, ((3, 4), (2, 6), (5, 5), (4, 1))),
        what="The new state",
        mistakes={
            "That is the sum. Where is the bend?": lambda x, h, w_x, w_h, b: x @ w_x + h @ w_h + b,
            "The state before is not used, so nothing is remembered.": (
                lambda x, h, w_x, w_h, b: np.tanh(x @ w_x + b)
            ),
            "The letter is not used.": lambda x, h, w_x, w_h, b: np.tanh(h @ w_h + b),
            "The bias is missing.": lambda x, h, w_x, w_h, b: np.tanh(x @ w_x + h @ w_h),
            "The bias belongs to the sum, before the bend.": (
                lambda x, h, w_x, w_h, b: np.tanh(x @ w_x + h @ w_h) + b
            ),
            "The two sums are added first. Bend only their total.": (
                lambda x, h, w_x, w_h, b: np.tanh(x @ w_x) + np.tanh(h @ w_h + b),
                lambda x, h, w_x, w_h, b: np.tanh(x @ w_x + b) + np.tanh(h @ w_h),
                lambda x, h, w_x, w_h, b: np.tanh(x @ w_x + b) + h @ w_h,
            ),
            "The state goes through its own weights as a row: h @ w_h.": (
                lambda x, h, w_x, w_h, b: np.tanh(x @ w_x + w_h @ h + b)
            ),
            "The state before is not added as it is: it goes through its weights first.": (
                lambda x, h, w_x, w_h, b: np.tanh(x @ w_x + h + b),
                lambda x, h, w_x, w_h, b: h + np.tanh(x @ w_x + h @ w_h + b),
            ),
        },
    )


_CELL = "def my_cell(x, h, w_x, w_h, b):\n    return "

CELL = Code(
    key="cell",
    name="my_cell",
    test=_try_cell,
    right="One line, and it is all that there is to a recurrent layer.",
    hints=(
        "A weighted sum of the letter, a weighted sum of the old state, a bias, and then a bend.",
        "tanh(x W_x + h W_h + b)",
        "```\nreturn np.tanh(x @ ___ + h @ ___ + ___)\n```",
    ),
    solution="""def my_cell(x, h, w_x, w_h, b):
    return np.tanh(x @ w_x + h @ w_h + b)
""",
    wrong=(
        Wrong(_CELL + "x @ w_x + h @ w_h + b\n", "Where is the bend?"),
        Wrong(_CELL + "np.tanh(x @ w_x + b)\n", "nothing is remembered"),
        Wrong(_CELL + "np.tanh(x @ w_x + h @ w_h)\n", "bias is missing"),
        Wrong(_CELL + "np.tanh(x @ w_x + w_h @ h + b)\n", "through its own weights"),
    ),
)

NO_MEMORY = Number(
    key="no-memory",
    prompt="Another text has two words, ke and meeee, each drawn with probability ½. A network "
    "without a state sees the last letter only. Right after an e, what is the least mean loss that "
    "it can reach in expecting the next letter (in nats)?",
    answer=0.950,
    tolerance=0.006,
    right="Of the five e's of both words three are followed by an e, one by k or m, and the other, "
    "too: probabilities 0.6, 0.2 and 0.2. With a state it would be less, since only the last e of "
    "a word leaves a doubt.",
    slips=(
        Slip(0.693, "That is the doubt between k and m. After which e's does it have only that?"),
        Slip(1.099, "Are e, k and m equally likely after an e? Count the e's of both words."),
        Slip(0.673, "Right for e against no e. But which consonant is open as well."),
        Slip(1.371, "That is in bits. A loss is in nats: take natural logarithms."),
        Slip(0.277, "That is the mean with a state, which knows where each e stands."),
        Slip(0, "After the last e of a word nobody can be sure."),
    ),
    hints=(
        "Write both words down. What follows each of the five e's?",
        "The least loss is the entropy −Σ p ln p of what can follow: e, k or m.",
        "```\n-(p * np.log(p)).sum() for p = np.array([3/5, ___, ___])\n```",
    ),
    solution="Three of five e's are followed by e, two by a consonant, half of them each: "
    "−0.6 ln 0.6 − 2 · 0.2 ln 0.2 = 0.950.",
)


def _states(xs: Any, w_x: Any, w_h: Any, b: Any) -> Any:
    h, found = np.zeros(len(b)), []
    for x in xs:
        h = np.tanh(x @ w_x + h @ w_h + b)
        found.append(h)
    return np.array(found)


def _shifted(xs: Any, w_x: Any, w_h: Any, b: Any) -> Any:
    return np.vstack([np.zeros(len(b)), _states(xs, w_x, w_h, b)])


def _sums(xs: Any, w_x: Any, w_h: Any, b: Any) -> Any:
    h, found = np.zeros(len(b)), []
    for x in xs:
        z = x @ w_x + h @ w_h + b
        h = np.tanh(z)
        found.append(z)
    return np.array(found)


def _try_states(student: Callable[..., Any]) -> None:
    rng, cases = np.random.default_rng(141), []
    for steps, n, m in ((5, 3, 4), (8, 2, 6), (2, 4, 3), (1, 5, 2)):
        parts = [rng.normal(size=shape) for shape in ((steps, n), (n, m), (m, m), (m,))]
        parts[2] /= 2
        cases.append(tuple(parts))
    agree(
        student,
        _states,
        cases,
        what="The states",
        mistakes={
            "Each letter starts from zero in your loop. Which state should it start from?": (
                lambda xs, w_x, w_h, b: np.tanh(xs @ w_x + b)
            ),
            "That is the last state only. Return all of them, in their order.": (
                lambda xs, w_x, w_h, b: _states(xs, w_x, w_h, b)[-1]
            ),
            "The zeros before the first letter are no state after a letter: leave them out.": (
                _shifted,
                lambda xs, w_x, w_h, b: _shifted(xs, w_x, w_h, b)[:-1],
            ),
            "The line is read from its end. Begin with the first letter.": (
                lambda xs, w_x, w_h, b: _states(xs[::-1], w_x, w_h, b),
                lambda xs, w_x, w_h, b: _states(xs[::-1], w_x, w_h, b)[::-1],
            ),
            "Right states, in the wrong order: the first letter's comes first.": (
                lambda xs, w_x, w_h, b: _states(xs, w_x, w_h, b)[::-1]
            ),
            "Those are the sums before the bend.": _sums,
        },
    )


_STATES = "def my_states(xs, w_x, w_h, b):\n    h, found = np.zeros(len(b)), []\n"

STATES = Code(
    key="states",
    name="my_states",
    test=_try_states,
    right="One cell, as many steps as there are letters.",
    hints=(
        "Start with a state of zeros. For each letter make the next state and keep it.",
        "hₜ = tanh(xₜ W_x + hₜ₋₁ W_h + b), for t = 1 … T",
        "```\nh, found = np.zeros(len(b)), []\nfor x in xs:\n    h = ___\n    found.append(h)\n"
        "return np.array(found)\n```",
    ),
    solution="""def my_states(xs, w_x, w_h, b):
    h, found = np.zeros(len(b)), []
    for x in xs:
        h = np.tanh(x @ w_x + h @ w_h + b)
        found.append(h)
    return np.array(found)
""",
    wrong=(
        Wrong(
            _STATES + "    for x in xs:\n        found.append(np.tanh(x @ w_x + h @ w_h + b))\n"
            "    return np.array(found)\n",
            "Each letter starts from zero",
        ),
        Wrong(
            _STATES
            + "    for x in xs:\n        h = np.tanh(x @ w_x + h @ w_h + b)\n    return h\n",
            "the last state only",
        ),
        Wrong(
            _STATES + "    for x in xs:\n        found.append(h)\n"
            "        h = np.tanh(x @ w_x + h @ w_h + b)\n    return np.array(found)\n",
            "leave them out",
        ),
    ),
)

# --- how far back does it remember? ---------------------------------------------------------------

VANISH = Number(
    key="vanish",
    prompt="In a network without bends ρ is 0.8. After how many steps back is less than a "
    "thousandth of the gradient left, for the first time?",
    answer=31,
    tolerance=0.5,
    right="0.8³⁰ is still 0.0012, 0.8³¹ is 0.00099.",
    slips=(
        Slip(5, "That would be so if each step took away 0.2 of the first length."),
        Slip(30, "Nearly. How much is left after 30 steps?"),
        Slip(35, "That is ln(1000) / 0.2. A step multiplies by 0.8, not by e to the −0.2."),
        Slip(21, "For a hundredth, yes."),
        Slip(1250, "Lengths are multiplied at each step, not added up."),
    ),
    hints=(
        "After t steps 0.8ᵗ is left.",
        "0.8ᵗ < 0.001, so t > ln 0.001 / ln 0.8.",
        "```\nnp.ceil(np.log(___) / np.log(___))\n```",
    ),
    solution="ln 0.001 / ln 0.8 = 30.96, so 31 steps.",
)

GUESS_LAG = Choice(
    key="guess-lag",
    predict=True,
    prompt="That was before training. Now each of the four networks is trained for 1,500 steps "
    "with Adam, at its best rate, from five starts. Which of them remember a bracket over 40 "
    "letters, in all five runs?",
    options=(
        Option("Both LSTMs", "But one of them starts by halving, at each letter, what it holds."),
        Option("The LSTM of bias 3 only", "Most would bet on it. Another one had a gradient, too."),
        Option("The orthogonal RNN, and the LSTM of bias 3", "The two whose gradient arrived.",
               right=True),
        Option("All four: the budget is large enough", "Where no gradient arrives, there is little "
               "to follow."),
    ),
)  # fmt: skip


def _back(g: Any, h: Any, w_h: Any) -> Any:
    return (g * (1 - h**2)) @ w_h.T


def _try_back(student: Callable[..., Any]) -> None:
    rng, cases = np.random.default_rng(142), []
    for n in (4, 3, 7, 2):
        cases.append((rng.normal(size=n), np.tanh(rng.normal(size=n)), rng.normal(size=(n, n))))
    agree(
        student,
        _back,
        cases,
        what="The gradient",
        mistakes={
            "The slope of the bend is missing: h came out of a tanh.": lambda g, h, w_h: g @ w_h.T,
            "On the way back the weights are transposed.": (
                lambda g, h, w_h: (g * (1 - h**2)) @ w_h,
                lambda g, h, w_h: w_h.T @ (g * (1 - h**2)),
            ),
            "First back through the bend, then through the weights: tanh came last on the way.": (
                lambda g, h, w_h: (g @ w_h.T) * (1 - h**2)
            ),
            "The slope of tanh is 1 − h², where h is what came out. You take it at tanh(h).": (
                lambda g, h, w_h: (g * (1 - np.tanh(h) ** 2)) @ w_h.T
            ),
            "h (1 − h) is the slope of the sigmoid. Here the bend is tanh.": (
                lambda g, h, w_h: (g * h * (1 - h)) @ w_h.T
            ),
            "That is the gradient for the sum before the bend. The weights are still missing.": (
                lambda g, h, w_h: g * (1 - h**2)
            ),
            "The slope is 1 minus the square of h.": (
                lambda g, h, w_h: (g * h**2) @ w_h.T,
                lambda g, h, w_h: (g * (1 - h)) @ w_h.T,
            ),
        },
    )


_BACK = "def back_step(g, h, w_h):\n    return "

BACK = Code(
    key="back",
    name="back_step",
    test=_try_back,
    right="Repeated for each letter, this is backpropagation through time.",
    hints=(
        "The way there was: weights, then bend. The way back: first the bend, then the weights.",
        "(g ⊙ (1 − h²)) W_hᵀ",
        "```\nreturn (g * (1 - ___)) @ ___\n```",
    ),
    solution="""def back_step(g, h, w_h):
    return (g * (1 - h**2)) @ w_h.T
""",
    wrong=(
        Wrong(_BACK + "g @ w_h.T\n", "slope of the bend is missing"),
        Wrong(_BACK + "(g * (1 - h**2)) @ w_h\n", "are transposed"),
        Wrong(_BACK + "(g @ w_h.T) * (1 - h**2)\n", "First back through the bend"),
        Wrong(_BACK + "(g * (1 - np.tanh(h)**2)) @ w_h.T\n", "where h is what came out"),
        Wrong(_BACK + "g * (1 - h**2)\n", "weights are still missing"),
    ),
)

ORDER = Arrange(
    key="training-order",
    prompt="Put one training step of an RNN in order, on one line of text. Three lines do not "
    "belong.",
    lines=(
        "Set the state to zeros.",
        "From the first letter to the last: make the new state, keep it, add the letter's loss.",
        "From the last letter to the first: add the loss's own gradient at this letter to the one "
        "that came back, and go one step back.",
        "On the way, add up what each step says about the same weights.",
        "Change the weights once.",
    ),
    decoys=(
        Decoy(
            "Set the state to zeros before each letter.",
            "Then nothing would be remembered from letter to letter.",
        ),
        Decoy(
            "Change the weights at each letter of the way back.",
            "The steps before used the weights as they were. What would their gradients mean then?",
        ),
        Decoy(
            "Give each letter weights of its own.",
            "The same weights serve at every step. How long a line could it read otherwise?",
        ),
    ),
    before=((0, 1), (1, 2), (1, 3), (2, 4), (3, 4)),
    mistakes=(
        TooEarly(1, 0, "From which state does the first letter start?"),
        TooEarly(2, 1, "The way back needs the states of the way there."),
        TooEarly(3, 1, "There is nothing to add up before the line has been read."),
        TooEarly(4, 2, "Change the weights when all gradients are there, not before."),
        TooEarly(4, 3, "The weights get one change, from the sum over all steps."),
    ),
    right="Backpropagation through time is the backpropagation of lesson 4, on a network as deep "
    "as the line is long, whose layers share their weights.",
    hints=(
        "There, back, and one change.",
        "Zeros → through the line → back through it, adding up → the change.",
        "Begin with the state.",
    ),
    code=False,
)

GATE = Number(
    key="gate-bias",
    prompt="A sensor is read ten times a second. What it says now matters half a minute later. "
    "Which bias of the forget gate leaves, at the start, half of the gradient after that time, "
    "straight back through the cell? (The gate is σ(bias).)",
    answer=6.07,
    tolerance=0.06,
    right="300 steps: f³⁰⁰ = ½, so f = 0.9977, and the bias is ln(f / (1 − f)). Tallec and "
    "Ollivier (2018) choose the biases by the times that matter.",
    slips=(
        Slip(0.998, "That is the gate itself. Which bias makes it?"),
        Slip(3.74, "That serves for 30 steps. How many steps are half a minute?"),
        Slip(0, "Then the gate halves what it holds at every single step."),
        Slip(5.7, "That leaves a bit more than a third, 1/e. Half is asked for."),
        Slip(-6.07, "A negative bias closes the gate."),
    ),
    hints=(
        "How many steps? Which f, multiplied so many times by itself, gives a half?",
        "fⁿ = ½, and f = σ(bias) means bias = ln(f / (1 − f)).",
        "```\nf = 0.5 ** (1 / ___)\nnp.log(f / (1 - f))\n```",
    ),
    solution="n = 300, f = 0.5^(1/300) = 0.99769, ln(f / (1 − f)) = 6.07.",
)

WEIGHTS = Number(
    key="lstm-weights",
    prompt="An LSTM reads 8 measurements a day and has 20 cells. How many weights and biases does "
    "it have, with one bias for each sum, and without an output layer?",
    answer=2320,
    tolerance=0.5,
    right="Four layers in one: three gates and what could be written, each 20 · (8 + 20 + 1).",
    slips=(
        Slip(580, "That is an RNN. How many sums does an LSTM make for each of its cells?"),
        Slip(1740, "Three gates, yes. And what could be written?"),
        Slip(2240, "The biases are missing."),
        Slip(660, "The state feeds itself: which weights lead from the 20 to the 20?"),
        Slip(2400, "That counts two biases for each sum, as PyTorch does."),
    ),
    hints=(
        "How many sums are there for each cell, and what goes into each?",
        "4 · cells · (inputs + cells + 1)",
        "```\n4 * 20 * (___ + ___ + 1)\n```",
    ),
    solution="4 · 20 · (8 + 20 + 1) = 2,320.",
)

# --- which letters does an answer need? -----------------------------------------------------------

GUESS_PIECES = Choice(
    key="guess-pieces",
    predict=True,
    prompt="A second RNN learned from the same texts, cut into pieces of five letters, each read "
    "from a fresh state. Now it reads “[diibaguuuba” in one go. What does it say about the closing "
    "bracket?",
    options=(
        Option("The right one, as the first network", "Its state could carry it. But was it ever "
               "asked to?"),
        Option("It falls apart: the line is too long", "Words are short, and those it reads well, "
               "in any line."),
        Option("Both brackets, about equally likely", "It knows that a line may end here, and not "
               "how.", right=True),
        Option("No bracket: it expects a consonant", "It has seen brackets close."),
    ),
)  # fmt: skip

# --- when is it the right tool? -------------------------------------------------------------------

GUESS_WEATHER = Choice(
    key="guess-weather",
    predict=True,
    prompt="An RNN forecasts tomorrow's temperature from eight measurements of each of the last "
    "seven days. Its error is smaller than that of the forecast “as today”. And compared with a "
    "linear model of the same 56 numbers?",
    options=(
        Option("Less than half as large", "The hope. But one day ahead there is little to bend."),
        Option("About the same", "Within a few percent.", right=True),
        Option("Twice as large", "Too pessimistic: it can learn what a line can."),
        Option("A quarter smaller", "The linear model has the same numbers, each day in its "
               "place."),
    ),
)  # fmt: skip

STREAM = Number(
    key="stream",
    prompt="An RNN of 64 neurons with 16 inputs does 64 · (16 + 64) multiplications for each new "
    "step. Another network keeps all its earlier steps and at each new one compares it with each "
    "of them: 64 multiplications a step that it looks at, the new one included. At which step does "
    "the second need more than the RNN, for the first time?",
    answer=81,
    tolerance=0.5,
    right="At step 81 it is 81 · 64 against 80 · 64, and it goes on growing: that is the price of "
    "looking back at everything, and the reason why a state is kept where streams do not end.",
    slips=(
        Slip(80, "At step 80 both need the same."),
        Slip(5120, "That is how many multiplications the RNN does at each step."),
        Slip(64, "Count what the RNN does with its inputs as well."),
        Slip(16, "Count what the RNN does with its state as well."),
        Slip(82, "Does the new step count as one of those that are looked at?"),
        Slip(13, "Add up nothing: compare what a single step costs."),
    ),
    hints=(
        "What does step t cost the second network?",
        "64 t > 64 · (16 + 64)",
        "```\nt = ___ + ___ + 1\n```",
    ),
    solution="64 t > 64 · 80 for t > 80, so first at t = 81.",
)

# --- test yourself --------------------------------------------------------------------------------

TEST_1 = Choice(
    key="test-diagnose",
    prompt="1. Diagnose the picture: an LSTM should remember something for 40 letters. Left its "
    "loss (dotted: ln 2), right the gradient after these steps. What would you change first?",
    options=(
        Option("Cut long gradients to a fixed length", "That is for gradients that explode. How "
               "long is this one at the letter that matters?"),
        Option("Start with open forget gates: a bias of 3 or 4", "It costs nothing, and lets the "
               "gradient arrive.", right=True),
        Option("Use ten times as many cells, since it underfits", "Where no gradient arrives, more "
               "cells get none either."),
        Option("Train it on fewer lines, since it overfits", "This is training loss, and it has "
               "not fallen at all."),
    ),
)  # fmt: skip
TEST_2 = Choice(
    key="test-bug",
    prompt="2. It runs, but two quite different lines end in the same state. What is wrong?",
    options=(
        Option("The state should be the mean over all letters", "The last state is right. From "
               "which state does each step start?"),
        Option("Each letter starts from zeros instead of the last state", "So only the last letter "
               "counts, and it is the same in both.", right=True),
        Option("The lines must have different lengths to differ", "They differ in several letters. "
               "Which of these reach the end?"),
        Option("tanh squeezes the states until they are equal", "Squeezed a little, they would "
               "still differ. Here they are equal."),
    ),
)  # fmt: skip
TEST_3 = Choice(
    key="test-loss",
    prompt="3. A network is trained to expect the next toss of a fair coin, from all tosses so "
    "far. On the tosses that it was trained on its loss falls to 0.2. What do you conclude?",
    options=(
        Option("The coin is not fair after all", "The loss on its own training data can't tell."),
        Option("It found the rule of the random generator", "Then new tosses would not surprise "
               "it. Try some first."),
        Option("It has learned these tosses by heart", "Nobody can be below ln 2 = 0.69 on new "
               "ones.", right=True),
        Option("Its memory reaches far enough", "There is nothing to remember: tosses are "
               "independent."),
    ),
)  # fmt: skip
TEST_4 = Choice(
    key="test-explode",
    prompt="4. The loss of an RNN comes down for 900 steps. At step 901 the gradient is 6,000 "
    "times as long as before, and the loss leaps up and stays there. What do you change?",
    options=(
        Option("More data: it has met a rare line", "Perhaps. But why did one line undo 900 "
               "steps?"),
        Option("An RNN of smaller start", "Then gradients vanish, and it learns nothing far away."),
        Option("Cut gradients longer than 1 to length 1", "The direction stays, the leap does not "
               "happen.", right=True),
        Option("Nothing: the loss will come down again", "It was thrown far away, and may stay "
               "there."),
    ),
)  # fmt: skip
TEST_5 = Choice(
    key="test-tool",
    prompt="5. A hearing aid should spot one word in an endless stream of sound, on a tiny chip. A "
    "colleague wants a Transformer that looks back at everything. What speaks for a recurrent "
    "network?",
    options=(
        Option("It is always more accurate on sound", "That would have to be measured."),
        Option("It can be trained without labels", "Neither needs more or fewer labels."),
        Option("Its gradient never vanishes", "It does, unless the start prevents it."),
        Option("Each step costs the same, and needs no past", "A fixed memory, however long the "
               "stream.", right=True),
    ),
)  # fmt: skip
