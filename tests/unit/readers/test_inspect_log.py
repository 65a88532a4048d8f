"""Inspect logs: samples become rows, letters numbers, and headlines are counted again."""

from __future__ import annotations

import json
import math

import pytest

from evalreport.errors import ReaderError
from evalreport.model.evaluation import Contradiction, Score, ToolCall
from evalreport.readers.base import ReadOptions
from evalreport.readers.inspect_log import InspectReader
from tests.unit.readers.memory import MemorySource, as_json, as_zip, read_rows, read_run, read_whole

READER = InspectReader()


def sample(case: object = "refund-1", epoch: int = 1, value: object = "C", **fields: object) -> dict[str, object]:
    """Make a sample with one score named match."""
    return {"id": case, "epoch": epoch, "input": "May I?", "scores": {"match": {"value": value}}, **fields}


def log(*samples: object, **fields: object) -> dict[str, object]:
    """Make a log of samples that ended well and states their number."""
    count = len(samples)
    return {
        "version": 2,
        "status": "success",
        "eval": {"task": "refunds", "run_id": "run-1", "model": "acme/one", "created": "2026-01-02T03:04:05+00:00"},
        "results": {"total_samples": count, "completed_samples": count, "scores": []},
        "samples": list(samples),
    } | fields


def stating(value: float, metric: str = "accuracy", **fields: object) -> dict[str, object]:
    """Make the results block of a log that states one metric of the scorer match."""
    score = {"name": "match", "scorer": "match", "metrics": {metric: {"name": metric, "value": value}}, **fields}
    return {"total_samples": 2, "completed_samples": 2, "scores": [score]}


def zipped(value: dict[str, object]) -> MemorySource:
    """Write a log as an archive."""
    header = {key: part for key, part in value.items() if key != "samples"}
    samples = value["samples"]
    assert isinstance(samples, list)
    members = {f"samples/{index}.json": part for index, part in enumerate(samples)}
    return MemorySource(as_zip({"_journal/start.json": {}, **members, "header.json": header}), "results/run.eval")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("C", Score(name="match", value=1.0, passed=True, text="C")),
        ("I", Score(name="match", value=0.0, passed=False, text="I")),
        ("N", Score(name="match", value=0.0, passed=False, text="N")),
        ("P", Score(name="match", value=0.5, passed=None, text="P")),
        (True, Score(name="match", value=1.0, passed=True)),
        (False, Score(name="match", value=0.0, passed=False)),
        (0.25, Score(name="match", value=0.25)),
        (3, Score(name="match", value=3.0)),
        (math.nan, Score(name="match", text="NaN")),
        ("rude", Score(name="match", text="rude")),
        ([1, 0], Score(name="match", text="[1, 0]")),
        (None, Score(name="match")),
    ],
    ids=str,
)
def test_a_score_keeps_what_its_value_means(value: object, expected: Score) -> None:
    """Letters and truth values pass or fail, numbers leave it to the scorecard, all else stays text."""
    (row,) = read_rows(READER, as_json(log(sample(value=value))))
    assert row.scores == (expected,)
    assert row.passed is expected.passed


def test_a_mapping_of_scores_gives_one_score_an_entry() -> None:
    """Entries are named scorer.entry, and a row with several verdicts has none of its own."""
    (row,) = read_rows(READER, as_json(log(sample(value={"strict": True, "loose": False, "words": 3}))))
    assert [(score.name, score.value, score.passed) for score in row.scores] == [
        ("match.strict", 1.0, True),
        ("match.loose", 0.0, False),
        ("match.words", 3.0, None),
    ]
    assert row.passed is None


@pytest.mark.parametrize("write", [as_json, zipped], ids=["json", "eval"])
def test_both_containers_give_the_same_run(write: object) -> None:
    """A log as JSON and the same log as an archive have the same rows, in the order of epoch and case."""
    assert callable(write)
    run = read_run(READER, write(log(sample(10), sample(9), sample(9, epoch=2), sample("b"))))
    assert [(row.case_id, row.epoch) for row in run.rows] == [("9", 1), ("10", 1), ("b", 1), ("9", 2)]
    assert (run.run_id, run.suite, run.model, run.complete) == ("run-1", "refunds", "acme/one", True)
    assert run.warnings == ()


def test_a_row_holds_what_the_sample_measured() -> None:
    """Tokens are the candidate's without the grader's; time, cost, labels, tags and metadata are taken over."""
    usage = {"acme/one": {"input_tokens": 7, "output_tokens": 2}, "acme/judge": {"input_tokens": 900}}
    metadata = {"cost_usd": 0.25, "tags": ["refund"], "labels": ["slow"], "tier": 2, "nested": {"no": 1}}
    score = {"value": "I", "explanation": "Wrong sum.", "metadata": {"grading": [], "label": "wrong_amount"}}
    given = sample(
        model_usage=usage,
        metadata=metadata,
        scores={"model_graded_fact": score},
        total_time=3.5,
        working_time=2.5,
        uuid="abc",
        limit={"type": "token", "limit": 50},
        output={"completion": "No."},
    )
    (row,) = read_rows(READER, as_json(log(given)))
    assert (row.tokens_in, row.tokens_out, row.cost_usd, row.latency_s) == (7, 2, 0.25, 3.5)
    assert row.labels == ("slow", "wrong_amount", "limit:token")
    assert row.tags == ("refund",)
    assert row.metadata == {"limit": "token", "tier": "2", "working_time": "2.5"}
    assert (row.trace_id, row.started_at) == ("abc", "2026-01-02T03:04:05+00:00")
    assert (row.input, row.output) == ("May I?", "No.")
    assert (row.scores[0].grader, row.scores[0].explanation) == ("model_graded_fact", "Wrong sum.")


def test_what_a_log_does_not_hold_stays_unknown() -> None:
    """Without usage, times and messages nothing is counted as zero."""
    (row,) = read_rows(READER, as_json(log(sample())))
    assert (row.tokens_in, row.tokens_out, row.cost_usd, row.latency_s) == (None, None, None, None)
    assert (row.tools, row.tool_errors, row.error, row.trace_id) == (None, None, None, None)


def test_tool_calls_are_joined_with_their_errors() -> None:
    """A call whose answer reports an error carries it, also where an id is used twice."""
    calls = [{"id": "a", "function": "refund", "arguments": {"sum": 5, "order": "x"}}]
    messages = [
        {"role": "user", "content": "May I?"},
        {"role": "assistant", "content": "", "tool_calls": calls},
        {"role": "tool", "tool_call_id": "a", "error": {"type": "permission", "message": "too much"}},
        {"role": "assistant", "content": "", "tool_calls": calls},
        {"role": "tool", "tool_call_id": "a", "content": "done"},
        {"role": "assistant", "content": [{"type": "reasoning", "reasoning": "…"}, {"type": "text", "text": "Done."}]},
    ]
    (row,) = read_rows(READER, as_json(log(sample(messages=messages))))
    arguments = '{"order":"x","sum":5}'
    assert row.tools == (
        ToolCall(name="refund", arguments=arguments, error="permission: too much"),
        ToolCall(name="refund", arguments=arguments, result="done"),
    )
    assert row.tool_errors == 1
    assert row.output == "Done."


def test_results_of_tools_are_put_back() -> None:
    """A long result that the log moved into an attachment stands beside its call."""
    calls = [{"id": "a", "function": "look", "arguments": {}}]
    content = f"attachment://{'0' * 32}"
    messages = [
        {"role": "assistant", "content": "", "tool_calls": calls},
        {"role": "tool", "tool_call_id": "a", "content": content},
    ]
    (row,) = read_rows(READER, as_json(log(sample(messages=messages, attachments={"0" * 32: "the whole order"}))))
    assert row.tools == (ToolCall(name="look", arguments="{}", result="the whole order"),)


def test_an_error_leaves_a_row_without_verdict() -> None:
    """A sample that failed in the harness is unscored even where a score was written."""
    (row,) = read_rows(READER, as_json(log(sample(error={"message": "Sandbox died", "traceback": "…"}))))
    assert (row.error, row.passed) == ("Sandbox died", None)


def test_attachments_are_put_back_and_texts_bounded() -> None:
    """Long texts that the log moved aside stand in the row again, cut visibly at 20,000 characters."""
    key = "0123456789abcdef0123456789abcdef"
    given = sample(input=f"Read: attachment://{key}", attachments={key: "x" * 30_000})
    (row,) = read_rows(READER, as_json(log(given)))
    assert row.input is not None
    assert row.input.startswith("Read: xxx")
    assert len(row.input) == 20_000


def test_a_conversation_as_input_keeps_the_roles() -> None:
    """Of several messages each stands after its role; pictures are named, not shown."""
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": "What is it?"}, {"type": "image", "image": "data:"}]},
    ]
    (row,) = read_rows(READER, as_json(log(sample(input=messages))))
    assert row.input == "system: Be brief.\n\nuser: What is it?\n[image]"


@pytest.mark.parametrize(
    ("fields", "complete", "warning"),
    [
        ({}, True, None),
        ({"status": "error", "results": None}, False, "the log's status is error"),
        ({"status": "cancelled"}, False, "the log's status is cancelled"),
        ({"status": "started", "results": None}, False, "the log's status is started"),
        ({"results": {"total_samples": 2, "completed_samples": 2}}, False, "1 of 2 samples are in the log"),
        ({"results": {"total_samples": 1, "completed_samples": 0}}, False, "0 of 1 samples were completed"),
        ({"samples": None}, False, "rows not included: the log holds no samples"),
        ({"samples": [sample(error={"message": "x"})]}, False, "every sample ended with an error"),
        ({"invalidated": True}, True, "the log says that samples were invalidated"),
    ],
)
def test_only_a_whole_run_is_complete(fields: dict[str, object], complete: bool, warning: str | None) -> None:
    """Anything but success with all samples is incomplete and says why."""
    run = read_run(READER, as_json(log(sample(), **fields)))
    assert run.complete is complete
    assert warning is None or warning in run.warnings


@pytest.mark.parametrize(
    ("results", "counted"),
    [
        (stating(0.5), None),
        (stating(0.82), 0.5),
        (stating(0.82, "mean", reducer="pass_at_1"), 0.5),
        (stating(0.82, "stderr"), None),
        (stating(0.82, reducer="at_least_2"), None),
        (stating(math.nan), None),
    ],
)
def test_a_headline_is_counted_again(results: dict[str, object], counted: float | None) -> None:
    """A stated mean that the samples do not bear out is a contradiction; other metrics are only shown."""
    run = read_run(READER, as_json(log(sample(1), sample(2, value="I"), results=results)))
    name = "match/mean" if "mean" in json.dumps(results) else "match/accuracy"
    assert run.contradictions == (() if counted is None else (Contradiction(what=name, stated=0.82, counted=counted),))


def test_epochs_are_reduced_before_the_mean() -> None:
    """A case run twice counts once: the mean is over cases, not over rows."""
    given = [sample(1), sample(2, value="I"), sample(2, epoch=2, value="I")]
    run = read_run(READER, as_json(log(*given, results=stating(0.5))))
    assert run.contradictions == ()
    assert run.stated == {"match/accuracy": 0.5}


def test_a_log_without_samples_still_states_its_headlines() -> None:
    """Headlines and tokens of the whole run are shown where no row can be."""
    stats = {"model_usage": {"acme/one": {"input_tokens": 5, "output_tokens": 3}}}
    run = read_run(READER, as_json(log(results=stating(0.431), stats=stats)))
    assert run.stated == {"match/accuracy": 0.431, "tokens_in": 5.0, "tokens_out": 3.0}
    assert run.rows == ()


def test_logs_of_version_1_are_read() -> None:
    """The only score of an old log gets the name of its scorer, and results are one object."""
    old = {"id": 1, "epoch": 1, "input": "May I?", "score": {"value": "C"}}
    results = {"scorer": {"name": "includes"}, "metrics": {"accuracy": {"name": "accuracy", "value": 0.0}}}
    whole = read_whole(READER, as_json(log(old, version=1, results=results)))
    (run,) = whole.runs
    assert [score.name for score in run.rows[0].scores] == ["includes"]
    assert run.contradictions == (Contradiction(what="includes/accuracy", stated=0.0, counted=1.0),)
    assert whole.format_version == "1"


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ({"id": None}, "Expected `int | str`"),
        (sample(epoch=0), "epoch 0"),
        (sample(total_time="fast"), "total_time"),
        (sample(metadata={"cost_usd": "free"}), '"free" where a '),
        ("no sample", "Expected `object`"),
    ],
    ids=["id", "epoch", "time", "cost", "text"],
)
def test_a_sample_that_cannot_be_read_is_counted(bad: object, why: str) -> None:
    """One bad sample costs itself only, is named with its place, and silences the check of headlines."""
    whole = read_whole(READER, as_json(log(sample(), bad, results=stating(0.0))))
    (run,) = whole.runs
    assert len(run.rows) == 1
    assert run.contradictions == ()
    assert [item.where for item in whole.unread] == ["samples[1]"]
    assert why in whole.unread[0].why


def test_a_case_that_stands_twice_is_read_once() -> None:
    """The second row of a case and epoch is named as unread, with the place of the first."""
    whole = read_whole(READER, as_json(log(sample(value="C"), sample(value="I"))))
    assert [row.passed for row in whole.runs[0].rows] == [True]
    assert whole.unread[0].why == "case refund-1, epoch 1 stands in samples[0] already"


def test_costs_that_are_all_zero_are_unknown() -> None:
    """A price of 0 with tokens used means that nobody knew the price."""
    given = sample(metadata={"cost_usd": 0.0}, model_usage={"acme/one": {"input_tokens": 5}})
    run = read_run(READER, as_json(log(given)))
    assert run.rows[0].cost_usd is None
    assert "the price is unknown" in run.warnings[0]


def test_the_manifest_can_name_the_suite() -> None:
    """The suite of the options stands in for the task."""
    (row,) = read_rows(READER, as_json(log(sample())), ReadOptions(suite="smoke"))
    assert row.suite == "smoke"


@pytest.mark.parametrize(
    ("data", "claimed"),
    [
        (b'\xef\xbb\xbf{"status": "success", "eval": {"run_id": "r", "task": "t"}}', True),
        (b'{"results": [{"eval": {"task": 1}}]}', False),
        (b'{"evalId": "e", "results": {}}', False),
        (b"<testsuite/>", False),
        (b"", False),
    ],
)
def test_only_inspect_logs_are_claimed(data: bytes, claimed: bool) -> None:
    """A JSON file is claimed by its block `eval` with a task, not by a word somewhere."""
    assert READER.sniff(MemorySource(data)) is claimed


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        (b'{"eval": {"task": "t"}, "samples": [', "json-syntax"),
        (b'{"eval": {"task": 5}}', "result-value"),
        (b'{"eval": {"task": "t"}, "results": ' + b"[" * 100_000, "json-depth"),
        (b'{"eval": {"task": "\xff"}}', "encoding"),
    ],
    ids=["cut", "type", "depth", "latin1"],
)
def test_a_damaged_log_is_refused_with_a_reason(data: bytes, slug: str) -> None:
    """What cannot be decoded at all is an error that names the file and the kind of damage."""
    with pytest.raises(ReaderError) as caught:
        READER.read(MemorySource(data), ReadOptions())
    assert caught.value.slug == slug
    assert str(caught.value).startswith("results/run.json")
