"""Work a ticket without Inspect: the same agent, tools and scores in a plain loop.

The committed logs come from Inspect; this loop serves tests, and shows that Inspect adds nothing to the numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from examples.support_agent.agent import Reply, Step, next_call
from examples.support_agent.scoring import Episode
from examples.support_agent.world import Effect, Order, call_tool, plain

if TYPE_CHECKING:
    from collections.abc import Collection

    from examples.support_agent.tickets import Ticket
    from examples.support_agent.versions import Version

MOST_CALLS = 8


def fails(version: Version, ticket: Ticket, tool: str) -> bool:
    """Say whether a tool times out on a ticket at its first call; a copy of the orders is near and never slow."""
    return plain(tool) == ticket.fails_first and not (version.reads_copy and tool == "lookup_order")


def rehearse(
    version: Version,
    ticket: Ticket,
    orders: dict[str, Order],
    seed: int,
    *,
    tools: Collection[str] = (),
    copied: bool = False,
) -> Episode:
    """Work one ticket to its reply; raises RuntimeError when the agent does not come to an end.

    `tools` are those of the desk where it is not the first; `copied` says that `orders` is a copy that no payment of
    this ticket reaches.
    """
    steps: list[Step] = []
    effects: tuple[Effect, ...] = ()
    for _ in range(MOST_CALLS):
        action = next_call(version, ticket.prompt, steps, seed, tools)
        if isinstance(action, Reply):
            return Episode(
                ticket=ticket,
                steps=tuple(steps),
                effects=effects,
                reply=action.text,
                live=version.write_enabled,
            )
        first = all(step.call.tool != action.tool for step in steps)
        outcome = call_tool(
            action.tool,
            action.arguments,
            orders=orders,
            effects=effects,
            fails_first=first and fails(version, ticket, action.tool),
            live=version.write_enabled,
            copied=copied,
        )
        effects += outcome.effects
        steps.append(Step(call=action, text=outcome.text, error=outcome.error))
    raise RuntimeError(f"{ticket.ticket_id}: no reply after {MOST_CALLS} calls")
