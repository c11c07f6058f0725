"""How a lesson is laid out in the book: which code is essential, and what an exercise is.

**Code.** A cell is *essential* unless it only prepares or shows. Folded are: cells that their
author folded (`hide-input`), cells that only import, cells that only call the teaching kit (imports
and assignments may precede the call) and cells that draw (they make a figure and define nothing).
Folded neighbors that show nothing else lie under one fold.
A page opens with the essential code; its readers may ask for all of it, or for none (`site.js`).
The folds are plain `details`, and where scripts are off they all stand open.

**Exercises.** A function to be written stands in a notebook as a paragraph and three cells: a stub,
a call of `check`, a folded solution. In the book they are one box.

**Asides.** A paragraph that stands wholly in brackets is set in the margin.

**The outline.** Each lesson tells its page which questions it asks, how long it takes and which
exercises belong to which question; every page knows how many exercises each lesson has.
"""

from __future__ import annotations

import ast
import json
import re
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

import coursekit
from coursekit import figures
from coursekit.exercises import content, lessons
from sphinx_ext.folded import html

#: What the kit offers to be called, and the part of it that draws.
KIT = frozenset(name for name in coursekit.__all__ if callable(getattr(coursekit, name)))
DRAWS = frozenset(name for name in KIT if hasattr(figures, name))
SHOWS = KIT - DRAWS - {"repeat", "stored"}
CHECK = re.compile(r'check\("(\d\d/[\w-]+)", (\w+)\)')
ASKED = re.compile(r'\b(?:ask|check)\("(\d\d/[\w-]+)"')
MINUTES = re.compile(r"\*\*Time:\*\*\D*(\d+)")


# ---- code ----------------------------------------------------------------------------------------


def role(source: str) -> str:
    """Say what a cell is for: "imports", "shows", "draws" or, of all others, "essential"."""
    try:
        body = ast.parse(source).body
    except SyntaxError:  # a notebook's own commands
        return "essential"
    if all(isinstance(statement, ast.Import | ast.ImportFrom) for statement in body):
        return "imports"
    defines = any(isinstance(s, ast.FunctionDef | ast.ClassDef) for s in body)
    if not defines and any(called(node) == "figure" for node in ast.walk(ast.Module(body, []))):
        return "draws"
    calls = [s for s in body if isinstance(s, ast.Expr) and called(s.value) in SHOWS]
    quiet = ast.Import | ast.ImportFrom | ast.Assign
    if calls and all(s in calls or isinstance(s, quiet) for s in body):
        return "shows"
    return "essential"


def called(node: ast.AST) -> str | None:
    """Return the name of the function that a node calls."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id
    return None


PROMPTS = {"imports": "the imports", "shows": "the code", "draws": "the code of the picture"}


def source_of(cell: nodes.Node | None) -> str:
    """Return the code that a cell shows; nothing where a node is no cell or shows none."""
    if not isinstance(cell, nodes.Element) or cell.get("nb_element") != "cell_code":
        return ""
    first = cell.children[0] if cell.children else None
    shown = isinstance(first, nodes.Element) and first.get("nb_element") == "cell_code_source"
    return first.astext().strip() if shown and first is not None else ""


def code_cells(doctree: nodes.document) -> list[nodes.container]:
    """Return the cells of a page that show code."""
    return [node for node in doctree.findall(nodes.container) if source_of(node)]


def fold(doctree: nodes.document) -> None:
    """Fold the cells that are not essential, as myst-nb folds those with the tag hide-input."""
    for cell in code_cells(doctree):
        what = role(source_of(cell))
        if what != "essential" and not cell.get("hide_mode") and "nn-check" not in cell["classes"]:
            cell["hide_mode"] = "input"
            cell["prompt_show"] = f"Show {PROMPTS[what]}"
        if (said := cell.get("prompt_show", "")).startswith("Show "):
            cell["prompt_hide"] = f"Hide {said.removeprefix('Show ')}"
    for cells in neighbors(code_cells(doctree)):
        gather(cells)


def neighbors(cells: list[nodes.container]) -> list[list[nodes.container]]:
    """Return the runs of cells, each right after the other, that are folded and show nothing."""
    runs: list[list[nodes.container]] = []
    for cell in cells:
        if cell.get("hide_mode") != "input" or len(cell.children) > 1:
            continue
        if runs and following(cell, -1) is runs[-1][-1]:
            runs[-1].append(cell)
        else:
            runs.append([cell])
    return [run for run in runs if len(run) > 1]


def gather(cells: list[nodes.container]) -> None:
    """Put neighbors under one fold."""
    parent = cells[0].parent
    place = parent.index(cells[0])
    said = f"{PROMPTS['shows'].capitalize()} ({len(cells)} cells)"
    for cell in cells:
        del cell["hide_mode"]
        parent.remove(cell)
    parent.insert(
        place,
        [
            html(f'<details class="nn-folds"><summary>{said}</summary>'),
            *cells,
            html("</details>"),
        ],
    )


# ---- exercises -----------------------------------------------------------------------------------


def following(node: nodes.Element, step: int = 1) -> nodes.Element | None:
    """Return the next node (or, with -1, the one before) of the same parent."""
    siblings = node.parent.children
    place = siblings.index(node) + step
    found = siblings[place] if 0 <= place < len(siblings) else None
    return found if isinstance(found, nodes.Element) else None


def box_exercises(doctree: nodes.document) -> None:
    """Put what belongs to one exercise into one box: its prompt, stub, check and solution."""
    for check in code_cells(doctree):
        call = CHECK.fullmatch(source_of(check))
        stub = following(check, -1)
        solution = following(check)
        if not call or not source_of(stub).startswith(f"def {call[2]}("):
            continue
        if not source_of(solution) or "tag_hide-cell" not in solution["classes"]:
            continue
        prompt = following(stub, -1)
        parts = [stub, check, solution]
        if isinstance(prompt, nodes.paragraph):
            parts.insert(0, prompt)
        stub["classes"].append("nn-stub")
        check["classes"].append("nn-check")
        box = nodes.container(classes=["nn-exercise"])
        parent = check.parent
        parent.insert(parent.index(parts[0]), box)
        for part in parts:
            parent.remove(part)
            box.append(part)


# ---- the outline ---------------------------------------------------------------------------------


def questions(notebook: dict[str, Any]) -> list[list[str]]:
    """Return for each section of a notebook the names of the exercises in it."""
    found: list[list[str]] = []
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            found += [[] for _ in re.findall(r"^## ", source, re.MULTILINE)]
        elif found:
            names = ASKED.findall(source)
            found[-1] += [name for name in names if name not in found[-1]]
    return found


def minutes(notebook: dict[str, Any]) -> int:
    """Return how long the path of a lesson takes, as its text says; 0 if it does not."""
    cells = ("".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "markdown")
    line = MINUTES.search("\n".join(cells))
    return int(line[1]) if line else 0


def name_beside(title: str) -> str:
    """Return the short name of a section that asks no question; nothing where one does."""
    return "" if title.endswith("?") else re.split("[:(]", title)[0].strip()


def outline(name: str, notebook: dict[str, Any], doctree: nodes.document) -> dict[str, Any]:
    """Return what the page of a lesson knows of itself."""
    top = next(doctree.findall(nodes.section))
    sections = [node for node in top.children if isinstance(node, nodes.section)]
    return {
        "number": int(name.split("/")[1][:2]),
        "minutes": minutes(notebook),
        "sections": [
            {
                "id": section["ids"][0],
                "name": name_beside(section.children[0].astext()),
                "exercises": exercises,
            }
            for section, exercises in zip(sections, questions(notebook), strict=True)
        ],
    }


# ---- the page ------------------------------------------------------------------------------------


def leave_out_ways_here(doctree: nodes.document) -> None:
    """Drop the line that leads from a notebook to Colab, Binder and this book."""
    for paragraph in list(doctree.findall(nodes.paragraph)):
        if paragraph.astext().startswith("Run this lesson:"):
            paragraph.parent.remove(paragraph)


def move_asides(doctree: nodes.document) -> None:
    """Set paragraphs that stand wholly in brackets beside the text that they belong to."""
    for paragraph in list(doctree.findall(nodes.paragraph)):
        text = paragraph.astext().strip()
        if not isinstance(paragraph.parent, nodes.section) or not re.fullmatch(r"\(.*\)", text):
            continue
        before = following(paragraph, -1)
        place = before if isinstance(before, nodes.paragraph) else paragraph
        aside = nodes.container(classes=["nn-side", "margin"])
        parent = paragraph.parent
        parent.insert(parent.index(place), aside)
        parent.remove(paragraph)
        aside.append(paragraph)


def arrange(app: Sphinx, doctree: nodes.document) -> None:
    """Lay out a page that was just read."""
    name = app.env.docname
    for container in doctree.findall(nodes.container):
        if "hero" in container["classes"]:
            container.parent["classes"].append("nn-home")
    if not name.startswith("lessons/"):
        return
    leave_out_ways_here(doctree)
    move_asides(doctree)
    box_exercises(doctree)
    fold(doctree)
    notebook = json.loads(Path(app.env.doc2path(name)).read_text("utf-8"))
    app.env.metadata[name]["outline"] = json.dumps(outline(name, notebook, doctree))


#: The fonts of the text, asked for before the style sheets ask, so that lines break once only. From
#: disk a browser gives fonts to style sheets alone.
FONTS = "_static/fonts/source-sans-3-latin"
FONTS_FIRST = """if (location.protocol !== "file:") {
  for (const end of [".woff2", "-italic.woff2"]) {
    const link = document.createElement("link");
    Object.assign(link, { rel: "preload", href: `%s${end}`, as: "font", crossOrigin: "" });
    document.head.append(link);
  }
}"""
#: Before anything is drawn: what the reader chose to see of the code.
EARLY = """try {
  const code = localStorage.getItem("how-neural-networks-learn.code");
  document.documentElement.dataset.code = code ?? "";
} catch { /* storage is switched off */ }"""


def tell_page(app: Sphinx, name: str, template: str, context: dict[str, Any], tree: Any) -> None:
    """Tell a page what its script needs; give the first page a title that is not doubled."""
    course = {number: len(content(number)) for number in lessons()}
    known = {"course": json.dumps(course)}
    if given := app.env.metadata.get(name, {}).get("outline"):
        known["lesson"] = given
    told = "".join(f'<meta name="{key}" content="{escape(v)}">\n' for key, v in known.items())
    fonts = f"<script>{FONTS_FIRST % context['pathto'](FONTS, 1)}</script>\n"
    context["metatags"] = context.get("metatags", "") + told + fonts
    if name == app.config.root_doc:
        context["docstitle"] = ""
        # Rules for all of this page are a file of their own: with `:has` each change would be slow.
        app.add_css_file("home.css", priority=900)


def setup(app: Sphinx) -> dict[str, bool | int | str]:
    """Connect to Sphinx."""
    app.connect("doctree-read", arrange)
    app.connect("html-page-context", tell_page)
    app.add_js_file(None, body=EARLY)
    return {
        "version": "1",
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
