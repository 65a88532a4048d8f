"""What live windows say of a release: figures, states of rollback rules, five views of the traces, drift."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from evalreport.model.live import LiveWindow
    from evalreport.model.policy import RollbackRule
    from evalreport.model.record import Rollback
    from evalreport.model.review import ReviewTally
    from evalreport.model.statistics import Estimate, Interval

RuleStatus = Literal["fired", "quiet", "inconclusive", "no_data", "stale"]
FigureKind = Literal["score", "class"]
ReportWord = Literal["fired", "answered", "quiet", "inconclusive", "no_data", "stale", "no_rules"]
# A window beyond the line, on its good side, too small to say, or without a scored run.
StepVerdict = Literal["beyond", "within", "unclear", "empty"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveFigure:
    """One number of one window: a score of the scorecard, or the share of runs in a failure class.

    ``of_traffic`` is True where the sample stands for the traffic; else the number speaks of the reviewed runs alone.
    ``complete`` is False where a part of the traffic that matters was not, or hardly, looked at. ``known`` is False
    for a class none of whose rules can see anything here: its 0 would say nothing.
    """

    window: str
    name: str
    kind: FigureKind
    unit: str
    estimate: Estimate
    of_traffic: bool
    complete: bool = True
    known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowFigures:
    """One window and its numbers. ``runs`` counts what was read, ``scored`` what ran, ``errors`` harness errors.

    ``repeated`` counts runs that an earlier window holds already; they are counted there. ``running`` is True where
    the window's period had not ended at the time of the report; ``latest`` is when its last counted run began.
    """

    window: LiveWindow
    runs: int
    scored: int
    errors: int
    repeated: int
    running: bool
    figures: tuple[LiveFigure, ...]
    latest: str | None = None

    def figure(self, kind: FigureKind, name: str) -> LiveFigure | None:
        """Return the number of that score or class, None where the window has none."""
        return next((one for one in self.figures if one.kind == kind and one.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleStep:
    """What one window did to a rule; ``at`` is its end (RFC 3339), None where nothing says when."""

    window: str
    at: str | None
    verdict: StepVerdict
    estimate: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleState:
    """Where a rollback rule stands. An alarm is kept: ``fired_at`` is the first crossing, whatever came after.

    ``observed`` is what crossed (or the newest number), ``line`` what it is compared with, both in ``unit``; for a
    monitor ``odds`` is the highest evidence so far and ``odds_line`` where it fires. ``streak`` counts the windows in
    a row beyond the line now. ``answered_by`` is the rollback record that closes the loop, ``minutes`` the time
    between firing and acting. ``sentence`` and ``distance`` say it all in words.
    """

    rule: RollbackRule
    status: RuleStatus
    unit: str
    observed: float | None = None
    line: float | None = None
    interval: Interval | None = None
    n: int = 0
    streak: int = 0
    odds: float | None = None
    odds_line: float | None = None
    fired_at: str | None = None
    fired_in: str | None = None
    of_traffic: bool = True
    why: str = ""
    steps: tuple[RuleStep, ...] = ()
    answered_by: Rollback | None = None
    minutes: float | None = None
    sentence: str = ""
    distance: str = ""

    @property
    def asks(self) -> bool:
        """True where somebody must act: it fired, no record answers it, and it is no dry run."""
        return self.status == "fired" and self.answered_by is None and not self.rule.dry_run


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """One value of one metadata key (or tag), with how many runs carried it live and how many cases offline."""

    key: str
    value: str
    live: int
    offline: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Which inputs arrived: the same case as offline, the same kind (all shared keys agree), new, or nobody can say.

    ``keys`` are the metadata keys that both sides carry and that tell kinds apart.
    """

    same_case: int
    same_kind: int
    new: int
    unknown: int
    keys: tuple[str, ...]
    values: tuple[Arrived, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolUse:
    """One tool: runs that called it, calls, calls that failed, and repeats after an error (None: nobody can say)."""

    name: str
    runs: int
    calls: int
    errors: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """All tools, the most called first; ``silent`` counts runs that tell nothing of tools."""

    uses: tuple[ToolUse, ...]
    silent: int
    retries: int | None
    retries_unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StallCount:
    """A step where runs stood: how many runs, why, and the seconds in the middle (None where nobody measured)."""

    step: str
    why: str
    runs: int
    seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewCount:
    """What people did with runs: so many runs, the minutes known, and how many reviews tell no minutes."""

    kind: str
    runs: int
    minutes: float | None
    minutes_unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """A note or label of people, word for word, and how many runs carry it."""

    text: str
    runs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """Feedback of users or operators by failure class ("" for runs in none): good, bad, and words nobody can place."""

    source: str
    failure_class: str
    good: int
    bad: int
    unclear: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Something seen live and not offline, a candidate for the data set: a failure class or a kind of input."""

    kind: Literal["class", "input"]
    what: str
    runs: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceViews:
    """The five views of the traces, and what they suggest for the data set. ``traced`` counts runs with spans."""

    runs: int
    traced: int
    inputs: Inputs
    tools: Tools
    stalls: tuple[StallCount, ...]
    reviews: tuple[ReviewCount, ...]
    notes: tuple[Coded, ...]
    noticed: tuple[Noticed, ...]
    newcomers: tuple[Newcomer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """Whether live runs are spread over the values of one key as the offline cases are (R15).

    ``index`` is the population stability index, ``critical`` what chance alone exceeds once in twenty.
    """

    key: str
    index: float
    critical: float
    p_value: float
    drifted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One score offline and live: the difference with its interval, and live against earlier live.

    ``reweighted`` is the offline number at the live shares of ``by``, where the mixes differ; ``covered`` is False
    where the suites lack a kind that matters live.
    """

    score: str
    unit: str
    offline: Estimate
    live: Estimate
    of_traffic: bool
    difference: float | None
    interval: Interval | None
    reweighted: Estimate | None = None
    by: str = ""
    covered: bool = True
    earlier: Estimate | None = None
    since: float | None = None
    since_interval: Interval | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveReport:
    """One release as production met it, at ``as_of``. ``newest`` is the end of the newest data, ``age_hours`` its age.

    ``last_good`` is the release to go back to: the one that served before, None where there is none. ``planned`` is
    False where its manifest names no windows. ``reviewed`` counts its review files, None where there is none.
    """

    release: str
    workflow: str
    as_of: str
    newest: str | None = None
    age_hours: float | None = None
    windows: tuple[WindowFigures, ...] = ()
    rules: tuple[RuleState, ...] = ()
    views: TraceViews | None = None
    mixes: tuple[Mix, ...] = ()
    drifts: tuple[Drift, ...] = ()
    last_good: str | None = None
    planned: bool = True
    reviewed: ReviewTally | None = None

    @property
    def word(self) -> ReportWord:
        """The gravest thing to say of the rules: one that asks somebody to act, one that hears nothing, and so on."""
        found: set[ReportWord] = {"answered" if one.status == "fired" else one.status for one in self.rules}
        order: tuple[ReportWord, ...] = ("stale", "no_data", "inconclusive", "answered", "quiet")
        return "fired" if self.asking else next((word for word in order if word in found), "no_rules")

    @property
    def asking(self) -> tuple[RuleState, ...]:
        """The rules that fired and that nobody answered."""
        return tuple(one for one in self.rules if one.asks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """How often what passed offline had to be rolled back: by the whole decision (``gate`` ""), or by one gate."""

    gate: str
    title: str
    passed: int
    rolled_back: int
    interval: Interval | None
