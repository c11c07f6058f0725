"""`check`: a learner's function is judged, and told what to do next; `mine` puts it to use.

A lesson can build one thing from many exercises. `mine` gives it the learner's own pieces, as far
as they are right, so nobody is stopped by a missing one.
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from typing import Any

import numpy as np

import nnlib
from coursekit.exercises import Code, find
from coursekit.judge import judge
from coursekit.widgets.widget import widget

#: What the reader wrote and what passed, by the exercise's name. The lesson's own solution, which
#: stands below under the same name in Python, must not take its place when all cells are run.
_own: dict[str, Callable[..., Any]] = {}


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
    own = verdict.tried and not _is_solution(exercise, student)
    if own and verdict.passed:
        _own[name] = student
    elif own:
        _own.pop(name, None)
    unsaid = [hint for hint in exercise.hints if hint not in verdict.message]
    data = {
        "name": name,
        "passed": verdict.passed,
        "own": own,
        "message": verdict.message,
        "hints": [] if verdict.passed else unsaid,
    }
    return widget("check", data, text=str(verdict))


def mine(name: str, student: Any = None) -> Callable[..., Any]:
    """Return the learner's function, or the solution until there is one that passes; print which.

    Parameters
    ----------
    name : str
        The lesson and the exercise, as in ``"04/chain"``.
    student : function, optional
        Yours. Where it is none, or the lesson's own solution, which bears the same name, the one
        that `check` has found right before is used.

    Returns
    -------
    function

    Raises
    ------
    KeyError
        If there is no such exercise, or it is not answered with code.

    Examples
    --------
    >>> nand = mine("01/nand")
    `nand`: the solution stands in until yours passes.
    """
    exercise = find(name)
    if not isinstance(exercise, Code):
        raise KeyError(f"mine: {name} is answered in the page; there is no function to use")
    theirs = callable(student) and not _is_solution(exercise, student)
    own = student if theirs and judge(exercise, student).passed else _own.get(name)
    if own is not None:
        print(f"`{exercise.name}`: yours is used.")
        return own
    print(f"`{exercise.name}`: the solution stands in until yours passes.")
    # It may call what the lesson has defined, so it sees what the learner's function sees.
    names = {"np": np, "nn": nnlib, **getattr(student, "__globals__", {})}
    exec(compile(exercise.solution, f"<solution of {name}>", "exec"), names)
    return names[exercise.name]


def _is_solution(exercise: Code, student: Any) -> bool:
    """Tell whether a function is the solution that the lesson shows."""
    return _source(student) == exercise.solution.strip()


def _source(student: Any) -> str:
    """Return the text of a function, or nothing where it is unknown."""
    try:
        return textwrap.dedent(inspect.getsource(student)).strip()
    except (OSError, TypeError):
        return ""
