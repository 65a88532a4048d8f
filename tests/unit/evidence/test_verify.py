"""Facts about a record to its state: each code on its own, without git."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_args

import pytest

from evalreport.evidence.facts import PolicyFacts, RecordFacts, SubjectFacts, VersionFacts
from evalreport.evidence.standing import Standing
from evalreport.evidence.verify import next_step, stopping, told, verify
from evalreport.model.history import Commit
from evalreport.model.policy import Person
from evalreport.model.record import SignOff, Subject
from evalreport.model.verification import ORDER, STALE, TAMPERED, Code, Reason, Signature, Verification, state_of

if TYPE_CHECKING:
    from evalreport.model.verification import RecordState

ANA = Person(id="ana", name="Ana", roles=("product-owner",), emails=("ana@example.org",))
EVIDENCE = Commit(id="e" * 40, author="ci", authored_at="2026-02-01T10:00:00Z", committed_at="2026-02-01T10:00:00Z")
SIGNED = Commit(
    id="5" * 40,
    parents=("e" * 40,),
    author="Ana",
    author_email="Ana@example.org",
    committer="Ana",
    committer_email="ana@example.org",
    authored_at="2026-02-01T12:00:00Z",
    committed_at="2026-02-01T12:00:00Z",
)
LATER = replace(EVIDENCE, id="a" * 40, committed_at="2026-02-03T10:00:00Z")
SUBJECT = Subject(kind="result", path="releases/r1/results/c.csv", sha256="ab" * 32, size=1)
POLICY = Subject(kind="policy", path="site_config.yml", sha256="cd" * 32, size=1)
SOUND = SubjectFacts(subject=SUBJECT, now=SUBJECT.sha256, then=EVIDENCE, since=EVIDENCE)
VERSION = VersionFacts(commit=SIGNED, before=ANA, own=ANA, parent_time=EVIDENCE.committed_at)
RECORD = SignOff(
    release="r1", by="ana", role="product-owner", at="2026-02-01T11:00:00Z", decision="approve",
    subjects=(SUBJECT, POLICY), path="releases/r1/signoffs/product-owner-ana.yml",
)  # fmt: skip
VALID = RecordFacts(
    record=RECORD,
    release="r1",
    subjects=(SOUND,),
    policy=PolicyFacts(bound=POLICY.sha256, now=POLICY.sha256),
    versions=(VERSION,),
)


def subject(**changed: object) -> RecordFacts:
    """Valid facts with the one file changed."""
    return replace(VALID, subjects=(replace(SOUND, **changed),))  # type: ignore[arg-type]  # fields by name


def version(**changed: object) -> RecordFacts:
    """Valid facts with the one version changed."""
    return replace(VALID, versions=(replace(VERSION, **changed),))  # type: ignore[arg-type]  # fields by name


def signed(status: str, signer: str = "") -> RecordFacts:
    """Valid facts with a signature, under a policy that requires one."""
    facts = version(signature=Signature(status=status, signer=signer))
    return replace(facts, signatures="required")


OTHER = replace(SIGNED, author="Bo", author_email="bo@example.org", committer_email="bo@example.org")
CASES: tuple[tuple[RecordFacts, tuple[str, ...]], ...] = (
    (VALID, ()),
    (subject(now="00" * 32, since=LATER), ("EVIDENCE-CHANGED",)),
    (subject(now=None, since=LATER), ("EVIDENCE-DELETED",)),
    (subject(now=None, since=LATER, renamed_to="elsewhere.csv"), ("EVIDENCE-RENAMED",)),
    (subject(now="00" * 32, then=None), ("DIGEST-NEVER-EXISTED",)),
    (subject(then=replace(EVIDENCE, authored_at=LATER.committed_at, committed_at=LATER.committed_at)),
     ("TIME-BEFORE-EVIDENCE",)),
    (subject(then=replace(EVIDENCE, committed_at=LATER.committed_at)), ()),
    (subject(dirty=True), ("UNCOMMITTED",)),
    (subject(shape="lfs"), ("LFS-POINTER",)),
    (subject(shape="symlink"), ("SYMLINK",)),
    (subject(shape="submodule"), ("SUBMODULE",)),
    (subject(shape="missing"), ("BLOB-MISSING",)),
    (replace(VALID, policy=PolicyFacts(bound="cd" * 32, now="ef" * 32, since=LATER)), ("POLICY-CHANGED",)),
    (replace(VALID, policy=PolicyFacts(bound="cd" * 32, now="ef" * 32, existed=False)), ("DIGEST-NEVER-EXISTED",)),
    (replace(VALID, policy=PolicyFacts(bound="cd" * 32, now="ef" * 32, dirty=True)), ("UNCOMMITTED",)),
    (replace(VALID, policy=PolicyFacts()), ("NOT-COVERED",)),
    (replace(VALID, uncovered=("releases/r1/more.csv",)), ("NOT-COVERED",)),
    (replace(VALID, record=replace(RECORD, subjects=())), ("NO-DIGEST",)),
    (replace(VALID, record=replace(RECORD, release="r0")), ("WRONG-RELEASE",)),
    (replace(VALID, present=False), ("PERSON-LEFT",)),
    (replace(VALID, repository="no-git"), ("NO-GIT",)),
    (replace(VALID, repository="shallow", versions=()), ("SHALLOW",)),
    (replace(VALID, uncommitted=True, versions=()), ("UNCOMMITTED",)),
    (version(commit=OTHER), ("AUTHOR-MISMATCH",)),
    (replace(VALID, versions=(VERSION, replace(VERSION, commit=OTHER))), ("RECORD-EDITED-BY-OTHER",)),
    (version(before=None), ("SELF-MAPPED",)),
    (version(before=None, parentless=True), ()),
    (version(before=None, own=None), ("UNKNOWN-PERSON",)),
    (version(parent_time="2026-02-04T12:00:00Z"), ("CLOCK-BACK",)),
    (version(parent_time="2026-02-02T11:00:00Z"), ()),
    (version(commit=replace(OTHER, committer_email="noreply@github.com")), ("SQUASHED",)),
    (version(commit=replace(OTHER, co_authors=("ana@example.org",))), ("SQUASHED",)),
    (version(commit=replace(SIGNED, committer_email="noreply@github.com")), ()),
    (signed("G", "ana@example.org"), ()),
    (signed("G", "bo@example.org"), ("SIGNER-MISMATCH",)),
    (signed("B"), ("BAD-SIGNATURE",)),
    (signed("U"), ("KEY-UNKNOWN",)),
    (signed("N"), ("UNSIGNED",)),
)  # fmt: skip


@pytest.mark.parametrize(("facts", "codes"), CASES)
def test_facts_lead_to_their_codes(facts: RecordFacts, codes: tuple[str, ...]) -> None:
    """One fact out of order gives the one code that names it, and all in order gives none."""
    assert verify(facts).codes == codes


def test_every_code_is_tried_here() -> None:
    """No reason code exists that no fact leads to."""
    assert {code for _, codes in CASES for code in codes} == set(get_args(Code))


@pytest.mark.parametrize(
    ("codes", "state"),
    [
        ((), "valid"),
        (("EVIDENCE-CHANGED",), "stale"),
        (("EVIDENCE-CHANGED", "SHALLOW"), "unverifiable"),
        (("SHALLOW", "AUTHOR-MISMATCH", "PERSON-LEFT"), "tampered"),
    ],
)
def test_the_worst_reason_is_the_state(codes: tuple[Code, ...], state: RecordState) -> None:
    """Tampered before unverifiable before stale before valid."""
    found = Verification(content=tuple(Reason(code=code, said="so") for code in codes))
    assert found.state == state
    assert {state_of(code) for code in get_args(Code)} == set(ORDER[1:])
    assert not STALE & TAMPERED


@pytest.mark.parametrize(
    ("code", "closed", "shown", "counts"),
    [
        ("EVIDENCE-CHANGED", False, False, False),
        ("SHALLOW", False, False, False),
        ("SHALLOW", True, False, True),
        ("AUTHOR-MISMATCH", True, True, False),
        ("SQUASHED", False, False, False),
        ("SQUASHED", False, True, True),
    ],
)
def test_what_stops_a_record(code: Code, closed: bool, shown: bool, counts: bool) -> None:
    """Only a valid record decides; a closed release is spared what the clone cannot say, a squash what is shown."""
    found = Verification(content=(Reason(code=code, said="so"),), attributed=True)
    assert (not stopping(found, closed=closed, shown=shown)) == counts
    assert bool(Standing(verified={"p": found}, closed=closed, shown=shown).stops("p")) != counts


def test_evidence_changed_after_closing_is_shown_and_stops_nothing() -> None:
    """A closed release keeps what was decided; the state is stale all the same."""
    facts = replace(subject(now="00" * 32, since=LATER), after_closing=frozenset({LATER.id}))
    found = verify(facts)
    assert found.state == "stale"
    assert stopping(found, closed=True, shown=False) == ()


def test_a_reason_is_told_with_digests_commits_and_next_step() -> None:
    """State, code, file, both digests, both commits, and what to do."""
    found = verify(subject(now="00" * 32, since=LATER))
    line = told("r1", "sign-off by ana (product-owner)", found, found.reasons[0])
    for part in ("STALE [EVIDENCE-CHANGED]", SUBJECT.path, "abababababab", "000000000000", "eeeeeee", "aaaaaaa"):
        assert part in line
    assert "evalreport sign r1 --as ana" in next_step("r1", "ana", "sign-off", "", found.reasons[0])
