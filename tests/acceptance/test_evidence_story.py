"""A team's whole story under signed commits: cleared, blocked, lifted by override, rolled back; then a byte changes."""

from __future__ import annotations

import csv
import io
import shlex
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.evidence_repository import CONFIG, FILES, HOUR, MANIFEST, START, Story, story
from tests.acceptance.evidence_repository import EVIDENCE as WHY
from tests.acceptance.repositories import ask
from tests.acceptance.test_evidence_signatures import RULES, key

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE = ("ana", "bo", "cleo")
CLEO = "  cleo: {name: Cleo, roles: [operations-owner], emails: [cleo@example.org]}\n"
EVIDENCE = "releases/r3/evidence/why.csv"
LATER = "2026-06-01T00:00:00Z"
CASES, GOOD, BAD = 40, 36, 8
REASON = "The failing cases are known and harmless."
# Each step: who acts, with which command, and the one file it writes.
STEPS = (
    ("ana", "sign r1 --as ana", "releases/r1/signoffs/product-owner-ana.yml"),
    ("ana", "close r1 --by ana --shipped", "releases/r1/events/closed.yml"),
    ("ana", "sign r2 --as ana --reject", "releases/r2/signoffs/product-owner-ana.yml"),
    ("ana", "close r2 --by ana --not-shipped", "releases/r2/events/closed.yml"),
    (
        "bo",
        f"override r3 holds --as bo --requested-by ana --reason '{REASON}' --evidence {EVIDENCE}",
        "releases/r3/overrides/holds.yml",
    ),
    ("ana", "sign r3 --as ana", "releases/r3/signoffs/product-owner-ana.yml"),
    ("ana", "close r3 --by ana --shipped", "releases/r3/events/closed.yml"),
    (
        "cleo",
        "rollback r3 --to r1 --as cleo --reason 'Success fell to a half.' --observed 0.5",
        "releases/r3/rollbacks/1.yml",
    ),
)  # fmt: skip


def rows(passed: int) -> str:
    """The results of a candidate that passes so many cases."""
    return "case_id,passed\n" + "".join(f"c{n},{'true' if n < passed else 'false'}\n" for n in range(CASES))


def release(made: Story, name: str, passed: int) -> None:
    """Put a candidate of the team into the work tree, manifest and results."""
    made.put(f"releases/{name}/release.yml", FILES[MANIFEST].replace("release: r1", f"release: {name}"))
    made.put(f"releases/{name}/results/candidate.csv", rows(passed))


def begun(root: Path, keys: Path) -> Story:
    """Begin the team's repository: three people with keys of their own, and three releases that nobody decided yet."""
    made = story(root, without=[path for path in FILES if path.startswith("releases/")])
    made.signing.update({who: key(keys, who) for who in PEOPLE})
    public = {who: path.with_suffix(".pub").read_text().strip() for who, path in made.signing.items()}
    made.put("allowed_signers", "".join(f'{who}@example.org namespaces="git" {public[who]}\n' for who in PEOPLE))
    made.replace(CONFIG, "decisions:\n", f"{CLEO}decisions:\n")
    made.put(CONFIG, made.read(CONFIG) + RULES % "required")
    made.commit("ci", "who may sign")
    for name, passed in (("r1", GOOD), ("r2", BAD), ("r3", BAD)):
        release(made, name, passed)
    # Written by somebody who does not approve it: an approver's own evidence lifts nothing.
    made.put(EVIDENCE, FILES[WHY])
    made.commit("ci", "three candidates")
    return made


def fingerprint(made: Story, who: str) -> str:
    """The fingerprint of a person's key as ssh-keygen tells it."""
    public = made.signing[who].with_suffix(".pub")
    listed = subprocess.run(["ssh-keygen", "-lf", str(public)], check=True, capture_output=True, text=True)
    return listed.stdout.split()[1]


def tell(made: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """Let each person write a record by its command and commit that one file, signed with the person's own key."""
    for who, command, path in STEPS:
        answer = ask(capsys, "-C", str(made.root), *shlex.split(command), "--at", made.time(), "--yes")
        assert answer.code == 0, (command, answer.err)
        made.commit(who, command)
        assert made.git("show", "--format=", "--name-only", "HEAD") == path


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the one repository that the tests of this file ask."""
    return tmp_path_factory.mktemp("story")


@pytest.fixture
def made(told: Path, capsys: pytest.CaptureFixture[str]) -> Story:
    """The story told to its end, once for all tests of this file."""
    root = told / "repository"
    if root.exists():
        return Story(root, signing={who: told / "keys" / who for who in PEOPLE})
    begin = begun(root, told / "keys")
    tell(begin, capsys)
    return begin


def test_every_record_of_the_story_is_valid_and_names_its_key(made: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """Verify ends 0, and below each record stands whose key signed its commit."""
    answer = ask(capsys, "-C", str(made.root), "verify", "--as-of", LATER)
    assert answer.code == 0, answer.out
    signed = {
        f"{row.split(' by ')[1].split()[0]}: {below.strip()}"
        for row, below in zip(answer.out.splitlines(), answer.out.splitlines()[1:], strict=False)
        if below.strip().startswith("signed by")
    }
    assert signed == {f"{who}: signed by {who}@example.org, key {fingerprint(made, who)}" for who in PEOPLE}
    assert answer.out.count("signed by") == len(STEPS)
    assert sum(line.startswith("valid ") for line in answer.out.splitlines()) == len(STEPS)


@pytest.mark.parametrize(("name", "outcome"), [("r1", "cleared"), ("r2", "blocked"), ("r3", "rolled_back")])
def test_each_release_stands_as_its_people_left_it(
    name: str, outcome: str, made: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first is cleared, the second blocked, the third, lifted and shipped, rolled back."""
    assert ask(capsys, "-C", str(made.root), "check", name, "--as-of", LATER).out.startswith(f"{outcome} {name}")


def test_the_audit_lists_every_decision(made: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """The CSV has a row a decision with who took it; the closing of the lifted release says by override."""
    cells = list(csv.DictReader(io.StringIO(ask(capsys, "-C", str(made.root), "audit", "--format", "csv").out)))
    assert {(one["path"], one["by"], one["state"]) for one in cells} == {(path, who, "valid") for who, _, path in STEPS}
    assert len(cells) == len(STEPS)
    closings = {one["release"]: (one["outcome"], one["shipped"]) for one in cells if one["decision"] == "closed"}
    assert closings == {
        "r1": ("cleared", "True"),
        "r2": ("blocked", "False"),
        "r3": ("cleared_by_override", "True"),
    }


def test_one_changed_byte_of_the_evidence_is_named(
    made: Story, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a clone, one byte of the override's evidence changed and committed lets verify end 1 with the file's name."""
    made.git("clone", "-q", str(made.root), str(tmp_path / "clone"))
    clone = Story(tmp_path / "clone", now=START + 24 * HOUR)
    clone.replace(EVIDENCE, "known", "knowm")
    clone.commit("ci", "tidy up")
    answer = ask(capsys, "-C", str(clone.root), "verify", "--as-of", LATER)
    assert (answer.code, EVIDENCE in answer.out, "EVIDENCE-CHANGED" in answer.out) == (1, True, True)
