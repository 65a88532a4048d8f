"""What became of each release, told from the records of all of them: the live side of frozen pages."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from evalreport.render.context import person

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evalreport.model.record import Event, Records
    from evalreport.model.report import ReleaseReport

Kind = Literal["open", "live", "superseded", "rolled_back", "withdrawn", "corrected", "not_shipped"]
WORDS: dict[Kind, str] = {
    "open": "Open",
    "live": "Live",
    "superseded": "Superseded",
    "rolled_back": "Rolled back",
    "withdrawn": "Withdrawn",
    "corrected": "Corrected",
    "not_shipped": "Not shipped",
}


# Events that end a release's service, the gravest first: a release withdrawn and superseded is withdrawn.
ENDS: tuple[Literal["withdrawn", "corrected", "superseded"], ...] = ("withdrawn", "corrected", "superseded")


@dataclass(frozen=True, slots=True)
class Status:
    """Where a release stands now; ``since`` is the moment of the record that says so, "" while it is open.

    ``reason`` is what the person wrote who moved customers back, "" for every other status.
    """

    kind: Kind
    note: str
    since: str
    reason: str = ""

    @property
    def word(self) -> str:
        """The status in one or two words."""
        return WORDS[self.kind]


def shipped_order(reports: Iterable[ReleaseReport]) -> list[ReleaseReport]:
    """Return the releases that were closed as shipped, in the order in which they shipped."""
    shipped = [report for report in reports if report.closed is not None and report.closed.shipped]
    return sorted(shipped, key=lambda report: (report.closed.at if report.closed else "", report.id))


def statuses(reports: Sequence[ReleaseReport]) -> dict[str, Status]:
    """Return the status of every release by id.

    Of the releases of a workflow that shipped, the last serves, or the one customers were moved back to; the others
    are superseded by the one that shipped next.
    """
    found = {report.id: own_status(report) for report in reports}
    for workflow in sorted({report.release.workflow for report in reports}):
        shipped = shipped_order(one for one in reports if one.release.workflow == workflow)
        serving = _serving(shipped)
        # Only what would still be called live is corrected here: a rollback or a withdrawal says more than a successor.
        for older, newer in pairwise(shipped):
            if found[older.id].kind == "live" and older.id != serving:
                found[older.id] = Status("superseded", f"by {newer.id}", newer.closed.at if newer.closed else "")
    return found


def _serving(shipped: Sequence[ReleaseReport]) -> str | None:
    """Return the id of the release that customers of one workflow meet now; None where nothing shipped."""
    # Moments are RFC 3339 in UTC as the records keep them, so their order as text is their order in time.
    steps = [(report.closed.at, report.id) for report in shipped if report.closed]
    steps += [(back.acted_at or back.at, back.to_release) for report in shipped for back in report.records.rollbacks]
    return max(steps)[1] if steps else None


def decided_by(report: ReleaseReport) -> tuple[str, ...]:
    """Return who answers for a release: who signed what counts, who let it past a gate, who closed it."""
    assessment = report.assessment
    names = [one.signoff.by for one in assessment.signoffs if one.counts and not one.replaced]
    names += [one.override.override.approved_by for one in assessment.gates if one.lifted and one.override is not None]
    names += [report.closed.by] if report.closed is not None else []
    return tuple(dict.fromkeys(person(report.policy, name) for name in names))


def own_status(report: ReleaseReport, records: Records | None = None) -> Status:
    """Return the status of a release as its own records tell it, or as those given do."""
    records = records or report.records
    # Customers meet the rollback first: what was written down about the release weighs less than where they are.
    if records.rollbacks:
        last = records.rollbacks[-1]
        return Status("rolled_back", f"to {last.to_release}", last.acted_at or last.at, last.reason)
    events = {event.kind: event for event in records.events}
    for kind in ENDS:
        if kind in events:
            return Status(kind, _by(events[kind]), events[kind].at)
    if report.closed is None:
        return Status("open", "judged by today's policy", "")
    return Status("live" if report.closed.shipped else "not_shipped", "", report.closed.at)


def _by(event: Event) -> str:
    return f"by {event.by_release}" if event.by_release else ""
