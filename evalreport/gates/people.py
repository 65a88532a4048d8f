"""A person must answer: ``signoff``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from evalreport.model.gate import GateResult

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evalreport.gates.base import GateContext
    from evalreport.model.assessment import SignOffState
    from evalreport.model.gate import Form, Gate
    from evalreport.model.policy import Policy


class SignOffRule:
    """Somebody in each named role must approve; until then the gate is not evaluated, a reject fails it.

    The newest answer of a person in a role counts.
    """

    forms: ClassVar[tuple[Form, ...]] = ("signoff",)

    def check(self, gate: Gate, context: GateContext) -> GateResult:
        """Judge one gate."""
        # One no outweighs any number of yeses until that person answers anew.
        rejected = tuple(refusals(gate.signoff, context.signoffs))
        if rejected:
            who = ", ".join(name_of(context.policy, state) for state in rejected)
            return GateResult(
                gate=gate.id, verdict="failed", reason=f"Rejected by {who}.", method="answered by a person"
            )
        waiting = tuple(missing(gate.signoff, context.signoffs))
        if waiting:
            return GateResult(
                gate=gate.id,
                verdict="not_evaluated",
                reason=f"Waiting for {' and '.join(words(role) for role in waiting)} to answer.",
                waiting=waiting,
                method="answered by a person",
            )
        who = ", ".join(name_of(context.policy, state) for state in approvals(gate.signoff, context.signoffs))
        return GateResult(gate=gate.id, verdict="passed", reason=f"Approved by {who}.", method="answered by a person")


def missing(roles: Iterable[str], signoffs: tuple[SignOffState, ...]) -> list[str]:
    """Return the roles in which nobody has approved."""
    given = {state.signoff.role for state in signoffs if state.counts and state.signoff.decision == "approve"}
    # One approval a role is enough: who else holds it need not answer.
    return [role for role in roles if role not in given]


def refusals(roles: Iterable[str], signoffs: tuple[SignOffState, ...]) -> list[SignOffState]:
    """Return the rejects by people in these roles."""
    wanted = set(roles)
    return [s for s in signoffs if s.counts and s.signoff.decision == "reject" and s.signoff.role in wanted]


def approvals(roles: Iterable[str], signoffs: tuple[SignOffState, ...]) -> list[SignOffState]:
    """Return the approvals by people in these roles."""
    wanted = set(roles)
    return [s for s in signoffs if s.counts and s.signoff.decision == "approve" and s.signoff.role in wanted]


def name_of(policy: Policy, state: SignOffState) -> str:
    """Write a person's name and role."""
    # Somebody who has left the policy still signed, and is shown by id.
    person = policy.people.get(state.signoff.by)
    return f"{person.name if person else state.signoff.by} ({words(state.signoff.role)})"


def words(role: str) -> str:
    """Write a role id as words."""
    return role.replace("-", " ").replace("_", " ")
