"""Other intervals of a paired difference, to check the deciding one against: shown at most, never a gate.

Counts and signs as in ``tango``; both raise ValueError for impossible counts, no pairs, or an ``alpha`` off 0 to 0.5.
"""

from __future__ import annotations

import math

from evalreport.analysis.distributions import normal_quantile
from evalreport.analysis.tango import check_pairs
from evalreport.model.statistics import Interval


def agresti_min_interval(*, only_baseline: int, only_candidate: int, n: int, alpha: float) -> Interval:
    """Wald's interval after half a case is added to each of the four cells (Agresti and Min 2005)."""
    check_pairs(only_baseline=only_baseline, only_candidate=only_candidate, n=n)
    return _wald(lost=(only_baseline + 0.5) / (n + 2), won=(only_candidate + 0.5) / (n + 2), n=n, alpha=alpha)


def bonett_price_interval(*, only_baseline: int, only_candidate: int, n: int, alpha: float) -> Interval:
    """Wald's interval after one case is added to each side that differs (Bonett and Price 2012)."""
    check_pairs(only_baseline=only_baseline, only_candidate=only_candidate, n=n)
    return _wald(lost=(only_baseline + 1) / (n + 2), won=(only_candidate + 1) / (n + 2), n=n, alpha=alpha)


def _wald(*, lost: float, won: float, n: int, alpha: float) -> Interval:
    """The interval around ``won`` less ``lost``, within -1 to 1."""
    difference = won - lost
    half = normal_quantile(alpha) * math.sqrt((lost + won - difference * difference) / (n + 2))
    return Interval(low=max(-1.0, difference - half), high=min(1.0, difference + half))
