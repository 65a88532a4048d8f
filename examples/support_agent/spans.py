"""The stream's runs as traces: OTLP/JSON lines with the attributes of the GenAI conventions.

What people did has no convention; those attributes are evalreport's own. An exporter sends spans in batches as they
end, so a run may stand on several lines, and its root comes last.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from examples.support_agent.desk import SECOND, approval_used
from examples.support_agent.people import judge
from examples.support_agent.stream import queue_of
from examples.support_agent.world import LARGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from examples.support_agent.people import Judged
    from examples.support_agent.played import Run, Turn

BATCH = 64
"""Spans that the exporter sends at a time."""
AGENT = "support-agent"
Value = str | int | float | bool
Told = dict[str, Value | tuple[str, ...]]
Json = dict[str, object]


def as_otlp(runs: Iterable[Run]) -> str:
    """Write runs as OTLP/JSON, one export request a line."""
    played = list(runs)
    spans = sorted((span for run in played for span in _spans(run)), key=_ended)
    version = played[0].day.version if played else ""
    resource = {"attributes": _attributes({"service.name": AGENT, "service.version": version})}
    lines = (spans[start : start + BATCH] for start in range(0, len(spans), BATCH))
    return "".join(
        json.dumps({"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": line}]}]}, separators=(",", ":"))
        + "\n"
        for line in lines
    )


def trace_id(run: Run) -> str:
    """Give the id of a run's trace: 32 hexadecimal digits that depend on ticket and version alone."""
    return hashlib.sha256(f"{run.day.version}|{run.ticket.ticket_id}".encode()).hexdigest()[:32]


def _ended(span: Json) -> tuple[str, str]:
    return str(span["endTimeUnixNano"]), str(span["spanId"])


def _spans(run: Run) -> Iterator[Json]:
    root = _span_id(run, 0)
    number = 0
    for turn in run.turns:
        number += 1
        chat: Told = {
            "gen_ai.operation.name": "chat",
            "gen_ai.request.model": run.model,
            "gen_ai.usage.input_tokens": turn.tokens_in,
            "gen_ai.usage.output_tokens": turn.tokens_out,
        }
        yield _span(run, number, f"chat {run.model}", (turn.begins, turn.ends), chat, parent=root)
        if turn.step is not None:
            number += 1
            yield _tool_span(run, turn, number, root)
    judged = judge(run)
    whole = (run.turns[0].begins, run.turns[-1].done)
    events = list(_events(run, judged))
    yield _span(run, 0, f"invoke_agent {AGENT}", whole, _about(run, judged), events=events)


def _about(run: Run, judged: Judged) -> Told:
    """What the root says of the run."""
    found: Told = {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": AGENT,
        "input.value": run.ticket.text,
        "output.value": run.episode.reply,
        "ticket": run.ticket.ticket_id,
        "kind": run.ticket.kind,
        "queue": queue_of(run.ticket.kind),
    }
    if judged.labels:
        found["evalreport.label"] = judged.labels
    if tags := SECOND.tags(run.ticket):
        found["tag.tags"] = tags
    return found


def _tool_span(run: Run, turn: Turn, number: int, root: str) -> Json:
    step = turn.step
    if step is None:
        raise ValueError("a turn without a call has no span of a tool")
    told: Told = {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": step.call.tool,
        "gen_ai.tool.call.arguments": json.dumps(step.call.arguments, sort_keys=True),
    }
    if step.call.tool == LARGE:
        told["evalreport.tool.approved"] = bool(approval_used(run.episode.effects, run.ticket.order))
    if step.error:
        told["error.type"] = "timeout" if "timed out" in step.error else "tool_error"
    else:
        told["gen_ai.tool.call.result"] = step.text
    made = _span(run, number, f"execute_tool {step.call.tool}", (turn.ends, turn.done), told, parent=root)
    return made | ({"status": {"code": 2, "message": step.error}} if step.error else {})


def _events(run: Run, judged: Judged) -> Iterator[Json]:
    """Yield what was found out after the run: evaluations, reviews, feedback; all at its end, since nobody timed it."""
    at = _nanos(run.turns[-1].done)
    for name, mark in judged.marks.items():
        told: Told = {
            "gen_ai.evaluation.name": name,
            "gen_ai.evaluation.score.label": "pass" if mark.right else "fail",
        }
        # Why a good run is good is told by its spans.
        if not mark.right:
            told["gen_ai.evaluation.explanation"] = mark.why
        yield _event("gen_ai.evaluation.result", at, told)
    for look in judged.reviews:
        told = {"kind": look.kind, "by": look.by, "minutes": look.minutes, "note": look.note, "tool": look.tool}
        yield _event("evalreport.review", at, {f"evalreport.review.{name}": one for name, one in told.items() if one})
    for said in judged.feedback:
        told = {"source": said.source, "good": said.good, "label": said.label, "comment": said.comment}
        # That somebody was not helped is false, and must not fall out with the empty texts.
        kept = {f"evalreport.feedback.{name}": one for name, one in told.items() if one != ""}
        yield _event("evalreport.feedback", at, kept)


def _event(name: str, at: str, told: Mapping[str, Value | tuple[str, ...]]) -> Json:
    return {"name": name, "timeUnixNano": at, "attributes": _attributes(told)}


def _span(
    run: Run,
    number: int,
    name: str,
    times: tuple[datetime, datetime],
    told: Mapping[str, Value | tuple[str, ...]],
    *,
    parent: str = "",
    events: list[Json] | None = None,
) -> Json:
    made: Json = {"traceId": trace_id(run), "spanId": _span_id(run, number)}
    if parent:
        made["parentSpanId"] = parent
    made |= {
        "name": name,
        "startTimeUnixNano": _nanos(times[0]),
        "endTimeUnixNano": _nanos(times[1]),
        "attributes": _attributes(told),
    }
    return made | ({"events": events} if events else {})


def _span_id(run: Run, number: int) -> str:
    return hashlib.sha256(f"{trace_id(run)}|{number}".encode()).hexdigest()[:16]


def _nanos(at: datetime) -> str:
    """Write a time as OTLP does: nanoseconds since 1970 as text."""
    # Whole microseconds: a float of today's seconds cannot hold nanoseconds.
    past = at - datetime(1970, 1, 1, tzinfo=UTC)
    return str(((past.days * 86_400 + past.seconds) * 1_000_000 + past.microseconds) * 1000)


def _attributes(told: Mapping[str, Value | tuple[str, ...]]) -> list[Json]:
    return [{"key": key, "value": _value(value)} for key, value in told.items()]


def _value(value: Value | tuple[str, ...]) -> Json:
    if isinstance(value, tuple):
        return {"arrayValue": {"values": [{"stringValue": one} for one in value]}}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    return {"doubleValue": value} if isinstance(value, float) else {"stringValue": value}
