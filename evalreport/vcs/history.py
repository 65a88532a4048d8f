"""What git says about the files of a project, read in one pass over its log.

GitPython is the only door to git, and this folder the only place that opens it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from evalreport.model.bundle import Origin, Repository
from evalreport.vcs.blobs import Blobs
from evalreport.vcs.command import named_errors, run
from evalreport.vcs.log import FORMAT, parse_log, parse_tree

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from git import Repo

    from evalreport.model.history import Change, Commit, TreeEntry


@dataclass(frozen=True, kw_only=True)
class History:
    """The repository, its commits, and for each path below the project what became of it.

    Paths are POSIX and relative to the project. ``commits`` and each path's ``changes`` are newest first and empty in
    a shallow clone, where every file would look as if the last committer had added it. ``tree`` is HEAD's.
    ``ignored`` holds paths git was told to ignore. ``prefix`` leads from the repository's root to the project.
    """

    repository: Repository
    commits: Mapping[str, Commit] = field(default_factory=dict)
    changes: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)
    tree: Mapping[str, TreeEntry] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    root: Path = field(default_factory=Path)
    prefix: str = ""

    def origin(self, path: str) -> Origin:
        """Return where the present content of a path comes from; nothing known for a file git does not know."""
        if path in self._dirty:
            return Origin(uncommitted=True)
        found = self.changes.get(path)
        if not found or path not in self.tree:
            return Origin()
        commit = found[0].commit
        return Origin(
            commit=commit.id, author=commit.author, committed_at=commit.committed_at, blob=self.tree[path].blob
        )

    def is_ignored(self, path: str) -> bool:
        """Say whether git ignores a path or a folder above it."""
        parts = path.split("/")
        return any("/".join(parts[: end + 1]) in self.ignored for end in range(len(parts)))

    def is_dirty(self, path: str) -> bool:
        """Say whether a path differs from HEAD."""
        return path in self._dirty

    def reaches(self, start: str, wanted: Collection[str]) -> bool:
        """Say whether one of the commits wanted is ``start`` or comes before it."""
        line_of = self._mainline
        if start in line_of:
            places = [line_of[one] for one in wanted if one in line_of]
            if any(place >= line_of[start] for place in places):
                return True
            if len(places) == len(wanted):
                return False
        seen, line = {start}, [start]
        for commit in line:
            if commit in wanted:
                return True
            known = self.commits.get(commit)
            fresh = [parent for parent in (known.parents if known else ()) if parent not in seen]
            seen.update(fresh)
            line.extend(fresh)
        return False

    def blobs(self) -> Blobs:
        """Return a reader of what git keeps; use it as a context manager."""
        return Blobs(self.root, self.prefix)

    @cached_property
    def _mainline(self) -> dict[str, int]:
        """The first parents from HEAD down, numbered: of two of them the one with the larger number is older."""
        found: dict[str, int] = {}
        step = self.repository.head
        while step is not None and step in self.commits:
            found[step] = len(found)
            parents = self.commits[step].parents
            step = parents[0] if parents else None
        return found

    @cached_property
    def _dirty(self) -> frozenset[str]:
        return frozenset(self.repository.dirty)


def read_history(root: Path) -> History:
    """Read the history of the project in ``root``, which may be a folder inside a larger repository.

    Without git, or before the first commit, the state says so and nothing is attributed; a shallow clone names no
    author. Raises VcsError when git itself fails.
    """
    from git import Repo
    from git.exc import GitError

    try:
        repo = Repo(Path(root).resolve(), search_parent_directories=True)
    except GitError:
        return History(repository=Repository(state="no-git"), root=root)
    with repo:
        if repo.bare or repo.working_tree_dir is None:
            return History(repository=Repository(state="bare"), root=root)
        with named_errors():
            return _read(repo, root)


def _read(repo: Repo, root: Path) -> History:
    prefix = Path(root).resolve().relative_to(Path(str(repo.working_tree_dir)).resolve()).as_posix()
    prefix = "" if prefix == "." else f"{prefix}/"
    ignored = frozenset(_below(prefix, _listed(repo, root, "--others", "--ignored", "--directory")))
    if not _has_commit(repo):
        dirty = tuple(sorted(_below(prefix, _listed(repo, root, "--others", "--cached"))))
        state = Repository(state="no-commit", dirty=dirty)
        return History(repository=state, ignored=ignored, root=root, prefix=prefix)
    shallow = run(repo, "rev-parse", "--is-shallow-repository").strip() == b"true"
    head, _, at = run(repo, "log", "-1", "--format=%H%x00%cI").decode().strip().partition("\0")
    whole = dict(parse_tree(run(repo, "ls-tree", "-r", "-z", "-l", "--full-tree", "HEAD")))
    tree = {path.removeprefix(prefix): entry for path, entry in whole.items() if path.startswith(prefix)}
    dirty = tuple(sorted(_dirty(repo, root, prefix, tree)))
    repository = Repository(state="shallow" if shallow else "ok", head=head, head_time=at, dirty=dirty)
    commits, changes = ({}, {}) if shallow else _log(repo, prefix)
    return History(
        repository=repository,
        commits=commits,
        changes=changes,
        tree=tree,
        ignored=ignored,
        root=root,
        prefix=prefix,
    )


def _has_commit(repo: Repo) -> bool:
    """Say whether HEAD is a commit. GitPython's own answer knows no repositories of SHA-256 objects."""
    from git.exc import GitCommandError

    try:
        run(repo, "rev-parse", "--quiet", "--verify", "HEAD")
    except GitCommandError:
        return False
    return True


def _log(repo: Repo, prefix: str) -> tuple[dict[str, Commit], dict[str, tuple[Change, ...]]]:
    """Read all commits, and the changes of each path below the project.

    ``-c`` shows changes made inside merge commits; no path filter, since one would simplify history.
    """
    output = run(repo, "log", "-c", "--raw", "-z", "--no-renames", "--no-abbrev", f"--format={FORMAT}")
    commits: dict[str, Commit] = {}
    changes: dict[str, list[Change]] = {}
    for commit, made in parse_log(output):
        commits[commit.id] = commit
        for change in made:
            if change.path.startswith(prefix):
                changes.setdefault(change.path.removeprefix(prefix), []).append(change)
    return commits, {path: tuple(found) for path, found in changes.items()}


def _listed(repo: Repo, root: Path, *flags: str) -> list[str]:
    command = ("-C", str(root), "ls-files", "-z", "--full-name", *flags, "--exclude-standard", "--", ".")
    return [name.rstrip("/") for name in _names(run(repo, *command))]


def _dirty(repo: Repo, root: Path, prefix: str, tree: Mapping[str, TreeEntry]) -> Iterator[str]:
    """Yield paths whose content differs from HEAD, untracked ones included."""
    changed = _names(run(repo, "-C", str(root), "diff", "--name-only", "-z", "--no-renames", "HEAD", "--", "."))
    for path in _below(prefix, changed):
        if not _only_line_ends(repo, root, path, tree.get(path)):
            yield path
    yield from _below(prefix, _listed(repo, root, "--others"))


def _only_line_ends(repo: Repo, root: Path, path: str, entry: TreeEntry | None) -> bool:
    """Say whether git would store a file it calls changed as the very blob it has: a checkout with other line ends."""
    file = root / path
    if entry is None or file.is_symlink() or not file.is_file() or b"\r" not in file.read_bytes():
        return False
    return run(repo, "-C", str(root), "hash-object", "--", path).decode().strip() == entry.blob


def _below(prefix: str, paths: list[str]) -> Iterator[str]:
    return (path.removeprefix(prefix) for path in paths if path.startswith(prefix))


def _names(output: bytes) -> list[str]:
    return [name for name in output.decode("utf-8", "surrogateescape").split("\0") if name]
