"""The contract: one value from which page, text, JSON and every other writer is made. No writer computes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalreport.model.assessment import Assessment, Finding, Outcome
    from evalreport.model.bundle import InputFile, Repository
    from evalreport.model.costs import CostFigure, ReviewFacts
    from evalreport.model.livereport import LiveReport, Prediction
    from evalreport.model.policy import Policy
    from evalreport.model.record import Event, Records
    from evalreport.model.release import Release
    from evalreport.model.verification import Verification

Kind = Literal["better", "worse", "unknown", "cost"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One bold fact and one line of proof; ``anchor`` is the section of the release page that shows it."""

    kind: Kind
    fact: str
    proof: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseReport:
    """One release, judged, with the sentences that say so.

    ``as_of`` is the time (RFC 3339, UTC) at which expiry was judged: the closing record's for a closed release, else
    the commit's. ``commit`` is the commit the page speaks of; ``preview`` is True where files differ from it.
    ``headline`` answers the decision's question in one sentence, ``lead`` says why in two or three more,
    ``next_step`` is what somebody can do now ("" where nothing is left). ``recomputed`` is the outcome by the recorded
    policy where it differs from the one the closing record states. ``now`` is the outcome with what happened after
    closing (rolled back, withdrawn): it belongs on living pages and in releases.json, not on the release's own page.
    ``verified`` is what re-checking each record against git found, by the record's path. ``costs`` are the five cost
    figures in their order, ``reviews`` what people did with the runs of candidate and baseline, where the policy's
    ``outcomes`` say which runs were reviewed. ``live`` is what production said as the release's own page tells it (of
    a closed one up to its closing), ``live_now`` all of it under today's policy, for living pages.
    """

    release: Release
    policy: Policy
    policy_digest: str
    assessment: Assessment
    records: Records
    inputs: tuple[InputFile, ...]
    repository: Repository
    as_of: str
    commit: str | None
    preview: bool
    headline: str
    lead: tuple[str, ...]
    points: tuple[Point, ...]
    next_step: str
    closed: Event | None = None
    recomputed: Outcome | None = None
    now: Outcome | None = None
    previous: str | None = None
    following: str | None = None
    verified: Mapping[str, Verification] = field(default_factory=dict)
    costs: tuple[CostFigure, ...] = ()
    reviews: tuple[ReviewFacts, ...] = ()
    live: LiveReport | None = None
    live_now: LiveReport | None = None

    @property
    def id(self) -> str:
        """The release's id, which is also its address."""
        return self.release.id

    @property
    def outcome(self) -> Outcome:
        """What happened to the release."""
        return self.assessment.outcome

    @property
    def standing(self) -> Outcome:
        """The outcome today, with what happened after closing."""
        return self.now or self.outcome

    @property
    def open(self) -> bool:
        """True until a closing record exists."""
        return self.closed is None

    @property
    def frozen(self) -> bool:
        """True where the release is closed and nothing it rests on is uncommitted."""
        return not self.open and not self.preview


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteReport:
    """All releases, newest first, under today's policy.

    ``predictions`` count how often what passed offline was rolled back, over all releases and gate by gate.
    """

    policy: Policy
    releases: tuple[ReleaseReport, ...]
    repository: Repository
    findings: tuple[Finding, ...]
    tool_version: str
    predictions: tuple[Prediction, ...] = ()
