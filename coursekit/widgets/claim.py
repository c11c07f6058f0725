"""`claim` and `notes_table`: a card of the notes, checked; and all that a lesson answers."""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.claims import BADGES, cards, cards_of, finite, holds, is_open, rows
from coursekit.widgets.widget import widget


def claim(card_id: str, **values: Any) -> Any:
    """Show the card of a claim, after checking it on values computed in the lesson.

    Parameters
    ----------
    card_id : str
        As in `content/NN_…/claims.toml`.
    values : numbers, lists or booleans
        What the condition and the sentence of the card name.

    Raises
    ------
    KeyError
        If there is no such card, or a value is missing or not asked for.
    ValueError
        If the card is still open, or NaN or infinity is among the values: a condition can hold for
        them by accident.
    AssertionError
        If the condition is false: the text and the experiment disagree.
    """
    if card_id not in cards():
        raise KeyError(f"claim: there is no card {card_id!r}; there are {', '.join(cards())}")
    card = cards()[card_id]
    if is_open(card):
        raise ValueError(
            f"claim: card {card_id} is open, so there is nothing to check yet. Give it `values`, "
            "a `condition` on them and a sentence `check` in content/NN_…/claims.toml"
        )
    values = {name: _plain(value) for name, value in values.items()}
    if set(values) != set(card["values"]):
        raise KeyError(
            f"claim: card {card_id} is checked on {', '.join(card['values'])}, "
            f"but got {', '.join(values) or 'nothing'}"
        )
    for name, value in values.items():
        if not finite(value):
            raise ValueError(
                f"claim {card_id}: {name} = {value} is not finite, so it can't be checked. "
                "Look for what divides by zero or overflows above"
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
