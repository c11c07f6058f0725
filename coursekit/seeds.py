"""An experiment for several seeds: a lesson runs the first, and takes the others as stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.exercises import folder
from coursekit.stored import stored

Array = npt.NDArray[Any]

#: Which seeds run here, by place; the tests add the last one.
RUN_HERE = [0]
#: What was computed, by name; a dict only while `tools/make_seeds.py` runs a lesson.
recorded: dict[str, Array] | None = None


def repeat(name: str, run: Callable[[int], Any], seeds: Sequence[int] = range(5)) -> Array:
    """Run an experiment for several seeds: for the first one here, for the others as stored.

    What is stored counts only as long as the first seed gives what is stored for it. Otherwise
    the experiment was changed, so all seeds run here, and a line says so.

    Parameters
    ----------
    name : str
        ``"NN/key"``: the lesson, and what its runs are stored as (see `tools/make_seeds.py`).
    run : function of a seed
        Returns a number or an array, of one shape for all seeds.
    seeds : sequence of int
        The seeds, of which the first runs here.

    Returns
    -------
    array (len(seeds), …)
        What `run` returned for each seed.

    Raises
    ------
    KeyError
        If there is no such lesson, or nothing is stored under that name.
    """
    lesson, _, key = name.partition("/")
    if recorded is not None:
        recorded[key] = np.stack([run(seed) for seed in seeds])
        return recorded[key]
    found = stored(f"{folder(lesson).name}/seeds")[key]
    for place in RUN_HERE:
        here = np.asarray(run(seeds[place]))
        same = found.shape == (len(seeds), *here.shape)
        if not (same and np.allclose(here, found[place], rtol=1e-4, atol=1e-6, equal_nan=True)):
            print("The stored runs are of another experiment: all seeds run here.")
            return np.stack([run(seed) for seed in seeds])
        found[place] = here
    return found
