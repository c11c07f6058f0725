"""Exercises and questions of lesson 9."""

from __future__ import annotations

import math
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
from coursekit.judge import Hint, agree, compare, equal

# --- What is data drift? --------------------------------------------------------------------------

GUESS_SUMMER = Choice(
    key="guess-summer",
    predict=True,
    prompt="Summer comes: each day is 13 °C warmer. When people go to the park has not changed, "
    "and the model is not trained again. What becomes of its accuracy?",
    options=(
        Option("It falls to that of a coin", "New inputs need not be hard ones."),
        Option("It falls by a few percent", "That is what one learns to expect of new inputs."),
        Option("It stays as it was", "It would, if warm days were as hard to call as mild ones."),
        Option("It rises", "Most days now lie far above the border, where calling is easy.",
               right=True),
    ),
)  # fmt: skip

FOG = Number(
    key="fog",
    prompt="A driving model reads 95% of the traffic signs right on clear days, 70% on foggy ones. "
    "Where it was tested, 80% of the days are clear; where it goes, 40%. Nothing else differs. "
    "Which percentage of the signs will it read right?",
    answer=80,
    tolerance=0.05,
    unit="%",
    right="0.4 · 95 + 0.6 · 70. P(x) has changed, P(y | x) has not: a covariate shift that harms.",
    slips=(
        Slip(90, "That is how it was where it was tested. What is the weather like now?"),
        Slip(82.5, "That weighs clear and foggy days alike. Are they equally frequent?"),
        Slip(85, "You gave the clear days' weight to the fog."),
        Slip(45, "That is 90 cut in half with the clear days. On foggy days it is right, too."),
        Slip(70, "That is for foggy days alone. Some are clear."),
    ),
    hints=(
        "In each kind of weather it is as good as before. How often does each come now?",
        "Sum over the kinds of weather: how frequent it is now, times how often it is right in it.",
        "```\n0.4 * ___ + ___ * 70\n```",
    ),
    solution="0.4 · 95 + 0.6 · 70 = 38 + 42 = 80 percent. It was 0.8 · 95 + 0.2 · 70 = 90.",
)  # fmt: skip

STORIES = Choice(
    key="stories",
    prompt="A: in the flu season many more patients have the flu, with the same symptoms as "
    "ever. B: a shop opens in another town; customers of the same age and income buy alike. "
    "C: a law changes which donations are free of tax. What has shifted in A, B and C?",
    options=(
        Option("concept, covariate, prior", "In A, does a symptom mean another illness?"),
        Option("covariate, prior, concept",
               "A and B both change the mix. Which one fixes the patients' kind, and which one the "
               "inputs?"),
        Option("prior, covariate, concept",
               "A changes P(y), B changes P(x), and C changes P(y | x).", right=True),
        Option("prior, concept, covariate", "In B, does the same customer buy other things?"),
        Option("covariate, concept, prior",
               "In C the donors are as before. What is the right answer for each?"),
    ),
)  # fmt: skip

# --- How to notice it? ----------------------------------------------------------------------------

GUESS_TESTS = Choice(
    key="guess-tests",
    predict=True,
    scale=True,
    prompt="Nobody has touched this stream. Each column of each year is compared with the first "
    "ten years, by a Kolmogorov-Smirnov test at the 5% level. How many of these tests alarm?",
    options=(
        Option("about 5%", "So it would be if days were independent draws from one distribution."),
        Option("about 20%", "It is more: no year is quite like another."),
        Option(
            "about 60%",
            "Years differ, neighboring days are alike, and instruments get replaced.",
            right=True,
        ),
        Option("all of them", "Nearly so in three of the columns."),
    ),
)

FALSE_ALARMS = Number(
    key="false-alarms",
    prompt="A monitor tests each of 50 columns once a day, and each test alarms by mistake in 1% "
    "of all cases. Nothing changes. How many false alarms do you expect in 30 days?",
    answer=15,
    right="50 · 30 · 0.01: one every second day.",
    slips=(
        Slip(0.5, "That is for one day."),
        Slip(0.3, "That is for one column."),
        Slip(1500, "So many tests are made. How many of them alarm?"),
        Slip(1, "The 1% is for each test, not for the whole month."),
        Slip(0.01, "That is the risk of one test. How many are there?"),
        Slip(5, "Is it one test in three hundred? Count all that are made."),
    ),
    hints=(
        "How many tests are made in all?",
        "Columns times days times the risk of one.",
        "```\n50 * ___ * 0.01\n```",
    ),
    solution="50 columns · 30 days · 0.01 = 15.",
)


def _try_prequential(student: Callable[..., Any]) -> None:
    for seed, rows in ((0, 12), (1, 7)):
        try:
            _check_prequential(student, np.random.default_rng(seed), rows)
        except Hint as hint:
            if seed == 0:
                raise
            raise Hint(f"Right for 12 rows, but not for {rows} others: {hint}") from None


def _check_prequential(student: Callable[..., Any], rng: np.random.Generator, rows: int) -> None:
    x, y = rng.normal(size=(rows, 2)), rng.integers(0, 2, rows)
    seen: list[tuple[str, bytes]] = []
    labels: list[int] = [0]  # the model answers with the label that it learned last

    def predict(row: Any) -> int:
        if np.shape(row) == x.shape:
            raise Hint("`predict` gets one row at a time, x[i], not the whole table.")
        seen.append(("predict", np.asarray(row, float).tobytes()))
        return labels[-1]

    def learn(row: Any, label: Any) -> None:
        if np.size(label) != 1:
            raise Hint("`learn` gets one row and its label at a time, x[i] and y[i].")
        seen.append(("learn", np.asarray(row, float).tobytes()))
        labels.append(int(label))

    got = student(predict, learn, x.copy(), y.copy())
    asked = [row for what, row in seen if what == "predict"]
    learned = [row for what, row in seen if what == "learn"]
    single = [row.tobytes() for row in x]
    if not asked:
        raise Hint("`predict` was never called.")
    if not learned:
        raise Hint("`learn` was never called: this measures a model that stays as it is.")
    if asked != single or learned != single:
        raise Hint(
            f"There are {rows} rows: each is to be predicted once and learned once, in their "
            f"order. You predicted {len(asked)} times and learned {len(learned)} times."
        )
    order = [what for what, _ in seen]
    if order == ["learn", "predict"] * rows:
        raise Hint("It has seen each answer before it is asked. Which of the two comes first?")
    if order == ["predict"] * rows + ["learn"] * rows:
        raise Hint("All rows are predicted before any is learned: the model never gets to adapt.")
    if order != ["predict", "learn"] * rows:
        raise Hint("Go row by row: predict it, then learn it, then the next.")
    wrong = np.array([0, *y[:-1]]) != y
    if equal(got, 1 - wrong):
        raise Hint("You return 1 where the answer is right. Errors are asked for.")
    if equal(got, wrong.mean()):
        raise Hint("Return each error, not only their mean: a detector wants to read them.")
    compare(got, wrong.astype(float), what="The errors")


_PREQUENTIAL = "def test_then_train(predict, learn, x, y):\n    "

PREQUENTIAL = Code(
    key="prequential",
    name="test_then_train",
    test=_try_prequential,
    right="Each answer is given without having seen its label, and no day is lost for training.",
    hints=(
        "A loop over the rows. Two things happen to each of them: in which order?",
        "For each row i: the error is predict(x[i]) != y[i]; then learn(x[i], y[i]).",
        "```\ndef test_then_train(predict, learn, x, y):\n    errors = []\n    for row, label in "
        "zip(x, y):\n        errors.append(___)\n        ___\n    return np.array(errors)\n```",
    ),
    solution="""def test_then_train(predict, learn, x, y):
    errors = []
    for row, label in zip(x, y):
        errors.append(float(predict(row) != label))
        learn(row, label)
    return np.array(errors)
""",
    wrong=(
        Wrong(_PREQUENTIAL + "errors = []\n    for r, t in zip(x, y):\n        learn(r, t)\n"
              "        errors.append(float(predict(r) != t))\n    return np.array(errors)",
              "has seen each answer"),
        Wrong(_PREQUENTIAL + "errors = [float(predict(r) != t) for r, t in zip(x, y)]\n"
              "    for r, t in zip(x, y):\n        learn(r, t)\n    return np.array(errors)",
              "never gets to adapt"),
        Wrong(_PREQUENTIAL + "return np.array([float(predict(r) != t) for r, t in zip(x, y)])",
              "`learn` was never called"),
        Wrong(_PREQUENTIAL + "right = []\n    for r, t in zip(x, y):\n"
              "        right.append(predict(r) == t)\n        learn(r, t)\n"
              "    return np.array(right)", "where the answer is right"),
        Wrong(_PREQUENTIAL + "wrong = []\n    for r, t in zip(x, y):\n"
              "        wrong.append(predict(r) != t)\n        learn(r, t)\n"
              "    return np.mean(wrong)", "not only their mean"),
        Wrong(_PREQUENTIAL + "wrong = predict(x) != y\n    learn(x, y)\n    return wrong",
              "one row at a time"),
    ),
)  # fmt: skip


def _running(errors: Any) -> tuple[Any, Any]:
    n = np.arange(1, len(errors) + 1)
    p = np.cumsum(errors) / n
    return p, np.sqrt(p * (1 - p) / n)


LEVEL = Number(
    key="level",
    prompt="After 400 answers the error rate is 20%, and p + s has never been lower. From then on "
    "it rises. Above which value of p + s does DDM raise the alarm?",
    answer=0.26,
    tolerance=0.0005,
    right="s_min = √(0.2 · 0.8 / 400) = 0.02, and the level is p_min + 3 s_min.",
    slips=(
        Slip(0.24, "That is where it warns."),
        Slip(0.22, "That is p + s at its lowest. The level is higher."),
        Slip(0.28, "You started from p + s. The three deviations are added to p_min."),
        Slip(0.06, "That is how far it may rise. From where?"),
        Slip(0.2012, "The root is missing in s."),
        Slip(1.4, "That is three times the deviation of one answer. This is a mean of 400."),
    ),
    hints=(
        "How large is s after 400 answers?",
        "s = √(p (1 − p) / n), and the level is p_min + 3 s_min.",
        "```\n0.2 + 3 * np.sqrt(0.2 * ___ / ___)\n```",
    ),
    solution="s_min = √(0.2 · 0.8 / 400) = 0.02, so 0.2 + 3 · 0.02 = 0.26.",
)


def _first_alarm(p: Any, s: Any, *, times: float = 3, wait: int = 30) -> int:
    p_min = s_min = math.inf
    for i in range(wait, len(p)):
        if p[i] + s[i] <= p_min + s_min:
            p_min, s_min = p[i], s[i]
        if p[i] + s[i] > p_min + times * s_min:
            return i
    return -1


def _alarm_where(level: Callable[[Any, Any, Any, Any], Any]) -> Callable[..., int]:
    """Return the detector whose alarm is p + s > level(p, s, the past p, the past s)."""

    def made(p: Any, s: Any) -> int:
        for i in range(30, len(p)):
            if p[i] + s[i] > level(p[i], s[i], p[30 : i + 1], s[30 : i + 1]):
                return i
        return -1

    return made


def _try_alarm(student: Callable[..., Any]) -> None:
    cases = []
    # In the first stream all the mistakes below alarm at rows of their own.
    for seed, n, before, after in ((8, 400, 0.2, 0.45), (41, 700, 0.05, 0.3), (42, 300, 0.4, 0.4)):
        rng = np.random.default_rng(seed)
        rate = np.where(np.arange(n) < n // 2, before, after)
        cases.append(_running((rng.random(n) < rate).astype(float)))
    quiet = _running(np.tile([0.0, 0.0, 1.0, 0.0], 60))
    best = lambda p, s: int(np.argmin(p + s))  # noqa: E731
    agree(
        student,
        _first_alarm,
        [*cases, quiet],
        what="The row of the first alarm",
        mistakes={
            "You return the place among the rows after the wait. Count from the very first row.": (
                lambda p, s: _first_alarm(p, s) - 30
            ),
            "That row is counted from 1. The first row is row 0.": (
                lambda p, s: _first_alarm(p, s) + 1
            ),
            "It does not wait: the first 30 answers say too little.": (
                lambda p, s: _first_alarm(p, s, wait=0),
                lambda p, s: _first_alarm(p, s, wait=1),
                lambda p, s: _first_alarm(p, s, wait=2),
            ),
            "Two deviations are a warning. The alarm takes three.": (
                lambda p, s: _first_alarm(p, s, times=2)
            ),
            "The three deviations are those at the lowest point, not those of now.": _alarm_where(
                lambda p, s, ps, ss: ps[best(ps, ss)] + 3 * s
            ),
            "p_min and s_min belong to the same row: that of the lowest p + s. By itself, s is "
            "nearly always the lowest now.": (
                _alarm_where(lambda p, s, ps, ss: ps.min() + 3 * ss.min())
            ),
            "Compare with the lowest point so far. You compare with the row itself.": _alarm_where(
                lambda p, s, ps, ss: p + 3 * s
            ),
            "You know the future: the lowest point may only be taken from the rows so far.": (
                lambda p, s: next(
                    (
                        i
                        for i in range(30, len(p))
                        if p[i] + s[i] > p[30:][best(p[30:], s[30:])] + 3 * s[30:].min()
                    ),
                    -1,
                ),
                lambda p, s: next(
                    (
                        i
                        for i in range(30, len(p))
                        if p[i] + s[i]
                        > p[30:][best(p[30:], s[30:])] + 3 * s[30:][best(p[30:], s[30:])]
                    ),
                    -1,
                ),
            ),
        },
    )


_ALARM = (
    "def first_alarm(p, s):\n    p_min = s_min = np.inf\n    for i in range(30, len(p)):\n"
    "        if p[i] + s[i] <= p_min + s_min:\n            p_min, s_min = p[i], s[i]\n"
)

ALARM = Code(
    key="ddm",
    name="first_alarm",
    test=_try_alarm,
    right="That is DDM, as its authors published it in 2004.",
    hints=(
        "Go through the rows from 30 on. Keep p and s of the row where p + s was lowest so far.",
        "If p + s ≤ p_min + s_min, these become p_min and s_min. Alarm: p + s > p_min + 3 s_min.",
        "```\ndef first_alarm(p, s):\n    p_min = s_min = np.inf\n"
        "    for i in range(30, len(p)):\n        if ___:\n            p_min, s_min = p[i], s[i]\n"
        "        if ___:\n            return i\n    return -1\n```",
    ),
    solution="""def first_alarm(p, s):
    p_min = s_min = np.inf
    for i in range(30, len(p)):
        if p[i] + s[i] <= p_min + s_min:
            p_min, s_min = p[i], s[i]
        if p[i] + s[i] > p_min + 3 * s_min:
            return i
    return -1
""",
    wrong=(
        Wrong(_ALARM + "        if p[i] + s[i] > p_min + 2 * s_min:\n            return i\n"
              "    return -1", "Two deviations"),
        Wrong(_ALARM + "        if p[i] + s[i] > p_min + 3 * s[i]:\n            return i\n"
              "    return -1", "not those of now"),
        Wrong(_ALARM.replace("30", "0") + "        if p[i] + s[i] > p_min + 3 * s_min:\n"
              "            return i\n    return -1", "does not wait"),
        Wrong("def first_alarm(p, s):\n    for i in range(30, len(p)):\n        low = p[30:i + 1]"
              ".min() + 3 * s[30:i + 1].min()\n        if p[i] + s[i] > low:\n"
              "            return i\n    return -1", "belong to the same row"),
        Wrong("def first_alarm(p, s):\n    k = 30 + np.argmin((p + s)[30:])\n"
              "    rows = np.flatnonzero((p + s)[30:] > p[k] + 3 * s[k])\n"
              "    return rows[0] + 30 if len(rows) else -1", "know the future"),
        Wrong(_ALARM + "        if p[i] + s[i] > p_min + 3 * s_min:\n            return i + 1\n"
              "    return -1", "counted from 1"),
        Wrong(_ALARM + "        if p[i] + s[i] > p_min + 3 * s_min:\n            return i",
              "Does the function end with `return`"),
    ),
)  # fmt: skip


def _patient(key: str, right: str) -> Choice:
    """Return the question below one picture of a gallery: what happened to the errors?"""
    said = {
        "It changed at once.": "Before and after, the level is flat. How long does the way from "
        "one to the other take?",
        "It changed slowly.": "A slow one climbs, and goes on climbing. Where does this one climb?",
        "It changes, and changes back.": "Then the level would be that of the beginning again, and "
        "more than once.",
        "It has not changed.": "Chance moves a mean of 100 answers by about 0.04 up or down. Is "
        "that all that you see?",
    }
    praise = {
        "It changed at once.": "A step. A short window after it is all that counts.",
        "It changed slowly.": "It climbs for a long while. No day is the day.",
        "It changes, and changes back.": "So do seasons. What was learned in the last is of use.",
        "It has not changed.": "Only noise. To act on its bumps is to learn from chance.",
    }
    return Choice(
        key=key,
        prompt="What has happened to this model?",
        options=tuple(
            Option(name, praise[name] if name == right else hint, right=name == right)
            for name, hint in said.items()
        ),
    )


RUN_1 = _patient("run-1", "It has not changed.")
RUN_2 = _patient("run-2", "It changed slowly.")
RUN_3 = _patient("run-3", "It changes, and changes back.")
RUN_4 = _patient("run-4", "It changed at once.")

# --- How to handle it? ----------------------------------------------------------------------------

GUESS_BEST = Choice(
    key="guess-best",
    predict=True,
    prompt="After the day of the change, how does the model that is fitted to all the past compare "
    "with the one that is fitted to the last years?",
    options=(
        Option(
            "It makes fewer errors: it has seen more",
            "More data help as long as they tell the same rule.",
        ),
        Option(
            "It makes about as many errors",
            "It would if new years outweighed old ones.",
        ),
        Option(
            "It makes many more errors",
            "For years it mostly learns a rule that no longer holds.",
            right=True,
        ),
        Option(
            "It is as bad as the frozen one",
            "Not quite: each year adds a little of the new rule.",
        ),
    ),
)

LATE = Arrange(
    key="late",
    prompt="Labels come late: the truth about a day is known `delay` days after it. `waiting` is "
    "a list; two lines do not belong. In which order does a loop test and train all the same?",
    lines=(
        "waiting = []",
        "for row, label in zip(x, y):",
        "    errors.append(predict(row) != label)",
        "    waiting.append((row, label))",
        "    if len(waiting) > delay:",
        "        learn(*waiting.pop(0))",
    ),
    before=((0, 1), (1, 2), (1, 3), (3, 4), (2, 5), (4, 5)),
    decoys=(
        Decoy("        learn(*waiting.pop())", "That takes the newest of those that wait."),
        Decoy("    learn(row, label)", "Who knows this label today?"),
    ),
    mistakes=(
        TooEarly(1, 0, "The list would be emptied, or missing, when the loop needs it."),
        TooEarly(5, 4, "It may learn only what has waited long enough."),
        TooEarly(4, 3, "Today's row joins those that wait before they are counted."),
        TooEarly(5, 2, "With no delay, it would have seen the answer before it is asked."),
        TooEarly(2, 1, "Which row is tested? It must be drawn from the stream first."),
    ),
    right="The model always answers today, and learns what was asked `delay` days ago.",
    hints=(
        "Today's row is tested at once. Its label has to wait in a line.",
        "Test; join the line; if the line is longer than the delay, learn from its oldest.",
        "It begins with the empty list. Two steps of the loop come before the `if`.",
    ),
)

BASELINE = Choice(
    key="baseline",
    prompt="On a stream of electricity prices (up or down?) half hours in a row are mostly alike. "
    "A new learner detects 200 drifts and is right on 84%. Saying the last label again is right "
    "on 85%. What does that tell you?",
    options=(
        Option(
            "Without its drift detector it would be worse",
            "Perhaps. You were not told, and it does not make 84% good.",
        ),
        Option(
            "It may have learned no more than to repeat",
            "A model that keeps restarting on the last labels nearly repeats them.",
            right=True,
        ),
        Option(
            "The stream has too much drift for any learner",
            "One that knows no inputs is ahead of it.",
        ),
        Option(
            "A difference of 1% is noise, so both are equally good",
            "Even if so: would you pay for inputs and a detector that add nothing?",
        ),
    ),
)

MEMORY = Number(
    key="memory",
    prompt="A fading mean gives the error k days ago the weight 0.98ᵏ. What do all these weights "
    "add up to, from today back to the beginning of a long stream? (So many days it remembers.)",
    answer=50,
    tolerance=0.05,
    right="1 / (1 − 0.98). Online learning with small steps forgets in the same way.",
    slips=(
        Slip(0.98, "That is yesterday's weight."),
        Slip(49, "Today counts too: its weight is 0.98⁰."),
        Slip(0.02, "That is one minus the factor. The sum is large if this is small."),
        Slip(100, "With 0.99 it would be so many."),
        Slip(98, "Is it a percentage? Add up 1 + 0.98 + 0.98² + …"),
        Slip(2, "Two hundredths are lost each day. How long does it take until all is?"),
    ),
    hints=(
        "1 + 0.98 + 0.98² + … is a geometric series.",
        "1 + q + q² + … = 1 / (1 − q).",
        "```\n1 / (1 - ___)\n```",
    ),
    solution="1 / (1 − 0.98) = 1 / 0.02 = 50 days.",
)

GUESS_FORGET = Choice(
    key="guess-forget",
    predict=True,
    prompt="A network reads 0 to 4. Then it learns 5 to 9, and meets no old digit any more. How "
    "many of the old digits does it read afterward?",
    options=(
        Option(
            "Nearly all: they use weights of their own",
            "They share all weights of the first layer.",
        ),
        Option("About half of them", "It was worse."),
        Option(
            "Next to none",
            "Old outputs were only ever pushed down: no example asked for them.",
            right=True,
        ),
        Option("About one in ten, as by chance", "Chance would still say a 3 at times."),
    ),
)

WHAT = Choice(
    key="what",
    prompt="Diagnose the picture: what happened on that day?",
    options=(
        Option(
            "The climate of Nebraska changed",
            "Within one day, and in the dew point more than in the temperature?",
        ),
        Option(
            "The sensor of the dew point broke",
            "Then one column would change. Look at the pressure, too.",
        ),
        Option(
            "Each column now holds another one's numbers",
            "The pressure swings as the visibility did, and the dew point is as calm as the "
            "pressure was.",
            right=True,
        ),
        Option(
            "Days with rain were marked as dry, and dry ones as rainy",
            "That would leave all the columns as they were.",
        ),
    ),
)

# --- self-test ------------------------------------------------------------------------------------

TEST_1 = Choice(
    key="test-monitor",
    prompt="1. Your monitor of inputs reports drift in 12 of 20 columns. Labels come in three "
    "months. What do you do first?",
    options=(
        Option(
            "Train again at once on the newest data",
            "On which labels? And is it the model that is wrong, or a column?",
        ),
        Option(
            "Raise the threshold until the alarms stop",
            "Then it is a monitor that never reports anything.",
        ),
        Option(
            "See what changed in these columns, and how large it is",
            "A unit, a sensor or a join may be broken; and a large n finds any trifle.",
            right=True,
        ),
        Option(
            "Switch the model off: it can't be trusted any more",
            "Inputs may move without harm. What does that cost you?",
        ),
    ),
)

TEST_2 = Number(
    key="test-prior",
    prompt="2. A test for an illness is right on 90% of the ill and on 90% of the healthy. In the "
    "hospital where it was made, half of all patients were ill; in your practice one in ten is. "
    "Among your patients whom it calls ill, which percentage is ill?",
    answer=50,
    tolerance=0.1,
    unit="%",
    right="0.09 against 0.09. There it was 90%: only P(y) has shifted.",
    slips=(
        Slip(90, "So it was where half of them were ill."),
        Slip(9, "So many of all patients are ill and called so. Of those who are called ill?"),
        Slip(10, "That is how many are ill before the test has said anything."),
        Slip(81, "That is how many are healthy and called so. Who is called ill?"),
        Slip(18, "That is how many are called ill. How many of these are ill?"),
    ),
    hints=(
        "Take 1,000 of your patients. How many are ill, and how many does it call ill?",
        "Ill and called so, divided by all who are called so.",
        "```\n0.1 * 0.9 / (0.1 * 0.9 + ___ * ___)\n```",
    ),
    solution="Of 1,000 patients 100 are ill, 90 of them called so, and so are 90 of the healthy: "
    "90 / 180 = 50 percent.",
)  # fmt: skip

TEST_3 = Choice(
    key="test-bug",
    prompt="3. Why does this evaluation promise too much?",
    options=(
        Option(
            "The mean and the scale know the days to come",
            "On day 800 nobody has them. (This very file has that fault: it came standardized over "
            "its fifty years.)",
            right=True,
        ),
        Option(
            "It should shuffle the days before it tests",
            "A shuffled stream has no drift left, and knows the future.",
        ),
        Option(
            "It learns each day after it has tested on it",
            "That is how it should be. What does the first line know?",
        ),
        Option(
            "The first 800 days are left out",
            "A warm-up makes the number fairer to the model, not falser.",
        ),
    ),
)

TEST_4 = Choice(
    key="test-detector",
    prompt="4. A stream has run without trouble for two years when its error rises from 20% to "
    "25%, and stays there. Which detector's alarm suffers most from these two years?",
    options=(
        Option("Page-Hinkley's", "It adds up deviations since they began to add up."),
        Option("ADWIN's", "A long quiet window makes its old mean only more certain."),
        Option(
            "DDM's",
            "p is a mean over all answers: the longer, the slower it rises.",
            right=True,
        ),
        Option("That of all three, alike", "One of them averages over all that it has seen."),
    ),
)

TEST_5 = Choice(
    key="test-choose",
    prompt="5. Customers' tastes change all the time, a little each week; labels come within a "
    "day; last Christmas resembles this one. Which plan fits best?",
    options=(
        Option(
            "Freeze the model, and train anew at a drift alarm",
            "A slow change raises its alarm late, and again and again.",
        ),
        Option(
            "Fit to all the past each year",
            "Tastes of five years ago would weigh as much as today's.",
        ),
        Option(
            "Update every day, with some older examples mixed in",
            "Small steps follow, and replay keeps Christmas.",
            right=True,
        ),
        Option(
            "Fit each week to the last week alone",
            "It has forgotten Christmas, and a week is little data.",
        ),
    ),
)
