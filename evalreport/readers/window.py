"""Live windows in our own form: JSON Lines, a header first, then one run a line."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, ClassVar

from evalreport.errors import ReaderError
from evalreport.model.evaluation import EvalRun, ResultFile, Unread
from evalreport.readers.base import MAX_LINE_BYTES, refuse
from evalreport.readers.cells import TYPED, CellError
from evalreport.readers.columns import RowMaker
from evalreport.readers.jsontext import BOM, decode_json
from evalreport.readers.rows import unique_rows
from evalreport.readers.selection import Selection
from evalreport.readers.tracecells import take_trace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evalreport.model.evaluation import CaseResult
    from evalreport.readers.base import ReadOptions, Source

_HEADER = re.compile(rb'\s*\{\s*"window"\s*:')
SUITE = "live"


def is_window(head: bytes) -> bool:
    """Say whether the first bytes of a file are the header of a live window."""
    return _HEADER.match(head.removeprefix(BOM)) is not None


def header_of(source: Source) -> object:
    """Return the first line as JSON; raise ReaderError where it is none."""
    with source.open() as stream:
        line = stream.readline(MAX_LINE_BYTES + 1)
    if len(line) > MAX_LINE_BYTES:
        raise refuse(source, "the header is longer than 16 MB", slug="result-size", line=1)
    return decode_json(line, source.name)


class WindowReader:
    """A live window: a sample of production runs over a period, JSON Lines with a header in the first line.

    The header is one object, `{"window": {"version": 1, "from": "2026-11-23T00:00:00Z", "to": "2026-11-24T00:00:00Z",
    "suite": "live", "sampling": {"kind": "random", "rate": 0.05}, "source": {...}}}`. `from` is included, `to` is not;
    all but the version may be left out. `evalreport live pull` writes such files, and so can you.

    Every line after it is one run, with the fields of the normalised table (see the table reader). `case_id` may be
    left out where `trace_id` says which run it is; a run without a suite belongs to the header's, else to `live`.
    Beside those, `tools` is a list of calls (`name`, `arguments`, `result`, `error`, `approved`), and `trace` an object
    with `spans`, `ended`, `retries` and the lists `uses` (`model`, `tokens_in`, `tokens_out`, `tokens_cached`, `at`),
    `stalls` (`step`, `why`, `seconds`), `reviews` (`kind`, `by`, `minutes`, `note`, `tool`, `at`) and `feedback`
    (`source`, `good`, `label`, `comment`).

    A line that cannot be read costs itself only: it is counted and named. So does the second of two lines with the
    same suite, case and epoch. A window without rows is a finding, not an error.
    """

    name: ClassVar[str] = "window"
    title: ClassVar[str] = "Live window (JSON Lines with a header)"
    version: ClassVar[int] = 1

    def sniff(self, source: Source) -> bool:
        """Claim files whose first line begins as a header does."""
        return not source.members and is_window(source.head)

    def read(self, source: Source, options: ReadOptions) -> ResultFile:
        """Read all rows into one run; raise ReaderError for a header that is no JSON."""
        suite = options.suite or _said_suite(header_of(source)) or SUITE
        unread: list[Unread] = []
        maker = _Maker(source, options.columns, suite)
        rows, twins = unique_rows(maker.rows(unread))
        run = EvalRun(run_id=PurePosixPath(source.name).stem, suite=suite, rows=rows)
        return ResultFile(
            format=self.name,
            format_version="1",
            runs=(run,),
            unread=(*unread, *twins),
            # Without a row nothing was found, and no column can be missing.
            warnings=maker.selection.finish() if rows else (),
        )


class _Maker:
    """Makes rows of lines; each shape of line is worked out once."""

    def __init__(self, source: Source, columns: Mapping[str, str], suite: str) -> None:
        self.selection = Selection(source, columns)
        self._source = source
        self._suite = suite
        self._makers: dict[tuple[str, ...], RowMaker] = {}

    def rows(self, unread: list[Unread]) -> Iterator[tuple[str, CaseResult]]:
        """Yield place and row of every line after the header; what cannot be read is added to ``unread``."""
        for number, line in _lines(self._source):
            where = f"line {number}"
            try:
                yield where, self._row(line, number)
            except CellError as error:
                unread.append(Unread(where=where, why=f"{error.column}: {error.message}"))
            except ReaderError as error:
                unread.append(Unread(where=where, why=error.message))

    def _row(self, line: bytes, number: int) -> CaseResult:
        record = decode_json(line, self._source.name, line=number)
        if not isinstance(record, dict):
            raise CellError("line", "an object is due, one a run")
        told = take_trace(record)
        # A run of production is known by its trace; most have no case.
        if record.get("trace_id") and not {"case_id", "id"} & record.keys():
            record["case_id"] = record["trace_id"]
        shape = tuple(record)
        if shape not in self._makers:
            self._makers[shape] = RowMaker(self.selection.choose(shape), TYPED)
        row = self._makers[shape].make(record, self._suite)
        tools = row.tools if told.tools is None else told.tools
        # A count that the line itself states stands; else the calls tell how many failed.
        failed = sum(call.error is not None for call in tools) if tools is not None else None
        return replace(
            row,
            tools=tools,
            tool_errors=failed if row.tool_errors is None else row.tool_errors,
            trace=told.trace or row.trace,
        )


def _lines(source: Source) -> Iterator[tuple[int, bytes]]:
    """Yield number and bytes of every line after the first that is not blank."""
    with source.open() as stream:
        for number, line in enumerate(iter(lambda: stream.readline(MAX_LINE_BYTES + 1), b""), 1):
            if len(line) > MAX_LINE_BYTES:
                raise refuse(source, "a line is longer than 16 MB", slug="result-size", line=number)
            if number > 1 and line.strip():
                yield number, line


def _said_suite(header: object) -> str:
    window = header.get("window") if isinstance(header, dict) else None
    suite = window.get("suite") if isinstance(window, dict) else None
    return suite if isinstance(suite, str) else ""
