"""Intervals by resampling, only for numbers that no formula here serves.

The draws are seeded from the digest of the content: the same commit gives the same bytes.
"""

from __future__ import annotations

import math
import random
from statistics import NormalDist
from typing import TYPE_CHECKING, TypeVar

from evalreport.analysis.distributions import normal_cdf
from evalreport.analysis.domain import check_alpha
from evalreport.model.statistics import Interval

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


DRAWS = 9_999
_NORMAL = NormalDist()

Cluster = TypeVar("Cluster")


def bca_interval(
    clusters: Sequence[Cluster],
    statistic: Callable[[Sequence[Cluster]], float],
    *,
    digest: str,
    alpha: float,
    draws: int = DRAWS,
) -> Interval | None:
    """The bias-corrected and accelerated interval (Efron 1987) of a statistic over whole ``clusters``.

    A cluster holds all rows of one case or scenario: they are drawn together. ``digest`` names the content and seeds
    the draws. None for fewer than two clusters, where every draw gives one value, or where all draws fall on one side
    of the estimate. Raises ValueError for an ``alpha`` outside 0 to 0.5 or fewer than 99 draws.
    """
    check_alpha(alpha)
    if draws < 99:  # noqa: PLR2004  # the ends of a 98 % interval
        raise ValueError(f"{draws} draws have no ends to take an interval from")
    if len(clusters) < 2:  # noqa: PLR2004  # a spread needs two
        return None
    seen = statistic(clusters)
    # No secret rests on it: a seeded generator makes the same page from the same commit.
    generator = random.Random(digest)  # noqa: S311  # see above
    values = sorted(statistic(generator.choices(clusters, k=len(clusters))) for _ in range(draws))
    below = sum(value < seen for value in values) + sum(value == seen for value in values) / 2
    if values[0] == values[-1] or not 0 < below < draws:
        return None
    bias = _NORMAL.inv_cdf(below / draws)
    acceleration = _acceleration(clusters, statistic)
    low, high = (_place(quantile, bias, acceleration, draws) for quantile in (alpha, 1 - alpha))
    return Interval(low=values[low], high=values[high])


def _acceleration(clusters: Sequence[Cluster], statistic: Callable[[Sequence[Cluster]], float]) -> float:
    """How fast the error changes with the value, from leaving out one cluster at a time."""
    left_out = [statistic([*clusters[:i], *clusters[i + 1 :]]) for i in range(len(clusters))]
    mean = math.fsum(left_out) / len(left_out)
    squares = math.fsum((mean - value) ** 2 for value in left_out)
    return math.fsum((mean - value) ** 3 for value in left_out) / (6 * squares**1.5) if squares else 0.0


def _place(quantile: float, bias: float, acceleration: float, draws: int) -> int:
    reach = bias + _NORMAL.inv_cdf(quantile)
    share = normal_cdf(bias + reach / max(1e-9, 1 - acceleration * reach))
    return min(draws - 1, max(0, math.floor(share * (draws + 1)) - 1))
