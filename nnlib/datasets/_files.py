"""Reading the data files of this package."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def read(name: str, **shapes: tuple[int, ...]) -> dict[str, Array]:
    """Return the arrays of `<name>.npz` beside this module, which must have the given shapes.

    Raises
    ------
    FileNotFoundError
        If the file is missing.
    ValueError
        If it is cut short, or not the file that it should be.
    """
    import zipfile  # only here: it would make `import nnlib` slower by a third
    import zlib

    path = os.path.join(os.path.dirname(__file__), f"{name}.npz")
    advice = "install the package again"
    try:
        with np.load(path, allow_pickle=False) as stored:
            arrays = {key: stored[key] for key in shapes}
    except FileNotFoundError:
        raise FileNotFoundError(f"{name}: the data file {path} is missing; {advice}") from None
    except (OSError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile, zlib.error):
        raise ValueError(
            f"{name}: the data file {path} is cut short or damaged; {advice}"
        ) from None
    for key, shape in shapes.items():
        if arrays[key].shape != shape:
            raise ValueError(
                f"{name}: the data file {path} is another one, since {key} has the shape "
                f"{arrays[key].shape}, not {shape}; {advice}"
            )
    return arrays
