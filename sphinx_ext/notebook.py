"""Adds "Notebook" to a lesson's launch buttons: the lesson in Jupyter, without a server.

The app is put beside the pages by ``tools/build_book.py``, which says in ``_build/python.json``
whether there is one.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

APP = "notebook/notebooks/index.html"


def has_app(plan: Path) -> bool:
    """Whether the book is built with the notebook app."""
    return plan.is_file() and bool(json.loads(plan.read_text("utf-8"))["notebook"])


def add_button(app: Sphinx, page: str, template: str, context: dict[str, Any], tree: Any) -> None:
    """Put the button first, since it needs no account and no other host."""
    if not page.startswith("lessons/") or not has_app(Path(app.outdir).parent / "python.json"):
        return
    button = {
        "type": "link",
        "text": "Notebook",
        "tooltip": "Open as a notebook in this browser",
        "icon": "_static/images/logo_jupyterlite.svg",
        "url": f"{context['pathto'](APP, 1)}?path={page}.ipynb",
    }
    for group in context["header_buttons"]:
        if group.get("label") == "launch-buttons":
            group["buttons"].insert(0, button)


def setup(app: Sphinx) -> dict[str, bool | str]:
    """Connect to Sphinx, after the theme has made its buttons."""
    app.add_config_value("open_as_notebook", True, "html", bool)
    app.connect("html-page-context", add_button, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
