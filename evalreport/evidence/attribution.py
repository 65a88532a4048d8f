"""Attribution: did the person named write the record, as people stood then? Needs the history."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from evalreport.evidence.moments import commit_moment
from evalreport.model.verification import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.evidence.facts import RecordFacts, VersionFacts
    from evalreport.model.history import Commit
    from evalreport.model.policy import Person

# A clock may be wrong by some hours; a day is no accident.
CLOCK_SLACK = timedelta(hours=24)
FORGE_BOXES = frozenset({"noreply", "no-reply", "web-flow"})
UNKNOWN_KEY = frozenset({"E", "U", "X", "Y"})
BAD = frozenset({"B", "R"})


def attribution_reasons(facts: RecordFacts) -> Iterator[Reason]:
    """Yield why it is not shown that the person named wrote the record."""
    if facts.repository in {"no-git", "bare"}:
        return
    if facts.uncommitted or facts.repository == "no-commit":
        yield Reason(code="UNCOMMITTED", said="the record is not committed as it stands here", path=facts.record.path)
        return
    if facts.repository == "shallow":
        yield Reason(
            code="SHALLOW",
            said="history is cut off here, so nobody can say who wrote it; fetch all of it (fetch-depth: 0)",
            path=facts.record.path,
        )
        return
    yield from _persons(facts)


def _persons(facts: RecordFacts) -> Iterator[Reason]:
    for place, version in enumerate(facts.versions):
        yield from _version(facts, version, first=place == 0)
    known = any(version.before or version.own for version in facts.versions)
    if known and not facts.present:
        said = f"{facts.record.by} is no longer in people as {facts.record.role}"
        yield Reason(code="PERSON-LEFT", said=said)


def by_forge(commit: Commit) -> bool:
    """Say whether a forge may have rewritten the commit: its committer is one, or it carries co-authors."""
    box = commit.committer_email.casefold().partition("@")[0]
    return box in FORGE_BOXES or commit.committer.casefold() in FORGE_BOXES or bool(commit.co_authors)


def is_of(mail: str, person: Person | None) -> bool:
    """Say whether an e-mail is one of a person's, case folded."""
    return person is not None and mail.casefold() in {known.casefold() for known in person.emails}


def _version(facts: RecordFacts, version: VersionFacts, *, first: bool) -> Iterator[Reason]:
    commit, by = version.commit, facts.record.by
    person = version.own if version.parentless else version.before
    if not is_of(commit.author_email, person):
        yield _not_theirs(facts, version, first=first)
    elif version.parent_time and commit_moment(version.parent_time) - commit_moment(commit.committed_at) > CLOCK_SLACK:
        said = f"the commit says {commit.committed_at}, its parent {version.parent_time}"
        yield Reason(code="CLOCK-BACK", said=said, path=facts.record.path, then=commit)
    yield from _signature(facts, version, by)


def _not_theirs(facts: RecordFacts, version: VersionFacts, *, first: bool) -> Reason:
    commit, record = version.commit, facts.record
    if is_of(commit.author_email, version.own):
        said = f"the commit that wrote the record also made its author {record.by}"
        return Reason(code="SELF-MAPPED", said=said, path=record.path, then=commit)
    if version.before is None and version.own is None:
        said = f"{record.by} was not in people as {record.role}"
        return Reason(code="UNKNOWN-PERSON", said=said, path=record.path, then=commit)
    if first:
        said = f"it speaks for {record.by} and was committed by {commit.author}"
        return Reason(code="AUTHOR-MISMATCH", said=said, path=record.path, then=commit)
    said = f"it was rewritten by {commit.author}, not by {record.by}"
    return Reason(code="RECORD-EDITED-BY-OTHER", said=said, path=record.path, then=commit)


def _signature(facts: RecordFacts, version: VersionFacts, by: str) -> Iterator[Reason]:
    found = version.signature
    if found is None or not facts.signatures:
        return
    path, commit = facts.record.path, version.commit
    if found.status in BAD:
        yield Reason(code="BAD-SIGNATURE", said="the signature does not fit the commit", path=path, then=commit)
    elif found.status == "G":
        person = version.own if version.parentless else version.before
        if not is_of(found.signer, person):
            said = f"the key belongs to {found.signer or 'somebody unknown'}, not to {by}"
            yield Reason(code="SIGNER-MISMATCH", said=said, path=path, then=commit)
    elif facts.signatures == "required" and found.status in UNKNOWN_KEY:
        yield Reason(code="KEY-UNKNOWN", said="the key is not among the allowed signers", path=path, then=commit)
    elif facts.signatures == "required":
        yield Reason(code="UNSIGNED", said="the policy asks for a signed commit", path=path, then=commit)
