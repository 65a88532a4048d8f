"""The score test and interval of a difference of paired rates (Tango 1998, Statistics in Medicine 17:891).

``only_baseline`` counts the pairs that only the baseline passed, ``only_candidate`` those that only the candidate
passed, ``n`` all pairs; the difference is candidate minus baseline, between -1 and 1.
"""

from __future__ import annotations

import math

from evalreport.analysis.distributions import bisect, normal_quantile
from evalreport.analysis.domain import check_data
from evalreport.model.statistics import Interval


def check_pairs(*, only_baseline: int, only_candidate: int, n: int) -> None:
    """Raise ValueError unless the two counts of differing pairs are possible among ``n`` pairs, at least one."""
    check_data(only_baseline + only_candidate, n)
    check_data(only_baseline, n)
    check_data(only_candidate, n)


def tango_z(*, only_baseline: int, only_candidate: int, n: int, delta: float, step: float = 0.0) -> float:
    """The score statistic of a true difference of ``delta``: positive where the data lie above it.

    ``step`` is added to the count by which the data exceed ``delta``: half a case, as a correction for counts that
    move in whole cases. Infinite where the data cannot arise at ``delta`` (-1 or 1). Raises ValueError for impossible
    counts, no pairs, or a ``delta`` off -1 to 1.
    """
    check_pairs(only_baseline=only_baseline, only_candidate=only_candidate, n=n)
    if not -1 <= delta <= 1:
        raise ValueError(f"a difference of rates lies between -1 and 1, not {delta}")
    return _score(only_baseline, only_candidate, n, delta, step)


def _score(only_baseline: int, only_candidate: int, n: int, delta: float, step: float = 0.0) -> float:
    """Tango's z; the likeliest share of baseline-only pairs at ``delta`` solves a quadratic equation."""
    excess = only_candidate - only_baseline - n * delta + step
    linear = (2 * n - only_candidate + only_baseline) * delta - only_baseline - only_candidate
    constant = -only_baseline * delta * (1 - delta)
    # Without a constant the root is exact, and stays so where the square of a tiny difference would be 0.
    root = math.sqrt(max(0.0, linear * linear - 8 * n * constant)) if constant else abs(linear)
    share = (root - linear) / (4 * n)
    variance = n * (2 * share + delta * (1 - delta))
    if variance <= 0:
        return 0.0 if excess == 0 else math.copysign(math.inf, excess)
    return excess / math.sqrt(variance)


def tango_interval(*, only_baseline: int, only_candidate: int, n: int, alpha: float) -> Interval:
    """The differences whose score test at one-sided ``alpha`` does not reject them, on either side.

    Raises ValueError for impossible counts, no pairs, or an ``alpha`` outside 0 to 0.5.
    """
    check_pairs(only_baseline=only_baseline, only_candidate=only_candidate, n=n)
    critical = normal_quantile(alpha)
    difference = (only_candidate - only_baseline) / n

    def score_is_below(limit: float, delta: float) -> bool:
        return _score(only_baseline, only_candidate, n, delta) < limit

    # A bound found by halving ends between two floats; keep the estimate itself inside.
    low = -1.0 if only_baseline == n else bisect(lambda at: score_is_below(critical, at), low=-1.0, high=difference)
    high = 1.0 if only_candidate == n else bisect(lambda at: score_is_below(-critical, at), low=difference, high=1.0)
    return Interval(low=min(low, difference), high=max(high, difference))
