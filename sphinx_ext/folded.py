"""Folds the sections beside a lesson's path: "Going further: …", "What the notes say", and such.

Such a section becomes a ``<details>`` whose summary is its heading, so it opens without scripts,
and contents, anchors and search know it as any other section. ``book/assets/site.js`` opens it when
an address leads into it, and to print.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from tools.folding import LEVELS, is_folded


def level(section: nodes.section) -> int:
    """Return the level of a section: 1 for a page's own."""
    above = section.parent
    return 1 + (level(above) if isinstance(above, nodes.section) else 0)


def fold(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the content of folded sections between the tags of a `<details>`."""
    if app.builder.format != "html":
        return
    for section in list(doctree.findall(nodes.section)):
        title = section.next_node(nodes.title)
        if title is None or level(section) not in LEVELS or not is_folded(title.astext()):
            continue
        place = section.index(title)
        section["classes"].append("nn-folded")
        section.insert(place + 1, html("</summary><div>"))
        section.insert(place, html('<details class="nn-aside"><summary>'))
        section.append(html("</div></details>"))


def html(text: str) -> nodes.raw:
    """Return a piece of HTML as a node."""
    return nodes.raw("", text, format="html")


def setup(app: Sphinx) -> dict[str, bool | str]:
    """Connect to Sphinx."""
    app.connect("doctree-resolved", fold)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
