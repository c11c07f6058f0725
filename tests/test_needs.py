"""Which cells another one needs: what the build records, and what the page makes of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from page_needs import changed, fingerprints, named

from tools.run_lessons import Job, execute_all

ROOT = Path(__file__).resolve().parents[1]
DENO = Path(sys.executable).with_name("deno")

CELLS = (
    "import numpy as np\nimport nnlib as nn",  # 0
    "def check(x):\n    pass",
    "x = np.ones(3)",
    "y = x + 1",
    "def f(a):\n    return a + x",  # 4: reads x when it is called
    "z = y.sum()",
    "y[0] = 5",  # 6: changes y without assigning to it
    "x = np.zeros(3)",  # 7: gives x anew
    "model = nn.Linear(3, 1, rng=np.random.default_rng(0))",
    "optimizer = nn.SGD(model.parameters(), lr=0.1)",
    "model(x).sum().backward()\noptimizer.step()",  # 10: changes the model, whose parameters it has
    "def grow(things):\n    things.append(1)",
    "things = []",
    "grow(things)",  # 13
    "print(len(things))",
    "for y in (1, 2):\n    print(y)",  # 15: needs no y from before
    "print(y)",
    "f(1)",  # 17
    "model(x)",
    "[y for y in range(3)]",
    "gen = (i for i in range(9))\nnoise = np.random.default_rng(0)\n"
    "out = np.zeros(3)\ncount = 0",  # 20
    "path = 'model.npz'\nnn.save(path, model)",
    "next(gen)",  # 22
    "noise.normal()",
    "np.add(x, 1, out=out)",  # 24
    "def add():\n    global count\n    count += 1\nadd()",
    "for p in model.parameters():\n    p.data += 1",  # 26
    "nn.load(path, model)",  # 27: changes the model back
    "class Counter:\n    seen = []\n    def see(self):\n        self.seen.append(x)",
    "Counter().see()",  # 29: changes the class
)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Run the cells once and return what was recorded."""
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    path = tmp_path_factory.mktemp("needs") / "cells.ipynb"
    job = Job(path, nbformat.v4.new_notebook(cells=cells))
    execute_all([job])
    assert job.error is None
    return job.record


@pytest.mark.parametrize(
    ("index", "reads", "changes"),
    [
        (1, [], ["check"]),
        (3, ["x"], ["y"]),
        (6, ["y"], ["y"]),
        (7, ["np"], ["x"]),
        (10, ["model", "optimizer", "x"], ["model", "optimizer"]),
        (13, ["grow", "things"], ["things"]),
        (15, [], ["y"]),
        (17, ["f", "x"], []),
        (19, [], []),
        (22, ["gen"], ["gen"]),
        (23, ["noise"], ["noise"]),
        (24, ["np", "out", "x"], ["out"]),
        (25, ["count"], ["add", "count"]),
        (26, ["model", "optimizer"], ["model", "optimizer", "p"]),
        (27, ["model", "nn", "optimizer", "p", "path"], ["model", "optimizer", "p"]),
        (29, ["Counter", "x"], ["Counter"]),
    ],
)
def test_what_a_cell_reads_and_changes_is_recorded(
    records: list[dict[str, Any]], index: int, reads: list[str], changes: list[str]
) -> None:
    """Also what it never names: the model behind an optimizer, what a function reads."""
    assert (records[index]["reads"], records[index]["changes"]) == (reads, changes)


def test_functions_say_what_they_read_later(records: list[dict[str, Any]]) -> None:
    assert records[4]["later"] == ["x"]
    assert all(record["seconds"] >= 0 for record in records)


def test_a_recorded_session_is_like_any_other(tmp_path: Path) -> None:
    """Names can be listed, looked up, deleted and pickled."""
    sources = (
        "a, b = 1, 2\nclass C: pass",
        "'a' in globals(), sorted(n for n in globals() if n in ('a', 'b'))",
        "import pickle\ntype(pickle.loads(pickle.dumps(C()))) is C",
        "del a",
        "'a' in globals(), globals().get('b')",
        "_",
    )
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    job = Job(tmp_path / "session.ipynb", nbformat.v4.new_notebook(cells=cells))
    execute_all([job])
    assert job.error is None
    said = [cell.outputs[0].data["text/plain"] for cell in job.notebook.cells if cell.outputs]
    assert said == ["(True, ['a', 'b'])", "True", "(False, 2)", "(False, 2)"]


# ---- what the page runs --------------------------------------------------------------------------

PLAN = """
const { needs, cells, ran, target } = JSON.parse(await new Response(Deno.stdin.readable).text());
const { learn, mayRead, plan, ran: note, useOf } = await import(needs);
const session = new Map();
for (const [i, text, changes, failed] of ran) {
  const cell = cells[i], now = cell.text;
  cell.text = text ?? now;
  if (!useOf(cell)) {
    cell.names = cell.texts[cell.text];
    cell.learned = learn(cell, cell.text, changes, failed, cells.slice(0, i));
  }
  note(session, cell, useOf(cell), { failed });
  cell.text = now;
}
for (const cell of cells) cell.names = cell.texts[cell.text];
const todo = plan(cells, session, cells[target], (cell, above) => mayRead(cell.names, above));
console.log(JSON.stringify(todo.map((cell) => cells.indexOf(cell))));
"""


def needed(
    records: list[dict[str, Any]],
    target: int,
    ran: list[Any] = (),  # type: ignore[assignment]
    edits: dict[int, str] = {},  # noqa: B006
) -> list[int]:
    """Return the cells that the page runs before a cell, after some have run.

    `ran` are places of cells, or (place, text, changes, failed) for a text of the reader's.
    """
    runs = [one if isinstance(one, tuple) else (one, CELLS[one], [], False) for one in ran]
    cells = [
        {
            "number": i,
            "text": edits.get(i, source),
            "original": source,
            "record": record,
            "texts": {
                text: named(text)
                for text in [edits.get(i, source), *(run[1] for run in runs if run[0] == i)]
            },
        }
        for i, (source, record) in enumerate(zip(CELLS, records, strict=True))
    ]
    script = (ROOT / "book/assets/live/needs.mjs").as_uri()
    given = {"needs": script, "cells": cells, "ran": runs, "target": target}
    command = [str(DENO), "eval", "--quiet", "--no-config", PLAN]
    result = subprocess.run(
        command, input=json.dumps(given), capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    *first, last = json.loads(result.stdout)
    assert last == target
    return first


@pytest.mark.parametrize(
    ("target", "ran", "cells"),
    [
        (5, [], [0, 2, 3]),
        (16, [], [15]),
        (14, [], [11, 12, 13]),
        (15, [], []),
        (17, [], [0, 4, 7]),
        (18, [], [0, 7, 8, 9, 10]),
        (24, [], [0, 7, 20]),
        (5, [0, 2, 3], []),
        (5, [0, 2, 3, 7], []),  # x is another one now, but y was made before
        (5, [0, 2, 3, 6], [3]),  # y is no longer what it was when z would have been made
        (5, [0, 2, 7, 3], [2, 3]),  # y was made of another x
        (6, [0, 2, 3, 6], []),  # a cell that runs twice goes on from where it was
        (18, [0, 7, 8, 9, 10, 26], [8, 9, 10]),  # the model was changed by a later cell
        (3, [(2, "x = np.ones(3)", [], True)], [0, 2]),  # it failed
    ],
)
def test_a_cell_needs_what_the_record_says(
    records: list[dict[str, Any]], target: int, ran: list[Any], cells: list[int]
) -> None:
    assert needed(records, target, ran) == cells


ADDS = "print('added')\nadd()"
CALLS = "def f(a):\n    return a and f(a - 1)"


@pytest.mark.parametrize(
    ("edit", "target", "ran", "cells"),
    [
        # A text of the reader's that never ran comes before all that stands below it.
        ((2, "x = np.ones(4)"), 5, [0, 2, 3], [2, 3]),
        ((2, "x = np.ones(4)"), 14, [], [0, 2, 11, 12, 13]),
        # It may read what it names, and what the functions in reach name.
        ((29, "print(f(1))"), 29, [], [0, 4, 7]),
        ((29, "eval('z')"), 29, [], [*range(6), *range(7, 14), 15, *range(20, 29)]),
        # What it changed is seen when it ran: the cells below it that read it run again.
        ((22, "things.pop()"), 29, [(22, "things.pop()", ["things"], False)], [0, 7, 28]),
        ((7, ADDS), 18, [0, 2, 8, 9, (7, ADDS, [], False)], [10]),
        # A function that calls itself reads no earlier one of its name.
        ((4, CALLS), 17, [0, 4, 7, (4, CALLS, ["f"], False)], []),
        # One that failed is not needed where its names are not.
        ((2, "1 / 0"), 14, [(2, "1 / 0", [], True)], [11, 12, 13]),
        ((2, "1 / 0"), 3, [0, (2, "1 / 0", [], True)], [2]),
    ],
)
def test_what_the_reader_wrote_is_run_rather_than_guessed(
    records: list[dict[str, Any]],
    edit: tuple[int, str],
    target: int,
    ran: list[Any],
    cells: list[int],
) -> None:
    assert needed(records, target, ran, dict([edit])) == cells


# ---- texts and values ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "reads"),
    [
        ("x = 1\nprint(x)", []),
        ("print(x)\nx = 1", ["x"]),
        ("[y for y in range(3)]", []),
        ("lambda: z", ["z"]),
        ("{'a': lambda: z}['a']()", ["z"]),
        ("n += 1", ["n"]),
        ("del n", ["n"]),
        ("for y in (1, 2):\n    print(y)", []),
        ("for y in y:\n    print(y)", ["y"]),
        ("if a:\n    x = 1\nprint(x)", ["a", "x"]),
        ("def f():\n    global n\n    n += 1\nf()", ["n"]),
        ("import numpy as np\nnp.ones(3)", []),
        ("class A(B):\n    def f(self): return C", ["B", "C"]),
        ("class A(A):\n    def f(self): return A()", ["A"]),
        ("def f(n):\n    return n and f(n - 1)", []),
        ("@f\ndef f(n):\n    return n and f(n - 1)", ["f"]),
    ],
)
def test_a_text_may_read_what_it_names(source: str, reads: list[str]) -> None:
    assert named(source)["reads"] == reads


@pytest.mark.parametrize(
    "source", ["x = (", "nonlocal x", "def f(x, x):\n    pass", "def f():\n    x = 1\n    global x"]
)
def test_what_is_no_python_names_nothing(source: str) -> None:
    """Also where only the compiler sees it; the other cells can still run."""
    assert named(source) == {"reads": [], "gives": [], "later": [], "everything": False}


LAYER = "import numpy as np\nimport nnlib as nn\nx = nn.Linear(2, 1, rng=np.random.default_rng(0))"


@pytest.mark.parametrize(
    ("make", "change"),
    [
        ("x = [1, [2]]", "x[1].append(3)"),
        ("import numpy as np\nx = np.zeros(3)", "x[0] = 1"),
        ("import numpy as np\nx = np.random.default_rng(0)", "x.normal()"),
        ("x = (i for i in range(3))", "next(x)"),
        ("x = iter([1, 2])", "next(x)"),
        (LAYER, "x.weight.data[:] = 0"),
        (LAYER, "x(np.ones(2)).sum().backward()"),
        ("class A: pass\nx = A()", "x.a = 1"),
        ("class x: items = []", "x.items.append(1)"),
        ("def make():\n    seen = []\n    return lambda v: seen.append(v)\nx = make()", "x(1)"),
        ("x = {'f': lambda: 0}", "x['g'] = 1"),
    ],
)
def test_another_content_is_another_fingerprint(make: str, change: str) -> None:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(make, namespace)
    before = fingerprints(namespace)
    assert list(changed(before, fingerprints(namespace))) == []
    exec(change, namespace)
    assert "x" in changed(before, fingerprints(namespace))
