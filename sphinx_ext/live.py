"""Lets the code cells of a page run in the page (`book/assets/live/`).

Pages with code cells get one small script and the address of Python, nothing more; other pages get
nothing. Where Python lies is said by the setting ``python_in_page``: ``self`` (served with the
book), ``cdn`` (the Pyodide project's own server) or ``off``. The build notes in
``_build/python.json`` what it could have; without that note Python in the page is off.
"""

from __future__ import annotations

import json
import sys
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
from address import read_address

MODES = ("self", "cdn", "off")
NOT_FETCHED = "this build had no copy of Python to put in"


def noted(app: Sphinx) -> dict[str, Any]:
    """Return what the build noted about Python: its mode, where it lies, and why it may be off."""
    setting = app.config.python_in_page
    if setting == "off":
        return {"mode": "off", "why": ""}
    try:
        note: dict[str, Any] = json.loads(Path(app.outdir).parent.joinpath("python.json").read_text())
    except (FileNotFoundError, ValueError):
        return {"mode": "off", "why": NOT_FETCHED}
    return note


def check_setting(app: Sphinx, config: Config) -> None:
    """Refuse a setting that means nothing; let pages say `only` where Python runs in the page."""
    # YAML reads a bare `off` as false.
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


def meta(name: str, **attributes: str) -> str:
    """Return a tag that the page's script reads."""
    given = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items() if value)
    return f'<meta name="{name}"{given}>'


def add_script(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give a page with code cells the script that runs them, or say why it has none."""
    note = noted(app)
    if not has_code(doctree) or (note["mode"] == "off" and not note["why"]):
        return
    if note["mode"] == "off":
        said = f'<p class="nn-note">Python in the page is off here: {escape(note["why"])}.</p>'
        context["body"] = context["body"].replace("</h1>", f"</h1>\n{said}", 1)
        return
    base = note["base"]
    address = read_address()
    context["metatags"] += meta(
        "python-in-page",
        content=base if "://" in base else context["pathto"](base, 1),
        **{
            "data-online": address.page(f"{pagename}.md"),
            "data-bytes": str(note.get("bytes", "")),
        },
    )
    scripts = {str(script.filename) for script in context["script_files"] if hasattr(script, "filename")}
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
