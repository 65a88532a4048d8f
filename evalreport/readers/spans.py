"""Spans as every reader of traces gives them, gathered by trace in whatever order they come, and faults by their place.

A million spans must fit into memory, so a span holds only what a row is made of, and no text that only one span of its
trace can contribute.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Literal

import msgspec

from evalreport.model.evaluation import Score, Unread
from evalreport.model.trace import Feedback, Review
from evalreport.readers.values import clip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Kind = Literal["llm", "tool", "agent", "judge", "step"]
# More places than this nobody looks at one by one; the rest is counted.
MAX_FAULTS = 200
# Ids and names are data of strangers: long ones are shown by their beginning.
MAX_SHOWN = 60
BACKWARD = "a span ends before it starts, so its duration is unknown"
# Nanoseconds of the year 9999, the last that a date of four digits can name.
MAX_NANOS = 253_402_300_799 * 10**9


class Extra(msgspec.Struct, frozen=True, kw_only=True):
    """What few spans hold: facts about the run, scores with the time they were given (ns), people, feedback."""

    metadata: dict[str, str] = {}
    labels: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    scores: tuple[tuple[int, Score], ...] = ()
    reviews: tuple[Review, ...] = ()
    feedback: tuple[Feedback, ...] = ()


_METADATA, _LABELS, _TAGS, _SCORES, _REVIEWS, _FEEDBACK = map(
    attrgetter, ("metadata", "labels", "tags", "scores", "reviews", "feedback")
)


def joined(parts: Sequence[Extra]) -> Extra:
    """Join what several tell, each thing once; of two facts of one name the first is kept."""
    metadata: dict[str, str] = {}
    for facts in map(_METADATA, reversed(parts)):
        metadata.update(facts)
    return Extra(
        metadata=metadata,
        labels=tuple(dict.fromkeys(chain.from_iterable(map(_LABELS, parts)))),
        tags=tuple(dict.fromkeys(chain.from_iterable(map(_TAGS, parts)))),
        scores=tuple(chain.from_iterable(map(_SCORES, parts))),
        reviews=tuple(dict.fromkeys(chain.from_iterable(map(_REVIEWS, parts)))),
        feedback=tuple(dict.fromkeys(chain.from_iterable(map(_FEEDBACK, parts)))),
    )


class Span(msgspec.Struct, gc=False):
    """One step of a run. Times are nanoseconds since 1970 (UTC), costs US dollars; None is unknown.

    ``place`` is a number that the reader can turn into words, ``entry`` says that the caller is in another program, so
    that a missing parent is no fault. ``result`` is kept of tools only.
    """

    id: str
    place: int = 0
    parent: str | None = None
    name: str = ""
    kind: Kind = "step"
    entry: bool = False
    start: int | None = None
    end: int | None = None
    error: str | None = None
    model: str | None = None
    tokens_in: int | None = None
    tokens_out: int | None = None
    tokens_cached: int | None = None
    cost: float | None = None
    tool: str | None = None
    arguments: str | None = None
    result: str | None = None
    approved: bool | None = None
    extra: Extra | None = None

    @property
    def backward(self) -> bool:
        """Whether the step ends before it starts."""
        return self.start is not None and self.end is not None and self.end < self.start

    @property
    def seconds(self) -> float | None:
        """How long the step took; None where an end is unknown, or lies before the start."""
        if self.start is None or self.end is None or self.end < self.start:
            return None
        return (self.end - self.start) / 1e9


class Faults:
    """Collects what could not be read; ``place`` turns the number of a place into words."""

    def __init__(self, place: Callable[[int], str] = str) -> None:
        self._place = place
        self._unread: list[Unread] = []
        self._more: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._unread) + self._more.total()

    def add(self, place: int | str, kind: str, detail: str = "") -> None:
        """Note a fault of some kind; beyond `MAX_FAULTS` faults only their kinds are counted."""
        if len(self._unread) < MAX_FAULTS:
            where = place if isinstance(place, str) else self._place(place)
            self._unread.append(Unread(where=where, why=f"{kind}: {detail}" if detail else kind))
        else:
            self._more[kind] += 1

    def add_if(self, wrong: bool, place: int | str, kind: str) -> None:
        """Note a fault where something is wrong."""
        if wrong:
            self.add(place, kind)

    def unread(self) -> tuple[Unread, ...]:
        """Return each fault noted, and a line for each kind of those that were only counted."""
        more = tuple(Unread(where="further on", why=f"{count} more: {kind}") for kind, count in self._more.items())
        return (*self._unread, *more)


class Texts(msgspec.Struct, gc=False):
    """Input and output of one span; those of the outermost span that has them are the run's."""

    input: str | None = None
    output: str | None = None


# How likely the text of a span is what the run was asked and what it answered.
_OUTER = {"agent": 1, "step": 2, "llm": 3, "tool": 4, "judge": 4}
_NO_TEXT = ((9, 0, ""), "")


class Gathered:
    """The spans of one trace by their ids, the best input and output offered so far, and what was told beside them."""

    __slots__ = ("_input", "_output", "outer", "spans", "told")

    def __init__(self) -> None:
        self.spans: dict[str, Span] = {}
        self.told: tuple[Extra, ...] = ()
        # Formats that tell of the run as a whole do not count that among its spans.
        self.outer: Span | None = None
        self._input: tuple[tuple[int, int, str], str] = _NO_TEXT
        self._output: tuple[tuple[int, int, str], str] = _NO_TEXT

    def offer(self, span: Span, texts: Texts) -> None:
        """Keep the texts where this span is further out, or begins earlier (for outputs: ends later)."""
        # Only the smallest key counts, so the order in which spans come does not.
        rank = 0 if span.parent is None or span.entry else _OUTER[span.kind]
        if texts.input:
            self._input = min(self._input, ((rank, span.start or 0, span.id), texts.input))
        if texts.output:
            self._output = min(self._output, ((rank, -(span.end or 0), span.id), texts.output))

    @property
    def input(self) -> str | None:
        """What the run was asked, None where no span says so."""
        return clip(self._input[1]) or None

    @property
    def output(self) -> str | None:
        """What the run answered, None where no span says so."""
        return clip(self._output[1]) or None


class Gatherer:
    """Joins spans to their traces, in whatever order and over however many lines they come."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.traces: dict[str, Gathered] = {}
        self.repeated = 0

    def add(self, trace_id: str, span: Span, texts: Texts | None = None) -> None:
        """Add a span; one that stands there already is counted, and a fault where the two differ."""
        trace = self.traces.get(trace_id)
        if trace is None:
            trace = self.traces[trace_id] = Gathered()
        known = trace.spans.setdefault(span.id, span)
        if known is not span:
            trace.spans[span.id] = self._chosen(known, span)
        if texts is not None:
            trace.offer(span, texts)

    def tell(self, trace_id: str, extra: Extra) -> None:
        """Add what is told of a run and stands at no span of it."""
        trace = self.traces.setdefault(trace_id, Gathered())
        trace.told = (*trace.told, extra)

    def _chosen(self, known: Span, span: Span) -> Span:
        """Return the fuller of two spans of one id; which came first must not matter."""
        one, other = _content(known), _content(span)
        if one == other:
            # An exporter that got no answer sends again: nothing is lost, so nothing is wrong.
            self.repeated += 1
            return known if known.place <= span.place else span
        self.faults.add(span.place, f"another span has the id {shown(span.id)}, and the fuller of them is kept")
        return max((known, span), key=lambda one: (one.end is not None, one.end or 0, _content(one)))


def _content(span: Span) -> bytes:
    return msgspec.msgpack.encode(msgspec.structs.replace(span, place=0))


def shown(text: str) -> str:
    """Return an id or name as messages show it, cut where it is long."""
    return repr(text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…")
