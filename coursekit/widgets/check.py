"""`check`: a learner's function is judged, and told what to do next."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from typing import Any

from coursekit.exercises import Code, find
from coursekit.judge import judge
from coursekit.widgets.widget import widget


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
    return widget("check", data, text=str(verdict))


def _source(student: Any) -> str:
    """Return the text of a function, or nothing where it is unknown."""
    try:
        return textwrap.dedent(inspect.getsource(student)).strip()
    except (OSError, TypeError):
        return ""
