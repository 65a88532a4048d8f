"""What a case did in the releases before: one mark a release, as of the time a release's page speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.render.context import short_name
from evalreport.render.times import not_after

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from evalreport.model.report import ReleaseReport

Key = tuple[str, str, int]
# A row of dots is read at a glance; older ones are a click away, in the release they belong to.
SHOWN_PAST = 12
MARKS = {True: "p", False: "f", None: "n"}
NOT_RUN = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRelease:
    """What each case did in one earlier release, by suite, case and epoch: p passed, f failed, n no result."""

    id: str
    name: str
    marks: Mapping[Key, str]


@dataclass(frozen=True, slots=True)
class Past:
    """The earlier releases of a workflow, oldest first."""

    releases: tuple[PastRelease, ...] = ()

    def marks(self, key: Key) -> str:
        """Return what a case did, a letter a release; "-" where it did not run."""
        return "".join(one.marks.get(key, NOT_RUN) for one in self.releases)


class Pasts:
    """Finds the past of each release among all reports, which are given newest first.

    The page of a closed release stays as it is, so only releases that were closed by then are its past. Asked in the
    order of the reports, no more than the last few releases are held at a time.
    """

    def __init__(self, reports: Sequence[ReleaseReport]) -> None:
        self._at = {report.id: place for place, report in enumerate(reports)}
        self._reports = reports
        self._kept: dict[str, PastRelease] = {}

    def of(self, report: ReleaseReport) -> Past:
        """Return the past of one release; nothing for a release that is not among the reports."""
        found = list(self._before(report))[:SHOWN_PAST]
        self._kept = {one.id: self._kept.get(one.id) or past_release(one) for one in found}
        return Past(tuple(self._kept[one.id] for one in reversed(found)))

    def _before(self, report: ReleaseReport) -> Iterator[ReleaseReport]:
        for other in self._reports[self._at.get(report.id, len(self._reports)) + 1 :]:
            if other.release.workflow == report.release.workflow and _was_closed(other, report):
                yield other


def _was_closed(other: ReleaseReport, report: ReleaseReport) -> bool:
    # An open release may be judged anew tomorrow; what is frozen must not rest on it.
    if report.closed is None:
        return True
    return other.closed is not None and not_after(other.closed.at, report.closed.at)


def past_release(report: ReleaseReport) -> PastRelease:
    """Return what each case did in a release, its own side alone."""
    sides = ((pair, pair.candidate) for pair in report.assessment.pairs)
    return PastRelease(
        id=report.id,
        name=short_name(report.id, report.release.workflow),
        marks={(p.suite, p.case_id, p.epoch): MARKS[side.passed] for p, side in sides if side is not None},
    )
