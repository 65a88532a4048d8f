"""The policy as it stood at a commit: who people were then, and by which rules a release was judged."""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from evalreport.documents.config import CONFIG_FILE, config_files, load_config_partly
from evalreport.documents.effective import effective_policy, policy_digest
from evalreport.errors import ErrorCollector, EvalReportError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.documents.project import Project
    from evalreport.model.history import Commit
    from evalreport.model.policy import Person, Policy
    from evalreport.model.release import Release
    from evalreport.vcs.blobs import Blobs
    from evalreport.vcs.history import History


class PastPolicies:
    """Reads policies out of git, each version once."""

    def __init__(self, project: Project, history: History, blobs: Blobs) -> None:
        self._project = project
        self._history = history
        self._blobs = blobs
        self._known: dict[tuple[str | None, ...], Policy | None] = {}
        self._digests: dict[tuple[int, str, str], str] = {}
        self._at: dict[str, Policy | None] = {}
        self.files = tuple(path.as_posix() for path in project.config) or (CONFIG_FILE,)
        self.dirty = any(history.is_dirty(path) for path in self.files)
        self._today = self._ids(history.repository.head or "")

    def at(self, commit: str) -> Policy | None:
        """Return the policy of a commit, None where it has none or one that cannot be read."""
        if commit not in self._at:
            self._at[commit] = self._read(commit)
        return self._at[commit]

    def person(self, commit: str, who: str, role: str) -> Person | None:
        """Return a person as of a commit, None for one unknown then or without that role."""
        policy = self.at(commit)
        found = policy.people.get(who) if policy else None
        return found if found is not None and role in found.roles else None

    def digest(self, policy: Policy, release: Release) -> str:
        """Return the digest of the effective policy of a release under one policy."""
        key = (id(policy), release.id, release.decision)
        if key not in self._digests:
            self._digests[key] = policy_digest(policy, release)
        return self._digests[key]

    def changes(self) -> Iterator[Commit]:
        """Yield the commits that changed a file of the policy, newest first."""
        wanted = {change.commit.id for path in self.files for change in self._history.changes.get(path, ())}
        if wanted:
            yield from (commit for name, commit in self._history.commits.items() if name in wanted)

    def existed(self, digest: str, release: Release, commit: str) -> Commit | None:
        """Return a commit up to ``commit`` at which a release had that effective policy, None where none had."""
        for one in (commit, *(change.id for change in self.changes())):
            policy = self.at(one)
            if policy is None or self.digest(policy, release) != digest:
                continue
            if one == commit or self._history.reaches(commit, {one}):
                return self._history.commits.get(one)
        return None

    def changed_by(self, release: Release, digest: str) -> Commit | None:
        """Return the commit since which a release has the effective policy ``digest``."""
        since: Commit | None = None
        for commit in self.changes():
            policy = self.at(commit.id)
            if policy is None or self.digest(policy, release) != digest:
                return since
            since = commit
        return since

    def _read(self, commit: str) -> Policy | None:
        key = self._ids(commit)
        if key[0] is None:
            return None
        if key == self._today and not self.dirty:
            return self._project.policy
        if key not in self._known:
            self._known[key] = self._load(commit)
        return self._known[key]

    def _ids(self, commit: str) -> tuple[str | None, ...]:
        return tuple(self._blobs.find(commit, path) for path in self.files)

    def _load(self, commit: str) -> Policy | None:
        """Read a policy in a folder of its own; what is wrong in it was told when it was today's."""
        with tempfile.TemporaryDirectory(prefix="evalreport-") as name:
            root = Path(name)
            try:
                self._put(root, commit, PurePosixPath(CONFIG_FILE))
                for path in config_files(root):
                    self._put(root, commit, path)
                return load_config_partly(root, ErrorCollector(), tuple(self._project.releases))
            except (EvalReportError, OSError):
                return None

    def _put(self, root: Path, commit: str, path: PurePosixPath) -> None:
        blob = self._blobs.find(commit, path.as_posix())
        data = self._blobs.read(blob) if blob else None
        if data is not None:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)


def differences(old: Policy, new: Policy, release: Release) -> tuple[tuple[str, str, str], ...]:
    """Return (field, old value, new value) of all that differs in what serves a release."""
    before, after = dict(_flat(effective_policy(old, release))), dict(_flat(effective_policy(new, release)))
    names = [*before, *(name for name in after if name not in before)]
    return tuple(
        (name, before.get(name, "not there"), after.get(name, "not there"))
        for name in names
        if before.get(name) != after.get(name)
    )


def _flat(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _flat(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        yield path, ", ".join(map(_words, value))
    else:
        yield path, str(value)


def _words(item: object) -> str:
    """Write an item of a list as the policy's file would."""
    if not isinstance(item, dict):
        return str(item)
    return "{" + ", ".join(f"{key}: {value}" for key, value in item.items()) + "}"
