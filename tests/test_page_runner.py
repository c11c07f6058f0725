"""The Python half of the cells that run in the page, run here as it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from page_needs import missing, needed, uses_of
from page_runner import MOST_TEXT, Runner, Stream, bundle

from coursekit import figure, show
from coursekit.widgets.widget import Payload

ROOT = Path(__file__).resolve().parents[1]


class Session:
    """A runner, and what it says."""

    def __init__(self) -> None:
        self.said: list[tuple[dict[str, Any], list[bytes]]] = []
        names = {"__name__": "__main__", "np": np}
        self.runner = Runner(lambda *given: self.said.append(given), names)

    def run(self, source: str, name: str = "cell 1") -> tuple[str, list[dict[str, Any]]]:
        """Run a cell; return how it ended and what it said."""
        self.said.clear()
        return self.runner.run(source, name), [message for message, _ in self.said]


@pytest.fixture
def session() -> Session:
    return Session()


def shows(text: str) -> dict[str, Any]:
    return {"kind": "show", "data": {"text/plain": text}}


def prints(text: str, name: str = "stdout") -> dict[str, Any]:
    return {"kind": "stream", "name": name, "text": text}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("1 + 1", [shows("2")]),
        ("1 + 1;", []),
        ("x = 3", []),
        ("None", []),
        ("", []),
        ("# nothing", []),
        ("print('a')\n'b'", [prints("a\n"), shows("'b'")]),
        ("print('a', end='')\nprint('b')", [prints("ab\n")]),
        ("print('a', end='')", [prints("a")]),
        ("display(1)\n2", [shows("1"), shows("2")]),
        ("import sys\nprint('e', file=sys.stderr)", [prints("e\n", "stderr")]),
        ("np.float64(0.5)", [shows("np.float64(0.5)")]),
        ("list(range(30))", [shows("[" + ",\n ".join(map(str, range(30))) + "]")]),
        ("{'b': 1, 'a': 2}", [shows("{'b': 1, 'a': 2}")]),
    ],
)
def test_a_cell_says_what_jupyter_would(
    session: Session, source: str, said: list[dict[str, Any]]
) -> None:
    assert session.run(source) == ("done", said)


def test_names_stay(session: Session) -> None:
    session.run("def f(x):\n    return x + 1\n7")
    assert session.run("f(_)")[1] == [shows("8")]


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        (
            "def f(x):\n    return np.reshape(x, (2, 2))\nf([1])",
            ["cell 1, line 3", "f([1])", "cell 1, line 2, in f", "ValueError: cannot reshape"],
        ),
        ("x = (", ["cell 1, line 1", "SyntaxError: '(' was never closed"]),
        ("%time 1", ["SyntaxError", "begin with % or !"]),
        ("import torch_of_nobody", ["ModuleNotFoundError", "standard library, numpy, matplotlib"]),
        ("input('x')", ["RuntimeError: input() has no keyboard"]),
        ("raise MemoryError", ["MemoryError", "at most 4 GB"]),
        ("raise SystemExit(1)", ["SystemExit: 1"]),
        (
            "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise ValueError('no') from e",
            ["ZeroDivisionError", "direct cause", "line 4", "ValueError: no"],
        ),
    ],
)
def test_a_mistake_is_told_in_the_learners_lines(
    session: Session, source: str, lines: list[str]
) -> None:
    end, (message,) = session.run(source)
    assert end == "failed" and message["kind"] == "error"
    at = [message["text"].index(line) for line in lines]
    assert at == sorted(at)
    assert "site-packages" not in message["text"] and "page_runner" not in message["text"]


def test_an_interrupt_is_no_mistake(session: Session) -> None:
    assert session.run("print('so far')\nraise KeyboardInterrupt") == (
        "stopped",
        [prints("so far\n")],
    )


def test_what_was_printed_stands_before_the_mistake(session: Session) -> None:
    _, said = session.run("print('before', end='')\n1 / 0")
    assert [message["kind"] for message in said] == ["stream", "error"]


def test_a_function_has_its_source(session: Session) -> None:
    """`check` looks at it."""
    session.run("def f():\n    return 1  # mine", "cell 7")
    source = "import inspect\ninspect.getsource(f)"
    assert session.run(source, "cell 8")[1] == [shows(repr("def f():\n    return 1  # mine"))]


def test_pictures_carry_their_sentence(session: Session) -> None:
    fig, ax = figure()
    ax.plot([1, 2])
    data, (picture,) = bundle(show(fig, "A line that goes up to the right."))
    assert data["text/plain"] == "A line that goes up to the right."
    assert data["picture"] == {"type": "image/png", "width": 537}
    assert picture.startswith(b"\x89PNG")
    assert bundle(fig)[0]["picture"]["type"] == "image/png"


def test_widgets_travel_as_their_payload() -> None:
    payload = Payload("ask", {"name": "01/x"}, "Question: why?", b"frames", b"")
    assert bundle(payload) == (
        {"text/plain": "Question: why?", "widget": {"kind": "ask", "data": {"name": "01/x"}}},
        [b"frames"],
    )


def test_html_and_svg_are_shown_as_they_are(session: Session) -> None:
    _, (message,) = session.run("class A:\n    def _repr_html_(self): return '<b>a</b>'\nA()")
    assert message["data"]["text/html"] == "<b>a</b>"
    assert session.run("A")[1] == [shows("<class '__main__.A'>")]


@pytest.mark.parametrize("end", ["\n", " "])
def test_an_endless_print_ends(end: str) -> None:
    """And is seen while it goes on, with and without line ends."""
    said: list[dict[str, Any]] = []
    stream = Stream("stdout", lambda message, _: said.append(message))
    for _ in range(100_000):
        stream.write("and so on" + end)
    assert len(said) > 10
    assert sum(len(message["text"]) for message in said) < MOST_TEXT + 100
    assert said[-1]["text"].endswith("a cell shows at most 100,000 characters.\n")


@pytest.mark.parametrize("source", ["list(range(50_000))", "'x' * 10**6"])
def test_a_long_value_is_cut(session: Session, source: str) -> None:
    _, (message,) = session.run(source)
    text = message["data"]["text/plain"]
    assert len(text) < MOST_TEXT + 100
    assert text.endswith("a cell shows at most 100,000 characters.")


def test_a_figure_stays_with_its_cell(session: Session) -> None:
    """After a mistake, and where it cannot be drawn at all."""
    session.run("import matplotlib\nmatplotlib.use('agg')\nimport matplotlib.pyplot as plt")
    assert [message["kind"] for message in session.run("plt.plot([1])\n1 / 0")[1]] == [
        "show",
        "error",
    ]
    assert session.run("plt.title('$\\\\nothing$');")[0] == "failed"
    assert session.run("1") == ("done", [shows("1")])


# ---- what a cell needs ---------------------------------------------------------------------------

CELLS = (
    "import numpy as np\nimport nnlib as nn",  # 0
    "from coursekit import check, show",
    "x = np.ones(3)",
    "y = x + 1",
    "def f(a):\n    return a + x",  # 4: reads x when it is called
    "z = y.sum()",
    "y[0] = 5",  # 6: changes y without assigning to it
    "x = np.zeros(3)",  # 7: gives x anew
    "model = nn.Linear(3, 1, rng=np.random.default_rng(0))",
    "optimizer = nn.SGD(model.parameters(), lr=0.1)",
    "optimizer.step()",  # 10: changes the model, whose parameters it shares
    "def grow(things):\n    things.append(1)",
    "things = []",
    "grow(things)",  # 13: changes what it is given, as its text says
    "print(len(things))",
    "for y in (1, 2):\n    print(y)",  # 15: needs no y from before
    "print(y)",
)


@pytest.mark.parametrize(
    ("source", "cells"),
    [
        ("x", [0, 7]),
        ("y", [0, 2, 3, 6, 15]),
        ("z", [0, 2, 3, 5]),
        ("f(1)", [0, 4, 7]),
        ("model(x)", [0, 7, 8, 9, 10]),
        ("things", [11, 12, 13]),
        ("check('01/x', 1)", [1]),
        ("x = 1\nprint(x)", []),
        ("[y for y in range(3)]", []),
        ("lambda: z", []),
        ("sorted([1], key=lambda i: [z for _ in [i]])", [0, 2, 3, 5]),
        ("{'a': lambda: z}['a']()", [0, 2, 3, 5]),
        ("print(", []),
        ("import numpy as np\nnp.ones(3)", []),
    ],
)
def test_what_a_cell_needs(source: str, cells: list[int]) -> None:
    assert list(needed((*CELLS, source), len(CELLS))) == cells


@pytest.mark.parametrize(
    "source",
    ["f = lambda: z", "f = {'a': lambda: z}", "f.a = lambda: z", "def g(): return z\nf = [g]"],
)
def test_a_function_reads_when_it_is_called(source: str) -> None:
    assert list(needed(("f = {}", "z = 1", source, "z = 2", "f"), 4))[-2:] == [2, 3]


def test_a_cell_that_only_loops_needs_nothing_of_its_own_names() -> None:
    assert list(needed(CELLS, 15)) == []


@pytest.mark.parametrize(
    ("ran", "cells"),
    [
        ([], [0, 2, 3, 5]),
        ([0, 2, 3, 5], []),
        ([0, 2, 3], [5]),
        ([0, 2, 3, 5, 7], []),  # x is another one now, but z was made before
        ([0, 2, 3, 6], [3, 5]),  # y is no longer what it was when z would have been made
        ([0, 2, 7, 3], [2, 3, 5]),  # y was made of another x
        ([0, 2, 3, 5, 3], [5]),
    ],
)
def test_what_must_run_again(ran: list[int], cells: list[int]) -> None:
    sources = (*CELLS, "z")
    assert missing(sources, len(CELLS), [(i, True) for i in ran]) == cells


def test_a_changed_cell_runs_again_with_what_is_made_from_it() -> None:
    ran = [(0, True), (2, False), (3, True), (5, True)]
    assert missing((*CELLS, "z"), len(CELLS), ran) == [2, 3, 5]


def test_a_cell_that_runs_twice_goes_on_from_where_it_was() -> None:
    cells = ("n = 0", "n += 1\nn")
    assert missing(cells, 1, []) == [0]
    assert missing(cells, 1, [(0, True), (1, True)]) == []


NO_PYTHON = ("x = (", "nonlocal x", "def f(x, x):\n    pass", "def f():\n    x = 1\n    global x")


@pytest.mark.parametrize("source", NO_PYTHON)
def test_what_is_no_python_changes_nothing(source: str) -> None:
    """Also where only the compiler sees it; the other cells can still run."""
    assert [use.changes for use in uses_of(("x = 1", source))] == [{"x"}, set()]
    assert list(needed(("x = 1", source, "x"), 2)) == [0]


class Watched(dict[str, Any]):
    """The names of a session; notes which ones a cell reads as earlier cells left them."""

    def __init__(self) -> None:
        super().__init__(__name__="__main__")
        self.begin()

    def begin(self) -> None:
        self.read: set[str] = set()
        self.given: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        value = super().__getitem__(name)
        self.read |= {name} - self.given
        return value

    def __setitem__(self, name: str, value: Any) -> None:
        self.given.add(name)
        super().__setitem__(name, value)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "lessons").glob("*.ipynb")), ids=lambda path: path.stem
)
def test_the_page_sees_what_each_cell_reads(path: Path) -> None:
    """Whatever a cell reads, its functions included, is seen in its text before it runs."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    names, made, unseen = Watched(), set[str](), []
    runner = Runner(lambda message, buffers: None, names)
    for number, (source, use) in enumerate(zip(sources, uses_of(tuple(sources)), strict=True), 1):
        names.begin()
        assert runner.run(source, f"cell {number}") == "done"
        read = (names.read & made) - use.reads
        unseen += [f"Code cell {number} reads {name} in a way that is not seen." for name in read]
        made |= names.given
    assert unseen == [], "\n".join(unseen)
