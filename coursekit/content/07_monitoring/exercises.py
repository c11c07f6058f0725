"""Exercises and questions of lesson 7."""

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
from coursekit.judge import Hint, agree, array

GUESS_WELL = Choice(
    key="guess-well",
    predict=True,
    scale=True,
    prompt="Judging by the loss curves alone: how many of the nine runs are well?",
    options=(
        Option("None", "A clinic that finds everybody sick helps nobody."),
        Option("One", "Some of the others look just as well.", right=True),
        Option("Three", "So it looks. Of those that fall so nicely, most are sick."),
        Option("Five", "Not everything that falls is well."),
    ),
)

GUESS_NEW = Choice(
    key="guess-new",
    predict=True,
    scale=True,
    prompt="Of shuffled digits that it was not trained on, the network misses about 4%. How many "
    "of those that are written by people of whom it has seen none?",
    options=(
        Option("2%", "Why should strangers write more legibly?"),
        Option("4%, as before", "They are other digits in both cases. What else is other here?"),
        Option("7%", "Shuffling had put the same hands into both parts.", right=True),
        Option("30%", "People differ, but most of what makes a 3 they share."),
    ),
)

RECIPE = Arrange(
    key="recipe",
    prompt="10,000 pictures of leaves from 40 gardens; a model is to tell sick plants from sound "
    "ones in any garden. Put six steps in order. Three lines do not belong.",
    lines=(
        "Set aside all pictures of eight gardens: the test set.",
        "Of the other gardens, keep some for validation.",
        "Measure a simple baseline on the validation pictures.",
        "Check the first loss, and learn one batch by heart.",
        "Train, and choose rate and width on the validation pictures.",
        "Read the test pictures once, and report that number with its error bar.",
    ),
    decoys=(
        Decoy(
            "Shuffle all pictures, then set every fifth aside: the test set.",
            "Then each garden stands on both sides. Which gardens will the model meet later?",
        ),
        Decoy(
            "Scale all pictures by the mean of all 10,000.",
            "The mean would be learned from the test pictures, too.",
        ),
        Decoy(
            "Of ten trained networks, keep the one that reads most test pictures.",
            "Then the test set has chosen. What is left to tell how good the choice is?",
        ),
    ),
    mistakes=(
        TooEarly(1, 0, "First put aside what nobody may look at."),
        TooEarly(4, 3, "A check that costs seconds comes before a search that costs hours."),
        TooEarly(5, 4, "Once you have read the test pictures, nothing may be chosen any more."),
        TooEarly(2, 1, "On which pictures would you measure it?"),
    ),
    right="The test gardens decided nothing, so their number can be believed.",
    hints=(
        "What must be put aside before anybody looks?",
        "Split, split again, baseline, cheap checks, search, one look.",
        "Begin with the eight gardens.",
    ),
    before=((0, 1), (1, 2), (1, 3), (2, 4), (3, 4), (4, 5)),
    code=False,
)

FIRST_LOSS = Number(
    key="first-loss",
    prompt="A new network is to tell 1,000 kinds of pictures apart. Before its first step its "
    "cross-entropy is 31. Which loss, about, would a sound start have?",
    answer=6.9078,
    tolerance=0.06,
    right="ln 1,000. A loss of 31 means that it is sure of itself, and wrong: the logits are far "
    "too large.",
    slips=(
        Slip(2.3026, "That is the blind guess among ten classes."),
        Slip(3, "That is the logarithm to base 10. The loss uses the natural one."),
        Slip(9.9658, "That is in bits. The loss uses the natural logarithm."),
        Slip(0.001, "That is the probability it should give to each class. What does it pay?"),
        Slip(1000, "That is the number of classes. What does a guess of one in so many cost?"),
        Slip(0, "That is the loss of a network that knows all. This one knows nothing yet."),
    ),
    hints=(
        "It knows nothing, so it should give every class the same probability. At what cost?",
        "−ln(1/K), with K classes.",
        "```\nnp.log(___)\n```",
    ),
    solution="−ln(1/1000) = ln 1000 = 6.9078.",
)

# ---- the nine patients ---------------------------------------------------------------------------

_NAMES = {
    "frozen": "One layer is never updated",
    "inputs": "The inputs are not scaled",
    "well": "Nothing",
    "rare": "One digit is too rare",
    "dead": "The rate is far too high",
    "margin": "The picture tells the label",
    "labels": "Labels belong to other digits",
    "slow": "The rate is far too low",
    "order": "The batches are sorted by label",
}


def _patient(number: int, truth: str, right: str, **wrong: str) -> Choice:
    options = [Option(_NAMES[truth], right, right=True)]
    options += [Option(_NAMES[key], said) for key, said in wrong.items()]
    return Choice(
        key=f"patient-{number}", prompt=f"What ails patient {number}?",
        options=tuple(options),
    )  # fmt: skip


PATIENT_1 = _patient(
    1,
    "frozen",
    "The optimizer was given the second layer only. The first kept its random weights, and the "
    "second makes the best of them.",
    slow="Then both layers would move little. Look at them one by one.",
    well="Compare its loss with that of patient 3. And does everything move?",
    rare="Then one bar would stand out. Several digits are read badly here.",
)
PATIENT_2 = _patient(
    2,
    "inputs",
    "Pixels from 0 to 16. It was sick before the first step, with a loss far above ln 10. The "
    "first steps were then so long that most neurons died.",
    dead="So it looks later. But where did the loss stand before any step?",
    labels="Would that change the loss before the first step?",
    slow="How far did the first epoch move the weights?",
)
PATIENT_3 = _patient(
    3,
    "well",
    "The loss starts near ln 10 and falls on both sides, all layers move, all digits are read, "
    "and only the middle of the picture matters.",
    slow="How much is left to fall after twelve epochs?",
    margin="Which columns does it use? Those with ink.",
    frozen="Both layers move, and ever less, as they should.",
)
PATIENT_4 = _patient(
    4,
    "rare",
    "Only four 3s were left in training. The loss and 88% of right answers hide it; the bars by "
    "digit don't.",
    well="So says the loss, nearly. Go through the digits.",
    labels="Then no digit would be read.",
    order="Then more than one digit would suffer.",
)
PATIENT_5 = _patient(
    5,
    "dead",
    "It began well, near ln 10. The first steps pushed the sums of all neurons below 0, for every "
    "digit: they are dead.",
    inputs="Then the loss would be high before the first step. Was it?",
    slow="Look at the first epoch: how far did the weights move?",
    frozen="One of two? Soon neither moves.",
)
PATIENT_6 = _patient(
    6,
    "margin",
    "A scanner had stamped the label into the left margin, in training and validation alike. Its "
    "accuracy is worthless.",
    well="It is better than well. In which column of the picture does it look?",
    rare="All bars are full.",
    order="Then some digits would be forgotten.",
)
PATIENT_7 = _patient(
    7,
    "labels",
    "The labels slipped by one row. It learns them by heart, bit by bit, and that says nothing "
    "about other digits: the validation loss rises above ln 10.",
    slow="Its weights move by several percent an epoch.",
    dead="Few neurons are dead, and its weights move on.",
    inputs="Its loss before training is near ln 10.",
)
PATIENT_8 = _patient(
    8,
    "slow",
    "It learns, but an epoch moves the weights by less than half a percent.",
    dead="A high rate makes the loss jump. Does this one?",
    labels="Then the two curves would part, and they fall together.",
    frozen="Both layers move; compare how far with patient 3.",
)
PATIENT_9 = _patient(
    9,
    "order",
    "First all 0s, then all 1s, and so on: it learns the latest digit and forgets others. Within "
    "a batch all labels are alike, which is easy, so the training loss flatters.",
    dead="Its training loss falls steadily, and few neurons are dead.",
    rare="More than one digit suffers here.",
    labels="Then no digit would be read, and nothing would be important.",
)

# ---- build it ------------------------------------------------------------------------------------


def _redundant(rng: np.random.Generator, n: int) -> tuple[Any, Any]:
    """Two equal columns that tell nine of ten labels, and two that tell nothing."""
    told = rng.integers(0, 2, n)
    x = np.column_stack([told, told, rng.normal(size=n), rng.normal(size=n)]).astype(float)
    return x, np.where(rng.random(n) < 0.9, told, 1 - told)


def _shuffled_loss(
    student: Callable[..., Any],
    predict: Callable[..., Any],
    x: Any,
    y: Any,
    columns: list[int],
    seed: int,
) -> float:
    before = x.copy()
    got = student(predict, x, y, columns, np.random.default_rng(seed))
    value = float(array(got, "The importance", ()))
    if not np.array_equal(x, before):
        raise Hint("Your function changed the caller's `x`. Shuffle the columns of a copy.")
    return value


def _wrong_for_new_values(x: Any, y: Any) -> Callable[..., Any]:
    """Answer rightly as long as the first column holds the values that it has in x."""
    values = np.sort(x[:, 0])
    return lambda rows: y if np.array_equal(np.sort(rows[:, 0]), values) else 1 - y


def _try_importance(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(3)
    for n in (4000, 3000):
        x, y = _redundant(rng, n)

        def first(rows: Any) -> Any:
            return (rows[:, 0] > 0.5).astype(int)

        def both(rows: Any) -> Any:  # where the two differ it says what is never right
            return np.where(rows[:, 0] == rows[:, 1], rows[:, 0], 7).astype(int)

        used = _shuffled_loss(student, first, x, y, [0], n)
        unused = _shuffled_loss(student, first, x, y, [2], n)
        if abs(used + 0.4) < 0.06:
            raise Hint("The sign: what is lost is the accuracy before, minus the one after.")
        if abs(unused - 0.9) < 0.03:
            raise Hint(
                "A column that nobody uses came out at 0.9. You return the accuracy that is left: "
                "subtract it from the one before."
            )
        if abs(unused) > 0.05:
            raise Hint("A column that nobody uses must cost nothing. Shuffle `columns` alone.")
        if abs(used) < 0.02:
            raise Hint(
                "A column on which every answer depends should cost many of them. Is the shuffled "
                "copy what you predict from? And do the labels stay where they are?"
            )
        if abs(_shuffled_loss(student, _wrong_for_new_values(x, y), x, y, [0], n)) > 0.02:
            raise Hint("The values must stay values of the data: shuffle them, don't replace them.")
        together = _shuffled_loss(student, both, x, y, [0, 1], n)
        if abs(together - 0.65) < 0.06:
            raise Hint(
                "You shuffle each of the columns on its own. One order for all of them: they move "
                "together from digit to digit."
            )
        if abs(together - 0.4) > 0.06 or abs(used - 0.4) > 0.06:
            raise Hint(
                f"The model is right in 90% of cases, and in 50% when its column is shuffled. You "
                f"return {used:.2f}; for two columns that say the same, {together:.2f}."
            )
        again = [_shuffled_loss(student, first, x, y, [0], seed) for seed in (5, 5, 6)]
        if again[0] != again[1] or again[0] == again[2]:
            raise Hint("Draw from the generator `rng` that you are handed: same seed, same order.")


_IMPORTANCE = "def importance(predict, x, y, columns, rng):\n    "

IMPORTANCE = Code(
    key="importance",
    name="importance",
    test=_try_importance,
    right="It needs nothing but answers, so it examines any model.",
    hints=(
        "Count the right answers twice: on x, and on a copy in which the columns come from other "
        "rows.",
        "importance = accuracy on x − accuracy on the shuffled copy. `rng.permutation(len(x))` "
        "gives an order.",
        "```\ndef importance(predict, x, y, columns, rng):\n    order = rng.permutation(len(x))\n"
        "    shuffled = x.copy()\n    shuffled[:, columns] = x[order][:, ___]\n"
        "    return np.mean(predict(x) == y) - ___\n```",
    ),
    solution="""def importance(predict, x, y, columns, rng):
    order = rng.permutation(len(x))
    shuffled = x.copy()
    shuffled[:, columns] = x[order][:, columns]
    return np.mean(predict(x) == y) - np.mean(predict(shuffled) == y)
""",
    wrong=(
        Wrong(_IMPORTANCE + "s = x.copy()\n    for c in columns:\n"
              "        s[:, c] = rng.permutation(s[:, c])\n"
              "    return np.mean(predict(x) == y) - np.mean(predict(s) == y)",
              "each of the columns on its own"),
        Wrong(_IMPORTANCE + "s = x[rng.permutation(len(x))]\n"
              "    return np.mean(predict(x) == y) - np.mean(predict(s) == y)",
              "Shuffle `columns` alone"),
        Wrong(_IMPORTANCE + "s = x.copy()\n"
              "    s[:, columns] = s[rng.permutation(len(x))][:, columns]\n"
              "    return np.mean(predict(s) == y)", "accuracy that is left"),
        Wrong(_IMPORTANCE + "s = x.copy()\n"
              "    s[:, columns] = s[rng.permutation(len(x))][:, columns]\n"
              "    return np.mean(predict(s) == y) - np.mean(predict(x) == y)", "The sign"),
        Wrong(_IMPORTANCE + "s = x.copy()\n    s[:, columns] = 0\n"
              "    return np.mean(predict(x) == y) - np.mean(predict(s) == y)",
              "stay values of the data"),
        Wrong(_IMPORTANCE + "a = np.mean(predict(x) == y)\n"
              "    x[:, columns] = x[rng.permutation(len(x))][:, columns]\n"
              "    return a - np.mean(predict(x) == y)", "changed the caller's `x`"),
        Wrong(_IMPORTANCE + "s = x.copy()\n"
              "    s[:, columns] = s[np.random.default_rng(0).permutation(len(x))][:, columns]\n"
              "    return np.mean(predict(x) == y) - np.mean(predict(s) == y)",
              "generator `rng` that you are handed"),
    ),
)  # fmt: skip

_SOUND: dict[str, Any] = {
    "classes": 10, "first": 2.4, "loss": 0.1, "validation": 0.2, "moved": [0.03, 0.02],
    "dead": 0.1, "margin": 0.0, "recall": [1.0, 0.9, 0.95, 1.0, 0.9, 0.8, 1.0, 0.97, 0.9, 1.0],
}  # fmt: skip
_POOR = [0.9, 0.2, 1.0, 0.9, 1.0, 0.8, 0.9, 0.9, 1.0, 0.7]

# What is changed in a sound run, the alarm that is due, and what to say if another one comes.
_RUNS: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({}, "well", "a run without any sign"),
    ({"first": 9.6}, "inputs", "a loss of 9.6 before training, among ten classes"),
    ({"dead": 0.7}, "dead", "70% dead neurons"),
    ({"moved": [0.0, 0.3]}, "frozen", "a layer that did not move, beside one that did"),
    ({"margin": 0.4}, "margin", "margins that are worth 40% of the answers"),
    ({"moved": [0.004, 0.003], "loss": 2.2, "validation": 2.25}, "slow",
     "layers that move by 0.4% while the loss is 2.2"),
    ({"moved": [0.004, 0.003], "loss": 0.05}, "well",
     "a run that hardly moves since its loss is already 0.05"),
    ({"moved": [0.004, 0.2], "loss": 2.0}, "well", "a run of which one layer moves by 20%"),
    ({"loss": 2.2, "validation": 2.5}, "labels",
     "a training loss of 2.2 and a validation loss of 2.5, above ln 10"),
    ({"loss": 0.8, "validation": 3.1}, "order",
     "a training loss of 0.8 and a validation loss of 3.1, above ln 10"),
    ({"recall": _POOR}, "rare", "a class read in 20% of cases while the training loss is 0.1"),
    ({"loss": 1.5, "validation": 1.6, "recall": _POOR}, "well",
     "a class that is read badly while the training loss is still 1.5"),
    ({"classes": 1000, "first": 7.1, "loss": 6.9, "validation": 6.95}, "labels",
     "1,000 classes, where a blind guess costs ln 1000 = 6.9"),
    ({"classes": 2, "first": 1.6, "recall": [1.0, 0.9]}, "inputs",
     "two classes, where a blind guess costs ln 2 = 0.69"),
    ({"first": 9.6, "dead": 1.0, "loss": 2.31, "validation": 2.31, "moved": [0.0, 0.0]}, "inputs",
     "several signs at once: the first line of the table that fits counts"),
    ({"dead": 1.0, "loss": 2.31, "validation": 2.31, "moved": [0.0, 0.0]}, "dead",
     "dead neurons and layers that do not move: the first line that fits counts"),
    ({"moved": [0.0, 0.004], "loss": 2.2}, "frozen",
     "a frozen layer beside a slow one: the first line that fits counts"),
    ({"moved": [0.001, 0.002], "loss": 2.3, "validation": 2.4}, "slow",
     "a slow run with a validation loss above ln 10: the first line that fits counts"),
)  # fmt: skip


def _try_alarm(student: Callable[..., Any]) -> None:
    names = sorted({due for _, due, _ in _RUNS})
    for change, due, what in _RUNS:
        signs = {**_SOUND, **change}
        signs["recall"] = np.array(signs["recall"])
        got = student(dict(signs))
        if got is None:
            raise Hint("It returned None. What is the alarm if no line of the table fits?")
        if not isinstance(got, str):
            raise Hint(f"Return one word of the table, not {type(got).__name__}.")
        if got not in names:
            raise Hint(f"“{got}” is no word of the table.")
        if got != due:
            raise Hint(f"Your alarm says “{got}” to {what}. Which line is that?")


_RULES = {
    "inputs": 's["first"] > 2 * blind',
    "dead": 's["dead"] > 0.5',
    "frozen": 'min(s["moved"]) == 0',
    "margin": 's["margin"] > 0.1',
    "slow": 'max(s["moved"]) < 0.01 and s["loss"] > blind / 2',
    "labels": 's["validation"] > blind and s["loss"] > 0.9 * blind',
    "order": 's["validation"] > blind and s["loss"] <= 0.9 * blind',
    "rare": 's["loss"] < 0.25 and min(s["recall"]) < 0.5',
}


def _alarm(
    order: str = "", blind: str = 'np.log(s["classes"])', end: str = "well", **change: str
) -> str:
    rules = {key: _RULES[key] for key in order.split()} if order else dict(_RULES)
    lines = ["def alarm(s):", f"    blind = {blind}"]
    lines += [
        f"    if {rule}:\n        return '{key}'" for key, rule in {**rules, **change}.items()
    ]
    return "\n".join(lines) + (f"\n    return '{end}'\n" if end else "\n")


ALARM = Code(
    key="alarm",
    name="alarm",
    test=_try_alarm,
    right="It holds for any number of classes, and the first sign in the table counts.",
    hints=(
        "Go down the table line by line: a condition, and the word to return. Which word is left?",
        "A blind guess costs np.log(s[\"classes\"]). In “a layer”, one is enough: use min; in “no "
        "layer”, all count: use max.",
        "```\ndef alarm(s):\n    blind = np.log(___)\n    if s[\"first\"] > 2 * blind:\n"
        "        return \"inputs\"\n    if s[\"dead\"] > ___:\n        return \"dead\"\n"
        "    ___\n    return \"well\"\n```",
    ),
    solution="""def alarm(s):
    blind = np.log(s["classes"])
    table = {
        "inputs": s["first"] > 2 * blind,
        "dead": s["dead"] > 0.5,
        "frozen": min(s["moved"]) == 0,
        "margin": s["margin"] > 0.1,
        "slow": max(s["moved"]) < 0.01 and s["loss"] > blind / 2,
        "labels": s["validation"] > blind and s["loss"] > 0.9 * blind,
        "order": s["validation"] > blind,
        "rare": s["loss"] < 0.25 and min(s["recall"]) < 0.5,
    }
    return next((word for word, fits in table.items() if fits), "well")
""",
    wrong=(
        Wrong(_alarm(blind="np.log(10)"), "1,000 classes"),
        Wrong(_alarm(blind='np.log10(s["classes"])'), "to a run without any sign"),
        Wrong(_alarm(end=""), "It returned None"),
        Wrong(_alarm(frozen='max(s["moved"]) == 0'), "a layer that did not move, beside"),
        Wrong(_alarm(slow='min(s["moved"]) < 0.01 and s["loss"] > blind / 2'),
              "of which one layer moves by 20%"),
        Wrong(_alarm(slow='max(s["moved"]) < 0.01'), "hardly moves since its loss"),
        Wrong(_alarm(rare='min(s["recall"]) < 0.5'), "while the training loss is still 1.5"),
        Wrong(_alarm(order="dead inputs frozen margin slow labels order rare"),
              "several signs at once"),
        Wrong(_alarm(order="inputs frozen dead margin slow labels order rare"),
              "dead neurons and layers that do not move"),
        Wrong(_alarm(order="inputs dead frozen margin labels order slow rare"),
              "a slow run with a validation loss"),
    ),
)  # fmt: skip

# ---- knowledge from noise ------------------------------------------------------------------------


def _honest(x: Any, y: Any, choose: Any, classify: Any, folds: Any) -> float:
    wrong = []
    for fold in np.unique(folds):
        inside, outside = folds != fold, folds == fold
        columns = choose(x[inside], y[inside])
        answers = classify(x[inside][:, columns], y[inside], x[outside][:, columns])
        wrong.append(answers != y[outside])
    return float(np.concatenate(wrong).mean())


def _leaky(x: Any, y: Any, choose: Any, classify: Any, folds: Any) -> float:
    return _honest(x[:, choose(x, y)], y, lambda x, y: np.arange(x.shape[1]), classify, folds)


def _in_the_fold(x: Any, y: Any, choose: Any, classify: Any, folds: Any) -> float:
    wrong = []
    for fold in np.unique(folds):
        inside, outside = folds != fold, folds == fold
        columns = choose(x[outside], y[outside])
        answers = classify(x[inside][:, columns], y[inside], x[outside][:, columns])
        wrong.append(answers != y[outside])
    return float(np.concatenate(wrong).mean())


def _by_itself(x: Any, y: Any, choose: Any, classify: Any, folds: Any) -> float:
    wrong = []
    for fold in np.unique(folds):
        inside = folds != fold
        columns = choose(x[inside], y[inside])
        answers = classify(x[inside][:, columns], y[inside], x[inside][:, columns])
        wrong.append(answers != y[inside])
    return float(np.concatenate(wrong).mean())


def _chooser(keep: int) -> Callable[..., Any]:
    def choose(x: Any, y: Any) -> Any:
        centered = x - x.mean(axis=0)
        return np.argsort(-abs((y - y.mean()) @ centered))[:keep]

    return choose


def _nearest(x: Any, y: Any, new: Any) -> Any:
    return y[((new[:, None] - x[None]) ** 2).sum(axis=2).argmin(axis=1)]


def _noise(n: int, d: int, keep: int, parts: int, seed: int) -> tuple[Any, ...]:
    rng = np.random.default_rng(seed)
    folds = rng.permutation(np.arange(n) % parts)
    return rng.normal(size=(n, d)), rng.integers(0, 2, n), _chooser(keep), _nearest, folds


def _try_honest(student: Callable[..., Any]) -> None:
    agree(
        student,
        _honest,
        [_noise(40, 300, 10, 5, 1), _noise(33, 200, 6, 7, 2), _noise(24, 90, 5, 3, 4)],
        what="The error",
        mistakes={
            "You choose the columns once, with all labels. Then the ones that are to be predicted "
            "have had their say.": _leaky,
            "You choose the columns by the labels of the fold that is to be predicted.": (
                _in_the_fold
            ),
            "You count errors on the examples that it was trained on.": _by_itself,
            "That is the share of right answers. An error was asked for.": (
                lambda *args: 1 - _honest(*args)
            ),
        },
    )


_HONEST = "def honest_error(x, y, choose, classify, folds):\n    wrong = []\n"
_LOOP = (
    "    for fold in np.unique(folds):\n        inside, outside = folds != fold, folds == fold\n"
)

HONEST = Code(
    key="honest-error",
    name="honest_error",
    test=_try_honest,
    right="Choosing is a part of training, so it is done anew in each fold.",
    hints=(
        "Which lines of the leaky function have seen the labels of all folds?",
        "Choosing columns by labels belongs into the loop, with the labels inside alone.",
        "```\nfor fold in np.unique(folds):\n    inside, outside = folds != fold, folds == fold\n"
        "    columns = choose(x[___], y[___])\n    ___\n```",
    ),
    solution="""def honest_error(x, y, choose, classify, folds):
    wrong = []
    for fold in np.unique(folds):
        inside, outside = folds != fold, folds == fold
        columns = choose(x[inside], y[inside])
        answers = classify(x[inside][:, columns], y[inside],
                           x[outside][:, columns])
        wrong.append(answers != y[outside])
    return np.concatenate(wrong).mean()
""",
    wrong=(
        Wrong(_HONEST + "    columns = choose(x, y)\n" + _LOOP
              + "        answers = classify(x[inside][:, columns], y[inside], "
              "x[outside][:, columns])\n        wrong.append(answers != y[outside])\n"
              "    return np.concatenate(wrong).mean()", "with all labels"),
        Wrong(_HONEST + _LOOP + "        columns = choose(x[outside], y[outside])\n"
              "        answers = classify(x[inside][:, columns], y[inside], "
              "x[outside][:, columns])\n        wrong.append(answers != y[outside])\n"
              "    return np.concatenate(wrong).mean()", "of the fold that is to be predicted"),
        Wrong(_HONEST + _LOOP + "        columns = choose(x[inside], y[inside])\n"
              "        answers = classify(x[inside][:, columns], y[inside], "
              "x[inside][:, columns])\n        wrong.append(answers != y[inside])\n"
              "    return np.concatenate(wrong).mean()", "that it was trained on"),
        Wrong(_HONEST + _LOOP + "        columns = choose(x[inside], y[inside])\n"
              "        answers = classify(x[inside][:, columns], y[inside], "
              "x[outside][:, columns])\n        wrong.append(answers == y[outside])\n"
              "    return np.concatenate(wrong).mean()", "the share of right answers"),
    ),
)  # fmt: skip

# ---- what a number is worth ----------------------------------------------------------------------

GUESS_REUSE = Choice(
    key="guess-reuse",
    predict=True,
    scale=True,
    prompt="A thousand models answer 500 yes-or-no questions by tossing coins. You publish the "
    "best of them. What is its accuracy on these 500 questions?",
    options=(
        Option("50%", "So is the mean of all. You publish the best."),
        Option("52%", "One model alone gets that far in one of five cases."),
        Option("57%", "Three deviations above one half, without any knowledge.", right=True),
        Option("70%", "That takes nine deviations: more coins than there are."),
    ),
)

ERROR_BAR = Number(
    key="error-bar",
    prompt="A model misses 36 of 900 test pictures. Report its error with an interval of 95%: "
    "how many percentage points above and below?",
    answer=1.28,
    tolerance=0.02,
    unit="points",
    right="4% ± 1.3. A rival with 4.8% may well be as good.",
    slips=(
        Slip(0.653, "That is one standard deviation. 95% take about two."),
        Slip(0.0128, "As a fraction, right. The question is in percentage points."),
        Slip(0.0427, "The 900 stand below the root, with p(1 − p)."),
        Slip(38.4, "The spread of one answer. What becomes of it in a mean of 900?"),
        Slip(3.27, "A half is the worst case for p. What is p here?"),
        Slip(4, "That is the error itself. How far is it off, by chance?"),
        Slip(1.306, "Close: without the factor 1 − p. It is p(1 − p) that stands in the root."),
    ),
    hints=(
        "An error is a mean of 900 zeros and ones. Which spread does such a mean have?",
        "1.96 · √(p(1 − p)/n), in percent.",
        "```\n100 * 1.96 * np.sqrt(0.04 * ___ / ___)\n```",
    ),
    solution="p = 36/900 = 0.04, and 1.96 · √(0.04 · 0.96 / 900) = 0.0128: 1.28 points.",
)

# ---- the self-test -------------------------------------------------------------------------------

TEST_DIAGNOSE = Choice(
    key="test-spike",
    prompt="1. Diagnose the picture: the loss of every batch over two epochs of 100 batches.",
    options=(
        Option("The learning rate is too high", "Then it would not jump at the same places."),
        Option(
            "One picture is damaged",
            "It would come once an epoch. How often does the loss jump?",
        ),
        Option("The batches are sorted by label", "A jump at each new label, as in patient 9.",
               right=True),
        Option(
            "The network is overfitting to the first batches",
            "That would be seen in the validation loss, not as jumps.",
        ),
    ),
)  # fmt: skip
TEST_BUG = Choice(
    key="test-bug",
    prompt="2. What is wrong in the code?",
    options=(
        Option("The learning rate is too low", "It is that of patient 3."),
        Option("Digits and labels are shuffled in two orders",
               "As in patient 7: each digit now has some other digit's label.", right=True),
        Option("`fit` shuffles as well, and so undoes the order",
               "It shuffles pairs. What has become of the pairs?"),
        Option("The generator is used up by the shuffling before the weights are drawn",
               "A generator never runs out of numbers."),
    ),
)  # fmt: skip
TEST_SPLIT = Choice(
    key="test-split",
    prompt="3. 2,000 X-rays of 300 people, several of each. The model is to serve new people. How "
    "do you choose the validation pictures?",
    options=(
        Option("A random fifth, so that both parts are alike", "Too much alike: the same lungs."),
        Option("A random fifth within each person", "Then everybody stands on both sides."),
        Option("All pictures of a random fifth of the people", "As new as those to come.",
               right=True),
        Option("Those on which the first model fails, as they tell most",
               "They tell where it fails, not how often."),
    ),
)  # fmt: skip
TEST_FALSE = Choice(
    key="test-false",
    scale=True,
    prompt="4. An alarm rings when a gradient's length is more than three deviations from its "
    "mean, which a bell curve does in 0.27% of cases. You watch 20 layers over 1,000 steps. How "
    "many alarms ring in a healthy run?",
    options=(
        Option("None, since it is healthy", "Rare is not never. How often does it look?"),
        Option("About 3", "That is for one layer."),
        Option("About 54", "20,000 looks at 0.27% each.", right=True),
        Option("About 540", "0.27% is 27 in ten thousand."),
    ),
)

TEST_GUARD = Choice(
    key="test-guard",
    prompt="5. A model in use refuses pixels outside the range of its training. A new scanner "
    "delivers white digits on black. Nobody labels what comes in. What notices it first?",
    options=(
        Option("The guard", "White on black has pixels from 0 to 1 as well."),
        Option("The validation accuracy, measured again", "Those digits have not changed."),
        Option("The mean of the pixels that come in", "It needs no labels, and jumps at once.",
               right=True),
        Option("The training loss, if one goes on training on the old digits",
               "It sees nothing of what comes in."),
    ),
)  # fmt: skip
