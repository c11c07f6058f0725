"""Claims of the notes: each row is placed, each card is checked on what its lesson computes."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import nnlib.teaching as teaching
from nnlib.teaching import claim, claims

LESSONS = Path(__file__).parents[1] / "lessons"
WRITTEN = {path.name[:2]: path for path in sorted(LESSONS.glob("[0-9][0-9]_*.ipynb"))}
CARDS = [card_id for card_id, card in claims.cards().items() if card["lesson"] in WRITTEN]
ROWS = {"01": 44}  # how many rows of the notes a lesson must answer


@cache
def cells(lesson: str) -> list[dict[str, Any]]:
    return json.loads(WRITTEN[lesson].read_text("utf-8"))["cells"]


@cache
def computed(lesson: str) -> dict[str, dict[str, Any]]:
    """Run a lesson once and return, for each card, the values that it was checked on."""
    values: dict[str, dict[str, Any]] = {}

    def note(card_id: str, **given: Any) -> None:
        values[card_id] = {name: claims._plain(value) for name, value in given.items()}

    patch = pytest.MonkeyPatch()
    patch.setattr(teaching, "claim", note)
    try:
        namespace: dict[str, Any] = {}
        for cell in cells(lesson):
            if cell["cell_type"] == "code":
                exec("".join(cell["source"]), namespace)
    finally:
        patch.undo()
    return values


def spoiled(value: Any) -> list[Any]:
    """Other values that an experiment might have given instead."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, list):
        return [[other, *value[1:]] for other in spoiled(value[0])] + [value[::-1], []]
    return [0, -1, 1e9, value + 1, value * 2, -value]


@pytest.mark.parametrize("lesson", WRITTEN)
def test_every_row_of_a_lesson_is_placed(lesson: str) -> None:
    rows = [row for row in claims.rows() if row["lesson"] == lesson]
    assert len(rows) == ROWS.get(lesson), "say in ROWS how many rows this lesson answers"
    headings = "".join("".join(c["source"]) for c in cells(lesson) if c["cell_type"] == "markdown")
    for row in rows:
        section = row["section"].translate({ord("“"): '"', ord("”"): '"'})
        assert f"## {section}" in headings, row["id"]
        assert row["badge"] in claims.BADGES
        assert "card" not in row or claims.cards()[row["card"]]["lesson"] == lesson
        assert row["badge"] in ("holds", "question") or "card" in row, row["id"]
    assert len({row["id"] for row in claims.rows()}) == len(claims.rows())


@pytest.mark.parametrize("card_id", CARDS)
def test_a_card_is_whole_and_stands_once_in_its_lesson(card_id: str) -> None:
    card = claims.cards()[card_id]
    assert card["badge"] in claims.BADGES
    for part in ("quote", "note", "answer", "check", "condition", "source"):
        assert card[part].strip(), part
    assert any(char.isdigit() for char in card["source"]), "a source has a year"
    code = ["".join(c["source"]) for c in cells(card["lesson"]) if c["cell_type"] == "code"]
    assert sum(f'"{card_id}",' in source for source in code) == 1
    assert any(row.get("card") == card_id for row in claims.rows())


@pytest.mark.parametrize("card_id", CARDS)
def test_a_card_depends_on_every_value_that_its_lesson_computes(card_id: str) -> None:
    card = claims.cards()[card_id]
    values = computed(card["lesson"])[card_id]
    assert claims.holds(card, values)
    for name, value in values.items():
        fails = []
        for other in spoiled(value):
            try:
                fails.append(not claims.holds(card, values | {name: other}))
            except (IndexError, TypeError):
                fails.append(True)
        assert any(fails), f"{card_id} holds whatever {name} is"


def test_a_false_check_stops_the_lesson() -> None:
    with pytest.raises(AssertionError, match="claim E01: the experiment disagrees"):
        claim("E01", points=4, same_outputs=False, same_weights=False)


def test_missing_values_and_unknown_cards_are_named() -> None:
    with pytest.raises(KeyError, match="card E01 is checked on points, same_outputs"):
        claim("E01", points=4)
    with pytest.raises(KeyError, match="there is no card 'E99'"):
        claim("E99")


def test_a_card_reads_as_text() -> None:
    text = repr(claim("E01", points=4, same_outputs=True, same_weights=False))
    assert text.startswith("✗ does not hold: “OUTPUT OF THE ABOVE STEP IS CALLED A NEURON”")
    assert "on all 4 points" in text
    assert "Source: F. Rosenblatt" in text
