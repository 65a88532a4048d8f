"""Kappa and alpha."""

from __future__ import annotations

import pytest
from statsmodels.stats.inter_rater import cohens_kappa

from evalreport.analysis.agreement import Confusion, cohen_kappa, krippendorff_alpha


@pytest.mark.parametrize("table", [((40, 9), (6, 45)), ((85, 2), (5, 8)), ((1, 0), (0, 1)), ((10, 20), (30, 5))])
def test_kappa_is_that_of_statsmodels(table: tuple[tuple[int, int], tuple[int, int]]) -> None:
    """Kappa and its error agree with statsmodels."""
    shown, oracle = cohen_kappa(table), cohens_kappa([list(row) for row in table])
    assert shown is not None
    assert shown.kappa == pytest.approx(float(oracle.kappa))
    assert shown.standard_error == pytest.approx(float(oracle.var_kappa) ** 0.5, abs=1e-9)


@pytest.mark.parametrize("table", [((0, 0), (0, 0)), ((9, 0), (0, 0))])
def test_kappa_needs_two_answers(table: tuple[tuple[int, int], tuple[int, int]]) -> None:
    """Without cases, or where all is one answer, kappa is not defined."""
    assert cohen_kappa(table) is None


@pytest.mark.parametrize("table", [[[1, 2]], [[1, -1], [1, 1]]])
def test_kappa_needs_a_square_of_counts(table: list[list[int]]) -> None:
    """A table that is not square or holds negative counts is a ValueError."""
    with pytest.raises(ValueError, match="square"):
        cohen_kappa(table)


def test_a_prevalent_pass_lowers_kappa() -> None:
    """With the same agreement kappa falls as passes become common: why the table is always shown."""
    even, rare = cohen_kappa([[45, 5], [5, 45]]), cohen_kappa([[85, 5], [5, 5]])
    assert even is not None
    assert rare is not None
    assert even.agreement == rare.agreement
    assert rare.kappa < even.kappa


@pytest.mark.parametrize(
    ("ratings", "alpha"),
    [([[1, 0, 1], [1, 0, 1]], 1.0), ([[1, 1], [1, 1]], None), ([[1, None], [None, 0]], None), ([], None)],
)
def test_alpha_of_plain_cases(ratings: list[list[float | None]], alpha: float | None) -> None:
    """Perfect agreement is 1; one value only, or no item rated twice, has no alpha."""
    assert krippendorff_alpha(ratings) == alpha


def test_alpha_needs_a_place_for_every_item() -> None:
    """Raters with lists of different length are a ValueError."""
    with pytest.raises(ValueError, match="place"):
        krippendorff_alpha([[1, 0], [1]])


def test_shares_of_each_kind() -> None:
    """Sensitivity is over passing cases, specificity over failing ones; without such cases there is none."""
    counts = Confusion(tp=40, fn=10, fp=5, tn=15)
    sensitivity, specificity = counts.sensitivity(alpha=0.05), counts.specificity(alpha=0.05)
    assert sensitivity is not None
    assert specificity is not None
    assert (sensitivity[0], specificity[0]) == (0.8, 0.75)
    assert Confusion(tp=1, fn=0, fp=0, tn=0).specificity(alpha=0.05) is None
