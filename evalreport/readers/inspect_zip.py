"""The zip archive of an Inspect log: members read one at a time, in memory, under limits.

Nothing is ever extracted to disk. The sizes in the directory are checked before any member is read, and each member
is read under the size the directory states, since headers can lie. Python's own module cannot read zstandard
(method 93, written by Inspect since 2025) before 3.14, so members are unpacked here.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from evalreport.readers.base import MAX_WHOLE_BYTES, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.errors import ReaderError
    from evalreport.readers.base import Source

MAGIC = b"PK\x03\x04"
# Far beyond any data set; the directory alone of many more would fill memory.
MAX_MEMBERS = 200_000
# Real logs pack far less than this; archives that stay small whatever they hold may do as they like.
RATIO_FROM_BYTES = 10 * 1024 * 1024
MAX_RATIO = 200
# Of a member's own header only the lengths of name and extra field are needed, which may differ from the directory's.
_LOCAL_HEADER = struct.Struct("<26xHH")
_ZSTANDARD = 93
# Nothing of an Inspect log is packed twice: an archive inside would hide its size from the limits.
_ARCHIVES = (".zip", ".eval", ".gz", ".tgz", ".tar", ".zst", ".xz", ".bz2", ".7z")
# What the standard library raises for directories that are cut, shuffled or made up.
_DAMAGE = (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, OverflowError, EOFError, struct.error)


class DamagedMemberError(ValueError):
    """One member cannot be unpacked; the others may be whole."""


class Archive:
    """The members of one archive by name; a name that stands twice (after a retry) means the last."""

    def __init__(self, source: Source, stream: BinaryIO) -> None:
        self._source = source
        self._stream = stream
        try:
            with zipfile.ZipFile(stream) as directory:
                infos = directory.infolist()
        except _DAMAGE as error:
            raise self._damaged(str(error)) from None
        self._refuse_hostile(infos)
        self._members = {info.filename: info for info in infos}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the members in the order in which they first stand in the archive."""
        return tuple(self._members)

    def read(self, name: str) -> bytes:
        """Unpack one member; raise DamagedMemberError, or ReaderError where it holds more than it states."""
        info = self._members[name]
        # The limit for what is decoded whole holds for each member: a larger sample costs itself, not the log.
        if max(info.file_size, info.compress_size) > MAX_WHOLE_BYTES:
            raise DamagedMemberError("larger than 256 MB")
        try:
            # One byte more than stated is asked for, to see whether the header lied.
            data = _unpack(info.compress_type, self._packed(info), info.file_size + 1)
        except (*_DAMAGE, zlib.error) as error:
            raise DamagedMemberError(str(error)) from None
        if len(data) > info.file_size:
            raise refuse(self._source, f"member {name[:200]!r} unpacks to more than it states", slug="zip-bomb")
        # A crash while writing leaves members that are cut and still unpack without complaint.
        if len(data) < info.file_size or zlib.crc32(data) != info.CRC:
            raise DamagedMemberError("its size or checksum differs from what the archive states")
        return data

    def _packed(self, info: zipfile.ZipInfo) -> bytes:
        """Read a member's packed bytes, which stand behind its own header of 30 bytes, name and extra field."""
        self._stream.seek(info.header_offset)
        header = self._stream.read(30)
        if not header.startswith(MAGIC):
            raise DamagedMemberError("no member begins where the archive's directory says")
        name_bytes, extra_bytes = _LOCAL_HEADER.unpack(header)
        self._stream.seek(name_bytes + extra_bytes, io.SEEK_CUR)
        return self._stream.read(info.compress_size)

    def _refuse_hostile(self, infos: list[zipfile.ZipInfo]) -> None:
        """Raise ReaderError for names that leave the archive, archives inside it, and sizes beyond reason."""
        if len(infos) > MAX_MEMBERS:
            raise refuse(self._source, f"more than {MAX_MEMBERS:,} members", slug="zip-bomb")
        for info in infos:
            if fault := _name_fault(info.filename):
                raise refuse(self._source, f"member {info.filename[:200]!r} {fault}", slug="zip-name")
        # All members together: many small bombs unpack to as much as one.
        total = sum(info.file_size for info in infos)
        if total > RATIO_FROM_BYTES and total > MAX_RATIO * self._source.size:
            raise refuse(
                self._source,
                f"{self._source.size:,} bytes unpack to {total:,}, more than {MAX_RATIO} times as much",
                slug="zip-bomb",
            )

    def _damaged(self, why: str) -> ReaderError:
        return refuse(
            self._source, f"the archive cannot be read: {why}", slug="zip-damaged", hint="write the log again"
        )


@contextmanager
def open_archive(source: Source) -> Iterator[Archive]:
    """Open the archive of a source; raise ReaderError where it is damaged or hostile."""
    with source.open() as stream:
        yield Archive(source, stream)


def _name_fault(name: str) -> str:
    """Say what is wrong with a member's name, "" where nothing is."""
    # Backslashes and drives lead out on other systems than the one that checks.
    parts = name.replace("\\", "/").split("/")
    if not name or name.startswith(("/", "\\", "~")) or ".." in parts or ":" in parts[0]:
        return "has a name that leaves the archive"
    return "is an archive itself" if name.lower().endswith(_ARCHIVES) else ""


def _unpack(method: int, packed: bytes, limit: int) -> bytes:
    """Unpack at most ``limit`` bytes; raise ValueError for an unknown method or damaged data."""
    if method == zipfile.ZIP_STORED:
        return packed[:limit]
    if method == zipfile.ZIP_DEFLATED:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, limit)
    if method == _ZSTANDARD:
        return _unpack_zstandard(packed, limit)
    raise ValueError(f"compression method {method} is not read here")


def _unpack_zstandard(packed: bytes, limit: int) -> bytes:
    """Unpack zstandard frames up to ``limit`` bytes; raise ValueError for damaged data."""
    import zstandard

    try:
        # A stream is read up to the limit, whatever size its frame claims; damage ends it early and fails the checksum.
        with zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True) as reader:
            data: bytes = reader.read(limit)
            return data
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from None
