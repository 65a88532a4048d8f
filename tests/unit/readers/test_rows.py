"""What holds for rows of every format."""

from __future__ import annotations

import pytest

from evalreport.errors import ReaderError
from evalreport.model.evaluation import CaseResult, Unread
from evalreport.readers.rows import FREE_WARNING, translate_parts, unique_rows, withdraw_free_costs


def row(case: str = "a", epoch: int = 1, cost: float | None = None, tokens: int | None = None) -> CaseResult:
    """Make a row."""
    return CaseResult(suite="refunds", case_id=case, epoch=epoch, cost_usd=cost, tokens_in=tokens)


def translate(part: object, where: str) -> CaseResult:
    """Make a row of a text, and raise what is handed in as a class of error."""
    if part == "nested":
        raise RecursionError
    if not isinstance(part, str):
        raise ValueError(f"{where} is no text")  # noqa: TRY004 - what readers raise for a value of the wrong kind
    return row(part)


@pytest.mark.parametrize(
    ("part", "why"),
    [
        (5, "part 1 is no text"),
        ("nested", "values are nested too deep"),
        (ReaderError("cut short", slug="json-syntax"), "cut short"),
        (ValueError("checksum"), "checksum"),
    ],
    ids=["value", "depth", "reader", "damage"],
)
def test_a_part_that_cannot_be_read_costs_itself_only(part: object, why: str) -> None:
    """Parts before and after it are rows, and its place and reason are kept."""
    unread: list[Unread] = []
    parts = [("part 0", "a"), ("part 1", part), ("part 2", "b")]
    found = list(translate_parts(parts, translate, unread))
    assert [(where, item.case_id) for where, item in found] == [("part 0", "a"), ("part 2", "b")]
    assert unread == [Unread(where="part 1", why=why)]


def test_the_first_of_equal_rows_is_kept() -> None:
    """Same case and epoch twice is told; another epoch is another row."""
    rows, unread = unique_rows([("one", row()), ("two", row(epoch=2)), ("three", row()), ("four", row())])
    assert [item.epoch for item in rows] == [1, 2]
    assert [item.where for item in unread] == ["three", "four"]
    assert unread[0].why == "case a, epoch 1 stands in one already"


@pytest.mark.parametrize(
    ("rows", "costs"),
    [
        ([row(cost=0.0, tokens=5), row("b", cost=0.0)], [None, None]),
        ([row(cost=0.0, tokens=5), row("b", cost=0.5)], [0.0, 0.5]),
        ([row(cost=0.0), row("b", cost=0.0)], [0.0, 0.0]),
        ([row(tokens=5)], [None]),
        ([], []),
    ],
    ids=["free", "mixed", "no tokens", "none", "empty"],
)
def test_a_cost_of_zero_is_believed_only_beside_others(rows: list[CaseResult], costs: list[float | None]) -> None:
    """Zeros everywhere with tokens used are unknown and say so; a zero among prices, or without tokens, stands."""
    found, warnings = withdraw_free_costs(tuple(rows))
    assert [item.cost_usd for item in found] == costs
    assert (warnings == (FREE_WARNING,)) is ([item.cost_usd for item in rows] != costs)
