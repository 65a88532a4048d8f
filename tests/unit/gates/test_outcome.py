"""The outcome of a release: the first that applies, in one fixed order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from evalreport.gates.outcome import outcome_of
from evalreport.model.assessment import GateOutcome, OverrideState
from evalreport.model.gate import Gate, GateResult
from evalreport.model.record import Override

if TYPE_CHECKING:
    from evalreport.model.gate import Level, Verdict


def gate(level: Level, verdict: Verdict, *, lifted: bool | None = None) -> GateOutcome:
    """A gate with its verdict; ``lifted`` puts an override beside it that holds or does not."""
    override = Override(
        release="r1", by="maya", role="risk-owner", at="2026-11-20T12:00:00Z", gate="g", requested_by="dana",
        approved_by="maya", reason="Because the tickets are duplicates.", expires="2026-12-20",
    )  # fmt: skip
    state = None if lifted is None else OverrideState(override=override, lifts=lifted)
    return GateOutcome(
        gate=Gate(id="g", title="G", form="at_least", level=level),
        result=GateResult(gate="g", verdict=verdict, reason=""),
        override=state,
    )


PASSED, FAILED = gate("block", "passed"), gate("block", "failed")
UNSURE, UNSEEN = gate("block", "inconclusive"), gate("block", "not_evaluated")
LIFTED, BROKEN = gate("block", "failed", lifted=True), gate("block", "failed", lifted=False)
ASKED, SAID_NO, SAID_YES = gate("manual", "not_evaluated"), gate("manual", "failed"), gate("manual", "passed")
WARNED, ADVISED = gate("advise", "failed"), gate("advise", "passed")


@pytest.mark.parametrize(
    ("gates", "outcome"),
    [
        ((PASSED,), "cleared"),
        ((PASSED, WARNED), "cleared"),
        ((PASSED, ADVISED, SAID_YES), "cleared"),
        ((SAID_YES,), "cleared"),
        ((FAILED,), "blocked"),
        ((FAILED, UNSURE, ASKED), "blocked"),
        ((PASSED, SAID_NO), "blocked"),
        ((BROKEN,), "blocked"),
        ((LIFTED, FAILED), "blocked"),
        ((UNSURE,), "undecided"),
        ((UNSEEN, PASSED), "undecided"),
        ((UNSURE, ASKED), "undecided"),
        ((LIFTED, UNSURE), "undecided"),
        ((), "undecided"),
        ((ADVISED,), "undecided"),
        ((WARNED, ADVISED), "undecided"),
        ((PASSED, ASKED), "awaiting"),
        ((LIFTED, ASKED), "awaiting"),
        ((ASKED,), "awaiting"),
        ((LIFTED,), "cleared_by_override"),
        ((LIFTED, PASSED), "cleared_by_override"),
        ((gate("block", "inconclusive", lifted=True),), "cleared_by_override"),
        ((gate("block", "not_evaluated", lifted=True),), "cleared_by_override"),
        ((gate("block", "passed", lifted=True),), "cleared"),
        ((gate("advise", "failed", lifted=True), PASSED), "cleared"),
    ],
)
def test_gates_alone_make_the_outcome(gates: tuple[GateOutcome, ...], outcome: str) -> None:
    """Blocked before undecided before awaiting before cleared by override before cleared."""
    assert outcome_of(gates, waiting=(), rejected=False, withdrawn=False, rolled_back=False) == outcome


@pytest.mark.parametrize(
    ("waiting", "rejected", "rolled_back", "withdrawn", "outcome"),
    [
        ((), False, False, False, "cleared"),
        (("dana",), False, False, False, "awaiting"),
        (("dana",), True, False, False, "blocked"),
        ((), True, False, False, "blocked"),
        ((), True, True, False, "rolled_back"),
        (("dana",), True, True, True, "withdrawn"),
    ],
)
def test_people_and_events_stand_above_passed_gates(
    waiting: tuple[str, ...], outcome: str, *, rejected: bool, rolled_back: bool, withdrawn: bool
) -> None:
    """A withdrawal comes first, then a rollback, then a no, then a missing answer."""
    seen = outcome_of((PASSED,), waiting=waiting, rejected=rejected, withdrawn=withdrawn, rolled_back=rolled_back)
    assert seen == outcome


@pytest.mark.parametrize(
    ("outcome", "stops"), [(PASSED, False), (FAILED, True), (LIFTED, False), (WARNED, False), (ASKED, True)]
)
def test_a_gate_stops_unless_it_passed_advises_or_is_lifted(outcome: GateOutcome, *, stops: bool) -> None:
    """Advice stops nobody, and a lifted gate keeps its verdict and stops nobody."""
    assert outcome.stops == stops
    assert LIFTED.result.verdict == "failed"
