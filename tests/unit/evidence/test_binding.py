"""What a record binds: files once, the policy by its digest, one root over all."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from evalreport.evidence.binding import root_of, subjects_of
from evalreport.model.bundle import InputFile
from evalreport.model.record import Subject

MANIFEST = InputFile(path="releases/r1/release.yml", sha256="1" * 64, size=10, kind="manifest")
RESULT = InputFile(path="releases/r1/results/c.csv", sha256="2" * 64, size=20, kind="candidate")


def bound(*inputs: InputFile) -> tuple[Subject, ...]:
    """The subjects of a record over these inputs."""
    return subjects_of(inputs, policy_file="site_config.yml", policy_digest="9" * 64, policy_size=99)


@pytest.mark.parametrize(
    ("kind", "called"),
    [("manifest", "manifest"), ("candidate", "result"), ("baseline", "result"), ("attachment", "attachment")],
)
def test_each_kind_of_input_is_bound_under_its_name(kind: str, called: str) -> None:
    """Manifest, results and attachments are subjects, the policy last."""
    subjects = bound(replace(RESULT, kind=kind))
    assert [subject.kind for subject in subjects] == [called, "policy"]


@pytest.mark.parametrize("kind", ["config", "record"])
def test_other_documents_are_not_bound(kind: str) -> None:
    """A site title or another record changes nobody's signature."""
    assert [subject.kind for subject in bound(replace(MANIFEST, kind=kind))] == ["policy"]


def test_a_file_on_both_sides_is_bound_once() -> None:
    """A candidate that is its own baseline is one subject."""
    assert len(bound(RESULT, replace(RESULT, kind="baseline"))) == 2


def test_the_root_is_the_digest_of_sorted_lines() -> None:
    """The root follows the documented lines and not the order of files."""
    subjects = bound(RESULT, MANIFEST)
    lines = [
        f"manifest {'1' * 64} releases/r1/release.yml\n",
        f"policy {'9' * 64} site_config.yml\n",
        f"result {'2' * 64} releases/r1/results/c.csv\n",
    ]
    assert root_of(subjects) == hashlib.sha256("".join(lines).encode()).hexdigest()
    assert root_of(bound(MANIFEST, RESULT)) == root_of(subjects)


@pytest.mark.parametrize("field", ["kind", "path", "sha256"])
def test_any_change_of_a_subject_changes_the_root(field: str) -> None:
    """Kind, path and digest are all bound."""
    one = Subject(kind="result", path="a", sha256="0" * 64, size=1)
    assert root_of([one]) != root_of([replace(one, **{field: "other"})])  # type: ignore[arg-type]  # texts all
