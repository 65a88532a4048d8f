"""What holds for the rows of every run.

A row that cannot be read costs itself only, a case stands once an epoch, and a cost of nothing but zeros is unknown.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from evalreport.errors import ReaderError
from evalreport.model.evaluation import Unread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from evalreport.model.evaluation import CaseResult

FREE_WARNING = "every cost is 0 although tokens were used: the price is unknown, not zero"


def translate_parts(
    parts: Iterable[tuple[str, object]], translate: Callable[[object, str], CaseResult], unread: list[Unread]
) -> Iterator[tuple[str, CaseResult]]:
    """Yield place and row of each part; what cannot be read is added to ``unread`` with its place.

    A part may be the error that kept it from being read. ``translate`` is given part and place, and raises ReaderError
    or ValueError.
    """
    for where, part in parts:
        try:
            if isinstance(part, ReaderError | ValueError):
                raise part
            row = translate(part, where)
        except ReaderError as error:
            unread.append(Unread(where=where, why=error.message))
        except ValueError as error:
            unread.append(Unread(where=where, why=str(error)))
        except RecursionError:
            # Decoders go deeper than the encoder that writes nested values out as text.
            unread.append(Unread(where=where, why="values are nested too deep"))
        else:
            yield where, row


def unique_rows(rows: Iterable[tuple[str, CaseResult]]) -> tuple[tuple[CaseResult, ...], tuple[Unread, ...]]:
    """Keep the first row of each (suite, case, epoch) in a run; tell of the others, each by where it stands."""
    # Which of two different results is meant nobody can know; the first is as good, and the other is shown as unread.
    kept: dict[tuple[str, str, int], tuple[str, CaseResult]] = {}
    unread = []
    for where, row in rows:
        first, _ = kept.setdefault(row.key, (where, row))
        if first != where:
            unread.append(Unread(where=where, why=f"case {row.case_id}, epoch {row.epoch} stands in {first} already"))
    return tuple(row for _, row in kept.values()), tuple(unread)


def withdraw_free_costs(rows: tuple[CaseResult, ...]) -> tuple[tuple[CaseResult, ...], tuple[str, ...]]:
    """Set costs to unknown where all that are stated are 0 while tokens were used; return the warning to show."""
    stated = {row.cost_usd for row in rows if row.cost_usd is not None}
    used = any(row.tokens_in or row.tokens_out for row in rows)
    # One price among zeros shows that prices were known: then the zeros are cached or free answers.
    if stated != {0} or not used:
        return rows, ()
    return tuple(dataclasses.replace(row, cost_usd=None) for row in rows), (FREE_WARNING,)
