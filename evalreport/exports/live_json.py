"""`live check` as JSON: the contract evalreport.live/1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.exports.check_json import error_json

if TYPE_CHECKING:
    from evalreport.model.livereport import LiveFigure, LiveReport, RuleState, WindowFigures
    from evalreport.model.statistics import Interval
    from evalreport.pipeline.livecheck import LiveChecked

Json = dict[str, object]
SCHEMA = "evalreport.live/1"


def live_document(checked: LiveChecked) -> Json:
    """Build the document; unknown numbers are null, times RFC 3339 in UTC."""
    return {
        "schema": SCHEMA,
        "releases": [_release(report) for report in checked.reports],
        "idle": list(checked.idle),
        "errors": [error_json(error) for error in checked.errors],
    }


def _release(report: LiveReport) -> Json:
    return {
        "id": report.release,
        "workflow": report.workflow,
        "state": report.word,
        "as_of": report.as_of,
        "newest": report.newest,
        "age_hours": report.age_hours,
        "last_good": report.last_good,
        "rules": [rule_json(state) for state in report.rules],
        "windows": [_window(one) for one in report.windows],
    }


def rule_json(state: RuleState) -> Json:
    """Write the state of one rule."""
    record = state.answered_by
    return {
        "rule": state.rule.id,
        "form": state.rule.form,
        "status": state.status,
        "asks": state.asks,
        "dry_run": state.rule.dry_run,
        "sentence": state.sentence,
        "distance": state.distance or None,
        "unit": state.unit,
        "observed": state.observed,
        "line": state.line,
        "interval": _interval(state.interval),
        "n": state.n,
        "of_traffic": state.of_traffic,
        "streak": state.streak,
        "odds": state.odds,
        "odds_line": state.odds_line,
        "fired_at": state.fired_at,
        "window": state.fired_in,
        "owner": state.rule.owner,
        "action": state.rule.action,
        "answered_by": record.path if record else None,
        "minutes": state.minutes,
    }


def _window(one: WindowFigures) -> Json:
    window = one.window
    return {
        "id": window.id,
        "file": window.file.path,
        "begins": window.begins,
        "ends": window.ends,
        "sampling": window.sampling.kind,
        "running": one.running,
        "runs": one.runs,
        "scored": one.scored,
        "errors": one.errors,
        "repeated": one.repeated,
        "unread": len(window.unread),
        "figures": [_figure(figure) for figure in one.figures if figure.estimate.value is not None],
    }


def _figure(one: LiveFigure) -> Json:
    found = one.estimate
    return {
        "name": one.name,
        "kind": one.kind,
        "unit": one.unit,
        # A share of 0 in a class that no rule can see is unknown.
        "value": found.value if one.known else None,
        "n": found.n,
        "unknown": found.unknown,
        "interval": _interval(found.interval) if one.known else None,
        "of_traffic": one.of_traffic,
        "complete": one.complete,
    }


def _interval(value: Interval | None) -> list[float] | None:
    return None if value is None else [value.low, value.high]
