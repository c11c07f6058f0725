"""The claims ledger as it was built: every row once, with its state, in plain tables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docutils import nodes
from site_checks import Browser, none, visit

from coursekit import claims
from sphinx_ext import ledger

ROOT = Path(__file__).parents[2]
PAGE = "book/claims.html"
ROWS = """(all) => all.map((row) => ({
  name: row.querySelector("th")?.innerText ?? "", text: row.querySelector("td")?.innerText ?? "",
}))"""
FAULTS = """(all) => all.flatMap((table) => [
  table.caption?.innerText.trim() ? null : "a table without a caption",
  table.tHead?.querySelector("th") ? null : "a table without headings",
  table.closest("section")?.querySelector("h2") ? null : "a table without a section",
]).filter(Boolean)"""


def strayed(lines: list[dict[str, str]]) -> list[str]:
    """Return what is wrong with the rows that a page shows, each with its name and its text."""
    pages = ledger.read_pages(
        ROOT,
        [f"lessons/{path.stem}" for path in (ROOT / "lessons").glob("[0-9][0-9]_*.ipynb")]
        + [f"book/{path.stem}" for path in (ROOT / "book").glob("*.md")],
    )
    wrong = []
    names = [line["name"].split()[0] for line in lines]
    for row in claims.rows():
        if names.count(row["id"]) != 1:
            wrong.append(f"{row['id']} stands {names.count(row['id'])} times.")
            continue
        line = lines[names.index(row["id"])]
        state = ledger.status(row, pages)
        if not re.search(rf"^{state}\b", line["text"], re.MULTILINE):
            wrong.append(f"{row['id']} is {state}, but the page does not say so.")
        if claims.BADGES[row["badge"]] not in " ".join(line["name"].split()):
            wrong.append(f"{row['id']} has another badge.")
    return wrong + [f"{n} is no row." for n in names if n not in {r["id"] for r in claims.rows()}]


@pytest.mark.parametrize("scripts", [True, False])
def test_ledger_shows_every_row_with_or_without_scripts(
    browser: Browser, origin: str, scripts: bool
) -> None:
    """Each row once, open or not, in tables that have captions and headings."""
    with visit(browser, f"{origin}/{PAGE}", java_script_enabled=scripts) as seen:
        lines = seen.page.eval_on_selector_all("table.nn-ledger tbody tr", ROWS)
        none(strayed(lines) + seen.page.eval_on_selector_all("table.nn-ledger", FAULTS))


def test_a_row_that_strayed_is_found() -> None:
    """The check above can fail."""
    parts = ledger.lesson_tables(ledger.read_pages(ROOT, ["lessons/01_neurons", "book/how_to_use"]))
    bodies = [row for part in parts for body in part.findall(nodes.tbody) for row in body.children]
    lines = [dict(zip(("name", "text"), map(_text, row.children), strict=True)) for row in bodies]
    first = lines[0]
    assert not [fault for fault in strayed(lines) if fault.startswith("000-01")]
    assert "000-01 stands 0 times." in strayed(lines[1:])
    assert "000-01 stands 2 times." in strayed([first, *lines])
    wrong = [
        ({"text": "open · Where?"}, "000-01 is answered, but the page does not say so."),
        ({"name": "000-01 ✓ holds"}, "000-01 has another badge."),
        ({"name": "009-01"}, "009-01 is no row."),
    ]
    for change, fault in wrong:
        assert fault in strayed([first | change, *lines[1:]])


def _text(entry: nodes.Node) -> str:
    return "\n".join(paragraph.astext() for paragraph in entry.findall(nodes.paragraph))
