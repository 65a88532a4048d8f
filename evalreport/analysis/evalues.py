"""Evidence from live traffic that may be checked at any time without raising false alarms (R13).

All claims are tested by e-values: odds against "the failure rate is at most so much". Roll back at 1/alpha to one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.analysis.distributions import bisect, regularised_beta
from evalreport.analysis.domain import check_alpha, check_counts
from evalreport.model.statistics import Interval

if TYPE_CHECKING:
    from collections.abc import Sequence

# The error rate for which the published mixtures are tuned (Howard et al. 2021, as the package confseq has it).
_TUNED_ALPHA = 0.05
# Beyond it exp() overflows; odds of e^700 to one need no more digits.
_MOST_LOG = 700.0
_EDGE = 1e-12


def log_e_value(*, failures: int, n: int, max_rate: float, a: float = 1.0, b: float = 1.0) -> float:
    """The logarithm of the e-value against "the failure rate is at most ``max_rate``".

    A Beta(a, b) mixture truncated to higher rates: B(a+f, b+n-f) (1 - I(a+f, b+n-f)) over B(a, b) (1 - I(a, b))
    p^f (1-p)^(n-f), I taken at p = ``max_rate``. Raises ValueError for impossible counts, a rate not strictly between
    0 and 1, or shapes that are not positive.
    """
    check_counts(failures, n)
    _check_rate(max_rate)
    tail = regularised_beta(a=b + n - failures, b=a + failures, x=1 - max_rate)
    prior = regularised_beta(a=b, b=a, x=1 - max_rate)
    if tail <= 0:
        return -math.inf
    under_null = failures * math.log(max_rate) + (n - failures) * math.log1p(-max_rate)
    mixture = _log_beta(a + failures, b + n - failures) + math.log(tail)
    return mixture - _log_beta(a, b) - math.log(prior) - under_null


def e_value(*, failures: int, n: int, max_rate: float, a: float = 1.0, b: float = 1.0) -> float:
    """The odds against "the failure rate is at most ``max_rate``": ``log_e_value`` as a number, at most e^700."""
    return math.exp(min(_MOST_LOG, log_e_value(failures=failures, n=n, max_rate=max_rate, a=a, b=b)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Evidence after each step of a live series; ``alarm`` is the first step (from 1) at 1/alpha, None while none."""

    values: tuple[float, ...]
    alarm: int | None

    @property
    def highest(self) -> float:
        """The highest evidence so far, 1 before any."""
        return max(self.values, default=1.0)


def watch(failures: Sequence[int], counts: Sequence[int], *, max_rate: float, start_every: int, alpha: float) -> Watch:
    """Watch a live series for a rate above ``max_rate``, late degradations included.

    A new bet starts every ``start_every`` steps; bet j weighs 1/(j(j+1)), and those not started count 1, so that the
    sum is an e-value at every step. Raises ValueError for series of different length, impossible counts, a rate not
    strictly between 0 and 1, or fewer than one step between starts.
    """
    check_alpha(alpha)
    if len(failures) != len(counts) or start_every < 1:
        raise ValueError("a live series needs a count for every step, and a start every step at most")
    starts = range(0, len(counts), start_every)
    values = tuple(_mixed(failures, counts, step, starts, max_rate) for step in range(1, len(counts) + 1))
    alarm = next((step for step, value in enumerate(values, start=1) if value >= 1 / alpha), None)
    return Watch(values=values, alarm=alarm)


def _mixed(failures: Sequence[int], counts: Sequence[int], step: int, starts: range, max_rate: float) -> float:
    total, left = [], 1.0
    for j, start in enumerate(starts, start=1):
        weight = 1 / (j * (j + 1))
        left -= weight
        if start < step:
            failed, seen = sum(failures[start:step]), sum(counts[start:step])
            total.append(weight * e_value(failures=failed, n=seen, max_rate=max_rate))
        else:
            total.append(weight)
    return math.fsum(total) + left


def confidence_sequence(*, passed: int, n: int, alpha: float, planned_n: float = 500.0) -> Interval:
    """An interval of a rate that holds at every look at once, tightest near ``planned_n`` cases.

    Beta-binomial mixture of Howard et al. 2021 (as the package confseq has it). Raises ValueError for impossible
    counts, an ``alpha`` outside 0 to 0.5, or a plan of no cases.
    """
    check_counts(passed, n)
    check_alpha(alpha)
    if planned_n <= 0:
        raise ValueError(f"a plan is for some cases, not {planned_n}")
    if n == 0:
        return Interval(low=0.0, high=1.0)

    def outside(p: float) -> bool:
        return _log_mixture(passed, n, p, planned_n) >= -math.log(alpha)

    rate = passed / n
    low = 0.0 if passed == 0 else bisect(lambda p: not outside(p), low=_EDGE, high=rate)
    high = 1.0 if passed == n else bisect(outside, low=rate, high=1 - _EDGE)
    return Interval(low=low, high=high)


def _log_mixture(passed: int, n: int, p: float, planned_n: float) -> float:
    variance = p * (1 - p)
    # Far from the middle the tuned width would vanish; a thousandth of the variance keeps it a distribution.
    r = max(_tuned(planned_n * variance) - variance, 1e-3 * variance)
    mixture = _log_beta(r / (1 - p) + passed, r / p + n - passed) - _log_beta(r / (1 - p), r / p)
    return mixture - passed * math.log(p) - (n - passed) * math.log1p(-p)


def normal_mixture_bound(*, variance_seen: float, alpha: float, planned_variance: float) -> float:
    """How far a sum of centred values may stray with the summed variance seen, at all times at once, on either side.

    sqrt((v + rho) log((v + rho) / (alpha^2 rho))) (Howard et al. 2021). Raises ValueError for variances that are not
    positive (seen: negative) or an ``alpha`` outside 0 to 0.5.
    """
    check_alpha(alpha)
    if variance_seen < 0 or planned_variance <= 0:
        raise ValueError(f"variances are positive, not {variance_seen} and {planned_variance}")
    rho = _tuned(planned_variance)
    return math.sqrt((variance_seen + rho) * math.log((variance_seen + rho) / (alpha**2 * rho)))


def _tuned(variance: float) -> float:
    """The width of the mixture that is best at this summed variance."""
    log_odds = 2 * math.log(1 / _TUNED_ALPHA)
    return variance / (log_odds + math.log(1 + log_odds))


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _check_rate(rate: float) -> None:
    if not 0 < rate < 1:
        raise ValueError(f"a tolerated rate lies strictly between 0 and 1, not {rate}")
