"""How git is called: hardened, bounded in time, and through GitPython only."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from evalreport.errors import VcsError

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
SETTINGS = (
    "-c", "core.quotePath=false", "-c", "log.showSignature=false", "-c", "core.fsmonitor=false",
    # Before 2.44 git knows no GIT_NO_LAZY_FETCH: a partial clone must not go to the network for a blob.
    "-c", "protocol.allow=never",
)  # fmt: skip
TIMEOUT_S = 120


def run(repo: Repo, *arguments: str, settings: tuple[str, ...] = (), env: Mapping[str, str] | None = None) -> bytes:
    """Run a git command and return what it printed. GitPython's errors climb on: see :func:`named_errors`."""
    output = repo.git.execute(
        ["git", *SETTINGS, *settings, *arguments],
        env={**HARDENED, **(env or {})},
        stdout_as_string=False,
        strip_newline_in_stdout=False,
        kill_after_timeout=TIMEOUT_S,
    )
    if not isinstance(output, bytes):
        raise VcsError("git answered with something that is not text", slug="git")
    return output


@contextmanager
def named_errors() -> Iterator[None]:
    """Turn an error of git into a VcsError in git's own words."""
    from git.exc import GitCommandError

    try:
        yield
    except GitCommandError as error:
        words = str(error.stderr).strip().removeprefix("stderr: ").strip("'\n ") or str(error)
        raise VcsError(f"git: {words.splitlines()[0]}", slug="git") from error
