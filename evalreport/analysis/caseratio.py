"""Ratios of sums over cases: a cost over successes, errors or approvals over calls.

All runs of a case are summed first, for they hang together; then a case is one observation (R8, by linearisation).
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

from evalreport.analysis.distributions import normal_quantile
from evalreport.analysis.domain import check_alpha
from evalreport.analysis.ratio import FEWEST_SUCCESSES, RatioEstimate, cost_per_success
from evalreport.model.statistics import Interval

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from evalreport.analysis.observe import Key, Observations

CaseT = TypeVar("CaseT", bound="Hashable")
Case = tuple[str, str]
# Runs of unknown cost are left out and counted; more than this share of them could hide what a release costs.
UNKNOWN_AT_MOST = 0.05
# What is left of equal changes after rounding; no spread is no certainty.
_ROUNDING = 1e-12


def case_parts(above: Observations, below: Mapping[Key, float]) -> dict[Case, tuple[float, float]]:
    """Sum what each case adds above and below the line, over its runs whose number above is known."""
    summed: defaultdict[Case, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for key in sorted(above):
        value = above[key]
        if value is not None:
            over, under = summed[key[:2]]
            over.append(value)
            under.append(below.get(key, 0))
    return {case: (math.fsum(over), math.fsum(under)) for case, (over, under) in summed.items()}


def too_many_unknown(unknown: int, total: int) -> bool:
    """Say whether so many runs lack their number that what is left speaks for itself alone."""
    return unknown > UNKNOWN_AT_MOST * total


def cost_interval(parts: Mapping[CaseT, tuple[float, float]], *, alpha: float) -> Interval | None:
    """The interval of the sum above over the sum below (R8), a case being one observation.

    None with fewer than ten cases or successes, where Fieller does not bound it, and where no spread was seen: that is
    no certainty. Raises ValueError for an ``alpha`` outside 0 to 0.5.
    """
    shown = _estimated(parts, alpha)
    return shown.log_interval if shown is not None and shown.standard_error > 0 else None


def _estimated(parts: Mapping[CaseT, tuple[float, float]], alpha: float) -> RatioEstimate | None:
    over, under = [part[0] for part in parts.values()], [part[1] for part in parts.values()]
    if min(len(parts), sum(under)) < FEWEST_SUCCESSES:
        return None
    shown = cost_per_success(over, under, alpha=alpha)
    return shown if shown.enough else None


def ratio_steps(
    candidate: Mapping[CaseT, tuple[float, float]], baseline: Mapping[CaseT, tuple[float, float]]
) -> dict[CaseT, float]:
    """What each case that both sides ran adds to the difference of the ratios, candidate minus baseline.

    The values' mean is that difference and their spread its standard error (delta method: u = (above - R below) /
    mean(below) on each side), so that they are judged as differences of means are (R2). Cases that add nothing on
    either side are left out: they would only look like evidence. Empty where a side has nothing below the line.
    """
    shared = [case for case in candidate if case in baseline and any((*candidate[case], *baseline[case]))]
    after = _linear({case: candidate[case] for case in shared})
    before = _linear({case: baseline[case] for case in shared})
    # A side with nothing below the line has no ratio, and so no case of it a part of one.
    return {case: after[case] - before[case] for case in after if case in before}


def totals(parts: Mapping[CaseT, tuple[float, float]]) -> tuple[float, float]:
    """Return the sum above and the sum below the line."""
    return math.fsum(above for above, _ in parts.values()), math.fsum(below for _, below in parts.values())


def _linear(parts: Mapping[CaseT, tuple[float, float]]) -> dict[CaseT, float]:
    """The ratio of the sums and what each case moves it by, added up; empty without anything below the line."""
    over, under = totals(parts)
    if not under:
        return {}
    ratio, mean = over / under, under / len(parts)
    return {case: ratio + (above - ratio * below) / mean for case, (above, below) in parts.items()}


def relative_change_interval(
    candidate: Mapping[CaseT, tuple[float, float]], baseline: Mapping[CaseT, tuple[float, float]], *, alpha: float
) -> Interval | None:
    """The two-sided interval of R_c / R_b - 1, ``alpha`` on each side: log(R_c / R_b) by the delta method (R8).

    A case that both sides ran counts once, with what it moved on both; a case of one side moves that side alone, so
    that the interval holds for the same cases, for other ones, and for a mixture. None where a side has fewer than ten
    cases or successes, no bound by Fieller, or costs nothing, and where no spread was seen. Raises ValueError for an
    ``alpha`` outside 0 to 0.5.
    """
    check_alpha(alpha)
    after, before = _log_moves(candidate, alpha), _log_moves(baseline, alpha)
    if after is None or before is None:
        return None
    log_ratio = after[0] - before[0]
    moves = [after[1].get(case, 0.0) - before[1].get(case, 0.0) for case in {**after[1], **before[1]}]
    error = math.sqrt(len(moves) / (len(moves) - 1) * math.fsum(move * move for move in moves))
    if error < _ROUNDING:
        return None
    reach = normal_quantile(alpha) * error
    return Interval(low=math.expm1(log_ratio - reach), high=math.expm1(log_ratio + reach))


def _log_moves(parts: Mapping[CaseT, tuple[float, float]], alpha: float) -> tuple[float, dict[CaseT, float]] | None:
    """The logarithm of one side's ratio, and what each case moves it by; None where it has no believable range."""
    shown = _estimated(parts, alpha)
    if shown is None or shown.ratio <= 0:
        return None
    total, _ = totals(parts)
    moves = {case: (above - shown.ratio * below) / total for case, (above, below) in parts.items()}
    return math.log(shown.ratio), moves
