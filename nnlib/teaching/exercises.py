"""Exercises: a number, a choice, or a piece of code; one definition serves every place.

A lesson's exercises are defined in `content/NN_….py` and named there as ``"NN/key"``.
Numbers and choices are answered in the page; code is answered in a cell and judged by
`check`. Every exercise has a ladder of hints and names the wrong answers that people
really give, each with the hint that fits it.
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from .judge import judge
from .widget import widget

CONTENT = Path(__file__).parent / "content"


@dataclass(frozen=True)
class Option:
    """One answer that can be chosen, and what is said when it is."""

    text: str
    feedback: str
    right: bool = False


@dataclass(frozen=True)
class Choice:
    """A question with one right answer among at least four."""

    key: str
    prompt: str
    options: tuple[Option, ...]
    hints: tuple[str, ...] = ()
    predict: bool = False  # a guess before the experiment: no hints, nothing to lose


@dataclass(frozen=True)
class Slip:
    """A wrong number that people arrive at, and the hint that fits."""

    value: float
    hint: str


@dataclass(frozen=True)
class Number:
    """A question whose answer is a number; `tolerance` is absolute."""

    key: str
    prompt: str
    answer: float
    right: str  # said when the answer is right
    slips: tuple[Slip, ...]
    hints: tuple[str, ...]  # nudge, formula, skeleton
    solution: str
    tolerance: float = 0.0
    unit: str = ""


@dataclass(frozen=True)
class Wrong:
    """A wrong program that people write, and a phrase of the hint that it must get."""

    source: str
    hint: str


@dataclass(frozen=True)
class Code:
    """A function to be written; `test` calls it and raises `judge.Hint` at a mistake."""

    key: str
    name: str  # of the function
    test: Callable[[Callable[..., Any]], None]
    right: str
    hints: tuple[str, ...]  # nudge, formula, skeleton
    solution: str
    wrong: tuple[Wrong, ...]


Exercise = Choice | Number | Code


def ask(name: str) -> Any:
    """Show a question with one right choice, or one whose answer is a number.

    Parameters
    ----------
    name : str
        The lesson and the question, as in ``"01/parameters"``.

    Raises
    ------
    KeyError
        If there is no such question; the message lists what there is.
    """
    exercise = find(name)
    if isinstance(exercise, Code):
        raise KeyError(f"ask: {name} is answered with code; use check({name!r}, your_function)")
    if isinstance(exercise, Choice):
        return widget("ask", choice_data(exercise, name), text=choice_text(exercise))
    data = {
        "name": name,
        "prompt": exercise.prompt,
        "unit": exercise.unit,
        "answer": exercise.answer,
        "tolerance": exercise.tolerance,
        "right": exercise.right,
        "slips": [[slip.value, slip.hint] for slip in exercise.slips],
        "hints": list(exercise.hints),
        "solution": exercise.solution,
    }
    return widget("ask", data, text=f"Question: {exercise.prompt}\nAnswer with a number.")


def check(name: str, student: Callable[..., Any]) -> Any:
    """Judge a function and show what to do next; never raises because of the function.

    Parameters
    ----------
    name : str
        The lesson and the exercise, as in ``"01/nand"``.
    student : function
        Yours. A mistake in it, an exception or an endless loop becomes a hint.

    Raises
    ------
    KeyError
        If there is no such exercise.
    """
    exercise = find(name)
    if not isinstance(exercise, Code):
        raise KeyError(f"check: {name} is answered in the page; use ask({name!r})")
    verdict = judge(exercise, student)
    unsaid = [hint for hint in exercise.hints if hint not in verdict.message]
    data = {
        "name": name,
        "passed": verdict.passed,
        "own": verdict.tried and _source(student) != exercise.solution.strip(),
        "message": verdict.message,
        "hints": [] if verdict.passed else unsaid,
    }
    return widget("code", data, text=str(verdict))


def find(name: str) -> Exercise:
    """Return the exercise called ``"NN/key"``."""
    lesson, _, key = name.partition("/")
    exercises = content(lesson)
    if key not in exercises:
        raise KeyError(
            f"there is no exercise {name!r}; lesson {lesson} has {', '.join(sorted(exercises))}"
        )
    return exercises[key]


@cache
def content(lesson: str) -> dict[str, Exercise]:
    """Return the exercises of lesson ``"NN"`` by key."""
    module = _module(lesson)
    found = [value for value in vars(module).values() if isinstance(value, Exercise)]
    return {exercise.key: exercise for exercise in found}


def lessons() -> list[str]:
    """Return the numbers of the lessons that have content, as ``["01", …]``."""
    return sorted(path.name[:2] for path in CONTENT.glob("[0-9][0-9]_*.py"))


def _module(lesson: str) -> ModuleType:
    paths = list(CONTENT.glob(f"{lesson}_*.py"))
    if len(lesson) != 2 or len(paths) != 1:
        raise KeyError(f"there is no lesson {lesson!r}; there are {', '.join(lessons())}")
    return import_module(f"{__package__}.content.{paths[0].stem}")


def _source(student: Any) -> str:
    """Return the text of a function, or nothing where it is unknown."""
    try:
        return textwrap.dedent(inspect.getsource(student)).strip()
    except (OSError, TypeError):
        return ""


def choice_data(exercise: Choice, name: str) -> dict[str, Any]:
    """Return what the script of a question with a choice needs."""
    right = next(option for option in exercise.options if option.right)
    return {
        "name": name,
        "prompt": exercise.prompt,
        "predict": exercise.predict,
        "options": [[o.text, o.feedback, o.right] for o in exercise.options],
        "hints": list(exercise.hints),
        "solution": f"{right.text}. {right.feedback}",
    }


def choice_text(exercise: Choice) -> str:
    """Return a question with a choice as plain text."""
    opening = "Guess first: " if exercise.predict else "Question: "
    lines = [f"  ({'abcdefgh'[i]}) {o.text}" for i, o in enumerate(exercise.options)]
    return "\n".join([opening + exercise.prompt, *lines])
