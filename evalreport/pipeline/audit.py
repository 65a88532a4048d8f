"""Every decision of a project with its state, without any result file: records must be checkable when those fail."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from evalreport.documents.files import read_document
from evalreport.documents.manifest import MANIFEST_FILE, RELEASES
from evalreport.documents.records import load_records
from evalreport.documents.yamltree import MapNode, ScalarNode
from evalreport.errors import ErrorCollector, EvalReportError, SettingsError
from evalreport.evidence.moments import moment
from evalreport.evidence.standing import Standing
from evalreport.evidence.states import Judge
from evalreport.evidence.verify import next_step, told
from evalreport.model.audit import Audit, AuditRow
from evalreport.model.gate import GateResult
from evalreport.model.record import Event, Override, SignOff
from evalreport.model.release import Release, ResultPaths
from evalreport.pipeline.project import Workspace, open_workspace
from evalreport.pipeline.verification import verify_records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from evalreport.model.record import Bound, Records
    from evalreport.model.report import ReleaseReport
    from evalreport.model.verification import Verification


def audit(root: Path, ids: tuple[str, ...], *, as_of: str) -> Audit:
    """Re-check every record of the releases named, or of all.

    Raises SettingsError for a release that is not there, CollectedError when there is no policy to work under.
    """
    workspace = open_workspace(root)
    if workspace is None:
        raise LookupError(root)
    found: dict[str, Records] = {}
    errors = ErrorCollector()
    for name in ids or _folders(root):
        if not (root / RELEASES / name / MANIFEST_FILE).exists():
            raise SettingsError(f"no release {name!r}", slug="unknown-release", hint="name a folder of releases/")
        found[name] = load_records(root, PurePosixPath(RELEASES, name), name, errors)
    mine = [one for one in workspace.errors.errors if one.location and _of(one, found)]
    releases = {name: release for name in found if (release := release_of(workspace, name)) is not None}
    project = replace(workspace.project, releases={**workspace.project.releases, **releases}, records=found)
    verified = verify_records(project, workspace.history, found)
    rows = [
        row
        for name, records in found.items()
        for row in _rows(replace(workspace, project=project), name, records, verified[name], as_of)
    ]
    repository = workspace.history.repository
    told_errors = tuple({str(one): one for one in (*mine, *errors.errors)}.values())
    return Audit(rows=tuple(rows), errors=told_errors, head=repository.head, repository=repository.state)


def rows_of(report: ReleaseReport) -> tuple[AuditRow, ...]:
    """Return the rows of a release that is judged already, with the flags that judging found."""
    flags = {state.override.path: state.flags for state in report.assessment.overrides}
    flags |= {state.signoff.path: state.flags for state in report.assessment.signoffs}
    replaced = {state.override.path for state in report.assessment.overrides if state.replaced}
    replaced |= {state.signoff.path for state in report.assessment.signoffs if state.replaced}
    return tuple(
        _row(report.id, record, report.verified[record.path], flags.get(record.path, ()), record.path in replaced)
        for record in all_records(report.records)
        if record.path in report.verified
    )


def all_records(records: Records) -> tuple[Bound, ...]:
    """Return the records of a release in the order of time."""
    every: tuple[Bound, ...] = (*records.signoffs, *records.overrides, *records.rollbacks, *records.events)
    return tuple(sorted(every, key=lambda one: (moment(one.at), one.path)))


def release_of(workspace: Workspace, name: str) -> Release | None:
    """Return a release; where its manifest names files that are gone, as much of it as records are checked by."""
    known = workspace.project.releases.get(name)
    if known is not None:
        return known
    folder = PurePosixPath(RELEASES, name)
    try:
        tree = read_document(workspace.project.root, folder / MANIFEST_FILE)
    except EvalReportError:
        return None
    node = tree.values.get("decision") if isinstance(tree, MapNode) else None
    if not isinstance(node, ScalarNode):
        return None
    # No path can be resolved: the files a record should bind are not known, what it binds is.
    return Release(
        id=name, workflow="", decision=node.text, summary="", date="", folder=folder.as_posix(),
        candidate=ResultPaths(files=("?",)),
    )  # fmt: skip


def _folders(root: Path) -> Iterator[str]:
    top = root / RELEASES
    for folder in sorted(top.iterdir()) if top.is_dir() else ():
        if (folder / MANIFEST_FILE).exists():
            yield folder.name


def _of(error: EvalReportError, found: Iterable[str]) -> bool:
    file = error.location.file if error.location else ""
    return any(file.startswith(f"{RELEASES}/{name}/") for name in found)


def _rows(
    workspace: Workspace, name: str, records: Records, verified: Mapping[str, Verification], as_of: str
) -> Iterator[AuditRow]:
    project, closing = workspace.project, records.closing()
    release = project.releases.get(name)
    flags: dict[str, tuple[str, ...]] = {}
    replaced: set[str] = set()
    if release is not None:
        policy = project.policy_of(name)
        judge = Judge(
            policy=policy,
            as_of=closing.at if closing else as_of,
            closed_at=closing.at if closing else None,
            present=workspace.present,
            standing=Standing(
                verified=verified,
                closed=closing is not None,
                shown=project.policy.records.attribution == "shown",
            ),
        )
        overrides = judge.overrides(records, policy.gates, _seen(records))
        signoffs = judge.signoffs(records)
        flags |= {state.override.path: state.flags for state in overrides}
        flags |= {state.signoff.path: state.flags for state in signoffs}
        replaced |= {state.override.path for state in overrides if state.replaced}
        replaced |= {state.signoff.path for state in signoffs if state.replaced}
    for record in all_records(records):
        yield _row(name, record, verified[record.path], flags.get(record.path, ()), record.path in replaced)


def _seen(records: Records) -> dict[str, GateResult]:
    """Take the verdicts from the records themselves: results are not read here."""
    found: dict[str, GateResult] = {}
    for override in records.overrides:
        seen = override.verdict_seen.get(override.gate)
        verdict = seen.verdict if seen else "not_evaluated"
        found[override.gate] = GateResult(gate=override.gate, verdict=verdict, reason="as recorded")
    return found


def _row(release: str, record: Bound, found: Verification, flags: tuple[str, ...], replaced: bool) -> AuditRow:
    kind, gate = kind_of(record), record.gate if isinstance(record, Override) else ""
    what = f"{kind} by {record.by} ({record.role})"
    lines = [
        f"{told(release, what, found, reason)}. Next: {next_step(release, record.by, kind, gate, reason)}"
        for reason in found.reasons
    ]
    codes = set(found.codes)
    return AuditRow(
        # The path names a record for good: none is ever moved or edited.
        id=hashlib.sha256(record.path.encode()).hexdigest()[:12],
        kind=kind,
        release=release,
        record=record,
        found=found,
        flags=tuple(flag for flag in flags if flag not in codes),
        told=tuple(lines),
        replaced=replaced,
    )


def kind_of(record: Bound) -> str:
    """Return what a record is: sign-off, override, rollback, or the kind of an event."""
    if isinstance(record, SignOff):
        return "sign-off"
    if isinstance(record, Override):
        return "override"
    return record.kind if isinstance(record, Event) else "rollback"
