"""Exercises and questions of lesson 8."""

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
from coursekit.judge import Hint, agree, array, compare

# --- what is overfitting? -------------------------------------------------------------------------

GUESS_NOISY = Choice(
    key="guess-noisy",
    predict=True,
    scale=True,
    prompt="Two of five labels are replaced by random ones. A network is trained until it gives "
    "nearly all of its 1,000 digits the label that it was taught. How many of 500 new digits does "
    "it then read?",
    options=(
        Option("About 50", "What guessing gives. But most of its labels were true."),
        Option("About 200", "A fair guess: learning nonsense should cost a lot."),
        Option("About 330", "It learned the digits, then spoiled its answers.", right=True),
        Option("About 475", "It read some 460, a hundred epochs earlier."),
    ),
)

CEILING = Number(
    key="ceiling",
    prompt="In a collection of birds of four kinds, 30% of the labels are replaced by one of the "
    "four, drawn at random. An expert who is never wrong goes through the collection. With what "
    "percentage of the labels does she agree?",
    answer=77.5,
    tolerance=0.05,
    unit="%",
    right="70% were left alone, and of the 30% drawn anew a quarter came out right by luck. A "
    "model that agrees with more of its training labels has learned some of the noise.",
    slips=(
        Slip(70, "A random label can be the right one. How often, with four kinds?"),
        Slip(22.5, "That is the percentage of labels that are wrong."),
        Slip(30, "That is how many labels were drawn anew."),
        Slip(73, "That would be right for ten kinds. Here there are four."),
        Slip(92.5, "Of the labels drawn anew, how many come out right: a quarter, or three?"),
        Slip(100, "She names the bird that she sees. Is that always what the label says?"),
    ),
    hints=(
        "Which labels are right: those left alone, and which others?",
        "(1 − share) + share / kinds.",
        "```\n100 * (0.7 + 0.3 * ___)\n```",
    ),
    solution="0.7 + 0.3 / 4 = 0.775, so 77.5 percent.",
)

GUESS_PEAK = Choice(
    key="guess-peak",
    predict=True,
    scale=True,
    prompt="200 digits, a tenth of them with random labels. Four models see 10, 40, 200 and 3,000 "
    "features of each, and are fitted to the labels as closely as possible. Which is the worst on "
    "new digits?",
    options=(
        Option("10 features", "Bad, since it can't say much. But one is worse."),
        Option("40 features", "Too few to fit the noise, and so among the better ones."),
        Option("200 features", "It can just fit all 200 labels, in one way only.", right=True),
        Option("3,000 features", "The natural suspect, and the best of the four."),
    ),
)

PEAK = Number(
    key="peak",
    prompt="480 sentences are sorted into 4 languages: each sentence is turned into p random "
    "features, and four outputs are fitted to them by least squares, without any ridge. Near "
    "which p do you expect the worst error on new sentences?",
    answer=480,
    tolerance=24,
    right="Each output is a regression of its own on the same p features and 480 sentences.",
    slips=(
        Slip(1920, "That counts a weight for each output. All outputs share one table of features: "
        "when can that table first be solved exactly?"),
        Slip(120, "The outputs do not share the sentences among them: each has to fit them all."),
        Slip(960, "Two points per weight is Cover's number, for yes or no. Here numbers fit."),
        Slip(200, "That was the number of digits here. How many examples are there now?"),
        Slip(4, "That is the number of outputs. What must be as many as the equations?"),
    ),
    hints=(
        "One output, p unknown weights. How many equations does it have to satisfy?",
        "The peak stands where the unknowns of one output are as many as its equations.",
        "```\nequations of one output = number of ___\n```",
    ),
    solution="Each output has p weights and one equation per sentence. From p = 480 on all "
    "equations can be satisfied, at 480 in one way only.",
)  # fmt: skip

# --- is more training always good? ----------------------------------------------------------------

GUESS_LONGER = Choice(
    key="guess-longer",
    predict=True,
    prompt="True labels this time. After 20 epochs a network gives all 1,000 training digits "
    "their label. You train on to epoch 300. What happens to its accuracy on new digits?",
    options=(
        Option("It falls by several points", "What many books say next. But there is no noise "
               "here to learn by heart."),
        Option("It stays, within a point", "Nothing gained, nothing lost.", right=True),
        Option("It rises by several points", "The loss goes on falling; the answers hardly move."),
        Option("It swings between 90% and 98%", "As with too high a rate. Here steps become tiny."),
    ),
)  # fmt: skip

GUESS_SUMS = Choice(
    key="guess-sums",
    predict=True,
    prompt="After 50 steps a network knows all its sums by heart, and of the new ones fewer than "
    "1 in 50, no more than by guessing. You train on, to step 1,000. How many new ones does it "
    "know then?",
    options=(
        Option("As few as before", "So it would be with random answers. These follow a rule."),
        Option("Fewer still: it overfits", "It could hardly know fewer."),
        Option("About a third", "It does pass through there."),
        Option("More than nine in ten", "It found the rule, late.", right=True),
    ),
)

# --- build it: a training that does not learn the noise -------------------------------------------


def _early_stop(losses: Any, patience: int) -> tuple[int, int]:
    best = 1
    epoch = 1
    for epoch in range(1, len(losses) + 1):
        if losses[epoch - 1] < losses[best - 1]:
            best = epoch
        elif epoch - best >= patience:
            break
    return best, epoch


def _stop(losses: Any, patience: int) -> int:
    return _early_stop(losses, patience)[1]


def _in_total(losses: Any, patience: int) -> tuple[int, int]:
    best, waited, epoch = 1, 0, 1
    for epoch in range(1, len(losses) + 1):
        if losses[epoch - 1] < losses[best - 1]:
            best = epoch
        elif epoch > 1:
            waited += 1
            if waited == patience:
                break
    return best, epoch


def _by_the_last(losses: Any, patience: int) -> tuple[int, int]:
    best, waited, epoch = 1, 0, 1
    for epoch in range(2, len(losses) + 1):
        if losses[epoch - 1] < losses[epoch - 2]:
            best, waited = epoch, 0
        else:
            waited += 1
            if waited == patience:
                break
    return best, epoch


def _ties(losses: Any, patience: int) -> tuple[int, int]:
    best, epoch = 1, 1
    for epoch in range(1, len(losses) + 1):
        if losses[epoch - 1] <= losses[best - 1]:
            best = epoch
        elif epoch - best >= patience:
            break
    return best, epoch


def _try_early_stop(student: Callable[..., Any]) -> None:
    agree(
        student,
        _early_stop,
        [
            (
                np.array(
                    [2, 1.5, 1.6, 1.7, 1.4, 1.2, 1.3, 1.25, 1.2, 1.25, 1.3, 1.22, 0.3, 0.4, 0.35]
                ),
                3,
            ),
            (np.array([0.9, 0.7, 0.8, 0.6, 0.5]), 2),  # never stops
            (np.array([1.0, 1.1, 0.8, 0.85, 0.9, 0.95, 0.99, 0.2]), 4),
            (np.array([3.0, 3.1, 3.2]), 1),
        ],
        what=("The epoch to go back to", "The number of epochs trained"),
        mistakes={
            "You look at epochs that come after the stop. Nobody has trained them yet.": (
                lambda losses, patience: (int(np.argmin(losses)) + 1, _stop(losses, patience)),
                lambda losses, patience: (int(np.argmin(losses)) + 1, len(losses)),
            ),
            "You go back to the last epoch. What was patience waiting for?": lambda losses, p: (
                _stop(losses, p),
                _stop(losses, p),
            ),
            "Epochs count from 1 here, and Python from 0.": (
                lambda losses, p: tuple(n - 1 for n in _early_stop(losses, p)),
                lambda losses, p: (_early_stop(losses, p)[0] - 1, _stop(losses, p)),
                lambda losses, p: (_early_stop(losses, p)[0], _stop(losses, p) - 1),
            ),
            "You stop one epoch too late. How many epochs without a new low are allowed?": (
                lambda losses, p: _early_stop(losses, p + 1)
            ),
            "You stop one epoch too early. How many epochs without a new low are allowed?": (
                lambda losses, p: _early_stop(losses, p - 1)
            ),
            "You count all epochs that did not improve. Only those in a row count.": _in_total,
            "You compare with the epoch before. Compare with the lowest loss so far.": _by_the_last,
            "A loss that only equals the lowest is no improvement.": _ties,
            "The best epoch comes first, the number of epochs second.": (
                lambda losses, p: _early_stop(losses, p)[::-1]
            ),
        },
    )


def _try_decay(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(8)
    agree(
        student,
        lambda w, gradient, rate, decay: w - rate * (gradient + decay * w),
        [
            (rng.normal(size=(4, 3)), rng.normal(size=(4, 3)), 0.3, 0.2),
            (rng.normal(size=5), rng.normal(size=5), 0.05, 0.7),
            (rng.normal(size=(2, 2)), rng.normal(size=(2, 2)), 0.9, 0.0),
        ],
        what="The result",
        mistakes={
            "That makes the weights larger: which sign has the slope of the penalty in the step?": (
                lambda w, gradient, rate, decay: w - rate * (gradient - decay * w)
            ),
            "The penalty's slope goes through the learning rate as well.": (
                lambda w, gradient, rate, decay: w - rate * gradient - decay * w
            ),
            "You step with the penalty alone. The gradient of the loss is missing.": (
                lambda w, gradient, rate, decay: w - rate * decay * w,
                lambda w, gradient, rate, decay: w * (1 - decay),
            ),
            "The slope of ½ · decay · w² has no factor 2, and no ½.": (
                lambda w, gradient, rate, decay: w - rate * (gradient + 2 * decay * w),
                lambda w, gradient, rate, decay: w - rate * (gradient + decay * w / 2),
            ),
            "That is the slope of the sum of |w|, called L1. Here the penalty is a square.": (
                lambda w, gradient, rate, decay: w - rate * (gradient + decay * np.sign(w))
            ),
            "You add the penalty itself. A step uses its slope.": (
                lambda w, gradient, rate, decay: w - rate * (gradient + decay * w**2),
                lambda w, gradient, rate, decay: w - rate * (gradient + decay * w**2 / 2),
                lambda w, gradient, rate, decay: w - rate * (gradient + decay * (w**2).sum() / 2),
            ),
            "A step goes against the gradient.": (
                lambda w, gradient, rate, decay: w + rate * (gradient + decay * w)
            ),
            "That is the plain step. Where does the penalty come in?": (
                lambda w, gradient, rate, decay: w - rate * gradient
            ),
        },
    )


def _try_dropout(student: Callable[..., Any]) -> None:
    for p, shape in ((0.25, (300, 40)), (0.6, (150, 90))):
        a = np.random.default_rng(5).uniform(1, 2, shape)
        first, again, other = (
            array(
                student(a.copy(), p, np.random.default_rng(seed)), "The activations", shape
            ).astype(float)
            for seed in (1, 1, 2)
        )
        _check_dropout(a, p, first)
        if not np.array_equal(first, again) or np.array_equal(first, other):
            raise Hint("Draw from the generator `rng` that you are handed: same seed, same zeros.")
    whole = np.random.default_rng(6).normal(size=(30, 7))
    got = array(student(whole.copy(), 0.0, np.random.default_rng(3)), "With p = 0, the result")
    compare(got, whole, what="With p = 0, the result")


def _check_dropout(a: np.ndarray, p: float, got: np.ndarray) -> None:
    zeros = got == 0
    share, ratio = zeros.mean(), got[~zeros] / a[~zeros] if not zeros.all() else np.zeros(1)
    if not zeros.any():
        raise Hint("Nothing was set to 0. Multiply by a mask of zeros and ones.")
    if len(np.unique(zeros.mean(axis=0))) <= 2 or len(np.unique(zeros.mean(axis=1))) <= 2:
        raise Hint("Whole rows or columns are dropped. Draw for each entry on its own.")
    if abs(share - (1 - p)) < 0.03:
        raise Hint(f"With p = {p:g}, {share:.0%} were set to 0: p is the chance to be dropped.")
    if abs(share - p) > 0.03:
        raise Hint(f"With p = {p:g}, {share:.0%} were set to 0. About {p:.0%} should be.")
    if np.ptp(ratio) > 1e-3:
        raise Hint("The survivors should all be multiplied by the same factor.")
    factor = float(ratio.mean())
    wrong = {
        "The survivors keep their size, so the next layer receives less than without dropout.": 1,
        "You multiply by what survives on average. That makes the sum smaller still.": 1 - p,
        "You divide by p. Which share survives?": 1 / p,
        "That is the root. It is the mean that should stay, not the mean square.": (1 - p) ** -0.5,
    }
    for said, value in wrong.items():
        if abs(factor - value) < 1e-3:
            raise Hint(said)
    if abs(factor * (1 - p) - 1) > 1e-3:
        raise Hint(f"With p = {p:g} the survivors are multiplied by {factor:.3g}. Keep the mean.")


_LOOP = (
    "def early_stop(losses, patience):\n    best = 1\n"
    "    for epoch in range(1, len(losses) + 1):\n"
    "        if losses[epoch - 1] < losses[best - 1]:\n            best = epoch\n"
    "        elif epoch - best >= patience:\n            break\n"
)
_DROP = "def my_dropout(a, p, rng):\n    "

EARLY_STOP = Code(
    key="early-stop",
    name="early_stop",
    test=_try_early_stop,
    right="It goes back to the best epoch that it has seen, and never looks ahead.",
    hints=(
        "Go through the epochs in order. Remember the best so far, and how long ago that was.",
        "New lowest loss: best = epoch. Otherwise, if epoch − best ≥ patience: stop.",
        "```\nbest = 1\nfor epoch in range(1, len(losses) + 1):\n"
        "    if losses[epoch - 1] < ___:\n        best = epoch\n"
        "    elif epoch - best >= ___:\n        break\nreturn ___, epoch\n```",
    ),
    solution="""def early_stop(losses, patience):
    best = 1
    for epoch in range(1, len(losses) + 1):
        if losses[epoch - 1] < losses[best - 1]:
            best = epoch
        elif epoch - best >= patience:
            break
    return best, epoch
""",
    wrong=(
        Wrong("def early_stop(losses, patience):\n    best = int(np.argmin(losses)) + 1\n"
              "    return best, min(best + patience, len(losses))\n",
              "come after the stop"),
        Wrong(_LOOP + "    return epoch, epoch\n", "go back to the last epoch"),
        Wrong(_LOOP + "    return best - 1, epoch - 1\n", "Epochs count from 1"),
        Wrong(_LOOP.replace("epoch - best >= patience", "epoch - best > patience")
              + "    return best, epoch\n", "one epoch too late"),
        Wrong(_LOOP + "    return epoch, best\n", "The best epoch comes first"),
        Wrong("def early_stop(losses, patience):\n    best, waited = 1, 0\n"
              "    for epoch in range(2, len(losses) + 1):\n"
              "        if losses[epoch - 1] < losses[best - 1]:\n            best = epoch\n"
              "        else:\n            waited += 1\n            if waited == patience:\n"
              "                break\n    return best, epoch\n", "Only those in a row count"),
        Wrong("def early_stop(losses, patience):\n    best, waited = 1, 0\n"
              "    for epoch in range(2, len(losses) + 1):\n"
              "        if losses[epoch - 1] < losses[epoch - 2]:\n"
              "            best, waited = epoch, 0\n"
              "        else:\n            waited += 1\n            if waited == patience:\n"
              "                break\n    return best, epoch\n", "the lowest loss so far"),
        Wrong(_LOOP.replace("< losses", "<= losses") + "    return best, epoch\n",
              "only equals the lowest"),
    ),
)  # fmt: skip

_STEP = "def decayed_step(w, gradient, rate, decay):\n    return "

DECAY = Code(
    key="decay",
    name="decayed_step",
    test=_try_decay,
    right="The loss pulls by its gradient, the penalty pulls each weight toward 0.",
    hints=(
        "Take the slope of the penalty with respect to one weight, and add it to the gradient.",
        "w − rate · (gradient + decay · w).",
        "```\ndef decayed_step(w, gradient, rate, decay):\n"
        "    return w - rate * (gradient + ___)\n```",
    ),
    solution="""def decayed_step(w, gradient, rate, decay):
    return w - rate * (gradient + decay * w)
""",
    wrong=(
        Wrong(_STEP + "w - rate * (gradient - decay * w)\n", "That makes the weights larger"),
        Wrong(_STEP + "w - rate * gradient - decay * w\n", "through the learning rate as well"),
        Wrong(_STEP + "w - rate * decay * w\n", "gradient of the loss is missing"),
        Wrong(_STEP + "w - rate * (gradient + 2 * decay * w)\n", "has no factor 2"),
        Wrong(_STEP + "w - rate * (gradient + decay * np.sign(w))\n", "called L1"),
        Wrong(_STEP + "w - rate * (gradient + decay * w ** 2 / 2)\n", "A step uses its slope"),
        Wrong(_STEP + "w - rate * gradient\n", "That is the plain step"),
    ),
)

GUESS_REMEDY = Choice(
    key="guess-remedy",
    predict=True,
    prompt="L2 and dropout, each at its best strength. With true labels the network reads 98% of "
    "new digits without either. With the better of them?",
    options=(
        Option("Well above 99%", "They are in every recipe. But against what?"),
        Option("As before, within a point", "There was next to nothing to cure.", right=True),
        Option("Several points fewer", "At its best strength none does harm: 0 is one, too."),
        Option("It depends on the seed", "A little, but the seeds agree within a point."),
    ),
)

POWER = Number(
    key="power",
    prompt="A model of crop yields is wrong on 12% of new fields after 200 examples, and on 6% "
    "after 800. If it goes on as a power law, how many examples does it need for 3%?",
    answer=3200,
    tolerance=5,
    right="Each halving of the error costs four times the examples: an exponent of −½.",
    slips=(
        Slip(1400, "That adds 600 again. A power law multiplies: by how much, for one halving?"),
        Slip(1600, "Doubling the examples did not halve the error before. What did?"),
        Slip(1000, "That adds 200. How many were needed for the last halving?"),
        Slip(12800, "One halving too many."),
        Slip(2400, "That is what must be added. How many is it in all?"),
    ),
    hints=(
        "From 200 to 800 the error is halved. By which factor did the examples grow?",
        "error = c · n^(−α): equal factors in n give equal factors in the error.",
        "```\n800 * ___\n```",
    ),
    solution="200 · 4 = 800 halves the error, so 800 · 4 = 3,200 halves it again.",
)

SHRINK = Number(
    key="shrink",
    prompt="Near its minimum the loss is ½ · a · (w − 3)² for one weight w. You add the penalty "
    "½ · λ · w², with λ = 0.1. How much is the weight at the new minimum if this direction is "
    "flat, with a = 0.02?",
    answer=0.5,
    tolerance=0.005,
    right="a / (a + λ) is a sixth. A steep direction with a = 2 keeps 95% of its 3: the pull "
    "removes what the data hardly speak about.",
    slips=(
        Slip(3, "That is the minimum without the penalty. Set the slope of the sum to zero."),
        Slip(2.5, "You have λ / (a + λ) there. Which of the two pulls toward 3?"),
        Slip(2.857143, "That is for a direction with a = 2. This one is flat."),
        Slip(0.6, "a / λ is not quite it: a itself stands below the line as well."),
        Slip(0, "The penalty alone would do that. The loss pulls, too."),
    ),
    hints=(
        "At the minimum the two slopes cancel.",
        "a · (w − 3) + λ · w = 0, so w = 3 · a / (a + λ).",
        "```\n3 * 0.02 / (0.02 + ___)\n```",
    ),
    solution="3 · 0.02 / (0.02 + 0.1) = 3 / 6 = 0.5.",
)

DROPOUT = Code(
    key="dropout",
    name="my_dropout",
    test=_try_dropout,
    right="On average each activation is what it was, so nothing has to be changed for testing.",
    hints=(
        "Draw a number between 0 and 1 for each entry. Who survives? By what must they grow?",
        "kept = rng.random(a.shape) >= p, and the survivors are divided by 1 − p.",
        "```\ndef my_dropout(a, p, rng):\n    kept = rng.random(___) >= p\n"
        "    return a * kept / ___\n```",
    ),
    solution="""def my_dropout(a, p, rng):
    kept = rng.random(a.shape) >= p
    return a * kept / (1 - p)
""",
    wrong=(
        Wrong(_DROP + "return a * (rng.random(a.shape) >= p)\n", "keep their size"),
        Wrong(_DROP + "return a * (rng.random(a.shape) >= p) * (1 - p)\n", "smaller still"),
        Wrong(_DROP + "return a * (rng.random(a.shape) < p) / (1 - p)\n", "p is the chance"),
        Wrong(_DROP + "return a * (rng.random(a.shape) >= p) / max(p, 1e-9)\n", "You divide by p"),
        Wrong(_DROP + "return a * (rng.random(a.shape[1]) >= p) / (1 - p)\n", "Whole rows or"),
        Wrong(_DROP + "r = np.random.default_rng(0)\n"
              "    return a * (r.random(a.shape) >= p) / (1 - p)\n", "generator `rng`"),
        Wrong(_DROP + "return a\n", "Nothing was set to 0"),
    ),
)  # fmt: skip

MEMORY = Arrange(
    key="memory",
    prompt="Put the proof in order: one hidden layer of n ReLU neurons can give any labels to any "
    "n different inputs. Three lines do not belong.",
    lines=(
        "Choose a direction along which the n inputs differ, and number them: z₁ < z₂ < … < zₙ.",
        "Choose a threshold below each: b₁ < z₁ < b₂ < z₂ < … < bₙ < zₙ.",
        "Neuron j computes ReLU(z − bⱼ): positive from input j on, and 0 for those before it.",
        "So the table of n inputs by n neurons is triangular, without a zero on its diagonal.",
        "So it can be inverted: some output weights give each input exactly its label.",
    ),
    decoys=(
        Decoy(
            "There are more weights than labels, so the equations have a solution.",
            "More unknowns are not enough: equations can contradict one another. What makes sure "
            "that these don't?",
        ),
        Decoy(
            "Each neuron is active for exactly one input.",
            "A ReLU is active for all that lies above its threshold.",
        ),
        Decoy(
            "Gradient descent lowers the loss at each step, so it arrives at zero.",
            "It may end elsewhere. The proof says that such weights exist, not that training "
            "finds them.",
        ),
    ),
    mistakes=(
        TooEarly(1, 0, "Thresholds between what? The inputs must stand in a row first."),
        TooEarly(2, 1, "Which thresholds does the neuron have?"),
        TooEarly(3, 2, "Why is it triangular? First say which neurons an input activates."),
        TooEarly(4, 3, "Not every table can be inverted. What do you know of this one?"),
    ),
    right="2n + d numbers are enough: n thresholds, n output weights and the d of the direction "
    "(Zhang and others, 2017).",
    hints=(
        "From the inputs to a row of numbers, from there to a table, from there to the weights.",
        "Direction → thresholds → neurons → table → weights.",
        "Begin with the direction.",
    ),
    code=False,
)  # fmt: skip

# --- test yourself --------------------------------------------------------------------------------

TEST_1 = Choice(
    key="test-diagnose",
    prompt="1. Diagnose the picture. Two of five labels were redrawn, in the training and in the "
    "validation set alike. What should be done about this network?",
    options=(
        Option(
            "Make it larger: at 60% right it underfits badly",
            "What is the best that anyone can reach on such labels?",
        ),
        Option(
            "Nothing: it knows the rule and no noise",
            "About 64% is the ceiling of honest answers.",
            right=True,
        ),
        Option("Stop it earlier, since it overfits", "Then the two curves would part. Do they?"),
        Option("Raise the learning rate: it is stuck", "On which labels could it still improve?"),
    ),
)
TEST_2 = Choice(
    key="test-bug",
    prompt="2. What is wrong in the code?",
    options=(
        Option("It stops at the first bad epoch", "Look at `waited`: how many does it allow?"),
        Option("`best_loss` should start at 0", "Then no loss would ever be lower."),
        Option("It returns the last weights", "The best ones were overwritten.", right=True),
        Option("It should watch the training loss", "That falls as long as one likes."),
    ),
)
TEST_3 = Choice(
    key="test-peak",
    prompt="3. A colleague fits 1,000 labels by least squares on random features. With 300 "
    "features 9% of new data are wrong, with 950 it is 40%. What do you advise?",
    options=(
        Option("Stay below 300: more can only be worse", "What lies beyond the worst place?"),
        Option("Take 1,000, as many as labels", "That is the one place to stay away from."),
        Option("Try a ridge, or 10,000 features", "Either takes the peak away. Validation says "
               "which is better.", right=True),
        Option("Collect 50 more labels", "Then 950 features are still next to the peak."),
    ),
)  # fmt: skip
TEST_4 = Choice(
    key="test-flat",
    prompt="4. Training accuracy 100%, validation accuracy at chance, both flat for 200 epochs. "
    "What do you know?",
    options=(
        Option("The labels are random", "They may be. Sums mod 37 looked just the same."),
        Option("It will grok if you wait", "It may. Random labels look just the same."),
        Option("That it knows its examples by heart", "Not more. Two very different causes look "
               "like this.", right=True),
        Option("That the network is too large for its task", "Larger ones read digits well."),
    ),
)  # fmt: skip
TEST_5 = Choice(
    key="test-remedy",
    prompt="5. Labels typed in twice by two people hardly ever differ. Your network reads 100% of "
    "its 600 training images and 91% of new ones. Which remedy do you try first?",
    options=(
        Option("Early stopping", "It keeps noise from being learned. Is there much of it?"),
        Option("A smaller network, of 16 neurons", "It would read its training images worse."),
        Option("More images", "Labels are clean: it lacks examples, not restraint.", right=True),
        Option("Stronger dropout, at 0.8", "Against what? Here nothing wrong is being learned."),
    ),
)
