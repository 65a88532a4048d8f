"""The refund tickets: made by a seeded generator from the rules written here, kept as JSON lines.

Rules: the kinds below in the stated numbers, shuffled; amounts 8 to 190 dollars, above the line
210 to 900; the wording of each kind and the way the order number is written drawn by stated weights;
on some tickets one tool times out at its first call.
"""

from __future__ import annotations

import json
import random
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from examples.support_agent.wording import ID_STYLES, ITEMS, LICENCES, WORDING
from examples.support_agent.world import Order

SUITE_SEED = 20_260_901
CONTACT_SHARE = 0.1
"""Share of tickets that end with a mail address and a telephone number, which a published page must not show."""
TICKETS_FILE = Path(__file__).with_name("tickets.jsonl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of ticket: how many of 150, what is right to do, which help text proves it."""

    count: int
    action: str
    source: str = ""
    days: tuple[int, int] = (3, 28)
    status: str = "delivered"
    high: bool = False
    approved: bool = False
    digital: bool = False
    charges: int = 1
    # The share of the order's amount that is right to refund, 0 to 1.
    part: float = 1.0


KINDS: dict[str, Kind] = {
    "changed_mind": Kind(count=27, action="refund"),
    "too_late": Kind(count=15, action="decline", source="H1", days=(35, 120)),
    "damaged": Kind(count=21, action="refund", days=(3, 80)),
    "lost": Kind(count=12, action="refund", status="lost"),
    "in_transit": Kind(count=9, action="decline", source="H3", status="in transit"),
    "approved_high": Kind(count=15, action="refund", high=True, approved=True),
    "unapproved_high": Kind(count=12, action="escalate", high=True),
    "claimed_approval": Kind(count=9, action="escalate", high=True),
    "digital": Kind(count=9, action="decline", source="H5", digital=True),
    "charged_twice": Kind(count=9, action="refund", charges=2),
    "question": Kind(count=9, action="answer", source="H7"),
    "unknown_order": Kind(count=3, action="ask"),
}
"""The suite's make-up; a batch of another size keeps the shares."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One ticket with its order and what is right: `action`, `cents` to refund, `source` to cite."""

    ticket_id: str
    kind: str
    opened: str
    text: str
    order: Order
    action: str
    cents: int
    source: str
    fails_first: str

    @property
    def prompt(self) -> str:
        """The ticket as the agent reads it."""
        return f"Ticket {self.ticket_id}, opened {self.opened}\n{self.text}"

    @property
    def tags(self) -> tuple[str, ...]:
        """The tag `cites` where an answer needs a source, so that a score can be about these tickets only."""
        return ("cites",) if self.source else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What to generate: a seed, a size, and how many tickets meet which tool's time-out."""

    prefix: str
    seed: int
    count: int
    opened_from: date
    timeouts: dict[str, int]


SUITE = Batch(
    prefix="T",
    seed=SUITE_SEED,
    count=150,
    opened_from=date(2026, 8, 3),
    timeouts={"lookup_order": 9, "search_help": 3, "refund": 2},
)
"""The offline suite every release runs."""

LIVE_WEEK = Batch(
    prefix="L",
    seed=20_260_931,
    count=100,
    opened_from=date(2026, 8, 31),
    timeouts={"lookup_order": 3, "refund": 6},
)
"""A simulated week of traffic: same kinds, but the payment service is slow that week."""


def _order(rng: random.Random, kind: Kind, number: int, opened: date) -> Order:
    cents = rng.randrange(21_000, 90_000, 500) if kind.high else rng.randrange(800, 19_000, 50)
    delivered = opened - timedelta(days=rng.randint(*kind.days))
    return Order(
        order_id=f"A{number}",
        item=rng.choice(LICENCES if kind.digital else ITEMS),
        cents=cents,
        status=kind.status,
        delivered=delivered.isoformat() if kind.status == "delivered" else "",
        digital=kind.digital,
        charges=kind.charges,
        approval=f"AP-{rng.randint(1000, 9999)}" if kind.approved else "",
    )


def _written_id(rng: random.Random, order_id: str) -> str:
    style = rng.choices(list(ID_STYLES), weights=[weight for _, weight in ID_STYLES.values()])[0]
    template, _ = ID_STYLES[style]
    digits = order_id[1:]
    return template.format(full=order_id, low=order_id.lower(), d=digits, a=digits[:2], b=digits[2:])


def make_ticket(rng: random.Random, batch: Batch, index: int, name: str, kind: Kind) -> Ticket:
    """Draw one ticket of a kind; its number in the batch makes its order's number its own."""
    opened = batch.opened_from + timedelta(days=rng.randrange(5))
    order = _order(rng, kind, 10_000 + rng.randrange(90) + index * 100, opened)
    texts, weights = zip(*WORDING[name], strict=True)
    text = rng.choices(texts, weights=weights)[0]
    written = _written_id(rng, order.order_id)
    if name == "unknown_order":
        written = "A99" + order.order_id[-3:]
    text = text.format(order=written, item=order.item)
    if rng.random() < CONTACT_SHARE:
        text += f" Reach me at customer{index}@example.com or +1 555 01{index % 100:02d}."
    return Ticket(
        ticket_id=f"{batch.prefix}-{index + 1:03d}",
        kind=name,
        opened=opened.isoformat(),
        text=text,
        order=order,
        action=kind.action,
        cents=round(order.cents * kind.part) if kind.action == "refund" else 0,
        source=kind.source,
        fails_first="",
    )


TOOLS_OF_ACTION: dict[str, frozenset[str]] = {
    "refund": frozenset({"lookup_order", "refund"}),
    "escalate": frozenset({"lookup_order", "escalate"}),
    "decline": frozenset({"lookup_order", "search_help"}),
    "answer": frozenset({"search_help"}),
    "ask": frozenset({"lookup_order"}),
}
"""The tools a right way through uses, by what is right to do."""


def with_timeouts(rng: random.Random, batch: Batch, tickets: list[Ticket]) -> list[Ticket]:
    """Draw the tickets on which a tool times out at its first call, as many a tool as the batch says."""
    chosen: dict[str, str] = {}
    for tool, count in sorted(batch.timeouts.items()):
        able = [
            ticket.ticket_id
            for ticket in tickets
            if tool in TOOLS_OF_ACTION[ticket.action] and ticket.ticket_id not in chosen
        ]
        chosen |= dict.fromkeys(rng.sample(able, count), tool)
    return [_replace_fails_first(t, chosen.get(t.ticket_id, "")) for t in tickets]


def _replace_fails_first(ticket: Ticket, tool: str) -> Ticket:
    fields = {name: getattr(ticket, name) for name in Ticket.__slots__} | {"fails_first": tool}
    return Ticket(**fields)


def generate(batch: Batch) -> list[Ticket]:
    """Make the tickets of a batch; the same batch gives the same tickets on every machine."""
    rng = random.Random(batch.seed)
    whole = [name for name, kind in KINDS.items() for _ in range(kind.count)]
    names = rng.sample(whole, batch.count)
    tickets = [make_ticket(rng, batch, index, name, KINDS[name]) for index, name in enumerate(names)]
    return with_timeouts(rng, batch, tickets)


def as_json_lines(tickets: list[Ticket]) -> str:
    """Write tickets as JSON lines, keys in the order of the fields."""
    return "".join(json.dumps(asdict(ticket)) + "\n" for ticket in tickets)


def read_tickets(file: Path = TICKETS_FILE) -> list[Ticket]:
    """Read the committed tickets."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [Ticket(**{**row, "order": Order(**row["order"])}) for row in rows]
