"""One number with its uncertainty: unknown where it is unknown, without an interval where there is none."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from evalreport.analysis.estimate import estimate_of
from evalreport.analysis.intervals import wilson
from evalreport.model.scorecard import ScoreSpec
from evalreport.model.statistics import Estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalreport.analysis.observe import Observations
    from evalreport.model.scorecard import Measure


def spec(measure: Measure) -> ScoreSpec:
    """A score of that measure."""
    return ScoreSpec(id="x", title="X", owner="dana", use="blocks", measure=measure)


def cases(values: Sequence[float | None], epoch: int = 1) -> Observations:
    """Number the values as cases."""
    return {("s", f"c{number:04d}", epoch): value for number, value in enumerate(values)}


@pytest.mark.parametrize(
    "measure",
    [
        "pass_rate",
        "failure_rate",
        "mean",
        "latency_mean",
        "latency_p50",
        "latency_p95",
        "tool_error_rate",
        "cost_per_success",
    ],
)
@pytest.mark.parametrize(("values", "unknown"), [([], 0), ([None, None], 2)])
def test_nothing_measured_is_no_number(measure: Measure, values: list[None], unknown: int) -> None:
    """Without a measured row the value is None, and the rows that lack it are counted."""
    seen = estimate_of(spec(measure), cases(values))
    assert (seen.value, seen.n, seen.interval, seen.unknown) == (None, 0, None, unknown)


@pytest.mark.parametrize(("passed", "n"), [(0, 10), (7, 10), (10, 10), (1, 1)])
def test_a_rate_has_wilson_s_interval(passed: int, n: int) -> None:
    """A plain rate counts its passes, and has bounds even at 0 and 1."""
    seen = estimate_of(spec("pass_rate"), cases([1.0] * passed + [0.0] * (n - passed) + [None]))
    bounds = wilson(passed=passed, n=n, alpha=0.05)
    assert seen == Estimate(value=passed / n, n=n, interval=bounds, passed=passed, unknown=1)


def test_epochs_of_a_case_are_one_observation() -> None:
    """A rate over repeated cases counts cases, and its interval stays within 0 and 1."""
    seen = estimate_of(spec("pass_rate"), {**cases([1.0] * 19 + [0.0]), **cases([1.0] * 20, epoch=2)})
    assert (seen.value, seen.n, seen.passed) == (0.975, 20, None)
    assert seen.interval is not None
    assert 0 < seen.interval.low < 0.975 < seen.interval.high <= 1


def test_repeated_passes_without_spread_are_no_certainty() -> None:
    """Where every case passed every epoch the interval is that of the cases, never of width 0."""
    seen = estimate_of(spec("pass_rate"), {**cases([1.0] * 20), **cases([1.0] * 20, epoch=2)})
    assert seen.interval == wilson(passed=20, n=20, alpha=0.05)


@pytest.mark.parametrize("values", [[3.0], [3.0] * 50])
def test_a_mean_without_spread_has_no_interval(values: list[float]) -> None:
    """One number, or the same number again and again, shows no uncertainty and proves none."""
    assert estimate_of(spec("mean"), cases(values)) == Estimate(value=3.0, n=len(values))


@pytest.mark.parametrize(("n", "bounded"), [(200, True), (59, True), (20, False), (1, False)])
def test_a_high_percentile_needs_cases_for_its_bounds(n: int, *, bounded: bool) -> None:
    """The value is an order statistic; both bounds of a 95th percentile exist from 59 cases on."""
    seen = estimate_of(spec("latency_p95"), cases([float(number) for number in range(1, n + 1)]))
    assert seen.value == math.ceil(0.95 * n)
    assert (seen.interval is not None) == bounded
    if seen.interval is not None:
        assert seen.interval.low <= seen.value <= seen.interval.high


def test_the_median_is_the_middle() -> None:
    """The median of an odd number is its middle one, whatever the order of the rows."""
    assert estimate_of(spec("latency_p50"), cases([9.0, 1.0, 5.0])).value == 5.0


def test_a_tool_error_rate_is_errors_over_calls() -> None:
    """Rows weigh by their calls, and rows without calls are left out."""
    errors = cases([1.0, 0.0, 2.0, 0.0])
    calls = dict(zip(errors, [2, 4, 4, 0], strict=True))
    seen = estimate_of(spec("tool_error_rate"), errors, calls)
    assert (seen.value, seen.n, seen.passed) == (0.3, 10, 3)


@pytest.mark.parametrize("errors", [0.0, 1.0])
def test_tool_errors_without_spread_keep_bounds(errors: float) -> None:
    """No error at all in 20 rows leaves room for some."""
    observed = cases([errors] * 20)
    seen = estimate_of(spec("tool_error_rate"), observed, dict.fromkeys(observed, 1))
    assert seen.interval is not None
    assert seen.interval.low < seen.interval.high


@pytest.mark.parametrize(
    ("costs", "successes", "value", "bounded"),
    [
        ([0.1, 0.3] * 10, 20, 0.2, True),
        ([0.1, 0.3] * 10, 10, 0.4, True),
        ([0.1, 0.3] * 10, 9, 4 / 9, False),
        ([0.1, 0.3] * 10, 0, None, False),
        ([0.1, None] * 10, 20, None, False),
        ([0.0] * 20, 20, 0.0, False),
    ],
)
def test_cost_per_success_is_known_when_all_costs_are(
    costs: list[float | None], successes: int, value: float | None, *, bounded: bool
) -> None:
    """Failures cost too; one unknown row makes all unknown; below ten successes there is no interval."""
    observed = cases(costs)
    below = dict(zip(observed, [1] * successes + [0] * (20 - successes), strict=True))
    seen = estimate_of(spec("cost_per_success"), observed, below)
    assert seen.value == (None if value is None else pytest.approx(value))
    assert (seen.interval is not None) == bounded
    if seen.interval and seen.value:
        assert seen.interval.low <= seen.value <= seen.interval.high
