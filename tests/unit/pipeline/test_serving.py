"""Which release customers meet, and which they could go back to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.model.record import Event, Records, Rollback
from evalreport.model.release import Release, ResultPaths
from evalreport.pipeline.serving import last_good, serving, up_to

if TYPE_CHECKING:
    from evalreport.model.record import EventKind

AS_OF = "2026-12-01T00:00:00Z"


def release(name: str, workflow: str = "agent") -> Release:
    """A release of a workflow."""
    return Release(
        id=name, workflow=workflow, decision="d", summary="", date="2026-11-01", candidate=ResultPaths(files=("c",)),
        folder=f"releases/{name}",
    )  # fmt: skip


def event(kind: EventKind, at: str, *, shipped: bool | None = None) -> Event:
    """An event of a day in November."""
    return Event(release="", by="dana", role="owner", at=f"2026-11-{at}T00:00:00Z", kind=kind, shipped=shipped)


def shipped(at: str, *more: Event, back: tuple[str, str] | None = None) -> Records:
    """The records of a release shipped on a day, rolled back to another on a later day where asked."""
    found = Records(events=(event("closed", at, shipped=True), *more))
    if back is None:
        return found
    day, to = back
    when = f"2026-11-{day}T00:00:00Z"
    made = Rollback(release="", by="dana", role="owner", at=when, to_release=to, reason="bad")
    return replace(found, rollbacks=(made,))


@pytest.mark.parametrize(
    ("records", "live", "good"),
    [
        ({"a": shipped("01"), "b": shipped("02")}, "b", "a"),
        ({"a": shipped("02"), "b": shipped("01")}, "a", None),
        ({"a": shipped("01"), "b": shipped("02", back=("03", "a"))}, "a", "a"),
        ({"a": shipped("01"), "b": shipped("02", event("withdrawn", "03"))}, None, "a"),
        ({"a": shipped("01", event("superseded", "02")), "b": shipped("02")}, "b", "a"),
        ({"a": shipped("01", event("withdrawn", "02")), "b": shipped("03")}, "b", None),
        ({"a": shipped("01"), "b": Records()}, "a", "a"),
        ({"a": Records(), "b": Records(events=(event("closed", "01", shipped=False),))}, None, None),
        ({"a": shipped("01", event("superseded", "02")), "b": shipped("02", back=("03", "a"))}, "a", "a"),
    ],
)
def test_the_last_that_still_stands_is_live(records: dict[str, Records], live: str | None, good: str | None) -> None:
    """The one shipped last, or moved back to; what to go back to neither failed nor was taken back."""
    releases = {name: release(name) for name in ("a", "b")}
    assert serving(releases, records, AS_OF) == {"agent": live}
    assert last_good(releases, records, "b") == good


def test_workflows_have_nothing_to_do_with_each_other() -> None:
    """Each workflow has its own live release."""
    releases = {"a": release("a"), "b": release("b", "other")}
    records = {"a": shipped("01"), "b": shipped("02")}
    assert serving(releases, records, AS_OF) == {"agent": "a", "other": "b"}
    assert last_good(releases, records, "b") is None


@pytest.mark.parametrize(("as_of", "live"), [("2026-11-01T12:00:00Z", "a"), ("2026-11-02T01:30:00+01:00", "b")])
def test_a_moment_is_judged_by_the_records_of_its_past(as_of: str, live: str) -> None:
    """Records of later are not known yet; moments are compared, not their texts."""
    releases = {name: release(name) for name in ("a", "b")}
    records = {"a": shipped("01"), "b": shipped("02")}
    assert serving(releases, records, as_of) == {"agent": live}


def test_records_up_to_a_moment_keep_all_kinds_apart() -> None:
    """A rollback counts from when customers were moved."""
    records = shipped("01", event("note", "05"), back=("03", "a"))
    kept = up_to(records, "2026-11-02T00:00:00Z")
    assert (len(kept.events), len(kept.rollbacks)) == (1, 0)
