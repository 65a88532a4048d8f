"""What git says, out of real repositories of every shape a project may lie in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from evalreport.errors import VcsError
from evalreport.model.bundle import Origin
from evalreport.vcs.history import read_history
from evalreport.vcs.identity import current_user
from tests.acceptance.repositories import committed, git, written

if TYPE_CHECKING:
    from pathlib import Path

NAMES = (
    "plain.csv",
    "with space.csv",
    "t\u00fcren/\u5024.csv",
    "new\nline.csv",
    "\nfirst.csv",
    ":colon.csv",
    "\x01" + "0" * 40,
    'quo"te.csv',
    "-option.csv",
)


def head(root: Path) -> str:
    """The commit that HEAD names."""
    return git(root, "rev-parse", "HEAD").strip()


def test_without_git_nothing_is_attributed(tmp_path: Path) -> None:
    """A folder outside any repository is read all the same; nothing is known of its files."""
    history = read_history(written(tmp_path, {"a.csv": "1"}))
    assert (history.repository.state, history.repository.head) == ("no-git", None)
    assert history.origin("a.csv") == Origin()


def test_before_the_first_commit_everything_is_uncommitted(tmp_path: Path) -> None:
    """A fresh repository says so, and all its files differ from a commit that is not there."""
    git(written(tmp_path, {"a.csv": "1", "b.csv": "2"}), "init", "-q")
    git(tmp_path, "add", "a.csv")
    history = read_history(tmp_path)
    assert (history.repository.state, history.repository.head_time) == ("no-commit", None)
    assert history.repository.dirty == ("a.csv", "b.csv")
    assert history.origin("b.csv") == Origin(uncommitted=True)


def test_each_file_has_the_commit_that_last_touched_it(tmp_path: Path) -> None:
    """The newest commit of a path counts, with its author and the time it was committed."""
    first = head(committed(written(tmp_path, {"a.csv": "1", "b.csv": "1"}), when="2026-01-01T00:00:00+00:00"))
    second = head(committed(written(tmp_path, {"b.csv": "2"}), when="2026-01-02T00:00:00+00:00"))
    history = read_history(tmp_path)
    assert (history.repository.state, history.repository.head) == ("ok", second)
    assert history.repository.head_time == "2026-01-02T00:00:00+00:00"
    assert history.origin("a.csv").commit == first
    when, blob = "2026-01-02T00:00:00+00:00", history.tree["b.csv"].blob
    assert history.origin("b.csv") == Origin(commit=second, author="Tess Tester", committed_at=when, blob=blob)


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_any_name_of_a_file_is_attributed(tmp_path: Path, name: str) -> None:
    """Spaces, line ends, other scripts and names that look like git's own output lead to their commit."""
    commit = head(committed(written(tmp_path, {name: "1", "other.csv": "2"})))
    committed(written(tmp_path, {"other.csv": "3"}))
    history = read_history(tmp_path)
    assert history.origin(name).commit == commit
    assert history.repository.dirty == ()


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_changed_file_of_any_name_is_uncommitted(tmp_path: Path, name: str) -> None:
    """What differs from HEAD, or git does not know, is named as it is."""
    committed(written(tmp_path, {name: "1"}))
    written(tmp_path, {name: "2", "new.csv": "3"})
    history = read_history(tmp_path)
    assert set(history.repository.dirty) == {name, "new.csv"}
    assert history.origin(name) == Origin(uncommitted=True)


def test_staged_and_deleted_files_differ_too(tmp_path: Path) -> None:
    """The index is not the commit."""
    committed(written(tmp_path, {"a.csv": "1", "b.csv": "1", "c.csv": "1"}))
    written(tmp_path, {"a.csv": "2"})
    git(tmp_path, "add", "a.csv")
    (tmp_path / "b.csv").unlink()
    assert read_history(tmp_path).repository.dirty == ("a.csv", "b.csv")


def test_a_deleted_file_that_came_back_belongs_to_its_return(tmp_path: Path) -> None:
    """A path that is not at HEAD has no origin; one added again has that commit."""
    committed(written(tmp_path, {"a.csv": "1", "b.csv": "1"}))
    (tmp_path / "a.csv").unlink()
    (tmp_path / "b.csv").unlink()
    committed(tmp_path)
    back = head(committed(written(tmp_path, {"b.csv": "1"})))
    history = read_history(tmp_path)
    assert history.origin("a.csv") == Origin()
    assert history.origin("b.csv").commit == back


def test_a_change_inside_a_merge_is_seen(tmp_path: Path) -> None:
    """A merge commit that writes something of its own is the origin of what it wrote, and of nothing else."""
    committed(written(tmp_path, {"a.csv": "1", "b.csv": "1", "c.csv": "1"}))
    git(tmp_path, "switch", "-qc", "side")
    side = head(committed(written(tmp_path, {"b.csv": "2"})))
    git(tmp_path, "switch", "-q", "main")
    committed(written(tmp_path, {"c.csv": "2"}))
    git(tmp_path, "merge", "-q", "--no-commit", "--no-ff", "side")
    merge = head(committed(written(tmp_path, {"a.csv": "slipped in"})))
    history = read_history(tmp_path)
    assert history.origin("a.csv").commit == merge
    assert history.origin("b.csv").commit == side


def test_a_project_below_a_repository_sees_its_own_paths(tmp_path: Path) -> None:
    """In a monorepo paths are the project's, and changes elsewhere are nobody's business here."""
    committed(written(tmp_path, {"agent/a.csv": "1", "agent-2/a.csv": "1", "b.csv": "1"}))
    written(tmp_path, {"b.csv": "2", "agent/new.csv": "1", "agent-2/a.csv": "2"})
    history = read_history(tmp_path / "agent")
    assert history.origin("a.csv").commit == head(tmp_path)
    assert history.origin("b.csv") == Origin()
    assert history.repository.dirty == ("new.csv",)


@pytest.mark.parametrize(
    ("path", "ignored"),
    [
        ("out/run.csv", True),
        ("out", True),
        ("a.log", True),
        ("agent/out/x/y.csv", True),
        ("outer/run.csv", False),
        ("a.csv", False),
    ],
)
def test_what_git_ignores_is_known(tmp_path: Path, path: str, *, ignored: bool) -> None:
    """Files below an ignored folder are ignored, and are neither dirty nor untracked."""
    files = {".gitignore": "out/\n*.log\n", "a.csv": "1", "outer/run.csv": "1"}
    committed(written(tmp_path, files))
    written(tmp_path, {"out/run.csv": "1", "a.log": "1", "agent/out/x/y.csv": "1", "agent/kept.csv": "1"})
    history = read_history(tmp_path)
    assert history.is_ignored(path) == ignored
    assert history.repository.dirty == ("agent/kept.csv",)


def test_a_shallow_clone_names_nobody(tmp_path: Path) -> None:
    """Depth 1 would make the last committer the author of everything, so nothing is attributed."""
    source = committed(written(tmp_path / "source", {"a.csv": "1"}))
    committed(written(source, {"b.csv": "1"}))
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{source}", "clone")
    history = read_history(tmp_path / "clone")
    assert (history.repository.state, history.repository.head) == ("shallow", head(source))
    assert history.origin("a.csv") == history.origin("b.csv") == Origin()


def test_a_bare_repository_has_no_files(tmp_path: Path) -> None:
    """A bare repository is named as one."""
    git(tmp_path, "init", "-q", "--bare", "store")
    assert read_history(tmp_path / "store").repository.state == "bare"


@pytest.mark.parametrize("way", ["worktree", "detached"])
def test_other_checkouts_read_the_same_history(tmp_path: Path, way: str) -> None:
    """A work tree of its own, or a detached HEAD, knows the commit of each file."""
    source = committed(written(tmp_path / "source", {"a.csv": "1"}))
    commit = head(source)
    if way == "worktree":
        git(source, "worktree", "add", "-q", "--detach", "../tree")
    else:
        git(source, "checkout", "-q", "--detach")
    history = read_history(tmp_path / ("tree" if way == "worktree" else "source"))
    assert (history.repository.state, history.origin("a.csv").commit) == ("ok", commit)


def test_through_a_link_the_project_is_the_same(tmp_path: Path) -> None:
    """A project reached over a symbolic link has the history of where it lies."""
    source = committed(written(tmp_path / "source", {"agent/a.csv": "1"}))
    (tmp_path / "link").symlink_to(source / "agent")
    assert read_history(tmp_path / "link").origin("a.csv").commit == head(source)


def test_replace_refs_and_user_settings_change_nothing(tmp_path: Path) -> None:
    """A replaced commit and a log that shows signatures leave the history as it was written."""
    first = head(committed(written(tmp_path, {"a.csv": "1"})))
    second = head(committed(written(tmp_path, {"a.csv": "2"})))
    git(tmp_path, "replace", second, first)
    git(tmp_path, "config", "log.showSignature", "true")
    git(tmp_path, "config", "core.quotePath", "true")
    assert read_history(tmp_path).origin("a.csv").commit == second


def test_a_damaged_repository_is_a_failed_world(tmp_path: Path) -> None:
    """When git itself fails its own first words are told, and the exit code is that of the world."""
    committed(written(tmp_path, {"a.csv": "1"}))
    (tmp_path / ".git" / "index").write_bytes(b"no index at all")
    with pytest.raises(VcsError) as caught:
        read_history(tmp_path)
    assert caught.value.exit_code == 4
    assert str(caught.value).startswith("git: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("known", [True, False])
def test_the_user_is_who_git_says(tmp_path: Path, *, known: bool) -> None:
    """Name and e-mail of the configuration, or nobody."""
    git(tmp_path, "init", "-q")
    if known:
        git(tmp_path, "config", "user.name", "Ana")
        git(tmp_path, "config", "user.email", "ana@example.org")
        assert current_user(tmp_path) == ("Ana", "ana@example.org")
    else:
        git(tmp_path, "config", "user.name", "")
        git(tmp_path, "config", "user.email", "")
        assert current_user(tmp_path) in {None, ("", "")}
