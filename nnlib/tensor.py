"""Tensors that remember how they were computed, and backpropagation through them.

A `Tensor` is a NumPy array with a memory. The result of an operation knows its *parents* (the
tensors it was computed from) and its *pullback*: a function that turns dL/d(result) into
dL/d(parent) for every parent, which is the chain rule for that one operation. `backward()` walks
from the loss to the parameters, newest result first, and calls each pullback once.

The operations, each with its derivative beside it, are in `arithmetic.py` and `shapes.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count
from operator import attrgetter
from typing import Any, TypeAlias, Union

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]
TensorLike: TypeAlias = Union["Tensor", npt.ArrayLike]
Axis: TypeAlias = int | tuple[int, ...] | None
Pullback: TypeAlias = Callable[[Array], Sequence[Array | None]]

if sys.platform == "linux":
    # The C library returns freed large arrays to the system, and to get the next one costs as much
    # as to compute it, until a still larger one was freed. This one, never written to, makes
    # training steps up to 40 % faster.
    np.empty(3 * 2**20)

_numbers = count()  # results are numbered in the order of their creation
_recording: ContextVar[bool] = ContextVar("recording", default=True)


@contextmanager
def no_grad() -> Iterator[None]:
    """Compute without remembering: results inside have no parents and need no gradient.

    >>> w = Tensor(3.0, requires_grad=True)
    >>> with no_grad():
    ...     y = w * w
    >>> y.requires_grad
    False
    """
    token = _recording.set(False)
    try:
        yield
    finally:
        _recording.reset(token)


class Tensor:
    """An array of floating-point numbers, with a memory of how it was computed.

    Parameters
    ----------
    data : array-like
        Numbers of any shape. Floating-point numbers keep their type, integers and booleans
        become float64. A floating-point array is *not* copied.
    requires_grad : bool
        Whether `backward()` is to fill `.grad`.

    Attributes
    ----------
    data : ndarray
        The numbers themselves, *live*: an optimizer changes them in place. Copy what you keep.
    grad : ndarray or None
        dL/d(data) after `L.backward()`, for tensors that you made (not for intermediate results).
    requires_grad : bool

    Examples
    --------
    >>> x = Tensor([1.0, 2.0, 3.0], requires_grad=True)
    >>> loss = (x**2).sum()
    >>> loss.backward()
    >>> x.grad
    array([2., 4., 6.])
    """

    __slots__ = ("__weakref__", "_number", "_parents", "_pullback", "data", "grad", "requires_grad")
    __array_ufunc__ = None  # so that `array * tensor` asks the tensor, not NumPy
    __array_priority__ = 1000

    data: Array
    grad: Array | None
    requires_grad: bool
    _parents: tuple[Tensor, ...]
    _pullback: Pullback | None
    _number: int

    def __init__(self, data: npt.ArrayLike, *, requires_grad: bool = False) -> None:
        if isinstance(data, Tensor):
            raise TypeError("Tensor: the data are a Tensor already; x.detach() makes a copy of one")
        array = np.asarray(data)
        if array.dtype.kind != "f":
            if array.dtype.kind not in "iub":
                raise ValueError(f"Tensor: the data must be real numbers, not {array.dtype}")
            array = array.astype(np.float64)
        self.data = array
        self.grad = None
        self.requires_grad = requires_grad
        self._parents = ()
        self._pullback = None

    @property
    def shape(self) -> tuple[int, ...]:
        """Length of every axis."""
        return self.data.shape

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return self.data.ndim

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the numbers, float64 or float32."""
        return self.data.dtype

    @property
    def size(self) -> int:
        """How many numbers there are."""
        return self.data.size

    def item(self) -> float:
        """Return the only number as a Python float; ValueError if there are several."""
        if self.size != 1:
            raise ValueError(f"item: there must be one number, but the shape is {self.shape}")
        return float(self.data.item())

    def detach(self) -> Tensor:
        """Return a copy of the numbers without the memory: no gradient flows through it."""
        return Tensor(self.data.copy())

    def __len__(self) -> int:
        return len(self.data)

    def __bool__(self) -> bool:
        return bool(self.data)

    def __float__(self) -> float:
        return self.item()

    def __repr__(self) -> str:
        numbers = np.array2string(self.data, separator=", ", prefix="Tensor(")
        kind = "" if self.dtype == np.float64 else f", dtype={self.dtype}"
        return f"Tensor({numbers}{kind}{', requires_grad=True' if self.requires_grad else ''})"

    def __array__(self, dtype: npt.DTypeLike | None = None, copy: bool | None = None) -> Array:
        if self.requires_grad:
            raise TypeError(
                "Tensor: NumPy would lose the gradient; use nnlib's function of the same name, "
                "or x.data if you want the numbers only"
            )
        return np.array(self.data, dtype=dtype, copy=copy)

    def backward(self) -> None:
        """Add dL/dp to `p.grad` for every tensor `p` that this scalar L was computed from.

        Gradients *accumulate*: a second `backward()` adds to the first, as in PyTorch. Reset
        them with `optimizer.zero_grad()` or `p.grad = None`.

        Raises
        ------
        ValueError
            If this is not a single number, or nothing that it depends on requires a gradient.

        References
        ----------
        D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning representations by
        back-propagating errors", Nature 323 (1986) 533-536, doi:10.1038/323533a0
        """
        if self.size != 1:
            raise ValueError(
                f"backward: the loss must be one number, but its shape is {self.shape}; "
                "reduce it first, for instance with .mean() or .sum()"
            )
        if not self.requires_grad:
            raise ValueError(
                "backward: nothing here requires a gradient; make a parameter with "
                "requires_grad=True, and compute the loss outside no_grad()"
            )
        gradients = {self: np.ones(self.shape, self.dtype)}
        for node in _ancestors_newest_first(self):
            gradient = gradients.pop(node)
            if node._pullback is None:  # a tensor that was made, not computed: the end of the path
                total = gradient if node.grad is None else node.grad + gradient
                node.grad = np.asarray(total)
                continue
            parts = node._pullback(gradient)
            for parent, part in zip(node._parents, parts, strict=True):
                if part is None or not parent.requires_grad:
                    continue
                if parent in gradients:  # used more than once: the paths add up, in a new array
                    gradients[parent] = np.asarray(gradients[parent] + part)
                elif parent._pullback is None and (part is gradient or part.base is not None):
                    gradients[parent] = np.array(part)  # what we hand out belongs to one owner
                else:
                    gradients[parent] = part

    # What an expression such as `a + b` or `x.sum()` calls.

    def __add__(self, other: TensorLike) -> Tensor:
        return arithmetic.add(self, other)

    def __radd__(self, other: TensorLike) -> Tensor:
        return arithmetic.add(other, self)

    def __sub__(self, other: TensorLike) -> Tensor:
        return arithmetic.subtract(self, other)

    def __rsub__(self, other: TensorLike) -> Tensor:
        return arithmetic.subtract(other, self)

    def __mul__(self, other: TensorLike) -> Tensor:
        return arithmetic.multiply(self, other)

    def __rmul__(self, other: TensorLike) -> Tensor:
        return arithmetic.multiply(other, self)

    def __truediv__(self, other: TensorLike) -> Tensor:
        return arithmetic.divide(self, other)

    def __rtruediv__(self, other: TensorLike) -> Tensor:
        return arithmetic.divide(other, self)

    def __matmul__(self, other: TensorLike) -> Tensor:
        return arithmetic.matmul(self, other)

    def __rmatmul__(self, other: TensorLike) -> Tensor:
        return arithmetic.matmul(other, self)

    def __neg__(self) -> Tensor:
        return arithmetic.negative(self)

    def __pow__(self, exponent: float) -> Tensor:
        return arithmetic.power(self, exponent)

    def __lt__(self, other: TensorLike) -> Array:
        return arithmetic.compare("<", np.less, self, other)

    def __le__(self, other: TensorLike) -> Array:
        return arithmetic.compare("<=", np.less_equal, self, other)

    def __gt__(self, other: TensorLike) -> Array:
        return arithmetic.compare(">", np.greater, self, other)

    def __ge__(self, other: TensorLike) -> Array:
        return arithmetic.compare(">=", np.greater_equal, self, other)

    def __eq__(self, other: TensorLike) -> Array:  # type: ignore[override]
        return arithmetic.compare("==", np.equal, self, other)

    def __ne__(self, other: TensorLike) -> Array:  # type: ignore[override]
        return arithmetic.compare("!=", np.not_equal, self, other)

    __hash__ = object.__hash__  # by identity, since == compares the numbers

    def __getitem__(self, key: Any) -> Tensor:
        return shapes.index(self, key)

    def exp(self) -> Tensor:
        """Return e to the power of each number."""
        return arithmetic.exp(self)

    def log(self) -> Tensor:
        """Return the natural logarithm."""
        return arithmetic.log(self)

    def sqrt(self) -> Tensor:
        """Return the square root."""
        return arithmetic.sqrt(self)

    def abs(self) -> Tensor:
        """Return the absolute value."""
        return arithmetic.abs(self)

    def sum(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """Sum over one axis, several axes, or all of them (None)."""
        return shapes.sum(self, axis, keepdims)

    def mean(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """Average over one axis, several axes, or all of them (None)."""
        return shapes.mean(self, axis, keepdims)

    def max(self, axis: int | None = None, keepdims: bool = False) -> Tensor:
        """Return the largest number along one axis, or of all (None)."""
        return shapes.max(self, axis, keepdims)

    def reshape(self, *shape: Any) -> Tensor:
        """Return the same numbers in another shape: `x.reshape(2, -1)`."""
        return shapes.reshape(self, shape[0] if len(shape) == 1 else shape)

    def transpose(self, *axes: Any) -> Tensor:
        """Reorder the axes: `x.transpose(0, 2, 1)`; without arguments, reverse them."""
        if len(axes) == 1 and isinstance(axes[0], (tuple, list)):
            (axes,) = axes
        return shapes.transpose(self, axes or None)

    @property
    def T(self) -> Tensor:
        """The tensor with its axes in reverse order."""
        return shapes.transpose(self)

    def __setitem__(self, key: Any, value: Any) -> None:
        raise TypeError(
            "Tensor: numbers cannot be assigned in place, since backward() may need the old "
            "ones; build a new tensor (where, concatenate), or change x.data before it is used"
        )


def _ancestors_newest_first(loss: Tensor) -> list[Tensor]:
    """List all that `loss` depends on and that needs a gradient, in the order for backward().

    A result is newer than its parents. Newest first therefore means that, when its turn comes,
    all that used a tensor has already contributed to its gradient. What was made rather than
    computed comes last. A stack instead of recursion: networks may be deeper than Python's stack.
    """
    made: list[Tensor] = []
    computed: list[Tensor] = []
    seen, stack = {loss}, [loss]
    while stack:
        node = stack.pop()
        (made if node._pullback is None else computed).append(node)
        for parent in node._parents:
            if parent.requires_grad and parent not in seen:
                seen.add(parent)
                stack.append(parent)
    computed.sort(key=attrgetter("_number"), reverse=True)
    return computed + made


def record(data: Array, parents: tuple[Tensor, ...], pullback: Pullback) -> Tensor:
    """Make the result of an operation; remember `parents` and `pullback` if a gradient is needed.

    `pullback(g)` gets dL/d(result) and returns one array (or None) for every parent. It must not
    change `g`, nor refer to the result tensor: a cycle would keep all arrays alive.
    """
    tensor = Tensor.__new__(Tensor)
    tensor.data = data if type(data) is np.ndarray else np.asarray(data)
    tensor.grad = None
    tensor.requires_grad = False
    tensor._parents = ()
    tensor._pullback = None
    if _recording.get():
        for parent in parents:
            if parent.requires_grad:
                tensor.requires_grad = True
                tensor._parents = parents
                tensor._pullback = pullback
                tensor._number = next(_numbers)
                break
    return tensor


def as_tensor(x: TensorLike) -> Tensor:
    """Return `x` itself if it is a tensor, else a tensor of its numbers."""
    return x if isinstance(x, Tensor) else Tensor(x)


# Both modules need what is defined above, and Tensor's methods need them only when called.
from nnlib import arithmetic, shapes  # noqa: E402
