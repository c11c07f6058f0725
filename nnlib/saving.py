"""Save the numbers of a model to a file, and load them into a model of the same make.

The file is NumPy's own .npz: a zip archive with one array for each name. Nothing in it is ever
executed, since pickled objects are refused.
"""

from __future__ import annotations

import os

import numpy as np

from nnlib.layers.module import Module
from nnlib.tensor import Array


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
        If the model has nothing to save.
    OSError
        If the folder is missing or cannot be written to.
    """
    state = model.state_dict()
    if not state:
        raise ValueError("save: the model has no parameters, so there is nothing to save")
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
        the model.
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
    path = os.fspath(path)
    state = _read(path)
    own = model.state_dict()
    for name in own.keys() & state.keys():
        theirs, ours = state[name].dtype, own[name].dtype
        if theirs != ours:
            raise ValueError(
                f"load: {name} is {theirs} in {path}, but {ours} in the model; use "
                f"model.astype(np.{theirs}) first (and back afterwards, if need be)"
            )
    try:
        model.load_state_dict(state)
    except ValueError as error:
        raise ValueError(f"load: {path} does not fit this model. {error}") from None


def _read(path: str) -> dict[str, Array]:
    import zipfile
    import zlib

    state: dict[str, Array] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.namelist():
                if not entry.endswith(".npy"):
                    raise ValueError("not an array")
                with archive.open(entry) as file:
                    array = np.lib.format.read_array(file, allow_pickle=False)
                    if file.read(1):  # to its end, where zipfile compares the checksum
                        raise ValueError("more than an array")
                state[entry.removesuffix(".npy")] = array
    except (ValueError, EOFError, NotImplementedError, RuntimeError) as error:
        raise _foreign(path) from error
    except (zipfile.BadZipFile, zlib.error) as error:
        raise _foreign(path) from error
    return state


def _foreign(path: str) -> ValueError:
    return ValueError(
        f"load: {path} is truncated, damaged, or not a file of nn.save; save the model again"
    )
