"""States of rollback rules as sentences: what was seen, against what, and how far it is from firing."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from evalreport.gates.words import percent, quantity, sentence, span
from evalreport.model.failure import UNCLASSIFIED

if TYPE_CHECKING:
    from evalreport.model.livereport import RuleState
    from evalreport.model.policy import Policy

_MANY = 100
_MOST = 1_000_000
DAY = 24
# Why a window neither counts nor resets.
_DOUBTS = {
    "": "The window neither counts nor resets.",
    "running": "The window has not ended, so it does not count yet.",
    "picked": "These runs were picked, so they say nothing of how often it happens.",
    "incomplete": "A part of the traffic was hardly looked at, so the window neither counts nor resets.",
    "small": "So few runs leave both open, so the window neither counts nor resets.",
}


def in_words(state: RuleState, policy: Policy, age_hours: float | None) -> RuleState:
    """Return a state with its sentence and its distance from firing."""
    told = _sentence(state, policy)
    if state.status == "stale" and age_hours is not None:
        limit = f"{state.rule.stale_hours:g} hours allowed"
        told = f"The newest data is {duration(age_hours)} old ({limit}), so nobody knows. Then: {told}"
    return replace(state, sentence=told, distance=_distance(state))


def duration(hours: float) -> str:
    """Write hours, or days from two days on."""
    if hours >= 2 * DAY:
        return f"{hours / DAY:.1f} days".replace(".0 days", " days")
    if hours < 1:
        return "less than an hour"
    return f"{hours:.0f} {'hour' if round(hours) == 1 else 'hours'}"


def odds(value: float) -> str:
    """Write odds as "71 to 1", always rounded down: evidence just below a line must not read as having reached it."""
    if value < 1:
        return "less than 1 to 1"
    if value >= _MOST:
        return "more than a million to 1"
    shown = math.floor(value) if value >= _MANY else math.floor(value * 10) / 10
    return f"{shown:,g} to 1" if shown < _MANY else f"{shown:,.0f} to 1"


def title(state: RuleState, policy: Policy) -> str:
    """Return the name of what a rule looks at."""
    rule = state.rule
    if rule.failures == UNCLASSIFIED:
        return "Unclassified failures"
    if rule.failures:
        found = policy.failure_classes.get(rule.failures)
        return found.title if found else rule.failures
    spec = policy.scorecard.get(rule.score or "")
    return spec.title if spec else rule.score or ""


def _sentence(state: RuleState, policy: Policy) -> str:
    form = state.rule.form
    if state.status == "no_data" or not state.n:
        return _nothing(state, policy)
    if form == "monitor":
        return _monitored(state, policy)
    return _limited(state, policy) if form == "limit" else _crossed(state, policy)


def _nothing(state: RuleState, policy: Policy) -> str:
    reasons = {
        "sampling": "No window was drawn so that a monitor can count it: it needs all runs, or runs drawn at random.",
        "untimed": "No run tells when it began and no window when it ended, and a monitor counts in order of arrival.",
        "measure": f"{title(state, policy)} is no share of runs, and a monitor counts runs that fail.",
    }
    return reasons.get(state.why) or f"No live run has told {title(state, policy)} yet: no verdict comes from no data."


def _monitored(state: RuleState, policy: Policy) -> str:
    what = f"{title(state, policy)} failures" if state.rule.failures else "failures"
    line = f"{percent(state.line or 0)}: {odds(state.odds or 0)} (rollback at {odds(state.odds_line or 0)})"
    seen = quantity(state.observed or 0, "rate", away_from=state.line)
    wide = f" (running range {span(state.interval, 'rate')})" if state.interval else ""
    return f"Evidence that {what} exceed {line}. {seen} of {_runs(state)} failed{wide}."


def _limited(state: RuleState, policy: Policy) -> str:
    allowed = f"{state.rule.at_most or 0} allowed"
    if state.observed is None:
        return _nothing(state, policy)
    number = f"{state.observed:g} of {_runs(state)}"
    where = f" in {_window(state)}"
    if state.status == "inconclusive":
        return f"{title(state, policy)}: no rule of the class can see anything{where}, so its {number} says nothing."
    again = f", {state.rule.windows} windows in a row" if state.rule.windows > 1 else ""
    return f"{title(state, policy)}: {number}{where}; {allowed}{again}."


def _crossed(state: RuleState, policy: Policy) -> str:
    rule, name = state.rule, title(state, policy)
    if state.observed is None:
        return _nothing(state, policy)
    side, line = _side(state, state.observed)
    bound = quantity(line, state.unit)
    row = "in one window" if rule.windows == 1 else f"in {rule.windows} windows in a row"
    wide = f"{span(state.interval, state.unit)}, " if state.interval else ""
    seen = f"{quantity(state.observed, state.unit, away_from=line)} in {_window(state)} ({wide}{_runs(state)})"
    if state.status == "fired":
        return f"{name} was {side} {bound} {row}: {seen}."
    if state.status == "inconclusive":
        return f"Cannot tell yet whether {name} is {side} {bound}: {seen}. {_DOUBTS[state.why]}"
    return f"{sentence(name)} is {seen}; the rule fires {side} {bound} {row}."


def _side(state: RuleState, observed: float) -> tuple[str, float]:
    """Return on which side of which line a rule fires: of two lines the one that was crossed."""
    below, above = state.rule.below, state.rule.above
    if below is None:
        return "above", above or 0.0
    return ("above", above) if above is not None and observed > below else ("below", below)


def _runs(state: RuleState) -> str:
    noun = "run" if state.n == 1 else "runs"
    return f"{state.n:,} {noun}" if state.of_traffic else f"{state.n:,} of the reviewed runs"


def _window(state: RuleState) -> str:
    if state.fired_in is not None:
        return state.fired_in
    return next((step.window for step in reversed(state.steps) if step.verdict != "empty"), "the newest window")


def _distance(state: RuleState) -> str:
    """Say how far a rule is from firing; "" where nothing can be said."""
    if state.status == "fired" or not state.n:
        return ""
    if state.rule.form == "monitor":
        return f"evidence {odds(state.odds or 0)}, fires at {odds(state.odds_line or 0)}"
    return (
        f"{state.streak} of {state.rule.windows} {'window' if state.rule.windows == 1 else 'windows'} beyond the line"
    )
