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
from evalreport.live.stepping import end_of, step_through
from evalreport.live.times import hours_between, moment, stamp
from evalreport.model.livereport import RuleState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from evalreport.live.monitor import Watched
    from evalreport.live.samples import Sample
    from evalreport.model.livereport import WindowFigures
    from evalreport.model.policy import Policy, RollbackRule
    from evalreport.model.record import Rollback
    from evalreport.model.scorecard import ScoreSpec

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
    by_run = rule.form == "monitor"
    state = _monitor(rule, about) if by_run else step_through(rule, about.windows, about.samples)
    if state.status == "fired":
        return state
    newest = newest_data(about.windows)
    # Silence is not health: a rule that has heard nothing for long has no state but that.
    if state.n and newest is not None and hours_between(newest, about.as_of) > rule.stale_hours:
        return replace(state, status="stale")
    return state


def newest_data(windows: Iterable[WindowFigures]) -> datetime | None:
    """Return the end of the newest data: a window's end, or its latest run while the window still runs."""
    return max((end for one in windows if one.runs and (end := end_of(one)) is not None), default=None)


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
    spec = _watched(rule, about.policy)
    if spec is None or spec.measure not in SHARES:
        return replace(blank, why="measure")
    used = [one for one in about.samples if one.window.sampling.kind in _MONITORED]
    arrivals, untimed = _arrivals(used, spec)
    seen = watch_arrivals(arrivals, max_rate=rule.max_rate or 0.0, odds_line=line, restart_hours=rule.restart_hours)
    if seen is None:
        return _unwatched(blank, about, used=len(used), untimed=untimed)
    kinds = {one.window.sampling.kind for one in used}
    return replace(_evidence(blank, seen), of_traffic="unknown" not in kinds, why="untimed" if untimed else "")


def _watched(rule: RollbackRule, policy: Policy) -> ScoreSpec | None:
    return class_spec(rule.failures) if rule.failures else policy.scorecard.get(rule.score or "")


def _evidence(blank: RuleState, seen: Watched) -> RuleState:
    return replace(
        blank,
        status="fired" if seen.fired_at else "quiet",
        observed=seen.failures / seen.n,
        interval=confidence_sequence(passed=seen.failures, n=seen.n, alpha=blank.rule.alpha),
        n=seen.n,
        odds=seen.highest,
        fired_at=stamp(seen.fired_at),
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
    told = [(at, value == bad) for sample in used for at, value in _scored(sample, spec)]
    found = [Arrival(at, failed) for at, failed in told if at is not None]
    return sorted(found, key=lambda one: one.at), len(told) - len(found)


def _scored(sample: Sample, spec: ScoreSpec) -> Iterator[tuple[datetime | None, float]]:
    seen = observe(sample.rows, live_spec(spec), sample.classes_of())
    for row in sample.rows:
        value = seen.get(row.key)
        if value is not None:
            yield moment(row.started_at) or moment(sample.window.ends), value


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
    minutes = _minutes(moment(state.fired_at), moment(order[0].acted_at or order[0].at))
    return replace(state, answered_by=order[0], minutes=minutes)


def _minutes(fired: datetime | None, acted: datetime | None) -> float | None:
    # Somebody who acted before the rule fired did not react to it.
    if fired is None or acted is None or acted < fired:
        return None
    return 60 * hours_between(fired, acted)
