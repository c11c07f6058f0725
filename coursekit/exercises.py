"""Exercises: a number, a choice, an order, or code; one definition serves every place.

A lesson's exercises are defined in `content/NN_…/exercises.py` and named elsewhere as ``"NN/key"``.
Numbers, choices and orders are answered in the page; code is answered in a cell and judged by
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
from zlib import crc32

CONTENT = Path(__file__).parent / "content"


@dataclass(frozen=True)
class Option:
    """One answer that can be chosen, and what is said when it is."""

    text: str
    feedback: str
    right: bool = False


@dataclass(frozen=True)
class Choice:
    """A question with one right answer among at least four.

    A prediction is a guess before the experiment: no hints, no verdict. What its options say as
    feedback is shown by `outcome`, after the experiment.
    """

    key: str
    prompt: str
    options: tuple[Option, ...]
    hints: tuple[str, ...] = ()
    predict: bool = False
    scale: bool = False  # the options are steps of a scale and stay in this order


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


@dataclass(frozen=True)
class Decoy:
    """A line that does not belong to the answer, and why not, as a hint."""

    text: str
    hint: str


@dataclass(frozen=True)
class TooEarly:
    """A line that people put before another one that it needs, by their places in `lines`."""

    line: int
    than: int
    hint: str


@dataclass(frozen=True)
class Arrange:
    """Lines of a program, or steps of a proof, to be put in order; no typing.

    `lines` stand in one right order. Each must stand before the next one, unless `before` says
    which pairs of places (first, then) matter: then every order that respects them is right.
    A program keeps its indentation, which is no part of the task.
    """

    key: str
    prompt: str
    lines: tuple[str, ...]
    decoys: tuple[Decoy, ...]
    mistakes: tuple[TooEarly, ...]
    right: str
    hints: tuple[str, ...]  # nudge, rule, first line
    before: tuple[tuple[int, int], ...] | None = None
    code: bool = True  # set in a monospaced face

    def needs(self) -> tuple[tuple[int, int], ...]:
        """Return which places must come before which."""
        if self.before is not None:
            return self.before
        return tuple((place, place + 1) for place in range(len(self.lines) - 1))


Exercise = Choice | Number | Code | Arrange


def in_order(choice: Choice, name: str) -> list[Option]:
    """Return the options of the choice called `name` in the order in which all readers see them.

    A hash gives it, so that the place of an option says nothing about it, whoever wrote it.
    """
    if choice.scale:
        return list(choice.options)
    return sorted(choice.options, key=lambda option: crc32(f"{name}/{option.text}".encode()))


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
