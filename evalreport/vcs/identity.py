"""Who git says is working here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def current_user(root: Path) -> tuple[str, str] | None:
    """Return (name, e-mail) from git's configuration, None where git knows nobody."""
    from git import Git
    from git.exc import GitCommandError, GitCommandNotFound

    git = Git(str(root))
    try:
        name = str(git.execute(["git", "config", "--get", "user.name"]))
        mail = str(git.execute(["git", "config", "--get", "user.email"]))
    except (GitCommandError, GitCommandNotFound):
        return None
    return name.strip(), mail.strip()
