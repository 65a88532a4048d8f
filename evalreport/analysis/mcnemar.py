"""McNemar's exact test of paired passes and failures: shown beside a comparison, never a gate."""

from __future__ import annotations

import math

from evalreport.analysis.distributions import binomial_cdf
from evalreport.analysis.domain import check_counts


def mcnemar_exact(*, only_baseline: int, only_candidate: int) -> float:
    """The two-sided p-value: how often chance alone would split the differing pairs so unevenly or worse.

    Exact binomial of the pairs that one version alone passed; 1 where none differ. Raises ValueError for negative
    counts.
    """
    differing = _differing(only_baseline, only_candidate)
    return min(1.0, 2 * binomial_cdf(min(only_baseline, only_candidate), n=differing, p=0.5))


def mcnemar_candidate_worse(*, only_baseline: int, only_candidate: int) -> float:
    """The one-sided p-value against a candidate no worse than its baseline; ValueError for negative counts."""
    differing = _differing(only_baseline, only_candidate)
    return binomial_cdf(only_candidate, n=differing, p=0.5)


def mcnemar_mid_p(*, only_baseline: int, only_candidate: int) -> float:
    """The two-sided p-value with half the chance of the split seen, less cautious; ValueError for negative counts."""
    differing = _differing(only_baseline, only_candidate)
    fewer = min(only_baseline, only_candidate)
    # lgamma keeps the count of ways a float where the whole number would have thousands of digits.
    log_ways = math.lgamma(differing + 1) - math.lgamma(fewer + 1) - math.lgamma(differing - fewer + 1)
    seen = math.exp(log_ways - differing * math.log(2))
    return min(1.0, max(0.0, 2 * binomial_cdf(fewer, n=differing, p=0.5) - seen))


def _differing(only_baseline: int, only_candidate: int) -> int:
    differing = only_baseline + only_candidate
    check_counts(only_baseline, differing)
    check_counts(only_candidate, differing)
    return differing
