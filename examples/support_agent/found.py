"""Cases found live: runs of 1.6.0 that failed in a way the suite had no case of, kept with the trace they come from."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from examples.support_agent.days import DAYS
from examples.support_agent.people import judge
from examples.support_agent.played import play
from examples.support_agent.spans import trace_id
from examples.support_agent.stream import NEW_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from examples.support_agent.played import Run

FOUND_IN = "1.6.0"
ENOUGH = 5
"""How many cases of one kind are enough: more would only say the same again."""
# An agent that loses the thread on a ticket of a known kind is nothing new.
NOTHING_NEW = "vague_answer"


def found_runs() -> list[Run]:
    """List the failed runs that became cases, in the order in which they came."""
    taken: Counter[str] = Counter()
    found = []
    for run in _played():
        kind = _news(run)
        taken[kind] += 1
        if kind and taken[kind] <= ENOUGH:
            found.append(run)
    return found


def _news(run: Run) -> str:
    """Name what was new about a failed run; empty for one that ended well, or failed as runs always did."""
    judged = judge(run)
    if judged.marks["task_success"].right:
        return ""
    if "paid_twice" in judged.labels:
        return "paid_twice"
    known = run.ticket.kind not in NEW_KINDS
    return "" if known and NOTHING_NEW in judged.labels else run.ticket.kind


def origin(run: Run) -> dict[str, str]:
    """Say where a case was found: the trace, and the window it stands in."""
    return {"trace_id": trace_id(run), "found_in": f"support-agent-{FOUND_IN} {run.day.name}"}


def _played() -> Iterator[Run]:
    for day in DAYS:
        if day.version == FOUND_IN:
            yield from play(day)
