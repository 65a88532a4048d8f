"""How the files behind documents are read and remembered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Protocol, TypeAlias

from evalreport.model.bundle import Origin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evalreport.readers.base import ReadOptions
    from evalreport.readers.loading import FileSource, FolderSource, ReadFile

FindOrigin: TypeAlias = Callable[[PurePosixPath], Origin]
CacheKey: TypeAlias = tuple[object, ...]


class Read(Protocol):
    """How result files are read: ``evalreport.readers.loading.read_sources``, or something that remembers."""

    def __call__(
        self, sources: Iterable[FileSource | FolderSource], forced: str | None, options: ReadOptions | None, /
    ) -> tuple[ReadFile, ...]:
        """Read every source; raise ReaderError or a group of them."""
