"""One rate against a line: at least, at most, and the rules for severe failures (R4 and R5)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.analysis.distributions import normal_cdf, normal_quantile
from evalreport.analysis.domain import check_alpha, check_counts, check_fraction
from evalreport.analysis.intervals import (
    SMALLEST_RATE,
    clopper_pearson,
    wilson,
    zero_failure_required_n,
    zero_failure_upper_bound,
)
from evalreport.analysis.power import TOO_CLOSE
from evalreport.model.statistics import Interval

if TYPE_CHECKING:
    from evalreport.model.gate import Verdict

WILSON = "Wilson 1927 score bounds of a rate"
EXACT = "exact binomial bounds of a rate (Clopper and Pearson 1934)"


@dataclass(frozen=True, slots=True, kw_only=True)
class RateCheck:
    """What a count shows against a line.

    ``rate`` is ``part`` of ``n`` as a fraction and ``interval`` holds ``alpha`` on each side. ``rules_out`` is the
    failure rate above which the data leave no room at one-sided ``alpha``, told by rules about failures. ``p_fail`` is
    the one-sided error chance of failing on the data, None for rules that count. ``needed`` is how many more cases
    would settle an inconclusive check at the present rate, None where no practical number does. Everything but the
    counts is None without cases.
    """

    verdict: Verdict
    part: int
    n: int
    method: str
    rate: float | None = None
    interval: Interval | None = None
    rules_out: float | None = None
    p_fail: float | None = None
    needed: int | None = None


def at_least(*, passed: int, n: int, line: float, alpha: float) -> RateCheck:
    """Whether the true rate behind ``passed`` in ``n`` is at least ``line``: R4 on Wilson's bounds.

    Passed when the lower bound reaches the line, failed when the upper one stays below it. Raises ValueError for
    impossible counts, a line off 0 to 1, or an ``alpha`` outside 0 to 0.5.
    """
    check_counts(passed, n)
    check_fraction("a line", line)
    check_alpha(alpha)
    if n == 0:
        return RateCheck(verdict="not_evaluated", part=0, n=0, method=WILSON)
    interval = wilson(passed=passed, n=n, alpha=alpha)
    verdict = _outcome(holds=interval.low >= line, broken=interval.high < line)
    return RateCheck(
        verdict=verdict,
        part=passed,
        n=n,
        method=WILSON,
        rate=passed / n,
        interval=interval,
        p_fail=normal_cdf(_line_score(passed, n, line)),
        needed=_needed_at_line(passed, n, line, alpha) if verdict == "inconclusive" else None,
    )


def at_most_rate(*, failed: int, n: int, line: float, alpha: float) -> RateCheck:
    """Whether the true rate behind ``failed`` in ``n`` is at most ``line``: R4 turned round.

    Passed when the upper bound stays within the line, failed when the lower one is above it. Without a failure the
    upper bound is the exact one of ``zero_failure_upper_bound``. Errors as ``at_least``.
    """
    check_counts(failed, n)
    check_fraction("a line", line)
    check_alpha(alpha)
    if n == 0:
        return RateCheck(verdict="not_evaluated", part=0, n=0, method=WILSON)
    interval = wilson(passed=failed, n=n, alpha=alpha)
    if failed == 0:
        interval = Interval(low=0.0, high=zero_failure_upper_bound(n=n, alpha=alpha))
    verdict = _outcome(holds=interval.high <= line, broken=interval.low > line)
    return RateCheck(
        verdict=verdict,
        part=failed,
        n=n,
        method=WILSON if failed else EXACT,
        rate=failed / n,
        interval=interval,
        rules_out=interval.high,
        p_fail=normal_cdf(-_line_score(failed, n, line)),
        needed=_needed_below_line(failed, n, line, alpha) if verdict == "inconclusive" else None,
    )


def zero_tolerance(*, failures: int, n: int, max_rate: float, alpha: float) -> RateCheck:
    """The blocker for severe failures: one fails it whatever ``n``, and none passes only when that shows enough (R5).

    Without a failure it passes when the rate ruled out, 1 - alpha^(1/n), is at most ``max_rate``; otherwise it is
    inconclusive. Raises ValueError for impossible counts, a rate off 0 to 1, or an ``alpha`` outside 0 to 0.5.
    """
    check_counts(failures, n)
    check_fraction("max_rate", max_rate)
    check_alpha(alpha)
    if n == 0:
        return RateCheck(verdict="not_evaluated", part=0, n=0, method=EXACT)
    interval = clopper_pearson(passed=failures, n=n, alpha=alpha)
    verdict = _outcome(holds=interval.high <= max_rate, broken=failures > 0)
    needed = _needed_below_line(0, n, max_rate, alpha) if verdict == "inconclusive" else None
    return _counted(verdict=verdict, failures=failures, n=n, interval=interval, needed=needed)


def at_most_count(
    *, failures: int, n: int, limit: int, alpha: float, min_cases: int = 30, max_rate: float | None = None
) -> RateCheck:
    """Whether at most ``limit`` of the ``n`` cases that ran failed; a case that failed in any epoch counts once.

    More than ``limit`` fail it, on however few cases. Up to ``limit`` pass when at least ``min_cases`` ran, and
    ``rules_out`` says how much that shows; fewer cases are inconclusive. With ``max_rate`` the bound decides in place
    of ``min_cases``: a ``limit`` of 0 is then ``zero_tolerance``, any other also needs the rate to hold as in
    ``at_most_rate``. Raises ValueError for impossible counts, a negative limit, a rate off 0 to 1, or an ``alpha``
    outside 0 to 0.5.
    """
    check_counts(failures, n)
    check_alpha(alpha)
    if limit < 0:
        raise ValueError(f"a limit of failures is at least 0, not {limit}")
    if max_rate is not None and limit == 0:
        return zero_tolerance(failures=failures, n=n, max_rate=max_rate, alpha=alpha)
    if n == 0:
        return RateCheck(verdict="not_evaluated", part=0, n=0, method=EXACT)
    if max_rate is not None:
        return _count_and_rate(failures=failures, n=n, limit=limit, max_rate=max_rate, alpha=alpha)
    interval = clopper_pearson(passed=failures, n=n, alpha=alpha)
    verdict = _outcome(holds=n >= min_cases, broken=failures > limit)
    needed = min_cases - n if verdict == "inconclusive" else None
    return _counted(verdict=verdict, failures=failures, n=n, interval=interval, needed=needed)


def _count_and_rate(*, failures: int, n: int, limit: int, max_rate: float, alpha: float) -> RateCheck:
    """Both a limit above 0 and a rate: the worse of the two verdicts."""
    rate = at_most_rate(failed=failures, n=n, line=max_rate, alpha=alpha)
    if failures <= limit or rate.verdict == "failed":
        return rate
    interval = clopper_pearson(passed=failures, n=n, alpha=alpha)
    return _counted(verdict="failed", failures=failures, n=n, interval=interval, needed=None)


def _counted(*, verdict: Verdict, failures: int, n: int, interval: Interval, needed: int | None) -> RateCheck:
    return RateCheck(
        verdict=verdict,
        part=failures,
        n=n,
        method=EXACT,
        rate=failures / n,
        interval=interval,
        rules_out=interval.high,
        needed=needed,
    )


def _outcome(*, holds: bool, broken: bool) -> Verdict:
    """Failed when shown broken, passed when shown to hold, else inconclusive."""
    if broken:
        return "failed"
    return "passed" if holds else "inconclusive"


def _line_score(part: int, n: int, line: float) -> float:
    """How many standard errors at the line the rate lies above it: the score Wilson's bounds invert."""
    excess = part / n - line
    variance = line * (1 - line) / n
    if variance == 0:
        return 0.0 if excess == 0 else math.copysign(math.inf, excess)
    return excess / math.sqrt(variance)


def _needed_at_line(part: int, n: int, line: float, alpha: float) -> int | None:
    """The cases beyond ``n`` after which Wilson's bound clears the line, were the rate to stay what it is.

    z^2 line (1 - line) / (rate - line)^2: with the line's own variance it is exact, where the rate's own, the usual
    estimate, stops short of a verdict. None within half a point of the line.
    """
    distance = abs(part / n - line)
    if distance < TOO_CLOSE:
        return None
    needed = math.ceil(normal_quantile(alpha) ** 2 * line * (1 - line) / distance**2)
    return needed - n if needed > n else None


def _needed_below_line(failed: int, n: int, line: float, alpha: float) -> int | None:
    if failed:
        return _needed_at_line(failed, n, line, alpha)
    if line < SMALLEST_RATE:
        return None
    return zero_failure_required_n(max_rate=line, alpha=alpha) - n
