"""Means with their standard errors, plain or clustered (the estimates of R2).

Rows of one cluster (a scenario, a document, a conversation) may move together: the standard error is then CR1,
clustered by it, with Student's t on the clusters less one (Miller 2024, arXiv 2411.00640; the factor G/(G-1) as
inspect-ai has it). Where each row is its own cluster this is the plain interval of a mean.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.analysis.distributions import student_t_quantile
from evalreport.analysis.domain import check_alpha, check_finite
from evalreport.model.statistics import Interval

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

# A sum of a million rounding errors stays below this share of its terms.
_ROUNDING = 1e-10


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanEstimate:
    """A mean with its uncertainty, in the unit of the values.

    ``standard_error``, ``degrees`` of freedom and ``interval`` (``alpha`` on each side) are None with fewer than two
    clusters. An error of 0 means no spread was seen, not that none exists.
    """

    mean: float
    n: int
    clusters: int
    standard_error: float | None = None
    degrees: int | None = None
    interval: Interval | None = None


def mean_ci(values: Sequence[float], *, alpha: float) -> MeanEstimate:
    """The mean of independent ``values`` with its plain standard error; errors as ``clustered_mean_ci``."""
    return clustered_mean_ci(values, clusters=range(len(values)), alpha=alpha)


def clustered_mean_ci(values: Sequence[float], *, clusters: Sequence[Hashable], alpha: float) -> MeanEstimate:
    """The mean of ``values`` whose rows share the named ``clusters``: CR1 standard error, Student's t on clusters - 1.

    se^2 = G/(G-1) sum over clusters of (sum of deviations)^2 / n^2. Raises ValueError without values, for values that
    are no numbers, for lists of different length, or an ``alpha`` outside 0 to 0.5.
    """
    check_alpha(alpha)
    check_finite(values)
    if not values:
        raise ValueError("no values: there is nothing to estimate")
    if len(values) != len(clusters):
        raise ValueError(f"{len(values)} values have {len(clusters)} clusters named")
    # fsum rounds once, so the order of rows cannot change a byte of the page.
    n = len(values)
    mean = math.fsum(values) / n
    groups = _grouped(values, clusters)
    if len(groups) == 1:
        return MeanEstimate(mean=mean, n=n, clusters=1)
    squares = math.fsum(math.fsum(value - mean for value in group) ** 2 for group in groups)
    error = math.sqrt(len(groups) / (len(groups) - 1) * squares) / n
    if _is_rounding(error, values, mean):
        error = 0.0
    half = student_t_quantile(alpha, degrees=len(groups) - 1) * error
    return MeanEstimate(
        mean=mean,
        n=n,
        clusters=len(groups),
        standard_error=error,
        degrees=len(groups) - 1,
        interval=Interval(low=mean - half, high=mean + half),
    )


def _is_rounding(error: float, values: Sequence[float], mean: float) -> bool:
    """Whether a standard error is but the rounding left by equal values or by clusters that cancel out."""
    largest = max(abs(value - mean) for value in values)
    return min(values) == max(values) or error <= _ROUNDING * largest


def _grouped(values: Sequence[float], clusters: Sequence[Hashable]) -> list[list[float]]:
    groups: dict[Hashable, list[float]] = {}
    for value, cluster in zip(values, clusters, strict=True):
        groups.setdefault(cluster, []).append(value)
    return list(groups.values())


def mean_difference(
    differences: Sequence[float], *, alpha: float, clusters: Sequence[Hashable] | None = None
) -> MeanEstimate:
    """The mean of paired ``differences``, candidate minus baseline and one a case, clustered by ``clusters`` if given.

    Errors as ``clustered_mean_ci``.
    """
    if clusters is None:
        return mean_ci(differences, alpha=alpha)
    return clustered_mean_ci(differences, clusters=clusters, alpha=alpha)
