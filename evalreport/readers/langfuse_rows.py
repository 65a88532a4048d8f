"""From records of Langfuse to spans, and to what is told of a run beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.model.evaluation import Score
from evalreport.model.trace import Review
from evalreport.readers.langfuse_schema import Usage
from evalreport.readers.otlp_people import feedback_by_name
from evalreport.readers.span_texts import speech
from evalreport.readers.span_times import iso_nanos
from evalreport.readers.spans import Extra, Kind, Span, Texts
from evalreport.readers.tracejoin import stamp
from evalreport.readers.values import as_text, clip, metadata_texts, number, whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalreport.readers.langfuse_schema import Observation, ScoreRecord, TraceRecord

_KINDS: Mapping[str, Kind] = {
    "GENERATION": "llm",
    "EMBEDDING": "llm",
    "TOOL": "tool",
    "AGENT": "agent",
    "EVALUATOR": "judge",
}
_MAX_NAME = 200


def span_of(one: Observation) -> tuple[Span, Texts]:
    """Make a span of an observation; raise ValueError for a time or number that is none."""
    kind = _KINDS.get((one.type or "").upper(), "step")
    span = Span(
        id=one.id,
        parent=one.parent_observation_id or None,
        name=clip(one.name, _MAX_NAME) or "",
        kind=kind,
        start=iso_nanos(one.start_time),
        end=iso_nanos(_end(one)),
        error=_error(one),
    )
    _fill(span, one)
    # Enriched exports repeat the facts of the run at each of its steps.
    if span.parent is None or one.trace_name:
        span.extra = Extra(metadata=facts_of(one), tags=tuple(one.tags or ()))
    return span, Texts(input=speech(one.input, "user"), output=speech(one.output, "assistant"))


def _end(one: Observation) -> str | None:
    """Return when a step ended; an event is a moment, and has no end because it needs none."""
    return one.start_time if one.type == "EVENT" else one.end_time


def _fill(span: Span, one: Observation) -> None:
    """Fill in what a model used, or how a tool was called."""
    if span.kind == "llm":
        span.model = one.provided_model_name or one.model
        span.tokens_in, span.tokens_out, span.tokens_cached = _tokens(one)
        span.cost = _cost(one)
    elif span.kind == "tool":
        span.tool, span.arguments, span.result = span.name, as_text(one.input), as_text(one.output)


def _error(one: Observation) -> str | None:
    return clip(one.status_message or "error") if one.level == "ERROR" else None


def facts_of(one: Observation | TraceRecord) -> dict[str, str]:
    """Return the facts of the run that a record holds, under our names for them."""
    named = {"session": one.session_id, "user": one.user_id, "release": one.release, "environment": one.environment}
    own = metadata_texts(one.metadata) if isinstance(one.metadata, dict) else {}
    return own | {name: value for name, value in named.items() if value}


def _tokens(one: Observation) -> tuple[int | None, int | None, int | None]:
    """Return tokens in, out and cached; details are summed as Langfuse does, by the words in their names."""
    details = {name.lower(): count for name, count in (one.usage_details or {}).items() if count is not None}
    if not details:
        return (*_old_tokens(one.usage or Usage(unit="none")), None)
    # Cached tokens are counted apart from "input" there, and belong to what went in.
    read = {name: count for name, count in details.items() if "creat" not in name}
    return _count_of(details, "input"), _count_of(details, "output"), _count_of(read, "cache")


def _old_tokens(usage: Usage) -> tuple[int | None, int | None]:
    """Return the tokens of a record from before there were details; other units are no tokens."""
    return (_count(usage.input), _count(usage.output)) if usage.unit in {None, "TOKENS"} else (None, None)


def _count_of(details: Mapping[str, float], word: str) -> int | None:
    found = [count for name, count in details.items() if word in name]
    return _count(sum(found)) if found else None


def _count(written: float | None) -> int | None:
    found = whole(written)
    if found is not None and found < 0:
        raise ValueError(f"{found} tokens")
    return found


def _cost(one: Observation) -> float | None:
    """Return the cost of a call; a total of 0 without any detail is what is written for models without a price."""
    stated = next((cost for cost in (one.calculated_total_cost, one.total_cost) if cost is not None), None)
    if stated is None:
        stated = (one.cost_details or {}).get("total")
    return None if not stated and not one.cost_details else number(stated)


def told_by(one: ScoreRecord) -> Extra:
    """Return a score, and the review or feedback that it is; raise ValueError for a value that is none."""
    at = iso_nanos(one.timestamp)
    value, text = _value(one)
    comment = clip(one.comment)
    feedback = feedback_by_name(one.name, text, value, comment)
    # A score that a person gave shows that a person looked.
    review = Review(kind="review", by=one.author_user_id, note=comment, at=stamp(at))
    return Extra(
        scores=((at or 0, Score(name=one.name, value=value, text=text, explanation=comment)),),
        reviews=(review,) if one.source == "ANNOTATION" else (),
        feedback=(feedback,) if feedback else (),
    )


def _value(one: ScoreRecord) -> tuple[float | None, str | None]:
    """Return a score's number and its text; raise ValueError where it has neither."""
    if isinstance(one.value, str):
        return None, one.value
    # Of a category or a text the number is an index or nothing.
    value = None if one.data_type in {"CATEGORICAL", "TEXT"} else number(one.value)
    if value is None and not one.string_value:
        raise ValueError(f"the score {one.name[:60]!r} has no value")
    return value, one.string_value or None
