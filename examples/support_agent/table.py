"""The stream's runs as the desk exported them before its agent wrote traces: JSON Lines, a run a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from examples.support_agent import rates
from examples.support_agent.people import judge
from examples.support_agent.spans import trace_id
from examples.support_agent.stream import queue_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from examples.support_agent.played import Run

SUITE = "refund_desk"


def as_table(runs: Iterable[Run]) -> str:
    """Write runs as JSON Lines; what the desk did not write down is left out, and so unknown."""
    return "".join(json.dumps(_line(run)) + "\n" for run in runs)


def _line(run: Run) -> dict[str, object]:
    judged = judge(run)
    line: dict[str, object] = {
        "ticket": run.ticket.ticket_id,
        "desk": SUITE,
        "worked_at": run.turns[0].begins.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "queue": queue_of(run.ticket.kind),
        "kind": run.ticket.kind,
        "question": run.ticket.text,
        "answer": run.episode.reply,
        "solved": judged.marks["task_success"].right,
        "tools_right": judged.marks["tool_correctness"].right,
        "failed_calls": sum(bool(step.error) for step in run.episode.steps),
        "tokens_in": sum(turn.tokens_in for turn in run.turns),
        "tokens_out": sum(turn.tokens_out for turn in run.turns),
        "cost_usd": run.cost_usd,
        "seconds": round((run.turns[-1].done - run.turns[0].begins).total_seconds(), 1),
        "trace_id": trace_id(run),
    }
    if judged.labels:
        line["faults"] = list(judged.labels)
    if judged.reviews:
        last, minutes = judged.reviews[-1], sum(look.minutes for look in judged.reviews)
        line["reviewer"] = last.by
        line["metadata"] = {"reviewer_minutes": minutes, "reviewed": "yes" if rates.is_review(minutes) else "no"}
        if last.note:
            line["note"] = last.note
    return line
