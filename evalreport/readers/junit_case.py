"""One testcase of JUnit XML as a row."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from evalreport.model.evaluation import CaseResult, Score
from evalreport.readers.cells import TEXTUAL, CellError
from evalreport.readers.columns import ALIASES, FAMILIES, FIELDS, RowMaker
from evalreport.readers.values import clip

# What the XML says itself; a property of that name would contradict it.
_TAKEN = frozenset(
    {"suite", "case_id", "epoch", "passed", "skipped", "error", "metadata", "scores", "score_name", "value"}
)
_SEVERAL = frozenset({"labels", "tags"})
# The name of a class that says what it is; a word before a colon may be anything.
_CLASS = re.compile(r"(?:\w+\.)*([A-Z]\w{0,80}(?:Error|Exception|Failure|Failed|Timeout|Warning|Interrupt))(?::|\s|$)")
# Of several results in one case the first of these decides: a harness that broke after a failure hides no failure.
_WORST_FIRST = ("failure", "error", "skipped")


@dataclass(slots=True)
class TestCase:
    """A testcase being read; ``outcomes`` holds (element, type, message) in the order of the file."""

    __test__ = False  # pytest would take it for a class of tests by its name

    attributes: dict[str, str]
    line: int
    outcomes: list[tuple[str, str, str]] = field(default_factory=list)
    properties: list[tuple[str, str]] = field(default_factory=list)
    output: str | None = None

    @property
    def case_id(self) -> str:
        """`classname::name`, or the one of them that there is."""
        # Names alone repeat across classes; tools leave out either.
        parts = (self.attributes.get("classname"), self.attributes.get("name"))
        return "::".join(part for part in parts if part)


def case_row(case: TestCase, case_id: str, suite: str, epoch: int) -> tuple[CaseResult, list[str]]:
    """Make the row of a case, and say what of it could not be read: a failure decides, then an error, then a skip."""
    kind, why = _decisive(case)
    # Neither a broken harness nor a skip says anything about the candidate.
    passed = None if kind in {"error", "skipped"} else kind != "failure"
    latency, problems = _seconds(case.attributes.get("time", ""))
    row = CaseResult(
        suite=suite,
        case_id=case_id,
        epoch=epoch,
        scores=() if passed is None else (_score(why, passed=passed),),
        passed=passed,
        error=(why or "an error without a message") if kind == "error" else None,
        skipped=kind == "skipped",
        labels=_failure_types(case),
        output=clip(case.output),
        latency_s=latency,
        note=why if kind == "skipped" else None,
    )
    return _with_properties(row, case.properties, problems) if case.properties else (row, problems)


def _decisive(case: TestCase) -> tuple[str, str | None]:
    """Return the kind of result that decides, "" where there is none, and what the first of that kind said."""
    said = {kind: text for kind, _, text in reversed(case.outcomes)}
    kind = next((kind for kind in _WORST_FIRST if kind in said), "")
    return kind, clip(said.get(kind) or None)


def _score(why: str | None, *, passed: bool) -> Score:
    """Make the only score the format knows."""
    return Score(name="passed", value=float(passed), passed=passed, explanation=why)


def _failure_types(case: TestCase) -> tuple[str, ...]:
    """Return the types of the case's failures: an exception's name is what failure classes can match on.

    pytest writes no type; its messages begin with the name, as in "AssertionError: assert 3 == 4".
    """
    said = ((label or _leading_class(message)) for kind, label, message in case.outcomes if kind == "failure")
    return tuple(dict.fromkeys(label for label in said if label))


def _leading_class(message: str) -> str:
    """Return the name of an exception that a message begins with, without its module; "" where there is none."""
    found = _CLASS.match(message)
    return found.group(1) if found else ""


def _with_properties(
    row: CaseResult, properties: list[tuple[str, str]], problems: list[str]
) -> tuple[CaseResult, list[str]]:
    """Add what the case's properties say to a row; one that cannot be read is told and left out."""
    cells = _cells(properties)
    while True:
        try:
            said = RowMaker(tuple((name, name) for name in cells), TEXTUAL).make(cells | {"case_id": row.case_id})
        except CellError as error:
            problems = [*problems, f"property {error.column}: {error.message}"]
            # One property that cannot be read costs itself and not the verdict beside it.
            del cells[error.column]
        else:
            break
    merged = replace(
        said,
        suite=row.suite,
        case_id=row.case_id,
        epoch=row.epoch,
        scores=row.scores + said.scores,
        passed=row.passed,
        error=row.error,
        skipped=row.skipped,
        labels=tuple(dict.fromkeys(row.labels + said.labels)),
        output=said.output or row.output,
        latency_s=row.latency_s if said.latency_s is None else said.latency_s,
        note=said.note or row.note,
    )
    return merged, problems


def _cells(properties: list[tuple[str, str]]) -> dict[str, str]:
    """Name the properties as our columns are; labels and tags may stand several times, and the rest is metadata."""
    cells: dict[str, str] = {"case_id": ""}  # named by the caller, who knows it
    for written, value in properties:
        name = ALIASES.get(written, written)
        known = name in FIELDS or name.startswith(FAMILIES)
        column = name if known and name not in _TAKEN else f"metadata.{written}"
        cells[column] = f"{cells[column]};{value}" if column in _SEVERAL and column in cells else value
    return cells


def _seconds(text: str) -> tuple[float | None, list[str]]:
    """Parse a time in seconds, which may have thousands separators or be empty; say what is wrong with another."""
    if not text:
        return None, []
    try:
        seconds = TEXTUAL.number(text.replace(",", ""))
    except ValueError as error:
        return None, [f"time: {error}"]
    return (seconds, []) if seconds >= 0 else (None, [f"time: {text} is less than nothing"])
