"""Records of people: sign-offs, overrides, rollbacks, events; one decision a file, never edited."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalreport.model.gate import Verdict
    from evalreport.model.location import Location
    from evalreport.model.statistics import Interval

EventKind = Literal["closed", "superseded", "withdrawn", "corrected", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A file that a record binds: its path from the project root, full SHA-256 and size in bytes."""

    kind: str
    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenVerdict:
    """What a person saw of one gate when the record was written."""

    verdict: Verdict
    observed: float | None = None
    threshold: float | None = None
    interval: Interval | None = None
    n: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What every record carries: who, when, and the digests of what they saw."""

    release: str
    by: str
    role: str
    at: str
    subjects: tuple[Subject, ...] = ()
    root: str = ""
    verdict_seen: Mapping[str, SeenVerdict] = field(default_factory=dict)
    path: str = ""
    location: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff(Bound):
    """An owner's answer: approve, reject, or withdraw an earlier one."""

    decision: Literal["approve", "reject", "withdraw"]
    score: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Override(Bound):
    """A person lets a release ship despite a gate; the verdict stays. ``expires`` is a day (UTC, included)."""

    gate: str
    requested_by: str
    approved_by: str
    reason: str
    expires: str | None
    decision: Literal["override", "withdraw"] = "override"
    observed: float | None = None
    threshold: float | None = None
    evidence: tuple[Subject, ...] = ()
    conditions: tuple[str, ...] = ()
    ticket: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollback(Bound):
    """Customers were moved back. ``rule`` is None where a person acted without one."""

    to_release: str
    reason: str
    rule: str | None = None
    observed: float | None = None
    limit: float | None = None
    fired_at: str | None = None
    acted_at: str | None = None
    evidence: tuple[Subject, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Bound):
    """Something that happened to a release; ``closed`` carries outcome, shipped and the effective policy in full.

    ``policy`` keeps the sections as they stand in the file (plain values), to be judged by for ever.
    """

    kind: EventKind
    reason: str = ""
    by_release: str | None = None
    shipped: bool | None = None
    outcome: str | None = None
    policy: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """All records of one release, each kind sorted by time, then path."""

    signoffs: tuple[SignOff, ...] = ()
    overrides: tuple[Override, ...] = ()
    rollbacks: tuple[Rollback, ...] = ()
    events: tuple[Event, ...] = ()

    def closing(self) -> Event | None:
        """Return the closing record, None while the release is open."""
        return next((event for event in self.events if event.kind == "closed"), None)
