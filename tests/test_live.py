"""Which pages get Python, and what is said where they have none."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from docutils import nodes

from sphinx_ext.live import NO_NOTE, RECORDS, add_script, check_setting, noted

SELF = {
    "mode": "self",
    "base": "python/",
    "lock": "python/pyodide-lock.json?abc",
    "why": "",
}


class App:
    """As much of Sphinx as the extension asks for."""

    def __init__(self, folder: Path, setting: Any = "self", note: dict[str, Any] | None = None):
        self.config = SimpleNamespace(python_in_page=setting)
        self.outdir = folder / "html"
        self.tags: set[str] = set()
        self.added: list[str] = []
        if note is not None:
            (folder / "python.json").write_text(json.dumps(note), "utf-8")

    def add_js_file(self, name: str, **_: Any) -> None:
        self.added.append(name)

    add_css_file = add_js_file

    def page(self, *kinds: str, name: str = "lessons/01_neurons") -> dict[str, Any]:
        """Make a page whose containers are of these kinds."""
        document = nodes.container("", *(nodes.container(nb_element=kind) for kind in kinds))
        context = {
            "metatags": "",
            "body": "<h1>A title</h1><p>Text.</p>",
            "script_files": [],
            "pathto": lambda place, _: f"../{place}",
        }
        add_script(self, name, "page.html", context, document)
        return context


def test_a_page_with_code_gets_the_script_and_the_address(tmp_path: Path) -> None:
    app = App(tmp_path, note=SELF)
    record = {"reads": ["a"], "changes": ["</script>"], "later": [], "seconds": 0.1}
    (tmp_path / RECORDS).write_text(json.dumps({"lessons/01_neurons": [record]}), "utf-8")
    context = app.page("cell_code", "cell_code_source")
    assert 'content="../python/"' in context["metatags"]
    assert 'data-lock="../python/pyodide-lock.json?abc"' in context["metatags"]
    assert 'data-online="https://' in context["metatags"]
    assert app.added == ["loader.js", "live/live.js", "live/live.css"]
    title, _, script = context["body"].partition("<script")
    assert title == "<h1>A title</h1><p>Text.</p>"
    kind, _, text = script.removesuffix("</script>").partition(">")
    assert kind == ' type="application/json" id="cell-records"'
    assert "</" not in text and json.loads(text) == [record]


def test_another_server_is_named_as_it_is(tmp_path: Path) -> None:
    note = {**SELF, "mode": "cdn", "base": "https://cdn.example.org/pyodide/"}
    context = App(tmp_path, "cdn", note).page("cell_code_source")
    assert 'content="https://cdn.example.org/pyodide/"' in context["metatags"]


@pytest.mark.parametrize("kinds", [(), ("cell_code",), ("mime_bundle",)])
def test_other_pages_get_nothing(tmp_path: Path, kinds: tuple[str, ...]) -> None:
    app = App(tmp_path, note=SELF)
    assert app.page(*kinds)["metatags"] == "" and app.added == []


@pytest.mark.parametrize("setting", ["off", False])
def test_off_leaves_the_pages_alone(tmp_path: Path, setting: Any) -> None:
    """YAML reads a bare `off` as false."""
    app = App(tmp_path, setting, SELF)
    check_setting(app, app.config)
    context = app.page("cell_code_source")
    assert context["metatags"] == "" and "nn-note" not in context["body"]
    assert app.added == [] and app.tags == set()


@pytest.mark.parametrize(
    ("note", "said"),
    [(None, NO_NOTE), ({"mode": "off", "why": "No source had the files."}, "No source had")],
)
def test_where_python_could_not_be_had_the_page_says_so(
    tmp_path: Path, note: dict[str, Any] | None, said: str
) -> None:
    app = App(tmp_path, note=note)
    check_setting(app, app.config)
    context = app.page("cell_code_source")
    assert said.split("`")[0] in context["body"] and context["body"].count("nn-note") == 1
    assert app.added == [] and app.tags == set()
    assert "nn-note" not in app.page("cell_code")["body"]


def test_pages_can_speak_of_it_where_it_is(tmp_path: Path) -> None:
    app = App(tmp_path, note=SELF)
    check_setting(app, app.config)
    assert app.tags == {"python_in_page"}
    assert noted(app)["mode"] == "self"


def test_a_setting_that_means_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="one of self, cdn, off, but it is 'on'"):
        app = App(tmp_path, "on")
        check_setting(app, app.config)
