"""From a span as OTLP writes it to a span: the GenAI conventions, OpenInference and OpenLLMetry by their names.

Names are those of the OpenTelemetry semantic conventions for generative AI (with the ones they had before version
1.27), of the OpenInference specification, and of OpenLLMetry; whichever is there counts, in that order.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import msgspec

from evalreport.readers.otlp_people import (
    EVALUATION,
    OWN,
    evaluation_of,
    feedback_of,
    labels_of,
    review_of,
)
from evalreport.readers.otlp_schema import Event
from evalreport.readers.otlp_values import (
    Found,
    amount,
    count,
    first,
    identifier,
    named,
    nanos,
    plain,
    text_of,
    texts_of,
    truth,
)
from evalreport.readers.span_texts import speech
from evalreport.readers.spans import BACKWARD, Extra, Kind, Span, Texts, joined
from evalreport.readers.values import as_text, clip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from evalreport.model.trace import Review
    from evalreport.readers.otlp_schema import AnyValue, LogRecord, Number, SpanText
    from evalreport.readers.spans import Faults

_OPERATIONS: Mapping[str, Kind] = {
    "chat": "llm",
    "text_completion": "llm",
    "generate_content": "llm",
    "embeddings": "llm",
    "execute_tool": "tool",
    "invoke_agent": "agent",
    "create_agent": "agent",
    "invoke_workflow": "agent",
}
_OPENINFERENCE: Mapping[str, Kind] = {
    "LLM": "llm",
    "EMBEDDING": "llm",
    "TOOL": "tool",
    "AGENT": "agent",
    "EVALUATOR": "judge",
    "CHAIN": "step",
}
_OPENLLMETRY: Mapping[str, Kind] = {"tool": "tool", "agent": "agent", "workflow": "agent", "task": "step"}
_KINDS = (
    ("gen_ai.operation.name", _OPERATIONS),
    ("openinference.span.kind", _OPENINFERENCE),
    ("traceloop.span.kind", _OPENLLMETRY),
)
_HINTS: tuple[tuple[str, Kind], ...] = (
    ("gen_ai.tool.name", "tool"),
    ("tool.name", "tool"),
    ("llm.request.type", "llm"),
    ("gen_ai.request.model", "llm"),
    ("llm.model_name", "llm"),
)
_MODEL = ("gen_ai.response.model", "gen_ai.request.model", "llm.model_name", "embedding.model_name")
_TOKENS_IN = ("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.token_count.prompt")
_TOKENS_OUT = ("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens", "llm.token_count.completion")
_CACHED = (
    "gen_ai.usage.cache_read.input_tokens",
    "gen_ai.usage.cache_read_input_tokens",
    "llm.token_count.prompt_details.cache_read",
)
_COST = ("llm.cost.total", "gen_ai.usage.cost")
_TOOL = ("gen_ai.tool.name", "tool.name", "traceloop.entity.name")
_ARGUMENTS = ("gen_ai.tool.call.arguments", "input.value", "tool.parameters", "traceloop.entity.input")
_RESULT = ("gen_ai.tool.call.result", "output.value", "traceloop.entity.output")
_INPUT = ("input.value", "gen_ai.input.messages", "gen_ai.prompt", "traceloop.entity.input")
_OUTPUT = ("output.value", "gen_ai.output.messages", "gen_ai.completion", "traceloop.entity.output")
# Facts about a run that every convention has, under the name that ours has for them.
_FACTS = {
    "session": ("session.id", "gen_ai.conversation.id"),
    "user": ("user.id", "enduser.id"),
}
_RESOURCE = {
    "service": ("service.name",),
    "release": ("service.version",),
    "environment": ("deployment.environment.name", "deployment.environment"),
}
# What these name is read as something else, or is the text of the conversation.
_TEXTS = ("gen_ai.", "llm.", "input.", "output.", "openinference.", "traceloop.", "embedding.", "retrieval.", OWN)
_NOT_FACTS = (*_TEXTS, *(name for names in _FACTS.values() for name in names))
# Facts are for filters and strata: what is longer is a text.
_MAX_FACT = 200
_MAX_FACTS = 32
# Span kinds of work that another program asked for: their parents may be in that program's own records.
_CALLED = frozenset({2, 5, "SPAN_KIND_SERVER", "SPAN_KIND_CONSUMER"})
_REMOTE = 0x300  # the parent is known to be in another program (both bits)
_FAILED = frozenset({2, "STATUS_CODE_ERROR", "ERROR"})


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Which attributes of spans with these names are read as what; ``own`` says whether some are of `evalreport.`."""

    model: str | None
    tool: str | None
    arguments: str | None
    result: str | None
    input: str | None
    output: str | None
    tokens_in: tuple[str, ...]
    tokens_out: tuple[str, ...]
    cached: tuple[str, ...]
    cost: tuple[str, ...]
    own: bool


# Programs write a few dozen combinations of attributes; a writer of ever new ones must not fill the memory.
@functools.lru_cache(maxsize=4096)
def _plan(names: tuple[str, ...]) -> Plan:
    """Work out once what the spans with these attributes are read as."""
    there = frozenset(names)
    return Plan(
        model=_one(there, _MODEL),
        tool=_one(there, _TOOL),
        arguments=_one(there, _ARGUMENTS),
        result=_one(there, _RESULT),
        input=_one(there, _INPUT),
        output=_one(there, _OUTPUT),
        tokens_in=tuple(name for name in _TOKENS_IN if name in there),
        tokens_out=tuple(name for name in _TOKENS_OUT if name in there),
        cached=tuple(name for name in _CACHED if name in there),
        cost=tuple(name for name in _COST if name in there),
        own=any(map(_is_own, names)),
    )


def _one(there: frozenset[str], names: tuple[str, ...]) -> str | None:
    return next((name for name in names if name in there), None)


def resource_facts(found: Found) -> dict[str, str]:
    """Return the facts that hold for all runs of a program: its name, release and environment."""
    return {ours: value for ours, names in _RESOURCE.items() if (value := text_of(first(found, *names)))}


class SpanMaker:
    """Makes spans; what of a span cannot be read is noted and left out, the rest of it stays."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults

    def make(self, text: SpanText, place: int, resource: Mapping[str, str]) -> tuple[str, Span, Texts | None]:
        """Return the trace's id, the span, and its texts; raise ValueError where it has no id, so belongs nowhere."""
        trace_id, own = _ids(text)
        found = named(text.attributes)
        kind = _kind(found)
        span = Span(
            id=own,
            place=place,
            parent=identifier(text.parent_span_id),
            name=clip(text.name, _MAX_FACT) or "",
            kind=kind,
            entry=_entered(text),
            start=self._time(text.start_time_unix_nano, place, "startTimeUnixNano"),
            end=self._time(text.end_time_unix_nano, place, "endTimeUnixNano"),
            error=_error(text, found),
        )
        self._faults.add_if(span.backward, place, BACKWARD)
        plan = _plan(tuple(found))
        self._numbers(span, found, plan)
        if kind == "tool":
            _tool(span, found, plan)
        outer = resource if _is_outer(span) else None
        if outer is not None or plan.own or text.events:
            span.extra = self._extra(span, text, found, outer)
        return trace_id, span, _texts(found, plan)

    def _numbers(self, span: Span, found: Found, plan: Plan) -> None:
        """Fill in the model, its tokens and its cost."""
        if plan.model:
            span.model = text_of(found[plan.model])
        # Most spans use no tokens, and then need not be asked for them.
        if plan.tokens_in:
            span.tokens_in = self._count(span, found, plan.tokens_in)
        if plan.tokens_out:
            span.tokens_out = self._count(span, found, plan.tokens_out)
        if plan.cached:
            span.tokens_cached = self._count(span, found, plan.cached)
        if plan.cost:
            span.cost = self._amount(span, found, plan.cost, amount)

    def _count(self, span: Span, found: Found, names: tuple[str, ...]) -> int | None:
        number = self._amount(span, found, names, count)
        return None if number is None else int(number)

    def _amount(
        self, span: Span, found: Found, names: tuple[str, ...], read: Callable[[AnyValue], float]
    ) -> float | None:
        for name in names:
            try:
                return read(found[name])
            except ValueError as error:
                self._faults.add(span.place, name, str(error))
        return None

    def _time(self, value: Number | None, place: int, what: str) -> int | None:
        try:
            return nanos(value)
        except ValueError as error:
            self._faults.add(place, what, f"{str(value)[:40]!r} is {error}")
            return None

    def _extra(self, span: Span, text: SpanText, found: Found, resource: Mapping[str, str] | None) -> Extra | None:
        """Return what a span tells beside its own work; ``resource`` is there for spans that tell of the whole run."""
        parts: list[Extra] = []
        if resource is not None:
            parts.append(Extra(metadata=_facts(found, resource), tags=texts_of(found.get("tag.tags"))))
        if any(map(_is_own, found)):
            parts.append(self._told(span, found, span.start))
        parts.extend(self._happened(span, event) for event in text.events or ())
        return joined(parts) if parts else None

    def _told(self, span: Span, found: Found, at: int | None) -> Extra:
        """Return what our own attributes of a span or event tell: reviews, feedback, labels."""
        tool = span.tool if span.kind == "tool" else None
        review: Review | None = None
        try:
            review = review_of(found, tool, at)
        except ValueError as error:
            self._faults.add(span.place, str(error))
        # An approval on a call itself is about that call, and about no other.
        if review is not None and review.tool == span.tool and review.kind in {"approval", "refusal"}:
            span.approved = review.kind == "approval"
        feedback = feedback_of(found)
        return Extra(
            labels=labels_of(found),
            reviews=(review,) if review else (),
            feedback=(feedback,) if feedback else (),
        )

    def _happened(self, span: Span, event: Event) -> Extra:
        """Return what an event of a span tells."""
        at = self._time(event.time_unix_nano, span.place, "timeUnixNano")
        found = named(event.attributes)
        if event.name == EVALUATION:
            return self._evaluated(span.place, found, at)
        return self._told(span, found, at) if any(map(_is_own, found)) else _NOTHING

    def logged(self, record: LogRecord, place: int) -> Extra | None:
        """Return what a log record tells of its run, None for the records of programs that tell nothing of it."""
        found = named(record.attributes)
        name = record.event_name or text_of(found.get("event.name"))
        if name != EVALUATION and not any(map(_is_own, found)):
            return None
        event = Event(name=name, time_unix_nano=record.time_unix_nano, attributes=record.attributes)
        return self._happened(Span(id="", place=place), event)

    def _evaluated(self, place: int, found: Found, at: int | None) -> Extra:
        """Return what an evaluation says; one that says nothing that can be read is noted."""
        try:
            return evaluation_of(found, at)
        except ValueError as error:
            self._faults.add(place, str(error))
            return _NOTHING


_NOTHING = Extra()


def _ids(text: SpanText) -> tuple[str, str]:
    """Return the ids of trace and span; raise ValueError where one is missing."""
    trace_id, own = identifier(text.trace_id), identifier(text.span_id)
    if trace_id is None:
        raise ValueError("a span has no traceId")
    if own is None:
        raise ValueError("a span has no spanId")
    return trace_id, own


def _is_outer(span: Span) -> bool:
    """Say whether a span's attributes are about the whole run, or about what an agent does of it."""
    return span.parent is None or span.entry or span.kind == "agent"


def _is_own(name: str) -> bool:
    return name.startswith(OWN)


def _kind(found: Found) -> Kind:
    """Say what a span does, by the first convention that says so."""
    for name, kinds in _KINDS:
        value = found.get(name)
        if value is not None:
            known = kinds.get(value.string_value or "")
            if known is not None:
                return known
    return next((kind for name, kind in _HINTS if name in found), "step")


def _entered(text: SpanText) -> bool:
    """Say whether another program called this one here."""
    if text.kind in _CALLED:
        return True
    return isinstance(text.flags, int) and text.flags & _REMOTE == _REMOTE


def _error(text: SpanText, found: Found) -> str | None:
    """Return why a span failed, None where it did not: its message, else the exception, else the kind of error."""
    kind = text_of(found.get("error.type"))
    failed = text.status is not None and text.status.code in _FAILED
    if not failed and kind is None:
        return None
    return clip(next(_reasons(text), kind) or "error")


def _reasons(text: SpanText) -> Iterator[str]:
    """Yield the message of a span's status, then what the exceptions that it noted say."""
    if text.status is not None and text.status.message:
        yield text.status.message
    for event in text.events or ():
        if event.name == "exception":
            found = named(event.attributes)
            message = text_of(first(found, "exception.message", "exception.type"))
            if message:
                yield message


def _tool(span: Span, found: Found, plan: Plan) -> None:
    """Fill in the call of a tool."""
    named_so = text_of(found[plan.tool]) if plan.tool else None
    span.tool = clip(named_so or span.name.removeprefix("execute_tool "), _MAX_FACT)
    if plan.arguments:
        span.arguments = clip(text_of(found[plan.arguments]))
    if plan.result:
        span.result = clip(text_of(found[plan.result]))
    span.approved = truth(found.get("evalreport.tool.approved"))


def _texts(found: Found, plan: Plan) -> Texts | None:
    """Return what a span was given and what it gave, None where it tells neither."""
    if plan.input is None and plan.output is None:
        return None
    return Texts(
        input=speech(text_of(found[plan.input]), "user") if plan.input else None,
        output=speech(text_of(found[plan.output]), "assistant") if plan.output else None,
    )


def _facts(found: Found, resource: Mapping[str, str]) -> dict[str, str]:
    """Return the facts about a run that its outer spans hold: session, user, and short attributes of people's own."""
    facts = dict(resource)
    for name in sorted(found):
        if len(facts) < _MAX_FACTS and not name.startswith(_NOT_FACTS):
            value = as_text(plain(found[name]))
            if value and len(value) <= _MAX_FACT:
                facts[name] = value
    for ours, names in _FACTS.items():
        value = text_of(first(found, *names))
        if value:
            facts[ours] = value[:_MAX_FACT]
    return facts
