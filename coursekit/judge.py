"""Judging a learner's function: what went wrong, said as a hint.

An exercise's `test` calls the learner's function and raises `Hint` at the first mistake that it can
name. Most tests are one call of `agree`, which runs a reference implementation beside the learner's
function on several sets of arguments::

    def _try_neuron(student):
        rng = np.random.default_rng(7)
        agree(
            student,
            lambda x, w, b: 1 / (1 + np.exp(-(x @ w + b))),
            [
                (rng.normal(size=(5, 3)), rng.normal(size=3), 0.7),  # a table
                (rng.normal(size=4), rng.normal(size=4), -1.1),  # one example, another size
            ],
            what="The output",
            mistakes={"You return the weighted sum z.": lambda x, w, b: x @ w + b},
        )

At least two cases, which differ in every size and value that the function is given, so that nothing
typed in and nothing ignored passes. `compare`, `array` and `several` read what a function returned
in whatever form it comes: float32, a `Tensor`, lists, tuples, an iterator, ``[value]`` for a value.
Whatever else happens becomes a hint here, so that a learner never meets a traceback of ours.

A call that does not end is stopped after a million turns of loops and calls of functions, or after
ten seconds, and stopped again each time that its code catches that. What can't be stopped is a loop
inside one call of C, such as ``sum(itertools.count())``: restart the kernel. Where there are no
signals, which is in the page, on Windows and outside of the main thread, that goes for a long
``time.sleep`` too; in the page, the Stop button ends both. On Windows with Python 3.11, code that
catches everything is stopped only once.
"""

from __future__ import annotations

import copy
import inspect
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import CodeType, FrameType
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.tensor import Tensor

if TYPE_CHECKING:
    from coursekit.exercises import Code

# For one call of the learner's function
STEPS = 1_000_000  # turns of loops and calls of functions; on Python 3.11, lines in loops
SECONDS = 10.0


class Hint(Exception):
    """A mistake that can be named; the message is shown to the learner."""


class _TooLong(BaseException):
    """The learner's function was stopped. Not an Exception: `except Exception` passes it on."""


@dataclass(frozen=True)
class Verdict:
    """What `check` found."""

    passed: bool
    message: str
    tried: bool = True  # False for a stub that nobody has touched

    def __str__(self) -> str:
        return f"{'✓ Right.' if self.passed else '→ Not yet.'} {self.message}"


# --- the verdict ----------------------------------------------------------------------------------


def judge(exercise: Code, student: Any) -> Verdict:
    """Run an exercise's test on the learner's function and return the verdict."""
    if not callable(student):
        return Verdict(
            False,
            f"Give check the function itself, {exercise.name}, not {type(student).__name__} "
            f"(leave out the parentheses and arguments).",
        )
    limit = _Limit()
    learner = _Learner(exercise.name, student, limit)
    try:
        with limit:
            exercise.test(learner)
    except Hint as hint:
        return Verdict(False, str(hint))
    except _TooLong:
        return Verdict(
            False,
            f"It ran for a million steps or for {SECONDS:.0f} seconds without an end. Does a loop "
            "never meet its condition? Or can NumPy do its work in one call?",
        )
    except KeyboardInterrupt:
        if learner.error is None:  # the learner pressed Stop
            raise
        return Verdict(False, _explain(learner.error, exercise.name))
    except BaseException as error:
        if error is not learner.error:
            return Verdict(
                False,
                f"{exercise.name} ran, but check can't read what it returned, "
                f"{learner.returned} ({_said(error)}). Return what the exercise asks for.",
            )
        if isinstance(error, NotImplementedError):
            return Verdict(False, f"Nothing is written yet. {exercise.hints[0]}", tried=False)
        return Verdict(False, _explain(error, exercise.name))
    return Verdict(True, exercise.right)


class _Learner:
    """The learner's function as a test calls it; remembers what came of the last call."""

    def __init__(self, name: str, function: Callable[..., Any], limit: _Limit) -> None:
        self.name, self.function, self.limit = name, function, limit
        self.error: BaseException | None = None
        self.returned = "nothing"

    def __call__(self, *arguments: Any) -> Any:
        self.error = None
        try:
            inspect.signature(self.function).bind(*arguments)
        except TypeError as error:
            raise Hint(
                f"{self.name} could not be called as the exercise asks ({error}). "
                "Check its parameters."
            ) from None
        except ValueError:
            pass  # a function of C, which says nothing of its parameters
        self.limit.refill()
        try:
            with np.errstate(all="ignore"):  # a hint says more than a warning
                got = self.function(*arguments)
        except _TooLong:
            raise
        except BaseException as error:
            self.error = error
            raise
        finally:
            if self.limit.over:  # even if its code caught that
                raise _TooLong
        self.returned = f"an object of type {type(got).__name__}"
        return got


def _said(error: BaseException) -> str:
    """Return type and message of an exception, whose own `__str__` may fail."""
    try:
        with _Limit():
            said = str(error)
    except BaseException:
        said = ""
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _explain(error: BaseException, name: str) -> str:
    """Say in a sentence what the learner's function raised, and on which of its lines."""
    own = [f for f in traceback.extract_tb(error.__traceback__) if f.name == name]
    where = f" at its line `{own[-1].line}`" if own and own[-1].line else ""
    return f"{name} raised {_said(error)}{where}."


# --- several calls, beside a reference ------------------------------------------------------------


def agree(
    student: Callable[..., Any],
    reference: Callable[..., Any],
    cases: Sequence[tuple[Any, ...]],
    *,
    what: str | tuple[str, ...],
    mistakes: Mapping[str, Callable[..., Any] | tuple[Callable[..., Any], ...]] | None = None,
    tolerance: float = 1e-9,
) -> None:
    """Call the learner's function and a reference on each case, and compare what they return.

    Parameters
    ----------
    student, reference : function
        Each call of either gets copies of the arguments of its own.
    cases : list of tuples
        Positional arguments; the first case is the one that mistakes are best told by. A generator
        among them is copied too, so both functions draw the same numbers.
    what : str or tuple of str
        How a hint calls what is returned; a tuple if it is several things.
    mistakes : dict
        From a hint to a function of the same arguments, or several, that makes this mistake. It
        returns what the mistake returns; None in place of one of several things stands for any.
    tolerance : float
        As in `compare`.

    Raises
    ------
    Hint
        At the first case that differs, with the hint of the mistake that explains it.
    """
    for i, case in enumerate(cases):
        expected = reference(*copy.deepcopy(case))
        got = student(*copy.deepcopy(case))
        try:
            names = (what,) if isinstance(what, str) else what
            wanted = (expected,) if isinstance(what, str) else expected
            parts = [got] if isinstance(what, str) else several(got, what)
            if all(map(equal, parts, wanted, [tolerance] * len(wanted))):
                continue
            for said, made in (mistakes or {}).items():
                for mistake in made if isinstance(made, tuple) else (made,):
                    with np.errstate(all="ignore"):
                        wrong = mistake(*copy.deepcopy(case))
                    pairs = zip(parts, (wrong,) if isinstance(what, str) else wrong, strict=True)
                    if all(b is None or equal(a, b, 1e-4) for a, b in pairs):
                        raise Hint(said)
            for part, right, name in zip(parts, wanted, names, strict=True):
                compare(part, right, what=name, tolerance=tolerance)
        except Hint as hint:
            if i == 0:
                raise
            raise Hint(
                f"Right for the first call, but not for another one, {_shown(reference, case)}: "
                f"{hint}"
            ) from None


def _shown(function: Callable[..., Any], case: tuple[Any, ...]) -> str:
    """Return the arguments of a call in words: small ones by value, arrays by shape."""
    words = []
    for name, value in zip(inspect.signature(function).parameters, case, strict=False):
        if isinstance(value, np.ndarray):
            small = value.ndim == 1 and value.size <= 6 and value.dtype.kind in "iu"
            words.append(f"{name} {value.tolist() if small else f'of shape {value.shape}'}")
        elif isinstance(value, int | float):
            words.append(f"{name} = {value:g}")
    return "with " + ", ".join(words) if words else "with other arguments"


# --- reading what was returned --------------------------------------------------------------------


def array(
    got: Any, what: str, shape: tuple[int, ...] | None = None, *, finite: bool = True
) -> np.ndarray:
    """Return what a learner's function returned as an array of real numbers.

    Takes a `Tensor`, any precision, lists and tuples of such, an iterator. Where a single number
    is expected, it may be wrapped, as in ``[value]``.

    Raises
    ------
    Hint
        If it is nothing of the kind, has another shape than `shape`, or holds nan or inf (unless
        `finite` is False).
    """
    if got is None:
        raise Hint(f"{what} is None. Does the function end with `return`?")
    wanted = "numbers in an array" if shape is None else "one number"
    if shape:
        wanted = f"numbers in an array of shape {shape}"
    try:
        found = np.asarray(_plain(got))
    except ValueError:
        raise Hint(f"{what} should be {wanted}, but its rows differ in length.") from None
    if found.dtype.kind == "c":
        raise Hint(f"{what} is complex, but real numbers were expected.")
    if found.dtype.kind not in "biuf":
        raise Hint(f"{what} should be {wanted}, but it is of type {type(got).__name__}.")
    if found.dtype.kind != "f":
        found = found.astype(float)
    if shape is not None and found.shape != shape:
        if found.size != 1 or np.prod(shape, dtype=int) != 1:
            raise Hint(f"{what} has shape {found.shape}, but {shape} was expected.")
        found = found.reshape(shape)
    if finite and not np.isfinite(found).all():
        raise Hint(f"{what} contains values that are no numbers (nan or inf).")
    return found


def several(got: Any, what: Sequence[str]) -> list[Any]:
    """Return several things that a learner's function returned, one for each name in `what`.

    Raises
    ------
    Hint
        If it is not an iterable of so many.
    """
    names = f"{', '.join(name[:1].lower() + name[1:] for name in what[:-1])} and "
    names += what[-1][:1].lower() + what[-1][1:]
    word = {2: "two", 3: "three", 4: "four"}.get(len(what), str(len(what)))
    ask = f"Return {word} things: {names}."
    if got is None:
        raise Hint(f"It returned None. Does the function end with `return`? {ask}")
    if isinstance(got, str | dict | set) or not isinstance(got, Iterable):
        raise Hint(f"{ask} It returned one, of type {type(got).__name__}.")
    parts = list(got)
    if len(parts) != len(what):
        raise Hint(f"{ask} It returned {len(parts)}.")
    return parts


def equal(got: Any, expected: Any, tolerance: float = 1e-9) -> bool:
    """Tell whether `compare` would find no mistake."""
    try:
        compare(got, expected, what="", tolerance=tolerance)
    except Hint:
        return False
    return True


def compare(got: Any, expected: Any, *, what: str, tolerance: float = 1e-9) -> None:
    """Compare an array with the expected one; name the mistake from coarse to fine.

    Shape first, then numbers that are none, then sign, constant factor, transpose, value. What was
    computed in float32 is compared to as many digits as float32 has.

    Raises
    ------
    Hint
        At the first difference.
    """
    expected = np.asarray(_plain(expected), dtype=float)
    got = array(got, what, expected.shape)
    if got.dtype.itemsize < 8:
        tolerance = max(tolerance, 50 * float(np.finfo(got.dtype).eps))
    got = got.astype(float)
    floor = tolerance * (float(abs(expected).max(initial=0.0)) or 1.0)

    def same(a: np.ndarray, b: np.ndarray) -> bool:
        return np.allclose(a, b, rtol=tolerance, atol=floor)

    if same(got, expected):
        return
    if same(got, -expected):
        raise Hint(f"{what} has the right size but the wrong sign.")
    factor = _constant_factor(got, expected)
    if factor is not None and f"{factor:.3g}" != "1":
        raise Hint(f"{what} is {factor:.3g} times what was expected, everywhere.")
    square = expected.ndim == 2 and expected.shape[0] == expected.shape[1]
    if square and same(got.T, expected):
        raise Hint(f"{what} is transposed: rows and columns have changed places.")
    worst = np.unravel_index(np.argmax(abs(got - expected)), expected.shape)
    place = f" at {', '.join(str(int(i)) for i in worst)}" if worst else ""
    raise Hint(f"{what} is off by up to {abs(got - expected).max():.3g}{place}.")


def _plain(value: Any) -> Any:
    """Return tensors, and all that holds them, as what NumPy reads."""
    if isinstance(value, Tensor):
        return value.data
    if isinstance(value, Iterator | list | tuple | range):
        return [_plain(item) for item in value]
    return value


def _constant_factor(got: np.ndarray, expected: np.ndarray) -> float | None:
    """Return the factor c with got = c · expected, if there is one for several entries."""
    if np.count_nonzero(expected) < 2 or not np.count_nonzero(got):
        return None
    factor = float((got * expected).sum() / (expected * expected).sum())
    return factor if np.allclose(got, factor * expected, rtol=1e-9, atol=1e-12) else None


# --- what does not end ----------------------------------------------------------------------------


class _Limit:
    """Stop what runs inside, as often as its code goes on.

    Code may catch the exception that stops it (a bare `except:`, `finally: continue`), so from the
    moment that the limit is reached `_TooLong` is raised at every turn of a loop and every call,
    until the frames of this file are reached: one of these lies outside of any `try` that could
    catch it. Python 3.12 counts turns and calls by `sys.monitoring`, which survives an exception
    from its callback. Python 3.11 counts by `sys.settrace`, which does not, so a timer goes on
    raising there; a function without a loop costs it one step. The timer also wakes what sleeps.
    """

    tool = 4  # of the six numbers of sys.monitoring, one that no kind of tool owns

    def __enter__(self) -> _Limit:
        self.over, self.active = False, True
        self.thread = threading.get_ident()
        main = threading.current_thread() is threading.main_thread()
        self.timer = main and hasattr(signal, "setitimer")
        if self.timer:
            self.handler = signal.signal(signal.SIGALRM, self._alarm)
            self.since, self.outer = time.monotonic(), signal.getitimer(signal.ITIMER_REAL)
        self.refill()
        if sys.version_info >= (3, 12):
            self.monitoring = self._monitor()
        else:
            self.loops: dict[CodeType, tuple[bool, bool]] = {}
            self.tracer = sys.gettrace()
            sys._getframe().f_trace_opcodes = True
            sys.settrace(self._trace)
        return self

    def __exit__(self, *_: object) -> None:
        self.active = False
        if sys.version_info >= (3, 12):
            if self.monitoring:
                sys.monitoring.set_events(self.tool, 0)
                sys.monitoring.free_tool_id(self.tool)
        else:
            sys.settrace(self.tracer)
        if self.timer:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self.handler)
            if self.outer[0]:  # a timer that ran before runs on
                gone = time.monotonic() - self.since
                signal.setitimer(signal.ITIMER_REAL, max(1e-3, self.outer[0] - gone), self.outer[1])

    def refill(self) -> None:
        """Grant the next call of the learner's function all steps and all seconds."""
        self.steps, self.until = STEPS, time.monotonic() + SECONDS
        if self.timer:
            signal.setitimer(signal.ITIMER_REAL, SECONDS)

    def _step(self, file: str) -> None:
        """Count one step of the code in a file, and stop it if it was one too many."""
        self.steps -= 1
        if self.steps > 0 and self.steps & 15 and not self.over:
            return  # the clock is slow in the page
        if not self.active or threading.get_ident() != self.thread:
            return
        if self.steps <= 0 or time.monotonic() > self.until:
            self.over = True
        if self.over and file != __file__:
            raise _TooLong

    def _alarm(self, _: int, frame: FrameType | None) -> None:
        if self.active:
            self.over = True
            signal.setitimer(signal.ITIMER_REAL, 1e-5)  # once more, should the code catch this
            if frame is None or frame.f_code.co_filename != __file__:
                raise _TooLong

    if sys.version_info >= (3, 12):

        def _monitor(self) -> bool:
            """Count by sys.monitoring; False within a check that runs already, which counts."""
            events = sys.monitoring.events
            if sys.monitoring.get_tool(self.tool) is not None:
                return False
            sys.monitoring.use_tool_id(self.tool, "check")
            kinds = (events.JUMP, events.PY_START, events.PY_RESUME)
            for kind in kinds:
                sys.monitoring.register_callback(self.tool, kind, self._event)
            sys.monitoring.set_events(self.tool, sum(kinds))
            return True

        def _event(self, code: CodeType, *_: int) -> None:
            self._step(code.co_filename)

    else:

        def _trace(self, frame: FrameType, event: str, _: Any) -> Any:
            code = frame.f_code
            if code.co_filename == __file__:
                return None
            if code not in self.loops:
                self.loops[code] = _loops(code)
            some, tight = self.loops[code]
            if event in ("call", "line", "opcode"):
                try:
                    self._step(code.co_filename)
                except _TooLong:
                    if self.timer:
                        signal.setitimer(signal.ITIMER_REAL, 1e-5)
                    raise
            frame.f_trace_opcodes = tight
            return self._trace if some else None


def _loops(code: CodeType) -> tuple[bool, bool]:
    """Tell whether a function has loops, and one without a line to count, as `while True: pass`."""
    import dis

    back = [i for i in dis.get_instructions(code) if "JUMP_BACKWARD" in i.opname]
    return bool(back), any(i.argval == i.offset for i in back)
