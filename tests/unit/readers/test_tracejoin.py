"""What a trace's spans say together: each number once, unknown where only a part is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from evalreport.model.trace import ModelUse, Stall, Trace
from tests.unit.readers.otlp_lines import AGENT, CHAT, TOOL, Written, failed, row_of, span

if TYPE_CHECKING:
    from evalreport.model.evaluation import CaseResult

IN, OUT = "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"
ROOT = span(1, None, (0, 10), AGENT)


def trace_of(row: CaseResult) -> Trace:
    """The trace of a row, which every row of a trace has."""
    assert row.trace is not None
    return row.trace


def test_a_run_is_told_by_its_spans() -> None:
    """Latency and start are the outermost span's, tools come in order, and models with the time they were asked."""
    row = row_of(
        span(4, 1, (4, 5), TOOL | {"gen_ai.tool.call.arguments": '{"sum": 5}', "gen_ai.tool.call.result": "paid"}),
        span(2, 1, (1, 2), CHAT | {IN: 100, OUT: 7}),
        span(3, 1, (2, 3), TOOL | {"gen_ai.tool.name": "look"}),
        ROOT,
    )
    assert (row.case_id, row.suite, row.latency_s, row.started_at) == (
        "5b8efff798038103d269b633813fc60c",
        "traces",
        10.0,
        "2023-11-14T22:13:20.000Z",
    )
    assert [(call.name, call.arguments, call.result) for call in row.tools or ()] == [
        ("look", None, None),
        ("pay", '{"sum": 5}', "paid"),
    ]
    assert (row.tokens_in, row.tokens_out, row.tool_errors, row.cost_usd) == (100, 7, 0, None)
    assert trace_of(row) == Trace(
        spans=4,
        uses=(ModelUse(model="acme/one", tokens_in=100, tokens_out=7, at="2023-11-14T22:13:21.000Z"),),
        retries=0,
    )


@pytest.mark.parametrize(
    ("spans", "tokens"),
    [
        ([span(2, 1, said=CHAT | {IN: 5}), span(3, 1, said=CHAT | {IN: 6})], 11),
        ([span(2, 1, said=AGENT | {IN: 11}), span(3, 2, said=CHAT | {IN: 5}), span(4, 2, said=CHAT | {IN: 6})], 11),
        ([span(2, 1, said=AGENT | {IN: 11}), span(3, 2, said=CHAT)], 11),
        ([span(2, 1, said=CHAT | {IN: 5}), span(3, 2, said=CHAT | {IN: 5})], 5),
        ([span(2, 1, said=CHAT | {IN: 5}), span(3, 1, said=CHAT)], None),
        ([span(2, 1, said=CHAT | {IN: 5}), span(3, 1, said=CHAT, status=failed())], 5),
        ([span(2, 1, said={"openinference.span.kind": "EVALUATOR"}), span(3, 2, said=CHAT | {IN: 5})], None),
        ([span(2, 1, said=CHAT)], None),
        ([], None),
    ],
    ids=["sum", "agent-repeats", "agent-only", "wrapper", "part", "failed-call", "judge", "silent", "none"],
)
def test_tokens_count_once_or_not_at_all(spans: list[Written], tokens: int | None) -> None:
    """The innermost spans that state tokens are summed, unless a call of a model is left that states none."""
    assert row_of(ROOT, *spans).tokens_in == tokens


@pytest.mark.parametrize(
    ("costs", "cost"),
    [
        ([0.25, 0.5], 0.75),
        ([0.25, None], None),
        ([None, None], None),
        ([0.0, 0.5], 0.5),
        ([0.0, 0.0], None),
    ],
)
def test_a_cost_is_what_the_trace_states(costs: list[float | None], cost: float | None) -> None:
    """Costs of all calls are summed; where one is missing, or all are 0 though tokens were used, it is unknown."""
    spans = [
        span(number, 1, said=CHAT | {IN: 5} | ({} if stated is None else {"llm.cost.total": stated}))
        for number, stated in enumerate(costs, 2)
    ]
    assert row_of(ROOT, *spans).cost_usd == cost


@pytest.mark.parametrize(
    ("outcomes", "errors", "retries"),
    [
        ([("pay", False), ("pay", False)], 0, 0),
        ([("pay", True), ("pay", False)], 1, 1),
        ([("pay", True), ("look", False), ("pay", True), ("pay", False)], 2, 2),
        ([("pay", True), ("look", False)], 1, 0),
    ],
)
def test_a_retry_is_a_call_after_the_same_tools_error(
    outcomes: list[tuple[str, bool]], errors: int, retries: int
) -> None:
    """A tool called again after its own error is a retry, whatever was called between."""
    spans = [
        span(
            number,
            1,
            (number, number + 0.5),
            TOOL | {"gen_ai.tool.name": name},
            **({"status": failed()} if bad else {}),
        )
        for number, (name, bad) in enumerate(outcomes, 2)
    ]
    row = row_of(ROOT, *spans)
    assert (row.tool_errors, trace_of(row).retries) == (errors, retries)


@pytest.mark.parametrize(
    ("spans", "stalls"),
    [
        ([span(1, None, (0, 60), AGENT), span(2, 1, (0, 40))], [Stall(step="step 2", why="slow", seconds=40.0)]),
        ([span(1, None, (0, 600), AGENT), span(2, 1, (0, 40))], []),
        ([span(1, None, (0, 20), AGENT), span(2, 1, (0, 19))], []),
        (
            [span(1, None, (0, 60), AGENT), span(2, 1, (0, 50)), span(3, 2, (1, 49))],
            [Stall(step="step 3", why="slow", seconds=48.0)],
        ),
        ([span(1, None, (0, 40), CHAT)], [Stall(step="step 1", why="slow", seconds=40.0)]),
        ([ROOT, span(2, 1, (0, 1), status=failed())], [Stall(step="step 2", why="error", seconds=1.0)]),
        ([ROOT, span(2, 1, (0, 1), endTimeUnixNano="0")], [Stall(step="step 2", why="unfinished")]),
    ],
    ids=["slow", "share", "short", "innermost", "alone", "error", "unfinished"],
)
def test_a_run_stalls_at_its_innermost_step(spans: list[Written], stalls: list[Stall]) -> None:
    """A step that took most of a long run, failed or never ended is a stall; the steps around it are none."""
    assert list(trace_of(row_of(*spans)).stalls) == stalls


@pytest.mark.parametrize(
    ("spans", "error", "ended", "latency"),
    [
        ([ROOT, span(2, 1, status=failed())], None, True, 10.0),
        ([span(1, None, (0, 10), AGENT, status=failed("no key")), span(2, 1)], "no key", True, 10.0),
        ([span(1, None, (0, 10), AGENT | {"error.type": "timeout"})], "timeout", True, 10.0),
        ([span(1, None, (0, 10), AGENT, endTimeUnixNano="0")], None, False, None),
        ([span(2, 1, (0, 10), CHAT)], None, False, None),
        ([span(2, 1, (0, 10), CHAT, kind=2)], None, True, 10.0),
        ([span(2, 1, (0, 10), CHAT, flags=0x300)], None, True, 10.0),
    ],
    ids=["inner", "root", "error-type", "open", "no-root", "server", "remote"],
)
def test_only_the_outermost_span_speaks_for_the_run(
    spans: list[Written], error: str | None, ended: bool, latency: float | None
) -> None:
    """The run failed where its outermost span did; without that span, or its end, what came after is unknown."""
    row = row_of(*spans)
    assert (row.error, trace_of(row).ended, row.latency_s) == (error, ended, latency)


def test_plain_spans_tell_nothing_of_tools() -> None:
    """Spans of a web server alone are no statement that no tool was called."""
    row = row_of(span(1, None), span(2, 1))
    assert (row.tools, row.tool_errors, trace_of(row).retries) == (None, None, None)


def test_a_model_that_tells_no_tokens_is_a_use_of_unknown_size() -> None:
    """A price times half of the tokens would be too low: such a model has no count, the others keep theirs."""
    row = row_of(ROOT, span(2, 1, said=CHAT | {IN: 5, OUT: 1}), span(3, 1, said=CHAT | {"gen_ai.request.model": "b"}))
    assert [(use.model, use.tokens_in) for use in trace_of(row).uses] == [("acme/one", 5), ("b", None)]
