"""sign, override and rollback as people use them, and a release's whole life re-checked."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.evidence_repository import CONFIG, EVIDENCE, FOLDER, MANIFEST, RESULTS, SIGNOFF, Story, story
from tests.acceptance.repositories import ask

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.repositories import Answer


@pytest.fixture
def made(tmp_path: Path) -> Story:
    """A repository with one release that Ana must sign, committed by its team."""
    return story(tmp_path / "repository")


def run(made: Story, capsys: pytest.CaptureFixture[str], *arguments: str) -> Answer:
    """Run a command in the repository."""
    return ask(capsys, "-C", str(made.root), *arguments)


def failing(made: Story) -> None:
    """Let the one gate fail."""
    made.put(RESULTS, "case_id,passed\n" + "".join(f"c{n},{'true' if n < 8 else 'false'}\n" for n in range(40)))
    made.commit("ci", "a worse candidate")


def override(made: Story, capsys: pytest.CaptureFixture[str], *more: str) -> Answer:
    """Let Bo lift the gate as Ana asks."""
    reason = "The failing cases are known and harmless."
    given = ("--as", "bo", "--requested-by", "ana", "--reason", reason, "--evidence", EVIDENCE, "--yes", "--commit")
    return run(made, capsys, "override", "r1", "holds", *given, *more)


def test_sign_shows_what_is_bound_writes_commits_and_counts(made: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody types a digest: the command fills them in, commits the record alone, and the release is cleared."""
    assert run(made, capsys, "check").out.startswith("awaiting r1")
    answer = run(made, capsys, "sign", "r1", "--as", "ana", "--note", "Read them.", "--yes", "--commit")
    assert answer.code == 0
    assert made.subject(RESULTS)["sha256"][:12] in answer.out  # type: ignore[index]  # the digest is text
    assert made.git("show", "--format=", "--name-only", "HEAD") == SIGNOFF
    assert run(made, capsys, "verify").code == 0
    assert run(made, capsys, "check").out.startswith("cleared r1")


def test_an_uncommitted_sign_off_decides_nothing(made: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """A record that is not committed is a preview: unverifiable, and the release still waits."""
    run(made, capsys, "sign", "r1", "--as", "ana", "--yes")
    assert run(made, capsys, "check").out.startswith("awaiting r1")
    assert "[UNCOMMITTED]" in run(made, capsys, "verify").out


@pytest.mark.parametrize("path", [MANIFEST, RESULTS, CONFIG])
def test_sign_refuses_while_a_bound_file_differs_from_head(
    path: str, made: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    """A record binds what git holds: with an uncommitted change nothing is written."""
    made.put(path, made.read(path) + ("c99,true\n" if path == RESULTS else "# changed\n"))
    answer = run(made, capsys, "sign", "r1", "--as", "ana", "--yes")
    assert (answer.code, "[uncommitted]" in answer.err) == (3, True)
    assert not (made.root / SIGNOFF).exists()


def test_signing_again_writes_a_new_file(made: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """A record is never edited: the second answer is a file of its own, and the newest counts."""
    for decision in ("--reject", "--note=Better now."):
        made.commit("ci")
        at = made.time()
        made.now += 3600
        run(made, capsys, "sign", "r1", "--as", "ana", decision, "--at", at, "--yes", "--commit")
    assert sorted(path.name for path in (made.root / FOLDER / "signoffs").iterdir()) == [
        "product-owner-ana-2.yml",
        "product-owner-ana.yml",
    ]
    assert run(made, capsys, "verify").out.splitlines()[0].startswith("replaced")


def test_an_override_lifts_the_gate_and_leaves_the_number(made: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """With a second person, a file and a reason the release is cleared by override, the failure still shown."""
    failing(made)
    assert override(made, capsys).code == 0
    run(made, capsys, "sign", "r1", "--as", "ana", "--yes", "--commit")
    out = run(made, capsys, "check").out
    assert out.startswith("cleared_by_override r1")
    assert "FAILED" in out


@pytest.mark.parametrize(
    ("changed", "flag"),
    [
        (("--requested-by", "bo"), "OVR-SELF"),
        (("--reason", "because"), "OVR-NO-REASON"),
        (("--expires", "2036-01-01"), "days at most, so --expires 20"),
        (("--expires", "2036-01-01"), "OVR-TOO-LONG"),
        (("--as", "ana", "--role", "product-owner"), "OVR-ROLE"),
    ],
)
def test_an_override_that_would_lift_nothing_is_not_written(
    changed: tuple[str, ...], flag: str, made: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command says why, with the flag that the page would show."""
    failing(made)
    answer = override(made, capsys, *changed)
    assert (answer.code, flag in answer.err) == (3, True)
    assert not (made.root / FOLDER / "overrides").exists()


def close(made: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """Let Ana sign and close the release as shipped."""
    run(made, capsys, "sign", "r1", "--as", "ana", "--yes", "--commit")
    assert run(made, capsys, "close", "r1", "--by", "ana", "--shipped", "--yes").code == 0
    made.git("add", "-A")
    made.git("commit", "-q", "-m", "close", "--author", "Ana <ana@example.org>")


def test_what_comes_after_closing_changes_nothing_that_was_decided(
    made: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    """A threshold changed after closing leaves a closed release valid and cleared; changed evidence is named."""
    close(made, capsys)
    made.replace(CONFIG, "at_least: 0.5", "at_least: 0.99")
    made.commit("bo", "stricter from now on")
    assert run(made, capsys, "verify").code == 0
    made.replace(RESULTS, "c36,false", "c36,true")
    made.commit("ci", "fix data")
    answer = run(made, capsys, "verify")
    assert (answer.code, "EVIDENCE-CHANGED" in answer.out) == (1, True)
    assert run(made, capsys, "check", "r1").out.startswith("cleared r1")


def test_a_rollback_is_recorded_and_valid(made: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """Moving customers back writes a numbered record; the release stands as rolled back."""
    made.put("releases/r0/release.yml", made.read(MANIFEST).replace("r1", "r0"))
    made.put("releases/r0/results/candidate.csv", made.read(RESULTS))
    made.commit("ci", "an earlier release")
    close(made, capsys)
    given = ("--to", "r0", "--reason", "Success fell.", "--evidence", EVIDENCE, "--observed", "0.5")
    assert run(made, capsys, "rollback", "r1", *given, "--as", "ana", "--yes", "--commit").code == 0
    assert run(made, capsys, "verify").code == 0
    assert run(made, capsys, "check", "r1").out.startswith("rolled_back r1")


def test_the_audit_exports_every_decision_without_formulas(made: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON and CSV hold the same rows with the same ids; no cell of the CSV begins as a formula."""
    made.signoff(note='=HYPERLINK("http://example.org")')
    made.commit("ana", "sign")
    close_rows = json.loads(run(made, capsys, "audit", "--format", "json").out)["records"]
    cells = list(csv.DictReader(io.StringIO(run(made, capsys, "audit", "--format", "csv").out)))
    assert [row["id"] for row in cells] == [row["id"] for row in close_rows]
    assert cells[0]["note"].startswith("'=")
    assert run(made, capsys, "audit", "--from", "2030-01-01", "--format", "csv").out.count("\n") == 1
