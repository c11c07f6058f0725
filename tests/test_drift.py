"""Drift detectors: the same as river, and what each does by itself."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlib.drift import (
    ADWIN,
    DDM,
    PageHinkley,
)

DETECTORS = {"DDM": DDM, "PageHinkley": PageHinkley, "ADWIN": ADWIN}


def alarms(detector, stream):
    """The rows at which a detector raises an alarm."""
    found = []
    for i, x in enumerate(stream):
        detector.update(x)
        if detector.drift_detected:
            found.append(i)
    return found


def errors_with_a_change(rng, before, after, n=2000):
    return (rng.random(2 * n) < np.repeat([before, after], n)).astype(int)


# --- the same as river -------------------------------------------------------------------------


def trace(detector, stream):
    """All that a detector shows, after every number."""
    shown = []
    for x in stream:
        detector.update(x)
        shown.append(
            (
                detector.drift_detected,
                getattr(detector, "warning_detected", None),
                getattr(detector, "width", None),
                round(getattr(detector, "estimation", 0.0), 9),
            )
        )
    return shown


def rivers(name, **arguments):
    drift = pytest.importorskip("river.drift")
    return {"DDM": drift.binary.DDM, "PageHinkley": drift.PageHinkley, "ADWIN": drift.ADWIN}[name](
        **arguments
    )


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("DDM", {}),
        ("DDM", {"warm_start": 100, "warning_threshold": 1.5, "drift_threshold": 2.5}),
        ("PageHinkley", {}),
        ("PageHinkley", {"threshold": 10.0, "delta": 0.02, "alpha": 0.99, "mode": "up"}),
        ("PageHinkley", {"threshold": 5.0, "min_instances": 5, "mode": "down"}),
        ("ADWIN", {}),
        ("ADWIN", {"delta": 0.1, "clock": 1, "max_buckets": 3, "min_window_length": 2}),
        ("ADWIN", {"delta": 0.5, "clock": 7, "grace_period": 100}),
    ],
)
def test_every_state_is_that_of_river(name, arguments):
    detected = 0
    for seed in range(12):
        rng = np.random.default_rng(seed)
        stream = (rng.random(2100) < np.repeat(rng.random(3), 700)).astype(int).tolist()
        if name != "DDM" and seed % 2:  # the others take any numbers
            stream = (rng.normal(size=2100) + np.repeat(rng.normal(size=3), 700)).tolist()
        ours = trace(DETECTORS[name](**arguments), stream)
        assert ours == trace(rivers(name, **arguments), stream)
        detected += sum(state[0] for state in ours)
    assert detected > 5


@given(name=st.sampled_from(list(DETECTORS)), bits=st.lists(st.booleans(), max_size=300))
def test_short_streams_as_river(name, bits):
    stream = [int(b) for b in bits]
    assert trace(DETECTORS[name](), stream) == trace(rivers(name), stream)


@pytest.mark.parametrize("name", list(DETECTORS))
def test_the_defaults_are_those_of_river(name):
    ours, theirs = DETECTORS[name](), rivers(name)
    for argument in ours.__init__.__code__.co_varnames[1 : ours.__init__.__code__.co_argcount]:
        assert getattr(ours, argument) == getattr(theirs, argument)


def piecewise(rng):
    """A stream of 0 and 1 or of numbers whose mean jumps at some rows, also between constants."""
    lengths = rng.integers(5, 400, size=rng.integers(2, 6))
    means = rng.choice([0.0, 0.1, 0.5, 0.9, 1.0], size=len(lengths))
    levels = np.repeat(means, lengths)
    if rng.random() < 0.3:
        return levels.tolist()  # exactly constant in between
    if rng.random() < 0.5:
        return (rng.random(len(levels)) < levels).astype(int).tolist()
    return (levels + rng.choice([0.01, 1.0]) * rng.normal(size=len(levels))).tolist()


def test_adwin_survives_what_river_survives():
    """A variance that is 0 must not be rounded below it."""
    assert trace(ADWIN(), [1] * 13 + [0] * 400) == trace(rivers("ADWIN"), [1] * 13 + [0] * 400)
    rng, found = np.random.default_rng(7), 0
    for _ in range(60):
        arguments = {
            "delta": float(rng.choice([1e-300, 1e-9, 0.002, 0.3, 0.99])),
            "clock": int(rng.integers(1, 40)),
            "max_buckets": int(rng.integers(2, 7)),
            "min_window_length": int(rng.integers(1, 8)),
            "grace_period": int(rng.integers(0, 20)),
        }
        stream = piecewise(rng)
        shown = trace(ADWIN(**arguments), stream)
        theirs = trace(rivers("ADWIN", **arguments), stream)
        assert [s[0] for s in shown] == [s[0] for s in theirs], arguments
        assert [s[2] for s in shown] == [s[2] for s in theirs], arguments
        found += sum(s[0] for s in shown)
    assert found > 30


def test_adwin_at_the_ends_of_the_scale():
    for size in (1e-300, 1e-200, 1e200, 1e300):
        rng = np.random.default_rng(1)
        stream = size * (np.repeat([-1.0, 1.0], 300) + 0.1 * rng.uniform(size=600) - 0.9)
        stream = np.clip(stream, -1e300, 1e300)
        detector = ADWIN()
        found = alarms(detector, stream)
        assert bool(found) == (size > 1) and math.isfinite(detector.estimation)
    assert alarms(ADWIN(delta=5e-324, grace_period=0, clock=1, min_window_length=1), [0, 1]) == []


def test_a_refused_number_changes_nothing():
    detector = DDM()
    for _ in range(40):
        detector.update(0)
    detector.update(1)
    assert detector.drift_detected
    with pytest.raises(ValueError):
        detector.update(0.5)
    assert detector.drift_detected and detector._n == 41


# --- each detector by itself -------------------------------------------------------------------


def test_ddm_follows_its_formula(rng):
    """The alarm compares with the best state, p_min + 3 s_min, not with the present one."""
    stream = errors_with_a_change(rng, 0.1, 0.4, n=300)
    (first, *_) = alarms(DDM(), stream)
    best = (math.inf, 0.0, 0.0)
    for n in range(31, len(stream) + 1):
        p = stream[:n].mean()
        s = math.sqrt(p * (1 - p) / n)
        best = min(best, (p + s, p, s), key=lambda state: state[0])
        if p + s > best[1] + 3 * best[2]:
            break
    assert first == n - 1 and 300 < first < 400


def test_ddm_warns_before_the_alarm(rng):
    detector, warned = DDM(), []
    for i, x in enumerate(errors_with_a_change(rng, 0.1, 0.4, n=1000)):
        detector.update(x)
        assert not (detector.warning_detected and detector.drift_detected)
        if detector.warning_detected:
            warned.append(i)
        if detector.drift_detected:
            break
    assert 1000 < warned[-1] < i < 1100


def test_ddm_waits_and_then_takes_the_first_error_after_a_perfect_start():
    assert alarms(DDM(), [1] * 30) == []
    assert alarms(DDM(), [0] * 30 + [1]) == []  # the 31st answer is the first that is judged
    assert alarms(DDM(), [0] * 31 + [1]) == [31]
    assert alarms(DDM(warm_start=100), [0] * 50 + [1] + [0] * 100) == []


@pytest.mark.parametrize("name", list(DETECTORS))
def test_an_alarm_starts_anew(name, rng):
    stream = errors_with_a_change(rng, 0.1, 0.6).tolist()
    detector = DETECTORS[name]()
    first = alarms(detector, stream)[0]
    again = alarms(DETECTORS[name](), stream[first + 1 :])
    assert alarms(DETECTORS[name](), stream) == [first, *(first + 1 + i for i in again)]


@pytest.mark.parametrize("name", list(DETECTORS))
def test_no_change_no_alarm(name, rng):
    assert alarms(DETECTORS[name](), [0] * 3000) == []
    assert alarms(DETECTORS[name](), [1] * 3000) == []
    quiet = [alarms(DETECTORS[name](), rng.random(2000) < 0.2) for _ in range(10)]
    assert sum(map(bool, quiet)) <= 3


def test_page_hinkley_looks_where_it_is_told(rng):
    rising = errors_with_a_change(rng, 0.1, 0.7).tolist()
    falling = [1 - x for x in rising]
    for mode, sees_rise, sees_fall in (("up", 1, 0), ("down", 0, 1), ("both", 1, 1)):
        assert bool(alarms(PageHinkley(mode=mode), rising)) == sees_rise
        assert bool(alarms(PageHinkley(mode=mode), falling)) == sees_fall


def test_a_larger_threshold_waits_longer_and_cries_wolf_less(rng):
    stream = errors_with_a_change(rng, 0.1, 0.5)
    first = [alarms(PageHinkley(threshold=t), stream)[0] for t in (10, 20, 50, 100)]
    assert first == sorted(first)
    assert first[0] < 2000 <= first[2]  # the change is at row 2,000


def test_adwin_keeps_the_window_while_nothing_changes(rng):
    detector, stream = ADWIN(), rng.random(5000) < 0.3
    assert alarms(detector, stream) == []
    assert detector.width == 5000
    assert math.isclose(detector.estimation, stream.mean())
    assert sum(map(len, detector._rows)) < 6 * math.log2(5000)  # logarithmic memory
    spreads = [spread for row in detector._rows for _, spread in row]
    assert math.hypot(*spreads) <= detector._spread + 1e-9


def test_adwin_drops_what_is_old(rng):
    detector = ADWIN()
    for x in errors_with_a_change(rng, 0.1, 0.6):
        detector.update(x)
        if detector.drift_detected:
            break
    assert detector.width < 300 and detector.estimation > 0.3
    assert ADWIN().estimation == 0 and ADWIN().width == 0


def test_detectors_read_numpy_and_python_numbers(rng):
    stream = errors_with_a_change(rng, 0.1, 0.6)
    for make in DETECTORS.values():
        expected = alarms(make(), stream.tolist())
        for dtype in (bool, np.float64, np.float32, np.int8):
            assert alarms(make(), stream.astype(dtype)) == expected


def test_detector_errors():
    for make in DETECTORS.values():
        with pytest.raises(ValueError, match=rf"^{make.__name__}: x must be a finite number"):
            make().update(math.nan)
    with pytest.raises(ValueError, match=r"^DDM: an answer is 0 \(right\) or 1 \(wrong\), not 0.5"):
        DDM().update(0.5)
    with pytest.raises(ValueError, match=r"^PageHinkley: unknown mode 'sideways'; use up, down"):
        PageHinkley(mode="sideways")
    with pytest.raises(ValueError, match=r"^ADWIN: delta must be .* above 0 and below 1, not 2"):
        ADWIN(delta=2)
    with pytest.raises(ValueError, match=r"^ADWIN: clock must be an integer of at least 1, not 0"):
        ADWIN(clock=0)
