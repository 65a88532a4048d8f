"""What stands in api/v1/: the documents that other programs read, as values whose JSON Schema is published.

Within version 1 fields are only ever added. A number nobody knows is null, never 0. Paths are relative to the site's
root; people are named as the policy names them, and e-mails are never in a document.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowDocument:
    """A workflow: the release that is live (null where none is), how many there are, and its badge."""

    workflow: str
    live: str | None
    newest: str
    releases: int
    badge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexDocument:
    """Where everything is: paths of documents and of their schemas, by name, and the workflows."""

    schema: str
    site: str
    url: str | None
    repository: str | None
    commit: str | None
    committed_at: str | None
    tool: str
    documents: dict[str, str]
    schemas: dict[str, str]
    feed: str
    workflows: list[WorkflowDocument]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictCounts:
    """How many gates said what; ``overridden`` are among the others, lifted by a person."""

    passed: int
    failed: int
    inconclusive: int
    not_evaluated: int
    overridden: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseDocument:
    """One release and what became of it; ``cases`` counts pairs by what happened to them.

    ``outcome`` is today's; ``status`` is open, live, superseded, rolled_back, withdrawn, corrected or not_shipped,
    since ``since``, with a ``note`` that names the other release.
    """

    id: str
    workflow: str
    decision: str
    question: str
    summary: str
    date: str
    baseline: str | None
    outcome: str
    headline: str
    status: str
    note: str
    since: str | None
    open: bool
    closed_by: str | None
    closed_at: str | None
    commit: str | None
    gates: VerdictCounts
    cases: dict[str, int]
    overrides: int
    page: str
    record: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasesDocument:
    """All releases, newest first."""

    schema: str
    releases: list[ReleaseDocument]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateDocument:
    """A gate of today's policy; ``verdicts`` is what it said of each release that asked it, newest first."""

    id: str
    title: str
    level: str
    form: str
    score: str | None
    failure_class: str | None
    owner: str | None
    counts: VerdictCounts
    verdicts: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GatesDocument:
    """All gates of today's policy, in its order."""

    schema: str
    gates: list[GateDocument]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideDocument:
    """A person's decision to let a release past a gate; ``lifts`` is whether it counts, ``flags`` say why not."""

    release: str
    gate: str
    verdict: str | None
    lifts: bool
    thin_evidence: bool
    flags: list[str]
    requested_by: str
    approved_by: str
    role: str
    at: str
    expires: str | None
    reason: str
    record: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverridesDocument:
    """Every override of every release, newest release first."""

    schema: str
    overrides: list[OverrideDocument]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDocument:
    """Where a rollback rule stands for a release: what it observed, its line, when it fired, and whether it asks."""

    id: str
    status: str
    owner: str
    action: str
    unit: str
    observed: float | None
    line: float | None
    n: int
    fired_at: str | None
    answered_at: str | None
    asks: bool
    dry_run: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowDocument:
    """A sample of production: its period, how it was drawn, its runs, and each score's number (null: not known)."""

    id: str
    begins: str | None
    ends: str | None
    sampling: str
    runs: int
    scored: int
    errors: int
    scores: dict[str, float | None]
    failure_classes: dict[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveReleaseDocument:
    """One release as production met it, up to ``as_of``."""

    release: str
    workflow: str
    as_of: str
    word: str
    newest_data: str | None
    last_good: str | None
    rules: list[RuleDocument]
    windows: list[WindowDocument]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveDocument:
    """Every release that has live windows or a rule that watches it."""

    schema: str
    releases: list[LiveReleaseDocument]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureDocument:
    """One of the five cost figures in US dollars; ``change`` is a share, ``quality`` that of the quality gates."""

    candidate_usd: float | None
    baseline_usd: float | None
    change: float | None
    quality: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CostDocument:
    """What a release costs on each side, in US dollars and seconds.

    ``figures`` are the five of the cost page by id; record.json has what each was divided by, and why one is missing.
    """

    release: str
    workflow: str
    candidate_usd: float | None
    baseline_usd: float | None
    candidate_unknown: int
    candidate_per_success_usd: float | None
    baseline_per_success_usd: float | None
    candidate_latency_s: float | None
    baseline_latency_s: float | None
    figures: dict[str, FigureDocument]


@dataclass(frozen=True, slots=True, kw_only=True)
class CostsDocument:
    """The cost of every release, newest first."""

    schema: str
    releases: list[CostDocument]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRelease:
    """The release that a record.json is about."""

    id: str
    workflow: str
    decision: str
    summary: str
    date: str
    baseline: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordGate:
    """One gate as it stands in record.json."""

    id: str
    title: str
    level: str
    form: str
    verdict: str
    observed: float | None
    threshold: float | None
    interval: list[float] | None
    n: int | None
    unit: str
    reason: str
    method: str
    needed: int | None
    detectable: float | None
    failures: list[str]
    override: dict[str, object] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDocument:
    """`<release>/record.json`: everything a release's page says; that of a closed release never changes."""

    schema: str
    release: RecordRelease
    outcome: str
    recomputed: str | None
    open: bool
    preview: bool
    as_of: str
    headline: str
    lead: list[str]
    next_step: str
    points: list[dict[str, str]]
    gates: list[RecordGate]
    scores: list[dict[str, object]]
    failure_classes: list[dict[str, object]]
    cases: dict[str, int]
    changed_cases: list[dict[str, object]]
    candidate: dict[str, object]
    baseline: dict[str, object] | None
    overrides: list[dict[str, object]]
    waiting: list[str]
    records: list[dict[str, object]]
    findings: list[dict[str, str]]
    provenance: dict[str, object]
