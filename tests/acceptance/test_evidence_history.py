"""Repositories with one fault each, made by real git, and what verify must call it."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.evidence_repository import (
    CONFIG,
    EVIDENCE,
    FOLDER,
    MANIFEST,
    OVERRIDE,
    RESULTS,
    SIGNOFF,
    START,
    Story,
    signed,
    story,
)
from tests.acceptance.repositories import ask

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Case = tuple[str, str, list[str]]


def edited_after(root: Path) -> Story:
    """Evidence changes after the sign-off."""
    made = signed(root)
    made.replace(RESULTS, "c36,false", "c36,true")
    made.commit("ci", "fix data")
    return made


def gate_loosened(root: Path) -> Story:
    """A threshold changes after the sign-off."""
    made = signed(root)
    made.replace(CONFIG, "at_least: 0.5", "at_least: 0.1")
    made.commit("bo", "tune")
    return made


def edited_and_back(root: Path) -> Story:
    """Evidence changes and is put back."""
    made = edited_after(root)
    made.replace(RESULTS, "c36,true", "c36,false")
    made.commit("ci", "revert")
    return made


def title_changed(root: Path) -> Story:
    """The site is called something else."""
    made = signed(root)
    made.replace(CONFIG, "name: Evidence", "name: Something else")
    made.commit("bo", "rename the site")
    return made


def wrong_digest(root: Path) -> Story:
    """A digest that no file ever had."""
    made = story(root)
    subjects = made.subjects()
    subjects[1]["sha256"] = "0" * 64
    made.signoff(subjects=subjects)
    made.commit("ana", "sign")
    return made


def rewritten_by_other(root: Path) -> Story:
    """Somebody else refreshes the digests of a stale sign-off."""
    made = edited_after(root)
    made.signoff()
    made.commit("bo", "refresh digests")
    return made


def edited_in_a_merge(root: Path) -> Story:
    """The record is rewritten inside a merge commit, where a plain log shows nothing."""
    made = signed(root)
    made.git("checkout", "-q", "-b", "side", "HEAD~1")
    made.put("README.md", "x\n")
    made.commit("bo", "docs")
    made.git("checkout", "-q", "main")
    made.git("merge", "-q", "--no-ff", "--no-commit", "side")
    made.put(SIGNOFF, made.read(SIGNOFF) + "note: all is well\n")
    made.commit("bo", "merge")
    return made


def by_other_author(root: Path) -> Story:
    """Somebody commits a sign-off that speaks for another."""
    made = story(root)
    made.signoff()
    made.commit("bo", "sign for ana")
    return made


def without_digest(root: Path) -> Story:
    """A sign-off that binds nothing."""
    made = story(root)
    made.signoff(subjects=...)
    made.commit("ana", "sign")
    return made


def deleted(root: Path) -> Story:
    """Evidence is deleted."""
    made = signed(root)
    (root / RESULTS).unlink()
    made.commit("ci", "cleanup")
    return made


def renamed(root: Path) -> Story:
    """Evidence moves to another name."""
    made = signed(root)
    (root / RESULTS).rename(root / f"{FOLDER}/results/offline.csv")
    made.commit("ci", "rename")
    return made


def before_the_evidence(root: Path) -> Story:
    """The record claims a time before its evidence existed."""
    made = story(root)
    made.signoff(at="2025-01-01T00:00:00Z")
    made.commit("ana", "sign")
    return made


def clock_back(root: Path) -> Story:
    """The commit says it is months older than its parent."""
    made = story(root)
    made.signoff()
    made.commit("ana", "sign", at=START - 90 * 86_400)
    return made


def lfs_pointer(root: Path) -> Story:
    """The result file is a pointer to storage elsewhere."""
    made = story(root)
    made.put(RESULTS, f"version https://git-lfs.github.com/spec/v1\noid sha256:{'b' * 64}\nsize 123\n")
    made.commit("ci", "lfs")
    made.signoff()
    made.commit("ana", "sign")
    return made


def uncommitted(root: Path) -> Story:
    """The sign-off is not committed."""
    made = story(root)
    made.signoff()
    return made


def shallow(root: Path) -> Story:
    """The clone has the newest commit only."""
    full = signed(root.with_name(f"{root.name}-full"))
    full.put("README.md", "x\n")
    full.commit("bo", "docs")
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{full.root}", str(root)], check=True)
    return Story(root)


def amended(root: Path) -> Story:
    """The sign-off's commit is amended by another committer: the record itself is still Ana's."""
    made = signed(root)
    made.commit("ana", "sign (amended)", committer="bo", amend=True)
    return made


def crlf_checkout(root: Path) -> Story:
    """The work tree ends its lines otherwise than git's blob."""
    made = signed(root)
    made.put(MANIFEST, made.read(MANIFEST).replace("\n", "\r\n"))
    made.put(".git/info/attributes", "* text eol=crlf\n")
    return made


def untouched(root: Path) -> Story:
    """Nothing happens after the sign-off."""
    return signed(root)


def squashed(root: Path) -> Story:
    """A forge squashed evidence and sign-off into one commit of the pull request's author."""
    made = story(root)
    made.replace(RESULTS, "c36,false", "c36,true")
    made.signoff()
    made.commit("ci", "Change (#12)\n\nCo-authored-by: Ana <ana@example.org>", committer="GitHub")
    return made


def copied_record(root: Path) -> Story:
    """A sign-off of another release lies in this one's folder."""
    made = story(root)
    made.signoff(release="r0")
    made.commit("ana", "sign")
    return made


def self_mapped(root: Path) -> Story:
    """The commit that signs also makes its author the person."""
    made = story(root)
    made.replace(CONFIG, "emails: [ana@example.org]", "emails: [ana@example.org, eve@example.org]")
    made.signoff()
    made.commit("eve", "sign")
    return made


def person_left(root: Path) -> Story:
    """The person leaves the policy after signing."""
    made = signed(root)
    made.replace(CONFIG, "roles: [product-owner]", "roles: [guest]")
    made.replace(CONFIG, "{name: Bo, roles: [", "{name: Bo, roles: [product-owner, ")
    made.commit("bo", "ana moves on")
    return made


def manifest_gained(root: Path) -> Story:
    """The manifest gains a file after the sign-off."""
    made = signed(root)
    made.put(MANIFEST, made.read(MANIFEST) + "attachments: [evidence/why.csv]\n")
    made.commit("ci", "attach")
    return made


def unknown_person(root: Path) -> Story:
    """Somebody signs whom nobody knows."""
    made = story(root)
    made.signoff(by="eve", path=f"{FOLDER}/signoffs/product-owner-eve.yml")
    made.commit("eve", "sign")
    return made


def merged_with_a_merge_commit(root: Path) -> Story:
    """The sign-off came through a merge commit of a forge, which keeps who wrote what."""
    made = story(root)
    made.git("checkout", "-q", "-b", "side")
    made.signoff()
    made.commit("ana", "sign")
    made.git("checkout", "-q", "main")
    made.put("README.md", "x\n")
    made.commit("ci", "docs")
    made.git("merge", "-q", "--no-ff", "--no-commit", "side")
    made.commit("ana", "Merge pull request", committer="GitHub")
    return made


def linked(root: Path) -> Story:
    """Evidence is a symbolic link."""
    made = story(root)
    (root / EVIDENCE).unlink()
    (root / EVIDENCE).symlink_to("../results/candidate.csv")
    made.commit("ci", "link")
    made.signoff(subjects=[*made.subjects(), made.subject(EVIDENCE, "attachment")])
    made.commit("ana", "sign")
    return made


CASES: tuple[tuple[Callable[[Path], Story], str, tuple[str, ...], int], ...] = (
    (untouched, "valid", (), 0),
    (edited_after, "stale", ("EVIDENCE-CHANGED",), 1),
    (gate_loosened, "stale", ("POLICY-CHANGED",), 1),
    (title_changed, "valid", (), 0),
    (edited_and_back, "valid", (), 0),
    (wrong_digest, "tampered", ("DIGEST-NEVER-EXISTED",), 1),
    (rewritten_by_other, "tampered", ("RECORD-EDITED-BY-OTHER",), 1),
    (edited_in_a_merge, "tampered", ("RECORD-EDITED-BY-OTHER",), 1),
    (by_other_author, "tampered", ("AUTHOR-MISMATCH",), 1),
    (without_digest, "unverifiable", ("NO-DIGEST",), 1),
    (deleted, "stale", ("EVIDENCE-DELETED",), 1),
    (renamed, "stale", ("EVIDENCE-RENAMED",), 1),
    (before_the_evidence, "tampered", ("TIME-BEFORE-EVIDENCE",), 1),
    (clock_back, "tampered", ("CLOCK-BACK",), 1),
    (lfs_pointer, "unverifiable", ("LFS-POINTER",), 1),
    (uncommitted, "unverifiable", ("UNCOMMITTED",), 1),
    (shallow, "unverifiable", ("SHALLOW",), 4),
    (amended, "valid", (), 0),
    (crlf_checkout, "valid", (), 0),
    (squashed, "unverifiable", ("SQUASHED",), 1),
    (copied_record, "tampered", ("WRONG-RELEASE",), 1),
    (self_mapped, "tampered", ("SELF-MAPPED",), 1),
    (person_left, "stale", ("PERSON-LEFT",), 1),
    (manifest_gained, "stale", ("EVIDENCE-CHANGED", "NOT-COVERED"), 1),
    (unknown_person, "unverifiable", ("UNKNOWN-PERSON",), 1),
    (merged_with_a_merge_commit, "valid", (), 0),
    (linked, "unverifiable", ("SYMLINK",), 1),
)


@pytest.mark.parametrize(("make", "state", "codes", "code"), CASES, ids=lambda case: getattr(case, "__name__", ""))
def test_each_fault_is_called_what_it_is(
    make: Callable[[Path], Story],
    state: str,
    codes: tuple[str, ...],
    code: int,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Every state and reason code stands for a repository in which exactly that happened, and verify ends so."""
    made = make(tmp_path / "repository")
    answer = ask(capsys, "-C", str(made.root), "audit", "--format", "json")
    row = json.loads(answer.out)["records"][0]
    assert (row["state"], tuple(row["codes"])) == (state, codes)
    assert ask(capsys, "-C", str(made.root), "verify").code == code


def test_a_stale_policy_names_old_value_new_value_and_commit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A threshold changed after a sign-off is told with both values and the commit that changed it."""
    made = gate_loosened(tmp_path / "repository")
    out = ask(capsys, "-C", str(made.root), "verify").out
    assert "gates.holds.at_least: 0.5 \u2192 0.1" in out
    assert made.git("rev-parse", "--short=7", "HEAD") in out
    assert "evalreport sign r1 --as ana" in out


def test_a_flipped_byte_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One byte of evidence changed and committed: verify ends 1, names the file, both digests and both commits."""
    made = edited_after(tmp_path / "repository")
    answer = ask(capsys, "-C", str(made.root), "verify")
    assert answer.code == 1
    for part in (RESULTS, "EVIDENCE-CHANGED", made.git("rev-parse", "--short=7", "HEAD")):
        assert part in answer.out


def flags(made: Story, capsys: pytest.CaptureFixture[str], *more: str) -> list[str]:
    """The flags of the one override of a repository."""
    found = json.loads(ask(capsys, "-C", str(made.root), "audit", "--format", "json", *more).out)["records"]
    return [flag for row in found if row["kind"] == "override" for flag in row["flags"]]


@pytest.mark.parametrize(
    ("changed", "author", "expected"),
    [
        ({}, "ci", []),
        ({"requested_by": "bo"}, "ci", ["OVR-SELF"]),
        ({"requested_by": "Bo+x@EXAMPLE.org"}, "ci", ["OVR-SELF"]),
        ({}, "bo", ["OVR-SELF"]),
        ({"expires": "2026-03-30"}, "ci", ["OVR-TOO-LONG"]),
        ({"reason": "because"}, "ci", ["OVR-NO-REASON"]),
        ({"evidence": []}, "ci", ["OVR-NO-EVIDENCE"]),
    ],
)
def test_an_override_that_breaks_the_gates_rules_is_flagged(
    changed: dict[str, object], author: str, expected: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Self-approval (also by the author of the evidence), too long, without reason or evidence: each has its flag."""
    made = story(tmp_path / "repository", without=[EVIDENCE])
    made.put(EVIDENCE, "case,why\nc36,known\n")
    made.commit(author, "evidence for it")
    made.override(**changed)  # type: ignore[arg-type]  # the table holds texts and lists as a record does
    made.commit("bo", "override")
    assert flags(made, capsys, "--as-of", f"{made.day(1)}T00:00:00Z") == expected


@pytest.mark.parametrize(("days", "expected"), [(20, []), (21, ["OVR-EXPIRED"])])
def test_an_override_holds_on_its_last_day_and_not_after(
    days: int, expected: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The last day is included; one day past it the override has run out."""
    made = story(tmp_path / "repository")
    last = made.day(20)
    made.override(expires=last)
    made.commit("bo", "override")
    as_of = f"{last}T23:59:00Z" if days == 20 else f"{made.day(21)}T00:00:01Z"
    assert flags(made, capsys, "--as-of", as_of) == expected
    assert (made.root / OVERRIDE).is_file()


def test_a_full_clone_verifies_and_check_uses_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On a clone all records are valid and the release is cleared; a stale sign-off leaves it waiting."""
    made = signed(tmp_path / "repository")
    assert ask(capsys, "-C", str(made.root), "check").out.startswith("cleared r1")
    made.replace(CONFIG, "at_least: 0.5", "at_least: 0.4")
    made.commit("bo", "tune")
    assert ask(capsys, "-C", str(made.root), "check").out.startswith("awaiting r1")
