"""McNemar's exact test."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from evalreport.analysis.mcnemar import mcnemar_candidate_worse, mcnemar_exact, mcnemar_mid_p

COUNTS = [(0, 0), (1, 0), (0, 6), (6, 0), (9, 9), (15, 4), (4, 15), (120, 80), (1500, 1390)]


def _at_most(k: int, m: int) -> Fraction:
    """The chance of at most k heads in m fair throws, exactly."""
    return Fraction(sum(math.comb(m, i) for i in range(k + 1)), 2**m)


@pytest.mark.parametrize(("only_baseline", "only_candidate"), COUNTS)
def test_p_values_are_those_of_fair_coins(only_baseline: int, only_candidate: int) -> None:
    """All three p-values agree with exact fractions."""
    m = only_baseline + only_candidate
    fewer = min(only_baseline, only_candidate)
    two_sided = min(Fraction(1), 2 * _at_most(fewer, m))
    mid = min(Fraction(1), 2 * _at_most(fewer, m) - Fraction(math.comb(m, fewer), 2**m))
    counts = {"only_baseline": only_baseline, "only_candidate": only_candidate}
    assert mcnemar_exact(**counts) == pytest.approx(float(two_sided), rel=1e-9)
    assert mcnemar_mid_p(**counts) == pytest.approx(float(mid), rel=1e-9)
    assert mcnemar_candidate_worse(**counts) == pytest.approx(float(_at_most(only_candidate, m)), rel=1e-9)


@pytest.mark.parametrize(("only_baseline", "only_candidate"), COUNTS)
def test_exact_is_statsmodels(only_baseline: int, only_candidate: int) -> None:
    """The two-sided p-value agrees with statsmodels."""
    tables = pytest.importorskip("statsmodels.stats.contingency_tables")
    theirs = tables.mcnemar([[10, only_baseline], [only_candidate, 10]], exact=True).pvalue if only_baseline else 0
    ours = mcnemar_exact(only_baseline=only_baseline, only_candidate=only_candidate)
    assert only_baseline == 0 or ours == pytest.approx(theirs, rel=1e-9)


@pytest.mark.parametrize(("only_baseline", "only_candidate"), [(-1, 2), (2, -1)])
def test_negative_counts(only_baseline: int, only_candidate: int) -> None:
    """Negative counts are refused."""
    for p_value in (mcnemar_exact, mcnemar_candidate_worse, mcnemar_mid_p):
        with pytest.raises(ValueError, match="not a count"):
            p_value(only_baseline=only_baseline, only_candidate=only_candidate)
