"""Whole small repositories for tests: written or copied into a folder, committed at fixed times, then asked."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from evalreport.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

WHEN = "2026-11-20T18:00:00+00:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command answered: its exit code, what it printed, what it complained of."""

    code: int
    out: str
    err: str


def git(root: Path, *arguments: str, when: str = WHEN, **environment: str) -> str:
    """Run git in a folder as the test's own person at a fixed time, and return what it printed."""
    clock = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    done = subprocess.run(
        ["git", *arguments],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, **clock, **environment},
    )
    return done.stdout


def committed(root: Path, message: str = "As it stands", when: str = WHEN) -> Path:
    """Commit everything in a folder, which becomes a repository if it is none, and return the folder."""
    if not (root / ".git").exists():
        git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", message, when=when)
    return root


def copied(source: Path, target: Path) -> Path:
    """Copy a project without its expectations, commit it, and return its folder."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("expected"))
    return committed(target)


def written(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below a folder and return it."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def ask(capsys: pytest.CaptureFixture[str], *arguments: str) -> Answer:
    """Run a command in this process and return its answer."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    seen = capsys.readouterr()
    return Answer(code=int(ended.value.code or 0), out=seen.out, err=seen.err)
