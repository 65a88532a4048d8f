"""The example's own records on a clone, and what was published against a history that changed since."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from evalreport.evidence.ledger import next_line
from evalreport.model.ledger import Snapshot
from evalreport.pipeline.project import judge_project
from tests.acceptance.evidence_repository import Story, signed
from tests.acceptance.repositories import ask
from tests.house.measure import ROOT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone of this repository with all its history."""
    cut = subprocess.run(
        ["git", "rev-parse", "--is-shallow-repository"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if cut.stdout.strip() != "false":
        pytest.skip("the history of this repository is cut off here, or it is no clone at all")
    root = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(root)], check=True)
    return root


def test_every_record_of_the_example_is_valid_until_a_byte_is_flipped(
    clone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Verify ends 0 on an untouched clone; one byte of evidence flipped and committed ends 1 and is named."""
    assert ask(capsys, "-C", str(clone), "verify").code == 0
    path = "releases/support-agent-1.3.0/evidence/unneeded-searches.csv"
    data = bytearray((clone / path).read_bytes())
    data[-2] ^= 1
    (clone / path).write_bytes(bytes(data))
    subprocess.run(["git", "-C", str(clone), "commit", "-qam", "flip"], check=True)
    answer = ask(capsys, "-C", str(clone), "verify")
    assert (answer.code, path in answer.out) == (1, True)


def published(made: Story, *names: str) -> bytes:
    """The ledger after one publication of what is there."""
    snapshot = Snapshot(root="ab" * 32, outcome="cleared")
    line = next_line(
        (),
        published_at="2026-02-03T00:00:00Z",
        commit=made.git("rev-parse", "HEAD"),
        tree=made.git("rev-parse", "HEAD^{tree}"),
        tool="evalreport 1",
        releases=dict.fromkeys(("r1", *names), snapshot),
    )
    return line + b"\n"


def rules(made: Story, ledger: bytes) -> set[str]:
    """The findings about the ledger that the site shows."""
    found = judge_project(made.root, ledger=ledger).findings
    return {one.rule for one in found} & {"ledger-rewritten", "release-vanished"}


def test_an_amended_history_is_found_through_the_ledger(tmp_path: Path) -> None:
    """The record stays valid after an amend; that history was rewritten is told by what was published."""
    made = signed(tmp_path / "repository")
    ledger = published(made)
    assert rules(made, ledger) == set()
    made.put("README.md", "x\n")
    made.commit("bo", "docs")
    assert rules(made, ledger) == set()
    made.git("reset", "-q", "--hard", "HEAD~1")
    made.commit("ana", "sign (amended)", committer="bo", amend=True)
    assert rules(made, ledger) == {"ledger-rewritten"}


def test_a_published_release_that_is_gone_is_named(tmp_path: Path) -> None:
    """A release that the ledger remembers and the repository does not is an error on the site."""
    made = signed(tmp_path / "repository")
    assert rules(made, published(made, "r0")) == {"release-vanished"}
