"""`ask`: a question that is answered in the page: by a choice, a number, or an order of lines.

A prediction is asked before its experiment and gets no verdict; `outcome` brings it back after.
"""

from __future__ import annotations

from typing import Any

from coursekit.exercises import Arrange, Choice, Code, find, in_order
from coursekit.widgets.arrange import arrange_data, arrange_text
from coursekit.widgets.widget import widget


def ask(name: str) -> Any:
    """Show a question: with one right choice, with a number for an answer, or lines to be ordered.

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
    if isinstance(exercise, Arrange):
        data = arrange_data(exercise, name)
        return widget("arrange", data, text=arrange_text(exercise, name))
    if isinstance(exercise, Choice):
        return widget("ask", choice_data(exercise, name), text=choice_text(exercise, name))
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


def outcome(name: str) -> Any:
    """Bring a guess back: what the reader chose and why, what came out, what was tempting.

    Parameters
    ----------
    name : str
        The lesson and the prediction, as in ``"01/guess-xor"``. It stands after the experiment.

    Raises
    ------
    KeyError
        If there is no such question, or it is no prediction.
    """
    exercise = find(name)
    if not (isinstance(exercise, Choice) and exercise.predict):
        raise KeyError(f"outcome: {name} is no guess; ask({name!r}) judges an answer at once")
    options = choice_data(exercise, name)["options"]
    lines = [f"  {'✓' if right else '·'} {text}. {said}" for text, said, right in options]
    data = {"name": name, "prompt": exercise.prompt, "options": options}
    text = "\n".join([f"What came out: {exercise.prompt}", *lines])
    return widget("outcome", data, text=text)


def choice_data(exercise: Choice, name: str) -> dict[str, Any]:
    """Return what the script of a question with a choice needs."""
    right = next(option for option in exercise.options if option.right)
    return {
        "name": name,
        "prompt": exercise.prompt,
        "predict": exercise.predict,
        "options": [[o.text, o.feedback, o.right] for o in in_order(exercise, name)],
        "hints": list(exercise.hints),
        "solution": f"{right.text}. {right.feedback}",
    }


def choice_text(exercise: Choice, name: str) -> str:
    """Return a question with a choice as plain text."""
    opening = "Guess first: " if exercise.predict else "Question: "
    lines = [f"  ({'abcdefgh'[i]}) {o.text}" for i, o in enumerate(in_order(exercise, name))]
    return "\n".join([opening + exercise.prompt, *lines])
