"""Where each rollback rule stands: fired, quiet, inconclusive, without data, or stale.

An alarm is one-way: the first crossing stands, for what came after it came under a release that should have been gone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evalreport.analysis.evalues import confidence_sequence
from evalreport.analysis.observe import observe
from evalreport.live.figures import SHARES, class_spec, live_spec
from evalreport.live.monitor import Arrival, watch_arrivals
from evalreport.live.times import HOUR, hours_between, moment, stamp
from evalreport.model.livereport import RuleState, RuleStep
from evalreport.model.statistics import Estimate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from evalreport.live.samples import Sample
    from evalreport.model.livereport import LiveFigure, RuleStatus, StepVerdict, WindowFigures
    from evalreport.model.policy import Policy, RollbackRule
    from evalreport.model.record import Rollback
    from evalreport.model.scorecard import ScoreSpec

# A window of fewer runs whose range still holds the line says neither yes nor no.
FEW = 30
# Runs that somebody picked say nothing of how often something happens.
_MONITORED = frozenset({"all", "random", "unknown"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What rules are judged in: policy and moment, the windows, the release's rollback records up to that moment."""

    policy: Policy
    as_of: datetime
    samples: Sequence[Sample]
    windows: Sequence[WindowFigures]
    rollbacks: Sequence[Rollback]


def rule_states(about: Circumstances) -> tuple[RuleState, ...]:
    """Return the state of every rule of the policy, in its order."""
    return tuple(_answered(_judged(rule, about), about.rollbacks) for rule in about.policy.rollback.values())


def _judged(rule: RollbackRule, about: Circumstances) -> RuleState:
    state = _monitor(rule, about) if rule.form == "monitor" else _stepped(rule, about)
    if state.status == "fired":
        return state
    newest = newest_data(about.windows)
    # Silence is not health: a rule that has heard nothing for long has no state but that.
    if state.n and newest is not None and hours_between(newest, about.as_of) > rule.stale_hours:
        return replace(state, status="stale")
    return state


def newest_data(windows: Iterable[WindowFigures]) -> datetime | None:
    """Return the end of the newest data: a window's end, or its latest run while the window still runs."""
    return max((end for one in windows if one.runs and (end := _end(one)) is not None), default=None)


def _end(one: WindowFigures) -> datetime | None:
    latest, ends = moment(one.latest), moment(one.window.ends)
    return latest if one.running else ends or latest


# Threshold and limit: window by window.


def _stepped(rule: RollbackRule, about: Circumstances) -> RuleState:
    figures = [_asked(one, rule) for one in about.windows]
    steps = [_step(rule, *three) for three in zip(about.windows, figures, about.samples, strict=True)]
    streak, crossed = _streak(steps, rule.windows)
    seen = [at for at, step in enumerate(steps) if step.verdict != "empty"]
    shown = crossed if crossed is not None else seen[-1] if seen else None
    status: RuleStatus = "no_data"
    if crossed is not None:
        status = "fired"
    elif seen:
        status = "inconclusive" if steps[seen[-1]].verdict == "unclear" else "quiet"
    figure, step = (None, None) if shown is None else (figures[shown], steps[shown])
    return RuleState(
        rule=rule,
        status=status,
        unit="count" if rule.form == "limit" else _unit(figures),
        observed=None if step is None else _number(rule, step.estimate),
        line=rule.at_most if rule.form == "limit" else rule.below if rule.below is not None else rule.above,
        interval=None if step is None or rule.form == "limit" else step.estimate.interval,
        n=0 if step is None else step.estimate.n,
        streak=streak,
        fired_at=None if crossed is None else steps[crossed].at,
        fired_in=None if crossed is None else steps[crossed].window,
        of_traffic=figure is None or figure.of_traffic,
        why=_why(rule, about.windows[shown], figure) if shown is not None and status == "inconclusive" else "",
        steps=tuple(steps),
    )


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
    return RuleStep(window=one.window.id, at=stamp(at or _end(one)), verdict=verdict, estimate=found)


def _crossing(rule: RollbackRule, sample: Sample) -> datetime | None:
    """Return when the run began that was one too many, None where it tells no time."""
    failed = [side.row for side in sample.sides if rule.failures in side.classes]
    return moment(failed[rule.at_most or 0].started_at) if len(failed) > (rule.at_most or 0) else None


def _verdict(rule: RollbackRule, one: WindowFigures, figure: LiveFigure) -> StepVerdict:
    number = _number(rule, figure.estimate)
    if number is None or not figure.estimate.n:
        return "empty"
    if rule.form == "limit":
        # A confirmed failure is one however its run was found; that there are none is known only of a visible class.
        within: StepVerdict = "within" if figure.known else "unclear"
        return "beyond" if number > (rule.at_most or 0) else within
    if _doubt(rule, one, figure):
        return "unclear"
    return "beyond" if _beyond(rule, number) else "within"


def _doubt(rule: RollbackRule, one: WindowFigures, figure: LiveFigure) -> str:
    """Return why a window proves nothing either way for a threshold, "" where it does."""
    if one.running:
        return "running"
    if one.window.sampling.kind == "picked":
        return "picked"
    if not figure.complete:
        return "incomplete"
    return "small" if _small(rule, figure.estimate) else ""


def _why(rule: RollbackRule, one: WindowFigures, figure: LiveFigure | None) -> str:
    return "" if figure is None or rule.form == "limit" else _doubt(rule, one, figure)


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


# Monitors: run by run.


def odds_line(policy: Policy, rule: RollbackRule) -> float:
    """Return the odds at which a monitor fires: alpha is shared among all monitors that may ask somebody to act.

    A dry run shares with them as if it were one of them, so that it shows what it would do.
    """
    acting = sum(one.form == "monitor" and not one.dry_run for one in policy.rollback.values())
    return (acting + rule.dry_run) / rule.alpha


def _monitor(rule: RollbackRule, about: Circumstances) -> RuleState:
    line = odds_line(about.policy, rule)
    blank = RuleState(rule=rule, status="no_data", unit="rate", line=rule.max_rate, odds_line=line)
    spec = class_spec(rule.failures) if rule.failures else about.policy.scorecard.get(rule.score or "")
    if spec is None or spec.measure not in SHARES:
        return replace(blank, why="measure")
    used = [one for one in about.samples if one.window.sampling.kind in _MONITORED]
    arrivals, untimed = _arrivals(used, spec)
    seen = watch_arrivals(arrivals, max_rate=rule.max_rate or 0.0, odds_line=line, restart_hours=rule.restart_hours)
    if seen is None:
        return _unwatched(blank, about, used=len(used), untimed=untimed)
    rate = seen.failures / seen.n
    return replace(
        blank,
        status="fired" if seen.fired_at else "quiet",
        observed=rate,
        interval=confidence_sequence(passed=seen.failures, n=seen.n, alpha=rule.alpha),
        n=seen.n,
        odds=seen.highest,
        fired_at=stamp(seen.fired_at),
        of_traffic=all(one.window.sampling.kind != "unknown" for one in used),
        why="untimed" if untimed else "",
    )


def _unwatched(blank: RuleState, about: Circumstances, *, used: int, untimed: int) -> RuleState:
    if untimed:
        return replace(blank, status="inconclusive", why="untimed")
    # There are runs, but all were drawn in a way that a monitor cannot use.
    if about.samples and not used and any(one.sides for one in about.samples):
        return replace(blank, status="inconclusive", why="sampling")
    return blank


def _arrivals(used: Iterable[Sample], spec: ScoreSpec) -> tuple[list[Arrival], int]:
    """Return the scored runs in order of arrival, and how many tell no time: these have no place in the order."""
    bad = 1.0 if spec.measure == "failure_rate" else 0.0
    found, untimed = [], 0
    for sample in used:
        seen = observe(sample.rows, live_spec(spec), sample.classes_of())
        for row in sample.rows:
            value = seen.get(row.key)
            at = moment(row.started_at) or moment(sample.window.ends)
            if value is not None and at is not None:
                found.append(Arrival(at, value == bad))
            untimed += value is not None and at is None
    return sorted(found, key=lambda one: one.at), untimed


# Who answered.


def _answered(state: RuleState, rollbacks: Sequence[Rollback]) -> RuleState:
    """Put the rollback record that answers a rule beside it: one that names the rule, else any.

    Customers who were moved back for another reason are moved back all the same.
    """
    if state.status != "fired":
        return state
    order = sorted(rollbacks, key=lambda one: (one.rule != state.rule.id, one.rule is not None))
    if not order:
        return state
    fired, acted = moment(state.fired_at), moment(order[0].acted_at or order[0].at)
    minutes = None
    # Somebody who acted before the rule fired did not react to it.
    if fired is not None and acted is not None and acted >= fired:
        minutes = hours_between(fired, acted) * HOUR / 60
    return replace(state, answered_by=order[0], minutes=minutes)
