"""The log of git in one pass: every commit, every path it changed, with the content before it was forgotten."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evalreport.model.history import Change, Commit, TreeEntry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Hash, parents, author, committer, co-authors; the raw entries follow, all NUL-separated.
FORMAT = (
    "%x01%H%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%(trailers:key=Co-authored-by,valueonly,separator=%x2c)"
)
FIELDS = 9
_MAIL = re.compile(r"<([^<>]*)>")


def parse_log(output: bytes) -> Iterator[tuple[Commit, tuple[Change, ...]]]:
    """Yield each commit with its changes, in git's order (newest first).

    Read token by token: a name or path that looks like the beginning of a commit is taken for what its place says.
    """
    tokens = output.decode("utf-8", "surrogateescape").split("\0")
    place, end = 0, len(tokens)
    while place < end and tokens[place].lstrip("\n").startswith("\x01"):
        commit = _commit(tokens[place : place + FIELDS])
        place += FIELDS
        changes: list[Change] = []
        while place < end and not tokens[place].startswith("\x01"):
            entry = tokens[place].lstrip("\n")
            if entry.startswith(":"):
                changes.append(_change(commit, entry, tokens[place + 1]))
                place += 1
            place += 1
        yield commit, tuple(changes)


def parse_tree(output: bytes) -> Iterator[tuple[str, TreeEntry]]:
    """Yield path and entry of ``git ls-tree -r -z -l``."""
    for line in output.decode("utf-8", "surrogateescape").split("\0"):
        if line:
            head, _, path = line.partition("\t")
            mode, _kind, blob, size = head.split()
            yield path, TreeEntry(mode=mode, blob=blob, size=int(size) if size.isdigit() else None)


def _commit(fields: Sequence[str]) -> Commit:
    return Commit(
        id=fields[0].lstrip("\n")[1:],
        parents=tuple(fields[1].split()),
        author=fields[2],
        author_email=fields[3],
        authored_at=fields[4],
        committer=fields[5],
        committer_email=fields[6],
        committed_at=fields[7],
        co_authors=tuple(_MAIL.findall(fields[8])),
    )


def _change(commit: Commit, entry: str, path: str) -> Change:
    """Read one raw entry; of a merge there is one colon, one mode and one blob a parent, the result's last."""
    parents = len(entry) - len(entry.lstrip(":"))
    parts = entry[parents:].split(" ")
    mode, blob = parts[parents], parts[2 * parents + 1]
    gone = not blob.strip("0")
    return Change(path=path, commit=commit, blob=None if gone else blob, mode=mode, merge=parents > 1)
