"""What people did with the runs of the stream: fictional operators who check and approve, customers who answer.

Who looks is drawn by ticket; what they find is what the scores find. Minutes follow `rates`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from examples.support_agent import rates
from examples.support_agent.desk import approval_used
from examples.support_agent.scoring import marks
from examples.support_agent.world import LARGE

if TYPE_CHECKING:
    from examples.support_agent.played import Run
    from examples.support_agent.scoring import Mark

OPERATORS = ("desk-1", "desk-2", "desk-3")
NOTICED = 0.6
"""Share of the failed runs that an operator notices before the customer does."""
ANSWERING = 0.3
"""Share of the customers who say afterwards whether they were helped."""
OVERRIDE_MINUTES = 4.0
SEEN_LIVE = ("task_success", "tool_correctness", "evidence_cited", "recovered")
"""The scores that the operators' check gives each sampled run, where they apply."""
NOTES = {
    "paid_twice": "paid again after a time-out; asked the customer for it back",
    "wrong_amount": "paid more than was due",
    "wrong_answer": "the order says something else by now",
    "vague_answer": "no answer to what was asked",
    "failed_retry": "gave up after a time-out",
}
"""What an operator writes down, by the label they give."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """An operator did something with a run: the kind, who, for how many minutes (simulated), about which tool."""

    kind: str
    by: str
    minutes: float
    note: str = ""
    tool: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Somebody said how a run went: a customer (`user`) or an `operator`."""

    source: str
    good: bool
    label: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A run as people left it: its scores, failure labels, reviews and feedback."""

    marks: dict[str, Mark]
    labels: tuple[str, ...]
    reviews: tuple[Looked, ...]
    feedback: tuple[Said, ...]


def judge(run: Run) -> Judged:
    """Let the fictional people look at a run; the same run is always seen alike."""
    given = {name: mark for name, mark in marks(run.episode).items() if name in SEEN_LIVE}
    labels = tuple(sorted({label for mark in given.values() for label in mark.labels}))
    failed = not given["task_success"].right
    noted = next((label for label in NOTES if failed and label in labels), "")
    noticed = noted if draw(run, "noticed") < NOTICED else ""
    return Judged(
        marks=given,
        labels=labels,
        reviews=tuple(_reviews(run, noticed)),
        feedback=tuple(_feedback(run, noticed, failed=failed)),
    )


def draw(run: Run, what: str) -> float:
    """Draw a number from 0 to 1 that depends on ticket, version and purpose alone."""
    text = f"{run.ticket.ticket_id}|{run.day.version}|{what}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / 2**48


def _reviews(run: Run, noticed: str) -> list[Looked]:
    effects = run.episode.effects
    minutes = rates.reviewer_minutes(effects)
    by = OPERATORS[int(draw(run, "by") * len(OPERATORS))]
    kind = "review"
    if any(effect.what == "escalated" for effect in effects):
        kind = "escalation"
    elif approval_used(effects, run.ticket.order):
        kind = "approval"
    found = [Looked(kind=kind, by=by, minutes=minutes, tool=LARGE if kind == "approval" else "")] if minutes else []
    if noticed:
        found.append(Looked(kind="override", by=by, minutes=OVERRIDE_MINUTES, note=NOTES[noticed]))
    return found


def _feedback(run: Run, noticed: str, *, failed: bool) -> list[Said]:
    found = [Said(source="operator", good=False, label=noticed, comment=NOTES[noticed])] if noticed else []
    if draw(run, "answers") < ANSWERING:
        comment = "I had to write again." if failed else ""
        found.append(Said(source="user", good=not failed, label="came_back" if failed else "", comment=comment))
    return found
