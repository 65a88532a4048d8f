"""The stream's runs as traces and as a table: what evalreport reads of them is what happened."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

import pytest

from evalreport.readers.base import ReadOptions
from evalreport.readers.loading import FileSource, read_sources
from examples.support_agent.people import judge
from examples.support_agent.played import play
from examples.support_agent.spans import as_otlp, trace_id
from examples.support_agent.stream import Day
from examples.support_agent.table import as_table

if TYPE_CHECKING:
    from pathlib import Path

    from evalreport.model.evaluation import CaseResult
    from examples.support_agent.played import Run

DAY = Day(number=6, version="1.6.0", begins=datetime(2026, 11, 23, tzinfo=UTC), sample={"all": 60}, slow=10, aged=0.5)


@cache
def runs() -> dict[str, Run]:
    """The runs of a day, by their trace."""
    return {trace_id(run): run for run in play(DAY)}


@pytest.fixture
def rows(tmp_path: Path) -> dict[str, CaseResult]:
    """The rows that evalreport reads from the traces, by trace."""
    file = tmp_path / "day.jsonl"
    file.write_text(as_otlp(runs().values()), encoding="utf-8")
    read = read_sources([FileSource(file, file.name)], "otlp", ReadOptions())[0]
    assert not read.result.unread
    return {row.trace_id or "": row for run in read.result.runs for row in run.rows}


def test_every_run_is_one_trace_with_all_its_spans(rows: dict[str, CaseResult]) -> None:
    """A run is read as one row whose spans are its root, its turns and its calls, although lines part them."""
    assert rows.keys() == runs().keys()
    for name, row in rows.items():
        assert row.trace is not None
        assert row.trace.spans == 1 + len(runs()[name].turns) + len(runs()[name].episode.steps)


def test_calls_are_read_in_order_with_their_errors(rows: dict[str, CaseResult]) -> None:
    """Tools, arguments and errors of a trace are those of the agent's steps."""
    for name, row in rows.items():
        steps = runs()[name].episode.steps
        assert [call.name for call in row.tools or ()] == [step.call.tool for step in steps]
        assert [bool(call.error) for call in row.tools or ()] == [bool(step.error) for step in steps]
        given = [json.loads(call.arguments or "{}") for call in row.tools or ()]
        assert given == [step.call.arguments for step in steps]


def test_tokens_scores_and_labels_are_those_of_the_run(rows: dict[str, CaseResult]) -> None:
    """Tokens are counted once, scores and labels are what the operators' check gave."""
    for name, row in rows.items():
        run, judged = runs()[name], judge(runs()[name])
        assert row.tokens_in == sum(turn.tokens_in for turn in run.turns)
        assert {score.name: score.passed for score in row.scores} == {
            score: mark.right for score, mark in judged.marks.items()
        }
        assert set(row.labels) == set(judged.labels)


def test_people_are_read_as_they_acted(rows: dict[str, CaseResult]) -> None:
    """Reviews with their minutes, feedback of operators and customers, and approvals of single calls come through."""
    seen = set()
    for name, row in rows.items():
        judged = judge(runs()[name])
        trace = row.trace
        assert trace is not None
        assert [(one.kind, one.minutes) for one in trace.reviews] == [(one.kind, one.minutes) for one in judged.reviews]
        assert {(one.source, one.good) for one in trace.feedback} == {(one.source, one.good) for one in judged.feedback}
        seen |= {one.kind for one in trace.reviews} | {call.approved for call in row.tools or ()}
    assert seen >= {"review", "approval", "escalation", "override", True}


def test_table_tells_the_same_runs_as_the_traces() -> None:
    """The desk's export has a line for each run, with its trace, verdict and cost."""
    lines = [json.loads(line) for line in as_table(runs().values()).splitlines()]
    assert {line["trace_id"] for line in lines} == runs().keys()
    for line in lines:
        run = runs()[line["trace_id"]]
        assert line["solved"] == judge(run).marks["task_success"].right
        assert line["cost_usd"] == run.cost_usd > 0
