"""Cases found live: what became a case, and that each can be traced back."""

from __future__ import annotations

from collections import Counter

from examples.support_agent.evidence import found_live
from examples.support_agent.found import ENOUGH, found_runs, origin
from examples.support_agent.people import judge
from examples.support_agent.stream import NEW_KINDS


def test_only_failures_became_cases_and_of_each_new_kind_some() -> None:
    """Every case is a run that failed; each kind that the suite did not have is among them, not oftener than enough."""
    runs = found_runs()
    assert not any(judge(run).marks["task_success"].right for run in runs)
    kinds = Counter(run.ticket.kind for run in runs if "paid_twice" not in judge(run).labels)
    assert set(NEW_KINDS) <= set(kinds)
    assert max(kinds.values()) <= ENOUGH


def test_each_case_names_a_trace_and_a_window_of_its_own() -> None:
    """No two cases share a trace, and the table beside the release lists every one."""
    traces = [origin(run)["trace_id"] for run in found_runs()]
    assert len(set(traces)) == len(traces)
    listed = [line.split(",")[1] for line in found_live().splitlines()[1:]]
    assert listed == traces
