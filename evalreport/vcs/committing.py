"""The one thing ever written to git in a work tree: a record, in a commit of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.vcs.command import named_errors, run

if TYPE_CHECKING:
    from pathlib import Path


def commit_alone(root: Path, path: str, message: str, author: tuple[str, str] | None) -> str:
    """Commit one new file and nothing else, and return the commit's id.

    ``author`` is (name, e-mail) where it is not git's own user. Raises VcsError in git's words.
    """
    from git import Repo

    with named_errors(), Repo(root, search_parent_directories=True) as repo:
        run(repo, "-C", str(root), "add", "--", path)
        who = (f"--author={author[0]} <{author[1]}>",) if author else ()
        run(repo, "-C", str(root), "commit", "-q", *who, "-m", message, "--", path)
        return run(repo, "rev-parse", "HEAD").decode().strip()
