"""The same made-up releases for every builder that is measured: 14 score rows and 40 case rows each, seeded."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SCORES, CASES = 14, 40
WORDS = (
    *("refund", "order", "escalate", "policy", "ticket", "customer", "approval"),
    *("window", "search", "invoice", "damaged", "parcel", "reply", "tool"),
)


@dataclass(frozen=True, slots=True)
class Table:
    """A heading, the names of columns, and rows of plain text."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Release:
    """One release page's content."""

    id: str
    summary: str
    tables: tuple[Table, ...]


def releases(count: int) -> Iterator[Release]:
    """Yield so many releases, the same ones each time."""
    draw = random.Random(7)
    for number in range(count):
        yield Release(
            id=f"agent-1.{number}.0",
            summary=" ".join(draw.choices(WORDS, k=18)).capitalize() + ".",
            tables=(
                Table("Scores", ("Score", "Baseline", "Candidate", "Change", "Owner"), tuple(_scores(draw))),
                Table("Changed cases", ("Case", "Before", "After", "Class", "Why"), tuple(_cases(draw))),
            ),
        )


def _scores(draw: random.Random) -> Iterator[tuple[str, ...]]:
    for number in range(SCORES):
        before, after = draw.random(), draw.random()
        yield f"score-{number}", f"{before:.3f}", f"{after:.3f}", f"{after - before:+.3f}", draw.choice(WORDS)


def _cases(draw: random.Random) -> Iterator[tuple[str, ...]]:
    for number in range(CASES):
        before, after = draw.choices(("passed", "failed"), k=2)
        yield f"case-{number:04}", before, after, draw.choice(WORDS), " ".join(draw.choices(WORDS, k=12))
