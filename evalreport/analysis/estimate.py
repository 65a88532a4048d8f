"""One number with its uncertainty out of a score's observations."""

from __future__ import annotations

import math
from itertools import chain
from typing import TYPE_CHECKING

from evalreport.analysis.caseratio import case_parts, cost_interval, too_many_unknown, totals
from evalreport.analysis.clustered import mean_ci
from evalreport.analysis.compare import by_case
from evalreport.analysis.distributions import binomial_cdf, student_t_quantile
from evalreport.analysis.intervals import wilson
from evalreport.model.statistics import Estimate, Interval

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evalreport.analysis.observe import Key, Observations
    from evalreport.model.scorecard import ScoreSpec

PERCENTILES = {"latency_p50": 0.50, "latency_p95": 0.95}
_RATES = {"pass_rate", "failure_rate"}
# Shares of tool calls.
CALL_RATES = {"tool_error_rate", "approval_rate"}


def estimate_of(
    spec: ScoreSpec, observations: Observations, below: Mapping[Key, int] | None = None, *, alpha: float = 0.05
) -> Estimate:
    """Return the score's value over a side, with the two-sided interval that holds ``alpha`` on each side.

    ``n`` counts cases (tool calls for rates of calls, rows for cost_per_success), ``unknown`` rows without the number.
    ``below`` holds what each row adds below the line of a ratio (``observe.divisors``).
    """
    unknown = sum(value is None for value in observations.values())
    counts = below or {}
    if spec.measure in CALL_RATES:
        return _ratio(observations, counts, unknown, alpha)
    if spec.measure == "cost_per_success":
        return _cost(observations, counts, unknown, alpha)
    grouped = by_case(observations)
    if spec.measure in PERCENTILES:
        values = sorted(chain.from_iterable(grouped.values()))
        return _percentile(values, PERCENTILES[spec.measure], unknown, alpha)
    if not grouped:
        return Estimate(value=None, n=0, unknown=unknown)
    return _per_case(spec.measure, list(grouped.values()), unknown, alpha)


def _per_case(measure: str, grouped: Sequence[Sequence[float]], unknown: int, alpha: float) -> Estimate:
    means = [sum(epochs) / len(epochs) for epochs in grouped]
    if measure in _RATES and all(len(epochs) == 1 for epochs in grouped):
        hits = int(sum(means))
        interval = wilson(passed=hits, n=len(means), alpha=alpha)
        return Estimate(value=hits / len(means), n=len(means), interval=interval, passed=hits, unknown=unknown)
    return _mean(measure, means, unknown, alpha)


def _mean(measure: str, means: Sequence[float], unknown: int, alpha: float) -> Estimate:
    """The mean of each case, so that epochs of one case count as the one case they are (R2)."""
    mean = mean_ci(means, alpha=alpha)
    # No spread seen is no certainty, so an interval of width 0 is not shown.
    interval = mean.interval if mean.standard_error else None
    if measure == "pass_hat_k":
        interval = _clip(interval)
    elif measure == "reviewer_burden" and interval is not None:
        # Nobody reviews for less than no time.
        interval = Interval(low=max(0.0, interval.low), high=interval.high)
    elif measure in _RATES:
        interval = _clip(interval) or wilson(passed=round(sum(means)), n=len(means), alpha=alpha)
    return Estimate(value=mean.mean, n=len(means), interval=interval, unknown=unknown)


def _clip(interval: Interval | None) -> Interval | None:
    return None if interval is None else Interval(low=max(0.0, interval.low), high=min(1.0, interval.high))


def _ratio(observations: Observations, calls: Mapping[Key, int], unknown: int, alpha: float) -> Estimate:
    """What calls came to over calls; cases are the units, since calls of one case hang together (delta method)."""
    cases = [part for part in case_parts(observations, calls).values() if part[1]]
    total = sum(int(made) for _, made in cases)
    if not total:
        return Estimate(value=None, n=0, unknown=unknown)
    hits = math.fsum(value for value, _ in cases)
    interval = _ratio_interval(cases, hits, total, alpha) if len(cases) > 1 else None
    return Estimate(value=hits / total, n=total, interval=interval, passed=int(hits), unknown=unknown)


def _ratio_interval(cases: Sequence[tuple[float, float]], hits: float, total: int, alpha: float) -> Interval:
    rate, n = hits / total, len(cases)
    spread = math.fsum((value - rate * made) ** 2 for value, made in cases) / (n - 1)
    half = student_t_quantile(alpha, degrees=n - 1) * math.sqrt(spread * n) / total
    # Cases that all have the same rate show no spread; then the bound is that of so many cases, not of all calls.
    if not half:
        return wilson(passed=round(rate * n), n=n, alpha=alpha)
    return Interval(low=max(0.0, rate - half), high=min(1.0, rate + half))


def _cost(observations: Observations, below: Mapping[Key, int], unknown: int, alpha: float) -> Estimate:
    """USD a success, all costs over all successes (R8); runs of unknown cost are left out and counted.

    No value where they are more than one in twenty. The interval is that of ``ratio.cost_per_success`` on the log
    scale with a case as one observation; none below ten successes and without any spread.
    """
    n = len(observations) - unknown
    cases = case_parts(observations, below)
    spent, won = totals(cases)
    successes = int(won)
    if too_many_unknown(unknown, len(observations)) or not successes:
        return Estimate(value=None, n=n, unknown=unknown)
    interval = cost_interval(cases, alpha=alpha)
    return Estimate(value=spent / successes, n=n, interval=interval, passed=successes, unknown=unknown)


def _percentile(values: Sequence[float], share: float, unknown: int, alpha: float) -> Estimate:
    """The percentile by order statistics; its interval from the binomial count of values below it (distribution-free).

    None bounds where the sample is too small for that percentile.
    """
    n = len(values)
    if not n:
        return Estimate(value=None, n=0, unknown=unknown)
    value = values[min(n - 1, math.ceil(share * n) - 1)]
    # Order statistics assume nothing about how the seconds scatter, and they scatter wildly.
    low = next((k for k in range(n, 0, -1) if binomial_cdf(k - 1, n=n, p=share) <= alpha), None)
    high = next((k for k in range(1, n + 1) if 1 - binomial_cdf(k - 1, n=n, p=share) <= alpha), None)
    if low is None or high is None:
        return Estimate(value=value, n=n, unknown=unknown)
    return Estimate(value=value, n=n, interval=Interval(low=values[low - 1], high=values[high - 1]), unknown=unknown)
