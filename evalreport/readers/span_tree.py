"""Which span of a trace stands under which: parents that are there, the root, and no circles.

Every walk here marks where it has been, so that a trace of a million nested spans costs a million steps and no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.readers.spans import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from evalreport.readers.spans import Faults, Span

# Spans without a start come last: when they began nobody can say.
_NEVER = 1 << 80


def begun(span: Span) -> tuple[int, str]:
    """Sort key: by start, and by id where two begin at once."""
    return (_NEVER if span.start is None else span.start, span.id)


class Tree:
    """The spans of one trace in the order they began; ``root`` is None where the outermost span is missing."""

    def __init__(self, spans: Mapping[str, Span], faults: Faults) -> None:
        self.order = sorted(spans.values(), key=begun)
        self.parents: dict[str, str] = {}
        tops: list[Span] = []
        for span in self.order:
            if span.parent is None:
                tops.append(span)
            elif span.parent in spans:
                self.parents[span.id] = span.parent
            elif span.entry:
                tops.append(span)
            else:
                faults.add(span.place, f"the parent {shown(span.parent)} of a span is not in its trace")
        self.root: Span | None = tops[0] if tops else None
        # Where no parent has a parent nothing goes round, and most runs are as flat as that.
        if any(parent in self.parents for parent in self.parents.values()):
            self._cut_circles(spans, faults)

    def above(self, ids: Iterable[str]) -> set[str]:
        """Return the ids of all spans that have one of these under them."""
        found: set[str] = set()
        for own in ids:
            at = self.parents.get(own)
            while at is not None and at not in found:
                found.add(at)
                at = self.parents.get(at)
        return found

    def under(self, tops: AbstractSet[str]) -> set[str]:
        """Return the ids of these spans and of all that stand under them."""
        inside = set(tops)
        outside: set[str] = set()
        for span in self.order if tops else ():
            path: list[str] = []
            at: str | None = span.id
            while at is not None and at not in inside and at not in outside:
                path.append(at)
                at = self.parents.get(at)
            (inside if at in inside else outside).update(path)
        return inside

    def _cut_circles(self, spans: Mapping[str, Span], faults: Faults) -> None:
        """Take the parents from spans that are, over others, their own parents."""
        ends: set[str] = set()
        for span in self.order:
            # A dict keeps the order of the walk and finds a step again at once.
            path: dict[str, None] = {}
            at: str | None = span.id
            while at is not None and at not in ends and at not in path:
                path[at] = None
                at = self.parents.get(at)
            if at in path:
                self._cut(list(path)[list(path).index(at) :], spans, faults)
            ends.update(path)

    def _cut(self, circle: list[str], spans: Mapping[str, Span], faults: Faults) -> None:
        # All of them lose their parent: which one was written wrongly nobody can know.
        for own in circle:
            del self.parents[own]
        first = min(circle)
        faults.add(spans[first].place, f"the span {shown(first)} is its own parent, over {len(circle)} spans")
