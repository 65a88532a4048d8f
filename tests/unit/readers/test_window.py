"""Live windows in our own form: a header, then runs; what cannot be read costs itself only."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from evalreport.errors import ReaderError
from evalreport.model.evaluation import ToolCall
from evalreport.model.trace import Feedback, ModelUse, Review, Stall, Trace
from evalreport.readers.base import ReadOptions
from evalreport.readers.loading import FileSource
from evalreport.readers.window import WindowReader, is_window

if TYPE_CHECKING:
    from pathlib import Path

    from evalreport.model.evaluation import CaseResult, ResultFile

HEADER = '{"window": {"version": 1, "suite": "chats"}}\n'
TRACE = {
    "spans": 4,
    "retries": 1,
    "uses": [{"model": "m", "tokens_in": 5, "tokens_out": 2, "at": "2026-11-23T08:00:00Z"}],
    "stalls": [{"step": "search", "why": "slow", "seconds": 40.5}],
    "reviews": [{"kind": "override", "by": "dana", "minutes": 4, "tool": "pay"}],
    "feedback": [{"source": "user", "good": False, "label": "rude"}],
}


def read(folder: Path, text: str, **options: str) -> ResultFile:
    """Read a file of this text."""
    path = folder / "w.jsonl"
    path.write_text(text, encoding="utf-8")
    return WindowReader().read(FileSource(path, "w.jsonl"), ReadOptions(**options))  # type: ignore[arg-type]  # texts


def row(folder: Path, **said: object) -> CaseResult:
    """Read a window with this one run."""
    found = read(folder, HEADER + json.dumps({"trace_id": "t1", **said}) + "\n")
    assert found.unread == ()
    return found.runs[0].rows[0]


@pytest.mark.parametrize(
    ("head", "ours"),
    [
        (b'{"window": {"version": 1}}\n', True),
        (b'\xef\xbb\xbf { "window" :{}}', True),
        (b'{"windows": 1}', False),
        (b'{"case_id": "x", "window": 1}', False),
        (b"", False),
    ],
)
def test_a_window_is_told_by_its_first_line(head: bytes, *, ours: bool) -> None:
    """Only a file that begins with the header is a window of our own form."""
    assert is_window(head) == ours


@pytest.mark.parametrize(
    ("said", "case", "suite"),
    [
        ({}, "t1", "chats"),
        ({"case_id": "c1"}, "c1", "chats"),
        ({"id": "c2"}, "c2", "chats"),
        ({"suite": "mails"}, "t1", "mails"),
    ],
)
def test_a_run_is_known_by_its_case_or_its_trace(tmp_path: Path, said: dict[str, str], case: str, suite: str) -> None:
    """Most runs of production have no case, so the trace's id serves; the header names the suite."""
    found = row(tmp_path, **said)
    assert (found.case_id, found.suite, found.trace_id) == (case, suite, "t1")


def test_tools_and_trace_are_read_whole(tmp_path: Path) -> None:
    """Calls keep arguments, results, errors and approvals; the trace its uses, stalls, reviews and feedback."""
    tools = [{"name": "search", "error": "no index"}, {"name": "pay", "result": "done", "approved": True}]
    found = row(tmp_path, tools=tools, trace=TRACE)
    assert found.tools == (
        ToolCall(name="search", error="no index"),
        ToolCall(name="pay", result="done", approved=True),
    )
    assert found.tool_errors == 1
    assert found.trace == Trace(
        spans=4,
        retries=1,
        uses=(ModelUse(model="m", tokens_in=5, tokens_out=2, at="2026-11-23T08:00:00Z"),),
        stalls=(Stall(step="search", why="slow", seconds=40.5),),
        reviews=(Review(kind="override", by="dana", minutes=4, tool="pay"),),
        feedback=(Feedback(source="user", good=False, label="rude"),),
    )


def test_what_a_run_does_not_say_is_unknown(tmp_path: Path) -> None:
    """Without tools, costs or a trace nothing is 0."""
    found = row(tmp_path)
    assert (found.tools, found.tool_errors, found.cost_usd, found.trace, found.passed) == (None, None, None, None, None)


@pytest.mark.parametrize("tools", ["search; pay", ["search", "pay"]])
def test_names_of_tools_alone_are_calls_too(tmp_path: Path, tools: object) -> None:
    """A sample of a plain table says which tools were called, and no more of them."""
    found = row(tmp_path, tools=tools, approved=True)
    assert found.tools == (ToolCall(name="search", approved=True), ToolCall(name="pay", approved=True))


def test_a_stated_count_of_failed_calls_stands(tmp_path: Path) -> None:
    """The calls are counted only where the line does not count them itself."""
    assert row(tmp_path, tools=[{"name": "a"}], tool_errors=3).tool_errors == 3


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("nonsense", "not JSON"),
        ("[1]", "an object is due"),
        ('{"passed": true}', "no column names the case"),
        ('{"trace_id": "t2", "cost_usd": "free"}', "cost_usd: "),
        ('{"trace_id": "t2", "tools": [{"name": 1}]}', "tools or trace: Expected `str`, got `int`"),
        ('{"trace_id": "t2", "tools": [{"approved": true}]}', "missing required field `name`"),
        ('{"trace_id": "t2", "trace": 1}', "tools or trace: Expected `object`, got `int`"),
        ('{"trace_id": "t2", "trace": {"reviews": [{"kind": "glance"}]}}', "tools or trace: Invalid enum value"),
        ('{"trace_id": "t2", "trace": {"reviews": [{"kind": "review", "minutes": -1}]}}', "trace: a number is below 0"),
        ('{"trace_id": "t2", "trace": {"uses": [{"model": "m", "tokens_in": -5}]}}', "trace: a number is below 0"),
        ('{"trace_id": "t1"}', "case t1, epoch 1 stands in line 2 already"),
        ('{"trace_id": "t2", "latency_s": NaN}', "NaN is no number"),
    ],
)
def test_a_line_that_cannot_be_read_costs_itself_only(tmp_path: Path, line: str, why: str) -> None:
    """The line is named with its number and the reason, and its neighbours are read."""
    found = read(tmp_path, f'{HEADER}{{"trace_id": "t1"}}\n{line}\n\n{{"trace_id": "t3"}}\n')
    assert [one.case_id for one in found.runs[0].rows] == ["t1", "t3"]
    (unread,) = found.unread
    assert unread.where == "line 3"
    assert why in unread.why


def test_a_window_without_runs_is_read(tmp_path: Path) -> None:
    """A header alone is a window in which nothing was seen."""
    found = read(tmp_path, HEADER)
    assert [(run.suite, run.rows) for run in found.runs] == [("chats", ())]
    assert (found.unread, found.warnings) == ((), ())


@pytest.mark.parametrize(("suite", "header"), [("own", HEADER), ("live", '{"window": 1}\n')])
def test_the_suite_of_the_manifest_goes_first(tmp_path: Path, suite: str, header: str) -> None:
    """Said in the manifest it holds for all runs; said nowhere it is `live`."""
    options = {"suite": suite} if header == HEADER else {}
    found = read(tmp_path, header + '{"trace_id": "t1"}\n', **options)
    assert found.runs[0].rows[0].suite == suite


def test_a_header_that_is_no_json_is_an_error(tmp_path: Path) -> None:
    """Of a broken header nobody can say what the rows stand for."""
    with pytest.raises(ReaderError, match="json-syntax"):
        read(tmp_path, '{"window": }\n')


def test_columns_that_no_field_is_known_for_are_named(tmp_path: Path) -> None:
    """What is not read is said."""
    found = read(tmp_path, HEADER + '{"trace_id": "t1", "passed": true, "mood": "sour"}\n')
    assert found.warnings == ("columns not read: mood",)
