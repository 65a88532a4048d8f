"""Whatever happens to a result file, reading it gives a result or an error that a person can mend."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalreport.errors import ReaderError
from evalreport.model.evaluation import ResultFile
from evalreport.readers.agentdojo import AgentDojoReader
from evalreport.readers.base import ReadOptions
from evalreport.readers.inspect_log import InspectReader
from evalreport.readers.tau2 import Tau2Reader
from tests.unit.readers.memory import MemorySource, as_zip

if TYPE_CHECKING:
    from evalreport.readers.base import Reader

SAMPLE = {
    "id": "a",
    "epoch": 1,
    "input": "May I?",
    "scores": {"match": {"value": "C"}, "sum": {"value": {"part": 0.5, "other": True}}},
    "metadata": {"cost_usd": 0.25, "labels": ["slow"]},
    "messages": [
        {"role": "assistant", "content": "", "tool_calls": [{"id": "c", "function": "pay", "arguments": {"sum": 5}}]},
        {"role": "tool", "tool_call_id": "c", "error": {"type": "timeout", "message": "late"}},
    ],
    "model_usage": {"acme/one": {"input_tokens": 7, "output_tokens": 2}},
    "total_time": 3.5,
}
RESULTS = {
    "total_samples": 1,
    "completed_samples": 1,
    "scores": [{"name": "match", "scorer": "match", "metrics": {"accuracy": {"name": "accuracy", "value": 1.0}}}],
}
HEADER = {"version": 2, "status": "success", "eval": {"task": "t", "model": "acme/one"}, "results": RESULTS}
TAU2 = {
    "info": {"num_trials": 1, "agent_info": {"llm": "acme/one"}, "environment_info": {"domain_name": "refunds"}},
    "tasks": [{}],
    "simulations": [
        {
            "task_id": "7",
            "trial": 0,
            "agent_cost": 0.25,
            "duration": 1.5,
            "reward_info": {
                "reward": 0.0,
                "reward_breakdown": {"DB": 0.0},
                "action_checks": [{"action": {"name": "pay"}, "action_match": False}],
            },
            "messages": [
                {
                    "role": "assistant",
                    "content": "Hi",
                    "tool_calls": [{"id": "c", "name": "pay", "arguments": {}}],
                    "usage": {"prompt_tokens": 5, "completion_tokens": 1},
                },
                {"role": "tool", "id": "c", "content": "no", "error": True},
            ],
        }
    ],
}
CASE = {
    "suite_name": "banking",
    "pipeline_name": "acme-one",
    "user_task_id": "user_task_0",
    "attack_type": "direct",
    "injection_task_id": "injection_task_1",
    "messages": [{"role": "assistant", "content": None, "tool_calls": [{"function": "pay", "args": {"a": 1}}]}],
    "utility": True,
    "security": False,
    "duration": 1.5,
}
FILES: dict[str, tuple[Reader, bytes]] = {
    "inspect-json": (InspectReader(), json.dumps({**HEADER, "samples": [SAMPLE]}).encode()),
    "inspect-eval": (InspectReader(), as_zip({"samples/a_epoch_1.json": SAMPLE, "header.json": HEADER})),
    "tau2": (Tau2Reader(), json.dumps(TAU2).encode()),
    "agentdojo": (AgentDojoReader(), json.dumps(CASE).encode()),
}


def outcome(reader: Reader, data: bytes) -> ResultFile | ReaderError:
    """Read, and return the result or the error; any other exception fails the test."""
    source = MemorySource(data, "results/run.eval")
    reader.sniff(source)
    try:
        return reader.read(source, ReadOptions())
    except ReaderError as error:
        return error


@pytest.mark.parametrize("name", FILES)
def test_the_whole_file_has_one_row(name: str) -> None:
    """The files that the other laws damage are good ones."""
    result = outcome(*FILES[name])
    assert isinstance(result, ResultFile)
    assert [len(run.rows) for run in result.runs] == [1]
    assert result.unread == ()


@pytest.mark.parametrize("name", FILES)
def test_any_beginning_of_a_file_is_an_error(name: str) -> None:
    """A file cut at any byte but its last is refused: half a file is no result."""
    reader, data = FILES[name]
    found = {type(outcome(reader, data[:end])) for end in range(len(data))}
    assert found == {ReaderError}


@pytest.mark.parametrize("name", FILES)
@given(data=st.data())
def test_one_changed_byte_is_a_result_or_an_error(name: str, data: st.DataObject) -> None:
    """Any byte may be any other: the outcome is a result or an error that names the file."""
    reader, whole = FILES[name]
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    changed[place] = data.draw(st.integers(0, 255))
    found = outcome(reader, bytes(changed))
    assert isinstance(found, ResultFile) or found.location is not None


@pytest.mark.parametrize("name", ["inspect-json", "tau2", "agentdojo"])
@given(data=st.data())
def test_any_value_anywhere_is_a_result_or_an_error(name: str, data: st.DataObject) -> None:
    """Any field may hold any JSON value: a wrong type costs its row or is an error, never a crash."""
    reader, whole = FILES[name]
    tree: object = json.loads(whole)
    node, key = data.draw(st.sampled_from(list(places(tree))))
    odd: st.SearchStrategy[object] = (
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just([]) | st.just({})
    )
    if isinstance(node, dict):
        node[str(key)] = data.draw(odd)
    elif isinstance(node, list) and isinstance(key, int):
        node[key] = data.draw(odd)
    found = outcome(reader, json.dumps(tree).encode())
    assert isinstance(found, ResultFile) or found.location is not None


def places(node: object) -> list[tuple[object, str | int]]:
    """List every container in a tree with each of its keys or indexes."""
    items: list[tuple[str | int, object]] = []
    if isinstance(node, dict):
        items = [(str(key), value) for key, value in node.items()]
    elif isinstance(node, list):
        items = list(enumerate(node))
    inner = [place for _, value in items for place in places(value)]
    return [(node, key) for key, _ in items] + inner
