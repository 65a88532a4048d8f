"""What runs came to: reviews, minutes, approvals, escalations, read from rows by the policy's rules."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.analysis.estimate import estimate_of
from evalreport.analysis.observe import divisors, observe
from evalreport.analysis.outcomes import Calls, OutcomeReader, silent
from evalreport.model.evaluation import CaseResult, Score, ToolCall
from evalreport.model.failure import MatchRule
from evalreport.model.policy import Outcomes
from evalreport.model.scorecard import ScoreSpec
from evalreport.model.trace import Review, Trace

if TYPE_CHECKING:
    from evalreport.model.scorecard import Measure
    from evalreport.model.trace import ReviewKind


def _rule(field: str, pattern: str) -> tuple[MatchRule, ...]:
    return (MatchRule(conditions=((field, pattern),)),)


OUTCOMES = Outcomes(
    reviewed=(*_rule("label", "reviewed"), *_rule("review", "review|override")),
    review_minutes="minutes",
    approval_tools=("refund",),
    approved=_rule("metadata.approval", ".+"),
    escalatable=_rule("tag", "escalatable"),
    escalated=_rule("tool", "hand_over"),
    judge_cost="judge",
)
ROW = CaseResult(suite="s", case_id="c")
REFUND = ToolCall(name="refund")


def _passed(row: CaseResult, name: str) -> bool | None:
    score = row.score(name)
    return None if score is None else score.passed


READER = OutcomeReader(OUTCOMES, _passed)


def _trace(*minutes: float | None, kind: ReviewKind = "review", tool: str | None = None) -> Trace:
    return Trace(spans=1, reviews=tuple(Review(kind=kind, minutes=spent, tool=tool) for spent in minutes))


@pytest.mark.parametrize(
    ("row", "reviewed", "minutes", "burden"),
    [
        (ROW, False, None, 0.0),
        (replace(ROW, labels=("reviewed",)), True, None, None),
        (replace(ROW, labels=("reviewed",), metadata={"minutes": "4.5"}), True, 4.5, 4.5),
        (replace(ROW, metadata={"minutes": "0"}), False, 0.0, 0.0),
        (replace(ROW, labels=("reviewed",), metadata={"minutes": "soon"}), True, None, None),
        (replace(ROW, labels=("reviewed",), metadata={"minutes": "-3"}), True, None, None),
        (replace(ROW, labels=("reviewed",), metadata={"minutes": "nan"}), True, None, None),
        (replace(ROW, labels=("reviewed",), scores=(Score(name="minutes", value=7.0),)), True, 7.0, 7.0),
        (replace(ROW, trace=_trace(2.0, 3.0)), True, 5.0, 5.0),
        (replace(ROW, trace=_trace(2.0, None)), True, None, None),
        (replace(ROW, trace=_trace(1.5, kind="approval")), False, 1.5, 1.5),
        (replace(ROW, trace=_trace(2.0), metadata={"minutes": "9"}), True, 9.0, 9.0),
    ],
    ids=[
        "nobody", "unknown", "stated", "nothing", "words", "negative", "no-number", "score", "trace", "part-of-trace",
        "time-of-an-approval", "metadata-first",
    ],
)  # fmt: skip
def test_minutes_of_people(row: CaseResult, *, reviewed: bool, minutes: float | None, burden: float | None) -> None:
    """Minutes come from metadata, a score or the trace; a review without them is unknown, no review takes none."""
    assert (READER.reviewed(row), READER.minutes(row), READER.burden(row)) == (reviewed, minutes, burden)


@pytest.mark.parametrize(
    ("row", "calls"),
    [
        (ROW, None),
        (replace(ROW, tools=()), (0, 0, 0)),
        (replace(ROW, tools=(ToolCall(name="search"), REFUND)), (1, 0, 0)),
        (replace(ROW, tools=(REFUND,), metadata={"approval": "A-1"}), (1, 1, 1)),
        (replace(ROW, tools=(replace(REFUND, approved=True), REFUND)), (2, 1, 1)),
        (replace(ROW, tools=(replace(REFUND, approved=False),), metadata={"approval": "A-1"}), (1, 0, 0)),
        (replace(ROW, tools=(replace(REFUND, approved=True, error="refused"),)), (1, 1, 0)),
        (replace(ROW, tools=(REFUND,), trace=_trace(None, kind="approval", tool="refund")), (1, 1, 1)),
        (replace(ROW, tools=(REFUND,), trace=_trace(None, kind="approval", tool="search")), (1, 0, 0)),
        (replace(ROW, tools=(REFUND,), trace=_trace(None, kind="refusal")), (1, 0, 0)),
    ],
    ids=["untold", "none", "bare", "run", "call", "call-says-no", "refused", "trace", "other-tool", "refusal"],
)
def test_calls_that_need_an_approval(row: CaseResult, calls: tuple[int, int, int] | None) -> None:
    """The call's own word stands above the run's and the trace's; a refused call was approved and did nothing."""
    found = READER.calls(row)
    assert found == (None if calls is None else Calls(listed=calls[0], approved=calls[1], executed=calls[2]))


@pytest.mark.parametrize(
    ("row", "possible", "happened"),
    [
        (ROW, False, False),
        (replace(ROW, tags=("escalatable",)), True, False),
        (replace(ROW, tags=("escalatable",), tools=(ToolCall(name="hand_over"),)), True, True),
    ],
)
def test_escalations(row: CaseResult, *, possible: bool, happened: bool) -> None:
    """Rules say which runs could have gone to a person, and a called tool says which did."""
    assert (READER.escalatable(row), READER.escalated(row)) == (possible, happened)


@pytest.mark.parametrize(
    ("key", "row", "cost"),
    [(None, ROW, 0.0), ("judge", ROW, None), ("judge", replace(ROW, metadata={"judge": "0.02"}), 0.02)],
    ids=["no-key", "missing", "stated"],
)
def test_what_graders_cost(key: str | None, row: CaseResult, cost: float | None) -> None:
    """Without a key graders cost nothing; with one, a row that lacks it is unknown."""
    assert OutcomeReader(replace(OUTCOMES, judge_cost=key), _passed).judge_cost(row) == cost


@pytest.mark.parametrize(
    ("measure", "row", "speaks"),
    [
        ("reviewer_burden", ROW, False),
        ("reviewer_burden", replace(ROW, metadata={"minutes": "0"}), True),
        ("reviewer_burden", replace(ROW, labels=("reviewed",)), True),
        ("approval_rate", replace(ROW, tools=(REFUND,)), False),
        ("approval_rate", replace(ROW, tools=(replace(REFUND, approved=False),)), True),
        ("approval_rate", replace(ROW, tools=(REFUND,), metadata={"approval": "A-1"}), True),
        ("approval_rate", ROW, False),
    ],
)
def test_silence_is_no_record(measure: Measure, row: CaseResult, *, speaks: bool) -> None:
    """A row speaks of reviews or approvals only where something is written down, be it that there was none."""
    assert READER.speaks(measure, row) is speaks
    assert silent(measure)


@pytest.mark.parametrize(
    ("measure", "outcomes", "words"),
    [
        ("reviewer_burden", Outcomes(), "outcomes.review"),
        ("approval_rate", Outcomes(), "outcomes.approval"),
        ("reviewer_burden", OUTCOMES, ""),
        ("pass_rate", Outcomes(), ""),
    ],
)
def test_what_the_policy_leaves_out(measure: Measure, outcomes: Outcomes, words: str) -> None:
    """A measure of outcomes names the section that it lacks; the others lack nothing."""
    assert words in OutcomeReader(outcomes, _passed).undefined(measure)
    assert bool(OutcomeReader(outcomes, _passed).undefined(measure)) == bool(words)


def _spec(measure: Measure) -> ScoreSpec:
    return ScoreSpec(id="x", title="X", owner="dana", use="blocks", measure=measure)


def test_the_burden_is_minutes_for_a_hundred_runs() -> None:
    """Forty runs of which ten took six minutes burden people with 150 minutes a hundred; broken runs are unknown."""
    rows = [
        replace(
            ROW, case_id=f"c{n}", labels=("reviewed",) if n < 10 else (), metadata={"minutes": "6"} if n < 10 else {}
        )
        for n in range(40)
    ]
    rows.append(replace(ROW, case_id="broken", error="crash"))
    seen = estimate_of(_spec("reviewer_burden"), observe(rows, _spec("reviewer_burden"), lambda _: (), READER))
    assert (seen.value, seen.n, seen.unknown) == (150.0, 40, 1)
    assert seen.interval is not None
    assert 0 <= seen.interval.low < 150 < seen.interval.high


@pytest.mark.parametrize(("approved", "value"), [(20, 1.0), (15, 0.75), (0, 0.0)])
def test_the_approval_rate_is_over_listed_calls(approved: int, value: float) -> None:
    """Calls that need no approval do not count, and calls of one case hang together; bounds stay within 0 and 1."""
    rows = [
        replace(ROW, case_id=f"c{n}", tools=(ToolCall(name="search"), REFUND, REFUND),
                metadata={"approval": "A"} if n < approved else {})
        for n in range(20)
    ]  # fmt: skip
    rows.append(replace(ROW, case_id="untold"))
    spec = _spec("approval_rate")
    observed = observe(rows, spec, lambda _: (), READER)
    seen = estimate_of(spec, observed, divisors(rows, spec, READER))
    assert (seen.value, seen.n, seen.unknown) == (value, 40, 1)
    assert seen.interval is not None
    assert 0 <= seen.interval.low <= value <= seen.interval.high <= 1
    assert seen.interval.low < seen.interval.high


@pytest.mark.parametrize("measure", ["reviewer_burden", "approval_rate"])
def test_without_outcomes_nothing_is_observed(measure: Measure) -> None:
    """Where nobody said what counts, rows are there and none has a number."""
    rows = [replace(ROW, tools=(REFUND,), metadata={"minutes": "3"})]
    for reader in (None, OutcomeReader(Outcomes(), _passed)):
        assert observe(rows, _spec(measure), lambda _: (), reader) == {("s", "c", 1): None}
    assert divisors(rows, _spec("approval_rate")) == {}
