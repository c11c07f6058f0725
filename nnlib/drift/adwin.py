"""ADWIN: a window that grows while nothing changes."""

from __future__ import annotations

import math
from collections import deque

from nnlib.drift.detectors import Detector


class ADWIN(Detector):
    """Adaptive window: keep the recent numbers as long as no cut shows two different means.

    The window is stored in buckets of 1, 2, 4, ... numbers, of each number its sum only, so
    that it takes logarithmic memory. At every `clock`-th number each border between buckets is
    tried as a cut; if the means on its two sides differ by more than chance allows, the oldest
    bucket is dropped, and this is an alarm.

    Parameters
    ----------
    delta : float
        Risk of a false alarm, from 0 to 1.
    clock : int
        How often cuts are tried.
    max_buckets : int
        How many buckets of one size are kept before two of them are merged.
    min_window_length : int
        The shortest part that a cut may leave.
    grace_period : int
        No cut is tried in a window that is not longer than this.

    Attributes
    ----------
    drift_detected : bool
    width : int
        Length of the window.
    estimation : float
        Mean of the window.

    Raises
    ------
    ValueError
        If delta is not between 0 and 1, or another argument is too small; in `update`, if x is
        not finite.

    Notes
    -----
    In the paper the newer part of the window survives an alarm; here, as in river, the detector
    starts anew.

    References
    ----------
    A. Bifet and R. Gavaldà, "Learning from time-changing data with adaptive windowing", SDM 2007,
    443-448, doi:10.1137/1.9781611972771.42

    Examples
    --------
    >>> detector = ADWIN()
    >>> for i in range(400):
    ...     detector.update(i % 5 == 0 if i < 200 else i % 2 == 0)
    ...     if detector.drift_detected:
    ...         print("alarm at", i, "window", detector.width)
    alarm at 383 window 320
    """

    def __init__(
        self,
        delta: float = 0.002,
        clock: int = 32,
        max_buckets: int = 5,
        min_window_length: int = 5,
        grace_period: int = 10,
    ) -> None:
        if not 0 < delta < 1:
            raise ValueError(f"ADWIN: delta is a risk between 0 and 1, not {delta}")
        if clock < 1 or max_buckets < 2 or min_window_length < 1:
            raise ValueError(
                f"ADWIN: clock ({clock}) and min_window_length ({min_window_length}) must be at "
                f"least 1, max_buckets ({max_buckets}) at least 2"
            )
        self.delta = delta
        self.clock = clock
        self.max_buckets = max_buckets
        self.min_window_length = min_window_length
        self.grace_period = grace_period
        self._start()

    def _start(self) -> None:
        # Row i holds buckets of 2**i numbers, oldest first, as (sum, sum of squared deviations).
        self._rows: list[deque[tuple[float, float]]] = [deque()]
        self.width, self._ticks = 0, 0
        self._total = self._squares = 0.0

    @property
    def estimation(self) -> float:
        """Mean of the window, 0 if it is empty."""
        return self._total / self.width if self.width else 0.0

    def _read(self, x: float) -> bool:
        self._squares += self.width * (x - self.estimation) ** 2 / (self.width + 1)
        self.width += 1
        self._total += x
        self._rows[0].append((x, 0.0))
        self._merge()
        self._ticks += 1
        drift = False
        if self._ticks % self.clock == 0 and self.width > self.grace_period:
            while self._has_a_cut():
                self._drop_the_oldest()
                drift = True
        return drift

    def _merge(self) -> None:
        """Turn two buckets of a row that is too long into one of the next row."""
        for i, row in enumerate(self._rows):
            if len(row) <= self.max_buckets:
                return
            (a, squares_a), (b, squares_b) = row.popleft(), row.popleft()
            if i + 1 == len(self._rows):
                self._rows.append(deque())
            between = (a - b) ** 2 / 2 ** (i + 1)
            self._rows[i + 1].append((a + b, squares_a + squares_b + between))

    def _has_a_cut(self) -> bool:
        """Compare the means before and after each border, from the oldest on."""
        variance = self._squares / self.width
        risk = math.log(2 * math.log(self.width) / self.delta)
        old, old_total = 0, 0.0
        for i in reversed(range(len(self._rows))):
            for total, _ in self._rows[i]:
                old += 2**i
                old_total += total
                new = self.width - old
                if min(old, new) < self.min_window_length:
                    continue
                shortest = self.min_window_length - 1
                m = 1 / (old - shortest) + 1 / (new - shortest)
                allowed = math.sqrt(2 * m * variance * risk) + 2 / 3 * risk * m
                if abs(old_total / old - (self._total - old_total) / new) > allowed:
                    return True
        return False

    def _drop_the_oldest(self) -> None:
        n = 2 ** (len(self._rows) - 1)
        total, squares = self._rows[-1].popleft()
        if not self._rows[-1]:
            self._rows.pop()
        self.width -= n
        self._total -= total
        between = n * self.width * (total / n - self.estimation) ** 2 / (n + self.width)
        self._squares -= squares + between
