"""The fields of Langfuse records that are read, in both spellings: the API's (`traceId`) and the export's (`trace_id`).

Format: the public API's objects, and the fields of the export to blob storage. Records are renamed to the export's
spelling before they are decoded.
"""

from __future__ import annotations

import re

import msgspec

_HUMP = re.compile(r"(?<=[a-z0-9])([A-Z])")
Number = int | float | str


def snake(record: dict[str, object]) -> dict[str, object]:
    """Return a record with its keys in the export's spelling; what is inside is left as it is."""
    return {_HUMP.sub(lambda hump: f"_{hump.group().lower()}", key): value for key, value in record.items()}


class Usage(msgspec.Struct):
    """Tokens of a record of before the details: ``unit`` says whether it is tokens at all."""

    input: int | float | None = None
    output: int | float | None = None
    unit: str | None = None


class Observation(msgspec.Struct):
    """A step of a run; ``level`` is ERROR where it failed. Costs are US dollars."""

    id: str
    trace_id: str
    type: str | None = None
    name: str | None = None
    parent_observation_id: str | None = None
    start_time: str | None = None
    end_time: str | None = None
    level: str | None = None
    status_message: str | None = None
    input: object = None
    output: object = None
    model: str | None = None
    provided_model_name: str | None = None
    usage_details: dict[str, int | float | None] | None = None
    usage: Usage | None = None
    cost_details: dict[str, int | float | None] | None = None
    total_cost: int | float | None = None
    calculated_total_cost: int | float | None = None
    trace_name: str | None = None
    user_id: str | None = None
    session_id: str | None = None
    release: str | None = None
    environment: str | None = None
    tags: list[str] | None = None
    metadata: object = None


class TraceRecord(msgspec.Struct):
    """A run; the API's single trace holds its observations and scores, a list of traces their ids."""

    id: str
    timestamp: str | None = None
    name: str | None = None
    user_id: str | None = None
    session_id: str | None = None
    release: str | None = None
    environment: str | None = None
    tags: list[str] | None = None
    metadata: object = None
    input: object = None
    output: object = None
    observations: list[object] | None = None
    scores: list[object] | None = None


class ScoreRecord(msgspec.Struct):
    """A score; ``source`` is API, EVAL, or ANNOTATION for a person's."""

    trace_id: str
    name: str
    value: int | float | str | None = None
    string_value: str | None = None
    data_type: str | None = None
    source: str | None = None
    comment: str | None = None
    author_user_id: str | None = None
    timestamp: str | None = None
