"""What follows once a rule has spoken: the bare number where a gate asks for it, the grader, the smallest effect."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evalreport.analysis.chances import chance_unchanged
from evalreport.analysis.distributions import normal_quantile
from evalreport.analysis.power import DEFAULT_POWER, normal_sum

if TYPE_CHECKING:
    from evalreport.gates.base import GateContext
    from evalreport.model.gate import Gate, GateResult, Verdict
    from evalreport.model.grading import GraderState

# Counts of cases and shares that are counted are no estimates: nothing is inferred from them.
_ESTIMATED = {"rate", "points", "score", "s", "usd", "share"}
# Below this chance the sentence of the verdict says so, not only a finding.
HARDLY = 0.3
RARELY = 0.015
ON_POINT = "Decided on the bare number, as this gate asks: chance is not ruled out."


def settled(gate: Gate, result: GateResult, context: GateContext) -> GateResult:
    """Apply what the gate and its grader ask beside the rule, and say how small an effect would have been seen."""
    return _graded(gate, _on_point(gate, _hardly(gate, _with_detectable(gate, result), context)), context)


def _with_detectable(gate: Gate, result: GateResult) -> GateResult:
    """The smallest true effect shown four times in five: (z(1-alpha) + z(power)) standard errors.

    The standard error is read off the interval, which is z(1-alpha) of them to each side.
    """
    if result.interval is None or result.method == "counted" or result.unit not in _ESTIMATED:
        return result
    half = (result.interval.high - result.interval.low) / 2
    reach = normal_sum(alpha=gate.alpha, power=DEFAULT_POWER) / normal_quantile(gate.alpha)
    return replace(result, detectable=half * reach) if half > 0 else result


def _hardly(gate: Gate, result: GateResult, context: GateContext) -> GateResult:
    """Say of a gate that could not tell that on so few cases it can hardly ever pass anything (R11)."""
    chance = chance_unchanged(gate, result)
    if chance is None or chance >= HARDLY:
        return result
    often = f"pass only {round(100 * chance)} times in 100" if chance >= RARELY else "hardly ever pass"
    told = f"Even an unchanged candidate would {often} on so few {context.noun[1]}."
    return replace(result, reason=f"{result.reason} {told}")


def _on_point(gate: Gate, result: GateResult) -> GateResult:
    if gate.decide_on != "point" or result.observed is None or result.threshold is None:
        return result
    if result.verdict == "not_evaluated":
        return result
    up = _higher_holds(gate, result.threshold)
    holds = result.observed >= result.threshold if up else result.observed <= result.threshold
    verdict: Verdict = "passed" if holds else "failed"
    # The bare number has no error chance, so it takes no part in the family of blockers.
    return replace(result, verdict=verdict, reason=f"{result.reason} {ON_POINT}", needed=None, p_fail=None)


def _higher_holds(gate: Gate, threshold: float) -> bool:
    # The allowed change of a score of which more is better is below 0, of the others above.
    return gate.form == "at_least" or (gate.form == "not_worse_than" and threshold < 0)


def _grader_of(gate: Gate, context: GateContext) -> GraderState | None:
    spec = context.policy.scorecard.get(gate.score or "")
    return context.graders.get(spec.grader or "") if spec else None


def _graded(gate: Gate, result: GateResult, context: GateContext) -> GateResult:
    """Hold a gate whose score rests on a grader that people have not found fit; its numbers stay shown."""
    state = _grader_of(gate, context)
    if state is None or state.fit or result.verdict == "not_evaluated":
        return result
    grader = context.policy.graders.get(state.grader)
    wording = f" {grader.wording}" if grader and grader.wording else ""
    if grader is not None and grader.level == "advise":
        return replace(result, reason=f"{result.reason} Beware: {state.reason}{wording}")
    reason = f"Not judged: {state.reason}{wording} What the grader says: {result.reason}"
    return replace(result, verdict="not_evaluated", reason=reason, needed=None, p_fail=None)
