"""Detectors that compare the stream with its own past: DDM and Page-Hinkley."""

from __future__ import annotations

import math

import numpy as np

from nnlib.checks import require_integer, require_number

_LARGEST = 1e300  # sums of numbers up to this do not overflow


class Detector:
    """What the detectors share: `update`, the flag, and the restart after an alarm.

    A subclass sets its state in `_start` and reads one number in `_read`.

    Attributes
    ----------
    drift_detected : bool
        Whether the last number raised an alarm. The next `update` restarts the detector.
    """

    drift_detected = False

    def update(self, x: float) -> None:
        """Read the next number of the stream.

        Raises
        ------
        ValueError
            If x is not a number from -1e300 to 1e300; then the state stays as it was.
        """
        name = type(self).__name__
        flag = isinstance(x, (bool, np.bool_))
        value = float(x) if flag else require_number(name, "x", x, -_LARGEST, _LARGEST)
        self._check(value)
        if self.drift_detected:
            self._start()
        self.drift_detected = self._read(value)

    def _check(self, x: float) -> None:
        """Raise a ValueError if this detector cannot read x."""

    def _start(self) -> None:
        raise NotImplementedError

    def _read(self, x: float) -> bool:
        raise NotImplementedError


class DDM(Detector):
    """Drift detection method: an alarm when the error rate rises far above its lowest value.

    After n answers with the error rate p, its standard deviation is s = sqrt(p (1 - p) / n).
    The smallest p + s so far is kept, as p_min and s_min. A warning is p + s > p_min + 2 s_min,
    an alarm p + s > p_min + 3 s_min.

    Parameters
    ----------
    warm_start : int
        Answers before the first test. If none of them was wrong, s_min is 0 and the first
        error raises the alarm.
    warning_threshold, drift_threshold : float
        The multiples of s_min.

    Attributes
    ----------
    drift_detected, warning_detected : bool
        The state after the last `update`; at most one is True.

    Raises
    ------
    ValueError
        If an argument is negative or not a number; in `update`, if x is neither 0 (right) nor 1
        (wrong).

    References
    ----------
    J. Gama, P. Medas, G. Castillo and P. Rodrigues, "Learning with drift detection", SBIA 2004,
    286-295, doi:10.1007/978-3-540-28645-5_29

    Examples
    --------
    >>> detector = DDM()
    >>> for i in range(400):
    ...     detector.update(i % 5 == 0 if i < 200 else i % 2 == 0)  # 20 % errors, then 50 %
    ...     if detector.drift_detected:
    ...         print("alarm at", i)
    alarm at 244
    """

    def __init__(
        self, warm_start: int = 30, warning_threshold: float = 2.0, drift_threshold: float = 3.0
    ) -> None:
        name = "DDM"
        self.warm_start = require_integer(name, "warm_start", warm_start, 0)
        self.warning_threshold = require_number(name, "warning_threshold", warning_threshold, 0)
        self.drift_threshold = require_number(name, "drift_threshold", drift_threshold, 0)
        self._start()

    def _start(self) -> None:
        self.warning_detected = False
        self._n, self._p = 0, 0.0
        self._p_min = self._s_min = math.inf

    def _check(self, x: float) -> None:
        if x not in (0.0, 1.0):
            raise ValueError(f"DDM: an answer is 0 (right) or 1 (wrong), not {x:g}")

    def _read(self, x: float) -> bool:
        self._n += 1
        self._p += (x - self._p) / self._n
        if self._n <= self.warm_start:
            return False
        p, s = self._p, math.sqrt(self._p * (1 - self._p) / self._n)
        if p + s <= self._p_min + self._s_min:
            self._p_min, self._s_min = p, s
        drift = p + s > self._p_min + self.drift_threshold * self._s_min
        warning = p + s > self._p_min + self.warning_threshold * self._s_min
        self.warning_detected = warning and not drift
        return drift


class PageHinkley(Detector):
    """Page-Hinkley test: an alarm when deviations from the mean add up in one direction.

    Each number adds (x - mean so far - delta) to a sum; the alarm comes when the sum is more
    than `threshold` above its lowest value. The same, mirrored, for a decrease.

    Parameters
    ----------
    min_instances : int
        Numbers before the first test.
    delta : float
        Deviations smaller than this are tolerated.
    threshold : float
        The larger, the fewer false alarms, and the later the right ones. The default of 50 is
        slow for errors of 0 and 1.
    alpha : float
        The sum is multiplied by this before each step, so that older numbers count less.
    mode : {"up", "down", "both"}
        Which changes of the mean count.

    Attributes
    ----------
    drift_detected : bool

    Raises
    ------
    ValueError
        If the mode is unknown, alpha is not above 0 and at most 1, or another argument is
        negative or not a number; in `update`, if x is not a number from -1e300 to 1e300.

    References
    ----------
    E. S. Page, "Continuous inspection schemes", Biometrika 41 (1954) 100-115,
    doi:10.1093/biomet/41.1-2.100

    Examples
    --------
    >>> detector = PageHinkley(threshold=20)
    >>> for i in range(400):
    ...     detector.update(i % 5 == 0 if i < 200 else i % 2 == 0)
    ...     if detector.drift_detected:
    ...         print("alarm at", i)
    alarm at 280
    """

    def __init__(
        self,
        min_instances: int = 30,
        delta: float = 0.005,
        threshold: float = 50.0,
        alpha: float = 0.9999,
        mode: str = "both",
    ) -> None:
        if mode not in ("up", "down", "both"):
            raise ValueError(f"PageHinkley: unknown mode {mode!r}; use up, down, both")
        name = "PageHinkley"
        self.min_instances = require_integer(name, "min_instances", min_instances, 0)
        self.delta = require_number(name, "delta", delta, 0)
        self.threshold = require_number(name, "threshold", threshold, 0)
        self.alpha = require_number(name, "alpha", alpha, 0, 1, open_low=True)
        self.mode = mode
        self._start()

    def _start(self) -> None:
        self._n, self._mean = 0, 0.0
        self._up = self._down = 0.0
        self._lowest, self._highest = math.inf, -math.inf

    def _read(self, x: float) -> bool:
        self._n += 1
        self._mean += (x - self._mean) / self._n
        deviation = x - self._mean
        self._up = self.alpha * self._up + deviation - self.delta
        self._down = self.alpha * self._down + deviation + self.delta
        self._lowest = min(self._lowest, self._up)
        self._highest = max(self._highest, self._down)
        if self._n < self.min_instances:
            return False
        rise, fall = self._up - self._lowest, self._highest - self._down
        return (self.mode != "down" and rise > self.threshold) or (
            self.mode != "up" and fall > self.threshold
        )
