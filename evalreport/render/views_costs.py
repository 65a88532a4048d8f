"""What one of each costs: the five figures of a release, each beside the quality that it was bought with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.model.policy import Outcomes
from evalreport.render.context import person
from evalreport.render.figures import NOT_MEASURED, count, minutes, money, percent, plural, price, price_span, signed
from evalreport.render.words import VERDICTS, State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalreport.model.assessment import Outcome
    from evalreport.model.costs import CostFigure, CostId, CostSide, ReviewFacts
    from evalreport.model.policy import Policy
    from evalreport.model.report import ReleaseReport
    from evalreport.model.scorecard import Measure, ScoreSpec
    from evalreport.model.statistics import Interval
    from evalreport.render.context import Context

# Who answers for minutes of people and for approvals answers for what they cost.
OWNED_WITH: Mapping[CostId, Measure] = {"reviewed_run": "reviewer_burden", "approved_action": "approval_rate"}
# What was stopped or taken back saved nobody anything.
FALLEN: frozenset[Outcome] = frozenset({"blocked", "rolled_back", "withdrawn"})
# From here on a change is told as a factor, and from there in whole percent.
MANY_FOLD = 10
A_TENTH = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One of the five figures as people read it; ``tone`` colours a change, "" where nothing is to be praised."""

    id: str
    title: str
    owner: str
    use: str
    spent: str
    bought: str
    value: str
    spread: str
    why: str
    baseline: str
    baseline_why: str
    change: str
    change_span: str
    tone: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityWord:
    """The worst verdict of the gates that judge quality, and which gates have it."""

    state: State | None
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CostView:
    """The figures of one release; without rows ``said`` tells why there are none.

    ``covers`` is True where they tell what a success costs, so that no other line need say it again.
    """

    rows: tuple[FigureRow, ...]
    quality: QualityWord
    said: str
    reviews: tuple[str, ...]
    covers: bool


def cost_view(context: Context) -> CostView:
    """Return the five figures of a release, the quality verdict beside them, and what reviewers did."""
    report = context.report
    defined = report.policy.outcomes != Outcomes()
    quality = quality_word(report)
    # Five times "say in outcomes" would drown the numbers of a team that never asked for these.
    praised = context.outcome not in FALLEN
    rows = tuple(figure_row(one, report.policy, praised=praised) for one in report.costs) if defined else ()
    said = "" if rows else "What a success, a review or an approval costs is not defined: the policy has no outcomes."
    names = (context.candidate, context.baseline)
    facts = tuple(_reviewed(name, one) for name, one in zip(names, report.reviews, strict=False))
    covers = bool(rows) and report.costs[0].candidate.value is not None
    return CostView(rows=rows, quality=quality, said=said, reviews=facts, covers=covers)


def quality_word(report: ReleaseReport) -> QualityWord:
    """Return the quality verdict that stands beside every figure of a release."""
    figure = report.costs[0] if report.costs else None
    if figure is None or figure.quality is None:
        return QualityWord(state=None, said="no gate of this decision judges quality")
    titles = [report.policy.gates[name].title for name in figure.quality_gates if name in report.policy.gates]
    if figure.quality == "passed":
        return QualityWord(state=VERDICTS["passed"], said=plural(len(titles), ("quality gate", "quality gates")))
    return QualityWord(state=VERDICTS[figure.quality], said=", ".join(titles))


def figure_row(one: CostFigure, policy: Policy, *, praised: bool = True) -> FigureRow:
    """Return one figure in words and numbers; not ``praised``: cheaper is told, and not as something good."""
    now, before = one.candidate, one.baseline
    spec = _score_of(one.id, policy)
    return FigureRow(
        id=one.id,
        title=one.title,
        owner=person(policy, spec.owner) if spec else "",
        use=spec.use if spec else "",
        spent="" if now.numerator is None else money(now.numerator),
        bought="" if now.denominator is None else count(now.denominator),
        value=value_word(now),
        spread=price_span(now.interval),
        why=now.why,
        baseline="" if before is None else value_word(before),
        baseline_why="" if before is None else before.why,
        change=change_word(one.change),
        change_span=_change_span(one.change_interval),
        tone=_tone(one, praised=praised),
        note=one.note,
    )


def _score_of(figure: CostId, policy: Policy) -> ScoreSpec | None:
    """Return the score whose owner answers for a figure: that of its kind of work, else that of cost."""
    wanted = (OWNED_WITH.get(figure), "cost_per_success")
    found = (spec for measure in wanted for spec in policy.scorecard.values() if spec.measure == measure)
    return next(found, None)


def value_word(side: CostSide) -> str:
    """Return the number of a side, else whether it is undefined or unknown."""
    if side.value is not None:
        return price(side.value)
    return side.why.partition(":")[0] or NOT_MEASURED


def change_word(change: float | None) -> str:
    """Write a relative change in percent, a large one as a factor; "" where there is none."""
    if change is None:
        return ""
    if change >= MANY_FOLD - 1:
        return f"{1 + change:,.0f} times"
    # A change of half a percent is told as that: rounded, a range would seem to reach over no change.
    return f"{signed(100 * change, 1 if abs(change) < A_TENTH else 0)}%"


def _change_span(interval: Interval | None) -> str:
    return "" if interval is None else f"{change_word(interval.low)} to {change_word(interval.high)}"


def _tone(one: CostFigure, *, praised: bool) -> str:
    """Colour a change beyond chance: dearer always, cheaper only where quality passed and the release stands."""
    if one.change_interval is None:
        return ""
    if one.change_interval.low > 0:
        return "bad"
    # Cheap and worse is no success; it must not look like one.
    return "good" if praised and one.change_interval.high < 0 and one.quality == "passed" else ""


def _reviewed(name: str, facts: ReviewFacts) -> str:
    if facts.reviewed is None:
        return f"{name}: no run carries a record of a review"
    share = percent(facts.reviewed / facts.runs) if facts.runs else NOT_MEASURED
    spent = "an unknown time" if facts.minutes is None else minutes(facts.minutes)
    changed = "" if facts.overridden is None else f"; {facts.overridden:,} answers replaced"
    seen = f"{facts.reviewed:,} of {plural(facts.runs, ('run', 'runs'))} reviewed ({share}), {spent}{changed}"
    return f"{name}: {seen}"
