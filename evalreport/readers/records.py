"""The records of a table, whatever its notation: one mapping a row, in order, with the place it came from."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from evalreport.readers.base import MAX_LINE_BYTES, refuse
from evalreport.readers.cells import TEXTUAL, TYPED, Notation
from evalreport.readers.jsontext import BOM, decode_utf8, iterate_lines, load_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from evalreport.errors import ReaderError
    from evalreport.readers.base import Source

# What hand-made files and small tools call their list.
LISTS = ("cases", "results", "rows", "data")
FACTS = ("run_id", "model", "suite")
DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows of one file: (number, cells by the file's column names), and what it says of all rows (``facts``).

    ``notation`` says whether cells are typed or text. The number of a row is its line, or in JSON its index in the list
    named ``inside``.
    """

    kind: str
    rows: Iterable[tuple[int, Mapping[str, object]]]
    notation: Notation = TYPED
    inside: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)

    def place(self, number: int) -> str:
        """Say where a row stands."""
        return f"line {number}" if self.inside is None else f"{self.inside}[{number}]"

    def line(self, number: int) -> int | None:
        """The line of a row, None where the notation has none."""
        return number if self.inside is None else None


def json_table(source: Source) -> Table:
    """Read a list of objects, or an object that holds one; raise ReaderError for another shape."""
    document = load_json(source)
    if isinstance(document, list):
        return Table(kind="json", rows=_objects(source, document, "rows"), inside="rows")
    fields: Mapping[str, object] = document if isinstance(document, dict) else {}
    lists = {name: found for name in LISTS if isinstance(found := fields.get(name), list)}
    if len(lists) != 1:
        raise _unclear(source, list(lists))
    facts = {name: value for name in FACTS if isinstance(value := fields.get(name), str) and value}
    ((inside, items),) = lists.items()
    return Table(kind="json", rows=_objects(source, items, inside), inside=inside, facts=facts)


def _unclear(source: Source, found: list[str]) -> ReaderError:
    """Make the error for an object without one list of cases; of two lists either could be meant."""
    message = f"both {found[0]} and {found[1]} are lists" if found else "there is no list of cases"
    hint = f"a list of objects, or an object with one list named {', '.join(LISTS)}"
    return refuse(source, message, slug="format-unknown", hint=hint)


def _objects(source: Source, items: list[object], inside: str) -> Iterator[tuple[int, Mapping[str, object]]]:
    for index, item in enumerate(items):
        if not isinstance(item, dict):
            message = f"{inside}[{index}] is no object"
            raise refuse(source, message, slug="result-value", hint="write one object a case")
        yield index, item


def lines_table(source: Source) -> Table:
    """Read JSON Lines as a stream."""
    return Table(kind="jsonl", rows=_line_objects(source))


def _line_objects(source: Source) -> Iterator[tuple[int, Mapping[str, object]]]:
    for line, item in iterate_lines(source):
        if not isinstance(item, dict):
            raise refuse(
                source, "the line is no object", slug="result-value", line=line, hint="write one object a line"
            )
        yield line, item


def is_lines(head: bytes) -> bool:
    """Say whether text that begins with an object is JSON Lines: a whole first line, then another object."""
    first, newline, rest = head.removeprefix(BOM).lstrip().partition(b"\n")
    if not newline or not rest.lstrip().startswith(b"{"):
        return False
    try:
        msgspec.json.decode(first)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False
    return True


def csv_table(source: Source) -> Table:
    """Read CSV as a stream: UTF-8, the delimiter that parts the first line into most columns."""
    return Table(kind="csv", rows=_csv_rows(source), notation=TEXTUAL)


def _csv_rows(source: Source) -> Iterator[tuple[int, Mapping[str, object]]]:
    # The module's own limit of 128 KB is less than one long answer.
    csv.field_size_limit(MAX_LINE_BYTES)
    with source.open() as raw:
        # Line ends inside quoted cells are data and must arrive as they are.
        text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
        reader = csv.reader(text, delimiter=_delimiter(source), strict=True)
        try:
            header = _header(source, reader)
            width = len(header)
            # A cell in quotes may span lines, so rows are placed by the reader's own count.
            before = reader.line_num
            for cells in reader:
                if len(cells) == width:
                    yield before + 1, dict(zip(header, cells, strict=True))
                elif cells:
                    message = f"the row has {len(cells)} cells and the header {width}"
                    raise refuse(source, message, slug="result-value", line=before + 1)
                before = reader.line_num
        except csv.Error as error:
            raise refuse(source, f"not CSV: {error}", slug="result-value", line=reader.line_num) from None
        except UnicodeDecodeError:
            # The stream knows the byte within its buffer only; decoding once more names line and byte of the file.
            decode_utf8(source.read(), source.name)
            raise


def _header(source: Source, reader: Iterator[list[str]]) -> list[str]:
    """Read the names of the columns; an empty file has none, and no rows either."""
    header = [name.strip() for name in next(reader, ())]
    if header:
        _check_header(source, header)
    return header


def _delimiter(source: Source) -> str:
    first = source.head.removeprefix(BOM).partition(b"\n")[0].decode("utf-8", "replace")
    try:
        # Only the header is looked at: answers are full of commas and semicolons.
        return max(DELIMITERS, key=lambda mark: len(next(csv.reader([first], delimiter=mark), [])))
    except csv.Error:
        return DELIMITERS[0]


def _check_header(source: Source, header: list[str]) -> None:
    """Refuse a header in which a name stands twice, or that is what a merge left behind."""
    if header[0].startswith("<<<<<<< "):
        raise refuse(source, "the file holds merge conflict markers", slug="conflict-markers", line=1)
    # Of two columns with one name the second would silently win.
    twice = [name for name in header if header.count(name) > 1]
    if twice:
        raise refuse(source, f"the column {twice[0]!r} stands twice", slug="result-column", line=1, hint="rename one")
