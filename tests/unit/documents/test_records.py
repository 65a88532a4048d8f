"""Records of people: one decision a file, read strictly, sorted by time."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from evalreport.documents.records import load_records, record_files
from evalreport.errors import CollectedError, ErrorCollector
from evalreport.model.record import Records, SeenVerdict, Subject
from evalreport.model.statistics import Interval
from tests.projectfiles import CLOSED, SIGNOFF, write_project

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FOLDER = PurePosixPath("releases/r1")
DIGEST = "ab" * 32
OVERRIDE = """\
release: r1
decision: override
gate: success-holds
requested_by: priya
by: maya
approved_by: maya
role: risk-owner
at: "2026-11-20T14:20:00Z"
observed: -0.095
threshold: -0.05
reason: The lost tickets are all duplicate orders, which the shop now refuses by itself.
evidence:
  - {kind: attachment, path: releases/r1/evidence/duplicates.csv, sha256: DIGEST, size: 2210}
conditions: [read 50 live refunds within two weeks]
expires: "2026-12-20"
""".replace("DIGEST", DIGEST)
ROLLBACK = f"""\
release: r1
decision: rollback
rule: live-success
by: dana
role: product-owner
at: "2026-11-24T09:12:00Z"
observed: 0.87
limit: 0.90
fired_at: "2026-11-24T08:00:00Z"
acted_at: "2026-11-24T09:05:00Z"
to_release: r0
reason: Task success under 90% in two windows running.
evidence: [{{kind: live, path: releases/r1/live/2026-11-23.jsonl, sha256: {DIGEST}, size: 90112}}]
"""


def load(root: Path, changed: Mapping[str, str]) -> Records:
    """Write records below r1 and load them."""
    write_project(root, {f"{FOLDER}/{name}": text for name, text in changed.items()})
    return load_records(root, FOLDER, "r1")


def test_a_sign_off_keeps_what_was_seen(tmp_path: Path) -> None:
    """Subjects, root and verdicts seen come out as the record binds them."""
    text = SIGNOFF + (
        f"subjects: [{{kind: manifest, path: releases/r1/release.yml, sha256: {DIGEST}, size: 412}}]\nroot: {DIGEST}\n"
        "verdict_seen: {g: {verdict: failed, observed: -0.095, threshold: -0.05, interval: [-0.141, -0.054], n: 200}}\n"
    )
    (found,) = load(tmp_path, {"signoffs/a.yml": text}).signoffs
    assert found.subjects == (Subject(kind="manifest", path="releases/r1/release.yml", sha256=DIGEST, size=412),)
    seen = SeenVerdict(
        verdict="failed", observed=-0.095, threshold=-0.05, interval=Interval(low=-0.141, high=-0.054), n=200
    )
    assert (found.root, found.verdict_seen) == (DIGEST, {"g": seen})
    assert (found.path, found.decision, found.by) == ("releases/r1/signoffs/a.yml", "approve", "dana")


def test_an_override_names_who_asked_who_approved_and_until_when(tmp_path: Path) -> None:
    """The fields of an override come out as written; who approves is who wrote it."""
    (found,) = load(tmp_path, {"overrides/success-holds.yml": OVERRIDE}).overrides
    assert (found.requested_by, found.approved_by, found.expires) == ("priya", "maya", "2026-12-20")
    assert (found.observed, found.conditions) == (-0.095, ("read 50 live refunds within two weeks",))
    assert found.evidence[0].path == "releases/r1/evidence/duplicates.csv"


def test_a_rollback_names_rule_numbers_and_times(tmp_path: Path) -> None:
    """The fields of a rollback come out as written."""
    (found,) = load(tmp_path, {"rollbacks/1.yml": ROLLBACK}).rollbacks
    assert (found.rule, found.observed, found.limit, found.to_release) == ("live-success", 0.87, 0.9, "r0")
    assert (found.fired_at, found.acted_at) == ("2026-11-24T08:00:00Z", "2026-11-24T09:05:00Z")


def test_a_closing_record_keeps_the_policy_as_written(tmp_path: Path) -> None:
    """The policy of a closing record is kept in the shape of site_config.yml, no more and no less than written."""
    closing = load(tmp_path, {"events/closed.yml": CLOSED}).closing()
    assert closing is not None
    assert (closing.shipped, closing.outcome) == (True, "cleared")
    assert closing.policy is not None
    assert closing.policy["gates"] == {"holds": {"score": "task-success", "at_least": 0.8}}


@pytest.mark.parametrize(
    "rule", ["{score: task-success, at_least: 0.8, min_cases: 100}", "{unpaired_at_most: 0.1, suites: [smoke]}"]
)
def test_a_closing_record_may_keep_what_had_no_effect(tmp_path: Path, rule: str) -> None:
    """What is refused in a new policy was accepted once, and records are never edited."""
    text = CLOSED.replace("{score: task-success, at_least: 0.8}", rule)
    assert load(tmp_path, {"events/closed.yml": text}).closing() is not None


def test_records_are_sorted_by_time_then_path(tmp_path: Path) -> None:
    """The order is that of the times, zones folded in, and of the paths where times are the same."""
    times = {"c": "2026-11-20T13:55:00Z", "a": "2026-11-20T15:55:00+02:00", "b": "2026-11-20T14:54:59+01:00"}
    records = load(
        tmp_path, {f"signoffs/{name}.yml": SIGNOFF.replace("2026-11-20T13:55:00Z", at) for name, at in times.items()}
    )
    assert [record.path[-5] for record in records.signoffs] == ["b", "a", "c"]


@pytest.mark.parametrize("name", ["b.yaml", "b.yml"])
def test_both_endings_of_yaml_count(tmp_path: Path, name: str) -> None:
    """A rejection is heard whichever ending its file has; other files are none of ours."""
    texts = {
        f"signoffs/{name}": SIGNOFF.replace("approve", "reject"),
        "signoffs/README.md": "x",
        "signoffs/.a.yml": "x",
    }
    assert [record.decision for record in load(tmp_path, texts).signoffs] == ["reject"]
    assert list(record_files(tmp_path, FOLDER)) == [FOLDER / "signoffs" / name]


def test_the_errors_of_all_records_come_together(tmp_path: Path) -> None:
    """One bad record hides neither the others nor their errors."""
    texts = {"signoffs/a.yml": "x", "signoffs/b.yml": SIGNOFF, "overrides/c.yml": "[", "events/d.yml": SIGNOFF}
    write_project(tmp_path, {f"{FOLDER}/{name}": text for name, text in texts.items()})
    errors = ErrorCollector()
    assert len(load_records(tmp_path, FOLDER, "r1", errors).signoffs) == 1
    assert {error.location.file for error in errors.errors if error.location} == {
        f"{FOLDER}/{name}" for name in texts if name != "signoffs/b.yml"
    }


def test_a_record_that_is_a_link_is_refused(tmp_path: Path) -> None:
    """A link could bring a record of another release, or of another project."""
    write_project(tmp_path, {"elsewhere.yml": SIGNOFF, f"{FOLDER}/signoffs/README.md": "x"})
    (tmp_path / FOLDER / "signoffs" / "a.yml").symlink_to(tmp_path / "elsewhere.yml")
    with pytest.raises(CollectedError) as caught:
        load_records(tmp_path, FOLDER, "r1")
    assert [error.slug for error in caught.value.errors] == ["path-link"]
