"""Leads from a page to what else there is of it: a lesson as a notebook, the book as one file.

`tools/build_book.py` puts the notebook app beside the pages, and says in `_build/python.json`
whether there is one. The zip file is published with the book; its address follows from the one in
`_config.yml`, and a page names it as `{{ zip }}`.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from sphinx_ext.live import noted
from tools.address import DISTRIBUTION, read_address

APP = "notebook/notebooks/index.html"


def tell_pages(app: Sphinx, config: Config) -> None:
    """Let pages name the zip file, and say `only` where lessons open as notebooks."""
    if has_app(app):
        app.tags.add("open_as_notebook")
    link = f"[one zip file]({read_address().pages}{DISTRIBUTION}.zip)"
    config.myst_substitutions = config.myst_substitutions | {"zip": link}


def has_app(app: Sphinx) -> bool:
    """Whether the book is built with the notebook app."""
    return bool(noted(app).get("notebook"))


def add_button(app: Sphinx, page: str, template: str, context: dict[str, Any], tree: Any) -> None:
    """Put the notebook first among a lesson's buttons: it needs no account and no other host.

    The theme offers Colab and Binder for every page that has code; only lessons are notebooks.
    """
    buttons = context["header_buttons"]
    if not page.startswith("lessons/"):
        buttons[:] = [group for group in buttons if group.get("label") != "launch-buttons"]
    if not page.startswith("lessons/") or not has_app(app):
        return
    button = {
        "type": "link",
        "text": "Notebook",
        "tooltip": "Open as a notebook in this browser",
        "icon": "_static/images/logo_jupyterlite.svg",
        "url": f"{context['pathto'](APP, 1)}?path={page}.ipynb",
    }
    for group in buttons:
        if group.get("label") == "launch-buttons":
            group["buttons"].insert(0, button)


def setup(app: Sphinx) -> dict[str, bool | str]:
    """Connect to Sphinx, after the theme has made its buttons."""
    app.add_config_value("open_as_notebook", True, "html", bool)
    app.connect("config-inited", tell_pages)
    app.connect("html-page-context", add_button, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
