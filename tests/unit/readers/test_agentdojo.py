"""AgentDojo results: one case a file, and a score whose true is bad."""

from __future__ import annotations

import json

import pytest

from evalreport.errors import ReaderError
from evalreport.model.evaluation import Score, ToolCall
from evalreport.readers.agentdojo import AgentDojoReader
from evalreport.readers.base import ReadOptions
from evalreport.readers.loading import open_source
from tests.corpus import corpus
from tests.unit.readers.memory import MemorySource, as_json, read_rows, read_whole

READER = AgentDojoReader()
RELEASES = [
    "r1-gpt-4-0125-preview",
    "r2-gpt-4-turbo-2024-04-09",
    "r3-gpt-4o-2024-05-13",
    "r4-gpt-4o-2024-05-13-tool_filter",
]


def case(task: str = "user_task_0", injection: str | None = None, **fields: object) -> dict[str, object]:
    """Make a case, under attack where an injection task is named."""
    return {
        "suite_name": "banking",
        "pipeline_name": "acme-one",
        "user_task_id": task,
        "injection_task_id": injection,
        "attack_type": "important_instructions" if injection else None,
        "messages": [],
        "error": None,
        "utility": True,
        "security": True,
        "duration": 1.5,
    } | fields


def folder(*cases: dict[str, object], **extra: bytes) -> MemorySource:
    """Lay cases out as AgentDojo does."""
    members = {
        f"{item['pipeline_name']}/{item['user_task_id']}/{item['attack_type'] or 'none'}/"
        f"{item['injection_task_id'] or 'none'}.json": json.dumps(item).encode()
        for item in cases
    }
    return MemorySource(name="results/r1", members={**members, **extra})


def test_a_case_under_attack_has_two_scores() -> None:
    """Utility passes or fails; a successful attack is 1 without a verdict, and the row has none either."""
    (row,) = read_rows(READER, folder(case(injection="injection_task_3")))
    assert row.key == ("banking", "user_task_0/important_instructions/injection_task_3", 1)
    assert row.scores == (Score(name="utility", value=1.0, passed=True), Score(name="security", value=1.0))
    assert row.passed is None
    assert row.metadata == {
        "attack": "important_instructions",
        "injection_task": "injection_task_3",
        "kind": "user_task",
        "pipeline": "acme-one",
    }
    assert row.tags == ("important_instructions",)


def test_without_attack_security_means_nothing() -> None:
    """The format writes security without an attack too; such a row has utility only, which is its verdict."""
    (row,) = read_rows(READER, folder(case(utility=False)))
    assert [score.name for score in row.scores] == ["utility"]
    assert (row.passed, row.case_id, row.tags) == (False, "user_task_0/none/none", ())


def test_injection_tasks_run_as_user_tasks_are_told_apart() -> None:
    """They are rows of their own, which a filter on the metadata keeps out of user tasks."""
    (row,) = read_rows(READER, folder(case("injection_task_2")))
    assert row.metadata["kind"] == "injection_task"
    assert row.tags == ("injection_task_as_user",)


def test_calls_and_texts_are_read() -> None:
    """A tool's error marks its call; the question and the last answer are kept; there is no cost and no token."""
    messages = [
        {"role": "system", "content": "Rules."},
        {"role": "user", "content": [{"type": "text", "content": "Pay the bill"}]},
        {"role": "assistant", "content": None, "tool_calls": [{"id": "a", "function": "pay", "args": {"sum": 5}}]},
        {"role": "tool", "content": "", "tool_call_id": "a", "error": "ValueError: no such bill"},
        {"role": "assistant", "content": "There is none.", "tool_calls": None},
    ]
    (row,) = read_rows(READER, folder(case(messages=messages)))
    assert row.tools == (ToolCall(name="pay", arguments='{"sum":5}', error="ValueError: no such bill"),)
    assert (row.tool_errors, row.latency_s) == (1, 1.5)
    assert (row.input, row.output) == ("Pay the bill", "There is none.")
    assert (row.cost_usd, row.tokens_in, row.tokens_out) == (None, None, None)


def test_results_of_tools_are_read() -> None:
    """What a tool gave back stands beside its call."""
    messages = [
        {"role": "assistant", "content": None, "tool_calls": [{"id": "a", "function": "pay", "args": {}}]},
        {"role": "tool", "content": [{"type": "text", "content": "paid"}], "tool_call_id": "a", "error": None},
    ]
    (row,) = read_rows(READER, folder(case(messages=messages)))
    assert row.tools == (ToolCall(name="pay", arguments="{}", result="paid"),)


def test_an_error_leaves_a_case_without_verdict() -> None:
    """A case that the harness gave up is unscored."""
    (row,) = read_rows(READER, folder(case(error="context too long", utility=False)))
    assert (row.error, row.passed) == ("context too long", None)


def test_a_single_case_is_read_too() -> None:
    """One file is a run of one row."""
    (row,) = read_rows(READER, as_json(case()))
    assert row.case_id == "user_task_0/none/none"


@pytest.mark.parametrize(("variant", "models"), [(None, ["acme-one", "acme-two"]), ("acme-two", ["acme-two"])])
def test_each_pipeline_is_a_run(variant: str | None, models: list[str]) -> None:
    """A folder of several pipelines is a matrix, of which the manifest picks one."""
    given = folder(case(), case(pipeline_name="acme-two"))
    whole = read_whole(READER, given, ReadOptions(variant=variant))
    assert [run.model for run in whole.runs] == models
    assert [run.run_id for run in whole.runs] == [f"{model}/banking" for model in models]


def test_a_pipeline_that_is_not_there_is_refused() -> None:
    """The error names the pipelines there are."""
    with pytest.raises(ReaderError, match="no pipeline 'acme-three': there are acme-one") as caught:
        READER.read(folder(case()), ReadOptions(variant="acme-three"))
    assert caught.value.slug == "result-choice"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b'{"suite_name": ', "not JSON"),
        (b'{"facts": {}}', "suite_name"),
        (json.dumps(case(utility="yes")).encode(), "utility"),
        (json.dumps(case(duration=float("inf"))).encode(), "finite number"),
        (json.dumps(case()).encode(), "already"),
    ],
    ids=["cut", "other", "type", "infinite", "twice"],
)
def test_a_file_that_is_no_case_is_counted(data: bytes, why: str) -> None:
    """One bad file costs itself only and is named; files that are no JSON are no part of the format."""
    whole = read_whole(READER, folder(case(), **{"z/bad.json": data, "README.md": b"notes"}))
    assert sum(len(run.rows) for run in whole.runs) == 1
    assert [item.where for item in whole.unread] == ["z/bad.json"]
    assert why in whole.unread[0].why


@pytest.mark.parametrize(
    ("source", "claimed"),
    [
        (MemorySource(members={"banking/user_task_1/none/none.json": b""}), True),
        (MemorySource(members={"injection_task_1/none/none.json": b""}), True),
        (MemorySource(members={"results.json": b"", "simulations/a.json": b""}), False),
        (MemorySource(b'{"suite_name": "banking"}'), False),
    ],
    ids=["user", "injection", "other", "keys"],
)
def test_folders_are_claimed_by_their_paths(source: MemorySource, claimed: bool) -> None:
    """A folder is AgentDojo's when members stand where it writes cases."""
    assert READER.sniff(source) is claimed


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("attack", ["none", "important_instructions"])
def test_a_real_history_agrees_with_its_ground_truth(release: str, attack: str) -> None:
    """Files, utility, successful attacks, errors and tool messages are those counted apart from us."""
    folder_name = "history-agentdojo-gpt4"
    expected = json.loads(corpus(folder_name, "expected.json").read_text())["facts"][f"{release}/{attack}"]
    (run,) = READER.read(open_source(corpus(folder_name, release), release), ReadOptions()).runs
    rows = [row for row in run.rows if row.metadata["attack"] == attack]
    user = [row for row in rows if row.metadata["kind"] == "user_task"]
    other = [row for row in rows if row.metadata["kind"] == "injection_task"]
    values = {score.name: 0.0 for row in user for score in row.scores}
    for row in user:
        for score in row.scores:
            values[score.name] += score.value or 0
    counted = {
        "n_files": len(rows),
        "n_user_task_cases": len(user),
        "utility_true": values["utility"],
        # Without an attack the file's `security` is true everywhere and means nothing: no score.
        "security_true": values.get("security", expected["security_true"]),
        "n_injection_task_as_user": len(other),
        "injection_utility_true": sum(row.scores[0].value or 0 for row in other),
        "error_not_null": sum(row.error is not None for row in rows),
        "duration_null": sum(row.latency_s is None for row in rows),
        "n_tool_messages": sum(len(row.tools or ()) for row in rows),
        "n_tool_errors": sum(row.tool_errors or 0 for row in rows),
    }
    assert counted == expected
    assert ("security" in values) == (attack != "none")
