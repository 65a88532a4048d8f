"""What git says of each record, gathered into plain values for judging."""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from evalreport.documents.bundle import result_entries
from evalreport.documents.manifest import MANIFEST_FILE
from evalreport.documents.paths import inside
from evalreport.errors import EvalReportError
from evalreport.evidence.attribution import is_of
from evalreport.evidence.facts import PolicyFacts, RecordFacts, SubjectFacts, VersionFacts
from evalreport.model.history import SUBMODULE, SYMLINK
from evalreport.model.record import Event, Override, Rollback, SignOff
from evalreport.pipeline.pasts import PastPolicies, differences
from evalreport.vcs.signatures import read_signature

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from evalreport.documents.project import Project
    from evalreport.evidence.facts import Shape
    from evalreport.model.history import Commit, TreeEntry
    from evalreport.model.policy import Policy
    from evalreport.model.record import Bound, Records, Subject
    from evalreport.model.release import Release
    from evalreport.model.verification import Signature
    from evalreport.vcs.blobs import Blobs
    from evalreport.vcs.history import History

# A file of allowed signers that no branch can change: CI sets it.
SIGNERS_VARIABLE = "EVALREPORT_ALLOWED_SIGNERS"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """What is the same for every record of one release; ``rests_on`` are the files that a whole answer must bind."""

    id: str
    release: Release | None
    closing: Event | None
    closed_by: str | None
    rests_on: frozenset[str]

    def is_closing(self, record: Bound) -> bool:
        return self.closing is not None and record.path == self.closing.path


class Gatherer:
    """Gathers the facts of records of one project."""

    def __init__(self, project: Project, history: History, blobs: Blobs) -> None:
        self._project = project
        self._history = history
        self._blobs = blobs
        self._state = history.repository.state
        self._pasts = PastPolicies(project, history, blobs)
        self._paths: dict[str, list[str]] | None = None

    def gather(self, release_id: str, records: Records, release: Release | None) -> Iterator[RecordFacts]:
        """Yield the facts of every record of one release; ``release`` is None where its manifest cannot be read."""
        around = self._around(release_id, records.closing(), release)
        for record in (*records.signoffs, *records.overrides, *records.rollbacks, *records.events):
            yield self._facts(record, around)

    def _around(self, release_id: str, closing: Event | None, release: Release | None) -> _Around:
        if closing is not None:
            # A closed release rests on what its closing record bound, whatever its manifest names by now.
            rests_on = frozenset(one.path for one in closing.subjects if one.kind != "policy")
        else:
            rests_on = frozenset() if release is None else self._rests_on(release)
        closed_by = self._first(closing.path) if closing is not None else None
        return _Around(id=release_id, release=release, closing=closing, closed_by=closed_by, rests_on=rests_on)

    def _facts(self, record: Bound, around: _Around) -> RecordFacts:
        versions = tuple(self._versions(record))
        last = versions[-1].commit.id if versions else None
        evidence = record.evidence if isinstance(record, Override | Rollback) else ()
        seen = tuple(self._subject(one, last) for one in record.subjects if one.kind != "policy")
        proof = tuple(self._subject(one, last) for one in evidence)
        whole = isinstance(record, SignOff | Override) and record.decision != "withdraw"
        return RecordFacts(
            record=record,
            release=around.id,
            repository=self._state,
            uncommitted=self._history.is_dirty(record.path),
            subjects=seen,
            evidence=proof,
            policy=self._policy(record, around.release, around.closing, last),
            uncovered=_uncovered(record, around) if whole else (),
            versions=versions,
            present=around.closing is not None or self._present(record),
            needs_policy=whole or around.is_closing(record),
            late=self._late(record, versions, around),
            after_closing=self._changed_after((*seen, *proof), around.closed_by),
            authors=tuple(dict.fromkeys(one.then.author_email for one in proof if one.then)),
            signatures=self._project.policy.records.signatures,
        )

    def _late(self, record: Bound, versions: Sequence[VersionFacts], around: _Around) -> bool:
        if not versions or around.is_closing(record):
            return False
        return self._after(around.closed_by, versions[0].commit.id)

    def _changed_after(self, subjects: Iterable[SubjectFacts], closed_by: str | None) -> frozenset[str]:
        """Return the commits that changed a subject after the release was closed."""
        changed = {one.since.id for one in subjects if one.since}
        return frozenset(commit for commit in changed if self._after(closed_by, commit))

    def _versions(self, record: Bound) -> Iterator[VersionFacts]:
        for change in reversed(self._history.changes.get(record.path, ())):
            if change.blob is None:
                continue
            commit = change.commit
            parent = commit.parents[0] if commit.parents else None
            before = self._pasts.person(parent, record.by, record.role) if parent else None
            own = before
            if not is_of(commit.author_email, before):
                own = self._pasts.person(commit.id, record.by, record.role)
            known = self._history.commits.get(parent or "")
            yield VersionFacts(
                commit=commit,
                before=before,
                own=own,
                parent_time=known.committed_at if known else "",
                parentless=parent is None,
                signature=self._signature(commit.id, parent or commit.id),
            )

    def _signature(self, commit: str, people_at: str) -> Signature | None:
        rules = self._project.policy.records
        if not rules.signatures:
            return None
        signers: bytes | None = None
        outside = os.environ.get(SIGNERS_VARIABLE)
        if outside:
            signers = Path(outside).read_bytes() if Path(outside).is_file() else None
        elif rules.allowed_signers:
            # As people are: from before the commit that is judged, never from the commit itself.
            blob = self._blobs.find(people_at, rules.allowed_signers)
            signers = self._blobs.read(blob) if blob else None
        return read_signature(self._project.root, self._blobs, commit, signers)

    def _subject(self, subject: Subject, record_commit: str | None) -> SubjectFacts:
        entry = self._history.tree.get(subject.path)
        changes = self._history.changes.get(subject.path, ())
        shape = self._shape(subject, entry)
        if shape or self._state in {"no-git", "bare", "no-commit"}:
            return SubjectFacts(subject=subject, shape=shape)
        now = self._blobs.sha256(entry.blob) if entry else None
        blob, unknown = self._bound_blob(subject, entry, now)
        if unknown or (entry is not None and now is None):
            return SubjectFacts(subject=subject, shape="missing")
        return SubjectFacts(
            subject=subject,
            now=now,
            dirty=self._history.is_dirty(subject.path),
            then=self._brought(subject.path, blob, record_commit) if blob else None,
            since=changes[0].commit if changes else None,
            renamed_to=self._elsewhere(blob) if blob and entry is None else None,
        )

    def _shape(self, subject: Subject, entry: TreeEntry | None) -> Shape:
        parts = subject.path.split("/")
        above = (self._history.tree.get("/".join(parts[:end])) for end in range(1, len(parts) + 1))
        if any(one is not None and one.mode == SUBMODULE for one in above):
            return "submodule"
        if entry is None:
            return ""
        if entry.mode == SYMLINK:
            return "symlink"
        return "lfs" if self._blobs.is_pointer(entry.blob) else ""

    def _bound_blob(self, subject: Subject, entry: TreeEntry | None, now: str | None) -> tuple[str | None, bool]:
        """Return the blob a record bound, and whether blobs that might be it are not in this clone."""
        if entry is not None and now == subject.sha256:
            return entry.blob, False
        changes = self._history.changes.get(subject.path, ())
        digests = {blob: self._blobs.sha256(blob) for blob in dict.fromkeys(c.blob for c in changes) if blob}
        found = next((blob for blob, digest in digests.items() if digest == subject.sha256), None)
        return found, found is None and None in digests.values()

    def _brought(self, path: str, blob: str, record_commit: str | None) -> Commit | None:
        """Return the earliest commit up to the record's that has the blob at that path."""
        for change in reversed(self._history.changes.get(path, ())):
            if change.blob == blob and (
                record_commit is None or self._history.reaches(record_commit, {change.commit.id})
            ):
                return change.commit
        return None

    def _elsewhere(self, blob: str) -> str | None:
        if self._paths is None:
            self._paths = defaultdict(list)
            for path, entry in self._history.tree.items():
                self._paths[entry.blob].append(path)
        return next(iter(self._paths.get(blob, ())), None)

    def _policy(self, record: Bound, release: Release | None, closing: Event | None, commit: str | None) -> PolicyFacts:
        bound = next((one.sha256 for one in record.subjects if one.kind == "policy"), None)
        if bound is None or release is None or self._state in {"no-git", "bare", "no-commit"}:
            return PolicyFacts(bound=bound)
        today = self._project.policy if closing is None else self._project.policy_of(release.id)
        now = self._pasts.digest(today, release)
        if closing is not None and record.path == closing.path:
            # The closing record keeps the policy in full: that and the digest must be the same thing, and git's.
            fits = now == bound and (commit is None or self._pasts.existed(bound, release, commit) is not None)
            return PolicyFacts(bound=bound, now=now, existed=fits)
        if now == bound or isinstance(record, Event | Rollback):
            return PolicyFacts(bound=bound, now=bound)
        return self._changed_policy(bound, now, today, release, closing, commit)

    def _changed_policy(
        self, bound: str, now: str, today: Policy, release: Release, closing: Event | None, commit: str | None
    ) -> PolicyFacts:
        """Return what became of a policy that is no longer the one bound."""
        then = self._pasts.existed(bound, release, commit) if commit else None
        before = self._pasts.at(then.id) if then else None
        return PolicyFacts(
            bound=bound,
            now=now,
            existed=then is not None or commit is None,
            # Of a closed release what counts is the closing record's policy, whatever the configuration says since.
            since=self._first_commit(closing.path) if closing else self._pasts.changed_by(release, now),
            dirty=self._pasts.dirty and closing is None,
            changes=differences(before, today, release) if before else (),
        )

    def _rests_on(self, release: Release) -> frozenset[str]:
        """Return the files a release rests on; none where its manifest names what is not there."""
        folder = PurePosixPath(release.folder)
        try:
            entries = result_entries(self._project, release)
        except EvalReportError:
            return frozenset()
        results = {path.as_posix() for entry in entries for path in entry.files}
        attached = {inside(folder, text).as_posix() for text in release.attachments}
        return frozenset({(folder / MANIFEST_FILE).as_posix(), *results, *attached})

    def _present(self, record: Bound) -> bool:
        person = self._project.policy.people.get(record.by)
        return person is not None and record.role in person.roles

    def _first(self, path: str) -> str | None:
        commit = self._first_commit(path)
        return commit.id if commit else None

    def _first_commit(self, path: str) -> Commit | None:
        changes = self._history.changes.get(path, ())
        return changes[-1].commit if changes else None

    def _after(self, closed_by: str | None, commit: str) -> bool:
        """Say whether a commit does not come before the one that closed the release."""
        return closed_by is not None and not self._history.reaches(closed_by, {commit})


def _uncovered(record: Bound, around: _Around) -> tuple[str, ...]:
    """Return what the release rests on and the record does not bind."""
    return tuple(sorted(around.rests_on - {one.path for one in record.subjects}))
