"""SWE-agent trajectories: a file is a run, and what it does not say stays unknown."""

from __future__ import annotations

import json

import pytest

from evalreport.errors import ReaderError
from evalreport.model.evaluation import ToolCall
from evalreport.readers.trajectory import TrajectoryReader
from tests.unit.readers.memory import PLAIN, MemorySource, read_rows, read_whole

STATS = {"instance_cost": 0.5, "total_cost": 9.0, "tokens_sent": 70, "tokens_received": 8, "api_calls": 2}
RUN = {
    "environment": "swe_main",
    "trajectory": [
        {"action": "open a.py\n", "observation": "[File: a.py]", "thought": "Look."},
        {"action": "", "observation": None},
    ],
    "info": {"exit_status": "submitted", "submission": "diff", "model_stats": STATS},
}


def traj(value: object, name: str = "runs/acme__1.traj") -> MemorySource:
    """Write a trajectory."""
    return MemorySource(json.dumps(value).encode(), name)


def test_a_run_has_its_steps_as_calls() -> None:
    """The first word of an action names the tool; cost and tokens are those of this run alone."""
    (row,) = read_rows(TrajectoryReader(), traj(RUN))
    assert (row.case_id, row.suite, row.output) == ("acme__1", "swe-agent", "diff")
    assert row.tools == (
        ToolCall(name="open", arguments="open a.py", result="[File: a.py]"),
        ToolCall(name="?", arguments=""),
    )
    assert (row.cost_usd, row.tokens_in, row.tokens_out) == (0.5, 70, 8)
    assert (row.tool_errors, row.passed, row.scores, row.labels) == (None, None, (), ())
    assert row.metadata == {"api_calls": "2", "environment": "swe_main", "exit_status": "submitted"}
    assert row.trace is not None
    assert (row.trace.spans, row.trace.ended) == (2, True)


@pytest.mark.parametrize(
    ("info", "labels", "ended", "cost"),
    [
        ({"exit_status": "exit_cost"}, ("exit:exit_cost",), True, None),
        ({}, (), False, None),
        ({"exit_status": "submitted", "model_stats": {"instance_cost": 0, "tokens_sent": 0}}, (), True, 0.0),
        ({"exit_status": "submitted", "model_stats": {"instance_cost": 0, "tokens_sent": 5}}, (), True, None),
    ],
    ids=["limit", "cut", "replayed", "free"],
)
def test_the_end_and_the_cost_are_as_stated(
    info: dict[str, object], labels: tuple[str, ...], ended: bool, cost: float | None
) -> None:
    """An end other than by submission is a label; a replay's 0 is 0, and a price of 0 for used tokens is unknown."""
    (row,) = read_rows(TrajectoryReader(), traj(RUN | {"info": info}))
    assert row.trace is not None
    assert (row.labels, row.trace.ended, row.cost_usd) == (labels, ended, cost)


def test_a_folder_is_one_run_and_damage_costs_its_file() -> None:
    """Each file of a folder is a row; one that cannot be read, or names a case again, is told by its name."""
    members = {
        "a/x.traj": json.dumps(RUN).encode(),
        "b/x.traj": json.dumps(RUN).encode(),
        "y.traj": b'{"trajectory": 5}',
        "z.traj": b'{"history": []}',
        "run.log": b"done",
    }
    found = read_whole(TrajectoryReader(), MemorySource(members=members, name="runs"))
    assert [row.case_id for row in found.runs[0].rows] == ["x", "z"]
    assert [one.where for one in found.unread] == ["y.traj", "b/x.traj"]
    assert found.runs[0].warnings == ("1 of 2 files hold no trajectory", "1 of 2 runs say no exit_status")


@pytest.mark.parametrize("data", [b'{"trajectory": [', b'{"info": {"model_stats": {"instance_cost": "much"}}}'])
def test_a_file_that_cannot_be_read_is_an_error(data: bytes) -> None:
    """Alone, a damaged file is refused and not read as a run without anything."""
    with pytest.raises(ReaderError):
        TrajectoryReader().read(MemorySource(data, "a.traj"), PLAIN)
