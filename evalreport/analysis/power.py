"""How many cases a comparison needs, and what a given number can show (R11 of the project's statistics)."""

from __future__ import annotations

import math
from statistics import NormalDist

from evalreport.analysis.distributions import binomial_cdf, normal_quantile
from evalreport.analysis.domain import check_data, check_fraction, check_margin
from evalreport.analysis.intervals import wilson_lower
from evalreport.analysis.tango import tango_z

DEFAULT_POWER = 0.8
# The margins offered for a new gate, in the order they are tried.
MARGINS = (0.02, 0.03, 0.05, 0.10)
# A difference nearer than half a point to the line it is compared with: any number of cases would be a fable.
TOO_CLOSE = 0.005
# Nobody collects more to settle one gate; where the numbers say so, the truth lies on the line.
_MOST_PRACTICAL = 100_000
# Binomial chances beyond eight standard deviations and a few cases add less than 1e-14.
_DEVIATIONS = 8
_SPARE_CASES = 40


def normal_sum(*, alpha: float, power: float) -> float:
    """z(1-alpha) + z(power); ValueError unless 0 < alpha < 0.5 and 0 < power < 1."""
    if not 0 < power < 1:
        raise ValueError(f"power is a chance strictly between 0 and 1, not {power}")
    return normal_quantile(alpha) + NormalDist().inv_cdf(power)


def required_n_paired(
    *, discordant_share: float, margin: float, alpha: float, difference: float = 0.0, power: float = DEFAULT_POWER
) -> int:
    """Pairs needed to show a candidate no worse by more than ``margin``, with the chance ``power``.

    (z(1-alpha) + z(power))^2 (share - difference^2) / (difference + margin)^2, rounded up, where
    ``discordant_share`` is the share of pairs that differ and ``difference`` the true change. At least 1. Raises
    ValueError for shares off 0 to 1, a difference no such share allows, or one that lies on the margin.
    """
    check_fraction("the share of differing pairs", discordant_share)
    if abs(difference) > discordant_share:
        raise ValueError(f"a share of {discordant_share} differing pairs cannot make a difference of {difference}")
    distance = difference + margin
    if distance == 0:
        raise ValueError("a difference that lies on the margin is never decided")
    spread = discordant_share - difference * difference
    return max(1, math.ceil(normal_sum(alpha=alpha, power=power) ** 2 * spread / (distance * distance)))


def required_n_unpaired(
    *, rate_baseline: float, rate_candidate: float, alpha: float, power: float = DEFAULT_POWER
) -> int:
    """Cases needed in each version when they ran on different cases, for the one-sided test of two proportions.

    As R's ``power.prop.test(alternative="one.sided")``, rounded up. Raises ValueError for rates off 0 to 1 or equal.
    """
    check_fraction("the baseline's rate", rate_baseline)
    check_fraction("the candidate's rate", rate_candidate)
    if rate_baseline == rate_candidate:
        raise ValueError("equal rates are never told apart")
    mean = (rate_baseline + rate_candidate) / 2
    apart = rate_baseline * (1 - rate_baseline) + rate_candidate * (1 - rate_candidate)
    z_power = normal_sum(alpha=alpha, power=power) - normal_quantile(alpha)
    reach = normal_quantile(alpha) * math.sqrt(2 * mean * (1 - mean)) + z_power * math.sqrt(apart)
    return max(1, math.ceil((reach / (rate_baseline - rate_candidate)) ** 2))


def chance_equal_passes(*, n: int, margin: float, discordant_share: float, alpha: float) -> float:
    """The exact chance that a candidate as good as its baseline passes Tango's test over ``n`` pairs.

    Exact, because the formula of ``required_n_paired`` promises 80 % where 77 to 79 % pass. Errors as ``chances``.
    """
    return chances(n=n, margin=margin, discordant_share=discordant_share, difference=0.0, alpha=alpha)[0]


def chances(*, n: int, margin: float, discordant_share: float, difference: float, alpha: float) -> tuple[float, float]:
    """The exact chances that Tango's test over ``n`` pairs passes and that it fails, at a true ``difference``.

    Each pair differs with the chance ``discordant_share`` and then falls to the baseline with the chance (share -
    difference) / (2 share). Raises ValueError without pairs, for a margin or share off 0 to 1, or a difference that
    no such share makes.
    """
    check_data(0, n)
    check_margin(margin)
    check_fraction("the share of differing pairs", discordant_share)
    if abs(difference) > discordant_share:
        raise ValueError(f"a share of {discordant_share} differing pairs cannot make a difference of {difference}")
    losing = (discordant_share - difference) / (2 * discordant_share) if discordant_share else 0.5
    critical = normal_quantile(alpha)
    reach = _DEVIATIONS * math.sqrt(n * discordant_share * (1 - discordant_share)) + _SPARE_CASES
    passing, failing = [], []
    for differing in range(
        max(0, math.floor(n * discordant_share - reach)), min(n, math.ceil(n * discordant_share + reach)) + 1
    ):
        weight = _binomial_chance(differing, n, discordant_share)
        most = _most_losses(differing, n, margin, critical)
        passing.append(weight * binomial_cdf(most, n=differing, p=losing))
        undecided = _most_losses(differing, n, margin, -critical)
        failing.append(weight * (1 - binomial_cdf(undecided, n=differing, p=losing)))
    return min(1.0, math.fsum(passing)), min(1.0, max(0.0, math.fsum(failing)))


def _most_losses(differing: int, n: int, margin: float, critical: float) -> int:
    """The most of ``differing`` pairs that may fall to the baseline with the score above ``critical``; -1 for none."""
    passing, failing = -1, differing + 1
    while failing - passing > 1:
        losses = (passing + failing) // 2
        z = tango_z(only_baseline=losses, only_candidate=differing - losses, n=n, delta=-margin)
        if z > critical:
            passing = losses
        else:
            failing = losses
    return passing


def chance_at_least(*, n: int, rate: float, line: float, alpha: float) -> float:
    """The exact chance that Wilson's lower bound of ``n`` cases of a true ``rate`` reaches ``line`` (R4).

    Raises ValueError without cases, for a rate or line off 0 to 1, or an ``alpha`` outside 0 to 0.5.
    """
    check_data(0, n)
    check_fraction("a rate", rate)
    check_fraction("a line", line)
    low, high = -1, n + 1
    while high - low > 1:
        passed = (low + high) // 2
        if wilson_lower(passed=passed, n=n, alpha=alpha) >= line:
            high = passed
        else:
            low = passed
    return 0.0 if high > n else 1 - binomial_cdf(high - 1, n=n, p=rate)


def required_n_at_least(*, rate: float, line: float, alpha: float, power: float = DEFAULT_POWER) -> int | None:
    """Cases after which a true ``rate`` above ``line`` is shown to be with the chance ``power``; None for no number.

    (z(1-alpha) sqrt(line (1-line)) + z(power) sqrt(rate (1-rate)))^2 / (rate - line)^2.
    """
    if rate - line < TOO_CLOSE:
        return None
    z_power = normal_sum(alpha=alpha, power=power) - normal_quantile(alpha)
    reach = normal_quantile(alpha) * math.sqrt(line * (1 - line)) + z_power * math.sqrt(rate * (1 - rate))
    return _practical(reach**2, (rate - line) ** 2)


def _binomial_chance(k: int, n: int, p: float) -> float:
    """The chance of exactly ``k`` successes in ``n``."""
    if p in (0, 1):
        return float(k == n * p)
    log_ways = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return math.exp(log_ways + k * math.log(p) + (n - k) * math.log1p(-p))


def smallest_margin(
    *,
    n: int,
    discordant_share: float,
    alpha: float,
    margins: tuple[float, ...] = MARGINS,
    power: float = DEFAULT_POWER,
) -> float | None:
    """The smallest of ``margins`` that lets an unchanged candidate pass with the chance ``power`` over ``n`` pairs.

    None where not even the largest does. Raises ValueError as ``chance_equal_passes``.
    """
    for margin in sorted(margins):
        if chance_equal_passes(n=n, margin=margin, discordant_share=discordant_share, alpha=alpha) >= power:
            return margin
    return None


def more_cases(
    *,
    n: int,
    spread_equal: float,
    spread_now: float,
    difference: float,
    margin: float,
    alpha: float,
    too_close: float = TOO_CLOSE,
) -> int | None:
    """How many cases beyond ``n`` settle a comparison that ``n`` could not, four times in five.

    The fewer of two answers of R11: for a candidate that is in truth unchanged (``spread_equal``, the variance of a
    case's difference then) and for one that is as different as it now looks (``spread_now``), unless that is within
    ``too_close`` of the margin. None where neither gives a practical number above ``n``.
    """
    reach = normal_sum(alpha=alpha, power=DEFAULT_POWER) ** 2
    distance = abs(difference + margin)
    answers = [_practical(reach * spread_equal, margin**2)]
    if distance >= too_close:
        answers.append(_practical(reach * spread_now, distance**2))
    return min((answer - n for answer in answers if answer is not None and answer > n), default=None)


def _practical(numerator: float, denominator: float) -> int | None:
    """The quotient rounded up, None where it is more than anybody collects or nothing is divided by."""
    return math.ceil(numerator / denominator) if 0 < numerator <= _MOST_PRACTICAL * denominator else None


def more_cases_without_difference(*, n: int, margin: float, alpha: float) -> int | None:
    """How many cases beyond ``n`` pass a margin when no case differs at all, as none of the ``n`` did.

    Tango's and Newcombe's lower bound is then -z^2/(n + z^2), which has to lie above the margin. None where no
    practical number does.
    """
    needed = _practical(normal_quantile(alpha) ** 2 * (1 - margin), margin)
    return needed - n if needed is not None and needed > n else None
