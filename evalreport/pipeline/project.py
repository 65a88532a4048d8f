"""All releases of a project: read, judged, and put into order."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from evalreport import __version__
from evalreport.documents.bundle import load_bundle
from evalreport.documents.paths import path_fault
from evalreport.documents.project import Project, load_project_partly
from evalreport.documents.reviews import release_reviews
from evalreport.errors import ErrorCollector, SettingsError, VcsError
from evalreport.findings.base import Project as Declared
from evalreport.findings.check import live_findings, project_findings
from evalreport.model.report import SiteReport
from evalreport.pipeline.checked import Checked
from evalreport.pipeline.live import Line, predictions, with_live, with_reviews
from evalreport.pipeline.moments import as_time, epoch_given
from evalreport.pipeline.published import published_faults
from evalreport.pipeline.report import Neighbours, make_report
from evalreport.pipeline.verification import verify_records
from evalreport.vcs.history import read_history

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from evalreport.documents.reading import CacheKey
    from evalreport.model.assessment import Finding
    from evalreport.model.bundle import ReadResults, ReleaseBundle
    from evalreport.model.record import Subject
    from evalreport.model.report import ReleaseReport
    from evalreport.model.verification import Verification
    from evalreport.readers.loading import ReadFile
    from evalreport.vcs.history import History


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A project on disk with its history; errors of what could not be read are kept beside it."""

    project: Project
    history: History
    errors: ErrorCollector
    _cache: dict[CacheKey, tuple[ReadFile, ...]] = field(default_factory=dict)
    _verified: dict[str, Mapping[str, Verification]] = field(default_factory=dict)
    _live: dict[str, tuple[Finding, ...]] = field(default_factory=dict)

    def bundle(self, release_id: str, *, windows: bool = False) -> ReleaseBundle:
        """Read one release, its live ``windows`` only where asked for. Raises errors of its results.

        A candidate that is somebody's baseline too is read once.
        """
        return load_bundle(
            self.project,
            release_id,
            origin=lambda path: self.history.origin(path.as_posix()),
            repository=self.history.repository,
            cache=self._cache,
            windows=windows,
        )

    def report(self, release_id: str, as_of: str | None, *, windows: bool = False) -> ReleaseReport:
        """Judge one release, with what its live ``windows`` say where asked for. Raises errors of its results."""
        bundle = self.bundle(release_id, windows=windows)
        report = make_report(
            bundle,
            as_of=as_of or self.page_time(release_id),
            present=self.present,
            pinned=self._pinned(bundle),
            neighbours=self._neighbours(release_id),
            verified=self.verified(release_id),
            attribution_shown=self.project.policy.records.attribution == "shown",
        )
        if not windows:
            return report
        # Of an open release they are its own findings; a closed one says no other thing when a window arrives.
        if bundle.records.closing() is not None:
            self._live[release_id] = live_findings(bundle, report.assessment)
        line = Line(releases=self.project.releases, records=self.project.records)
        now = as_of or self.page_time(release_id)
        told = with_live(report, bundle.windows, policy=self.project.policy, as_of=now, line=line)
        folder = PurePosixPath(bundle.release.folder)
        return with_reviews(told, release_reviews(self.project.root, folder, self.project.policy))

    def live_findings(self) -> tuple[Finding, ...]:
        """Return the findings about live windows of the closed releases judged so far: their reports lack them."""
        return tuple(chain.from_iterable(self._live.values()))

    def verified(self, release_id: str) -> Mapping[str, Verification]:
        """Return what re-checking a release's records against git found, by path. Raises VcsError when git fails."""
        if release_id not in self._verified:
            self.verify([release_id])
        return self._verified[release_id]

    def verify(self, ids: Iterable[str]) -> None:
        """Re-check the records of several releases in one go, and remember what was found."""
        self._verified.update(
            verify_records(self.project, self.history, {name: self.project.records[name] for name in ids})
        )

    def page_time(self, release_id: str) -> str:
        """Return the time a page speaks of: SOURCE_DATE_EPOCH, the commit's, or the release's day; never the clock."""
        given = epoch_given()
        if given is not None:
            return as_time(given)
        return self.history.repository.head_time or f"{self.project.releases[release_id].date}T00:00:00Z"

    def present(self, subject: Subject) -> bool:
        """Say whether an evidence file is in the project with the content its record names."""
        # Records can be written by hand: their paths are trusted no more than any other.
        if path_fault(subject.path) is not None:
            return False
        path = self.project.root / PurePosixPath(subject.path)
        # git binds a link's text, not the file behind it.
        if path.is_symlink() or not path.is_file():
            return False
        return hashlib.sha256(path.read_bytes()).hexdigest() == subject.sha256

    def open_ids(self) -> tuple[str, ...]:
        """Return the releases that are open and not withdrawn, oldest first."""
        return tuple(
            name
            for name, records in self.project.records.items()
            if name in self.project.releases
            and records.closing() is None
            and not any(event.kind == "withdrawn" for event in records.events)
        )

    def _pinned(self, bundle: ReleaseBundle) -> Mapping[str, tuple[ReadResults, ...]]:
        """Read the candidates of releases that a gate names as its own baseline."""
        decision = bundle.policy.decisions[bundle.release.decision]
        names = {bundle.policy.gates[gate].baseline for gate in decision.gates} - {None, "baseline"}
        wanted = {name for name in names if name in self.project.releases and name != bundle.release.id}
        return {
            name: tuple(result for result in self.bundle(name).results if result.side == "candidate")
            for name in sorted(filter(None, wanted))
        }

    def _neighbours(self, release_id: str) -> Neighbours:
        workflow = self.project.releases[release_id].workflow
        # Two workflows in one repository have nothing to do with each other.
        line = [name for name, release in self.project.releases.items() if release.workflow == workflow]
        at = line.index(release_id)
        return Neighbours(previous=line[at - 1] if at else None, following=line[at + 1] if at + 1 < len(line) else None)


def open_workspace(root: Path) -> Workspace | None:
    """Read documents and history; None when the policy cannot stand, with its errors raised by the caller's wish.

    Raises VcsError when git fails, CollectedError when there is no policy to work under.
    """
    history = read_history(root)
    errors = ErrorCollector()
    project = load_project_partly(root, errors, is_ignored=lambda path: history.is_ignored(path.as_posix()))
    if project is None:
        errors.raise_if_any()
        return None
    return Workspace(project=project, history=history, errors=errors)


def check_releases(root: Path, ids: Iterable[str], *, as_of: str) -> Checked:
    """Judge the releases named, or all that are open and not withdrawn; errors are returned beside what stands."""
    errors = ErrorCollector()
    workspace = None
    with errors:
        workspace = open_workspace(root)
    if workspace is None:
        return Checked(reports=(), errors=errors.errors)
    for error in workspace.errors.errors:
        errors.add(error)
    reports: list[ReleaseReport] = []
    for name in tuple(ids) or workspace.open_ids():
        with errors:
            if name in workspace.project.releases:
                reports.append(workspace.report(name, as_of))
                _check_history(workspace, reports[-1])
            # A release with an error in its manifest is missing too, and that error is told already.
            elif not _mentioned(name, workspace.errors):
                raise _unknown(name, workspace.project)
    _check_reviews(workspace, errors)
    return Checked(reports=tuple(reports), errors=errors.errors, known=len(workspace.project.records))


def _check_reviews(workspace: Workspace, errors: ErrorCollector) -> None:
    """Read the review files of all releases: a build counts them, of closed ones too, and would stop at an error."""
    for release in workspace.project.releases.values():
        with errors:
            release_reviews(workspace.project.root, PurePosixPath(release.folder), workspace.project.policy)


def judge_project(
    root: Path, progress: Callable[[int, int], None] | None = None, ledger: bytes | None = None
) -> SiteReport:
    """Judge every release, newest first, for the site; ``ledger`` is the one of what was published before.

    Raises CollectedError with all errors of all files, EvidenceError for a ledger that cannot be read.
    """
    workspace = open_workspace(root)
    if workspace is None:
        raise LookupError(root)
    errors = workspace.errors
    reports: list[ReleaseReport] = []
    workspace.verify(workspace.project.releases)
    for done, name in enumerate(workspace.project.releases):
        with errors:
            reports.append(workspace.report(name, None, windows=True))
        if progress is not None:
            progress(done + 1, len(workspace.project.releases))
    errors.raise_if_any()
    declared = Declared(
        policy=workspace.project.policy,
        releases=tuple(workspace.project.releases.values()),
        ledger=published_faults(workspace.history, workspace.project.releases, ledger),
    )
    return SiteReport(
        policy=workspace.project.policy,
        releases=tuple(reversed(reports)),
        repository=workspace.history.repository,
        findings=(*project_findings(declared), *workspace.live_findings()),
        tool_version=__version__,
        predictions=predictions(reports),
    )


def _check_history(workspace: Workspace, report: ReleaseReport) -> None:
    """Raise VcsError where a cut-off history hides who decided about an open release."""
    cut = any("SHALLOW" in found.codes for found in report.verified.values())
    if report.open and cut and workspace.history.repository.state == "shallow":
        hint = "fetch it: git fetch --unshallow; in CI fetch-depth: 0"
        raise VcsError(f"history is cut off here, and records decide {report.id}", slug="git-shallow", hint=hint)


def _mentioned(name: str, errors: ErrorCollector) -> bool:
    """Say whether a release is missing because of an error that is told already."""
    return any(error.location and f"releases/{name}/" in error.location.file for error in errors.errors)


def _unknown(name: str, project: Project) -> SettingsError:
    known = ", ".join(list(project.releases)[-5:]) or "none yet"
    return SettingsError(f"no release {name!r}", slug="unknown-release", hint=f"the newest are {known}")
