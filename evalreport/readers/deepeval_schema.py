"""The fields of DeepEval traces that are read, as types of the decoder. Any of them may be missing or null."""

from __future__ import annotations

import msgspec


class Metric(msgspec.Struct, rename="camel"):
    """One score; ``success`` is the verdict by the metric's own threshold."""

    name: str
    score: float | None = None
    success: bool | None = None
    reason: str | None = None
    evaluation_model: str | None = None
    error: str | None = None


class CalledTool(msgspec.Struct, rename="camel"):
    """A tool as a span says it was called."""

    name: str
    input_parameters: object = None


class TraceSpan(msgspec.Struct, rename="camel"):
    """A step; prices are US dollars a token."""

    uuid: str
    name: str | None = None
    status: str | None = None
    error: str | None = None
    parent_uuid: str | None = None
    start_time: str | None = None
    end_time: str | None = None
    input: object = None
    output: object = None
    model: str | None = None
    input_token_count: int | float | None = None
    output_token_count: int | float | None = None
    cost_per_input_token: float | None = None
    cost_per_output_token: float | None = None
    tools_called: list[CalledTool] | None = None
    metrics_data: list[Metric] | None = None


class TraceFile(msgspec.Struct, rename="camel"):
    """A trace; its spans stand in a list a kind, kept as values so that a faulty one costs itself only."""

    uuid: str
    base_spans: list[object] | None = None
    agent_spans: list[object] | None = None
    llm_spans: list[object] | None = None
    retriever_spans: list[object] | None = None
    tool_spans: list[object] | None = None
    name: str | None = None
    status: str | None = None
    start_time: str | None = None
    end_time: str | None = None
    environment: str | None = None
    thread_id: str | None = None
    user_id: str | None = None
    input: object = None
    output: object = None
    tags: list[str] | None = None
    metadata: dict[str, object] | None = None
    metrics_data: list[Metric] | None = None
