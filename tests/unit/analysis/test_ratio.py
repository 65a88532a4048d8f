"""Cost per success and its comparison."""

from __future__ import annotations

import math
import random

import pytest

from evalreport.analysis.ratio import Spending, cost_per_success, paired_cost_noninferiority


def _runs(n: int, cost: float, failing: int, seed: int = 7) -> Spending:
    """Runs around a cost, of which every ``failing``-th fails."""
    generator = random.Random(seed)
    costs = tuple(cost * (0.8 + 0.4 * generator.random()) for _ in range(n))
    return Spending(costs=costs, successes=tuple(float(number % failing > 0) for number in range(n)))


def test_failures_are_paid_for() -> None:
    """Ten runs of a dollar, five of them failing, cost two dollars a success."""
    shown = cost_per_success([1.0] * 20, [1.0, 0.0] * 10, alpha=0.05)
    assert shown.ratio == pytest.approx(2.0)
    assert shown.log_interval is not None
    assert shown.log_interval.low < 2.0 < shown.log_interval.high


@pytest.mark.parametrize(
    ("costs", "successes"),
    [([1.0], [1.0]), ([1.0, 1.0], [0.0, 0.0]), ([1.0, 1.0], [1.0]), ([1.0, math.nan], [1.0, 1.0])],
    ids=["one-row", "no-success", "lengths", "nan"],
)
def test_what_makes_no_ratio_is_refused(costs: list[float], successes: list[float]) -> None:
    """One row, no success, unequal lists and what is no number are a ValueError."""
    with pytest.raises(ValueError, match=r"ratio|success|number"):
        cost_per_success(costs, successes, alpha=0.05)


def test_few_successes_are_not_enough() -> None:
    """Below ten successes the estimate says that it is not to be believed."""
    assert not cost_per_success([1.0] * 20, [1.0] * 9 + [0.0] * 11, alpha=0.05).enough
    assert cost_per_success([1.0] * 20, [1.0] * 18 + [0.0] * 2, alpha=0.05).enough


@pytest.mark.parametrize(
    ("factor", "verdict"), [(1.0, "passed"), (0.7, "passed"), (1.1, "inconclusive"), (1.5, "failed")]
)
def test_costs_are_compared_as_a_ratio(factor: float, verdict: str) -> None:
    """Ten percent dearer is the line: cheaper passes, half as dear again fails, just at the line cannot tell."""
    shown = paired_cost_noninferiority(
        _runs(200, factor, 5, seed=1), _runs(200, 1.0, 5, seed=2), margin=0.1, alpha=0.05
    )
    assert shown.verdict == verdict
    assert shown.difference == pytest.approx(1 - factor, abs=0.05)


def test_thin_costs_cannot_tell() -> None:
    """Fewer than ten successes on a side are inconclusive, and nothing at all is not evaluated."""
    few = paired_cost_noninferiority(_runs(8, 1.0, 3), _runs(8, 1.0, 3), margin=0.1, alpha=0.05)
    assert (few.verdict, few.difference) == ("inconclusive", None)
    nothing = Spending(costs=(), successes=())
    assert paired_cost_noninferiority(nothing, nothing, margin=0.1, alpha=0.05).verdict == "not_evaluated"


@pytest.mark.parametrize("margin", [0.0, -0.1])
def test_a_ratio_needs_a_margin(margin: float) -> None:
    """A margin of nothing or less is a ValueError."""
    with pytest.raises(ValueError, match="margin"):
        paired_cost_noninferiority(_runs(20, 1.0, 5), _runs(20, 1.0, 5), margin=margin, alpha=0.05)
