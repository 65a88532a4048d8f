"""Transcripts: contents of several shapes, and calls joined with their answers."""

from __future__ import annotations

import pytest

from evalreport.model.evaluation import ToolCall
from evalreport.readers.chat import CallLog, content_text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Hello", "Hello"),
        (None, ""),
        (5, ""),
        ([], ""),
        ([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}], "a\nb"),
        ([{"type": "text", "content": "as AgentDojo writes it"}], "as AgentDojo writes it"),
        ([{"type": "image", "image": "data:image/png;base64,AAAA"}], "[image]"),
        ([{"type": "reasoning", "reasoning": "secret"}], ""),
        ([{"type": "text", "text": 5}, "loose text"], ""),
    ],
)
def test_the_text_of_a_content_is_found(content: object, text: str) -> None:
    """Texts are joined, pictures named by their type, thoughts and what has no known shape left out."""
    assert content_text(content) == text


def test_calls_keep_their_order_and_arguments() -> None:
    """Arguments become JSON with sorted keys; a call without an answer has no error."""
    log = CallLog()
    log.call("pay", {"to": "b", "amount": 5}, "1")
    log.call("look", "plain", None)
    assert log.tools == (
        ToolCall(name="pay", arguments='{"amount": 5, "to": "b"}'),
        ToolCall(name="look", arguments="plain"),
    )
    assert log.errors == 0


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ([("1", "late"), ("2", None)], ["late", None]),
        ([("2", "late"), ("1", None)], [None, "late"]),
        ([("1", "late"), ("1", "later")], ["late", None]),
        ([("3", "late")], [None, None]),
    ],
    ids=["in order", "out of order", "answered twice", "of no call"],
)
def test_an_answer_marks_its_own_call(answers: list[tuple[str, str | None]], errors: list[str | None]) -> None:
    """An error goes to the open call of that id; every error counts, also where its call is not in the log."""
    log = CallLog()
    log.call("pay", {}, "1")
    log.call("look", {}, "2")
    for call_id, error in answers:
        log.answer(call_id, error)
    assert [call.error for call in log.tools] == errors
    assert log.errors == sum(error is not None for _, error in answers)
