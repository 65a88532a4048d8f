"""`results` as tables for a terminal."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from evalreport.exports.plaintext import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from evalreport.model.evaluation import CaseResult, EvalRun, Score
    from evalreport.readers.loading import ReadFile

WIDTH = 100


def results_text(files: Iterable[ReadFile]) -> str:
    """Write what was found, what is unknown and what is contradictory, a block a run."""
    from rich.console import Console

    out = StringIO()
    # Text from data must not be taken for markup, emoji or numbers to colour.
    console = Console(file=out, width=WIDTH, highlight=False, markup=False, emoji=False, no_color=True)
    for file in files:
        version = f" {file.result.format_version}" if file.result.format_version else ""
        console.print(f"{visible(file.name)}: {file.result.format}{version}, {file.size:,} bytes, {file.sha256[:12]}")
        for run in file.result.runs:
            _run(console, run)
        for unread in file.result.unread:
            console.print(f"  unread: {visible(unread.where)}: {visible(unread.why)}")
        for warning in file.result.warnings:
            console.print(f"  warning: {visible(warning)}")
    return out.getvalue()


def _run(console: object, run: EvalRun) -> None:
    from rich.console import Console
    from rich.table import Table

    if not isinstance(console, Console):
        return
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2))
    table.add_column()
    table.add_column(overflow="fold")
    for name, value in _facts(run):
        table.add_row(f"  {name}", value)
    console.print(table)
    for item in run.contradictions:
        console.print(f"  contradiction: the file states {item.what} = {item.stated:g}, its rows give {item.counted:g}")
    for warning in run.warnings:
        console.print(f"  warning: {visible(warning)}")


def _facts(run: EvalRun) -> Iterator[tuple[str, str]]:
    yield from _named(run)
    yield from _counted(run.rows)
    yield from _scores(run)
    yield "cost", _total(run.rows, lambda row: row.cost_usd, "${:.4f}")
    taken_in = _total(run.rows, lambda row: row.tokens_in, "{:,.0f}")
    given_out = _total(run.rows, lambda row: row.tokens_out, "{:,.0f}")
    yield "tokens in, out", f"{taken_in}, {given_out}"
    yield "time", _total(run.rows, lambda row: row.latency_s, "{:,.1f} s")
    labels = sorted({label for row in run.rows for label in row.labels})
    if labels:
        yield "labels", visible(", ".join(labels))


def _named(run: EvalRun) -> Iterator[tuple[str, str]]:
    # Formats without variants repeat the model there.
    variant = f", {run.variant}" if run.variant and run.variant != run.model else ""
    yield "suite", visible(f"{run.suite}{variant}")
    yield "model", visible(run.model or "not stated")
    yield "status", visible(run.status) + ("" if run.complete else " (not complete: feeds no gate)")


def _counted(rows: Sequence[CaseResult]) -> Iterator[tuple[str, str]]:
    cases = len({row.key[:2] for row in rows})
    epochs = len({row.epoch for row in rows})
    yield "cases", f"{cases} in {len(rows)} rows" + (f", {epochs} epochs" if epochs > 1 else "")
    yield "errors", f"{sum(row.error is not None for row in rows)}, skipped {sum(row.skipped for row in rows)}"
    yield from _passed(rows)


def _passed(rows: Sequence[CaseResult]) -> Iterator[tuple[str, str]]:
    verdicts = [row.passed for row in rows if row.passed is not None]
    if verdicts:
        yield "passed", f"{sum(verdicts)} of {len(verdicts)}"


def _scores(run: EvalRun) -> Iterator[tuple[str, str]]:
    names = dict.fromkeys(score.name for row in run.rows for score in row.scores)
    for name in names:
        yield f"score {visible(name)}", _score([score for row in run.rows if (score := row.score(name)) is not None])


def _score(found: Sequence[Score]) -> str:
    values = [score.value for score in found if score.value is not None]
    passes = [score.passed for score in found if score.passed is not None]
    mean = f"mean {sum(values) / len(values):.4g} over {len(values)}" if values else f"no number in {len(found)}"
    passed = f", passed {sum(passes)} of {len(passes)}" if passes else ""
    return f"{mean}{passed}"


def _total(rows: Sequence[CaseResult], read: Callable[[CaseResult], float | None], form: str) -> str:
    known = [value for row in rows if (value := read(row)) is not None]
    if not known:
        return "not measured"
    unknown = len(rows) - len(known)
    return form.format(sum(known)) + (f" (unknown in {unknown} rows)" if unknown else "")
