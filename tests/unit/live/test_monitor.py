"""The monitor is the published rule, run by run, and keeps its rate of false alarms."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalreport.analysis.evalues import watch
from evalreport.live.monitor import Arrival, watch_arrivals

START = datetime(2026, 1, 1, tzinfo=UTC)


def hourly(counts: list[tuple[int, int]]) -> list[Arrival]:
    """Runs of consecutive hours: (failures, runs) each, failures first."""
    return [
        Arrival(START + timedelta(hours=hour, seconds=run * 3000 / max(runs, 1)), run < failed)
        for hour, (failed, runs) in enumerate(counts)
        for run in range(runs)
    ]


@pytest.mark.parametrize("restart", [1, 6, 24])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_is_the_restart_mixture_of_the_vectors(restart: int, seed: int) -> None:
    """Hour by hour the evidence equals that of the published form, whose vectors are tested elsewhere."""
    draw = random.Random(seed)  # a test, not a secret
    counts = [(draw.randint(0, 3), 8) for _ in range(30)]
    failed, seen = [one for one, _ in counts], [n for _, n in counts]
    expected = watch(failed, seen, max_rate=0.1, start_every=restart, alpha=0.05)
    found = watch_arrivals(hourly(counts), max_rate=0.1, odds_line=20, restart_hours=restart)
    assert found is not None
    assert found.odds == pytest.approx(expected.values[-1])
    assert found.highest == pytest.approx(max(1, expected.highest))
    assert (found.fired_at is None) == (expected.alarm is None)
    if found.fired_at is not None:
        assert int((found.fired_at - START).total_seconds() // 3600) + 1 == expected.alarm


def test_an_alarm_is_the_run_that_crossed() -> None:
    """Within the hour the first run at which the evidence reached the line is kept."""
    found = watch_arrivals(hourly([(8, 8)]), max_rate=0.1, odds_line=20, restart_hours=6)
    before = watch_arrivals(hourly([(2, 2)]), max_rate=0.1, odds_line=20, restart_hours=6)
    assert found is not None
    assert before is not None
    assert before.fired_at is None
    assert found.fired_at == START + timedelta(seconds=2 * 3000 / 8)


def test_no_run_is_no_evidence() -> None:
    """Without a run there is nothing to say."""
    assert watch_arrivals([], max_rate=0.1, odds_line=20, restart_hours=6) is None


@pytest.mark.parametrize("hours", [0, -1])
def test_a_new_start_needs_time(hours: float) -> None:
    """A bet every no hours is refused."""
    with pytest.raises(ValueError, match="a new bet begins"):
        watch_arrivals(hourly([(0, 1)]), max_rate=0.1, odds_line=20, restart_hours=hours)


def test_hourly_peeking_keeps_the_false_alarms_below_alpha() -> None:
    """Of 300 healthy streams, each looked at 72 times, no more ring than alpha and three errors allow."""
    draw = random.Random(20261120)  # a test, not a secret
    rung = 0
    for _ in range(300):
        counts = [(sum(draw.random() < 0.1 for _ in range(8)), 8) for _ in range(72)]
        found = watch_arrivals(hourly(counts), max_rate=0.1, odds_line=20, restart_hours=6)
        rung += found is not None and found.fired_at is not None
    assert rung / 300 <= 0.05 + 3 * (0.05 * 0.95 / 300) ** 0.5


@settings(max_examples=50, deadline=None)
@given(counts=st.lists(st.tuples(st.integers(0, 4), st.just(4)), min_size=1, max_size=12), more=st.integers(0, 4))
def test_an_alarm_is_never_taken_back(counts: list[tuple[int, int]], more: int) -> None:
    """Whatever comes after an alarm, its moment stays."""
    first = watch_arrivals(hourly(counts), max_rate=0.2, odds_line=20, restart_hours=3)
    longer = watch_arrivals(hourly([*counts, (more, 4)]), max_rate=0.2, odds_line=20, restart_hours=3)
    assert first is not None
    assert longer is not None
    if first.fired_at is not None:
        assert longer.fired_at == first.fired_at


@settings(max_examples=30, deadline=None)
@given(rate=st.sampled_from([0.05, 0.1, 0.3]), seed=st.integers(0, 1000))
def test_the_evidence_of_one_more_run_is_fair(rate: float, seed: int) -> None:
    """At the tolerated rate the expected evidence after one more run is at most the evidence before it."""
    draw = random.Random(seed)  # a test, not a secret
    past = hourly([(draw.randint(0, 3), 5) for _ in range(draw.randint(1, 10))])
    at = past[-1].at + timedelta(minutes=5)
    odds = [
        watch_arrivals(runs, max_rate=rate, odds_line=1e9, restart_hours=4)
        for runs in (past, [*past, Arrival(at, failed=True)], [*past, Arrival(at, failed=False)])
    ]
    before, failed, passed = (one.odds for one in odds if one is not None)
    assert rate * failed + (1 - rate) * passed <= before * (1 + 1e-9)


def test_after_four_weeks_it_looks_when_a_new_bet_begins() -> None:
    """A late degradation is found all the same, and dated by the run that crossed."""
    counts = [(0, 1)] * 700 + [(2, 2)] * 40
    found = watch_arrivals(hourly(counts), max_rate=0.1, odds_line=20, restart_hours=6)
    assert found is not None
    assert found.fired_at is not None
    assert START + timedelta(hours=700) < found.fired_at < START + timedelta(hours=724)


def test_a_run_of_the_year_one_holds_nothing_up() -> None:
    """A time that cannot be true begins millions of bets, which are counted as the one they are."""
    old = Arrival(datetime(1, 1, 1, tzinfo=UTC), failed=False)
    found = watch_arrivals([old, *hourly([(8, 8)] * 3)], max_rate=0.1, odds_line=20, restart_hours=0.01)
    assert found is not None
    assert found.n == 25  # one and three times eight
