"""Drift: has something changed in a stream of data, or of a model's errors?

The detectors read one number after the other: `update(x)`, then ask `drift_detected`. `DDM`,
`PageHinkley` and `ADWIN` have the names, defaults and results of the Python library river 0.26,
whose detectors also restart after an alarm. They watch *errors*, which need labels.
`ks_statistic` and `population_stability_index` compare two samples of *inputs*, which need none;
they may report a change that causes no errors, and miss one that does. `prequential` measures a
model over a stream.
"""

from nnlib.drift.adwin import ADWIN
from nnlib.drift.detectors import DDM, PageHinkley
from nnlib.drift.samples import ks_statistic, population_stability_index
from nnlib.drift.stream import prequential

__all__ = [
    "ADWIN",
    "DDM",
    "PageHinkley",
    "ks_statistic",
    "population_stability_index",
    "prequential",
]
