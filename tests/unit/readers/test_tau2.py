"""tau2-bench results: rewards, what failed, and costs that are no costs."""

from __future__ import annotations

import json
import math
from collections import Counter

import pytest

from evalreport.errors import ReaderError
from evalreport.model.evaluation import ToolCall
from evalreport.readers.base import ReadOptions
from evalreport.readers.loading import open_source
from evalreport.readers.tau2 import Tau2Reader
from tests.corpus import corpus
from tests.unit.readers.memory import MemorySource, as_json, read_rows, read_run, read_whole

READER = Tau2Reader()
INFO = {
    "num_trials": 1,
    "user_info": {"llm": "acme/user"},
    "agent_info": {"implementation": "llm_agent", "llm": "acme/one"},
    "environment_info": {"domain_name": "refunds", "policy": "Be kind."},
}
FILES = [
    ("tau2", "gpt-4.1_telecom_no-user_4trials_5tasks.json"),
    ("tau2", "gpt-4o_telecom_2025-08-10.json"),
    ("tau2", "qwen2.5-7b_telecom_no-user_4trials_5tasks.json"),
    ("tau2", "toolorchestra_airline_gpt-5_1trial.json"),
    ("history-tau2-finetune", "r1-gpt-4.1/airline.json"),
    ("history-tau2-finetune", "r1-gpt-4.1/retail.json"),
    ("history-tau2-finetune", "r2-ft-gpt-4.1/airline.json"),
    ("history-tau2-finetune", "r2-ft-gpt-4.1/retail.json"),
]


def simulation(task: object = "7", reward: object = 1.0, **fields: object) -> dict[str, object]:
    """Make a simulation that the user ended."""
    info = {"reward": reward, "reward_breakdown": {"DB": reward, "COMMUNICATE": 1.0}}
    return {
        "id": f"sim-{task}",
        "task_id": task,
        "trial": 0,
        "duration": 2.5,
        "termination_reason": "user_stop",
        "agent_cost": 0.25,
        "user_cost": 0.125,
        "reward_info": info,
        "messages": [],
    } | fields


def results(*simulations: object, **fields: object) -> dict[str, object]:
    """Make a results file with one task a simulation."""
    return {"timestamp": "t", "info": INFO, "tasks": [{}] * len(simulations), "simulations": list(simulations)} | fields


def call(name: str, requestor: str = "assistant", call_id: str = "c1", **arguments: object) -> dict[str, object]:
    """Make a tool call."""
    return {"id": call_id, "name": name, "arguments": arguments, "requestor": requestor}


def with_checks(*checks: tuple[dict[str, object], bool]) -> dict[str, object]:
    """Make a reward of 0 with these expected actions and whether each was taken."""
    found = [{"action": action, "action_match": match} for action, match in checks]
    return {"reward": 0.0, "action_checks": found}


def test_a_simulation_becomes_a_row() -> None:
    """Task, trial, reward, its parts, cost and time are where the table has them."""
    (row,) = read_rows(READER, as_json(results(simulation(trial=2, reward=0.0))))
    assert row.key == ("refunds", "7", 3)
    assert [(score.name, score.value, score.passed) for score in row.scores] == [
        ("reward", 0.0, False),
        ("part.COMMUNICATE", 1.0, True),
        ("part.DB", 0.0, False),
    ]
    assert (row.passed, row.cost_usd, row.latency_s, row.trace_id) == (False, 0.25, 2.5, "sim-7")
    assert row.labels == ("failed:DB",)
    assert row.metadata == {"termination_reason": "user_stop", "user_cost": "0.125"}


@pytest.mark.parametrize(
    ("reward", "passed"), [(1.0, True), (1.0000000001, True), (0.999, False), (0, False), (None, None)]
)
def test_only_a_whole_reward_passes(reward: float | None, passed: bool | None) -> None:
    """A reward passes at 1 up to rounding; no reward is no verdict."""
    (row,) = read_rows(READER, as_json(results(simulation(reward_info={"reward": reward}))))
    assert row.passed is passed


def test_tokens_are_those_of_the_agent() -> None:
    """What the simulated user used is not the candidate's."""
    messages = [
        {"role": "assistant", "content": "Hi!", "usage": None},
        {"role": "user", "content": "Refund me", "usage": {"prompt_tokens": 900, "completion_tokens": 9}},
        {"role": "assistant", "content": "Done.", "usage": {"prompt_tokens": 50, "completion_tokens": 5}},
    ]
    (row,) = read_rows(READER, as_json(results(simulation(messages=messages))))
    assert (row.tokens_in, row.tokens_out) == (50, 5)
    assert (row.input, row.output) == ("Refund me", "Done.")


def test_tool_errors_are_counted_and_joined() -> None:
    """An answer with an error marks its call, also inside parallel answers; the user's tools are told apart."""
    messages = [
        {"role": "assistant", "content": None, "tool_calls": [call("find", call_id="a"), call("pay", call_id="b")]},
        {
            "role": "tool",
            "tool_messages": [
                {"role": "tool", "id": "a", "content": "Error: not found", "error": True},
                {"role": "tool", "id": "b", "content": "ok", "error": False},
            ],
        },
        {"role": "user", "content": None, "tool_calls": [call("restart", "user")]},
        {"role": "tool", "id": "c1", "content": "ok", "requestor": "user"},
    ]
    (row,) = read_rows(READER, as_json(results(simulation(messages=messages))))
    assert row.tools == (
        ToolCall(name="find", arguments="{}", error="Error: not found"),
        ToolCall(name="pay", arguments="{}", result="ok"),
        ToolCall(name="user:restart", arguments="{}", result="ok"),
    )
    assert row.tool_errors == 1


@pytest.mark.parametrize(
    ("fields", "labels"),
    [
        ({"reward_info": with_checks((call("pay", sum=1), False))}, ("tool_arguments_differ",)),
        ({"reward_info": with_checks((call("escalate"), False))}, ("tool_not_called",)),
        ({"reward_info": with_checks((call("restart", "user"), False))}, ("user_action_not_taken",)),
        ({"reward_info": with_checks((call("escalate"), True))}, ()),
        ({"reward_info": {"reward": 0.0, "nl_assertions": [{"met": True}, {"met": False}]}}, ("nl_assertion_unmet",)),
        ({"termination_reason": "max_steps"}, ("termination:max_steps",)),
        ({"termination_reason": "agent_stop"}, ()),
        ({"reward": 0.0, "reward_info": {"reward_breakdown": {"ACTION": 0.0, "DB": 1.0}}}, ("failed:ACTION",)),
    ],
)
def test_what_went_wrong_is_a_label(fields: dict[str, object], labels: tuple[str, ...]) -> None:
    """Failed parts, missed actions, unmet statements and unusual ends are told as labels for failure classes."""
    messages = [{"role": "assistant", "content": None, "tool_calls": [call("pay", sum=2)]}]
    (row,) = read_rows(READER, as_json(results(simulation(**{"messages": messages, **fields}))))
    assert row.labels == labels


def test_a_failure_of_the_harness_is_no_verdict() -> None:
    """A conversation that the infrastructure ended is unscored."""
    (row,) = read_rows(READER, as_json(results(simulation(termination_reason="infrastructure_error", reward=0.0))))
    assert (row.passed, row.error) == (None, "the simulation ended with infrastructure_error")


@pytest.mark.parametrize(("cost", "known"), [(0.0, None), (None, None), (0.5, 0.5)])
def test_a_cost_of_zero_everywhere_is_unknown(cost: float | None, known: float | None) -> None:
    """A model without a price is written as 0.0 by the format, which is not free."""
    messages = [{"role": "assistant", "content": "Hi", "usage": {"prompt_tokens": 5, "completion_tokens": 1}}]
    run = read_run(READER, as_json(results(simulation(agent_cost=cost, messages=messages))))
    assert run.rows[0].cost_usd == known
    assert len(run.warnings) == (cost == 0.0)


@pytest.mark.parametrize(
    ("implementation", "suite"),
    [("llm_agent", "refunds"), ("my_agent", "refunds"), ("llm_agent_solo", "refunds/llm_agent_solo")],
)
def test_runs_without_a_user_are_another_suite(implementation: str, suite: str) -> None:
    """Cases pair across agents of any kind, but not across runs with and without a simulated user."""
    info = INFO | {"agent_info": {"implementation": implementation, "llm": "acme/one"}}
    assert read_run(READER, as_json(results(simulation(), info=info))).suite == suite


def test_a_run_that_was_cut_is_incomplete() -> None:
    """Fewer simulations than tasks times trials cannot feed a gate."""
    run = read_run(READER, as_json(results(simulation(), tasks=[{}, {}], info=INFO | {"num_trials": 2})))
    assert (run.complete, run.status) == (False, "incomplete")
    assert run.warnings == ("1 of 4 simulations are in the file",)


def test_an_empty_run_has_no_rows_and_says_so() -> None:
    """An aborted run that wrote its settings only is read, and is incomplete."""
    run = read_run(READER, as_json(results(tasks=[{}])))
    assert (run.rows, run.complete) == ((), False)
    assert "rows not included: there are no simulations" in run.warnings


def test_a_bare_list_lacks_suite_and_model() -> None:
    """Simulations without the info block are read under the format's name, with a warning."""
    run = read_run(READER, as_json([simulation()]))
    assert (run.suite, run.model, len(run.rows)) == ("tau2", None, 1)
    assert "no info block: suite and model are not stated" in run.warnings


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ({"reward_info": {"reward": 1.0}}, "names no task_id"),
        (simulation(trial=-1), "trial -1"),
        (simulation(agent_cost="free"), "agent_cost"),
        (simulation(duration=math.inf), "finite number"),
        (simulation("1"), "stands in simulations[0] already"),
    ],
    ids=["task", "trial", "cost", "duration", "twice"],
)
def test_a_simulation_that_cannot_be_read_is_counted(bad: dict[str, object], why: str) -> None:
    """One bad simulation costs itself only and is named with its place."""
    whole = read_whole(READER, as_json(results(simulation("1"), bad)))
    assert len(whole.runs[0].rows) == 1
    assert [item.where for item in whole.unread] == ["simulations[1]"]
    assert why in whole.unread[0].why


def folder(*simulations: dict[str, object], **extra: bytes) -> MemorySource:
    """Make the folder layout."""
    members = {f"simulations/{item['id']}.json": json.dumps(item).encode() for item in simulations}
    index = json.dumps({"timestamp": "t", "info": INFO, "tasks": []}).encode()
    return MemorySource(name="results/r1", members={"results.json": index, **members, **extra})


def test_the_folder_layout_is_one_run() -> None:
    """The settings stand in results.json, each simulation in a file of its own."""
    run = read_run(READER, folder(simulation("1"), simulation("2")))
    assert [row.case_id for row in run.rows] == ["1", "2"]
    assert (run.run_id, run.suite, run.model) == ("r1", "refunds", "acme/one")


def test_a_damaged_file_of_the_folder_costs_itself_only() -> None:
    """A simulation's file that is cut short is counted as unread."""
    whole = read_whole(READER, folder(simulation("1"), **{"simulations/cut.json": b'{"task_id": '}))
    assert len(whole.runs[0].rows) == 1
    assert [item.where for item in whole.unread] == ["simulations/cut.json"]


@pytest.mark.parametrize(
    ("data", "claimed"),
    [
        (b'[{"task_id": 1, "reward": 1.0, "info": {"reward_info": {}}, "traj": [], "messages": []}]', False),
        (b'[{"id": "a", "score": 1}]', False),
        (b"", False),
    ],
)
def test_other_formats_are_not_claimed(data: bytes, claimed: bool) -> None:
    """The older tau-bench and plain tables are left to others."""
    assert READER.sniff(MemorySource(data)) is claimed


@pytest.mark.parametrize(
    ("data", "slug"),
    [(b'{"info": {', "json-syntax"), (b'{"a": 1}', "format-unknown"), (b'{"simulations": 1}', "result-value")],
)
def test_what_is_no_result_is_refused(data: bytes, slug: str) -> None:
    """A file forced to this format that is none is an error with a reason."""
    with pytest.raises(ReaderError) as caught:
        READER.read(MemorySource(data), ReadOptions())
    assert caught.value.slug == slug


@pytest.mark.parametrize(("folder_name", "name"), FILES, ids=[name for _, name in FILES])
def test_real_results_agree_with_their_ground_truth(folder_name: str, name: str) -> None:
    """Counts, costs, tokens, tool messages and failed parts of real files are those counted apart from us."""
    expected = json.loads(corpus(folder_name, "expected.json").read_text())["facts"][name]
    whole = READER.read(open_source(corpus(folder_name, name), name), ReadOptions())
    (run,) = whole.runs
    rows = run.rows
    counted = {
        "agent_llm": run.model,
        "n_simulations": len(rows),
        "n_pass": sum(row.passed is True for row in rows),
        "trials": sorted({row.epoch - 1 for row in rows}),
        "agent_cost_usd": round(sum(row.cost_usd or 0 for row in rows), 6),
        "user_cost_usd": round(sum(float(row.metadata.get("user_cost", 0)) for row in rows), 6),
        "termination": dict(Counter(row.metadata["termination_reason"] for row in rows)),
        "n_tool_messages": sum(len(row.tools or ()) for row in rows),
        "n_tool_errors": sum(row.tool_errors or 0 for row in rows),
        "sims_with_tool_error": sum(bool(row.tool_errors) for row in rows),
        "failed_components": dict(
            Counter(label[7:] for row in rows for label in row.labels if label.startswith("failed:"))
        ),
        "agent_prompt_tokens": sum(row.tokens_in or 0 for row in rows),
        "agent_completion_tokens": sum(row.tokens_out or 0 for row in rows),
        "total_duration_s": round(sum(row.latency_s or 0 for row in rows), 3),
    }
    assert counted == {key: expected[key] for key in counted}
    assert whole.unread == ()
    assert all(row.cost_usd is None for row in rows) == (expected["agent_cost_usd"] == 0)


def test_a_real_folder_without_rewards_is_read() -> None:
    """The three voice simulations have no reward, no cost and no messages, and none is made up."""
    path = corpus("tau2-dir-voice")
    facts = json.loads((path / "expected.json").read_text())["facts"]["simulations"]
    (run,) = READER.read(open_source(path, "voice"), ReadOptions()).runs
    assert [(row.trace_id, row.case_id) for row in run.rows] == [(item["id"], item["task_id"]) for item in facts]
    assert {(row.passed, row.cost_usd, row.tools, row.scores) for row in run.rows} == {(None, None, None, ())}
    assert "3 of 3 simulations have no reward" in run.warnings
