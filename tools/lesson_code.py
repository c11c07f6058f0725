"""What a lesson defines: the scripts that make its longer runs train with its own code."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tools.run_lessons import read


def definitions(
    lesson: Path, needed: re.Pattern[str], part: Callable[[str], str] = str, **given: Any
) -> dict[str, Any]:
    """Run the code cells of a lesson in which a pattern is found, and return all names.

    `part` tells which part of such a cell to run, `given` holds names that they take from others.
    """
    names = dict(given)
    for cell in read(lesson).cells:
        if cell.cell_type == "code" and needed.search(cell.source):
            exec(part(cell.source), names)
    return names
