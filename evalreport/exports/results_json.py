"""What result files say, as the document `evalreport.results/1` that other programs read."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from evalreport.model.evaluation import CaseResult, Contradiction, EvalRun
    from evalreport.readers.loading import ReadFile

SCHEMA = "evalreport.results/1"


def results_document(files: Iterable[ReadFile]) -> dict[str, object]:
    """Return the document for these files, of plain values; every number that was not measured is None."""
    return {"schema": SCHEMA, "files": [_file(file) for file in files]}


def _file(file: ReadFile) -> dict[str, object]:
    result = file.result
    return {
        "path": file.name,
        "sha256": file.sha256,
        "size": file.size,
        "format": result.format,
        "format_version": result.format_version,
        "runs": [_run(run) for run in result.runs],
        "unread": [{"where": unread.where, "why": unread.why} for unread in result.unread],
        "warnings": list(result.warnings),
    }


def _run(run: EvalRun) -> dict[str, object]:
    rows = run.rows
    return {
        "run_id": run.run_id,
        "suite": run.suite,
        "model": run.model,
        "variant": run.variant,
        "status": run.status,
        "complete": run.complete,
        **_counts(rows),
        "scores": _scores(rows),
        "cost_usd": _total(rows, lambda row: row.cost_usd),
        "tokens_in": _total(rows, lambda row: row.tokens_in),
        "tokens_out": _total(rows, lambda row: row.tokens_out),
        "latency_s": _total(rows, lambda row: row.latency_s),
        "tool_calls": _sum(rows, lambda row: None if row.tools is None else len(row.tools)),
        "tool_errors": _sum(rows, lambda row: row.tool_errors),
        # Classes are the policy's, and this document is made without one.
        "failure_classes": {},
        "labels": dict(sorted(Counter(label for row in rows for label in row.labels).items())),
        "stated": dict(run.stated),
        "warnings": [*run.warnings, *(_told(contradiction) for contradiction in run.contradictions)],
    }


def _counts(rows: Sequence[CaseResult]) -> dict[str, object]:
    return {
        "cases": len({(row.suite, row.case_id) for row in rows}),
        "rows": len(rows),
        "epochs": len({row.epoch for row in rows}),
        **_passes(_verdicts(rows)),
        "errors": sum(row.error is not None for row in rows),
        "skipped": sum(row.skipped for row in rows),
        "unscored": sum(_unscored(row) for row in rows),
    }


def _passes(verdicts: Sequence[bool]) -> dict[str, object]:
    # No verdict at all is unknown: 0 passed would read as if everything had failed.
    if not verdicts:
        return {"passed": None, "failed": None}
    return {"passed": sum(verdicts), "failed": len(verdicts) - sum(verdicts)}


def _verdicts(rows: Sequence[CaseResult]) -> list[bool]:
    """Return the verdicts of the run's only pass/fail score, else those over whole rows."""
    names = {score.name for row in rows for score in row.scores if score.passed is not None}
    # Some tools leave the verdict to the score and state none over the row.
    if len(names) == 1 and any(_lacks_verdict(row) for row in rows):
        return _verdicts_of(min(names), rows)
    return [row.passed for row in rows if row.passed is not None]


def _lacks_verdict(row: CaseResult) -> bool:
    return row.passed is None and not row.error and not row.skipped


def _verdicts_of(name: str, rows: Sequence[CaseResult]) -> list[bool]:
    found = [row.score(name) for row in rows if not row.error]
    return [score.passed for score in found if score is not None and score.passed is not None]


def _unscored(row: CaseResult) -> bool:
    """Say whether a row that ran without error carries no verdict and no score at all."""
    scored = row.passed is not None or any(score.value is not None or score.passed is not None for score in row.scores)
    return not scored and row.error is None and not row.skipped


def _scores(rows: Sequence[CaseResult]) -> Mapping[str, object]:
    """Return for each score how many rows have a number, their mean, and how many its own verdict lets pass."""
    values: dict[str, list[float]] = {}
    verdicts: dict[str, list[bool]] = {}
    for row in rows:
        for score in row.scores:
            known = values.setdefault(score.name, [])
            if score.value is not None:
                known.append(score.value)
            if score.passed is not None:
                verdicts.setdefault(score.name, []).append(score.passed)
    return {name: _summary(found, verdicts.get(name)) for name, found in sorted(values.items())}


def _summary(values: Sequence[float], verdicts: Sequence[bool] | None) -> dict[str, float | None]:
    return {
        "n": len(values),
        "mean": math.fsum(values) / len(values) if values else None,
        "passed": None if verdicts is None else sum(verdicts),
    }


def _total(rows: Sequence[CaseResult], read: Callable[[CaseResult], float | None]) -> dict[str, float | None]:
    """Return the sum of what was measured, in how many rows, and how many rows are unknown."""
    measured = [value for row in rows if (value := read(row)) is not None]
    # Tokens stay whole numbers; money is summed without the error of binary fractions.
    whole = all(isinstance(value, int) for value in measured)
    total = sum(measured) if whole else math.fsum(measured)
    return {
        "total": total if measured else None,
        "measured_rows": len(measured),
        "unknown_rows": len(rows) - len(measured),
    }


def _sum(rows: Sequence[CaseResult], read: Callable[[CaseResult], int | None]) -> int | None:
    known = [value for row in rows if (value := read(row)) is not None]
    return sum(known) if known else None


def _told(contradiction: Contradiction) -> str:
    return f"the file states {contradiction.what} {contradiction.stated:g}, its rows give {contradiction.counted:g}"
