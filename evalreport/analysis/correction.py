"""A grader's score corrected by what people found (R10)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.analysis.distributions import normal_quantile
from evalreport.analysis.domain import check_alpha, check_data, check_fraction
from evalreport.model.statistics import Interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalreport.analysis.agreement import Confusion

# A grader whose hits in both kinds add up to less tells passes from failures hardly better than a coin.
LEAST_INFORMATIVE = 1.2
# With fewer labels the interval of the predictions misses the truth too often; people's labels alone then serve.
FEWEST_LABELS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A corrected rate with its interval, ``alpha`` on each side; ``weight`` is the trust PPI++ gave the grader."""

    estimate: float
    interval: Interval
    method: str
    weight: float | None = None


def rogan_gladen(*, positives: int, n: int, confusion: Confusion, alpha: float) -> Corrected | None:
    """The true pass rate behind a grader's ``positives`` of ``n``, by its errors on labelled cases.

    (q + sp - 1) / (se + sp - 1) (Rogan and Gladen 1978) with the interval of Lang and Reiczigel 2014, clipped to 0 and
    1. None where the labels show no failing or no passing case, or sensitivity and specificity add up to less than
    1.2. Raises ValueError for impossible counts or an ``alpha`` outside 0 to 0.5.
    """
    check_data(positives, n)
    check_alpha(alpha)
    if not confusion.passing or not confusion.failing:
        return None
    sensitivity, specificity = confusion.tp / confusion.passing, confusion.tn / confusion.failing
    if sensitivity + specificity <= LEAST_INFORMATIVE:
        return None
    estimate = (positives / n + specificity - 1) / (sensitivity + specificity - 1)
    return Corrected(
        estimate=_clip(estimate),
        interval=_lang_reiczigel(positives, n, confusion, normal_quantile(alpha)),
        method="Rogan-Gladen, interval by Lang and Reiczigel 2014",
    )


def _lang_reiczigel(positives: int, n: int, confusion: Confusion, z: float) -> Interval:
    cases = n + z * z
    seen = (positives + z * z / 2) / cases
    hits, misses = confusion.passing + 2, confusion.failing + 2
    sensitivity, specificity = (confusion.tp + 1) / hits, (confusion.tn + 1) / misses
    informed = sensitivity + specificity - 1
    rate = (seen + specificity - 1) / informed
    var_hits = sensitivity * (1 - sensitivity) / hits
    var_misses = specificity * (1 - specificity) / misses
    shift = 2 * z * z * (rate * var_hits - (1 - rate) * var_misses)
    spread = seen * (1 - seen) / cases + rate**2 * var_hits + (1 - rate) ** 2 * var_misses
    half = z * math.sqrt(spread) / informed
    return Interval(low=_clip(rate + shift - half), high=_clip(rate + shift + half))


def _clip(rate: float) -> float:
    return min(1.0, max(0.0, rate))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlabelled:
    """The grader's answers where nobody looked: ``positives`` of ``n``."""

    positives: int
    n: int


def ppi_mean(
    labels: Sequence[float],
    predictions: Sequence[float],
    unlabelled: Unlabelled,
    *,
    alpha: float,
    weight: float | None = None,
) -> Corrected:
    """The prediction-powered mean (PPI++, arXiv 2301.09633 and 2311.01453) of a random labelled subset of one pool.

    ``labels`` are people's, ``predictions`` the grader's on the same cases; ``weight`` None is the best one,
    clip(cov(y, g) / ((1 + m/N) var g), 0, 1). Raises ValueError for lists of different length, fewer than two labels,
    no unlabelled case, a weight off 0 to 1, or an ``alpha`` outside 0 to 0.5.
    """
    check_alpha(alpha)
    check_data(unlabelled.positives, unlabelled.n)
    labelled = len(labels)
    if labelled != len(predictions) or labelled < 2:  # noqa: PLR2004  # a spread needs two
        raise ValueError(f"{labelled} labels and {len(predictions)} predictions cannot be compared")
    chosen = _best_weight(labels, predictions, unlabelled) if weight is None else weight
    check_fraction("a weight", chosen)
    rate = unlabelled.positives / unlabelled.n
    left = [label - chosen * guess for label, guess in zip(labels, predictions, strict=True)]
    mean_left = math.fsum(left) / labelled
    estimate = chosen * rate + mean_left
    var_left = math.fsum((value - mean_left) ** 2 for value in left) / labelled
    error = math.sqrt(chosen**2 * rate * (1 - rate) / unlabelled.n + var_left / labelled)
    half = normal_quantile(alpha) * error
    return Corrected(
        estimate=estimate,
        interval=Interval(low=estimate - half, high=estimate + half),
        method="prediction-powered mean (PPI++)",
        weight=chosen,
    )


def _best_weight(labels: Sequence[float], predictions: Sequence[float], unlabelled: Unlabelled) -> float:
    labelled = len(labels)
    mean_label, mean_guess = math.fsum(labels) / labelled, math.fsum(predictions) / labelled
    pairs = zip(labels, predictions, strict=True)
    together = math.fsum((label - mean_label) * (guess - mean_guess) for label, guess in pairs) / labelled
    total = labelled + unlabelled.n
    mean = (math.fsum(predictions) + unlabelled.positives) / total
    squares = math.fsum((guess - mean) ** 2 for guess in predictions)
    squares += unlabelled.positives * (1 - mean) ** 2 + (unlabelled.n - unlabelled.positives) * mean**2
    spread = squares / (total - 1)
    return _clip(together / ((1 + labelled / unlabelled.n) * spread)) if spread > 0 else 0.0
