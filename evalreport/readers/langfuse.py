"""Langfuse exports: traces, observations and scores, as the API answers them or as they are written to blob storage."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, ClassVar

import msgspec

from evalreport.readers.jsontext import head_warnings, iterate_lines, load_json
from evalreport.readers.langfuse_rows import facts_of, span_of, told_by
from evalreport.readers.langfuse_schema import Observation, ScoreRecord, TraceRecord, snake
from evalreport.readers.records import is_lines
from evalreport.readers.span_texts import speech
from evalreport.readers.span_times import iso_nanos
from evalreport.readers.spanfile import result_of
from evalreport.readers.spans import BACKWARD, Extra, Faults, Gathered, Gatherer, Span, Texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.model.evaluation import ResultFile
    from evalreport.readers.base import ReadOptions, Source

_FILES = frozenset({".json", ".jsonl", ".ndjson"})
_LINES = frozenset({".jsonl", ".ndjson"})
# Pairs of keys that stand together in its records and in no other format's.
_MARKS = (
    re.compile(rb'"(parentObservationId|parent_observation_id)"\s*:'),
    re.compile(rb'"(observationId|observation_id)"\s*:(?s:.*)"(dataType|data_type|source)"\s*:'),
    re.compile(rb'"(dataType|data_type|source)"\s*:(?s:.*)"(observationId|observation_id)"\s*:'),
    re.compile(rb'"(htmlPath|bookmarked)"\s*:'),
)


class LangfuseReader:
    """Exports of Langfuse: a trace with its observations and scores, lists of any of them, JSON or JSON Lines.

    Read are answers of the public API (`GET /traces/ID`, and lists under `data`) and the files of the export to blob
    storage (`observations_v2/`, `observations/`, `traces/`, `scores/`), by themselves or as a folder, which is one run.
    A trace is a row of the suite `traces`; where several observations are outermost, it lasts from the first start to
    the last end. Tokens are the sums of `usage_details` by `input` and `output`, as Langfuse adds them, so that cached
    tokens are among those in. A total cost of 0 without any `cost_details` is an unknown cost. Scores of people
    (`ANNOTATION`) are also reviews, and scores whose name holds `feedback` are also feedback; a category is text.
    An observation of level `ERROR` failed. Not read: CSV and Parquet, prompts, model parameters.
    """

    name: ClassVar[str] = "langfuse"
    title: ClassVar[str] = "Langfuse export"
    version: ClassVar[int] = 1

    def sniff(self, source: Source) -> bool:
        """Claim files with records of its own keys, and folders of such files."""
        if source.members:
            kept = _kept(source)
            return bool(kept) and all(self.sniff(member) for member in kept)
        # What is said inside a span of another format must not decide.
        head = source.head
        if PurePosixPath(source.name).suffix not in _FILES or b'"resourceSpans"' in head:
            return False
        return any(mark.search(head) for mark in _MARKS)

    def read(self, source: Source, options: ReadOptions) -> ResultFile:
        """Read all records into one run; raise ReaderError for a file that is no JSON, or without any observation."""
        files = _kept(source) or [source]
        given = _Records()
        for file in files:
            for place, record in _records(file):
                given.add(f"{file.name}: {place}" if source.members else place, record)
        given.finish()
        return result_of(
            self.name, source, options, given.gatherer, "there is no observation", head_warnings(files[0].head)
        )


def _kept(source: Source) -> list[Source]:
    return [member for member in source.members if PurePosixPath(member.name).suffix in _FILES]


def _records(source: Source) -> Iterator[tuple[str, object]]:
    """Yield each record of a file with its place."""
    if PurePosixPath(source.name).suffix in _LINES or is_lines(source.head):
        for line, value in iterate_lines(source, non_finite=True):
            yield f"line {line}", value
        return
    yield from _inside(load_json(source, non_finite=True))


def _inside(document: object) -> Iterator[tuple[str, object]]:
    """Yield the records of a document: a list, a page of the API with a list, or one trace."""
    listed = document.get("data") if isinstance(document, dict) else document
    if not isinstance(listed, list):
        yield "the trace", document
        return
    # Lists of the API stand under `data`, those of exports by themselves.
    name = "" if listed is document else "data"
    yield from ((f"{name}[{index}]", value) for index, value in enumerate(listed))


class _Records:
    """Sorts records by what they are; one that is none of them, or cannot be read, is told and costs itself."""

    def __init__(self) -> None:
        self.gatherer = Gatherer(Faults())

    def add(self, place: str, record: object) -> None:
        """Add a trace, an observation or a score."""
        faults = self.gatherer.faults
        if not isinstance(record, dict):
            faults.add(place, "no object where a record is due")
            return
        fields = snake(record)
        try:
            if "trace_id" not in fields:
                self._trace(place, msgspec.convert(fields, TraceRecord))
            elif "start_time" in fields:
                self._observation(place, msgspec.convert(fields, Observation))
            else:
                score = msgspec.convert(fields, ScoreRecord)
                self.gatherer.tell(score.trace_id, told_by(score))
        except (ValueError, msgspec.MsgspecError) as error:
            faults.add(place, f"a record cannot be read: {error}")

    def _observation(self, place: str, one: Observation) -> None:
        span, texts = span_of(one)
        self.gatherer.add(one.trace_id, span, texts)
        self.gatherer.faults.add_if(span.backward, place, BACKWARD)

    def _trace(self, place: str, one: TraceRecord) -> None:
        """Add what a trace says of itself, and the records inside it."""
        self.gatherer.tell(one.id, Extra(metadata=facts_of(one), tags=tuple(one.tags or ())))
        # Rank of a root: what the trace itself calls its input is what its observations were given.
        root = Span(id="", start=iso_nanos(one.timestamp))
        texts = Texts(input=speech(one.input, "user"), output=speech(one.output, "assistant"))
        self.gatherer.traces.setdefault(one.id, Gathered()).offer(root, texts)
        for name, inside in (("observations", one.observations), ("scores", one.scores)):
            # Lists of traces name theirs by their ids alone.
            for index, record in enumerate(inside or ()):
                if isinstance(record, dict):
                    self.add(f"{place}.{name}[{index}]", {"traceId": one.id, **record})

    def finish(self) -> None:
        """Give runs with several outermost observations the time from the first start to the last end."""
        for gathered in self.gatherer.traces.values():
            tops = [span for span in gathered.spans.values() if span.parent is None]
            if len(tops) > 1:
                gathered.outer = _around(tops)


def _around(tops: list[Span]) -> Span:
    """Return a run around its outermost spans: it failed where the last of them did, and ended where all have."""
    starts = [span.start for span in tops if span.start is not None]
    ends = [span.end for span in tops if span.end is not None]
    last = max(tops, key=lambda span: (span.start or 0, span.id))
    return Span(
        id="",
        start=min(starts, default=None),
        end=max(ends) if len(ends) == len(tops) else None,
        error=last.error,
    )
