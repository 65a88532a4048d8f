"""Errors: one line each, sorted, and never a line that data could forge."""

from __future__ import annotations

import pytest

from evalreport.errors import CollectedError, ErrorCollector, EvalReportError, WorldError, printable
from evalreport.model.location import Location


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ä text", "plain ä text"),
        ("a\n::error::forged", "a\\n::error::forged"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("turned \u202e around", "turned \\u202e around"),
        ("half \ud800 pair", "half \\ud800 pair"),
    ],
)
def test_an_error_is_one_line_whatever_it_quotes(text: str, shown: str) -> None:
    """Line ends, terminal escapes and bidi controls out of data are shown as escapes."""
    assert printable(text) == shown
    place = Location(file=f"{text}.yml", line=1)
    assert str(EvalReportError("wrong", slug="id", location=place, path=text)) == f"{shown}.yml:1: {shown}: wrong [id]"


def test_all_errors_of_a_run_are_sorted_by_place() -> None:
    """The order is file, line, column, whatever the order in which they were found."""
    errors = ErrorCollector()
    for file, line in (("b.yml", 1), ("a.yml", 10), ("a.yml", 9)):
        with errors:
            raise EvalReportError("wrong", slug="id", location=Location(file=file, line=line))
    assert [str(error.location) for error in errors.errors] == ["a.yml:9", "a.yml:10", "b.yml:1"]


def test_invalid_input_counts_before_a_failed_world() -> None:
    """What the user can mend decides the exit code of a group."""
    group = CollectedError([WorldError("full", slug="disk"), EvalReportError("wrong", slug="id")])
    assert group.worst == 3


def test_a_slug_must_be_in_the_table() -> None:
    """An error that no page explains cannot be made."""
    with pytest.raises(LookupError):
        EvalReportError("wrong", slug="no-such-slug")


def test_errors_of_others_pass_through_a_collector() -> None:
    """Only errors of ours are gathered; a defect climbs on."""
    with pytest.raises(ZeroDivisionError), ErrorCollector():
        _ = 1 / 0
