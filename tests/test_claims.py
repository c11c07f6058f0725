"""Claims of the notes: each row is placed, each card is checked on what its lesson computes.

The rules for the whole file are functions from cards and rows to a list of sentences, one for each
thing that is wrong; below them, a copy of the file is spoiled to show that each rule can fail.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from coursekit import claim, claims, notes_table

LESSONS = Path(__file__).parents[1] / "lessons"
WRITTEN = {path.name[:2]: path for path in sorted(LESSONS.glob("[0-9][0-9]_*.ipynb"))}
CARDS = [card_id for card_id, card in claims.cards().items() if card["lesson"] in WRITTEN]

# The contract: which rows of the notes each lesson answers (000-01:14 is 000-01 to 000-14), and how
# many there are. "book" is the pages around the lessons. Gaps in the numbers are the notes' own.
INVENTORY = {
    "01": (44, "000-01:14 002-01:07 002-12:13 002-19 003-01:03 003-05:09 003-12 003-50 004-01:03 "
    "004-07:13"),
    "02": (19, "000-15:20 002-14:18 003-14 003-16:19 003-53 004-14:15"),
    "03": (5, "000-21:23 001-90 003-52"),
    "04": (23, "000-33:36 002-21 002-33:39 003-13 003-20:24 003-55 004-16:19"),
    "05": (16, "000-37 001-37:40 001-58 002-20 002-22:25 003-25 003-54 004-20 004-22:23"),
    "06": (13, "000-26:32 002-27:32"),
    "07": (14, "000-24:25 000-38 001-41:48 001-50 003-51 004-24"),
    "08": (14, "000-39 001-49 001-51:57 001-59:61 003-46 004-21"),
    "09": (7, "000-40 001-62:67"),
    "10": (16, "000-41:42 001-68:75 001-80:83 003-42 003-44"),
    "11": (12, "000-44 001-76:79 001-84:86 003-41 003-43 003-45 003-47"),
    "12": (11, "000-43 001-87:89 001-91:97"),
    "13": (6, "003-04 003-26:27 003-60 004-25:26"),
    "14": (2, "003-28 004-27"),
    "15": (1, "003-30"),
    "16": (1, "003-29"),
    "17": (1, "004-28"),
    "book": (6, "000-00 001-00..36 002-00 003-00 003-61 004-00"),
}  # fmt: skip
ERRATA = [f"E{n:02d}" for n in range(1, 58) if n != 30]  # 30 was never given
OTHERS = ["S08"]  # cards for sentences that hold without more
TO_CHECK = ("values", "condition", "check")  # what an open card does not have yet
HARSHNESS = {"holds": 0, "condition": 1, "outdated": 2, "disputed": 2, "fails": 3}
NO_PAGE_YET = {"Glossary"}  # sections of the book's own pages that are still to come


@cache
def cells(lesson: str) -> list[dict[str, Any]]:
    return json.loads(WRITTEN[lesson].read_text("utf-8"))["cells"]


# ---- the whole file --------------------------------------------------------------------------


def spread(ranges: str) -> list[str]:
    """Return the ids that ranges such as 000-01:14 stand for."""
    found = []
    for part in ranges.split():
        first, _, last = part.partition(":")
        note, start = first.split("-")
        count = range(int(start), int(last) + 1) if last else [start]
        found += [f"{note}-{n:02d}" if last else f"{note}-{n}" for n in count]
    return found


def misplaced_rows(cards: list[Any], rows: list[Any]) -> list[str]:
    """Each row of the inventory stands in its lesson, once, and there is no other."""
    wrong = []
    for lesson, (count, ranges) in INVENTORY.items():
        ids, wanted = [row["id"] for row in rows if row["lesson"] == lesson], spread(ranges)
        assert len(wanted) == count, lesson
        wrong += [f"{row_id} is missing from {lesson}" for row_id in wanted if row_id not in ids]
        wrong += [f"{row_id} does not belong to {lesson}" for row_id in ids if row_id not in wanted]
        wrong += [f"{row_id} stands twice" for row_id in set(ids) if ids.count(row_id) > 1]
    strangers = {row["lesson"] for row in rows} - INVENTORY.keys()
    return wrong + [f"there is no lesson {lesson}" for lesson in strangers]


def bad_rows(cards: list[Any], rows: list[Any]) -> list[str]:
    """A row has a text, a section and a badge; unless it holds, it has a card."""
    wrong = []
    known = {card["id"]: card for card in cards}
    for row in rows:
        if not (row["text"].strip() and row["section"].strip()):
            wrong.append(f"{row['id']} lacks a text or a section")
        if row["badge"] not in claims.BADGES:
            wrong.append(f"{row['id']} has the badge {row['badge']}")
        named = claims.cards_of(row)
        if row["badge"] not in ("holds", "question") and not named:
            wrong.append(f"{row['id']} needs a card")
        for card_id in named:
            if card_id not in known:
                wrong.append(f"{row['id']} names {card_id}, which does not exist")
            elif known[card_id]["lesson"] > row["lesson"]:
                wrong.append(f"{row['id']} names {card_id}, which a later lesson checks")
    return wrong


def inconsistent_badges(cards: list[Any], rows: list[Any]) -> list[str]:
    """A card judges a row of its note and lesson as that row does, and no row is judged harder.

    A row with two cards is judged as the harder one judges it.
    """
    wrong = []
    badges = {card["id"]: card["badge"] for card in cards}
    for card in cards:
        found = [
            row
            for row in rows
            if card["id"] in claims.cards_of(row)
            and (row["lesson"], row["id"][:3]) == (card["lesson"], card["note"])
        ]
        same = [row for row in found if row["badge"] == card["badge"]]
        if not same and not any(len(claims.cards_of(row)) > 1 for row in found):
            wrong.append(f"{card['id']} judges no row of note {card['note']} as its card does")
    for row in rows:
        hardest = max(
            (HARSHNESS[badges[c]] for c in claims.cards_of(row) if c in badges), default=3
        )
        if HARSHNESS.get(row["badge"], 0) > hardest:
            wrong.append(f"{row['id']} is judged harder than its card")
    return wrong


def bad_cards(cards: list[Any], rows: list[Any]) -> list[str]:
    """Each erratum has one card; a card is complete, and open only where its lesson is to come."""
    ids = [card["id"] for card in cards]
    wrong = [f"{e} has {ids.count(e)} cards" for e in ERRATA + OTHERS if ids.count(e) != 1]
    wrong += [f"{card_id} is no erratum" for card_id in ids if card_id not in ERRATA + OTHERS]
    for card in cards:
        if any(not str(card.get(key, "")).strip() for key in ("quote", "note", "answer", "source")):
            wrong.append(f"{card['id']} is not complete")
        if card["badge"] not in HARSHNESS:
            wrong.append(f"{card['id']} has the badge {card['badge']}")
        if not re.search(r"\b(?:18|19|20)\d\d\b(?!\.\d)", card.get("source", "")):
            wrong.append(f"{card['id']} has a source without a year")
        has = [key for key in TO_CHECK if key in card]
        if has and len(has) < len(TO_CHECK):
            wrong.append(f"{card['id']} has {has} only")
        if claims.is_open(card) and card["lesson"] in WRITTEN:
            wrong.append(f"{card['id']} is open, but its lesson is written")
        if not claims.is_open(card) and card["lesson"] not in WRITTEN:
            wrong.append(f"{card['id']} is to be checked in a lesson that is not written")
    return wrong


RULES = [misplaced_rows, bad_rows, inconsistent_badges, bad_cards]
Faults = Callable[[list[Any], list[Any]], list[str]]


@pytest.mark.parametrize("rule", RULES)
def test_the_whole_file_keeps_the_rule(rule: Faults) -> None:
    assert rule(list(claims.cards().values()), claims.rows()) == []


def of(found: list[Any], name: str) -> Any:
    return next(item for item in found if item["id"] == name)


SPOILS: list[tuple[Faults, str, Callable[[list[Any], list[Any]], object]]] = [
    (misplaced_rows, "002-24 is missing from 05", lambda c, r: r.remove(of(r, "002-24"))),
    (misplaced_rows, "002-24 stands twice", lambda c, r: r.append(of(r, "002-24"))),
    (misplaced_rows, "002-26 does not belong", lambda c, r: of(r, "002-25").update(id="002-26")),
    (misplaced_rows, "no lesson 18", lambda c, r: of(r, "004-28").update(lesson="18")),
    (misplaced_rows, "004-28 does not", lambda c, r: of(r, "004-28").update(lesson="16")),
    (bad_rows, "003-30 lacks a text", lambda c, r: of(r, "003-30").update(text=" ")),
    (bad_rows, "000-16 has the badge ok", lambda c, r: of(r, "000-16").update(badge="ok")),
    (bad_rows, "003-30 needs a card", lambda c, r: of(r, "003-30").pop("card")),
    (bad_rows, "003-30 names E99", lambda c, r: of(r, "003-30").update(card=["E52", "E99"])),
    (bad_rows, "which a later lesson checks", lambda c, r: of(r, "000-02").update(card="E04")),
    (inconsistent_badges, "E52 judges no row", lambda c, r: of(c, "E52").update(badge="holds")),
    (inconsistent_badges, "E52 judges no row", lambda c, r: of(c, "E52").update(note="000")),
    (inconsistent_badges, "E52 judges no row", lambda c, r: of(r, "003-30").pop("card")),
    (inconsistent_badges, "004-27 is judged", lambda c, r: of(r, "004-27").update(badge="fails")),
    (bad_cards, "E51 has 0 cards", lambda c, r: c.remove(of(c, "E51"))),
    (bad_cards, "E51 has 2 cards", lambda c, r: c.append(of(c, "E51"))),
    (bad_cards, "E30 is no erratum", lambda c, r: of(c, "E51").update(id="E30")),
    (bad_cards, "E51 is not complete", lambda c, r: of(c, "E51").pop("answer")),
    (bad_cards, "E51 has the badge question", lambda c, r: of(c, "E51").update(badge="question")),
    (bad_cards, "without a year", lambda c, r: of(c, "E51").update(source="arXiv 2001.02177")),
    (bad_cards, "['check'] only", lambda c, r: [of(c, "E51").pop(k) for k in TO_CHECK[:2]]),
    (bad_cards, "E01 is open, but", lambda c, r: [of(c, "E01").pop(key) for key in TO_CHECK]),
    (bad_cards, "E51 is to be", lambda c, r: of(c, "E51").update(lesson="18")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "fault", "spoil"), SPOILS, ids=[fault for _, fault, _ in SPOILS])
def test_a_rule_notices_its_fault(rule: Faults, fault: str, spoil: Callable[..., object]) -> None:
    cards, rows = copy.deepcopy((list(claims.cards().values()), claims.rows()))
    spoil(cards, rows)
    assert any(fault in sentence for sentence in rule(cards, rows))


def test_the_inventory_has_211_rows() -> None:
    assert sum(count for count, _ in INVENTORY.values()) == 211


def test_a_planned_lesson_is_one_that_is_not_written() -> None:
    planned = claims.planned().keys()
    assert planned == INVENTORY.keys() - WRITTEN.keys() - {"book"}, "correct the titles"
    assert all(title.strip() for title in claims.planned().values())


# ---- the lessons -----------------------------------------------------------------------------


def headings(markdown: str) -> set[str]:
    """The headings of a text, with straight quotation marks."""
    found = re.findall(r"^#+ (.+)$", markdown, re.MULTILINE)
    return {heading.strip().translate({ord("“"): '"', ord("”"): '"'}) for heading in found}


@pytest.mark.parametrize("lesson", [*WRITTEN, "book"])
def test_every_row_of_a_lesson_is_placed(lesson: str) -> None:
    if lesson == "book":
        pages = "\n".join(
            path.read_text("utf-8") for path in (LESSONS.parent / "book").glob("*.md")
        )
        there = headings(pages) | NO_PAGE_YET
        assert NO_PAGE_YET.isdisjoint(headings(pages)), "the page is there: correct NO_PAGE_YET"
    else:
        parts = ["".join(c["source"]) for c in cells(lesson) if c["cell_type"] == "markdown"]
        there = headings("\n".join(parts))
    for row in claims.rows():
        if row["lesson"] == lesson:
            section = row["section"].translate({ord("“"): '"', ord("”"): '"'})
            assert section in there, row["id"]


@pytest.mark.parametrize("card_id", CARDS)
def test_a_card_is_whole_and_stands_once_in_its_lesson(card_id: str) -> None:
    card = claims.cards()[card_id]
    assert card["badge"] in claims.BADGES
    for part in ("quote", "note", "answer", "check", "condition", "source"):
        assert card[part].strip(), part
    code = ["".join(c["source"]) for c in cells(card["lesson"]) if c["cell_type"] == "code"]
    assert sum(f'"{card_id}",' in source for source in code) == 1


def test_a_false_check_stops_the_lesson() -> None:
    with pytest.raises(AssertionError, match="claim E01: the experiment disagrees"):
        claim("E01", points=4, same_outputs=False, same_weights=False)


def test_an_open_card_cannot_be_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    card = claims.cards()["E01"]
    waiting = {key: value for key, value in card.items() if key not in TO_CHECK}
    assert claims.is_open(waiting) and not claims.is_open(card)
    monkeypatch.setattr("coursekit.widgets.claim.cards", lambda: {"E01": waiting})
    with pytest.raises(ValueError, match="card E01 is open, so there is nothing to check yet"):
        claim("E01", points=4, same_outputs=True, same_weights=False)


def test_a_table_names_every_card_of_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"id": "000-30", "lesson": "06", "section": "Where?", "text": "Text", "badge": "fails"}
    monkeypatch.setattr(
        "coursekit.widgets.claim.rows", lambda: [row | {"card": ["E17", "E18"]}, row]
    )
    first, second = repr(notes_table("06")).splitlines()
    assert first == "000-30  ✗ does not hold (E17, E18): Text → Where?"
    assert second == "000-30  ✗ does not hold: Text → Where?"


def test_missing_values_and_unknown_cards_are_named() -> None:
    with pytest.raises(KeyError, match="card E01 is checked on points, same_outputs"):
        claim("E01", points=4)
    with pytest.raises(KeyError, match="there is no card 'E99'"):
        claim("E99")


def test_a_card_reads_as_text() -> None:
    text = repr(claim("E01", points=4, same_outputs=True, same_weights=False))
    assert text.startswith(
        "◐ holds with a condition: “OUTPUT OF THE ABOVE STEP IS CALLED A NEURON”"
    )
    assert "on all 4 points" in text
    assert "Source: F. Rosenblatt" in text
