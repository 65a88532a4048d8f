"""What a reader is given and what it returns.

A reader translates one format into the normalised table. It opens nothing by path, reaches no network and reads no
clock: the loader hands it a source, which is one open file, or the members of a folder or glob, each by its name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, ClassVar, Protocol

from evalreport.errors import ReaderError
from evalreport.model.location import Location

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalreport.model.evaluation import ResultFile

# Formats that must be decoded whole stop here; streamed formats may be of any size, line by line.
MAX_WHOLE_BYTES = 256 * 1024 * 1024
MAX_LINE_BYTES = 16 * 1024 * 1024
# Every reader looks at every file, so looking must cost the same whatever its size.
HEAD_BYTES = 64 * 1024


class Source(Protocol):
    """One result file, or a folder or glob of them.

    ``name`` is the path as people wrote it (relative, POSIX), for messages only. ``members`` is empty for a file;
    a folder's own ``head`` is empty and its ``read`` raises ReaderError.
    """

    @property
    def name(self) -> str:
        """The path as people wrote it."""

    @property
    def size(self) -> int:
        """Bytes of the file; of a folder the sum of its members."""

    @property
    def head(self) -> bytes:
        """The first 64 KB, which is all that a sniffer may look at."""

    @property
    def members(self) -> tuple[Source, ...]:
        """The files of a folder, sorted by name; names are relative to the folder."""

    def open(self) -> BinaryIO:
        """Open the file for streaming."""

    def read(self, limit: int = MAX_WHOLE_BYTES) -> bytes:
        """Return all bytes; raise ReaderError when there are more than ``limit``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What a manifest says about how to read its files.

    ``columns`` maps our field names to the file's (tables only), ``variant`` picks one run of a file that holds a
    matrix, ``suite`` names the suite where the file does not, or instead of what it says.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    variant: str | None = None
    suite: str | None = None


class Reader(Protocol):
    """One result format. The class docstring is its page in the docs: what is read, what is not, quirks.

    ``name`` is what ``format:`` says, ``title`` what people read; ``version`` counts up when the same bytes would
    give other rows, so that summaries kept from before are not used again.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    version: ClassVar[int]

    def sniff(self, source: Source) -> bool:
        """Say whether this format claims the source, from its head, its name and its members' names alone."""

    def read(self, source: Source, options: ReadOptions) -> ResultFile:
        """Translate; raise ReaderError for a file that cannot be read at all."""


def refuse(
    source: Source, message: str, *, slug: str, line: int | None = None, column: int | None = None, hint: str = ""
) -> ReaderError:
    """Make the error for a source that cannot be read, placed at its line where known."""
    return ReaderError(message, slug=slug, location=Location(file=source.name, line=line, column=column), hint=hint)
