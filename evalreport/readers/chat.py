"""What chat transcripts have in common: contents of several shapes, and tool calls with the answers that follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import msgspec

from evalreport.model.evaluation import ToolCall
from evalreport.readers.values import clip, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")
# A tool may give back a whole file; a reader of the report needs as much of it as fits a screen.
MAX_RESULT = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The tool calls and the answers to calls of one message.

    A call is its name, arguments and id, an answer the id of the call, the error (None where the tool did its work)
    and what the tool gave back (None where it says nothing).
    """

    calls: tuple[tuple[str, object, str | None], ...] = ()
    answers: tuple[tuple[str | None, str | None, str | None], ...] = ()


NOTHING = Turn()


def join_calls(
    messages: Iterable[T] | None, turn_of: Callable[[T], Turn]
) -> tuple[tuple[ToolCall, ...] | None, int | None]:
    """Join each call with its answer; return the calls in order and the number of errors.

    Both are None where there is no transcript: then nothing is known of tools. Errors of calls that are not in the
    transcript count all the same. ``turn_of`` finds calls and answers in a message of the format.
    """
    if messages is None:
        return None, None
    joined: list[ToolCall] = []
    # Ids are matched in the order of the transcript: some providers use an id again in a later turn.
    waiting: dict[str | None, int] = {}
    errors = 0
    for turn in map(turn_of, messages):
        for name, arguments, call_id in turn.calls:
            waiting[call_id] = len(joined)
            joined.append(ToolCall(name=name, arguments=_written(arguments)))
        for call_id, error, result in turn.answers:
            index = waiting.pop(call_id, None)
            # Counted even when the call is missing: the error happened.
            errors += error is not None
            if index is not None:
                joined[index] = _answered(joined[index], error, result)
    return tuple(joined), errors


def _answered(call: ToolCall, error: str | None, result: str | None) -> ToolCall:
    """Return a call with its answer; the text of an error is told once, as the error."""
    told = None if error is not None else clip(result or None, MAX_RESULT)
    return ToolCall(name=call.name, arguments=call.arguments, error=clip(error), result=told)


def _written(arguments: object) -> str | None:
    """Return arguments as JSON text with sorted keys, bounded; text, which some tools take as it is, as it is."""
    if arguments is None or isinstance(arguments, str):
        return clip(arguments)
    # Calls are the most frequent values of a transcript; this encoder takes a tenth of the standard one's time.
    return clip(msgspec.json.encode(arguments, order="sorted").decode())


def listed(items: list[T] | None) -> list[T]:
    """Return the list, an empty one where the file writes null or nothing."""
    return items or []


def sum_known(counts: Iterable[float | None]) -> int | None:
    """Add whole numbers that are known; nothing known is None, not 0. Raises ValueError for what is no whole number."""
    known = [count for count in counts if count is not None]
    return whole(sum(known)) if known else None


def first_text(contents: Iterable[object]) -> str | None:
    """Return the first text among messages' contents, bounded; None where all are empty."""
    return clip(next((text for content in contents if (text := content_text(content))), None))


def content_text(content: object) -> str:
    """Return the text of a message's content; parts that are no text are named by their type."""
    if isinstance(content, str):
        return content
    parts = [_part_text(part) for part in content if isinstance(part, dict)] if isinstance(content, list) else []
    return "\n".join(text for text in parts if text)


def _part_text(part: dict[str, object]) -> str:
    """Return the text of one part; a model's thoughts are no answer, and pictures are data, so neither is shown."""
    # Names of kinds are shown and never contents: pictures are data of megabytes.
    # AgentDojo names the text of a part `content`, all others `text`.
    text = part.get("text", part.get("content"))
    if isinstance(text, str):
        return text
    return "" if text is not None or part.get("type") == "reasoning" else f"[{part.get('type')}]"
