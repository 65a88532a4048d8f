"""Thresholds and limits: rules that step from window to window.

What cannot be told pauses a streak: it neither proves that all is well nor that it is not.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evalreport.live.times import moment, stamp
from evalreport.model.livereport import RuleState, RuleStep
from evalreport.model.statistics import Estimate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from evalreport.live.samples import Sample
    from evalreport.model.livereport import LiveFigure, StepVerdict, WindowFigures
    from evalreport.model.policy import RollbackRule

# A window of fewer runs whose range still holds the line says neither yes nor no.
FEW = 30


def end_of(one: WindowFigures) -> datetime | None:
    """Return the end of a window's data: that of its period, or its latest run while it still runs."""
    latest, ends = moment(one.latest), moment(one.window.ends)
    return latest if one.running else ends or latest


def step_through(rule: RollbackRule, windows: Sequence[WindowFigures], samples: Sequence[Sample]) -> RuleState:
    """Return where a threshold or a limit stands after all windows, oldest first."""
    figures = [_asked(one, rule) for one in windows]
    steps = tuple(_step(rule, *three) for three in zip(windows, figures, samples, strict=True))
    streak, crossed = _streak(steps, rule.windows)
    unit = "count" if rule.form == "limit" else _unit(figures)
    blank = RuleState(rule=rule, status="no_data", unit=unit, line=_line(rule), streak=streak, steps=steps)
    shown = _newest(steps) if crossed is None else crossed
    if shown is None:
        return blank
    figure = figures[shown]
    told = _told(blank, steps[shown], figure)
    if crossed is not None:
        return replace(told, status="fired", fired_at=steps[shown].at, fired_in=steps[shown].window)
    if steps[shown].verdict != "unclear" or figure is None:
        return replace(told, status="quiet")
    return replace(told, status="inconclusive", why=_doubt(rule, windows[shown], figure))


def _told(blank: RuleState, step: RuleStep, figure: LiveFigure | None) -> RuleState:
    """Return a state with what the window of a step showed."""
    return replace(
        blank,
        observed=_number(blank.rule, step.estimate),
        interval=None if blank.rule.form == "limit" else step.estimate.interval,
        n=step.estimate.n,
        of_traffic=figure is None or figure.of_traffic,
    )


def _newest(steps: Sequence[RuleStep]) -> int | None:
    """Return the newest window that told anything, None where none did."""
    return max((at for at, step in enumerate(steps) if step.verdict != "empty"), default=None)


def _line(rule: RollbackRule) -> float | None:
    if rule.form == "limit":
        return rule.at_most
    return rule.above if rule.below is None else rule.below


def _asked(one: WindowFigures, rule: RollbackRule) -> LiveFigure | None:
    return one.figure("class", rule.failures) if rule.failures else one.figure("score", rule.score or "")


def _unit(figures: Iterable[LiveFigure | None]) -> str:
    return next((one.unit for one in figures if one is not None), "rate")


def _number(rule: RollbackRule, found: Estimate) -> float | None:
    # A limit counts runs; what is unknown stays unknown.
    return found.passed if rule.form == "limit" else found.value


def _step(rule: RollbackRule, one: WindowFigures, figure: LiveFigure | None, sample: Sample) -> RuleStep:
    found = figure.estimate if figure is not None else Estimate(value=None, n=0)
    verdict = "empty" if figure is None else _verdict(rule, one, figure)
    at = _crossing(rule, sample) if rule.form == "limit" and verdict == "beyond" else None
    return RuleStep(window=one.window.id, at=stamp(at or end_of(one)), verdict=verdict, estimate=found)


def _crossing(rule: RollbackRule, sample: Sample) -> datetime | None:
    """Return when the run began that was one too many, None where it tells no time."""
    failed = [side.row for side in sample.sides if rule.failures in side.classes]
    return moment(failed[rule.at_most or 0].started_at) if len(failed) > (rule.at_most or 0) else None


def _verdict(rule: RollbackRule, one: WindowFigures, figure: LiveFigure) -> StepVerdict:
    number = _number(rule, figure.estimate)
    if number is None or not figure.estimate.n:
        return "empty"
    if rule.form == "limit":
        return _limited(rule, number, figure)
    if _doubt(rule, one, figure):
        return "unclear"
    return "beyond" if _beyond(rule, number) else "within"


def _limited(rule: RollbackRule, number: float, figure: LiveFigure) -> StepVerdict:
    # A confirmed failure is one however its run was found; that there are none is known only of a visible class.
    if number > (rule.at_most or 0):
        return "beyond"
    return "within" if figure.known else "unclear"


def _doubt(rule: RollbackRule, one: WindowFigures, figure: LiveFigure) -> str:
    """Return why a window proves nothing either way for a threshold, "" where it does, and for a limit."""
    if rule.form == "limit":
        return ""
    if one.running:
        return "running"
    if one.window.sampling.kind == "picked":
        return "picked"
    if not figure.complete:
        return "incomplete"
    return "small" if _small(rule, figure.estimate) else ""


def _small(rule: RollbackRule, found: Estimate) -> bool:
    if found.n >= FEW:
        return False
    lines = [line for line in (rule.below, rule.above) if line is not None]
    return found.interval is None or any(found.interval.low <= line <= found.interval.high for line in lines)


def _beyond(rule: RollbackRule, number: float) -> bool:
    return (rule.below is not None and number < rule.below) or (rule.above is not None and number > rule.above)


def _streak(steps: Sequence[RuleStep], asked: int) -> tuple[int, int | None]:
    """Return how many windows in a row are beyond the line now, and the first window that completed a streak."""
    streak, crossed = 0, None
    for at, step in enumerate(steps):
        # What cannot be told pauses: it neither proves that all is well nor that it is not.
        if step.verdict in {"unclear", "empty"}:
            continue
        streak = streak + 1 if step.verdict == "beyond" else 0
        if crossed is None and streak >= asked:
            crossed = at
    return streak, crossed
