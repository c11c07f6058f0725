"""Exercises and questions of lesson 13."""

from __future__ import annotations

from collections.abc import Callable
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
from coursekit.judge import Hint, agree

# --- which types of neural networks are there? ----------------------------------------------------

TYPES = Choice(
    key="types",
    prompt="A colleague says: “For our pictures of leaves we don't use a convolutional network. "
    "We use transfer learning.” What would you answer?",
    options=(
        Option("That one can do both at once", "One word names a network, the other where its "
               "weights come from.", right=True),
        Option("That transfer learning is for texts", "It began with pictures. What does the word "
               "name: a network, or a way to train one?"),
        Option("That both are feedforward, so it does not matter", "Transfer learning is no "
               "network at all. What is it?"),
        Option("That he is right: one has to choose between the two", "Look at the table: do the "
               "two change the same thing?"),
    ),
)  # fmt: skip

# --- nine multiplications -------------------------------------------------------------------------

RAMP = Number(
    key="ramp",
    prompt="A sky gets brighter from left to right: each column of pixels is brighter by 0.05 than "
    "the one to its left. What does the kernel “vertical edges” of the widget give there?",
    answer=0.3,
    tolerance=0.001,
    right="The right column is brighter than the left one by 0.1, and there are three rows. The "
    "kernel measures how steep the brightness is.",
    slips=(
        Slip(0.15, "From the left column of the window to the right one, it is two steps."),
        Slip(0.1, "That is one row of the window. How many rows are added up?"),
        Slip(0, "On a plain surface. Are left and right alike here?"),
        Slip(-0.3, "Which column has the positive weights? And which pixels are the brighter?"),
        Slip(0.05, "That is the step from one column to the next. What are left and right of the "
             "window apart?"),
        Slip(0.033333, "These weights are not divided by anything."),
    ),
    hints=(
        "Call the left column of the window v. How bright are the other two?",
        "3 · (right − left), where right and left are two columns apart.",
        "```\n3 * (2 * ___)\n```",
    ),
    solution="Left v, middle v + 0.05, right v + 0.1: the sum is 3 · (v + 0.1) − 3 · v = 0.3.",
)  # fmt: skip

SIZE = Number(
    key="size",
    prompt="Some layers move their kernel by more than one pixel at a time; the step is called "
    "stride. A line of 100 pixels, a kernel 7 pixels wide, stride 3, no padding. How many numbers "
    "come out?",
    answer=32,
    tolerance=0.1,
    right="The kernel starts at pixels 0, 3, … 93: the last start with room for all 7. In general "
    "(n − k) // stride + 1.",
    slips=(
        Slip(31, "Count the first place, too: a kernel that just fits has one place, not zero."),
        Slip(33, "Does a kernel that starts at pixel 96 still find 7 pixels?"),
        Slip(34, "Does a kernel that starts at pixel 99 still find 7 pixels?"),
        Slip(94, "That is with stride 1."),
        Slip(93, "That is the last place where it can start. It starts at every third only."),
        Slip(14, "Windows may overlap: the stride is 3, not 7."),
    ),
    hints=(
        "At which pixels can the kernel start? The first is 0. And the last?",
        "(n − k) // stride + 1",
        "```\n(___ - ___) // 3 + 1\n```",
    ),
    solution="(100 − 7) // 3 + 1 = 31 + 1 = 32.",
)

COUNT = Number(
    key="count",
    prompt="A layer takes color pictures of 32 by 32 pixels, in 3 channels (red, green, blue), and "
    "makes 16 feature maps. Each map has its own kernel of 5 by 5 numbers for every channel, and "
    "one bias. How many numbers does the layer learn?",
    answer=1216,
    tolerance=0.1,
    right="16 · (3 · 25 + 1). The size of the picture does not matter.",
    slips=(
        Slip(416, "A map looks at all three channels: one kernel for each of them."),
        Slip(1200, "The biases are missing."),
        Slip(1248, "A bias for each kernel is too many: the sums of the channels are added up "
             "first."),
        Slip(400, "Three channels, and biases."),
        Slip(76, "That is one map. How many are there?"),
        Slip(49168, "That is a layer without weight sharing. Kernels are the same at all places."),
        Slip(1203, "One bias for each map, not for each channel."),
    ),
    hints=(
        "How many numbers belong to one map? It sees a window of all three channels.",
        "maps · (channels · 5 · 5 + 1)",
        "```\n16 * (___ * 25 + ___)\n```",
    ),
    solution="16 · (3 · 25 + 1) = 16 · 76 = 1,216.",
)  # fmt: skip


def _convolution(image: Any, kernel: Any) -> Any:
    k, m = kernel.shape
    rows, columns = image.shape[0] - k + 1, image.shape[1] - m + 1
    return np.array(
        [
            [(image[r : r + k, c : c + m] * kernel).sum() for c in range(columns)]
            for r in range(rows)
        ]
    )


def _same_size(image: Any, kernel: Any) -> Any:
    k, m = kernel.shape
    over = [((k - 1) // 2, k - 1 - (k - 1) // 2), ((m - 1) // 2, m - 1 - (m - 1) // 2)]
    return _convolution(np.pad(image, over), kernel)


def _without_nnlibs(student: Callable[..., Any]) -> Callable[..., Any]:
    """Return the learner's function, run where nnlib's own convolution can't be called."""

    def refused(*_: Any, **__: Any) -> None:
        raise Hint("That is nnlib's, with which yours will be compared. Write your own.")

    def call(*arguments: Any) -> Any:
        kept, nn.conv2d = nn.conv2d, refused  # type: ignore[assignment]
        try:
            return student(*arguments)
        finally:
            nn.conv2d = kept

    return call


def _try_convolution(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(13)
    cases = [
        (rng.normal(size=(6, 9)), rng.normal(size=(3, 3))),
        (rng.normal(size=(7, 5)), rng.normal(size=(2, 4))),
        (rng.normal(size=(4, 4)), rng.normal(size=(4, 4))),
        (rng.normal(size=(8, 3)), rng.normal(size=(5, 1))),
    ]
    agree(
        _without_nnlibs(student),
        _convolution,
        cases,
        what="The map",
        mistakes={
            "You turn the kernel around. The field leaves it as it is.": (
                lambda image, kernel: _convolution(image, kernel[::-1, ::-1]),
            ),
            "The last row and the last column are missing: where can the window start last?": (
                lambda image, kernel: _convolution(image[:-1, :-1], kernel)
            ),
            "Rows and columns of the kernel have changed places.": (
                lambda image, kernel: _convolution(image, kernel.T)
            ),
            "You surround the image with zeros. Here the window stays inside.": _same_size,
            "You take the mean of the products. Add them up.": (
                lambda image, kernel: _convolution(image, kernel) / kernel.size
            ),
            "You add up the pixels of the window, without their weights.": (
                lambda image, kernel: _convolution(image, np.ones_like(kernel))
            ),
        },
    )


_LOOPS = (
    "def my_convolution(image, kernel):\n    k, m = kernel.shape\n"
    "    rows, columns = image.shape[0] - k + 1, image.shape[1] - m + 1\n"
    "    y = np.zeros((rows, columns))\n    for r in range(rows):\n"
    "        for c in range(columns):\n            y[r, c] = "
)

CONVOLUTION = Code(
    key="convolution",
    name="my_convolution",
    test=_try_convolution,
    right="Your convolution, for images and kernels of any size.",
    hints=(
        "At which places can the window's upper left corner stand? Cut the window out there, "
        "multiply it by the kernel, add up.",
        "y[r, c] = Σ image[r + i, c + j] · kernel[i, j], over the rows i and columns j of the "
        "kernel",
        "```\nfor r in range(image.shape[0] - k + 1):\n    for c in range(___):\n"
        "        y[r, c] = (image[r:r + k, ___] * kernel).sum()\n```",
    ),
    solution="""def my_convolution(image, kernel):
    k, m = kernel.shape
    rows, columns = image.shape[0] - k + 1, image.shape[1] - m + 1
    y = np.zeros((rows, columns))
    for r in range(rows):
        for c in range(columns):
            y[r, c] = (image[r:r + k, c:c + m] * kernel).sum()
    return y
""",
    wrong=(
        Wrong(
            _LOOPS + "(image[r:r + k, c:c + m] * kernel[::-1, ::-1]).sum()\n    return y\n",
            "turn the kernel around",
        ),
        Wrong(
            _LOOPS.replace("- k + 1", "- k").replace("- m + 1", "- m")
            + "(image[r:r + k, c:c + m] * kernel).sum()\n    return y\n",
            "window start last",
        ),
        Wrong(
            _LOOPS + "(image[r:r + k, c:c + m] * kernel).mean()\n    return y\n",
            "the mean of the products",
        ),
        Wrong(_LOOPS + "image[r:r + k, c:c + m].sum()\n    return y\n", "without their weights"),
    ),
)


def _layer(maps: Any, kernels: Any, convolve: Callable[..., Any]) -> Any:
    sums = [sum(_convolution(m, k) for m, k in zip(maps, own, strict=True)) for own in kernels]
    return np.maximum(np.array(sums), 0)


def _linear(maps: Any, kernels: Any) -> Any:
    return np.array(
        [sum(_convolution(m, k) for m, k in zip(maps, own, strict=True)) for own in kernels]
    )


def _apart(maps: Any, kernels: Any) -> Any:
    return np.array(
        [
            sum(np.maximum(_convolution(m, k), 0) for m, k in zip(maps, own, strict=True))
            for own in kernels
        ]
    )


def _try_layer(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(31)
    cases = [
        (rng.normal(size=(2, 5, 6)), rng.normal(size=(3, 2, 3, 3)), _convolution),
        (rng.normal(size=(4, 4, 3)), rng.normal(size=(2, 4, 2, 2)), _convolution),
        (rng.normal(size=(1, 3, 7)), rng.normal(size=(5, 1, 1, 3)), _convolution),
    ]
    agree(
        _without_nnlibs(student),
        _layer,
        cases,
        what="The maps",
        mistakes={
            "The sums are right. ReLU is missing.": lambda maps, kernels, convolve: _linear(
                maps, kernels
            ),
            "ReLU comes once, after the sums over the channels.": (
                lambda maps, kernels, convolve: _apart(maps, kernels)
            ),
            "Only the first channel is seen: add up over all of them.": (
                lambda maps, kernels, convolve: np.maximum(_linear(maps[:1], kernels[:, :1]), 0)
            ),
            "You take the mean over the channels. Add them up.": (
                lambda maps, kernels, convolve: _layer(maps, kernels, convolve) / len(maps)
            ),
        },
    )


_SUMS = (
    "def my_layer(maps, kernels, convolve):\n"
    "    sums = [sum(convolve(m, k) for m, k in zip(maps, own)) for own in kernels]\n    return "
)

LAYER = Code(
    key="layer",
    name="my_layer",
    test=_try_layer,
    right="A whole convolutional layer, made of your convolution.",
    hints=(
        "`kernels[o]` belongs to new map o: one kernel for each old map. What becomes of their "
        "results?",
        "map o = ReLU(Σ over c of convolve(maps[c], kernels[o, c]))",
        "```\nfor own in kernels:\n    total = sum(convolve(m, k) for m, k in zip(___, ___))\n"
        "    new.append(___)\n```",
    ),
    solution="""def my_layer(maps, kernels, convolve):
    new = []
    for own in kernels:  # one kernel for each old map
        total = sum(convolve(m, k) for m, k in zip(maps, own))
        new.append(np.maximum(total, 0))
    return np.array(new)
""",
    wrong=(
        Wrong(_SUMS + "np.array(sums)\n", "ReLU is missing"),
        Wrong(
            _SUMS.replace("convolve(m, k) for", "np.maximum(convolve(m, k), 0) for")
            + "np.array(sums)\n",
            "ReLU comes once",
        ),
        Wrong(
            "def my_layer(maps, kernels, convolve):\n"
            "    return np.maximum([convolve(maps[0], own[0]) for own in kernels], 0)\n",
            "Only the first channel",
        ),
        Wrong(_SUMS + "np.maximum(sums, 0) / len(maps)\n", "the mean over the channels"),
    ),
)

# --- fewer weights, fewer examples ----------------------------------------------------------------

GUESS_FEW = Choice(
    key="guess-few",
    predict=True,
    prompt="A convolutional network of 2,218 weights against a fully connected one of 6,634, "
    "taught by 20 digits, by 60, and so on up to 2,000. Which reads more new digits?",
    options=(
        Option("The convolutional one, at every size", "Weights that all places share are a "
               "good bet for pictures.", right=True),
        Option("The convolutional one from about 200 on", "Careful, but it pays earlier."),
        Option("The fully connected one below 200", "With few examples one might fear that "
               "special networks are picky. It is the other way around."),
        Option("The fully connected one, at every size", "It can do all that the other can, and "
               "more. That is its trouble."),
    ),
)  # fmt: skip

GUESS_SHUFFLED = Choice(
    key="guess-shuffled",
    predict=True,
    prompt="Now the pixels change places: one permutation for all pictures, in training and in the "
    "test. Who reads fewer digits than before?",
    options=(
        Option("Only the fully connected one", "It never knew which pixels are neighbors."),
        Option("Only the convolutional one", "Its windows now hold pixels from anywhere.",
               right=True),
        Option("Both", "We would. But a weighted sum does not mind the order of its terms."),
        Option("Neither: no number is lost", "True of the numbers. But one of the two is built "
               "upon where they stand."),
    ),
)  # fmt: skip

# --- moved digits ---------------------------------------------------------------------------------

GUESS_MOVED = Choice(
    key="guess-moved",
    predict=True,
    scale=True,
    prompt="Both networks have learned from digits in the middle. New digits are moved to the "
    "right by one pixel, and the fully connected network reads about half of them. And the "
    "convolutional one?",
    options=(
        Option("About a quarter", "It is no worse than the other."),
        Option(
            "About two thirds",
            "The maps move along. The layer after them does not.",
            right=True,
        ),
        Option("About nine in ten", "A square of 2 by 2 pixels hides some moves, but not enough."),
        Option("As many as before", "So one reads in many places. It takes one thing more."),
    ),
)

PLACE = Choice(
    key="place",
    prompt="Of each map only the largest value is kept, wherever it is. For which of these tasks "
    "is that a bad idea?",
    options=(
        Option(
            "To tell in which lung the shadow is",
            "What was thrown away is the answer here.",
            right=True,
        ),
        Option(
            "To tell whether there is a shadow in the lungs",
            "Is the place of the shadow asked for?",
        ),
        Option(
            "To tell which bird sings in a recording",
            "The bird may sing early or late. Does that change the answer?",
        ),
        Option(
            "To tell whether a leaf is from an oak or a maple",
            "A leaf may lie anywhere in the picture.",
        ),
    ),
)

SHARED = Arrange(
    key="shared-slope",
    prompt="Put the derivation in order: the slope of the loss L by one weight k of a kernel that "
    "slides over the picture x. Two lines do not belong.",
    lines=(
        "At place s the sum is z(s) = … + k · x(s + i) + …, where i is the weight's place in the "
        "window.",
        "So at each place s, the slope of z(s) by k is the pixel x(s + i).",
        "k changes all z(s) at once, so by the chain rule the contributions of all places add up.",
        "∂L/∂k = Σ over s of Δ(s) · x(s + i), where Δ(s) is the slope of L by z(s).",
        "That is a convolution as well: of the picture x, with Δ as the kernel.",
    ),
    decoys=(
        Decoy(
            "Only the place with the largest Δ counts, since it is to blame.",
            "Does the weight act at that place only?",
        ),
        Decoy(
            "So the slope is divided by the number of places, as k is shared by them.",
            "The chain rule adds up the ways by which k reaches L. Does it take means?",
        ),
    ),
    mistakes=(
        TooEarly(1, 0, "The slope of what? First write the sum at one place down."),
        TooEarly(2, 1, "What does each place contribute?"),
        TooEarly(3, 2, "Why a sum over s? Say first how k acts."),
        TooEarly(4, 3, "What is a convolution? The formula has to stand there first."),
    ),
    right="Weight sharing adds up slopes, and nothing else changes. nnlib does this with one "
    "matrix product.",
    hints=(
        "From one place to all places, then read the formula again.",
        "z at one place → its slope → all places → the formula → what it is.",
        "Begin with the sum at one place s.",
    ),
    code=False,
)

# --- test yourself --------------------------------------------------------------------------------

TEST_1 = Choice(
    key="test-diagnose",
    prompt="1. Diagnose the kernel. On the left the picture, on the right its feature map: blue is "
    "positive, red negative. Which three rows has the kernel?",
    options=(
        Option("(−1, 0, 1), (−1, 0, 1), (−1, 0, 1)", "This one is silent where left and right are "
               "alike. Is the upper edge of the square silent?"),
        Option("(1, 1, 1), (0, 0, 0), (−1, −1, −1)", "At the upper edge of the square it gets "
               "brighter from top to bottom. Which sign would this one give?"),
        Option("(−1, −1, −1), (0, 0, 0), (1, 1, 1)", "Positive where it gets brighter downward, "
               "silent on plain surfaces and at the sides.", right=True),
        Option("(1, 1, 1), (1, 1, 1), (1, 1, 1)", "Inside the square this one is largest. What is "
               "there on the map?"),
    ),
)  # fmt: skip
TEST_2 = Choice(
    key="test-bug",
    prompt="2. It runs without an error, and it reads no more digits than a guess would. What is "
    "wrong?",
    options=(
        Option("The new pictures mix pixels of many digits", "Each row of the table was one "
               "digit. Now the 64 pixels of a picture come from 64 different digits; "
               "`reshape(-1, 1, 8, 8)` would keep them together.", right=True),
        Option("The channel should be the last axis", "In nnlib it is the second one. Look at the "
               "line before."),
        Option("Eight filters are too few", "Eight were enough above."),
        Option("The kernels start at random", "So they do everywhere, and learn."),
    ),
)  # fmt: skip
TEST_3 = Choice(
    key="test-linear",
    prompt="3. Two convolutional layers with kernels of 3 by 3 follow each other, with nothing in "
    "between and no padding. What can the two compute that one layer with kernels of 5 by 5 "
    "can't?",
    options=(
        Option("Curved strokes instead of edges", "What is a weighted sum of weighted sums?"),
        Option(
            "Features of features, as depth is what counts",
            "Depth counts if something bends in between. Does it here?",
        ),
        Option("Nothing at all", "A sum of sums of a window of 5 by 5.", right=True),
        Option(
            "The same features, but over larger windows",
            "Two windows of 3 reach 5 pixels. And one of 5?",
        ),
    ),
)
TEST_4 = Choice(
    key="test-tool",
    prompt="4. For which of these tables would you first try a convolutional network?",
    options=(
        Option(
            "Age, weight and 30 blood values of each patient",
            "Is the column next to another one more like it than the others are?",
        ),
        Option(
            "Rain on a grid of 50 by 80 places, hour by hour",
            "Neighbors belong together, and a shower is a shower wherever it falls.",
            right=True,
        ),
        Option("Which of 500 films each customer has watched", "In what order do the films stand?"),
        Option("The digits above, with their pixels shuffled", "That was tried. Who lost by it?"),
    ),
)
TEST_5 = Choice(
    key="test-cure",
    prompt="5. A network (convolution, pooling by 2, flatten, dense) finds cracks in the middle of "
    "tiles and misses them elsewhere. What makes its answer the same at every place, by "
    "construction?",
    options=(
        Option(
            "Train it for ten times as many steps",
            "On pictures with the crack in the middle? What would tell it of other places?",
        ),
        Option(
            "Photographs that are moved at random, in training",
            "It helps, as far as the moves go. Is it exact?",
        ),
        Option("Twice as many filters", "All maps move along already. What comes after them?"),
        Option(
            "The largest value of each map, in place of flatten",
            "It does not say where it was.",
            right=True,
        ),
    ),
)
