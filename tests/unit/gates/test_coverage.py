"""How much was compared and read: counted shares against a line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.model.gate import Gate
from tests.unit.gates.contexts import context, judge, rate, score, seen

if TYPE_CHECKING:
    from evalreport.model.gate import Verdict

UNPAIRED = Gate(id="g", title="G", form="unpaired_at_most", line=0.05)
UNREADABLE = Gate(id="g", title="G", form="unreadable_at_most", line=0.02)


@pytest.mark.parametrize(("start", "verdict"), [(1, "passed"), (6, "failed"), (101, "failed")])
def test_unpaired_cases_are_counted_on_both_sides(start: int, verdict: Verdict) -> None:
    """Cases that one side alone ran count, whichever side it was."""
    result = judge(UNPAIRED, context(score(rate(100, 100, start=start), rate(100, 100))))
    assert result.verdict == verdict
    assert result.observed == pytest.approx(2 * (start - 1) / (99 + start))


def test_a_case_that_errored_has_no_partner() -> None:
    """A row without a pass or fail on one side is no pair."""
    after = seen([None] * 10 + [1.0] * 90)
    result = judge(UNPAIRED, context(score(after, rate(100, 100))))
    assert (result.verdict, result.observed) == ("failed", 0.1)
    assert result.reason == "10 of 100 tickets lack a scored partner in v1 (10%); at most 5% allowed."


@pytest.mark.parametrize(
    ("rows", "unread", "verdict"),
    [(100, 0, "passed"), (98, 2, "passed"), (97, 3, "failed"), (0, 4, "failed"), (0, 0, "not_evaluated")],
)
def test_unreadable_rows_are_a_share_of_all(rows: int, unread: int, verdict: Verdict) -> None:
    """What could not be read counts against what was there; nothing at all is not evaluated."""
    result = judge(UNREADABLE, context(rows=rows, unread=unread))
    assert result.verdict == verdict
    assert (result.observed is None) == (verdict == "not_evaluated")


def test_without_a_baseline_there_is_nothing_to_pair() -> None:
    """A release without a baseline is not evaluated, and not fully paired."""
    assert judge(UNPAIRED, context(score(rate(9, 9)))).verdict == "not_evaluated"


@pytest.mark.parametrize(("unread", "verdict"), [(0, "not_evaluated"), (50, "failed")])
def test_an_unfinished_run_never_holds_the_line(unread: int, verdict: Verdict) -> None:
    """Too much unread in what was cut short already fails; too little there proves nothing."""
    assert judge(UNREADABLE, context(rows=100, unread=unread, incomplete=("s (error)",))).verdict == verdict


def test_an_unfinished_baseline_matters_to_pairs_only() -> None:
    """A baseline cut short says nothing about the candidate's rows."""
    evidence = score(rate(100, 100), rate(100, 100))
    given = context(evidence, baseline_incomplete=("s (error)",))
    assert judge(UNPAIRED, given).verdict == "not_evaluated"
    assert judge(UNREADABLE, given).verdict == "passed"


def test_a_share_just_above_the_line_is_not_printed_as_the_line() -> None:
    """5.04% is over 5% and is written so that it shows."""
    result = judge(replace(UNREADABLE, line=0.05), context(rows=9496, unread=504))
    assert result.verdict == "failed"
    assert "(5.04%)" in result.reason
