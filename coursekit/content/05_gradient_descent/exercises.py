"""Exercises and questions of lesson 5."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.exercises import Choice, Code, Number, Option, Slip, Wrong
from coursekit.judge import Hint, agree, array


def _try_descend(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(2)

    def bowl(hessian: Any, target: Any) -> Callable[[Any], np.ndarray]:
        return lambda theta: np.array(hessian) @ array(theta, "θ") - np.array(target)

    def walk(gradient: Any, start: Any, rate: float, steps: int, sign: float = -1.0) -> np.ndarray:
        theta = np.array(start, dtype=float)
        for _ in range(steps):
            theta = theta + sign * rate * gradient(theta)
        return theta

    def one_by_one(gradient: Any, start: Any, rate: float, steps: int) -> np.ndarray:
        theta = np.array(start, dtype=float)
        for _ in range(steps):
            for i in range(theta.size):
                theta[i] -= rate * gradient(theta)[i]
        return theta

    start = np.array([3.0, 1.0])
    gradient = bowl([[2.0, 1.5], [1.5, 3.0]], [1.0, -2.0])
    square = rng.normal(size=(3, 3))
    agree(
        student,
        walk,
        [
            (gradient, start, 0.1, 5),
            (bowl(square @ square.T, rng.normal(size=3)), rng.normal(size=3), 0.03, 8),
        ],
        what="The place after all steps",
        mistakes={
            "You went uphill: the gradient points to where the loss rises.": (
                lambda gradient, start, rate, steps: walk(gradient, start, rate, steps, 1.0)
            ),
            "The learning rate is missing from the step.": (
                lambda gradient, start, rate, steps: walk(gradient, start, 1.0, steps)
            ),
            "The second parameter uses a gradient from after the first one moved. All move "
            "together: take one gradient for each step.": one_by_one,
            "Every step uses the gradient at the start. Where should it be asked for?": (
                lambda gradient, start, rate, steps: start - steps * rate * gradient(start)
            ),
            "You took one step. How many were asked for?": (
                lambda gradient, start, rate, steps: walk(gradient, start, rate, 1)
            ),
            "You took one step too many or too few.": (
                lambda gradient, start, rate, steps: walk(gradient, start, rate, steps + 1),
                lambda gradient, start, rate, steps: walk(gradient, start, rate, steps - 1),
            ),
        },
    )
    given = start.copy()
    student(gradient, given, 0.1, 5)
    if not np.array_equal(given, start):
        raise Hint(
            "The place is right, but your function changed the array `start` of its caller. Work "
            "on a copy."
        )


DESCEND = Code(
    key="descend",
    name="descend",
    test=_try_descend,
    right="Three lines, and they train every network there is.",
    hints=(
        "One step: ask for the gradient where you are, go a little against it. Then again.",
        "θ ← θ − η ∇L(θ), as often as `steps` says, with the gradient at the newest θ.",
        "```\ntheta = np.array(start, dtype=float)\nfor _ in range(___):\n"
        "    theta = theta - ___\nreturn theta\n```",
    ),
    solution="""def descend(gradient, start, rate, steps):
    theta = np.array(start, dtype=float)  # a copy: the caller keeps its start
    for _ in range(steps):
        theta = theta - rate * gradient(theta)
    return theta
""",
    wrong=(
        Wrong(
            "def descend(gradient, start, rate, steps):\n    theta = start\n"
            "    for _ in range(steps):\n        theta = theta + rate * gradient(theta)\n"
            "    return theta",
            "You went uphill",
        ),
        Wrong(
            "def descend(gradient, start, rate, steps):\n    theta = start\n"
            "    for _ in range(steps):\n        theta = theta - gradient(theta)\n"
            "    return theta",
            "The learning rate is missing",
        ),
        Wrong(
            "def descend(gradient, start, rate, steps):\n    theta = start.copy()\n"
            "    for _ in range(steps):\n        for i in range(len(theta)):\n"
            "            theta[i] -= rate * gradient(theta)[i]\n    return theta",
            "All move together",
        ),
        Wrong(
            "def descend(gradient, start, rate, steps):\n    g = gradient(start)\n"
            "    return start - steps * rate * g",
            "gradient at the start",
        ),
        Wrong(
            "def descend(gradient, start, rate, steps):\n    theta = start\n"
            "    for _ in range(steps):\n        theta = theta - rate * gradient(theta)\n"
            "        return theta",
            "You took one step.",
        ),
        Wrong(
            "def descend(gradient, start, rate, steps):\n    theta = start\n"
            "    for _ in range(steps):\n        theta -= rate * gradient(theta)\n"
            "    return theta",
            "changed the array `start`",
        ),
        Wrong(
            "def descend(gradient, start, rate, steps):\n    for _ in range(steps):\n"
            "        start = start - rate * gradient(start)",
            "end with `return`",
        ),
    ),
)

GRID = Number(
    key="grid",
    prompt="You try ten values for each of only three weights, in all combinations. How many "
    "networks must you look at?",
    answer=1000,
    right="Ten times ten times ten. Each further weight multiplies the work by ten once more.",
    slips=(
        Slip(30, "You added. For each value of one weight, every value of the next is tried."),
        Slip(59049, "That is 3 to the power 10. Which of the two numbers is multiplied?"),
        Slip(100, "That is enough for two weights."),
        Slip(10000, "That is one weight too many."),
        Slip(120, "You left out combinations in which two weights have the same value."),
    ),
    hints=(
        "Start with two weights, as a square table of all pairs.",
        "m values for each of d weights: m to the power d.",
        "```\n10 * ___ * ___\n```",
    ),
    solution="10³ = 1,000. With 2,410 weights it is 10 to the power 2,410.",
)

PRICE = Number(
    key="price",
    prompt="Without backpropagation: you compute the loss once, then nudge one weight at a time "
    "by a little and see how the loss changes. How many times do you compute the loss to get all "
    "partial derivatives of a network with 24 weights?",
    answer=25,
    right="One at the start and one for each weight: 2,411 for the digit network. Backpropagation "
    "gives the same for the price of two or three.",
    slips=(
        Slip(24, "What do you compare the loss after each nudge with?"),
        Slip(48, "That is for nudges to both sides. Here each weight is nudged once."),
        Slip(49, "Each weight is nudged once, and the loss at the start serves them all."),
        Slip(2, "That is for a single weight. Can one nudge tell about two weights?"),
    ),
    hints=(
        "With one weight you compute two losses: before and after the nudge.",
        "The loss before is the same for all weights.",
        "```\n1 + ___\n```",
    ),
    solution="1 + 24 = 25 times.",
)

GUESS_SEARCH = Choice(
    key="guess-search",
    predict=True,
    prompt="Make the number of weights 256 times as large, from 2 to 512. How many times as many "
    "looks does hill climbing need, and how many times as many steps gradient descent?",
    options=(
        Option("Both about the same as before", "One of them, yes. See below."),
        Option("Both about 256 times as many", "One of them needs about that. See below."),
        Option(
            "Hill climbing a few hundred times as many, gradient descent no more than before",
            "So the number of weights costs one of them everything and the other nothing.",
            right=True,
        ),
        Option(
            "Hill climbing too many ever to be counted, gradient descent 256 times as many",
            "Neither is that bad: it is the grid that grows beyond all bounds.",
        ),
    ),
)

GUESS_BOWLS = Choice(
    key="guess-bowls",
    predict=True,
    prompt="Two bowls of one weight, both lowest at 0. In the first you stand at a million, on a "
    "slope of 4,000, and use a learning rate of 490. In the second you stand at a millionth, on a "
    "slope of 0.004, and use a rate of 0.001. Where does gradient descent explode?",
    options=(
        Option("In the first", "That is what the sizes suggest. See below."),
        Option("In the second", "So it is not the sizes that you look at. See below.", right=True),
        Option("In both", "One of the two is perfectly safe. See below."),
        Option("In neither", "One of the two explodes within a few steps. See below."),
    ),
)

STABLE_RATE = Number(
    key="stable-rate",
    prompt="The loss is L(w) = 5w². Above which learning rate does gradient descent explode?",
    answer=0.2,
    tolerance=0.001,
    right="The slope is 10w, so the curvature is 10, and the limit 2/10.",
    slips=(
        Slip(0.4, "You took 5 for the curvature. How fast does the slope of 5w² change?"),
        Slip(0.1, "At that rate it arrives in a single step. It may overshoot, and still settle."),
        Slip(5, "Upside down: a larger curvature must make the limit smaller."),
        Slip(10, "That is the curvature. What is the limit?"),
        Slip(2, "That would be the limit for a curvature of 1."),
    ),
    hints=(
        "Take the derivative twice: the first is the slope, the second the curvature.",
        "The limit is 2/λ, where the slope is λw.",
        "```\nslope = ___ * w\nlimit = 2 / ___\n```",
    ),
    solution="L = 5w² has the slope 10w and the curvature λ = 10. The limit is 2/10 = 0.2.",
)

GUESS_EDGE = Choice(
    key="guess-edge",
    predict=True,
    prompt="A network learns with a rate of 2, so the limit is a curvature of 2/2 = 1. Its "
    "largest curvature starts at about 0.4 and rises as it learns. What happens when it reaches "
    "1?",
    options=(
        Option("The loss explodes", "In a bowl it would. A network can do something else."),
        Option("Learning stops", "It goes on. See below."),
        Option(
            "The curvature stays near 1, and the loss goes on falling, in jumps",
            "In a bowl it could not. See below what a network does.",
            right=True,
        ),
        Option("Nothing: the curvature goes on rising", "The limit is real. See below."),
    ),
)

SQRT_KAPPA = Number(
    key="sqrt-kappa",
    prompt="The condition number of a bowl rises from 100 to 2,500. About how many times as many "
    "steps does gradient descent need with the best momentum?",
    answer=5,
    tolerance=0.01,
    right="The root of the condition number went from 10 to 50. Without momentum it would be 25 "
    "times as many steps.",
    slips=(
        Slip(25, "That is without momentum, where steps grow in proportion to κ."),
        Slip(1, "Momentum helps, but not that much. How do the steps depend on κ?"),
        Slip(12.5, "Do not halve the factor; take its root."),
        Slip(2400, "Compare by a ratio, not by a difference."),
        Slip(0.2, "Upside down: a larger κ needs more steps."),
        Slip(5.69, "You used the measured power, 0.54. For large κ it comes down to one half."),
    ),
    hints=(
        "κ becomes 25 times as large. Look at the slope of the orange line.",
        "With momentum the number of steps is in proportion to √κ.",
        "```\nsqrt(2_500) / sqrt(___)\n```",
    ),
    solution="√2,500 / √100 = 50 / 10 = 5 times.",
)

SCALED_LOSS = Choice(
    key="scaled-loss",
    prompt="A colleague's loss is the sum over 1,000 examples, where yours is their mean. Both of "
    "you use plain SGD on all examples. Which learning rate gives your colleague the same path "
    "as yours?",
    options=(
        Option(
            "The same as yours",
            "Compare the first step of the two. How long are the gradients?",
        ),
        Option(
            "A thousand times yours",
            "The colleague's gradients are longer already. Should the rate lengthen them more?",
        ),
        Option(
            "A thousandth of yours",
            "Gradient and curvature are 1,000 times as large, so the same steps need 1/1,000 of "
            "the rate.",
            right=True,
        ),
        Option(
            "None: the two losses have different lowest points",
            "A constant factor moves no lowest point. What does it do to the slope?",
        ),
    ),
    hints=(
        "What does the factor do to every partial derivative?",
        "The step is η times the gradient. It should be the same for both.",
    ),
)


def _adam(gradients: np.ndarray, rate: float, *, first: int = 1, power: float = 0.5) -> np.ndarray:
    m, v, changes = 0.0, 0.0, []
    for t, g in enumerate(gradients, first):
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        m_hat, v_hat = m / (1 - 0.9**t), v / (1 - 0.999**t)
        changes.append(-rate * m_hat / (v_hat**power + 1e-8))
    return np.array(changes)


def _uncorrected(gradients: np.ndarray, rate: float) -> np.ndarray:
    m, v, changes = 0.0, 0.0, []
    for g in gradients:
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        changes.append(-rate * m / (v**0.5 + 1e-8))
    return np.array(changes)


def _last_only(gradients: np.ndarray, rate: float) -> np.ndarray:
    v, changes = 0.0, []
    for t, g in enumerate(gradients, 1):
        v = 0.999 * v + 0.001 * g**2
        changes.append(-rate * g / ((v / (1 - 0.999**t)) ** 0.5 + 1e-8))
    return np.array(changes)


def _overwritten(gradients: np.ndarray, rate: float) -> np.ndarray:
    m, v, changes = 0.0, 0.0, []
    for t, g in enumerate(gradients, 1):
        m = (0.9 * m + 0.1 * g) / (1 - 0.9**t)
        v = (0.999 * v + 0.001 * g**2) / (1 - 0.999**t)
        changes.append(-rate * m / (v**0.5 + 1e-8))
    return np.array(changes)


def _try_adam(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(2)
    gradients = rng.normal(size=(6, 3)) * [1.0, 10.0, 0.1]
    what = "Your array of changes"
    got = array(student(gradients.copy(), 0.1), what, finite=False)
    if got.shape == gradients.shape:
        if not np.isfinite(got[0]).any():
            raise Hint("You divide by 1 − β⁰ = 0: the first step is t = 1, not 0.")
        if np.isnan(got).any():
            raise Hint("You take the root of a negative number. Of what is v the running mean?")
    agree(
        student,
        _adam,
        [(gradients, 0.1), (rng.normal(size=(9, 2)), 0.02)],
        what=what,
        mistakes={
            "Both means start at 0. Something that mends this is missing.": _uncorrected,
            "The first step is t = 1. Yours starts at another t.": (
                lambda gradients, rate: _adam(gradients, rate, first=2)
            ),
            "You divide by v. Its root is wanted.": (
                lambda gradients, rate: _adam(gradients, rate, power=1.0)
            ),
            "The numerator should be the running mean m, not the gradient.": _last_only,
            "These are places. What is asked for is the change of each step.": (
                lambda gradients, rate: _adam(gradients, rate).cumsum(axis=0)
            ),
            "The corrected means are for the division alone. Keep m and v as they were.": (
                _overwritten
            ),
            "Each denominator is 1 − β to the power t, and t grows with every step.": (
                lambda gradients, rate: _uncorrected(gradients, rate) * np.sqrt(0.001) / 0.1
            ),
            "In a running mean the new value counts with 1 − β. You added it whole.": (
                lambda gradients, rate: _adam(gradients, rate) * np.sqrt(0.001) / 0.1
            ),
        },
        tolerance=1e-8,
    )


ADAM = Code(
    key="adam",
    name="my_adam",
    test=_try_adam,
    right="It agrees with the formula. The first change is as long for a small gradient as for a "
    "large one.",
    hints=(
        "Two running means, for the gradients and for their squares; then one division.",
        "m ← 0.9 m + 0.1 g and v ← 0.999 v + 0.001 g². Divide m by 1 − 0.9ᵗ and v by 1 − 0.999ᵗ; "
        "the change is −η times the first over the root of the second.",
        "```\nm, v, changes = 0.0, 0.0, []\nfor t, g in enumerate(gradients, 1):\n"
        "    m = 0.9 * m + ___\n    v = 0.999 * v + ___\n"
        "    m_hat, v_hat = m / (1 - 0.9**t), ___\n"
        "    changes.append(-rate * m_hat / (___ + 1e-8))\nreturn np.array(changes)\n```",
    ),
    solution="""def my_adam(gradients, rate):
    m, v, changes = 0.0, 0.0, []
    for t, g in enumerate(gradients, 1):
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g**2
        m_hat, v_hat = m / (1 - 0.9**t), v / (1 - 0.999**t)
        changes.append(-rate * m_hat / (np.sqrt(v_hat) + 1e-8))
    return np.array(changes)
""",
    wrong=tuple(
        Wrong(
            "def my_adam(gradients, rate):\n    m, v, place, changes = 0.0, 0.0, 0.0, []\n"
            f"    for t, g in enumerate(gradients, {first}):\n"
            "        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2\n"
            "        a, b = m / (1 - 0.9**t), v / (1 - 0.999**t)\n"
            f"        {line}\n    return np.array(changes)",
            said,
        )
        for first, line, said in (
            (1, "changes.append(-rate * m / (np.sqrt(v) + 1e-8))", "Both means start at 0"),
            (2, "changes.append(-rate * a / (np.sqrt(b) + 1e-8))", "Yours starts at another t"),
            (0, "changes.append(-rate * a / (np.sqrt(b) + 1e-8))", "You divide by 1 − β⁰"),
            (1, "changes.append(-rate * a / (b + 1e-8))", "Its root is wanted"),
            (1, "changes.append(-rate * g / (np.sqrt(b) + 1e-8))", "not the gradient"),
            (1, "changes.append(rate * a / (np.sqrt(b) + 1e-8))", "wrong sign"),
            (
                1,
                "place = place - rate * a / (np.sqrt(b) + 1e-8); changes.append(place)",
                "the change of each step",
            ),
            (
                1,
                "m, v = a, b; changes.append(-rate * a / (np.sqrt(b) + 1e-8))",
                "for the division alone",
            ),
            (
                1,
                "changes.append(-rate * m / (1 - 0.9) / (np.sqrt(v / (1 - 0.999)) + 1e-8))",
                "to the power t",
            ),
            (
                1,
                "changes.append(-rate * 10 * a / (np.sqrt(1000 * b) + 1e-8))",
                "You added it whole",
            ),
        )
    ),
)

UPDATES = Number(
    key="updates",
    prompt="A network trains on 1,297 examples for 10 epochs, with batches of 32. How often are "
    "its weights updated?",
    answer=410,
    right="1,297 / 32 = 40.5, so 41 batches an epoch; the last one holds 17 examples.",
    slips=(
        Slip(400, "The last batch of an epoch is smaller, but it counts."),
        Slip(405, "Half a batch is a batch. Round in each epoch."),
        Slip(406, "Round up in each epoch, not at the end: every epoch starts anew."),
        Slip(10, "The weights move after each batch, not after each epoch."),
        Slip(41, "That is one epoch."),
        Slip(40, "That is one epoch, without its last batch."),
        Slip(12970, "That would be batches of one example."),
    ),
    hints=(
        "How many batches does one epoch have? What happens with the remainder?",
        "epochs · ⌈N / B⌉",
        "```\n10 * math.ceil(1297 / ___)\n```",
    ),
    solution="⌈1,297 / 32⌉ = 41 updates an epoch, so 410 in 10 epochs.",
)

GUESS_BATCH = Choice(
    key="guess-batch",
    predict=True,
    prompt="Each of 400 steps uses a batch of 8 digits in one run, and all 1,297 digits in "
    "another, with the same rate. Which run has the lower loss after 400 steps?",
    options=(
        Option("The full batch, by far", "Its gradients are exact. See what that buys."),
        Option("The full batch, but not by much", "For 160 times the work.", right=True),
        Option("The small batch, by far", "By far only if you count work instead of steps."),
        Option(
            "The small batch does not learn at all: it is too noisy",
            "It is noisy, and it learns. See below.",
        ),
    ),
)

NOISE = Number(
    key="noise",
    prompt="With batches of 32, the noise of the gradient has a standard deviation of 0.6. How "
    "large must a batch be to bring it down to 0.15?",
    answer=512,
    right="A quarter of the standard deviation is a sixteenth of the variance: 16 times the batch.",
    slips=(
        Slip(128, "The variance is in proportion to 1/B. What is the standard deviation?"),
        Slip(64, "You took the root of the factor. Should it not be its square?"),
        Slip(8, "Smaller batches are noisier."),
        Slip(2, "Smaller batches are noisier."),
        Slip(16, "That is the factor. How many examples is it?"),
    ),
    hints=(
        "By which factor must the standard deviation fall, and by which the variance?",
        "variance ∝ 1/B, so standard deviation ∝ 1/√B",
        "```\n32 * (0.6 / 0.15) ** ___\n```",
    ),
    solution="0.6 / 0.15 = 4, and 4² = 16, so B = 16 · 32 = 512.",
)


def _try_batches(student: Callable[..., Any]) -> None:
    def order(seed: int, n: int = 10, size: int = 4) -> list[np.ndarray]:
        got = student(n, size, np.random.default_rng(seed))
        if got is None:
            raise Hint("The function gives back None. Does it end with `return`?")
        try:
            parts = [array(batch, "A batch") for batch in got]
        except (TypeError, Hint):
            parts = [np.zeros(())]
        if any(part.ndim != 1 for part in parts):
            raise Hint("Return a list with one array of indices for each batch.")
        return parts

    parts = order(1)
    everything = np.concatenate(parts) if parts else np.array([], int)
    sizes = [len(part) for part in parts]
    if sizes == [4, 4]:
        raise Hint("With 10 examples and batches of 4 you return two batches. Who is left out?")
    if len(everything) == 10 and len(set(everything.tolist())) < 10:
        raise Hint("Some example comes twice in one epoch, and another never.")
    if sorted(everything.tolist()) != list(range(10)):
        raise Hint(
            f"In one epoch, 10 examples should come once each, but these come: "
            f"{sorted(everything.tolist())}."
        )
    epochs = [order(seed) for seed in range(40)]
    joined = np.array([np.concatenate(epoch) for epoch in epochs])
    if (joined == np.arange(10)).all():
        raise Hint("The examples come in their old order. Where do you use rng?")
    if (joined == joined[0]).all():
        raise Hint("The order is the same for every rng. Draw it from the rng you are given.")
    if not np.array_equal(np.concatenate(order(1)), everything):
        raise Hint(
            "The same rng gives another order each time. Draw only from the rng you are given."
        )
    if all(any(sorted(batch) == [0, 1, 2, 3] for batch in epoch) for epoch in epochs):
        raise Hint("The examples 0 to 3 always share a batch: shuffle before you cut.")
    if sizes != [4, 4, 2]:
        raise Hint(f"The batches should have 4, 4 and 2 examples, but they have {sizes}.")
    if [len(part) for part in order(1, n=8)] != [4, 4]:
        raise Hint(
            "With 8 examples and batches of 4 there should be two batches, none of them empty."
        )
    for n, size, wanted in ((7, 3, [3, 3, 1]), (12, 5, [5, 5, 2]), (3, 5, [3])):
        parts = order(1, n, size)
        if [len(part) for part in parts] != wanted:
            raise Hint(
                f"With {n} examples and batches of {size} the batches should have {wanted} "
                f"examples, but they have {[len(part) for part in parts]}."
            )
        if sorted(np.concatenate(parts).tolist()) != list(range(n)):
            raise Hint(f"With {n} examples and batches of {size}, not every example comes once.")


BATCHES = Code(
    key="batches",
    name="batches",
    test=_try_batches,
    right="Every example once, in an order that the rng decides, and the remainder is not lost.",
    hints=(
        "First shuffle all indices, then cut the list into slices.",
        "`rng.permutation(n)` shuffles 0 to n − 1; slices start at 0, size, 2 · size, and so on.",
        "```\norder = ___\nreturn [order[start:___] for start in range(0, n, ___)]\n```",
    ),
    solution="""def batches(n, size, rng):
    order = rng.permutation(n)
    return [order[start:start + size] for start in range(0, n, size)]
""",
    wrong=(
        Wrong(
            "def batches(n, size, rng):\n    order = rng.permutation(n)\n"
            "    return [order[i * size:(i + 1) * size] for i in range(n // size)]",
            "Who is left out?",
        ),
        Wrong(
            "def batches(n, size, rng):\n    order = rng.integers(n, size=n)\n"
            "    return [order[i:i + size] for i in range(0, n, size)]",
            "comes twice in one epoch",
        ),
        Wrong(
            "def batches(n, size, rng):\n    order = np.arange(n)\n"
            "    return [order[i:i + size] for i in range(0, n, size)]",
            "in their old order",
        ),
        Wrong(
            "def batches(n, size, rng):\n    order = np.random.default_rng(0).permutation(n)\n"
            "    return [order[i:i + size] for i in range(0, n, size)]",
            "the same for every rng",
        ),
        Wrong(
            "def batches(n, size, rng):\n    cut = np.split(np.arange(n), range(size, n, size))\n"
            "    return [cut[i] for i in rng.permutation(len(cut))]",
            "shuffle before you cut",
        ),
        Wrong(
            "def batches(n, size, rng):\n    order = np.random.permutation(n)\n"
            "    return [order[i:i + size] for i in range(0, n, size)]",
            "another order each time",
        ),
        Wrong(
            "def batches(n, size, rng):\n    order = rng.permutation(n)\n"
            "    return [order[i * size:(i + 1) * size] for i in range(n // size + 1)]",
            "none of them empty",
        ),
        Wrong("def batches(n, size, rng):\n    return rng.permutation(n)", "one array of indices"),
        Wrong("def batches(n, size, rng):\n    rng.permutation(n)", "end with `return`"),
        Wrong(
            "def batches(n, size, rng):\n    return np.array_split(rng.permutation(n), size)",
            "should have 4, 4 and 2",
        ),
    ),
)

TEST_1 = Choice(
    key="test-step",
    prompt="1. What does one step of gradient descent do?",
    options=(
        Option("It moves the weight that matters most", "How many weights get a new value?"),
        Option(
            "It moves all weights at once, each against its own slope",
            "And then all slopes are computed anew.",
            right=True,
        ),
        Option("It tries new weights and keeps them if the loss fell", "That is hill climbing."),
        Option("It moves all weights by the same amount", "Have they all the same slope?"),
    ),
)
TEST_2 = Choice(
    key="test-limit",
    prompt="2. What decides which learning rates explode?",
    options=(
        Option("How large the gradient is", "A slope of 4,000 was safe with a rate of 490."),
        Option("How many weights there are", "512 weights needed no smaller rate than two."),
        Option("The largest curvature of the loss", "The limit is 2 divided by it.", right=True),
        Option("Whether the weights depend on each other", "A single weight can explode as well."),
    ),
)
TEST_3 = Choice(
    key="test-momentum",
    prompt="3. You turn a long valley by 45 degrees. Whose number of steps changes?",
    options=(
        Option("That of plain SGD", "Its path turns with the valley."),
        Option("That of SGD with momentum", "Its velocity turns with the valley as well."),
        Option("Adam's", "Its step sizes belong to single weights.", right=True),
        Option("Nobody's", "One of the three treats the axes in a special way. Which?"),
    ),
)
TEST_4 = Choice(
    key="test-epoch",
    prompt="4. When are outputs compared with targets?",
    options=(
        Option("At the end of each epoch", "How often did the weights move in an epoch?"),
        Option("At the end of training", "Then there would be nothing to learn from before."),
        Option("At every step, for the examples of its batch", "41 times an epoch in our run.",
               right=True),
        Option("Once, for all examples, at the start", "The outputs change with the weights."),
    ),
)  # fmt: skip
TEST_5 = Choice(
    key="test-promise",
    prompt="5. What does gradient descent promise, if its steps are short enough?",
    options=(
        Option("The best weights", "Remember the walk that ended in the worse valley."),
        Option("That new data are handled well", "Remember the labels drawn by lot."),
        Option("That the training loss falls", "That, and no more.", right=True),
        Option(
            "That it arrives after as many steps as there are weights",
            "What did the number of steps depend on?",
        ),
    ),
)
