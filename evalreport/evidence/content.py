"""Content binding: is what a record bound still there, and was it ever? Works in any clone, even a shallow one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.evidence.moments import commit_moment, moment
from evalreport.model.verification import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.evidence.facts import RecordFacts, SubjectFacts
    from evalreport.model.verification import Code

SHAPES: dict[str, tuple[Code, str]] = {
    "lfs": ("LFS-POINTER", "is a Git LFS pointer in git, not the data: what was bound is the pointer"),
    "symlink": ("SYMLINK", "is a symbolic link in git, which says nothing about what it leads to"),
    "submodule": ("SUBMODULE", "lies in a submodule, whose contents are no part of this repository"),
    "missing": ("BLOB-MISSING", "is not in this partial clone"),
}


def content_reasons(facts: RecordFacts) -> Iterator[Reason]:
    """Yield why the contents a record binds are not, or cannot be shown to be, what was seen."""
    if facts.repository in {"no-git", "bare"}:
        yield Reason(code="NO-GIT", said="there is no git repository here to compare with")
        return
    if facts.record.release != facts.release:
        yield Reason(
            code="WRONG-RELEASE",
            said=f"the record is for {facts.record.release} and lies in the folder of {facts.release}",
        )
    if facts.repository == "no-commit":
        return
    if not facts.record.subjects:
        yield Reason(code="NO-DIGEST", said="the record binds no file by its digest")
        return
    yield from _files(facts)
    yield from _policy(facts)


def _files(facts: RecordFacts) -> Iterator[Reason]:
    once = {(one.subject.path, one.subject.sha256): one for one in (*facts.subjects, *facts.evidence)}
    for one in once.values():
        yield from _subject(facts, one)
    for path in facts.uncovered:
        yield Reason(code="NOT-COVERED", said="the release rests on it, and the record does not bind it", path=path)


def _subject(facts: RecordFacts, one: SubjectFacts) -> Iterator[Reason]:
    subject = one.subject
    if one.shape:
        code, said = SHAPES[one.shape]
        yield Reason(code=code, said=said, path=subject.path)
        return
    if one.dirty:
        yield Reason(code="UNCOMMITTED", said="the work tree differs from what git holds", path=subject.path)
    if one.now != subject.sha256:
        yield _changed(facts, one)
    elif _too_early(facts, one):
        yield Reason(
            code="TIME-BEFORE-EVIDENCE",
            said=f"the record says {facts.record.at}, before the file was committed",
            path=subject.path, then=one.then or one.since,
        )  # fmt: skip


def _changed(facts: RecordFacts, one: SubjectFacts) -> Reason:
    subject = one.subject
    if one.then is None and facts.versions and facts.repository == "ok":
        return Reason(
            code="DIGEST-NEVER-EXISTED",
            said="no commit up to the record had this content at this path",
            path=subject.path, old=subject.sha256, new=one.now, since=one.since,
        )  # fmt: skip
    code: Code = "EVIDENCE-CHANGED"
    said = "it was changed after the record"
    if one.now is None:
        code = "EVIDENCE-RENAMED" if one.renamed_to else "EVIDENCE-DELETED"
        said = f"the same content is now at {one.renamed_to}" if one.renamed_to else "it was deleted after the record"
    return Reason(
        code=code, said=said, path=subject.path, old=subject.sha256, new=one.now, then=one.then, since=one.since
    )


def _too_early(facts: RecordFacts, one: SubjectFacts) -> bool:
    """Say whether the record claims a time before the content was in git, or its commit comes before it.

    Of the two times of a commit the earlier one counts: a rebase moves the committer's, and accuses nobody.
    """
    if facts.repository != "ok" or not facts.versions:
        return False
    if one.then is None:
        return True
    return moment(facts.record.at) < min(commit_moment(one.then.authored_at), commit_moment(one.then.committed_at))


def _policy(facts: RecordFacts) -> Iterator[Reason]:
    policy = facts.policy
    if policy.bound is None:
        if facts.needs_policy:
            yield Reason(code="NOT-COVERED", said="the record does not bind the policy it was judged by")
        return
    if not policy.existed:
        yield Reason(
            code="DIGEST-NEVER-EXISTED",
            said="no commit up to the record gives this effective policy",
            path="policy", old=policy.bound, new=policy.now,
        )  # fmt: skip
    elif policy.now is not None and policy.now != policy.bound:
        told = "; ".join(f"{name}: {old} \u2192 {new}" for name, old, new in policy.changes) or "its rules changed"
        code: Code = "UNCOMMITTED" if policy.dirty else "POLICY-CHANGED"
        yield Reason(code=code, said=told, path="policy", old=policy.bound, new=policy.now, since=policy.since)
