"""Verdicts on means: graded scores, repeated runs, cases that share a scenario (R2).

Average the epochs of a case first, then give one number a case. Cases that share a scenario are named by ``clusters``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from evalreport.analysis.distributions import student_t_quantile, student_t_upper_tail
from evalreport.analysis.domain import check_alpha, check_finite, check_margin
from evalreport.analysis.means import MeanEstimate, clustered_mean_ci, mean_ci, mean_difference
from evalreport.analysis.noninferiority import NonInferiority, no_comparison, paired_noninferiority, verdict_of
from evalreport.analysis.power import more_cases

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from evalreport.model.gate import Verdict
    from evalreport.model.statistics import Interval

__all__ = [
    "FEWEST_CLUSTERS",
    "METHOD",
    "MeanCheck",
    "MeanEstimate",
    "clustered_mean_ci",
    "mean_at_least",
    "mean_at_most",
    "mean_ci",
    "mean_difference",
    "paired_mean_noninferiority",
]

METHOD = "mean with clustered standard error (CR1) and Student's t"
# Below this the spread between clusters is itself a guess.
FEWEST_CLUSTERS = 20
_TOO_FEW = f"{FEWEST_CLUSTERS} independent cases or scenarios are the minimum"
_NO_SPREAD = "no spread between the cases: that is no certainty"
_NO_ROWS = "nothing was measured"

Case = TypeVar("Case", bound="Hashable")


def paired_mean_noninferiority(
    differences_by_case: Mapping[Case, float],
    *,
    margin: float,
    alpha: float,
    clusters: Mapping[Case, Hashable] | None = None,
    binary: bool = False,
) -> NonInferiority:
    """Whether the mean difference of paired cases stays above ``-margin`` (R2); better differences are positive.

    ``margin`` is in the score's unit, ``clusters`` names the scenario of a case that shares one, and ``binary`` says
    that each side of a case is a plain pass or failure. Fewer than 20 clusters are inconclusive. Where all
    differences are equal, binary ones are judged by Tango's test with a cluster as one case, others are inconclusive.
    Not evaluated without cases. Raises ValueError for differences that are no numbers, a negative margin, one
    from 1 for binary cases, or an ``alpha`` outside 0 to 0.5.
    """
    check_alpha(alpha)
    if binary:
        check_margin(margin)
    if not (margin >= 0 and math.isfinite(margin)):
        raise ValueError(f"a margin is a number of at least 0, not {margin}")
    if not differences_by_case:
        return no_comparison(margin=margin, method=METHOD)
    estimate = _estimate(differences_by_case, clusters, alpha)
    if binary and len(set(differences_by_case.values())) == 1 and estimate.mean in (-1, 0, 1):
        return _all_alike(estimate, margin, alpha)
    hindrance = _hindrance(estimate)
    if hindrance:
        return NonInferiority(
            verdict="inconclusive",
            n=estimate.n,
            margin=margin,
            method=METHOD,
            difference=estimate.mean,
            interval=estimate.interval if estimate.standard_error else None,
            needed=_clusters_missing(estimate),
            reason=hindrance,
        )
    return _compared(estimate, margin, alpha)


def _compared(estimate: MeanEstimate, margin: float, alpha: float) -> NonInferiority:
    """The verdict of an estimate with enough clusters and a spread."""
    error, degrees = estimate.standard_error or 0.0, estimate.degrees or 0
    statistic = (estimate.mean + margin) / error
    verdict = verdict_of(statistic=statistic, critical=student_t_quantile(alpha, degrees=degrees))
    return NonInferiority(
        verdict=verdict,
        n=estimate.n,
        margin=margin,
        method=METHOD,
        difference=estimate.mean,
        interval=estimate.interval,
        z_pass=statistic,
        z_fail=-statistic,
        p_pass=student_t_upper_tail(statistic, degrees=degrees),
        p_fail=student_t_upper_tail(-statistic, degrees=degrees),
        needed=_needed(estimate, margin, alpha) if verdict == "inconclusive" else None,
    )


def _estimate(
    values_by_case: Mapping[Case, float], clusters: Mapping[Case, Hashable] | None, alpha: float
) -> MeanEstimate:
    names = None
    if clusters is not None:
        # A case of no named scenario stands alone; the pair keeps it apart from a scenario of the same name.
        names = [("scenario", clusters[case]) if case in clusters else ("case", case) for case in values_by_case]
    return mean_difference(list(values_by_case.values()), alpha=alpha, clusters=names)


def _all_alike(estimate: MeanEstimate, margin: float, alpha: float) -> NonInferiority:
    """Tango's test where every pair came out the same: each cluster is one pair, for its rows repeat one another."""
    pairs = estimate.clusters
    return paired_noninferiority(
        only_baseline=pairs if estimate.mean < 0 else 0,
        only_candidate=pairs if estimate.mean > 0 else 0,
        n=pairs,
        margin=margin,
        alpha=alpha,
    )


def _hindrance(estimate: MeanEstimate) -> str | None:
    """Why an estimate cannot decide, or None."""
    if estimate.clusters < FEWEST_CLUSTERS:
        return _TOO_FEW
    return None if estimate.standard_error else _NO_SPREAD


def _clusters_missing(estimate: MeanEstimate) -> int | None:
    """How many more clusters make the least number that may decide, None where there are enough."""
    missing = FEWEST_CLUSTERS - estimate.clusters
    return missing if missing > 0 else None


def _needed(estimate: MeanEstimate, margin: float, alpha: float) -> int | None:
    spread = (estimate.standard_error or 0.0) ** 2 * estimate.n
    return more_cases(
        n=estimate.n,
        spread_equal=spread,
        spread_now=spread,
        difference=estimate.mean,
        margin=margin,
        alpha=alpha,
        too_close=0.0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanCheck:
    """What a mean shows against a line, in the score's unit; the fields as in ``NonInferiority``."""

    verdict: Verdict
    n: int
    method: str = METHOD
    mean: float | None = None
    interval: Interval | None = None
    p_fail: float | None = None
    needed: int | None = None
    reason: str | None = None


def mean_at_least(
    values_by_case: Mapping[Case, float],
    *,
    line: float,
    alpha: float,
    clusters: Mapping[Case, Hashable] | None = None,
) -> MeanCheck:
    """Whether the true mean is at least ``line``: R2's one-sample form of an absolute line.

    Passed when Student's lower bound is above the line, failed when the upper one is below. Fewer than 20 clusters
    and equal values are inconclusive, no values not evaluated. Raises ValueError for values or a line that are no
    numbers, or an ``alpha`` outside 0 to 0.5.
    """
    return _against_line(values_by_case, line=line, sign=1, alpha=alpha, clusters=clusters)


def mean_at_most(
    values_by_case: Mapping[Case, float],
    *,
    line: float,
    alpha: float,
    clusters: Mapping[Case, Hashable] | None = None,
) -> MeanCheck:
    """Whether the true mean is at most ``line``: ``mean_at_least`` turned round."""
    return _against_line(values_by_case, line=line, sign=-1, alpha=alpha, clusters=clusters)


def _against_line(
    values_by_case: Mapping[Case, float],
    *,
    line: float,
    sign: int,
    alpha: float,
    clusters: Mapping[Case, Hashable] | None,
) -> MeanCheck:
    """A mean against a line is its distance to the line, ``sign`` times, against a margin of nothing."""
    check_finite([line])
    distances = {case: sign * (value - line) for case, value in values_by_case.items()}
    compared = paired_mean_noninferiority(distances, margin=0.0, alpha=alpha, clusters=clusters)
    if not values_by_case:
        return MeanCheck(verdict="not_evaluated", n=0, reason=_NO_ROWS)
    own = _estimate(values_by_case, clusters, alpha)
    return MeanCheck(
        verdict=compared.verdict,
        n=compared.n,
        mean=own.mean,
        interval=own.interval if compared.interval else None,
        p_fail=compared.p_fail,
        needed=compared.needed,
        reason=compared.reason,
    )
