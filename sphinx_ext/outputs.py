"""Gives every picture and every widget of a lesson something to fall back on.

A picture's ``alt`` is the sentence that its cell also returned as plain text. A widget keeps its
picture and its sentence in the page, so that readers without scripts, the printer and the search
see them; a question keeps its solution, folded. ``book/assets/loader.js`` replaces all this when
the widget is live. The state that the widgets start from stands once at the end of the page,
without what no view needs.
"""

from __future__ import annotations

import itertools
import json
import re
import sys
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from sphinx_ext.folded import html

#: How tall widgets are, as `python -m tools.measure_widgets` found them.
HEIGHTS = Path(__file__).parents[1] / "book" / "heights.json"
VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
NEEDS_KERNEL = "This control needs a running kernel: open the lesson in Jupyter, Binder or Colab."
#: Traits that only a notebook's own page uses.
UNUSED = {"layout", "tabbable", "tooltip", "comm"}
#: Texts at least this long are stored once, however many models hold them.
LONG = 200


# ---- pictures ------------------------------------------------------------------------------------


def plain_text(bundle: nodes.Element) -> str:
    """Return the plain text of an output, or nothing."""
    return "\n".join(
        part.astext() for part in bundle.children if part.get("mime_type") == "text/plain"
    ).strip()


def describe_images(bundle: nodes.Element) -> None:
    """Give the pictures of an output the sentence that came with them."""
    if sentence := " ".join(plain_text(bundle).split()):
        for image in bundle.findall(nodes.image):
            image.setdefault("alt", sentence)


def settle_streams(doctree: nodes.document) -> None:
    """Join the pieces that a cell printed; keep the last state of a line printed over and over.

    myst-nb's own joining breaks the line after each piece, so a line of progress becomes many.
    """
    for block in list(doctree.findall(nodes.literal_block)):
        if "stream" not in block["classes"]:
            continue
        before = block.previous_sibling()
        if isinstance(before, nodes.literal_block) and before["classes"] == block["classes"]:
            before[:] = [nodes.Text(before.astext() + block.astext())]
            block.parent.remove(block)
    for block in doctree.findall(nodes.literal_block):
        if "stream" in block["classes"]:
            text = re.sub(r"[^\n]*\r(?=[^\n])", "", block.astext())
            block[:] = [nodes.Text(text.rstrip())]


# ---- widgets -------------------------------------------------------------------------------------


def script(mime_type: str, content: Any) -> str:
    """Return a block of data that no text inside it can close."""
    data = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    data = data.replace("<", "\\u003c")
    return f'<script type="{mime_type}">{data}</script>'


def model_of(bundle: nodes.Element) -> str | None:
    """Return the model that an output shows, if the output is a widget's view."""
    for part in bundle.children:
        if part.get("mime_type") == VIEW:
            content = part.astext().partition(">")[2].rpartition("</script>")[0]
            model = json.loads(content)
            # myst-nb writes the JSON text as a JSON string where the notebook holds it as text.
            return str((json.loads(model) if isinstance(model, str) else model)["model_id"])
    return None


def rich(text: str) -> str:
    """Return a text with `code` and ```blocks``` as HTML, as the widgets show it."""
    parts = re.split(r"```\n?", text)
    for i, part in enumerate(parts):
        part = escape(part)
        parts[i] = f"<pre>{part}</pre>" if i % 2 else re.sub("`([^`]*)`", r"<code>\1</code>", part)
    return "".join(parts)


def solutions(data: Any) -> str:
    """Return what a question's payload says as its solution, folded; nothing for other widgets."""
    questions = data.get("questions", [data]) if isinstance(data, dict) else []
    return "".join(
        f'<details class="nn-solution"><summary>Solution{f" {n}" * (len(questions) > 1)}</summary>'
        f'<div class="nn-text">{rich(question["solution"])}</div></details>'
        for n, question in enumerate(questions, 1)
        if question.get("solution")
    )


def name_of(state: dict[str, Any], before: list[str]) -> str:
    """Return a widget's name on its page, for links to it and for its state in the page's address.

    It is that of its data or its kind, with a number where names `before` it have the same.
    """
    name = str(state.get("data", {}).get("name") or state.get("kind") or "widget")
    numbered = (f"{name}-{number}" for number in itertools.count(2))
    return next(one for one in itertools.chain([name], numbered) if one not in before)


def widget(
    bundle: nodes.Element, model: str, name: str, data: Any, heights: Sequence[int]
) -> list[nodes.Node]:
    """Return what stands for a widget: its fallback, then the mark that the loader seeks.

    `data` is the payload of one of ours; any other widget has none, and needs a kernel. `heights`
    are the pixels that it will take on a laptop and on a phone, if they are known.
    """
    live = data is not None
    room = ' style="--on-laptop: {}px; --on-phone: {}px"'.format(*heights) if heights else ""
    images = [
        image.deepcopy()
        for part in bundle.children
        if part.get("mime_type") == "image/png"
        for image in part.findall(nodes.image)
    ][:1]
    for image in images:
        image["loading"] = "lazy"  # most are replaced before they would be seen
    text = plain_text(bundle)
    opening = (
        f'<div class="nn-widget" id="widget-{escape(name)}"{room}>'
        if live
        else f'<div class="nn-widget nn-needs-kernel"><p class="nn-note">{NEEDS_KERNEL}</p>'
    )
    written = f'<div class="nn-text">{rich(text)}</div>{solutions(data)}' if text else ""
    closing = script(VIEW, {"model_id": model}) if live else ""
    return [
        html(f'{opening}<div class="nn-fallback">'),
        *images,
        html(f"{written}</div>{closing}</div>"),
    ]


def where(bundle: nodes.Node) -> str:
    """Return the words that find an output's cell in its notebook."""
    node: nodes.Node | None = bundle
    while node is not None:
        if isinstance(node, nodes.Element) and node.get("nb_element") == "cell_code":
            count = f", In [{node['exec_count']}]" if node.get("exec_count") else ""
            return f"cell {node['cell_index'] + 1}{count}"
        node = node.parent
    return "an unknown cell"


# ---- the state -----------------------------------------------------------------------------------


def compact(models: dict[str, Any], used: Iterable[str]) -> dict[str, Any]:
    """Return the used models without notebook matters, and with each long text stored once.

    A model holds its short traits in ``state`` and, in ``texts``, the places of its long ones in
    the table ``shared``. Bytes stay in ``buffers``.
    """
    table: dict[str, int] = {}
    kept: dict[str, Any] = {}
    for name in dict.fromkeys(used):
        state: dict[str, Any] = {}
        texts: dict[str, int] = {}
        for key, value in models[name]["state"].items():
            if key in UNUSED or (key.startswith("_") and key not in ("_esm", "_css")):
                continue
            if isinstance(value, str) and len(value) >= LONG:
                texts[key] = table.setdefault(value, len(table))
            else:
                state[key] = value
        buffers = [
            {"path": item["path"], "data": item["data"]} for item in models[name].get("buffers", [])
        ]
        kept[name] = {"state": state, "texts": texts, "buffers": buffers}
    return {"models": kept, "shared": list(table)}


def take_state(app: Sphinx, docname: str) -> dict[str, Any]:
    """Return the models of a page, taken from what myst-nb would put in the page's head.

    Our own share files (`sphinx_ext/kit.py`): they need no script and no style with them.
    """
    scripts = getattr(app.env, "nb_metadata", {}).get(docname, {}).get("js_files", {})
    _, options = scripts.pop("ipywidgets_state", (None, {}))
    models = dict(json.loads(options.get("body", "{}")).get("state", {}))
    for model in models.values():
        if "_esm" in model["state"] and "kind" in model["state"]:
            del model["state"]["_esm"], model["state"]["_css"]
    return models


def arrange(app: Sphinx, doctree: nodes.document) -> None:
    """Arrange the pictures and widgets of a page that was just read."""
    docname = app.env.docname
    settle_streams(doctree)
    models = take_state(app, docname)
    heights = json.loads(HEIGHTS.read_text("utf-8")).get(docname, {})
    used: list[str] = []
    names: list[str] = []
    bundles = [
        node for node in doctree.findall(nodes.container) if node.get("nb_element") == "mime_bundle"
    ]
    for bundle in bundles:
        describe_images(bundle)
        model = model_of(bundle)
        if model is None:
            continue
        live = models.get(model, {}).get("model_module") == "anywidget"
        name, data = "", None
        if live:
            state = models[model]["state"]
            name, data = name_of(state, names), state.get("data", {})
            used.append(model)
            names.append(name)
        else:
            # Not a warning, since that would end the build; and no info, which -q would hide.
            place = f"{docname}, {where(bundle)}"
            print(
                f"{place}: this widget needs a running kernel; the page says so.", file=sys.stderr
            )
        bundle.replace_self(widget(bundle, model, name, data, heights.get(name, ())))
    if used:
        doctree.append(html(script(STATE, compact(models, used))))


def setup(app: Sphinx) -> dict[str, bool | int | str]:
    """Connect to Sphinx."""
    app.connect("doctree-read", arrange)
    return {
        "version": "1",
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
