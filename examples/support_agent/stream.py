"""The stream: tickets as they arrive after a release has shipped, day by day, which are not the tickets of the suite.

Rules: 200 tickets a day in the stated mix, three kinds of which the suite did not know when the stream began; look-ups
and searches that time out now and then; days on which the payment service is slow. Orders change after the copy that
1.6.0 reads was made: a day's `aged` is the share of orders, among those that can, that did.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from examples.support_agent.tickets import KINDS, Batch, Kind, Ticket, make_ticket, with_timeouts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from examples.support_agent.world import Order

SEED = 20_261_005
FIRST_DAY = date(2026, 10, 5)
NEW_KINDS: dict[str, Kind] = {
    "gift_card": Kind(count=0, action="escalate"),
    "address_change": Kind(count=0, action="answer", source="H9", status="packed"),
    "partial": Kind(count=0, action="refund", days=(3, 80), part=0.5),
}
"""Kinds that customers send and the suite did not have; their numbers stand in `MIX`."""
MIX: dict[str, int] = {
    "changed_mind": 24,
    "too_late": 16,
    "damaged": 26,
    "lost": 20,
    "in_transit": 14,
    "approved_high": 20,
    "unapproved_high": 14,
    "claimed_approval": 10,
    "digital": 12,
    "charged_twice": 16,
    "question": 8,
    "unknown_order": 4,
    "gift_card": 6,
    "address_change": 4,
    "partial": 6,
}
"""Tickets of a day by kind: fewer changes of mind than in the suite, more parcels lost and cards charged twice."""
QUEUES: dict[str, frozenset[str]] = {
    "delivery": frozenset({"lost", "in_transit", "address_change"}),
    "other": frozenset({"charged_twice", "question", "gift_card"}),
}
"""What the customer chose in the form; every other kind comes as `returns`."""
CAN_CHANGE = ("approved_high", "lost", "damaged", "changed_mind")
"""Kinds whose order may have changed since the copy: approved, found to be lost, an item taken off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of the stream and its sample.

    `begins` is when it was played (UTC), `slow` how many payments time out, `aged` the share of changed orders, and
    `sample` how many tickets are kept of each queue, or of all under the name `all`.
    """

    number: int
    version: str
    begins: datetime
    sample: dict[str, int]
    slow: int = 2
    aged: float = 0.0

    @property
    def name(self) -> str:
        """The window's name."""
        return f"day-{self.number:02d}"

    @property
    def batch(self) -> Batch:
        """What is drawn for this day."""
        return Batch(
            prefix=f"D{self.number:02d}",
            seed=SEED + self.number,
            count=sum(MIX.values()),
            opened_from=FIRST_DAY + timedelta(days=self.number),
            timeouts={"lookup_order": 8, "refund": self.slow, "search_help": 2},
        )


def queue_of(kind: str) -> str:
    """Name the queue of a kind of ticket."""
    return next((queue for queue, kinds in QUEUES.items() if kind in kinds), "returns")


def traffic(day: Day) -> list[Ticket]:
    """Make all tickets of a day; the same day gives the same tickets on every machine."""
    rng = random.Random(day.batch.seed)
    known = KINDS | NEW_KINDS
    names = [name for name, count in MIX.items() for _ in range(count)]
    rng.shuffle(names)
    tickets = [make_ticket(rng, day.batch, index, name, known[name]) for index, name in enumerate(names)]
    return with_timeouts(rng, day.batch, tickets)


def sampled(day: Day, tickets: list[Ticket]) -> list[Ticket]:
    """Draw the tickets whose traces are kept, in the order in which they came."""
    rng = random.Random(f"sample of {day.name}")
    kept: set[str] = set()
    for queue, count in sorted(day.sample.items()):
        able = [ticket.ticket_id for ticket in tickets if queue in {"all", queue_of(ticket.kind)}]
        kept |= set(rng.sample(able, count))
    return [ticket for ticket in tickets if ticket.ticket_id in kept]


def orders(tickets: Iterable[Ticket]) -> dict[str, Order]:
    """Give the orders as the shop keeps them, by number."""
    return {ticket.order.order_id: ticket.order for ticket in tickets}


def copied_orders(day: Day, tickets: list[Ticket]) -> dict[str, Order]:
    """Give the orders as they stood when the copy was made."""
    rng = random.Random(f"copy on {day.name}")
    able = [ticket for ticket in tickets if ticket.kind in CAN_CHANGE]
    changed = rng.sample(able, round(day.aged * len(able)))
    return orders(tickets) | {ticket.order.order_id: _before(ticket.kind, ticket.order) for ticket in changed}


def _before(kind: str, order: Order) -> Order:
    """Undo what happened to an order since the copy was made."""
    if kind == "approved_high":
        return replace(order, approval="")
    if kind == "lost":
        return replace(order, status="in transit")
    # An item was taken off the order, so there is less to refund than the copy says.
    return replace(order, cents=order.cents * 5 // 4)
