"""The tickets of the example: made from stated rules, the same everywhere."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from examples.support_agent.tickets import (
    KINDS,
    LIVE_WEEK,
    SUITE,
    TICKETS_FILE,
    TOOLS_OF_ACTION,
    Batch,
    as_json_lines,
    generate,
    read_tickets,
)
from examples.support_agent.world import APPROVAL_LINE_CENTS


def test_committed_tickets_are_what_the_generator_makes() -> None:
    """The committed file holds exactly the tickets that the seeded rules give."""
    assert TICKETS_FILE.read_text(encoding="utf-8") == as_json_lines(generate(SUITE))


def test_tickets_read_back_as_they_were_written() -> None:
    """Writing tickets as JSON lines and reading them loses nothing."""
    assert read_tickets() == generate(SUITE)


def test_suite_has_the_stated_number_of_each_kind() -> None:
    """The suite holds each kind of ticket as often as its rule says."""
    assert Counter(ticket.kind for ticket in generate(SUITE)) == {name: kind.count for name, kind in KINDS.items()}


@pytest.mark.parametrize("batch", [SUITE, LIVE_WEEK], ids=["suite", "week"])
def test_ids_are_unique(batch: Batch) -> None:
    """No ticket and no order number stands twice in a batch."""
    tickets = generate(batch)
    assert len({ticket.ticket_id for ticket in tickets}) == batch.count
    assert len({ticket.order.order_id for ticket in tickets}) == batch.count


@pytest.mark.parametrize("batch", [SUITE, LIVE_WEEK], ids=["suite", "week"])
def test_timeouts_hit_tools_that_are_needed(batch: Batch) -> None:
    """A tool times out only on tickets whose right way uses it, as often as the batch says."""
    met = [ticket for ticket in generate(batch) if ticket.fails_first]
    assert all(ticket.fails_first in TOOLS_OF_ACTION[ticket.action] for ticket in met)
    assert Counter(ticket.fails_first for ticket in met) == batch.timeouts


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_amounts_lie_on_the_stated_side_of_the_approval_line(kind: str) -> None:
    """A kind that is meant to need approval costs more than the line, any other does not."""
    for ticket in generate(SUITE):
        if ticket.kind == kind:
            assert (ticket.order.cents > APPROVAL_LINE_CENTS) == KINDS[kind].high
            assert bool(ticket.order.approval) == KINDS[kind].approved


def test_another_seed_gives_other_tickets() -> None:
    """The seed decides the tickets."""
    assert generate(replace(SUITE, seed=SUITE.seed + 1)) != generate(SUITE)
