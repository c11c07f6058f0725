"""Runs the cells of a page as Jupyter would: outputs, figures, tracebacks of the learner's lines.

`worker.mjs` imports this file into the Python that runs in the page; the tests import it as it is.
Nothing here knows the browser: what a cell says is handed to `emit(message, buffers)`, where the
message is a dict that can be written as JSON, and the buffers are bytes that belong to it.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import io
import linecache
import pprint
import re
import sys
import traceback
from collections.abc import Callable
from typing import Any

import page_needs

Emit = Callable[[dict[str, Any], list[bytes]], None]

MOST_TEXT = 100_000  # characters of one output: an endless loop must not fill the page
CUT = f"\n… cut here: a cell shows at most {MOST_TEXT:,} characters.\n"
AT_ONCE = 1_000  # characters that wait for the end of their line
WIDTH = 79  # of what is shown, as in Jupyter
COMMANDS = re.compile(r"^\s*[%!]", re.MULTILINE)
HERE = "the standard library, numpy, matplotlib, nnlib and coursekit"


# ---- running -------------------------------------------------------------------------------------


class Runner:
    """One Python session; its cells share the names of `namespace`."""

    def __init__(self, emit: Emit, namespace: dict[str, Any] | None = None) -> None:
        self.emit = emit
        self.namespace = vars(sys.modules["__main__"]) if namespace is None else namespace
        self.namespace["display"] = self.display
        builtins.input = _no_input

    def run(self, source: str, name: str) -> str:
        """Run one cell; return "done", "failed" or "stopped"."""
        # Tracebacks and `inspect.getsource` find the lines of a cell here.
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        out, err = Stream("stdout", self.emit), Stream("stderr", self.emit)
        end = "done"
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                try:
                    value = self._evaluate(source, name)
                    if value is not None:
                        self.namespace["_"] = value
                        self.display(value)
                finally:
                    self._show_open_figures()
            except KeyboardInterrupt:
                end = "stopped"
            except BaseException as error:
                out.flush()
                end = "failed"
                self.emit({"kind": "error", "text": explain(error, source)}, [])
        out.flush()
        err.flush()
        return end

    def named(self, source: str) -> dict[str, Any]:
        """Return which names a cell may read and assigns."""
        return page_needs.named(source)

    def fingerprints(self) -> dict[str, str]:
        """Return what every name holds now."""
        return page_needs.fingerprints(self.namespace)

    def changed(self, before: dict[str, str]) -> list[str]:
        """Return the names that hold something else than before."""
        return sorted(page_needs.changed(before, self.fingerprints()))

    def _evaluate(self, source: str, name: str) -> Any:
        """Run the statements; return the value of the last one, if it is an expression."""
        tree = ast.parse(source, name)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, name, "exec"), self.namespace)
        if last is None:
            return None
        value = eval(compile(ast.Expression(last.value), name, "eval"), self.namespace)
        return None if source.rstrip().endswith(";") else value

    def display(self, *values: Any) -> None:
        """Show values as the last line of a cell would."""
        for value in values:
            sys.stdout.flush()
            data, buffers = bundle(value)
            self.emit({"kind": "show", "data": data}, buffers)
            payload = _payload(value)
            if payload and payload.later:
                for place, picture, alt in payload.later():
                    self.emit({"kind": "frame", "place": place, "alt": alt}, [picture])

    def _show_open_figures(self) -> None:
        """Show what pyplot has open, and close it, as Jupyter does; also after a mistake."""
        if pyplot := sys.modules.get("matplotlib.pyplot"):
            try:
                for number in pyplot.get_fignums():
                    self.display(pyplot.figure(number))
            finally:
                pyplot.close("all")


class Stream(io.TextIOBase):
    """Hands on whole lines of what is printed (long ones in parts), up to `MOST_TEXT` in all."""

    def __init__(self, name: str, emit: Emit) -> None:
        self.name, self.emit = name, emit
        self.waiting, self.left = "", MOST_TEXT

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self.left > 0:
            self.waiting += text
            if "\n" in text or "\r" in text or len(self.waiting) > AT_ONCE:
                self.flush()
        return len(text)

    def flush(self) -> None:
        text, self.waiting = self.waiting[: self.left], ""
        if not text:
            return
        self.left -= len(text)
        if self.left <= 0:
            text += CUT
        self.emit({"kind": "stream", "name": self.name, "text": text}, [])


def _no_input(prompt: object = "") -> str:
    raise RuntimeError("input() has no keyboard to read from in this page; set a variable instead")


# ---- showing -------------------------------------------------------------------------------------


def bundle(value: Any) -> tuple[dict[str, Any], list[bytes]]:
    """Return how a value shows itself: texts by MIME type, and the bytes of a picture or widget.

    `picture` names the type of the one buffer that a picture has; `widget` is the payload of one
    of ours, whose frames are the buffer.
    """
    data: dict[str, Any] = {"text/plain": plain(value)}
    if payload := _payload(value):
        state = {"kind": payload.kind, "data": payload.data, "later": payload.later is not None}
        return {**data, "widget": state}, [payload.frames]
    parts, details = _mime_parts(value)
    data |= {kind: text for kind, text in parts.items() if isinstance(text, str)}
    for kind in ("image/png", "image/jpeg"):
        if isinstance(picture := parts.get(kind), bytes):
            width = details.get(kind, {}).get("width")
            return {**data, "picture": {"type": kind, "width": width}}, [picture]
    return data, []


def plain(value: Any) -> str:
    """Return a value as text; containers are broken into lines as in Jupyter."""
    if type(value) in (dict, list, tuple, set) and len(value) <= MOST_TEXT:
        return cut(pprint.pformat(value, width=WIDTH, sort_dicts=False))
    return cut(repr(value))


def cut(text: str) -> str:
    """Return what a page shows of a text."""
    return text if len(text) <= MOST_TEXT else text[:MOST_TEXT] + CUT.rstrip()


def _payload(value: Any) -> Any:
    """Return the payload of one of our widgets; None for all else."""
    widgets = sys.modules.get("coursekit.widgets.widget")
    return value if widgets and isinstance(value, widgets.Payload) else None


def _mime_parts(value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the methods that Jupyter knows give for a value, and details of it."""
    if isinstance(value, type):
        return {}, {}
    figures = sys.modules.get("matplotlib.figure")
    if figures and isinstance(value, figures.Figure):
        buffer = io.BytesIO()
        value.savefig(buffer, format="png", dpi=2 * value.dpi)
        width = int(value.get_figwidth() * value.dpi)
        return {"image/png": buffer.getvalue()}, {"image/png": {"width": width}}
    if give := getattr(value, "_repr_mimebundle_", None):
        given = give()
        return given if isinstance(given, tuple) else (given, {})
    methods = {"text/html": "_repr_html_", "image/svg+xml": "_repr_svg_", "image/png": "_repr_png_"}
    found = {kind: getattr(value, name, None) for kind, name in methods.items()}
    return {kind: give() for kind, give in found.items() if callable(give)}, {}


# ---- explaining ----------------------------------------------------------------------------------


def explain(error: BaseException, source: str) -> str:
    """Return a traceback with the learner's own lines alone, and a hint where one is known."""
    told = traceback.TracebackException.from_exception(error)
    _keep_own(told)
    text = "".join(told.format())
    text = re.sub(r'^(\s*)File "(cell \d+)", line', r"\1\2, line", text, flags=re.MULTILINE)
    text = cut(text.replace(", in <module>", "").rstrip())
    if isinstance(error, ModuleNotFoundError):
        text += f"\n(The Python of this page has {HERE}.)"
    if isinstance(error, SyntaxError) and COMMANDS.search(source):
        text += "\n(Lines that begin with % or ! are commands of Jupyter, which this page has not.)"
    if isinstance(error, MemoryError) or "array is too big" in text:
        text += "\n(The Python of this page has at most 4 GB, often less.)"
    return text


def _keep_own(told: traceback.TracebackException | None) -> None:
    """Take the frames of libraries out of an exception and of those that led to it."""
    if told is not None:
        told.stack[:] = [frame for frame in told.stack if frame.filename.startswith("cell ")]
        _keep_own(told.__cause__)
        _keep_own(told.__context__)
