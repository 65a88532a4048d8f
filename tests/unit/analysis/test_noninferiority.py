"""Not worse than the baseline by more than a margin, on paired cases."""

from __future__ import annotations

import math

import pytest

from evalreport.analysis.crosscheck import agresti_min_interval, bonett_price_interval
from evalreport.analysis.noninferiority import (
    HALF_A_CASE,
    TOO_COARSE,
    paired_noninferiority,
    tango_interval,
    tango_z,
    verdict_of,
)

# (only baseline, only candidate, pairs)
TABLES = [
    (0, 0, 1),
    (1, 0, 1),
    (0, 1, 1),
    (0, 0, 100),
    (10, 6, 100),
    (0, 50, 50),
    (50, 0, 50),
    (31, 24, 500),
    (1, 7, 21),
]


@pytest.mark.parametrize(
    ("only_baseline", "only_candidate", "n", "margin", "verdict"),
    [
        (31, 24, 500, 0.05, "passed"),
        (60, 10, 500, 0.03, "failed"),
        (10, 6, 100, 0.03, "inconclusive"),
        (0, 0, 100, 0.02, "inconclusive"),
        (0, 0, 133, 0.02, "passed"),
        (0, 0, 132, 0.02, "inconclusive"),
        (0, 1, 1, 0.05, "inconclusive"),
        (1, 0, 1, 0.05, "inconclusive"),
        (0, 50, 50, 0.05, "passed"),
        (50, 0, 50, 0.05, "failed"),
        (0, 0, 0, 0.05, "not_evaluated"),
    ],
)
def test_verdicts(only_baseline: int, only_candidate: int, n: int, margin: float, verdict: str) -> None:
    """Passing and failing each have to be shown, and a tiny comparison shows neither."""
    shown = paired_noninferiority(
        only_baseline=only_baseline, only_candidate=only_candidate, n=n, margin=margin, alpha=0.05
    )
    assert shown.verdict == verdict


def test_without_cases_nothing_is_told() -> None:
    """No pair leaves every number unknown, and says why."""
    shown = paired_noninferiority(only_baseline=0, only_candidate=0, n=0, margin=0.05, alpha=0.05)
    numbers = (shown.difference, shown.interval, shown.z_pass, shown.z_fail, shown.p_pass, shown.p_fail, shown.needed)
    assert numbers == (None,) * 7
    assert shown.reason


@pytest.mark.parametrize(("only_baseline", "only_candidate", "n"), TABLES)
def test_interval_ends_where_the_test_turns(only_baseline: int, only_candidate: int, n: int) -> None:
    """At each end of the interval the score test is just at its critical value, unless the end is a bound of rates."""
    interval = tango_interval(only_baseline=only_baseline, only_candidate=only_candidate, n=n, alpha=0.05)
    for end, critical in ((interval.low, 1.6448536), (interval.high, -1.6448536)):
        z = tango_z(only_baseline=only_baseline, only_candidate=only_candidate, n=n, delta=end)
        assert abs(end) == 1 or z == pytest.approx(critical, abs=1e-5)


@pytest.mark.parametrize("n", [1, 20, 1000])
def test_no_difference_leaves_the_known_width(n: int) -> None:
    """Where no pair differs the half width is z^2/(n + z^2): 12 points at 20 pairs, never 0."""
    interval = tango_interval(only_baseline=0, only_candidate=0, n=n, alpha=0.05)
    half = 1.6448536269514722**2 / (n + 1.6448536269514722**2)
    assert (interval.low, interval.high) == pytest.approx((-half, half), abs=1e-12)


def test_z_without_constraint_is_mcnemars() -> None:
    """At no difference Tango's statistic is McNemar's (c - b)/sqrt(b + c)."""
    z = tango_z(only_baseline=15, only_candidate=4, n=200, delta=0.0)
    assert z == pytest.approx((4 - 15) / math.sqrt(19))


@pytest.mark.parametrize(
    ("only_baseline", "only_candidate", "n", "delta", "expected"),
    [
        (0, 0, 5, 0.0, 0.0),
        (1, 0, 5, 1.0, -math.inf),
        (0, 5, 5, 1.0, 0.0),
        (0, 0, 5, -1.0, math.inf),
        (5, 0, 5, -1.0, 0.0),
    ],
)
def test_z_at_the_ends(only_baseline: int, only_candidate: int, n: int, delta: float, expected: float) -> None:
    """Where a difference leaves no variance, the data either fit it wholly or not at all."""
    assert tango_z(only_baseline=only_baseline, only_candidate=only_candidate, n=n, delta=delta) == expected


@pytest.mark.parametrize(
    ("only_baseline", "only_candidate", "n", "margin", "alpha"),
    [
        (3, 3, 5, 0.05, 0.05),
        (-1, 2, 5, 0.05, 0.05),
        (1, 1, 5, -0.01, 0.05),
        (1, 1, 5, 1.0, 0.05),
        (1, 1, 5, 0.05, 0.95),
    ],
)
def test_impossible_arguments(only_baseline: int, only_candidate: int, n: int, margin: float, alpha: float) -> None:
    """Impossible counts, margins and error rates are refused."""
    with pytest.raises(ValueError):
        paired_noninferiority(
            only_baseline=only_baseline, only_candidate=only_candidate, n=n, margin=margin, alpha=alpha
        )


@pytest.mark.parametrize("delta", [-1.01, 1.01, math.nan])
def test_z_refuses_impossible_differences(delta: float) -> None:
    """A difference of rates beyond -1 to 1 is refused."""
    with pytest.raises(ValueError, match="difference of rates"):
        tango_z(only_baseline=1, only_candidate=1, n=5, delta=delta)


@pytest.mark.parametrize(
    ("only_baseline", "only_candidate", "n", "margin", "needed"),
    [
        # R11 for an unchanged candidate: 6.1826 * 0.16 / 0.03^2 = 1099.1, of which 100 are there.
        (10, 6, 100, 0.03, 1000),
        # No pair differs: Tango passes from n > z^2 (1 - 0.02)/0.02 = 132.6.
        (0, 0, 100, 0.02, 33),
        # A drop that looks like 20 points is shown sooner than an unchanged candidate: 6.1826 * 0.36 / 0.17^2 = 77.02.
        (3, 1, 10, 0.03, 68),
        # At the margin, with more cases than an unchanged candidate needs: no number is honest.
        (90, 30, 2000, 0.03, None),
        # A margin of nothing is never passed by equal results.
        (0, 0, 100, 0.0, None),
        (0, 0, 100, 5e-324, None),
        (4, 4, 100, 5e-324, None),
    ],
)
def test_cases_still_needed(only_baseline: int, only_candidate: int, n: int, margin: float, needed: int | None) -> None:
    """An inconclusive comparison says how many more cases would settle it, or that none practical would."""
    shown = paired_noninferiority(
        only_baseline=only_baseline, only_candidate=only_candidate, n=n, margin=margin, alpha=0.05
    )
    assert (shown.verdict, shown.needed) == ("inconclusive", needed)


def test_a_verdict_needs_no_more_cases() -> None:
    """What is settled asks for nothing."""
    assert paired_noninferiority(only_baseline=60, only_candidate=10, n=500, margin=0.03, alpha=0.05).needed is None


@pytest.mark.parametrize(
    ("only_baseline", "only_candidate", "expected"), [(40, 10, True), (30, 28, False), (400, 10, False)]
)
def test_small_real_drop_is_told(only_baseline: int, only_candidate: int, expected: bool) -> None:
    """A pass whose whole interval lies below no change is marked as a small real drop; a failure is not."""
    shown = paired_noninferiority(
        only_baseline=only_baseline, only_candidate=only_candidate, n=1000, margin=0.05, alpha=0.05
    )
    assert shown.real_drop_within_margin is expected


@pytest.mark.parametrize(("statistic", "verdict"), [(1.7, "passed"), (1.64, "inconclusive"), (-1.7, "failed")])
def test_verdict_of_a_statistic(statistic: float, verdict: str) -> None:
    """Only beyond the critical value, on either side, is anything shown."""
    assert verdict_of(statistic=statistic, critical=1.645) == verdict


@pytest.mark.parametrize(("only_baseline", "only_candidate", "n"), TABLES)
def test_crosschecks_lie_near(only_baseline: int, only_candidate: int, n: int) -> None:
    """The intervals shown for comparison stay among the rates and overlap the deciding one."""
    tango = tango_interval(only_baseline=only_baseline, only_candidate=only_candidate, n=n, alpha=0.05)
    for other in (agresti_min_interval, bonett_price_interval):
        interval = other(only_baseline=only_baseline, only_candidate=only_candidate, n=n, alpha=0.05)
        assert -1 <= interval.low <= interval.high <= 1
        assert interval.low <= tango.high
        assert tango.low <= interval.high


def _false_blocks(n: int, margin: float, step: float) -> float:
    """The chance of failing a candidate exactly at the margin that never gets better, summed over all outcomes."""
    return sum(
        math.comb(n, worse) * margin**worse * (1 - margin) ** (n - worse)
        for worse in range(n + 1)
        if paired_noninferiority(
            only_baseline=worse, only_candidate=0, n=n, margin=margin, alpha=0.05, step=step
        ).verdict
        == "failed"
    )


@pytest.mark.parametrize("n", [75, 100, 150, 200, 300])
@pytest.mark.parametrize("margin", [0.03, 0.05, 0.1])
def test_half_a_case_keeps_the_error_of_blocking(n: int, margin: float) -> None:
    """With the step gates ask for, at most 5% of candidates at the margin fail where the plain test fails more."""
    assert _false_blocks(n, margin, HALF_A_CASE) <= 0.05
    assert _false_blocks(n, margin, 0.0) >= _false_blocks(n, margin, HALF_A_CASE)


def test_the_plain_test_blocks_too_often() -> None:
    """Without the step a case too many is blocked: that is what the correction is for."""
    assert max(_false_blocks(n, 0.05, 0.0) for n in (75, 100, 150, 200, 300)) > 0.05


def test_beyond_the_margin_by_less_than_half_a_case() -> None:
    """What the plain test fails and the corrected one does not is inconclusive, and says why."""
    plain, corrected = (
        paired_noninferiority(only_baseline=9, only_candidate=0, n=100, margin=0.05, alpha=0.05, step=step)
        for step in (0.0, HALF_A_CASE)
    )
    assert plain.verdict == "failed"
    assert corrected.verdict == "inconclusive"
    assert corrected.reason == TOO_COARSE
    assert corrected.interval == plain.interval
