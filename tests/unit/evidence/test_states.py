"""Whether a record counts: each flag alone, thin evidence, what replaces what, and what came too late."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.evidence.moments import moment
from evalreport.evidence.states import FLAGS, Judge
from evalreport.model.gate import Gate, GateResult, OverridePolicy
from evalreport.model.policy import Person, Policy, Site
from evalreport.model.record import Override, Records, SignOff, Subject
from evalreport.model.scorecard import ScoreSpec

if TYPE_CHECKING:
    from evalreport.model.assessment import OverrideState, SignOffState
    from evalreport.model.gate import Verdict

PEOPLE = {
    "dana": Person(id="dana", name="Dana", roles=("product-owner",), emails=("dana@example.org",)),
    "maya": Person(id="maya", name="Maya", roles=("risk-owner", "auditor"), emails=("Maya.L@example.org",)),
}
SCORE = ScoreSpec(id="success", title="Success", owner="dana", use="blocks")
POLICY = Policy(site=Site(name="S"), people=PEOPLE, scorecard={"success": SCORE})
LIFTABLE = OverridePolicy(roles=("risk-owner",), evidence=1, max_days=30)
GATE = Gate(id="g", title="G", form="at_least", score="success", owner="dana", override=LIFTABLE)
FILE = Subject(kind="attachment", path="releases/r1/evidence/a.csv", sha256="a" * 64, size=9)
OTHER = Subject(kind="attachment", path="releases/r1/evidence/b.csv", sha256="b" * 64, size=9)
VALID = Override(
    release="r1",
    by="maya",
    role="risk-owner",
    at="2026-11-20T14:20:00Z",
    path="overrides/g.yml",
    gate="g",
    requested_by="dana",
    approved_by="maya",
    reason="The lost tickets are duplicates that the shop refuses.",
    expires="2026-12-20",
    evidence=(FILE,),
)
BY_OWNER = replace(VALID, by="dana", approved_by="dana", role="product-owner", evidence=())


def judge(
    as_of: str = "2026-12-01T00:00:00Z", closed_at: str | None = None, missing: tuple[Subject, ...] = ()
) -> Judge:
    """A judge at a time, of an open or a closed release, with some evidence files gone."""
    return Judge(policy=POLICY, as_of=as_of, closed_at=closed_at, present=lambda subject: subject not in missing)


def state(override: Override, gate: Gate = GATE, verdict: Verdict = "failed", by: Judge | None = None) -> OverrideState:
    """Judge one override of a gate."""
    result = GateResult(gate="g", verdict=verdict, reason="")
    return (by or judge()).overrides(Records(overrides=(override,)), {"g": gate}, {"g": result})[0]


def test_an_override_with_all_it_needs_lifts() -> None:
    """Role, reason, evidence, end and a second person: the gate is lifted, without a flag."""
    assert (state(VALID).lifts, state(VALID).flags, state(VALID).thin) == (True, (), False)


@pytest.mark.parametrize(
    ("override", "flag"),
    [
        (replace(VALID, requested_by="maya"), "OVR-SELF"),
        (replace(VALID, requested_by="MAYA"), "OVR-SELF"),
        (replace(VALID, requested_by="maya.l+tickets@example.org"), "OVR-SELF"),
        (replace(VALID, expires="2026-11-30"), "OVR-EXPIRED"),
        (replace(VALID, expires=None), "OVR-NO-END"),
        (replace(VALID, expires="2026-12-21"), "OVR-TOO-LONG"),
        (replace(VALID, reason="   because it is     "), "OVR-NO-REASON"),
        (replace(VALID, evidence=()), "OVR-NO-EVIDENCE"),
        (replace(VALID, role="auditor"), "OVR-ROLE"),
        (replace(VALID, approved_by="ghost"), "UNKNOWN-PERSON"),
        (replace(VALID, approved_by="dana", requested_by="maya"), "UNKNOWN-PERSON"),
    ],
)
def test_each_lack_has_its_flag(override: Override, flag: str) -> None:
    """One thing missing is one flag, and the gate is not lifted."""
    seen = state(override)
    assert (seen.lifts, seen.flags) == (False, (flag,))
    assert flag in FLAGS


@pytest.mark.parametrize(
    ("allowed", "flags"),
    [
        (replace(LIFTABLE, allowed=False), ("OVR-FORBIDDEN",)),
        (replace(LIFTABLE, roles=("auditor",)), ("OVR-ROLE",)),
        (replace(LIFTABLE, roles=()), ("OVR-ROLE",)),
        (replace(LIFTABLE, evidence=2), ("OVR-NO-EVIDENCE",)),
        (replace(LIFTABLE, evidence=0), ()),
        (replace(LIFTABLE, max_days=None), ()),
        (replace(LIFTABLE, max_days=29), ("OVR-TOO-LONG",)),
        (replace(LIFTABLE, allowed=False, evidence=3), ("OVR-FORBIDDEN", "OVR-NO-EVIDENCE")),
    ],
)
def test_the_gate_says_what_it_asks(allowed: OverridePolicy, flags: tuple[str, ...]) -> None:
    """Who may lift, on how much, for how long is the gate's to say."""
    assert state(VALID, replace(GATE, override=allowed)).flags == flags


@pytest.mark.parametrize("second", [True, False])
def test_a_second_person_is_asked_for_unless_the_gate_says_otherwise(*, second: bool) -> None:
    """Asked for and approved by one person holds only where the gate allows it."""
    gate = replace(GATE, override=replace(LIFTABLE, second_person=second))
    assert state(replace(VALID, requested_by="maya"), gate).lifts is not second


@pytest.mark.parametrize(
    ("evidence", "missing", "lifts"),
    [
        ((FILE, OTHER), (), True),
        ((FILE,), (), False),
        ((FILE, FILE), (), False),
        ((FILE, replace(FILE, path="releases/r1/evidence/copy.csv")), (), False),
        ((FILE, OTHER), (OTHER,), False),
    ],
    ids=["two", "one", "one-twice", "a-copy", "one-gone"],
)
def test_evidence_counts_different_files_that_are_there(
    evidence: tuple[Subject, ...], missing: tuple[Subject, ...], *, lifts: bool
) -> None:
    """Two files are asked for: a file named twice, or changed since, is not a second one."""
    gate = replace(GATE, override=replace(LIFTABLE, evidence=2))
    assert state(replace(VALID, evidence=evidence), gate, by=judge(missing=missing)).lifts == lifts


@pytest.mark.parametrize(
    ("as_of", "lifts"),
    [
        ("2026-12-20T23:59:59Z", True),
        ("2026-12-21T00:00:00Z", False),
        ("2026-12-21T00:30:00+01:00", True),
        ("2026-12-20", True),
    ],
)
def test_the_last_day_is_included_in_utc(as_of: str, *, lifts: bool) -> None:
    """An override holds through its last day, whatever zone the clock is in."""
    assert state(VALID, by=judge(as_of)).lifts == lifts


@pytest.mark.parametrize(
    ("verdict", "override", "gate", "lifts", "thin"),
    [
        ("inconclusive", BY_OWNER, GATE, True, True),
        ("inconclusive", replace(BY_OWNER, requested_by="dana"), GATE, True, True),
        ("inconclusive", BY_OWNER, replace(GATE, override=OverridePolicy(allowed=False)), True, True),
        ("inconclusive", VALID, GATE, True, False),
        ("inconclusive", replace(BY_OWNER, reason="short"), GATE, False, True),
        ("inconclusive", replace(BY_OWNER, expires=None), GATE, False, True),
        ("inconclusive", BY_OWNER, replace(GATE, score=None, failure_class="breach"), True, True),
        ("inconclusive", BY_OWNER, replace(GATE, score=None, owner="maya"), False, False),
        ("failed", BY_OWNER, GATE, False, False),
        ("not_evaluated", BY_OWNER, GATE, False, False),
    ],
)
def test_the_owner_may_accept_thin_evidence_alone(
    verdict: Verdict, override: Override, gate: Gate, *, lifts: bool, thin: bool
) -> None:
    """Of an inconclusive gate the score's owner needs a reason and an end only; of a failed one, all the rest."""
    seen = state(override, gate, verdict)
    assert (seen.lifts, seen.thin) == (lifts, thin)


def test_an_override_of_another_gate_lifts_nothing() -> None:
    """A gate that the decision does not ask has nothing to lift."""
    assert state(replace(VALID, gate="other")).lifts is False


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_newest_override_of_a_gate_counts(order: tuple[int, int]) -> None:
    """Older ones are replaced, in whatever order the files are read."""
    both = (VALID, replace(VALID, at="2026-11-21T00:00:00Z", path="overrides/g-2.yml", requested_by="maya"))
    result = GateResult(gate="g", verdict="failed", reason="")
    states = judge().overrides(Records(overrides=tuple(both[i] for i in order)), {"g": GATE}, {"g": result})
    by_path = {seen.override.path: seen for seen in states}
    assert by_path["overrides/g.yml"].replaced
    assert by_path["overrides/g-2.yml"].flags == ("OVR-SELF",)


def test_a_withdrawn_override_lifts_no_more() -> None:
    """A later withdrawal replaces the override, and lifts nothing itself."""
    later = replace(VALID, decision="withdraw", at="2026-11-22T00:00:00Z", path="overrides/g-2.yml")
    result = GateResult(gate="g", verdict="failed", reason="")
    states = judge().overrides(Records(overrides=(VALID, later)), {"g": GATE}, {"g": result})
    assert [(seen.lifts, seen.replaced) for seen in states] == [(False, True), (False, False)]


@pytest.mark.parametrize("decision", ["override", "withdraw"])
def test_what_comes_after_closing_replaces_nothing(decision: str) -> None:
    """A closed release keeps the override it was closed with; a later one is too late, a later withdrawal too."""
    later = replace(VALID, at="2026-11-25T00:00:00Z", path="overrides/g-2.yml")
    if decision == "withdraw":
        later = replace(later, decision="withdraw")
    result = GateResult(gate="g", verdict="failed", reason="")
    closed = judge(as_of="2026-11-21T00:00:00Z", closed_at="2026-11-21T00:00:00Z")
    first, second = closed.overrides(Records(overrides=(VALID, later)), {"g": GATE}, {"g": result})
    assert (first.lifts, first.replaced) == (True, False)
    assert not second.lifts
    assert second.flags == (("OVR-LATE",) if decision == "override" else ())


def signoffs(*records: SignOff, by: Judge | None = None) -> tuple[SignOffState, ...]:
    """Judge sign-offs."""
    return (by or judge()).signoffs(Records(signoffs=records))


YES = SignOff(
    release="r1", by="dana", role="product-owner", at="2026-11-20T12:00:00Z", decision="approve", path="a.yml"
)


@pytest.mark.parametrize(
    ("record", "counts", "flags"),
    [
        (YES, True, ()),
        (replace(YES, decision="reject"), True, ()),
        (replace(YES, decision="withdraw"), False, ()),
        (replace(YES, role="risk-owner"), False, ("UNKNOWN-PERSON",)),
        (replace(YES, by="ghost"), False, ("UNKNOWN-PERSON",)),
    ],
)
def test_a_sign_off_counts_by_its_role(record: SignOff, flags: tuple[str, ...], *, counts: bool) -> None:
    """A person of the policy, in a role they hold, saying yes or no."""
    seen = signoffs(record)[0]
    assert (seen.counts, seen.flags) == (counts, flags)


@pytest.mark.parametrize("decision", ["approve", "reject", "withdraw"])
def test_the_newest_answer_of_a_person_in_a_role_counts(decision: str) -> None:
    """A second answer replaces the first; a withdrawal leaves none."""
    later = replace(YES, at="2026-11-21T12:00:00Z", path="b.yml")
    if decision != "approve":
        later = replace(later, decision="reject" if decision == "reject" else "withdraw")
    first, second = signoffs(YES, later)
    assert (first.counts, first.replaced) == (False, True)
    assert second.counts == (decision != "withdraw")


@pytest.mark.parametrize("changed", [{"by": "maya"}, {"role": "auditor"}, {"score": "success"}])
def test_other_people_roles_and_scores_replace_nobody(changed: dict[str, str]) -> None:
    """Only the same person in the same role about the same score answers anew."""
    later = replace(YES, at="2026-11-21T12:00:00Z", path="b.yml", **changed)  # type: ignore[arg-type]  # texts all
    assert not signoffs(YES, later)[0].replaced


def test_an_answer_after_closing_is_too_late() -> None:
    """A rejection written after closing neither counts nor replaces the approval."""
    later = replace(YES, decision="reject", at="2026-11-25T12:00:00Z", path="b.yml")
    first, second = signoffs(YES, later, by=judge(closed_at="2026-11-21T00:00:00Z"))
    assert first.counts
    assert (second.counts, second.flags) == (False, ("SIGN-LATE",))


@pytest.mark.parametrize("text", ["2026-11-20T12:00:00Z", "2026-11-20t12:00:00z", "2026-11-20T13:00:00+01:00"])
def test_times_are_compared_in_utc(text: str) -> None:
    """A zone or a small letter changes no moment."""
    assert moment(text).isoformat() == "2026-11-20T12:00:00+00:00"
