"""What reviewers said of live runs: the coded rows of review files, and how far reviewers agree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalreport.model.location import Location

# What a reviewer writes as failure class of a run that did nothing wrong.
NO_FAILURE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedRun:
    """One row of a review file. ``reviewer`` is "" while nobody has reviewed it.

    ``failure_class`` is an id of the policy or ``none``; ``told`` keeps the run's own columns as they stand.
    """

    trace_id: str
    failure_class: str = ""
    severity: str = ""
    note: str = ""
    reviewer: str = ""
    told: Mapping[str, str] = field(default_factory=dict)
    location: Location | None = None

    @property
    def done(self) -> bool:
        """True where somebody reviewed the run."""
        return bool(self.reviewer)

    @property
    def verdict(self) -> tuple[str, str]:
        """What two reviewers must share to agree: failure class and severity."""
        return (self.failure_class, self.severity)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewAgreement:
    """How far reviewers agree on failure classes, over the runs that several of them reviewed.

    ``same`` of ``runs`` got one class from all. ``kappa`` is Cohen's, of two reviewers; ``alpha`` Krippendorff's, of
    any number. Both are None where they cannot be computed (one reviewer, one class only).
    """

    reviewers: tuple[str, ...]
    runs: int
    same: int
    kappa: float | None = None
    alpha: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewTally:
    """The reviews of one release as data: rows reviewed and not, counts of each code, agreement, conflicts.

    ``codes`` counts runs by failure class and severity; a run that reviewers see differently counts as a conflict only.
    ``said`` counts reviews by failure class, severity and reviewer, and ``notes`` by failure class and what was noted:
    there each review counts, whether others agree or not.
    """

    reviewed: int
    left: int
    codes: Mapping[tuple[str, str], int]
    agreement: ReviewAgreement
    conflicts: tuple[str, ...]
    said: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    notes: Mapping[tuple[str, str], int] = field(default_factory=dict)
