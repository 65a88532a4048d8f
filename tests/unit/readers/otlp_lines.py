"""Spans as exporters write them, for tests: `span(...)` makes one, `lines(...)` a file with each on its own line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from evalreport.readers.otlp import OtlpReader
from tests.unit.readers.memory import MemorySource, read_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from evalreport.model.evaluation import CaseResult, ResultFile

TRACE = "5b8efff798038103d269b633813fc60c"
BEGIN = 1_700_000_000
AGENT: dict[str, object] = {"gen_ai.operation.name": "invoke_agent"}
CHAT: dict[str, object] = {"gen_ai.operation.name": "chat", "gen_ai.request.model": "acme/one"}
TOOL: dict[str, object] = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "pay"}

Written = dict[str, object]


def attributes(values: Mapping[str, object]) -> list[Written]:
    """Write attributes: texts, truth values, whole numbers as text, other numbers, lists of texts."""
    return [{"key": key, "value": _value(value)} for key, value in values.items()]


def _value(value: object) -> Written:
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    if isinstance(value, list):
        return {"arrayValue": {"values": [_value(item) for item in value]}}
    return {"stringValue": value} if isinstance(value, str) else {"doubleValue": value}


def span(
    number: int,
    parent: int | None,
    when: tuple[float, float] = (0, 1),
    said: Mapping[str, object] | None = None,
    **changes: object,
) -> Written:
    """Write a span by its number and that of its parent; ``when`` is seconds after the run began."""
    found: Written = {
        "traceId": TRACE,
        "spanId": f"{number:016x}",
        "name": f"step {number}",
        "startTimeUnixNano": str(int((BEGIN + when[0]) * 10**9)),
        "endTimeUnixNano": str(int((BEGIN + when[1]) * 10**9)),
        "attributes": attributes(said or {}),
    }
    if parent is not None:
        found["parentSpanId"] = f"{parent:016x}"
    return found | changes


def failed(message: str = "late") -> Written:
    """The status of a span that failed."""
    return {"code": 2, "message": message}


def event(name: str, said: Mapping[str, object], seconds: float = 0.5) -> Written:
    """Write an event of a span."""
    return {"name": name, "timeUnixNano": str(int((BEGIN + seconds) * 10**9)), "attributes": attributes(said)}


def batch(spans: Iterable[object], resource: Mapping[str, object] | None = None) -> Written:
    """Write an export request with one program."""
    return {
        "resourceSpans": [
            {"resource": {"attributes": attributes(resource or {})}, "scopeSpans": [{"spans": list(spans)}]}
        ]
    }


def lines(*documents: object, name: str = "traces.jsonl") -> MemorySource:
    """Write each document on its line."""
    return MemorySource("".join(json.dumps(one) + "\n" for one in documents).encode(), name)


def read_spans(*spans: Written) -> ResultFile:
    """Read spans, a batch a line."""
    return read_whole(OtlpReader(), lines(*(batch([one]) for one in spans)))


def row_of(*spans: Written) -> CaseResult:
    """Read the spans of one trace."""
    (run,) = read_spans(*spans).runs
    (row,) = run.rows
    return row
