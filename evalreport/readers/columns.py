"""The columns of the normalised table, and how one row is built from cells of that name.

Formats that let people name columns themselves (tables, properties of JUnit cases) share it. Cells are typed, as JSON
gives them, or text, as CSV and XML do: text is parsed strictly, and an empty cell is a missing value.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evalreport.model.evaluation import CaseResult, Score
from evalreport.readers.values import as_text, clip, metadata_texts, number, texts, whole

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXT_FIELDS = ("error", "failure_class", "input", "output", "started_at", "human_label", "reviewer", "note", "trace_id")
NUMBER_FIELDS = ("cost_usd", "latency_s")
WHOLE_FIELDS = ("epoch", "tokens_in", "tokens_out", "tool_errors")
OTHER_FIELDS = ("suite", "case_id", "passed", "skipped", "labels", "tags", "score", "scores", "metadata")
LONG_FIELDS = ("score_name", "value", "grader", "explanation")
FIELDS = frozenset((*TEXT_FIELDS, *NUMBER_FIELDS, *WHOLE_FIELDS, *OTHER_FIELDS, *LONG_FIELDS))
FAMILIES = ("score.", "metadata.")
ALIASES = {"id": "case_id", "success": "passed", "label": "labels"}

_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_TRUTHS = {"true": True, "yes": True, "1": True, "pass": True, "passed": True}
_FALSEHOODS = {"false": False, "no": False, "0": False, "fail": False, "failed": False}
_WORDS = _TRUTHS | _FALSEHOODS
MAX_DIGITS = 400


class CellError(ValueError):
    """A cell that is not what its column holds; ``column`` is our name of it."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column
        self.message = message


class Cells:
    """Typed cells of one row by our column names; JSON's types count as they are."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def text(self, column: str) -> str | None:
        """Return a text, a whole number as its digits; raise CellError for lists and objects."""
        value = self._values.get(column)
        if isinstance(value, dict | list):
            raise CellError(column, "a list or an object where text is due")
        return as_text(value) if value is not None else None

    def number(self, column: str) -> float | None:
        """Return a finite number; raise CellError for anything else."""
        try:
            return number(self._values.get(column))
        except ValueError as error:
            raise CellError(column, str(error)) from None

    def whole(self, column: str) -> int | None:
        """Return a whole number; raise CellError for anything else."""
        try:
            return whole(self._values.get(column))
        except ValueError as error:
            raise CellError(column, str(error)) from None

    def truth(self, column: str) -> bool | None:
        """Return a truth value, given as such or as 1 or 0; raise CellError for anything else."""
        value = self._values.get(column)
        if value is None or isinstance(value, bool):
            return value
        if value in {0, 1}:
            return bool(value)
        raise CellError(column, "true or false is due")

    def score(self, column: str) -> float | None:
        """Return the value of a score: a number, or 1 and 0 for a truth value."""
        value = self._values.get(column)
        return float(value) if isinstance(value, bool) else self.number(column)

    def words(self, column: str) -> tuple[str, ...]:
        """Return labels or tags: a list of texts, or one text that semicolons part."""
        value = self._values.get(column)
        return texts([part.strip() for part in value.split(";")] if isinstance(value, str) else value)

    def pairs(self, column: str) -> Mapping[str, object]:
        """Return an object of names and values, empty when there is none; raise CellError for anything else."""
        value = self._values.get(column)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise CellError(column, "an object of names and values is due")
        return value


class TextCells(Cells):
    """Cells that are all text; an empty one is missing."""

    def __init__(self, values: Mapping[str, object]) -> None:
        super().__init__({column: value for column, value in values.items() if value != ""})

    def number(self, column: str) -> float | None:
        """Parse a plain decimal number."""
        text = self._stripped(column)
        if text is None:
            return None
        if not _DECIMAL.fullmatch(text) or len(text) > MAX_DIGITS:
            raise CellError(column, f"{text[:40]!r} where a number is due")
        return Cells({column: float(text)}).number(column)

    def whole(self, column: str) -> int | None:
        """Parse a whole number."""
        return Cells({column: self.number(column)}).whole(column)

    def truth(self, column: str) -> bool | None:
        """Parse true, yes, pass, passed, 1 and their opposites, in any case."""
        text = self._stripped(column)
        if text is None:
            return None
        if text.lower() not in _WORDS:
            raise CellError(column, f"{text[:40]!r} where true or false is due")
        return _WORDS[text.lower()]

    def score(self, column: str) -> float | None:
        """Parse a number, or true and false."""
        text = self._stripped(column)
        return float(text.lower() == "true") if text and text.lower() in {"true", "false"} else self.number(column)

    def _stripped(self, column: str) -> str | None:
        text = self.text(column)
        return text.strip() or None if text is not None else None


def row_scores(cells: Cells, columns: tuple[str, ...]) -> tuple[Score, ...]:
    """Return the scores of a row: from `score`, each `score.NAME`, `scores`, or `score_name` with `value`.

    `passed` is the verdict of the score in the row when there is exactly one beside it, else a score of that name.
    """
    found: list[Score] = []
    passed = cells.truth("passed")
    if "score_name" in columns:
        name = cells.text("score_name") or "score"
        value = cells.score("value")
        value = float(passed) if value is None and passed is not None else value
        grader, explanation = cells.text("grader"), cells.text("explanation")
        return (Score(name=name, value=value, passed=passed, grader=grader, explanation=explanation),)
    for column in columns:
        if column == "score" or column.startswith("score."):
            value = cells.score(column)
            if value is not None:
                found.append(Score(name=column.removeprefix("score."), value=value))
    nested = Cells(cells.pairs("scores"))
    for name in cells.pairs("scores"):
        value = nested.score(name)
        if value is not None:
            found.append(Score(name=name, value=value))
    if passed is None:
        return tuple(found)
    if len(found) == 1:
        only = found[0]
        explained = cells.text("explanation")
        return (
            Score(name=only.name, value=only.value, passed=passed, grader=cells.text("grader"), explanation=explained),
        )
    return (*found, Score(name="passed", value=float(passed), passed=passed))


def make_row(cells: Cells, columns: tuple[str, ...], *, case_id: str, suite: str, epoch: int = 1) -> CaseResult:
    """Build one row from its cells; ``columns`` are our names of those the file has. Raises CellError."""
    error = cells.text("error")
    metadata = metadata_texts(cells.pairs("metadata"))
    for column in columns:
        if column.startswith("metadata.") and (text := cells.text(column)) is not None:
            metadata[column.removeprefix("metadata.")] = text
    return CaseResult(
        suite=suite,
        case_id=case_id,
        epoch=epoch,
        scores=row_scores(cells, columns),
        passed=None if error else cells.truth("passed"),
        error=error or None,
        skipped=bool(cells.truth("skipped")),
        labels=cells.words("labels"),
        failure_class=cells.text("failure_class"),
        input=cells.text("input"),
        output=cells.text("output"),
        tool_errors=cells.whole("tool_errors"),
        cost_usd=cells.number("cost_usd"),
        tokens_in=cells.whole("tokens_in"),
        tokens_out=cells.whole("tokens_out"),
        latency_s=cells.number("latency_s"),
        started_at=cells.text("started_at"),
        human_label=cells.text("human_label"),
        reviewer=cells.text("reviewer"),
        note=clip(cells.text("note")),
        trace_id=cells.text("trace_id"),
        tags=cells.words("tags"),
        metadata=metadata,
    )
