"""How far a grader agrees with people, and people with one another (R9)."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Literal

from evalreport.analysis.intervals import wilson

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from evalreport.model.statistics import Interval

MetricLevel = Literal["nominal", "ordinal", "interval"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kappa:
    """Cohen's kappa; ``standard_error`` is the large-sample one, None for weighted tables and where none is defined."""

    kappa: float
    n: int
    agreement: float
    standard_error: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """What a grader said (pass, fail) where people know the truth. A "negative" is a truly failing case."""

    tp: int
    fn: int
    fp: int
    tn: int

    @property
    def n(self) -> int:
        """Labelled cases the grader answered."""
        return self.tp + self.fn + self.fp + self.tn

    @property
    def failing(self) -> int:
        """Truly failing cases."""
        return self.fp + self.tn

    @property
    def passing(self) -> int:
        """Truly passing cases."""
        return self.tp + self.fn

    @property
    def table(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Grader (pass, fail) by people (pass, fail)."""
        return ((self.tp, self.fp), (self.fn, self.tn))

    def sensitivity(self, *, alpha: float) -> tuple[float, Interval] | None:
        """The share of truly passing cases it passes, with Wilson's interval; None without such cases."""
        return _share(self.tp, self.passing, alpha)

    def specificity(self, *, alpha: float) -> tuple[float, Interval] | None:
        """The share of truly failing cases it fails, with Wilson's interval; None without such cases."""
        return _share(self.tn, self.failing, alpha)


def _share(part: int, n: int, alpha: float) -> tuple[float, Interval] | None:
    return (part / n, wilson(passed=part, n=n, alpha=alpha)) if n else None


def cohen_kappa(table: Sequence[Sequence[int]], *, quadratic: bool = False) -> Kappa | None:
    """Cohen's kappa of a square table of counts, the error by Fleiss, Cohen and Everitt 1969.

    ``quadratic`` weighs a disagreement by its squared distance. None where chance alone would agree always (one
    category) or there is nothing. Raises ValueError for a table that is not square or has negative counts.
    """
    size, n = len(table), sum(map(sum, table))
    # A table that is not square compares different sets of words.
    if not _is_square_of_counts(table):
        raise ValueError("kappa needs a square table of counts")
    if not n:
        return None
    share = [[count / n for count in row] for row in table]
    rows, columns = _margins(share)
    weight = _weights(size, quadratic=quadratic)
    seen = _weighted(weight, share)
    chance = _weighted(weight, [[row * column for column in columns] for row in rows])
    if 1 - chance <= 1e-12:  # noqa: PLR2004  # what rounding leaves of 0
        return None
    agreement = _weighted(_weights(size, quadratic=False), share)
    error = None if quadratic else _kappa_error(share, rows, columns, seen, chance) / math.sqrt(n)
    return Kappa(kappa=(seen - chance) / (1 - chance), n=n, agreement=agreement, standard_error=error)


def _is_square_of_counts(table: Sequence[Sequence[int]]) -> bool:
    return all(len(row) == len(table) and min(row, default=0) >= 0 for row in table)


def _margins(share: list[list[float]]) -> tuple[list[float], list[float]]:
    return [math.fsum(row) for row in share], [math.fsum(column) for column in zip(*share, strict=True)]


def _weighted(weight: list[list[float]], share: list[list[float]]) -> float:
    pairs = zip(weight, share, strict=True)
    return math.fsum(w * s for weights, shares in pairs for w, s in zip(weights, shares, strict=True))


def _weights(size: int, *, quadratic: bool) -> list[list[float]]:
    if quadratic and size > 1:
        return [[1 - ((i - j) / (size - 1)) ** 2 for j in range(size)] for i in range(size)]
    return [[float(i == j) for j in range(size)] for i in range(size)]


def _kappa_error(
    share: list[list[float]], rows: list[float], columns: list[float], seen: float, chance: float
) -> float:
    """The standard error of kappa times the square root of n."""
    size = range(len(share))
    hits = math.fsum(share[i][i] * ((1 - chance) - (rows[i] + columns[i]) * (1 - seen)) ** 2 for i in size)
    misses = math.fsum(share[i][j] * (columns[i] + rows[j]) ** 2 for i in size for j in size if i != j)
    rest = (seen * chance - 2 * chance + seen) ** 2
    return math.sqrt(max(0.0, hits + (1 - seen) ** 2 * misses - rest)) / (1 - chance) ** 2


def krippendorff_alpha(ratings: Sequence[Sequence[float | None]], *, level: MetricLevel = "nominal") -> float | None:
    """Krippendorff's alpha for any number of raters, one list a rater, None where a rater said nothing.

    1 less the disagreement seen over the disagreement by chance (Krippendorff 2011). None where no item has two
    ratings or all ratings are one value. Raises ValueError for lists of different length.
    """
    if len({len(row) for row in ratings}) > 1:
        raise ValueError("every rater needs a place for every item")
    paired = _paired_units(ratings)
    counts = Counter(chain.from_iterable(paired))
    if len(counts) < 2:  # noqa: PLR2004  # one value only: nothing to disagree on
        return None
    distance = _metric(level, counts)
    seen = math.fsum(math.fsum(distance(a, b) for a in unit for b in unit) / (len(unit) - 1) for unit in paired)
    return 1 - seen / _expected_disagreement(counts, distance)


def _paired_units(ratings: Sequence[Sequence[float | None]]) -> list[list[float]]:
    """Return the ratings of each item that has at least two: one alone can neither agree nor disagree."""
    units = [[value for value in unit if value is not None] for unit in zip(*ratings, strict=True)]
    return [unit for unit in units if len(unit) > 1]


def _expected_disagreement(counts: Mapping[float, int], distance: Callable[[float, float], float]) -> float:
    pairs = ((a, b) for a in sorted(counts) for b in sorted(counts))
    return math.fsum(counts[a] * counts[b] * distance(a, b) for a, b in pairs) / (sum(counts.values()) - 1)


def _metric(level: MetricLevel, counts: dict[float, int]) -> Callable[[float, float], float]:
    """The squared distance of two values at a level of measurement."""
    if level == "nominal":
        return lambda a, b: float(a != b)
    if level == "interval":
        return lambda a, b: (a - b) ** 2
    places, running = {}, 0.0
    for value in sorted(counts):
        # The mean rank: half of its own count lies before a value's middle.
        places[value] = running + counts[value] / 2
        running += counts[value]
    return lambda a, b: (places[a] - places[b]) ** 2
