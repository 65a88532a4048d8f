"""Records of tables in three notations, each with its place."""

from __future__ import annotations

import pytest

from evalreport.errors import ReaderError
from evalreport.readers.records import csv_table, is_lines, json_table, lines_table
from tests.unit.readers.memory import MemorySource


def source(text: str, name: str = "t") -> MemorySource:
    """Make a source of text."""
    return MemorySource(text.encode(), name)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_finds_its_delimiter(delimiter: str) -> None:
    """The sign that parts the first line into most columns is the delimiter."""
    rows = list(csv_table(source(f"id{delimiter}score\na{delimiter}1\n")).rows)
    assert rows == [(2, {"id": "a", "score": "1"})]


def test_csv_rows_have_the_line_they_begin_at() -> None:
    """A cell in quotes may span lines; the next row still knows its own line."""
    rows = list(csv_table(source('id,output\na,"x\ny"\nb,z\n')).rows)
    assert [number for number, _ in rows] == [2, 4]
    assert rows[0][1]["output"] == "x\ny"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("id,id\n1,2\n", "result-column"),
        ("<<<<<<< HEAD\nid\n", "conflict-markers"),
        ("id,score\na\n", "result-value"),
        ("id,score\na,1,2\n", "result-value"),
        ('id\n"a\n', "result-value"),
    ],
)
def test_csv_that_is_not_what_it_seems(text: str, slug: str) -> None:
    """Two columns of one name, rows of another width and open quotes are errors, never guesses."""
    with pytest.raises(ReaderError) as raised:
        list(csv_table(source(text)).rows)
    assert raised.value.slug == slug


@pytest.mark.parametrize("text", ["", "id,score\n", "\n"])
def test_csv_without_rows(text: str) -> None:
    """Nothing, a header alone or a blank line hold no row; that this is too little is said elsewhere."""
    assert list(csv_table(source(text)).rows) == []


def test_csv_of_another_encoding_names_the_line() -> None:
    """The error names the line of the byte that is not UTF-8."""
    with pytest.raises(ReaderError) as raised:
        list(csv_table(MemorySource(b"id\na\n\xe4\n")).rows)
    assert raised.value.slug == "encoding"
    assert raised.value.location is not None
    assert raised.value.location.line == 3


@pytest.mark.parametrize("name", ["cases", "results", "rows", "data"])
def test_json_may_hold_its_list_under_a_name(name: str) -> None:
    """A row is called by that name and its index; run, model and suite may stand beside the list."""
    table = json_table(source(f'{{"model": "m", "suite": "", "{name}": [{{"id": 1}}]}}'))
    ((number, record),) = table.rows
    assert (table.place(number), table.line(number), record) == (f"{name}[0]", None, {"id": 1})
    assert table.facts == {"model": "m"}


@pytest.mark.parametrize("text", ["{}", '{"cases": [], "rows": []}', '{"cases": {}}', "1", '"text"', "null"])
def test_json_without_one_list_is_refused(text: str) -> None:
    """With no list or two nobody can say what the cases are."""
    with pytest.raises(ReaderError) as raised:
        json_table(source(text))
    assert raised.value.slug == "format-unknown"


@pytest.mark.parametrize(("text", "place"), [('[{"id": 1}, 2]', r"rows\[1\]"), ('{"data": [[]]}', r"data\[0\]")])
def test_json_rows_are_objects(text: str, place: str) -> None:
    """What is no object in the list is named by its place."""
    with pytest.raises(ReaderError, match=place):
        list(json_table(source(text)).rows)


def test_lines_know_their_line() -> None:
    """Blank lines are passed over and counted."""
    table = lines_table(source('{"id": 1}\n\n{"id": 2}\n'))
    assert [(table.place(number), record) for number, record in table.rows] == [
        ("line 1", {"id": 1}),
        ("line 3", {"id": 2}),
    ]


def test_a_line_that_is_no_object_is_refused() -> None:
    """The error names the line."""
    with pytest.raises(ReaderError) as raised:
        list(lines_table(source('{"id": 1}\n[2]\n')).rows)
    assert raised.value.location is not None
    assert raised.value.location.line == 2


@pytest.mark.parametrize(
    ("head", "lines"),
    [
        (b'{"id": 1}\n{"id": 2}\n', True),
        (b'\xef\xbb\xbf{"id": 1}\n{"id"', True),
        (b'{"id": 1}\n', False),
        (b'{\n "id": 1\n}\n', False),
        (b'{"id": 1}\n[2]', False),
    ],
)
def test_json_lines_are_told_from_one_document(head: bytes, lines: bool) -> None:
    """A whole first line and another object behind it are JSON Lines."""
    assert is_lines(head) is lines
