"""Reads batches of OTLP line by line, or as one document; a line or span that cannot be read costs itself only."""

from __future__ import annotations

from itertools import chain
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import msgspec

from evalreport.errors import ReaderError
from evalreport.readers.base import MAX_LINE_BYTES, refuse
from evalreport.readers.jsontext import BOM, decode_json, refuse_foreign
from evalreport.readers.otlp_schema import Batch, ResourceLogs, SpanText
from evalreport.readers.otlp_spans import SpanMaker, resource_facts
from evalreport.readers.otlp_values import identifier, named
from evalreport.readers.spans import Faults, Gatherer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evalreport.readers.base import Source
    from evalreport.readers.otlp_schema import LogRecord, ResourceSpans

_LINES = frozenset({".jsonl", ".ndjson"})
_FAST = msgspec.json.Decoder(Batch[SpanText])
_REFUSALS = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
# A place is one number, so that a span needs no more to remember where it stands: file, line and three indexes, each
# in so many bits.
_LINE, _OUTER, _MIDDLE, _INNER = 32, 24, 16, 24


class OtlpInput:
    """Reads files into one `Gatherer`, so that a trace may stand in several of them."""

    def __init__(self, files: Sequence[Source]) -> None:
        self._files = files
        self._metrics = False
        self._faults = Faults(self._place)
        self.gatherer = Gatherer(self._faults)
        self._maker = SpanMaker(self._faults)

    def read(self) -> None:
        """Read all files; raise ReaderError for one that is no text, or no JSON as a whole."""
        for number, source in enumerate(self._files):
            for line, data in _documents(source):
                self._read_document(source, number << _LINE | line, data)

    def empty(self) -> str:
        """Say why there may be no span in the files."""
        return "it holds metrics" if self._metrics else "there is no entry of resourceSpans with a span in it"

    def _read_document(self, source: Source, base: int, data: bytes) -> None:
        """Read one line, or the whole document (line 0)."""
        batch: Batch[object]
        try:
            batch = _FAST.decode(data)
        except _REFUSALS:
            try:
                batch = _slow(data, source.name, base % (1 << _LINE))
            except ReaderError as error:
                # A line that is cut short costs itself; of a document that is, nothing is certain.
                if not base % (1 << _LINE):
                    raise
                self._faults.add(self._line(base), error.message)
                return
        self._metrics = self._metrics or batch.resource_metrics is not None
        for outer, resource in enumerate(batch.resources()):
            self._read_resource(base << _OUTER | outer, resource)
        if batch.resource_logs is not None:
            self._read_logs(base, batch.resource_logs)

    def _read_resource(self, base: int, resource: ResourceSpans[object]) -> None:
        """Read the spans of one program."""
        facts = resource_facts(named(resource.resource.attributes if resource.resource else None))
        scopes = chain(resource.scope_spans or (), resource.instrumentation_library_spans or ())
        for middle, scope in enumerate(scopes):
            start = (base << _MIDDLE | middle) << _INNER
            for place, part in enumerate(scope.spans or (), start):
                self._read_span(place, part, facts)

    def _read_span(self, place: int, part: object, facts: dict[str, str]) -> None:
        """Read one span; one that is none is noted."""
        try:
            text = part if isinstance(part, SpanText) else msgspec.convert(part, SpanText)
            trace_id, span, texts = self._maker.make(text, place, facts)
        except (ValueError, msgspec.MsgspecError) as error:
            self._faults.add(place, "a span cannot be read", str(error))
        else:
            self.gatherer.add(trace_id, span, texts)

    def _read_logs(self, base: int, logs: object) -> None:
        """Read evaluations and people's actions that come as log records, each under the ids of its span."""
        try:
            resources = msgspec.convert(logs, list[ResourceLogs])
        except msgspec.MsgspecError as error:
            self._faults.add(self._line(base), "log records cannot be read", str(error))
            return
        for resource in resources:
            for scope in resource.scope_logs or ():
                for record in scope.log_records or ():
                    self._read_record(base, record)

    def _read_record(self, base: int, record: LogRecord) -> None:
        trace_id = identifier(record.trace_id)
        if trace_id is not None:
            told = self._maker.logged(record, base << _OUTER + _MIDDLE + _INNER)
            if told is not None:
                self.gatherer.tell(trace_id, told)

    def _line(self, base: int) -> str:
        """Name a line, with its file where there are several; of a document, the document."""
        line = base % (1 << _LINE)
        name = self._files[base >> _LINE].name if len(self._files) > 1 else ""
        return ", ".join(part for part in (name, f"line {line}" if line else "") if part) or "the document"

    def _place(self, place: int) -> str:
        """Turn the number of a place into its line and its path in the JSON."""
        rest, inner = divmod(place, 1 << _INNER)
        rest, middle = divmod(rest, 1 << _MIDDLE)
        base, outer = divmod(rest, 1 << _OUTER)
        path = f"resourceSpans[{outer}].scopeSpans[{middle}].spans[{inner}]"
        line = self._line(base)
        return path if line == "the document" else f"{line}: {path}"


def _slow(data: bytes, name: str, line: int) -> Batch[object]:
    """Decode what the fast decoder refused, keeping its spans as values; raise ReaderError."""
    values = decode_json(data, name, line=line or 1, non_finite=True)
    try:
        return msgspec.convert(values, Batch[object])
    except msgspec.MsgspecError as error:
        raise ReaderError(str(error), slug="result-value") from None


def _documents(source: Source) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of JSON Lines by their numbers from 1, or the one document as line 0."""
    refuse_foreign(source.head, source.name)
    if PurePosixPath(source.name).suffix not in _LINES and not _first_is_whole(source):
        yield 0, source.read().removeprefix(BOM)
        return
    with source.open() as stream:
        number = 0
        while data := stream.readline(MAX_LINE_BYTES + 1):
            number += 1
            if len(data) > MAX_LINE_BYTES:
                raise refuse(source, "a line is longer than 16 MB", slug="result-size", line=number)
            if not data.isspace():
                yield number, data.removeprefix(BOM) if number == 1 else data


def _first_is_whole(source: Source) -> bool:
    """Say whether the first line is a document by itself, so that the file is JSON Lines whatever its name."""
    with source.open() as stream:
        data = stream.readline(MAX_LINE_BYTES + 1)
        if not stream.read(1):
            return False
    try:
        msgspec.json.decode(data.removeprefix(BOM), type=msgspec.Raw)
    except _REFUSALS:
        return False
    return True
