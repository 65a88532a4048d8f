"""Langfuse exports: the API's spelling and the export's mean the same, in one file or several."""

from __future__ import annotations

import json

import pytest

from evalreport.errors import ReaderError
from evalreport.model.evaluation import CaseResult, Score
from evalreport.model.trace import Feedback, ModelUse, Review
from evalreport.readers.langfuse import LangfuseReader
from evalreport.readers.langfuse_schema import snake
from tests.unit.readers.memory import PLAIN, MemorySource, as_json, read_whole

Written = dict[str, object]


def at(seconds: float) -> str:
    """Write a time of the run."""
    return f"2026-05-05T18:12:{seconds:06.3f}Z"


def observation(own: str, kind: str, when: tuple[float, float | None], **more: object) -> Written:
    """Write an observation as the API does."""
    end = None if when[1] is None else at(when[1])
    return {
        "id": own,
        "traceId": "t-1",
        "type": kind,
        "name": own,
        "parentObservationId": "root",
        "startTime": at(when[0]),
        "endTime": end,
        "level": "DEFAULT",
        **more,
    }


ROOT = observation("root", "AGENT", (0, 9), parentObservationId=None)
CALL = observation(
    "call",
    "GENERATION",
    (1, 2),
    model="acme/one",
    usageDetails={"input": 5, "input_cached_tokens": 30, "output": 2, "total": 37},
    costDetails={"total": 0.5},
    calculatedTotalCost=0.5,
)
TOOL = observation("pay", "TOOL", (2, 3), input={"sum": 5}, output="paid", level="ERROR", statusMessage="late")
SCORE: Written = {
    "id": "s",
    "traceId": "t-1",
    "observationId": None,
    "name": "brief",
    "value": 1,
    "dataType": "BOOLEAN",
}
TRACE: Written = {
    "id": "t-1",
    "timestamp": at(0),
    "name": "support",
    "userId": "u",
    "sessionId": "s",
    "release": "2",
    "tags": ["night"],
    "metadata": {"tenant": "acme"},
    "input": "May I?",
    "output": [{"role": "assistant", "content": "Yes."}],
    "htmlPath": "/trace/t-1",
}
WHOLE = TRACE | {"observations": [CALL, TOOL, ROOT], "scores": [SCORE]}


def row_of(*observations: Written, scores: tuple[Written, ...] = ()) -> CaseResult:
    """Read a trace with these observations."""
    source = as_json(TRACE | {"observations": list(observations), "scores": list(scores)})
    (row,) = read_whole(LangfuseReader(), source).runs[0].rows
    return row


def test_a_trace_is_a_row() -> None:
    """Tools, tokens with the cached ones, cost and facts are the run's."""
    row = row_of(CALL, TOOL, ROOT, scores=(SCORE,))
    assert (row.case_id, row.latency_s, row.started_at, row.tags) == ("t-1", 9.0, at(0), ("night",))
    assert (row.input, row.output, row.error) == ("May I?", "Yes.", None)
    assert [(call.name, call.arguments, call.result, call.error) for call in row.tools or ()] == [
        ("pay", '{"sum": 5}', "paid", "late")
    ]
    assert (row.tokens_in, row.tokens_out, row.cost_usd) == (35, 2, 0.5)
    assert row.metadata == {"release": "2", "session": "s", "tenant": "acme", "user": "u"}
    assert row.scores == (Score(name="brief", value=1.0),)
    assert row.trace is not None
    assert row.trace.uses == (ModelUse(model="acme/one", tokens_in=35, tokens_out=2, tokens_cached=30, at=at(1)),)


def as_lines(*records: Written) -> bytes:
    """Write records in the export's spelling, a line each."""
    times = [{**snake(one), "input": one.get("input")} for one in records]
    return "".join(json.dumps(one) + "\n" for one in times).encode()


@pytest.mark.parametrize(
    "source",
    [
        as_json({"data": [TRACE, CALL, TOOL, ROOT, SCORE], "meta": {"page": 1}}),
        as_json([ROOT, SCORE, CALL, TOOL, TRACE]),
        MemorySource(as_lines(TOOL, TRACE, CALL, ROOT, SCORE), "export.jsonl"),
        MemorySource(
            members={
                "observations/1.jsonl": as_lines(CALL, ROOT),
                "observations/2.jsonl": as_lines(TOOL),
                "scores/1.jsonl": as_lines(SCORE | {"source": "EVAL"}),
                "traces/1.json": json.dumps([snake(TRACE) | {"bookmarked": False}]).encode(),
            }
        ),
    ],
    ids=["api-list", "list", "lines", "folder"],
)
def test_every_form_of_the_export_gives_the_same_row(source: MemorySource) -> None:
    """Records are joined by the trace's id, in whatever file and order they stand."""
    assert (
        read_whole(LangfuseReader(), source).runs[0].rows == read_whole(LangfuseReader(), as_json(WHOLE)).runs[0].rows
    )


@pytest.mark.parametrize(
    ("changes", "cost", "tokens"),
    [
        ({"calculatedTotalCost": 0, "costDetails": {}}, None, 35),
        ({"calculatedTotalCost": None, "totalCost": None, "costDetails": {"total": 0.25}}, 0.25, 35),
        ({"calculatedTotalCost": None, "costDetails": None}, None, 35),
        ({"usageDetails": {}, "usage": {"input": 7, "output": 1, "unit": "TOKENS"}}, 0.5, 7),
        ({"usageDetails": None, "usage": {"input": 7, "unit": "CHARACTERS"}}, 0.5, None),
    ],
    ids=["no-price", "details", "none", "old-usage", "characters"],
)
def test_what_is_not_stated_is_unknown(changes: Written, cost: float | None, tokens: int | None) -> None:
    """A total of 0 without details is no price, and characters are no tokens."""
    row = row_of(ROOT, CALL | changes)
    assert (row.cost_usd, row.tokens_in) == (cost, tokens)


@pytest.mark.parametrize(
    ("changes", "score", "reviews", "feedback"),
    [
        (
            {"source": "ANNOTATION", "comment": "fine", "authorUserId": "ana", "timestamp": at(8)},
            Score(name="brief", value=1.0, explanation="fine"),
            (Review(kind="review", by="ana", note="fine", at=at(8)),),
            (),
        ),
        (
            {"name": "user-feedback", "value": 0, "comment": "no"},
            Score(name="user-feedback", value=0.0, explanation="no"),
            (),
            (Feedback(source="user", good=False, comment="no"),),
        ),
        (
            {"dataType": "CATEGORICAL", "value": 3, "stringValue": "calm"},
            Score(name="brief", text="calm"),
            (),
            (),
        ),
    ],
    ids=["annotation", "feedback", "category"],
)
def test_scores_tell_of_people(
    changes: Written, score: Score, reviews: tuple[Review, ...], feedback: tuple[Feedback, ...]
) -> None:
    """A person's score is a review, a score named after feedback is feedback, and a category is no number."""
    row = row_of(ROOT, scores=(SCORE | changes,))
    assert row.trace is not None
    assert (row.scores, row.trace.reviews, row.trace.feedback) == ((score,), reviews, feedback)


def test_several_outermost_observations_are_one_run() -> None:
    """The run lasts from the first start to the last end, and an event is no step without an end."""
    parts = [
        observation("a", "SPAN", (1, 2), parentObservationId=""),
        observation("b", "EVENT", (6, None), parentObservationId=None),
    ]
    row = row_of(*parts)
    assert row.trace is not None
    assert (row.latency_s, row.trace.ended, row.trace.spans, row.trace.stalls) == (5.0, True, 2, ())


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (CALL | {"startTime": "noon"}, "a record cannot be read: the time 'noon' is not ISO 8601"),
        (CALL | {"usageDetails": {"input": -5}}, "a record cannot be read: -5 tokens"),
        (SCORE | {"value": None}, "a record cannot be read: the score 'brief' has no value"),
        (CALL | {"endTime": at(0)}, "a span ends before it starts"),
        ({"traceId": "t-1"}, "a record cannot be read: Object missing required field `name`"),
    ],
)
def test_a_faulty_record_has_its_place(bad: Written, why: str) -> None:
    """What cannot be read of one record is told by its line, and the others are read."""
    found = read_whole(LangfuseReader(), MemorySource(as_lines(ROOT, bad) + b"5\n", "export.jsonl"))
    assert [one.where for one in found.unread] == ["line 2", "line 3"]
    assert found.unread[0].why.startswith(why)
    assert len(found.runs[0].rows) == 1


def test_scores_without_an_observation_are_no_run() -> None:
    """A file of scores alone names runs that are not in it."""
    with pytest.raises(ReaderError, match="an evaluation of it, and no span"):
        LangfuseReader().read(MemorySource(as_lines(SCORE), "scores.jsonl"), PLAIN)
