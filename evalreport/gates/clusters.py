"""A line for cases that share something: a scenario, a document, a conversation (R2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.analysis.clustered import mean_at_least, mean_at_most
from evalreport.gates.units import unit_of
from evalreport.gates.words import cases, more, quantity, sentence, span
from evalreport.model.gate import GateResult

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evalreport.gates.base import ScoreEvidence
    from evalreport.model.gate import Gate

EACH_CASE = "mean of each case, Student's t"


def clustered_line(
    gate: Gate, evidence: ScoreEvidence, grouped: Mapping[tuple[str, str], Sequence[float]], noun: tuple[str, str]
) -> GateResult:
    """Judge at_least or at_most by the mean of each case, cases that share something moving together.

    Fewer than 20 cases, or scenarios that cases share, are inconclusive: their spread is itself a guess.
    """
    line = gate.line or 0.0
    judge = mean_at_least if gate.form == "at_least" else mean_at_most
    means = {case: sum(values) / len(values) for case, values in grouped.items()}
    check = judge(means, line=line, alpha=gate.alpha, clusters=evidence.clusters)
    unit = unit_of(evidence.spec.measure)
    asked = f"{'at least' if gate.form == 'at_least' else 'at most'} {quantity(line, unit)}"
    seen = f"{quantity(check.mean or 0.0, unit)} over {cases(check.n, noun)}"
    if evidence.spec.measure == "pass_hat_k":
        seen = f"All {evidence.spec.k} of {evidence.spec.k} repeats succeed for {seen}"
    spread = f", plausibly {span(check.interval, unit, line=line)}" if check.interval else ""
    why = f"{sentence(check.reason)}." if check.reason else more(check.needed, noun)
    ending = {"passed": f"{asked} is shown.", "failed": f"{asked} is not met."}.get(
        check.verdict, f"{asked} is neither shown nor ruled out. {why}"
    )
    return GateResult(
        gate=gate.id,
        verdict=check.verdict,
        reason=f"{seen}{spread}: {ending}",
        observed=check.mean,
        threshold=line,
        interval=check.interval,
        n=check.n,
        unit=unit,
        method=check.method if evidence.clusters else EACH_CASE,
        needed=check.needed,
        p_fail=check.p_fail,
    )
