"""Rates of live traffic from samples."""

from __future__ import annotations

import pytest

from evalreport.analysis.sampling import Stratum, horvitz_thompson, stratified_rate


def test_each_part_weighs_as_much_as_its_traffic() -> None:
    """A queue of suspicious traces that fails always says little of the traffic it is a hundredth of."""
    shown = stratified_rate(
        [Stratum(traffic=9900, sampled=100, hits=5), Stratum(traffic=100, sampled=100, hits=100)], alpha=0.05
    )
    assert shown.rate == pytest.approx(0.99 * 0.05 + 0.01)
    assert shown.complete


@pytest.mark.parametrize(
    ("strata", "complete"),
    [
        ([Stratum(traffic=900, sampled=50, hits=5), Stratum(traffic=100, sampled=0, hits=0)], False),
        ([Stratum(traffic=995, sampled=50, hits=5), Stratum(traffic=5, sampled=0, hits=0)], True),
        ([Stratum(traffic=995, sampled=50, hits=5), Stratum(traffic=5, sampled=1, hits=0)], False),
    ],
    ids=["a-tenth-unseen", "a-trifle-unseen", "one-trace"],
)
def test_an_unseen_part_is_told(strata: list[Stratum], complete: bool) -> None:
    """A part that matters and was hardly looked at makes the rate incomplete."""
    assert stratified_rate(strata, alpha=0.05).complete is complete


def test_nothing_sampled_is_refused() -> None:
    """Without two traces of any part there is no rate."""
    with pytest.raises(ValueError, match="nothing to estimate"):
        stratified_rate([Stratum(traffic=10, sampled=1, hits=1)], alpha=0.05)


@pytest.mark.parametrize(
    ("values", "chances"),
    [([1.0], [0.0]), ([1.0], [1.5]), ([1.0], []), ([], [])],
    ids=["never", "over", "lone", "none"],
)
def test_unknown_chances_are_refused(values: list[float], chances: list[float]) -> None:
    """A trace of unknown chance makes no rate of the traffic."""
    with pytest.raises(ValueError, match="chance"):
        horvitz_thompson(values, chances)


def test_equal_chances_give_the_plain_mean() -> None:
    """Picked alike, traces count alike."""
    shown = horvitz_thompson([1.0, 0.0, 1.0, 1.0], [0.5] * 4)
    assert (shown.total, shown.mean) == (6.0, 0.75)
