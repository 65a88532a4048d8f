"""States of rollback rules: what fires, what pauses, what is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from evalreport.model.failure import UNCLASSIFIED
from evalreport.model.live import Sampling
from evalreport.model.policy import RollbackRule
from evalreport.model.record import Records, Rollback
from tests.unit.live.windows import (
    LIMIT,
    MONITOR,
    START,
    THRESHOLD,
    day,
    judged,
    labelled,
    share,
    state,
    window,
)

if TYPE_CHECKING:
    from evalreport.model.live import LiveWindow

GOOD, BAD = share(2), share(20)
# Four failures of ten: a range that holds the line of 90%.
FEW = [True] * 8 + [False] * 2


@pytest.mark.parametrize(
    ("days", "status", "streak"),
    [
        ((GOOD,), "quiet", 0),
        ((BAD,), "quiet", 1),
        ((BAD, BAD), "fired", 2),
        ((BAD, GOOD, BAD), "quiet", 1),
        ((BAD, FEW, BAD), "fired", 2),
        ((BAD, [], BAD), "fired", 2),
        ((BAD, FEW), "inconclusive", 1),
        ((FEW, FEW), "inconclusive", 0),
        ((BAD, BAD, GOOD), "fired", 0),
        ((), "no_data", 0),
        (([],), "no_data", 0),
        (([None] * 40,), "no_data", 0),
    ],
)
def test_a_threshold_counts_windows_in_a_row(days: tuple[list[bool | None], ...], status: str, streak: int) -> None:
    """Windows beyond the line count, good ones reset, small and empty ones do neither, an alarm stays."""
    found = state([day(number, verdicts) for number, verdicts in enumerate(days)], THRESHOLD)
    assert (found.status, found.streak) == (status, streak)


def test_an_alarm_is_dated_by_the_window_that_completed_the_streak() -> None:
    """What came after the first crossing changes neither its time nor its number."""
    found = state([day(0, BAD), day(1, BAD), day(2, share(50))], THRESHOLD)
    assert (found.fired_in, found.fired_at, found.observed) == ("d1", "2026-11-22T00:00:00Z", 0.8)


@pytest.mark.parametrize(
    ("kind", "status", "of_traffic"),
    [("all", "fired", True), ("random", "fired", True), ("unknown", "fired", False), ("picked", "inconclusive", False)],
)
def test_picked_runs_say_nothing_of_how_often(kind: str, status: str, of_traffic: bool) -> None:
    """A queue of suspicious runs cannot cross a line; runs nobody says how drawn can, and are called reviewed runs."""
    drawn = {"all": Sampling(kind="all"), "random": Sampling(kind="random"), "picked": Sampling(kind="picked")}
    sampling = drawn.get(kind, Sampling())
    found = state([day(0, BAD, sampling), day(1, BAD, sampling)], THRESHOLD)
    assert (found.status, found.of_traffic) == (status, of_traffic)
    assert ("of the reviewed runs" in found.sentence) is not of_traffic


@pytest.mark.parametrize(("hours", "status"), [(47, "quiet"), (49, "stale")])
def test_silence_is_not_health(hours: int, status: str) -> None:
    """After 48 hours without data a rule has no state but that."""
    found = state([day(0, GOOD)], THRESHOLD, days=1 + hours / 24)
    assert found.status == status


def test_a_fired_rule_does_not_become_stale() -> None:
    """An alarm nobody answered is not silenced by silence."""
    assert state([day(0, BAD), day(1, BAD)], THRESHOLD, days=30).status == "fired"


@pytest.mark.parametrize(
    ("failing", "runs_of_class", "status"), [(0, 0, "quiet"), (1, 1, "quiet"), (2, 2, "fired"), (3, 0, "inconclusive")]
)
def test_a_limit_counts_runs_and_knows_what_it_cannot_see(failing: int, runs_of_class: int, status: str) -> None:
    """More than the limit fires; a 0 of a class no rule can see, beside failures nobody explains, says nothing."""
    plain = day(0, [at >= failing for at in range(40)])
    found = state([labelled(plain, runs_of_class) if runs_of_class else plain], LIMIT)
    assert found.status == status


@pytest.mark.parametrize(("hours", "fired"), [(12, "2026-11-20T00:36:00Z"), (24, "2026-11-20T00:36:00Z"), (0.5, None)])
def test_a_limit_is_crossed_by_the_run_that_was_one_too_many(hours: float, fired: str | None) -> None:
    """It fires when that run came, also while its window still runs, and never at a time that is yet to come."""
    found = state([labelled(day(0, [True] * 40), 3)], LIMIT, days=hours / 24)
    assert found.fired_at == fired


def test_unclassified_failures_can_be_limited() -> None:
    """What no class claims is countable under its own name."""
    found = state([day(0, BAD)], replace(LIMIT, failures=UNCLASSIFIED))
    assert (found.status, found.observed) == ("fired", 20)


@pytest.mark.parametrize(
    ("failing", "status"),
    [(5, "quiet"), (10, "quiet"), (40, "fired")],
)
def test_a_monitor_fires_on_evidence(failing: int, status: str) -> None:
    """Failures at the tolerated rate are no evidence; four times as many are."""
    found = state([day(0, share(failing))], MONITOR)
    assert found.status == status
    assert found.sentence.startswith("Evidence that failures exceed 10%: ")
    assert "(rollback at 20 to 1)" in found.sentence


@pytest.mark.parametrize(
    ("sampling", "word"),
    [
        (Sampling(kind="picked"), "drawn at random"),
        (Sampling(kind="stratified", stratum="kind", shares={"a": 1.0}), "drawn at random"),
        (Sampling(kind="weighted", probability="p"), "drawn at random"),
    ],
)
def test_a_monitor_says_which_samples_it_cannot_count(sampling: Sampling, word: str) -> None:
    """Its law holds for runs drawn at random only, and that is what it answers."""
    found = state([day(0, BAD, sampling)], MONITOR)
    assert found.status == "inconclusive"
    assert word in found.sentence


@pytest.mark.parametrize(("others", "dry", "line"), [(0, False, 20), (1, False, 40), (1, True, 40), (0, True, 20)])
def test_monitors_share_their_alpha(others: int, dry: bool, line: float) -> None:
    """Two monitors fire at 40 to 1 each, so that either rings by mistake no more often than one alone."""
    more = [replace(MONITOR, id=f"other{number}") for number in range(others)]
    report = judged([day(0, GOOD)], replace(MONITOR, dry_run=dry), *more, as_of=START + timedelta(days=1))
    assert report.rules[0].odds_line == pytest.approx(line)


def test_runs_of_overlapping_windows_are_evidence_once() -> None:
    """The same trace in two files is one run."""
    twice = [day(0, BAD), replace(day(0, BAD), id="copy")]
    assert state(twice, MONITOR, days=1).n == 100  # one day's runs
    assert judged(twice, MONITOR).windows[1].repeated == 100  # all of them


def test_a_running_window_feeds_the_monitor_and_pauses_the_threshold() -> None:
    """Before a window ends its runs count as they come, and its share is no share of a window yet."""
    found = judged([day(0, BAD)], THRESHOLD, MONITOR, as_of=START + timedelta(hours=12))
    threshold, monitor = found.rules
    assert (found.windows[0].running, threshold.status) == (True, "inconclusive")
    assert monitor.n == 51  # those of the first half day, its end included


def test_runs_without_any_time_cannot_be_ordered() -> None:
    """A monitor needs an order of arrival: without one it says so instead of guessing."""
    rows = [replace(row, started_at=None) for row in day(0, BAD).rows]
    found = state([window("w", rows, begins=None, ends=None)], MONITOR)
    assert found.status == "inconclusive"
    assert "in order of arrival" in found.sentence


def _back(rule: str | None, acted: str) -> Rollback:
    return Rollback(
        release="r1", by="dana", role="owner", at=acted, acted_at=acted, to_release="r0", reason="bad", rule=rule
    )


@pytest.mark.parametrize(
    ("rule", "acted", "minutes"),
    [
        ("holds", "2026-11-22T01:00:00Z", 60),
        (None, "2026-11-22T00:30:00Z", 30),
        (None, "2026-11-21T00:00:00Z", None),
        ("another", "2026-11-22T02:00:00Z", 120),
    ],
)
def test_a_rollback_answers(rule: str | None, acted: str, minutes: float | None) -> None:
    """A record that names the rule answers it, and so does any that moved customers back; minutes count reactions."""
    windows: list[LiveWindow] = [day(0, BAD), day(1, BAD)]
    found = judged(windows, THRESHOLD, records=Records(rollbacks=(_back(rule, acted),))).rules[0]
    assert found.status == "fired"
    assert not found.asks
    assert found.minutes == minutes


def test_a_record_of_later_answers_nothing_yet() -> None:
    """As of a moment only what had happened by then counts."""
    records = Records(rollbacks=(_back("holds", "2026-11-25T00:00:00Z"),))
    early = judged([day(0, BAD), day(1, BAD)], THRESHOLD, records=records, as_of=START + timedelta(days=3))
    assert early.rules[0].asks


def test_a_dry_run_asks_nobody() -> None:
    """A rule on trial fires and asks nobody to act."""
    found = state([day(0, BAD), day(1, BAD)], replace(THRESHOLD, dry_run=True))
    assert (found.status, found.asks) == ("fired", False)


def test_a_monitor_of_a_mean_says_that_it_counts_runs_that_fail() -> None:
    """A score that is no share of runs cannot be monitored so."""
    rule = RollbackRule(id="m", owner="dana", action="a", score="nowhere", max_rate=0.1)
    assert "a monitor counts runs that fail" in state([day(0, GOOD)], rule).sentence
