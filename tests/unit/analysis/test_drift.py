"""Whether live traffic is like the evaluated cases."""

from __future__ import annotations

import random

import pytest
from scipy import stats

from evalreport.analysis.drift import (
    chi_square_quantile,
    chi_square_two_samples,
    chi_square_upper_tail,
    kolmogorov_smirnov,
    merge_bins,
    stability_index,
)


@pytest.mark.parametrize("degrees", [1, 2, 5, 40])
@pytest.mark.parametrize("x", [0.0, 0.5, 3.8, 12.0, 90.0])
def test_chi_square_is_that_of_scipy(x: float, degrees: int) -> None:
    """The tail and its inverse agree with scipy."""
    tail = chi_square_upper_tail(x, degrees=degrees)
    assert tail == pytest.approx(float(stats.chi2.sf(x, degrees)), rel=1e-9, abs=1e-15)
    assert chi_square_quantile(0.05, degrees=degrees) == pytest.approx(float(stats.chi2.isf(0.05, degrees)))


@pytest.mark.parametrize("digits", [1, 6])
@pytest.mark.parametrize("sizes", [(10, 12), (30, 7)])
def test_small_samples_are_exact(sizes: tuple[int, int], digits: int) -> None:
    """The p-value agrees with scipy's exact one without ties, and is a chance with them."""
    generator = random.Random(1)
    first, second = ([round(generator.gauss(0, 1), digits) for _ in range(size)] for size in sizes)
    shown = kolmogorov_smirnov(first, second)
    oracle = stats.ks_2samp(first, second, method="exact")
    assert shown.statistic == pytest.approx(float(oracle.statistic))
    assert 0 <= shown.p_value <= float(oracle.pvalue) + 1e-12
    if digits > 1:
        assert shown.p_value == pytest.approx(float(oracle.pvalue))


def test_large_samples_use_the_limit() -> None:
    """Beyond ten thousand pairs the p-value is near scipy's."""
    generator = random.Random(2)
    first = [generator.gauss(0, 1) for _ in range(300)]
    second = [generator.gauss(0.2, 1) for _ in range(200)]
    oracle = stats.ks_2samp(first, second, method="asymp")
    assert kolmogorov_smirnov(first, second).p_value == pytest.approx(float(oracle.pvalue), abs=0.02)


def test_small_samples_do_not_cry_wolf() -> None:
    """An index over 0.1 that chance alone explains is no drift, the same in a large sample is."""
    few = stability_index([7, 6, 7], [4, 9, 7])
    many = stability_index([700, 600, 700], [400, 900, 700])
    assert few.index == pytest.approx(many.index)
    assert few.index > 0.1
    assert (few.drifted, many.drifted) == (False, True)


def test_rare_bins_are_merged() -> None:
    """Bins that expect fewer than five cases are put together, and no case is lost."""
    before, after = merge_bins([100, 3, 1, 0], [90, 4, 2, 1])
    assert (sum(before), sum(after)) == (104, 97)
    assert min(before + after) > 0
    assert len(before) == len(after) < 4


@pytest.mark.parametrize(
    ("first", "second"),
    [([1], [1]), ([1, 2], [1]), ([1, -1], [1, 1]), ([5, 0], [5, 5])],
    ids=["one-bin", "lengths", "negative", "empty-bin"],
)
def test_bins_must_fit(first: list[int], second: list[int]) -> None:
    """One bin, unequal lists, negative counts and empty bins are a ValueError."""
    with pytest.raises(ValueError, match=r"bins|negative|bin"):
        stability_index(first, second)


def test_bins_empty_on_both_sides_are_refused() -> None:
    """A bin without any case says nothing."""
    with pytest.raises(ValueError, match="merge"):
        chi_square_two_samples([5, 0], [5, 0])
    with pytest.raises(ValueError, match="empty"):
        kolmogorov_smirnov([], [1.0])
