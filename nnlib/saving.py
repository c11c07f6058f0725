"""Save the numbers of a model to a file, and load them into a model with the same layers.

The file is NumPy's own .npz: a zip archive with one array for each name. Nothing in it is ever
executed, since pickled objects are refused.
"""

from __future__ import annotations

import io
import math
import os
from collections.abc import Mapping
from typing import IO, Any, TypeAlias

import numpy as np

from nnlib.layers.module import Module, require_equal_shape, require_names
from nnlib.tensor import Array

Header: TypeAlias = "tuple[tuple[int, ...], bool, np.dtype[Any]]"  # shape, Fortran order, type

_LONGEST_HEADER = 16_384  # bytes; NumPy itself reads headers of up to 10,000 characters


def save(path: str | os.PathLike[str], model: Module) -> None:
    """Write all parameters and buffers of a model to a file, by convention named ….npz.

    The file is complete or not there: the numbers go to a new file beside it, which takes its
    name at the end. If anything fails before, a file that was there stays as it was.

    Parameters
    ----------
    path : str or path
    model : Module

    Raises
    ------
    ValueError
        If the model has nothing to save, or an array that is not of numbers.
    OSError
        If the folder is missing or cannot be written to.
    """
    if not isinstance(model, Module):
        raise TypeError(
            f"save: the second argument must be the model, not {type(model).__name__}; the file "
            "comes first: nn.save(path, model)"
        )
    state = model.state_dict()
    if not state:
        raise ValueError("save: the model has no parameters, so there is nothing to save")
    for key, array in state.items():
        if array.dtype.kind not in "biuf":
            raise ValueError(f"save: {key} must be an array of numbers, not {array.dtype}")
    import tempfile  # here, since most programs that use nnlib save nothing
    import zipfile

    folder, prefix = os.path.split(os.path.abspath(path))
    handle, name = tempfile.mkstemp(prefix=prefix, suffix=".part", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w") as archive:
                for key, array in state.items():
                    with archive.open(f"{key}.npy", "w", force_zip64=True) as entry:
                        np.lib.format.write_array(entry, array, allow_pickle=False)
            file.flush()
            os.fsync(file.fileno())
        mode = os.stat(path).st_mode & 0o777 if os.path.exists(path) else 0o666 & ~_umask()
        os.chmod(name, mode)  # a temporary file is private, this one is not
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def load(path: str | os.PathLike[str], model: Module) -> None:
    """Read the numbers that `save` wrote into a model with the same layers.

    Parameters
    ----------
    path : str or path
    model : Module
        Changed only if all fits.

    Raises
    ------
    ValueError
        If the file is truncated or something else, or its names, shapes or types are not those of
        the model. No more memory is used than the model takes twice, whatever the file claims.
    OSError
        If there is no such file.

    Examples
    --------
    >>> import nnlib as nn, os, tempfile
    >>> def make(seed):
    ...     return nn.Linear(3, 2, rng=np.random.default_rng(seed))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = os.path.join(folder, "model.npz")
    ...     nn.save(path, make(0))
    ...     model = make(1)
    ...     nn.load(path, model)
    >>> bool((model.weight.data == make(0).weight.data).all())
    True
    """
    if not isinstance(model, Module):
        raise TypeError(
            f"load: the second argument must be the model, not {type(model).__name__}; the file "
            "comes first: nn.load(path, model)"
        )
    path, own = os.fspath(path), model._state()
    with open(path, "rb") as file:
        try:
            headers = _headers(file)
        except Exception as error:  # whatever zipfile and NumPy raise for a file that is no archive
            raise _foreign(path) from error
        try:
            require_names(own, headers)
            for name, (shape, _, dtype) in headers.items():
                _require_equal_types(name, path, dtype, own[name].dtype)
                require_equal_shape(name, shape, own[name])
        except ValueError as error:
            if str(error).startswith("load:"):
                raise
            raise ValueError(f"load: {path} does not fit this model. {error}") from None
        try:
            state = _arrays(file, headers)
        except Exception as error:
            raise _foreign(path) from error
    model.load_state_dict(state)


def _require_equal_types(name: str, path: str, theirs: np.dtype[Any], ours: np.dtype[Any]) -> None:
    if theirs.newbyteorder("=") == ours:
        return
    fix = ""
    if theirs.kind == ours.kind == "f":
        fix = f"; use model.astype(np.{theirs}) first (and back afterwards, if need be)"
    raise ValueError(f"load: {name} is {theirs} in {path}, but {ours} in the model{fix}")


def _headers(file: IO[bytes]) -> dict[str, Header]:
    """Read names, shapes, orders and types, in bounded memory whatever the file claims."""
    import zipfile

    headers: dict[str, Header] = {}
    with zipfile.ZipFile(file) as archive:
        for entry in archive.infolist():
            name = entry.filename.removesuffix(".npy")
            plain = entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
            if name == entry.filename or name in headers or not plain:
                raise ValueError("not an archive of arrays with different names")
            with archive.open(entry) as stream:
                headers[name] = _header(io.BytesIO(stream.read(_LONGEST_HEADER)))
    return headers


def _header(stream: IO[bytes]) -> Header:
    version = np.lib.format.read_magic(stream)
    read = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }[version]
    shape, fortran, dtype = read(stream)
    if dtype.kind not in "biuf" or min(shape, default=0) < 0:
        raise ValueError("not an array of numbers")
    return shape, fortran, dtype


def _arrays(file: IO[bytes], headers: Mapping[str, Header]) -> dict[str, Array]:
    """Read the numbers, once it is known that they have the sizes of the model."""
    import zipfile

    arrays: dict[str, Array] = {}
    with zipfile.ZipFile(file) as archive:
        for name, (shape, fortran, dtype) in headers.items():
            size = math.prod(shape) * dtype.itemsize
            with archive.open(f"{name}.npy") as stream:
                content = io.BytesIO(stream.read(_LONGEST_HEADER + size))
                if stream.read(1):  # to its end, where zipfile compares the checksum
                    raise ValueError("more than an array")
            _header(content)
            numbers = content.read()
            if len(numbers) != size:
                raise ValueError("not as many numbers as the shape says")
            array = np.frombuffer(numbers, dtype)
            arrays[name] = array.reshape(shape, order="F" if fortran else "C")
    return arrays


def _foreign(path: str) -> ValueError:
    return ValueError(
        f"load: {path} is truncated, damaged, or not a file of nn.save; save the model again"
    )
