"""What chat transcripts have in common: contents of several shapes, and tool calls with the answers that follow."""

from __future__ import annotations

from evalreport.model.evaluation import ToolCall
from evalreport.readers.values import as_text, clip


class CallLog:
    """Tool calls in order, each joined with the error of the answer to it.

    Ids are matched in the order of the transcript, since some providers use the same id again in later turns.
    """

    def __init__(self) -> None:
        self._calls: list[ToolCall] = []
        self._open: dict[str | None, int] = {}
        self.errors = 0

    @property
    def tools(self) -> tuple[ToolCall, ...]:
        """All calls so far."""
        return tuple(self._calls)

    def call(self, name: str, arguments: object, call_id: str | None) -> None:
        """Add a call; arguments become JSON text with sorted keys."""
        self._open[call_id] = len(self._calls)
        self._calls.append(ToolCall(name=name, arguments=as_text(arguments)))

    def answer(self, call_id: str | None, error: str | None) -> None:
        """Take the answer to a call; ``error`` is None where the tool did its work."""
        index = self._open.pop(call_id, None)
        if error is None:
            return
        self.errors += 1
        if index is not None:
            called = self._calls[index]
            self._calls[index] = ToolCall(name=called.name, arguments=called.arguments, error=clip(error))


def content_text(content: object) -> str:
    """Return the text of a message's content; parts that are no text are named by their type, thoughts left out."""
    if isinstance(content, str):
        return content
    parts = [part for part in content if isinstance(part, dict)] if isinstance(content, list) else []
    shown = [
        part.get("text") or part.get("content") or f"[{part.get('type')}]"
        for part in parts
        if part.get("type") != "reasoning"
    ]
    return "\n".join(text for text in shown if isinstance(text, str))
