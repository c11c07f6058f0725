"""Tensors that remember how they were computed, and backpropagation through them.

A `Tensor` is a NumPy array with a memory. The result of an operation knows its *parents* (the
tensors it was computed from) and its *pullback*: a function that turns dL/d(result) into
dL/d(parent) for every parent, which is the chain rule for that one operation. `backward()` walks
from the loss to the parameters, newest result first, and calls each pullback once.

The operations, each with its derivative beside it, are in `arithmetic.py` and `shapes.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
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

_clock = count(1)  # counts results, and changes of parameters, in the order of time
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
        Numbers of any shape; a tensor has a copy of its own. Floating-point numbers keep their
        type, integers and booleans become float64.
    requires_grad : bool
        Whether `backward()` is to fill `.grad`.

    Attributes
    ----------
    data : ndarray
        The numbers themselves, *live*: an optimizer changes them in place. Copy what you keep,
        and change nothing between a computation and its `backward()`.
    grad : ndarray or None
        dL/d(data) after `L.backward()`, of the shape and type of the data, for tensors that you
        made (not for intermediate results).
    requires_grad : bool

    Examples
    --------
    >>> x = Tensor([1.0, 2.0, 3.0], requires_grad=True)
    >>> loss = (x**2).sum()
    >>> loss.backward()
    >>> x.grad
    array([2., 4., 6.])
    """

    __slots__ = ("__weakref__", "_parents", "_pullback", "_time", "data", "grad", "requires_grad")

    data: Array
    grad: Array | None
    requires_grad: bool
    _parents: tuple[Tensor, ...]
    _pullback: Pullback | None
    _time: int  # of its computation or, if it was made, of its last change

    def __init__(self, data: npt.ArrayLike, *, requires_grad: bool = False) -> None:
        if isinstance(data, Tensor):
            raise TypeError("Tensor: the data are a Tensor already; x.detach() makes a copy of one")
        self.__setstate__((_numbers(data, None, copy=True), bool(requires_grad)))

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

    def __int__(self) -> int:
        return int(self.item())

    def __round__(self, digits: int | None = None) -> float:
        return round(self.item(), digits)

    def __format__(self, form: str) -> str:
        if not form:
            return str(self)
        if self.size != 1:
            raise TypeError(
                f"Tensor: {form!r} is the format of one number, but the shape is {self.shape}"
            )
        return format(self.item(), form)

    def __iter__(self) -> Iterator[Tensor]:
        if self.ndim == 0:
            raise TypeError("Tensor: a single number has no rows to go through; use x.item()")
        return (self[i] for i in range(len(self)))

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

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *args: Any, **options: Any) -> Any:
        # What NumPy calls for `array * x` and `np.exp(x)`.
        ours = arithmetic.OF_NUMPY.get(ufunc)
        if ours and method == "__call__" and not options:
            return ours(*args)
        return getattr(ufunc, method)(*_without_tensors(args), **_without_tensors(options))

    def __array_function__(
        self, function: Callable[..., Any], types: Any, args: Any, options: Any
    ) -> Any:
        # What NumPy calls for `np.mean(x)`.
        if function in (np.shape, np.ndim, np.size):
            return function(self.data)
        if ours := shapes.OF_NUMPY.get(function):
            return ours(*args, **options)
        return function(*_without_tensors(args), **_without_tensors(options))

    def __getstate__(self) -> tuple[Array, bool]:
        # What copying and pickling keep. A gradient belongs to one step of one training.
        if self._pullback is not None:
            raise TypeError(
                "Tensor: a result that remembers its computation cannot be copied or pickled; "
                "use x.detach()"
            )
        return self.data, self.requires_grad

    def __setstate__(self, state: tuple[Array, bool]) -> None:
        self.data, self.requires_grad = state
        self.grad = None
        self._parents = ()
        self._pullback = None
        self._time = 0

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
        for tensor, gradient in derivatives(self).items():
            total = gradient if tensor.grad is None else tensor.grad + gradient
            tensor.grad = np.asarray(total)

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

    def __rpow__(self, base: TensorLike) -> Tensor:
        return arithmetic.power(base, self)  # type: ignore[arg-type]  # which refuses it

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


def derivatives(loss: Tensor) -> dict[Tensor, Array]:
    """Return dL/dp for every tensor p that was made, not computed, and needs a gradient.

    Each array has the shape and the type of its tensor, and belongs to it alone. See
    `Tensor.backward`, which adds them to `.grad`.
    """
    if loss.size != 1:
        raise ValueError(
            f"backward: the loss must be one number, but its shape is {loss.shape}; "
            "reduce it first, for instance with .mean() or .sum()"
        )
    if not loss.requires_grad:
        raise ValueError(
            "backward: nothing here requires a gradient; make a parameter with "
            "requires_grad=True, and compute the loss outside no_grad()"
        )
    gradients = {loss: np.ones(loss.shape, loss.dtype)}
    for node in _newest_first(loss):
        gradient = gradients.pop(node)
        for parent, part in zip(node._parents, node._pullback(gradient), strict=True):  # type: ignore[misc]
            if part is None or not parent.requires_grad:
                continue
            if parent in gradients:  # used more than once: the paths add up, in a new array
                part = gradients[parent] + part
            if parent._pullback is None and (
                part is gradient or part.base is not None or part.dtype != parent.data.dtype
            ):
                part = np.array(part, parent.data.dtype)
            gradients[parent] = part
    return gradients  # without those of results, which were passed on


def _newest_first(loss: Tensor) -> list[Tensor]:
    """Return the loss and all results that it was computed from, in the order for `backward`.

    A result is newer than its parents. Newest first therefore means that, when its turn comes,
    all that used a tensor has already contributed to its gradient. A list that grows while it is
    read instead of recursion: networks may be deeper than Python's stack.

    Raises
    ------
    ValueError
        If a parameter was changed after something was computed from it.
    """
    found = [] if loss._pullback is None else [loss]  # a parameter may be the loss itself
    seen = {loss}
    for node in found:
        for parent in node._parents:
            if parent._pullback is None:
                if parent._time > node._time:
                    raise ValueError(
                        f"backward: a parameter of shape {parent.shape} was changed after this "
                        "loss was computed, so its derivative there is lost; compute the loss "
                        "again after optimizer.step() or load_state_dict(), then call backward()"
                    )
            elif parent not in seen:
                seen.add(parent)
                found.append(parent)
    found.sort(key=attrgetter("_time"), reverse=True)
    return found


def mark_changed(parameters: Iterable[Tensor]) -> None:
    """Note that numbers of these parameters were changed in place.

    `backward()` then refuses what was computed from the old ones: a pullback would mix them up.
    """
    now = next(_clock)
    for p in parameters:
        p._time = now


def record(data: Array, parents: tuple[Tensor, ...], pullback: Pullback) -> Tensor:
    """Make the result of an operation; remember `parents` and `pullback` if a gradient is needed.

    `pullback(g)` gets dL/d(result) and returns one array (or None) for every parent. It must not
    change `g`, nor refer to the result tensor: a cycle would keep all arrays alive.
    """
    tensor = Tensor.__new__(Tensor)
    tensor.data = data if type(data) is np.ndarray else np.asarray(data)
    tensor.grad = None
    if _recording.get():
        for parent in parents:
            if parent.requires_grad:
                tensor.requires_grad = True
                tensor._parents = parents
                tensor._pullback = pullback
                tensor._time = next(_clock)
                return tensor
    tensor.requires_grad = False
    tensor._parents = ()
    tensor._pullback = None
    tensor._time = 0
    return tensor


def as_tensor(x: TensorLike, like: Tensor | None = None) -> Tensor:
    """Return `x` itself if it is a tensor, else a tensor of its numbers.

    With `like`, these take its type: data of type float64 do not turn a float32 model into a
    float64 one. They are copied, so that `backward()` finds what was used, whatever becomes of the
    array. (Under `no_grad` there is no `backward()`, and no copy.)
    """
    if isinstance(x, Tensor):
        return x
    tensor = Tensor.__new__(Tensor)
    dtype = None if like is None else like.data.dtype
    tensor.__setstate__((_numbers(x, dtype, copy=_recording.get()), False))
    return tensor


def _numbers(data: npt.ArrayLike, dtype: np.dtype[Any] | None, *, copy: bool) -> Array:
    """Return the floating-point numbers of an array, a list or a number."""
    try:
        array = np.asarray(data)
    except ValueError:  # NumPy's message names neither cause nor cure
        raise ValueError(
            "Tensor: the data must be numbers in rows of equal length (tensors? use stack)"
        ) from None
    kind = array.dtype.kind
    if kind not in "fiub":
        raise ValueError(f"Tensor: the data must be real numbers, not {array.dtype}")
    if dtype is None:
        dtype = array.dtype if kind == "f" else np.dtype(np.float64)
    return array.astype(dtype, copy=copy)


def _without_tensors(value: Any) -> Any:
    """Put arrays in the place of tensors; a TypeError says if that would lose a gradient."""
    if isinstance(value, Tensor):
        return np.asarray(value)
    if isinstance(value, tuple):
        return tuple(_without_tensors(element) for element in value)
    if isinstance(value, list):
        return [_without_tensors(element) for element in value]
    if isinstance(value, dict):
        return {key: _without_tensors(element) for key, element in value.items()}
    return value


# Both modules need what is defined above, and Tensor's methods need them only when called.
from nnlib import arithmetic, shapes  # noqa: E402
