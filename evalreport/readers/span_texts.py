"""What was asked and answered, out of the several shapes in which spans keep conversations."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from evalreport.readers.values import as_text

if TYPE_CHECKING:
    from collections.abc import Mapping

Side = Literal["user", "assistant"]
# OpenAI's names and LangChain's for the two sides of a conversation.
_SIDES: Mapping[Side, frozenset[str]] = {
    "user": frozenset({"user", "human"}),
    "assistant": frozenset({"assistant", "ai", "model"}),
}


def speech(value: object, side: Side) -> str | None:
    """Return what one side said: the user's first words, the other side's last, of a list of messages.

    The list may be JSON text, or inside an object under `messages`. Anything else is returned as text, as it is.
    """
    text = as_text(value) if not isinstance(value, str) else value
    if not text or text.lstrip()[:1] not in {"[", "{"}:
        return text
    spoken = [said for message in _messages(value) if (said := _said_by(message, side))]
    if not spoken:
        return text
    return spoken[0] if side == "user" else spoken[-1]


def _messages(value: object) -> list[object]:
    """Return the messages that a value holds, none where it holds none."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return []
    if isinstance(value, dict):
        value = value.get("messages")
    return value if isinstance(value, list) else []


def _said_by(message: object, side: Side) -> str:
    """Return the text of a message of this side, "" for any other."""
    if not isinstance(message, dict) or message.get("role", message.get("type")) not in _SIDES[side]:
        return ""
    return _text_of(message.get("content", message.get("parts")))


def _text_of(content: object) -> str:
    """Return a text, or the texts of a message's parts; pictures and calls have none."""
    if isinstance(content, str):
        return content
    parts = [part for part in content if isinstance(part, dict)] if isinstance(content, list) else []
    found = [part.get("content", part.get("text")) for part in parts]
    return "\n".join(part for part in found if isinstance(part, str))
