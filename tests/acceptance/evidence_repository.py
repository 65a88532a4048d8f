"""Small repositories with one decision in them, each person committing for themselves: a record's whole life in git."""

from __future__ import annotations

import hashlib
import os
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from evalreport.documents.effective import policy_digest
from evalreport.documents.project import load_project
from evalreport.documents.writing import dump

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

START = 1_770_000_000
HOUR = 3600
FOLDER = "releases/r1"
RESULTS = f"{FOLDER}/results/candidate.csv"
MANIFEST = f"{FOLDER}/release.yml"
CONFIG = "site_config.yml"
SIGNOFF = f"{FOLDER}/signoffs/product-owner-ana.yml"
OVERRIDE = f"{FOLDER}/overrides/holds.yml"
EVIDENCE = f"{FOLDER}/evidence/why.csv"
FILES = {
    CONFIG: """\
version: 1
site: {name: Evidence}
people:
  ana: {name: Ana, roles: [product-owner], emails: [ana@example.org]}
  bo: {name: Bo, roles: [risk-owner], emails: [bo@example.org]}
decisions:
  change: {question: Can it ship?, owner: ana, gates: [holds], signoff: [product-owner]}
scorecard:
  success: {owner: ana, use: blocks release if it degrades}
gates:
  holds: {score: success, at_least: 0.5, override: {roles: [risk-owner], evidence: 1, max_days: 30}}
""",
    MANIFEST: """\
release: r1
workflow: agent
decision: change
summary: A change.
date: 2026-02-02
candidate: results/candidate.csv
""",
    RESULTS: "case_id,passed\n" + "".join(f"c{n},{'true' if n < 36 else 'false'}\n" for n in range(40)),
    EVIDENCE: "case,why\nc36,known\n",
}


@dataclass
class Story:
    """A repository that persons commit to, an hour between commits."""

    root: Path
    now: int = START
    signing: dict[str, Path] = field(default_factory=dict)

    def git(self, *arguments: str, **environment: str) -> str:
        """Run git here and return what it printed."""
        done = subprocess.run(
            ["git", "-C", str(self.root), *arguments],
            check=True, capture_output=True, text=True, env={**os.environ, **environment},
        )  # fmt: skip
        return done.stdout.strip()

    def put(self, path: str, text: str | bytes) -> None:
        """Write a file into the work tree."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode() if isinstance(text, str) else text)

    def read(self, path: str) -> str:
        """Read a file of the work tree."""
        return (self.root / path).read_text(encoding="utf-8")

    def replace(self, path: str, old: str, new: str) -> None:
        """Put one text in place of another; it must be there."""
        before = self.read(path)
        assert old in before
        self.put(path, before.replace(old, new))

    def commit(
        self,
        who: str,
        message: str = "work",
        *,
        committer: str | None = None,
        at: int | None = None,
        amend: bool = False,
    ) -> str:
        """Commit everything as a person and return the commit."""
        self.now += HOUR
        when = f"@{self.now if at is None else at} +0000"
        done_by = committer or who
        key = self.signing.get(who)
        sign = ("-c", "gpg.format=ssh", "-c", f"user.signingkey={key}") if key else ()
        self.git("add", "-A")
        flags = [*(["-S"] if key else []), *(["--amend"] if amend else [])]
        self.git(
            *sign, "commit", "-q", "--allow-empty", *flags, "-m", message,
            GIT_AUTHOR_NAME=who, GIT_AUTHOR_EMAIL=f"{who}@example.org", GIT_AUTHOR_DATE=when,
            GIT_COMMITTER_NAME=done_by, GIT_COMMITTER_DATE=when,
            GIT_COMMITTER_EMAIL="noreply@github.com" if done_by == "GitHub" else f"{done_by}@example.org",
        )  # fmt: skip
        return self.git("rev-parse", "HEAD")

    def subject(self, path: str, kind: str = "result") -> dict[str, object]:
        """Bind a file by what lies in the work tree, counted here and not by the code under test."""
        data = (self.root / path).read_bytes()
        return {"kind": kind, "path": path, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}

    def policy(self) -> dict[str, object]:
        """Bind the effective policy as it stands."""
        project = load_project(self.root)
        digest = policy_digest(project.policy, project.releases["r1"])
        return {"kind": "policy", "path": CONFIG, "sha256": digest, "size": 1}

    def subjects(self) -> list[dict[str, object]]:
        """Bind all that the release rests on."""
        return [self.subject(MANIFEST, "manifest"), self.subject(RESULTS), self.policy()]

    def signoff(self, *, path: str = SIGNOFF, by: str = "ana", role: str = "product-owner", **changed: object) -> None:
        """Write an approval, with fields changed where asked."""
        fields = {
            "release": "r1", "decision": "approve", "by": by, "role": role, "at": self.time(),
            "subjects": changed.pop("subjects", None) or self.subjects(), **changed,
        }  # fmt: skip
        self.put(path, dump({name: value for name, value in fields.items() if value is not ...}))

    def override(self, *, by: str = "bo", requested_by: str = "ana", **changed: object) -> None:
        """Write an override of the one gate."""
        fields: dict[str, object] = {
            "release": "r1", "decision": "override", "gate": "holds", "requested_by": requested_by, "by": by,
            "role": "risk-owner", "at": self.time(), "reason": "The failing cases are known and harmless.",
            "evidence": [self.subject(EVIDENCE, "attachment")], "expires": self.day(20),
            "subjects": self.subjects(), **changed,
        }  # fmt: skip
        self.put(OVERRIDE, dump(fields))

    def time(self) -> str:
        """The time at which a person writes a record: shortly before the next commit."""
        return datetime.fromtimestamp(self.now + HOUR - 60, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def day(self, after: int) -> str:
        """A day some days from now."""
        return datetime.fromtimestamp(self.now + after * 86_400, UTC).strftime("%Y-%m-%d")


def story(root: Path, without: Iterable[str] = ()) -> Story:
    """Begin a repository with policy, manifest and results, committed by the CI of the team."""
    subprocess.run(["git", "init", "-q", "-b", "main", str(root)], check=True)
    made = Story(root)
    left_out = set(without)
    for path, text in FILES.items():
        if path not in left_out:
            made.put(path, text)
    made.commit("ci", "evidence")
    return made


def signed(root: Path) -> Story:
    """Begin a repository in which Ana has approved."""
    made = story(root)
    made.signoff()
    made.commit("ana", "sign")
    return made
