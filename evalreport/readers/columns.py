"""The columns of the normalised table, and how a row is built from cells of that name.

Formats that let people name columns themselves (tables, properties of JUnit cases) share it. What a shape of row
holds is worked out once, so that a row costs no more than its own cells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, TypeVar

from evalreport.model.evaluation import CaseResult, Score
from evalreport.readers.cells import CellError, Notation, pairs, text, words
from evalreport.readers.tracecolumns import calls_of, told_tools, told_trace, word
from evalreport.readers.values import metadata_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from collections.abc import Set as AbstractSet

SUITE = "default"
TEXT_FIELDS = frozenset(
    {
        "suite",
        "case_id",
        "error",
        "failure_class",
        "input",
        "output",
        "started_at",
        "human_label",
        "reviewer",
        "note",
        "trace_id",
        "score_name",
        "grader",
        "explanation",
    }
)
# Names that tables use for much else: an object under one of them is passed over, as it always was.
ABOUT_FIELDS = frozenset({"model", "review_kind", "feedback", "feedback_source"})
NUMBER_FIELDS = frozenset({"latency_s", "reviewer_minutes"})
MONEY_FIELDS = frozenset({"cost_usd"})
WHOLE_FIELDS = frozenset({"epoch", "tokens_in", "tokens_out", "tool_errors"})
TRUTH_FIELDS = frozenset({"passed", "skipped", "approved"})
LIST_FIELDS = frozenset({"labels", "tags"})
CALL_FIELDS = frozenset({"tools"})
FIELDS = (
    TEXT_FIELDS
    | ABOUT_FIELDS
    | NUMBER_FIELDS
    | MONEY_FIELDS
    | WHOLE_FIELDS
    | TRUTH_FIELDS
    | LIST_FIELDS
    | CALL_FIELDS
    | {"score", "scores", "metadata", "value"}
)
# Columns of which a table may have any number.
FAMILIES = ("score.", "metadata.")
# Names that common tools write for the same thing.
# Not "latency": whether it is seconds or milliseconds only its author knows.
ALIASES = {"id": "case_id", "success": "passed", "label": "labels", "cost": "cost_usd"}

Columns: TypeAlias = tuple[tuple[str, str], ...]
Value = TypeVar("Value")


def _among(columns: Columns, fields: AbstractSet[str]) -> Columns:
    return tuple(pair for pair in columns if pair[0] in fields)


def _named_scores(values: Mapping[str, float]) -> list[tuple[str, float | None]]:
    return [(name.removeprefix("score."), value) for name, value in values.items()]


class RowMaker:
    """Builds rows of one shape: ``columns`` are (our name, the file's name) of the columns it has."""

    def __init__(self, columns: Columns, notation: Notation) -> None:
        self._notation = notation
        self._texts = _among(columns, TEXT_FIELDS)
        self._numbers = _among(columns, NUMBER_FIELDS)
        self._costs = _among(columns, MONEY_FIELDS)
        self._wholes = _among(columns, WHOLE_FIELDS)
        self._truths = _among(columns, TRUTH_FIELDS)
        self._lists = _among(columns, LIST_FIELDS)
        self._about = _among(columns, ABOUT_FIELDS)
        self._calls = _among(columns, CALL_FIELDS)
        self._nested = _among(columns, {"scores"})
        self._objects = _among(columns, {"metadata"})
        self._metadata = tuple(pair for pair in columns if pair[0].startswith("metadata."))
        self.long = "score_name" in dict(columns)
        family = tuple(pair for pair in columns if pair[0].startswith("score."))
        self._scores = _among(columns, {"value"}) if self.long else _among(columns, {"score"}) + family

    def make(self, record: Mapping[str, object], suite: str = SUITE) -> CaseResult:
        """Build a row from a record by the file's names; ``suite`` is where the record names none. Raises CellError."""
        notation = self._notation
        texts = self._read(self._texts, record, text)
        said = texts.get
        numbers = self._read(self._numbers, record, notation.number).get
        costs = self._read(self._costs, record, notation.money).get
        counts = self._read(self._wholes, record, notation.whole)
        wholes = counts.get
        truths = self._read(self._truths, record, notation.truth).get
        lists = self._read(self._lists, record, words).get
        case_id = said("case_id")
        # Without an id nothing pairs, and the row could not be told from any other.
        if not case_id:
            raise CellError("case_id", "the row names no case")
        error = said("error") or None
        passed = truths("passed")
        return CaseResult(
            suite=said("suite") or suite,
            case_id=case_id,
            epoch=wholes("epoch", 1),
            scores=self._read_scores(record, said, passed),
            passed=None if error else passed,
            error=error,
            skipped=truths("skipped", False),  # noqa: FBT003 - the default of dict.get has no name
            labels=lists("labels", ()),
            failure_class=said("failure_class"),
            input=said("input"),
            output=said("output"),
            tools=told_tools(self._read(self._calls, record, calls_of).get("tools"), truths("approved")),
            tool_errors=wholes("tool_errors"),
            cost_usd=costs("cost_usd"),
            tokens_in=wholes("tokens_in"),
            tokens_out=wholes("tokens_out"),
            latency_s=numbers("latency_s"),
            started_at=said("started_at"),
            human_label=said("human_label"),
            reviewer=said("reviewer"),
            note=said("note"),
            trace_id=said("trace_id"),
            tags=lists("tags", ()),
            metadata=self._read_metadata(record),
            trace=told_trace(
                texts | self._read(self._about, record, word), counts, numbers("reviewer_minutes"), truths("approved")
            ),
        )

    def _read(
        self, columns: Columns, record: Mapping[str, object], convert: Callable[[object], Value]
    ) -> dict[str, Value]:
        """Convert the cells of these columns that are there; raise CellError that names the column."""
        found: dict[str, Value] = {}
        if not columns:
            return found
        # An empty cell means that nothing was measured, which is not the same as 0.
        empty = self._notation.empty
        name = ""
        try:
            for name, theirs in columns:
                value = record.get(theirs)
                if value is not None and value != empty:
                    found[name] = convert(value)
        except ValueError as error:
            raise CellError(name, str(error)) from None
        return found

    def _read_scores(
        self, record: Mapping[str, object], said: Callable[[str], str | None], passed: bool | None
    ) -> tuple[Score, ...]:
        """Return the scores of a row: `score`, each `score.NAME`, `scores`; in a long table `score_name` and `value`.

        `passed` is the verdict of the score in the row when there is exactly one beside it, else a score of its own.
        """
        values = self._read(self._scores, record, self._notation.score)
        if self._nested:
            values |= self._read_nested(record)
        found = self._long_score(values, said, passed) if self.long else _named_scores(values)
        if len(found) == 1:
            name, value = found[0]
            # Grader and explanation are about one score; beside several nobody can say about which.
            grader, explanation = said("grader"), said("explanation")
            return (Score(name=name, value=value, passed=passed, grader=grader, explanation=explanation),)
        scores = tuple(Score(name=name, value=value) for name, value in found)
        return scores if passed is None else (*scores, Score(name="passed", value=float(passed), passed=passed))

    @staticmethod
    def _long_score(
        values: Mapping[str, float], said: Callable[[str], str | None], passed: bool | None
    ) -> list[tuple[str, float | None]]:
        """Return name and value of the one score in a row of a long table; its verdict serves where it has no value."""
        value = values.get("value", None if passed is None else float(passed))
        return [(said("score_name") or "score", value)]

    def _read_nested(self, record: Mapping[str, object]) -> dict[str, float]:
        """Return the scores of the object `scores`, which may hold null for what was not measured."""
        (given,) = self._read(self._nested, record, pairs).values() or ({},)
        return self._read(tuple((name, name) for name in given), given, self._notation.score)

    def _read_metadata(self, record: Mapping[str, object]) -> dict[str, str]:
        """Return `metadata.NAME` columns and the object `metadata`."""
        found: dict[str, str] = {}
        for given in self._read(self._objects, record, pairs).values():
            found |= metadata_texts(given)
        for name, value in self._read(self._metadata, record, text).items():
            found[name.removeprefix("metadata.")] = value
        return found
