"""Intervals of one rate and one mean."""

from __future__ import annotations

import math

import pytest

from evalreport.analysis.intervals import (
    clopper_pearson,
    mean_interval,
    wilson,
    wilson_at,
    wilson_lower,
    wilson_upper,
    zero_failure_required_n,
    zero_failure_upper_bound,
)

COUNTS = [(0, 1), (1, 1), (0, 30), (30, 30), (17, 20), (46, 50), (3, 1000), (999_999, 1_000_000)]


@pytest.mark.parametrize(("passed", "n"), COUNTS)
@pytest.mark.parametrize("alpha", [0.05, 0.025, 0.005])
def test_wilson_is_scipys(passed: int, n: int, alpha: float) -> None:
    """Wilson's interval at a one-sided alpha is scipy's two-sided one at 1 - 2 alpha."""
    stats = pytest.importorskip("scipy.stats")
    theirs = stats.binomtest(passed, n).proportion_ci(confidence_level=1 - 2 * alpha, method="wilson")
    ours = wilson(passed=passed, n=n, alpha=alpha)
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


@pytest.mark.parametrize(("passed", "n"), COUNTS)
@pytest.mark.parametrize("alpha", [0.05, 0.025])
def test_clopper_pearson_is_scipys(passed: int, n: int, alpha: float) -> None:
    """The exact interval at a one-sided alpha is scipy's two-sided one at 1 - 2 alpha."""
    stats = pytest.importorskip("scipy.stats")
    theirs = stats.binomtest(passed, n).proportion_ci(confidence_level=1 - 2 * alpha, method="exact")
    ours = clopper_pearson(passed=passed, n=n, alpha=alpha)
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


def test_wilson_by_hand() -> None:
    """5 of 10 at one standard error: the centre stays 1/2 and the half width is sqrt(2.5 + 0.25)/11."""
    interval = wilson_at(passed=5, n=10, z=1)
    half = math.sqrt(2.75) / 11
    assert (interval.low, interval.high) == pytest.approx((0.5 - half, 0.5 + half))


def test_wilson_bounds_are_its_ends() -> None:
    """The one-sided bounds are the ends of the interval with the same alpha."""
    interval = wilson(passed=46, n=50, alpha=0.05)
    assert interval.low == wilson_lower(passed=46, n=50, alpha=0.05)
    assert interval.high == wilson_upper(passed=46, n=50, alpha=0.05)


@pytest.mark.parametrize("n", [1, 2, 59, 10_000])
def test_ends_are_exact_where_all_or_none_pass(n: int) -> None:
    """All passing leaves exactly 1 possible and none exactly 0, without rounding."""
    assert wilson(passed=0, n=n, alpha=0.05).low == 0.0
    assert wilson(passed=n, n=n, alpha=0.05).high == 1.0
    assert clopper_pearson(passed=0, n=n, alpha=0.05).low == 0.0
    assert clopper_pearson(passed=n, n=n, alpha=0.05).high == 1.0


@pytest.mark.parametrize(("passed", "n"), [(0, 0), (-1, 5), (6, 5), (1, 0)])
def test_no_interval_of_impossible_counts(passed: int, n: int) -> None:
    """No cases and impossible counts are refused: nothing is known of them."""
    with pytest.raises(ValueError, match=r"not a count|no cases"):
        wilson(passed=passed, n=n, alpha=0.05)
    with pytest.raises(ValueError, match=r"not a count|no cases"):
        clopper_pearson(passed=passed, n=n, alpha=0.05)


def test_wilson_refuses_negative_reach() -> None:
    """A negative number of standard errors would turn the interval inside out."""
    with pytest.raises(ValueError, match="positive number"):
        wilson_at(passed=1, n=2, z=-1)


@pytest.mark.parametrize(
    ("max_rate", "n"),
    [(0.05, 59), (0.02, 149), (0.01, 299), (0.005, 598), (0.001, 2995), (0.95, 1), (0.99, 1), (1e-6, 2_995_731)],
)
def test_cases_that_rule_out_a_rate(max_rate: float, n: int) -> None:
    """The number of clean cases that rule out a rate is the familiar one, and one case fewer does not do it."""
    assert zero_failure_required_n(max_rate=max_rate, alpha=0.05) == n
    assert zero_failure_upper_bound(n=n, alpha=0.05) <= max_rate
    if n > 1:
        assert zero_failure_upper_bound(n=n - 1, alpha=0.05) > max_rate


def test_required_n_rounds_to_the_bound() -> None:
    """A rate that is the very bound of n clean cases needs n of them, however the logarithms round."""
    for n in range(1, 400):
        assert zero_failure_required_n(max_rate=zero_failure_upper_bound(n=n, alpha=0.05), alpha=0.05) == n


def test_zero_failures_in_120() -> None:
    """No failure in 120 rules out rates above 2.5 %."""
    assert zero_failure_upper_bound(n=120, alpha=0.05) == pytest.approx(0.02465540106)


@pytest.mark.parametrize("max_rate", [0, 1, -0.1, 1.5, 5e-324])
def test_a_rate_of_nothing_is_never_ruled_out(max_rate: float) -> None:
    """A rate of 0 needs endless cases and is refused, as is one of 1."""
    with pytest.raises(ValueError, match="lies between"):
        zero_failure_required_n(max_rate=max_rate, alpha=0.05)


def test_zero_failures_need_cases() -> None:
    """Without a case nothing is ruled out."""
    with pytest.raises(ValueError, match="no cases"):
        zero_failure_upper_bound(n=0, alpha=0.05)


@pytest.mark.parametrize("values", [[1.0, 2.0], [0.551, 0.447, 0.891, 0.624], [1e9, 1e9 + 1, 1e9 + 5]])
def test_mean_interval_is_scipys(values: list[float]) -> None:
    """The interval of a mean is Student's."""
    stats = pytest.importorskip("scipy.stats")
    theirs = stats.ttest_1samp(values, 0).confidence_interval(0.9)
    ours = mean_interval(values, alpha=0.05)
    assert ours is not None
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), rel=1e-9)


@pytest.mark.parametrize("values", [[], [0.7], [0.7, 0.7, 0.7], [0.1] * 1000])
def test_no_mean_interval_without_spread(values: list[float]) -> None:
    """Fewer than two values, or equal ones, tell nothing of their spread."""
    assert mean_interval(values, alpha=0.05) is None


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_mean_interval_refuses_what_is_no_number(value: float) -> None:
    """A value that is not a number must not melt into a mean."""
    with pytest.raises(ValueError, match="not a measured number"):
        mean_interval([1.0, value], alpha=0.05)


def test_mean_interval_does_not_depend_on_order() -> None:
    """The order of rows changes no bit of the interval."""
    values = [0.1, 0.7, 1e-9, 3.3, 1e7, 0.2]
    assert mean_interval(values, alpha=0.05) == mean_interval(values[::-1], alpha=0.05)
