"""Claims of the notes: every sentence with its verdict, checked on what a lesson computed.

Each lesson has a file `content/NN_…/claims.toml`; `content/book/claims.toml` is that of the pages
around the lessons.

A *card* (`[[card]]`) is a sentence of the notes that deserves a closer look: its quote, a badge
that says how it holds up, an answer, a source, and a *condition* on `values` that the lesson
computes; `check` says the result in words. `claim` evaluates the condition: a card whose condition
is false stops the lesson, and so the build. A card of a lesson that is not written yet is *open*:
it lacks these three, and `claim` refuses it.

A *row* (`[[row]]`) is one line of the notes' inventory, with the section that answers it. `text`
shortens the note; rows with a card (or two) name it. The badge "question" stands for all that
claims nothing: questions, headings, titles, lists to explore. 001-00..36 is one row: that part of
note 001 repeats 000-00 to 000-36 word for word.
"""

from __future__ import annotations

import cmath
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from coursekit.exercises import CONTENT

BADGES = {  # signs that every text font has, and never a sign without its word
    "holds": "✓ holds",
    "condition": "◐ holds with a condition",
    "outdated": "↻ outdated",
    "disputed": "⇄ disputed",
    "fails": "✗ does not hold",
    "question": "? question",
}
SAFE = {"abs": abs, "all": all, "len": len, "max": max, "min": min, "sum": sum}


def files() -> dict[str, Path]:
    """Return the file of each lesson by its number; "book" is the pages around the lessons."""
    return {
        "book" if path.parent.name == "book" else path.parent.name[:2]: path
        for path in sorted(CONTENT.glob("*/claims.toml"))
    }


@cache
def _read() -> dict[str, dict[str, Any]]:
    return {lesson: tomllib.loads(path.read_text("utf-8")) for lesson, path in files().items()}


def _all(kind: str) -> list[dict[str, Any]]:
    return [
        entry | {"lesson": lesson}
        for lesson, file in _read().items()
        for entry in file.get(kind, [])
    ]


def cards() -> dict[str, dict[str, Any]]:
    """Return every card by its id."""
    return {card["id"]: card for card in _all("card")}


def rows() -> list[dict[str, Any]]:
    """Return every row of the notes' inventory."""
    return _all("row")


def planned() -> dict[str, str]:
    """Return the titles of the lessons that are not written yet."""
    return {lesson: file["title"] for lesson, file in _read().items() if "title" in file}


def cards_of(row: dict[str, Any]) -> list[str]:
    """Return the ids of the cards that a row names: none, one or two."""
    named = row.get("card", [])
    return [named] if isinstance(named, str) else list(named)


def is_open(card: dict[str, Any]) -> bool:
    """Tell whether a card has nothing to check yet, since its lesson is not written."""
    return "condition" not in card


def holds(card: dict[str, Any], values: dict[str, Any]) -> bool:
    """Evaluate a card's condition on the values that a lesson computed."""
    return bool(eval(card["condition"], {"__builtins__": {}} | SAFE | values))


def finite(value: Any) -> bool:
    """Tell whether a value, and every number in it, is neither NaN nor infinite."""
    if isinstance(value, list | tuple):
        return all(map(finite, value))
    if isinstance(value, dict):
        return all(map(finite, value.values()))
    return not isinstance(value, float | complex) or cmath.isfinite(value)
