"""From one sample of an Inspect log to a row."""

from __future__ import annotations

import math
import re
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from evalreport.model.evaluation import CaseResult, Score
from evalreport.readers.chat import NOTHING, Turn, content_text, first_text, join_calls, listed, sum_known
from evalreport.readers.inspect_schema import Output
from evalreport.readers.values import as_text, clip, metadata_texts, number, only_verdict, texts

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
# Metadata serves to filter and to label; data sets also keep whole documents there.
MAX_METADATA = 500
# These have fields of their own in a row.
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
    specs = _specs(sample, context)
    scores = tuple(score for name, spec in specs.items() for score in _scores(name, spec))
    metadata = sample.metadata or {}
    usage = _usage(sample, context)
    tokens_in, tokens_out = _tokens(usage)
    passed, error = _verdict(sample, scores)
    tools, tool_errors = join_calls(sample.messages, partial(_turn, sample))
    return CaseResult(
        suite=context.suite,
        case_id=str(sample.id),
        epoch=sample.epoch,
        scores=scores,
        passed=passed,
        error=error,
        labels=_labels(sample, metadata, specs),
        input=_attached(_input_text(sample.input), sample),
        output=_attached(_output_text(sample), sample),
        tools=tools,
        tool_errors=tool_errors,
        cost_usd=_cost(metadata, usage),
        tokens_in=tokens_in,
        tokens_out=tokens_out,
        latency_s=number(sample.total_time),
        started_at=sample.started_at or context.created,
        trace_id=sample.uuid,
        tags=tuple(dict.fromkeys((*context.tags, *texts(metadata.get("tags"))))),
        metadata=_metadata(sample, metadata),
    )


def _verdict(sample: Sample, scores: tuple[Score, ...]) -> tuple[bool | None, str | None]:
    """Return pass or fail over the sample, and the error that kept it from being judged."""
    # Inspect keeps the scores given before a sample broke; they are shown, but judge nothing.
    return (None, clip(sample.error.message)) if sample.error else (only_verdict(scores), None)


def _tokens(usage: list[Usage]) -> tuple[int | None, int | None]:
    """Return tokens in and out; what no entry states is unknown, not 0."""
    return sum_known(item.input_tokens for item in usage), sum_known(item.output_tokens for item in usage)


def _specs(sample: Sample, context: SampleContext) -> dict[str, ScoreSpec]:
    """Return the scores by their names; those of version 1 are one, named once in the log."""
    if sample.score is not None:
        return {context.scorer: sample.score}
    return sample.scores or {}


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
    plain = {name: spec.value}
    if isinstance(spec.value, dict):
        plain = {f"{name}.{key}": value for key, value in spec.value.items()}
    grader, explanation = _grader(name, spec.metadata or {}), clip(spec.explanation)
    for part, given in plain.items():
        value, passed, text = scalar(given)
        yield Score(name=part, value=value, passed=passed, text=text, grader=grader, explanation=explanation)


def _grader(name: str, metadata: Mapping[str, object]) -> str | None:
    """Return who judged: what the score's metadata names, else the scorer itself where a model judged."""
    # The scorers of Inspect that ask a model keep the conversation with it under `grading`.
    judged = name.startswith("model_graded_") or "grading" in metadata
    return as_text(metadata.get("grader", name if judged else None))


def _labels(sample: Sample, metadata: Mapping[str, object], specs: Mapping[str, ScoreSpec]) -> tuple[str, ...]:
    """Gather labels of the row and of its scores, and the limit that stopped it."""
    sources = [metadata, *(spec.metadata for spec in specs.values() if spec.metadata)]
    found = [label for source in sources for key in ("labels", "label") for label in texts(source.get(key))]
    return tuple(dict.fromkeys([*found, f"limit:{sample.limit.type}"] if sample.limit else found))


def _usage(sample: Sample, context: SampleContext) -> list[Usage]:
    """Pick the usage of the model under test, without graders; where the log names it otherwise, all there is."""
    usage = sample.model_usage or {}
    # Graders and the roles of other models are part of the test, not of what ships.
    own = usage.get(context.model or "")
    return list(usage.values()) if own is None else [own]


def _cost(metadata: Mapping[str, object], usage: list[Usage]) -> float | None:
    """Return the cost the sample's metadata states, else what Inspect itself computed for the model."""
    if (stated := number(metadata.get("cost_usd"))) is not None:
        return stated
    known = [item.total_cost for item in usage if item.total_cost is not None]
    return number(sum(known)) if known else None


def _turn(sample: Sample, message: Message) -> Turn:
    """Return what a message calls and answers."""
    if message.role != "tool" and not message.tool_calls:
        return NOTHING
    calls = tuple((call.function, call.arguments, call.id) for call in listed(message.tool_calls))
    answers = (
        ((message.tool_call_id, _tool_error(message), _attached(content_text(message.content), sample)),)
        if message.role == "tool"
        else ()
    )
    return Turn(calls=calls, answers=answers)


def _tool_error(message: Message) -> str | None:
    """Return the error of a tool's answer after its type, which for errors a tool raises itself is `unknown`."""
    error = message.error
    if error is None:
        return None
    return error.message if error.type == "unknown" else f"{error.type}: {error.message}"


def _input_text(value: str | list[Message]) -> str | None:
    """Return what was asked; of a conversation all messages, each after its role."""
    if isinstance(value, str):
        return value or None
    shown = [(message.role, text) for message in value if (text := content_text(message.content))]
    return shown[0][1] if len(shown) == 1 else "\n\n".join(f"{role}: {text}" for role, text in shown) or None


def _output_text(sample: Sample) -> str | None:
    """Return the last answer."""
    output = sample.output or Output()
    if output.completion:
        return output.completion
    chosen = [choice.message.content for choice in listed(output.choices)[:1] if choice.message]
    answers = [message.content for message in listed(sample.messages) if message.role == "assistant"]
    return first_text([*chosen, *reversed(answers)])


def _attached(text: str | None, sample: Sample) -> str | None:
    """Put attachments, to which logs move long texts, back where the text points to them, and bound the length."""
    attachments = sample.attachments
    if text is None or not attachments:
        return clip(text)
    # Each is bounded before it is put in: a text may point to a large one many times over.
    return clip(_ATTACHMENT.sub(lambda match: clip(attachments.get(match[1], match[0])) or "", clip(text) or ""))


def _metadata(sample: Sample, metadata: Mapping[str, object]) -> dict[str, str]:
    """Keep the sample's own plain metadata, its limit, and the time it worked (waiting left out)."""
    own = {key: value for key, value in metadata.items() if key not in _PROMOTED}
    if sample.limit:
        own["limit"] = sample.limit.type
    if sample.working_time is not None:
        own["working_time"] = sample.working_time
    kept = metadata_texts(own)
    return {key: clip(text, MAX_METADATA) or "" for key, text in kept.items() if not text.startswith("attachment://")}
