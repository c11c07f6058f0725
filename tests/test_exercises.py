"""Every exercise: its stub gets a hint, its solution passes, each wrong answer gets its own."""

from __future__ import annotations

import json
import linecache
import signal
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nnlib as nn
from coursekit import ask, check, mine, outcome, progress
from coursekit.exercises import (
    Arrange,
    Choice,
    Code,
    Exercise,
    Number,
    Option,
    content,
    find,
    in_order,
    lessons,
)
from coursekit.judge import Hint, agree, compare, judge
from coursekit.widgets.arrange import arrange_data
from tests.submissions import RIGHT, SIGNATURES, WRONG
from tools.run_lessons import read, with_solutions

LESSONS = Path(__file__).parents[1] / "lessons"
ALL = [(f"{lesson}/{key}", e) for lesson in lessons() for key, e in content(lesson).items()]


def of_kind(kind: type) -> list[Any]:
    return [pytest.param(name, e, id=name) for name, e in ALL if isinstance(e, kind)]


def define(source: str, name: str) -> Any:
    """Run a program as a notebook's cell is run: its lines can be looked up."""
    namespace: dict[str, Any] = {"np": np, "nn": nn}
    linecache.cache["<cell>"] = (len(source), None, source.splitlines(True), "<cell>")
    exec(compile(source, "<cell>", "exec"), namespace)
    return namespace[name]


@pytest.mark.parametrize("name, exercise", of_kind(Code))
def test_code_solution_passes(name: str, exercise: Code) -> None:
    verdict = judge(exercise, define(exercise.solution, exercise.name))
    assert verdict.passed, verdict.message


@pytest.mark.parametrize("name, exercise", of_kind(Code))
def test_code_stub_gets_the_first_hint(name: str, exercise: Code) -> None:
    def stub(*_: Any) -> None:
        raise NotImplementedError("replace this line by yours")

    verdict = judge(exercise, stub)
    assert not verdict.passed
    assert exercise.hints[0] in verdict.message


@pytest.mark.parametrize("name, exercise", of_kind(Code))
def test_each_wrong_program_gets_its_hint_and_no_other(name: str, exercise: Code) -> None:
    assert len(exercise.wrong) >= 3
    for wrong in exercise.wrong:
        verdict = judge(exercise, define(wrong.source, exercise.name))
        assert not verdict.passed
        given = [w.hint for w in exercise.wrong if w.hint in verdict.message]
        assert given == [wrong.hint], verdict.message


def written(name: str, body: str) -> Any:
    """Define the function that a submission's body makes; a body of one line may be a value."""
    lines = body.splitlines()
    if len(lines) == 1 and not lines[0].startswith(("for ", "p, ")):
        lines = [f"return {lines[0]}"]
    source = f"def {SIGNATURES[name]}:\n" + "".join(f"    {line}\n" for line in lines)
    return define(source, SIGNATURES[name].partition("(")[0])


def rows(table: dict[str, list[Any]]) -> list[Any]:
    return [
        pytest.param(name, row, id=f"{name}-{i}")
        for name, all_rows in table.items()
        for i, row in enumerate(all_rows)
    ]


def test_every_code_exercise_has_submissions() -> None:
    names = {name for name, exercise in ALL if isinstance(exercise, Code)}
    assert set(SIGNATURES) == set(RIGHT) == set(WRONG) == names


@pytest.mark.parametrize("name, body", rows(RIGHT))
def test_what_is_right_passes_in_whatever_form(name: str, body: str) -> None:
    verdict = judge(find(name), written(name, body))  # type: ignore[arg-type]
    assert verdict.passed, verdict.message


@pytest.mark.parametrize("name, row", rows(WRONG))
def test_what_is_wrong_gets_a_hint(name: str, row: tuple[str, str]) -> None:
    body, phrases = row
    verdict = judge(find(name), written(name, body))  # type: ignore[arg-type]
    assert not verdict.passed
    assert any(phrase in verdict.message for phrase in phrases.split("|")), verdict.message


@pytest.mark.parametrize("name, exercise", of_kind(Code))
def test_code_hints_climb_and_keep_the_answer(name: str, exercise: Code) -> None:
    assert len(exercise.hints) == 3
    assert "___" in exercise.hints[2]
    answer = [line.strip() for line in exercise.solution.splitlines()[1:] if line.strip()]
    assert not all(line in exercise.hints[2] for line in answer)


@pytest.mark.parametrize("name, exercise", of_kind(Number))
def test_numbers_name_at_least_three_slips_that_differ(name: str, exercise: Number) -> None:
    values = [exercise.answer, *(slip.value for slip in exercise.slips)]
    assert len(values) >= 4 and len(exercise.hints) == 3
    for i, value in enumerate(values):
        for other in values[:i]:
            apart = abs(value - other)
            assert apart > 0.002 * abs(value) and apart > 0.002 * abs(other)
            assert i == 0 or abs(value - exercise.answer) > exercise.tolerance


@pytest.mark.parametrize("name, exercise", of_kind(Number))
def test_number_hints_keep_the_answer(name: str, exercise: Number) -> None:
    def plain(text: str) -> str:
        return text.replace(",", "").replace("−", "-")

    answer = f"{exercise.answer:g}"
    said = [slip.hint for slip in exercise.slips] + list(exercise.hints)
    assert not any(f" {answer}" in plain(text) for text in said)
    assert answer in plain(exercise.solution) or "1/2" in exercise.solution


@pytest.mark.parametrize("name, exercise", of_kind(Choice))
def test_choices_have_one_right_answer_and_say_something_to_each(
    name: str, exercise: Choice
) -> None:
    assert len(exercise.options) >= 4
    assert sum(option.right for option in exercise.options) == 1
    assert len({option.feedback for option in exercise.options}) == len(exercise.options)
    right = next(option for option in exercise.options if option.right)
    for option in exercise.options:
        assert option.right or right.text not in option.feedback


@pytest.mark.parametrize("name, exercise", of_kind(Arrange))
def test_what_is_to_be_arranged_is_well_posed(name: str, exercise: Arrange) -> None:
    """Its own order is right, its lines differ, and what lies there is not yet in order."""
    texts = [*exercise.lines, *(decoy.text for decoy in exercise.decoys)]
    assert len(set(texts)) == len(texts) >= 4 and not any("\n" in text for text in texts)
    assert all(first < then for first, then in exercise.needs())
    assert len(exercise.decoys) + len(exercise.mistakes) >= 3 and len(exercise.hints) == 3
    hints = [wrong.hint for wrong in (*exercise.decoys, *exercise.mistakes)]
    assert len(set(hints)) == len(hints)
    assert all((m.than, m.line) in closure(exercise) for m in exercise.mistakes)
    rows = arrange_data(exercise, name)["rows"]
    places = [place for _, place, _ in rows if place >= 0]
    assert any(places.index(first) > places.index(then) for first, then in exercise.needs())
    assert [line for line in repr(ask(name)).splitlines() if line in texts] == [r[0] for r in rows]


def closure(exercise: Arrange) -> set[tuple[int, int]]:
    """Return all pairs (first, then) that follow from what an exercise needs."""
    pairs = set(exercise.needs())
    while more := {(a, d) for a, b in pairs for c, d in pairs if b == c} - pairs:
        pairs |= more
    return pairs


# --- where the right option stands, and how long it is --------------------------------------------

CHOICES = [(name, e) for name, e in ALL if isinstance(e, Choice)]


def right_places(choices: list[tuple[str, Choice]]) -> Counter[str]:
    """Count at which letters the right options stand."""
    places = [[o.right for o in in_order(choice, name)].index(True) for name, choice in choices]
    return Counter("abcdefgh"[place] for place in places)


def right_is_longest(choices: list[tuple[str, Choice]]) -> list[str]:
    """Name the choices whose right option is longer than every other one."""
    return [
        name
        for name, choice in choices
        for longest in [max(choice.options, key=lambda option: len(option.text))]
        if longest.right
    ]


def by_chance(choices: list[tuple[str, Choice]]) -> float:
    """Return how many right options are the longest at most, by chance: two deviations above."""
    share = np.array([1 / len(choice.options) for _, choice in choices])
    return float(share.sum() + 2 * np.sqrt((share * (1 - share)).sum()))


def test_right_answers_are_spread_over_the_letters() -> None:
    places = right_places(CHOICES)
    assert max(places.values()) <= 0.4 * places.total(), places


def test_right_answers_are_the_longest_no_more_often_than_chance() -> None:
    longest = right_is_longest(CHOICES)
    assert len(longest) <= by_chance(CHOICES), longest


def test_letters_and_lengths_that_tell_are_noticed() -> None:
    options = [Option(f"{'long ' * (i == 0)}option {i}", "", right=i == 0) for i in range(4)]
    told = [(f"01/{n}", Choice(f"{n}", "?", tuple(options), scale=True)) for n in range(20)]
    assert right_places(told) == {"a": 20}
    assert len(right_is_longest(told)) == 20 > by_chance(told)


def test_the_order_of_options_is_one_everywhere() -> None:
    """The page, the text for Jupyter and print, and what comes back agree; a scale stays sorted."""
    choice = find("01/guess-xor")
    assert isinstance(choice, Choice)
    options = [option.text for option in in_order(choice, "01/guess-xor")]
    assert options == [  # written down here, since another Python must give the same
        "4 of 4, if trained long enough",
        "3 of 4",
        "2 of 4",
        "4 of 4, with large enough weights",
    ]
    for shown in (ask("01/guess-xor"), outcome("01/guess-xor")):
        assert [text for text, _, _ in shown.data["options"]] == options
        places = [repr(shown).index(text) for text in options]
        assert places == sorted(places)
    scale = replace(choice, scale=True)
    assert in_order(scale, "01/guess-xor") == list(choice.options)


@pytest.mark.parametrize("lesson", lessons())
def test_a_lesson_uses_each_of_its_exercises_once(lesson: str) -> None:
    [path] = LESSONS.glob(f"{lesson}_*.ipynb")
    cells = json.loads(path.read_text("utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    for key, exercise in content(lesson).items():
        name = f"{lesson}/{key}"
        if not isinstance(exercise, Code):
            alone = code.count(f'ask("{name}")')
            in_galleries = sum("gallery(" in cell and f'"{name}"' in cell for cell in code)
            assert alone + in_galleries == 1, name
            continue
        call = f'check("{name}", {exercise.name})'
        stub, alone, solution = (code.index(call) + i for i in (-1, 0, 1))
        assert "raise NotImplementedError" in code[stub] and code[alone] == call
        assert exercise.solution.strip() in code[solution] and call in code[solution]


@pytest.mark.parametrize("lesson", lessons())
def test_the_solutions_in_a_lesson_are_those_of_the_exercises(lesson: str) -> None:
    [path] = LESSONS.glob(f"{lesson}_*.ipynb")
    notebook = read(path)
    again = with_solutions(notebook)
    assert [c.source for c in again.cells] == [c.source for c in notebook.cells], (
        f"{path.name} has another solution than content/{lesson}_…/exercises.py: run `make lessons`"
    )


def test_a_solution_that_differs_or_is_missing_is_written() -> None:
    [path] = LESSONS.glob("01_*.ipynb")
    notebook = read(path)
    written, changed = with_solutions(notebook), with_solutions(notebook)
    at = [i for i, cell in enumerate(written.cells) if cell.source.startswith("#@title Solution")]
    assert len(at) == sum(isinstance(e, Code) for e in content("01").values())
    changed.cells[at[0]].source = "#@title Solution\nan old one"
    del changed.cells[at[1]]
    again = with_solutions(changed)
    assert [c.source for c in again.cells] == [c.source for c in notebook.cells]
    assert again.cells[at[0]].id == notebook.cells[at[0]].id
    for i in at:
        metadata = again.cells[i].metadata
        assert metadata["tags"] == ["hide-cell"] and metadata["cellView"] == "form"
        assert metadata["jupyter"] == {"source_hidden": True, "outputs_hidden": True}


# --- what can go wrong around an exercise ---------------------------------------------------------


def nand() -> Code:
    exercise = find("01/nand")
    assert isinstance(exercise, Code)
    return exercise


@pytest.mark.parametrize(
    "source, said",
    [
        (
            "def nand():\n    return 1 / 0",
            "ZeroDivisionError: division by zero at its line `return 1 / 0`",
        ),
        ("def nand():\n    while True: pass", "ran for a million steps"),
        ("def nand():\n    raise SystemExit", "nand raised SystemExit"),
        ("def nand(a, b, c):\n    return a", "could not be called as the exercise asks"),
        ("def nand():\n    return 'yes'", "Return two things"),
        ("def nand():\n    return None", "Return two things"),
        ("def nand():\n    return object(), object()", "should be numbers in an array"),
        ("def nand():\n    try:\n        while True: pass\n    except Exception: pass", "steps"),
        (
            "def nand():\n  while True:\n    try:\n      while True: pass\n    except: pass",
            "ran for a million steps",
        ),
        ("def nand():\n    return [float('nan'), 1], 1", "that are no numbers"),
        ("nand = 3", "Give check the function itself, nand, not int"),
    ],
)
def test_whatever_a_learner_writes_becomes_a_sentence(source: str, said: str) -> None:
    verdict = judge(nand(), define(source, "nand"))
    assert not verdict.passed
    assert said in verdict.message


@pytest.mark.parametrize(
    "source, said",
    [
        ("def f():\n raise KeyboardInterrupt", "nand raised KeyboardInterrupt"),
        ("def f():\n raise GeneratorExit", "nand raised GeneratorExit"),
        ("def f():\n class Odd(BaseException): pass\n raise Odd('x')", "nand raised Odd: x"),
        (
            "def f():\n class Odd(Exception):\n  def __str__(self): return 1 / 0\n raise Odd",
            "nand raised Odd.",
        ),
        (
            "def f():\n class Odd:\n  def __array__(self, *_): raise MemoryError('no')\n"
            " return Odd(), 1",
            "check can't read what it returned, an object of type tuple (MemoryError: no)",
        ),
        ("def f(a): return a", "could not be called as the exercise asks"),
        ("def f(): return 'a' + 1", "nand raised TypeError"),
        ("f = len", "could not be called as the exercise asks"),
        (
            "def g():\n while True:\n  try:\n   while True: pass\n  except: pass\n"
            "def f(): return g()",
            "a million steps",
        ),
        (
            "def f():\n while True:\n  try:\n   while True: pass\n  finally: continue",
            "a million steps",
        ),
        (
            "import functools\ndef g(_):\n while True:\n  try: [0 for _ in iter(int, 1)]\n"
            "  except BaseException as e: kept = e\nf = functools.partial(g, 1)",
            "a million steps",
        ),
        (
            "import itertools\ndef f(): return sum(1 for _ in itertools.count())",
            "a million steps",
        ),
        ("import time\ndef f(): time.sleep(1e6)", "for 1 seconds"),
        (
            "import time\ndef f():\n while True:\n  try: time.sleep(1e6)\n  except: pass",
            "for 1 seconds",
        ),
        (
            "def f():\n try:\n  while True: pass\n except: pass\n return [-1, -1], 1.5",
            "a million steps",
        ),
    ],
)
def test_nothing_escapes_and_everything_ends(
    source: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coursekit.judge.SECONDS", 1.0)
    verdict = judge(nand(), define(source, "f"))
    assert not verdict.passed
    assert said in verdict.message
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_a_fault_of_an_exercise_is_not_the_learners() -> None:
    """A test that stumbles over what was returned does not say that the function raised."""
    careless = replace(nand(), test=lambda student: student() + 1)
    said = judge(careless, lambda: None).message
    assert said.startswith("nand ran, but check can't read what it returned")


def test_agree_calls_on_every_case_with_arguments_of_its_own() -> None:
    def spoils(x: Any, n: int) -> Any:
        x += n
        return x

    cases = [(np.ones(2), 1), (np.ones(3), 5)]
    agree(spoils, lambda x, n: x + n, cases, what="The sum")
    with pytest.raises(Hint, match=r"Right for the first call, .* n = 5: The sum is 0.333 times"):
        agree(lambda x, n: x + 1 + (n == 0), lambda x, n: x + [n] * len(x), cases, what="The sum")
    with pytest.raises(Hint, match="You forgot n"):
        mistakes = {"You forgot n": lambda x, n: x}
        agree(lambda x, n: x, lambda x, n: x + n, cases, what="The sum", mistakes=mistakes)
    with pytest.raises(Hint, match="Return two things: the sum and the rest"):
        agree(lambda x, n: x, lambda x, n: (x, n), [(np.ones(3), 1)], what=("The sum", "The rest"))


def test_the_step_budget_leaves_the_tracer_as_it_was() -> None:
    import sys

    before = sys.gettrace()
    judge(nand(), define("def nand():\n    while True: pass", "nand"))
    assert sys.gettrace() is before


def test_check_shows_the_verdict_as_text() -> None:
    assert repr(check("01/nand", lambda: ([-1, -1], 1.5))).startswith("✓ Right.")
    assert repr(check("01/nand", lambda: ([1, 1], -1.5))) == (
        "→ Not yet. You built AND: every answer is the opposite of what is wanted."
    )


def test_payloads_carry_the_name_under_which_an_answer_is_remembered() -> None:
    assert ask("01/cover").data["name"] == "01/cover"
    assert ask("01/guess-xor").data["name"] == "01/guess-xor"
    assert check("01/nand", lambda: ([1, 1], -1.5)).data["name"] == "01/nand"


def test_only_what_the_reader_wrote_counts_as_an_answer() -> None:
    solution = nand().solution
    assert not check("01/nand", define(solution, "nand")).data["own"]
    assert check("01/nand", define(solution.replace("1.5", "1.25"), "nand")).data["own"]
    assert not check("01/nand", define("def nand():\n    raise NotImplementedError", "nand")).data[
        "own"
    ]


OWN = "def nand():\n    return [-2, -2], 3"


def test_a_lesson_uses_the_learners_own_piece_once_it_passes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until then, and where the lesson's own solution bears its name, the solution stands in."""
    monkeypatch.setattr("coursekit.widgets.check._own", {})
    stands_in = "`nand`: the solution stands in until yours passes.\n"
    for source in (
        "nand = None",
        "nand = 3",
        "def nand():\n    raise NotImplementedError",
        "def nand():\n    return [1, 1], -1.5",
        nand().solution,
    ):
        assert judge(nand(), mine("01/nand", define(source, "nand"))).passed
        assert capsys.readouterr().out == stands_in
    own = define(OWN, "nand")
    assert mine("01/nand", own) is own
    assert capsys.readouterr().out == "`nand`: yours is used.\n"
    own = define(OWN, "nand")
    check("01/nand", own)
    solution = define(nand().solution, "nand")
    check("01/nand", solution)  # all cells are run: the solution's comes after the learner's
    assert mine("01/nand", solution) is own
    assert capsys.readouterr().out == "`nand`: yours is used.\n"
    check("01/nand", define("def nand():\n    return [1, 1], -1.5", "nand"))
    assert mine("01/nand") is not own
    assert capsys.readouterr().out == stands_in


def test_a_solution_that_stands_in_sees_what_the_lesson_has_defined(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = replace(nand(), solution="def nand():\n    return weights(), 1.5\n")
    monkeypatch.setattr("coursekit.widgets.check.find", lambda name: calls)
    monkeypatch.setattr("coursekit.widgets.check._own", {})
    stub = define("def weights():\n    return [-1, -1]\n\ndef nand():\n    pass", "nand")
    assert mine("01/nand", stub)() == ([-1, -1], 1.5)


@pytest.mark.parametrize(
    "call, said",
    [
        (lambda: mine("01/cover"), "mine: 01/cover is answered in the page"),
        (lambda: ask("01/nothing"), "there is no exercise '01/nothing'; lesson 01 has"),
        (lambda: ask("99/nand"), "there is no lesson '99'; there are 01"),
        (lambda: ask("nand"), "there is no lesson 'nand'"),
        (lambda: ask("01/nand"), "is answered with code; use check"),
        (lambda: check("01/cover", len), "is answered in the page; use ask"),
        (lambda: outcome("01/cover"), "outcome: 01/cover is no guess"),
    ],
)
def test_a_wrong_name_says_what_there_is(call: Any, said: str) -> None:
    with pytest.raises(KeyError) as error:
        call()
    assert said in str(error.value)


def test_every_exercise_is_of_a_known_kind() -> None:
    assert ALL
    assert all(isinstance(exercise, Exercise) for _, exercise in ALL)


@pytest.mark.parametrize(
    "got, said",
    [
        (None, "is None. Does the function end with `return`"),
        ("text", "should be numbers in an array of shape (2, 2)"),
        ([[1, 2, 3]], "has shape (1, 3), but (2, 2) was expected"),
        ([[np.nan, 2], [3, 5]], "contains values that are no numbers"),
        ([[-1, -2], [-3, -5]], "the right size but the wrong sign"),
        ([[3, 6], [9, 15]], "is 3 times what was expected"),
        ([[1, 3], [2, 5]], "is transposed"),
        ([[1, 2], [3, 4]], "is off by up to 1 at 1, 1"),
        ([[1, 2], [3, 5 + 1j]], "is complex, but real numbers"),
        (np.array([[1, 2], [3, 5]]) * (1 + 1e-7), "is off by up to 5e-07"),
    ],
)
def test_compare_names_the_mistake_from_coarse_to_fine(got: Any, said: str) -> None:
    expected = [[1, 2], [3, 5]]
    with pytest.raises(Hint) as hint:
        compare(got, expected, what="The table")
    assert said in str(hint.value)
    compare(np.array(expected) + 1e-12, expected, what="The table")


def test_the_page_of_progress_lists_every_exercise_by_its_question() -> None:
    listed = [item for lesson in progress().data["lessons"] for item in lesson["exercises"]]
    assert [name for name, *_ in listed] == [name for name, _ in ALL]
    assert all(title.endswith(("?", "`", ".")) for _, title, _ in listed)
    first = progress().data["lessons"][0]
    assert (first["page"], first["title"]) == ("01_neurons", "1 · Neurons")
    assert ["01/xor", "Write `xor_network`", "code"] in first["exercises"]
    assert ["01/guess-width", "How many find a solution?", "guess"] in first["exercises"]
    assert ["01/test-bug", "What is wrong in `slow_layer`?", "question"] in first["exercises"]
