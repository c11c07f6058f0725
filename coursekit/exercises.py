"""Exercises: a number, a choice, or a piece of code; one definition serves every place.

A lesson's exercises are defined in `content/NN_…/exercises.py` and named elsewhere as ``"NN/key"``.
Numbers and choices are answered in the page; code is answered in a cell and judged by
`check`. Every exercise has a ladder of hints and names the wrong answers that people
really give, each with the hint that fits it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

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
    module = import_module(f"coursekit.content.{folder(lesson).name}.exercises")
    found = [value for value in vars(module).values() if isinstance(value, Exercise)]
    return {exercise.key: exercise for exercise in found}


def lessons() -> list[str]:
    """Return the numbers of the lessons that have content, as ``["01", …]``."""
    return sorted(path.name[:2] for path in CONTENT.glob("[0-9][0-9]_*") if has_exercises(path))


def folder(lesson: str) -> Path:
    """Return the folder with all that lesson ``"NN"`` says through the kit."""
    paths = [path for path in CONTENT.glob(f"{lesson}_*") if has_exercises(path)]
    if len(lesson) != 2 or len(paths) != 1:
        raise KeyError(f"there is no lesson {lesson!r}; there are {', '.join(lessons())}")
    return paths[0]


def has_exercises(path: Path) -> bool:
    """Tell whether a folder of `content/` belongs to a lesson that is written."""
    return (path / "exercises.py").is_file()
