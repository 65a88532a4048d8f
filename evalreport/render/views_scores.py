"""The scorecard of a release, and what it cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from evalreport.model.assessment import SideTotals
from evalreport.render.charts import delta
from evalreport.render.context import score_title
from evalreport.render.figures import (
    NOT_MEASURED,
    change,
    change_span,
    count,
    estimate,
    money,
    plural,
    relative,
    seconds,
    span,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from markupsafe import Markup

    from evalreport.model.assessment import ScoreResult
    from evalreport.model.scorecard import Measure, ScoreSpec
    from evalreport.render.context import Context

# A scale narrower than this would make a change of one case look like a landslide.
SMALLEST_REACH = 0.05
MORE_THAN_ONE = 2
# Stands for the side that is not there, so that a missing baseline and an unmeasured one read alike: not measured.
UNMEASURED = SideTotals(runs=0, rows=0, cases=0, epochs=0, passed=0, failed=0, errors=0, skipped=0, unread=0)
NOT_GRADED: frozenset[Measure] = frozenset(
    {"latency_mean", "latency_p50", "latency_p95", "cost_per_success", "tool_error_rate"}
)
N = TypeVar("N", int, float)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    """One score of a release; empty texts are what does not apply."""

    title: str
    use: str
    owner: str
    baseline: str
    candidate: str
    spread: str
    change: str
    change_span: str
    chart: Markup | None
    n: str
    unknown: str
    grader: str
    suites: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRow:
    """One line of what a release cost."""

    title: str
    note: str
    baseline: str
    candidate: str
    change: str


def score_rows(context: Context) -> tuple[ScoreRow, ...]:
    """Return the scores of a release in the order of the scorecard."""
    results = context.report.assessment.scores
    reach = _reach(results)
    return tuple(_row(context, one, reach) for one in results)


def _reach(results: tuple[ScoreResult, ...]) -> float:
    """Return the change at the end of the scale that all rates share."""
    ends = [
        end for one in results if one.unit == "rate" and one.interval for end in (one.interval.low, one.interval.high)
    ]
    return max([SMALLEST_REACH, *(abs(end) * 1.1 for end in ends)])


def _row(context: Context, one: ScoreResult, reach: float) -> ScoreRow:
    spec = context.policy.scorecard.get(one.score)
    return ScoreRow(
        title=score_title(context.policy, one.score),
        use=spec.use if spec else "",
        owner=_owner(context, spec),
        baseline=estimate(one.baseline, one.unit) if one.baseline else "",
        candidate=estimate(one.candidate, one.unit),
        spread=span(one.candidate.interval, one.unit),
        change=change(one.difference, one.unit),
        change_span=change_span(one.interval, one.unit),
        chart=_chart(context, one, spec, reach),
        n=count(one.candidate.n),
        unknown=one.undefined or _without(one.candidate.unknown),
        grader=_grader(context, one, spec),
        suites=_suites(one),
    )


def _without(unknown: int) -> str:
    return f"{plural(unknown, ('row', 'rows'))} without it" if unknown else ""


def _owner(context: Context, spec: ScoreSpec | None) -> str:
    return context.person(spec.owner) if spec and spec.owner else ""


def _suites(one: ScoreResult) -> tuple[tuple[str, str, str], ...]:
    # A single suite is the whole: its row would repeat the one above it.
    if len(one.by_suite) < MORE_THAN_ONE:
        return ()
    return tuple(
        (part.suite, estimate(part.baseline, one.unit) if part.baseline else "", estimate(part.candidate, one.unit))
        for part in one.by_suite
    )


def _chart(context: Context, one: ScoreResult, spec: ScoreSpec | None, reach: float) -> Markup | None:
    if one.difference is None or one.interval is None:
        return None
    # Rates share a scale; seconds and points of a rubric have nothing in common with them or with one another.
    if one.unit != "rate":
        reach = 1.1 * max(abs(one.interval.low), abs(one.interval.high), abs(one.difference)) or 1.0
    title = score_title(context.policy, one.score)
    higher = spec is None or spec.better == "higher"
    return delta.draw(title, one.difference, one.interval, one.unit, reach, higher=higher)


def _grader(context: Context, one: ScoreResult, spec: ScoreSpec | None) -> str:
    # A clock and a bill grade nothing, whatever else the file was graded by.
    if spec is not None and spec.measure in NOT_GRADED:
        return "measured, not graded"
    # What the policy says of a score's grader comes before what the file claims.
    names = [spec.grader] if spec and spec.grader else list(one.graders)
    kinds = {"llm": "a model", "code": "a program", "human": "people"}
    told = [
        f"{name}, {kinds[context.policy.graders[name].kind]}" if name in context.policy.graders else name
        for name in names
    ]
    return "; ".join(told) or "the suite itself"


def cost_rows(context: Context) -> tuple[CostRow, ...]:
    """Return cost, tokens, time and tools of a release; what was not measured says so."""
    now, before = context.report.assessment.candidate, context.report.assessment.baseline or UNMEASURED
    paid = "All runs paid for, over those that passed"
    rows = (
        _line("Cost of a passed run", money, before.cost_per_success, now.cost_per_success, note=paid),
        _line("Cost of all runs", money, _whole_cost(before), _whole_cost(now), note=_cost_note(now)),
        _line("Tokens read", count, before.tokens_in, now.tokens_in),
        _line("Tokens written", count, before.tokens_out, now.tokens_out),
        _line("Mean time of a run", seconds, before.latency_mean_s, now.latency_mean_s),
        _line("Tool calls", count, before.tool_calls, now.tool_calls),
        _line("Tool errors", count, before.tool_errors, now.tool_errors),
    )
    # Cost is asked for in any case, so its absence is said; a format that counts no tokens need not say so.
    return tuple(row for row in rows if row.note or {row.baseline, row.candidate} != {NOT_MEASURED})


def _line(title: str, write: Callable[[N | None], str], old: N | None, new: N | None, note: str = "") -> CostRow:
    return CostRow(title=title, note=note, baseline=write(old), candidate=write(new), change=relative(old, new))


def _whole_cost(side: SideTotals) -> float | None:
    # A sum over part of the rows is never called the cost.
    return None if side.cost_unknown else side.cost_usd


def _cost_note(now: SideTotals) -> str:
    if not now.cost_unknown:
        return ""
    if now.cost_usd is None:
        return "No row carries a cost"
    return f"Only {now.rows - now.cost_unknown:,} of {now.rows:,} rows carry a cost: {money(now.cost_usd)} in all"
