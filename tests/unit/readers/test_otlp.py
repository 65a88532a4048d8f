"""OTLP/JSON in all its spellings, and what is wrong with it by its place."""

from __future__ import annotations

import base64
import json

import pytest

from evalreport.errors import ReaderError
from evalreport.model.evaluation import CaseResult, Score
from evalreport.model.trace import Feedback, Review
from evalreport.readers.base import ReadOptions
from evalreport.readers.otlp import OtlpReader
from tests.unit.readers.memory import PLAIN, MemorySource, as_json, read_whole
from tests.unit.readers.otlp_lines import (
    AGENT,
    CHAT,
    TOOL,
    TRACE,
    Written,
    attributes,
    batch,
    event,
    lines,
    read_spans,
    row_of,
    span,
)

ROOT = span(1, None, (0, 10), AGENT)
CALL = span(2, 1, (1, 2), CHAT | {"gen_ai.usage.input_tokens": 5})


def rows(source: MemorySource) -> tuple[CaseResult, ...]:
    """The rows of a file that the reader must claim."""
    (run,) = read_whole(OtlpReader(), source).runs
    return run.rows


@pytest.mark.parametrize(
    "source",
    [
        lines(batch([ROOT, CALL])),
        lines(batch([CALL]), batch([ROOT])),
        lines(*(entry for one in (ROOT, CALL) for entry in [json.loads(json.dumps(batch([one])))["resourceSpans"][0]])),
        as_json(batch([ROOT, CALL])),
        MemorySource(json.dumps(batch([ROOT, CALL]), indent=2).encode(), "t.json"),
        MemorySource(b"\xef\xbb\xbf" + json.dumps(batch([ROOT, CALL])).encode(), "t.jsonl"),
        lines(batch([ROOT]), batch([CALL]), name="t.json"),
        as_json(json.loads(json.dumps(batch([ROOT, CALL])).replace("scopeSpans", "instrumentationLibrarySpans"))),
    ],
    ids=["one-line", "split", "entries", "one-document", "pretty", "bom", "lines-in-json", "old-name"],
)
def test_every_way_to_write_the_spans_gives_the_same_row(source: MemorySource) -> None:
    """A document, lines of batches and lines of their entries mean the same."""
    assert rows(source) == rows(lines(batch([ROOT, CALL])))


def test_ids_and_numbers_may_be_written_as_protobuf_does() -> None:
    """Ids in base64 or upper case, and numbers as numbers, are the same ids and numbers."""
    trace = base64.b64encode(bytes.fromhex(TRACE)).decode()
    own, parent = (base64.b64encode(bytes.fromhex(f"{number:016x}")).decode() for number in (2, 1))
    call = CALL | {
        "traceId": trace,
        "spanId": own,
        "parentSpanId": parent,
        "startTimeUnixNano": 1_700_000_001_000_000_000,
        "attributes": [*attributes(CHAT), {"key": "gen_ai.usage.input_tokens", "value": {"intValue": 5}}],
    }
    assert row_of(ROOT | {"traceId": TRACE.upper()}, call) == row_of(ROOT, CALL)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"openinference.span.kind": "TOOL", "tool.name": "pay", "input.value": "{}", "output.value": "ok"}, "tool"),
        ({"traceloop.span.kind": "tool", "traceloop.entity.name": "pay"}, "tool"),
        ({"gen_ai.tool.name": "pay"}, "tool"),
        ({"openinference.span.kind": "LLM", "llm.model_name": "m", "llm.token_count.prompt": 5}, "llm"),
        ({"gen_ai.request.model": "m", "gen_ai.usage.prompt_tokens": 5}, "llm"),
    ],
)
def test_each_convention_names_tools_and_models(said: dict[str, object], kind: str) -> None:
    """GenAI, OpenInference and OpenLLMetry attributes are known by their own names."""
    row = row_of(ROOT, span(2, 1, (1, 2), said))
    assert [call.name for call in row.tools or ()] == (["pay"] if kind == "tool" else [])
    assert (row.tokens_in, len(row.trace.uses) if row.trace else None) == ((5, 1) if kind == "llm" else (None, 0))


def test_the_outermost_texts_and_facts_are_the_runs() -> None:
    """Input and output come from the outermost span that has them, and its short attributes are metadata."""
    asked = json.dumps([{"role": "user", "parts": [{"type": "text", "content": "May I?"}]}])
    root = span(1, None, (0, 9), AGENT | {"gen_ai.input.messages": asked, "tenant": "acme", "session.id": "s"})
    call = span(2, 1, (1, 2), CHAT | {"input.value": "prompt", "output.value": "Yes."})
    (run,) = read_whole(OtlpReader(), lines(batch([call, root], {"service.name": "help", "service.version": "2"}))).runs
    (row,) = run.rows
    assert (row.input, row.output) == ("May I?", "Yes.")
    assert row.metadata == {"release": "2", "service": "help", "session": "s", "tenant": "acme"}


@pytest.mark.parametrize(
    ("said", "score", "feedback"),
    [
        ({"value": 0.5, "label": "so-so"}, Score(name="x", value=0.5, text="so-so"), ()),
        ({"label": "pass"}, Score(name="x", passed=True, text="pass"), ()),
        ({"value": -1}, Score(name="x", value=-1.0), ()),
        (
            {"name": "user_feedback", "value": 1},
            Score(name="user_feedback", value=1.0),
            (Feedback(source="user", good=True),),
        ),
        (
            {"name": "operator-feedback", "label": "thumbs_down"},
            Score(name="operator-feedback", text="thumbs_down"),
            (Feedback(source="operator", good=False, label="thumbs_down"),),
        ),
    ],
)
def test_evaluations_are_scores_and_feedback_by_its_name(
    said: dict[str, object], score: Score, feedback: tuple[Feedback, ...]
) -> None:
    """An evaluation event is a score, as an event of a span and as a log record under the span's ids."""
    named = {"gen_ai.evaluation.name": said.pop("name", "x")}
    named |= {f"gen_ai.evaluation.score.{name}": value for name, value in said.items()}
    happened = event("gen_ai.evaluation.result", named)
    record = {"traceId": TRACE, "eventName": happened["name"], "attributes": happened["attributes"]}
    logs = {"resourceLogs": [{"scopeLogs": [{"logRecords": [record]}]}]}
    for row in (row_of(ROOT | {"events": [happened]}), *rows(lines(logs, batch([ROOT])))):
        assert row.scores == (score,)
        assert row.trace is not None
        assert row.trace.feedback == feedback


def test_an_evaluation_given_again_is_the_later_one() -> None:
    """Of two scores of one name the one given last counts, wherever it stands."""
    name = {"gen_ai.evaluation.name": "x"}
    early, late = (event("gen_ai.evaluation.result", name | {"gen_ai.evaluation.score.value": at}, at) for at in (1, 2))
    assert row_of(ROOT | {"events": [late, early]}).scores == (Score(name="x", value=2.0),)


def test_people_are_told_by_our_own_attributes() -> None:
    """Reviews, approvals of calls, feedback and labels come as attributes of spans and events."""
    refused = event("refused", {"evalreport.review.kind": "refusal", "evalreport.review.by": "ana"})
    looked = event(
        "looked", {"evalreport.review.by": "bo", "evalreport.review.minutes": 2.5, "evalreport.review.note": "fine"}
    )
    row = row_of(
        span(1, None, (0, 9), AGENT | {"evalreport.label": "vip", "evalreport.feedback.good": True}, events=[looked]),
        span(2, 1, (1, 2), TOOL, events=[refused]),
        span(3, 1, (2, 3), TOOL | {"evalreport.tool.approved": True}),
    )
    assert row.trace is not None
    assert row.trace.reviews == (
        Review(kind="review", by="bo", minutes=2.5, note="fine", at="2023-11-14T22:13:20.500Z"),
        Review(kind="refusal", by="ana", tool="pay", at="2023-11-14T22:13:20.500Z"),
    )
    assert [call.approved for call in row.tools or ()] == [False, True]
    assert (row.labels, row.trace.feedback) == (("vip",), (Feedback(source="user", good=True),))


SPAN = "line 2: resourceSpans[0].scopeSpans[0].spans[0]"
HUGE = "9" * 400


@pytest.mark.parametrize(
    ("bad", "why", "spans"),
    [
        ({"traceId": 5}, "a span cannot be read: Expected `str | null`, got `int` - at `$.traceId`", 1),
        (CALL | {"traceId": ""}, "a span cannot be read: a span has no traceId", 1),
        (CALL | {"traceId": "0" * 32}, "a span cannot be read: a span has no traceId", 1),
        (CALL | {"spanId": None}, "a span cannot be read: a span has no spanId", 1),
        (span(2, 1, (2, 1)), "a span ends before it starts, so its duration is unknown", 2),
        (span(2, 7), "the parent '0000000000000007' of a span is not in its trace", 2),
        (ROOT | {"name": "other"}, "another span has the id '0000000000000001', and the fuller of them is kept", 1),
        (span(2, 2), "the span '0000000000000002' is its own parent, over 1 spans", 2),
        (CALL | {"startTimeUnixNano": HUGE}, f"startTimeUnixNano: '{HUGE[:40]}' is a number of too many digits", 2),
        (
            CALL | {"endTimeUnixNano": "soon"},
            "endTimeUnixNano: 'soon' is invalid literal for int() with base 10: 'soon'",
            2,
        ),
        (
            span(2, 1, said=CHAT | {"gen_ai.usage.input_tokens": float("nan")}),
            "gen_ai.usage.input_tokens: nan where a number from 0 is due",
            2,
        ),
        (
            span(2, 1, said=CHAT | {"gen_ai.usage.input_tokens": -3}),
            "gen_ai.usage.input_tokens: -3 where a number from 0 is due",
            2,
        ),
        (span(2, 1, said={"evalreport.review.kind": "wave"}), "the kind of review 'wave' is none of", 2),
        (
            span(2, 1, events=[event("gen_ai.evaluation.result", {"gen_ai.evaluation.name": "x"})]),
            "the evaluation 'x' has neither value nor label",
            2,
        ),
    ],
)
def test_a_fault_has_its_place_and_costs_nothing_else(bad: Written, why: str, spans: int) -> None:
    """Each kind of damage is one finding with its line and path, and every other span is read."""
    found = read_spans(ROOT, bad)
    (row,) = found.runs[0].rows
    assert [one.where for one in found.unread] == [SPAN]
    assert found.unread[0].why.startswith(why)
    assert (row.trace.spans if row.trace else None, row.latency_s) == (spans, 10.0)


def test_a_circle_of_parents_is_told_once() -> None:
    """Spans that are their own parents over others lose them; the run is read all the same."""
    found = read_spans(ROOT, span(2, 4), span(3, 2), span(4, 3), span(5, 4))
    assert [one.why for one in found.unread] == ["the span '0000000000000002' is its own parent, over 3 spans"]
    assert found.runs[0].rows[0].latency_s == 10.0


def test_a_span_alone_may_be_its_own_parent() -> None:
    """The smallest circle is one too: a judge that stands under itself ends the walk as any other span."""
    found = read_spans(span(2, 2, said={"openinference.span.kind": "EVALUATOR"}))
    assert [one.why for one in found.unread] == ["the span '0000000000000002' is its own parent, over 1 spans"]


def test_a_line_that_is_cut_costs_itself() -> None:
    """Damage of one line leaves the lines around it; an evaluation of a trace without a span is told."""
    cut = json.dumps(batch([CALL]))[:-9].encode()
    source = MemorySource(json.dumps(batch([ROOT])).encode() + b"\n" + cut + b"\n\n" + b'["no batch"]\n', "t.jsonl")
    found = read_whole(OtlpReader(), source)
    assert [(one.where, one.why.split(":")[0]) for one in found.unread] == [
        ("line 2", "not JSON"),
        ("line 4", "Expected `object`, got `array`"),
    ]
    assert len(found.runs[0].rows) == 1


def test_spans_sent_twice_count_once() -> None:
    """An exporter that got no answer sends again: that is a warning, and no fault."""
    found = read_spans(ROOT, CALL, CALL)
    assert found.unread == ()
    assert found.runs[0].warnings == ("1 spans came again, word for word, and count once",)
    assert found.runs[0].rows == read_spans(ROOT, CALL).runs[0].rows


def test_a_trace_may_stand_in_several_files_of_a_folder() -> None:
    """The files of a folder are read as one stream, and faults name the file."""
    members = {
        "b.jsonl": json.dumps(batch([ROOT])).encode(),
        "a.jsonl": json.dumps(batch([CALL | {"traceId": ""}, CALL])).encode(),
        "README.md": b"About",
    }
    found = read_whole(OtlpReader(), MemorySource(members=members, name="window"))
    assert found.runs[0].rows == read_spans(ROOT, CALL).runs[0].rows
    assert found.unread[0].where == "a.jsonl, line 1: resourceSpans[0].scopeSpans[0].spans[0]"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"resourceMetrics": []}, "it holds metrics"),
        ({"resourceLogs": []}, "there is no entry of resourceSpans with a span in it"),
        (batch([{"traceId": 1}]), "line 1: resourceSpans[0].scopeSpans[0].spans[0]: a span cannot be read"),
    ],
)
def test_a_file_without_spans_is_refused_with_the_reason(data: Written, reason: str) -> None:
    """Metrics, logs and nothing but damage are no result."""
    with pytest.raises(ReaderError, match="no span that can be read") as caught:
        OtlpReader().read(lines(data), PLAIN)
    assert reason in caught.value.message
    assert caught.value.slug == "result-empty"


def test_hostile_ids_and_names_are_data() -> None:
    """Ids that are paths or markup stay the texts they are."""
    row = row_of(ROOT | {"traceId": "../../<script>", "spanId": "a b\n"})
    assert row.case_id == "../../<script>"


def test_the_manifest_may_name_the_suite() -> None:
    """Rows belong to the suite that the manifest names."""
    result = OtlpReader().read(lines(batch([ROOT])), ReadOptions(suite="live"))
    assert {result.runs[0].suite, result.runs[0].rows[0].suite} == {"live"}
