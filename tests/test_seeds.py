"""`repeat`: what is stored is taken as long as the experiment is the one that was stored."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from coursekit import repeat, seeds
from coursekit.exercises import CONTENT
from tools import make_seeds


def experiment(seed: int) -> list[float]:
    """Two numbers for each seed."""
    return [seed, 10.0 * seed]


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Store this experiment as one of lesson 8; the tests note in the list which seeds ran."""
    kept = np.array([experiment(seed) for seed in range(5)])
    monkeypatch.setattr(seeds, "stored", lambda name: {"mine": kept} if "08_" in name else {})
    return []


def test_the_first_seed_runs_and_the_others_are_taken(
    ran: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    found = repeat("08/mine", lambda seed: ran.append(seed) or experiment(seed))
    np.testing.assert_array_equal(found, [experiment(seed) for seed in range(5)])
    assert (ran, capsys.readouterr().out) == ([0], "")


@pytest.mark.parametrize("change", [1e-3, np.nan])
def test_a_changed_experiment_runs_for_all_seeds(
    ran: list[int], capsys: pytest.CaptureFixture[str], change: float
) -> None:
    changed = lambda seed: np.array(experiment(seed)) + change  # noqa: E731
    found = repeat("08/mine", lambda seed: ran.append(seed) or changed(seed))
    np.testing.assert_array_equal(found, [changed(seed) for seed in range(5)])
    assert ran == [0, 0, 1, 2, 3, 4]
    said = "The stored runs are of another experiment: all seeds run here.\n"
    assert capsys.readouterr().out == said


def test_other_seeds_and_shapes_are_other_experiments(ran: list[int]) -> None:
    assert repeat("08/mine", experiment, range(3)).shape == (3, 2)
    assert repeat("08/mine", lambda seed: experiment(seed)[0]).shape == (5,)


def test_a_name_without_a_store_is_refused() -> None:
    with pytest.raises(KeyError, match="there is no lesson"):
        repeat("88/mine", experiment)
    with pytest.raises(KeyError, match="none"):
        repeat("08/none", experiment)


def test_rounding_is_no_change(ran: list[int]) -> None:
    """Another machine's arithmetic gives the same experiment, and its own first result."""
    found = repeat("08/mine", lambda seed: np.array(experiment(seed)) * (1 + 1e-9) + 1e-9)
    assert found[0, 0] == 1e-9
    assert found[1, 0] == 1


def test_the_tool_stores_what_a_lesson_repeats(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """All seeds run, and what they gave is kept under the experiment's name."""
    monkeypatch.setattr(make_seeds, "CONTENT", tmp_path)
    monkeypatch.setattr(
        make_seeds, "definitions", lambda *_: repeat("08/mine", experiment, range(2))
    )
    (tmp_path / "08_overfitting").mkdir()
    make_seeds.main(["08_overfitting"])
    monkeypatch.setattr(seeds, "recorded", None)
    with np.load(tmp_path / "08_overfitting" / "seeds.npz") as kept:
        np.testing.assert_array_equal(kept["mine"], [experiment(0), experiment(1)])


@pytest.mark.parametrize("path", sorted(CONTENT.glob("*/seeds.npz")), ids=lambda p: p.parent.name)
def test_what_is_stored_is_used(path: Path) -> None:
    """Each stored experiment is one of its lesson."""
    lesson = (CONTENT.parents[1] / "lessons" / f"{path.parent.name}.ipynb").read_text("utf-8")
    with np.load(path) as kept:
        for key in kept.files:
            assert f'repeat(\\"{path.parent.name[:2]}/{key}\\"' in lesson
