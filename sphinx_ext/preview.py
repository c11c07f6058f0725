"""What a page says of itself elsewhere, and the page for addresses that lead nowhere.

Search engines and messengers show the title, the description (the first paragraph of a page) and
the picture that are named here. A server shows `404.html` for an address that it does not know, at
whatever depth: so that page names the root of the published book, from which its links count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Any
from urllib.parse import urlsplit

from docutils import nodes
from sphinx.application import Sphinx

from tools.address import RUN_LINE, read_address

LONGEST = 200  # characters; search engines cut what is longer
PICTURE = "_static/picture.png"
LOST = "404"
LOST_TEXT = """\
<section>
<h1>This page is not here</h1>
<p>The address may be misspelled, or the page has moved.
Start again at <a href="book/index.html">the first page of the book</a>,
or <a href="search.html">search it</a>.</p>
</section>
"""


def description(doctree: nodes.document) -> str:
    """Return the first paragraph that says something, cut at the end of a sentence or a word."""
    run = RUN_LINE.strip("*")
    for paragraph in doctree.findall(nodes.paragraph):
        said = " ".join(paragraph.astext().split())
        if len(said) < 40 or said.startswith(run) or isinstance(paragraph.parent, nodes.sidebar):
            continue
        if len(said) <= LONGEST:
            return said
        sentences = re.match(rf".{{40,{LONGEST - 1}}}[.!?](?= )", said)
        return sentences[0] if sentences else said[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
    return ""


def tell(
    app: Sphinx, name: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add title, description and picture to the head of a page."""
    root = read_address().pages
    if name == LOST:
        context["metatags"] += f'<base href="{urlsplit(root).path}">\n'
    if doctree is None:
        return
    title = re.sub(r"<[^>]+>", "", context["title"])
    about = description(doctree)
    tags = {
        "og:type": "article",
        "og:site_name": context["docstitle"],
        "og:title": title,
        "og:description": about,
        "og:url": f"{root}{name}.html",
        "og:image": f"{root}{PICTURE}",
    }
    context["metatags"] += f'<meta name="description" content="{escape(about)}">\n' + "".join(
        f'<meta property="{key}" content="{escape(value)}">\n' for key, value in tags.items()
    )
    if title == context["docstitle"]:  # else the first page's title would say its name twice
        context["title"] = "An open course in Python"


def lost_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Make the page for addresses that lead nowhere."""
    yield LOST, {"title": "This page is not here", "body": LOST_TEXT, "metatags": ""}, "page.html"


def setup(app: Sphinx) -> dict[str, bool | str]:
    """Connect to Sphinx."""
    app.connect("html-page-context", tell)
    app.connect("html-collect-pages", lost_page)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
