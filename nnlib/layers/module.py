"""Modules: layers, and networks of them, with their parameters.

A module needs no registration. What you assign to it is found again, also in lists, tuples and
dictionaries of any depth: a Tensor with requires_grad=True is a parameter, another Module is a
part. Other Tensors, and NumPy arrays, are *buffers*: saved with it but not trained.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib.checks import require_float_type
from nnlib.tensor import Array, Tensor, mark_changed


class Module:
    """Base class. A subclass sets its parts in `__init__` and computes in `forward`.

    Examples
    --------
    >>> class Scale(Module):
    ...     def __init__(self):
    ...         self.factor = Tensor(2.0, requires_grad=True)
    ...     def forward(self, x):
    ...         return self.factor * x
    >>> scale = Scale()
    >>> scale(3.0)
    Tensor(6., requires_grad=True)
    >>> [name for name, p in scale.named_parameters()]
    ['factor']
    """

    training = True

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """Compute the output; every subclass defines its own."""
        raise NotImplementedError(f"{type(self).__name__}: define the method forward(self, x)")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.forward(*args, **kwargs)

    def _items(self) -> Iterator[tuple[str, Any]]:
        """Yield attributes in the order of assignment, with their containers unpacked."""
        for name, value in vars(self).items():
            yield from _unpacked(name, value, ())

    def _named_modules(
        self, prefix: str = "", within: tuple[Module, ...] = ()
    ) -> Iterator[tuple[str, Module]]:
        if any(self is module for module in within):
            raise ValueError(
                f"{type(self).__name__}: the part {prefix[:-1]} is the module that it belongs to; "
                "a part cannot hold the whole"
            )
        yield prefix, self
        for name, value in self._items():
            if isinstance(value, Module):
                yield from value._named_modules(f"{prefix}{name}.", (*within, self))

    def named_parameters(self) -> Iterator[tuple[str, Tensor]]:
        """Yield (name, parameter), such as ("layers.0.weight", ...); a shared one only once.

        Raises
        ------
        ValueError
            If a parameter or a part lies in a set or a deque, or a module is a part of itself.
        """
        seen = set()
        for prefix, module in self._named_modules():
            for name, value in module._items():
                if isinstance(value, Tensor) and value.requires_grad and value not in seen:
                    seen.add(value)
                    yield prefix + name, value

    def parameters(self) -> list[Tensor]:
        """Return all parameters, what an optimizer takes."""
        return [p for _, p in self.named_parameters()]

    def train(self, mode: bool = True) -> Module:
        """Switch to training mode, which dropout and batch norm act on; return the module."""
        for _, module in self._named_modules():
            module.training = mode
        return self

    def eval(self) -> Module:
        """Switch to evaluation mode: equal inputs give equal outputs; return the module."""
        return self.train(False)

    def _state(self) -> dict[str, Array]:
        """Return the live arrays of all tensors and buffers by name."""
        state: dict[str, Array] = {}
        for prefix, module in self._named_modules():
            for name, value in module._items():
                if isinstance(value, (Tensor, np.ndarray)):
                    if prefix + name in state:
                        raise ValueError(
                            f"{type(self).__name__}: two arrays have the name {prefix + name}; "
                            "use other keys in the dictionary"
                        )
                    state[prefix + name] = value.data if isinstance(value, Tensor) else value
        return state

    def state_dict(self) -> dict[str, Array]:
        """Return *copies* of all numbers by name; later training does not change them."""
        return {name: array.copy() for name, array in self._state().items()}

    def load_state_dict(self, state: Mapping[str, npt.ArrayLike]) -> None:
        """Copy the numbers of `state` into this module.

        Raises
        ------
        ValueError
            If a name is missing or unknown, or its value has another shape or is not of numbers
            that fit; then nothing is changed.
        """
        if not isinstance(state, Mapping):
            raise TypeError(
                "load_state_dict: state must be a dictionary of arrays, as state_dict() returns, "
                f"not {type(state).__name__}"
            )
        own = self._state()
        require_names(own, state)
        new: dict[str, Array] = {}
        for name, array in own.items():
            value = state[name]
            new[name] = _copied(name, value.data if isinstance(value, Tensor) else value, array)
        for name, array in own.items():
            array[...] = new[name]
        mark_changed(self.parameters())

    def astype(self, dtype: npt.DTypeLike) -> Module:
        """Turn all parameters and floating-point buffers into another type; return the module.

        Raises
        ------
        ValueError
            If dtype is neither float64 nor float32.
        """
        dtype = require_float_type("astype", dtype)
        for _, module in self._named_modules():
            for name, value in list(vars(module).items()):
                setattr(module, name, _cast(value, dtype))
        return self

    def summary(self) -> None:
        """Print a table of the layers, the shapes of their parameters, and the counts."""
        rows = [("layer", "parameters", "count")]
        seen: set[Tensor] = set()
        for prefix, module in self._named_modules():
            own = [
                (name, value)
                for name, value in module._items()
                if isinstance(value, Tensor) and value.requires_grad and value not in seen
            ]
            seen.update(value for _, value in own)
            has_parts = any(isinstance(value, Module) for _, value in module._items())
            if own or not has_parts:
                kind = f"{type(module).__name__}({module._arguments()})"
                shapes = ", ".join(f"{name} {value.shape}" for name, value in own)
                label = f"{prefix[:-1]}: {kind}" if prefix else kind
                rows.append((label, shapes or "-", f"{sum(value.size for _, value in own):,}"))
        rows.append(("total", "", f"{sum(p.size for p in self.parameters()):,}"))
        widths = [max(len(row[i]) for row in rows) for i in range(3)]
        for left, middle, right in rows:
            print(f"{left:{widths[0]}}  {middle:{widths[1]}}  {right:>{widths[2]}}")

    def _arguments(self) -> str:
        """Return the arguments to be shown by `repr` and `summary`."""
        return ""

    def __repr__(self) -> str:
        parts = [(name, value) for name, value in self._items() if isinstance(value, Module)]
        if not parts:
            return f"{type(self).__name__}({self._arguments()})"
        lines = [f"{name}: {value!r}".replace("\n", "\n  ") for name, value in parts]
        return f"{type(self).__name__}(\n  " + "\n  ".join(lines) + "\n)"


def _unpacked(name: str, value: Any, within: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    """Yield what lies in lists, tuples and dictionaries, named by places and keys."""
    if isinstance(value, (list, tuple, dict)):
        if any(value is container for container in within):
            raise ValueError(f"Module: {name} holds itself")
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, element in pairs:
            yield from _unpacked(f"{name}.{key}", element, (*within, value))
        return
    odd = isinstance(value, (set, frozenset, deque))
    if odd and any(isinstance(element, (Tensor, Module)) for element in value):
        raise ValueError(
            f"Module: {name} is a {type(value).__name__}, in which parameters would have no fixed "
            "name; use a list or a dictionary"
        )
    yield name, value


def _cast(value: Any, dtype: np.dtype[Any]) -> Any:
    """Turn tensors, and arrays of floating-point numbers, into another type; return the value."""
    if isinstance(value, Tensor):
        value.data = value.data.astype(dtype)
        value.grad = None
    elif isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return value.astype(dtype)
    elif isinstance(value, list):
        value[:] = [_cast(element, dtype) for element in value]
    elif isinstance(value, dict):
        value.update({key: _cast(element, dtype) for key, element in value.items()})
    elif isinstance(value, tuple):
        elements = [_cast(element, dtype) for element in value]
        changed = any(a is not b for a, b in zip(elements, value, strict=True))
        return tuple(elements) if changed else value
    return value


def require_names(own: Iterable[str], given: Iterable[str]) -> None:
    """Raise a ValueError if the names of a model's arrays and of those to load differ."""
    missing, unknown = sorted(set(own) - set(given)), sorted(map(str, set(given) - set(own)))
    if missing or unknown:
        raise ValueError(
            "load_state_dict: the names do not fit, is it another model? "
            f"Missing: {', '.join(missing) or 'none'}; unknown: {', '.join(unknown) or 'none'}"
        )


def require_equal_shape(name: str, shape: tuple[int, ...], own: Array) -> None:
    """Raise a ValueError if what is to be loaded has another shape."""
    if shape != own.shape:
        raise ValueError(
            f"load_state_dict: {name} has the shape {own.shape} here, but {shape} in what is loaded"
        )


def _copied(name: str, value: npt.ArrayLike, own: Array) -> Array:
    """Return a copy of `value` with the type of `own`, if it fits."""
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"load_state_dict: {name} is not an array, its rows differ") from None
    require_equal_shape(name, array.shape, own)
    if not np.can_cast(array.dtype, own.dtype, "same_kind"):
        raise ValueError(
            f"load_state_dict: {name} is {own.dtype} here, but {array.dtype} in what is loaded"
        )
    if not own.flags.writeable:
        raise ValueError(f"load_state_dict: {name} is read-only here; use a copy of that array")
    return array.astype(own.dtype)
