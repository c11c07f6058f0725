"""`progress`: the page on which readers see what they have solved.

The record itself stays in the reader's browser (`shared/store.js`); Python only lists what
there is to be solved.
"""

from __future__ import annotations

import re
from typing import Any

from coursekit.exercises import Arrange, Choice, Code, Exercise, content, folder
from coursekit.exercises import lessons as numbers
from coursekit.widgets.widget import widget


def progress() -> Any:
    """Show, lesson by lesson, what the reader has answered; with export, import and erase."""
    lessons = [
        {
            "page": page,
            "title": f"{int(page[:2])} · {page[3:].replace('_', ' ').capitalize()}",
            "exercises": [
                [f"{page[:2]}/{key}", short_title(exercise), _kind(exercise)]
                for key, exercise in content(page[:2]).items()
            ],
        }
        for page in (folder(number).name for number in numbers())
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
    if isinstance(exercise, Arrange):
        return "arrange"
    return "guess" if isinstance(exercise, Choice) and exercise.predict else "question"
