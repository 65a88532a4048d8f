"""One rate against a line, and the rules for severe failures."""

from __future__ import annotations

import pytest

from evalreport.analysis.threshold import at_least, at_most_count, at_most_rate, zero_tolerance


@pytest.mark.parametrize(
    ("passed", "n", "line", "verdict"),
    [
        (940, 1000, 0.92, "passed"),
        (46, 50, 0.9, "inconclusive"),
        (430, 500, 0.9, "failed"),
        (1, 1, 0.9, "inconclusive"),
        (0, 1, 0.9, "failed"),
        (0, 1, 0.5, "inconclusive"),
        (10_000, 10_000, 1.0, "inconclusive"),
        (0, 10, 0.0, "passed"),
        (0, 0, 0.9, "not_evaluated"),
    ],
)
def test_at_least(passed: int, n: int, line: float, verdict: str) -> None:
    """A rate is at or above a line only when its lower bound is, and below only when its upper one is."""
    assert at_least(passed=passed, n=n, line=line, alpha=0.05).verdict == verdict


@pytest.mark.parametrize(
    ("failed", "n", "line", "verdict"),
    [
        (0, 300, 0.01, "passed"),
        (0, 298, 0.01, "inconclusive"),
        (0, 299, 0.01, "passed"),
        (60, 1000, 0.08, "passed"),
        (70, 500, 0.1, "failed"),
        (4, 50, 0.1, "inconclusive"),
        (1, 1, 0.1, "failed"),
        (0, 1, 0.1, "inconclusive"),
        (0, 500, 0.0, "inconclusive"),
        (1, 500, 0.0, "failed"),
        (7, 7, 1.0, "passed"),
        (0, 0, 0.1, "not_evaluated"),
    ],
)
def test_at_most_rate(failed: int, n: int, line: float, verdict: str) -> None:
    """A failure rate is within a line only when its upper bound is: without failures the exact one."""
    assert at_most_rate(failed=failed, n=n, line=line, alpha=0.05).verdict == verdict


def test_46_of_50() -> None:
    """46 of 50 leave 83 to 96 % possible, and 90 % is not shown; at this rate 559 more cases would show it."""
    shown = at_least(passed=46, n=50, line=0.9, alpha=0.05)
    assert shown.interval is not None
    assert (shown.interval.low, shown.interval.high) == pytest.approx((0.8333021053, 0.9635780187))
    assert shown.rate == pytest.approx(0.92)
    assert shown.needed == 559


@pytest.mark.parametrize(("passed", "n", "line"), [(46, 50, 0.9), (43, 50, 0.9), (460, 500, 0.9), (840, 1000, 0.85)])
def test_needed_cases_settle_it(passed: int, n: int, line: float) -> None:
    """At the present rate the cases asked for give a verdict, and a fifth fewer do not."""
    needed = at_least(passed=passed, n=n, line=line, alpha=0.05).needed
    assert needed is not None
    for share, settled in ((1.05, True), (0.8, False)):
        total = round((n + needed) * share)
        same_rate = round(passed / n * total)
        assert (at_least(passed=same_rate, n=total, line=line, alpha=0.05).verdict != "inconclusive") is settled


@pytest.mark.parametrize(("passed", "n", "line"), [(90, 100, 0.9), (904, 1000, 0.9), (0, 3, 0.004)])
def test_too_close_to_the_line(passed: int, n: int, line: float) -> None:
    """Within half a point of the line no number of cases is promised."""
    shown = at_least(passed=passed, n=n, line=line, alpha=0.05)
    assert (shown.verdict, shown.needed) == ("inconclusive", None)


@pytest.mark.parametrize(("failed", "n", "needed"), [(0, 120, 179), (0, 1, 298), (4, 50, None)])
def test_needed_below_a_rate(failed: int, n: int, needed: int | None) -> None:
    """Without failures the cases asked for are those that rule the rate out; a rate seen above it asks for its own."""
    shown = at_most_rate(failed=failed, n=n, line=0.01 if failed == 0 else 0.08, alpha=0.05)
    assert (shown.verdict, shown.needed) == ("inconclusive", needed)


@pytest.mark.parametrize(
    ("failures", "n", "max_rate", "verdict", "needed"),
    [
        (0, 300, 0.01, "passed", None),
        (0, 120, 0.01, "inconclusive", 179),
        (1, 5000, 0.01, "failed", None),
        (1, 1, 1.0, "failed", None),
        (0, 1, 0.01, "inconclusive", 298),
        (0, 1_000_000, 0.0, "inconclusive", None),
        (0, 1_000_000, 1e-300, "inconclusive", None),
        (0, 0, 0.01, "not_evaluated", None),
    ],
)
def test_zero_tolerance(failures: int, n: int, max_rate: float, verdict: str, needed: int | None) -> None:
    """One severe failure fails whatever the rest, and none passes only when it rules the rate out."""
    shown = zero_tolerance(failures=failures, n=n, max_rate=max_rate, alpha=0.05)
    assert (shown.verdict, shown.needed) == (verdict, needed)


@pytest.mark.parametrize(
    ("failures", "n", "limit", "verdict", "needed"),
    [
        (0, 120, 0, "passed", None),
        (0, 30, 0, "passed", None),
        (0, 29, 0, "inconclusive", 1),
        (1, 29, 0, "failed", None),
        (1, 1, 0, "failed", None),
        (2, 40, 2, "passed", None),
        (3, 40, 2, "failed", None),
        (2, 5, 2, "inconclusive", 25),
        (0, 0, 0, "not_evaluated", None),
    ],
)
def test_at_most_a_count(failures: int, n: int, limit: int, verdict: str, needed: int | None) -> None:
    """A limit counts cases: too many fail on however few cases, few enough pass on at least min_cases."""
    shown = at_most_count(failures=failures, n=n, limit=limit, alpha=0.05)
    assert (shown.verdict, shown.needed) == (verdict, needed)


def test_a_count_says_what_it_rules_out() -> None:
    """0 of 120 passes a limit of 0, and says that it rules out rates above 2.5 %."""
    shown = at_most_count(failures=0, n=120, limit=0, alpha=0.05)
    assert shown.rules_out == pytest.approx(0.0246554)


@pytest.mark.parametrize(
    ("failures", "n", "limit", "max_rate", "verdict"),
    [
        # With a limit of 0 the rate decides alone: 14 clean cases rule out 20 %, under the 30 asked for otherwise.
        (0, 14, 0, 0.2, "passed"),
        (0, 120, 0, 0.01, "inconclusive"),
        (1, 120, 0, 0.9, "failed"),
        # Above 0 both must hold, and either breaks it.
        (1, 500, 2, 0.02, "passed"),
        (3, 5000, 2, 0.02, "failed"),
        (2, 10, 5, 0.01, "failed"),
        (1, 50, 2, 0.02, "inconclusive"),
        (0, 0, 2, 0.02, "not_evaluated"),
    ],
)
def test_a_count_and_a_rate(failures: int, n: int, limit: int, max_rate: float, verdict: str) -> None:
    """With a rate beside the limit the bound decides in place of the fewest cases."""
    shown = at_most_count(failures=failures, n=n, limit=limit, max_rate=max_rate, alpha=0.05)
    assert shown.verdict == verdict


@pytest.mark.parametrize(("part", "n"), [(-1, 3), (4, 3), (1, 0)])
def test_impossible_counts(part: int, n: int) -> None:
    """Impossible counts are refused by every rule."""
    with pytest.raises(ValueError, match="not a count"):
        at_least(passed=part, n=n, line=0.5, alpha=0.05)
    with pytest.raises(ValueError, match="not a count"):
        at_most_rate(failed=part, n=n, line=0.5, alpha=0.05)
    with pytest.raises(ValueError, match="not a count"):
        zero_tolerance(failures=part, n=n, max_rate=0.5, alpha=0.05)
    with pytest.raises(ValueError, match="not a count"):
        at_most_count(failures=part, n=n, limit=1, alpha=0.05)


@pytest.mark.parametrize("line", [-0.1, 1.1, 90])
def test_impossible_lines(line: float) -> None:
    """A line that is no fraction, such as 90 for 90 %, is refused."""
    with pytest.raises(ValueError, match="fraction"):
        at_least(passed=1, n=2, line=line, alpha=0.05)
    with pytest.raises(ValueError, match="fraction"):
        at_most_rate(failed=1, n=2, line=line, alpha=0.05)
    with pytest.raises(ValueError, match="fraction"):
        zero_tolerance(failures=0, n=2, max_rate=line, alpha=0.05)


def test_negative_limit() -> None:
    """A limit below 0 could never be kept and is refused."""
    with pytest.raises(ValueError, match="at least 0"):
        at_most_count(failures=0, n=40, limit=-1, alpha=0.05)


@pytest.mark.parametrize(("part", "n", "line"), [(46, 50, 0.9), (430, 500, 0.9), (0, 20, 0.3), (20, 20, 0.3)])
def test_failing_is_the_p_value(part: int, n: int, line: float) -> None:
    """A check fails just where its own error chance of failing is below alpha."""
    below = at_least(passed=part, n=n, line=line, alpha=0.05)
    above = at_most_rate(failed=part, n=n, line=line, alpha=0.05)
    for shown in (below, above):
        assert shown.p_fail is not None
        assert (shown.verdict == "failed") == (shown.p_fail < 0.05)
