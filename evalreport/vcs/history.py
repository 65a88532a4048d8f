"""What git says about the files of a project, read in one pass over its log.

GitPython is the only door to git, and this folder the only place that opens it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from evalreport.errors import VcsError
from evalreport.model.bundle import Origin, Repository

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from git import Repo

# Replace refs and the user's own configuration could change what the log shows.
HARDENED = {
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C",
}
SETTINGS = ("-c", "core.quotePath=false", "-c", "log.showSignature=false", "-c", "core.fsmonitor=false")
TIMEOUT_S = 120
# Hash, author, author time, committer time; the raw entries follow, all NUL-separated.
FORMAT = "%x01%H%x00%an%x00%aI%x00%cI"


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The repository and, for each path below the project, the commit that last touched it.

    Paths are POSIX and relative to the project. ``ignored`` holds paths git was told to ignore.
    """

    repository: Repository
    origins: Mapping[str, Origin] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()

    def origin(self, path: str) -> Origin:
        """Return where the present content of a path comes from; nothing known for a file git does not know."""
        if path in self.repository.dirty:
            return Origin(uncommitted=True)
        return self.origins.get(path, Origin())

    def is_ignored(self, path: str) -> bool:
        """Say whether git ignores a path or a folder above it."""
        parts = path.split("/")
        return any("/".join(parts[: end + 1]) in self.ignored for end in range(len(parts)))


def read_history(root: Path) -> History:
    """Read the history of the project in ``root``, which may be a folder inside a larger repository.

    Without git, or before the first commit, the state says so and nothing is attributed; a shallow clone names no
    author. Raises VcsError when git itself fails.
    """
    from git import Repo
    from git.exc import GitCommandError, GitError

    try:
        repo = Repo(root, search_parent_directories=True)
    except GitError:
        return History(repository=Repository(state="no-git"))
    with repo:
        if repo.bare or repo.working_tree_dir is None:
            return History(repository=Repository(state="bare"))
        try:
            return _read(repo, root)
        except GitCommandError as error:
            words = str(error.stderr).strip().removeprefix("stderr: ").strip("'\n ") or str(error)
            raise VcsError(f"git: {words.splitlines()[0]}", slug="git") from error


def _read(repo: Repo, root: Path) -> History:
    prefix = Path(root).resolve().relative_to(Path(str(repo.working_tree_dir)).resolve()).as_posix()
    prefix = "" if prefix == "." else f"{prefix}/"
    ignored = frozenset(_below(prefix, _listed(repo, root, "--others", "--ignored", "--directory")))
    if not repo.head.is_valid():
        dirty = tuple(sorted(_below(prefix, _listed(repo, root, "--others", "--cached"))))
        return History(repository=Repository(state="no-commit", dirty=dirty), ignored=ignored)
    shallow = _git(repo, "rev-parse", "--is-shallow-repository").strip() == b"true"
    head, _, at = _git(repo, "log", "-1", "--format=%H%x00%cI").decode().strip().partition("\0")
    repository = Repository(
        state="shallow" if shallow else "ok", head=head, head_time=at, dirty=tuple(sorted(_dirty(repo, root, prefix)))
    )
    # In a shallow clone every file would look as if the last committer had added it.
    origins = {} if shallow else dict(_origins(repo, prefix))
    return History(repository=repository, origins=origins, ignored=ignored)


def _git(repo: Repo, *arguments: str) -> bytes:
    command = ["git", *SETTINGS, *arguments]
    output = repo.git.execute(
        command, env=HARDENED, stdout_as_string=False, strip_newline_in_stdout=False, kill_after_timeout=TIMEOUT_S
    )
    if not isinstance(output, bytes):
        raise VcsError("git answered with something that is not text", slug="git")
    return output


def _listed(repo: Repo, root: Path, *flags: str) -> list[str]:
    command = ("-C", str(root), "ls-files", "-z", "--full-name", *flags, "--exclude-standard", "--", ".")
    return [name.rstrip("/") for name in _names(_git(repo, *command))]


def _dirty(repo: Repo, root: Path, prefix: str) -> Iterator[str]:
    """Yield paths whose content differs from HEAD, untracked ones included."""
    changed = _names(_git(repo, "-C", str(root), "diff", "--name-only", "-z", "--no-renames", "HEAD", "--", "."))
    yield from _below(prefix, changed)
    yield from _below(prefix, _listed(repo, root, "--others"))


def _origins(repo: Repo, prefix: str) -> Iterator[tuple[str, Origin]]:
    """Yield each path's newest commit, oldest mention last so that a dict of it keeps the newest.

    ``-c`` shows changes made inside merge commits; no path filter, since one would simplify history.
    """
    output = _git(repo, "log", "-c", "--raw", "-z", "--no-renames", "--no-abbrev", f"--format={FORMAT}")
    newest: dict[str, Origin] = {}
    for origin, path in _touched(output.split(b"\0")):
        newest.setdefault(path, origin)
    for path in newest.keys() & set(_names(_git(repo, "ls-tree", "-r", "-z", "--name-only", "--full-tree", "HEAD"))):
        for below in _below(prefix, [path]):
            yield below, newest[path]


def _touched(fields: list[bytes]) -> Iterator[tuple[Origin, str]]:
    """Yield each commit with each path it touched, newest first.

    A path is taken as it comes: one that looks like the head of a commit or of an entry is still a path.
    """
    origin, at = Origin(), 0
    while at < len(fields):
        # Between the head of a commit and its first entry git leaves an empty line.
        head = fields[at].lstrip(b"\n")
        if head.startswith(b"\x01"):
            commit, author, committed = (
                text.decode("utf-8", "replace") for text in (head[1:], *fields[at + 1 : at + 4 : 2])
            )
            origin = Origin(commit=commit, author=author, committed_at=committed)
            at += 4
        elif head.startswith(b":"):
            yield origin, fields[at + 1].decode("utf-8", "surrogateescape")
            at += 2
        else:
            at += 1


def _below(prefix: str, paths: list[str]) -> Iterator[str]:
    return (path.removeprefix(prefix) for path in paths if path.startswith(prefix))


def _names(output: bytes) -> list[str]:
    return [name for name in output.decode("utf-8", "surrogateescape").split("\0") if name]
