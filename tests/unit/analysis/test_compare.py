"""Pairs: what happened to each key, and cases with the mean of the epochs both sides ran."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalreport.analysis.compare import by_case, count, pair, transition, transitions
from evalreport.model.assessment import Transitions

if TYPE_CHECKING:
    from evalreport.analysis.observe import Observations

KEYS = st.tuples(st.sampled_from(["s", "t"]), st.sampled_from("abcdef"), st.integers(1, 3))
SIDE = st.dictionaries(KEYS, st.sampled_from([0.0, 1.0, None]), max_size=12)


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        (True, True, "both_passed"),
        (True, False, "regressed"),
        (False, True, "fixed"),
        (False, False, "both_failed"),
        (None, True, "not_comparable"),
        (False, None, "not_comparable"),
        (None, None, "not_comparable"),
        (1.0, 0.0, "regressed"),
    ],
)
def test_a_pair_has_one_name(before: float | bool | None, after: float | bool | None, name: str) -> None:
    """Pass to fail is a regression; without a verdict on a side nothing is said."""
    assert transition(before, after) == name


def test_keys_of_one_side_alone_are_told_apart() -> None:
    """A case that only one version ran is neither fixed nor regressed."""
    named = transitions({("s", "a", 1): True, ("s", "b", 1): True}, {("s", "b", 1): False, ("s", "c", 1): True})
    assert list(named.values()) == ["only_baseline", "regressed", "only_candidate"]


def test_counts_and_the_share_without_a_pair() -> None:
    """Pairs are those with a verdict on both sides; nothing at all has no share."""
    counts = count(["fixed", "fixed", "both_passed", "only_baseline", "not_comparable"])
    assert counts == Transitions(fixed=2, both_passed=1, only_baseline=1, not_comparable=1)
    assert (counts.pairs, counts.unpaired_share) == (3, 0.4)
    assert Transitions().unpaired_share is None


def test_epochs_are_averaged_where_both_sides_ran_them() -> None:
    """An epoch that one side lacks is left out of both means; the case still pairs."""
    before: Observations = {("s", "a", 1): 1.0, ("s", "a", 2): 0.0, ("s", "a", 3): 1.0}
    after: Observations = {("s", "a", 1): 1.0, ("s", "a", 2): None, ("s", "a", 3): 0.0, ("s", "b", 1): 1.0}
    paired = pair(before, after)
    assert (paired.cases, paired.baseline, paired.candidate) == ((("s", "a"),), (1.0,), (0.5,))
    assert (paired.single, paired.whole, paired.binary, paired.lost) == (False, False, False, 1)
    assert paired.differences == (-0.5,)


@pytest.mark.parametrize(
    ("values", "single", "whole"), [([1.0], True, True), ([0.5], True, False), ([1.0, 1.0], False, True)]
)
def test_plain_passes_are_recognised(values: list[float], *, single: bool, whole: bool) -> None:
    """One epoch of 0 or 1 is a plain pass or fail; two that agree are whole and not single."""
    side: Observations = {("s", "a", epoch): value for epoch, value in enumerate(values, start=1)}
    paired = pair(side, side)
    assert (paired.single, paired.whole, paired.binary) == (single, whole, single and whole)


def test_unscored_rows_group_into_nothing() -> None:
    """A case without any scored epoch is no case."""
    assert by_case({("s", "a", 1): None, ("s", "b", 2): 1.0, ("s", "b", 1): 0.0}) == {("s", "b"): [0.0, 1.0]}


@given(SIDE, SIDE)
def test_swapping_the_sides_mirrors_the_counts(before: Observations, after: Observations) -> None:
    """Fixed becomes regressed, only here becomes only there, the rest stays."""
    there, back = count(transitions(before, after).values()), count(transitions(after, before).values())
    assert (there.fixed, there.regressed) == (back.regressed, back.fixed)
    assert (there.only_baseline, there.only_candidate) == (back.only_candidate, back.only_baseline)
    assert (there.both_passed, there.both_failed, there.not_comparable) == (
        back.both_passed, back.both_failed, back.not_comparable
    )  # fmt: skip


@given(SIDE)
def test_a_side_against_itself_never_changes(side: Observations) -> None:
    """Nothing is fixed, regressed or alone."""
    counts = count(transitions(side, side).values())
    assert counts.fixed == counts.regressed == counts.only_baseline == counts.only_candidate == 0
    assert set(pair(side, side).differences) <= {0.0}
