"""Cost per success and repeats that must all succeed, as gates."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.gates.repeats import too_few_tries
from evalreport.gates.words import odds
from evalreport.model.gate import Gate
from tests.unit.gates.contexts import context, judge, rate, score, seen

if TYPE_CHECKING:
    from evalreport.analysis.observe import Observations
    from evalreport.gates.base import ScoreEvidence

CHEAP = Gate(id="cheap", title="Cost holds", form="not_worse_than", score="success", margin=0.1)


def _spent(n: int, cost: float, seed: int, start: int = 1) -> Observations:
    generator = random.Random(seed)
    return seen([cost * (0.9 + 0.2 * generator.random()) for _ in range(n)], start=start)


def _evidence(factor: float, n: int = 100, start: int = 1, wins: int = 1) -> ScoreEvidence:
    after, before = _spent(n, factor, 1, start), _spent(n, 1.0, 2)
    found = score(after, before, measure="cost_per_success", calls=dict.fromkeys(after, wins))
    return replace(found, baseline_calls=dict.fromkeys(before, wins))


@pytest.mark.parametrize(
    ("factor", "verdict", "words"),
    [(0.8, "passed", "cheaper"), (1.1, "inconclusive", "cannot be told yet"), (1.4, "failed", "more than the 10%")],
)
def test_a_success_may_cost_a_little_more(factor: float, verdict: str, words: str) -> None:
    """Cheaper passes, ten percent dearer cannot be told, forty percent dearer fails; the numbers are shares."""
    result = judge(CHEAP, context(_evidence(factor)))
    assert result.verdict == verdict
    assert words in result.reason
    assert result.unit == "share"
    assert result.observed == pytest.approx(factor - 1, abs=0.02)


@pytest.mark.parametrize(
    ("evidence", "verdict", "words"),
    [
        (
            replace(_evidence(1.0), candidate=seen([None, 1.0])),
            "not_evaluated",
            "1 of 2 runs of the candidate has no known cost",
        ),
        (_evidence(1.0, start=50), "not_evaluated", "not run on both"),
        (_evidence(1.0, n=5), "inconclusive", "10 successes"),
        (_evidence(1.0, wins=0), "inconclusive", "10 successes"),
    ],
    ids=["unknown", "other-cases", "few", "no-success"],
)
def test_costs_that_cannot_be_compared(evidence: ScoreEvidence, verdict: str, words: str) -> None:
    """An unknown cost, other cases or too few successes never pass."""
    result = judge(CHEAP, context(evidence))
    assert result.verdict == verdict
    assert words in result.reason


def _repeats(values: list[float | None]) -> ScoreEvidence:
    return score(seen(values), seen(values), measure="pass_hat_k")


@pytest.mark.parametrize("form", ["at_least", "not_worse_than"])
def test_too_few_tries_are_no_verdict(form: str) -> None:
    """A case with fewer tries than must succeed in a row keeps both forms from judging."""
    gate = CHEAP if form == "not_worse_than" else Gate(id="g", title="G", form="at_least", score="success", line=0.5)
    result = judge(gate, context(_repeats([1.0, None, 0.5])))
    assert result.verdict == "not_evaluated"
    assert "fewer than the 4" in result.reason


def test_repeats_are_judged_by_the_case() -> None:
    """Chances of all of k are compared case by case, in points."""
    generator = random.Random(1)
    values: list[float | None] = [generator.choice((0.0, 0.2, 1.0)) for _ in range(60)]
    result = judge(CHEAP, context(_repeats(values)))
    assert (result.verdict, result.unit, result.n) == ("inconclusive", "points", 60)
    assert too_few_tries(_repeats(values).spec, (seen(values),), ("case", "cases")) == ""
    assert too_few_tries(score(rate(1, 2)).spec, (seen([None]),), ("case", "cases")) == ""


@pytest.mark.parametrize(
    ("chance", "words"),
    [(0.011, ", by chance 1 in 90"), (0.5, ", by chance 1 in 2"), (1e-9, ", by chance less than 1 in a million"),
     (0.0, ""), (1.0, ""), (None, ""), (1 / 12345, ", by chance 1 in 12,000")],
)  # fmt: skip
def test_odds(chance: float | None, words: str) -> None:
    """A chance is said as one in so many, rounded so that it promises no more than was found."""
    assert odds(chance) == words


def test_a_few_unknown_costs_are_left_out_and_counted() -> None:
    """Four of a hundred runs without a cost do not keep a cheaper success from passing, and the reason counts them."""
    given = _evidence(0.8)
    after = {key: None if number < 4 else value for number, (key, value) in enumerate(given.candidate.items())}
    result = judge(CHEAP, context(replace(given, candidate=after)))
    assert (result.verdict, result.n) == ("passed", 96)
    assert "4 of 100 runs of the candidate have no known cost; left out." in result.reason
