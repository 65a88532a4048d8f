"""Whole small repositories for tests: written or copied into a folder, committed at fixed times, then asked."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from evalreport.cli.main import main
from evalreport.documents.bundle import result_entries
from evalreport.documents.effective import policy_digest
from evalreport.documents.project import load_project_partly
from evalreport.errors import ErrorCollector

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RECORDS = ("signoffs", "overrides", "rollbacks", "events")
BEFORE = "2026-11-01T08:00:00+00:00"
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
    """Copy a project without its expectations, commit it as its people would have, and return its folder."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("expected"))
    return sealed(target)


def sealed(root: Path) -> Path:
    """Commit a project, then each record alone, by its own person at its own time, bound to what git holds.

    Projects in `tests/projects` leave the digests out of their records, so that they stay short to read.
    """
    found = sorted(
        (_field(path, "at"), path) for path in root.glob("releases/*/*/*.yml") if path.parent.name in RECORDS
    )
    texts = [(at, path, path.read_text(encoding="utf-8")) for at, path in found]
    for _, path, _text in texts:
        path.unlink()
    committed(root, when=BEFORE)
    for _, path, text in texts:
        path.write_text(text, encoding="utf-8")
    bound = {path: text + _subjects(root, path) for _, path, text in texts if "subjects:" not in text}
    for at, path, text in texts:
        path.write_text(bound.get(path, text), encoding="utf-8")
        who = _field(path, "by")
        git(root, "add", str(path))
        mail = f"{who}@example.org"
        git(
            root, "commit", "-q", "-m", "A record", "--", str(path), when=at, GIT_AUTHOR_NAME=who, GIT_AUTHOR_EMAIL=mail
        )
    return committed(root)


def _field(path: Path, name: str) -> str:
    line = next((one for one in path.read_text(encoding="utf-8").splitlines() if one.startswith(f"{name}:")), "")
    return line.partition(":")[2].strip().strip("'\"") or BEFORE


def _subjects(root: Path, record: Path) -> str:
    """The subjects of a record as YAML, none where the project has errors."""
    project = load_project_partly(root, ErrorCollector())
    name = record.parent.parent.name
    release = project.releases.get(name) if project else None
    if project is None or release is None:
        return ""
    results = {file.as_posix() for entry in result_entries(project, release) for file in entry.files}
    files = [("manifest", f"releases/{name}/release.yml"), *(("result", path) for path in sorted(results))]
    lines = [f"  - {_subject(kind, path, (root / path).read_bytes())}" for kind, path in files]
    digest = policy_digest(project.policy_of(name), release)
    lines.append(f"  - {{kind: policy, path: site_config.yml, sha256: {digest}, size: 1}}")
    return "\n".join(["subjects:", *lines, ""])


def _subject(kind: str, path: str, data: bytes) -> str:
    digest = hashlib.sha256(data).hexdigest()
    return f"{{kind: {kind}, path: {path}, sha256: '{digest}', size: {len(data)}}}"


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
