"""A run of the stream as it was played: what the agent did, turn by turn, with the times and tokens of each turn.

The agent and the shop are those of the suite; times are simulated, by the rules that stand here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from examples.support_agent import rates
from examples.support_agent.desk import SECOND
from examples.support_agent.rehearsal import rehearse
from examples.support_agent.rules import SYSTEM
from examples.support_agent.stream import copied_orders, orders, sampled, traffic
from examples.support_agent.versions import VERSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from examples.support_agent.agent import Step
    from examples.support_agent.scoring import Episode
    from examples.support_agent.stream import Day
    from examples.support_agent.tickets import Ticket

LENGTH = timedelta(minutes=3)
"""How long a day of tickets lasts when it is played."""
TURN_SECONDS = 0.3
TOKEN_SECONDS = 0.02
TOOL_SECONDS = 0.2
TIMEOUT_SECONDS = 31.0
"""A turn of the model takes a third of a second and what it writes; a tool is quick, or is waited for in vain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One turn of the model, and the call it led to; the last turn leads to none. Times are UTC."""

    begins: datetime
    ends: datetime
    tokens_in: int
    tokens_out: int
    step: Step | None = None
    done: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One ticket worked on one day of the stream."""

    day: Day
    ticket: Ticket
    episode: Episode
    turns: tuple[Turn, ...]

    @property
    def model(self) -> str:
        """The model as traces name it: the route, without the program that plays it."""
        return VERSIONS[self.day.version].model.removeprefix("scripted/")

    @property
    def cost_usd(self) -> float:
        """What the tokens of all turns cost by the price of the route, in US dollars."""
        used = [(turn.tokens_in, turn.tokens_out) for turn in self.turns]
        return rates.cost_usd(VERSIONS[self.day.version].route, *(sum(side) for side in zip(*used, strict=True)))


def play(day: Day) -> Iterator[Run]:
    """Let the day's version work the sampled tickets of a day, in the order in which they came."""
    version = VERSIONS[day.version]
    tickets = traffic(day)
    kept = sampled(day, tickets)
    known = copied_orders(day, tickets) if version.reads_copy else orders(tickets)
    gap = LENGTH / (len(tickets) + 1)
    places = {ticket.ticket_id: place for place, ticket in enumerate(tickets)}
    for ticket in kept:
        episode = rehearse(version, ticket, known, day.number, tools=SECOND.tools, copied=version.reads_copy)
        begins = day.begins + gap * places[ticket.ticket_id]
        yield Run(day=day, ticket=ticket, episode=episode, turns=tuple(_turns(ticket, episode, begins)))


def _turns(ticket: Ticket, episode: Episode, begins: datetime) -> Iterator[Turn]:
    """Count tokens turn by turn, as the scripted model of the suite does."""
    read = len(SYSTEM) + len(ticket.prompt)
    for step in (*episode.steps, None):
        written = len(episode.reply) if step is None else len(step.call.tool) + len(str(step.call.arguments))
        tokens_out = rates.tokens(written)
        ends = begins + timedelta(seconds=TURN_SECONDS + TOKEN_SECONDS * tokens_out)
        done = ends + timedelta(seconds=_tool_seconds(step))
        yield Turn(begins=begins, ends=ends, tokens_in=rates.tokens(read), tokens_out=tokens_out, step=step, done=done)
        begins = done
        read += len(step.text or step.error) if step else 0


def _tool_seconds(step: Step | None) -> float:
    if step is None:
        return 0.0
    return TIMEOUT_SECONDS if "timed out" in step.error else TOOL_SECONDS
