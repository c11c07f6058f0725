"""A gallery of runs: what it holds, what it says as text, and what bad input is told."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from coursekit import figure, gallery
from coursekit.exercises import Choice, Option


def question(*, right: int = 1, hint: str = "Look again.") -> Choice:
    options = [Option(f"cause {i}", hint if i else "Yes.", right=i < right) for i in range(4)]
    return Choice(key="what", prompt="What is wrong here?", options=tuple(options))


def run(alt: str = "A loss that falls and stays.", asked: Any = None) -> Any:
    fig, ax = figure(size=(2, 1))
    ax.plot([1, 0])
    return fig, alt, asked or question()


def test_a_gallery_holds_a_picture_a_sentence_and_a_question_for_each_run() -> None:
    runs = [run(), run("A loss that jumps and jumps.", "01/like-a-brain")]
    widget = gallery(runs, name="patients")
    frames = gzip.decompress(widget.frames).split(b"\0")
    assert len(frames) == 2 and all(b"<svg" in frame for frame in frames)
    assert widget.data["alts"] == [alt for _, alt, _ in runs]
    assert [asked["name"] for asked in widget.data["questions"]] == ["", "01/like-a-brain"]
    assert widget.data["name"] == "patients"
    text = repr(widget)
    assert "Run 2. A loss that jumps and jumps.\nQuestion: Which of these" in text


@pytest.mark.parametrize(
    "runs, said",
    [
        ([run()], "at least two runs to compare, but got 1"),
        ([run(), run()[:2]], r"run 2 must be \(Figure, sentence, question\)"),
        ([run(), run("x")], "run 2: alt: a picture needs a sentence"),
        ([run(), run(asked="01/cover")], "run 2 asks '01/cover', but needs a Choice"),
        ([run(), run(asked=question(right=2))], "run 2 needs exactly one right diagnosis"),
        ([run(), run(asked=question(hint=" "))], "run 2 has no hint for 'cause 1', 'cause 2'"),
    ],
)
def test_bad_input_is_told_in_a_sentence(runs: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        gallery(runs)
