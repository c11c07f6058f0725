"""Write coursekit/content/NN_name/seeds.npz: what `repeat` computes in lessons, for all seeds.

Run it as `python -m tools.make_seeds 08_overfitting` (it takes as long as all those runs).
"""

from __future__ import annotations

import re
import sys

import numpy as np

from coursekit import seeds
from coursekit.exercises import CONTENT
from tools.address import ROOT
from tools.lesson_code import definitions

EVERYTHING = re.compile("")


def main(names: list[str]) -> None:
    """Run lessons with nothing taken from the store, and store what `repeat` computed."""
    for name in names:
        seeds.recorded = {}
        definitions(ROOT / "lessons" / f"{name}.ipynb", EVERYTHING)
        target = CONTENT / name / "seeds.npz"
        np.savez_compressed(target, **seeds.recorded)
        print(f"{name}: {', '.join(seeds.recorded)}, {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
