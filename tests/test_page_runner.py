"""The Python half of the cells that run in the page, run here as it is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from page_runner import MOST_TEXT, Runner, Stream, bundle

from coursekit import figure, show
from coursekit.widgets import widget
from coursekit.widgets.widget import Payload


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
        {
            "text/plain": "Question: why?",
            "widget": {"kind": "ask", "data": {"name": "01/x"}, "later": False},
        },
        [b"frames"],
    )


EXPLORE = """
from coursekit import explore, figure
def draw(x):
    assert x < 4, "too much"
    fig, ax = figure()
    return fig, f"An empty picture, number {x}."
explore(draw, x=[1, 2, LAST], start={"x": 2})
"""


def test_the_first_picture_comes_first(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the others, each with its place; where one can't be drawn, the first has been seen."""
    monkeypatch.setattr(widget, "_carrier", lambda: Payload)
    end, (shown, *frames) = session.run(EXPLORE.replace("LAST", "3"))
    assert end == "done" and shown["data"]["widget"]["data"]["alts"][1].endswith("number 2.")
    assert [(frame["kind"], frame["place"], frame["alt"][-2]) for frame in frames] == [
        ("frame", 0, "1"),
        ("frame", 2, "3"),
    ]
    end, (shown, frame, error) = session.run(EXPLORE.replace("LAST", "4"))
    assert end == "failed" and shown["kind"] == "show" and frame["place"] == 0
    assert "draw(x=4) raised AssertionError: too much" in error["text"]


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


def test_what_a_cell_changed_is_seen(session: Session) -> None:
    session.run("x, y = [1], 2")
    before = session.runner.fingerprints()
    session.run("x.append(y)")
    assert session.runner.changed(before) == ["x"]
    assert session.runner.named("x.append(y)")["reads"] == ["x", "y"]
