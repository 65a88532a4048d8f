"""Five views of traces: counts that a reader could make by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evalreport.live.traces import kind_keys, trace_views
from evalreport.model.assessment import CaseSide
from evalreport.model.evaluation import CaseResult, ToolCall
from evalreport.model.livereport import Coded, Newcomer, Noticed, ReviewCount, StallCount, ToolUse
from evalreport.model.trace import Feedback, Review, Stall, Trace


def side(name: str, *classes: str, **metadata: str) -> CaseSide:
    """A run that is in these classes."""
    row = CaseResult(suite="s", case_id=name, trace_id=name, passed=not classes, metadata=metadata)
    return CaseSide(row=row, passed=not classes, classes=classes)


def traced(found: CaseSide, trace: Trace) -> CaseSide:
    """The same run with its trace."""
    return replace(found, row=replace(found.row, trace=trace))


OFFLINE = (side("c1", channel="mail", intent="refund"), side("c2", "known", channel="chat", intent="cancel"))


@pytest.mark.parametrize(
    ("run", "place"),
    [
        (side("c1"), "same_case"),
        (side("t1", case_id="c2"), "same_case"),
        (side("t1", channel="mail", intent="refund"), "same_kind"),
        (side("t1", channel="mail", intent="cancel"), "new"),
        (side("t1", channel="phone", intent="refund"), "new"),
        (side("t1", channel="mail"), "unknown"),
        (side("t1"), "unknown"),
    ],
)
def test_an_input_is_known_by_id_or_by_all_its_keys(run: CaseSide, place: str) -> None:
    """The same case, the same kind, a new kind, or a run that lacks a key; nothing is guessed from its text."""
    others = [side("t8", channel="mail", intent="refund"), side("t9", channel="chat", intent="cancel")]
    found = trace_views([run, *others], OFFLINE).inputs
    alone = trace_views(others, OFFLINE).inputs
    assert getattr(found, place) == getattr(alone, place) + 1


@pytest.mark.parametrize(("values", "kept"), [(["a"], False), (["a", "b"], True), ([str(n) for n in range(25)], False)])
def test_keys_that_name_runs_or_tell_nothing_apart_are_left_out(values: list[str], kept: bool) -> None:
    """A key with one value is no kind, one with a value a run is a name."""
    rows = [side(f"r{at}", key=value).row for at, value in enumerate(values)]
    assert kind_keys(rows, rows) == (("key",) if kept else ())


def test_new_values_and_classes_are_candidates_for_the_data_set() -> None:
    """What was seen live only is listed with its runs, most first; a new combination only where no value is new."""
    live = [
        side("t1", "fresh", channel="phone", intent="refund"),
        side("t2", channel="phone", intent="cancel"),
        side("t3", "known", channel="mail", intent="cancel"),
    ]
    assert trace_views(live, OFFLINE).newcomers == (
        Newcomer(kind="class", what="fresh", runs=1, examples=("t1",)),
        Newcomer(kind="input", what="channel: phone", runs=2, examples=("t1", "t2")),
        Newcomer(kind="input", what="channel: mail, intent: cancel", runs=1, examples=("t3",)),
    )


def test_tools_are_counted_by_run_call_and_error() -> None:
    """Two calls in one run are one run; a run that tells of no tools is silent, not without calls."""
    look, fail = ToolCall(name="look"), ToolCall(name="look", error="timeout")
    first = replace(side("a"), row=replace(side("a").row, tools=(look, fail)))
    second = replace(side("b"), row=replace(side("b").row, tools=(ToolCall(name="pay"),)))
    found = trace_views([traced(first, Trace(spans=3, retries=1)), second, side("c")], ()).tools
    assert found.uses == (
        ToolUse(name="look", runs=1, calls=2, errors=1),
        ToolUse(name="pay", runs=1, calls=1, errors=0),
    )
    assert (found.silent, found.retries, found.retries_unknown) == (1, 1, 2)


def test_unknown_retries_are_unknown() -> None:
    """Where no trace tells of retries, there is no number."""
    assert trace_views([side("a"), traced(side("b"), Trace(spans=1))], ()).tools.retries is None


def test_stalls_are_counted_once_a_run() -> None:
    """A run that stood twice at one step is one run there; the seconds are the middle of what was measured."""
    slow = [Stall(step="model", why="slow", seconds=one) for one in (10.0, 30.0)]
    runs = [
        traced(side("a"), Trace(spans=2, stalls=tuple(slow))),
        traced(
            side("b"), Trace(spans=2, stalls=(Stall(step="model", why="slow"), Stall(step="pay", why="unfinished")))
        ),
    ]
    assert trace_views(runs, ()).stalls == (
        StallCount(step="model", why="slow", runs=2, seconds=20.0),
        StallCount(step="pay", why="unfinished", runs=1, seconds=None),
    )


def test_reviews_keep_unknown_minutes_apart() -> None:
    """Minutes add up where somebody wrote them down, and the others are counted, not taken for 0."""
    runs = [
        traced(side("a"), Trace(spans=1, reviews=(Review(kind="override", minutes=4.0, note="wrong sum"),))),
        traced(side("b"), Trace(spans=1, reviews=(Review(kind="override"), Review(kind="approval")))),
    ]
    found = trace_views(runs, ())
    assert found.reviews == (
        ReviewCount(kind="approval", runs=1, minutes=None, minutes_unknown=1),
        ReviewCount(kind="override", runs=2, minutes=4.0, minutes_unknown=1),
    )
    assert found.notes == (Coded(text="wrong sum", runs=1),)


def test_feedback_is_crossed_with_failure_classes() -> None:
    """What users said stands beside what the rules saw, also where the rules saw nothing."""
    said = Trace(spans=1, feedback=(Feedback(source="user", good=False), Feedback(source="operator")))
    found = trace_views([traced(side("a", "known"), said), traced(side("b"), said)], ()).noticed
    assert found == (
        Noticed(source="user", failure_class="", good=0, bad=1, unclear=0),
        Noticed(source="user", failure_class="known", good=0, bad=1, unclear=0),
        Noticed(source="operator", failure_class="", good=0, bad=0, unclear=1),
        Noticed(source="operator", failure_class="known", good=0, bad=0, unclear=1),
    )
