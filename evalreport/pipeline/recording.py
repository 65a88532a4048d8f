"""Records as commands write them: digests filled in from git, what was seen kept, one file a decision."""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.documents.paths import path_fault
from evalreport.errors import CollectedError, EvidenceError, WorldError
from evalreport.evidence.binding import root_of, subjects_of
from evalreport.evidence.states import Judge
from evalreport.model.location import Location
from evalreport.model.record import Override, Records, Subject
from evalreport.pipeline.closing import not_as_committed, seen
from evalreport.pipeline.project import open_workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from evalreport.model.policy import Person
    from evalreport.model.report import ReleaseReport
    from evalreport.pipeline.project import Workspace
    from evalreport.vcs.history import History

    Digest = Callable[[str], str | None]

Document = dict[str, object]
SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a record of a release would bind: the files by the bytes git holds, and the verdicts as they stand."""

    report: ReleaseReport
    history: History
    subjects: tuple[Subject, ...]
    seen: Mapping[str, Mapping[str, object]]

    @property
    def root(self) -> str:
        """One digest over all subjects."""
        return root_of(self.subjects)


def draft(root: Path, release_id: str, at: str) -> Draft:
    """Judge a release and gather what a record of it binds.

    Raises EvidenceError where a bound file differs from HEAD, and the errors of the release's own files.
    """
    workspace = open_workspace(root)
    if workspace is None:
        raise LookupError(root)
    report = _report(workspace, release_id, at)
    size = (root / report.policy.file).stat().st_size
    subjects = subjects_of(
        report.inputs, policy_file=report.policy.file, policy_digest=report.policy_digest, policy_size=size
    )
    _refuse(workspace.history, [one.path for one in subjects if workspace.history.is_dirty(one.path)])
    return Draft(
        report=report,
        history=workspace.history,
        subjects=in_git(subjects, workspace.history),
        seen={outcome.gate.id: seen(outcome) for outcome in report.assessment.gates},
    )


def in_git(subjects: Iterable[Subject], history: History) -> tuple[Subject, ...]:
    """Return subjects with digest and size of the blobs git holds: a work tree may end its lines differently."""
    with history.blobs() as blobs:
        return tuple(_in_git(one, history, blobs.sha256) for one in subjects)


def evidence_files(root: Path, made: Draft, paths: Iterable[str], kind: str = "attachment") -> tuple[Subject, ...]:
    """Bind files of evidence, named from the project's root. Raises EvidenceError for one that git does not hold."""
    found: list[Subject] = []
    for text in paths:
        fault = path_fault(text)
        if fault is not None:
            raise EvidenceError(f"{text!r}: {fault.message}", slug=fault.slug, hint=fault.hint)
        if not (root / text).is_file():
            raise EvidenceError(f"there is no file {text!r}", slug="path-missing", hint="name it from the project")
        if made.history.is_dirty(text) or (made.history.tree and text not in made.history.tree):
            _refuse(made.history, [text])
        data = (root / text).read_bytes()
        found.append(Subject(kind=kind, path=text, sha256=hashlib.sha256(data).hexdigest(), size=len(data)))
    return in_git(found, made.history)


def shared(made: Draft, *, person: Person, role: str, at: str) -> Document:
    """Write the fields that open every record. Raises EvidenceError when the person does not hold the role."""
    if role not in person.roles:
        held = ", ".join(person.roles) or "none"
        message = f"{person.id} does not hold the role {role!r}"
        raise EvidenceError(message, slug="unknown-person", hint=f"roles held: {held}")
    return {"release": made.report.id, "by": person.id, "role": role, "at": at}


def bound(made: Draft, subjects: tuple[Subject, ...] | None = None) -> Document:
    """Write the fields that close every record: what is bound, and what was seen."""
    chosen = made.subjects if subjects is None else subjects
    return {"subjects": plain(chosen), "root": root_of(chosen), "verdict_seen": dict(made.seen)}


def plain(subjects: Iterable[Subject]) -> list[Document]:
    """Write subjects as plain values."""
    return [{"kind": s.kind, "path": s.path, "sha256": s.sha256, "size": s.size} for s in subjects]


def check_open(made: Draft) -> None:
    """Raise EvidenceError where the release is closed: what is signed then counts for nothing."""
    if made.report.closed is not None:
        raise EvidenceError(
            f"{made.report.id} is closed, by {made.report.closed.by}", slug="closed",
            location=Location(file=made.report.closed.path), hint="write an event (a note) instead",
        )  # fmt: skip


def flags_of(made: Draft, override: Override) -> tuple[str, ...]:
    """Return why an override would lift nothing, as far as that can be told before it is committed."""
    gates = {outcome.gate.id: outcome.gate for outcome in made.report.assessment.gates}
    results = {outcome.gate.id: outcome.result for outcome in made.report.assessment.gates}
    closed = made.report.closed
    judge = Judge(
        policy=made.report.policy,
        as_of=override.at,
        closed_at=closed.at if closed else None,
        present=lambda _subject: True,
    )
    return judge.overrides(Records(overrides=(override,)), gates, results)[0].flags


def free_path(root: Path, folder: str, kind: str, name: str) -> str:
    """Return the path of a new record: a second one of the same name ends in -2, since none is ever edited."""
    number = 1
    while True:
        ending = "" if number == 1 else f"-{number}"
        path = f"{folder}/{kind}/{name}{ending}.yml"
        if not (root / path).exists():
            return path
        number += 1


def numbered_path(root: Path, folder: str, kind: str) -> str:
    """Return the path of a record that is called by its number alone."""
    number = 1
    while (root / folder / kind / f"{number}.yml").exists():
        number += 1
    return f"{folder}/{kind}/{number}.yml"


def write(path: Path, text: str) -> None:
    """Write a record that must not exist yet. Raises WorldError where the disk refuses."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        raise WorldError(f"cannot write {path.name}: {error.strerror}", slug="disk") from error


def _report(workspace: Workspace, release_id: str, at: str) -> ReleaseReport:
    mine = [e for e in workspace.errors.errors if e.location and f"releases/{release_id}/" in e.location.file]
    if mine or release_id not in workspace.project.releases:
        known = ", ".join(list(workspace.project.releases)[-SHOWN:]) or "none yet"
        missing = EvidenceError(f"no release {release_id!r}", slug="unknown-release", hint=f"the newest are {known}")
        raise CollectedError(mine or [missing])
    return workspace.report(release_id, at)


def _in_git(subject: Subject, history: History, digest: Digest) -> Subject:
    entry = history.tree.get(subject.path)
    if subject.kind == "policy" or entry is None or entry.size is None:
        return subject
    found = digest(entry.blob)
    return dataclasses.replace(subject, sha256=found, size=entry.size) if found else subject


def _refuse(history: History, dirty: list[str]) -> None:
    if dirty:
        raise not_as_committed(dirty, history.tree)
