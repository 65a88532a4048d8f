"""Costs of runs that tell tokens and no cost, by the policy's table of prices.

A cost is filled in only where all of it is known: a part left out would make a run look cheaper than it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evalreport.analysis.instants import instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evalreport.model.bundle import ReadResults
    from evalreport.model.evaluation import CaseResult, EvalRun, ResultFile
    from evalreport.model.policy import Price
    from evalreport.model.trace import ModelUse

# Prices are named for a million tokens.
PER = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Why a use of a model has no price: the model, the day (YYYY-MM-DD, "" where nobody knows it), the reason."""

    model: str
    day: str
    why: str


def price_of(model: str, day: str, prices: Iterable[Price]) -> Price | None:
    """Return the price of a model on a day: that of its own name first, else of the longest beginning with a ``*``."""
    holding = [price for price in prices if price.since <= day and (price.until is None or day <= price.until)]
    fitting = [price for price in holding if _fits(price.model, model)]
    # A name that is written out says more than any pattern, a longer pattern more than a shorter one.
    return max(fitting, key=lambda price: (not price.model.endswith("*"), len(price.model)), default=None)


def _fits(pattern: str, model: str) -> bool:
    return model.startswith(pattern[:-1]) if pattern.endswith("*") else model == pattern


def use_cost(use: ModelUse, day: str, prices: Iterable[Price]) -> float | Missing:
    """Return what one use cost in USD, or why nobody can say.

    Tokens read from a cache are part of ``tokens_in``; without a price of their own they cost as much as the others.
    """
    if use.tokens_in is None or use.tokens_out is None:
        return Missing(model=use.model, day=day, why="its tokens are not known")
    if not day:
        return Missing(model=use.model, day=day, why="the day of its use is not known")
    price = price_of(use.model, day, prices)
    if price is None:
        return Missing(model=use.model, day=day, why="no price holds on that day")
    cached = use.tokens_cached or 0
    if cached > use.tokens_in:
        return Missing(model=use.model, day=day, why="more tokens are cached than were read")
    cached_price = price.tokens_in if price.tokens_cached is None else price.tokens_cached
    fresh = use.tokens_in - cached
    return (fresh * price.tokens_in + cached * cached_price + use.tokens_out * price.tokens_out) / PER


def priced(row: CaseResult, prices: Sequence[Price]) -> CaseResult:
    """Return the row with its cost filled in, where it states none and every use of a model has a price."""
    if row.cost_usd is not None or not prices or not _uses(row):
        return row
    costs = [use_cost(use, _day(use, row), prices) for use in _uses(row)]
    known = [cost for cost in costs if not isinstance(cost, Missing)]
    return replace(row, cost_usd=sum(known)) if len(known) == len(costs) else row


def missing_prices(row: CaseResult, prices: Sequence[Price]) -> frozenset[Missing]:
    """Return what keeps the cost of a row unknown; nothing where it has a cost, or used no model that it tells of."""
    if row.cost_usd is not None:
        return frozenset()
    costs = (use_cost(use, _day(use, row), prices) for use in _uses(row))
    return frozenset(cost for cost in costs if isinstance(cost, Missing))


def priced_results(results: Iterable[ReadResults], prices: Sequence[Price]) -> tuple[ReadResults, ...]:
    """Return the results with the costs of their rows filled in."""
    if not prices:
        return tuple(results)
    return tuple(replace(one, files=tuple(_priced_file(file, prices) for file in one.files)) for one in results)


def _priced_file(file: ResultFile, prices: Sequence[Price]) -> ResultFile:
    return replace(file, runs=tuple(_priced_run(run, prices) for run in file.runs))


def _priced_run(run: EvalRun, prices: Sequence[Price]) -> EvalRun:
    # Most suites tell no uses of models: their rows are left alone, all of them.
    if not any(row.trace for row in run.rows):
        return run
    return replace(run, rows=tuple(priced(row, prices) for row in run.rows))


def _uses(row: CaseResult) -> tuple[ModelUse, ...]:
    return row.trace.uses if row.trace else ()


def _day(use: ModelUse, row: CaseResult) -> str:
    """Return the day of a use in UTC, else of its run's start; "" where neither says one."""
    began = instant(use.at or row.started_at)
    return began.date().isoformat() if began else ""
