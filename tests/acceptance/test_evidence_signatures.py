"""Signed records: keys made for the test, commits signed by git, verified without any network."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.evidence_repository import CONFIG, SIGNOFF, Story, story
from tests.acceptance.repositories import ask

if TYPE_CHECKING:
    from pathlib import Path

RULES = "policy: {signatures: %s, allowed_signers: allowed_signers}\n"


def key(folder: Path, who: str) -> Path:
    """Make an SSH key for somebody."""
    path = folder / who
    folder.mkdir(exist_ok=True)
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", who, "-f", str(path)], check=True)
    return path


def keyed(tmp_path: Path, *, required: str = "required", principals: dict[str, str] | None = None) -> Story:
    """Begin a repository whose policy looks at signatures, with the keys of Ana and Bo allowed."""
    made = story(tmp_path / "repository")
    keys = {who: key(tmp_path / "keys", who) for who in ("ana", "bo", "eve")}
    names = principals or {"ana": "ana@example.org", "bo": "bo@example.org"}
    lines = [
        f'{mail} namespaces="git" {keys[who].with_suffix(".pub").read_text().strip()}' for who, mail in names.items()
    ]
    made.put("allowed_signers", "\n".join([*lines, ""]))
    made.put(CONFIG, made.read(CONFIG) + RULES % required)
    made.commit("ci", "who may sign")
    made.signing.update(keys)
    return made


def row(made: Story, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    """The one record of a repository, as the audit has it."""
    found: dict[str, object] = json.loads(ask(capsys, "-C", str(made.root), "audit", "--format", "json").out)[
        "records"
    ][0]
    return found


def test_a_signed_record_is_verified_offline(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ana's commit, signed by Ana's key, is valid, and the audit says by whose key."""
    made = keyed(tmp_path)
    made.signoff()
    made.commit("ana", "sign")
    found = row(made, capsys)
    assert (found["state"], found["codes"]) == ("valid", [])
    signature = found["signature"]
    assert isinstance(signature, dict)
    assert (signature["status"], signature["signer"]) == ("G", "ana@example.org")
    assert signature["key"].startswith("SHA256:")


@pytest.mark.parametrize(
    ("signer", "required", "state", "codes"),
    [
        ("bo", "required", "tampered", ["SIGNER-MISMATCH"]),
        ("bo", "shown", "tampered", ["SIGNER-MISMATCH"]),
        ("eve", "required", "unverifiable", ["KEY-UNKNOWN"]),
        ("eve", "shown", "valid", []),
        (None, "required", "unverifiable", ["UNSIGNED"]),
        (None, "shown", "valid", []),
    ],
)
def test_another_key_or_none_is_called_what_it_is(
    signer: str | None,
    required: str,
    state: str,
    codes: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A key of somebody else is tampering; an unknown or missing one matters only where the policy requires it."""
    made = keyed(tmp_path, required=required)
    keys = dict(made.signing)
    made.signing.clear()
    if signer:
        made.signing["ana"] = keys[signer]
    made.signoff()
    made.commit("ana", "sign")
    found = row(made, capsys)
    assert (found["state"], found["codes"]) == (state, codes)


def test_a_good_signature_under_another_name_is_not_enough(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Git says G for any principal of the file: the principal must be an e-mail of the person."""
    made = keyed(tmp_path, principals={"ana": "somebody@example.org"})
    made.signoff()
    made.commit("ana", "sign")
    assert row(made, capsys)["codes"] == ["SIGNER-MISMATCH"]


def test_a_key_added_by_the_record_itself_does_not_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The allowed signers are read as of before the record's commit."""
    made = keyed(tmp_path, principals={"bo": "bo@example.org"})
    public = made.signing["ana"].with_suffix(".pub").read_text().strip()
    made.put("allowed_signers", f"ana@example.org {public}\n")
    made.signoff()
    made.commit("ana", "sign, and allow myself")
    assert row(made, capsys)["codes"] == ["KEY-UNKNOWN"]
    assert (made.root / SIGNOFF).is_file()


def test_a_signers_file_outside_the_repository_wins(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment names a file that no branch can change: it counts alone."""
    made = keyed(tmp_path)
    outside = tmp_path / "protected"
    outside.write_text("")
    monkeypatch.setenv("EVALREPORT_ALLOWED_SIGNERS", str(outside))
    made.signoff()
    made.commit("ana", "sign")
    assert row(made, capsys)["codes"] == ["KEY-UNKNOWN"]
