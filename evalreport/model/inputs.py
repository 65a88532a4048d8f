"""A file that was read, and where in git its content comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a file's present content comes from: the commit that last touched it.

    ``blob`` is git's id of the content. None fields mean that git cannot say (no git, shallow clone, uncommitted);
    ``uncommitted`` is True where the work tree differs from HEAD.
    """

    commit: str | None = None
    author: str | None = None
    committed_at: str | None = None
    uncommitted: bool = False
    blob: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """One file that was read: path from the project root, digest, size in bytes, reader and rows, origin in git."""

    path: str
    sha256: str
    size: int
    kind: str
    format: str = ""
    format_version: str | None = None
    reader_version: int | None = None
    rows: int | None = None
    unread: int = 0
    origin: Origin = Origin()
