"""The losses and metrics of a training."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class History(dict[str, list[float]]):
    """One number an epoch under each name: "loss", "validation_loss", "accuracy", ...

    Examples
    --------
    >>> History(loss=[0.5, 0.25], validation_loss=[0.6, 0.4])
    History(2 epochs: loss 0.25, validation_loss 0.4)
    """

    def __repr__(self) -> str:
        n = max((len(values) for values in self.values()), default=0)
        last = ", ".join(f"{name} {values[-1]:.3g}" for name, values in self.items() if values)
        return f"History({n} epoch{'' if n == 1 else 's'}{': ' if last else ''}{last})"

    def plot(self) -> Figure:
        """Draw the losses, and the metrics beside them, over the epochs; return the figure.

        Raises ValueError if there is no epoch.
        """
        if not any(self.values()):
            raise ValueError("History.plot: there is no epoch to draw; train with nn.fit first")
        import matplotlib.pyplot as plt  # only here: the library itself needs NumPy alone

        losses = [name for name in self if name.endswith("loss")]
        metrics = [name for name in self if name not in losses]
        groups = [group for group in (losses, metrics) if group]
        figure: Figure
        figure, axes = plt.subplots(
            1, len(groups), figsize=(4.5 * len(groups), 3), squeeze=False, layout="constrained"
        )
        for axis, group in zip(axes[0], groups, strict=True):
            for name in group:
                style = "--" if name.startswith("validation_") else "-"
                epochs = range(1, len(self[name]) + 1)
                axis.plot(epochs, self[name], style, label=name.replace("_", " "))
            axis.set_xlabel("epoch")
            axis.legend()
        plt.close(figure)  # else a notebook would show it twice
        return figure
