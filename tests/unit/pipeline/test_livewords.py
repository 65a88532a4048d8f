"""Odds and durations as people read them."""

from __future__ import annotations

import pytest

from evalreport.pipeline.livewords import duration, odds


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.2, "less than 1 to 1"),
        (1, "1 to 1"),
        (7.26, "7.2 to 1"),
        (19.99, "19.9 to 1"),
        (20, "20 to 1"),
        (71.3, "71.3 to 1"),
        (1234.9, "1,234 to 1"),
        (5e6, "more than a million to 1"),
    ],
)
def test_odds_are_rounded_down(value: float, words: str) -> None:
    """Evidence just below a line never reads as if it had reached it."""
    assert odds(value) == words


@pytest.mark.parametrize(
    ("hours", "words"),
    [(0.2, "less than an hour"), (1, "1 hour"), (47, "47 hours"), (48, "2 days"), (60, "2.5 days"), (384, "16 days")],
)
def test_durations_take_the_unit_they_need(hours: float, words: str) -> None:
    """Hours, and days from two days on."""
    assert duration(hours) == words
