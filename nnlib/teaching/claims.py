"""Claims of the notes: every sentence with its verdict, checked on what a lesson computed.

`content/claims.toml` is the one home of the claims. A *card* quotes a sentence of the
notes, says with a badge how it holds up, and has a *condition* on values that the lesson
computes. `claim` evaluates the condition: a card whose check is false stops the lesson,
and so the build. A card of a lesson that is not written yet is *open*: it has its verdict and
its source, but nothing to check. `notes_table` lists every row of the notes that a lesson
answers.
"""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

import numpy as np

from .exercises import CONTENT
from .widget import widget

PATH = CONTENT / "claims.toml"
BADGES = {  # signs that every text font has, and never a sign without its word
    "holds": "✓ holds",
    "condition": "◐ holds with a condition",
    "outdated": "↻ outdated",
    "disputed": "⇄ disputed",
    "fails": "✗ does not hold",
    "question": "? question",
}
SAFE = {"abs": abs, "all": all, "len": len, "max": max, "min": min, "sum": sum}


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(PATH.read_text("utf-8"))


def cards() -> dict[str, dict[str, Any]]:
    """Return every card by its id."""
    return {card["id"]: card for card in _file()["card"]}


def rows() -> list[dict[str, Any]]:
    """Return every row of the notes' inventory."""
    return list(_file()["row"])


def planned() -> dict[str, str]:
    """Return the titles of the lessons that are not written yet."""
    return dict(_file()["planned"])


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


def claim(card_id: str, **values: Any) -> Any:
    """Show the card of a claim, after checking it on values computed in the lesson.

    Parameters
    ----------
    card_id : str
        As in `content/claims.toml`.
    values : numbers, lists or booleans
        What the condition and the sentence of the card name.

    Raises
    ------
    KeyError
        If there is no such card, or a value is missing or not asked for.
    ValueError
        If the card is still open.
    AssertionError
        If the condition is false: the text and the experiment disagree.
    """
    if card_id not in cards():
        raise KeyError(f"claim: there is no card {card_id!r}; there are {', '.join(cards())}")
    card = cards()[card_id]
    if is_open(card):
        raise ValueError(
            f"claim: card {card_id} is open, so there is nothing to check yet. Give it `values`, "
            "a `condition` on them and a sentence `check` in content/claims.toml"
        )
    values = {name: _plain(value) for name, value in values.items()}
    if set(values) != set(card["values"]):
        raise KeyError(
            f"claim: card {card_id} is checked on {', '.join(card['values'])}, "
            f"but got {', '.join(values) or 'nothing'}"
        )
    if not holds(card, values):
        shown = ", ".join(f"{name} = {value}" for name, value in values.items())
        raise AssertionError(
            f"claim {card_id}: the experiment disagrees with the card. "
            f"{card['condition']} is false for {shown}"
        )
    checked = card["check"].format(**values)
    data = {
        "id": card_id,
        "badge": BADGES[card["badge"]],
        "kind": card["badge"],
        "quote": card["quote"],
        "note": card["note"],
        "answer": card["answer"],
        "check": checked,
        "condition": card["condition"],
        "values": values,
        "source": card["source"],
    }
    text = (
        f"{BADGES[card['badge']]}: “{card['quote']}” (note {card['note']})\n"
        f"What holds up: {card['answer']}\nChecked here: {checked}\nSource: {card['source']}"
    )
    return widget("claim", data, text=text)


def notes_table(lesson: str) -> Any:
    """List every row of the notes that a lesson answers: sentence, verdict, section."""
    table = []
    for row in rows():
        if row["lesson"] == lesson:
            ids = ", ".join(cards_of(row))
            verdict = BADGES[row["badge"]] + (f" ({ids})" if ids else "")
            table.append([row["id"], row["text"], verdict, row["section"]])
    lines = [f"{name}  {verdict}: {text} → {section}" for name, text, verdict, section in table]
    return widget("notes", {"rows": table}, text="\n".join(lines))


def _plain(value: Any) -> Any:
    """Turn NumPy's numbers and arrays into plain Python ones, so that they can be stored."""
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
