"""Distribution functions the standard library lacks: incomplete beta, binomial and Student t."""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING

from evalreport.analysis.domain import check_alpha, check_counts, check_fraction

if TYPE_CHECKING:
    from collections.abc import Callable

_NORMAL = NormalDist()
# Smaller than any product met below, yet far from the smallest float: keeps the continued fraction off a zero divisor.
_TINY = 1e-300
# The fraction settles in about sqrt(max(a, b)) steps; this serves counts up to some hundred million.
_MOST_TERMS = 100_000
# A factor this near 1 changes nothing more; some sequences rock around 1 by an ulp or two for ever.
_SETTLED = 1e-14
_MOST_HALVINGS = 200


def normal_cdf(z: float) -> float:
    """The probability that a standard normal variable is at most ``z``, which may be infinite."""
    if math.isinf(z):
        return 0.0 if z < 0 else 1.0
    return _NORMAL.cdf(z)


def normal_quantile(alpha: float) -> float:
    """The z a standard normal variable exceeds with probability ``alpha``; ValueError unless 0 < alpha < 0.5."""
    check_alpha(alpha)
    return -_NORMAL.inv_cdf(alpha)


def bisect(falls: Callable[[float], bool], *, low: float, high: float) -> float:
    """The place between ``low`` and ``high`` where ``falls`` turns from false to true, to the last bit of a float."""
    for _ in range(_MOST_HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if falls(middle):
            high = middle
        else:
            low = middle
    return (low + high) / 2


def regularised_beta(*, a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b), by its continued fraction (DLMF 8.17.22).

    Raises ValueError unless ``a`` and ``b`` are positive and ``x`` is a fraction.
    """
    if a <= 0 or b <= 0:
        raise ValueError(f"the beta distribution needs positive shapes, not {a} and {b}")
    check_fraction("x", x)
    if x in (0, 1):
        return float(x)
    # Past the mean the fraction of the mirrored function converges, this one hardly.
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta_tail(a=b, b=a, x=1 - x)
    return _beta_tail(a=a, b=b, x=x)


def _beta_tail(*, a: float, b: float, x: float) -> float:
    """I_x(a, b) for an ``x`` below the mean of the distribution."""
    log_scale = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(log_scale) / (a * _continued_fraction(a=a, b=b, x=x))


def _continued_fraction(*, a: float, b: float, x: float) -> float:
    """The fraction 1 + d1/(1 + d2/(1 + ...)) of DLMF 8.17.22 from the front, by the modified method of Lentz."""
    value, c, d = 1.0, 1.0, 0.0
    for term in range(1, _MOST_TERMS):
        m = term // 2
        if term % 2:
            step = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            step = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / _off_zero(1 + step * d)
        c = _off_zero(1 + step / c)
        value *= c * d
        if abs(c * d - 1) < _SETTLED:
            break
    return value


def _off_zero(value: float) -> float:
    """``value``, or a tiny number in place of zero."""
    return value if abs(value) > _TINY else _TINY


def beta_quantile(probability: float, *, a: float, b: float) -> float:
    """The x with I_x(a, b) equal to ``probability``; ValueError as for ``regularised_beta``."""
    check_fraction("probability", probability)
    return bisect(lambda x: regularised_beta(a=a, b=b, x=x) >= probability, low=0.0, high=1.0)


def binomial_cdf(k: int, *, n: int, p: float) -> float:
    """The probability of at most ``k`` successes in ``n`` tries of chance ``p``; ValueError for a ``p`` off 0 to 1."""
    check_fraction("p", p)
    if k < 0:
        return 0.0
    if k >= n:
        return 1.0
    return regularised_beta(a=n - k, b=k + 1, x=1 - p)


def binomial_p_value(successes: int, *, n: int, p: float, less: bool) -> float:
    """The exact one-sided p-value of ``successes`` in ``n`` against a true chance of ``p``.

    ``less`` asks for the chance of so few successes or fewer, otherwise of so many or more. Raises ValueError for
    impossible counts.
    """
    check_counts(successes, n)
    if less:
        return binomial_cdf(successes, n=n, p=p)
    return binomial_cdf(n - successes, n=n, p=1 - p)


def student_t_upper_tail(t: float, *, degrees: float) -> float:
    """The probability that Student's t with ``degrees`` of freedom exceeds ``t`` (DLMF 8.17 with a = degrees/2)."""
    tail = regularised_beta(a=degrees / 2, b=0.5, x=degrees / (degrees + t * t)) / 2
    return tail if t > 0 else 1 - tail


@lru_cache(maxsize=1024)
def student_t_quantile(alpha: float, *, degrees: float) -> float:
    """The t that Student's t with ``degrees`` of freedom exceeds with probability ``alpha``.

    Raises ValueError unless 0 < alpha < 0.5 and there is at least a fraction of a degree of freedom.
    """
    check_alpha(alpha)
    if degrees <= 0:
        raise ValueError(f"Student's t needs positive degrees of freedom, not {degrees}")
    high = 2.0
    while student_t_upper_tail(high, degrees=degrees) > alpha:
        high *= 2
    return bisect(lambda t: student_t_upper_tail(t, degrees=degrees) <= alpha, low=0.0, high=high)
