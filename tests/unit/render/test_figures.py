"""Numbers as people read them: unknown is never nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalreport.model.statistics import Estimate, Interval
from evalreport.render import figures
from evalreport.render.figures import NOT_MEASURED
from evalreport.render.times import day, moment, not_after


@pytest.mark.parametrize("write", [figures.percent, figures.count, figures.money, figures.seconds])
def test_unknown_is_said_to_be_unknown(write: object) -> None:
    """No number is written for what nobody measured."""
    assert callable(write)
    assert write(None) == NOT_MEASURED


@pytest.mark.parametrize("unit", ["rate", "share", "points", "count", "s", "score", ""])
def test_unknown_in_every_unit(unit: str) -> None:
    """In no unit does an unknown number become 0."""
    assert figures.in_unit(None, unit) == NOT_MEASURED
    assert figures.estimate(Estimate(value=None, n=0), unit) == NOT_MEASURED
    assert figures.estimate(None, unit) == NOT_MEASURED


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [(3.5, 1, "+3.5"), (-3.5, 1, "\u22123.5"), (0.0, 1, "0.0"), (-0.04, 1, "0.0"), (0.04, 1, "0.0"), (5, 0, "+5")],
)
def test_signed(value: float, digits: int, expected: str) -> None:
    """A change carries its sign, unless it rounds to none."""
    assert figures.signed(value, digits) == expected


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [(1.50, 2, "1.5"), (2.0, 2, "2"), (0.0, 2, "0"), (-0.0001, 2, "0"), (-1.25, 2, "\u22121.25"), (100.0, 0, "100")],
)
def test_plain(value: float, digits: int, expected: str) -> None:
    """Zeros that say nothing are left out."""
    assert figures.plain(value, digits) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "$0.00"),
        (0.39, "$0.39"),
        (1234.5, "$1,234.50"),
        (0.00014, "$0.00014"),
        (0.0123, "$0.012"),
        (-2.5, "\u2212$2.50"),
    ],
)
def test_money(value: float, expected: str) -> None:
    """Small sums keep two digits that say something."""
    assert figures.money(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, "0 bytes"), (999, "999 bytes"), (1188, "1.2 KB"), (731_204, "731.2 KB"), (2_600_000, "2.6 MB")],
)
def test_sizes(value: int, expected: str) -> None:
    """Bytes are written in the unit they need."""
    assert figures.size(value) == expected


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (0.893, "rate", "89.3%"),
        (0.05, "share", "5.0%"),
        (-0.05, "points", "\u22125.0 points"),
        (2, "count", "2"),
        (9.8, "s", "9.80 s"),
        (12, "s", "12.0 s"),
        (1.0384, "score", "1.04"),
        (0.000118, "score", "0.000118"),
        (1234.5, "score", "1234"),
        (3, "", "3"),
    ],
)
def test_units(value: float, unit: str, expected: str) -> None:
    """Each unit is written its own way."""
    assert figures.in_unit(value, unit) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (0.36, 0.39, "+8%"),
        (0.39, 0.36, "\u22128%"),
        (1, 1, "0%"),
        (1, 25, "25 times"),
        (None, 1, ""),
        (1, None, ""),
        (0, 1, ""),
        (0, 0, ""),
    ],
)
def test_relative_changes(before: float | None, after: float | None, expected: str) -> None:
    """There is no ratio where a side is unknown or nothing was paid: never minus one hundred percent."""
    assert figures.relative(before, after) == expected


def test_spans() -> None:
    """An interval is two numbers in words, and nothing where there is none."""
    interval = Interval(low=-0.003, high=0.076)
    assert figures.span(interval, "rate") == "\u22120.3% to 7.6%"
    assert figures.change_span(interval, "rate") == "\u22120.3 to +7.6"
    assert figures.span(None, "rate") == figures.change_span(None, "rate") == figures.change(None, "rate") == ""


@pytest.mark.parametrize(("number", "expected"), [(0, "0 cases"), (1, "1 case"), (2000, "2,000 cases")])
def test_plurals(number: int, expected: str) -> None:
    """A noun follows its number."""
    assert figures.plural(number, ("case", "cases")) == expected


@pytest.mark.parametrize(("number", "expected"), [(0, "no"), (7, "seven"), (10, "ten"), (11, "11"), (2000, "2,000")])
def test_number_words(number: int, expected: str) -> None:
    """Small numbers are words."""
    assert figures.number_word(number) == expected


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12))
def test_no_number_breaks_a_writer(value: float) -> None:
    """Every finite number can be written in every unit, without a hyphen for a minus."""
    for unit in ("rate", "points", "count", "s", "score"):
        assert figures.in_unit(value, unit).replace(",", "")
    assert not figures.money(value).startswith("-")
    assert not figures.signed(value).startswith("-")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-20", "20 Nov 2026"),
        ("2026-11-20T23:30:00-05:00", "21 Nov 2026"),
        ("2026-02-30", "2026-02-30"),
        ("soon", "soon"),
        ("", ""),
    ],
)
def test_days(text: str, expected: str) -> None:
    """A date is written with its month as a word, in UTC; what is none stays as it is."""
    assert day(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-20T14:20:00Z", "20 Nov 2026, 14:20 UTC"),
        ("2026-11-20T14:20:00+02:00", "20 Nov 2026, 12:20 UTC"),
        ("2026-11-20T14:20:00", "2026-11-20T14:20:00"),
        ("2026-11-20", "20 Nov 2026"),
    ],
)
def test_moments(text: str, expected: str) -> None:
    """A moment is written in UTC; one without a zone is not taken for one."""
    assert moment(text) == expected


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("2026-11-20T14:20:00Z", "2026-11-20T14:20:00Z", True),
        ("2026-11-20T14:20:01Z", "2026-11-20T14:20:00Z", False),
        ("2026-11-20T14:20:00+02:00", "2026-11-20T13:00:00Z", True),
        ("when?", "2026-11-20T13:00:00Z", True),
    ],
)
def test_order_of_moments(text: str, limit: str, *, expected: bool) -> None:
    """Moments are compared in UTC, not as text."""
    assert not_after(text, limit) is expected


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (0.035, "rate", "+3.5"),
        (-0.6, "s", "\u22120.60 s"),
        (-0.00012, "score", "\u22120.000120"),
        (0.0, "score", "0.00"),
    ],
)
def test_changes(value: float, unit: str, expected: str) -> None:
    """A change of a rate is in points; a small change is not rounded to none."""
    assert figures.change(value, unit) == expected


@pytest.mark.parametrize(
    ("sentence", "written"),
    [
        ("(change -0.8, plausibly -3.6 to +1.4)", "(change \u22120.8, plausibly \u22123.6 to +1.4)"),
        ("until 2026-11-20 by agent-1", "until 2026-11-20 by agent-1"),
    ],
)
def test_only_a_negative_number_has_a_minus(sentence: str, written: str) -> None:
    """The hyphen before a negative number becomes a minus; that of a date or a name stays a hyphen."""
    assert figures.true_minus(sentence) == written
