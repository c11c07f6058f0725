"""How long a lesson takes, and how much of it one sees: counted, not guessed.

    python -m tools.reading [lessons…]    words, lines of code and minutes of each stored lesson

The path is what stands outside folded sections (`tools.folding`); the side rooms are the rest. Both
are counted alike, from the stored lesson, with what its cells printed. A room called "Going
further: …" says its minutes in its heading, and the lesson's header their sum: both are written
here.
"""

from __future__ import annotations

import ast
import math
import re
import sys
from dataclasses import dataclass, field

from nbformat import NotebookNode

import coursekit
from coursekit.exercises import Arrange, Choice, Exercise, Number, find
from tools.folding import folds, walk

WORDS_A_MINUTE, LINES_A_MINUTE = 200, 10
MINUTES = {"choice": 1, "number": 2, "widget": 2, "arrange": 3, "code": 6}

TIME = re.compile(r"\*\*Time:\*\*.*$", re.MULTILINE)
FURTHER, SAID = re.compile(r"#{2,3} +Going further: "), re.compile(r"( \(\d+ min\))? *#*$")
RUN = re.compile(r"^\*\*Run this lesson:\*\*.*$", re.MULTILINE)
HIDDEN_SOURCE = {"hide-input", "remove-input", "hide-cell", "remove-cell"}
HIDDEN_OUTPUT = {"hide-output", "remove-output", "hide-cell", "remove-cell"}
#: What of the kit is read, or does its work unseen; all else that it draws is moved.
READ = {"ask", "check", "claim", "mine", "notes_table", "outcome", "progress"}
WIDGETS = {
    name
    for name in coursekit.__all__
    if getattr(getattr(coursekit, name), "__module__", "").startswith("coursekit.widgets.")
} - READ


@dataclass
class Reading:
    """What one reads, moves and solves along the path of a lesson, or in its side rooms."""

    words: int = 0
    lines: int = 0  # of visible code that are not blank
    longest: int = 0  # such lines in one cell
    checks: list[str] = field(default_factory=list)  # visible lines with `assert` or `claim(`
    tasks: dict[str, int] = field(default_factory=lambda: dict.fromkeys(MINUTES, 0))

    @property
    def minutes(self) -> float:
        """The time in minutes."""
        doing = sum(MINUTES[kind] * count for kind, count in self.tasks.items())
        return self.words / WORDS_A_MINUTE + self.lines / LINES_A_MINUTE + doing


def measure(notebook: NotebookNode) -> tuple[Reading, Reading]:
    """Measure the path of a stored lesson, and its side rooms."""
    path, rooms = Reading(), Reading()
    checked: set[str] = set()  # a code exercise is checked in several cells
    for cell, text, folded in walk(notebook):
        read_piece(rooms if folded else path, cell, text, checked)
    return path, rooms


def further(notebook: NotebookNode) -> list[tuple[NotebookNode, str, int]]:
    """Return each "Going further": the cell of its heading, the heading and its minutes."""
    found: list[tuple[NotebookNode, str, Reading]] = []
    room, checked = Reading(), set[str]()
    for cell, text, folded in walk(notebook):
        if folded:
            read_piece(room, cell, text, checked)
        elif folds(text):
            room = Reading()
            if FURTHER.match(text):
                found.append((cell, text, room))
    return [(cell, text, math.ceil(room.minutes)) for cell, text, room in found]


def read_piece(here: Reading, cell: NotebookNode, text: str, checked: set[str]) -> None:
    """Add what a piece of a lesson shows and asks."""
    if cell.cell_type == "markdown":
        here.words += words(text)
    elif cell.cell_type == "code":
        read_cell(here, cell, checked)


def read_cell(here: Reading, cell: NotebookNode, checked: set[str]) -> None:
    """Add what a code cell shows and asks."""
    tags = set(cell.metadata.get("tags", []))
    tree = ast.parse(cell.source)
    if not tags & HIDDEN_SOURCE:
        lines = [line for line in cell.source.splitlines() if line.strip()]
        here.lines += len(lines)
        here.longest = max(here.longest, len(lines))
        here.checks += [line for line in lines if re.match(r"\s*(assert\b|claim\()", line)]
    if tags & HIDDEN_OUTPUT:
        return
    shown = last_call(tree)
    for output in cell.outputs:
        if output.output_type == "stream":
            here.words += words(output.text)
        elif shown != "show" and shown not in WIDGETS - {"gallery"}:  # what pictures say in words
            here.words += words(output.get("data", {}).get("text/plain", ""))
    if shown in WIDGETS:
        here.tasks["widget"] += 1
    for exercise in asked(tree, shown):
        if kind := kind_of(exercise):
            here.tasks[kind] += 1
    if shown == "check":
        name = next(iter(names(tree)), "")
        here.tasks["code"] += name not in checked
        checked.add(name)


def words(text: str) -> int:
    """Count the words that a reader sees; a formula is one, and an address none."""
    text = RUN.sub("", TIME.sub("", text))
    text = re.sub(r"\$\$.+?\$\$|\$[^$\n]+\$", " formula ", text, flags=re.DOTALL)
    text = re.sub(r"\]\([^)]*\)", "]", text)
    text = re.sub(r"<[a-zA-Z/!][^>]*>", " ", text)
    return sum(any(sign.isalnum() for sign in word) for word in text.split())


def last_call(tree: ast.Module) -> str:
    """Return the name of the function whose value a cell shows, or nothing."""
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call):
        return last.value.func.id if isinstance(last.value.func, ast.Name) else ""
    return ""


def names(tree: ast.Module) -> list[str]:
    """Return the names of exercises, as ``"01/xor"``, that stand in a cell."""
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return [t for t in texts if isinstance(t, str) and re.fullmatch(r"\d\d/[\w-]+", t)]


def asked(tree: ast.Module, shown: str) -> list[Exercise]:
    """Return the questions that a cell asks."""
    return [find(name) for name in names(tree)] if shown in {"ask", "gallery"} else []


def kind_of(exercise: Exercise) -> str:
    """Return for which kind of task an exercise counts, where `ask` shows it."""
    kinds = {Choice: "choice", Number: "number", Arrange: "arrange"}
    return kinds.get(type(exercise), "")


# ---- the line in the lesson's header, and the headings of its rooms ------------------------------


def time_line(notebook: NotebookNode) -> str:
    """Return what a lesson says about its time: the path to five minutes above, and its rooms."""
    path = 5 * math.ceil(measure(notebook)[0].minutes / 5)
    rooms = sum(minutes for _, _, minutes in further(notebook))
    beside = f", {rooms} more in the side rooms" if rooms else ""
    return f"**Time:** about {path} minutes on the path{beside}."


def headings(notebook: NotebookNode) -> list[tuple[NotebookNode, str, str]]:
    """Return each heading of a room as it stands in its cell, and with the computed minutes."""
    return [
        (cell, text, f"{SAID.sub('', text, count=1)} ({minutes} min)")
        for cell, text, minutes in further(notebook)
    ]


def write_time(notebook: NotebookNode) -> None:
    """Write the computed minutes into the rooms' headings and where the lesson says **Time:**."""
    for cell, text, right in headings(notebook):
        cell.source = "\n".join(right if line == text else line for line in cell.source.split("\n"))
    line = time_line(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and TIME.search(cell.source):
            cell.source = TIME.sub(line, cell.source, count=1)
            return


def main() -> None:
    """Print what each lesson asks of its readers."""
    from tools.run_lessons import lesson_files, read  # which writes our line, so it imports us

    for path in lesson_files(sys.argv[1:]):
        for where, part in zip(("path", "side rooms"), measure(read(path)), strict=True):
            tasks = ", ".join(f"{count} {kind}" for kind, count in part.tasks.items() if count)
            print(
                f"{path.stem}, {where}: {part.words:,} words, {part.lines} lines of code "
                f"(longest cell {part.longest}, {len(part.checks)} assert or claim), "
                f"{tasks or 'no tasks'}: {part.minutes:.0f} minutes"
            )


if __name__ == "__main__":
    main()
