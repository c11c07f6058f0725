"""Judging a learner's function: what went wrong, said as a hint.

An exercise's test calls the learner's function and raises `Hint` at the first mistake it
can name. Exceptions, wrong types and endless loops are turned into hints here, so that a
learner never meets a traceback of ours.
"""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.tensor import Tensor

if TYPE_CHECKING:
    from coursekit.exercises import Code

STEPS = 1_000_000  # bytecodes of Python that one check may run


class Hint(Exception):
    """A mistake that can be named; the message is shown to the learner."""


class _TooLong(BaseException):
    """The learner's function ran out of steps. Not an Exception: `except Exception` passes it."""


@dataclass(frozen=True)
class Verdict:
    """What `check` found."""

    passed: bool
    message: str
    tried: bool = True  # False for a stub that nobody has touched

    def __str__(self) -> str:
        return f"{'✓ Right.' if self.passed else '→ Not yet.'} {self.message}"


def judge(exercise: Code, student: Any) -> Verdict:
    """Run an exercise's test on the learner's function and return the verdict."""
    if not callable(student):
        return Verdict(
            False,
            f"Give check the function itself, {exercise.name}, not {type(student).__name__} "
            f"(leave out the parentheses and arguments).",
        )
    if _hides_everything(student):
        return Verdict(
            False,
            "A bare `except:` hides every mistake, from you and from check. "
            "Name the exception that you expect.",
        )
    try:
        with _StepBudget():
            exercise.test(student)
    except Hint as hint:
        return Verdict(False, str(hint))
    except NotImplementedError:
        return Verdict(False, f"Nothing is written yet. {exercise.hints[0]}", tried=False)
    except _TooLong:
        return Verdict(
            False,
            "It ran for a million steps without an end. Does a loop never meet its condition? "
            "Or can NumPy do its work in one call?",
        )
    except (Exception, SystemExit) as error:
        return Verdict(False, _explain(error, exercise.name))
    return Verdict(True, exercise.right)


def compare(got: Any, expected: Any, *, what: str, tolerance: float = 1e-9) -> None:
    """Compare an array with the expected one; name the mistake from coarse to fine.

    Shape first, then numbers that are none, then sign, constant factor, transpose, value.

    Raises
    ------
    Hint
        At the first difference.
    """
    expected = np.asarray(expected, dtype=float)
    if got is None:
        raise Hint(f"{what} is None. Does the function end with `return`?")
    if np.iscomplexobj(got):
        raise Hint(f"{what} is complex, but real numbers were expected.")
    try:
        got = np.asarray(got.data if isinstance(got, Tensor) else got, dtype=float)
    except (TypeError, ValueError):
        raise Hint(
            f"{what} should be numbers in an array of shape {expected.shape}, "
            f"but it is of type {type(got).__name__}."
        ) from None
    if got.shape != expected.shape:
        raise Hint(f"{what} has shape {got.shape}, but {expected.shape} was expected.")
    if not np.isfinite(got).all():
        raise Hint(f"{what} contains values that are no numbers (nan or inf).")
    if np.allclose(got, expected, rtol=tolerance, atol=tolerance):
        return
    if np.allclose(got, -expected, rtol=tolerance, atol=tolerance):
        raise Hint(f"{what} has the right size but the wrong sign.")
    factor = _constant_factor(got, expected)
    if factor is not None and f"{factor:.3g}" != "1":
        raise Hint(f"{what} is {factor:.3g} times what was expected, everywhere.")
    square = expected.ndim == 2 and expected.shape[0] == expected.shape[1]
    if square and np.allclose(got.T, expected, rtol=tolerance, atol=tolerance):
        raise Hint(f"{what} is transposed: rows and columns have changed places.")
    worst = np.unravel_index(np.argmax(abs(got - expected)), expected.shape)
    place = f" at {', '.join(str(int(i)) for i in worst)}" if worst else ""
    raise Hint(f"{what} is off by up to {abs(got - expected).max():.3g}{place}.")


def _constant_factor(got: np.ndarray, expected: np.ndarray) -> float | None:
    """Return the factor c with got = c · expected, if there is one for several entries."""
    if np.count_nonzero(expected) < 2 or not np.count_nonzero(got):
        return None
    factor = float((got * expected).sum() / (expected * expected).sum())
    return factor if np.allclose(got, factor * expected, rtol=1e-9, atol=1e-12) else None


def _hides_everything(student: Any) -> bool:
    """Whether a function catches all exceptions, even the one that would stop it."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(student)))
    except (OSError, TypeError, SyntaxError):
        return False  # no source to look at
    return any(
        isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") == "BaseException")
        for node in ast.walk(tree)
    )


def _explain(error: BaseException, name: str) -> str:
    """Say in a sentence what the learner's function raised, and on which of its lines."""
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    own = [f for f in traceback.extract_tb(error.__traceback__) if f.name == name]
    where = f" at its line `{own[-1].line}`" if own and own[-1].line else ""
    if isinstance(error, TypeError) and not own and "argument" in str(error):
        return f"{name} could not be called as the exercise asks ({error}). Check its parameters."
    return f"{name} raised {said}{where}."


class _StepBudget:
    """Count what runs inside and stop after `STEPS`; needs no thread or signal.

    Bytecodes rather than lines, since ``while True: pass`` never reaches a new line.
    """

    def __enter__(self) -> None:
        self.left = STEPS
        self.before = sys.gettrace()
        sys._getframe().f_trace_opcodes = True  # Python 3.12 wants it before tracing starts
        sys.settrace(self._step)

    def __exit__(self, *_: object) -> None:
        sys.settrace(self.before)

    def _step(self, frame: FrameType, event: str, argument: Any) -> Callable[..., Any]:
        frame.f_trace_opcodes = True
        if event in ("opcode", "line"):
            self.left -= 1
            if self.left < 0:
                raise _TooLong
        return self._step
