"""What evaluation makes of a bundle: scores, transitions, gates, outcome. Pure facts, no words for people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalreport.model.evaluation import CaseResult
    from evalreport.model.gate import Gate, GateResult
    from evalreport.model.grading import GraderState
    from evalreport.model.location import Location
    from evalreport.model.record import Override, SignOff
    from evalreport.model.statistics import Estimate, Interval

Transition = Literal[
    "regressed", "fixed", "both_failed", "both_passed", "only_candidate", "only_baseline", "not_comparable"
]
# What happened to a release, in the order in which the first that applies is taken.
Outcome = Literal["withdrawn", "rolled_back", "blocked", "undecided", "awaiting", "cleared_by_override", "cleared"]
FindingSeverity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Transitions:
    """Counts of pairs (suite, case, epoch) by what happened between baseline and candidate.

    ``not_comparable`` pairs exist on both sides but one side has no pass or fail (a harness error, a skip, no score).
    """

    both_passed: int = 0
    fixed: int = 0
    regressed: int = 0
    both_failed: int = 0
    only_baseline: int = 0
    only_candidate: int = 0
    # Beside the others and never among the failures: a broken harness says nothing of the case.
    not_comparable: int = 0

    @property
    def pairs(self) -> int:
        """Pairs with a pass or fail on both sides."""
        return self.both_passed + self.fixed + self.regressed + self.both_failed

    def counts(self) -> dict[str, int]:
        """Return all counts by name, pairs first, in the order the JSON contracts have them."""
        names = (
            "pairs",
            "both_passed",
            "fixed",
            "regressed",
            "both_failed",
            "only_baseline",
            "only_candidate",
            "not_comparable",
        )
        return {name: getattr(self, name) for name in names}

    @property
    def unpaired_share(self) -> float | None:
        """Share of all keys that are no scored pair; None where there is nothing at all."""
        lost = self.only_baseline + self.only_candidate + self.not_comparable
        total = self.pairs + lost
        # Nothing of nothing is no share, and 0 would pass a gate.
        return lost / total if total else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteScore:
    """One score over one suite."""

    suite: str
    candidate: Estimate
    baseline: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreResult:
    """One score of the scorecard on both sides.

    ``difference`` is candidate minus baseline in the unit of the score, ``interval`` its two-sided 90% interval,
    ``p_value`` exact McNemar (pass/fail scores only). ``unit`` is "rate" (0 to 1), "s", "usd", "min" (minutes of people
    for a hundred runs) or "score". ``undefined`` says what nobody wrote down that the score needs, "" where nothing is
    missing.
    """

    score: str
    unit: Literal["rate", "s", "usd", "score", "min"]
    candidate: Estimate
    baseline: Estimate | None = None
    difference: float | None = None
    interval: Interval | None = None
    p_value: float | None = None
    transitions: Transitions | None = None
    by_suite: tuple[SuiteScore, ...] = ()
    graders: tuple[str, ...] = ()
    undefined: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassResult:
    """One failure class on both sides: a row "fails" here when it is in the class.

    ``candidate_cases`` and ``baseline_cases`` count cases (a case counts once if any epoch fails), of ``*_ran`` cases.
    ``new_cases`` and ``gone_cases`` are (suite, case id). ``known`` is False where no rule of the class matches
    anything while failures stand outside every class: then its zeros say nothing.
    """

    failure_class: str
    transitions: Transitions
    candidate_cases: int
    baseline_cases: int | None
    candidate_ran: int
    baseline_ran: int | None
    p_value: float | None = None
    new_cases: tuple[tuple[str, str], ...] = ()
    gone_cases: tuple[tuple[str, str], ...] = ()
    known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSide:
    """One side of a pair: the row, whether it passed, each score's pass or fail by the scorecard, its classes."""

    row: CaseResult
    passed: bool | None
    scores: Mapping[str, bool | None] = field(default_factory=dict)
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePair:
    """A case on both sides. ``transition`` is over the headline verdict, ``changes`` per score of the scorecard."""

    suite: str
    case_id: str
    epoch: int
    transition: Transition
    candidate: CaseSide | None
    baseline: CaseSide | None
    changes: Mapping[str, Transition] = field(default_factory=dict)

    @property
    def idle(self) -> bool:
        """True where no side ran it: skipped wherever it stands, so there is nothing that could be compared."""
        return all(side is None or side.row.skipped for side in (self.candidate, self.baseline))

    @property
    def changed(self) -> bool:
        """True where any pass/fail score flipped or a failure class came or went."""
        flipped = any(change in {"fixed", "regressed"} for change in (self.transition, *self.changes.values()))
        before = self.baseline.classes if self.baseline else ()
        after = self.candidate.classes if self.candidate else ()
        both = self.baseline is not None and self.candidate is not None
        # A case can fail both times and for another reason: that is a change too.
        return flipped or (both and set(before) != set(after))


@dataclass(frozen=True, slots=True, kw_only=True)
class SideTotals:
    """Counts of one side over its offline rows. Sums are None where no row carried the number.

    ``passed`` follows the headline verdict. ``cost_unknown`` counts rows without a cost; a sum over part of the rows
    is never called the cost. ``cost_per_success`` is USD a passed row, None unless every row's cost is known.
    """

    runs: int
    rows: int
    cases: int
    epochs: int
    passed: int
    failed: int
    errors: int
    skipped: int
    unread: int
    incomplete: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    cost_usd: float | None = None
    cost_unknown: int = 0
    cost_per_success: float | None = None
    tokens_in: int | None = None
    tokens_out: int | None = None
    latency_mean_s: float | None = None
    tool_calls: int | None = None
    tool_errors: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something odd that decides nothing by itself. ``rule`` is its id and page in the docs."""

    rule: str
    severity: FindingSeverity
    message: str
    location: Location | None = None
    release: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideState:
    """An override and whether it lifts its gate; ``flags`` say why not (OVR-EXPIRED, OVR-ROLE …).

    ``thin`` marks the override of an inconclusive gate by its score's owner, on thin evidence.
    """

    override: Override
    lifts: bool
    flags: tuple[str, ...] = ()
    thin: bool = False
    replaced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOffState:
    """A sign-off and whether it counts; ``flags`` say why not."""

    signoff: SignOff
    counts: bool
    flags: tuple[str, ...] = ()
    replaced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GateOutcome:
    """A gate, what it saw, and the override beside it. The verdict is never rewritten."""

    gate: Gate
    result: GateResult
    override: OverrideState | None = None

    @property
    def lifted(self) -> bool:
        """True where a valid override lets the release pass this gate."""
        return self.override is not None and self.override.lifts

    @property
    def stops(self) -> bool:
        """True where this gate alone keeps the release from being cleared."""
        # What is inconclusive or not evaluated stops as well: only a pass lets through.
        return self.gate.level != "advise" and self.result.verdict != "passed" and not self.lifted


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Everything evaluation found. ``headline`` is the score whose pass or fail is the case's own, None: the file's."""

    outcome: Outcome
    gates: tuple[GateOutcome, ...]
    scores: tuple[ScoreResult, ...]
    classes: tuple[ClassResult, ...]
    pairs: tuple[CasePair, ...]
    transitions: Transitions
    candidate: SideTotals
    baseline: SideTotals | None
    overrides: tuple[OverrideState, ...] = ()
    signoffs: tuple[SignOffState, ...] = ()
    waiting: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    headline: str | None = None
    graders: tuple[GraderState, ...] = ()
