"""Verdicts on means, plain and clustered."""

from __future__ import annotations

import math

import pytest

from evalreport.analysis.clustered import (
    FEWEST_CLUSTERS,
    clustered_mean_ci,
    mean_at_least,
    mean_at_most,
    mean_ci,
    mean_difference,
    paired_mean_noninferiority,
)


def _spread(mean: float, n: int, step: float = 0.1) -> dict[str, float]:
    """Values by case, half of them ``step`` above and half below ``mean``."""
    return {f"case-{i}": mean + (step if i % 2 else -step) for i in range(n)}


def test_clusters_of_one_are_the_plain_interval() -> None:
    """Where every row is a cluster of its own, the clustered interval is Student's."""
    values = [0.551, 0.447, 0.891, 0.624, 0.778, 0.699]
    assert clustered_mean_ci(values, clusters="abcdef", alpha=0.05) == mean_ci(values, alpha=0.05)
    assert mean_difference(values, alpha=0.05) == mean_ci(values, alpha=0.05)


def test_clustered_error_by_hand() -> None:
    """Two scenarios of two rows, 1 1 and 0 0: mean 1/2, se^2 = 2 (1 + 1)/16."""
    estimate = clustered_mean_ci([1, 1, 0, 0], clusters=["a", "a", "b", "b"], alpha=0.05)
    assert (estimate.mean, estimate.clusters, estimate.degrees) == (0.5, 2, 1)
    assert estimate.standard_error == pytest.approx(0.5)
    assert estimate.interval is not None
    assert estimate.interval.high == pytest.approx(0.5 + 0.5 * 6.313751515)


def test_clusters_widen_the_interval() -> None:
    """Rows that repeat one another are no new evidence."""
    values = [0.2, 0.9, 0.4, 0.7, 0.1] * 8
    repeated = clustered_mean_ci(values, clusters=[i % 5 for i in range(40)], alpha=0.05)
    apart = mean_ci(values, alpha=0.05)
    assert repeated.standard_error is not None
    assert apart.standard_error is not None
    assert repeated.standard_error > 2 * apart.standard_error


@pytest.mark.parametrize("values", [[0.7] * 40, [0.1, -0.1] * 20])
def test_no_spread_is_no_rounding_error(values: list[float]) -> None:
    """Equal values, and clusters that cancel out, leave an error of exactly 0."""
    clusters = [i // 2 for i in range(40)]
    assert clustered_mean_ci(values, clusters=clusters, alpha=0.05).standard_error == 0


def test_one_cluster_tells_no_error() -> None:
    """A single cluster has a mean and no error."""
    estimate = clustered_mean_ci([1, 2, 3], clusters="aaa", alpha=0.05)
    assert (estimate.mean, estimate.standard_error, estimate.interval) == (2, None, None)


@pytest.mark.parametrize(
    ("values", "clusters", "message"),
    [([], [], "no values"), ([1.0], ["a", "b"], "named"), ([1.0, math.nan], ["a", "b"], "measured number")],
)
def test_estimates_refuse(values: list[float], clusters: list[str], message: str) -> None:
    """No values, clusters that do not fit and what is no number are refused."""
    with pytest.raises(ValueError, match=message):
        clustered_mean_ci(values, clusters=clusters, alpha=0.05)


@pytest.mark.parametrize(
    ("mean", "n", "verdict"),
    [
        (0.0, 100, "passed"),
        (-0.2, 100, "failed"),
        (-0.05, 100, "inconclusive"),
        (0.0, 19, "inconclusive"),
        (-5.0, 19, "inconclusive"),
        (0.0, 1, "inconclusive"),
        (0.0, 0, "not_evaluated"),
    ],
)
def test_paired_means(mean: float, n: int, verdict: str) -> None:
    """A mean difference is decided on its bound, and by no fewer than twenty cases."""
    shown = paired_mean_noninferiority(_spread(mean, n), margin=0.05, alpha=0.05)
    assert shown.verdict == verdict


@pytest.mark.parametrize("mean", [-0.2, -0.1, -0.06, -0.05, -0.04, 0.0, 0.1])
@pytest.mark.parametrize("step", [0.01, 0.1, 0.5])
def test_verdict_and_interval_agree(mean: float, step: float) -> None:
    """A reader who compares the bound with the margin comes to the verdict shown, and so does the p-value."""
    shown = paired_mean_noninferiority(_spread(mean, 30, step), margin=0.05, alpha=0.05)
    assert shown.interval is not None
    assert shown.p_fail is not None
    assert (shown.verdict == "passed") == (shown.interval.low > -0.05)
    assert (shown.verdict == "failed") == (shown.interval.high < -0.05) == (shown.p_fail < 0.05)


@pytest.mark.parametrize(("n", "missing"), [(1, 19), (19, 1)])
def test_too_few_cases_say_how_many_are_missing(n: int, missing: int) -> None:
    """Fewer than twenty independent cases ask for the rest, and say why."""
    shown = paired_mean_noninferiority(_spread(0.0, n), margin=0.05, alpha=0.05)
    assert shown.needed == missing
    assert str(FEWEST_CLUSTERS) in (shown.reason or "")


def test_many_cases_of_few_scenarios_are_few() -> None:
    """What counts is the scenarios: 100 cases of five are inconclusive."""
    differences = _spread(0.3, 100)
    clusters = {case: f"scenario-{i % 5}" for i, case in enumerate(differences)}
    shown = paired_mean_noninferiority(differences, margin=0.05, alpha=0.05, clusters=clusters)
    assert (shown.verdict, shown.needed) == ("inconclusive", 15)


def test_a_case_of_no_scenario_stands_alone() -> None:
    """Cases that name no scenario are clusters of their own, even beside a scenario of the same name."""
    differences = _spread(0.3, 21)
    clusters = {"case-0": "case-2", "case-1": "case-2"}
    shown = paired_mean_noninferiority(differences, margin=0.05, alpha=0.05, clusters=clusters)
    assert shown.verdict == "passed"


@pytest.mark.parametrize(
    ("difference", "n", "binary", "verdict"),
    [
        (0.0, 100, False, "inconclusive"),
        (0.0, 100, True, "passed"),
        (0.0, 40, True, "inconclusive"),
        (-1.0, 40, True, "failed"),
        (1.0, 40, True, "passed"),
        (0.25, 100, True, "inconclusive"),
        (0.25, 100, False, "inconclusive"),
    ],
)
def test_equal_differences_are_no_certainty(difference: float, n: int, binary: bool, verdict: str) -> None:
    """Where all differences are equal, pass or failure goes by Tango's test and anything else stays open."""
    differences = {f"case-{i}": difference for i in range(n)}
    shown = paired_mean_noninferiority(differences, margin=0.05, alpha=0.05, binary=binary)
    assert shown.verdict == verdict


def test_equal_differences_count_scenarios() -> None:
    """A hundred equal binary cases of twenty scenarios weigh as twenty."""
    differences = {f"case-{i}": 0.0 for i in range(100)}
    clusters = {case: i % 20 for i, case in enumerate(differences)}
    shown = paired_mean_noninferiority(differences, margin=0.05, alpha=0.05, clusters=clusters, binary=True)
    assert (shown.verdict, shown.n) == ("inconclusive", 20)


def test_cases_still_needed() -> None:
    """6.1826 * 0.2525 / 0.1^2 = 157 for an unchanged candidate, fewer than for one that looks 0.08 worse."""
    shown = paired_mean_noninferiority(_spread(-0.08, 100, step=0.5), margin=0.1, alpha=0.05)
    assert (shown.verdict, shown.needed) == ("inconclusive", 57)


@pytest.mark.parametrize("margin", [-0.1, math.nan, math.inf])
def test_margins_refused(margin: float) -> None:
    """A margin is a number of at least 0."""
    with pytest.raises(ValueError, match="margin"):
        paired_mean_noninferiority(_spread(0, 30), margin=margin, alpha=0.05)


def test_binary_margins_are_margins_of_rates() -> None:
    """A margin no rate can break is refused for passes and failures."""
    with pytest.raises(ValueError, match="below 1"):
        paired_mean_noninferiority(_spread(0, 30), margin=1.0, alpha=0.05, binary=True)


@pytest.mark.parametrize(
    ("mean", "n", "at_least", "at_most"),
    [
        (4.5, 100, "passed", "failed"),
        (3.5, 100, "failed", "passed"),
        (4.0, 100, "inconclusive", "inconclusive"),
        (4.5, 10, "inconclusive", "inconclusive"),
        (4.5, 0, "not_evaluated", "not_evaluated"),
    ],
)
def test_means_against_a_line(mean: float, n: int, at_least: str, at_most: str) -> None:
    """A mean is above or below a line when its bound is, and the two directions mirror one another."""
    values = _spread(mean, n)
    assert mean_at_least(values, line=4.0, alpha=0.05).verdict == at_least
    assert mean_at_most(values, line=4.0, alpha=0.05).verdict == at_most


def test_mean_check_shows_the_mean_itself() -> None:
    """The estimate and the interval are those of the values, not of their distance to the line."""
    shown = mean_at_most(_spread(2.5, 40), line=4.0, alpha=0.05)
    assert shown.mean == pytest.approx(2.5)
    assert shown.interval == mean_ci(list(_spread(2.5, 40).values()), alpha=0.05).interval


def test_no_mean_without_values() -> None:
    """Nothing measured leaves everything unknown, and says so."""
    shown = mean_at_least({}, line=4.0, alpha=0.05)
    assert (shown.mean, shown.interval, shown.p_fail, shown.needed) == (None,) * 4
    assert shown.reason == "nothing was measured"


def test_equal_values_decide_nothing() -> None:
    """Values that are all equal show a mean without an interval and stay open."""
    shown = mean_at_least(dict.fromkeys(range(50), 5.0), line=4.0, alpha=0.05)
    assert (shown.verdict, shown.mean, shown.interval) == ("inconclusive", 5.0, None)
