"""One testcase of JUnit XML as a row."""

from __future__ import annotations

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
        parts = (self.attributes.get("classname"), self.attributes.get("name"))
        return "::".join(part for part in parts if part)


def case_row(case: TestCase, case_id: str, suite: str, epoch: int) -> tuple[CaseResult, list[str]]:
    """Make the row of a case, and say what of it could not be read: a failure decides, then an error, then a skip."""
    kinds = {kind for kind, _, _ in case.outcomes}
    said = {kind: text for kind, _, text in reversed(case.outcomes)}
    failed = "failure" in kinds
    broke = "error" in kinds and not failed
    skipped = "skipped" in kinds and not failed and not broke
    passed = None if broke or skipped else not failed
    types = [label for kind, label, _ in case.outcomes if label and kind == "failure"]
    latency, problems = _seconds(case.attributes.get("time", ""))
    score = Score(name="passed", value=float(not failed), passed=passed, explanation=clip(said.get("failure") or None))
    row = CaseResult(
        suite=suite,
        case_id=case_id,
        epoch=epoch,
        scores=() if passed is None else (score,),
        passed=passed,
        error=(clip(said["error"]) or "an error without a message") if broke else None,
        skipped=skipped,
        labels=tuple(dict.fromkeys(types)),
        output=clip(case.output),
        latency_s=latency,
        note=clip(said["skipped"] or None) if skipped else None,
    )
    return _with_properties(row, case.properties, problems) if case.properties else (row, problems)


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
