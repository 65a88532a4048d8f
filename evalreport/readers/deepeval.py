"""DeepEval traces: one file a trace, a list of traces, or a folder of files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

import msgspec

from evalreport.errors import ReaderError
from evalreport.model.evaluation import Score
from evalreport.readers.deepeval_schema import CalledTool, TraceFile, TraceSpan
from evalreport.readers.jsontext import head_warnings, load_json
from evalreport.readers.span_texts import speech
from evalreport.readers.span_times import iso_nanos
from evalreport.readers.spanfile import result_of
from evalreport.readers.spans import BACKWARD, Extra, Faults, Gathered, Gatherer, Kind, Span, Texts
from evalreport.readers.values import as_text, clip, metadata_texts, number, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.model.evaluation import ResultFile
    from evalreport.readers.base import ReadOptions, Source
    from evalreport.readers.deepeval_schema import Metric

# The first two keys of a trace; a summary of traces may name them, but not in this form.
_BEGINS = re.compile(rb'^[\s\[]*\{\s*"uuid"\s*:\s*"[^"]*"\s*,\s*"(base|agent|llm)Spans"\s*:')
_KINDS: tuple[tuple[str, Kind], ...] = (
    ("baseSpans", "step"),
    ("agentSpans", "agent"),
    ("llmSpans", "llm"),
    ("retrieverSpans", "step"),
    ("toolSpans", "tool"),
)
_FAILED = frozenset({"ERRORED", "ERROR", "FAILED"})
_MAX_NAME = 200


class DeepEvalReader:
    """Traces of DeepEval, as a file a trace, a list of traces in a file, or a folder of files.

    A trace is a row of the suite `traces`. Calls of tools come from the tool spans, named as the span's own
    `toolsCalled` has it; tokens are summed over the spans of models, and a cost is known only where the spans state
    prices a token. Metrics of the trace and its spans are scores with their own verdicts. Thread, user and environment
    are the metadata `session`, `user` and `environment`. A trace failed where its own status says so. Stalls and
    retries are told as for OpenTelemetry traces. Not read: prompts, token intervals, retrieval contexts.
    """

    name: ClassVar[str] = "deepeval-trace"
    title: ClassVar[str] = "DeepEval traces"
    version: ClassVar[int] = 1

    def sniff(self, source: Source) -> bool:
        """Claim files that begin as a trace, and folders that hold one."""
        if source.members:
            return any(self.sniff(member) for member in source.members)
        return _BEGINS.match(source.head.removeprefix(b"\xef\xbb\xbf")) is not None

    def read(self, source: Source, options: ReadOptions) -> ResultFile:
        """Read all traces into one run; raise ReaderError for a file that is no JSON, or where there is no trace."""
        files = [member for member in source.members if self.sniff(member)] or [source]
        gatherer = Gatherer(Faults())
        for file in files:
            where = file.name if source.members else ""
            for place, trace in _traces(file, where, gatherer.faults):
                _gather(trace, place, gatherer)
        return result_of(self.name, source, options, gatherer, "there is no trace", head_warnings(files[0].head))


def _traces(source: Source, where: str, faults: Faults) -> Iterator[tuple[str, TraceFile]]:
    """Yield each trace of a file with its place; what is none is noted."""
    try:
        document = load_json(source, non_finite=True)
    except ReaderError as error:
        # Alone, a file that cannot be read is an error; among others it must not cost them.
        if not where:
            raise
        faults.add(where, error.message)
        return
    parts = document if isinstance(document, list) else [document]
    for index, part in enumerate(parts):
        place = f"{where}[{index}]" if parts is document else where
        try:
            yield place, msgspec.convert(part, TraceFile)
        except msgspec.MsgspecError as error:
            faults.add(place or "the trace", str(error))


def _gather(trace: TraceFile, where: str, gatherer: Gatherer) -> None:
    """Add the spans of a trace, and what it says of itself."""
    lists = (trace.base_spans, trace.agent_spans, trace.llm_spans, trace.retriever_spans, trace.tool_spans)
    places = [
        (f"{where}: {name}[{index}]" if where else f"{name}[{index}]", kind, part)
        for (name, kind), spans in zip(_KINDS, lists, strict=True)
        for index, part in enumerate(spans or ())
    ]
    faults = gatherer.faults
    for place, kind, part in places:
        try:
            one = msgspec.convert(part, TraceSpan)
            span = _span(one, kind)
        except (ValueError, msgspec.MsgspecError) as error:
            faults.add(place, f"a span cannot be read: {error}")
        else:
            gatherer.add(trace.uuid, span, _texts(one.input, one.output))
            faults.add_if(span.backward, place, BACKWARD)
    outer = _outer(trace, where, faults)
    gathered = gatherer.traces.setdefault(trace.uuid, Gathered())
    gathered.outer = outer
    gathered.offer(outer, _texts(trace.input, trace.output))


def _outer(trace: TraceFile, where: str, faults: Faults) -> Span:
    """Return the run as the trace itself tells it."""
    facts = {"session": trace.thread_id, "user": trace.user_id, "environment": trace.environment}
    found = {name: value for name, value in facts.items() if value} | metadata_texts(trace.metadata or {})
    place = where or "the trace"
    span = Span(id="", name=trace.name or "", error=_failed(trace.status, None))
    try:
        span.start, span.end = iso_nanos(trace.start_time), iso_nanos(trace.end_time)
    except ValueError as error:
        faults.add(place, str(error))
    faults.add_if(span.backward, place, BACKWARD)
    span.extra = Extra(metadata=found, tags=tuple(trace.tags or ()), scores=_scores(trace.metrics_data, span.end))
    return span


def _span(one: TraceSpan, kind: Kind) -> Span:
    """Make a span; raise ValueError for a time or number that is none."""
    span = Span(
        id=one.uuid,
        parent=one.parent_uuid or None,
        name=clip(one.name, _MAX_NAME) or "",
        kind=kind,
        start=iso_nanos(one.start_time),
        end=iso_nanos(one.end_time),
        error=_failed(one.status, one.error),
    )
    if kind == "llm":
        span.model = one.model
        span.tokens_in, span.tokens_out = _count(one.input_token_count), _count(one.output_token_count)
        span.cost = _cost(one)
    if kind == "tool":
        called = one.tools_called[0] if one.tools_called else CalledTool(name=span.name.removeprefix("execute_tool "))
        given = called.input_parameters if called.input_parameters is not None else one.input
        span.tool, span.arguments, span.result = called.name, as_text(given), as_text(one.output)
    span.extra = Extra(scores=_scores(one.metrics_data, span.end))
    return span


def _count(written: float | None) -> int | None:
    """Return a count, which the format writes with a point; raise ValueError for what is below 0."""
    found = whole(written)
    if found is not None and found < 0:
        raise ValueError(f"{found} tokens")
    return found


def _cost(one: TraceSpan) -> float | None:
    """Return what a call cost by the prices that the span states, None where it lacks a price or a count."""
    parts = (
        (one.input_token_count, one.cost_per_input_token),
        (one.output_token_count, one.cost_per_output_token),
    )
    known = [count * price for count, price in parts if count is not None and price is not None]
    return number(sum(known)) if len(known) == len(parts) else None


def _failed(status: str | None, error: str | None) -> str | None:
    return clip(error or "error") if error or status in _FAILED else None


def _scores(metrics: list[Metric] | None, at: int | None) -> tuple[tuple[int, Score], ...]:
    """Return the metrics that were computed; one that failed has no score."""
    return tuple(
        (
            at or 0,
            Score(
                name=metric.name,
                value=number(metric.score),
                passed=metric.success,
                grader=metric.evaluation_model,
                explanation=clip(metric.reason),
            ),
        )
        for metric in metrics or ()
        if metric.score is not None
    )


def _texts(given: object, gave: object) -> Texts:
    return Texts(input=speech(given, "user"), output=speech(gave, "assistant"))
