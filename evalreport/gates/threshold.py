"""A score against a line: ``at_least`` and ``at_most``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from evalreport.analysis.compare import by_case
from evalreport.analysis.estimate import estimate_of
from evalreport.analysis.threshold import RateCheck, at_least, at_most_rate
from evalreport.gates.base import not_evaluated, unfinished, within
from evalreport.gates.clusters import clustered_line
from evalreport.gates.costs import no_cost, unknown_words
from evalreport.gates.repeats import too_few_tries
from evalreport.gates.units import unit_of
from evalreport.gates.words import cases, more, percent, quantity, sentence, span
from evalreport.model.gate import GateResult

if TYPE_CHECKING:
    from evalreport.analysis.observe import Observations
    from evalreport.gates.base import GateContext, ScoreEvidence
    from evalreport.model.gate import Form, Gate, Verdict
    from evalreport.model.statistics import Estimate

RATES = {"pass_rate", "failure_rate"}
# Measures that give one number a case, so that cases which share something can be taken together.
MEANS = RATES | {"pass_hat_k", "mean", "latency_mean", "reviewer_burden"}
PERCENTILES = {"latency_p50", "latency_p95"}
# What the number of these measures is counted over, where it is not cases.
_NOUNS = {
    "tool_error_rate": ("tool call", "tool calls"),
    "approval_rate": ("call that needs an approval", "calls that need an approval"),
    "cost_per_success": ("run", "runs"),
}


class ThresholdRule:
    """A score must lie above (``at_least``) or below (``at_most``) a line.

    The bound decides, not the point: a rate passes when its one-sided Wilson bound clears the line, fails when the
    other bound shows it does not, and is inconclusive in between, with the number of cases that would decide. Cases
    with several epochs, means and seconds use the mean of each case and Student's t, of at least 20 cases; percentiles
    use order statistics.
    """

    forms: ClassVar[tuple[Form, ...]] = ("at_least", "at_most")

    def check(self, gate: Gate, context: GateContext) -> GateResult:
        """Judge one gate."""
        evidence = context.scores[gate.score or ""]
        if evidence.incomplete:
            return not_evaluated(gate, unfinished(evidence.incomplete), threshold=gate.line)
        lacking = too_few_tries(evidence.spec, (within(gate, evidence.candidate),), context.noun)
        if lacking:
            return not_evaluated(gate, lacking, threshold=gate.line)
        return _judged(gate, evidence, context)


def _judged(gate: Gate, evidence: ScoreEvidence, context: GateContext) -> GateResult:
    """Judge by the method that fits the measure and how its cases hang together."""
    grouped = by_case(within(gate, evidence.candidate))
    # Repeats of one case hang together, so they are not so many independent cases.
    single = all(len(values) == 1 for values in grouped.values())
    if evidence.spec.measure in RATES and single and not evidence.clusters:
        return _rate(gate, [values[0] for values in grouped.values()], context)
    if evidence.spec.measure in MEANS and grouped:
        return clustered_line(gate, evidence, grouped, context.noun)
    return _bounded(gate, evidence, context)


def _rate(gate: Gate, values: list[float], context: GateContext) -> GateResult:
    line = gate.line or 0.0
    hits, n = int(sum(values)), len(values)
    check = (
        at_least(passed=hits, n=n, line=line, alpha=gate.alpha)
        if gate.form == "at_least"
        else at_most_rate(failed=hits, n=n, line=line, alpha=gate.alpha)
    )
    if check.rate is None or check.interval is None:
        return not_evaluated(gate, _nothing(context), threshold=line)
    return GateResult(
        gate=gate.id,
        verdict=check.verdict,
        reason=_rate_words(gate, check, context),
        observed=check.rate,
        threshold=line,
        interval=check.interval,
        n=n,
        unit="rate",
        method=check.method,
        needed=check.needed,
        p_fail=check.p_fail,
    )


def _rate_words(gate: Gate, check: RateCheck, context: GateContext) -> str:
    line = gate.line or 0.0
    asked = f"{'at least' if gate.form == 'at_least' else 'at most'} {percent(line)}"
    seen = f"{check.part} of {cases(check.n, context.noun)} ({percent(check.rate or 0.0)})"
    if check.interval is None:
        return _nothing(context)
    spread = f"the true rate is plausibly {span(check.interval, 'rate', line=line)}"
    if check.verdict == "passed":
        return f"{seen}; {spread}: {asked} is shown."
    if check.verdict == "failed":
        return f"{seen}; {spread}: {asked} is not met."
    return f"{seen}; {spread}, so {asked} is neither shown nor ruled out. {more(check.needed, context.noun)}"


def _bounded(gate: Gate, evidence: ScoreEvidence, context: GateContext) -> GateResult:
    observations = within(gate, evidence.candidate)
    estimate = estimate_of(evidence.spec, observations, evidence.calls, alpha=gate.alpha)
    line = gate.line or 0.0
    if estimate.value is None:
        return not_evaluated(gate, _unmeasured(evidence, observations, context), threshold=line)
    verdict = _verdict(gate, estimate)
    unit = unit_of(evidence.spec.measure)
    return GateResult(
        gate=gate.id,
        verdict=verdict,
        reason=_bounded_words(gate, estimate, verdict, evidence.spec.measure, context)
        + _left_out(evidence, observations),
        observed=estimate.value,
        threshold=line,
        interval=estimate.interval,
        n=estimate.n,
        unit=unit,
        method="order statistics" if evidence.spec.measure in PERCENTILES else "ratio of sums",
    )


def _verdict(gate: Gate, estimate: Estimate) -> Verdict:
    line, bounds = gate.line or 0.0, estimate.interval
    # Without an interval nobody knows how far the number would move.
    if bounds is None:
        return "inconclusive"
    if gate.form == "at_least":
        return "passed" if bounds.low >= line else "failed" if bounds.high < line else "inconclusive"
    return "passed" if bounds.high <= line else "failed" if bounds.low > line else "inconclusive"


def _bounded_words(gate: Gate, estimate: Estimate, verdict: Verdict, measure: str, context: GateContext) -> str:
    unit = unit_of(measure)
    line = gate.line or 0.0
    asked = f"{'at least' if gate.form == 'at_least' else 'at most'} {quantity(line, unit)}"
    what = cases(estimate.n, _NOUNS.get(measure, context.noun))
    seen = f"{quantity(estimate.value or 0.0, unit)} over {what}"
    if estimate.interval is None:
        return f"{seen}: too few to say how sure that is."
    spread = f"plausibly {span(estimate.interval, unit, line=line)}"
    ending = {
        "passed": f"{asked} is shown.",
        "failed": f"{asked} is not met.",
    }.get(verdict, f"{asked} is neither shown nor ruled out; more {context.noun[1]} would narrow it.")
    return f"{seen}, {spread}: {ending}"


def _left_out(evidence: ScoreEvidence, observations: Observations) -> str:
    """Say which runs a cost is not about; "" where it is about all."""
    unknown = unknown_words(observations) if evidence.spec.measure == "cost_per_success" else ""
    return f" {sentence(unknown)}; left out." if unknown else ""


def _unmeasured(evidence: ScoreEvidence, observations: Observations, context: GateContext) -> str:
    """Say why a score has no number."""
    if evidence.undefined:
        return f"Not judged: {evidence.undefined}."
    told = no_cost(observations) if evidence.spec.measure == "cost_per_success" else ""
    return told or _nothing(context)


def _nothing(context: GateContext) -> str:
    return f"Not judged: no {context.noun[0]} of the candidate carries this score."
