"""One release with everything it is judged from: its policy, its rows, its records, and the files behind them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from evalreport.analysis.pricing import priced_results
from evalreport.documents.calibration import calibration_inputs, load_calibrations
from evalreport.documents.files import read_bytes
from evalreport.documents.manifest import MANIFEST_FILE
from evalreport.documents.paths import Resolved, base_of, inside, resolve
from evalreport.documents.records import record_files
from evalreport.documents.windows import load_windows
from evalreport.errors import ErrorCollector, ManifestError
from evalreport.model.bundle import InputFile, Origin, ReadResults, ReleaseBundle, Repository, Side
from evalreport.readers.base import ReadOptions
from evalreport.readers.loading import FileSource, FolderSource, ReadFile, read_sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.documents.project import Project
    from evalreport.documents.reading import CacheKey, FindOrigin, Read
    from evalreport.model.release import EvalKind, Release, ResultPaths


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultEntry:
    """Result files that one entry of a manifest names on one side, found on disk but not yet read."""

    side: Side
    kind: EvalKind
    paths: ResultPaths
    found: tuple[Resolved, ...]

    @property
    def files(self) -> tuple[PurePosixPath, ...]:
        """Every file of it, relative to the project."""
        return tuple(file for item in self.found for file in item.files)

    @property
    def options(self) -> ReadOptions:
        """How the manifest says they are read."""
        return ReadOptions(columns=self.paths.columns, variant=self.paths.variant, suite=self.paths.suite)

    @property
    def key(self) -> CacheKey:
        """What tells two readings apart: the files and how they are read, not the side they are read for."""
        columns = tuple(sorted(self.paths.columns.items()))
        return (self.found, self.paths.format, columns, self.paths.variant, self.paths.suite)


def load_bundle(
    project: Project,
    release_id: str,
    *,
    read: Read = read_sources,
    origin: FindOrigin | None = None,
    repository: Repository | None = None,
    cache: dict[CacheKey, tuple[ReadFile, ...]] | None = None,
    windows: bool = False,
) -> ReleaseBundle:
    """Read all results of one release and of its baseline.

    ``origin`` tells where in git a file's content comes from. With the same ``cache`` for several releases, a
    candidate that is also somebody's baseline is read once. Live windows are read where ``windows`` asks for them:
    no gate needs them, and they are no inputs of what was signed or closed. Raises CollectedError with all that is
    wrong in the files.
    """
    release = project.releases[release_id]
    errors = ErrorCollector()
    # Thirty releases in a line would otherwise read each result file twice.
    known = {} if cache is None else cache
    # Without git all is read and judged the same, and no page says where a file came from.
    find = origin or (lambda _path: Origin())
    results: list[ReadResults] = []
    for entry in result_entries(project, release):
        with errors:
            if entry.key not in known:
                known[entry.key] = read(_sources(project.root, entry), entry.paths.format, entry.options)
            # Also of what was read before: another manifest may declare another digest of the same file.
            _check_digest(entry, known[entry.key])
            results.append(_results(entry, known[entry.key], find))
    policy, records = project.policy_of(release_id), project.records[release_id]
    calibrations = load_calibrations(project.root, policy, errors)
    live = load_windows(project, release, policy.prices, errors, read=read, origin=find, cache=known) if windows else ()
    errors.raise_if_any()
    # Labels are added over time; of a closed release only those up to its closing count, whatever the file holds now.
    labelled = calibration_inputs(calibrations, find) if records.closing() is None else ()
    return ReleaseBundle(
        release=release,
        policy=policy,
        results=priced_results(results, policy.prices),
        records=records,
        inputs=(
            *document_inputs(project, release, find),
            *chain.from_iterable(item.inputs for item in results),
            *labelled,
        ),
        repository=repository or Repository(),
        calibrations=calibrations,
        windows=live,
    )


def result_entries(project: Project, release: Release) -> tuple[ResultEntry, ...]:
    """List what is read for a release: its candidate's files and its baseline's, the manifest's order kept.

    Of a baseline that is a release: that release's candidate and the candidate files of its evals, without the suites
    for which this manifest names baseline files of its own. Raises ManifestError for a path that leads nowhere.
    """
    entries = list(_candidate_side(project, release, "candidate"))
    own = [item for item in release.evals if item.baseline is not None]
    earlier = project.releases.get(release.baseline_release or "")
    if earlier is not None:
        # What this manifest measured again for the baseline is newer than what that release kept.
        replaced = {item.suite for item in own if item.suite}
        entries.extend(_candidate_side(project, earlier, "baseline", without=frozenset(replaced)))
    if release.baseline is not None:
        entries.append(_entry(project, release, "baseline", "offline", release.baseline))
    entries.extend(_entry(project, release, "baseline", item.kind, item.baseline) for item in own if item.baseline)
    return tuple(entries)


def document_inputs(project: Project, release: Release, origin: FindOrigin) -> Iterator[InputFile]:
    """Yield the documents behind a release: manifest, configuration, records, attachments."""
    folder = PurePosixPath(release.folder)
    named = [("manifest", folder / MANIFEST_FILE), *(("config", path) for path in project.config)]
    named += [("record", path) for path in record_files(project.root, folder)]
    for kind, path in named:
        data = read_bytes(project.root, path)
        digest = hashlib.sha256(data).hexdigest()
        yield InputFile(path=path.as_posix(), sha256=digest, size=len(data), kind=kind, origin=origin(path))
    for text in release.attachments:
        path = inside(folder, text)
        member = FileSource(project.root / path, path.as_posix()).digest()
        yield InputFile(
            path=path.as_posix(), sha256=member.sha256, size=member.size, kind="attachment", origin=origin(path)
        )


def _candidate_side(
    project: Project, release: Release, side: Side, without: frozenset[str] = frozenset()
) -> Iterator[ResultEntry]:
    yield _entry(project, release, side, "offline", release.candidate)
    for item in release.evals:
        if item.suite not in without:
            yield _entry(project, release, side, item.kind, item.candidate)


def _entry(project: Project, release: Release, side: Side, kind: EvalKind, paths: ResultPaths) -> ResultEntry:
    folder = PurePosixPath(release.folder)
    found = tuple(
        resolve(project.root, folder, text, kind="results", location=paths.location, is_ignored=project.is_ignored)
        for text in paths.files
    )
    return ResultEntry(side=side, kind=kind, paths=paths, found=found)


def _sources(root: Path, entry: ResultEntry) -> list[FileSource | FolderSource]:
    sources: list[FileSource | FolderSource] = []
    for item in entry.found:
        if not item.many:
            sources.append(FileSource(root / item.path, item.path.as_posix()))
            continue
        base = base_of(item.path)
        members = [FileSource(root / file, file.relative_to(base).as_posix()) for file in item.files]
        sources.append(FolderSource(base.as_posix(), members))
    return sources


def _check_digest(entry: ResultEntry, read: tuple[ReadFile, ...]) -> None:
    declared = entry.paths.sha256
    found = read[0].sha256 if len(read) == 1 else ""
    if declared is not None and found != declared:
        path = entry.files[0].as_posix()
        raise ManifestError(
            f"{path} has SHA-256 {found or 'of several files'}, declared is {declared}",
            slug="digest-mismatch",
            location=entry.paths.location,
            hint="restore the file, or declare the new digest",
        )


def _results(entry: ResultEntry, read: tuple[ReadFile, ...], origin: FindOrigin) -> ReadResults:
    return ReadResults(
        side=entry.side,
        kind=entry.kind,
        files=tuple(file.result for file in read),
        inputs=tuple(item for file in read for item in _inputs(entry, file, origin)),
        where=entry.paths.where,
        tags=entry.paths.tags,
        declared_suite=entry.paths.suite,
    )


def _inputs(entry: ResultEntry, file: ReadFile, origin: FindOrigin) -> Iterator[InputFile]:
    rows = sum(len(run.rows) for run in file.result.runs)
    alone = len(file.members) == 1
    for member in file.members:
        # Members of a folder read as a whole are named within it.
        path = PurePosixPath(member.name if member.name == file.name else f"{file.name}/{member.name}")
        yield InputFile(
            path=path.as_posix(),
            sha256=member.sha256,
            size=member.size,
            kind=entry.side,
            format=file.result.format,
            format_version=file.result.format_version,
            reader_version=file.reader_version,
            # Which of several files a row came from is not kept, and a guess would be shown as a fact.
            rows=rows if alone else None,
            unread=len(file.result.unread) if alone else 0,
            origin=origin(path),
        )
