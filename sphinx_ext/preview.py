"""What a page says of itself elsewhere, and the page for addresses that lead nowhere.

Search engines and messengers show the title, the description (the first paragraph of a page) and
the picture that are named here. A server shows `404.html` for an address that it does not know, at
whatever depth: so that page is complete in itself, and names the book's pages from the root.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from docutils import nodes
from sphinx.application import Sphinx

from sphinx_ext.offline import MENDED
from tools.address import RUN_LINE, read_address

LONGEST = 200  # characters; search engines cut what is longer
PICTURE = "_static/picture.png"
LOST = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>This page is not here</title>
<style>
body {{ font: 1.1rem/1.6 system-ui, sans-serif; margin: 15vh auto; max-width: 32rem; }}
</style>
</head>
<body>
<main>
<h1>This page is not here</h1>
<p>The address may be misspelled, or the page has moved. Start again at
<a href="{root}book/index.html">the first page of the book</a>,
or <a href="{root}search.html">search it</a>.</p>
</main>
</body>
</html>
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
    if doctree is None:
        return
    root = read_address().pages
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


def write_lost_page(app: Sphinx, error: Exception | None) -> None:
    """Write the page for addresses that lead nowhere; it needs no other file."""
    if error is None and app.builder.format == "html":
        text = LOST.format(root=urlsplit(read_address().pages).path) + MENDED
        Path(app.outdir, "404.html").write_text(text, "utf-8")


def setup(app: Sphinx) -> dict[str, bool | str]:
    """Connect to Sphinx."""
    app.connect("html-page-context", tell)
    app.connect("build-finished", write_lost_page, priority=930)  # after the mending
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
