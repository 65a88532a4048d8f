"""What the verdicts, the people and the events make of a release."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evalreport.model.assessment import GateOutcome, Outcome


def outcome_of(
    gates: tuple[GateOutcome, ...], *, waiting: tuple[str, ...], rejected: bool, withdrawn: bool, rolled_back: bool
) -> Outcome:
    """Return the first outcome that applies, in the order of the design.

    ``waiting`` are roles whose required answer is missing, ``rejected`` says that a required person said no. A gate
    lifted by a valid override stops nobody. A decision without any block or manual gate is undecided, never cleared.
    """
    if withdrawn:
        return "withdrawn"
    if rolled_back:
        return "rolled_back"
    stopping = [gate for gate in gates if gate.stops]
    blockers = [gate.result.verdict for gate in stopping if gate.gate.level == "block"]
    answers = [gate.result.verdict for gate in stopping if gate.gate.level == "manual"]
    if "failed" in blockers or "failed" in answers or rejected:
        return "blocked"
    if blockers or all(gate.gate.level == "advise" for gate in gates):
        return "undecided"
    if answers or waiting:
        return "awaiting"
    lifted = any(gate.lifted and gate.result.verdict != "passed" and gate.gate.level != "advise" for gate in gates)
    return "cleared_by_override" if lifted else "cleared"
