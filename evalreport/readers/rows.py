"""What holds for the rows of every run: a case stands once an epoch, and a cost of nothing but zeros is unknown."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from evalreport.model.evaluation import Unread

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evalreport.model.evaluation import CaseResult

FREE_WARNING = "every cost is 0 although tokens were used: the price is unknown, not zero"


def unique_rows(rows: Iterable[tuple[str, CaseResult]]) -> tuple[tuple[CaseResult, ...], tuple[Unread, ...]]:
    """Keep the first row of each (suite, case, epoch) in a run; tell of the others, each by where it stands."""
    kept: dict[tuple[str, str, int], tuple[str, CaseResult]] = {}
    unread = []
    for where, row in rows:
        first, _ = kept.setdefault(row.key, (where, row))
        if first != where:
            unread.append(Unread(where=where, why=f"case {row.case_id}, epoch {row.epoch} stands in {first} already"))
    return tuple(row for _, row in kept.values()), tuple(unread)


def withdraw_free_costs(rows: tuple[CaseResult, ...]) -> tuple[tuple[CaseResult, ...], tuple[str, ...]]:
    """Set costs to unknown where all that are stated are 0 while tokens were used; return the warning to show."""
    stated = [row.cost_usd for row in rows if row.cost_usd is not None]
    if not stated or any(stated) or not any(row.tokens_in or row.tokens_out for row in rows):
        return rows, ()
    return tuple(dataclasses.replace(row, cost_usd=None) for row in rows), (FREE_WARNING,)
