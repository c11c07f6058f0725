"""Write nnlib/datasets/digits.npz from scikit-learn's copy of the UCI digits.

Run it as `python -m tools.make_digits`; only this script and a test need scikit-learn.
"""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

TARGET = Path(__file__).parent.parent / "nnlib" / "datasets" / "digits.npz"


def main() -> None:
    """Store pixels and labels as unsigned bytes, in the original order."""
    x, y = load_digits(return_X_y=True)
    np.savez_compressed(TARGET, x=x.astype(np.uint8), y=y.astype(np.uint8))
    print(f"{TARGET.name}: {len(x)} digits, {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
