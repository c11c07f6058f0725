"""ADWIN: a window that grows as long as its mean does not change."""

from __future__ import annotations

import math
from collections import deque

from nnlib.checks import require_integer, require_number
from nnlib.drift.detectors import Detector


class ADWIN(Detector):
    """Adaptive window: keep the recent numbers as long as no cut shows two different means.

    The window is stored in buckets of 1, 2, 4, ... numbers, each as its sum and its spread, so
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
        No cut is tried in a window that is not longer than this; 0 switches this off.

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
        If delta is not between 0 and 1, or another argument is not an integer or too small; in
        `update`, if x is not a number from -1e300 to 1e300.

    Notes
    -----
    In the paper the newer part of the window survives an alarm; here, as in river, the detector
    restarts. river sums up squared deviations and subtracts what is dropped; where this
    overflows (numbers above 1e150) or rounds to a negative variance, it raises no alarm, but this
    class, which does neither, may.

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
        name = "ADWIN"
        self.delta = require_number(name, "delta", delta, 0, 1, open_low=True, open_high=True)
        self.clock = require_integer(name, "clock", clock)
        self.max_buckets = require_integer(name, "max_buckets", max_buckets, 2)
        self.min_window_length = require_integer(name, "min_window_length", min_window_length)
        self.grace_period = require_integer(name, "grace_period", grace_period, 0)
        self._start()

    def _start(self) -> None:
        # Row i holds buckets of 2**i numbers, oldest first, as (sum, spread). A spread is the root
        # of a sum of squared deviations from the mean: it neither overflows nor becomes negative.
        self._rows: list[deque[tuple[float, float]]] = [deque()]
        self.width, self._ticks = 0, 0
        self._total = self._spread = 0.0

    @property
    def estimation(self) -> float:
        """Mean of the window, 0 if it is empty."""
        return self._total / self.width if self.width else 0.0

    def _read(self, x: float) -> bool:
        between = (x - self.estimation) * math.sqrt(self.width / (self.width + 1))
        self._spread = math.hypot(self._spread, between)
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
            (a, spread_a), (b, spread_b) = row.popleft(), row.popleft()
            if i + 1 == len(self._rows):
                self._rows.append(deque())
            between = (a - b) / math.sqrt(2 ** (i + 1))
            self._rows[i + 1].append((a + b, math.hypot(spread_a, spread_b, between)))

    def _has_a_cut(self) -> bool:
        """Compare the means before and after each border, from the oldest on."""
        if self.width < 2 * self.min_window_length:
            return False
        deviation = self._spread / math.sqrt(self.width)
        risk = math.log(2 * math.log(self.width)) - math.log(self.delta)
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
                allowed = math.sqrt(2 * m * risk) * deviation + 2 / 3 * risk * m
                if abs(old_total / old - (self._total - old_total) / new) > allowed:
                    return True
        return False

    def _drop_the_oldest(self) -> None:
        """Drop a bucket, and sum up the others again: a difference would lose digits."""
        self._rows[-1].popleft()
        if not self._rows[-1]:
            self._rows.pop()
        buckets = [(2**i, *bucket) for i, row in enumerate(self._rows) for bucket in row]
        self.width = sum(n for n, _, _ in buckets)
        self._total = math.fsum(total for _, total, _ in buckets)
        mean = self.estimation
        between = (math.sqrt(n) * (total / n - mean) for n, total, _ in buckets)
        self._spread = math.hypot(*between, *(spread for _, _, spread in buckets))
