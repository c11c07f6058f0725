"""Embedding: a table with one row of numbers for each word (or other thing that has a number)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib import initializers
from nnlib._reductions import add_rows
from nnlib.checks import require_float_type, require_generator, require_integer
from nnlib.layers.module import Module
from nnlib.tensor import Array, Tensor, TensorLike, as_tensor, record


def embedding(ids: Any, weight: TensorLike) -> Tensor:
    """Return the rows of weight that `ids` names.

    It equals one_hot(ids) @ weight, so dL/d(weight) is one_hot(ids).T @ g: a row that is taken
    twice gets the gradient of both copies. (Computed without the one-hot rows.)

    Parameters
    ----------
    ids : integer array, (...)
        From 0 to n_rows - 1.
    weight : Tensor, (n_rows, n_features)

    Returns
    -------
    Tensor, (..., n_features)

    Raises
    ------
    ValueError
        If the ids are not integers or out of range, or weight is not a table.

    References
    ----------
    Y. Bengio et al., "A neural probabilistic language model", JMLR 3 (2003) 1137-1155

    Examples
    --------
    >>> embedding([1, 1, 0], [[0.0, 1.0], [2.0, 3.0]])
    Tensor([[2., 3.],
            [2., 3.],
            [0., 1.]])
    """
    weight = as_tensor(weight)
    numbers = np.array(ids.data if isinstance(ids, Tensor) else ids)  # a copy, for backward()
    if numbers.size == 0 and not isinstance(ids, (Tensor, np.ndarray)):
        numbers = numbers.astype(np.intp)  # an empty list has no type
    shapes = f"(ids {numbers.shape}, weight {weight.shape})"
    if weight.ndim != 2:
        raise ValueError(f"embedding: weight must be (n_rows, n_features) {shapes}")
    if numbers.dtype.kind not in "iu":
        raise ValueError(
            f"embedding: ids must be integers, but they are {numbers.dtype}: use ids.astype(int) "
            f"{shapes}"
        )
    n_rows = len(weight)
    if numbers.size and not (0 <= numbers.min() and numbers.max() < n_rows):
        raise ValueError(
            f"embedding: ids must go from 0 to {n_rows - 1} for {n_rows} rows, but they go from "
            f"{numbers.min()} to {numbers.max()} {shapes}"
        )

    return record(weight.data[numbers], (weight,), lambda g: (add_rows(numbers, g, n_rows),))


standard_normal = partial(initializers.normal, std=1.0)


class Embedding(Module):
    """Layer of `nnlib.embedding`: a table that is trained.

    Parameters
    ----------
    n_rows, n_features : int
        How many things there are, and how many numbers describe each.
    init : callable
        Initializer of the table; by default normal with standard deviation 1.
    rng : numpy.random.Generator
    dtype : float64 or float32

    Attributes
    ----------
    weight : Tensor, (n_rows, n_features)
    """

    def __init__(
        self,
        n_rows: int,
        n_features: int,
        *,
        init: Callable[..., Array] = standard_normal,
        rng: np.random.Generator,
        dtype: npt.DTypeLike = np.float64,
    ) -> None:
        require_generator("Embedding", rng)
        for what, value in (("n_rows", n_rows), ("n_features", n_features)):
            require_integer("Embedding", what, value)
        dtype = require_float_type("Embedding", dtype)
        table = init((n_rows, n_features), rng=rng, dtype=dtype)
        self.weight = Tensor(table, requires_grad=True)

    def forward(self, ids: Any) -> Tensor:
        """Map integers (...) to (..., n_features)."""
        return embedding(ids, self.weight)

    def _arguments(self) -> str:
        return "{}, {}".format(*self.weight.shape)
