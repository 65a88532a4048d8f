"""Not worse than a baseline that ran on different cases (R3): less precise, and to be said so."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.analysis.distributions import bisect, normal_cdf, normal_quantile
from evalreport.analysis.domain import check_counts, check_data, check_margin
from evalreport.analysis.intervals import wilson_at
from evalreport.analysis.noninferiority import NonInferiority, no_comparison, verdict_of
from evalreport.analysis.power import more_cases, more_cases_without_difference
from evalreport.model.statistics import Interval

if TYPE_CHECKING:
    from collections.abc import Callable

METHOD = "Newcombe 1998 hybrid score interval of unpaired rates"

# Beyond 40 standard errors a float's tail probability is 0.
_FARTHEST = 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One version's cases: ``passed`` of ``n``."""

    passed: int
    n: int

    @property
    def rate(self) -> float:
        """The share that passed; ValueError for impossible counts or no cases."""
        check_data(self.passed, self.n)
        return self.passed / self.n

    @property
    def variance(self) -> float:
        """The variance of one case, rate times its complement; errors as ``rate``."""
        return self.rate * (1 - self.rate)


def newcombe_interval(*, candidate: Arm, baseline: Arm, alpha: float) -> Interval:
    """The interval of candidate minus baseline with ``alpha`` on each side (Newcombe 1998, method 10).

    Raises ValueError for impossible counts, a version without cases, or an ``alpha`` outside 0 to 0.5.
    """
    return _newcombe(candidate, baseline, normal_quantile(alpha))


def _newcombe(candidate: Arm, baseline: Arm, z: float) -> Interval:
    difference = candidate.rate - baseline.rate
    new = wilson_at(passed=candidate.passed, n=candidate.n, z=z)
    old = wilson_at(passed=baseline.passed, n=baseline.n, z=z)
    return Interval(
        low=difference - math.hypot(candidate.rate - new.low, old.high - baseline.rate),
        high=difference + math.hypot(new.high - candidate.rate, baseline.rate - old.low),
    )


def unpaired_noninferiority(*, candidate: Arm, baseline: Arm, margin: float, alpha: float) -> NonInferiority:
    """Whether the candidate's rate is no lower than the baseline's but for ``margin``, from different cases.

    Decides on Newcombe's bounds at one-sided ``alpha``; ``p_fail`` is the ``alpha`` at which the bound would touch the
    margin, ``n`` the smaller of the two samples and ``needed`` counts cases to add to each version. Not evaluated
    when a version has no cases. Raises ValueError for impossible counts, a margin below 0 or from 1, or an ``alpha``
    outside 0 to 0.5.
    """
    check_margin(margin)
    critical = normal_quantile(alpha)
    check_counts(candidate.passed, candidate.n)
    check_counts(baseline.passed, baseline.n)
    if 0 in (candidate.n, baseline.n):
        return no_comparison(margin=margin, method=METHOD)
    z = _distance(candidate, baseline, margin)
    verdict = verdict_of(statistic=z, critical=critical)
    return NonInferiority(
        verdict=verdict,
        n=min(candidate.n, baseline.n),
        margin=margin,
        method=METHOD,
        difference=candidate.rate - baseline.rate,
        interval=_newcombe(candidate, baseline, critical),
        z_pass=z,
        z_fail=-z,
        p_pass=normal_cdf(-z),
        p_fail=normal_cdf(z),
        needed=_needed(candidate, baseline, margin, alpha) if verdict == "inconclusive" else None,
    )


def _distance(candidate: Arm, baseline: Arm, margin: float) -> float:
    """How many standard errors wide Newcombe's interval grows before it touches the margin; negative from below."""
    difference = candidate.rate - baseline.rate
    if difference == -margin:
        return 0.0
    if difference > -margin:
        return bisect(lambda z: _newcombe(candidate, baseline, z).low <= -margin, low=0.0, high=_FARTHEST)
    return -bisect(lambda z: _newcombe(candidate, baseline, z).high >= -margin, low=0.0, high=_FARTHEST)


def _needed(candidate: Arm, baseline: Arm, margin: float, alpha: float) -> int | None:
    difference = candidate.rate - baseline.rate
    spread = candidate.variance + baseline.variance
    # Samples of different size weigh as two of their harmonic mean.
    n = math.floor(2 / (1 / candidate.n + 1 / baseline.n))
    if spread == 0 and difference == 0:
        return more_cases_without_difference(n=n, margin=margin, alpha=alpha)
    pooled = (candidate.passed + baseline.passed) / (candidate.n + baseline.n)
    return more_cases(
        n=n,
        spread_equal=2 * pooled * (1 - pooled),
        spread_now=spread,
        difference=difference,
        margin=margin,
        alpha=alpha,
    )


def miettinen_nurminen_interval(*, candidate: Arm, baseline: Arm, alpha: float) -> Interval:
    """The score interval of candidate minus baseline (Miettinen and Nurminen 1985), shown beside, never a gate.

    With the N/(N-1) factor of the paper. Raises ValueError for impossible counts, a version without cases, or an
    ``alpha`` outside 0 to 0.5.
    """
    critical = normal_quantile(alpha)
    difference = candidate.rate - baseline.rate

    def score_is_below(limit: float) -> Callable[[float], bool]:
        return lambda delta: _score(candidate, baseline, delta) < limit

    return Interval(
        low=bisect(score_is_below(critical), low=-1.0, high=difference),
        high=bisect(score_is_below(-critical), low=difference, high=1.0),
    )


def _score(candidate: Arm, baseline: Arm, delta: float) -> float:
    """The score statistic of a true difference of ``delta``."""
    rate = _constrained_rate(candidate, baseline, delta)
    total = candidate.n + baseline.n
    shifted = min(1.0, max(0.0, rate + delta))
    variance = shifted * (1 - shifted) / candidate.n + rate * (1 - rate) / baseline.n
    excess = candidate.rate - baseline.rate - delta
    if variance <= 0:
        return 0.0 if excess == 0 else math.copysign(math.inf, excess)
    return excess / math.sqrt(variance * total / (total - 1))


def _constrained_rate(candidate: Arm, baseline: Arm, delta: float) -> float:
    """The likeliest rate of the baseline where the candidate's is ``delta`` higher: the root of a cubic (1985, A1)."""
    total = candidate.n + baseline.n
    cubic = float(total)
    square = (candidate.n + 2 * baseline.n) * delta - total - (candidate.passed + baseline.passed)
    linear = (baseline.n * delta - total - 2 * baseline.passed) * delta + candidate.passed + baseline.passed
    constant = baseline.passed * delta * (1 - delta)
    centre = square / (3 * cubic)
    twist = centre**3 - square * linear / (6 * cubic**2) + constant / (2 * cubic)
    reach = math.copysign(math.sqrt(max(0.0, centre**2 - linear / (3 * cubic))), twist)
    if reach == 0:
        return min(1.0, max(0.0, -centre))
    angle = (math.pi + math.acos(min(1.0, max(-1.0, twist / reach**3)))) / 3
    rate = 2 * reach * math.cos(angle) - centre
    return min(1.0, 1 - delta, max(0.0, -delta, rate))
