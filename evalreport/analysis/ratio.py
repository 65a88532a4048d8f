"""What a success costs: all costs over all successes, the cost of failures included (R8)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.analysis.distributions import normal_cdf, normal_quantile
from evalreport.analysis.domain import check_alpha, check_finite
from evalreport.analysis.means import clustered_mean_ci
from evalreport.analysis.noninferiority import NonInferiority, no_comparison, verdict_of
from evalreport.model.statistics import Interval

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

METHOD = "ratio of sums, delta method on the log scale"
# With fewer successes a single one moves the ratio by more than a tenth.
FEWEST_SUCCESSES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioEstimate:
    """Cost per success with its uncertainty, in the unit of the costs.

    ``log_interval`` is R exp(±z se / R), ``fieller`` the interval by Fieller 1954, None where the successes are too
    few to bound it. Both hold ``alpha`` on each side, and neither speaks below ten successes: ``enough`` says so.
    """

    ratio: float
    n: int
    successes: float
    standard_error: float
    log_interval: Interval | None
    fieller: Interval | None

    @property
    def enough(self) -> bool:
        """Whether there are successes enough for the interval to be believed."""
        return self.successes >= FEWEST_SUCCESSES and self.fieller is not None


def cost_per_success(
    costs: Sequence[float],
    successes: Sequence[float],
    *,
    alpha: float,
    clusters: Sequence[Hashable] | None = None,
) -> RatioEstimate:
    """R = sum of costs over sum of successes, with se = sd(cost - R success) / sqrt(n) / mean(success).

    With ``clusters`` the error is CR1's. Raises ValueError for lists of different length, fewer than two rows, no
    success at all, values that are no numbers, or an ``alpha`` outside 0 to 0.5.
    """
    check_alpha(alpha)
    check_finite((*costs, *successes))
    n, total = len(costs), math.fsum(successes)
    if n != len(successes) or n < 2:  # noqa: PLR2004  # a spread needs two rows
        raise ValueError(f"{n} costs and {len(successes)} successes make no ratio with a spread")
    if total <= 0:
        raise ValueError("no success: there is nothing to divide by")
    ratio = math.fsum(costs) / total
    left = [cost - ratio * success for cost, success in zip(costs, successes, strict=True)]
    names: Sequence[Hashable] = range(n) if clusters is None else clusters
    spread = clustered_mean_ci(left, clusters=names, alpha=alpha).standard_error or 0.0
    error = spread / (total / n)
    return RatioEstimate(
        ratio=ratio,
        n=n,
        successes=total,
        standard_error=error,
        log_interval=_log_interval(ratio, error, normal_quantile(alpha)),
        fieller=_fieller(costs, successes, normal_quantile(alpha)),
    )


def _log_interval(ratio: float, error: float, z: float) -> Interval | None:
    if ratio <= 0:
        return None
    reach = math.exp(z * error / ratio)
    return Interval(low=ratio / reach, high=ratio * reach)


def _fieller(costs: Sequence[float], successes: Sequence[float], z: float) -> Interval | None:
    """The ratios at which mean(cost - R success) is within ``z`` standard errors of 0; None where unbounded."""
    n = len(costs)
    mean_cost, mean_success = math.fsum(costs) / n, math.fsum(successes) / n
    deviations = [(cost - mean_cost, s - mean_success) for cost, s in zip(costs, successes, strict=True)]
    scale = z * z / (n * (n - 1))
    var_cost = scale * math.fsum(c * c for c, _ in deviations)
    var_success = scale * math.fsum(s * s for _, s in deviations)
    together = scale * math.fsum(c * s for c, s in deviations)
    a = mean_success**2 - var_success
    b = mean_cost * mean_success - together
    inside = b * b - a * (mean_cost**2 - var_cost)
    if a <= 0 or inside < 0:
        return None
    root = math.sqrt(inside)
    return Interval(low=(b - root) / a, high=(b + root) / a)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """One version's rows in the order of the other's: what each cost, and 1 where it succeeded."""

    costs: tuple[float, ...]
    successes: tuple[float, ...]


def paired_cost_noninferiority(
    candidate: Spending, baseline: Spending, *, margin: float, alpha: float
) -> NonInferiority:
    """Whether a success of the candidate costs at most ``margin`` (0.1 is 10 %) more than one of the baseline.

    On paired cases: log(R_c / R_b) with the standard error of the difference of u = (cost - R success) / mean(cost).
    ``difference`` and ``interval`` are relative savings, better positive: 0.08 is 8 % cheaper. Inconclusive below ten
    successes on a side or where Fieller's interval is unbounded; not evaluated without rows. Raises ValueError for
    lists of different length, a margin of 0 or less, or an ``alpha`` outside 0 to 0.5.
    """
    check_alpha(alpha)
    if margin <= 0:
        raise ValueError(f"a margin of a ratio is above 0, not {margin}")
    rows = len(candidate.costs)
    if rows != len(baseline.costs):
        raise ValueError(f"{rows} rows are no pairs of {len(baseline.costs)}")
    if not rows:
        return no_comparison(margin=margin, method=METHOD)
    if min(rows, sum(candidate.successes), sum(baseline.successes)) < FEWEST_SUCCESSES:
        return _thin(rows, margin)
    new, old = (cost_per_success(side.costs, side.successes, alpha=alpha) for side in (candidate, baseline))
    if not (new.enough and old.enough and new.ratio > 0 and old.ratio > 0):
        return _thin(rows, margin)
    return _judged(new.ratio, old.ratio, _influences(candidate, baseline, new.ratio, old.ratio), margin, alpha)


def _influences(candidate: Spending, baseline: Spending, new: float, old: float) -> list[float]:
    """What each pair adds to log(R_c / R_b)."""
    mean_new = math.fsum(candidate.costs) / len(candidate.costs)
    mean_old = math.fsum(baseline.costs) / len(baseline.costs)
    rows = zip(candidate.costs, candidate.successes, baseline.costs, baseline.successes, strict=True)
    return [(cost - new * s) / mean_new - (was - old * did) / mean_old for cost, s, was, did in rows]


def _judged(new: float, old: float, influences: list[float], margin: float, alpha: float) -> NonInferiority:
    n = len(influences)
    error = math.sqrt(math.fsum(u * u for u in influences) / (n - 1) / n)
    change, line = math.log(new / old), math.log1p(margin)
    gap = line - change
    statistic = gap / error if error > 0 else math.copysign(math.inf, gap)
    z = normal_quantile(alpha)
    verdict = verdict_of(statistic=statistic, critical=z)
    return NonInferiority(
        verdict=verdict,
        n=n,
        margin=margin,
        method=METHOD,
        difference=-math.expm1(change),
        interval=Interval(low=-math.expm1(change + z * error), high=-math.expm1(change - z * error)),
        z_pass=statistic,
        z_fail=-statistic,
        p_pass=normal_cdf(-statistic),
        p_fail=normal_cdf(statistic),
    )


def _thin(rows: int, margin: float) -> NonInferiority:
    return NonInferiority(
        verdict="inconclusive",
        n=rows,
        margin=margin,
        method=METHOD,
        reason=f"{FEWEST_SUCCESSES} successes on each side are the minimum",
    )
