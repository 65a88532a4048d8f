"""The register of overrides over all releases: every one, with its number, state and end, and counts to filter by."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.evidence.standing import Standing
from evalreport.model.verification import worst
from evalreport.render.context import Context
from evalreport.render.times import day
from evalreport.render.views_people import override_views
from evalreport.render.views_records import STATES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evalreport.model.assessment import OverrideState
    from evalreport.model.report import ReleaseReport, SiteReport
    from evalreport.render.views_people import OverrideView
    from evalreport.render.words import State

CLOSED_WORDS = "closed; it held then or not for good"


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideEntry:
    """One override in the register. ``month`` is that of its record, ``expires`` its last day for the browser."""

    release: str
    view: OverrideView
    gate: str
    owner: str
    month: str
    day: str
    expires: str
    open: bool
    check: State | None
    codes: str
    conditions: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many overrides there are by one thing: (value, count), most first."""

    title: str
    key: str
    rows: tuple[tuple[str, int], ...]


def override_entries(report: SiteReport) -> tuple[OverrideEntry, ...]:
    """Return every override of every release, also expired, withdrawn, replaced and void ones, newest first."""
    every = [entry for release in report.releases for entry in _of(release)]
    return tuple(sorted(every, key=lambda one: (one.day, one.release), reverse=True))


def override_counts(entries: Iterable[OverrideEntry]) -> tuple[Counts, ...]:
    """Count overrides by gate, by who approved, and by month."""
    shown = tuple(entries)
    return (
        _counts("Gate", "gate", (one.gate for one in shown)),
        _counts("Approved by", "owner", (one.owner for one in shown)),
        _counts("Month", "month", (one.month for one in shown)),
    )


def _counts(title: str, key: str, values: Iterable[str]) -> Counts:
    return Counts(title=title, key=key, rows=tuple(Counter(values).most_common()))


def _of(report: ReleaseReport) -> Iterable[OverrideEntry]:
    context = Context(report, root="../../")
    states = sorted(report.assessment.overrides, key=lambda one: (one.replaced, not one.lifts))
    for one, view in zip(states, override_views(context), strict=False):
        yield _entry(report, one, view)


def _entry(report: ReleaseReport, one: OverrideState, view: OverrideView) -> OverrideEntry:
    record = one.override
    found = report.verified.get(record.path)
    codes = (*(found.codes if found else ()), *one.flags)
    return OverrideEntry(
        release=report.id,
        view=view,
        gate=view.gate,
        owner=view.approved,
        month=record.at[:7],
        day=day(record.at),
        expires=record.expires or "",
        open=report.open,
        check=STATES[worst(found.codes)] if found else None,
        codes=" ".join(dict.fromkeys(codes)),
        conditions=f"{len(record.conditions)} open" if record.conditions else "",
    )


def late_changes(report: SiteReport) -> tuple[tuple[str, str, str], ...]:
    """Return (release, record, what) of everything that no longer is as it was decided: it is told here, by name."""
    rows: list[tuple[str, str, str]] = []
    for release in report.releases:
        standing = Standing(verified=release.verified)
        for path, found in release.verified.items():
            if found.state in {"stale", "tampered"} and standing.stops(path):
                rows += [(release.id, path, f"{one.said} [{one.code}] {one.path}") for one in found.reasons]
    return tuple(rows)
