"""The contents git keeps, read through one `cat-file --batch` for as many as are asked for."""

from __future__ import annotations

import contextlib
import hashlib
import re
import subprocess
from typing import IO, TYPE_CHECKING, Self

from evalreport.errors import VcsError
from evalreport.vcs.command import HARDENED, SETTINGS

if TYPE_CHECKING:
    from pathlib import Path

    from git import Repo
    from git.cmd import Git

CHUNK = 1 << 20
LFS_HEAD = b"version https://git-lfs.github.com/spec/"
LFS_LARGEST = 1024
_OBJECT = re.compile(r"^[0-9a-f]{40}([0-9a-f]{24})?$")


class Blobs:
    """Reads objects of one repository; use as a context manager, so that git's process ends.

    Objects are named by full hexadecimal ids, files by a commit and a path from the project.
    """

    def __init__(self, root: Path, prefix: str) -> None:
        self._root = root
        self._prefix = prefix
        self._repo: Repo | None = None
        self._process: Git.AutoInterrupt | None = None
        self._digests: dict[str, str | None] = {}
        self._pointers: set[str] = set()
        self._found: dict[tuple[str, str], str | None] = {}

    def __enter__(self) -> Self:
        """Begin; git is started when the first object is asked for."""
        return self

    def __exit__(self, *_error: object) -> None:
        """End git's process."""
        self._stop()
        if self._repo is not None:
            self._repo.close()
            self._repo = None

    def sha256(self, blob: str) -> str | None:
        """Return the SHA-256 of a blob's bytes, None where the object is not in this clone."""
        if blob not in self._digests:
            self._digests[blob] = self._digest(blob)
        return self._digests[blob]

    def is_pointer(self, blob: str) -> bool:
        """Say whether a blob is a Git LFS pointer instead of the data."""
        self.sha256(blob)
        return blob in self._pointers

    def find(self, commit: str, path: str) -> str | None:
        """Return the id of the blob at a path in a commit, None where there is none or it is not in this clone."""
        key = (commit, path)
        if key not in self._found:
            self._found[key] = None
            # The protocol is one line a question.
            if _OBJECT.match(commit) and "\n" not in path:
                found = self._open(f"{commit}:{self._prefix}{path}")
                if found is not None:
                    name, kind, size = found
                    self._take(size)
                    self._found[key] = name if kind == "blob" else None
        return self._found[key]

    def read(self, blob: str) -> bytes | None:
        """Return a blob's bytes, None where it is not in this clone."""
        found = self._open(blob) if _OBJECT.match(blob) else None
        return None if found is None else self._take(found[2])

    def commit_header(self, commit: str) -> str:
        """Return the header of a commit object; empty where it is not here."""
        data = self.read(commit) or b""
        return data.partition(b"\n\n")[0].decode("utf-8", "replace")

    def _digest(self, blob: str) -> str | None:
        found = self._open(blob) if _OBJECT.match(blob) else None
        if found is None:
            return None
        digest, left, first = hashlib.sha256(), found[2], b""
        while left:
            part = self._stdout.read(min(left, CHUNK))
            first = first or part
            digest.update(part)
            left -= len(part)
            if not part:
                raise VcsError("git ended while a blob was read", slug="git")
        self._stdout.read(1)
        if found[2] <= LFS_LARGEST and first.startswith(LFS_HEAD):
            self._pointers.add(blob)
        return digest.hexdigest()

    def _open(self, name: str) -> tuple[str, str, int] | None:
        """Ask for an object; return its id, kind and size in bytes, ready to be taken."""
        if self._process is None:
            self._start()
        process = self._process
        if process is None or process.stdin is None:
            raise VcsError("git cat-file did not start", slug="git")
        process.stdin.write(name.encode("utf-8", "surrogateescape") + b"\n")
        process.stdin.flush()
        words = self._stdout.readline().split()
        if not words:
            # git gives up where a partial clone lacks an object and it may not be fetched: the object is not here.
            self._stop()
            return None
        # "<what was asked> missing": a path may hold blanks, so the answer is told by its last word.
        if words[-1] in {b"missing", b"ambiguous"} or not words[-1].isdigit():
            return None
        return words[-3].decode(), words[-2].decode(), int(words[-1])

    def _take(self, size: int) -> bytes:
        data = self._stdout.read(size)
        self._stdout.read(1)
        return data

    @property
    def _stdout(self) -> IO[bytes]:
        stream: IO[bytes] | None = self._process.stdout if self._process else None
        if stream is None:
            raise VcsError("git cat-file did not start", slug="git")
        return stream

    def _stop(self) -> None:
        from git.exc import GitCommandError

        if self._process is None:
            return
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()
        # How git ended was told by what it answered.
        with contextlib.suppress(GitCommandError):
            self._process.wait()
        self._process = None

    def _start(self) -> None:
        from git import Repo

        if self._repo is None:
            self._repo = Repo(self._root, search_parent_directories=True)
        self._process = self._repo.git.execute(
            ["git", *SETTINGS, "cat-file", "--batch"],
            as_process=True,
            istream=subprocess.PIPE,
            env=HARDENED,
        )
