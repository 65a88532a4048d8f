"""The five cost figures: each divides what was spent by what it bought, or says why it does not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.model.evaluation import CaseResult, ToolCall
from evalreport.model.failure import MatchRule
from evalreport.model.policy import Outcomes
from evalreport.model.trace import Review, Trace
from evalreport.pipeline.costs import cost_figures, review_facts
from tests.unit.pipeline.bundles import BREACH, HOLDS, bundle, judged, policy, results, run

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evalreport.model.costs import CostFigure, ReviewFacts
    from evalreport.model.gate import Gate
    from evalreport.model.policy import Policy


def _rule(field: str, pattern: str) -> tuple[MatchRule, ...]:
    return (MatchRule(conditions=((field, pattern),)),)


OUTCOMES = Outcomes(
    success="success",
    reviewed=_rule("metadata.reviewer", ".+"),
    review_minutes="minutes",
    review_rate=60.0,
    approval_tools=("refund",),
    approved=_rule("metadata.approval", ".+"),
    escalatable=_rule("tag", "escalatable"),
    escalated=_rule("tool", "hand_over"),
    critical=("boundary",),
    judge_cost="judge_usd",
)
POLICY = replace(policy(), outcomes=OUTCOMES)
REFUND = ToolCall(name="refund")


def _row(number: int, *, passed: bool = True, cost: float | None = 0.10, epoch: int = 1, **more: object) -> CaseResult:
    """A run that cost ten cents and its grading two."""
    row = CaseResult(
        suite="s", case_id=f"c{number:03d}", epoch=epoch, passed=passed, cost_usd=cost, tools=(),
        metadata={"judge_usd": "0.02"},
    )  # fmt: skip
    return replace(row, **more)  # type: ignore[arg-type]  # the fields of a row are of many types


def _figures(
    after: Sequence[CaseResult], before: Sequence[CaseResult] | None = None, under: Policy = POLICY
) -> dict[str, CostFigure]:
    read = [results("candidate", run(after))]
    if before is not None:
        read.append(results("baseline", run(before)))
    assessment = judged(bundle(*read, under=under))
    return {figure.id: figure for figure in cost_figures(under, assessment)}


def _facts(rows: Sequence[CaseResult], under: Policy = POLICY) -> tuple[ReviewFacts, ...]:
    return review_facts(under, judged(bundle(results("candidate", run(rows)), under=under)))


def _reviewed(numbers: Iterable[int], minutes: str | None) -> list[CaseResult]:
    said = {} if minutes is None else {"minutes": minutes}
    return [_row(number, metadata={"judge_usd": "0.02", "reviewer": "tom", **said}) for number in numbers]


def _mixture() -> list[CaseResult]:
    """Forty runs of ten cents: eight fail, four in the critical class; the others pay, ask, or hand over."""
    approved = {"judge_usd": "0.02", "approval": "A-1"}
    return [
        *(_row(number, passed=False) for number in range(4)),
        *(_row(number, passed=False, labels=("breach",)) for number in range(4, 8)),
        *(_row(number, tools=(REFUND,), metadata=approved) for number in range(8, 18)),
        *(_row(number, tools=(REFUND, replace(REFUND, approved=False)), metadata=approved) for number in range(18, 20)),
        *(_row(number, tools=(replace(REFUND, error="no"),), metadata=approved) for number in range(20, 22)),
        *(_row(number, tags=("escalatable",)) for number in range(22, 27)),
        *(_row(number, tags=("escalatable",), tools=(ToolCall(name="hand_over"),)) for number in range(27, 30)),
        *_reviewed(range(30, 40), "6"),
    ]


@pytest.mark.parametrize(
    ("figure", "spent", "bought", "value"),
    [
        ("successful_run", 4.0, 32, 0.125),
        ("reviewed_run", 10 * (0.10 + 6.0), 10, 6.10),
        ("approved_action", 4.0, 12, 4.0 / 12),
        ("avoided_escalation", 4.0, 5, 0.80),
        ("high_risk_failure", 4.8, 4, 1.20),
    ],
)
def test_each_figure_is_money_over_what_it_bought(figure: str, spent: float, bought: int, value: float) -> None:
    """Failures are paid for, refused calls buy nothing, minutes cost a dollar each, and graders are paid as well."""
    seen = _figures(_mixture())[figure].candidate
    assert (seen.numerator, seen.value) == pytest.approx((spent, value))
    assert seen.denominator == bought
    # Ten reviews that all took six minutes show no spread, and fewer than ten of anything no range.
    assert (seen.interval is not None) == (figure in {"successful_run", "approved_action"})


@pytest.mark.parametrize(
    ("figure", "left_out", "words"),
    [
        ("successful_run", {"success": None}, "undefined: say in outcomes.success"),
        ("avoided_escalation", {"success": None}, "undefined: say in outcomes.success"),
        ("reviewed_run", {"reviewed": ()}, "undefined: say in outcomes.review which"),
        ("reviewed_run", {"review_rate": None}, "undefined: say in outcomes.review.usd_per_hour"),
        ("approved_action", {"approval_tools": ()}, "undefined: say in outcomes.approval"),
        ("avoided_escalation", {"escalatable": ()}, "undefined: say in outcomes.escalation"),
        ("avoided_escalation", {"escalated": ()}, "undefined: say in outcomes.escalation"),
        ("high_risk_failure", {"critical": ()}, "undefined: say in outcomes.high_risk"),
    ],
)
def test_what_nobody_defined_is_undefined(figure: str, left_out: dict[str, object], words: str) -> None:
    """A figure whose mapping is missing has no number on either side and says what to write."""
    under = replace(POLICY, outcomes=replace(OUTCOMES, **left_out))  # type: ignore[arg-type]  # of many types
    seen = _figures(_mixture(), _mixture(), under)[figure]
    for side in (seen.candidate, seen.baseline):
        assert side is not None
        assert (side.numerator, side.denominator, side.value) == (None, None, None)
        assert side.why.startswith(words)


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ("successful_run", "undefined: no run succeeded"),
        ("reviewed_run", "undefined: no reviewed run"),
        ("approved_action", "undefined: no approved action"),
        ("avoided_escalation", "undefined: no avoided escalation"),
        ("high_risk_failure", "undefined: no high-risk failure caught"),
    ],
)
def test_nothing_bought_is_undefined(figure: str, words: str) -> None:
    """Over a denominator of nothing there is no number: neither 0 nor infinity, whatever was spent."""
    seen = _figures([_row(number, passed=False) for number in range(20)])[figure].candidate
    assert (seen.value, seen.denominator, seen.why) == (None, 0, words)


@pytest.mark.parametrize(
    ("unknown", "value", "words"),
    [
        (0, 0.1, "no range: too few or too alike to tell one"),
        (5, 0.1, "no range: too few or too alike to tell one; 5 of 100 runs have no known cost: left out"),
        (6, None, "unknown: 6 of 100 runs have no known cost"),
        (100, None, "unknown: 100 of 100 runs have no known cost"),
    ],
)
def test_unknown_costs_are_left_out_and_counted(unknown: int, value: float | None, words: str) -> None:
    """Up to one run in twenty may lack its cost; such a run is left out with its success. Beyond it nothing is told."""
    rows = [_row(number, cost=None if number < unknown else 0.1) for number in range(100)]
    seen = _figures(rows)["successful_run"].candidate
    assert seen.value == (None if value is None else pytest.approx(value))
    assert (seen.runs, seen.unknown, seen.why) == (100, unknown, words)
    assert seen.denominator == (None if value is None else 100 - unknown)


@pytest.mark.parametrize(
    ("rows", "figure", "words"),
    [
        (_reviewed(range(20), None), "reviewed_run", "cost or minutes of review"),
        ([_row(number, tools=None) for number in range(20)], "approved_action", "cost or tool calls"),
        ([_row(number, metadata={}) for number in range(20)], "high_risk_failure", "cost or cost of grading"),
    ],
    ids=["minutes", "tools", "judges"],
)
def test_what_else_is_unknown_counts_like_a_cost(rows: list[CaseResult], figure: str, words: str) -> None:
    """Runs without minutes, tool calls or cost of grading are unknown to the figure that needs them, never 0."""
    seen = _figures(rows)[figure].candidate
    assert (seen.value, seen.why) == (None, f"unknown: 20 of 20 runs have no known {words}")


def test_repeats_of_a_case_are_one_case() -> None:
    """Repeats widen the range as one case each does, and a case that fails twice in a critical class is caught once."""
    once = [_row(n, passed=n % 3 > 0, cost=0.1 + 0.01 * (n % 5)) for n in range(40)]
    twice = [replace(row, epoch=epoch) for row in once for epoch in (1, 2)]
    single, double = (_figures(rows)["successful_run"].candidate for rows in (once, twice))
    assert single.value == pytest.approx(double.value or 0)
    assert single.interval is not None
    assert double.interval is not None
    assert single.interval.low == pytest.approx(double.interval.low)
    failing = [_row(1, passed=False, labels=("breach",), epoch=epoch) for epoch in (1, 2)]
    assert _figures(failing)["high_risk_failure"].candidate.denominator == 1


@pytest.mark.parametrize("shift", [0, 100], ids=["same-cases", "other-cases"])
def test_the_change_is_that_of_the_two_values(shift: int) -> None:
    """A success that is a quarter dearer is shown as that, with a range around it that same cases make narrower."""
    before = [_row(n, cost=0.1 + 0.02 * (n % 7), passed=n % 5 > 0) for n in range(100)]
    after = [replace(row, case_id=f"c{number + shift:03d}", cost_usd=(1.2 + 0.05 * (number % 3)) * (row.cost_usd or 0))
             for number, row in enumerate(before)]  # fmt: skip
    seen = _figures(after, before)["successful_run"]
    assert seen.change == pytest.approx(0.25, abs=0.01)
    assert seen.change_interval is not None
    width = seen.change_interval.high - seen.change_interval.low
    assert 0 < width < 0.03 if shift == 0 else width > 0.1


@pytest.mark.parametrize(
    ("gates", "breaches", "verdict", "named"),
    [
        ((HOLDS, BREACH), 0, "passed", ("holds", "breach")),
        ((HOLDS, BREACH), 1, "failed", ("breach",)),
        ((BREACH,), 0, "passed", ("breach",)),
        ((), 0, None, ()),
    ],
)
def test_the_quality_verdict_stands_beside_the_money(
    gates: tuple[Gate, ...], breaches: int, verdict: str | None, named: tuple[str, ...]
) -> None:
    """The worst verdict of the gates that judge quality is told with each figure, so that cheaper alone is no win."""
    under = replace(policy(gates), outcomes=OUTCOMES)
    before = [_row(number) for number in range(200)]
    after = [replace(row, cost_usd=0.01, labels=("breach",) if n < breaches else ()) for n, row in enumerate(before)]
    for seen in _figures(after, before, under).values():
        assert (seen.quality, seen.quality_gates) == (verdict, named)


def test_what_reviewers_did_is_told_beside_the_minutes() -> None:
    """The facts of reviewing are counted per side; minutes stay unknown where one review lacks them."""
    changed = Trace(spans=1, reviews=(Review(kind="override", minutes=3.0),))
    rows = [*_mixture(), _row(90, metadata={"reviewer": "tom"}, trace=changed)]
    (seen,) = _facts(rows)
    assert (seen.runs, seen.reviewed, seen.minutes, seen.overridden) == (41, 11, 63.0, 1)
    (partly,) = _facts([*_reviewed(range(3), "5"), *_reviewed(range(3, 4), None)])
    assert (partly.reviewed, partly.minutes, partly.overridden) == (4, None, None)
    assert _facts(rows, replace(POLICY, outcomes=Outcomes())) == ()


@pytest.mark.parametrize(
    ("outcomes", "rows", "words"),
    [
        (Outcomes(), _reviewed(range(40), "6"), "say in outcomes.review which runs a person reviewed"),
        (OUTCOMES, [_row(number) for number in range(40)], "no run carries a record of a review"),
        (OUTCOMES, _reviewed(range(40), "6"), ""),
    ],
    ids=["undefined", "silent", "known"],
)
def test_a_burden_nobody_recorded_is_not_measured(outcomes: Outcomes, rows: list[CaseResult], words: str) -> None:
    """Without a mapping, or without a single record, the score has no number and its gate is not judged, saying why."""
    base = policy((replace(HOLDS, form="at_most", score="burden", line=900.0),))
    spec = replace(base.scorecard["success"], id="burden", measure="reviewer_burden", better="lower")
    under = replace(base, outcomes=outcomes, scorecard={**base.scorecard, "burden": spec})
    assessment = judged(bundle(results("candidate", run(rows)), under=under))
    score = next(one for one in assessment.scores if one.score == "burden")
    (outcome,) = assessment.gates
    assert score.undefined == words
    assert (score.candidate.value is None) == bool(words)
    assert outcome.result.verdict == ("not_evaluated" if words else "inconclusive")
    assert words in outcome.result.reason
