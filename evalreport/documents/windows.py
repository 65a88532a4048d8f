"""Live windows of a release: each file that its manifest's glob finds, with the period it speaks of."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from evalreport.analysis.instants import as_utc, instant
from evalreport.analysis.pricing import priced
from evalreport.documents.paths import resolve
from evalreport.documents.window_schema import UNTOLD, read_header
from evalreport.errors import ManifestError, ReaderError
from evalreport.model.bundle import InputFile
from evalreport.model.evaluation import ResultFile, Unread
from evalreport.model.live import LiveWindow
from evalreport.model.location import Location
from evalreport.readers.base import ReadOptions
from evalreport.readers.loading import NOT_RESULTS, FileSource, ReadFile, read_sources
from evalreport.readers.registry import Catalogue
from evalreport.readers.window import WindowReader, is_window

if TYPE_CHECKING:
    from collections.abc import Iterable, MutableMapping, Sequence

    from evalreport.documents.project import Project
    from evalreport.documents.reading import CacheKey, FindOrigin, Read
    from evalreport.documents.window_schema import Header
    from evalreport.errors import ErrorCollector
    from evalreport.model.bundle import Origin
    from evalreport.model.evaluation import CaseResult
    from evalreport.model.policy import Price
    from evalreport.model.release import LivePlan, Release

LIVE = "live"
# A file that begins with our own header is read by our own reader, whatever else is installed.
_OWN = Catalogue(readers=(WindowReader(),))
# Windows that say no time come after all others.
_LAST = datetime.max.replace(tzinfo=UTC)


def load_windows(
    project: Project,
    release: Release,
    prices: Sequence[Price],
    errors: ErrorCollector,
    *,
    read: Read,
    origin: FindOrigin,
    cache: MutableMapping[CacheKey, tuple[ReadFile, ...]],
) -> tuple[LiveWindow, ...]:
    """Read every live window of a release, oldest first; errors of files are added to ``errors``.

    Costs that runs do not state are filled in by ``prices``.
    No window yet is no error. A file that holds no run is a window without rows that says why.
    """
    plan = release.live
    if plan is None:
        return ()
    found: list[LiveWindow] = []
    for path in window_files(project, release.folder, plan, errors):
        with errors:
            source = FileSource(project.root / path, path.as_posix())
            header = read_header(source, errors) if is_window(source.head) else UNTOLD
            file = _read(source, plan, read, cache)
            found.append(_window(release.id, plan, header, file, prices, origin(path)))
    ordered = sorted(found, key=lambda window: (instant(window.begins) or _LAST, window.id))
    return tuple(_told_apart(ordered))


def window_files(project: Project, folder: str, plan: LivePlan, errors: ErrorCollector) -> tuple[PurePosixPath, ...]:
    """List the files that the manifest's glob finds now; a path that cannot be one is added to ``errors``."""
    try:
        return resolve(
            project.root,
            PurePosixPath(folder),
            plan.windows,
            kind="results",
            location=plan.location,
            is_ignored=project.is_ignored,
        ).files
    except ManifestError as error:
        # Before the first window has arrived there is nothing wrong.
        if error.slug != "path-missing":
            errors.add(error)
        return ()


def _read(
    source: FileSource, plan: LivePlan, read: Read, cache: MutableMapping[CacheKey, tuple[ReadFile, ...]]
) -> ReadFile:
    """Read one file; what is no result file at all is kept as a file without rows that says so."""
    # A window of our own form needs no help, and a map meant for tables would only get into its way.
    own = is_window(source.head)
    options = ReadOptions(columns={} if own else plan.columns, suite=plan.suite)
    key = (LIVE, source.name, own, plan.format, tuple(sorted(options.columns.items())), plan.suite)
    if key not in cache:
        try:
            found = read_sources([source], None, options, _OWN) if own else read([source], plan.format, options)
        except ReaderError as error:
            if error.slug not in NOT_RESULTS:
                raise
            found = (_unread(source, error.message),)
        cache[key] = found
    return cache[key][0]


def _unread(source: FileSource, why: str) -> ReadFile:
    digest = source.digest()
    return ReadFile(
        name=source.name,
        sha256=digest.sha256,
        size=digest.size,
        members=(digest,),
        reader="",
        reader_version=0,
        result=ResultFile(format="unknown", unread=(Unread(where=source.name, why=why),)),
    )


def _window(
    release_id: str, plan: LivePlan, header: Header, file: ReadFile, prices: Sequence[Price], origin: Origin
) -> LiveWindow:
    rows = tuple(priced(row, prices) for run in file.result.runs for row in run.rows)
    begins, ends = header.period or _period(rows)
    stated = header.period is not None
    return LiveWindow(
        id=PurePosixPath(file.name).stem,
        release=release_id,
        file=_input(file, len(rows), origin),
        begins=begins,
        ends=ends,
        stated=stated,
        sampling=header.sampling or plan.sampling,
        rows=rows,
        source=header.source,
        unread=file.result.unread,
        warnings=tuple(dict.fromkeys((*file.result.warnings, *_run_warnings(file)))),
        location=Location(file=file.name, line=1),
    )


def _told_apart(windows: Sequence[LiveWindow]) -> Iterable[LiveWindow]:
    """Give windows whose files differ in folder or extension only the whole path for an id."""
    times = Counter(window.id for window in windows)
    for window in windows:
        yield window if times[window.id] == 1 else replace(window, id=window.file.path)


def _run_warnings(file: ReadFile) -> Iterable[str]:
    for run in file.result.runs:
        yield from run.warnings
        if not run.complete:
            yield f"{run.suite}: the run did not finish (status {run.status})"


def _period(rows: Iterable[CaseResult]) -> tuple[str | None, str | None]:
    """Return the times of the earliest and the latest run, None where no run says its time."""
    times = [time for row in rows if (time := instant(row.started_at))]
    return (as_utc(min(times)), as_utc(max(times))) if times else (None, None)


def _input(file: ReadFile, rows: int, origin: Origin) -> InputFile:
    return InputFile(
        path=file.name,
        sha256=file.sha256,
        size=file.size,
        kind=LIVE,
        format=file.result.format,
        format_version=file.result.format_version,
        reader_version=file.reader_version,
        rows=rows,
        unread=len(file.result.unread),
        origin=origin,
    )
