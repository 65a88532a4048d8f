"""Tables attached to records and releases, each derived from logs or from the stream and from nothing else."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from examples.support_agent.found import found_runs, origin
from examples.support_agent.people import judge

if TYPE_CHECKING:
    from examples.support_agent.facts import Facts

UNNEEDED = (
    "support-agent-1.3.0/results/candidate.eval",
    "support-agent-1.3.0/evidence/unneeded-searches.csv",
)
PAID_TWICE = (
    "support-agent-1.4.1/evidence/slow-week.eval",
    "support-agent-1.4.1/evidence/paid-twice.csv",
)
"""Log, and the table made from it."""
FOUND_LIVE = "support-agent-1.7.0/evidence/found-live.csv"
"""The table of the live runs that became cases."""


def unneeded_searches(facts: Facts) -> str:
    """Table the runs with a search nobody needed: what it cost and whether the ticket ended well (CSV)."""
    header = ["ticket", "epoch", "kind", "calls", "ticket solved", "cost_usd (simulated)"]
    rows = [
        [case, epoch, found.kind, len(found.calls), _yes(found.scores["task_success"]), found.cost_usd]
        for (case, epoch), found in sorted(facts.cases.items())
        if "unnecessary_tool" in found.labels
    ]
    return _table(header, rows)


def paid_twice(facts: Facts) -> str:
    """Table the tickets whose refund was paid twice (CSV)."""
    header = ["ticket", "kind", "calls"]
    rows: list[list[object]] = [
        [case, found.kind, " | ".join(found.calls)]
        for (case, _), found in sorted(facts.cases.items())
        if "paid_twice" in found.labels
    ]
    return _table(header, rows)


def found_live() -> str:
    """Table the live runs that became cases: what failed, who looked, and what they wrote down (CSV)."""
    header = ["ticket", "trace_id", "found_in", "kind", "labels", "reviewer", "note"]
    rows: list[list[object]] = []
    for run in found_runs():
        judged, where = judge(run), origin(run)
        look = judged.reviews[-1] if judged.reviews else None
        said = [look.by, look.note] if look else ["", ""]
        about = [run.ticket.ticket_id, where["trace_id"], where["found_in"], run.ticket.kind]
        rows.append([*about, " ".join(judged.labels), *said])
    return _table(header, rows)


def _yes(value: str) -> str:
    return "yes" if value == "C" else "no"


def _table(header: list[str], rows: list[list[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([header, *rows])
    return text.getvalue()
