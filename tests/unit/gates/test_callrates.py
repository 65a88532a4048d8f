"""Shares of tool calls against the baseline: approvals and errors, a case counting as one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.model.gate import Gate
from tests.unit.gates.contexts import context, judge, score, seen

if TYPE_CHECKING:
    from evalreport.gates.base import ScoreEvidence
    from evalreport.model.gate import Verdict
    from evalreport.model.scorecard import Measure

HOLDS = Gate(id="g", title="Approvals hold", form="not_worse_than", score="success", margin=0.05)


def _evidence(
    good: int, good_before: int, n: int = 200, measure: Measure = "approval_rate", start: int = 1
) -> ScoreEvidence:
    """Each case makes two calls that need an approval; of the first ``good`` cases both got one."""
    after = seen([2.0] * good + [0.0] * (n - good), start=start)
    before = seen([2.0] * good_before + [0.0] * (n - good_before))
    found = score(after, before, measure=measure, calls=dict.fromkeys(after, 2))
    return replace(found, baseline_calls=dict.fromkeys(before, 2))


@pytest.mark.parametrize(
    ("good", "before", "measure", "verdict"),
    [
        (200, 200, "approval_rate", "passed"),
        (199, 200, "approval_rate", "passed"),
        (160, 200, "approval_rate", "failed"),
        (192, 200, "approval_rate", "inconclusive"),
        (0, 0, "tool_error_rate", "passed"),
        (40, 0, "tool_error_rate", "failed"),
        (0, 40, "tool_error_rate", "passed"),
    ],
)
def test_a_share_of_calls_holds_against_the_baseline(
    good: int, before: int, measure: Measure, verdict: Verdict
) -> None:
    """More approvals and fewer errors are better, judged by case and in points."""
    result = judge(HOLDS, context(_evidence(good, before, measure=measure)))
    assert (result.verdict, result.unit, result.n) == (verdict, "points", 200)
    assert result.observed == pytest.approx((good - before) / 200, abs=1e-9)


@pytest.mark.parametrize(
    ("evidence", "why"),
    [
        (_evidence(200, 200, start=100), "198 of 299 tickets were not run on both"),
        (replace(_evidence(200, 200), calls={}), "one side made no such call"),
        (replace(_evidence(200, 200), undefined="say in outcomes.approval which"), "say in outcomes.approval which"),
    ],
    ids=["other-cases", "no-calls", "undefined"],
)
def test_calls_that_cannot_be_compared_are_not_judged(evidence: ScoreEvidence, why: str) -> None:
    """Other cases, no calls at all and an undefined measure are not evaluated and say which."""
    result = judge(HOLDS, context(evidence))
    assert (result.verdict, result.observed) == ("not_evaluated", None)
    assert why in result.reason


def test_calls_nobody_made_are_no_evidence() -> None:
    """Cases that make no such call on either side do not make few cases look like many."""
    after = {**seen([1.0] * 10), **seen([0.0] * 500, start=100)}
    calls = {key: int(key[1] < "c100") for key in after}
    found = replace(score(after, after, measure="approval_rate", calls=calls), baseline_calls=calls)
    result = judge(HOLDS, context(found))
    assert (result.verdict, result.n) == ("inconclusive", 10)
