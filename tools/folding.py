"""Which sections of a lesson lie folded beside its path, and how each place folds them.

A section (`##` or `###`) that is called "In one minute", "What the notes say" or "Going further: …"
is folded with all its cells, up to the next heading of its level or above. Its title may end with
its minutes, as in "Going further: a second proof (12 min)". The book folds it by
`sphinx_ext/folded.py`, JupyterLab and Colab by the marks that `cut` and `mark` make.
"""

from __future__ import annotations

import re

from nbformat import NotebookNode

TITLE = re.compile(r"(In one minute|What the notes say|Going further: .+?)( \(\d+ min\))?")
HEADING = re.compile(r"(#{1,6}) +(.+?) *#*")
LEVELS = (2, 3)
COLLAPSED = "jp-MarkdownHeadingCollapsed"


def is_folded(title: str) -> bool:
    """Tell whether a section of this title lies folded."""
    return TITLE.fullmatch(title.strip()) is not None


def heading(line: str) -> tuple[int, str]:
    """Return level and title of a line of Markdown; level 0 if it is no heading."""
    found = HEADING.fullmatch(line)
    return (len(found[1]), found[2]) if found else (0, "")


def folds(line: str) -> int:
    """Return the level of a line that is the heading of a folded section, otherwise 0."""
    level, title = heading(line)
    return level if level in LEVELS and is_folded(title) else 0


def pieces(source: str, inside: int) -> list[tuple[str, bool]]:
    """Cut the Markdown of a cell where folded sections begin and end.

    Parameters
    ----------
    source : str
    inside : int
        The level of the folded section in which the cell begins, or 0.

    Returns
    -------
    list of (text, whether it is folded)
        The heading of a folded section is a piece of its own and open: readers see it.
    """
    found: list[tuple[list[str], bool]] = [([], inside > 0)]
    fenced = False
    for line in source.split("\n"):
        level = 0 if fenced else heading(line)[0]
        begins = 0 if fenced else folds(line)
        if begins:
            found += [([line], False), ([], True)]
            inside = begins
            continue
        if 0 < level <= inside:
            found.append(([], False))
            inside = 0
        found[-1][0].append(line)
        fenced ^= line.lstrip().startswith(("```", "~~~"))
    texts = [("\n".join(lines).strip("\n"), folded) for lines, folded in found]
    return [(text, folded) for text, folded in texts if text]


def walk(notebook: NotebookNode) -> list[tuple[NotebookNode, str, bool]]:
    """Return a lesson piece by piece: its cell, its text, and whether it is folded."""
    found: list[tuple[NotebookNode, str, bool]] = []
    inside = 0
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            found.append((cell, cell.source, inside > 0))
            continue
        for text, folded in pieces(cell.source, inside):
            found.append((cell, text, folded))
            inside = folds(text) or (inside if folded else 0)
    return found


def cut(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the cells with each folded heading in a cell of its own, as the apps need it."""
    cells: list[NotebookNode] = []
    before = None
    for cell, text, _ in walk(notebook):
        if cell is before:
            cells.append(NotebookNode(cell_type="markdown", metadata=NotebookNode(), source=text))
        else:
            cell.source = text
            cells.append(cell)
        before = cell
    return cells


def mark(notebook: NotebookNode) -> None:
    """Mark the folded headings: in their cells for JupyterLab, in the notebook for Colab."""
    names = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and folds(cell.source):
            cell.metadata[COLLAPSED] = True
            cell.metadata["id"] = cell.id  # by which Colab finds it
            names.append(cell.id)
    if names:
        notebook.metadata["colab"] = {"collapsed_sections": names}
