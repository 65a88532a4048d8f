"""Is live traffic like the evaluated cases (R15)? A warning, never a blocker."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.analysis.distributions import bisect
from evalreport.analysis.domain import check_alpha, check_finite, check_fraction

if TYPE_CHECKING:
    from collections.abc import Sequence

# Below 0.1 the population stability index is small whatever the sample; above it chance must be ruled out too.
SMALL_INDEX = 0.1
FEWEST_EXPECTED = 5
_SETTLED = 1e-15
_MOST_TERMS = 100_000
# Paths are counted exactly up to this many steps, as R does; beyond it Kolmogorov's limit serves.
_MOST_EXACT = 10_000
_KOLMOGOROV_TERMS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """The population stability index and the value that chance alone exceeds with the chance alpha."""

    index: float
    critical: float

    @property
    def drifted(self) -> bool:
        """Whether the mixes differ by more than a little and by more than chance."""
        return self.index > max(SMALL_INDEX, self.critical)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A test statistic of two samples with its p-value; ``degrees`` belong to the chi-square."""

    statistic: float
    p_value: float
    degrees: int | None = None


def chi_square_upper_tail(x: float, *, degrees: int) -> float:
    """The probability that chi-square with ``degrees`` of freedom exceeds ``x`` (DLMF 8.7.1 and 8.9.2).

    Raises ValueError for a negative ``x`` or less than one degree.
    """
    if x < 0 or degrees < 1:
        raise ValueError(f"chi-square is positive and has a degree of freedom, not {x} with {degrees}")
    shape, half = degrees / 2, x / 2
    if half == 0:
        return 1.0
    scale = math.exp(shape * math.log(half) - half - math.lgamma(shape))
    if half < shape + 1:
        return max(0.0, 1 - scale * _series(shape, half))
    return scale * _fraction(shape, half)


def _series(shape: float, x: float) -> float:
    term = total = 1 / shape
    for step in range(1, _MOST_TERMS):
        term *= x / (shape + step)
        total += term
        if term < _SETTLED * total:
            break
    return total


def _fraction(shape: float, x: float) -> float:
    """The continued fraction of the upper incomplete gamma function by the modified method of Lentz."""
    b = x + 1 - shape
    c, d = 1e300, 1 / b
    value = d
    for step in range(1, _MOST_TERMS):
        a = -step * (step - shape)
        b += 2
        d = 1 / (a * d + b)
        c = b + a / c
        value *= c * d
        if abs(c * d - 1) < _SETTLED:
            break
    return value


def chi_square_quantile(alpha: float, *, degrees: int) -> float:
    """The value that chi-square with ``degrees`` of freedom exceeds with probability ``alpha``."""
    check_fraction("alpha", alpha)
    high = float(degrees)
    while chi_square_upper_tail(high, degrees=degrees) > alpha:
        high *= 2
    return bisect(lambda x: chi_square_upper_tail(x, degrees=degrees) <= alpha, low=0.0, high=high)


def stability_index(reference: Sequence[int], current: Sequence[int], *, alpha: float = 0.05) -> Stability:
    """The population stability index: the sum over bins of (q - p) log(q / p).

    Its critical value is (1/n + 1/m) times the chi-square quantile with bins - 1 degrees. Raises ValueError for lists
    of different length, fewer than two bins, or an empty bin: merge bins first.
    """
    check_alpha(alpha)
    _check_bins(reference, current)
    if min(*reference, *current) == 0:
        raise ValueError("an empty bin has no logarithm: merge bins first")
    n, m = sum(reference), sum(current)
    shares = [(before / n, after / m) for before, after in zip(reference, current, strict=True)]
    index = math.fsum((q - p) * math.log(q / p) for p, q in shares)
    critical = (1 / n + 1 / m) * chi_square_quantile(alpha, degrees=len(reference) - 1)
    return Stability(index=index, critical=critical)


def chi_square_two_samples(reference: Sequence[int], current: Sequence[int]) -> Difference:
    """Pearson's chi-square of two rows of counts, without continuity correction.

    Raises ValueError for lists of different length, fewer than two bins, or a bin empty in both.
    """
    _check_bins(reference, current)
    n, m = sum(reference), sum(current)
    columns = [before + after for before, after in zip(reference, current, strict=True)]
    if not n or not m or min(columns) == 0:
        raise ValueError("a bin without any case in both samples says nothing: merge bins first")
    parts = [
        (count - size * column / (n + m)) ** 2 / (size * column / (n + m))
        for size, row in ((n, reference), (m, current))
        for count, column in zip(row, columns, strict=True)
    ]
    statistic, degrees = math.fsum(parts), len(columns) - 1
    return Difference(statistic=statistic, p_value=chi_square_upper_tail(statistic, degrees=degrees), degrees=degrees)


def merge_bins(reference: Sequence[int], current: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Merge the rarest bins into one until every bin expects at least five cases on both sides (one may remain)."""
    _check_bins(reference, current)
    n, m = sum(reference), sum(current)
    smaller = min(n, m) / (n + m) if n + m else 0.0
    bins = sorted(zip(reference, current, strict=True), key=sum, reverse=True)
    while len(bins) > 1 and (sum(bins[-1]) * smaller < FEWEST_EXPECTED or min(bins[-1]) == 0):
        last, other = bins.pop(), bins.pop()
        bins.append((last[0] + other[0], last[1] + other[1]))
        bins.sort(key=sum, reverse=True)
    return tuple(before for before, _ in bins), tuple(after for _, after in bins)


def _check_bins(reference: Sequence[int], current: Sequence[int]) -> None:
    if len(reference) != len(current) or len(reference) < 2:  # noqa: PLR2004  # one bin is no mix
        raise ValueError(f"{len(reference)} and {len(current)} bins cannot be compared")
    if min(*reference, *current) < 0:
        raise ValueError("counts are not negative")


def kolmogorov_smirnov(reference: Sequence[float], current: Sequence[float]) -> Difference:
    """The largest distance of two samples' distributions, with its two-sided p-value.

    Exact by counting paths for small samples, ties included (Schroeer and Trenkler 1995); by Kolmogorov's limit for
    more than 10,000 pairs. Raises ValueError for an empty sample or values that are no numbers.
    """
    check_finite((*reference, *current))
    if not reference or not current:
        raise ValueError("an empty sample has no distribution")
    first, second = sorted(reference), sorted(current)
    n, m = len(first), len(second)
    places = sorted({*first, *second})
    # In whole steps of 1/(n m), so that equal distances compare equal.
    steps = max(abs(bisect_right(first, x) * m - bisect_right(second, x) * n) for x in places)
    statistic = steps / (n * m)
    if n * m > _MOST_EXACT:
        return Difference(statistic=statistic, p_value=_kolmogorov_tail(statistic * math.sqrt(n * m / (n + m))))
    return Difference(statistic=statistic, p_value=_path_share(first, second, steps))


def _path_share(first: Sequence[float], second: Sequence[float], steps: int) -> float:
    """The share of the orders of both samples that stray by at least ``steps`` where a value ends."""
    n, m = len(first), len(second)
    pooled = sorted((*first, *second))
    ends = {place for place in range(1, n + m + 1) if place == n + m or pooled[place - 1] != pooled[place]}
    inside = [0] * (m + 1)
    for i in range(n + 1):
        for j in range(m + 1):
            if i == j == 0:
                inside[0] = 1
                continue
            # Before this line inside[j] still holds the paths that come from i - 1.
            ways = (inside[j] if i else 0) + (inside[j - 1] if j else 0)
            inside[j] = 0 if i + j in ends and abs(i * m - j * n) >= steps else ways
    return 1 - inside[m] / math.comb(n + m, n)


def _kolmogorov_tail(x: float) -> float:
    """Kolmogorov's limit of the probability that the scaled distance exceeds ``x``."""
    if x <= 0:
        return 1.0
    terms = ((-1) ** (k - 1) * math.exp(-2 * k * k * x * x) for k in range(1, _KOLMOGOROV_TERMS))
    return min(1.0, max(0.0, 2 * math.fsum(terms)))
