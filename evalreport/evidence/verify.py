"""A record judged: both checks, squashed merges told from forgery, and what came after closing set apart."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evalreport.evidence.attribution import attribution_reasons, by_forge, is_of
from evalreport.evidence.content import content_reasons
from evalreport.model.verification import OF_THE_CLONE, Reason, Verification

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evalreport.evidence.facts import RecordFacts
    from evalreport.model.history import Commit
    from evalreport.model.verification import Code

# What a squash merge on a forge looks like before it is known to be one.
LIKE_A_SQUASH: frozenset[Code] = frozenset(
    {"AUTHOR-MISMATCH", "TIME-BEFORE-EVIDENCE", "DIGEST-NEVER-EXISTED", "SELF-MAPPED", "RECORD-EDITED-BY-OTHER"}
)
HINTS: dict[Code, str] = {
    "NO-GIT": "work in a clone of the repository",
    "SHALLOW": "git fetch --unshallow; in CI fetch-depth: 0",
    "BLOB-MISSING": "fetch the whole repository: git fetch --refetch --filter=tree:0, or clone without --filter",
    "UNCOMMITTED": "commit it, the record alone",
    "SQUASHED": "sign after the merge, or merge with a merge commit",
    "LFS-POINTER": "commit the file itself, then sign again",
    "SUBMODULE": "copy the file into the repository, then sign again",
    "SYMLINK": "commit the file itself, then sign again",
    "UNKNOWN-PERSON": "add the person and role to people in a commit before the record, then sign again",
    "UNSIGNED": "sign again with a signed commit (git commit -S)",
    "KEY-UNKNOWN": "add the key to the allowed signers, then sign again",
}
SHORT_COMMIT = 7
SHORT_DIGEST = 12


def verify(facts: RecordFacts) -> Verification:
    """Judge one record by what git says of it."""
    content = _unsquashed(facts, content_reasons(facts))
    attribution = _unsquashed(facts, attribution_reasons(facts))
    later = tuple(reason for reason in (*content, *attribution) if _came_later(facts, reason))
    last = facts.versions[-1] if facts.versions else None
    return Verification(
        content=tuple(dict.fromkeys(content)),
        attribution=tuple(dict.fromkeys(reason for reason in attribution if reason not in content)),
        versions=tuple(version.commit for version in facts.versions),
        signature=last.signature if last else None,
        attributed=_attributed(facts),
        late=facts.late,
        authors=facts.authors,
        own_people=any(version.parentless for version in facts.versions),
        changed_after_closing=later,
    )


def stopping(found: Verification, *, closed: bool, shown: bool) -> tuple[Code, ...]:
    """Return the codes for which a record decides nothing: neither lifts a gate nor is the answer waited for.

    Of a closed release neither what this clone cannot say nor evidence that changed after closing stops it.
    ``shown`` is the policy's ``attribution: shown``: a squashed record counts when its person is author or co-author.
    """
    later = found.changed_after_closing
    left = dict.fromkeys(reason.code for reason in found.reasons if not (closed and reason in later))
    spared: frozenset[Code] = OF_THE_CLONE if closed else frozenset()
    if shown and found.attributed:
        spared |= {"SQUASHED"}
    return tuple(code for code in left if code not in spared)


def told(release: str, what: str, found: Verification, reason: Reason) -> str:
    """Write one reason as evidence.md asks: state, code, file, both digests, both commits."""
    where = f" {reason.path}:" if reason.path else ""
    parts = [f"releases/{release}: {what} is {found.state.upper()} [{reason.code}]:{where} {reason.said}"]
    if reason.old is not None:
        at = f" ({_commit(reason.then)})" if reason.then else ""
        parts.append(f"was sha256 {reason.old[:SHORT_DIGEST]}… when recorded{at}")
        now = f"is {reason.new[:SHORT_DIGEST]}…" if reason.new else "is gone"
        parts.append(f"{now} since {_commit(reason.since)}" if reason.since else now)
    elif reason.then is not None:
        parts.append(_commit(reason.then))
    return ", ".join(parts)


def next_step(release: str, by: str, kind: str, gate: str, reason: Reason) -> str:
    """Return what somebody can do about a reason."""
    if reason.code in HINTS:
        return HINTS[reason.code]
    command = f"override {release} {gate}" if kind == "override" else f"sign {release}"
    if kind not in {"override", "sign-off"}:
        return f"ask {by} to look at the change; a note in events/ says what came of it"
    return f"ask {by} to review the change, then: evalreport {command} --as {by}"


def _unsquashed(facts: RecordFacts, reasons: Iterable[Reason]) -> list[Reason]:
    """Replace what a squash merge explains by SQUASHED: the forge rewrote who did what, and nobody can tell."""
    return [_squashed(reason) if _is_squash(facts, reason) else reason for reason in reasons]


def _is_squash(facts: RecordFacts, reason: Reason) -> bool:
    if reason.code not in LIKE_A_SQUASH or not facts.versions:
        return False
    own = reason.then if reason.code == "RECORD-EDITED-BY-OTHER" else None
    return by_forge(own or facts.versions[-1].commit) or by_forge(own or facts.versions[0].commit)


def _squashed(reason: Reason) -> Reason:
    said = "a forge rewrote this commit when it merged, so who wrote what and when is its word alone"
    return replace(reason, code="SQUASHED", said=said)


def _attributed(facts: RecordFacts) -> bool:
    """Say whether each version's author or co-author is the person."""
    if not facts.versions:
        return False
    return all(
        any(is_of(mail, version.before or version.own) for mail in (_mails(version.commit)))
        for version in facts.versions
    )


def _mails(commit: Commit) -> tuple[str, ...]:
    return (commit.author_email, *commit.co_authors)


def _came_later(facts: RecordFacts, reason: Reason) -> bool:
    return reason.since is not None and reason.since.id in facts.after_closing


def _commit(commit: Commit | None) -> str:
    if commit is None:
        return "a commit not known here"
    return f"commit {commit.id[:SHORT_COMMIT]} by {commit.author} on {commit.committed_at[:10]}"
