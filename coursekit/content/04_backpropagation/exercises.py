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
from coursekit.judge import Hint, agree, array, compare, equal

GUESS_CHANGES = Choice(
    key="guess-changes",
    predict=True,
    prompt="A round of training has four steps: forward, loss, backward (backpropagation), update. "
    "In which of them do the weights change?",
    options=(
        Option("In the forward step", "It only uses the weights. Read on and see."),
        Option("In the backward step", "Most summaries say so. Read on and see what is measured."),
        Option("In the backward step and in the update", "One of these two is right. Read on."),
        Option("In the update alone", "Bold: most summaries say otherwise. Read on.", right=True),
    ),
)

GUESS_OUTLIER = Choice(
    key="guess-outlier",
    predict=True,
    prompt="Ten people estimate the length of a room; their mean is 5.0 m. One of them meant "
    "5 but wrote 100. Which single number has the smallest mean squared error to the ten "
    "numbers as they were written?",
    options=(
        Option(
            "Still 5", "Squares listen to everyone, most of all to the one far away. See below."
        ),
        Option("5.5", "The outlier pulls much harder than that. See below."),
        Option("14.5", "The mean, and one of ten can carry it anywhere.", right=True),
        Option("100", "The other nine do count. See below."),
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

GUESS_PRODUCT = Choice(
    key="guess-product",
    predict=True,
    prompt="In y = x · sin(x), the input x is used twice: it goes into the sine, and it is "
    "multiplied with the result. What is dy/dx?",
    options=(
        Option("cos(x)", "That is one operation's own derivative. Read on."),
        Option("x · cos(x)", "That is the path through the sine. Is it the only one? Read on."),
        Option("sin(x) + x · cos(x)", "Two paths lead from x to y. Read on.", right=True),
        Option("sin(x) · cos(x)", "Along a path one multiplies. But between two paths? Read on."),
    ),
)


def _try_multiply(student: Callable[..., Any]) -> None:
    agree(
        student,
        lambda a, b, g: (g * b, g * a),
        [(2.0, 5.0, -3.0), (0.5, -4.0, 7.0)],
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
    agree(
        student,
        lambda t, g: g * (1 - t**2),
        [(float(np.tanh(z)), g) for z, g in ((-1.2, 0.7), (0.3, -1.5), (2.0, 4.0))],
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


class _Node:
    """A number of an engine, for the exercises."""

    def __init__(self, name: str, *parents: _Node, local: tuple[float, ...] = ()) -> None:
        self.name, self.parents, self.local = name, parents, local
        self.data, self.grad = 1.5, 0.0


def _grads(*nodes: _Node) -> list[float]:
    return [float(array(node.grad, f"The gradient of {node.name}", ())) for node in nodes]


def _try_send_back(student: Callable[..., Any]) -> None:
    above = _Node("above")
    a, b = _Node("a", above, local=(5.0,)), _Node("b")
    node = _Node("×", a, b, local=(3.0, -1.0))
    node.grad, a.grad, b.grad = 2.0, 0.5, 0.0  # something has reached a by another path already
    student(node)
    got = _grads(a, b)
    if not equal(node.grad, 2.0):
        raise Hint(
            "You changed the gradient of the node itself. It is the parents who get something."
        )
    if not equal(above.grad, 0.0):
        raise Hint(
            "You went on to the parents of the parents. Here one node hands on, and only it: a "
            "parent may still be waiting for what other paths bring."
        )
    for wrong, said in (
        ((0.5, 0.0), "The gradients of the parents are what they were before."),
        ((6.0, -2.0), "a had received 0.5 by another path, and you wrote over it."),
        ((3.5, -1.0), "You sent the local derivatives alone. The node's own gradient is missing."),
        ((2.5, 2.0), "You sent the node's gradient unchanged. Each parent has a local derivative."),
        ((5.5, 1.0), "You added the node's gradient and the local derivative. On one path they are "
         "multiplied."),
        ((5.0, -1.5), "You sent the node's value, `data`. What flows back is its gradient."),
        ((-1.5, 6.0), "Each parent got the other one's local derivative."),
    ):  # fmt: skip
        if equal(got, wrong):
            raise Hint(said)
    compare(got, (6.5, -2.0), what="The pair of the parents' gradients")
    x = _Node("x")
    square = _Node("×", x, x, local=(1.5, 1.5))
    square.grad = 1.0
    student(square)
    if equal(x.grad, 1.5):
        raise Hint("In x · x the parent x stands twice, and both must count.")
    compare(x.grad, 3.0, what="The gradient of x in x · x")
    z = _Node("z")
    sine = _Node("sin", z, local=(0.5,))
    sine.grad = 4.0
    student(sine)
    compare(z.grad, 2.0, what="The gradient of the parent, where there is only one,")
    three = [_Node(name) for name in "uvw"]
    triple = _Node("f", *three, local=(0.25, -2.0, 1.5))
    triple.data, triple.grad = -7.0, -4.0
    for parent, before in zip(three, (0.0, 1.0, -3.0), strict=True):
        parent.grad = before
    student(triple)
    compare(
        _grads(*three),
        (-1.0, 9.0, -9.0),
        what="The list of gradients, where there are three parents,",
    )


SEND_BACK = Code(
    key="send-back",
    name="send_back",
    test=_try_send_back,
    right="Multiplied along the path, added where paths meet: that is all of the chain rule.",
    hints=(
        "Go through `node.parents` and `node.local` together, with `zip`.",
        "Each parent's gradient grows by node.grad · local.",
        "```\ndef send_back(node):\n    for parent, local in zip(node.parents, node.local):\n"
        "        parent.grad ___ node.grad * ___\n```",
    ),
    solution="""def send_back(node):
    for parent, local in zip(node.parents, node.local):
        parent.grad += node.grad * local
""",
    wrong=(
        Wrong(
            "def send_back(node):\n    for parent, local in zip(node.parents, node.local):\n"
            "        parent.grad = node.grad * local",
            "you wrote over it",
        ),
        Wrong(
            "def send_back(node):\n    for parent, local in zip(node.parents, node.local):\n"
            "        parent.grad += local",
            "the local derivatives alone",
        ),
        Wrong(
            "def send_back(node):\n    for parent in node.parents:\n"
            "        parent.grad += node.grad",
            "the node's gradient unchanged",
        ),
        Wrong(
            "def send_back(node):\n    for parent, local in zip(node.parents, node.local):\n"
            "        node.grad += parent.grad * local",
            "the node itself",
        ),
        Wrong(
            "def send_back(node):\n"
            "    return [node.grad * local for local in node.local]",
            "what they were before",
        ),
        Wrong(
            "def send_back(node):\n"
            "    for parent, local in dict(zip(node.parents, node.local)).items():\n"
            "        parent.grad += node.grad * local",
            "stands twice",
        ),
        Wrong(
            "def send_back(node):\n    for parent, local in zip(node.parents, node.local):\n"
            "        parent.grad += node.grad * local\n        send_back(parent)",
            "parents of the parents",
        ),
        Wrong(
            "def send_back(node):\n    a, b = node.parents\n"
            "    a.grad += node.grad * node.local[0]\n    b.grad += node.grad * node.local[1]",
            "not enough values to unpack",
        ),
        Wrong(
            "def send_back(node):\n    for parent, local in zip(node.parents, node.local):\n"
            "        parent.grad += node.data * local",
            "the node's value",
        ),
    ),
)  # fmt: skip


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

SHAPE = Choice(
    key="shape",
    prompt="A layer computes Z = XW + b for a batch of 32 examples: X has shape (32, 64), W has "
    "(64, 10), and the loss L is one number. Which shape has ∂L/∂W?",
    options=(
        Option("(32, 64, 10), one table for each example",
               "Each weight is used for all 32 examples. What happens where paths meet?"),
        Option("(64, 10)", "One derivative for each weight: a gradient has the shape of what it "
               "is the gradient of.", right=True),
        Option("(10, 64)", "Which weight would its entry in row 9, column 63 belong to?"),
        Option("(32, 10)", "That is the shape of Z, and so of ∂L/∂Z."),
    ),
    hints=(
        "How many weights are there, and how many derivatives does each need?",
        "L is one number, so each entry of W has exactly one derivative.",
    ),
)  # fmt: skip


def _try_dense(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(3)

    def arguments(n: int, d: int, m: int) -> tuple[np.ndarray, ...]:
        return tuple(rng.normal(size=shape) for shape in ((n, d), (d, m), (m,), (n, m)))

    def back(
        x: np.ndarray, w: np.ndarray, b: np.ndarray, y: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        delta = 2 * (x @ w + b - y) / y.size
        return x.T @ delta, delta.sum(axis=0)

    def times(factor: Callable[[np.ndarray], float]) -> Callable[..., Any]:
        """Return the mistake that multiplies the gradient of w by a factor, made from y."""
        return lambda x, w, b, y: (factor(y) * back(x, w, b, y)[0], None)

    cases = [arguments(6, 4, 3), arguments(5, 2, 2), arguments(3, 4, 1)]
    n, d, m = 6, 4, 3
    try:
        agree(
            student,
            back,
            cases,
            what=("The gradient of w", "The gradient of b"),
            mistakes={
                "The gradient of w is transposed: entry for entry it must lie over w.": (
                    lambda x, w, b, y: (back(x, w, b, y)[0].T, None)
                ),
                "This has the shape of x: it would be the gradient of the inputs.": (
                    lambda x, w, b, y: (2 * (x @ w + b - y) @ w.T / y.size, None)
                ),
                "The gradient of b still has a row for each example. The same b is added to every "
                "row: what happens where paths meet?": (
                    lambda x, w, b, y: (None, 2 * (x @ w + b - y) / y.size)
                ),
                "The sign is turned: the gap is prediction minus target.": times(lambda y: -1),
                "Both lack the same factor: the loss is a mean over all numbers.": (
                    times(lambda y: y.size)
                ),
                "The mean runs over all n · m numbers, not over the n examples alone.": (
                    times(lambda y: y.shape[1])
                ),
                "A factor 2 is missing: the derivative of a square.": times(lambda y: 0.5),
                "The mean has been taken twice: the gap was divided already.": (
                    times(lambda y: 1 / len(y))
                ),
                "The gradient of b is n times too small: the mean is in the gap already, so the "
                "rows are to be added, not averaged.": (
                    lambda x, w, b, y: (None, back(x, w, b, y)[1] / len(y))
                ),
            },
        )
    except ValueError as error:
        if "matmul" in str(error) or "aligned" in str(error):
            raise Hint(
                f"A product does not fit. Here x has shape {(n, d)} and the gap {(n, m)}: to get "
                f"a table of shape {(d, m)}, the {n} examples must be what is summed over."
            ) from None
        if "broadcast" in str(error):
            raise Hint(
                "Two shapes do not fit: `*`, `+` and `-` work entry by entry. Which product of "
                f"two tables sums over the {n} examples?"
            ) from None
        raise


DENSE = Code(
    key="dense",
    name="dense_back",
    test=_try_dense,
    right="Two lines, and they are the heart of every dense layer, nnlib's included.",
    hints=(
        "First the gradient of the predictions, an array of the shape of y. Then ask for w and b.",
        "delta = 2 (x w + b − y) / (n · m). Weight (i, k) meets input i and delta k in every "
        "example; bias k meets delta k.",
        "```\ndef dense_back(x, w, b, y):\n    delta = 2 * (x @ w + b - y) / ___\n"
        "    return ___ @ delta, delta.___\n```",
    ),
    solution="""def dense_back(x, w, b, y):
    delta = 2 * (x @ w + b - y) / y.size
    return x.T @ delta, delta.sum(axis=0)
""",
    wrong=(
        Wrong(
            "def dense_back(x, w, b, y):\n    delta = 2 * (x @ w + b - y) / y.size\n"
            "    return x @ delta, delta.sum(axis=0)",
            "A product does not fit",
        ),
        Wrong(
            "def dense_back(x, w, b, y):\n    delta = 2 * (x @ w + b - y) / y.size\n"
            "    return delta.T @ x, delta.sum(axis=0)",
            "is transposed",
        ),
        Wrong(
            "def dense_back(x, w, b, y):\n    delta = 2 * (x @ w + b - y)\n"
            "    return x.T @ delta, delta.sum(axis=0)",
            "lack the same factor",
        ),
        Wrong(
            "def dense_back(x, w, b, y):\n    delta = 2 * (x @ w + b - y) / len(y)\n"
            "    return x.T @ delta, delta.sum(axis=0)",
            "not over the n examples alone",
        ),
        Wrong(
            "def dense_back(x, w, b, y):\n    delta = (x @ w + b - y) / y.size\n"
            "    return x.T @ delta, delta.sum(axis=0)",
            "A factor 2 is missing",
        ),
        Wrong(
            "def dense_back(x, w, b, y):\n    delta = 2 * (y - x @ w - b) / y.size\n"
            "    return x.T @ delta, delta.sum(axis=0)",
            "The sign is turned",
        ),
        Wrong(
            "def dense_back(x, w, b, y):\n    delta = 2 * (x @ w + b - y) / y.size\n"
            "    return x.T @ delta, delta",
            "still has a row",
        ),
        Wrong(
            "def dense_back(x, w, b, y):\n    delta = 2 * (x @ w + b - y) / y.size\n"
            "    return x.T @ delta, delta.mean(axis=0)",
            "n times too small",
        ),
        Wrong(
            "def dense_back(x, w, b, y):\n    delta = 2 * (x @ w + b - y) / y.size\n"
            "    return x.T @ delta",
            "Return two things",
        ),
        Wrong(
            "def dense_back(x, w, b, y):\n    delta = 2 * (x @ w + b - y) / y.size\n"
            "    return x.T * delta, delta.sum(axis=0)",
            "entry by entry",
        ),
        Wrong(
            "def dense_back(x, w, b, y):\n    delta = 2 * (x @ w + b - y) / y.size\n"
            "    return delta @ w.T, delta.sum(axis=0)",
            "the gradient of the inputs",
        ),
    ),
)  # fmt: skip

GUESS_COST = Choice(
    key="guess-cost",
    predict=True,
    prompt="A network has 85,002 weights and biases. Backpropagation finds the derivative of the "
    "loss with respect to every one of them. How long does that take, compared with computing the "
    "loss once?",
    options=(
        Option("About 85,000 times as long", "So it would, one weight at a time. Read on."),
        Option("About 1,000 times as long", "It is far better than that. Read on."),
        Option("About 100 times as long", "It is better than that. Read on."),
        Option("A few times as long", "And it stays so, however many weights there are.",
               right=True),
    ),
)  # fmt: skip

FORWARDS = Number(
    key="forwards",
    prompt="Without backpropagation: a network has 100 weights. You shift one at a time and see "
    "what the loss does, (L(w + h) − L(w)) / h. How many times must the loss be computed, if "
    "nothing is computed twice?",
    answer=101,
    right="Once as it is, and once for each shifted weight.",
    slips=(
        Slip(100, "Each weight needs its shifted loss. What is that compared with?"),
        Slip(200, "The loss without a shift is the same for all weights: once is enough."),
        Slip(2, "That gives one derivative. How many are asked for?"),
        Slip(
            1,
            "Backpropagation would need one forward pass and one backward. Here there is "
            "no backward pass.",
        ),
    ),
    hints=(
        "For one weight it takes two losses. Which of them can be used again for the next?",
        "The loss as it is, plus one for each weight.",
        "```\n___ + 100\n```",
    ),
    solution="One loss as it is and 100 shifted ones: 101.",
)

ZERO_GRAD = Choice(
    key="zero-grad",
    prompt="You forget `optimizer.zero_grad()` in the loop. What does the update of round 3 use?",
    options=(
        Option("The gradient of round 3, as it should",
               "`backward()` adds. What was in `.grad` before it ran?"),
        Option("The sum of the gradients of rounds 1, 2 and 3",
               "`backward()` adds to what is there, for paths that meet, and it can't know where "
               "a round begins.", right=True),
        Option("The gradient of round 1: the later ones are ignored",
               "A later `backward()` is not ignored. What does it do with what is there?"),
        Option("The mean of the three", "Nothing divides. What does `+=` make of them?"),
    ),
    hints=(
        "Think of `+=` in your engine. Who sets the gradients to zero?",
        "`backward()` leaves in `.grad` what was there plus the new gradient.",
    ),
)  # fmt: skip

TRAINING_LOOP = Arrange(
    key="training-loop",
    prompt="Build the training loop. Somebody has called `loss.backward()` before, so the "
    "gradients are not empty when it starts.",
    lines=(
        "for step in range(1000):",
        "    prediction = model(x)",
        "    loss = nn.mse_loss(prediction, y)",
        "    optimizer.zero_grad()",
        "    loss.backward()",
        "    optimizer.step()",
    ),
    before=((0, 1), (0, 3), (1, 2), (2, 4), (3, 4), (4, 5)),
    decoys=(
        Decoy(
            "    model.backward()",
            "A model is no number, so there is nothing to differentiate. What should get smaller?",
        ),
        Decoy(
            "    x = x - 0.05 * x.grad",
            "That would change the examples until they fit the model. What should change instead?",
        ),
    ),
    mistakes=(
        TooEarly(5, 4, "The optimizer reads the gradients. Who writes them, and when?"),
        TooEarly(5, 3, "In the first round, the old gradients are still there when you step."),
        TooEarly(4, 3, "The gradients are emptied right after they were computed."),
        TooEarly(4, 2, "You go backward from a loss that this round has not computed yet."),
        TooEarly(2, 1, "The loss compares a prediction with the truth. Is there one yet?"),
        TooEarly(1, 0, "Only what stands below the `for` is repeated."),
    ),
    right="Forward, loss, backward, update. The old gradients may be emptied anywhere in the round "
    "before `backward()`, which adds to what it finds.",
    hints=(
        "Say the four steps of a round in words first. Which line is which?",
        "Each line needs what another one has made: the update needs gradients, they need a loss, "
        "and the loss needs a prediction.",
        "It begins with the `for`, then the forward pass. `zero_grad` must stand somewhere before "
        "new gradients are added.",
    ),
)

TEST_1 = Choice(
    key="test-backward",
    prompt="1. What has changed after `loss.backward()`?",
    options=(
        Option("The weights", "Compare them before and after: that was the first experiment."),
        Option("The gradients", "One number for each weight, and no weight has moved.", right=True),
        Option("The loss", "It was computed before, and it is not computed again."),
        Option("The predictions", "They change only after the weights have."),
    ),
)
TEST_2 = Choice(
    key="test-robust",
    prompt="2. One label in a hundred is nonsense, and very large. Which loss suffers least?",
    options=(
        Option("The squared error", "It follows the mean. Remember the ten estimates."),
        Option("The absolute error", "A wrong label pulls no harder than a right one.", right=True),
        Option("The fourth power of the error", "Even worse than the square: who pulls hardest?"),
        Option("All suffer alike", "Remember the line and its outlier."),
    ),
)
TEST_3 = Choice(
    key="test-paths",
    prompt="3. A number is used in three places. What is its gradient?",
    options=(
        Option("The product of what comes back from the three", "Multiplied is along one path."),
        Option("The sum of what comes back from the three", "Paths that meet add up.", right=True),
        Option("The largest of the three", "A small change of it acts in all three places."),
        Option("Their mean", "A small change of it acts in all three places, fully."),
    ),
)
TEST_4 = Choice(
    key="test-order",
    prompt="4. Why does the backward pass visit a node only after all nodes that use it?",
    options=(
        Option("To save memory", "It is about a right answer without walking every path twice."),
        Option("Because its gradient is complete only then",
               "So each edge is walked once, however many paths there are.", right=True),
        Option("Because the loss comes last", "True, but why not in any order after it?"),
        Option("Because the weights must change in that order", "None of them changes."),
    ),
)  # fmt: skip
TEST_5 = Choice(
    key="test-check",
    prompt="5. Your gradient and the finite difference differ by a relative 0.3. What now?",
    options=(
        Option("That is fine: differences are never exact",
               "A good check agrees to seven digits and more."),
        Option("Take a smaller step h, 1e-15", "Then only rounding is left. Remember the V."),
        Option("Look for a bug in the gradient", "Transpose, factor, a lost path: you have met "
               "them all.", right=True),
        Option("Train longer", "Training won't mend a wrong gradient."),
    ),
)  # fmt: skip
