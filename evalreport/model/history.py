"""What git keeps: commits, what each changed, and the tree of the newest one."""

from __future__ import annotations

from dataclasses import dataclass

SYMLINK = "120000"
SUBMODULE = "160000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One commit as its header states it; times are RFC 3339 with a zone.

    E-mails are those of the commit itself: a .mailmap must not rewrite who signed. ``co_authors`` are the e-mails of
    its ``Co-authored-by`` trailers.
    """

    id: str
    parents: tuple[str, ...] = ()
    author: str = ""
    author_email: str = ""
    authored_at: str = ""
    committer: str = ""
    committer_email: str = ""
    committed_at: str = ""
    co_authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one commit made of one path; ``blob`` is None where it was deleted. ``merge``: made inside a merge."""

    path: str
    commit: Commit
    blob: str | None
    mode: str = ""
    merge: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeEntry:
    """A path at HEAD; ``size`` is in bytes, None where the object is not here or is no file."""

    mode: str
    blob: str
    size: int | None = None
