"""Which code of a lesson is essential, what an exercise is, and what a page is told of itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from docutils import nodes
from docutils.utils import new_document

from coursekit.exercises import Code, content, lessons
from sphinx_ext.layout import (
    box_exercises,
    fold,
    minutes,
    move_asides,
    name_beside,
    questions,
    role,
)

LESSONS = Path(__file__).parents[1] / "lessons"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import math\nfrom coursekit import ask", "imports"),
        ("explore(picture, digit=[0, 1])", "shows"),
        ("names = ['or']\ndrag_line(names)", "shows"),
        ("claim('E45', total=sum(p.size for p in parameters))", "shows"),
        ("x = stored('run.npz')", "essential"),
        ("print(check_something(3))", "essential"),
        ("for x in y:\n    total += x\nclaim('E45', total=total)", "essential"),
        ("fig, ax = figure()\nax.plot(losses)\nshow(fig, 'A curve.')", "draws"),
        ("def picture(x):\n    fig, ax = figure()\n    return fig", "essential"),
        ("%pip install something", "essential"),
        ("model = nn.Linear(2, 1, rng=rng)", "essential"),
    ],
)
def test_code_is_essential_unless_it_prepares_or_shows(source: str, expected: str) -> None:
    assert role(source) == expected


def cell(source: str, *classes: str) -> nodes.container:
    """Make a code cell as myst-nb does."""
    code = nodes.container("", nodes.literal_block(source, source), nb_element="cell_code_source")
    return nodes.container("", code, nb_element="cell_code", classes=["cell", *classes])


def page(*parts: nodes.Node) -> nodes.document:
    """Make a page of one section."""
    document = new_document("lesson")
    document += nodes.section("", *parts)
    return document


def test_an_exercise_becomes_one_box() -> None:
    prompt, other = nodes.paragraph("", "Write it."), nodes.paragraph("", "Then go on.")
    stub, check = cell("def f(x):\n    raise NotImplementedError"), cell('check("01/f", f)')
    solution = cell("def f(x): return x", "tag_hide-cell")
    document = page(prompt, stub, check, solution, other)
    box_exercises(document)
    fold(document)
    box, after = document.children[0].children
    assert box["classes"] == ["nn-exercise"] and after is other
    assert box.children == [prompt, stub, check, solution]
    assert "nn-stub" in stub["classes"] and "nn-check" in check["classes"]
    assert not check.get("hide_mode")


@pytest.mark.parametrize(
    "cells",
    [
        [cell("x = 1"), cell('check("01/f", f)'), cell("def f(x): ...", "tag_hide-cell")],
        [cell("def f(x): ..."), cell('check("01/f", f)'), cell("print(1)")],
        [cell("def f(x): ..."), cell('check("01/f", f)')],
    ],
    ids=["no stub", "no solution", "nothing after"],
)
def test_what_is_no_exercise_stays_as_it_is(cells: list[nodes.container]) -> None:
    document = page(*cells)
    box_exercises(document)
    assert document.children[0].children == cells


def test_what_is_not_essential_is_folded_and_what_its_author_folded_stays() -> None:
    imports, essential, own = cell("import math"), cell("x = 1"), cell("import math")
    own["hide_mode"], own["prompt_show"] = "input", "Show the set-up"
    fold(page(imports, essential, own))
    assert imports["hide_mode"] == "input" and imports["prompt_show"] == "Show the imports"
    assert not essential.get("hide_mode") and own["prompt_show"] == "Show the set-up"
    assert imports["prompt_hide"] == "Hide the imports" and own["prompt_hide"] == "Hide the set-up"


def test_folded_neighbors_lie_under_one_fold() -> None:
    """Neighbors only, and only where they show nothing: a picture stays in sight."""
    first, second, third, essential, last = (
        cell(source) for source in ("import math", "import re", "import json", "x = 1", "import os")
    )
    third += nodes.container("", nodes.paragraph("", "out"), nb_element="cell_code_output")
    document = page(first, second, third, essential, last)
    fold(document)
    opening, *inside, closing = document.children[0].children[:4]
    assert "(2 cells)" in opening.astext() and closing.astext() == "</details>"
    assert inside == [first, second] and not any(one.get("hide_mode") for one in inside)
    assert document.children[0].children[4:] == [third, essential, last]
    assert third["hide_mode"] == last["hide_mode"] == "input"


def test_minutes_are_those_of_the_path() -> None:
    """Wherever the line stands: in the opening, or with the goals after it."""
    opening = {"cell_type": "markdown", "source": ["# 1 · Neurons\n", "\n", "Draw."]}
    goals = {"cell_type": "markdown", "source": "**Time:** about 60 minutes, 20 beside it."}
    assert minutes({"cells": [opening, goals]}) == 60
    assert minutes({"cells": [opening, {**goals, "cell_type": "code"}]}) == 0


def test_sections_beside_the_questions_have_a_name() -> None:
    titles = ("What is a neuron?", "Summary", "Going further: a second proof (12 min)")
    assert [name_beside(title) for title in titles] == ["", "Summary", "Going further"]


@pytest.mark.parametrize("lesson", lessons())
def test_every_exercise_belongs_to_a_section(lesson: str) -> None:
    """What the page counts is what there is."""
    (path,) = LESSONS.glob(f"{lesson}_*.ipynb")
    notebook = json.loads(path.read_text("utf-8"))
    found = [name for names in questions(notebook) for name in names]
    defined = {f"{lesson}/{key}" for key in content(lesson)}
    assert set(found) <= defined
    codes = {f"{lesson}/{key}" for key, one in content(lesson).items() if isinstance(one, Code)}
    assert codes <= set(found)
    assert minutes(notebook) > 0


def test_what_stands_in_brackets_goes_to_the_margin() -> None:
    """Beside the paragraph before it; brackets within a paragraph stay there."""
    text, aside = nodes.paragraph("", "It learns."), nodes.paragraph("", "(Slowly.)")
    other = nodes.paragraph("", "(Not always.) But it does.")
    document = page(text, aside, other)
    move_asides(document)
    side, *rest = document.children[0].children
    assert side.children == [aside] and "nn-side" in side["classes"] and rest == [text, other]
