"""Comparing two samples of one feature."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib.checks import as_numbers, require_integer

Array = npt.NDArray[Any]


def _sample(name: str, which: str, values: npt.ArrayLike) -> Array:
    sample = as_numbers(name, which, values)
    if sample.ndim != 1 or sample.size == 0 or not np.isfinite(sample).all():
        raise ValueError(
            f"{name}: {which} must be one row of finite numbers, at least one (shape "
            f"{sample.shape}); compare one feature at a time"
        )
    return sample


def ks_statistic(a: npt.ArrayLike, b: npt.ArrayLike) -> float:
    """Return the Kolmogorov-Smirnov statistic: the largest gap between two distributions.

    Parameters
    ----------
    a, b : array-like, (N,) and (M,)
        Two samples of one feature.

    Returns
    -------
    float
        The largest difference of the fractions that are at most t, over all t: from 0 to 1. If
        both samples are from the same continuous distribution, it exceeds
        1.36 * sqrt((N + M) / (N M)) in about 5 % of all cases.

    Raises
    ------
    ValueError
        If a sample is empty, not one row, or not finite.

    References
    ----------
    N. Smirnov, "Table for estimating the goodness of fit of empirical distributions", Annals of
    Mathematical Statistics 19 (1948) 279-281, doi:10.1214/aoms/1177730256

    Examples
    --------
    >>> ks_statistic([1, 2, 3, 4], [3, 4, 5, 6])
    0.5
    """
    a, b = np.sort(_sample("ks_statistic", "a", a)), np.sort(_sample("ks_statistic", "b", b))
    places = np.concatenate([a, b])
    below_a = np.searchsorted(a, places, side="right") / len(a)
    below_b = np.searchsorted(b, places, side="right") / len(b)
    return float(np.abs(below_a - below_b).max())


def population_stability_index(
    reference: npt.ArrayLike, current: npt.ArrayLike, *, bins: int = 10
) -> float:
    """Return the population stability index, sum of (q - p) log(q / p) over bins.

    p and q are the fractions of the two samples in each bin. An empty bin counts as half an
    observation, so that the logarithm stays finite. Rules of thumb call 0.1 a small change and
    0.25 a large one; two small samples reach that by chance.

    Parameters
    ----------
    reference, current : array-like, (N,) and (M,)
        Two samples of one feature.
    bins : int
        The borders are quantiles of the reference, so that each bin holds equally much of it. If
        it has no more than `bins` different values, each value has its own bin. What the
        reference does not have (numbers below its smallest or above its largest; in the second
        case, other values) is one bin more, if there is any.

    Raises
    ------
    ValueError
        If a sample is empty, not one row, or not finite; if bins is not an integer of at least
        2; or if the reference falls into a single bin.

    References
    ----------
    N. Siddiqi, Credit Risk Scorecards, Wiley 2006. It is the symmetric divergence of H. Jeffreys,
    "An invariant form for the prior probability in estimation problems", Proceedings of the Royal
    Society A 186 (1946) 453-461, doi:10.1098/rspa.1946.0056

    Examples
    --------
    >>> round(population_stability_index([0, 0, 1, 1], [0, 1, 1, 1]), 3)
    0.275
    """
    name = "population_stability_index"
    old, new = _sample(name, "reference", reference), _sample(name, "current", current)
    bins = require_integer(name, "bins", bins, 2)
    values = np.unique(old)
    if len(values) <= bins:
        borders, unseen = values[:-1], ~np.isin(new, values)
    else:
        borders = np.unique(np.quantile(old, np.arange(1, bins) / bins))
        unseen = (new < values[0]) | (new > values[-1])
    n = len(borders) + 1
    p, q = (
        np.bincount(np.searchsorted(borders, sample), minlength=n) for sample in (old, new[~unseen])
    )
    if np.count_nonzero(p) < 2:
        raise ValueError(
            f"{name}: the reference falls into a single bin, so the index says little; count how "
            f"often it is {np.median(old):g} instead"
        )
    if unseen.any():
        p, q = np.append(p, 0), np.append(q, np.count_nonzero(unseen))
    old_share, new_share = np.maximum(p, 0.5) / len(old), np.maximum(q, 0.5) / len(new)
    return float(np.sum((new_share - old_share) * np.log(new_share / old_share)))
