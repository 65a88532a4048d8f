"""Ratios of sums over cases: repeats are one case, the same cases are paired, and no spread is no certainty."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

import pytest

from evalreport.analysis.caseratio import (
    case_parts,
    cost_interval,
    ratio_steps,
    relative_change_interval,
    too_many_unknown,
)
from evalreport.analysis.ratio import Spending, paired_cost_noninferiority

if TYPE_CHECKING:
    from evalreport.analysis.observe import Key

Parts = dict[int, tuple[float, float]]


def _spent(n: int, seed: int, factor: float = 1.0, start: int = 0) -> Parts:
    """Costs of about one each, four of five successes."""
    generator = random.Random(seed)
    return {
        case: (factor * (0.5 + generator.random()), float(generator.random() < 0.8)) for case in range(start, start + n)
    }


def test_runs_of_a_case_are_summed_and_unknown_ones_left_out() -> None:
    """A run without its number adds nothing above and nothing below the line."""
    above: dict[Key, float | None] = {("s", "a", 1): 1.0, ("s", "a", 2): 2.0, ("s", "b", 1): None, ("s", "b", 2): 4.0}
    below = {("s", "a", 1): 1, ("s", "a", 2): 0, ("s", "b", 1): 1, ("s", "b", 2): 1}
    assert case_parts(above, below) == {("s", "a"): (3.0, 1.0), ("s", "b"): (4.0, 1.0)}


@pytest.mark.parametrize(("unknown", "total", "many"), [(0, 0, False), (5, 100, False), (6, 100, True), (1, 1, True)])
def test_one_in_twenty_may_be_unknown(unknown: int, total: int, *, many: bool) -> None:
    """More than one run in twenty without its number is too many, and nothing of nothing is not."""
    assert too_many_unknown(unknown, total) is many


@pytest.mark.parametrize("seed", range(5))
def test_steps_average_to_the_difference_of_the_ratios(seed: int) -> None:
    """The mean of what the cases add is exactly the difference of the two ratios of sums."""
    new, old = _spent(50, seed), _spent(50, seed + 100)
    ratios = [
        sum(above for above, _ in side.values()) / sum(below for _, below in side.values()) for side in (new, old)
    ]
    steps = ratio_steps(new, old)
    assert math.fsum(steps.values()) / len(steps) == pytest.approx(ratios[0] - ratios[1])


@pytest.mark.parametrize(
    ("new", "old", "cases"),
    [
        ({1: (1.0, 1.0), 2: (0.0, 0.0)}, {1: (1.0, 2.0), 2: (0.0, 0.0)}, 1),
        ({1: (1.0, 1.0)}, {2: (1.0, 1.0)}, 0),
        ({1: (1.0, 0.0)}, {1: (1.0, 1.0)}, 0),
        ({}, {}, 0),
    ],
    ids=["idle-case", "other-cases", "nothing-below", "nothing"],
)
def test_only_cases_that_say_something_count(new: Parts, old: Parts, cases: int) -> None:
    """Idle cases, cases of one side and sides with nothing below the line add no steps."""
    assert len(ratio_steps(new, old)) == cases


@pytest.mark.parametrize("factor", [0.8, 1.0, 1.3])
def test_the_same_cases_give_the_interval_of_the_gate(factor: float) -> None:
    """Where both sides ran the same cases the range of the change is the one that the gate judges by."""
    new, old = _spent(80, 1, factor), _spent(80, 2)
    seen = relative_change_interval(new, old, alpha=0.05)
    sides = [Spending(costs=tuple(a for a, _ in s.values()), successes=tuple(b for _, b in s.values()))
             for s in (new, old)]  # fmt: skip
    gate = paired_cost_noninferiority(*sides, margin=0.1, alpha=0.05).interval
    assert seen is not None
    assert gate is not None
    assert (seen.low, seen.high) == pytest.approx((-gate.high, -gate.low))


def test_other_cases_are_as_uncertain_as_two_samples() -> None:
    """Where no case is shared, the ranges of both sides add up as those of independent samples do."""
    new, old = _spent(300, 1), _spent(300, 2, start=1000)
    both = relative_change_interval(new, old, alpha=0.05)
    alone = [cost_interval(side, alpha=0.05) for side in (new, old)]
    assert both is not None
    widths = [math.log(one.high / one.low) for one in alone if one is not None]
    assert math.log((1 + both.high) / (1 + both.low)) == pytest.approx(math.hypot(*widths), rel=0.01)


@pytest.mark.parametrize(
    "parts",
    [_spent(9, 1), {case: (1.0, float(case < 9)) for case in range(50)}, dict.fromkeys(range(50), (1.0, 1.0))],
    ids=["few-cases", "few-successes", "no-spread"],
)
def test_too_few_or_too_alike_have_no_range(parts: Parts) -> None:
    """Fewer than ten cases or successes, and costs without any spread, have no interval."""
    assert cost_interval(parts, alpha=0.05) is None
    assert relative_change_interval(parts, parts, alpha=0.05) is None


def test_the_range_of_a_change_holds_what_it_promises() -> None:
    """Of 400 comparisons with half the cases shared, the true change lies within the range in about nine of ten."""
    hits = 0
    for seed in range(400):
        new, old = _spent(120, seed, 1.2, start=60), _spent(120, seed + 10_000)
        found = relative_change_interval(new, old, alpha=0.05)
        hits += found is not None and found.low <= 0.2 <= found.high
    assert 0.85 <= hits / 400 <= 0.95
