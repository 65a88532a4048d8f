"""What the verdicts, the people and the events make of a release."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evalreport.model.assessment import GateOutcome, Outcome
    from evalreport.model.gate import Level, Verdict


def outcome_of(
    gates: tuple[GateOutcome, ...], *, waiting: tuple[str, ...], rejected: bool, withdrawn: bool, rolled_back: bool
) -> Outcome:
    """Return the first outcome that applies, in the order of the design.

    ``waiting`` are roles whose required answer is missing, ``rejected`` says that a required person said no. A gate
    lifted by a valid override stops nobody. A decision without any block or manual gate is undecided, never cleared.
    """
    # What happened to a release afterwards outweighs what its gates said before.
    if withdrawn:
        return "withdrawn"
    if rolled_back:
        return "rolled_back"
    return _judged(gates, waiting=waiting, rejected=rejected)


def _judged(gates: tuple[GateOutcome, ...], *, waiting: tuple[str, ...], rejected: bool) -> Outcome:
    blockers, answers = _stopping(gates, "block"), _stopping(gates, "manual")
    if rejected or "failed" in blockers + answers:
        return "blocked"
    # People are asked last: there is nothing for them to sign while the evidence cannot tell.
    if blockers or not _asks_anything(gates):
        return "undecided"
    if answers or waiting:
        return "awaiting"
    return _cleared(gates)


def _cleared(gates: tuple[GateOutcome, ...]) -> Outcome:
    return "cleared_by_override" if _any_lifted(gates) else "cleared"


def _stopping(gates: tuple[GateOutcome, ...], level: Level) -> list[Verdict]:
    return [gate.result.verdict for gate in gates if gate.stops and gate.gate.level == level]


def _asks_anything(gates: tuple[GateOutcome, ...]) -> bool:
    # Advice alone never clears: a decision without a gate that can say no has decided nothing.
    return any(gate.gate.level != "advise" for gate in gates)


def _any_lifted(gates: tuple[GateOutcome, ...]) -> bool:
    # An override of a gate that passes, or of advice, let nothing through.
    return any(gate.lifted and gate.result.verdict != "passed" and gate.gate.level != "advise" for gate in gates)
