"""Which days of the stream were played, by which version, and when: between the record that shipped it and the next."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from examples.support_agent.played import LENGTH, play
from examples.support_agent.spans import as_otlp
from examples.support_agent.stream import Day
from examples.support_agent.table import as_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from examples.support_agent.played import Run

COPIED = datetime(2026, 11, 23, 0, 20, tzinfo=UTC)
LEARNED = datetime(2026, 11, 23, 0, 38, tzinfo=UTC)
HALF = {"all": 100}
FEW = {"all": 35}
"""Traces take ten times the space of a line of a table, so fewer are kept."""


def _days(
    version: str, first: int, begins: datetime, sample: dict[str, int], seen: list[tuple[int, float]]
) -> list[Day]:
    return [
        Day(
            number=first + place,
            version=version,
            begins=begins + place * LENGTH,
            sample=sample,
            slow=slow,
            aged=aged,
        )
        for place, (slow, aged) in enumerate(seen)
    ]


DAYS: list[Day] = [
    *_days("1.6.0", 1, COPIED, HALF, [(1, 0.05), (1, 0.2), (3, 0.6), (8, 0.85)]),
    *_days("1.7.0", 9, LEARNED, FEW, [(8, 0.0), (8, 0.0), (2, 0.0), (2, 0.0)]),
]
"""Every day that was kept: the copy that 1.6.0 reads grows old, and on the fourth day the payment service is slow.
From the fifth to the eighth day 1.5.0 worked again, and nobody kept its runs. On 1.7.0's first two days payments are
slow once more.
"""

WRITERS: dict[str, Callable[[Iterable[Run]], str]] = {"1.6.0": as_table}
"""How a version's runs are written; traces where nothing else is said."""


def windows() -> dict[str, str]:
    """Make every live window: path under `releases/`, and content."""
    return {
        f"support-agent-{day.version}/live/{day.name}.jsonl": WRITERS.get(day.version, as_otlp)(play(day))
        for day in DAYS
    }
