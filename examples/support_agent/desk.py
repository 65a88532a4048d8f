"""Where tickets are worked: the first desk with one tool for every refund, and the second, that tells more of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from examples.support_agent.world import LARGE

if TYPE_CHECKING:
    from examples.support_agent.tickets import Ticket
    from examples.support_agent.world import Effect, Order

PERSONS_WORK = frozenset({"approved_high", "unapproved_high", "claimed_approval", "charged_twice", "lost", "gift_card"})
"""Kinds of ticket that went to a person before the agent came: they could be escalated, whether or not they must."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The tools that are offered, and whether tickets say that a person could have got them."""

    tools: tuple[str, ...]
    tells: bool

    def tags(self, ticket: Ticket) -> tuple[str, ...]:
        """Tag a ticket for the scores and the costs that are about some tickets only."""
        return (*ticket.tags, "escalatable") if self.tells and ticket.kind in PERSONS_WORK else ticket.tags


FIRST = Desk(tools=("lookup_order", "refund", "escalate", "search_help"), tells=False)
SECOND = Desk(tools=("lookup_order", "refund", LARGE, "escalate", "search_help"), tells=True)
"""The desk since 1.6.0: large refunds have a tool of their own, and reviews and approvals are on record."""


def approval_used(effects: tuple[Effect, ...], order: Order) -> str:
    """Give the approval number with which something was paid; empty where it is not the order's own."""
    used = [effect.approval for effect in effects if effect.what in {"paid", "drafted"} and effect.approval]
    return used[0] if used and used[0] == order.approval else ""
