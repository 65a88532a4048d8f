"""Numbers in sentences: short, and never rounded across the line they are compared with."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalreport.gates.words import cases, dollars, more, percent, plain, points, quantity, sentence, span
from evalreport.model.statistics import Interval

NOUN = ("ticket", "tickets")


@pytest.mark.parametrize(
    ("rate", "line", "text"),
    [
        (0.5, None, "50%"),
        (0.9333333, None, "93.3%"),
        (0.0, None, "0%"),
        (1.0, None, "100%"),
        (0.90004, 0.9, "90.004%"),
        (0.8999, 0.9, "89.99%"),
        (0.9, 0.9, "90%"),
        (0.0504, 0.05, "5.04%"),
        (0.99996, 1.0, "99.996%"),
    ],
)
def test_percentages_are_short_but_true(rate: float, line: float | None, text: str) -> None:
    """One decimal at most, more only where rounding would cross the line."""
    assert percent(rate, away_from=line) == text


@pytest.mark.parametrize(
    ("change", "text"), [(0.05, "+5"), (-0.0125, "-1.2"), (0.0, "0"), (-0.0001, "0"), (0.0004, "0")]
)
def test_points_carry_their_sign(change: float, text: str) -> None:
    """A change is signed, and none is written as 0 without one."""
    assert points(change) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.25, "rate", "25%"),
        (-0.25, "points", "-25"),
        (1.23456, "s", "1.23 s"),
        (1234.5, "usd", "$1,234.50"),
        (0.00213, "usd", "$0.0021"),
        (3.14159, "score", "3.14"),
    ],
)
def test_quantities_are_written_in_their_unit(value: float, unit: str, text: str) -> None:
    """Rates as percentages, seconds as s, money as dollars, scores plain."""
    assert quantity(value, unit) == text


def test_seconds_beside_their_line_keep_their_digits() -> None:
    """A number that would be printed as the line itself is written longer."""
    assert plain(4.0004, away_from=4.0) == "4.0004"
    assert plain(4.0, away_from=4.0) == "4"
    assert span(Interval(low=3.9996, high=5.0), "s", line=4.0) == "3.9996 s to 5 s"


@pytest.mark.parametrize(
    ("needed", "words"), [(1, "About 1 more ticket would"), (1234, "About 1,300 more tickets"), (99, "About 99 more")]
)
def test_the_number_of_further_cases_is_an_estimate(needed: int, words: str) -> None:
    """Two digits are enough, rounded up."""
    assert words in more(needed, NOUN)


def test_no_practical_number_is_said_in_words() -> None:
    """None is too close to the line, not 0 more."""
    assert more(None, NOUN) == "It is too close to the line for a practical number of further tickets."


@pytest.mark.parametrize(("count", "text"), [(0, "0 tickets"), (1, "1 ticket"), (1200, "1,200 tickets")])
def test_cases_are_called_what_the_team_calls_them(count: int, text: str) -> None:
    """One ticket, several tickets."""
    assert cases(count, NOUN) == text


@pytest.mark.parametrize(("text", "begun"), [("none of", "None of"), ("", ""), ("1 of", "1 of")])
def test_a_sentence_begins_with_a_capital(text: str, begun: str) -> None:
    """The first letter alone is raised."""
    assert sentence(text) == begun


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_rate_never_crosses_its_line(rate: float, line: float) -> None:
    """Whatever is printed lies on the same side of the line as the number, or within a ten-thousandth of it."""
    shown = float(percent(rate, away_from=line).rstrip("%")) / 100
    if not math.isclose(rate, line, abs_tol=1e-6):
        assert (shown < line) == (rate < line) or math.isclose(shown, line, abs_tol=1e-9)


@given(st.floats(0, 1e6))
def test_money_is_never_written_as_less_than_nothing(amount: float) -> None:
    """An amount is written with its sign and unit."""
    assert dollars(amount).startswith("$")


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (-0.0, "min", "0 minutes a hundred runs"),
        (104.6, "min", "105 minutes a hundred runs"),
        (-0.0, "s", "0 s"),
        (-1.5, "min", "-1.5 minutes a hundred runs"),
    ],
)
def test_minutes_and_nothing_are_written_plainly(value: float, unit: str, words: str) -> None:
    """Minutes of people are told for a hundred runs, and no change has no sign."""
    assert quantity(value, unit) == words
