"""Findings about the policy as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from evalreport.findings.base import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.findings.base import Project
    from evalreport.model.assessment import Finding, FindingSeverity
    from evalreport.model.gate import Gate
    from evalreport.model.policy import Policy
    from evalreport.model.scorecard import ScoreSpec


class DecisionWithoutGate:
    """A decision that no gate serves: its releases stay undecided, and reports about it change nothing."""

    id: ClassVar[str] = "decision-without-gate"
    severity: ClassVar[FindingSeverity] = "warning"

    def check(self, project: Project) -> Iterator[Finding]:
        """Yield one finding a decision whose gates block nothing."""
        for decision in project.policy.decisions.values():
            levels = {project.policy.gates[gate].level for gate in decision.gates if gate in project.policy.gates}
            # Advice alone never clears a release.
            if not levels & {"block", "manual"}:
                message = f"no gate that blocks or asks a person serves the decision {decision.id}"
                yield finding(self, message, location=decision.location)


class GateUnused:
    """A gate that no decision names is never asked."""

    id: ClassVar[str] = "gate-unused"
    severity: ClassVar[FindingSeverity] = "note"

    def check(self, project: Project) -> Iterator[Finding]:
        """Yield one finding an unused gate."""
        # Decisions without a release count too: they are what the next one will ask.
        used = {gate for decision in project.policy.decisions.values() for gate in decision.gates}
        for gate in project.policy.gates.values():
            if gate.id not in used:
                yield finding(self, f"no decision names the gate {gate.id}", location=gate.location)


class ClassWithoutRule:
    """A failure class without match rules claims only rows whose file names it outright."""

    id: ClassVar[str] = "class-without-rule"
    severity: ClassVar[FindingSeverity] = "note"

    def check(self, project: Project) -> Iterator[Finding]:
        """Yield one finding a class without rules that a gate relies on."""
        # Without a gate a class is only a word of the reports, and may wait for its rules.
        gated = {gate.failure_class for gate in project.policy.gates.values() if gate.form == "failures"}
        for entry in project.policy.failure_classes.values():
            if not entry.match and entry.id in gated:
                message = f"a gate counts failures of {entry.id}, which has no match rule"
                yield finding(self, message, location=entry.location)


class EvalWithoutDecision:
    """Results of a suite that no score of the decision's gates looks at: measured, and used for nothing."""

    id: ClassVar[str] = "eval-without-decision"
    severity: ClassVar[FindingSeverity] = "note"

    def check(self, project: Project) -> Iterator[Finding]:
        """Yield one finding a declared suite that no gate of the release's decision uses."""
        for release in project.releases:
            gates = _asked(project.policy, release.decision)
            for entry in release.evals:
                # Live runs are looked at by rollback rules, not by gates.
                if entry.kind == "offline" and entry.suite and not _is_used(project.policy, gates, entry.suite):
                    message = f"no gate of {release.decision} uses the suite {entry.suite}"
                    yield finding(self, message, location=entry.candidate.location, release=release.id)


def _asked(policy: Policy, decision_id: str) -> list[Gate]:
    """Return the gates of a decision, none where the policy no longer has it."""
    decision = policy.decisions.get(decision_id)
    return [policy.gates[name] for name in (decision.gates if decision else ()) if name in policy.gates]


def _is_used(policy: Policy, gates: list[Gate], suite: str) -> bool:
    """Say whether a gate looks at the suite: through its score, or by counting failures wherever they are."""
    if any(gate.form == "failures" and not gate.suites for gate in gates):
        return True
    return any(not score.suites or suite in score.suites for score in _scores(policy, gates))


def _scores(policy: Policy, gates: list[Gate]) -> list[ScoreSpec]:
    return [score for gate in gates if (score := policy.scorecard.get(gate.score or ""))]


POLICY_RULES = (DecisionWithoutGate(), GateUnused(), ClassWithoutRule(), EvalWithoutDecision())
