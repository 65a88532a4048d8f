"""Intervals by resampling."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

import pytest

from evalreport.analysis.bootstrap import bca_interval
from evalreport.analysis.means import mean_ci

if TYPE_CHECKING:
    from collections.abc import Sequence

GENERATOR = random.Random(4)
VALUES = [GENERATOR.gauss(10, 2) for _ in range(60)]


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def test_the_same_content_gives_the_same_bytes() -> None:
    """The digest is the seed: equal content, equal interval; other content, other draws."""
    first, again = (bca_interval(VALUES, _mean, digest="abc", alpha=0.05, draws=499) for _ in range(2))
    other = bca_interval(VALUES, _mean, digest="abd", alpha=0.05, draws=499)
    assert first == again
    assert first != other


def test_it_agrees_with_the_formula_for_a_mean() -> None:
    """For a plain mean the resampled interval is near Student's."""
    shown, exact = bca_interval(VALUES, _mean, digest="abc", alpha=0.05, draws=1999), mean_ci(VALUES, alpha=0.05)
    assert shown is not None
    assert exact.interval is not None
    assert shown.low == pytest.approx(exact.interval.low, abs=0.15)
    assert shown.high == pytest.approx(exact.interval.high, abs=0.15)


@pytest.mark.parametrize("values", [[], [1.0], [2.0] * 10])
def test_no_spread_gives_no_interval(values: list[float]) -> None:
    """Nothing, one value and equal values have no interval."""
    assert bca_interval(values, _mean, digest="abc", alpha=0.05, draws=199) is None


def test_too_few_draws_are_refused() -> None:
    """An interval needs draws enough to have ends."""
    with pytest.raises(ValueError, match="draws"):
        bca_interval(VALUES, _mean, digest="abc", alpha=0.05, draws=10)
