"""What the lessons compute: as stored, whatever a rounding error does, and enough for their cards.

Each lesson is run twice in all: once by the build, whose results are looked at here, and once by
nbval, in a kernel in which the initial weights differ by a rounding error.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from jupyter_cache import get_cache

from coursekit import claim, claims
from tools.build_book import CACHE, is_cached
from tools.rounding import KERNEL, KERNELS, differences, run_perturbed
from tools.run_lessons import Job, execute_all, normalize, read, stored_text

ROOT = Path(__file__).resolve().parent.parent
LESSONS = sorted((ROOT / "lessons").glob("*.ipynb"))
WRITTEN = {path.name[:2]: path for path in LESSONS}
CARDS = [card_id for card_id, card in claims.cards().items() if card["lesson"] in WRITTEN]


# ---- the build's run -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_build_computed_what_is_stored(path: Path) -> None:
    """Byte for byte; the build runs a lesson again whenever it or the library changed."""
    cache, job = get_cache(str(CACHE)), Job(path, read(path))
    assert is_cached(cache, job), "The book is old: run `make book`."
    _, ran = cache.merge_match_into_notebook(job.notebook)
    assert stored_text(normalize(ran)) == path.read_text(encoding="utf-8")


# ---- what the cards were checked on --------------------------------------------------------------

WIDGETS = "application/vnd.jupyter.widget-state+json"


@functools.cache
def computed_in(lesson: str) -> dict[str, dict[str, Any]]:
    """Return the values on which a lesson checked its cards in the build, by card."""
    _, ran = get_cache(str(CACHE)).merge_match_into_notebook(read(WRITTEN[lesson]))
    states = [model["state"] for model in ran.metadata["widgets"][WIDGETS]["state"].values()]
    shown = [state["data"] for state in states if state.get("kind") == "claim"]
    return {data["id"]: data["values"] for data in shown}


def spoiled(value: Any) -> list[Any]:
    """Other values that an experiment might have given instead."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, list):
        return [[other, *value[1:]] for other in spoiled(value[0])] + [value[::-1], []]
    return [0, -1, 1e9, value + 1, value * 2, -value]


@pytest.mark.parametrize("card_id", CARDS)
def test_a_card_depends_on_every_value_that_its_lesson_computes(card_id: str) -> None:
    card = claims.cards()[card_id]
    values = computed_in(card["lesson"])[card_id]
    assert claims.holds(card, values)
    for name, value in values.items():
        fails = []
        for other in spoiled(value):
            try:
                fails.append(not claims.holds(card, values | {name: other}))
            except (IndexError, TypeError):
                fails.append(True)
        assert any(fails), f"{card_id} holds whatever {name} is"


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("card_id", CARDS)
def test_no_card_is_checked_on_what_is_not_finite(card_id: str, wrong: float) -> None:
    """A condition such as `max(moved) == 0` holds for a NaN in some places of a list."""

    def with_wrong(value: Any) -> list[Any]:
        if not isinstance(value, list):
            return [wrong]
        return [
            [*value[:i], w, *value[i + 1 :]]
            for i in range(len(value))
            for w in with_wrong(value[i])
        ]

    values = computed_in(claims.cards()[card_id]["lesson"])[card_id]
    for name, value in values.items():
        for other in with_wrong(value):
            with pytest.raises(ValueError, match=f"claim {card_id}: {name} = .* is not finite"):
                claim(card_id, **values | {name: other})


# ---- a run with other roundings ------------------------------------------------------------------

CHAOS = """
import numpy as np
import nnlib as nn

x = float(nn.Linear(1, 1, rng=np.random.default_rng(0)).weight.data[0, 0]) % 1
for step in range({steps}):
    x = 3.9 * x * (1 - x)
print(f"{{x:.3f}}")
"""


@pytest.mark.parametrize(("steps", "survives"), [(5, True), (500, False)])
def test_the_rounding_check_can_fail(steps: int, survives: bool, tmp_path: Path) -> None:
    """A chaotic iteration that starts at a weight keeps its digits for five steps, not for 500."""
    path = tmp_path / "chaos.ipynb"
    cell = nbformat.v4.new_code_cell(CHAOS.format(steps=steps).strip())
    notebook = nbformat.v4.new_notebook(cells=[cell])
    job = Job(path, notebook)
    path.write_text(stored_text(notebook), encoding="utf-8")
    execute_all([job])
    path.write_text(stored_text(job.notebook), encoding="utf-8")
    again = Job(path, read(path))
    run_perturbed([again])
    assert job.error is None and again.error is None
    assert (differences(again) == []) == survives


def test_nbval_finds_the_kernel_with_the_rounding_error() -> None:
    """That its commands name this kernel is tested with the project."""
    folder = KERNELS.relative_to(ROOT).as_posix()
    commands = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"JUPYTER_PATH = $(CURDIR)/{folder}\n" in commands
    assert (KERNELS / "kernels" / KERNEL / "kernel.json").is_file()
