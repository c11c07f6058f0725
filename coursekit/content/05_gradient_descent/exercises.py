"""Exercises and questions of lesson 5."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.exercises import Arrange, Choice, Code, Decoy, Number, Option, Slip, TooEarly, Wrong
from coursekit.judge import Hint, agree, array


def _bowl(hessian: Any, target: Any) -> Callable[[Any], np.ndarray]:
    """Return the gradient of a bowl, for a place in whatever form."""
    return lambda theta: np.array(hessian) @ array(theta, "θ", finite=False) - np.array(target)


def _changes_nothing(student: Callable[..., Any], *arguments: Any) -> None:
    """Look whether the start of a walk is as it was; the arguments begin with the gradient."""
    gradient, start, *rest = arguments
    given = start.copy()
    student(gradient, given, *rest)
    if not np.array_equal(given, start):
        raise Hint(
            "The place is right, but your function changed the array `start` of its caller. Work "
            "on a copy."
        )


def _try_descend(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(2)

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
    gradient = _bowl([[2.0, 1.5], [1.5, 3.0]], [1.0, -2.0])
    square = rng.normal(size=(3, 3))
    agree(
        student,
        walk,
        [
            (gradient, start, 0.1, 5),
            (_bowl(square @ square.T, rng.normal(size=3)), rng.normal(size=3), 0.03, 8),
            (_bowl([[2.0]], [1.0]), np.array([0.5]), 0.3, 3),
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
    _changes_nothing(student, gradient, start, 0.1, 5)


DESCEND = Code(
    key="descend",
    name="descend",
    test=_try_descend,
    right="Three lines. With another gradient they train another network.",
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
    prompt="The weights grow from 2 to 512. What happens to the work of each method?",
    options=(
        Option("Both: about the same", "So it is, but for one of the two only."),
        Option(
            "Both: a few hundred times as much",
            "More weights, more work: so it is for one of the two.",
        ),
        Option(
            "Hill climbing: a few hundred times as much; gradient descent: about the same",
            "More weights cost the one everything, the other nothing.",
            right=True,
        ),
        Option(
            "Hill climbing: beyond counting; gradient descent: a few hundred times as much",
            "Neither is that bad. The grid is.",
        ),
    ),
)

GUESS_BOWLS = Choice(
    key="guess-bowls",
    predict=True,
    prompt="Two bowls, both lowest at 0. In one you stand at a million, slope 4,000, rate 490; in "
    "the other at a millionth, slope 0.004, rate 0.001. Where does gradient descent explode?",
    options=(
        Option(
            "In the first", "That is what the sizes suggest. But it is the small one that explodes."
        ),
        Option("In the second", "Its slope is tiny, and changes fast.", right=True),
        Option("In both", "A rate of 490 looks like trouble, and is safe in so flat a bowl."),
        Option("In neither", "A tiny rate looks safe, and is too large for so steep a bowl."),
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
        Option("Learning stops", "At a limit one expects a halt. It goes on."),
        Option(
            "The curvature stays near 1, and the loss goes on falling, in jumps",
            "In a bowl it could not. In a network, the jumps lead to less curved places.",
            right=True,
        ),
        Option(
            "Nothing: the curvature goes on rising", "A network is no bowl. But the limit is real."
        ),
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
        [(gradients, 0.1), (rng.normal(size=(9, 2)), 0.02), (rng.normal(size=(3, 1)), 1.0)],
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
        raise Hint(
            "With 10 examples and batches of 4 you return two batches. Which ones are missing?"
        )
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
            "Which ones are missing?",
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

GUESS_COUPLING = Choice(
    key="guess-coupling",
    predict=True,
    scale=True,
    prompt="Each of ten weights, moved alone, settles at any rate below 2. They are coupled: if "
    "one grows, the slopes of all others grow by 0.9 times as much. Now all ten move at once. Up "
    "to which rate do they settle?",
    options=(
        Option("About 0.2", "They push each other nine tenths of the way, all ten.", right=True),
        Option("About 1", "That is what two such weights tolerate. Here are ten."),
        Option("2, as before", "Each step is safe for each weight, if the others stay."),
        Option("About 20", "More weights carry more. But each adds to the same slopes."),
    ),
)


def _walk(
    gradient: Callable[[Any], Any],
    start: Any,
    rate: float,
    beta: float,
    steps: int,
    *,
    gain: float = 1.0,
    late: bool = False,
    fresh: bool = False,
) -> np.ndarray:
    """Walk with momentum, or with one of the mistakes made in it."""
    theta = np.array(start, dtype=float)
    v = np.zeros_like(theta)
    for _ in range(steps):
        g = gradient(theta)
        old, v = v, beta * (g if fresh else v) + gain * g
        theta = theta - rate * (old if late else v)
    return theta


def _try_momentum(student: Callable[..., Any]) -> None:
    cases: list[tuple[Any, ...]] = []
    for d, rate, beta, steps in ((2, 0.1, 0.8, 6), (3, 0.05, 0.5, 4), (5, 0.2, 0.9, 3)):
        rng = np.random.default_rng(d)
        root, target, start = rng.normal(size=(d, d)), rng.normal(size=d), rng.normal(size=d)
        cases.append((_bowl(root @ root.T / d + np.eye(d), target), start, rate, beta, steps))
    agree(
        student,
        lambda gradient, start, rate, beta, steps: _walk(gradient, start, rate, beta, steps),
        cases,
        what="The place after all steps",
        mistakes={
            "That is plain gradient descent. What is left of the last velocity?": (
                lambda gradient, start, rate, beta, steps: _walk(gradient, start, rate, 0, steps)
            ),
            "The step uses the old velocity. Update the velocity first, then move.": (
                lambda *case: _walk(*case, late=True)
            ),
            "Your velocity is a running mean. Here the whole gradient is added to it.": (
                lambda gradient, start, rate, beta, steps: _walk(
                    gradient, start, rate, beta, steps, gain=1 - beta
                )
            ),
            "You went uphill: the velocity is made of gradients. Which way is down?": (
                lambda gradient, start, rate, beta, steps: _walk(
                    gradient, start, -rate, beta, steps
                )
            ),
            "β multiplies what is left of the old velocity, not the new gradient.": (
                lambda gradient, start, rate, beta, steps: _walk(
                    gradient, start, rate, beta, steps, gain=beta
                )
            ),
            "That is one step. Does your loop return too early?": (
                lambda gradient, start, rate, beta, steps: start - rate * gradient(start)
            ),
            "Where is the learning rate?": (
                lambda gradient, start, rate, beta, steps: _walk(gradient, start, 1, beta, steps)
            ),
            "Your velocity starts anew in every step. Set it to 0 before the loop.": (
                lambda *case: _walk(*case, fresh=True)
            ),
        },
    )
    for gradient, *rest in cases:
        asked: list[Any] = []

        def counted(theta: Any, gradient: Any = gradient, asked: list[Any] = asked) -> Any:
            asked.append(theta)
            return gradient(theta)

        student(counted, *copy.deepcopy(rest))
        steps = rest[-1]
        if len(asked) != steps:
            raise Hint(
                f"The place is right, but you asked for {len(asked)} gradients in {steps} steps. "
                "Each costs a pass through the network: ask once in a step."
            )
        _changes_nothing(student, gradient, *rest)


def _wrong_momentum(*body: str, after: str = "return theta") -> str:
    return (
        "def momentum(gradient, start, rate, beta, steps):\n"
        "    theta = np.array(start, dtype=float)\n    v = np.zeros_like(theta)\n"
        "    for _ in range(steps):\n"
        + "".join(f"        {line}\n" for line in body)
        + f"    {after}"
    )


MOMENTUM = Code(
    key="momentum",
    name="momentum",
    test=_try_momentum,
    right="With β = 0 it is your gradient descent. With another gradient it trains a network.",
    hints=(
        "Your gradient descent, with one array more: the velocity, which starts at 0.",
        "v ← β v + ∇L(θ), then θ ← θ − η v, with the new v.",
        "```\ntheta = np.array(start, dtype=float)\nv = np.zeros_like(theta)\n"
        "for _ in range(steps):\n    v = ___ * v + ___\n    theta = theta - ___\n"
        "return theta\n```",
    ),
    solution="""def momentum(gradient, start, rate, beta, steps):
    theta = np.array(start, dtype=float)
    v = np.zeros_like(theta)
    for _ in range(steps):
        v = beta * v + gradient(theta)
        theta = theta - rate * v
    return theta
""",
    wrong=(
        Wrong(_wrong_momentum("theta = theta - rate * gradient(theta)"), "plain gradient descent"),
        Wrong(
            _wrong_momentum(
                "old = v", "v = beta * v + gradient(theta)", "theta = theta - rate * old"
            ),
            "uses the old velocity",
        ),
        Wrong(
            _wrong_momentum(
                "v = beta * v + (1 - beta) * gradient(theta)", "theta = theta - rate * v"
            ),
            "a running mean",
        ),
        Wrong(
            _wrong_momentum("v = beta * v + gradient(theta)", "theta = theta + rate * v"),
            "You went uphill",
        ),
        Wrong(
            _wrong_momentum("v = beta * (v + gradient(theta))", "theta = theta - rate * v"),
            "not the new gradient",
        ),
        Wrong(
            _wrong_momentum("v = beta * v + gradient(theta)", "theta = theta - v"),
            "Where is the learning rate",
        ),
        Wrong(
            _wrong_momentum(
                "v = beta * v + gradient(theta)", "theta = theta - rate * v", "return theta"
            ),
            "That is one step",
        ),
        Wrong(
            _wrong_momentum(
                "v = gradient(theta)", "v = beta * v + gradient(theta)", "theta = theta - rate * v"
            ),
            "starts anew in every step",
        ),
        Wrong(
            _wrong_momentum(
                "g = gradient(theta)",
                "v = beta * v + gradient(theta)",
                "theta = theta - rate * v",
            ),
            "ask once in a step",
        ),
        Wrong(
            "def momentum(gradient, start, rate, beta, steps):\n    v = 0 * start\n"
            "    for _ in range(steps):\n        v = beta * v + gradient(start)\n"
            "        start -= rate * v\n    return start",
            "changed the array `start`",
        ),
        Wrong(
            _wrong_momentum(
                "v = beta * v + gradient(theta)", "theta = theta - rate * v", after="pass"
            ),
            "end with `return`",
        ),
    ),
)

GUESS_BATCH = Choice(
    key="guess-batch",
    predict=True,
    scale=True,
    prompt="You may look at each of 1,297 digits ten times: that makes 1,630 steps with batches of "
    "8, 410 with 32, 110 with 128, 10 with all. Each has its own best rate. Which ends lowest?",
    options=(
        Option("8, far ahead of 32", "It has most steps, but so noisy that they must be short."),
        Option(
            "8 and 32, nearly alike", "Fewer steps, but calm enough for twice the rate.", right=True
        ),
        Option("128, far ahead of 32", "Calmer still, but the rate can't grow with the calm."),
        Option("All 1,297", "Exact gradients. But ten steps are few, even long ones."),
    ),
)

PLATEAU = Number(
    key="plateau",
    prompt="How many steps does the walk need that starts at u = v = 10⁻⁶?",
    answer=148,
    tolerance=1,
    right="A start ten times as close to the saddle costs the same number of steps more each time.",
    slips=(
        Slip(28000000, "The plateau would grow with the distance. Compare two neighbors instead."),
        Slip(124, "One power of ten is missing."),
        Slip(172, "One power of ten too many."),
        Slip(24, "That is what each power of ten adds."),
        Slip(168, "From 0.1 to 10⁻⁶ there are five powers of ten, and the first costs 28."),
        Slip(
            200, "Does a start that is a hundred times as close double the steps? Try the others."
        ),
    ),
    hints=(
        "By how many steps do neighbors in the picture differ?",
        "steps = steps from 0.1 + (powers of ten below 0.1) · the difference",
        "```\n28 + ___ * 24\n```",
    ),
    solution="Each power of ten adds 24 steps: 28 + 5 · 24 = 148.",
)

RECIPE = Arrange(
    key="recipe",
    prompt="A training step with momentum, as every library does it. Put the lines in order. Two "
    "do not belong to it.",
    lines=(
        "batch = next(batches)",
        "loss = loss_of(theta, batch)",
        "g = gradient_of(loss)",
        "v = beta * v + g",
        "theta = theta - rate * v",
    ),
    decoys=(
        Decoy("v = 0", "That throws away what momentum has gathered. When is it set to 0?"),
        Decoy("if loss > last_loss: theta = last_theta",
              "That is hill climbing. The loss of another batch may be higher by chance."),
    ),
    mistakes=(
        TooEarly(4, 3, "The step uses a velocity that has not heard of this batch yet."),
        TooEarly(3, 2, "The velocity needs a gradient to add."),
        TooEarly(1, 0, "The loss of which digits?"),
    ),
    right="Batch, loss, gradient, velocity, step.",
    hints=(
        "Each line uses a name that another one makes.",
        "loss, then its gradient, then the velocity, then the weights",
        "`batch = next(batches)` is the first line.",
    ),
)  # fmt: skip


def _curve(key: str, right: str, feedback: dict[str, str]) -> Choice:
    """A loss curve to be diagnosed; the options are the same for all of them."""
    options = {
        "low": "Raise the rate",
        "high": "Lower the rate",
        "plateau": "Restart elsewhere",
        "noise": "Lower it toward the end",
    }
    return Choice(
        key=key,
        prompt="What would you do?",
        options=tuple(Option(text, feedback[o], right=o == right) for o, text in options.items()),
    )


CURVE_1 = _curve("curve-1", "high", {
    "low": "A rate that is too low gives a smooth curve that falls slowly. Is this smooth?",
    "high": "It jumps above its start. A tenth of the rate trains this network well.",
    "plateau": "On a plateau the curve is flat and calm. Is this calm?",
    "noise": "That helps a run that has come down and won't settle. Has this one come down?",
})  # fmt: skip
CURVE_2 = _curve("curve-2", "noise", {
    "low": "It fell quickly at first. Would longer steps make it calmer?",
    "high": "The start is fine: it falls fast. Where does the trouble begin?",
    "plateau": "On a plateau the loss is flat from the start. Here it has fallen, and rattles.",
    "noise": "It came down and now rattles: steps are too long for the noise of the batches.",
})  # fmt: skip
CURVE_3 = _curve("curve-3", "low", {
    "low": "A smooth, slow, steady fall with no jump: it wants longer steps.",
    "high": "It never jumps. What does that say of the rate?",
    "plateau": "It falls from the first step on, at nearly the same pace. Is it stuck?",
    "noise": "There is hardly any noise to be seen. And has it come down?",
})  # fmt: skip
CURVE_4 = _curve("curve-4", "plateau", {
    "low": "From another start, the same rate works. What is different here?",
    "high": "No jump anywhere. What kind of place is flat?",
    "plateau": "Flat and calm from the first step: it stands beside a saddle. A start farther away "
    "falls at once.",
    "noise": "The curve is calm: this was the full batch.",
})  # fmt: skip

TEST_BUG = Choice(
    key="test-bug",
    prompt="What is wrong in `train_slowly`?",
    options=(
        Option("The gradients of earlier steps are never cleared",
               "`backward` adds to what is there, so each step walks along the sum of all "
               "gradients so far, as momentum with β = 1 would: it never settles.", right=True),
        Option("`step` must stand before `backward`",
               "Then there would be no gradient in the first step. What happens in the second?"),
        Option("A rate of 0.3 is too large",
               "Our training with this rate worked. Look at what differs in the loop."),
        Option("The batch is the same in every step",
               "A full batch is always the same, and it worked before."),
    ),
)  # fmt: skip

TEST_PIXELS = Choice(
    key="test-pixels",
    prompt="Your training works at a rate of 0.3 with pixels from 0 to 1. A colleague stores "
    "the same pixels from 0 to 255 and uses plain gradient descent on a single layer. What "
    "happens to the limit of the rate?",
    options=(
        Option("It stays: the digits are the same", "The slope of a weight is its pixel times the "
               "error. What happens to the pixel?"),
        Option("It falls to about 1/255", "The slope grows 255-fold. But the limit is set by how "
               "fast the slope changes."),
        Option("It falls to about 1/65,000", "Curvature is quadratic in the inputs: 255² = 65,025. "
               "So scale your inputs before you train.", right=True),
        Option("It grows to about 255 times as much", "Larger inputs make a steeper bowl. Can it "
               "bear longer steps?"),
    ),
)  # fmt: skip

TEST_CLUSTER = Choice(
    key="test-cluster",
    prompt="On new hardware a step with 1,024 examples takes as long as one with 32. You train "
    "for one hour, each batch size at its own best rate. What should you expect?",
    options=(
        Option("32 wins: small batches always need less work",
               "They look at fewer examples. But is it examples that you pay for here?"),
        Option("The two end alike, since the time is the same",
               "The number of steps is the same. What about their quality?"),
        Option("1,024 does at least as well: its steps are better, and cost no more",
               "Per step a larger batch is never worse here, and now it is free. Measure how much "
               "you gain: beyond some size it is little.", right=True),
        Option("1,024 does worse, since an epoch has 32 times fewer steps",
               "Count the steps in an hour, not in an epoch."),
    ),
)  # fmt: skip
