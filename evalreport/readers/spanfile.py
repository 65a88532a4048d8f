"""From gathered traces to the one run of a file: rows in the order the runs began, and what cannot be known of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.model.evaluation import EvalRun, ResultFile
from evalreport.readers.base import refuse
from evalreport.readers.rows import withdraw_free_costs
from evalreport.readers.tracejoin import trace_row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.model.evaluation import CaseResult
    from evalreport.readers.base import ReadOptions, Source
    from evalreport.readers.spans import Gatherer

# Traces name no suite: they are not of one until somebody says what they are samples of.
SUITE = "traces"


def result_of(
    name: str, source: Source, options: ReadOptions, gatherer: Gatherer, empty: str, warnings: tuple[str, ...] = ()
) -> ResultFile:
    """Fold the traces into rows; raise ReaderError, with the first fault or ``empty`` as its reason, where none is."""
    rows = _rows(gatherer, options.suite or SUITE)
    unread = gatherer.faults.unread()
    if not rows:
        reason = f"{unread[0].where}: {unread[0].why}" if unread else empty
        raise refuse(source, f"the file holds no span that can be read ({reason})", slug="result-empty")
    rows, free = withdraw_free_costs(rows)
    run = EvalRun(
        # The formats give a file of traces no id; its name is what people call it by.
        run_id=source.name.rstrip("/").rpartition("/")[2],
        suite=options.suite or SUITE,
        rows=rows,
        warnings=(*free, *_warnings(gatherer, rows)),
    )
    return ResultFile(format=name, runs=(run,), unread=unread, warnings=warnings)


def _rows(gatherer: Gatherer, suite: str) -> tuple[CaseResult, ...]:
    """Fold each trace, and let go of its spans: rows and spans of a large file do not fit into memory together."""
    rows = []
    while gatherer.traces:
        trace_id, gathered = gatherer.traces.popitem()
        if gathered.spans or gathered.outer is not None:
            rows.append(trace_row(trace_id, gathered, suite, gatherer.faults))
        else:
            gatherer.faults.add(f"trace {trace_id[:60]}", "there is an evaluation of it, and no span")
    # Files of the same spans in another order must give the same rows in the same order.
    rows.sort(key=lambda row: (row.started_at or "", row.case_id))
    return tuple(rows)


def _warnings(gatherer: Gatherer, rows: tuple[CaseResult, ...]) -> Iterator[str]:
    """Yield what is missing from many traces, or stands twice."""
    open_ended = sum(row.trace is not None and not row.trace.ended for row in rows)
    if gatherer.repeated:
        yield f"{gatherer.repeated} spans came again, word for word, and count once"
    if open_ended:
        yield f"{open_ended} of {len(rows)} traces have no outermost span, or one without an end"
