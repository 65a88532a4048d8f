"""A source in memory, for readers that must not care where bytes come from, and logs of our own making."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

from evalreport.errors import ReaderError
from evalreport.readers.base import HEAD_BYTES, MAX_WHOLE_BYTES, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import BinaryIO

    from evalreport.model.evaluation import CaseResult, EvalRun, ResultFile
    from evalreport.readers.base import Reader

PLAIN = ReadOptions()


class MemorySource:
    """A file, or with ``members`` a folder, whose bytes are given."""

    def __init__(
        self, data: bytes = b"", name: str = "results/run.json", members: Mapping[str, bytes] | None = None
    ) -> None:
        self.name = name
        self._data = data
        self.members = tuple(MemorySource(item, member) for member, item in sorted((members or {}).items()))

    @property
    def size(self) -> int:
        """Bytes of the file, or of all members."""
        return len(self._data) + sum(member.size for member in self.members)

    @property
    def head(self) -> bytes:
        """The first 64 KB."""
        return self._data[:HEAD_BYTES]

    def open(self) -> BinaryIO:
        """Open the bytes; a folder has none of its own."""
        if self.members:
            raise ReaderError("is a folder", slug="path-not-file")
        return io.BytesIO(self._data)

    def read(self, limit: int = MAX_WHOLE_BYTES) -> bytes:
        """Return the bytes, at most ``limit``; a folder has none of its own."""
        with self.open() as stream:
            return stream.read(limit)


def as_json(value: object, name: str = "results/run.json") -> MemorySource:
    """Write a value as a JSON file."""
    return MemorySource(json.dumps(value).encode(), name)


def as_zip(members: Mapping[str, object], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Write values as JSON members of an archive; bytes are written as they are."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for member, value in members.items():
            archive.writestr(member, value if isinstance(value, bytes) else json.dumps(value))
    return buffer.getvalue()


def read_rows(reader: Reader, source: MemorySource, options: ReadOptions = PLAIN) -> tuple[CaseResult, ...]:
    """Read a source that holds one run, and return its rows."""
    return read_run(reader, source, options).rows


def read_run(reader: Reader, source: MemorySource, options: ReadOptions = PLAIN) -> EvalRun:
    """Read a source that holds one run."""
    (run,) = read_whole(reader, source, options).runs
    return run


def read_whole(reader: Reader, source: MemorySource, options: ReadOptions = PLAIN) -> ResultFile:
    """Read a source that the reader must claim."""
    assert reader.sniff(source)
    return reader.read(source, options)
