"""DeepEval traces: the spans of all lists are one run, and the trace speaks for the whole."""

from __future__ import annotations

import json

import pytest

from evalreport.errors import ReaderError
from evalreport.model.evaluation import CaseResult, Score
from evalreport.model.trace import Stall
from evalreport.readers.deepeval import DeepEvalReader
from tests.unit.readers.memory import PLAIN, MemorySource, as_json, read_whole

Written = dict[str, object]


def at(seconds: float) -> str:
    """Write a time of the run."""
    return f"2026-05-05T18:12:{seconds:06.3f}Z"


def step(uuid: str, when: tuple[float, float], **more: object) -> Written:
    """Write a span."""
    times = {"startTime": at(when[0]), "endTime": at(when[1])}
    return {"uuid": uuid, "name": f"step {uuid}", "status": "SUCCESS", "parentUuid": "a", **times, **more}


LLM = step("l", (1, 2), model="acme/one", inputTokenCount=5.0, outputTokenCount=2.0)
TOOL = step(
    "t", (2, 3), toolsCalled=[{"name": "pay", "inputParameters": {"sum": 5}}], output={"ok": True}, status="ERRORED"
)
TRACE: Written = {
    "uuid": "u-1",
    "baseSpans": [],
    "agentSpans": [step("a", (0, 9), parentUuid=None)],
    "llmSpans": [LLM],
    "retrieverSpans": [],
    "toolSpans": [TOOL],
    "startTime": at(0),
    "endTime": at(10),
    "status": "SUCCESS",
    "tags": ["night"],
    "metadata": {"tenant": "acme"},
    "threadId": "s",
    "input": {"messages": [{"type": "human", "content": "May I?"}]},
    "output": "Yes.",
}


def row_of(**changes: object) -> CaseResult:
    """Read a trace with changes."""
    (row,) = read_whole(DeepEvalReader(), as_json(TRACE | changes)).runs[0].rows
    return row


def test_a_trace_is_a_row() -> None:
    """Tools, tokens, times and facts come from the lists of spans and from the trace itself."""
    row = row_of()
    assert (row.case_id, row.suite, row.latency_s, row.started_at) == (
        "u-1",
        "traces",
        10.0,
        "2026-05-05T18:12:00.000Z",
    )
    assert (row.input, row.output, row.error) == ("May I?", "Yes.", None)
    assert [(call.name, call.arguments, call.result, call.error) for call in row.tools or ()] == [
        ("pay", '{"sum": 5}', '{"ok": true}', "error")
    ]
    assert (row.tokens_in, row.tokens_out, row.cost_usd, row.tags) == (5, 2, None, ("night",))
    assert row.metadata == {"session": "s", "tenant": "acme"}
    assert row.trace is not None
    assert (row.trace.spans, row.trace.ended, row.trace.stalls) == (
        3,
        True,
        (Stall(step="pay", why="error", seconds=1.0),),
    )


@pytest.mark.parametrize(
    ("changes", "cost"),
    [
        ({"costPerInputToken": 0.1, "costPerOutputToken": 0.25}, 1.0),
        ({"costPerInputToken": 0.1}, None),
        ({"inputTokenCount": None, "costPerInputToken": 0.1, "costPerOutputToken": 0.25}, None),
    ],
)
def test_a_cost_needs_both_prices_and_both_counts(changes: Written, cost: float | None) -> None:
    """Half of a cost is not a cost."""
    assert row_of(llmSpans=[LLM | changes]).cost_usd == cost


def test_metrics_are_scores_with_their_own_verdict() -> None:
    """A metric of the trace or a span is a score; one that was not computed is none."""
    metrics = [
        {"name": "faithful", "score": 0.8, "success": True, "reason": "so", "evaluationModel": "judge"},
        {"name": "brief", "score": None, "success": False, "error": "no key"},
    ]
    row = row_of(metricsData=metrics)
    assert row.scores == (Score(name="faithful", value=0.8, passed=True, grader="judge", explanation="so"),)
    assert row.passed is True


@pytest.mark.parametrize(
    ("changes", "error", "ended"),
    [
        ({"status": "ERRORED"}, "error", True),
        ({"endTime": None}, None, False),
        ({"agentSpans": [], "llmSpans": [], "toolSpans": []}, None, True),
    ],
    ids=["failed", "open", "empty"],
)
def test_the_trace_speaks_for_the_run(changes: Written, error: str | None, ended: bool) -> None:
    """The run failed, or ended, where the trace itself says so, even with no span in it."""
    row = row_of(**changes)
    assert row.trace is not None
    assert (row.error, row.trace.ended) == (error, ended)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ({"name": "x"}, "a span cannot be read: Object missing required field `uuid`"),
        (LLM | {"inputTokenCount": -1}, "a span cannot be read: -1 tokens"),
        (LLM | {"startTime": "noon"}, "a span cannot be read: the time 'noon' is not ISO 8601"),
        (LLM | {"endTime": at(0)}, "a span ends before it starts"),
    ],
)
def test_a_faulty_span_has_its_place(bad: Written, why: str) -> None:
    """A span that cannot be read is told by its list and index, and the others are read."""
    found = read_whole(DeepEvalReader(), as_json(TRACE | {"llmSpans": [bad]}))
    assert [one.where for one in found.unread] == ["llmSpans[0]"]
    assert found.unread[0].why.startswith(why)
    assert len(found.runs[0].rows[0].tools or ()) == 1


def test_a_folder_or_a_list_is_one_run() -> None:
    """Files of a folder and entries of a list are rows of one run; what is none of them is told."""
    other = TRACE | {"uuid": "u-2"}
    members = {
        "a.json": json.dumps(TRACE).encode(),
        "b.json": json.dumps(other).encode(),
        "c.json": json.dumps(TRACE).encode()[:-5],
        "notes.json": b"{}",
    }
    folder = read_whole(DeepEvalReader(), MemorySource(members=members, name="traces"))
    listed = read_whole(DeepEvalReader(), as_json([TRACE, other, {"uuid": 5}]))
    assert folder.runs[0].rows == listed.runs[0].rows
    assert [one.where for one in folder.unread + listed.unread] == ["c.json", "[2]"]


def test_a_damaged_file_alone_is_refused() -> None:
    """A single file that is no JSON is an error with its line."""
    with pytest.raises(ReaderError, match="not JSON"):
        DeepEvalReader().read(MemorySource(json.dumps(TRACE).encode()[:-5], "a.json"), PLAIN)
