"""The policy of a repository: people, decisions, gates, and how the site is published."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalreport.model.failure import FailureClass
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
    """What live degradation triggers, who acts, and how. ``windows`` is the count of windows in a row."""

    id: str
    score: str
    owner: str
    action: str
    below: float | None = None
    above: float | None = None
    windows: int = 1
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
class Publish:
    """What of the evidence reaches the site. ``max_kb`` bounds the excerpts of one release."""

    # Answers of a system may hold anything, so nothing leaves the repository unasked.
    outputs: Literal["none", "sampled", "all"] = "none"
    redact: tuple[str, ...] = ()
    max_kb: int = 300
    # An address on a public page is collected within hours; names are enough to know who decided.
    show_emails: bool = False


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
    file: str = "site_config.yml"
