"""Exercises and questions of lesson 11."""

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

# --- Do neural networks understand things the way we do? ------------------------------------------

SCREEN = Choice(
    key="screen",
    prompt="A network finds pneumonia in X-rays of two hospitals, and in new ones of both. In one "
    "hospital many have it, in the other few; each prints its name in a corner. Which test tells "
    "most about a shortcut?",
    options=(
        Option("More new patients of the same two hospitals", "They have the same corners."),
        Option("X-rays of a third hospital", "Its corner says nothing about the illness.",
               right=True),
        Option("The same X-rays with random noise on them",
               "Noise all over does not take the name away."),
        Option("A larger network, trained for longer on the same data",
               "It would find the name all the more surely."),
    ),
)  # fmt: skip

GUESS_EPS = Choice(
    key="guess-eps",
    predict=True,
    scale=True,
    prompt="Each pixel may change by a tenth of the way from white to black. Somebody who knows "
    "the network chooses which way. How many new digits does it still read?",
    options=(
        Option("about 90%", "So it is if the signs are drawn at random."),
        Option("about 75%", "A natural guess: hardly anything is to be seen."),
        Option("less than half", "The tiny pushes add up.", right=True),
        Option("none at all", "Nearly so at a fifth of the way."),
    ),
)


DISTANCE = Number(
    key="distance",
    prompt="A gray picture of 200 × 200 pixels is attacked with ε = 0.02; no pixel is cut off at "
    "0 or 1. How far does it move, in Euclidean distance?",
    answer=4,
    tolerance=0.005,
    right="√40,000 · 0.02. Each pixel hardly moves, the picture does.",
    slips=(
        Slip(0.02, "So far goes each single pixel. How many are there?"),
        Slip(800, "That is the sum of all the pushes. The Euclidean distance squares first."),
        Slip(16, "The root is missing."),
        Slip(0.2828, "That counts the pixels of one row."),
    ),
    hints=(
        "By Pythagoras: square each pixel's push, add, take the root.",
        "ε √D, with D pixels in all.",
        "```\n0.02 * np.sqrt(___)\n```",
    ),
    solution="√(200 · 200 · 0.02²) = 200 · 0.02 = 4.",
)

# --- What is Noam Chomsky's theory? ---------------------------------------------------------------

GUESS_ORDER = Choice(
    key="guess-order",
    predict=True,
    prompt="A small recurrent network learns from 800 batches of 32 sentences. To which of the "
    "five entropies does it come within half a bit?",
    options=(
        Option("natural only", "It is the easiest, but not the only one."),
        Option("natural and reversed", "They are the first, not the only ones."),
        Option("natural, reversed and even first", "The scrambled one only takes longer."),
        Option("all but shuffled", "These come closest; shuffled stays further off.", right=True),
    ),
)

SHUFFLED = Number(
    key="shuffled",
    prompt="In another language a sentence has three words: one of 8 names, one of 4 verbs, one of "
    "16 objects, each equally likely and independent. Then the three are put in a random order. "
    "How many bits is the entropy of a sentence?",
    answer=11.585,
    tolerance=0.02,
    unit="bits",
    right="9 bits for the words and log₂ 6 for their order.",
    slips=(
        Slip(9, "These are the words. Their order is random as well."),
        Slip(15, "Six orders are not six bits."),
        Slip(6.415, "Shuffling adds uncertainty, and you took some away."),
        Slip(28, "Numbers of choices multiply; their bits add. 28 is neither."),
        Slip(8.03, "That is in nats."),
        Slip(12, "How many orders do three words have? That is not 2³."),
    ),
    hints=(
        "How many bits are the three words, without their order? How many orders are there?",
        "log₂ of each number of choices, added up; the order is one more choice.",
        "```\n3 + 2 + 4 + np.log2(___)\n```",
    ),
    solution="log₂ 8 + log₂ 4 + log₂ 16 + log₂ 6 = 3 + 2 + 4 + 2.585 = 11.585 bits.",
)  # fmt: skip

GUESS_COPY = Choice(
    key="guess-copy",
    predict=True,
    prompt="A network with a hidden layer learns to copy numbers of six bits from 20 of the 32 "
    "even ones (last bit 0). Which others does it copy?",
    options=(
        Option("Neither the other even numbers nor the odd ones", "So a table would behave."),
        Option("The other even numbers, but no odd one",
               "The output of the last bit never had a reason to become 1.", right=True),
        Option("All of them", "So would whoever understood what copying is."),
        Option("The other even numbers, and about half of the odd ones",
               "Half of them would be chance; it is surer than that, and wrong."),
    ),
)  # fmt: skip


def _try_counter(student: Callable[..., Any]) -> None:
    names = ("The weight w", "The number for a", "The number for b")
    w, up, down = (
        float(array(part, name, ()))
        for part, name in zip(several(student(), names), names, strict=True)
    )
    if w == 0:
        raise Hint("With w = 0 each step forgets all that came before.")
    if 0 < w < 1:
        raise Hint(f"With w = {w:g} the state fades by itself, whatever is read.")
    if w > 1:
        raise Hint(f"With w = {w:g} the state grows by itself, whatever is read.")
    for n in (1, 2, 3, 10, 60, 1000):
        c = 0.0
        for _ in range(n):
            c = max(0.0, w * c + up)
        if c <= 1e-6:
            raise Hint(f"After {n} a's the state is {c:g}: it has counted nothing.")
        for k in range(1, n + 1):
            c = max(0.0, w * c + down)
            if c < 1e-6 and k < n:
                raise Hint(f"For n = {n} the state is 0 after {k} of the b's: too early.")
        if c > 1e-6:
            raise Hint(f"For n = {n} the state is {c:.3g} after the last b, and not 0.")


_COUNTER = "def counter():\n    return "

COUNTER = Code(
    key="counter",
    name="counter",
    test=_try_counter,
    right="One neuron, three numbers, every n.",
    hints=(
        "What should the state be after three a's, and after three a's and two b's?",
        "The state is how many b's are still owed. Nothing may leak: which w keeps it as it is?",
        "```\ndef counter():\n    return 1, ___, ___\n```",
    ),
    solution="""def counter():
    return 1, 1, -1
""",
    wrong=(
        Wrong(_COUNTER + "1, 1, 1", "after the last b, and not 0"),
        Wrong(_COUNTER + "1, 1, -2", "too early"),
        Wrong(_COUNTER + "1, -1, 1", "counted nothing"),
        Wrong(_COUNTER + "0.99, 1, -1", "fades by itself"),
        Wrong(_COUNTER + "0, 1, -1", "forgets all"),
    ),
)

# --- Do we understand how neural networks process information? ------------------------------------

GUESS_MAP = Choice(
    key="guess-map",
    predict=True,
    prompt="Network B reads a 3 as a 3, since there is no speck: its place is blank. What do "
    "gradient × input, and integrated gradients from blank paper, say of that place?",
    options=(
        Option("It decided", "It did, but they can't say so."),
        Option("It mattered a little", "They give it less than a little."),
        Option("Nothing: exactly 0",
               "They multiply by the difference to blank paper, and that place is blank.",
               right=True),
        Option("It spoke for an 8", "A speck would, and there is none."),
    ),
)  # fmt: skip


def _integrated(
    gradient: Callable[[Any], Any], x: Any, baseline: Any, steps: int, at: float = 0.5
) -> Any:
    total = 0 * x
    for k in range(steps):
        total = total + gradient(baseline + (k + at) / steps * (x - baseline))
    return total / steps


def _try_integrated(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(0)
    cases = [
        (lambda v: 3 * v**2, rng.random(5), rng.random(5), 4),
        (lambda v: np.cos(3 * v), rng.normal(size=(2, 3)), rng.normal(size=(2, 3)), 7),
        (np.exp, rng.random(4), np.zeros(4), 1),
    ]
    agree(
        student,
        lambda g, x, b, n: (x - b) * _integrated(g, x, b, n),
        cases,
        what="The attribution",
        mistakes={
            "The mean gradient is multiplied by x. It is x - baseline that changed.": (
                lambda g, x, b, n: x * _integrated(g, x, b, n)
            ),
            "That is the mean gradient. How far does each pixel go from the baseline?": _integrated,
            "Take the middle of each step, not its beginning.": (
                lambda g, x, b, n: (x - b) * _integrated(g, x, b, n, 0.0)
            ),
            "Take the middle of each step, not its end.": (
                lambda g, x, b, n: (x - b) * _integrated(g, x, b, n, 1.0)
            ),
            "The gradients are added up, but not divided by their number.": (
                lambda g, x, b, n: (x - b) * n * _integrated(g, x, b, n)
            ),
            "The gradient is taken at x only, not on the way to it.": (
                lambda g, x, b, n: (x - b) * g(x),
                lambda g, x, b, n: x * g(x),
            ),
            "The way starts at the baseline, not at 0.": (
                lambda g, x, b, n: (x - b) * _integrated(g, x, 0 * x, n)
            ),
        },
    )


_IG = (
    "def integrated(gradient, x, baseline, steps):\n    total = 0 * x\n    for k in range(steps):\n"
    "        total = total + gradient("
)

INTEGRATED = Code(
    key="integrated",
    name="integrated",
    test=_try_integrated,
    right="Integrated gradients, by the midpoint rule.",
    hints=(
        "Walk from the baseline to x in `steps` equal steps, and ask the gradient on the way.",
        "The k-th point is baseline + (k + ½) / steps · (x − baseline). Average, then multiply.",
        "```\ndef integrated(gradient, x, baseline, steps):\n    total = 0 * x\n"
        "    for k in range(steps):\n        total = total + gradient(___)\n"
        "    return ___ * total / steps\n```",
    ),
    solution="""def integrated(gradient, x, baseline, steps):
    total = 0 * x
    for k in range(steps):
        point = baseline + (k + 0.5) / steps * (x - baseline)
        total = total + gradient(point)
    return (x - baseline) * total / steps
""",
    wrong=(
        Wrong(_IG + "baseline + (k + 0.5) / steps * (x - baseline))"
              "\n    return x * total / steps", "x - baseline that changed"),
        Wrong(_IG + "baseline + (k + 0.5) / steps * (x - baseline))"
              "\n    return total / steps", "the mean gradient"),
        Wrong(_IG + "baseline + k / steps * (x - baseline))"
              "\n    return (x - baseline) * total / steps", "not its beginning"),
        Wrong(_IG + "baseline + (k + 1) / steps * (x - baseline))"
              "\n    return (x - baseline) * total / steps", "not its end"),
        Wrong(_IG + "baseline + (k + 0.5) / steps * (x - baseline))"
              "\n    return (x - baseline) * total", "not divided"),
        Wrong(_IG + "(k + 0.5) / steps * x)"
              "\n    return (x - baseline) * total / steps", "starts at the baseline"),
        Wrong("def integrated(gradient, x, baseline, steps):\n"
              "    return (x - baseline) * gradient(x)", "at x only"),
    ),
)  # fmt: skip

COMPLETE = Number(
    key="complete",
    prompt="A logit is 3.2 at a picture and −1.4 at the baseline. Integrated gradients give all "
    "pixels but one 4.0 together. What do they give that one?",
    answer=0.6,
    tolerance=0.005,
    right="All together they explain the difference, 3.2 − (−1.4) = 4.6.",
    slips=(
        Slip(-0.8, "You took the logit itself to be the sum. Where does the way start?"),
        Slip(4.6, "That is the sum over all pixels."),
        Slip(-2.2, "Mind the sign of the logit at the baseline."),
        Slip(8.6, "The others' part is to be taken away, not added."),
    ),
    hints=(
        "To what do all attributions add up?",
        "F(x) − F(baseline) is the sum of all.",
        "```\n3.2 - (___) - 4.0\n```",
    ),
    solution="3.2 − (−1.4) = 4.6 is the sum; 4.6 − 4.0 = 0.6.",
)

BUG = Choice(
    key="bug",
    prompt="This map of integrated gradients runs, and is wrong. Where is the mistake?",
    options=(
        Option("It needs more steps", "Then the gap would shrink as steps are added. Does it?"),
        Option("The baseline must be blank paper",
               "Any baseline will do, if it is used throughout."),
        Option("The last line forgets the baseline",
               "The way is x − baseline long, and not x.", right=True),
        Option("The gradient should be of the probability",
               "Then the sum would be that of the probability. The logit is a fair choice."),
    ),
)  # fmt: skip

ILL = Choice(
    key="ill",
    prompt="Diagnose: three networks tell 3 from 8, and each is shown by its mean |integrated "
    "gradients| over the test digits, from the mean picture. Which one would you not trust?",
    options=(
        Option("The left one", "It looks at the strokes in which 3 and 8 differ."),
        Option("The middle one", "A few dots where no stroke of a 3 or an 8 goes.", right=True),
        Option("The right one", "It looks at strokes, much like the left one."),
        Option("None of them: such maps can't show a shortcut",
               "They can, if the shortcut stands at a fixed place."),
    ),
)  # fmt: skip

OCCLUDE = Arrange(
    key="occlude",
    prompt="Occlusion on a picture x of 14 × 14 pixels, `score(x)` is the logit, `fall` is a table "
    "of zeros. Some lines do not belong.",
    lines=(
        "before = score(x)",
        "for r in range(0, 14, size):",
        "    for c in range(0, 14, size):",
        "        part = x.copy()",
        "        part[r:r + size, c:c + size] = 0",
        "        fall[r:r + size, c:c + size] = before - score(part)",
    ),
    decoys=(
        Decoy("        part = x", "Then the squares that are covered stay covered."),
        Decoy("        before = score(part)", "It is the whole picture that one compares with."),
    ),
    mistakes=(
        TooEarly(3, 1, "A fresh copy is needed for every square."),
        TooEarly(5, 4, "Ask the network after the square is covered."),
        TooEarly(2, 1, "Columns are gone through within each row here."),
    ),
    right="No derivative is needed, and no access to the weights.",
    hints=(
        "What has to be known before the first square is covered?",
        "For each row and column: copy, cover, compare.",
        "The first line is `before = score(x)`.",
    ),
)  # fmt: skip

# --- Advantages and challenges --------------------------------------------------------------------

BEETLES = Choice(
    key="beetles",
    prompt="Of a rare beetle there are 60 pictures, of similar ones 60 more. Somebody proposes a "
    "large network, trained from scratch. What do you ask for first?",
    options=(
        Option("What a simple method reaches on the same split", "Without it no number says much.",
               right=True),
        Option("Ten times as many pictures", "That may be needed. How would you know?"),
        Option("A deeper network", "Why should it need fewer examples?"),
        Option("A map of what it looks at", "A good second step: there is nothing to map yet."),
    ),
)  # fmt: skip

# --- The network, caught --------------------------------------------------------------------------


def _share(maps: Any, count: int = 4) -> float:
    mean = abs(maps).mean(axis=0)
    return float(np.sort(mean)[-count:].sum() / mean.sum())


def _try_suspicion(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(0)
    cases = [(rng.normal(size=shape) * rng.random(shape[1]) ** 3,) for shape in ((6, 9), (20, 30))]
    agree(
        student,
        _share,
        cases,
        what="The share",
        mistakes={
            "For and against cancel. Take the size of each attribution first.": (
                lambda m: np.sort(m.mean(axis=0))[-4:].sum() / m.mean(axis=0).sum(),
                lambda m: _share(abs(m.mean(axis=0))[None]),
            ),
            "That is the strongest pixel alone. Take four.": lambda m: _share(m, 1),
            "Average over the pictures first: the four pixels are the same for all of them.": (
                lambda m: np.mean([_share(row[None]) for row in m]),
                lambda m: np.sort(abs(m), axis=None)[-4:].sum() / abs(m).sum(),
            ),
            "These are the four weakest.": lambda m: (
                np.sort(abs(m).mean(axis=0))[:4].sum() / abs(m).mean(axis=0).sum()
            ),
            "That is how much they hold. Which share of all is it?": (
                lambda m: np.sort(abs(m).mean(axis=0))[-4:].sum()
            ),
        },
    )


_SUSPICION = "def suspicion(maps):\n    mean = abs(maps).mean(axis=0)\n    return "

SUSPICION = Code(
    key="suspicion",
    name="suspicion",
    test=_try_suspicion,
    right="One number for each network.",
    hints=(
        "First one map for all pictures: how large attributions are at each pixel, on average.",
        "Mean of |maps| over the pictures; its four largest, over the sum of all.",
        "```\ndef suspicion(maps):\n    mean = abs(maps).mean(axis=0)\n"
        "    return np.sort(mean)[___].sum() / ___\n```",
    ),
    solution="""def suspicion(maps):
    mean = abs(maps).mean(axis=0)
    return np.sort(mean)[-4:].sum() / mean.sum()
""",
    wrong=(
        Wrong(_SUSPICION + "np.sort(mean)[-1:].sum() / mean.sum()", "strongest pixel alone"),
        Wrong(_SUSPICION + "np.sort(mean)[:4].sum() / mean.sum()", "four weakest"),
        Wrong(_SUSPICION + "np.sort(mean)[-4:].sum()", "Which share"),
        Wrong("def suspicion(maps):\n    mean = abs(maps.mean(axis=0))\n"
              "    return np.sort(mean)[-4:].sum() / mean.sum()", "cancel"),
        Wrong("def suspicion(maps):\n    shares = [np.sort(m)[-4:].sum() / m.sum()"
              " for m in abs(maps)]\n    return np.mean(shares)", "over the pictures first"),
    ),
)  # fmt: skip

# --- test yourself --------------------------------------------------------------------------------

TEST_SNOW = Choice(
    key="test-snow",
    prompt="1. A network tells wolves from huskies; its wolves were photographed in snow. You "
    "cover the animal, and it still says “wolf”. You cover the snow, and it says “husky”. What "
    "follows?",
    options=(
        Option("It has never seen the animals' shape",
               "It may use both. Which of them decided this picture?"),
        Option("For this picture the background decided", "And only for this one, so far.",
               right=True),
        Option("The network is too small", "A larger one finds the snow as well."),
        Option("Nothing: gray squares are no photographs",
               "A fair worry, but the two tests agree here."),
    ),
)  # fmt: skip

TEST_ZERO = Choice(
    key="test-zero",
    prompt="2. A loan is refused because no guarantor was named: that input is 0. The report by "
    "gradient × input lists income and age, and not the guarantor. Why?",
    options=(
        Option("The guarantor was of no importance", "It was the reason. What is 0 times a slope?"),
        Option("The method needs more steps", "It has no steps."),
        Option("The gradient there must have been 0", "It need not be. What is it multiplied by?"),
        Option("What is absent gets 0, whatever its slope", "Ask from another baseline.",
               right=True),
    ),
)  # fmt: skip

TEST_RANDOM = Choice(
    key="test-random",
    prompt="3. A map of a trained network and one of the same network with random weights look "
    "alike: edges of the picture. What do you conclude?",
    options=(
        Option("The network has learned to see edges", "The random one has learned nothing."),
        Option("This map says more about the picture than about the network",
               "Repeat the check where the picture alone does not decide, such as on ink only.",
               right=True),
        Option("The network was not trained for long enough",
               "Then its verdicts would be bad. Are they?"),
        Option("All maps are worthless", "Saliency did change in this lesson."),
    ),
)  # fmt: skip

TEST_SPEED = Choice(
    key="test-speed",
    prompt="4. After 200 steps a network is 2 bits worse on language X than on English, after "
    "20,000 steps 0.05 bits. Which sentence holds?",
    options=(
        Option("It can't learn X", "It is 0.05 bits away."),
        Option("It learns X as easily as English", "Look at the first number."),
        Option("It learns X more slowly", "Neither number says more than that.", right=True),
        Option("People could learn X as well", "Nothing was measured on people."),
    ),
)  # fmt: skip

TEST_ATTACK = Choice(
    key="test-attack",
    prompt="5. A network keeps 92% of its accuracy under random noise of ε = 0.1 on every pixel. "
    "How safe is it from an attack of that size?",
    options=(
        Option("As safe: the pushes are equally large", "Equally large, but in which direction?"),
        Option("Safer, since an attacker has to know it",
               "Attacks often carry over from one network to another."),
        Option("Unknown: that noise is hardly ever in a bad direction",
               "It has to be attacked to know.", right=True),
        Option("Not safe at all", "That is not measured either: it may have been trained for it."),
    ),
)  # fmt: skip
