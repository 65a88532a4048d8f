"""Live windows as a table and as charts, and what a release's own page says of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.render.charts import live as chart
from evalreport.render.context import Context, class_title, score_title
from evalreport.render.figures import count, estimate, percent, plural, span
from evalreport.render.times import day, moment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markupsafe import Markup

    from evalreport.model.live import Sampling
    from evalreport.model.livereport import LiveFigure, LiveReport, RuleState, WindowFigures
    from evalreport.model.policy import Policy
    from evalreport.model.report import ReleaseReport

SAMPLED = {
    "all": "all runs",
    "random": "drawn at random",
    "stratified": "drawn by stratum",
    "weighted": "drawn with known chances",
    "picked": "picked, so they speak for themselves only",
    "unknown": "nobody says how drawn, so they speak for themselves only",
}
# More windows or charts than these are no picture any more.
WINDOWS = 24
CHARTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowRow:
    """One window: period, how many runs drawn how, and its numbers in the order of the table's columns."""

    name: str
    period: str
    runs: str
    sampled: str
    cells: tuple[tuple[str, str], ...]
    path: str
    notes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLive:
    """What a release's own page says of its live windows: the plan, and what was there (of a closed one, then)."""

    plan: str
    said: str
    columns: tuple[str, ...]
    windows: tuple[WindowRow, ...]


def own_live(context: Context) -> OwnLive | None:
    """Return the live windows that a release's own page shows, None where it plans none and has none."""
    report, found = context.report, context.report.live
    if found is None:
        return None
    plan = report.release.live
    names = columns(report.policy, found)
    return OwnLive(
        plan=f"Live windows {plan.windows}: {sampled_words(plan.sampling)}." if plan else "",
        said=_own_words(report, found),
        columns=tuple(column_title(report.policy, kind, name) for kind, name in names),
        windows=tuple(window_row(one, names) for one in reversed(found.windows[-WINDOWS:])),
    )


def _own_words(report: ReleaseReport, found: LiveReport) -> str:
    runs = sum(one.runs for one in found.windows)
    when = "When it was closed" if report.closed else "So far"
    if not runs:
        return f"{when} no live run had been read." if report.closed else "No live run has been read yet."
    return f"{when}: {plural(runs, ('run', 'runs'))} in {plural(len(found.windows), ('window', 'windows'))}."


def columns(policy: Policy, found: LiveReport) -> list[tuple[str, str]]:
    """Return the scores and classes that some window tells: what rules ask first, then the scorecard's order."""
    asked = [
        ("class", one.failures) if one.failures else ("score", one.score or "") for one in policy.rollback.values()
    ]
    told = [(one.kind, one.name) for window in found.windows for one in window.figures if _speaks(one)]
    names = [name for name in asked if name in told]
    return list(dict.fromkeys([*names, *told]))


def _speaks(one: LiveFigure) -> bool:
    """Say whether a number is worth a column: a score that was told, a class that some run is in."""
    if one.kind == "score":
        return one.estimate.value is not None
    return one.known and bool(one.estimate.passed)


def column_title(policy: Policy, kind: str, name: str) -> str:
    """Return the title of a score or a failure class."""
    return class_title(policy, name) if kind == "class" else score_title(policy, name)


def window_row(one: WindowFigures, names: Iterable[tuple[str, str]]) -> WindowRow:
    """Return one window with the numbers asked for."""
    window = one.window
    notes = [
        f"{plural(one.errors, ('run', 'runs'))} broke and count as neither" if one.errors else "",
        f"{one.repeated:,} already in an earlier window" if one.repeated else "",
        f"{len(window.unread):,} could not be read" if window.unread else "",
        "still running" if one.running else "",
        *window.warnings,
    ]
    return WindowRow(
        name=window.id,
        period=_period(window.begins, window.ends, stated=window.stated),
        runs=count(one.runs),
        sampled=sampled_words(window.sampling),
        cells=tuple(_cell(_figure(one, kind, name)) for kind, name in names),
        path=window.file.path,
        notes="; ".join(note for note in notes if note),
    )


def _figure(one: WindowFigures, kind: str, name: str) -> LiveFigure | None:
    return one.figure("class" if kind == "class" else "score", name)


def _period(begins: str | None, ends: str | None, *, stated: bool) -> str:
    if begins is None or ends is None:
        return "nobody says when"
    whole = begins.endswith("T00:00:00Z") and ends.endswith("T00:00:00Z")
    told = f"{day(begins)} to {day(ends)}" if whole else f"{moment(begins)} to {moment(ends)}"
    return told if stated else f"{told}, from its first and last run"


def sampled_words(sampling: Sampling) -> str:
    """Say how runs were drawn, with what people wrote beside it."""
    rate = f", {percent(sampling.rate)} of the traffic" if sampling.rate is not None else ""
    own = f" ({sampling.words})" if sampling.words else ""
    return f"{SAMPLED[sampling.kind]}{rate}{own}"


def _cell(figure: LiveFigure | None) -> tuple[str, str]:
    """Return a number and what must be known with it."""
    if figure is None or figure.estimate.value is None:
        return ("no data", "")
    if not figure.known:
        return ("not known", "no rule of the class can see anything here")
    notes = [span(figure.estimate.interval, figure.unit), f"n {count(figure.estimate.n)}"]
    notes += [] if figure.of_traffic else ["of the reviewed runs"]
    notes += [] if figure.complete else ["a part of the traffic was hardly looked at"]
    return (estimate(figure.estimate, figure.unit), ", ".join(note for note in notes if note))


def charts(policy: Policy, found: LiveReport) -> tuple[Markup, ...]:
    """Draw the scores that rules ask and those compared with offline, as long as two windows tell them."""
    asked = [one.rule.score for one in found.rules if one.rule.score]
    names = dict.fromkeys([*asked, *(one.score for one in found.drifts)])
    courses = [course for name in names if (course := _course(policy, found, name)) is not None]
    return tuple(chart.draw(course) for course in courses[:CHARTS])


def _course(policy: Policy, found: LiveReport, name: str) -> chart.Course | None:
    figures = [figure for one in found.windows[-WINDOWS:] if (figure := one.figure("score", name)) is not None]
    known = [figure for figure in figures if figure.estimate.value is not None]
    # One window is no course.
    if len(known) < 2:  # noqa: PLR2004 - see above
        return None
    rule = next((one for one in found.rules if one.rule.score == name and one.rule.form == "threshold"), None)
    beyond = _beyond(rule)
    stops = [chart.Stop(name=one.window, estimate=one.estimate, beyond=one.window in beyond) for one in figures]
    return chart.Course(
        title=f"{score_title(policy, name)} by window, with its range",
        unit=known[0].unit,
        stops=tuple(stops),
        offline=next((one.offline for one in found.drifts if one.score == name), None),
        line=rule.line if rule else None,
    )


def _beyond(rule: RuleState | None) -> frozenset[str]:
    steps = rule.steps if rule else ()
    return frozenset(step.window for step in steps if step.verdict == "beyond")
