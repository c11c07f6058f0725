"""Embedding: a table with one row of numbers for each word (or other thing that has a number)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib import initializers
from nnlib.checks import require_generator
from nnlib.layers.module import Module
from nnlib.tensor import Array, Tensor, TensorLike, as_tensor, record


def embedding(ids: Any, weight: TensorLike) -> Tensor:
    """Return the rows of weight that `ids` names.

    It equals one_hot(ids) @ weight, so dL/d(weight) = one_hot(ids).T @ g: a row that is taken
    twice gets the gradient of both copies.

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
    numbers = ids.data if isinstance(ids, Tensor) else np.asarray(ids)
    shapes = f"(ids {numbers.shape}, weight {weight.shape})"
    if weight.ndim != 2:
        raise ValueError(f"embedding: weight must be (n_rows, n_features) {shapes}")
    if numbers.dtype.kind not in "iu":
        raise ValueError(
            f"embedding: ids must be integers, but they are {numbers.dtype}: use ids.astype(int) "
            f"{shapes}"
        )
    n_rows, n_features = weight.shape
    flat = numbers.reshape(-1)
    if flat.size and not (0 <= flat.min() and flat.max() < n_rows):
        raise ValueError(
            f"embedding: ids must go from 0 to {n_rows - 1} for {n_rows} rows, but they go from "
            f"{flat.min()} to {flat.max()} {shapes}"
        )

    def pullback(g: Array) -> tuple[Array]:
        one_hot = np.zeros((flat.size, n_rows), g.dtype)
        one_hot[np.arange(flat.size), flat] = 1.0
        return (np.dot(one_hot.T, g.reshape(flat.size, n_features)),)

    rows = weight.data[flat]
    return record(rows.reshape(*numbers.shape, n_features), (weight,), pullback)


standard_normal = partial(initializers.normal, std=1.0)


class Embedding(Module):
    """Layer of `nnlib.embedding`: a table that is trained.

    Parameters
    ----------
    n_rows, n_features : int
        How many things there are, and how many numbers describe each.
    init : callable
        Initializer of the table; at first normal with standard deviation 1.
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
        table = init((n_rows, n_features), rng=rng, dtype=dtype)
        self.weight = Tensor(table, requires_grad=True)

    def forward(self, ids: Any) -> Tensor:
        """Map integers (...) to (..., n_features)."""
        return embedding(ids, self.weight)

    def _arguments(self) -> str:
        return "{}, {}".format(*self.weight.shape)
