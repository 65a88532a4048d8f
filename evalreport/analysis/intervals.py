"""Intervals of one rate or one mean."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evalreport.analysis.distributions import beta_quantile, normal_quantile
from evalreport.analysis.domain import check_alpha, check_data
from evalreport.analysis.means import mean_ci
from evalreport.model.statistics import Interval

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "SMALLEST_RATE",
    "Interval",
    "clopper_pearson",
    "mean_interval",
    "wilson",
    "wilson_at",
    "wilson_lower",
    "wilson_upper",
    "zero_failure_required_n",
    "zero_failure_upper_bound",
]

# Below one in a million million a number of cases is no plan, and floats cannot tell it from the next.
SMALLEST_RATE = 1e-12
# A spread needs two values.
_FEWEST_VALUES = 2


def wilson_at(*, passed: int, n: int, z: float) -> Interval:
    """The Wilson score interval of ``passed`` in ``n`` at ``z`` standard errors to each side, fractions (Wilson 1927).

    Raises ValueError for impossible counts, no cases, or a negative ``z``.
    """
    check_data(passed, n)
    if z < 0:
        raise ValueError(f"an interval reaches out by a positive number of standard errors, not {z}")
    return Interval(low=_wilson_low(passed, n, z), high=1 - _wilson_low(n - passed, n, z))


def _wilson_low(passed: int, n: int, z: float) -> float:
    # Nothing passed: the difference of equal numbers would leave a rounding error in place of 0.
    if passed == 0:
        return 0.0
    centre = passed + z * z / 2
    half_width = z * math.sqrt(passed * (n - passed) / n + z * z / 4)
    return min(passed / n, max(0.0, (centre - half_width) / (n + z * z)))


def wilson(*, passed: int, n: int, alpha: float) -> Interval:
    """The Wilson score interval with ``alpha`` on each side: 0.05 gives the two-sided 90 % interval.

    Raises ValueError for impossible counts, no cases, or an ``alpha`` outside 0 to 0.5.
    """
    return wilson_at(passed=passed, n=n, z=normal_quantile(alpha))


def wilson_lower(*, passed: int, n: int, alpha: float) -> float:
    """The lower end of ``wilson``, a bound of its own at one-sided ``alpha``; errors as there."""
    return wilson(passed=passed, n=n, alpha=alpha).low


def wilson_upper(*, passed: int, n: int, alpha: float) -> float:
    """The upper end of ``wilson``, a bound of its own at one-sided ``alpha``; errors as there."""
    return wilson(passed=passed, n=n, alpha=alpha).high


def clopper_pearson(*, passed: int, n: int, alpha: float) -> Interval:
    """The exact binomial interval with ``alpha`` on each side (Clopper and Pearson 1934).

    Raises ValueError for impossible counts, no cases, or an ``alpha`` outside 0 to 0.5.
    """
    check_data(passed, n)
    check_alpha(alpha)
    return Interval(low=1 - _exact_upper(n - passed, n, alpha), high=_exact_upper(passed, n, alpha))


def _exact_upper(passed: int, n: int, alpha: float) -> float:
    if passed == n:
        return 1.0
    if passed == 0:
        return zero_failure_upper_bound(n=n, alpha=alpha)
    return beta_quantile(1 - alpha, a=passed + 1, b=n - passed)


def zero_failure_upper_bound(*, n: int, alpha: float) -> float:
    """The largest failure rate that 0 failures in ``n`` leave possible, 1 - alpha^(1/n), about 3/n at 0.05.

    Raises ValueError without cases or for an ``alpha`` outside 0 to 0.5.
    """
    check_data(0, n)
    check_alpha(alpha)
    return -math.expm1(math.log(alpha) / n)


def zero_failure_required_n(*, max_rate: float, alpha: float) -> int:
    """How many cases without a failure rule out rates above ``max_rate``, the whole number of ln(alpha)/ln(1-max).

    Raises ValueError unless ``max_rate`` lies between SMALLEST_RATE and 1, and ``alpha`` between 0 and 0.5.
    """
    check_alpha(alpha)
    if not SMALLEST_RATE <= max_rate < 1:
        raise ValueError(f"a rate to rule out lies between {SMALLEST_RATE} and 1, not {max_rate}")
    about = math.ceil(math.log(alpha) / math.log1p(-max_rate))
    # The two logarithms may round across a whole number; the bound itself has the last word.
    candidates = range(max(1, about - 1), about + 1)
    enough = (n for n in candidates if zero_failure_upper_bound(n=n, alpha=alpha) <= max_rate)
    return next(enough, about + 1)


def mean_interval(values: Sequence[float], *, alpha: float) -> Interval | None:
    """Student's interval of the mean of independent ``values``, in their unit, with ``alpha`` on each side.

    None for fewer than two values and where all are equal: no spread seen is no certainty. Raises ValueError for
    values that are no numbers, or an ``alpha`` outside 0 to 0.5.
    """
    check_alpha(alpha)
    if len(values) < _FEWEST_VALUES:
        return None
    estimate = mean_ci(values, alpha=alpha)
    return estimate.interval if estimate.standard_error else None
