"""What re-checking each record against git found, in words: the state, both checks, reasons and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.evidence.verify import next_step, told
from evalreport.model.record import Event, Override, Rollback, SignOff
from evalreport.model.verification import worst
from evalreport.render.context import reasons_at_closing, short_commit, words_of
from evalreport.render.text import anchor
from evalreport.render.times import day, moment
from evalreport.render.words import State

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evalreport.model.record import Bound
    from evalreport.model.verification import Reason, RecordState, Signature, Verification
    from evalreport.render.context import Context

STATES: Mapping[RecordState, State] = {
    "valid": State("Valid", "passed", "good"),
    "stale": State("Stale", "half", "warn"),
    "unverifiable": State("Cannot be verified", "none", "open"),
    "tampered": State("Tampered", "failed", "bad"),
}
SIGNED = {
    "G": "signed by {signer}",
    "B": "bad signature",
    "R": "signed with a revoked key",
    "N": "not signed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One reason in full, and what somebody can do about it."""

    code: str
    text: str
    todo: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCheck:
    """A record re-checked, ready for a table.

    ``content`` and ``attribution`` are the two checks in a word each, ``notes`` what a reader should know beside them.
    """

    anchor: str
    what: str
    who: str
    path: str
    address: str | None
    state: State
    content: str
    attribution: str
    reasons: tuple[Said, ...]
    commit: str
    author: str
    when: str
    claimed: str
    signature: str
    root: str
    notes: tuple[str, ...]


def record_check(context: Context, record: Bound) -> RecordCheck | None:
    """Return what re-checking found of one record, None where it was not re-checked.

    The page of a closed release stays as it was at closing: what changed later is on the living pages.
    """
    found = context.report.verified.get(record.path)
    if found is None:
        return None
    reasons = reasons_at_closing(context.report, found)
    first = found.commit
    return RecordCheck(
        anchor=record_anchor(record.path),
        what=_what(record),
        who=f"{context.person(record.by)}, {words_of(record.role)}",
        path=record.path,
        address=context.address(record.path),
        state=STATES[worst(tuple(reason.code for reason in reasons))],
        content=_word(found.content, reasons),
        attribution=_word(found.attribution, reasons),
        reasons=tuple(_said(context, record, found, reason) for reason in reasons),
        commit=short_commit(first.id) if first else "",
        author=first.author if first else "",
        when=day(first.committed_at) if first else "",
        claimed=moment(record.at),
        signature=signature_words(found.signature),
        root=record.root,
        notes=tuple(_notes(found)),
    )


def record_checks(context: Context) -> tuple[RecordCheck, ...]:
    """Return all records a release's own page shows, re-checked, in the order of time."""
    records = context.records
    every: list[Bound] = [*records.signoffs, *records.overrides, *records.rollbacks, *records.events]
    checks = (record_check(context, one) for one in sorted(every, key=lambda one: (one.at, one.path)))
    return tuple(one for one in checks if one is not None)


def record_anchor(path: str) -> str:
    """Return the anchor of a record on the evidence page."""
    return "r" + anchor("record", path)[-8:]


def signature_words(found: Signature | None) -> str:
    """Say whether a commit is signed, and by which key; empty where the policy does not ask."""
    if found is None:
        return ""
    text = SIGNED.get(found.status, "signed with a key not known here").format(signer=found.signer or "somebody")
    return f"{text}, key {found.key}" if found.key else text


def _word(own: tuple[Reason, ...], standing: tuple[Reason, ...]) -> str:
    return STATES[worst(tuple(reason.code for reason in own if reason in standing))].word.lower()


def _said(context: Context, record: Bound, found: Verification, reason: Reason) -> Said:
    kind = "override" if isinstance(record, Override) else "sign-off" if isinstance(record, SignOff) else "other"
    gate = record.gate if isinstance(record, Override) else ""
    release = context.report.id
    text = told(release, _what(record), found, reason).partition("]:")[2].strip()
    return Said(code=reason.code, text=text, todo=next_step(release, record.by, kind, gate, reason))


def _what(record: Bound) -> str:
    if isinstance(record, Override):
        return f"override of {record.gate}"
    if isinstance(record, SignOff):
        return "sign-off"
    if isinstance(record, Rollback):
        return "rollback"
    return f"event: {record.kind}" if isinstance(record, Event) else "record"


def _notes(found: Verification) -> Iterator[str]:
    if found.own_people:
        yield "Its commit has no parent, so the people named in that very commit were taken."
    if len(found.versions) > 1:
        edits = ", ".join(short_commit(commit.id) for commit in found.versions[1:])
        yield f"Edited since by {edits}; the last version counts."
    if found.commit and found.commit.committer != found.commit.author:
        yield f"Committed by {found.commit.committer}: the author line alone names the person."
