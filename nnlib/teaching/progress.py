"""`progress`: the page on which readers see what they have solved.

The record itself stays in the reader's browser (`static/store.js`); Python only lists what
there is to be solved.
"""

from __future__ import annotations

import re
from typing import Any

from .exercises import CONTENT, Choice, Code, Exercise, content
from .widget import widget


def progress() -> Any:
    """Show, lesson by lesson, what the reader has answered; with export, import and erase."""
    lessons = [
        {
            "page": path.stem,
            "title": f"{int(path.stem[:2])} · {path.stem[3:].replace('_', ' ').capitalize()}",
            "exercises": [
                [f"{path.stem[:2]}/{key}", short_title(exercise), _kind(exercise)]
                for key, exercise in content(path.stem[:2]).items()
            ],
        }
        for path in sorted(CONTENT.glob("[0-9][0-9]_*.py"))
    ]
    counts = [f"{lesson['title']}: {len(lesson['exercises'])} exercises" for lesson in lessons]
    text = "Your answers are counted here, in a browser that runs scripts.\n" + "\n".join(counts)
    return widget("progress", {"lessons": lessons}, text=text)


def short_title(exercise: Exercise) -> str:
    """Return the question of an exercise without what leads up to it."""
    if isinstance(exercise, Code):
        return f"Write `{exercise.name}`"
    sentences = re.split(r"(?<=[.?!])[”)]*\s+", exercise.prompt)
    return next((said for said in reversed(sentences) if said.endswith("?")), sentences[-1])


def _kind(exercise: Exercise) -> str:
    if isinstance(exercise, Code):
        return "code"
    return "guess" if isinstance(exercise, Choice) and exercise.predict else "question"
