"""save and load: round trips, no half-written files, sentences for what does not fit."""

import io
import os
import pickle
import re
import tracemalloc
import warnings
import zipfile

import numpy as np
import pytest

import nnlib as nn


def make(seed, width=3, dtype=np.float64):
    rng = np.random.default_rng(seed)
    return nn.Sequential(
        nn.Linear(2, width, rng=rng, dtype=dtype),
        nn.BatchNorm1d(width, dtype=dtype),
        nn.Linear(width, 1, rng=rng, dtype=dtype),
    )


def equal(a, b):
    return a.keys() == b.keys() and all(np.array_equal(a[name], b[name]) for name in a)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", ["model.npz", "no ending", "ü.npz"])
def test_round_trip(tmp_path, dtype, name):
    model, other = make(0, dtype=dtype), make(1, dtype=dtype)
    optimizer = nn.Adam(other.parameters())
    model(np.ones((4, 2), dtype))  # moves the running mean
    nn.save(tmp_path / name, model)
    nn.load(str(tmp_path / name), other)
    assert equal(model.state_dict(), other.state_dict())
    assert all(p.data.base is optimizer._vector for p in other.parameters())
    assert os.listdir(tmp_path) == [name]
    with np.load(tmp_path / name, allow_pickle=False) as file:  # it is NumPy's own format
        assert equal(dict(file), model.state_dict())


class Odd(nn.Module):
    """Attributes whose names other writers stumble over."""

    def __init__(self):
        self.file = nn.Tensor(1.0, requires_grad=True)
        self.arr_0 = np.zeros((0, 2))


def test_odd_names_and_shapes(tmp_path):
    model, other = Odd(), Odd()
    model.file.data[...] = 7
    nn.save(tmp_path / "m.npz", model)
    nn.load(tmp_path / "m.npz", other)
    assert other.file.item() == 7


def test_a_failed_save_keeps_the_old_file(tmp_path, monkeypatch):
    path, model = tmp_path / "model.npz", make(0)
    nn.save(path, model)
    before = path.read_bytes()
    for place, name in ((np.lib.format, "write_array"), (os, "replace")):
        with monkeypatch.context() as patch:

            def fail(*args, **kwargs):
                raise OSError("the disk is full")

            patch.setattr(place, name, fail)
            with pytest.raises(OSError, match="the disk is full"):
                nn.save(path, make(1))
        assert path.read_bytes() == before and os.listdir(tmp_path) == ["model.npz"]
    odd = Odd()
    odd.arr_0 = np.array([object()])
    with pytest.raises(ValueError):
        nn.save(path, odd)
    assert path.read_bytes() == before and os.listdir(tmp_path) == ["model.npz"]


def test_permissions_are_the_usual_ones(tmp_path):
    path = tmp_path / "model.npz"
    nn.save(path, make(0))
    (tmp_path / "plain").touch()
    assert path.stat().st_mode == (tmp_path / "plain").stat().st_mode
    path.chmod(0o640)
    nn.save(path, make(1))
    assert path.stat().st_mode & 0o777 == 0o640


def test_every_truncation_and_every_damage_is_noticed(tmp_path):
    path, model = tmp_path / "model.npz", make(0)
    nn.save(path, make(1))
    whole, before = path.read_bytes(), model.state_dict()
    for end in range(0, len(whole), 37):
        path.write_bytes(whole[:end])
        with pytest.raises(ValueError, match=r"^load: .* is truncated, damaged, or not a file of"):
            nn.load(path, model)
    first = whole.index(b"NUMPY") + 130  # within the numbers of the first array
    path.write_bytes(whole[:first] + bytes([whole[first] ^ 1]) + whole[first + 1 :])
    with pytest.raises(ValueError, match=r"^load: .* is truncated, damaged, or not a file of"):
        nn.load(path, model)
    assert equal(before, model.state_dict())


def foreign_files(tmp_path):
    yield "text", lambda path: path.write_text("hello")
    yield "array", lambda path: np.save(path.open("wb"), np.ones(3))
    yield "pickle", lambda path: path.write_bytes(pickle.dumps({"weight": 1}))
    yield "objects", lambda path: np.savez(path.open("wb"), weight=np.array([{}], dtype=object))

    def archive(path):
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("readme.txt", "hello")

    yield "archive", archive


def test_foreign_files(tmp_path):
    for name, write in foreign_files(tmp_path):
        path = tmp_path / name
        write(path)
        with pytest.raises(ValueError, match=rf"^load: {re.escape(str(path))} is truncated, dam"):
            nn.load(path, make(0))


def test_another_model(tmp_path):
    path, model = tmp_path / "model.npz", make(0)
    nn.save(path, model)
    fit = rf"^load: {re.escape(str(path))} does not fit this model. load_state_dict: "
    with pytest.raises(ValueError, match=fit + r"the names do not fit.* unknown: layers.0.bias"):
        nn.load(path, nn.Linear(1, 1, rng=np.random.default_rng(0)))
    with pytest.raises(ValueError, match=fit + r"layers.0.weight has the shape \(2, 4\) here, but"):
        nn.load(path, make(0, width=4))
    single = make(1, dtype=np.float32)
    before = single.state_dict()
    with pytest.raises(
        ValueError, match=r"^load: layers.*float64 in .*, but float32 in the model; use model.asty"
    ):
        nn.load(path, single)
    assert equal(before, single.state_dict())
    nn.load(path, single.astype(np.float64))


def test_missing_folders_and_nothing_to_save(tmp_path):
    with pytest.raises(FileNotFoundError):
        nn.load(tmp_path / "none.npz", make(0))
    with pytest.raises(FileNotFoundError):
        nn.save(tmp_path / "none" / "model.npz", make(0))
    with pytest.raises(ValueError, match=r"^save: the model has no parameters"):
        nn.save(tmp_path / "m.npz", nn.ReLU())
    assert os.listdir(tmp_path) == []


def npy(array, shape=None, dtype=None):
    """The bytes of an .npy member, with any shape and type claimed in its header."""
    buffer = io.BytesIO()
    header = {
        "descr": dtype or np.lib.format.dtype_to_descr(array.dtype),
        "fortran_order": False,
        "shape": array.shape if shape is None else shape,
    }
    np.lib.format.write_array_header_1_0(buffer, header)
    return buffer.getvalue() + array.tobytes()


def crafted(path, members, **options):
    with zipfile.ZipFile(path, "w", **options) as archive:
        for name, content in members:
            archive.writestr(name, content)


CRAFTED = {
    "a bomb": lambda: [("weight.npy", npy(np.ones((2, 1))) + bytes(2**28))],
    "a bomb instead of a header": lambda: [
        ("weight.npy", b"\x93NUMPY\x02\x00\xff\xff\xff\x7f" + b" " * 2**28)
    ],
    "duplicate names": lambda: [("weight.npy", npy(np.ones((2, 1))))] * 2,
    "objects": lambda: [("weight.npy", npy(np.ones((2, 1)), dtype="|O"))],
    "records": lambda: [("weight.npy", npy(np.ones((2, 1)), dtype=[("a", "<f8")]))],
    "too few numbers": lambda: [("weight.npy", npy(np.ones((1, 1)), shape=(2, 1)))],
    "too many numbers": lambda: [("weight.npy", npy(np.ones((3, 1)), shape=(2, 1)))],
    "a nested header": lambda: [("weight.npy", b"\x93NUMPY\x01\x00\x00\x10" + b"(" * 4096)],
    "an odd version": lambda: [("weight.npy", b"\x93NUMPY\x09\x00\x00\x10" + b" " * 4096)],
}


@pytest.mark.parametrize("name", CRAFTED)
def test_crafted_files_give_a_sentence_in_bounded_memory(tmp_path, name):
    path, model = tmp_path / "m.npz", nn.Linear(2, 1, bias=False, rng=np.random.default_rng(0))
    with warnings.catch_warnings(action="ignore"):  # zipfile warns of duplicate names
        crafted(path, CRAFTED[name](), compression=zipfile.ZIP_DEFLATED)
    before = model.weight.data.copy()
    tracemalloc.start()
    with pytest.raises(ValueError, match=r"^load: .* is truncated, damaged, or not a file of"):
        nn.load(path, model)
    assert tracemalloc.get_traced_memory()[1] < 2**22
    tracemalloc.stop()
    np.testing.assert_array_equal(model.weight.data, before)


def test_a_huge_shape_is_no_reason_to_take_memory(tmp_path):
    path, model = tmp_path / "m.npz", nn.Linear(2, 1, bias=False, rng=np.random.default_rng(0))
    crafted(path, [("weight.npy", npy(np.ones((2, 1)), shape=(2**40, 2**10)))])
    with pytest.raises(ValueError, match=r"weight has the shape \(2, 1\) here, but \(10995"):
        nn.load(path, model)


def test_any_flipped_byte_gives_a_sentence_or_the_same_numbers(tmp_path, rng):
    path, model = tmp_path / "m.npz", nn.Linear(2, 1, rng=rng)
    nn.save(path, model)
    whole, saved = path.read_bytes(), model.state_dict()
    other = nn.Linear(2, 1, rng=rng)
    before, refused = other.state_dict(), 0
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        try:
            nn.load(path, other)
        except ValueError as error:
            assert str(error).startswith("load: ")
            assert equal(before, other.state_dict())
            refused += 1
        else:
            assert equal(saved, other.state_dict())
            other.load_state_dict(before)
    assert refused > len(whole) / 2


def test_other_orders_of_bytes_and_axes(tmp_path, rng):
    path, model = tmp_path / "m.npz", nn.Linear(2, 3, rng=rng)
    weight, bias = rng.normal(size=(2, 3)), rng.normal(size=3)
    np.savez(path, weight=np.asfortranarray(weight), bias=bias.astype(">f8"))
    nn.load(path, model)
    np.testing.assert_array_equal(model.weight.data, weight)
    np.testing.assert_array_equal(model.bias.data, bias)


def test_exchanged_arguments(tmp_path):
    for function in (nn.save, nn.load):
        with pytest.raises(TypeError, match=rf"^{function.__name__}: the second argument must be"):
            function(make(0), tmp_path / "m.npz")
