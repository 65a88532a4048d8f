"""The scorecard of a release, and what it cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

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

    from evalreport.model.assessment import ScoreResult, SideTotals
    from evalreport.model.scorecard import ScoreSpec
    from evalreport.render.context import Context

SMALLEST_REACH = 0.05
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
    unknown = one.candidate.unknown
    return ScoreRow(
        title=score_title(context.policy, one.score),
        use=spec.use if spec else "",
        owner=context.person(spec.owner) if spec and spec.owner else "",
        baseline=estimate(one.baseline, one.unit) if one.baseline else "",
        candidate=estimate(one.candidate, one.unit),
        spread=span(one.candidate.interval, one.unit),
        change=change(one.difference, one.unit),
        change_span=change_span(one.interval, one.unit),
        chart=_chart(context, one, spec, reach),
        n=count(one.candidate.n),
        unknown=f"{plural(unknown, ('row', 'rows'))} without it" if unknown else "",
        grader=_grader(context, one, spec),
        suites=tuple(
            (part.suite, estimate(part.baseline, one.unit) if part.baseline else "", estimate(part.candidate, one.unit))
            for part in (one.by_suite if len(one.by_suite) > 1 else ())
        ),
    )


def _chart(context: Context, one: ScoreResult, spec: ScoreSpec | None, reach: float) -> Markup | None:
    if one.difference is None or one.interval is None:
        return None
    if one.unit != "rate":
        reach = 1.1 * max(abs(one.interval.low), abs(one.interval.high), abs(one.difference)) or 1.0
    title = score_title(context.policy, one.score)
    higher = spec is None or spec.better == "higher"
    return delta.draw(title, one.difference, one.interval, one.unit, reach, higher=higher)


def _grader(context: Context, one: ScoreResult, spec: ScoreSpec | None) -> str:
    names = [spec.grader] if spec and spec.grader else list(one.graders)
    kinds = {"llm": "a model", "code": "a program", "human": "people"}
    told = [
        f"{name}, {kinds[context.policy.graders[name].kind]}" if name in context.policy.graders else name
        for name in names
    ]
    return "; ".join(told)


def cost_rows(context: Context) -> tuple[CostRow, ...]:
    """Return cost, tokens, time and tools of a release; what was not measured says so."""
    now, before = context.report.assessment.candidate, context.report.assessment.baseline
    # A sum over part of the rows is never called the cost.
    total, total_before = _whole_cost(now), _whole_cost(before)
    per_success = before.cost_per_success if before else None
    paid = "All runs paid for, over those that passed"
    rows = [
        _line("Cost of a passed run", paid, money, per_success, now.cost_per_success, before),
        _line("Cost of all runs", _cost_note(now), money, total_before, total, before),
        _line("Tokens read", "", count, before.tokens_in if before else None, now.tokens_in, before),
        _line("Tokens written", "", count, before.tokens_out if before else None, now.tokens_out, before),
        _line("Mean time of a run", "", seconds, before.latency_mean_s if before else None, now.latency_mean_s, before),
        _line("Tool calls", "", count, before.tool_calls if before else None, now.tool_calls, before),
        _line("Tool errors", "", count, before.tool_errors if before else None, now.tool_errors, before),
    ]
    return tuple(
        row for row in rows if {row.baseline, row.candidate} - {NOT_MEASURED, ""} or row.title.startswith("Cost")
    )


def _line(
    title: str, note: str, write: Callable[[N | None], str], old: N | None, new: N | None, before: SideTotals | None
) -> CostRow:
    written = write(old) if before else ""
    return CostRow(title=title, note=note, baseline=written, candidate=write(new), change=relative(old, new))


def _whole_cost(side: SideTotals | None) -> float | None:
    return None if side is None or side.cost_unknown else side.cost_usd


def _cost_note(now: SideTotals) -> str:
    if not now.cost_unknown:
        return ""
    if now.cost_usd is None:
        return "No row carries a cost"
    return f"Only {now.rows - now.cost_unknown:,} of {now.rows:,} rows carry a cost: {money(now.cost_usd)} in all"
