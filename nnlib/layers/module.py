"""Modules: anything with parameters, from one layer to a whole network.

A module needs no registration. What you assign to it is found again: a Tensor with
requires_grad=True is a parameter, another Module (or a list of them) is a part. Other Tensors,
and NumPy arrays, are saved with it but not trained.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

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
        """Yield attributes in the order of assignment, with lists and tuples unpacked."""
        for name, value in vars(self).items():
            if isinstance(value, (list, tuple)):
                for i, element in enumerate(value):
                    yield f"{name}.{i}", element
            else:
                yield name, value

    def _named_modules(self, prefix: str = "") -> Iterator[tuple[str, Module]]:
        yield prefix, self
        for name, value in self._items():
            if isinstance(value, Module):
                yield from value._named_modules(f"{prefix}{name}.")

    def named_parameters(self) -> Iterator[tuple[str, Tensor]]:
        """Yield (name, parameter), such as ("layers.0.weight", ...); a shared one only once."""
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
        """Switch to training (dropout drops, batch norm measures); return the module."""
        for _, module in self._named_modules():
            module.training = mode
        return self

    def eval(self) -> Module:
        """Switch to evaluation, where the same input always gives the same output."""
        return self.train(False)

    def _state(self) -> dict[str, Array]:
        """Return the live arrays of all tensors and buffers by name."""
        state = {}
        for prefix, module in self._named_modules():
            for name, value in module._items():
                if isinstance(value, Tensor):
                    state[prefix + name] = value.data
                elif isinstance(value, np.ndarray):
                    state[prefix + name] = value
        return state

    def state_dict(self) -> dict[str, Array]:
        """Return *copies* of all numbers by name; later training does not change them."""
        return {name: array.copy() for name, array in self._state().items()}

    def load_state_dict(self, state: Mapping[str, npt.ArrayLike]) -> None:
        """Copy the numbers of `state` into this module.

        Raises
        ------
        ValueError
            If a name is missing, unknown, or has another shape; then nothing is changed.
        """
        own = self._state()
        missing, unknown = sorted(own.keys() - state.keys()), sorted(state.keys() - own.keys())
        if missing or unknown:
            raise ValueError(
                "load_state_dict: the names do not fit, is it another model? "
                f"Missing: {', '.join(missing) or 'none'}; unknown: {', '.join(unknown) or 'none'}"
            )
        for name, array in own.items():
            if np.shape(state[name]) != array.shape:
                raise ValueError(
                    f"load_state_dict: {name} has the shape {array.shape} here, but "
                    f"{np.shape(state[name])} in what is loaded"
                )
        for name, array in own.items():
            array[...] = state[name]
        mark_changed(self.parameters())

    def astype(self, dtype: npt.DTypeLike) -> Module:
        """Turn all parameters and buffers into another floating-point type; return the module."""
        for _, module in self._named_modules():
            for name, value in list(module._items()):
                if isinstance(value, Tensor):
                    value.data = value.data.astype(dtype)
                    value.grad = None
                elif isinstance(value, np.ndarray) and value.dtype.kind == "f":
                    setattr(module, name, value.astype(dtype))
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
        """Return what stands between the parentheses of the representation."""
        return ""

    def __repr__(self) -> str:
        parts = [(name, value) for name, value in self._items() if isinstance(value, Module)]
        if not parts:
            return f"{type(self).__name__}({self._arguments()})"
        lines = [f"{name}: {value!r}".replace("\n", "\n  ") for name, value in parts]
        return f"{type(self).__name__}(\n  " + "\n  ".join(lines) + "\n)"
