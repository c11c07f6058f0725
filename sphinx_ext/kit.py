"""Serves the script and the style sheet of all widgets as files, once for all pages.

In a notebook each widget carries them (`coursekit/widgets/widget.py`); pages with
``book/assets/loader.js`` find the script as ``window.kit``. It is no module, since browsers import
none from disk.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from coursekit.widgets.widget import script, style


def page_script() -> str:
    """Return the script of all widgets as a plain one that sets ``window.kit``."""
    text = script()
    for theirs, ours in (("export default ", "window.kit = "), ("export const ", "const ")):
        if text.count(theirs) != 1:
            raise ValueError(f"the script of the widgets says {theirs.strip()!r} not once")
        text = text.replace(theirs, ours)
    return f"(() => {{\n{text}\n}})();\n"


def write_files(app: Sphinx, config: Config) -> None:
    """Put both files where Sphinx takes static files from."""
    folder = Path(app.outdir).parent / "kit"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("kit.js", page_script()), ("kit.css", style())):
        path = folder / name
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
    config.html_static_path.append(str(folder))


def add_files(app: Sphinx, name: str, template: str, context: dict[str, Any], tree: Any) -> None:
    """Give a page with the loader what the loader shows."""
    scripts = [str(getattr(one, "filename", "")) for one in context["script_files"]]
    if any("loader.js" in one for one in scripts):
        app.add_js_file("kit.js", defer="defer", priority=400)
        app.add_css_file("kit.css", priority=900)  # after the book's own


def setup(app: Sphinx) -> dict[str, bool | str]:
    """Connect to Sphinx, after whatever adds the loader."""
    app.connect("config-inited", write_files)
    app.connect("html-page-context", add_files, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
