"""`step_graph`: a computation as a graph, values forward and gradients back, one step at a time.

It draws whatever remembers how it was computed: any object with the four attributes of `Node`, a
learner's own engine included. All steps are worked out here; the script only shows them.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeAlias

from coursekit.figures import INK, ORANGE, figure, png
from coursekit.widgets.widget import widget

MOST_NODES = 30
Point: TypeAlias = tuple[float, float]
# In units of the picture: its usual width, a box (width, height), from row to row, at the edges.
WIDTH, BOX, PITCH, MARGIN = 380, (90, 60), 106, 8


class Node(Protocol):
    """What a number must remember so that its graph can be drawn."""

    @property
    def data(self) -> float:
        """The number."""

    @property
    def name(self) -> str:
        """What the box is called: a variable, or the operation that made the number."""

    @property
    def parents(self) -> Sequence[Any]:
        """What it was computed from; nothing for an input."""

    @property
    def local(self) -> Sequence[float]:
        """Its derivative with respect to each parent."""


def step_graph(results: Mapping[str, Node]) -> Any:
    """Show how numbers were computed, and how the gradient flows back to all that they depend on.

    Parameters
    ----------
    results : dict of name -> Node
        What was computed, at most 30 nodes each; with several, the reader can choose.

    Raises
    ------
    ValueError
        If there is nothing to show, too much, or an object lacks what a `Node` has.

    Examples
    --------
    >>> from types import SimpleNamespace as N
    >>> x = N(data=3.0, name="x", parents=(), local=())
    >>> step_graph({"x · x": N(data=9.0, name="×", parents=(x, x), local=(3.0, 3.0))})
    Step through x · x = 9: values forward, then gradients back. At the end: x has gradient 6.
    """
    if not isinstance(results, Mapping) or not results:
        raise ValueError('step_graph: give a dict of results by name, as in {"x · x": y}')
    graphs = [_graph(name, result) for name, result in results.items()]
    first = graphs[0]
    return widget(
        "graph",
        {"graphs": graphs},
        text=f"Step through {' or '.join(graph['title'] for graph in graphs)}: values forward, "
        f"then gradients back. At the end: {first['found']}.",
        picture=_last_picture(first),
    )


def _graph(name: str, result: Any) -> dict[str, Any]:
    """Work out all that the script shows of one graph."""
    nodes = _parents_first(name, result)
    number = {id(node): i for i, node in enumerate(nodes)}
    uses = [[number[id(parent)] for parent in node.parents] for node in nodes]
    places, lines = _layout(uses)
    label = [str(getattr(node, "name", "")) for node in nodes]
    value = [float(node.data) for node in nodes]
    steps, found = _steps(name, nodes, uses, label)
    return {
        "name": name,
        "title": f"{name} = {_short(value[-1])}",
        "found": found,
        "nodes": [
            {"label": label[i], "at": places[i], "value": "" if uses[i] else _short(value[i])}
            for i in range(len(nodes))
        ],
        "edges": [{"line": line, "at": _label_place(line)} for line in lines],
        "steps": steps,
        "size": [
            max(x for x, _ in itertools.chain(places, *lines)) + BOX[0] / 2 + MARGIN,
            places[-1][1] + BOX[1] / 2 + MARGIN,
        ],
        "box": BOX,
    }


def _steps(
    name: str, nodes: list[Any], uses: list[list[int]], label: list[str]
) -> tuple[list[dict[str, Any]], str]:
    """Say what happens one by one, and what the inputs' gradients are in the end."""
    value = [float(node.data) for node in nodes]
    edges = [(p, i, k) for i, parents in enumerate(uses) for k, p in enumerate(parents)]
    inputs = [i for i, parents in enumerate(uses) if not parents]
    shown = [_short(v) if uses[i] else f"{label[i]} = {_short(v)}" for i, v in enumerate(value)]

    given = _listed([shown[i] for i in inputs])
    steps: list[dict[str, Any]] = [{"name": "start", "said": f"{name}. Given: {given}."}]
    computed = [i for i, parents in enumerate(uses) if parents]
    for n, i in enumerate(computed, 1):
        steps.append({
            "name": f"forward {n}", "node": i, "value": _short(value[i]),
            "edges": [e for e, (_, child, _) in enumerate(edges) if child == i],
            "said": f"Forward, {n} of {len(computed)}: {label[i]} of "
            f"{' and '.join(shown[p] for p in uses[i])} gives {_short(value[i])}.",
        })  # fmt: skip
    grad: dict[int, float] = {len(nodes) - 1: 1.0}
    steps.append({
        "name": "turn", "node": len(nodes) - 1, "grad": "1",
        "said": "The backward pass begins: the gradient of the result with respect to itself is 1.",
    })  # fmt: skip
    for i in reversed(computed):
        for e, (parent, child, k) in enumerate(edges):
            if child != i:
                continue
            local, before = float(nodes[i].local[k]), grad.get(parent)
            part = grad[i] * local
            grad[parent] = (before or 0.0) + part
            said = f"{label[i]} has gradient {_short(grad[i])}; times its local derivative "
            said += f"{_short(local)} that is {_short(part)} for {label[parent]}"
            if before is not None:
                said += (
                    f", which had {_short(before)} by another path: together {_short(grad[parent])}"
                )
            steps.append({
                "name": f"back {len(steps) - len(computed) - 1}", "node": parent,
                "grad": _short(grad[parent]), "edges": [e], "local": _short(local),
                "said": f"Back, {len(steps) - len(computed) - 1} of {len(edges)}: {said}.",
            })  # fmt: skip
    found = _listed([f"{label[i]} has gradient {_short(grad[i])}" for i in inputs])
    steps[-1]["said"] += f" Done: {found}."
    return steps, found


def _parents_first(name: str, result: Any) -> list[Any]:
    """List a result and all that it was computed from, each after its parents."""
    order: list[Any] = []
    seen: set[int] = set()
    stack = [(result, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            order.append(node)
            continue
        if id(node) in seen:
            continue
        _check(name, node)
        seen.add(id(node))
        stack.append((node, True))
        stack += [(parent, False) for parent in reversed(node.parents) if id(parent) not in seen]
    if not 2 <= len(order) <= MOST_NODES:
        raise ValueError(
            f"step_graph: {name} has {len(order)} nodes; 2 to {MOST_NODES} can be drawn"
        )
    return order


def _check(name: str, node: Any) -> None:
    try:
        numbers = [float(node.data), *map(float, node.local)]
        fits = len(node.parents) == len(node.local)
    except (AttributeError, TypeError, ValueError) as error:
        raise ValueError(
            f"step_graph: {name} holds a {type(node).__name__} that can't be drawn ({error}); "
            "every node needs data, name, parents and local, its derivative by each parent"
        ) from None
    if not fits:
        raise ValueError(
            f"step_graph: in {name}, a node has {len(node.parents)} parents, but "
            f"{len(node.local)} local derivatives"
        )
    if not all(map(math.isfinite, numbers)):
        raise ValueError(f"step_graph: {name} holds a number that is not finite")


def _layout(uses: list[list[int]]) -> tuple[list[Point], list[list[Point]]]:
    """Place each node above all that uses it, and lead each edge around the boxes in between.

    An edge that passes a row keeps a place free in it, so boxes and edges are placed alike: near
    the middle of what stands below them, parents side by side, and never too close.
    """
    edges = [(p, i) for i, parents in enumerate(uses) for p in parents]
    level = [0] * len(uses)
    for i in reversed(range(len(uses))):
        for p in uses[i]:
            level[p] = max(level[p], level[i] + 1)
    rows: list[list[Any]] = [[] for _ in range(max(level) + 1)]
    below: dict[Any, list[tuple[Any, float]]] = {}  # of a box or a free place: what, and how far
    for i, at in enumerate(level):
        rows[at].append(i)
        below[i] = []
    ways: list[list[Any]] = []
    for e, (parent, child) in enumerate(edges):
        sides = sorted(set(uses[child]), key=uses[child].index)
        side = 1.15 * (sides.index(parent) - (len(sides) - 1) / 2)
        free = [(e, at) for at in range(level[child] + 1, level[parent])]
        way = [child, *free, parent]
        for k, (lower, upper) in enumerate(itertools.pairwise(way)):
            below.setdefault(upper, []).append((lower, side if k == 0 else 0.0))
        for place in free:
            rows[place[1]].append(place)
        ways.append(way[::-1])

    x: dict[Any, float] = {}
    for row in rows:
        wanted = {}
        for item in row:
            pulls = [x[lower] + side for lower, side in below[item]] or [0.0]
            wanted[item] = sum(pulls) / len(pulls)
        row.sort(key=lambda item: wanted[item])
        for left, item in itertools.pairwise([None, *row]):
            room = 1.0 if isinstance(left, int) and isinstance(item, int) else 0.75
            x[item] = wanted[item] if left is None else max(wanted[item], x[left] + room)
        aside = sum(x[item] - wanted[item] for item in row) / len(row)
        x |= {item: x[item] - aside for item in row}

    left, right = min(x.values()), max(x.values())
    unit = min(
        1.4 * BOX[0], max(1.08 * BOX[0], (WIDTH - BOX[0] - 2 * MARGIN) / (right - left or 1))
    )

    def point(item: Any, side: float = 0.0) -> Point:
        at = level[item] if isinstance(item, int) else item[1]
        down = (max(level) - at) * PITCH + (0.5 + side) * BOX[1] + MARGIN
        return round((x[item] - left) * unit + BOX[0] / 2 + MARGIN, 1), round(down, 1)

    lines = []
    for e, way in enumerate(ways):
        line = [point(way[0], 0.5), *(point(at) for at in way[1:-1]), point(way[-1], -0.5)]
        twins = [other for other, edge in enumerate(edges) if edge == edges[e]]
        if len(line) == 2 and len(twins) > 1:  # one operation uses a number twice: bend them
            bend = 2 * twins.index(e) / (len(twins) - 1) - 1
            (x1, y1), (x2, y2) = line[0], line[-1]
            middle = (round((x1 + x2) / 2 + 46 * bend, 1), (y1 + y2) / 2)
            line = [(x1 + 14 * bend, y1), middle, (x2 + 14 * bend, y2)]
        lines.append(line)
    return [point(i) for i in range(len(uses))], lines


def _label_place(line: list[Point]) -> Point:
    """Return where an edge's number stands: at its bend, or a little nearer to its upper end."""
    if len(line) > 2:
        return line[len(line) // 2]
    (x1, y1), (x2, y2) = line
    return round(x1 + 0.46 * (x2 - x1), 1), round(y1 + 0.46 * (y2 - y1), 1)


def _short(value: float) -> str:
    return f"{value + 0.0:.3g}".replace("-", "−")


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _last_picture(graph: dict[str, Any]) -> bytes:
    """Draw the finished graph, for print and for readers without scripts."""
    width, height = graph["size"]
    fig, ax = figure(size=(width / 72, height / 72))
    ax.set(xlim=(0, width), ylim=(height, 0))
    ax.set_axis_off()
    middle = {"ha": "center", "va": "center", "fontsize": 9}
    for edge in graph["edges"]:
        ax.plot(*zip(*edge["line"], strict=True), color=ORANGE, linewidth=1, zorder=1)
    known: list[dict[str, str]] = [{"value": node["value"]} for node in graph["nodes"]]
    for step in graph["steps"]:
        known[step.get("node", 0)] |= {key: step[key] for key in ("value", "grad") if key in step}
        if "local" in step:
            place = graph["edges"][step["edges"][0]]["at"]
            ax.text(*place, f"× {step['local']}", color=ORANGE, backgroundcolor="white", **middle)
    for node, numbers in zip(graph["nodes"], known, strict=True):
        said = f"{node['label']}\n{numbers['value']}\ngrad {numbers['grad']}"
        box = {"boxstyle": "round", "facecolor": "white", "edgecolor": INK}
        ax.text(*node["at"], said, bbox=box, **middle)
    return png(fig, dpi=120)
