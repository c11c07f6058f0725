"""The directive ``lessons``: the course as cards, each with a picture, a question and its minutes.

Its lines are the course in order. ``# Part I · …`` opens a part; ``01_neurons: What is …?`` is a
lesson that is written, by the name of its notebook; ``7 Monitoring: How …?`` one that is planned. A
card's title and minutes are read from its notebook, its picture from `book/assets/cards/`.
"""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from coursekit.exercises import content
from sphinx_ext.layout import minutes

LINE = re.compile(r"(?P<name>\d\d_\w+)|(?P<number>[\d–]+) (?P<title>[^:]+)")


def html(text: str) -> nodes.raw:
    """Return a piece of HTML as a node."""
    return nodes.raw("", text, format="html")


class Lessons(SphinxDirective):
    """``{lessons}``: a list of lessons, a line each."""

    has_content = True
    option_spec: ClassVar = {}

    def run(self) -> list[nodes.Node]:
        """Make a heading and a grid of cards for each part, and a list of what is planned in it."""
        made: list[nodes.Node] = []
        cards: nodes.container | None = None
        planned: nodes.bullet_list | None = None
        for line in filter(None, self.content):
            if line.startswith("# "):
                made.append(nodes.rubric("", line[2:], classes=["nn-part"]))
                cards = planned = None
                continue
            place, _, question = line.partition(": ")
            found = LINE.fullmatch(place)
            if not found or not question:
                raise self.error(f"lessons: expected 'NN_name: question?' but read {line!r}.")
            if found["name"]:
                if cards is None:
                    cards = nodes.container(classes=["nn-cards"])
                    made.append(cards)
                cards.append(self.card(found["name"], question))
                continue
            if planned is None:
                made.append(nodes.paragraph("", "Planned:", classes=["nn-planned"]))
                planned = nodes.bullet_list(classes=["nn-planned"])
                made.append(planned)
            title = nodes.strong("", f"{found['number']} · {found['title']}")
            text = nodes.paragraph("", "", title, nodes.Text(f" {question}"))
            planned.append(nodes.list_item("", text))
        return made

    def card(self, name: str, question: str) -> nodes.Element:
        """Return the card of a lesson: all of it leads there."""
        path = Path(self.env.srcdir, "lessons", f"{name}.ipynb")
        picture = Path(self.env.srcdir, "book", "assets", "cards", f"{name[:2]}.svg")
        for used in (path, picture):
            self.env.note_dependency(str(used))
        notebook = json.loads(path.read_text("utf-8"))
        title = "".join(notebook["cells"][0]["source"]).splitlines()[0].removeprefix("# ")
        exercises = len(content(name[:2]))
        link = pending_xref(
            "",
            nodes.inline("", title),
            refdomain="std",
            reftype="doc",
            reftarget=f"/lessons/{name}",
            refexplicit=True,
            refwarn=True,
            refdoc=self.env.docname,
        )
        said = f"{minutes(notebook)} minutes · {exercises} exercises"
        state = (
            f'<p class="nn-card-state" data-lesson="{name[:2]}">{escape(said)}</p>'
            f'<div class="nn-card-bar" aria-hidden="true"></div>'
        )
        return nodes.container(
            "",
            html(picture.read_text("utf-8")),
            nodes.paragraph("", "", link, classes=["nn-card-title"]),
            nodes.paragraph("", question),
            html(state),
            classes=["nn-card"],
        )


def setup(app: Sphinx) -> dict[str, bool | str]:
    """Connect to Sphinx."""
    app.add_directive("lessons", Lessons)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
