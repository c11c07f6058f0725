"""Exercises and questions of lesson 4."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
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
from coursekit.judge import Hint, agree

# --- how do neural networks work? -----------------------------------------------------------------

GUESS_CHANGES = Choice(
    key="guess-changes",
    predict=True,
    prompt="A round of training has four steps: forward, loss, backward (backpropagation), update. "
    "In which do the weights change?",
    options=(
        Option("In the forward step", "Many numbers are computed there, but the weights are only "
               "read."),
        Option("In the backward step", "Many summaries say so. It computes a slope for each."),
        Option("In the backward step and in the update",
               "The backward step prepares the change; it does not make it."),
        Option("In the update alone", "The other three only compute numbers.", right=True),
    ),
)  # fmt: skip

# --- what is loss? --------------------------------------------------------------------------------

GUESS_OUTLIER = Choice(
    key="guess-outlier",
    predict=True,
    prompt="Ten people estimate the length of a room; their mean is 5.0 m. One of them meant "
    "5 but wrote 100. Which single number has the smallest mean squared error to the ten "
    "numbers as they were written?",
    options=(
        Option("Still 5", "Nine of ten agree. But squares listen most to the one far away."),
        Option("5.5", "The outlier pulls, but much harder than that."),
        Option("14.5", "The mean, and one of ten can carry it anywhere.", right=True),
        Option("100", "It is the largest, but the other nine do count."),
    ),
)

BEST_NUMBER = Number(
    key="best-number",
    prompt="Which number c makes |1 − c| + |2 − c| + |4 − c| + |8 − c| + |35 − c| smallest?",
    answer=4,
    right="The median. Step away from it, and three of the five gaps grow while two shrink.",
    slips=(
        Slip(10, "The mean makes the sum of the squares smallest. What balances plain gaps?"),
        Slip(18, "The middle between the ends makes the largest gap smallest."),
        Slip(50, "That is the sum of the numbers. Which single number is closest to all of them?"),
        Slip(40, "That is how small the sum gets. At which c does it get so small?"),
        Slip(5, "That is how many numbers there are. Try c = 5 and a little less: is it better?"),
    ),
    hints=(
        "Start at c = 0 and move right. How many gaps shrink, and how many grow?",
        "The slope of |y − c| is −1 for c below y and +1 above. The slopes must balance.",
        "```\nsorted(numbers)[___]  # as many below it as above\n```",
    ),
    solution="As many numbers must lie above as below: the median of the five, c = 4.",
)

# --- what is the chain rule in gradient flow? -----------------------------------------------------

GUESS_COST = Choice(
    key="guess-cost",
    predict=True,
    scale=True,
    prompt="Backpropagation finds all 2,410 slopes, exactly. How much work is that, compared with "
    "computing the loss of the digit once (that forward pass included)?",
    options=(
        Option("2 to 3 times as much",
               "Up to two products backward for each one forward.",
               right=True),
        Option("About 50 times as much", "One would pay that gladly. It is far cheaper still."),
        Option("About 2,410 times as much", "That is what nudging costs: one pass for each slope."),
        Option("About 2,410² times as much",
               "That would be all pairs of weights. Only single ones are asked for."),
    ),
)  # fmt: skip


def _try_multiply(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(4)
    agree(
        student,
        lambda a, b, g: (g * b, g * a),
        [
            (2.0, 5.0, -3.0),
            (0.5, -4.0, 7.0),
            *(tuple(rng.normal(size=(3, *shape))) for shape in ((3,), (2, 4))),
        ],
        what=("dL/da", "dL/db"),
        mistakes={
            "You multiplied each with itself. If only a grows, by 1, then a · b grows by how "
            "much?": lambda a, b, g: (g * a, g * b),
            "These are the local derivatives, d(ab)/da and d(ab)/db. What does L do with a change "
            "of ab?": lambda a, b, g: (b, a),
            "If only a grows, by 1, then a · b grows by how much? And what does g say?": (
                lambda a, b, g: (a, b)
            ),
            "That is the rule of the sum a + b: it hands g to both unchanged.": (
                lambda a, b, g: (g, g)
            ),
            "Along a path derivatives are multiplied, not added.": lambda a, b, g: (g + b, g + a),
            "One factor too many: the derivative of a · b with respect to a does not hold a.": (
                lambda a, b, g: (g * a * b, g * a * b)
            ),
        },
    )


MULTIPLY = Code(
    key="multiply",
    name="multiply_back",
    test=_try_multiply,
    right="Each factor's gradient is g times the other factor.",
    hints=(
        "Hold b still and let a grow by a little. By how much does a · b grow?",
        "dL/da = dL/d(ab) · d(ab)/da, and likewise for b.",
        "```\ndef multiply_back(a, b, g):\n    return g * ___, g * ___\n```",
    ),
    solution="""def multiply_back(a, b, g):
    return g * b, g * a
""",
    wrong=(
        Wrong(
            "def multiply_back(a, b, g):\n    return g * a, g * b", "multiplied each with itself"
        ),
        Wrong("def multiply_back(a, b, g):\n    return b, a", "These are the local derivatives"),
        Wrong("def multiply_back(a, b, g):\n    return g, g", "the rule of the sum"),
        Wrong("def multiply_back(a, b, g):\n    return g + b, g + a", "multiplied, not added"),
        Wrong(
            "def multiply_back(a, b, g):\n    return g * a * b, g * a * b", "One factor too many"
        ),
        Wrong("def multiply_back(a, b, g):\n    return g * b", "Return two things"),
    ),
)

X_EXP_X = Number(
    key="x-exp-x",
    prompt="What is the derivative of x · eˣ at x = 1, as a decimal number (e is about 2.718)?",
    answer=2 * math.e,
    tolerance=0.01,
    right="Two paths, and each brings e: eˣ + x · eˣ at 1 is 2e.",
    slips=(
        Slip(math.e, "That is what one of the two paths brings. Where else is x used?"),
        Slip(math.e**2, "You multiplied what the two paths bring. Paths are added."),
        Slip(1 + math.e, "The path that goes straight to the product has the other factor as its "
             "local derivative, and that is not 1."),
        Slip(2, "If there is an e in your answer, multiply it out. If not, what does each path "
             "bring?"),
        Slip(1, "That is x itself. Draw the graph: which paths lead from x to the product?"),
    ),
    hints=(
        "Draw the graph as in the picture: x, exp, ×. How many paths lead from x to ×?",
        "Straight: the local derivative eˣ. Through exp: x times eˣ. Then add.",
        "```\nmath.exp(1) * ___ + ___ * math.exp(1)\n```",
    ),
    solution="eˣ + x · eˣ at x = 1 is e + e = 2e ≈ 5.43656.",
)  # fmt: skip


def _try_tanh(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(5)
    agree(
        student,
        lambda t, g: g * (1 - t**2),
        [
            *((float(np.tanh(z)), g) for z, g in ((-1.2, 0.7), (0.3, -1.5), (2.0, 4.0))),
            *((np.tanh(rng.normal(size=s)), rng.normal(size=s)) for s in ((3,), (2, 4))),
        ],
        what="The gradient",
        mistakes={
            "That is the local derivative. What is still to be multiplied with it?": (
                lambda t, g: 1 - t * t
            ),
            "t is the output of tanh already, so tanh is not to be taken of it once more.": (
                lambda t, g: g * (1 - np.tanh(t) ** 2)
            ),
            "Look at the exponent: the derivative of tanh z is 1 − tanh² z.": (
                lambda t, g: g * (1 - t)
            ),
            "Python multiplies before it subtracts. Where are parentheses missing?": (
                lambda t, g: g - t * t
            ),
            "That would be right if the local derivative were t. At z = 0 tanh is steepest, but t "
            "is 0.": lambda t, g: g * t,
            "That is the rule of the sigmoid. At t = 0 tanh has the slope 1.": (
                lambda t, g: g * t * (1 - t)
            ),
        },
    )


TANH = Code(
    key="tanh",
    name="tanh_back",
    test=_try_tanh,
    right="The forward pass had t already, so the backward pass costs a square and a product.",
    hints=(
        "The derivative of tanh z can be written with t = tanh z alone.",
        "d tanh(z)/dz = 1 − tanh²(z) = 1 − t². And dL/dz = dL/dt · dt/dz.",
        "```\ndef tanh_back(t, g):\n    return ___ * (1 - ___)\n```",
    ),
    solution="""def tanh_back(t, g):
    return g * (1 - t**2)
""",
    wrong=(
        Wrong("def tanh_back(t, g):\n    return 1 - t**2", "That is the local derivative"),
        Wrong("def tanh_back(t, g):\n    return g * (1 - np.tanh(t)**2)", "not to be taken"),
        Wrong("def tanh_back(t, g):\n    return g * (1 - t)", "Look at the exponent"),
        Wrong("def tanh_back(t, g):\n    return g * t * (1 - t)", "the rule of the sigmoid"),
        Wrong("def tanh_back(t, g):\n    return -g * (1 - t**2)", "the wrong sign"),
        Wrong("def tanh_back(t, g):\n    return g * 1 - t**2", "parentheses missing"),
        Wrong("def tanh_back(t, g):\n    g * (1 - t**2)", "end with `return`"),
    ),
)

DELTA = Number(
    key="delta",
    prompt="Another digit is a 4. The network gives 9 a probability of 0.61, 4 one of 0.27, and "
    "the others share the rest. Which number does the output neuron of 4 send back (its Δ)?",
    answer=-0.73,
    tolerance=0.001,
    right="Negative: a larger score for 4 would lower the loss.",
    slips=(
        Slip(0.27, "That is what the softmax gave. What should it have given?"),
        Slip(0.73, "The size is right. Would a larger score for 4 raise the loss?"),
        Slip(0.61, "That is what comes back through another output neuron."),
        Slip(-0.39, "The target is 1 at one output only, and it is not the 9."),
        Slip(-0.34, "Each output is compared with its own target, not with another output."),
        Slip(1.309, "That is the loss, −ln p. How does it react to the score?"),
    ),
    hints=(
        "Each output compares what it said with what it should have said.",
        "Δ = p − t, with t = 1 for the right digit and 0 for all others.",
        "```\n0.27 - ___\n```",
    ),
    solution="p − t = 0.27 − 1 = -0.73.",
)


def _try_layer(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(3)

    def fitting(x: Any, w: Any, delta: Any) -> Any:
        shapes = f"x is {x.shape}, W {w.shape} and delta {delta.shape}"
        try:
            return student(x, w, delta)
        except ValueError as error:
            if not any(word in str(error) for word in ("matmul", "aligned", "broadcast")):
                raise
            raise Hint(
                f"A product does not fit. Here {shapes}. Which of them must be turned, so that "
                "the inner sizes agree?"
            ) from None

    def back(x: Any, w: Any, delta: Any) -> tuple[Any, Any, Any]:
        return delta @ w.T, x.T @ delta, delta.sum(axis=0)

    def unturned(x: Any, w: Any, delta: Any) -> tuple[Any, Any, Any]:
        """Return the product with W itself, which only a square W allows."""
        return (delta @ w if len(w) == len(w.T) else np.zeros(0)), None, None

    agree(
        fitting,
        back,
        [
            tuple(rng.normal(size=shape) for shape in ((n, d), (d, m), (n, m)))
            for n, d, m in ((6, 4, 3), (1, 5, 2), (4, 3, 3))
        ],
        what=("The gradient of x", "The gradient of W", "The gradient of b"),
        mistakes={
            "The first two are swapped: the gradient of x comes first.": (
                lambda x, w, delta: (x.T @ delta, delta @ w.T, None)
            ),
            "The gradient of W lies on its side: entry for entry it must lie over W.": (
                lambda x, w, delta: (None, delta.T @ x, None)
            ),
            "In the gradient of x, output k must meet column k of W.": unturned,
            "The slope of the activation is not yet asked for: this is the sum alone.": (
                lambda x, w, delta: (delta @ w.T * (1 - x**2), None, None)
            ),
            "You averaged over the examples. If the loss is a mean, delta holds that.": (
                lambda x, w, delta: (delta @ w.T, x.T @ delta / len(x), None)
            ),
            "The gradient of b still has a row for each example. All rows use the same b: what "
            "happens where paths meet?": (lambda x, w, delta: (delta @ w.T, x.T @ delta, delta)),
            "The gradient of b is a mean over the examples. Where paths meet, one adds.": (
                lambda x, w, delta: (delta @ w.T, x.T @ delta, delta.mean(axis=0))
            ),
        },
    )


LAYER = Code(
    key="layer",
    name="layer_back",
    test=_try_layer,
    right="Three short products, and they are the heart of every dense layer, nnlib's included.",
    hints=(
        "The text above has all three: what goes back to x, what to W, what to b.",
        "∂L/∂x = Δ Wᵀ, ∂L/∂W = xᵀ Δ, and ∂L/∂b adds up the rows of Δ.",
        "```\ndef layer_back(x, W, delta):\n"
        "    return delta @ ___, ___ @ delta, delta.sum(___)\n```",
    ),
    solution="""def layer_back(x, W, delta):
    return delta @ W.T, x.T @ delta, delta.sum(axis=0)
""",
    wrong=(
        Wrong(
            "def layer_back(x, W, delta):\n    return delta @ W, x.T @ delta, delta.sum(axis=0)",
            "A product does not fit",
        ),
        Wrong(
            "def layer_back(x, W, delta):\n"
            "    back = delta @ (W if W.shape[0] == W.shape[1] else W.T)\n"
            "    return back, x.T @ delta, delta.sum(axis=0)",
            "must meet column k",
        ),
        Wrong(
            "def layer_back(x, W, delta):\n    return delta @ W.T, delta.T @ x, delta.sum(axis=0)",
            "lies on its side",
        ),
        Wrong(
            "def layer_back(x, W, delta):\n    return x.T @ delta, delta @ W.T, delta.sum(axis=0)",
            "are swapped",
        ),
        Wrong(
            "def layer_back(x, W, delta):\n    return delta @ W.T, x.T @ delta, delta",
            "a row for each example",
        ),
        Wrong(
            "def layer_back(x, W, delta):\n    return delta @ W.T, x.T @ delta, delta.mean(axis=0)",
            "is a mean over the examples",
        ),
        Wrong(
            "def layer_back(x, W, delta):\n"
            "    return delta @ W.T, x.T @ delta / len(x), delta.sum(axis=0)",
            "You averaged",
        ),
        Wrong(
            "def layer_back(x, W, delta):\n"
            "    return delta @ W.T * (1 - x**2), x.T @ delta, delta.sum(axis=0)",
            "not yet asked for",
        ),
        Wrong(
            "def layer_back(x, W, delta):\n    return delta @ W.T, x.T @ delta",
            "Return three things",
        ),
    ),
)

TRAINING_LOOP = Arrange(
    key="training-loop",
    prompt="Order one round of training for two layers, 64 → 32 → 10. `probabilities` takes the "
    "softmax, t holds the targets. Two lines do not belong to it.",
    lines=(
        "h = np.tanh(x @ W1 + b1)",
        "delta2 = (probabilities(h @ W2 + b2) - t) / len(x)",
        "slope_W2 = h.T @ delta2",
        "delta1 = delta2 @ W2.T * (1 - h**2)",
        "slope_W1 = x.T @ delta1",
        "W2 = W2 - rate * slope_W2",
        "W1 = W1 - rate * slope_W1",
    ),
    before=((0, 1), (1, 2), (1, 3), (3, 4), (2, 5), (3, 5), (4, 6)),
    decoys=(
        Decoy(
            "delta1 = delta2 @ W2.T * (1 - x**2)",
            "Which numbers came out of the tanh, those of x or those of h?",
        ),
        Decoy(
            "slope_W1 = h.T @ delta1",
            "It would have the shape (32, 32). What does a weight of the first layer multiply?",
        ),
    ),
    mistakes=(
        TooEarly(1, 0, "The output neurons look at h. Where does it come from?"),
        TooEarly(2, 1, "Nothing can flow back before the outputs have met their targets."),
        TooEarly(3, 1, "Nothing reaches the hidden layer before the outputs have sent it."),
        TooEarly(4, 3, "The first layer waits for what reaches its own neurons."),
        TooEarly(5, 3, "The hidden layer would get its share through weights that have changed."),
        TooEarly(5, 2, "The update of W2 needs its slopes."),
        TooEarly(6, 4, "The update of W1 needs its slopes."),
    ),
    right="Forward, then Δ from layer to layer, each through the weights that made the prediction. "
    "(The slopes of a layer may be taken any time after its Δ.)",
    hints=(
        "Which line can be computed from x alone? Which needs only that one?",
        "From the output back: Δ of a layer, then its slopes and the Δ of the layer before.",
        "It begins with h. W2 is needed in two lines, so when may it change?",
    ),
)


# --- a side room: the order of the backward pass --------------------------------------------------


class _Node:
    """A number of an engine, for the exercise."""

    def __init__(self, name: str, *parents: _Node) -> None:
        self.name, self.parents = name, parents
        self.data, self.grad = 1.5, 0.0


def _graph(names: str, parents: dict[str, str]) -> list[_Node]:
    """Build a graph; `names` stand in an order of the forward pass, the loss last."""
    made: dict[str, _Node] = {}
    for name in names:
        made[name] = _Node(name, *(made[p] for p in parents.get(name, "")))
    return list(made.values())


def _try_order(student: Callable[..., Any]) -> None:
    x = _Node("x")
    a = _Node("a", x)
    b = _Node("b", a)
    c = _Node("c", x, b)
    _check_order(student, [x, a, b, c, _Node("loss", c, a)])
    rng = np.random.default_rng(1)
    others = [
        _graph("01234", {"4": "03", "3": "12", "2": "10", "1": "0"}),
        _graph("0123", {"3": "12", "2": "0", "1": "0"}),
        _graph("0", {}),
        *(
            _graph(
                "01234567",
                {str(i): "".join(map(str, rng.permutation(i)[: 1 + i % 3])) for i in range(1, 8)},
            )
            for _ in range(4)
        ),
    ]
    for nodes in others:
        reached = _ancestors(nodes[-1])
        used = [node for node in nodes if node in reached]
        arrows = "; ".join(
            f"{n.name} from {' and '.join(p.name for p in n.parents)}"
            for n in reversed(used)
            if n.parents
        )
        try:
            _check_order(student, used)
        except Hint as hint:
            raise Hint(
                f"Right for the first graph, but not for another one "
                f"({arrows or 'a single node'}). {hint}"
            ) from None


def _ancestors(node: _Node) -> set[_Node]:
    return {node}.union(*(_ancestors(parent) for parent in node.parents))


def _check_order(student: Callable[..., Any], nodes: list[_Node]) -> None:
    loss, first = nodes[-1], nodes[0]
    got = student(loss)
    if got is None:
        raise Hint("It returned None. (`found.reverse()` turns a list around and returns nothing.)")
    got = list(got) if isinstance(got, Iterable) and not isinstance(got, set) else [got]
    if not all(isinstance(node, _Node) for node in got):
        raise Hint("Return a list of nodes: loss itself, and all that it was computed from.")
    for node in nodes:
        if got.count(node) > 1:
            raise Hint(
                f"{node.name} is in your list {got.count(node)} times, once for each path to it. "
                "How can you remember where you have been?"
            )
    missing = [node.name for node in nodes if node not in got]
    if missing:
        raise Hint(
            f"Your list lacks {', '.join(missing)}. It holds the result, its parents, their "
            "parents, and so on."
        )
    if len(got) > len(nodes):
        raise Hint("Your list holds a node that the loss was not computed from.")
    if got[0] is first and first is not loss:
        raise Hint(
            f"This is an order for the forward pass: {first.name} comes first. In the backward "
            "pass, which gradient is known first?"
        )
    for user in reversed(nodes):
        for parent in user.parents:
            if got.index(parent) < got.index(user):
                names = ", ".join(node.name for node in got)
                raise Hint(
                    f"In your order ({names}), {parent.name} comes before {user.name}, which uses "
                    f"it: the gradient of {parent.name} is passed on before it is complete."
                )


ORDER = Code(
    key="order",
    name="my_order",
    test=_try_order,
    right="Every node comes after all that use it. This is called a topological order.",
    hints=(
        "Turn it around: list each node after its parents. What must then be done to the list?",
        "Visit a node: if it is new, visit its parents first, then append it to the list.",
        "```\ndef my_order(loss):\n    found, seen = [], set()\n\n    def visit(node):\n"
        "        if node not in seen:\n            seen.add(node)\n"
        "            for parent in node.parents:\n                ___\n            ___\n\n"
        "    visit(loss)\n    return ___\n```",
    ),
    solution="""def my_order(loss):
    found, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            found.append(node)

    visit(loss)
    return found[::-1]
""",
    wrong=(
        Wrong(
            "def my_order(loss):\n    found = [loss]\n    for parent in loss.parents:\n"
            "        found += my_order(parent)\n    return found",
            "once for each path",
        ),
        Wrong("def my_order(loss):\n    return [loss, *loss.parents]", "Your list lacks"),
        Wrong(
            "def my_order(loss):\n    found = []\n    def visit(node):\n"
            "        if node not in found:\n            for parent in node.parents:\n"
            "                visit(parent)\n            found.append(node)\n    visit(loss)\n"
            "    return found",
            "an order for the forward pass",
        ),
        Wrong(  # the nearest to the loss first
            "def my_order(loss):\n    found = [loss]\n    for node in found:\n"
            "        for parent in node.parents:\n            if parent not in found:\n"
            "                found.append(parent)\n    return found",
            "a comes before b",
        ),
        Wrong(  # listed when first met, down one path after the other
            "def my_order(loss):\n    found = []\n    def visit(node):\n"
            "        if node not in found:\n            found.append(node)\n"
            "            for parent in node.parents:\n                visit(parent)\n"
            "    visit(loss)\n    return found",
            "x comes before a",
        ),
        Wrong("def my_order(loss):\n    return 'loss c b a x'", "Return a list of nodes"),
        Wrong("def my_order(loss):\n    return [loss].reverse()", "returned None"),
    ),
)  # fmt: skip

# --- the misread digit ----------------------------------------------------------------------------

GUESS_BLAMELESS = Choice(
    key="guess-blameless",
    predict=True,
    scale=True,
    prompt="Of the 2,410 parameters, how many have nothing to do with this mistake: a slope of "
    "exactly 0?",
    options=(
        Option("None", "All are connected to the outputs. But what if a weight multiplies a 0?"),
        Option("About 10", "Few pixels are blank in all digits. But in this one?"),
        Option("About 1,000", "Each weight on a blank pixel: its slope is the pixel times Δ.",
               right=True),
        Option("More than 2,300", "Only one digit was wrong, but all its ink went through all 32 "
               "neurons."),
    ),
)  # fmt: skip

# --- test yourself --------------------------------------------------------------------------------

TEST_SHARED = Choice(
    key="test-shared",
    prompt="1. A filter uses the same weight in three places. The slopes that come back from the "
    "three places are 0.2, −0.5 and 0.4. The learning rate is 0.1. By how much does the weight "
    "change?",
    options=(
        Option("By −0.01", "The three add up to 0.1, and the step goes against it.", right=True),
        Option("By +0.01", "Does the step go along the slope or against it?"),
        Option("By −0.1", "What does the update do with the slope?"),
        Option("By +0.004", "You multiplied what comes back on different paths."),
        Option("By −0.0033", "A nudge of the weight acts in all three places, fully."),
    ),
    hints=(
        "One weight, three paths to the loss.",
        "Combine the three, multiply by the rate, and mind the sign of the update.",
    ),
)  # fmt: skip

HALF_RIGHT = Choice(
    key="half-right",
    prompt="2. Which slope should `swish` hand back?",
    options=(
        Option("`g * s * (1 - s)`", "That is the slope of the sigmoid alone. Where is x?"),
        Option("`g * x * s * (1 - s)`", "That is the other half. Which path has it lost?"),
        Option("`g * (s + x * s * (1 - s))`",
               "x is used twice, so two paths come back: one straight, one through the sigmoid.",
               right=True),
        Option("`g * (s * x) * (s * (1 - s))`", "Along a path one multiplies; where two meet, one "
               "adds."),
        Option("`2 * g * s`", "It is half right, but not by a factor. How often is x used?"),
    ),
    hints=(
        "Draw the graph: x, the sigmoid, the product. How many ways lead from x to the product?",
        "The slope of x · s(x) is s(x) + x · s′(x), and s′ = s (1 − s).",
    ),
)  # fmt: skip

TEST_CURVE = Choice(
    key="test-curve",
    prompt="3. What is wrong with the orange run? (Same start, data and rate as the blue one.)",
    options=(
        Option("The slopes are never emptied between rounds",
               "It keeps the slopes of all rounds, runs ever faster, overshoots and swings back.",
               right=True),
        Option("The update has the wrong sign: it adds the slope", "Then the loss would rise from "
               "the first round on. Does it?"),
        Option("The learning rate is a hundred times too small",
               "It would lag behind the blue one from the start. Does it?"),
        Option("The targets are random numbers that do not depend on x",
               "Then it could not come as low as it does at its best."),
    ),
    hints=(
        "Compare the first twenty rounds, then the later ones. What does it look like?",
        "nnlib's `backward` adds to what is there. What does an optimizer see if it stays?",
    ),
)  # fmt: skip

TEST_MODE = Choice(
    key="test-mode",
    prompt="4. A model of a glacier turns 3 numbers into 10,000 others. You want all 30,000 "
    "derivatives. What takes the least work?",
    options=(
        Option("Backpropagation, once for each of the outputs", "Those are 10,000 backward passes. "
               "Count the other side."),
        Option("One single backward pass, from all outputs at once", "It gives the slopes of their "
               "sum, 3 numbers, not 30,000."),
        Option("To go forward, once for each input", "One pass carries one input's effect to all "
               "outputs. Backward pays where there are many inputs and one output.", right=True),
        Option("To nudge each pair of an input and an output", "A nudge of one input shows in all "
               "outputs at once."),
    ),
    hints=(
        "How many numbers go in, how many come out? For a loss it is the other way round.",
        "Backward answers for all inputs of one output. What does a pass forward answer for?",
    ),
)  # fmt: skip

TEST_FROZEN = Choice(
    key="test-frozen",
    prompt="5. You keep the first layer of the network as it is and train the second only. What "
    "can the backward pass leave out?",
    options=(
        Option("Nothing: the chain rule needs all layers", "It needs those between the loss and "
               "what is trained. Which are these?"),
        Option("The slopes of the second layer's biases", "Those are trained. How far back must "
               "the signal travel?"),
        Option("The product with the transposed output weights", "Nothing before the second layer "
               "needs a Δ, and h need not remember its slope.", right=True),
        Option("The comparison of probabilities with their targets",
               "All that flows back starts there."),
    ),
    hints=(
        "Write down what the slopes of W₂ and b₂ need.",
        "They are hᵀ Δ₂ and the sum of Δ₂. What is computed only for the layer before?",
    ),
)  # fmt: skip
