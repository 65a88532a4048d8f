"""What evaluation found, made by hand: gate results, scores, classes, cases."""

from __future__ import annotations

from evalreport.model.assessment import (
    CasePair,
    CaseSide,
    ClassResult,
    GateOutcome,
    OverrideState,
    ScoreResult,
    SideTotals,
    Transition,
    Transitions,
)
from evalreport.model.evaluation import CaseResult, ToolCall
from evalreport.model.gate import GateResult, Interval
from evalreport.model.statistics import Estimate
from tests.fake_policy import gates


def gate_results() -> dict[str, GateResult]:
    """Return what each gate saw where all is well but recovery, of which there is too little."""
    results = (
        GateResult(
            gate="task-success-holds",
            verdict="passed",
            reason="8 worse, 15 better.",
            observed=0.035,
            threshold=-0.05,
            interval=Interval(low=-0.003, high=0.076),
            n=200,
            unit="points",
            better=15,
            worse=8,
        ),
        GateResult(
            gate="no-policy-breach",
            verdict="passed",
            reason="0 of 200 tickets; this rules out a rate above 1.5%.",
            observed=0,
            threshold=0,
            n=200,
            unit="count",
            rules_out=0.015,
        ),
        GateResult(
            gate="evidence-cited",
            verdict="passed",
            reason="190 of 200 answers.",
            observed=0.95,
            threshold=0.9,
            interval=Interval(low=0.919, high=0.97),
            n=200,
            unit="rate",
        ),
        GateResult(
            gate="recovers",
            verdict="inconclusive",
            reason="27 of 31 calls.",
            observed=0.871,
            threshold=0.8,
            interval=Interval(low=0.744, high=0.940),
            n=31,
            unit="rate",
            needed=40,
        ),
        GateResult(
            gate="latency-holds",
            verdict="passed",
            reason="95 of 100 answers within 9.8 s.",
            observed=9.8,
            threshold=12.0,
            interval=Interval(low=9.1, high=10.9),
            n=200,
            unit="s",
        ),
        GateResult(gate="read-by-a-person", verdict="passed", reason="Tom Okafor approved on 21 Nov 2026."),
    )
    return {result.gate: result for result in results}


def gate_outcomes(
    results: dict[str, GateResult] | None = None, overrides: dict[str, OverrideState] | None = None
) -> tuple[GateOutcome, ...]:
    """Pair every gate of the policy with what it saw and the override beside it."""
    results = results if results is not None else gate_results()
    return tuple(
        GateOutcome(gate=gate, result=results[gate.id], override=(overrides or {}).get(gate.id))
        for gate in gates().values()
        if gate.id in results
    )


def score_results(*, compared: bool = True) -> tuple[ScoreResult, ...]:
    """Return the scorecard of 200 tickets on both sides, or of the candidate alone."""
    rates = (("task-success", 178, 171, 200), ("evidence-cited", 190, 188, 200), ("recovers", 27, 25, 31))
    rows = [
        ScoreResult(
            score=name,
            unit="rate",
            candidate=Estimate(
                value=now / n, n=n, passed=now, interval=Interval(low=now / n - 0.04, high=now / n + 0.03)
            ),
            baseline=Estimate(value=before / n, n=n, passed=before) if compared else None,
            difference=(now - before) / n if compared else None,
            interval=Interval(low=(now - before) / n - 0.038, high=(now - before) / n + 0.041) if compared else None,
            graders=("exact",),
        )
        for name, now, before, n in rates
    ]
    slow = ScoreResult(
        score="latency",
        unit="s",
        candidate=Estimate(value=9.8, n=200, interval=Interval(low=9.1, high=10.9)),
        baseline=Estimate(value=10.4, n=200) if compared else None,
        difference=-0.6 if compared else None,
        interval=Interval(low=-1.2, high=0.1) if compared else None,
    )
    return (*rows, slow)


def class_results(*, compared: bool = True) -> tuple[ClassResult, ...]:
    """Return four failure classes of 200 tickets."""
    counts = (
        ("answer-quality", 5, 3, 6),
        ("policy-boundary", 0, 2, 0),
        ("tool-arguments", 10, 2, 4),
        ("recovery", 3, 1, 3),
    )
    return tuple(
        ClassResult(
            failure_class=name,
            transitions=Transitions(
                both_passed=200 - fixed - new - still, fixed=fixed, regressed=new, both_failed=still
            )
            if compared
            else Transitions(only_candidate=200),
            candidate_cases=new + still,
            baseline_cases=fixed + still if compared else None,
            candidate_ran=200,
            baseline_ran=200 if compared else None,
            p_value=0.04 if name == "tool-arguments" else 0.6,
        )
        for name, fixed, new, still in counts
    )


def case_pair(number: int, transition: Transition, *, text: str = "", simulated: bool = False) -> CasePair:
    """Return one ticket on both sides with texts, tool calls, cost and time."""
    name = f"refund-{number:04d}"
    after, before = transition in {"both_passed", "fixed"}, transition in {"both_passed", "regressed"}
    alone = transition == "only_candidate"
    return CasePair(
        suite="refunds",
        case_id=name,
        epoch=1,
        transition=transition,
        candidate=_side(name, passed=after or (alone and number % 9 != 0), text=text, simulated=simulated),
        baseline=None if alone else _side(name, passed=before, text=text, simulated=simulated),
        changes={"task-success": transition} if transition in {"fixed", "regressed"} else {},
    )


def _side(name: str, *, passed: bool, text: str, simulated: bool) -> CaseSide:
    row = CaseResult(
        suite="refunds",
        case_id=name,
        passed=passed,
        input=text or f"My espresso machine of order {name} arrived cracked. I would like my money back, please.",
        output="I have refunded $240.00 to your card." if passed else "Please wait 14 days.",
        tools=(ToolCall(name="get_order", arguments='{"order": "A-20931"}'), ToolCall(name="issue_refund", error=None)),
        cost_usd=0.31,
        latency_s=7.8,
        metadata={"simulated": "true"} if simulated else {},
    )
    return CaseSide(row=row, passed=passed, classes=() if passed else ("answer-quality",))


def case_pairs(*, simulated: bool = False) -> tuple[CasePair, ...]:
    """Return 200 tickets: 8 newly failing, 15 fixed, 14 still failing, 163 passing both times."""
    counts: dict[Transition, int] = {"regressed": 8, "fixed": 15, "both_failed": 14, "both_passed": 163}
    plan = [transition for transition, count in counts.items() for _ in range(count)]
    return tuple(case_pair(number + 1, transition, simulated=simulated) for number, transition in enumerate(plan))


def totals(*, passed: int = 178, cost: float | None = 69.42, unknown: int = 0) -> SideTotals:
    """Return the counts of one side over 200 tickets."""
    return SideTotals(
        runs=1,
        rows=200,
        cases=200,
        epochs=1,
        passed=passed,
        failed=200 - passed,
        errors=0,
        skipped=0,
        unread=0,
        models=("scripted/refund-agent",),
        cost_usd=cost,
        cost_unknown=unknown,
        cost_per_success=cost / passed if cost is not None and not unknown else None,
        tokens_in=412_000,
        tokens_out=61_400,
        latency_mean_s=7.8,
        tool_calls=811,
        tool_errors=31,
    )
