"""From one sample of an Inspect log to a row."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import msgspec

from evalreport.model.evaluation import CaseResult, Score
from evalreport.readers.chat import CallLog, content_text
from evalreport.readers.inspect_schema import Output
from evalreport.readers.values import as_text, clip, metadata_texts, number, only_verdict, texts, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evalreport.readers.inspect_schema import Message, Sample, ScoreSpec, Usage

# Inspect's letters: correct, incorrect, partial, no answer. Partial credit is neither a pass nor a failure.
LETTERS: dict[str, tuple[float, bool | None]] = {
    "C": (1.0, True),
    "I": (0.0, False),
    "N": (0.0, False),
    "P": (0.5, None),
}
MAX_METADATA = 500
_PROMOTED = {"labels", "label", "tags", "cost_usd"}
_ATTACHMENT = re.compile(r"attachment://([0-9a-f]{32})")


class SampleContext(msgspec.Struct, frozen=True, kw_only=True):
    """What the log says once for all of its samples; ``scorer`` names the only score of a version 1 log."""

    suite: str
    model: str | None = None
    created: str | None = None
    tags: tuple[str, ...] = ()
    scorer: str = "score"


def sample_row(sample: Sample, context: SampleContext) -> CaseResult:
    """Translate a sample; raise ValueError where a number is none or the epoch is below 1."""
    if sample.epoch < 1 or sample.id == "":
        raise ValueError(f"sample id {sample.id!r}, epoch {sample.epoch}")
    specs = sample.scores or ({context.scorer: sample.score} if sample.score else {})
    scores = tuple(score for name, spec in specs.items() for score in _scores(name, spec))
    metadata = sample.metadata or {}
    usage = _usage(sample.model_usage or {}, context.model)
    calls = _calls(sample.messages)
    return CaseResult(
        suite=context.suite,
        case_id=str(sample.id),
        epoch=sample.epoch,
        scores=scores,
        passed=None if sample.error else only_verdict(scores),
        error=clip(sample.error.message) if sample.error else None,
        labels=_labels(sample, specs),
        input=_attached(_input_text(sample.input), sample),
        output=_attached(_output_text(sample), sample),
        tools=calls.tools if calls else None,
        tool_errors=calls.errors if calls else None,
        cost_usd=_cost(metadata, usage),
        tokens_in=_total([item.input_tokens for item in usage]),
        tokens_out=_total([item.output_tokens for item in usage]),
        latency_s=number(sample.total_time),
        started_at=sample.started_at or context.created,
        trace_id=sample.uuid,
        tags=tuple(dict.fromkeys((*context.tags, *texts(metadata.get("tags"))))),
        metadata=_metadata(sample, metadata),
    )


def scalar(value: object) -> tuple[float | None, bool | None, str | None]:
    """Return value, pass or fail, and text of a plain score as Inspect means it; a true truth value is correct."""
    if isinstance(value, str):
        return (*LETTERS.get(value, (None, None)), clip(value))
    if isinstance(value, bool):
        return float(value), value, None
    if isinstance(value, int | float):
        return (float(value), None, None) if math.isfinite(value) else (None, None, as_text(value))
    return None, None, as_text(value)


def _scores(name: str, spec: ScoreSpec) -> Iterator[Score]:
    """Yield one score, or for a mapping one for each of its entries."""
    judged = name.startswith("model_graded_") or "grading" in (spec.metadata or {})
    grader = (spec.metadata or {}).get("grader") or (name if judged else None)
    parts = {f"{name}.{key}": value for key, value in spec.value.items()} if isinstance(spec.value, dict) else None
    for part, plain in (parts or {name: spec.value}).items():
        value, passed, text = scalar(plain)
        yield Score(
            name=part, value=value, passed=passed, text=text, grader=as_text(grader), explanation=clip(spec.explanation)
        )


def _labels(sample: Sample, specs: Mapping[str, ScoreSpec]) -> tuple[str, ...]:
    """Gather labels of the row and of its scores, and the limit that stopped it."""
    found: list[str] = []
    for metadata in (sample.metadata, *(spec.metadata for spec in specs.values())):
        for key in ("labels", "label"):
            found += texts((metadata or {}).get(key))
    if sample.limit:
        found.append(f"limit:{sample.limit.type}")
    return tuple(dict.fromkeys(found))


def _usage(usage: Mapping[str, Usage], model: str | None) -> list[Usage]:
    """Pick the usage of the model under test; where the log names it otherwise, all there is."""
    return [usage[model]] if model is not None and model in usage else list(usage.values())


def _total(counts: list[int | None]) -> int | None:
    """Add what is known; nothing known is None."""
    known = [count for count in counts if count is not None]
    return whole(sum(known)) if known else None


def _cost(metadata: Mapping[str, object], usage: list[Usage]) -> float | None:
    """Return the cost the sample's metadata states, else what Inspect itself computed for the model."""
    if (stated := number(metadata.get("cost_usd"))) is not None:
        return stated
    known = [item.total_cost for item in usage if item.total_cost is not None]
    return number(sum(known)) if known else None


def _calls(messages: list[Message] | None) -> CallLog | None:
    """Gather the tool calls; None where the log holds no messages."""
    if messages is None:
        return None
    log = CallLog()
    for message in messages:
        for call in message.tool_calls or ():
            log.call(call.function, call.arguments, call.id)
        if message.role == "tool":
            log.answer(
                message.tool_call_id, f"{message.error.type}: {message.error.message}" if message.error else None
            )
    return log


def _input_text(value: str | list[Message]) -> str | None:
    """Return what was asked; of a conversation all messages, each after its role."""
    if isinstance(value, str):
        return value or None
    shown = [(message.role, text) for message in value if (text := content_text(message.content))]
    return shown[0][1] if len(shown) == 1 else "\n\n".join(f"{role}: {text}" for role, text in shown) or None


def _output_text(sample: Sample) -> str | None:
    """Return the last answer."""
    output = sample.output or Output()
    choices = [choice.message for choice in output.choices or () if choice.message]
    answers = [message for message in sample.messages or () if message.role == "assistant"]
    candidates = [*choices[:1], *reversed(answers)]
    return output.completion or next((text for item in candidates if (text := content_text(item.content))), None)


def _attached(text: str | None, sample: Sample) -> str | None:
    """Put attachments, to which logs move long texts, back where the text points to them, and bound the length."""
    if text and "attachment://" in text:
        attachments = sample.attachments or {}
        text = _ATTACHMENT.sub(lambda match: clip(attachments.get(match[1])) or match[0], text)
    return clip(text)


def _metadata(sample: Sample, metadata: Mapping[str, object]) -> dict[str, str]:
    """Keep the sample's own plain metadata, its limit, and the time it worked (waiting left out)."""
    own = {key: value for key, value in metadata.items() if key not in _PROMOTED}
    if sample.limit:
        own["limit"] = sample.limit.type
    if sample.working_time is not None:
        own["working_time"] = sample.working_time
    kept = metadata_texts(own)
    return {key: clip(text, MAX_METADATA) or "" for key, text in kept.items() if not text.startswith("attachment://")}
