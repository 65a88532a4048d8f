"""Live evidence that may be looked at at any time."""

from __future__ import annotations

import math
import random

import pytest

from evalreport.analysis.evalues import confidence_sequence, e_value, log_e_value, normal_mixture_bound, watch


def test_nothing_seen_is_no_evidence() -> None:
    """Before any trace the odds are one to one and the interval is everything."""
    assert e_value(failures=0, n=0, max_rate=0.1) == pytest.approx(1.0)
    whole = confidence_sequence(passed=0, n=0, alpha=0.05)
    assert (whole.low, whole.high) == (0.0, 1.0)


@pytest.mark.parametrize("n", [100, 1_000, 100_000])
def test_a_healthy_release_gives_no_evidence(n: int) -> None:
    """Half the tolerated rate speaks against an alarm, the more the longer, and never ends in an error."""
    assert log_e_value(failures=n // 20, n=n, max_rate=0.1) < 0
    assert e_value(failures=n, n=n, max_rate=0.1) > 20


def test_a_healthy_release_is_hardly_ever_rolled_back() -> None:
    """At the tolerated rate itself, looked at every step, hardly one series in twenty alarms."""
    generator = random.Random(5)
    alarms = 0
    for _ in range(100):
        failures = [sum(generator.random() < 0.1 for _ in range(20)) for _ in range(30)]
        alarms += watch(failures, [20] * 30, max_rate=0.1, start_every=6, alpha=0.05).alarm is not None
    assert alarms <= 9


def test_a_late_fall_is_seen_sooner_with_restarts() -> None:
    """After a long healthy time a new bet sees a fall that the old one still outweighs."""
    failures, counts = [1] * 40 + [6] * 10, [20] * 50
    once = watch(failures, counts, max_rate=0.1, start_every=50, alpha=0.05)
    often = watch(failures, counts, max_rate=0.1, start_every=6, alpha=0.05)
    assert often.alarm is not None
    assert once.alarm is None or often.alarm < once.alarm
    assert often.highest >= 20


@pytest.mark.parametrize(("passed", "n"), [(0, 20), (20, 20), (10, 20), (900, 1000)])
def test_the_sequence_holds_the_rate_and_is_wider_than_one_look(passed: int, n: int) -> None:
    """The interval holds the rate seen and lies between 0 and 1."""
    shown = confidence_sequence(passed=passed, n=n, alpha=0.05)
    assert 0 <= shown.low <= passed / n <= shown.high <= 1


@pytest.mark.parametrize("rate", [0.0, 1.0, -0.1, math.nan])
def test_a_tolerated_rate_is_one(rate: float) -> None:
    """A rate that is not strictly between 0 and 1 is a ValueError."""
    with pytest.raises(ValueError, match="rate"):
        e_value(failures=1, n=2, max_rate=rate)


def test_series_must_fit() -> None:
    """Steps without counts, plans of nothing and negative variances are a ValueError."""
    with pytest.raises(ValueError, match="series"):
        watch([1], [1, 2], max_rate=0.1, start_every=1, alpha=0.05)
    with pytest.raises(ValueError, match="plan"):
        confidence_sequence(passed=1, n=2, alpha=0.05, planned_n=0)
    with pytest.raises(ValueError, match="variances"):
        normal_mixture_bound(variance_seen=-1, alpha=0.05, planned_variance=1)
