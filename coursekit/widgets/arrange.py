"""Lines to be put in order: of a program or of a proof, some of them decoys (`ask` shows them)."""

from __future__ import annotations

from typing import Any
from zlib import crc32

from coursekit.exercises import Arrange


def arrange_data(exercise: Arrange, name: str) -> dict[str, Any]:
    """Return what the script needs; `rows` are [text, its place or -1, what is said of a decoy]."""
    rows: list[list[Any]] = [[text, place, ""] for place, text in enumerate(exercise.lines)]
    rows += [[decoy.text, -1, decoy.hint] for decoy in exercise.decoys]
    rows.sort(key=lambda row: crc32(f"{name}/{row[0]}".encode()))
    lines = "\n".join(exercise.lines)
    return {
        "name": name,
        "prompt": exercise.prompt,
        "code": exercise.code,
        "rows": rows,
        "before": [list(pair) for pair in exercise.needs()],
        "mistakes": [[early.line, early.than, early.hint] for early in exercise.mistakes],
        "right": exercise.right,
        "hints": list(exercise.hints),
        "solution": f"```\n{lines}\n```\n{exercise.right}",
    }


def arrange_text(exercise: Arrange, name: str) -> str:
    """Return the exercise as plain text: the lines as they lie there before they are ordered."""
    rows = "\n".join(text for text, _, _ in arrange_data(exercise, name)["rows"])
    return f"Put in order: {exercise.prompt}\n```\n{rows}\n```"
