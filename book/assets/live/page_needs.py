"""Tells what a cell reads and changes, from which the page knows the cells that another one needs.

The build records it while the lessons run (`tools/record_cells.py`); for a cell that a reader has
edited the page asks here. What such a cell may read is what it names. What it changed is seen when
it has run, in the values themselves: `model` is another one after `nn.load(path, model)`.
"""

from __future__ import annotations

import ast
import builtins
import hashlib
import io
import pickle
import symtable
import types
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

#: What a session has beside the names of its cells.
HIDDEN = {"In", "Out", "exit", "quit", "get_ipython", "open", "display"}
#: Code that uses one of these may read names that do not stand in it.
UNSEEN = {"exec", "eval", "globals", "locals", "vars", "dir", "get_ipython"}
COMPREHENSIONS = {"listcomp", "setcomp", "dictcomp", "genexpr"}


def visible(names: Iterable[str]) -> list[str]:
    """Return the names that cells gave."""
    return sorted(n for n in names if not n.startswith("_") and n not in HIDDEN)


# ---- what a text names ---------------------------------------------------------------------------


def named(source: str) -> dict[str, Any]:
    """Return what a cell may read (`reads`), assigns (`gives`), and names in functions (`later`).

    `later` is what a cell reads that calls its functions; `everything` says that the text may read
    names that do not stand in it. A text that is no Python reads and gives nothing.
    """
    reads: set[str] = set()
    gives: set[str] = set()
    later: set[str] = set()
    try:
        symtable.symtable(source, "cell", "exec")  # it refuses some of what the parser lets pass
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        body = []
    for node in body:
        found, inner, assigned = _names(node)
        reads |= found - gives
        later |= inner
        if not isinstance(node, ast.AugAssign | ast.Delete | ast.If | ast.Try | ast.While):
            gives |= assigned
    known = set(dir(builtins))
    return {
        "reads": sorted(reads - known),
        "gives": sorted(gives),
        "later": sorted(later - known),
        "everything": bool(reads & UNSEEN),
    }


def _names(node: ast.stmt) -> tuple[set[str], set[str], set[str]]:
    """Return the global names that a statement reads, those in its functions, those it assigns."""
    table = symtable.symtable(ast.unparse(node), "cell", "exec")
    symbols = table.get_symbols()
    reads = {s.get_name() for s in symbols if s.is_referenced()}
    assigned = {s.get_name() for s in symbols if s.is_assigned() or s.is_imported()}
    if isinstance(node, ast.AugAssign | ast.Delete):
        reads |= assigned
    if isinstance(node, ast.For) and isinstance(node.target, ast.Name | ast.Tuple):
        head = {part.id for part in ast.walk(node.iter) if isinstance(part, ast.Name)}
        reads -= {p.id for p in ast.walk(node.target) if isinstance(p, ast.Name)} - head
    later: set[str] = set()
    scopes = [(child, False) for child in table.get_children()]
    while scopes:
        scope, deferred = scopes.pop()
        name = scope.get_name().strip("<>")
        deferred |= scope.get_type() == "function" and name not in COMPREHENSIONS
        found = {
            symbol.get_name()
            for symbol in scope.get_symbols()
            if symbol.is_global() and (symbol.is_referenced() or symbol.is_declared_global())
        }
        if deferred and isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.discard(node.name)  # recursion: it will read the one that is defined here
        reads |= found  # a function that is defined may be called by the same cell
        later |= found if deferred else set()
        scopes += [(child, deferred) for child in scope.get_children()]
    return reads, later, assigned


# ---- what a value holds --------------------------------------------------------------------------


class Fingerprint(pickle.Pickler):
    """Writes a value, however deep, so that another content gives other bytes."""

    def __init__(self, file: io.BytesIO) -> None:
        self.digest = hashlib.blake2b(digest_size=8)
        self.inside: set[int] = set()
        super().__init__(file, 5, buffer_callback=self._large)

    def _large(self, buffer: pickle.PickleBuffer) -> None:
        """Add the content of an array: a checksum, five times as fast as a digest of megabytes."""
        self.digest.update(zlib.crc32(buffer.raw()).to_bytes(4, "big"))

    def reducer_override(self, value: Any) -> Any:
        """Write functions, classes and generators by what they hold; what can't be, by identity."""
        if isinstance(value, type | types.FunctionType) and value.__module__ != "__main__":
            return NotImplemented
        if isinstance(value, types.ModuleType):
            return str, (value.__name__,)
        if type(value).__module__.startswith("matplotlib"):
            return id, (id(value),)  # a picture is written differently each time
        if id(value) in self.inside:  # a class holds methods that hold the class
            return id, (id(value),)
        if isinstance(value, types.FunctionType):
            cells = [_contents(cell) for cell in value.__closure__ or ()]
            code = [value.__code__.co_code, repr(value.__code__.co_consts), value.__code__.co_names]
            parts: Any = [code, cells, value.__defaults__, value.__kwdefaults__, value.__dict__]
        elif isinstance(value, type):
            hidden = ("__dict__", "__weakref__", "__slotnames__")
            parts = [pair for pair in vars(value).items() if pair[0] not in hidden]
        elif isinstance(value, types.GeneratorType):
            frame = value.gi_frame
            parts = [id(value), frame and (frame.f_lasti, list(frame.f_locals.items()))]
        else:
            try:
                written = value.__reduce_ex__(5)
            except Exception:
                return id, (id(value),)
            gradient = getattr(value, "grad", None)
            if gradient is None:
                return NotImplemented
            parts = [written[2], gradient]  # a copy of a tensor leaves its gradient out
        self.inside.add(id(value))
        return list, (parts,)


def _contents(cell: types.CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # nothing was put there yet
        return None


def fingerprint(value: Any) -> str:
    """Return a text that changes when a value does."""
    file = io.BytesIO()
    writer = Fingerprint(file)
    try:
        writer.dump(value)
    except Exception:  # what refuses to be written counts as changed when it is another object
        return str(id(value))
    writer.digest.update(file.getbuffer())
    return writer.digest.hexdigest()


def fingerprints(namespace: dict[str, Any]) -> dict[str, str]:
    """Return what every visible name of a session holds."""
    return {
        name: fingerprint(namespace[name])
        for name in visible(namespace)
        if not isinstance(namespace[name], types.ModuleType)
    }


def changed(before: dict[str, str], after: dict[str, str]) -> Iterator[str]:
    """Give the names that hold something else than before, or are gone."""
    yield from (name for name in before | after if before.get(name) != after.get(name))
