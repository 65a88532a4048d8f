"""Adding cases until it is decided."""

from __future__ import annotations

import random

import pytest

from evalreport.analysis.sequential import betting_e_values, top_up


@pytest.mark.parametrize(
    ("differences", "verdict"),
    [([], "not_evaluated"), ([0] * 5, "inconclusive"), ([0] * 400, "passed"), ([-1] * 60, "failed")],
)
def test_evidence_decides_when_there_is_enough(differences: list[float], verdict: str) -> None:
    """Nothing is not evaluated, a few cases cannot tell, many unchanged ones pass, a row of losses fails."""
    assert top_up(differences, margin=0.05, alpha=0.05).verdict == verdict


def test_the_first_crossing_stands() -> None:
    """What comes after the decision does not undo it."""
    decided = top_up([0] * 400, margin=0.05, alpha=0.05).decided_after
    assert decided is not None
    after = top_up([0] * 400 + [-1] * 200, margin=0.05, alpha=0.05)
    assert (after.verdict, after.decided_after) == ("passed", decided)


def test_looking_after_every_case_stays_honest() -> None:
    """At the margin itself hardly one run in twenty ever passes, however often one looks."""
    generator = random.Random(11)
    wrong = 0
    for _ in range(200):
        steps = [generator.choices((-1, 0, 1), (0.10, 0.85, 0.05))[0] for _ in range(300)]
        wrong += top_up(steps, margin=0.05, alpha=0.05).verdict == "passed"
    assert wrong <= 16


@pytest.mark.parametrize(("differences", "margin"), [([2.0], 0.05), ([0.0], 0.5), ([0.0], -0.1)])
def test_impossible_bets_are_refused(differences: list[float], margin: float) -> None:
    """Differences off -1 to 1 and margins off 0 to 0.4 are a ValueError."""
    with pytest.raises(ValueError, match="between"):
        top_up(differences, margin=margin, alpha=0.05)


@pytest.mark.parametrize(
    ("value", "mean", "bet"), [(1.5, 0.5, 0.5), (0.5, 0.5, 3.0), (0.5, 0.5, -1.0), (0.5, 1.5, 0.1)]
)
def test_impossible_values_are_refused(value: float, mean: float, bet: float) -> None:
    """Values and means off 0 to 1, and bets that can lose everything, are a ValueError."""
    with pytest.raises(ValueError, match=r"fraction|everything"):
        betting_e_values([value], null_mean=mean, bet=bet)
