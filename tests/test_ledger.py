"""The claims ledger: every row once, what was checked word for word, and what is still open."""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from docutils import nodes

from coursekit import claims
from sphinx_ext import ledger

ROOT = Path(__file__).parents[1]

LESSON = "lessons/01_neurons"
WRITTEN = sorted(f"lessons/{path.stem}" for path in (ROOT / "lessons").glob("[0-9][0-9]_*.ipynb"))
PAGES = ledger.read_pages(ROOT, [*WRITTEN, "book/how_to_use"])


def cell(kind: str, source: str, text: str = "") -> dict[str, Any]:
    outputs = [{"data": {"text/plain": text.splitlines(keepends=True)}}] if text else []
    return {"cell_type": kind, "source": source.splitlines(keepends=True), "outputs": outputs}


def said(sentence: str) -> str:
    return (
        f"✓ holds: “A.” (note 000)\nWhat holds up: All.\nChecked here: {sentence}\nSource: B, 1999."
    )


def read(*cells: dict[str, Any]) -> ledger.Page:
    return ledger.read_lesson("lessons/07_x", {"cells": list(cells)})


def tables(pages: dict[str, ledger.Page]) -> dict[str, nodes.section]:
    """The sections of the page by their lesson."""
    return {part["ids"][0].removeprefix("rows-of-"): part for part in ledger.lesson_tables(pages)}


def lines(section: nodes.section) -> dict[str, str]:
    """What a table says of each row, by the row's id."""
    found = {}
    for row in next(iter(section.findall(nodes.tbody))).children:
        name, rest = (entry.astext() for entry in row.children)
        row_id = name.split()[0]
        assert row_id not in found, f"{row_id} stands twice"
        found[row_id] = f"{name}\n{rest}"
    return found


# ---- what a lesson says of itself ----------------------------------------------------------------


def test_a_lesson_tells_its_title_its_sections_and_its_checks() -> None:
    page = read(
        cell("markdown", "# 7 · Watching\n\nWhy."),
        cell("markdown", 'First.\n\n## Why "so"?\n\n### Aside\n'),
        cell("code", 'claim(\n    "E20",\n    k=1,\n)', said("It was 3.\n\nIt is.")),
        cell("code", "print(1)", "Checked here: no claim.\nSource: none"),
        cell("markdown", "## And then?"),
        cell("code", 'x = 2\nclaim("E21", k=x)', said("It was 2.")),
        cell("code", 'claim("E22")'),
    )
    assert page.title == "Watching"
    assert page.sections == dict.fromkeys(['Why "so"?', "And then?"], "lessons/07_x")
    assert page.checks == {
        "E20": ledger.Check('Why "so"?', "It was 3.\n\nIt is."),
        "E21": ledger.Check("And then?", "It was 2."),
    }


def test_the_written_lessons_checked_all_their_cards() -> None:
    assert len(PAGES) == len(WRITTEN) + 1
    for lesson, page in PAGES.items():
        cards = {card_id for card_id, card in claims.cards().items() if card["lesson"] == lesson}
        assert page.checks.keys() == cards, lesson
    assert PAGES["01"].checks["E02"].section == "What is a neuron?"
    assert PAGES["01"].checks["E02"].sentence == (
        "Of 1,681 neurons without a bias, the best got 75% of AND right, with a bias 100%; "
        "with inputs of −1 and 1, 100% without a bias."
    )


def test_pages_around_the_lessons_are_found_by_their_headings() -> None:
    assert PAGES["book"].sections["What the notes are"] == "book/how_to_use"
    assert ledger.read_pages(ROOT, [LESSON])["book"].sections == {}


# ---- the tables ----------------------------------------------------------------------------------


def test_every_row_stands_once_in_the_table_of_its_lesson() -> None:
    found = {lesson: list(lines(section)) for lesson, section in tables(PAGES).items()}
    rows = [(row["lesson"], row["id"]) for row in claims.rows()]
    assert [(lesson, row_id) for lesson, ids in found.items() for row_id in ids] == sorted(
        rows, key=lambda pair: list(found).index(pair[0])
    )


def test_every_card_stands_once_and_is_linked_from_its_other_rows() -> None:
    page = nodes.section("", *ledger.lesson_tables(PAGES))
    places = [i for p in page.findall(nodes.paragraph) for i in p["ids"] if i.startswith("card-")]
    assert sorted(places) == sorted(f"card-{card_id.lower()}" for card_id in claims.cards())
    links = [reference["refid"] for reference in page.findall(nodes.reference)]
    assert len(links) == sum(len(claims.cards_of(r)) for r in claims.rows()) - len(places)
    assert set(links) <= set(places)


def test_a_written_lesson_shows_what_it_checked_and_another_is_open() -> None:
    parts = tables(PAGES)
    for row in claims.rows():
        text = lines(parts[row["lesson"]])[row["id"]]
        assert claims.BADGES[row["badge"]] in text and row["text"] in text
        state = ledger.status(row, PAGES)
        assert f"{state} " in text
        if row["lesson"] == "01":
            assert state == ("checked" if claims.cards_of(row) else "answered")
        elif row["lesson"] not in PAGES:
            assert state == "open" and "open · " in text and "Checked in" not in text
    for card_id, card in claims.cards().items():
        whole, number = parts[card["lesson"]].astext(), int(card["lesson"])
        if check := PAGES.get(card["lesson"], ledger.Page("")).checks.get(card_id):
            words = f"Checked in lesson {number} ({check.section}): {check.sentence}"
        else:
            words = f"Open: lesson {number} will check it."
        assert f"What holds up: {card['answer']}\n\n{words}" in whole, card_id


def test_rows_of_the_book_are_open_until_their_page_is_there() -> None:
    row = next(row for row in claims.rows() if row["id"] == "002-00")
    assert ledger.status(row, PAGES) == "answered"
    assert ledger.status(row, ledger.read_pages(ROOT, [LESSON])) == "open"


def test_a_lesson_that_gets_written_is_no_longer_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """And a card that it forgot is a warning, which stops the build."""
    warned: list[str] = []
    monkeypatch.setattr(ledger.logger, "warning", lambda text, *given: warned.append(text % given))
    section = "Is more training always good?"
    made = ledger.Page(
        "Longer", {section: "lessons/08_x"}, {"E23": ledger.Check(section, "It was 9.")}
    )
    text = tables(PAGES | {"08": made})["08"].astext()
    assert "Lesson 8: Longer" in text and "lesson 8 answers" in text and "open ·" not in text
    assert f"Checked in lesson 8 ({section}): It was 9." in text
    assert warned == [
        f"ledger: Longer is written but does not check card {e}" for e in ("E22", "E24")
    ]


def test_a_card_stands_under_the_sentence_that_it_quotes() -> None:
    homes = {card_id: ledger.home(card_id) for card_id in ("E02", "E12", "E17", "E28", "E33")}
    assert homes == {
        "E02": "002-03", "E12": "002-22", "E17": "000-30", "E28": "001-71", "E33": "003-45",
    }  # fmt: skip


def test_counts_are_counted() -> None:
    first = ledger.read_pages(ROOT, [LESSON])
    found = {badge: numbers for badge, *numbers in ledger.counts(first)}
    rows = [row["lesson"] for row in claims.rows() if row["badge"] == "fails"]
    cards = [card["lesson"] for card in claims.cards().values() if card["badge"] == "fails"]
    late = len(rows) - rows.count("01")
    assert found["fails"] == [len(rows), late, len(cards), cards.count("01")]
    assert found["question"][2:] == [0, 0]
    sums = [211, 211 - 44, len(claims.cards()), 9]
    assert [sum(column) for column in zip(*found.values(), strict=True)] == sums
    none = {badge: numbers for badge, *numbers in ledger.counts({"book": ledger.Page("")})}
    assert all(every == waiting and not done for every, waiting, _, done in none.values())
    (table,) = ledger.count_table(first)
    assert table.astext().split()[-5:] == ["all", *map(str, sums)]


# ---- in the book ---------------------------------------------------------------------------------


def test_a_link_finds_its_heading_or_nothing() -> None:
    entry = nodes.reference("", "Why are they “so”?", anchorname="#why")
    env = SimpleNamespace(tocs={"a": nodes.bullet_list("", entry)})
    app = SimpleNamespace(builder=SimpleNamespace(get_relative_uri=lambda *pages: "to"))

    def resolve(page: str, section: str, kind: str = "ledger") -> Any:
        node = ledger.link(page, section)
        node["refdoc"], node["reftype"] = "b", kind
        return ledger.find_section(app, env, node, nodes.inline("", section))

    assert resolve("a", 'Why are they "so"?')["refuri"] == "to#why"
    assert resolve("a", "Elsewhere") is None
    assert resolve("c", "Elsewhere") is None
    assert resolve("a", 'Why are they "so"?', "ref") is None


def test_a_page_that_comes_or_goes_makes_the_ledger_again() -> None:
    env = SimpleNamespace(
        dependencies={"book/claims": {str(claims.files()["book"])}, "book/x": {"y"}}
    )
    assert ledger.outdated(None, env, {"lessons/02_x"}, set(), set()) == ["book/claims"]
    assert ledger.outdated(None, env, set(), set(), {"lessons/02_x"}) == ["book/claims"]
    assert ledger.outdated(None, env, set(), {"lessons/01_neurons"}, set()) == []


CONF = """
extensions = ["myst_nb", "sphinx_ext.ledger"]
nb_execution_mode = "off"
exclude_patterns = ["_build", "jupyter_execute"]
root_doc = "book/claims"
"""


def build(folder: Path) -> tuple[str, str]:
    """Build a small book; return what Sphinx warns of, and the text of the page."""
    command = [sys.executable, "-m", "sphinx", "-n", "-q", "-b", "text", str(folder)]
    run = subprocess.run(
        [*command, str(folder / "_build")],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    page = (folder / "_build" / "book" / "claims.txt").read_text("utf-8")
    return run.stderr, " ".join(page.replace("|", " ").split())


def test_a_changed_lesson_changes_the_page(tmp_path: Path) -> None:
    """Sphinx knows that the ledger is made of the lessons and of the claims."""
    for name in ("book/claims.md", "book/how_to_use.md", f"{LESSON}.ipynb"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "conf.py").write_text(CONF, "utf-8")
    warnings, page = build(tmp_path)
    assert "ledger" not in warnings and "1,681 neurons without a bias" in page
    env = pickle.loads((tmp_path / "_build" / ".doctrees" / "environment.pickle").read_bytes())
    assert str(claims.files()["01"]) in env.dependencies["book/claims"]

    lesson = tmp_path / f"{LESSON}.ipynb"
    text = lesson.read_text("utf-8")
    lesson.write_text(text.replace("1,681 neurons without", "1,682 neurons without"), "utf-8")
    assert "1,682 neurons without a bias" in build(tmp_path)[1]

    lesson.write_text(text.replace("## Is one neuron enough", "## Is a neuron enough"), "utf-8")
    assert f"target not found: {LESSON}#Is one neuron enough?" in build(tmp_path)[0]
