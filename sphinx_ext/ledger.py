"""The claims ledger: every row of the notes with its verdict, and what the lessons checked.

The directive ``ledger`` makes plain tables from two sources. The rows and the cards stand in the
files ``claims.toml``. What was checked is read from the lessons as they are stored: a cell calling
``claim`` printed a line "Checked here: …". A row is *open* as long as its lesson is not written.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

from coursekit.claims import BADGES, cards, cards_of, files, planned, rows

logger = logging.getLogger(__name__)

CALL = re.compile(r'\bclaim\(\s*"(\w+)"')
CHECKED = re.compile(r"^Checked here: (.+?)\nSource: ", re.MULTILINE | re.DOTALL)
WIDTHS = (26, 74)  # of the two columns, in percent: both can be read on a phone


# ---- what was checked ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Check:
    """What a lesson says it checked, and the section in which it did."""

    section: str
    sentence: str


@dataclass(frozen=True)
class Page:
    """A lesson (or, under "book", the pages around the lessons)."""

    title: str
    sections: dict[str, str] = field(default_factory=dict)  # heading: the page that has it
    checks: dict[str, Check] = field(default_factory=dict)  # by card

    def name(self, section: str) -> str:
        """Return the page that has a section; where none has, the one that should."""
        return self.sections.get(section, next(iter(self.sections.values()), self.title))


def plain(text: str) -> str:
    """Return a heading with straight quotation marks, so that two spellings of it agree."""
    return text.translate({ord("“"): '"', ord("”"): '"', ord("’"): "'"}).strip()


def headings(markdown: str) -> list[str]:
    """Return the headings of the second level."""
    return [plain(heading) for heading in re.findall(r"^## (.+)$", markdown, re.MULTILINE)]


def read_lesson(name: str, notebook: dict[str, Any]) -> Page:
    """Return what a stored lesson says of itself: title, sections and what it checked."""
    sections: dict[str, str] = {}
    checks: dict[str, Check] = {}
    section = title = ""
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            if not title and (found := re.search(r"^# (?:\d+ · )?(.+)$", source, re.MULTILINE)):
                title = found[1]
            for section in headings(source):
                sections[section] = name
        elif call := CALL.search(source):
            for output in cell.get("outputs", []):
                text = "".join(output.get("data", {}).get("text/plain", ""))
                if said := CHECKED.search(text):
                    checks[call[1]] = Check(section, said[1])
    return Page(title, sections, checks)


def read_pages(root: Path, names: Iterable[str]) -> dict[str, Page]:
    """Return the written lessons by their number, and the pages around them as "book"."""
    pages = {}
    around: dict[str, str] = {}
    for name in sorted(names):
        if lesson := re.fullmatch(r"lessons/(\d\d)_\w+", name):
            notebook = json.loads((root / f"{name}.ipynb").read_text("utf-8"))
            pages[lesson[1]] = read_lesson(name, notebook)
        elif name.startswith("book/") and (path := root / f"{name}.md").is_file():
            around |= dict.fromkeys(headings(path.read_text("utf-8")), name)
    return pages | {"book": Page("The pages around the lessons", around)}


# ---- the tables ----------------------------------------------------------------------------------


def number(lesson: str) -> str:
    """Return "lesson 1" for "01"."""
    return "the book" if lesson == "book" else f"lesson {int(lesson)}"


def home(card_id: str) -> str:
    """Return the id of the row under which a card stands: the one most like what it quotes."""
    card = cards()[card_id]
    words = set(re.findall(r"\w+", card["quote"].lower()))

    def likeness(row: dict[str, Any]) -> tuple[bool, bool, int]:
        common = words & set(re.findall(r"\w+", row["text"].lower()))
        return row["id"][:3] == card["note"], row["badge"] == card["badge"], len(common)

    return str(max((row for row in rows() if card_id in cards_of(row)), key=likeness)["id"])


def status(row: dict[str, Any], pages: dict[str, Page]) -> str:
    """Tell whether a row is "open", "answered" or, with a card that its lesson ran, "checked"."""
    page = pages.get(row["lesson"])
    if page is None or (row["lesson"] == "book" and plain(row["section"]) not in page.sections):
        return "open"
    return "checked" if set(cards_of(row)) & page.checks.keys() else "answered"


def counts(pages: dict[str, Page]) -> list[tuple[str, int, int, int, int]]:
    """Return for each badge: all rows, those still open, all cards, those checked."""
    every = Counter(r["badge"] for r in rows())
    waiting = Counter(r["badge"] for r in rows() if status(r, pages) == "open")
    done = {card_id for page in pages.values() for card_id in page.checks}
    held = Counter(c["badge"] for c in cards().values())
    checked = Counter(c["badge"] for card_id, c in cards().items() if card_id in done)
    return [(b, every[b], waiting[b], held[b], checked[b]) for b in BADGES]


def paragraph(*parts: nodes.Node | str, kind: str = "") -> nodes.paragraph:
    """Return a paragraph of texts and links."""
    made = [nodes.Text(part) if isinstance(part, str) else part for part in parts]
    return nodes.paragraph("", "", *made, classes=[kind] if kind else [])


def strong(text: str) -> nodes.strong:
    """Return a text that stands out."""
    return nodes.strong("", text)


def link(page: str, section: str) -> pending_xref:
    """Return a link to a section, which is looked up when all pages have been read."""
    name = f"{page}#{section}"
    text = nodes.inline("", section)
    return pending_xref("", text, refdomain="", reftype="ledger", reftarget=name, refwarn=True)


def place(row: dict[str, Any], pages: dict[str, Page]) -> nodes.paragraph:
    """Return where a row is answered."""
    state, section = status(row, pages), plain(row["section"])
    if state == "open":
        return paragraph(f"open · {section}", kind="nn-place")
    where = link(pages[row["lesson"]].name(section), section)
    return paragraph(f"{state} in {number(row['lesson'])} · ", where, kind="nn-place")


def closer_look(card_id: str, pages: dict[str, Page]) -> list[nodes.Node]:
    """Return a card: the sentence, what holds up, what was checked, the source."""
    card = cards()[card_id]
    quote = paragraph(strong(card_id), f" “{card['quote']}” (note {card['note']})", kind="nn-quote")
    quote["ids"] = [f"card-{card_id.lower()}"]
    page = pages.get(card["lesson"])
    if page is None:
        checked = paragraph(strong("Open:"), f" {number(card['lesson'])} will check it.")
    elif check := page.checks.get(card_id):
        where = link(page.name(check.section), check.section)
        opening = strong(f"Checked in {number(card['lesson'])}")
        checked = paragraph(opening, " (", where, f"): {check.sentence}")
    else:
        logger.warning("ledger: %s is written but does not check card %s", page.title, card_id)
        checked = paragraph(strong("Open."))
    source = paragraph(f"Source: {card['source']}", kind="nn-source")
    return [quote, paragraph(strong("What holds up:"), f" {card['answer']}"), checked, source]


def entry(row: dict[str, Any], pages: dict[str, Page]) -> list[nodes.Node]:
    """Return what the ledger says of one row."""
    said: list[nodes.Node] = [paragraph(row["text"]), place(row, pages)]
    for card_id in cards_of(row):
        if home(card_id) == row["id"]:
            said += closer_look(card_id, pages)
        else:
            target = nodes.reference("", card_id, refid=f"card-{card_id.lower()}", internal=True)
            said.append(paragraph("See card ", target, ".", kind="nn-place"))
    return said


def table(
    caption: str, head: Iterable[str], body: Iterable[Iterable[list[nodes.Node]]], kind: str
) -> nodes.table:
    """Return a table with a caption; the first cell of each line is its heading."""
    titles = list(head)
    group = nodes.tgroup("", cols=len(titles))
    widths = WIDTHS if len(titles) == 2 else [40, 15, 15, 15, 15]
    group += [nodes.colspec("", colwidth=w, stub=int(i == 0)) for i, w in enumerate(widths)]
    group += nodes.thead("", _line([[paragraph(title)] for title in titles]))
    group += nodes.tbody("", *[_line(cells) for cells in body])
    return nodes.table("", nodes.title("", caption), group, classes=["colwidths-given", kind])


def _line(cells: Iterable[list[nodes.Node]]) -> nodes.row:
    return nodes.row("", *[nodes.entry("", *cell) for cell in cells])


def count_table(pages: dict[str, Page]) -> list[nodes.Node]:
    """Return the counts of rows and cards by badge, with a line for their sum."""
    found = counts(pages)
    whole = [sum(column) for column in list(zip(*found, strict=True))[1:]]
    lines = [(BADGES[badge], *numbers) for badge, *numbers in found] + [("all", *whole)]
    cells = [[[paragraph(str(value))] for value in line] for line in lines]
    head = ["badge", "rows", "open", "cards", "checked"]
    caption = "Rows of the notes and cards, by badge"
    return [table(caption, head, cells, "nn-counts")]


def lesson_tables(pages: dict[str, Page]) -> list[nodes.Node]:
    """Return one section with one table for each lesson."""
    sections: list[nodes.Node] = []
    titles = planned() | {lesson: page.title for lesson, page in pages.items()}
    names = {
        lesson: f"Lesson {int(lesson)}: {title}" if lesson != "book" else title
        for lesson, title in titles.items()
    }
    for lesson in dict.fromkeys(row["lesson"] for row in rows()):
        found = [row for row in rows() if row["lesson"] == lesson]
        body = []
        for row in found:
            name = paragraph(strong(row["id"]))
            name["ids"] = ["row-" + re.sub(r"\W+", "-", row["id"])]
            body.append([[name, paragraph(BADGES[row["badge"]])], entry(row, pages)])
        verb = "answers" if lesson in pages else "will answer"
        who = "these pages answer" if lesson == "book" else f"{number(lesson)} {verb}"
        amount = "The one row" if len(found) == 1 else f"The {len(found)} rows"
        columns = ["row and verdict", "what the note says, and how it holds up"]
        title = names.get(lesson, f"Lesson {lesson}")
        section = nodes.section("", nodes.title("", title), ids=[f"rows-of-{lesson}"])
        section += table(f"{amount} that {who}", columns, body, "nn-ledger")
        sections.append(section)
    return sections


# ---- Sphinx --------------------------------------------------------------------------------------


class Ledger(SphinxDirective):
    """``{ledger} counts`` or ``{ledger} lessons``."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Make the tables, and note what they were made from."""
        parts = {"counts": count_table, "lessons": lesson_tables}
        part = directives.choice(self.arguments[0], list(parts))
        for name in self.env.found_docs:
            if name.startswith(("lessons/", "book/")) and name != self.env.docname:
                self.env.note_dependency(str(self.env.doc2path(name)))
        for path in files().values():
            self.env.note_dependency(str(path))
        made = parts[part](read_pages(Path(self.env.srcdir), self.env.found_docs))
        for node in made:
            for reference in node.findall(pending_xref):
                reference["refdoc"] = self.env.docname
        return made


def find_section(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, text: nodes.Element
) -> nodes.Node | None:
    """Turn a link of the ledger into one to the heading's place; Sphinx warns if there is none."""
    if node["reftype"] != "ledger":
        return None
    page, _, section = node["reftarget"].partition("#")
    for heading in env.tocs[page].findall(nodes.reference) if page in env.tocs else ():
        if plain(heading.astext()) == section:
            anchor = heading["anchorname"].lstrip("#")
            return make_refnode(app.builder, node["refdoc"], page, anchor, text)
    return None


def outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Make the ledger again when a page comes or goes; Sphinx knows of those that change."""
    if not added | removed:
        return []
    return [page for page, needed in env.dependencies.items() if str(files()["book"]) in needed]


def setup(app: Sphinx) -> dict[str, bool | str]:
    """Connect to Sphinx."""
    app.add_directive("ledger", Ledger)
    app.connect("missing-reference", find_section)
    app.connect("env-get-outdated", outdated)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
