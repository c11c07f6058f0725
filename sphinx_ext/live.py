"""Lets the code cells of a page run in the page (`book/assets/live/`).

Pages with code cells get one small script and the address of Python, nothing more; other pages get
nothing. Where Python lies is said by the setting ``python_in_page``: ``self`` (served with the
book), ``cdn`` (the Pyodide project's own server) or ``off``. The build notes in
``_build/python.json`` what it could have; without that note Python in the page is off. Each page
also carries what its cells read and change: its script tells from it which cells another one needs.
"""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from tools.address import read_address

MODES = ("self", "cdn", "off")
RECORDS = "cells.json"  # in _build: what the cells of each page read and change
NO_NOTE = "The book has no Python in its pages: it was not built by `make book`."


def noted(app: Sphinx) -> dict[str, Any]:
    """Return what the build noted about Python: its mode, where it lies, and why it may be off."""
    if app.config.python_in_page in ("off", False):  # YAML reads a bare `off` as false
        return {"mode": "off", "why": ""}
    try:
        note: dict[str, Any] = json.loads(
            Path(app.outdir).parent.joinpath("python.json").read_text()
        )
    except (FileNotFoundError, ValueError):
        return {"mode": "off", "why": NO_NOTE}
    return note


def check_setting(app: Sphinx, config: Config) -> None:
    """Refuse a setting that means nothing; let pages say `only` where Python runs in the page."""
    if config.python_in_page is False:
        config.python_in_page = "off"
    if config.python_in_page not in MODES:
        raise ValueError(
            f"python_in_page in _config.yml is one of {', '.join(MODES)}, "
            f"but it is {config.python_in_page!r}."
        )
    if noted(app)["mode"] != "off":
        app.tags.add("python_in_page")


def has_code(doctree: nodes.document | None) -> bool:
    """Tell whether a page shows the source of a code cell."""
    return doctree is not None and any(
        node.get("nb_element") == "cell_code_source" for node in doctree.findall(nodes.container)
    )


def address(context: dict[str, Any], place: str) -> str:
    """Return a place as a page finds it: an address as it is, a path seen from the page."""
    return place if "://" in place else str(context["pathto"](place, 1))


def meta(name: str, **attributes: str) -> str:
    """Return a tag that the page's script reads."""
    given = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items() if value)
    return f'<meta name="{name}"{given}>'


def records(app: Sphinx, pagename: str) -> str:
    """Return what the build recorded of the cells of a page, as the page's script finds it."""
    try:
        known = json.loads(Path(app.outdir).parent.joinpath(RECORDS).read_text("utf-8"))
    except FileNotFoundError:
        known = {}
    text = json.dumps(known.get(pagename, []), separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" id="cell-records">{text}</script>'


def add_script(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give a page with code cells the script that runs them, or say why it has none."""
    note = noted(app)
    if not has_code(doctree) or (note["mode"] == "off" and not note["why"]):
        return
    if note["mode"] == "off":
        said = f'<p class="nn-note">{escape(note["why"])}</p>'
        context["body"] = context["body"].replace("</h1>", f"</h1>\n{said}", 1)
        return
    context["metatags"] += meta(
        "python-in-page",
        **{
            "content": address(context, note["base"]),
            "data-lock": address(context, note["lock"]),
            "data-bytes": str(note.get("bytes", "")),
            "data-online": read_address().page(f"{pagename}.md"),
        },
    )
    context["body"] += records(app, pagename)
    scripts = {
        str(script.filename) for script in context["script_files"] if hasattr(script, "filename")
    }
    if not any("loader.js" in name for name in scripts):
        app.add_js_file("loader.js", defer="defer")
    app.add_js_file("live/live.js", defer="defer")
    app.add_css_file("live/live.css")


def setup(app: Sphinx) -> dict[str, bool | str]:
    """Connect to Sphinx."""
    app.add_config_value("python_in_page", "self", "html")
    app.connect("config-inited", check_setting)
    app.connect("html-page-context", add_script)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
