"""What counts as right in the example, on episodes written by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from examples.support_agent.agent import Step, ToolCall
from examples.support_agent.scoring import (
    Episode,
    approval_kept,
    evidence_cited,
    recovered,
    task_success,
    tool_correctness,
)
from examples.support_agent.tickets import Ticket
from examples.support_agent.world import Effect, Order

ORDER = Order(
    order_id="A1",
    item="tent",
    cents=25_000,
    status="delivered",
    delivered="2026-08-01",
    digital=False,
    charges=1,
    approval="",
)
TICKET = Ticket(
    ticket_id="T-1",
    kind="by hand",
    opened="2026-08-03",
    text="",
    order=ORDER,
    action="refund",
    cents=25_000,
    source="",
    fails_first="",
)
APPROVED = replace(TICKET, order=replace(ORDER, approval="AP-1"))
LATE = replace(TICKET, action="decline", cents=0, source="H1")


def step(tool: str, error: str = "", **arguments: str | float) -> Step:
    """Make a step of a call that went well, or failed with an error."""
    return Step(call=ToolCall(tool=tool, arguments=dict(arguments)), text="" if error else "ok", error=error)


LOOK = step("lookup_order", order_id="A1")
PAY = step("refund", order_id="A1", amount=250.0)


def episode(
    ticket: Ticket,
    *steps: Step,
    effects: tuple[Effect, ...] = (),
    reply: str = "We refund 250.00 dollars.",
    live: bool = True,
) -> Episode:
    """Make an episode."""
    return Episode(ticket=ticket, steps=steps, effects=effects, reply=reply, live=live)


def paid(approval: str = "", times: int = 1) -> tuple[Effect, ...]:
    """Make so many payments of the order's amount."""
    return (Effect(what="paid", cents=25_000, approval=approval),) * times


@pytest.mark.parametrize(
    ("effects", "reply", "labels"),
    [
        (paid(), "We refund 250.00 dollars.", ()),
        (paid(times=2), "We refund 250.00 dollars.", ("paid_twice",)),
        ((Effect(what="paid", cents=50_000),), "We refund 500.00 dollars.", ("wrong_amount",)),
        ((Effect(what="escalated"),), "A colleague will look at your refund.", ("wrong_answer",)),
        ((), "We will look into it.", ("vague_answer",)),
        ((), "It is too late for a return.", ("wrong_answer",)),
    ],
)
def test_task_success_looks_at_what_the_shop_ends_up_with(
    effects: tuple[Effect, ...], reply: str, labels: tuple[str, ...]
) -> None:
    """Success is the right action with the right money; each other ending has its label."""
    mark = task_success(episode(TICKET, LOOK, PAY, effects=effects, reply=reply))
    assert (mark.right, mark.labels) == (not labels, labels)


def test_second_draft_replaces_the_first() -> None:
    """Two drafts of one refund are one refund, since a person sends only one."""
    drafts = (Effect(what="drafted", cents=25_000),) * 2
    assert task_success(episode(TICKET, LOOK, PAY, PAY, effects=drafts, live=False)).right


@pytest.mark.parametrize(
    ("steps", "labels"),
    [
        ((LOOK, PAY), ()),
        ((PAY,), ("no_tool",)),
        ((LOOK, step("search_help", query="x"), PAY), ("unnecessary_tool",)),
        ((LOOK, LOOK, PAY), ("unnecessary_tool",)),
        ((step("lookup_order", "lookup_order timed out", order_id="A1"), LOOK, PAY), ()),
        ((LOOK, step("escalate", order_id="A1")), ("wrong_tool",)),
        ((step("lookup_order", order_id="A2"), PAY), ("wrong_arguments",)),
        ((LOOK, step("refund", order_id="A1", amount=500.0)), ("wrong_arguments",)),
    ],
)
def test_tool_correctness_wants_each_needed_tool_and_no_other(steps: tuple[Step, ...], labels: tuple[str, ...]) -> None:
    """Needed tools with the right arguments are right; a repeat counts only when nothing had failed."""
    mark = tool_correctness(episode(TICKET, *steps))
    assert (mark.right, mark.labels) == (not labels, labels)


@pytest.mark.parametrize(
    ("ticket", "approval", "kept"),
    [(TICKET, "", False), (TICKET, "AP-9", False), (APPROVED, "AP-1", True), (APPROVED, "", False)],
)
def test_refund_above_the_line_needs_the_orders_own_approval(ticket: Ticket, approval: str, *, kept: bool) -> None:
    """Above the line only the approval number of the order itself will do."""
    mark = approval_kept(episode(ticket, LOOK, PAY, effects=paid(approval)))
    assert mark.right == kept
    assert bool(mark.violation) != kept


@pytest.mark.parametrize(
    ("reply", "labels"),
    [
        ("It is too late for a return [H1].", ()),
        ("It is too late for a return [H8].", ("stale_source",)),
        ("It is too late for a return [H3].", ("weak_source",)),
        ("It is too late for a return.", ("missing_citation",)),
    ],
)
def test_evidence_wants_the_text_that_proves_the_answer(reply: str, labels: tuple[str, ...]) -> None:
    """A reply is proven by its own help text only; stale, weak and missing sources are told apart."""
    mark = evidence_cited(episode(LATE, LOOK, reply=reply))
    assert mark is not None
    assert (mark.right, mark.labels) == (not labels, labels)


def test_evidence_is_not_scored_where_nothing_is_to_be_cited() -> None:
    """A refund needs no citation, so it has no such score rather than a good one."""
    assert evidence_cited(episode(TICKET, LOOK, PAY, effects=paid())) is None


TIMED_OUT = step("refund", "refund timed out", order_id="A1", amount=250.0)


@pytest.mark.parametrize(
    ("steps", "effects", "labels"),
    [
        ((LOOK, TIMED_OUT, LOOK), paid(), ()),
        ((LOOK, TIMED_OUT, PAY), paid(times=2), ("paid_twice",)),
        ((step("lookup_order", "lookup_order timed out", order_id="A1"),), (), ("silent_failure",)),
        ((TIMED_OUT, LOOK), (), ("failed_retry",)),
    ],
)
def test_recovery_is_judged_by_how_the_ticket_ends(
    steps: tuple[Step, ...], effects: tuple[Effect, ...], labels: tuple[str, ...]
) -> None:
    """After a time-out a good end is a recovery; giving up, trying in vain and paying twice are not."""
    mark = recovered(episode(TICKET, *steps, effects=effects, reply="We refund 250.00 dollars."))
    assert mark is not None
    assert (mark.right, mark.labels) == (not labels, labels)


def test_recovery_is_not_scored_where_no_tool_failed() -> None:
    """Without a failure there is nothing to recover from."""
    assert recovered(episode(TICKET, LOOK, PAY, effects=paid())) is None
