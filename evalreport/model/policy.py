"""The policy of a repository: people, decisions, gates, and how the site is published."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalreport.model.failure import FailureClass, MatchRule
    from evalreport.model.gate import Gate
    from evalreport.model.location import Location
    from evalreport.model.scorecard import ScoreSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may own, sign or override; e-mails as they stand in git."""

    id: str
    name: str
    roles: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    location: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A named question a release answers, and the gates that serve it. ``signoff`` lists roles that must approve."""

    id: str
    question: str
    owner: str
    gates: tuple[str, ...] = ()
    signoff: tuple[str, ...] = ()
    location: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RollbackRule:
    """What live degradation triggers, who acts, and how. It has one of three forms.

    ``threshold``: the score's value is ``below`` or ``above`` a line for ``windows`` windows in a row.
    ``limit``: of the failure class ``failures`` more than ``at_most`` runs failed in ``windows`` windows in a row.
    ``monitor``: evidence, at any number of looks, that the failure rate of the score (or of the class) exceeds
    ``max_rate``; ``alpha`` is the chance of ever firing on a healthy release, a new start is made every
    ``restart_hours``. After ``stale_hours`` without data a rule has no state but that. ``dry_run`` never asks anybody
    to act.
    """

    id: str
    owner: str
    action: str
    score: str | None = None
    failures: str | None = None
    below: float | None = None
    above: float | None = None
    at_most: int | None = None
    max_rate: float | None = None
    alpha: float = 0.05
    windows: int = 1
    restart_hours: float = 6
    # A day without data may be a day nobody looked; two days in a row nobody knows how the release does.
    stale_hours: float = 48
    dry_run: bool = False
    location: Location | None = None

    @property
    def form(self) -> Literal["threshold", "limit", "monitor"]:
        """Which of the three forms the rule has."""
        if self.max_rate is not None:
            return "monitor"
        return "limit" if self.at_most is not None else "threshold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a model costs from a day on, in USD for a million tokens; ``model`` may end in ``*``. Days are included."""

    model: str
    since: str
    tokens_in: float
    tokens_out: float
    tokens_cached: float | None = None
    until: str | None = None
    location: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What turns runs into outcomes that cost is divided by; an empty mapping leaves its figures undefined.

    ``success`` is the score whose passes are successful runs. ``reviewed`` says which runs a person reviewed,
    ``review_minutes`` the metadata key or score that holds the minutes, ``review_rate`` what an hour costs in USD.
    ``approval_tools`` are the tools whose calls need an approval, ``approved`` which runs carry one where a call does
    not say so itself. ``escalatable`` and ``escalated`` name runs that could have gone, and went, to a person.
    ``critical`` are the failure classes whose cases count as high risk, ``judge_cost`` the metadata key with what the
    graders of a case cost in USD.
    """

    success: str | None = None
    reviewed: tuple[MatchRule, ...] = ()
    review_minutes: str | None = None
    review_rate: float | None = None
    approval_tools: tuple[str, ...] = ()
    approved: tuple[MatchRule, ...] = ()
    escalatable: tuple[MatchRule, ...] = ()
    escalated: tuple[MatchRule, ...] = ()
    critical: tuple[str, ...] = ()
    judge_cost: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """Where ``live pull`` asks: ``kind`` duckdb or ibis, ``url`` without secrets, ``secret`` a variable's name."""

    id: str
    kind: Literal["duckdb", "ibis"]
    url: str = ""
    secret: str | None = None
    location: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grader:
    """Something that scores: a person, a program or a model; the last counts only when calibrated.

    ``calibration`` is a file of people's labels, whose columns ``columns`` names where they differ from ours.
    ``min_kappa``, ``min_labels`` and ``min_failing`` (truly failing cases) are what it must reach with labels at most
    ``max_age_days`` old. ``versions`` name the model and prompt in force (any, where empty). ``level`` block holds
    gates that rest on an unfit grader, advise lets them speak and says so; ``wording`` is added to what they say.
    """

    id: str
    kind: Literal["llm", "code", "human"]
    calibration: str | None = None
    # The usual line of substantial agreement (Landis and Koch 1977).
    min_kappa: float = 0.6
    max_age_days: int = 90
    min_labels: int = 50
    min_failing: int = 15
    versions: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    level: Literal["block", "advise"] = "block"
    wording: str = ""
    location: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """A finding of the secret scan that somebody has looked at and calls harmless."""

    fingerprint: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    """What of the evidence reaches the site.

    ``max_kb`` bounds the excerpts of one release, ``length`` the characters of one text. ``allow`` lists findings of
    the secret scan that do not block.
    """

    # Answers of a system may hold anything, so nothing leaves the repository unasked.
    outputs: Literal["none", "sampled", "all"] = "none"
    redact: tuple[str, ...] = ()
    max_kb: int = 300
    # An address on a public page is collected within hours; names are enough to know who decided.
    show_emails: bool = False
    length: int = 2000
    allow: tuple[Allowance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRules:
    """How strictly records are re-checked against git.

    ``signatures``: not looked at, shown, or required of each record's commit. ``attribution`` "shown" lets a record
    count whose commit a forge rewrote, when its person is author or co-author. ``allowed_signers`` is a path.
    """

    signatures: Literal["", "shown", "required"] = ""
    attribution: Literal["", "shown"] = ""
    allowed_signers: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """How the site is called and dressed; paths are relative to site_config.yml."""

    name: str
    url: str = ""
    repo: str = ""
    logo: str | None = None
    favicon: str | None = None
    accent: str | None = None
    extra_css: tuple[str, ...] = ()
    language: str = "en"
    case_noun: tuple[str, str] = ("case", "cases")
    noindex: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything site_config.yml says. Mappings keep the order in which people wrote them."""

    site: Site
    people: Mapping[str, Person] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    failure_classes: Mapping[str, FailureClass] = field(default_factory=dict)
    scorecard: Mapping[str, ScoreSpec] = field(default_factory=dict)
    gates: Mapping[str, Gate] = field(default_factory=dict)
    rollback: Mapping[str, RollbackRule] = field(default_factory=dict)
    graders: Mapping[str, Grader] = field(default_factory=dict)
    publish: Publish = Publish()
    records: RecordRules = RecordRules()
    prices: tuple[Price, ...] = ()
    outcomes: Outcomes = Outcomes()
    connections: Mapping[str, Connection] = field(default_factory=dict)
    file: str = "site_config.yml"
