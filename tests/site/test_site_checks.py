"""The checks themselves: each finds the fault that it is there for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from docutils import nodes
from site_checks import (
    NARROW,
    Browser,
    Page,
    accessibility,
    broken_links,
    descriptions,
    hidden_fallbacks,
    overflow,
    serve,
    unanswered,
    undrawn,
    unmoved,
    visit,
)

from coursekit.widgets.widget import script
from sphinx_ext.offline import check_folder
from sphinx_ext.outputs import compact, solutions, where
from sphinx_ext.outputs import script as data_block

FRAME = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Try</title>'
    '<link rel="icon" href="data:,"></head><body><main class="bd-article"><h1>Try</h1>{}</main>'
    "</body></html>"
)
CONTROL = '<label for="a">a</label><input id="a" type="range" min="0" max="3" value="0">'
EXPLORE = (
    '<div class="nn-explore">' + CONTROL + '<button class="nn-reset">Reset</button>'
    '<svg class="nn-picture" role="img" aria-label="A picture of nothing much."></svg>'
    '<p class="nn-caption" aria-live="polite">0</p></div><script>'
    "const $ = (s) => document.querySelector(s), a = $('#a');"
    "const draw = () => {{ {} }}; a.oninput = draw;"
    "$('.nn-reset').onclick = () => {{ a.value = {}; draw(); }}; draw();</script>"
)
PICTURE, CAPTION = "$('.nn-picture').innerHTML = a.value;", "$('.nn-caption').innerText = a.value;"
HYPHEN = (
    "$('.nn-explore').append(Object.assign(document.createElement('output'), { value: '-4' }));"
)


@contextmanager
def opened(
    browser: Browser, folder: Path, body: str, **options: object
) -> Iterator[tuple[Page, list[str]]]:
    """Open a small page that was made for one check."""
    (folder / "index.html").write_text(FRAME.format(body), "utf-8")
    with serve(folder) as address, visit(browser, f"{address}/index.html", **options) as seen:
        yield seen.page, seen.problems


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<p>Nothing.</p>", None),
        ('<img alt="" src="https://example.org/x.png">', "asks another host"),
        ('<script src="none.js"></script>', "Missing"),
        ("<script>console.error('ouch')</script>", "ouch"),
        ("<script>nothing()</script>", "A script fails"),
    ],
)
def test_errors_and_requests_are_noticed(
    browser: Browser, tmp_path: Path, body: str, fault: str | None
) -> None:
    """A visit notes outside requests, missing files and errors, and nothing else."""
    with opened(browser, tmp_path, body) as (_, problems):
        assert any(fault in problem for problem in problems) if fault else not problems


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (accessibility, "<button>Go</button>", "<button></button>"),
        (accessibility, "<p>Ink</p>", '<p style="color: #bbb">Pale</p>'),
        (
            accessibility,
            "<p>Ink</p>" * 3,
            '<p>Ink</p><div style="background: #555"><p>Ink</p></div><p>Ink</p>',
        ),
        (
            accessibility,
            '<p>Some words of ink <a href="#">with a line</a></p>',
            '<p>Some words of ink <a href="#">with a line</a></p><p>and some words of ink '
            '<a href="#" style="color: #222; text-decoration: none">without</a></p>',
        ),
        (overflow, "<p>Narrow</p>", '<div style="width: 600px">Wide</div>'),
        (
            descriptions,
            '<img src="data:," alt="Three curves that level off.">',
            '<img src="data:," alt="_images/3f2a.png"><img src="data:,"><img src="data:," '
            'alt="&lt;Figure size 640x480 with 1 Axes&gt;">',
        ),
        (undrawn, "<p>No formula</p>", r'<span class="math">\(x\)</span>'),
        (
            undrawn,
            '<div class="nn-widget" data-state="live">x</div>',
            '<div class="nn-widget" data-state="failed">x</div>',
        ),
        (
            hidden_fallbacks,
            '<div class="nn-widget" data-state="live"><div class="nn-fallback">Words.</div></div>',
            '<div class="nn-widget" data-state="live"><div class="nn-fallback"></div></div>',
        ),
    ],
)
def test_checks_find_their_fault(
    browser: Browser, tmp_path: Path, check: Callable[[Page], list[str]], good: str, bad: str
) -> None:
    """Each check is silent on a good page and finds the fault of a bad one."""
    with opened(browser, tmp_path, good, width=NARROW) as (page, _):
        assert not check(page)
    with opened(browser, tmp_path, bad, width=NARROW) as (page, _):
        assert check(page)


@pytest.mark.parametrize(
    ("draw", "reset", "fault"),
    [
        (PICTURE + CAPTION, 0, None),
        (CAPTION, 0, "The picture stays the same"),
        (PICTURE, 0, "The caption stays the same"),
        (PICTURE + CAPTION, 1, "Reset does not bring back"),
        (PICTURE + CAPTION + HYPHEN, 0, "a hyphen instead of a minus"),
    ],
)
def test_dead_controls_are_found(
    browser: Browser, tmp_path: Path, draw: str, reset: int, fault: str | None
) -> None:
    """A control that moves nothing and a reset that restores nothing are found."""
    with opened(browser, tmp_path, EXPLORE.format(draw, reset)) as (page, _):
        root = page.query_selector(".nn-explore")
        assert root is not None
        problems = unmoved(page, root)
        assert any(fault in problem for problem in problems) if fault else not problems


def test_an_image_that_never_changes_is_found(browser: Browser, tmp_path: Path) -> None:
    """A new alt text does not pass for a new picture."""
    still = "$('.nn-picture').alt = 'Picture number ' + a.value;" + CAPTION
    pixel = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="
    body = EXPLORE.format(still, 0).replace("<svg", f'<img src="{pixel}"').replace("</svg>", "")
    with opened(browser, tmp_path, body) as (page, _):
        root = page.query_selector(".nn-explore")
        assert root is not None
        assert any("The picture stays the same" in problem for problem in unmoved(page, root))


def test_two_copies_of_the_kit_share_no_ids(browser: Browser, tmp_path: Path) -> None:
    """Jupyter loads the script once for each widget; labels must still find their own control."""
    data = {"prompt": "How many?", "unit": "", "answer": 1, "tolerance": 0, "right": "Yes.",
            "slips": [], "hints": [], "solution": ""}  # fmt: skip
    with opened(browser, tmp_path, "<p>Two widgets.</p>") as (page, _):
        page.evaluate(
            """async ([script, data]) => {
              for (let i = 0; i < 2; i++) {
                const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
                const state = { kind: "ask", data };
                const model = { get: (key) => state[key], set() {}, save_changes() {} };
                const el = document.body.appendChild(document.createElement("div"));
                await (await import(url)).default.render({ model, el });
              }
            }""",
            [script(), data],
        )
        page.locator("label").nth(1).click()
        assert (
            page.evaluate("[...document.querySelectorAll('input')].indexOf(document.activeElement)")
            == 1
        )


def test_data_in_a_page_can_close_nothing() -> None:
    """Text with the marks of HTML comes back as it went in."""
    text = "</script><!--<script> & \\u003c"
    block = data_block("x", {"a": text})
    inside = block.removeprefix('<script type="x">').removesuffix("</script>")
    assert "<" not in inside and json.loads(inside) == {"a": text}


@pytest.mark.parametrize(
    ("answer", "fault"),
    [("'You chose ' + n", None), ("''", "no feedback"), ("'Hm.'", "the same feedback")],
)
def test_silent_questions_are_found(
    browser: Browser, tmp_path: Path, answer: str, fault: str | None
) -> None:
    """A question that does not answer is found."""
    body = (
        '<div class="nn-ask"><label><input type="radio" name="q" value="1">1</label>'
        '<label><input type="radio" name="q" value="2">2</label>'
        '<button class="nn-submit">Check</button><p class="nn-feedback" role="status"></p></div>'
        "<script>const $ = (s) => document.querySelector(s); $('.nn-submit').onclick = () => {"
        f"const n = $(':checked').value; $('.nn-feedback').innerText = {answer}; }}</script>"
    )
    with opened(browser, tmp_path, body) as (page, _):
        root = page.query_selector(".nn-ask")
        assert root is not None
        problems = unanswered(page, root)
        assert any(fault in problem for problem in problems) if fault else not problems


def test_broken_links_are_found(tmp_path: Path) -> None:
    """A link to a missing file or a missing place is found, and a good one is not."""
    page = tmp_path / "a.html"
    page.write_text('<a id="x" href="#x"></a><a href="#y"></a><a href="b.html"></a>', "utf-8")
    assert [problem.split()[0] for problem in broken_links(tmp_path, page)] == ["#y", "b.html"]


def test_build_refuses_outside_hosts(tmp_path: Path) -> None:
    """The build's own check finds what a page or a style sheet would load from elsewhere."""
    (tmp_path / "good.html").write_text(
        '<a href="https://a.org">a</a><link rel="canonical" href="https://b.org"><img src="x.png">'
    )
    assert not check_folder(tmp_path)
    (tmp_path / "bad.html").write_text('<script src="//c.org/x.js"></script>')
    (tmp_path / "styled.html").write_text(
        "<style>p { background: url(https://d.org/x.png) }</style>"
    )
    (tmp_path / "bad.css").write_text('@import "https://e.org/x.css";')
    assert [sentence.split()[0] for sentence in check_folder(tmp_path)] == [
        "bad.css",
        "bad.html",
        "styled.html",
    ]


def test_long_texts_are_stored_once() -> None:
    """Widgets share one copy of their script, and a model that no view shows is left out."""
    long = "x" * 500
    model = {"state": {"_esm": long, "kind": "a", "layout": "IPY_MODEL_1", "_view_name": "V"}}
    assert compact({"a": model, "b": model, "c": model}, ["a", "b"]) == {
        "models": {
            name: {"state": {"kind": "a"}, "texts": {"_esm": 0}, "buffers": []} for name in "ab"
        },
        "shared": [long],
    }


def test_the_build_names_the_cell_of_a_widget_that_needs_a_kernel() -> None:
    """An output is found by the place and the count of its cell."""
    bundle = nodes.container(nb_element="mime_bundle")
    cell = nodes.container("", bundle, nb_element="cell_code", cell_index=3, exec_count=2)
    nodes.section("", cell)
    assert where(bundle) == "cell 4, In [2]"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, []),
        ({"solution": ""}, []),
        ({"solution": "Use `a < b`."}, ["Use <code>a &lt; b</code>."]),
        ({"solution": "It is:\n```\n`x`\n```"}, ["It is:\n<pre>`x`\n</pre>"]),
        ({"questions": [{"solution": "One."}, {"solution": "Two."}]}, ["One.", "Two."]),
    ],
)
def test_solutions_are_folded(data: dict[str, object], said: list[str]) -> None:
    """Every question of a payload gives one folded solution, and nothing in it is HTML."""
    folded = re.findall(
        r'<details class="nn-solution">.*?<div[^>]*>(.*?)</div>', solutions(data), re.S
    )
    assert folded == said


def test_loader_keeps_the_fallback_of_a_broken_widget(browser: Browser, tmp_path: Path) -> None:
    """Where a widget's script fails, the page says so and keeps the picture; its neighbor lives."""
    scripts = [
        "export default { render({ model, el }) { el.textContent = model.get('kind') + "
        "model.get('bytes').getUint8(0); } };",
        "export default { render() { throw new Error('no luck'); } };",
    ]
    models = {
        name: {
            "state": {"kind": name, "bytes": None},
            "texts": {"_esm": i},
            "buffers": [{"path": ["bytes"], "data": "Bw=="}],
        }
        for i, name in enumerate(("good", "bad"))
    }
    kind = "application/vnd.jupyter.widget-"
    body = "".join(
        f'<div class="nn-widget" id="{name}"><div class="nn-fallback">A sentence.</div>'
        f'<script type="{kind}view+json">{json.dumps({"model_id": name})}</script></div>'
        for name in models
    )
    state = json.dumps({"models": models, "shared": scripts})
    loader = (Path(__file__).parents[2] / "book" / "assets" / "loader.js").read_text("utf-8")
    body += f'<script type="{kind}state+json">{state}</script><script>{loader}</script>'
    with opened(browser, tmp_path, body) as (page, _):
        assert page.inner_text("#good") == "good7"
        assert "no luck" in page.inner_text("#bad")
        assert "A sentence." in page.inner_text("#bad")
