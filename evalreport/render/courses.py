"""The course of each score over the releases of a workflow: a chart, and the same numbers as a table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evalreport.render.charts import history as chart
from evalreport.render.context import score_title, short_name, words_of
from evalreport.render.figures import count, estimate, span
from evalreport.render.status import Status, shipped_order
from evalreport.render.words import OUTCOMES, State

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markupsafe import Markup

    from evalreport.model.assessment import ScoreResult
    from evalreport.model.report import ReleaseReport, SiteReport

# More stops than these leave no room for their names; older ones are in the table and in the chart to explore.
STOPS = 10
# As many rows as the table beside a chart holds.
ROWS = 200
# A rolled-back release ends this far towards the next one on the lane below the chart.
ROLLBACK_STEP = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseRow:
    """One release in the table beside a chart; ``value``, ``low`` and ``high`` are bare numbers, "" for unknown."""

    id: str
    name: str
    state: State
    shown: str
    spread: str
    n: str
    value: str
    low: str
    high: str
    shipped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One score of one workflow over its releases, oldest first."""

    workflow: str
    anchor: str
    title: str
    unit: str
    drawing: Markup
    joined: bool
    rows: tuple[CourseRow, ...]


def courses_of(report: SiteReport, statuses: Mapping[str, Status], workflow: str) -> Iterator[Course]:
    """Yield each score that two releases of a workflow have, in the scorecard's order: the team's first comes first."""
    releases = [one for one in reversed(report.releases) if one.release.workflow == workflow]
    for name in report.policy.scorecard:
        found = [_score_of(one, name) for one in releases]
        known = [score for score in found[-STOPS:] if score is not None and score.candidate.value is not None]
        if len(known) > 1:
            yield _course(report, statuses, workflow, name, list(zip(releases, found, strict=True)))


def _course(
    report: SiteReport,
    statuses: Mapping[str, Status],
    workflow: str,
    name: str,
    found: Sequence[tuple[ReleaseReport, ScoreResult | None]],
) -> Course:
    newest = found[-STOPS:]
    stops = [_stop(one, score) for one, score in newest]
    unit = next(score.unit for _, score in reversed(found) if score is not None)
    served = _served([one for one, _ in newest], statuses)
    title = score_title(report.policy, name)
    return Course(
        workflow=words_of(workflow),
        anchor=f"course-{workflow}-{name}",
        title=title,
        unit=unit,
        drawing=chart.draw(stops, served, f"{title}, offline, with its range", unit),
        joined=chart.joins(stops),
        rows=tuple(_row(one, score) for one, score in found[-ROWS:]),
    )


def _row(report: ReleaseReport, score: ScoreResult | None) -> CourseRow:
    value = score.candidate if score else None
    interval = value.interval if value else None
    return CourseRow(
        id=report.id,
        name=short_name(report.id, report.release.workflow),
        state=OUTCOMES[report.standing],
        shown=estimate(value, score.unit if score else ""),
        spread=span(interval, score.unit) if score else "",
        n=count(value.n) if value else "",
        value="" if value is None or value.value is None else repr(value.value),
        low="" if interval is None else repr(interval.low),
        high="" if interval is None else repr(interval.high),
        shipped=report.closed is not None and bool(report.closed.shipped),
    )


def _score_of(report: ReleaseReport, name: str) -> ScoreResult | None:
    return next((score for score in report.assessment.scores if score.score == name), None)


def _stop(report: ReleaseReport, score: ScoreResult | None) -> chart.Stop:
    estimate = score.candidate if score else None
    interval = estimate.interval if estimate else None
    return chart.Stop(
        name=short_name(report.id, report.release.workflow),
        outcome=report.standing,
        value=estimate.value if estimate else None,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        shipped=report.closed is not None and bool(report.closed.shipped),
    )


def _served(releases: Sequence[ReleaseReport], statuses: Mapping[str, Status]) -> list[chart.Served]:
    """Return who served when, as stretches between stops; nothing where shipping did not follow the order of dates."""
    begins = list(_begins(releases, statuses))
    starts = [start for start, *_ in begins]
    # Stops stand in the order of their dates. Where shipping took another order, a lane below them would mislead.
    if not begins or starts != sorted(starts):
        return []
    served = [
        chart.Served(name=name, start=start, end=end, tone=tone)
        for (start, name, tone), end in zip(begins, [*starts[1:], float(len(releases))], strict=True)
    ]
    return [*served[:-1], replace(served[-1], tone=served[-1].tone or "c-live-now")]


def _begins(releases: Sequence[ReleaseReport], statuses: Mapping[str, Status]) -> Iterator[tuple[float, str, str]]:
    """Yield where each stretch begins, who serves in it, and its tone."""
    at = {one.id: index for index, one in enumerate(releases)}
    for one in shipped_order(releases):
        back = statuses[one.id].kind == "rolled_back"
        yield at[one.id], short_name(one.id, one.release.workflow), "c-live-back" if back else ""
        if back:
            to = short_name(one.records.rollbacks[-1].to_release, one.release.workflow)
            yield at[one.id] + ROLLBACK_STEP, f"{to} again", ""
