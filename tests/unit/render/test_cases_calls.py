"""Tool calls of both sides, step by step."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalreport.model.evaluation import ToolCall
from evalreport.render.casecalls import MOST_CALLS, Calls, steps


def calls(plan: str) -> Calls:
    """Return calls from a plan: a letter is the tool, a digit behind it the argument."""
    return tuple(ToolCall(name=word[0], arguments=word[1:] or None) for word in plan.split())


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a b", "a b", "a same, b same"),
        ("a b", "a", "a same, b removed"),
        ("a", "a b", "a same, b added"),
        ("a1", "a2", "a changed"),
        ("a", "b", "a removed, b added"),
        ("a1 a2", "a2", "a removed, a same"),
        ("a1 b a2", "a1 a3", "a same, b removed, a changed"),
        ("", "", ""),
        ("", "a", "a added"),
    ],
    ids=[
        "equal",
        "one less",
        "one more",
        "other arguments",
        "another tool",
        "a retry less",
        "all at once",
        "no calls",
        "from none",
    ],
)
def test_steps_say_what_became_of_each_call(before: str, after: str, expected: str) -> None:
    """Calls are joined in their order, equal arguments first, and what is gone stands above what is new."""
    found = steps(calls(before), calls(after))
    assert ", ".join(f"{step.name} {step.kind}" for step in found) == expected


@pytest.mark.parametrize("part", ["arguments", "result", "error"])
def test_a_changed_call_says_in_what(part: str) -> None:
    """A call of the same tool names the parts that differ."""
    change = {"arguments": part == "arguments", "result": part == "result", "error": part == "error"}
    before = ToolCall(name="a", arguments="{}", result="1", error=None)
    after = ToolCall(
        name="a",
        arguments="{1}" if change["arguments"] else "{}",
        result="2" if change["result"] else "1",
        error="late" if change["error"] else None,
    )
    assert steps((before,), (after,))[0].differs == (part,)


@pytest.mark.parametrize("known", ["before", "after"])
def test_a_side_whose_calls_nobody_knows_is_compared_with_nothing(known: str) -> None:
    """Where one side has no transcript its calls are unknown, not removed or added."""
    found = steps(calls("a b") if known == "before" else None, calls("a b") if known == "after" else None)
    assert [step.kind for step in found] == ["alone", "alone"]
    assert all((step.after is None) == (known == "before") for step in found)


def test_endless_transcripts_are_cut() -> None:
    """A run in circles is compared as far as anybody would read."""
    assert len(steps(calls("a " * 2 * MOST_CALLS), calls("a"))) == MOST_CALLS


PLANS = st.lists(st.sampled_from(["a", "b", "a1", "a2", "c"]), max_size=12).map(" ".join)


@given(before=PLANS, after=PLANS)
def test_no_call_is_lost(before: str, after: str) -> None:
    """Whatever both sides called, the steps hold every call of each side once and in its order."""
    found = steps(calls(before), calls(after))
    assert tuple(step.before for step in found if step.before) == calls(before)
    assert tuple(step.after for step in found if step.after) == calls(after)
