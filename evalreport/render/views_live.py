"""The live page: per release how old the data is, where each rollback rule stands, windows, drift and five views."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.pipeline.livewords import duration, title
from evalreport.render.charts import live as chart
from evalreport.render.context import Context, class_title, person, score_title, short_name, words_of
from evalreport.render.figures import count, estimate, percent, plural, span
from evalreport.render.times import day, moment
from evalreport.render.views_drift import (
    DriftRow,
    MixRow,
    PredictionRow,
    drift_row,
    mix_row,
    predicted_words,
    prediction_row,
)
from evalreport.render.views_people import rule_text
from evalreport.render.views_traces import TracesView, traces_view
from evalreport.render.words import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from markupsafe import Markup

    from evalreport.model.live import Sampling
    from evalreport.model.livereport import (
        LiveFigure,
        LiveReport,
        RuleState,
        RuleStatus,
        WindowFigures,
    )
    from evalreport.model.policy import Policy
    from evalreport.model.report import ReleaseReport, SiteReport
    from evalreport.render.status import Status

# None of them takes the word of a verdict: a rule judges production, not the release's evidence.
STATES: Mapping[RuleStatus, State] = {
    "fired": State("Fired", "failed", "bad"),
    "quiet": State("Quiet", "passed", "good"),
    "inconclusive": State("Cannot tell yet", "half", "open"),
    "no_data": State("No data", "none", "open"),
    "stale": State("Stale: nobody knows", "none", "warn"),
}
ANSWERED = State("Fired, and answered", "back", "back")
DRY = State("Fired, on trial", "half", "warn")
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
class RuleRow:
    """One rule, where it stands, and who acts how."""

    name: str
    trigger: str
    state: State
    sentence: str
    distance: str
    owner: str
    action: str
    fired: str
    answer: str
    command: str


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
class LiveView:
    """One release in production."""

    id: str
    name: str
    live: bool
    unfolded: bool
    status: str
    data: str
    stale: bool
    rules: tuple[RuleRow, ...]
    charts: tuple[Markup, ...]
    columns: tuple[str, ...]
    windows: tuple[WindowRow, ...]
    more_windows: int
    drifts: tuple[DriftRow, ...]
    mixes: tuple[MixRow, ...]
    traces: TracesView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePage:
    """The whole page."""

    sentence: str
    lead: str
    releases: tuple[LiveView, ...]
    idle: tuple[str, ...]
    predicted: str
    predictions: tuple[PredictionRow, ...]


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
    names = _columns(report.policy, found)
    return OwnLive(
        plan=f"Live windows {plan.windows}: {sampled_words(plan.sampling)}." if plan else "",
        said=_own_words(report, found),
        columns=tuple(_column_title(report.policy, kind, name) for kind, name in names),
        windows=tuple(_window(one, names) for one in reversed(found.windows[-WINDOWS:])),
    )


def _own_words(report: ReleaseReport, found: LiveReport) -> str:
    runs = sum(one.runs for one in found.windows)
    when = "When it was closed" if report.closed else "So far"
    if not runs:
        return f"{when} no live run had been read." if report.closed else "No live run has been read yet."
    return f"{when}: {plural(runs, ('run', 'runs'))} in {plural(len(found.windows), ('window', 'windows'))}."


def live_page(report: SiteReport, statuses: Mapping[str, Status]) -> LivePage:
    """Return the page's values: the live releases first, then earlier ones that have windows, newest first."""
    watched = [one for one in report.releases if _shown(one, statuses)]
    order = sorted(watched, key=lambda one: statuses[one.id].kind != "live")
    first = next((one.id for one in order if one.live_now is not None and one.live_now.windows), "")
    views = tuple(_view(report.policy, one, statuses[one.id], unfolded=one.id == first) for one in order)
    served = {one.release.workflow for one in order if statuses[one.id].kind == "live"}
    idle = tuple(sorted({one.release.workflow for one in report.releases} - served))
    return LivePage(
        sentence=_sentence(order, statuses),
        lead=_lead(order),
        releases=views,
        idle=tuple(map(words_of, idle)),
        predicted=predicted_words(report.predictions),
        predictions=tuple(prediction_row(one) for one in report.predictions if one.passed),
    )


def _shown(one: ReleaseReport, statuses: Mapping[str, Status]) -> bool:
    found = one.live_now
    return found is not None and (bool(found.windows) or statuses[one.id].kind == "live")


def _sentence(order: Sequence[ReleaseReport], statuses: Mapping[str, Status]) -> str:
    """Say what is wrong first, else that nothing is known to be."""
    # What fired on a release that customers meet no more asks nobody to act.
    served = [one.live_now for one in order if statuses[one.id].kind == "live" and one.live_now is not None]
    asking = [state for one in served for state in one.asking]
    if asking:
        return f"{plural(len(asking), ('rollback rule', 'rollback rules'))} fired, and nobody has acted."
    words = {one.word for one in served}
    if not served:
        return "No release with live windows is live."
    if words & {"stale", "no_data"}:
        return "How the live release does is not known: its data is old or missing."
    return "No rollback rule asks anybody to act."


def _lead(order: Sequence[ReleaseReport]) -> str:
    """Say the time of the data before anything else is read into it."""
    found = [one.live_now for one in order if one.live_now is not None and one.live_now.newest]
    newest = max(found, key=lambda one: one.newest or "", default=None)
    if newest is None or newest.newest is None:
        return "No live run has been read. A static page knows what is in git, no more."
    age = f", {duration(newest.age_hours)} before this page was made" if newest.age_hours is not None else ""
    return f"The newest data ends {moment(newest.newest)}{age}. A static page knows what is in git, no more."


def _view(policy: Policy, report: ReleaseReport, status: Status, *, unfolded: bool) -> LiveView:
    found = report.live_now
    if found is None:
        raise LookupError(report.id)
    names = _columns(policy, found)
    shown = found.windows[-WINDOWS:]
    return LiveView(
        id=report.id,
        name=short_name(report.id, report.release.workflow),
        live=status.kind == "live",
        unfolded=unfolded,
        status="" if status.kind == "live" else f"{status.word} {status.note}".strip().lower(),
        data=data_words(found),
        stale=any(one.status == "stale" for one in found.rules),
        rules=tuple(rule_row(policy, found, one, live=status.kind == "live") for one in found.rules),
        charts=_charts(policy, found),
        columns=tuple(_column_title(policy, kind, name) for kind, name in names),
        windows=tuple(_window(one, names) for one in reversed(shown)),
        more_windows=len(found.windows) - len(shown),
        drifts=tuple(drift_row(policy, one) for one in found.drifts),
        mixes=tuple(mix_row(one) for one in found.mixes),
        traces=traces_view(policy, found.views) if found.views else None,
    )


def data_words(found: LiveReport) -> str:
    """Say how much was seen, and until when."""
    runs = sum(one.runs for one in found.windows)
    if not runs:
        return "No live run has been read."
    until = f", up to {moment(found.newest)}" if found.newest else ""
    old = f", {duration(found.age_hours)} before this page was made" if found.age_hours is not None else ""
    seen = plural(runs, ("run", "runs"))
    return f"{seen} in {plural(len(found.windows), ('window', 'windows'))}{until}{old}."


def rule_row(policy: Policy, found: LiveReport, state: RuleState, *, live: bool) -> RuleRow:
    """Return one rule with its state."""
    told = rule_text(policy, state.rule)
    shown = STATES[state.status]
    if state.status == "fired":
        shown = DRY if state.rule.dry_run else ANSWERED if state.answered_by else shown
    back = (
        f"evalreport rollback {found.release} --rule {state.rule.id} --to {found.last_good or 'RELEASE'} --reason WHY"
    )
    return RuleRow(
        name=title(state, policy),
        trigger=told.trigger,
        state=shown,
        sentence=state.sentence,
        distance=state.distance,
        owner=told.owner,
        action=told.action,
        fired=moment(state.fired_at) if state.fired_at else "",
        answer=_answer(policy, state),
        command=back if state.asks and live else "",
    )


def _answer(policy: Policy, state: RuleState) -> str:
    record = state.answered_by
    if record is None:
        return ""
    took = f", {round(state.minutes):,} minutes later" if state.minutes is not None else ""
    return (
        f"{person(policy, record.by)} acted {moment(record.acted_at or record.at)}{took}: back to {record.to_release}."
    )


# Windows and charts.


def _columns(policy: Policy, found: LiveReport) -> list[tuple[str, str]]:
    """Return the scores and classes that some window tells: what rules ask first, then the scorecard's order."""
    asked = [
        ("class", one.failures) if one.failures else ("score", one.score or "") for one in policy.rollback.values()
    ]
    told = [
        (one.kind, one.name)
        for window in found.windows
        for one in window.figures
        if one.estimate.value is not None and (one.kind == "score" or (one.known and one.estimate.passed))
    ]
    return list(dict.fromkeys([*(pair for pair in asked if pair in told), *told]))


def _column_title(policy: Policy, kind: str, name: str) -> str:
    return class_title(policy, name) if kind == "class" else score_title(policy, name)


def _window(one: WindowFigures, names: Iterable[tuple[str, str]]) -> WindowRow:
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
    notes = [span(figure.estimate.interval, figure.unit)]
    notes += [] if figure.of_traffic else ["of the reviewed runs"]
    notes += [] if figure.complete else ["a part of the traffic was hardly looked at"]
    return (estimate(figure.estimate, figure.unit), ", ".join(note for note in notes if note))


def _charts(policy: Policy, found: LiveReport) -> tuple[Markup, ...]:
    """Draw the scores that rules ask and those compared with offline, as long as two windows tell them."""
    asked = [one.rule.score for one in found.rules if one.rule.score]
    names = dict.fromkeys([*asked, *(one.score for one in found.drifts)])
    courses = [course for name in names if (course := _course(policy, found, name)) is not None]
    return tuple(chart.draw(course) for course in courses[:CHARTS])


def _course(policy: Policy, found: LiveReport, name: str) -> chart.Course | None:
    rule = next((one for one in found.rules if one.rule.score == name and one.rule.form == "threshold"), None)
    beyond = {step.window for step in rule.steps if step.verdict == "beyond"} if rule else set()
    figures = [figure for one in found.windows[-WINDOWS:] if (figure := one.figure("score", name)) is not None]
    known = [figure for figure in figures if figure.estimate.value is not None]
    # One window is no course.
    if len(known) < 2:  # noqa: PLR2004 - see above
        return None
    stops = (chart.Stop(name=one.window, estimate=one.estimate, beyond=one.window in beyond) for one in figures)
    return chart.Course(
        title=f"{score_title(policy, name)} by window, with its range",
        unit=known[0].unit,
        stops=tuple(stops),
        offline=next((one.offline for one in found.drifts if one.score == name), None),
        line=rule.line if rule else None,
    )
