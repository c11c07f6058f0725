"""`gallery`: runs that went wrong (or well), each with a diagnosis to be found.

Built from what there is: the pictures of `explore`, and below each of them a question of `ask`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from coursekit.exercises import Choice, find
from coursekit.figures import is_figure, one_sentence, png, svg
from coursekit.widgets.ask import choice_data, choice_text
from coursekit.widgets.explore import pack
from coursekit.widgets.widget import widget

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def gallery(runs: Sequence[tuple[Figure, str, str | Choice]], *, name: str = "runs") -> Any:
    """Show runs one at a time, each with its question.

    Parameters
    ----------
    runs : list of (Figure, sentence, question)
        The picture of each run, a sentence that says what is seen without giving the cause away,
        and what is asked about it: a `Choice`, or the name of one, as in ``"07/first-patient"``.
    name : str
        What the gallery is called in the page's address.

    Raises
    ------
    ValueError
        If there are fewer than two runs, a run is not such a triple, or its question has not
        exactly one right answer and a hint for each wrong one.
    KeyError
        If there is no question of that name.
    """
    if len(runs) < 2:
        raise ValueError(f"gallery: give at least two runs to compare, but got {len(runs)}")
    frames, alts, questions, texts = [], [], [], []
    for i, run in enumerate(runs, 1):
        if not (isinstance(run, tuple) and len(run) == 3 and is_figure(run[0])):
            raise ValueError(
                f"gallery: run {i} must be (Figure, sentence, question), but is {run!r}"
            )
        fig, alt, question = run
        choice = find(question) if isinstance(question, str) else question
        if not isinstance(choice, Choice):
            raise ValueError(f"gallery: run {i} asks {question!r}, but needs a Choice")
        if sum(option.right for option in choice.options) != 1:
            raise ValueError(f"gallery: run {i} needs exactly one right diagnosis")
        if silent := [option.text for option in choice.options if not option.feedback.strip()]:
            raise ValueError(f"gallery: run {i} has no hint for {', '.join(map(repr, silent))}")
        try:
            alts.append(one_sentence(alt))
        except ValueError as error:
            raise ValueError(f"gallery: run {i}: {error}") from error
        frames.append(svg(fig))
        known = question if isinstance(question, str) else ""
        questions.append(choice_data(choice, known))
        texts.append(f"Run {i}. {alts[-1]}\n{choice_text(choice, known)}")
    numbers = [str(i) for i in range(1, len(runs) + 1)]
    controls = [{"name": "run", "label": "run", "values": numbers, "slider": False, "start": 0}]
    return widget(
        "gallery",
        {"name": name, "controls": controls, "alts": alts, "questions": questions},
        text="\n\n".join(texts),
        frames=pack(frames, f"gallery({name})"),
        picture=png(runs[0][0], dpi=120),
    )
