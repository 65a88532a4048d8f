"""People's labels of cases a grader judged: a CSV table or JSON Lines, a line a label.

Columns (or keys): case, label, verdict (of the grader), rater, version (of the grader: model and prompt digest), date
(YYYY-MM-DD), class. ``columns`` maps these names to the file's own. Only case, label and verdict must be there.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING

from evalreport.model.evaluation import Unread
from evalreport.model.grading import HumanLabel
from evalreport.readers.base import refuse
from evalreport.readers.jsontext import BOM, decode_utf8, iterate_lines, refuse_foreign
from evalreport.readers.values import as_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evalreport.readers.base import Source

NEEDED = ("case", "label", "verdict")
MAX_BYTES = 32 * 1024 * 1024
_PASSES = frozenset({"pass", "passed", "true", "1", "1.0", "yes", "good", "accept", "accepted", "satisfied"})
_FAILS = frozenset({"fail", "failed", "false", "0", "0.0", "no", "bad", "reject", "rejected", "unsatisfied"})


def read_labels(source: Source, columns: Mapping[str, str]) -> tuple[tuple[HumanLabel, ...], tuple[Unread, ...]]:
    """Return the labels and what could not be read, each by its line.

    A verdict in an unknown word is an abstention, never a pass; a label in one is unread. Raises ReaderError for a
    file that is neither form, lacks a needed column, or holds no line.
    """
    labels: list[HumanLabel] = []
    unread: list[Unread] = []
    for where, row in _rows(source, columns):
        try:
            labels.append(_label(row, columns))
        except ValueError as error:
            unread.append(Unread(where=where, why=str(error)))
    if not labels and not unread:
        raise refuse(source, "the file holds no label", slug="result-empty")
    return tuple(labels), tuple(unread)


def _rows(source: Source, columns: Mapping[str, str]) -> Iterator[tuple[str, Mapping[str, object]]]:
    if source.head.removeprefix(BOM).lstrip().startswith(b"{"):
        for line, value in iterate_lines(source):
            yield f"line {line}", value if isinstance(value, dict) else {}
        return
    yield from _table_rows(source, columns)


def _table_rows(source: Source, columns: Mapping[str, str]) -> Iterator[tuple[str, Mapping[str, object]]]:
    data = source.read(MAX_BYTES)
    refuse_foreign(data, source.name)
    text = decode_utf8(data.removeprefix(BOM), source.name)
    table = csv.DictReader(io.StringIO(text, newline=""), skipinitialspace=True)
    try:
        _require_columns(source, [name.strip() for name in table.fieldnames or ()], columns)
        for row in table:
            yield f"line {table.line_num}", {name.strip(): value for name, value in row.items() if name}
    except csv.Error as error:
        raise refuse(source, f"no table ({error})", slug="format-unknown", line=table.line_num) from None


def _require_columns(source: Source, found: list[str], columns: Mapping[str, str]) -> None:
    missing = [name for name in NEEDED if columns.get(name, name) not in found]
    if missing:
        message = f"no column {columns.get(missing[0], missing[0])!r} for the {missing[0]}"
        hint = f"map it with columns:, the file has {', '.join(found[:20]) or 'none'}"
        raise refuse(source, message, slug="result-column", line=1, hint=hint)


def _label(row: Mapping[str, object], columns: Mapping[str, str]) -> HumanLabel:
    def cell(name: str) -> str:
        return (as_text(row.get(columns.get(name, name))) or "").strip()

    if not cell("case"):
        raise ValueError("no case is named")
    label = truth(cell("label"))
    if label is None:
        raise ValueError(f"the label {cell('label')[:40]!r} is neither a pass nor a fail")
    return HumanLabel(
        case=cell("case"),
        label=label,
        verdict=truth(cell("verdict")),
        rater=cell("rater"),
        version=cell("version") or None,
        date=_date(cell("date")),
        failure_class=cell("class") or None,
    )


def truth(word: str) -> bool | None:
    """Read a word as pass (True) or fail (False); None for a word that is neither."""
    known = word.casefold()
    return True if known in _PASSES else False if known in _FAILS else None


def _date(text: str) -> str | None:
    if not text:
        return None
    # A label of a minute is a label of that day.
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        raise ValueError(f"the date {text[:40]!r} is not YYYY-MM-DD") from None
