"""The page of cost and quality over all releases: a chart and every release in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.model.costs import COSTS
from evalreport.render.charts import costs as chart
from evalreport.render.context import Context, score_title, score_unit, short_name, words_of
from evalreport.render.figures import NOT_MEASURED, in_unit, plural, price, price_span, span
from evalreport.render.views_costs import FALLEN, FigureRow, QualityWord, figure_row, quality_word, value_word
from evalreport.render.words import OUTCOMES, State

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markupsafe import Markup

    from evalreport.model.assessment import ScoreResult
    from evalreport.model.costs import CostId, CostSide
    from evalreport.model.policy import Policy
    from evalreport.model.report import ReleaseReport, SiteReport
    from evalreport.render.status import Status

# More marks than these lie over one another; older releases are in the table.
SPOTS = 12
# A course needs two releases.
TWO = 2
SHORT = {
    "successful_run": "Success",
    "reviewed_run": "Review",
    "approved_action": "Approved action",
    "avoided_escalation": "Avoided escalation",
    "high_risk_failure": "High-risk failure caught",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendingRow:
    """One release in the table of all; ``cells`` are (value, why there is none) of the five figures.

    ``cost_at`` and ``quality_at`` are the bare numbers of the chart, "" for unknown.
    """

    id: str
    name: str
    state: State
    live: bool
    quality: str
    quality_span: str
    verdict: QualityWord
    cost_span: str
    cells: tuple[tuple[str, str], ...]
    live_cost: str
    live_span: str
    shipped: bool
    cost_at: str
    quality_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """The five figures of the release of a workflow that customers meet, else of the newest that has any."""

    id: str
    name: str
    baseline: str
    state: State
    rows: tuple[FigureRow, ...]
    quality: QualityWord


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """One workflow: charts (None with fewer than two measured releases), the newest figures, every release."""

    workflow: str
    title: str
    unit: str
    said: str
    scatter: Markup | None
    bars: Markup | None
    newest: Newest | None
    rows: tuple[SpendingRow, ...]
    older: bool
    simulated: bool
    states: tuple[State, ...]


def spendings(report: SiteReport, statuses: Mapping[str, Status]) -> tuple[Spending, ...]:
    """Return what each workflow's releases cost, the newest release first in every table."""
    workflows = sorted({one.release.workflow for one in report.releases})
    return tuple(_spending(report, statuses, workflow) for workflow in workflows)


def columns() -> tuple[str, ...]:
    """Return the heads of the five columns."""
    return tuple(SHORT[name] for name in COSTS)


def success_cost(report: ReleaseReport) -> CostSide | None:
    """Return what a success of a release costs, None where that is not known."""
    figure = next((one for one in report.costs if one.id == "successful_run"), None)
    return figure.candidate if figure is not None and figure.candidate.value is not None else None


def cost_of(report: ReleaseReport) -> float | None:
    """Return the cost of a success: the figure, else that of a run that passed its headline score.

    Releases that closed before anybody wrote outcomes down have the second alone; both divide all costs by passes.
    """
    known = success_cost(report)
    return known.value if known is not None else report.assessment.candidate.cost_per_success


def _spending(report: SiteReport, statuses: Mapping[str, Status], workflow: str) -> Spending:
    releases = [one for one in report.releases if one.release.workflow == workflow]
    score = _quality_score(report.policy, releases)
    spots = list(_spots(list(reversed(releases)), score))
    drawn = spots[-SPOTS:]
    title = score_title(report.policy, score) if score else ""
    scatter, bars = _charts(drawn, title, score_unit(report.policy, score))
    return Spending(
        workflow=words_of(workflow),
        title=title,
        unit=score_unit(report.policy, score),
        said=_said(report.policy, releases, statuses, score, title),
        scatter=scatter,
        bars=bars,
        newest=_newest(releases, statuses),
        rows=tuple(_row(one, statuses[one.id], score) for one in releases),
        older=len(spots) > SPOTS,
        # Asked of the newest alone: to ask every row of every release would take longer than the page.
        simulated=Context(releases[0]).simulated,
        states=tuple(dict.fromkeys(OUTCOMES[spot.outcome] for spot in drawn)),
    )


def _charts(spots: Sequence[chart.Spot], title: str, unit: str) -> tuple[Markup | None, Markup | None]:
    return (chart.scatter(spots, title, unit), chart.bars(spots)) if len(spots) >= TWO else (None, None)


def _quality_score(policy: Policy, releases: Sequence[ReleaseReport]) -> str:
    """Choose the score that stands for quality: the one that says what a success is, else the first pass rate."""
    rates = [name for name, spec in policy.scorecard.items() if spec.measure == "pass_rate"]
    for name in (policy.outcomes.success, *rates):
        if name is not None and any(_value(one, name) is not None for one in releases):
            return name
    return ""


def _score(report: ReleaseReport, name: str) -> ScoreResult | None:
    return next((score for score in report.assessment.scores if score.score == name), None)


def _value(report: ReleaseReport, name: str) -> float | None:
    found = _score(report, name)
    return found.candidate.value if found else None


def _spots(releases: Sequence[ReleaseReport], score: str) -> Iterator[chart.Spot]:
    """Yield the releases that have both numbers, oldest first."""
    for one in releases:
        cost, found, quality = cost_of(one), _score(one, score), _value(one, score)
        if cost is None or found is None or quality is None:
            continue
        side = success_cost(one)
        yield chart.Spot(
            name=short_name(one.id, one.release.workflow),
            outcome=one.standing,
            shipped=one.closed is not None and bool(one.closed.shipped),
            cost=cost,
            cost_range=side.interval if side else None,
            quality=quality,
            quality_range=found.candidate.interval,
        )


def _said(
    policy: Policy, releases: Sequence[ReleaseReport], statuses: Mapping[str, Status], score: str, title: str
) -> str:
    """Say what a success costs now and did first, with the quality that it was bought with."""
    known = [one for one in releases if cost_of(one) is not None]
    if not known:
        return "No release has a known cost of a success."
    live = [one for one in known if statuses[one.id].kind == "live"]
    now, first = (live or known)[0], known[-1]
    told = f"A success costs {price(cost_of(now))} with {_named(now)}{', live now' if live else ''}"
    if first is not now:
        told += f", and {price(cost_of(first))} with {_named(first)}"
    return f"{told}{_quality_said(policy, (now, first), score, title)}."


def _quality_said(policy: Policy, ends: tuple[ReleaseReport, ReleaseReport], score: str, title: str) -> str:
    now, first = (_value(one, score) for one in ends)
    if now is None:
        return ""
    unit = score_unit(policy, score)
    before = f", it was {in_unit(first, unit)}" if ends[0] is not ends[1] and first is not None else ""
    return f"; {title.lower()} is {in_unit(now, unit)}{before}"


def _named(report: ReleaseReport) -> str:
    return short_name(report.id, report.release.workflow)


def _newest(releases: Sequence[ReleaseReport], statuses: Mapping[str, Status]) -> Newest | None:
    """Return the figures of the release that customers meet, else of the newest that has any."""
    known = [one for one in releases if any(figure.candidate.value is not None for figure in one.costs)]
    if not known:
        return None
    one = next((one for one in known if statuses[one.id].kind == "live"), known[0])
    before = one.release.baseline_release
    return Newest(
        id=one.id,
        name=_named(one),
        baseline=short_name(before, one.release.workflow) if before else _file_baseline(one),
        state=OUTCOMES[one.standing],
        rows=tuple(figure_row(figure, one.policy, praised=one.standing not in FALLEN) for figure in one.costs),
        quality=quality_word(one),
    )


def _file_baseline(report: ReleaseReport) -> str:
    return "baseline" if report.assessment.baseline is not None else ""


def _bare(value: float | None) -> str:
    return "" if value is None else repr(value)


def _row(report: ReleaseReport, status: Status, score: str) -> SpendingRow:
    found, side, live = _score(report, score), success_cost(report), _live_cost(report)
    interval = found.candidate.interval if found else None
    return SpendingRow(
        id=report.id,
        name=_named(report),
        state=OUTCOMES[report.standing],
        live=status.kind == "live",
        quality=in_unit(found.candidate.value, found.unit) if found else NOT_MEASURED,
        quality_span=span(interval, found.unit) if found else "",
        verdict=quality_word(report),
        cost_span=price_span(side.interval) if side else "",
        cells=tuple(_cell(report, name) for name in COSTS),
        live_cost=live[0],
        live_span=live[1],
        shipped=report.closed is not None and bool(report.closed.shipped),
        cost_at=_bare(cost_of(report)),
        quality_at=_bare(_value(report, score)),
    )


def _cell(report: ReleaseReport, name: CostId) -> tuple[str, str]:
    """Return one figure of a release, and why it has no number."""
    side = next((one.candidate for one in report.costs if one.id == name), None)
    if side is not None and side.value is not None:
        return price(side.value), ""
    paid = report.assessment.candidate.cost_per_success
    # Closed before outcomes were written down: what a passed run cost is known all the same.
    if name == "successful_run" and paid is not None:
        return price(paid), "of passed runs"
    return ("undefined", "") if side is None else (value_word(side), side.why)


def _live_cost(report: ReleaseReport) -> tuple[str, str]:
    """Return what a success costs in production, and its range over so many runs; "" where no live window tells."""
    policy = report.policy
    drifts = report.live_now.drifts if report.live_now else ()
    for one in drifts:
        spec = policy.scorecard.get(one.score)
        if spec is not None and spec.measure == "cost_per_success" and one.live.value is not None:
            return price(one.live.value), f"{price_span(one.live.interval)} over {plural(one.live.n, ('run', 'runs'))}"
    return "", ""
