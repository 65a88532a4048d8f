"""From paths to results: the only place of the readers that opens files.

A file is offered to the readers as it is. A folder or glob is offered whole first, for formats that are made of many
files; when no reader claims the whole, each of its files is read by itself.
"""

from __future__ import annotations

import gc
import hashlib
import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, BinaryIO

from evalreport.errors import ErrorCollector, ReaderError, WorldError
from evalreport.model.evaluation import ResultFile, Unread
from evalreport.model.location import Location
from evalreport.readers.base import HEAD_BYTES, MAX_WHOLE_BYTES, ReadOptions, Source, refuse
from evalreport.readers.registry import Catalogue, find_reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from io import BufferedReader
    from pathlib import Path

    from evalreport.model.evaluation import EvalRun

# Slugs that say a file is no result file at all: in a folder such a file is counted as unread, alone it is an error.
NOT_RESULTS = frozenset({"format-unknown", "result-empty", "lfs-pointer", "html-page", "compressed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file that a result was read from; ``name`` is relative to the folder, or the file's own."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """A source that was read, the reader that read it, and the digests of all its bytes.

    A folder's ``sha256`` is that of its sorted lines ``<sha256> <name>``. ``reader`` is "" for a file of a folder that
    no reader recognised: it holds no run, and an Unread that says so.
    """

    name: str
    sha256: str
    size: int
    members: tuple[Member, ...]
    reader: str
    reader_version: int
    result: ResultFile


class FileSource:
    """One file on disk, see `Source`; ``name`` is what messages call it."""

    members: tuple[Source, ...] = ()

    def __init__(self, path: Path, name: str | None = None) -> None:
        self._path = path
        self.name = path.as_posix() if name is None else name

    @cached_property
    def size(self) -> int:
        """Bytes of the file; raises ReaderError when there is none, WorldError when it cannot be looked at."""
        try:
            if not self._path.is_file():
                missing = "is not a regular file" if self._path.exists() else "there is no such file"
                raise refuse(self, missing, slug="path-not-file" if self._path.exists() else "path-missing")
            return self._path.stat().st_size
        except OSError as error:
            raise self._failed(error) from None

    @cached_property
    def head(self) -> bytes:
        """The first 64 KB."""
        with self.open() as stream:
            return stream.read(HEAD_BYTES)

    def open(self) -> BufferedReader:
        """Open the file for streaming; raise ReaderError or WorldError as `size` does."""
        # Looking first gives the better message: what is there is a folder, a pipe, or nothing.
        _ = self.size
        try:
            return self._path.open("rb")
        except OSError as error:
            raise self._failed(error) from None

    def read(self, limit: int = MAX_WHOLE_BYTES) -> bytes:
        """Return all bytes; raise ReaderError when there are more than ``limit``."""
        with self.open() as stream:
            # One byte more than allowed tells a file that is too long without reading all of it.
            data = stream.read(limit + 1)
        if len(data) > limit:
            message = f"the file has more than {limit:,} bytes, the limit of its format"
            raise refuse(self, message, slug="result-size", hint="use a streamed format such as JSON Lines")
        return data

    def digest(self) -> Member:
        """Return the SHA-256 and size of what the file holds now."""
        with self.open() as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        return Member(name=self.name, sha256=sha256, size=self.size)

    def renamed(self, name: str) -> FileSource:
        """Return the same file under another name."""
        return FileSource(self._path, name)

    def _failed(self, error: OSError) -> WorldError:
        return WorldError(f"cannot read: {error.strerror}", slug="disk", location=Location(file=self.name))


class FolderSource:
    """The files of a folder or glob, see `Source`; ``ignored`` says what in it is no regular file."""

    head = b""

    def __init__(self, name: str, files: Sequence[FileSource], ignored: Sequence[Unread] = ()) -> None:
        self.name = name
        self.members: tuple[FileSource, ...] = tuple(sorted(files, key=lambda file: file.name))
        self.ignored = tuple(ignored)

    @property
    def size(self) -> int:
        """Sum of the members' bytes."""
        return sum(member.size for member in self.members)

    def open(self) -> BinaryIO:
        """Raise ReaderError: a folder has no bytes of its own."""
        raise refuse(self, "is a folder", slug="path-not-file")

    def read(self, limit: int = MAX_WHOLE_BYTES) -> bytes:
        """Raise ReaderError, whatever the ``limit``: a folder has no bytes of its own."""
        raise refuse(self, f"is a folder, not a file of up to {limit:,} bytes", slug="path-not-file")


def open_source(path: Path, name: str | None = None) -> FileSource | FolderSource:
    """Make the source for a file or a folder; ``name`` is what people wrote.

    Files and folders whose name begins with a dot are passed over. Raises ReaderError for a symbolic link that leaves
    the folder.
    """
    shown = path.as_posix() if name is None else name
    if not path.is_dir():
        return FileSource(path, shown)
    files: list[FileSource] = []
    ignored: list[Unread] = []
    root = os.path.realpath(path)
    for item, inside in _visible(path):
        if _leaves(item, root):
            place = Location(file=f"{shown}/{inside}")
            raise ReaderError("is a symbolic link that leaves the folder", slug="path-link", location=place)
        if item.is_file():
            files.append(FileSource(item, inside))
        elif not item.is_dir():
            # A pipe or a device would wait for ever when opened.
            ignored.append(Unread(where=inside, why="not a regular file"))
    return FolderSource(shown, files, ignored)


def _visible(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield everything below a folder that no dot hides, with its name within, in an order no disk decides."""
    for item in sorted(folder.rglob("*")):
        inside = item.relative_to(folder)
        if not any(part.startswith(".") for part in inside.parts):
            yield item, inside.as_posix()


def _leaves(item: Path, root: str) -> bool:
    """Say whether it is a link that ends outside the folder; a ring of links ends nowhere, and is none of its files."""
    return item.is_symlink() and os.path.commonpath([os.path.realpath(item), root]) != root


def read_sources(
    sources: Iterable[FileSource | FolderSource],
    forced: str | None = None,
    options: ReadOptions | None = None,
    known: Catalogue | None = None,
) -> tuple[ReadFile, ...]:
    """Read every source; raise ReaderError, or a group of them when several sources cannot be read."""
    errors = ErrorCollector()
    found: list[ReadFile] = []
    for source in sources:
        with errors:
            if isinstance(source, FileSource):
                found.append(_read_whole(source, forced, options, known))
            else:
                found.extend(_read_folder(source, forced, options, known))
    # A group of one would hide the error's own class from whoever catches it.
    if len(errors.errors) == 1:
        raise errors.errors[0]
    errors.raise_if_any()
    return tuple(found)


def _read_folder(
    folder: FolderSource, forced: str | None, options: ReadOptions | None, known: Catalogue | None
) -> list[ReadFile]:
    """Read a folder as one result where a reader claims it, else file by file."""
    if not folder.members:
        raise refuse(folder, "the folder holds no file", slug="result-empty")
    try:
        return [_read_whole(folder, forced, options, known)]
    except ReaderError as error:
        # A folder that is nothing as a whole may hold files that are something; any other error is one.
        if error.slug not in {"format-unknown", "path-not-file"}:
            raise
    found = _read_members(folder, forced, options, known)
    if not any(file.reader for file in found):
        raise refuse(folder, "no reader recognises the folder or any file in it", slug="format-unknown")
    # Counted once, with the first file, so that the page shows that something was passed over.
    if folder.ignored:
        found[0] = replace(found[0], result=replace(found[0].result, unread=found[0].result.unread + folder.ignored))
    return found


def _read_members(
    folder: FolderSource, forced: str | None, options: ReadOptions | None, known: Catalogue | None
) -> list[ReadFile]:
    """Read each file of a folder by itself; raise the errors of all of them together."""
    errors = ErrorCollector()
    found: list[ReadFile] = []
    for member in folder.members:
        with errors:
            found.append(_read_member(folder, member, forced, options, known))
    errors.raise_if_any()
    return found


def _read_member(
    folder: FolderSource, member: FileSource, forced: str | None, options: ReadOptions | None, known: Catalogue | None
) -> ReadFile:
    """Read one file of a folder; one that is no result file is kept as an unread one, not dropped."""
    named = member.renamed(f"{folder.name}/{member.name}")
    try:
        return _read_whole(named, forced, options, known)
    except ReaderError as error:
        if error.slug not in NOT_RESULTS:
            raise
        digest = named.digest()
        result = ResultFile(format="unknown", unread=(Unread(where=named.name, why=error.message),))
        return ReadFile(
            name=named.name,
            sha256=digest.sha256,
            size=digest.size,
            members=(digest,),
            reader="",
            reader_version=0,
            result=result,
        )


def _read_whole(
    source: FileSource | FolderSource, forced: str | None, options: ReadOptions | None, known: Catalogue | None
) -> ReadFile:
    """Read one source with the one reader for it."""
    chosen = options or ReadOptions()
    reader = find_reader(source, forced, known)
    with _collector_paused():
        result = reader.read(source, chosen)
    if isinstance(source, FileSource):
        members: tuple[Member, ...] = (source.digest(),)
        sha256 = members[0].sha256
    else:
        members = tuple(member.digest() for member in source.members)
        lines = "".join(f"{member.sha256} {member.name}\n" for member in members)
        # One digest for a folder: it changes when a file is added, removed or renamed too.
        sha256 = hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest()
        result = replace(result, unread=result.unread + source.ignored)
    return ReadFile(
        name=source.name,
        sha256=sha256,
        size=sum(member.size for member in members),
        members=members,
        reader=reader.name,
        reader_version=reader.version,
        result=_chosen(source, result, chosen),
    )


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Hold the garbage collector: rows hold no cycles, and looking for some takes a third of the time of reading."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _chosen(source: Source, result: ResultFile, options: ReadOptions) -> ResultFile:
    """Keep the run that ``variant`` names, and put all rows into the suite that ``suite`` names."""
    runs = result.runs
    if options.variant is not None:
        runs = (_only_run(source, runs, options.variant),)
    if options.suite is not None:
        runs = tuple(_in_suite(run, options.suite) for run in runs)
    return result if runs is result.runs else replace(result, runs=runs)


def _only_run(source: Source, runs: Sequence[EvalRun], variant: str) -> EvalRun:
    """Return the run of a variant; none or several are an error, since picking one would be a guess."""
    found = [run for run in runs if variant in {run.variant, run.model, run.run_id}]
    if len(found) != 1:
        names = ", ".join(sorted({run.variant or run.model or run.run_id for run in runs}))
        message = f"{len(found)} runs are of the variant {variant!r}"
        raise refuse(source, message, slug="result-choice", hint=f"use one of {names}")
    return found[0]


def _in_suite(run: EvalRun, suite: str) -> EvalRun:
    """Move a run to another suite; a run that its reader put there already is left as it is."""
    # Copying every row of a large file costs more than looking at it.
    if run.suite == suite and all(row.suite == suite for row in run.rows):
        return run
    return replace(run, suite=suite, rows=tuple(replace(row, suite=suite) for row in run.rows))
