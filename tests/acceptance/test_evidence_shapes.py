"""Shapes a repository can have: each is a named state or works, and never names a wrong author."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.evidence_repository import RESULTS, Story, signed, story
from tests.acceptance.repositories import ask

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def no_git(root: Path) -> Path:
    """A folder that is no repository."""
    made = signed(root)
    shutil.rmtree(root / ".git")
    return made.root


def no_commit(root: Path) -> Path:
    """A repository before its first commit."""
    made = signed(root)
    shutil.rmtree(root / ".git")
    made.git("init", "-q")
    return made.root


def worktree(root: Path) -> Path:
    """A second work tree of a repository, with a detached head."""
    made = signed(root.with_name("main"))
    made.git("worktree", "add", "-q", "--detach", str(root))
    return root


def subfolder(root: Path) -> Path:
    """A project inside a larger repository."""
    made = signed(root)
    inner = root / "team" / "agent"
    inner.mkdir(parents=True)
    for name in ("releases", "site_config.yml"):
        made.git("mv", name, f"team/agent/{name}")
    made.commit("ana", "move below a folder")
    return inner


def replaced(root: Path) -> Path:
    """A replace ref that would show another author."""
    made = signed(root)
    head = made.git("rev-parse", "HEAD")
    made.git("checkout", "-q", "--detach")
    other = made.commit("bo", "not what it seems", amend=True)
    made.git("checkout", "-q", "main")
    made.git("replace", head, other)
    return made.root


def partial(root: Path) -> Path:
    """A clone without the blobs of older commits, whose evidence has changed since."""
    full = signed(root.with_name("full"))
    full.replace(RESULTS, "c36,false", "c36,true")
    full.commit("ci", "fix data")
    full.git("config", "uploadpack.allowFilter", "true")
    subprocess.run(["git", "clone", "-q", "--filter=blob:none", f"file://{full.root}", str(root)], check=True)
    # Nothing may be fetched for the asking.
    shutil.rmtree(full.root)
    return root


def submodule(root: Path) -> Path:
    """A sign-off that binds a file of a submodule."""
    made = story(root)
    other = signed(root.with_name("other"))
    made.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.root), "vendor")
    made.commit("ci", "vendor")
    bound = made.subject("vendor/site_config.yml", "attachment")
    made.signoff(subjects=[*made.subjects(), bound])
    made.commit("ana", "sign")
    return root


def mailmap(root: Path) -> Path:
    """A .mailmap that would rewrite who signed."""
    made = story(root)
    made.put(".mailmap", "Ana <ana@example.org> <bo@example.org>\n")
    made.commit("ci", "mailmap")
    made.signoff()
    made.commit("bo", "sign for ana")
    return root


def sha256_repository(root: Path) -> Path:
    """A repository of SHA-256 objects."""
    first = story(root)
    shutil.rmtree(root / ".git")
    made = Story(root, now=first.now)
    made.git("init", "-q", "-b", "main", "--object-format=sha256")
    made.commit("ci", "evidence")
    made.signoff()
    made.commit("ana", "sign")
    return root


@pytest.mark.parametrize(
    ("make", "codes"),
    [
        (no_git, ["NO-GIT"]),
        (no_commit, ["UNCOMMITTED"]),
        (worktree, []),
        (replaced, []),
        (partial, ["BLOB-MISSING"]),
        (submodule, ["SUBMODULE"]),
        (mailmap, ["AUTHOR-MISMATCH"]),
        (sha256_repository, []),
    ],
    ids=lambda case: getattr(case, "__name__", ""),
)
def test_each_shape_is_named(
    make: Callable[[Path], Path], codes: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever the shape of the repository, a record's state is right or says why nobody can tell."""
    root = make(tmp_path / "repository")
    answer = ask(capsys, "-C", str(root), "audit", "--format", "json")
    assert json.loads(answer.out)["records"][0]["codes"] == codes, answer.err


def test_a_project_below_a_folder_is_found_in_its_history(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In a larger repository paths are the project's own, and a record moved there is its mover's."""
    root = subfolder(tmp_path / "repository")
    found = json.loads(ask(capsys, "-C", str(root), "audit", "--format", "json").out)["records"][0]
    assert [commit["author"] for commit in found["commits"]] == ["ana"]


def test_check_ends_4_where_history_is_cut_off(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An open release that a record decides cannot be judged in a shallow clone, and the hint says what to do."""
    full = signed(tmp_path / "full")
    full.put("README.md", "x\n")
    full.commit("bo", "docs")
    root = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{full.root}", str(root)], check=True)
    answer = ask(capsys, "-C", str(root), "check")
    assert answer.code == 4
    assert "fetch-depth: 0" in answer.out
