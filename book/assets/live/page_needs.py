"""Tells which earlier cells a cell needs, so that it can be run without all that stands above it.

Read from the text of the cells alone, before anything runs. A cell needs those that give the names
it reads, and those that may change what stands under such a name: by storing into a part of it, by
calling a method of it, or by handing it to a function. Methods and functions count as changing
unless they are known not to, and what is made from a value may share its parts; so more cells may
be found than are needed. What a cell changes without naming it stays unseen; the tests compare with
what the cells of all lessons really change.
"""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache


def words(text: str) -> set[str]:
    """Return the words of a text."""
    return set(text.split())


#: Modules whose functions change nothing that they are given, with those that do.
CHANGING = {
    "builtins": {"next", "iter", "setattr", "delattr", "exec", "eval"},
    "numpy": {"shuffle", "copyto", "fill_diagonal", "place", "put", "putmask", "at"},
    "math": set(),
    "itertools": set(),
    "nnlib": set(),
}
#: Methods that change nothing; the first ones give what shares parts with the whole.
SHARING = words("diagonal get items parameters ravel reshape squeeze swapaxes transpose values")
COPYING = words(
    """all any argmax argmin argsort astype copy cumsum dot flatten item max mean min nonzero prod
    repeat round std sum take tolist trace var count endswith format index join keys ljust lower
    replace rjust split splitlines startswith strip summary title upper"""
)
#: Functions whose result shares nothing with what they are given.
FRESH = {"array", "deepcopy", "default_rng"}
#: Methods after which a container holds what it was given.
KEEPING = {"append", "extend", "insert", "add", "update", "setdefault"}
#: Layers that change when they are called; the calls of all others change nothing.
STATEFUL = ("Dropout", "BatchNorm")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = {"listcomp", "setcomp", "dictcomp", "genexpr"}


def needed(sources: Iterable[str], index: int) -> dict[int, set[str]]:
    """Return the places of the earlier cells that a cell needs, in order, and for which names."""
    uses = uses_of(tuple(sources))
    wanted, found = set(uses[index].reads), {}
    for i in range(index - 1, -1, -1):
        if names := wanted & uses[i].changes:
            found[i] = names
            wanted = (wanted - uses[i].gives) | uses[i].reads
    return dict(sorted(found.items()))


def missing(sources: Iterable[str], index: int, ran: Iterable[tuple[int, bool]]) -> list[int]:
    """Return which of the cells that a cell needs must run (again) before it, in order.

    `ran` are the cells that have run so far, and whether each ran as it stands. What a cell made
    still counts if it was made from what counts, and if no cell out of turn has changed it before
    it is used. That the cell at `index` itself has changed it does not matter: run again, it goes
    on from there.
    """
    sources, log = tuple(sources), list(ran)
    chain, uses = needed(sources, index), uses_of(sources)
    latest = {i: place for place, (i, _) in enumerate(log)}

    def given(to: int) -> Iterator[tuple[int, set[str]]]:
        """The cells that give something to a cell, and what."""
        for i, names in chain.items():
            if i < to and (common := names & uses[to].reads):
                yield i, common

    def lasts(i: int, names: set[str], until: int) -> bool:
        """Whether what a cell made counts, and stays as it was until a place in the log."""
        others = {m for m, _ in log[latest[i] + 1 : until]} if counts[i] else set()
        out_of_turn = [m for m in others if m != index and (m < i or m not in chain)]
        return counts[i] and not any(uses[m].changes & names for m in out_of_turn)

    counts: dict[int, bool] = {}
    for i in chain:
        counts[i] = i in latest and log[latest[i]][1]
        counts[i] &= all(
            lasts(p, names, latest[i]) and latest[p] < latest[i]
            for p, names in (given(i) if counts[i] else ())
        )
    again: set[int] = set()
    todo = [index]
    while todo:
        user = todo.pop()
        bad = {i for i, names in given(user) if not lasts(i, names, len(log))}
        # A cell that changes what is made anew must change it anew.
        bad |= {i for i in chain if user in dict(given(i)) and chain[user] & uses[i].changes}
        todo += bad - again
        again |= bad
    return sorted(again)


@dataclass
class Use:
    """What one cell does with names."""

    reads: set[str] = field(default_factory=set)  # as earlier cells left them
    gives: set[str] = field(default_factory=set)  # whatever they were before
    changes: set[str] = field(default_factory=set)  # gives, or may change a part of


@dataclass
class Function:
    """What is known of a function that a cell defines."""

    parameters: list[str]
    changed: set[str]  # the parameters that it may change
    fresh: bool  # what it returns shares nothing with what it was given
    changes: set[str]  # names outside that it may change


@lru_cache(maxsize=8)
def uses_of(sources: tuple[str, ...]) -> list[Use]:
    """Return what each cell does with names, given the cells above it."""
    known = Known(stateful=any(name in source for source in sources for name in STATEFUL))
    return [known.use(source) for source in sources]


@lru_cache(maxsize=1000)
def parsed(source: str) -> list[ast.stmt]:
    """Return the statements of a cell; none, if it is not Python."""
    try:
        symtable.symtable(source, "cell", "exec")  # it refuses some of what the parser lets pass
        return ast.parse(source).body
    except (SyntaxError, ValueError):
        return []


def reach(names: Iterable[str], graph: dict[str, set[str]]) -> set[str]:
    """Return names, with all that a graph leads to from them."""
    found, todo = set(), list(names)
    while todo:
        if (name := todo.pop()) not in found:
            found.add(name)
            todo += graph.get(name, ())
    return found


class Known:
    """What the cells that were read so far say of names."""

    def __init__(self, stateful: bool) -> None:
        self.stateful = stateful  # calling a model may change it
        self.modules: dict[str, str] = {}  # which module a name stands for
        self.origins = dict.fromkeys(dir(builtins), "builtins")  # of imported functions
        self.functions: dict[str, Function] = {}
        self.later: dict[str, set[str]] = {}  # what a function reads when it is called
        self.shared: dict[str, set[str]] = {}  # which names may share parts
        self.made: dict[str, set[str]] = {}  # what a name was computed from

    def use(self, source: str) -> Use:
        """Read the next cell."""
        body = parsed(source)
        for node in _here(body):
            self._learn(node)
        reads, assigned = self._flow(body, set())
        tables = list(map(_names, body))
        given = set().union(*(table.assigned for table in tables))
        touched = self._touched(body)
        used = set().union(*(table.reads for table in tables))
        reads |= reach(used & self.later.keys(), self.later) - given
        for name in reach(used, self.later) & self.functions.keys():
            touched |= self.functions[name].changes
        changes = reach(touched, self.shared) - self.modules.keys() - self.functions.keys()
        return Use(reads, assigned, changes | given)

    # ---- the order of things: what is read before the cell itself has given it -------------------

    def _flow(self, body: list[ast.stmt], given: set[str]) -> tuple[set[str], set[str]]:
        """Return what statements read from before, and the names that they surely give."""
        reads: set[str] = set()
        given = set(given)
        for node in body:
            parts = [getattr(node, part, []) for part in ("body", "orelse", "finalbody")]
            if isinstance(node, ast.For | ast.While | ast.If | ast.With | ast.Try):
                head = [getattr(node, part) for part in ("iter", "test") if hasattr(node, part)]
                head += [item.context_expr for item in getattr(node, "items", [])]
                targets = {n.id for n in _targets(node)}
                reads |= set().union(*(_names(part).reads for part in head)) - given
                inside = [self._flow(part, given | targets) for part in parts if part]
                inside += [self._flow(h.body, given) for h in getattr(node, "handlers", [])]
                reads = reads.union(*(found for found, _ in inside)) - (targets - given - reads)
                if isinstance(node, ast.With):
                    given |= inside[0][1]
            else:
                found = _names(node)
                before = found.reads - found.defined
                reads |= before - given
                if not isinstance(node, ast.AugAssign | ast.Expr):
                    given |= found.assigned
        return reads, given

    # ---- what changes, and what shares parts -----------------------------------------------------

    def _learn(self, node: ast.AST) -> None:
        """Note what an import, a definition or an assignment says of its names."""
        if isinstance(node, ast.Import):
            for alias in node.names:
                self.modules[alias.asname or alias.name.split(".")[0]] = alias.name
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                self.origins[alias.asname or alias.name] = node.module or ""
                self.functions.pop(alias.asname or alias.name, None)
        elif isinstance(node, ast.FunctionDef):
            self.functions[node.name] = self._function(node)
            self.later[node.name] = _names(node).later
            self.origins.pop(node.name, None)
        elif isinstance(node, ast.ClassDef):
            self.later[node.name] = _names(node).later
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.For | ast.NamedExpr):
            value = node.iter if isinstance(node, ast.For) else node.value
            for target in getattr(node, "targets", None) or [node.target]:
                self._assign(target, value)
        elif isinstance(node, ast.comprehension):
            self._assign(node.target, node.iter)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in KEEPING and (root := _root(node.func)):
                self._share({root}, set().union(*map(self._parts, node.args)))

    def _assign(self, target: ast.expr, value: ast.expr | None) -> None:
        """Note that a target may share parts with what it was made from."""
        if isinstance(target, ast.Tuple) and (values := _each(value, len(target.elts))):
            for one, its in zip(target.elts, values, strict=True):
                self._assign(one, its)
        elif value is not None:
            names = {n.id for n in _plain(target)}
            later = set(_names(value).later)  # of functions in it, as in `{"x": lambda: y, "f": f}`
            if isinstance(value, ast.Dict | ast.List | ast.Tuple | ast.Set | ast.Name):
                later |= _names(value).reads & self.later.keys()
            if later:
                self.later |= dict.fromkeys(names or {_root(target) or ""}, later)
            self._share(names, self._parts(value))
            for name in names:
                self.made.setdefault(name, set()).update(_names(value).reads - self.modules.keys())

    def _share(self, names: set[str], others: set[str]) -> None:
        for name in names:
            for other in others:
                self.shared.setdefault(name, set()).add(other)
                self.shared.setdefault(other, set()).add(name)

    def _function(self, node: ast.FunctionDef) -> Function:
        """Look into a function: what it changes, and whether its result shares what it is given."""
        inner = Known(self.stateful)
        inner.modules, inner.origins, inner.functions = self.modules, self.origins, self.functions
        arguments = [part.arg for part in ast.walk(node.args) if isinstance(part, ast.arg)]
        for part in ast.walk(ast.Module(node.body, [])):
            if not isinstance(part, ast.stmt) or isinstance(
                part, ast.Assign | ast.AnnAssign | ast.For
            ):
                inner._learn(part)
        returned: set[str] = set()
        for part in ast.walk(node):
            if isinstance(part, ast.Return | ast.Yield) and part.value is not None:
                returned |= inner._parts(part.value)
        touched = reach(inner._touched(node.body), inner.shared)
        return Function(
            parameters=[part.arg for part in (*node.args.posonlyargs, *node.args.args)],
            changed=touched & set(arguments),
            fresh=not reach(returned, inner.shared) & set(arguments),
            changes=touched & _names(node).later,
        )

    def _parts(self, value: ast.expr) -> set[str]:
        """Return the names whose values may be part of the value of an expression."""
        if isinstance(value, ast.Name):
            return {value.id} - self.modules.keys() - self.functions.keys() - self.origins.keys()
        if isinstance(value, ast.BinOp | ast.UnaryOp | ast.Compare | ast.Constant | ast.JoinedStr):
            return set()
        if isinstance(value, ast.Call):
            called = value.func.attr if isinstance(value.func, ast.Attribute) else _root(value.func)
            known = self.functions.get(called or "")
            if called in COPYING | FRESH or (
                known and known.fresh and isinstance(value.func, ast.Name)
            ):
                return set()
        found: set[str] = set()
        for part in ast.iter_child_nodes(value):
            if isinstance(part, ast.keyword):
                found |= set() if part.arg == "rng" else self._parts(part.value)
            elif isinstance(part, ast.expr):
                found |= self._parts(part)
            elif isinstance(part, ast.comprehension):
                found |= self._parts(part.iter)
        return found

    def _touched(self, body: list[ast.stmt]) -> set[str]:
        """Return the names of which statements may change a part; functions are not looked into."""
        touched: set[str] = set()
        for node in _here(body):
            if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(
                node.ctx, ast.Load
            ):
                touched |= {_root(node) or ""}
            elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
                touched.add(node.target.id)
            elif isinstance(node, ast.Call):
                touched |= self._touched_by(node)
        return touched - {""}

    def _touched_by(self, call: ast.Call) -> set[str]:
        """Return the names of which a call may change a part."""
        handed = [*call.args, *(keyword.value for keyword in call.keywords)]
        names = set().union(*map(self._parts, handed)) if handed else set()
        few = {name for name in names if "rng" in name}  # a generator changes whoever draws from it
        few |= {k.arg: self._parts(k.value) for k in call.keywords}.get("out", set())
        root = _root(call.func)
        if root is None:
            return few
        if isinstance(call.func, ast.Attribute):
            method = call.func.attr
            if method == "fit":
                return few | {part.id for part in call.args if isinstance(part, ast.Name)} | {root}
            if root in self.modules:
                module = self.modules[root].split(".")[0]
                return few if module in CHANGING and method not in CHANGING[module] else names
            if method in SHARING | COPYING:
                return few
            if method == "backward":
                return reach({root}, self.made)  # it writes gradients into all that led here
            return few | {root} | (names if method == "shuffle" else set())
        if function := self.functions.get(root):
            given = [
                *zip(function.parameters, call.args, strict=False),
                *((k.arg, k.value) for k in call.keywords),
            ]
            certain = not any(isinstance(part, ast.Starred) for part in call.args)
            changed = [self._parts(value) for name, value in given if name in function.changed]
            return few.union(*changed) if certain or not function.changed else names
        if root in self.origins:
            return names if root in CHANGING["builtins"] else few
        return few | {root} if self.stateful else few


# ---- names ---------------------------------------------------------------------------------------


@dataclass
class Names:
    """The global names of one statement."""

    reads: set[str]  # when it runs
    later: set[str]  # when a function that it defines runs
    assigned: set[str]
    defined: set[str]  # by `def` or `class`


@lru_cache(maxsize=10_000)
def _names(node: ast.stmt | ast.expr) -> Names:
    """Return which names a statement reads and gives; what its functions read comes later.

    A lambda that is not just given a name may be called at once, and so reads at once, too.
    """
    named = isinstance(getattr(node, "value", node), ast.Lambda)
    table = symtable.symtable(ast.unparse(node), "cell", "exec")
    found = Names(set(), set(), set(), set())
    for symbol in table.get_symbols():
        if symbol.is_referenced():
            found.reads.add(symbol.get_name())
        if symbol.is_assigned() or symbol.is_imported():
            found.assigned.add(symbol.get_name())
        if symbol.is_namespace():
            found.defined.add(symbol.get_name())
    scopes = [(child, [found.reads]) for child in table.get_children()]
    while scopes:
        scope, into = scopes.pop()
        name = scope.get_name().strip("<>")
        if scope.get_type() == "function" and name not in COMPREHENSIONS:
            into = [found.later, *(into if name == "lambda" and not named else [])]
        for names in into:
            names |= {
                s.get_name() for s in scope.get_symbols() if s.is_global() and s.is_referenced()
            }
        scopes += [(child, into) for child in scope.get_children()]
    return found


def _targets(node: ast.AST) -> list[ast.Name]:
    """Return the plain names to which a statement assigns."""
    targets = [getattr(node, "target", None)]
    targets += [item.optional_vars for item in getattr(node, "items", [])]
    return [name for target in targets if target is not None for name in _plain(target)]


def _plain(target: ast.expr) -> list[ast.Name]:
    """Return the names in a target that are given as a whole."""
    if not isinstance(target, ast.Name | ast.Tuple | ast.List | ast.Starred):
        return []
    return [name for name in ast.walk(target) if isinstance(name, ast.Name)]


def _each(value: ast.expr | None, count: int) -> list[ast.expr] | None:
    """Return what goes to each of several targets, if that can be seen."""
    if isinstance(value, ast.Tuple) and len(value.elts) == count:
        return value.elts
    if isinstance(value, ast.Call) and _root(value.func) == "zip" and len(value.args) == count:
        return value.args
    if isinstance(value, ast.Call) and _root(value.func) == "enumerate" and count == 2:
        return [ast.Constant(0), *value.args[:1]]
    return None


def _here(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Walk through statements in their order, but not into the functions that they define."""
    todo: list[ast.AST] = body[::-1]
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, FUNCTIONS):
            todo += [*ast.iter_child_nodes(node)][::-1]


def _root(node: ast.AST) -> str | None:
    """Return the name at the beginning of `name.a[0].b`."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None
