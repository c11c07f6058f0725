"""What the lessons compute: as stored, whatever a rounding error does, and enough for their cards.

Each lesson is run twice in all: once by the build, whose results are compared with the stored ones,
and once here, with initial weights that differ by a rounding error; its claims are noted there.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from jupyter_cache import get_cache

from coursekit import claim, claims
from tools.build_book import CACHE, is_cached
from tools.rounding import differences, perturbed
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


# ---- a run with other roundings ------------------------------------------------------------------

# Runs in the kernel before a lesson: writes down on which values its claims are checked.
NOTE = """
def _note_claims():
    import json
    import coursekit
    from coursekit.widgets.claim import _plain
    claim, values = coursekit.claim, {}

    def note(card_id, **given):
        values[card_id] = {name: _plain(value) for name, value in given.items()}
        with open(FILE, "w") as file:
            json.dump(values, file)
        return claim(card_id, **given)

    coursekit.claim = note
_note_claims()
del _note_claims
"""
Run = tuple[Job, dict[str, dict[str, Any]]]


@pytest.fixture(scope="module")
def run_again(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Run]:
    """Return a function that runs a lesson with perturbed weights, once, and notes its claims."""

    @functools.cache
    def run_it(path: Path) -> Run:
        job, notes = perturbed(path), tmp_path_factory.mktemp("notes") / "notes.json"
        notes.write_text("{}")
        job.notebook.cells[0].source += NOTE.replace("FILE", repr(str(notes)))
        execute_all([job])
        return job, json.loads(notes.read_text())

    return run_it


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_printed_digits_survive_a_rounding_error(
    run_again: Callable[[Path], Run], path: Path
) -> None:
    """Initial weights that differ by 1e-15 print the same text."""
    job, _ = run_again(path)
    assert differences(job) == [], "\n".join(differences(job))


def spoiled(value: Any) -> list[Any]:
    """Other values that an experiment might have given instead."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, list):
        return [[other, *value[1:]] for other in spoiled(value[0])] + [value[::-1], []]
    return [0, -1, 1e9, value + 1, value * 2, -value]


@pytest.mark.parametrize("card_id", CARDS)
def test_a_card_depends_on_every_value_that_its_lesson_computes(
    run_again: Callable[[Path], Run], card_id: str
) -> None:
    card = claims.cards()[card_id]
    _, computed = run_again(WRITTEN[card["lesson"]])
    values = computed[card_id]
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
def test_no_card_is_checked_on_what_is_not_finite(
    run_again: Callable[[Path], Run], card_id: str, wrong: float
) -> None:
    """A condition such as `max(moved) == 0` holds for a NaN in some places of a list."""

    def with_wrong(value: Any) -> list[Any]:
        if not isinstance(value, list):
            return [wrong]
        return [
            [*value[:i], w, *value[i + 1 :]]
            for i in range(len(value))
            for w in with_wrong(value[i])
        ]

    _, computed = run_again(WRITTEN[claims.cards()[card_id]["lesson"]])
    values = computed[card_id]
    for name, value in values.items():
        for other in with_wrong(value):
            with pytest.raises(ValueError, match=f"claim {card_id}: {name} = .* is not finite"):
                claim(card_id, **values | {name: other})


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
    again = perturbed(path)
    execute_all([again])
    assert job.error is None and again.error is None
    assert (differences(again) == []) == survives
