"""`ask`: a question that is answered in the page, by a choice or by a number."""

from __future__ import annotations

from typing import Any

from coursekit.exercises import Choice, Code, find
from coursekit.widgets.widget import widget


def ask(name: str) -> Any:
    """Show a question with one right choice, or one whose answer is a number.

    Parameters
    ----------
    name : str
        The lesson and the question, as in ``"01/parameters"``.

    Raises
    ------
    KeyError
        If there is no such question; the message lists what there is.
    """
    exercise = find(name)
    if isinstance(exercise, Code):
        raise KeyError(f"ask: {name} is answered with code; use check({name!r}, your_function)")
    if isinstance(exercise, Choice):
        return widget("ask", choice_data(exercise, name), text=choice_text(exercise))
    data = {
        "name": name,
        "prompt": exercise.prompt,
        "unit": exercise.unit,
        "answer": exercise.answer,
        "tolerance": exercise.tolerance,
        "right": exercise.right,
        "slips": [[slip.value, slip.hint] for slip in exercise.slips],
        "hints": list(exercise.hints),
        "solution": exercise.solution,
    }
    return widget("ask", data, text=f"Question: {exercise.prompt}\nAnswer with a number.")


def choice_data(exercise: Choice, name: str) -> dict[str, Any]:
    """Return what the script of a question with a choice needs."""
    right = next(option for option in exercise.options if option.right)
    return {
        "name": name,
        "prompt": exercise.prompt,
        "predict": exercise.predict,
        "options": [[o.text, o.feedback, o.right] for o in exercise.options],
        "hints": list(exercise.hints),
        "solution": f"{right.text}. {right.feedback}",
    }


def choice_text(exercise: Choice) -> str:
    """Return a question with a choice as plain text."""
    opening = "Guess first: " if exercise.predict else "Question: "
    lines = [f"  ({'abcdefgh'[i]}) {o.text}" for i, o in enumerate(exercise.options)]
    return "\n".join([opening + exercise.prompt, *lines])
