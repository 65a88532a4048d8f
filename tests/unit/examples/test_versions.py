"""The story of the releases, told by the versions themselves."""

from __future__ import annotations

from functools import cache

import pytest

from examples.support_agent.agent import Reply, Step, ToolCall, next_action
from examples.support_agent.rehearsal import rehearse
from examples.support_agent.scoring import Mark, marks
from examples.support_agent.tickets import LIVE_WEEK, SUITE, generate
from examples.support_agent.versions import VERSIONS, version_of_model

BATCHES = {batch.prefix: batch for batch in (SUITE, LIVE_WEEK)}


@cache
def marked(version: str, batch: str = "T", seed: int = 1) -> dict[str, dict[str, Mark]]:
    """Run a version over a batch and give the marks by ticket."""
    tickets = generate(BATCHES[batch])
    orders = {ticket.order.order_id: ticket.order for ticket in tickets}
    return {ticket.ticket_id: marks(rehearse(VERSIONS[version], ticket, orders, seed)) for ticket in tickets}


def right(version: str, score: str, batch: str = "T") -> int:
    """Count the tickets a score calls right."""
    return sum(found[score].right for found in marked(version, batch).values() if score in found)


def labelled(version: str, label: str, batch: str = "T") -> set[str]:
    """Collect the tickets with a failure label."""
    return {
        ticket
        for ticket, found in marked(version, batch).items()
        if any(label in mark.labels for mark in found.values())
    }


def test_first_version_solves_well_over_half() -> None:
    """1.0.0 is worth having as a drafter: about 70 of 100 tickets end well."""
    assert 100 <= right("1.0.0", "task_success") <= 110


@pytest.mark.parametrize(
    ("better", "worse"), [("1.1.0", "1.0.0"), ("1.2.0", "1.1.0"), ("1.4.1", "1.3.0"), ("1.5.0", "1.4.1")]
)
def test_each_proposed_improvement_solves_more(better: str, worse: str) -> None:
    """A version that claims better answers gives better answers, the blocked one included."""
    assert right(better, "task_success") > right(worse, "task_success")


@pytest.mark.parametrize("version", sorted(VERSIONS))
def test_only_the_trusting_version_skips_approvals(version: str) -> None:
    """No version but 1.2.0 refunds above the line without the order's approval number."""
    assert bool(labelled(version, "skipped_approval")) == (version == "1.2.0")


def test_trusting_version_is_fooled_by_claims_alone() -> None:
    """1.2.0 breaks the boundary exactly where a customer only claims an approval."""
    claims = {ticket.ticket_id for ticket in generate(SUITE) if ticket.kind == "claimed_approval"}
    assert labelled("1.2.0", "skipped_approval") == claims


def test_small_route_searches_without_need_and_solves_about_as_much() -> None:
    """1.3.0 loses tool correctness, not task success."""
    assert right("1.1.0", "tool_correctness") - right("1.3.0", "tool_correctness") > 15
    assert abs(right("1.1.0", "task_success") - right("1.3.0", "task_success")) <= 5


def test_small_route_differs_between_epochs_and_the_large_one_does_not() -> None:
    """Only a sampling route needs a second epoch."""
    assert marked("1.3.0", seed=1) != marked("1.3.0", seed=2)
    assert marked("1.1.0", seed=1) == marked("1.1.0", seed=2)


@pytest.mark.parametrize(("version", "twice"), [("1.3.0", False), ("1.4.1", True), ("1.5.0", False)])
def test_only_blind_retries_with_write_access_pay_twice(version: str, *, twice: bool) -> None:
    """A second try after a time-out pays twice only where the agent pays and does not look first."""
    assert bool(labelled(version, "paid_twice", "L")) == twice


def test_double_payments_are_rarer_in_the_suite_than_in_a_slow_week() -> None:
    """The suite holds too few slow payments to block 1.4.1; the live week shows them."""
    assert len(labelled("1.4.1", "paid_twice")) <= 2
    assert len(labelled("1.4.1", "paid_twice", "L")) >= 4


@pytest.mark.parametrize("version", sorted(VERSIONS))
def test_every_version_comes_to_a_reply_on_every_ticket(version: str) -> None:
    """No version runs in a circle."""
    assert len(marked(version)) == SUITE.count


@pytest.mark.parametrize("name", sorted(VERSIONS))
def test_version_is_found_by_its_model_name(name: str) -> None:
    """The model name that Inspect records leads back to the version."""
    assert version_of_model(VERSIONS[name].model) is VERSIONS[name]


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("order A10423", "A10423"),
        ("order a10423", "A10423"),
        ("A-10423", "A10423"),
        ("#10423", "A10423"),
        ("A 10 423", ""),
    ],
)
def test_first_version_reads_the_usual_order_numbers(text: str, order: str) -> None:
    """1.0.0 reads the usual ways to write an order number; spaces inside are beyond it."""
    action = next_action(VERSIONS["1.0.0"], f"opened 2026-08-03 I changed my mind about {text}.", [], 1)
    expected = {"order_id": order} if order else {}
    assert (action.arguments if isinstance(action, ToolCall) else {}) == expected


def test_agent_stops_after_a_refund() -> None:
    """Once the refund went through, the next action is the reply."""
    ticket = "opened 2026-08-10 The kettle arrived broken, order A10423."
    facts = (
        "order=A10423; item=kettle; amount=64.00; status=delivered; delivered=2026-08-01; kind=goods; "
        "charges=1; approval=none; refunds=0"
    )
    looked = Step(call=ToolCall(tool="lookup_order", arguments={"order_id": "A10423"}), text=facts)
    paid = Step(call=ToolCall(tool="refund", arguments={"order_id": "A10423", "amount": 64.0}), text="done")
    assert next_action(VERSIONS["1.1.0"], ticket, [looked, paid], 1) == Reply(text="We refund 64.00 dollars.")
