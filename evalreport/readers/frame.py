"""Result files in a notebook: `evalreport.read(FILE).to_pandas()`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from evalreport.readers.base import ReadOptions
from evalreport.readers.loading import open_source, read_sources

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from evalreport.model.evaluation import CaseResult, EvalRun, Score, Unread
    from evalreport.readers.loading import ReadFile

TEXT, NUMBER, WHOLE, TRUTH, OTHER = "str", "Float64", "Int64", "boolean", "object"
# The columns of the frame in order, each with its pandas type: all hold missing values, and none is ever guessed.
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "run": TEXT,
        "model": TEXT,
        "variant": TEXT,
        "suite": TEXT,
        "case_id": TEXT,
        "epoch": WHOLE,
        "score": TEXT,
        "value": NUMBER,
        "passed": TRUTH,
        "text": TEXT,
        "case_passed": TRUTH,
        "error": TEXT,
        "skipped": TRUTH,
        "labels": OTHER,
        "failure_class": TEXT,
        "input": TEXT,
        "output": TEXT,
        "tools": OTHER,
        "tool_errors": WHOLE,
        "cost_usd": NUMBER,
        "tokens_in": WHOLE,
        "tokens_out": WHOLE,
        "latency_s": NUMBER,
        "started_at": TEXT,
        "grader": TEXT,
        "explanation": TEXT,
        "human_label": TEXT,
        "reviewer": TEXT,
        "note": TEXT,
        "trace_id": TEXT,
        "tags": OTHER,
        "metadata": OTHER,
    }
)
_OF_THE_ROW = tuple(
    name
    for name in COLUMNS
    if name
    not in {"run", "model", "variant", "score", "value", "passed", "text", "case_passed", "grader", "explanation"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadResults:
    """What result files hold: the runs, and what could not be read of them."""

    files: tuple[ReadFile, ...]

    @property
    def runs(self) -> tuple[EvalRun, ...]:
        """All runs of all files."""
        return tuple(run for file in self.files for run in file.result.runs)

    @property
    def unread(self) -> tuple[Unread, ...]:
        """What could not be read, of all files."""
        return tuple(unread for file in self.files for unread in file.result.unread)

    def to_pandas(self) -> pd.DataFrame:
        """Return one line for each score of each row, or one without score for a row that has none.

        The columns are those of `COLUMNS`, in nullable types: what the file does not say is missing, never 0. A
        total over rows must first drop the lines that repeat a row (`drop_duplicates(["run", "suite", "case_id",
        "epoch"])`), since a row with two scores stands on two lines.
        """
        import pandas as pd

        lines = [line for run in self.runs for line in _lines(run)]
        columns = zip(*lines, strict=True) if lines else [()] * len(COLUMNS)
        series = {
            name: pd.Series(list(values), dtype=kind)
            for (name, kind), values in zip(COLUMNS.items(), columns, strict=True)
        }
        return pd.DataFrame(series)


def read(
    *paths: str | Path,
    format: str | None = None,  # noqa: A002 - the word of manifests, which people will look for
    columns: Mapping[str, str] | None = None,
    variant: str | None = None,
    suite: str | None = None,
) -> ReadResults:
    """Read result files or folders of any format, found by looking unless ``format`` names it.

    ``columns`` maps our column names to those of a table, ``variant`` picks one run of a matrix, ``suite`` puts all
    rows into one suite. Raises ReaderError for what cannot be read, naming file and line.
    """
    options = ReadOptions(columns=columns or {}, variant=variant, suite=suite)
    return ReadResults(files=read_sources([open_source(Path(path)) for path in paths], format, options))


def _lines(run: EvalRun) -> Iterator[Sequence[object]]:
    """Yield the lines of a run, each with a value for each column in order."""
    for row in run.rows:
        # A row without a score still ran and cost something.
        scores: tuple[Score | None, ...] = row.scores or (None,)
        for score in scores:
            yield _line(run, row, score)


def _line(run: EvalRun, row: CaseResult, score: Score | None) -> list[object]:
    """Give the values of one line."""
    values: dict[str, object] = {name: getattr(row, name) for name in _OF_THE_ROW}
    values |= {"run": run.run_id, "model": run.model, "variant": run.variant, "case_passed": row.passed}
    # No transcript is unknown; an empty one means that no tool was called.
    values["tools"] = None if row.tools is None else tuple(tool.name for tool in row.tools)
    values["metadata"] = dict(row.metadata)
    if score is not None:
        values |= {"score": score.name, "value": score.value, "passed": score.passed, "text": score.text}
        values |= {"grader": score.grader, "explanation": score.explanation}
    return [values.get(name) for name in COLUMNS]
