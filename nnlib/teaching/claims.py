"""Claims of the notes: every sentence with its verdict, checked on what a lesson computed.

`content/claims.toml` is the one home of the claims. A *card* quotes a sentence of the
notes, says with a badge how it holds up, and has a *condition* on values that the lesson
computes. `claim` evaluates the condition: a card whose check is false stops the lesson,
and so the build. `notes_table` lists every row of the notes that a lesson answers.
"""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

import numpy as np

from .exercises import CONTENT
from .widget import widget

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
    return tomllib.loads((CONTENT / "claims.toml").read_text("utf-8"))


def cards() -> dict[str, dict[str, Any]]:
    """Return every card by its id."""
    return {card["id"]: card for card in _file()["card"]}


def rows() -> list[dict[str, Any]]:
    """Return every row of the notes' inventory."""
    return list(_file()["row"])


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
    AssertionError
        If the condition is false: the text and the experiment disagree.
    """
    if card_id not in cards():
        raise KeyError(f"claim: there is no card {card_id!r}; there are {', '.join(cards())}")
    card = cards()[card_id]
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
    found = [row for row in rows() if row["lesson"] == lesson]
    verdicts = [BADGES[r["badge"]] + (f" ({r['card']})" if "card" in r else "") for r in found]
    both = list(zip(found, verdicts, strict=True))
    data = {"rows": [[r["id"], r["text"], verdict, r["section"]] for r, verdict in both]}
    lines = [f"{r['id']}  {verdict}: {r['text']} → {r['section']}" for r, verdict in both]
    return widget("notes", data, text="\n".join(lines))


def _plain(value: Any) -> Any:
    """Turn NumPy's numbers and arrays into plain Python ones, so that they can be stored."""
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
