"""The fields of OTLP/JSON that are read, as types of the decoder.

Format: opentelemetry-proto, "JSON Protobuf Encoding": ids are hexadecimal text, 64-bit numbers text. Writers differ:
some write ids in base64, as the plain mapping of protobuf does, and numbers as numbers; both are read. ``T_co`` is the
span type, or object where a faulty line is read span by span.
"""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

T_co = TypeVar("T_co", covariant=True)
Number = int | float | str


class ArrayValue(msgspec.Struct, gc=False):
    """A list of values."""

    values: list[AnyValue] | None = None


class AnyValue(msgspec.Struct, rename="camel", gc=False):
    """The value of an attribute: one of these is there."""

    string_value: str | None = None
    int_value: Number | None = None
    double_value: Number | None = None
    bool_value: bool | None = None
    array_value: ArrayValue | None = None


class KeyValue(msgspec.Struct, gc=False):
    """An attribute."""

    key: str
    value: AnyValue | None = None


class Status(msgspec.Struct, gc=False):
    """How a span ended: code 2 (or its name) is an error."""

    code: int | str | None = None
    message: str | None = None


class Event(msgspec.Struct, rename="camel", gc=False):
    """Something that happened at one moment of a span."""

    name: str | None = None
    time_unix_nano: Number | None = None
    attributes: list[KeyValue] | None = None


class SpanText(msgspec.Struct, rename="camel", gc=False):
    """A span as written; ``flags`` tells whether its parent is in another program."""

    trace_id: str | None = None
    span_id: str | None = None
    parent_span_id: str | None = None
    name: str | None = None
    kind: int | str | None = None
    flags: int | str | None = None
    start_time_unix_nano: Number | None = None
    end_time_unix_nano: Number | None = None
    attributes: list[KeyValue] | None = None
    status: Status | None = None
    events: list[Event] | None = None


class Resource(msgspec.Struct):
    """The program that wrote the spans."""

    attributes: list[KeyValue] | None = None


class ScopeSpans(msgspec.Struct, Generic[T_co]):
    """The spans of one library in a program."""

    spans: list[T_co] | None = None


class ResourceSpans(msgspec.Struct, Generic[T_co], rename="camel"):
    """The spans of one program; the second list is what it was called before version 0.15."""

    resource: Resource | None = None
    scope_spans: list[ScopeSpans[T_co]] | None = None
    instrumentation_library_spans: list[ScopeSpans[T_co]] | None = None


class LogRecord(msgspec.Struct, rename="camel"):
    """A log record: events about a span may come as one, under the span's ids."""

    event_name: str | None = None
    trace_id: str | None = None
    span_id: str | None = None
    time_unix_nano: Number | None = None
    attributes: list[KeyValue] | None = None


class ScopeLogs(msgspec.Struct, rename="camel"):
    """The log records of one library."""

    log_records: list[LogRecord] | None = None


class ResourceLogs(msgspec.Struct, rename="camel"):
    """The log records of one program."""

    scope_logs: list[ScopeLogs] | None = None


class Batch(msgspec.Struct, Generic[T_co], rename="camel"):
    """One line or document: an export request, or one entry of its list by itself."""

    resource_spans: list[ResourceSpans[T_co]] | None = None
    resource: Resource | None = None
    scope_spans: list[ScopeSpans[T_co]] | None = None
    instrumentation_library_spans: list[ScopeSpans[T_co]] | None = None
    # Logs and metrics stand in files of their own or between spans; they are rare, and looked into only then.
    resource_logs: object = None
    resource_metrics: object = None

    def resources(self) -> list[ResourceSpans[T_co]]:
        """The entries of the request, or the one that the line itself is."""
        if self.resource_spans is not None:
            return self.resource_spans
        if self.scope_spans is None and self.instrumentation_library_spans is None:
            return []
        return [
            ResourceSpans(
                resource=self.resource,
                scope_spans=self.scope_spans,
                instrumentation_library_spans=self.instrumentation_library_spans,
            )
        ]
