"""Transcripts: contents of several shapes, and calls joined with their answers."""

from __future__ import annotations

import pytest

from evalreport.model.evaluation import ToolCall
from evalreport.readers.chat import MAX_RESULT, Turn, content_text, first_text, join_calls, sum_known
from evalreport.readers.values import CUT


def same(turn: Turn) -> Turn:
    """Take turns as messages."""
    return turn


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
    turns = [Turn(calls=(("pay", {"to": "b", "amount": 5}, "1"),)), Turn(calls=(("look", "plain", None),))]
    assert join_calls(turns, same) == (
        (ToolCall(name="pay", arguments='{"amount":5,"to":"b"}'), ToolCall(name="look", arguments="plain")),
        0,
    )


@pytest.mark.parametrize(
    ("error", "result", "kept"),
    [(None, "ok", "ok"), (None, "", None), ("late", "late", None), (None, "x" * (MAX_RESULT + 1), CUT)],
    ids=["result", "nothing", "error", "long"],
)
def test_a_call_keeps_what_the_tool_gave_back(error: str | None, result: str, kept: str | None) -> None:
    """The result stands beside the call, bounded; the text of an error is told as the error alone."""
    tools, _ = join_calls([Turn(calls=(("look", {}, "1"),)), Turn(answers=(("1", error, result),))], same)
    found = tools[0].result if tools else None
    assert (found or "").endswith(kept or "")
    assert found is None or len(found) <= MAX_RESULT


def test_without_a_transcript_nothing_is_known_of_tools() -> None:
    """No transcript is unknown, an empty one is no call."""
    assert join_calls(None, same) == (None, None)
    assert join_calls([], same) == ((), 0)


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
def test_an_answer_marks_its_own_call(answers: list[tuple[str | None, str | None]], errors: list[str | None]) -> None:
    """An error goes to the open call of that id; every error counts, also where its call is not in the log."""
    calls = Turn(calls=(("pay", {}, "1"), ("look", {}, "2")))
    tools, count = join_calls([calls, *(Turn(answers=((*answer, None),)) for answer in answers)], same)
    assert [call.error for call in tools or ()] == errors
    assert count == sum(error is not None for _, error in answers)


@pytest.mark.parametrize(
    ("counts", "total"),
    [([], None), ([None], None), ([0], 0), ([1, None, 2.0], 3)],
    ids=["none", "null", "zero", "sum"],
)
def test_only_known_numbers_are_added(counts: list[float | None], total: int | None) -> None:
    """Nothing known stays unknown, and a zero that was measured is a zero."""
    assert sum_known(counts) == total


def test_the_first_text_is_found_past_empty_messages() -> None:
    """Messages that only call a tool have no text."""
    assert first_text([None, "", [{"type": "text", "text": "Hello"}], "later"]) == "Hello"
    assert first_text([None]) is None
