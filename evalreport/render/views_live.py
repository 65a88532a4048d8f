"""The live page: per release how old the data is, where each rollback rule stands, windows, drift and five views."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.pipeline.livewords import duration, title
from evalreport.render.context import person, short_name, words_of
from evalreport.render.figures import plural
from evalreport.render.times import moment
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
from evalreport.render.views_windows import WINDOWS, WindowRow, charts, column_title, columns, window_row
from evalreport.render.words import State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from evalreport.model.livereport import LiveReport, RuleState, RuleStatus
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


def live_page(report: SiteReport, statuses: Mapping[str, Status]) -> LivePage:
    """Return the page's values: the live releases first, then earlier ones that have windows, newest first."""
    watched = [one for one in report.releases if _shown(one, statuses)]
    order = sorted(watched, key=lambda one: statuses[one.id].kind != "live")
    first = next((one.id for one in order if _windows(one)), "")
    views = tuple(_view(report.policy, one, statuses[one.id], unfolded=one.id == first) for one in order)
    return LivePage(
        sentence=_sentence(order, statuses),
        lead=_lead(order),
        releases=views,
        idle=_idle(report, order, statuses),
        predicted=predicted_words(report.predictions),
        predictions=tuple(prediction_row(one) for one in report.predictions if one.passed),
    )


def _windows(one: ReleaseReport) -> int:
    return len(one.live_now.windows) if one.live_now is not None else 0


def _idle(report: SiteReport, order: Sequence[ReleaseReport], statuses: Mapping[str, Status]) -> tuple[str, ...]:
    served = {one.release.workflow for one in order if statuses[one.id].kind == "live"}
    return tuple(words_of(one) for one in sorted({one.release.workflow for one in report.releases} - served))


def _shown(one: ReleaseReport, statuses: Mapping[str, Status]) -> bool:
    found = one.live_now
    return found is not None and (_windows(one) > 0 or statuses[one.id].kind == "live")


def _sentence(order: Sequence[ReleaseReport], statuses: Mapping[str, Status]) -> str:
    """Say what is wrong first, else that nothing is known to be."""
    # What fired on a release that customers meet no more asks nobody to act.
    served = [one.live_now for one in order if statuses[one.id].kind == "live"]
    found = [one for one in served if one is not None]
    asking = sum(len(one.asking) for one in found)
    if asking:
        return f"{plural(asking, ('rollback rule', 'rollback rules'))} fired, and nobody has acted."
    if not found:
        return "No release with live windows is live."
    if {"stale", "no_data"} & {one.word for one in found}:
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
    live = status.kind == "live"
    names = columns(policy, found)
    shown = found.windows[-WINDOWS:]
    return LiveView(
        id=report.id,
        name=short_name(report.id, report.release.workflow),
        live=live,
        unfolded=unfolded,
        status="" if live else f"{status.word} {status.note}".strip().lower(),
        data=data_words(found),
        stale="stale" in {one.status for one in found.rules},
        rules=tuple(rule_row(policy, found, one, live=live) for one in found.rules),
        charts=charts(policy, found),
        columns=tuple(column_title(policy, kind, name) for kind, name in names),
        windows=tuple(window_row(one, names) for one in reversed(shown)),
        more_windows=len(found.windows) - len(shown),
        drifts=_drifts(policy, found),
        mixes=_mixes(found),
        traces=traces_view(policy, found.views, found.reviewed) if found.views else None,
    )


def _drifts(policy: Policy, found: LiveReport) -> tuple[DriftRow, ...]:
    return tuple(drift_row(policy, one) for one in found.drifts)


def _mixes(found: LiveReport) -> tuple[MixRow, ...]:
    return tuple(mix_row(one) for one in found.mixes)


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
    back = (
        f"evalreport rollback {found.release} --rule {state.rule.id} --to {found.last_good or 'RELEASE'} --reason WHY"
    )
    return RuleRow(
        name=title(state, policy),
        trigger=told.trigger,
        state=_state(state),
        sentence=state.sentence,
        distance=state.distance,
        owner=told.owner,
        action=told.action,
        fired=moment(state.fired_at) if state.fired_at else "",
        answer=_answer(policy, state),
        command=back if state.asks and live else "",
    )


def _state(state: RuleState) -> State:
    if state.status != "fired":
        return STATES[state.status]
    if state.rule.dry_run:
        return DRY
    return ANSWERED if state.answered_by else STATES["fired"]


def _answer(policy: Policy, state: RuleState) -> str:
    record = state.answered_by
    if record is None:
        return ""
    took = f", {round(state.minutes):,} minutes later" if state.minutes is not None else ""
    return (
        f"{person(policy, record.by)} acted {moment(record.acted_at or record.at)}{took}: back to {record.to_release}."
    )
