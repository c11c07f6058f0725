"""Results of runs that take longer than a lesson should: made by `tools/make_….py`, and stored."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.exercises import CONTENT


def stored(name: str) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of `content/<name>.npz`, as in `stored("06_initialization/runs")`.

    Raises
    ------
    KeyError
        If nothing is stored under that name; the message lists what there is.
    """
    names = sorted(
        p.relative_to(CONTENT).with_suffix("").as_posix() for p in CONTENT.glob("*/*.npz")
    )
    if name not in names:
        raise KeyError(f"stored: there is no {name!r}; there are {', '.join(names)}")
    with np.load(CONTENT / f"{name}.npz", allow_pickle=False) as file:
        return {key: file[key] for key in file.files}
