"""Check a derivative against differences of function values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib.checks import require_generator, require_number
from nnlib.tensor import Array, Tensor, no_grad


def gradcheck(
    f: Callable[..., Tensor],
    inputs: Sequence[Tensor | npt.ArrayLike],
    *,
    eps: float = 1e-6,
    rtol: float = 1e-5,
    atol: float = 1e-8,
    rng: np.random.Generator,
) -> bool:
    """Compare the gradients of `f(*inputs)` with central differences (f(x+eps) - f(x-eps)) / 2 eps.

    If `f` returns several numbers, one random weighted sum of them is checked. Keep away from
    kinks (relu at 0) and from anything random (dropout).

    Parameters
    ----------
    f : function of Tensors that returns a Tensor
    inputs : sequence of Tensor or array
        Arrays are copied. Tensors with requires_grad are changed a little and restored, so that
        the parameters of a model can be checked: `gradcheck(lambda *_: loss(), model.parameters(),
        rng=rng)`.
    eps : float
        Half the difference.
    rtol, atol : float
        Allowed is ``atol + rtol * |difference|``.
    rng : numpy.random.Generator
        Draws the weights of the sum.

    Returns
    -------
    bool
        True, so that `assert gradcheck(...)` reads well; a failure raises.

    Raises
    ------
    ValueError
        If a gradient is wrong (the message names the place and both values), an input is not
        float64, or `inputs` is not a sequence.

    Examples
    --------
    >>> import nnlib as nn
    >>> nn.gradcheck(nn.tanh, [np.linspace(-1, 1, 5)], rng=np.random.default_rng(0))
    True
    """
    require_generator("gradcheck", rng)
    if not isinstance(inputs, (list, tuple)):
        raise ValueError("gradcheck: inputs must be a list, also for one input: [x]")
    if not inputs:
        raise ValueError("gradcheck: inputs is empty, so there is nothing to check")
    require_number("gradcheck", "eps", eps, 0, open_low=True)
    require_number("gradcheck", "rtol", rtol, 0)
    require_number("gradcheck", "atol", atol, 0)
    tensors = [_as_input(i, value) for i, value in enumerate(inputs)]
    kept = [t.grad for t in tensors]
    for t in tensors:
        t.grad = None
    try:
        output = f(*tensors)
        if not isinstance(output, Tensor):
            raise TypeError(f"gradcheck: f must return a Tensor, not {type(output).__name__}")
        weights = _random_weights(output.shape, rng)
        (f(*tensors) * weights).sum().backward()
        for i, t in enumerate(tensors):
            differences = _differences(lambda: f(*tensors), t, weights, eps)
            _compare(i, t, differences, rtol, atol)
    finally:
        for t, grad in zip(tensors, kept, strict=True):
            t.grad = grad
    return True


def _as_input(i: int, value: Tensor | npt.ArrayLike) -> Tensor:
    if isinstance(value, Tensor):
        tensor = value if value.requires_grad else Tensor(value.data.copy(), requires_grad=True)
    else:
        tensor = Tensor(np.array(value), requires_grad=True)
    if tensor.dtype != np.float64:
        raise ValueError(
            f"gradcheck: input {i} is {tensor.dtype}, too coarse for such small differences; "
            "use float64"
        )
    return tensor


def _random_weights(shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    """Return weights of length 1, so that the sum does not grow with the number of outputs."""
    if not shape:
        return np.ones(())
    weights = rng.normal(size=shape)
    return weights / max(float(np.linalg.norm(weights)), np.finfo(float).tiny)


def _differences(f: Callable[[], Tensor], x: Tensor, weights: Array, eps: float) -> Array:
    result = np.zeros(x.shape)
    with no_grad():
        for place in np.ndindex(x.shape):
            number = x.data[place]
            values = []
            for shifted in (number + eps, number - eps):
                x.data[place] = shifted
                values.append(float(np.sum(f().data * weights)))
            x.data[place] = number
            result[place] = (values[0] - values[1]) / (2 * eps)
    return result


def _compare(i: int, x: Tensor, differences: Array, rtol: float, atol: float) -> None:
    gradient: Any = np.zeros(x.shape) if x.grad is None else x.grad
    if gradient.shape != x.shape:
        raise ValueError(
            f"gradcheck: the gradient of input {i} has the shape {gradient.shape}, "
            f"but the input has {x.shape}"
        )
    error = np.abs(gradient - differences)
    wrong = ~(error <= atol + rtol * np.abs(differences))  # so that NaN counts as wrong
    if not wrong.any():
        return
    worst = np.unravel_index(np.argmax(np.where(wrong, error, -1.0)), x.shape)
    place = tuple(int(n) for n in worst)
    raise ValueError(
        f"gradcheck: {wrong.sum()} of {wrong.size} derivatives of input {i} {x.shape} are wrong; "
        f"the worst is at {place}: backward() gives {gradient[worst]:.6g}, but the difference of "
        f"function values is {differences[worst]:.6g}"
        + (" (no gradient arrived at all)" if x.grad is None else "")
    )
