"""Findings about live windows: what is missing in them, and what does not fit together."""

from __future__ import annotations

import hashlib
from itertools import combinations
from typing import TYPE_CHECKING, ClassVar

from evalreport.analysis.instants import instant, lacks_zone
from evalreport.findings.base import finding
from evalreport.findings.livesampling import SAMPLING_RULES
from evalreport.findings.prices import LivePriceMissing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.findings.base import ReleaseRule
    from evalreport.model.assessment import Assessment, Finding, FindingSeverity
    from evalreport.model.bundle import ReleaseBundle
    from evalreport.model.live import LiveWindow


class LiveWindowEmpty:
    """A live window holds no run. No data is no good news: nothing is known of that time."""

    id: ClassVar[str] = "live-window-empty"
    severity: ClassVar[FindingSeverity] = "warning"

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield one finding a window without rows, with the reason where the file gives one."""
        for window in bundle.windows:
            if not window.rows:
                why = f": {window.unread[0].why}" if window.unread else ""
                message = f"the live window {window.id} holds no run{why}"
                yield finding(self, message, location=window.location, release=window.release)


class LiveRowsUnread:
    """Runs of a live window could not be read. They are counted and named, and every figure is without them."""

    id: ClassVar[str] = "live-rows-unread"
    severity: ClassVar[FindingSeverity] = "warning"

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield one finding a window that has rows and lost some, naming the first."""
        for window in bundle.windows:
            if window.rows and window.unread:
                first = window.unread[0]
                count = len(window.unread)
                what = "1 entry" if count == 1 else f"{count} entries"
                message = f"{what} of the live window {window.id} could not be read, first {first.where}: {first.why}"
                yield finding(self, message, location=window.location, release=window.release)


class LiveReaderWarning:
    """A reader noticed something about a live window that does not stop it from being read."""

    id: ClassVar[str] = "live-reader-warning"
    severity: ClassVar[FindingSeverity] = "note"

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield one finding a warning."""
        for window in bundle.windows:
            for text in window.warnings:
                yield finding(self, f"{window.id}: {text}", location=window.location, release=window.release)


class LiveWindowWithoutPeriod:
    """A live window says no period, and none of its runs says when it ran: nobody can say how old it is."""

    id: ClassVar[str] = "live-window-without-period"
    severity: ClassVar[FindingSeverity] = "warning"

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield one finding a window that has runs and no period."""
        for window in bundle.windows:
            if window.rows and window.begins is None:
                message = f"the live window {window.id} says no period: give it a header, or its runs a started_at"
                yield finding(self, message, location=window.location, release=window.release)


class LiveWindowsOverlap:
    """Two live windows of one suite speak of the same time: a run may count twice, and windows in a row are not."""

    id: ClassVar[str] = "live-windows-overlap"
    severity: ClassVar[FindingSeverity] = "warning"

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield one finding a pair of windows, at the later one."""
        for one, other in combinations(bundle.windows, 2):
            shared = {row.suite for row in one.rows} & {row.suite for row in other.rows}
            if shared and _overlap(one, other):
                suites = ", ".join(sorted(shared))
                twice = len({row.key for row in one.rows} & {row.key for row in other.rows})
                counted = f"; {twice} runs stand in both" if twice else ""
                message = f"the live windows {one.id} and {other.id} overlap (suite {suites}){counted}"
                yield finding(self, message, location=other.location, release=other.release)


class LiveRunOutsidePeriod:
    """Runs of a live window began before or after the period that its header states."""

    id: ClassVar[str] = "live-run-outside-period"
    severity: ClassVar[FindingSeverity] = "warning"

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield one finding a window, naming the first such run."""
        for window in bundle.windows:
            outside = list(_outside(window)) if window.stated else []
            if outside:
                count = "1 run" if len(outside) == 1 else f"{len(outside)} runs"
                message = (
                    f"{count} of the live window {window.id} began outside {window.begins} to {window.ends}, "
                    f"first {outside[0]}"
                )
                yield finding(self, message, location=window.location, release=window.release)


class LiveRunWithoutTime:
    """Runs of a live window do not say when they began: in what order they came nobody knows."""

    id: ClassVar[str] = "live-run-without-time"
    severity: ClassVar[FindingSeverity] = "note"

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield one finding a window of which some runs say no time that can be placed."""
        for window in bundle.windows:
            without = sum(instant(row.started_at) is None for row in window.rows)
            if without and window.begins is not None:
                message = (
                    f"{without} of {len(window.rows)} runs of the live window {window.id} do not say when they began"
                )
                yield finding(self, message, location=window.location, release=window.release)


class LiveTimeWithoutZone:
    """Runs of a live window say a time and no zone. It is read as UTC; where it was local, hours are wrong."""

    id: ClassVar[str] = "live-time-without-zone"
    severity: ClassVar[FindingSeverity] = "note"

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield one finding a window, naming the first such run."""
        for window in bundle.windows:
            bare = [row for row in window.rows if lacks_zone(row.started_at)]
            if bare:
                message = (
                    f"{len(bare)} of {len(window.rows)} runs of the live window {window.id} say a time without a zone, "
                    f"first {bare[0].case_id} at {bare[0].started_at}; it is read as UTC"
                )
                yield finding(self, message, location=window.location, release=window.release)


class LiveSourceDiffers:
    """The header of a live window says something else of its query or its rows than the file bears out."""

    id: ClassVar[str] = "live-source-differs"
    severity: ClassVar[FindingSeverity] = "warning"

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield a finding where the query's digest or the count of rows is not that of the file."""
        for window in bundle.windows:
            for message in _differences(window):
                yield finding(self, message, location=window.location, release=window.release)


def _overlap(one: LiveWindow, other: LiveWindow) -> bool:
    begins, ends = instant(one.begins), instant(one.ends)
    other_begins, other_ends = instant(other.begins), instant(other.ends)
    if begins is None or ends is None or other_begins is None or other_ends is None:
        return False
    return begins < other_ends and other_begins < ends


def _outside(window: LiveWindow) -> Iterator[str]:
    begins, ends = instant(window.begins), instant(window.ends)
    for row in window.rows:
        began = instant(row.started_at)
        if began is not None and begins is not None and ends is not None and not begins <= began < ends:
            yield f"{row.case_id} at {row.started_at}"


def _differences(window: LiveWindow) -> Iterator[str]:
    source = window.source
    if source is None:
        return
    digest = hashlib.sha256(source.query.encode()).hexdigest()
    if digest != source.query_sha256:
        yield f"the query in the header of {window.id} has SHA-256 {digest}, the header says {source.query_sha256}"
    held = len(window.rows) + len(window.unread)
    if held != source.rows:
        yield f"the header of {window.id} says the query gave {source.rows} rows; the file holds {held}"


LIVE_RULES: tuple[ReleaseRule, ...] = (
    LiveWindowEmpty(),
    LiveRowsUnread(),
    LiveReaderWarning(),
    LiveWindowWithoutPeriod(),
    LiveWindowsOverlap(),
    LiveRunOutsidePeriod(),
    LiveRunWithoutTime(),
    LiveTimeWithoutZone(),
    LiveSourceDiffers(),
    *SAMPLING_RULES,
    LivePriceMissing(),
)
