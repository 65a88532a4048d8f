"""The document `evalreport.results/1`: counts, verdicts, and totals that are null where nothing was measured."""

from __future__ import annotations

import json

import pytest

from evalreport.exports.results_json import results_document
from evalreport.model.evaluation import CaseResult, Contradiction, EvalRun, ResultFile, Score, ToolCall, Unread
from evalreport.readers.loading import ReadFile


def row(
    case: str, *scores: Score, passed: bool | None = None, error: str | None = None, skipped: bool = False
) -> CaseResult:
    """Make a row."""
    return CaseResult(suite="s", case_id=case, scores=scores, passed=passed, error=error, skipped=skipped)


def told(run: EvalRun) -> dict[str, object]:
    """Return what the document says of a run, through JSON and back."""
    result = ResultFile(format="table", runs=(run,), unread=(Unread(where="line 3", why="torn"),))
    file = ReadFile(
        name="run.csv", sha256="0" * 64, size=1, members=(), reader="table", reader_version=1, result=result
    )
    document = json.loads(json.dumps(results_document([file]), allow_nan=False))
    assert document["schema"] == "evalreport.results/1"
    (entry,) = document["files"]
    assert (entry["path"], entry["format"], entry["unread"]) == (
        "run.csv",
        "table",
        [{"where": "line 3", "why": "torn"}],
    )
    found: dict[str, object] = entry["runs"][0]
    return found


def run(*rows: CaseResult) -> EvalRun:
    """Make a run of rows."""
    return EvalRun(run_id="r", suite="s", rows=rows)


GOOD = Score(name="match", value=1.0, passed=True)
BAD = Score(name="match", value=0.0, passed=False)
SECURITY = Score(name="security", value=1.0)


@pytest.mark.parametrize(
    ("rows", "passed", "failed"),
    [
        ((row("a", GOOD, passed=True), row("b", BAD, passed=False)), 1, 1),
        ((row("a", GOOD, SECURITY), row("b", BAD)), 1, 1),
        ((row("a", SECURITY),), None, None),
        ((row("a", GOOD, Score(name="other", passed=False)),), None, None),
        ((row("a", error="timeout"), row("b", skipped=True)), None, None),
        ((row("a", GOOD, passed=True), row("b", error="timeout")), 1, 0),
        ((), None, None),
    ],
)
def test_verdicts_follow_the_file(rows: tuple[CaseResult, ...], passed: int | None, failed: int | None) -> None:
    """The verdict over a row counts, else that of the run's only pass/fail score, else nothing is said."""
    found = told(run(*rows))
    assert (found["passed"], found["failed"]) == (passed, failed)


def test_rows_that_are_no_verdict_are_counted_apart() -> None:
    """Errors, skips and rows without any score each have their own count."""
    found = told(run(row("a", GOOD, passed=True), row("b", error="timeout"), row("c", skipped=True), row("d")))
    counts = {name: found[name] for name in ("cases", "rows", "epochs", "errors", "skipped", "unscored")}
    assert counts == {"cases": 4, "rows": 4, "epochs": 1, "errors": 1, "skipped": 1, "unscored": 1}


@pytest.mark.parametrize(
    ("costs", "total"),
    [
        ((0.1, 0.2, None), {"total": 0.30000000000000004, "measured_rows": 2, "unknown_rows": 1}),
        ((None, None), {"total": None, "measured_rows": 0, "unknown_rows": 2}),
        ((0.0,), {"total": 0.0, "measured_rows": 1, "unknown_rows": 0}),
        ((), {"total": None, "measured_rows": 0, "unknown_rows": 0}),
    ],
)
def test_an_unknown_cost_is_never_nothing(costs: tuple[float | None, ...], total: dict[str, object]) -> None:
    """The total is null when nothing was measured, and the rows that are unknown are counted."""
    rows = [CaseResult(suite="s", case_id=str(n), cost_usd=cost) for n, cost in enumerate(costs)]
    assert told(run(*rows))["cost_usd"] == total


def test_scores_labels_and_tools_are_summed() -> None:
    """Each score has its count, mean and passes; labels, classes and tool calls are counted."""
    first = CaseResult(
        suite="s",
        case_id="a",
        epoch=2,
        scores=(GOOD, Score(name="note", text="fine")),
        labels=("slow",),
        failure_class="recovery",
        tools=(ToolCall(name="pay"),),
        tool_errors=1,
    )
    found = told(run(first, row("a", BAD)))
    assert found["scores"] == {
        "match": {"n": 2, "mean": 0.5, "passed": 1},
        "note": {"n": 0, "mean": None, "passed": None},
    }
    assert (found["labels"], found["failure_classes"]) == ({"slow": 1}, {})
    assert (found["tool_calls"], found["tool_errors"], found["cases"], found["epochs"]) == (1, 1, 1, 2)


def test_tools_that_nobody_told_of_are_unknown() -> None:
    """A format that says nothing about tools gives null, not 0."""
    found = told(run(row("a", GOOD)))
    assert (found["tool_calls"], found["tool_errors"]) == (None, None)


def test_a_contradiction_is_a_warning() -> None:
    """A headline that the rows do not bear out is told with both numbers."""
    contradiction = Contradiction(what="match/accuracy", stated=0.82, counted=1.0)
    found = told(EvalRun(run_id="r", suite="s", stated={"match/accuracy": 0.82}, contradictions=(contradiction,)))
    assert found["stated"] == {"match/accuracy": 0.82}
    assert found["warnings"] == ["the file states match/accuracy 0.82, its rows give 1"]
