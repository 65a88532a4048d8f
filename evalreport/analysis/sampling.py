"""Rates of live traffic from samples of it (R14)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.analysis.distributions import normal_quantile
from evalreport.analysis.domain import check_alpha, check_counts, check_finite
from evalreport.model.statistics import Interval

if TYPE_CHECKING:
    from collections.abc import Sequence

# A stratum needs two cases for a spread; one of less traffic than this may be missing altogether.
_FEWEST = 2
_NEGLIGIBLE = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """A part of the traffic: ``traffic`` traces in all, ``sampled`` of them looked at, ``hits`` of those counted."""

    traffic: int
    sampled: int
    hits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StratifiedRate:
    """A rate of all traffic; ``complete`` is False where a part that matters was not, or hardly, looked at."""

    rate: float
    standard_error: float
    interval: Interval
    complete: bool


def stratified_rate(strata: Sequence[Stratum], *, alpha: float) -> StratifiedRate:
    """The traffic's rate: sum of W p, se^2 = sum of W^2 (1 - n/N) p (1 - p) / (n - 1), normal interval.

    Parts with fewer than two traces looked at are left out; where one is more than 1 % of the traffic the rate is not
    complete. Raises ValueError for impossible counts, no part with two traces, or an ``alpha`` outside 0 to 0.5.
    """
    check_alpha(alpha)
    for one in strata:
        check_counts(one.hits, one.sampled)
        check_counts(one.sampled, one.traffic)
    known = [one for one in strata if one.sampled >= _FEWEST]
    everything, total = sum(one.traffic for one in strata), sum(one.traffic for one in known)
    if not total:
        raise ValueError("no part of the traffic was looked at twice: there is nothing to estimate")
    missing = [one for one in strata if one.sampled < _FEWEST and one.traffic]
    complete = not any(one.sampled or one.traffic > _NEGLIGIBLE * everything for one in missing)
    rate = math.fsum(one.traffic / total * one.hits / one.sampled for one in known)
    error = math.sqrt(math.fsum((one.traffic / total) ** 2 * _variance(one) for one in known))
    half = normal_quantile(alpha) * error
    bounds = Interval(low=max(0.0, rate - half), high=min(1.0, rate + half))
    return StratifiedRate(rate=rate, standard_error=error, interval=bounds, complete=complete)


def _variance(one: Stratum) -> float:
    rate = one.hits / one.sampled
    return (1 - one.sampled / one.traffic) * rate * (1 - rate) / (one.sampled - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedRate:
    """A total and a mean over all traffic from traces picked with unequal chances."""

    total: float
    total_error: float
    mean: float
    mean_error: float


def horvitz_thompson(values: Sequence[float], chances: Sequence[float]) -> WeightedRate:
    """The total by Horvitz and Thompson 1952 and the mean by Hajek, each trace weighed by 1 over its chance to be seen.

    Errors are those of independent picks (Poisson sampling). Raises ValueError for lists of different length, none,
    values that are no numbers, or a chance that is not above 0 and at most 1.
    """
    check_finite(values)
    if len(values) != len(chances) or not values:
        raise ValueError(f"{len(values)} values have {len(chances)} chances")
    if not all(0 < chance <= 1 for chance in chances):
        raise ValueError("a chance of being picked is above 0 and at most 1")
    pairs = list(zip(values, chances, strict=True))
    traffic = math.fsum(1 / chance for chance in chances)
    total = math.fsum(value / chance for value, chance in pairs)
    mean = total / traffic
    around_zero = math.fsum((1 - chance) * (value / chance) ** 2 for value, chance in pairs)
    around_mean = math.fsum((1 - chance) * ((value - mean) / chance) ** 2 for value, chance in pairs)
    return WeightedRate(
        total=total, total_error=math.sqrt(around_zero), mean=mean, mean_error=math.sqrt(around_mean) / traffic
    )
