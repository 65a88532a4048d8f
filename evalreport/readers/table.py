"""Tables: CSV, JSON and JSON Lines with one row a case."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, ClassVar

from evalreport.model.evaluation import EvalRun, ResultFile
from evalreport.readers.base import refuse
from evalreport.readers.cells import CellError
from evalreport.readers.columns import SUITE, RowMaker
from evalreport.readers.jsontext import head_warnings
from evalreport.readers.records import Table, csv_table, is_lines, json_table, lines_table
from evalreport.readers.selection import Selection
from evalreport.readers.values import only_verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalreport.errors import ReaderError
    from evalreport.model.evaluation import CaseResult
    from evalreport.readers.base import ReadOptions, Source

_SEPARATED = frozenset({".csv", ".tsv"})
_LINES = frozenset({".jsonl", ".ndjson"})
# A file's name can be wrong, and almost any bytes are CSV of one column.
_UNLIKE_CSV = (b"{", b"[", b"<", b"PK")


class TableReader:
    """A table with one row a case.

    It is CSV (comma, semicolon or tab), JSON (a list of objects, or an object with one such list under `cases`,
    `results`, `rows` or `data`) or JSON Lines (a stream of any size, 16 MB a line).

    Columns are found by the names of the normalised table: `case_id` or `id` (the only one needed), `suite`, `epoch`,
    `score` or `score.NAME` (a column a score), `passed` or `success`, `error`, `skipped`, `labels` or `label`,
    `failure_class`, `tags`, `input`, `output`, `cost_usd` or `cost`, `tokens_in`, `tokens_out`, `latency_s`,
    `tool_errors`, `started_at`, `human_label`, `reviewer`, `note`, `trace_id`, `metadata.NAME`; in JSON also the
    objects `scores` and `metadata`. A long table has a row a score, with `score_name` and `value` (and `grader`,
    `explanation`). A column map (`columns: {our name: name in the file}`) names the others. Columns that are not known
    are not read, and the result says so.

    Of live runs there may also be `model` (that was asked, with the tokens), `tools` (called, in order, parted by `;`),
    `approved`, `reviewer_minutes`, `review_kind` (review, approval, refusal, override, escalation), `feedback` (a word
    such as `up` or `bad`, or what the user wrote) and `feedback_source` (user, operator).

    Text stays text: `NA`, `None` and `001` are what they look like. A number must be a finite number, and in JSON a
    number, not text; an empty CSV cell is a missing value. `passed` is the verdict of the only score beside it, else
    a score of its own. Rows without a suite belong to the suite `default`; a row that comes twice with the same suite,
    case and epoch is refused, and so is a table without rows.
    """

    name: ClassVar[str] = "table"
    title: ClassVar[str] = "Table (CSV, JSON, JSON Lines)"
    version: ClassVar[int] = 1
    generic: ClassVar[bool] = True  # any JSON may be a table: a reader that knows the format better goes first

    def sniff(self, source: Source) -> bool:
        """Claim CSV and JSON Lines by their file names, and JSON by its name and first character."""
        if source.members:
            return False
        kind = PurePosixPath(source.name).suffix.lower()
        start = source.head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        if kind in _SEPARATED:
            return bool(start) and not start.startswith(_UNLIKE_CSV)
        return kind in _LINES or (kind == ".json" and start in {b"{", b"["})

    def read(self, source: Source, options: ReadOptions) -> ResultFile:
        """Read all rows into one run; raise ReaderError for a row or column that is not what it should be."""
        kind = PurePosixPath(source.name).suffix.lower()
        start = source.head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        if kind in _LINES or (start == b"{" and is_lines(source.head)):
            table = lines_table(source)
        elif start in {b"{", b"["} and kind not in _SEPARATED:
            table = json_table(source)
        else:
            table = csv_table(source)
        return _Rows(source, options, table).result()


class _Rows:
    """Makes rows of records, and notices what comes twice."""

    def __init__(self, source: Source, options: ReadOptions, table: Table) -> None:
        self._source = source
        self._table = table
        self._moved = options.suite is not None
        self._suite = options.suite or table.facts.get("suite") or SUITE
        self._makers: dict[tuple[str, ...], RowMaker] = {}
        self._selection = Selection(source, options.columns)
        self._numbers: dict[tuple[str, str, int], int] = {}
        self._rows: dict[tuple[str, str, int], CaseResult] = {}

    def result(self) -> ResultFile:
        """Read all records into the one run of the table."""
        for number, record in self._table.rows:
            self._add(number, record)
        warnings = head_warnings(self._source.head)
        if not self._rows:
            raise refuse(self._source, "; ".join(("the table holds no row", *warnings)), slug="result-empty")
        facts = self._table.facts
        suites = Counter(key[0] for key in self._rows)
        run = EvalRun(
            run_id=facts.get("run_id") or PurePosixPath(self._source.name).stem,
            suite=next(iter(suites)) if len(suites) == 1 else self._suite,
            model=facts.get("model"),
            rows=tuple(self._rows.values()),
        )
        return ResultFile(
            format=TableReader.name,
            format_version=self._table.kind,
            runs=(run,),
            warnings=warnings + self._selection.finish(),
        )

    def _add(self, number: int, record: Mapping[str, object]) -> None:
        """Make the row of a record; in a long table, add its score to the row that is there already."""
        shape = tuple(record)
        # Rows of JSON Lines may differ in shape; each shape is worked out once.
        maker = self._makers.get(shape)
        if maker is None:
            maker = self._makers[shape] = RowMaker(self._selection.choose(shape), self._table.notation)
        try:
            row = maker.make(record, self._suite)
        except CellError as error:
            # The name in the file is the one its author can look for.
            column = dict(self._selection.choose(shape)).get(error.column, error.column)
            raise self._refused(number, f"{column}: {error.message}", "result-value") from None
        if self._moved and row.suite != self._suite:
            row = replace(row, suite=self._suite)
        key = (row.suite, row.case_id, row.epoch)
        known = self._rows.get(key)
        if known is not None:
            row = self._joined(number, known, row, long=maker.long)
        else:
            self._numbers[key] = number
        self._rows[key] = row

    def _joined(self, number: int, known: CaseResult, row: CaseResult, *, long: bool) -> CaseResult:
        """Add the scores of another record of a long table; raise ReaderError where it says a thing twice."""
        names = {score.name for score in known.scores}
        # Which of two results counts nobody can know, so neither may win by its place.
        if not long or any(score.name in names for score in row.scores):
            first = self._table.place(self._numbers[row.key])
            named = f"the case {row.case_id[:80]!r} (suite {row.suite[:80]!r}, epoch {row.epoch})"
            raise self._refused(number, f"{named} stands in {first} already", "case-duplicate")
        scores = known.scores + row.scores
        return replace(known, scores=scores, passed=None if known.error else only_verdict(scores))

    def _refused(self, number: int, message: str, slug: str) -> ReaderError:
        return refuse(self._source, f"{self._table.place(number)}: {message}", slug=slug, line=self._table.line(number))
