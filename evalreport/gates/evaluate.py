"""All gates of a release: each by its family, then the family of blockers together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evalreport.analysis.family import FamilyMember, gate_family
from evalreport.gates.coverage import CoverageRule
from evalreport.gates.failures import FailuresRule
from evalreport.gates.noninferiority import NotWorseRule
from evalreport.gates.people import SignOffRule
from evalreport.gates.settling import settled
from evalreport.gates.threshold import ThresholdRule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evalreport.gates.base import GateContext, GateRule
    from evalreport.model.gate import Form, Gate, GateResult

RULES: tuple[GateRule, ...] = (ThresholdRule(), NotWorseRule(), FailuresRule(), CoverageRule(), SignOffRule())
_BY_FORM: dict[Form, GateRule] = {form: rule for rule in RULES for form in rule.forms}


def evaluate_gates(gates: Iterable[Gate], context: GateContext) -> tuple[GateResult, ...]:
    """Judge the gates in order; a block must survive the number of blockers tried (Holm, R6).

    Passing needs no correction: every gate must pass on its own.
    """
    chosen = tuple(gates)
    results = {gate.id: settled(gate, _BY_FORM[gate.form].check(gate, context), context) for gate in chosen}
    family = [
        FamilyMember(name=gate.id, verdict=results[gate.id].verdict, p_fail=results[gate.id].p_fail)
        for gate in chosen
        if gate.level == "block" and results[gate.id].p_fail is not None
    ]
    if len(family) > 1:
        alpha = min(gate.alpha for gate in chosen)
        for member in gate_family(family, alpha=alpha):
            results[member.name] = _settled(results[member.name], member, len(family))
    return tuple(results[gate.id] for gate in chosen)


def _settled(result: GateResult, member: FamilyMember, size: int) -> GateResult:
    if member.verdict == result.verdict:
        return result
    reason = (
        f"{result.reason} Taken alone it would fail, but one of {size} blockers reads so by chance too often: "
        "cannot tell yet."
    )
    return replace(result, verdict=member.verdict, reason=reason)
