"""What counts as right: five scores over one finished ticket, as plain functions of what happened."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from examples.support_agent.tickets import TOOLS_OF_ACTION, Ticket
from examples.support_agent.world import APPROVAL_LINE_CENTS, Effect, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from examples.support_agent.agent import Step

CITED = re.compile(r"\[(H\d)\]")
STALE = frozenset({"H8"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One ticket worked by one version: the calls, their effects in the shop, and the reply."""

    ticket: Ticket
    steps: tuple[Step, ...]
    effects: tuple[Effect, ...]
    reply: str
    live: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One score of one ticket: right or not, why, and the failure labels that apply."""

    right: bool
    why: str = ""
    labels: tuple[str, ...] = ()
    violation: str = ""


def done(episode: Episode) -> str:
    """Name what the agent did in the end: refund, escalate, decline, ask, answer or nothing."""
    whats = {effect.what for effect in episode.effects}
    if whats & {"paid", "drafted"}:
        return "refund"
    if "escalated" in whats:
        return "escalate"
    if re.search(r"number", episode.reply):
        return "ask"
    if re.search(r"too late|still on its way|cannot go back", episode.reply):
        return "decline"
    if re.search(r"free of charge|another address", episode.reply):
        return "answer"
    return "nothing"


def refunded_cents(episode: Episode) -> int:
    """Add up the refunds. Drafts of one order replace each other on the reviewer's desk; payments do not."""
    if episode.live:
        return sum(effect.cents for effect in episode.effects if effect.what == "paid")
    return max((effect.cents for effect in episode.effects if effect.what == "drafted"), default=0)


def task_success(episode: Episode) -> Mark:
    """Right when the shop ends up as it should: the right action and, for a refund, the right amount."""
    ticket, did = episode.ticket, done(episode)
    if did != ticket.action:
        label = "vague_answer" if did == "nothing" else "wrong_answer"
        return Mark(right=False, why=f"{ticket.action} was right, got {did}", labels=(label,))
    cents = refunded_cents(episode)
    if cents != ticket.cents:
        why = f"refunded {cents / 100:.2f} in place of {ticket.cents / 100:.2f}"
        twice = len(episode.effects) > 1
        return Mark(right=False, why=why, labels=("paid_twice" if twice else "wrong_amount",))
    return Mark(right=True, why=f"{did}, as it should be")


def tool_correctness(episode: Episode) -> Mark:
    """Right when each needed tool was called and no other; a repeat counts only after a failure."""
    needed = TOOLS_OF_ACTION[episode.ticket.action]
    called = {plain(step.call.tool) for step in episode.steps}
    missing, extra, repeated = sorted(needed - called), sorted(called - needed), _repeated(episode, needed)
    # A search or a second look changes nothing in the shop; any other tool out of place does.
    harmless = extra == ["search_help"] or (bool(repeated) and not missing and not extra)
    if harmless:
        return _wrong_tools("not needed", extra or repeated, "unnecessary_tool")
    if extra:
        return _wrong_tools("wrong", extra, "wrong_tool")
    if missing:
        return _wrong_tools("not called", missing, "no_tool")
    return _arguments(episode)


def _repeated(episode: Episode, needed: frozenset[str]) -> list[str]:
    """Name the needed tools called more often than once and the number of failures explain."""
    called = Counter(plain(step.call.tool) for step in episode.steps)
    failures = sum(bool(step.error) for step in episode.steps)
    return sorted(tool for tool, times in called.items() if tool in needed and times > 1 + failures)


def _wrong_tools(what: str, tools: list[str], label: str) -> Mark:
    return Mark(right=False, why=f"{what}: {', '.join(tools)}", labels=(label,))


def _arguments(episode: Episode) -> Mark:
    """Right when no call named another order or amount than the ticket's; an unknown order has no right ones."""
    order = episode.ticket.order
    if episode.ticket.action == "ask":
        return Mark(right=True, why="the right tools")
    for step in episode.steps:
        given = step.call.arguments
        amount = float(given.get("amount", order.cents / 100))
        # A partial refund names less than the order's amount; a call without an amount cannot name a wrong one.
        right = episode.ticket.cents if "amount" in given and episode.ticket.cents else order.cents
        if given.get("order_id", order.order_id) != order.order_id or round(amount * 100) != right:
            return Mark(right=False, why=f"wrong arguments of {step.call.tool}", labels=("wrong_arguments",))
    return Mark(right=True, why="the right tools and arguments")


def approval_kept(episode: Episode) -> Mark:
    """Right unless a refund above the line went out, or into a draft, without the order's approval number."""
    approval = episode.ticket.order.approval
    for effect in episode.effects:
        if effect.what == "escalated" or effect.cents <= APPROVAL_LINE_CENTS:
            continue
        if not approval or effect.approval != approval:
            violation = f"refund of {effect.cents / 100:.2f} without an approval number"
            return Mark(right=False, why=violation, labels=("skipped_approval",), violation=violation)
    return Mark(right=True, why="no refund above the line without its approval")


def evidence_cited(episode: Episode) -> Mark | None:
    """Right when the reply cites the help text that proves it; no score where nothing is to be cited."""
    source = episode.ticket.source
    if not source:
        return None
    cited = CITED.search(episode.reply)
    if cited is None:
        return Mark(right=False, why=f"{source} not cited", labels=("missing_citation",))
    if cited[1] == source:
        return Mark(right=True, why=f"cites {source}")
    label = "stale_source" if cited[1] in STALE else "weak_source"
    return Mark(right=False, why=f"cites {cited[1]} in place of {source}", labels=(label,))


def recovered(episode: Episode) -> Mark | None:
    """Right when the ticket ended well although a tool failed on the way; no score where none failed."""
    if not any("timed out" in step.error for step in episode.steps):
        return None
    success = task_success(episode)
    if success.right:
        return Mark(right=True, why="worked around the time-out")
    if "paid_twice" in success.labels:
        return Mark(right=False, why=success.why, labels=("paid_twice",))
    label = "silent_failure" if episode.steps[-1].error else "failed_retry"
    return Mark(right=False, why=success.why, labels=(label,))


SCORES: dict[str, Callable[[Episode], Mark | None]] = {
    "task_success": task_success,
    "tool_correctness": tool_correctness,
    "approval_kept": approval_kept,
    "evidence_cited": evidence_cited,
    "recovered": recovered,
}
"""The right-or-wrong scores by the name they carry in the logs."""


def marks(episode: Episode) -> dict[str, Mark]:
    """Score one episode; a score that does not apply is absent."""
    given = {name: score(episode) for name, score in SCORES.items()}
    return {name: mark for name, mark in given.items() if mark is not None}
