"""The agent itself: from a ticket and what the tools said so far to the next call or the reply.

A plain program stands where a language model would. It sees only the text of the ticket and the
results of its own calls, so its mistakes are real ones: an order number it cannot read, a phrase
it does not know, a claim it believes.
"""

from __future__ import annotations

import hashlib
import random
import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from examples.support_agent.world import APPROVAL_LINE_CENTS, LARGE, plain

if TYPE_CHECKING:
    from collections.abc import Collection

    from examples.support_agent.versions import Version

RETURN_DAYS = 30
DAMAGE_DAYS = 90
CLAIM = re.compile(r"approved", re.IGNORECASE)
OPENED = re.compile(r"opened (\d{4}-\d{2}-\d{2})")
SOURCE = re.compile(r"\b(H\d)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """The agent wants a tool to be called."""

    tool: str
    arguments: dict[str, str | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The agent answers the customer and stops."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One call that was made, with what came back: `text`, or `error` when the tool failed."""

    call: ToolCall
    text: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the order's facts ask for: `refund`, `escalate` or `decline`, and the words of a reply."""

    action: str
    amount: float = 0.0
    approval: str = ""
    topic: str = ""
    reply: str = ""


TOPICS = {
    "returns": "return window goods days delivery full refund",
    "delivery": "delivery parcel in transit lost",
    "digital": "digital goods licences key sent",
    "question": "exchange another size or colour",
    "address": "address order not left yet",
}
ANSWERS = {"question": "An exchange is free of charge.", "address": "We can send it to another address."}
"""Questions about no payment, which a help text answers."""
CARELESS_TOPICS = TOPICS | {"returns": "return window late goods days"}
"""The first version asks in the customer's words and so finds the stale text of 2024."""


def next_call(
    version: Version, ticket: str, steps: list[Step], seed: int, tools: Collection[str] = ()
) -> ToolCall | Reply:
    """Choose what to do next among `tools`: where a tool for large refunds is offered, they go through it."""
    seen = [replace(step, call=replace(step.call, tool=plain(step.call.tool))) for step in steps]
    action = next_action(version, ticket, seen, seed)
    if isinstance(action, Reply) or action.tool != "refund" or LARGE not in tools:
        return action
    large = round(float(action.arguments["amount"]) * 100) > APPROVAL_LINE_CENTS
    return replace(action, tool=LARGE) if large else action


def next_action(version: Version, ticket: str, steps: list[Step], seed: int) -> ToolCall | Reply:
    """Choose what to do next. `seed` moves only the sampling of the small route."""
    if _drawn(version.misread_share, version, ticket, seed, "misread"):
        return Reply(text="Thank you for your message. We will look into it.")
    intent = _intent(version, ticket)
    if intent in ANSWERS:
        return _answer(version, steps, topic=intent, reply=ANSWERS[intent])
    if not intent:
        return Reply(text="Thank you for your message. We will look into it.")
    order_id = _order_id(version, ticket)
    if not order_id:
        return Reply(text="Could you send us the number of your order?")
    facts, following = _order_facts(version, order_id, steps)
    if following is not None:
        return following
    plan = _plan(version, intent, ticket, facts)
    wants_search = _drawn(version.extra_search_share, version, ticket, seed, "search")
    if plan.action != "decline" and wants_search and not _calls(steps, "search_help"):
        return ToolCall(tool="search_help", arguments={"query": TOPICS["returns"]})
    return _carry_out(version, plan, order_id, steps)


def _drawn(share: float, version: Version, ticket: str, seed: int, what: str) -> bool:
    """Draw once per ticket and seed; the same text always gives the same draw."""
    if not share:
        return False
    # The version is left out: what one release of the route misreads, the next misreads too, and pairs compare changes.
    text = f"{version.route}|{ticket}|{seed}|{what}"
    key = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    return random.Random(key).random() < share


def _intent(version: Version, ticket: str) -> str:
    low = ticket.lower()
    return next((intent for intent, words in version.words if any(word in low for word in words)), "")


def _order_id(version: Version, ticket: str) -> str:
    for pattern in version.id_patterns:
        if found := re.search(pattern, ticket):
            return "A" + "".join(found.groups())
    return ""


def _calls(steps: list[Step], tool: str) -> list[Step]:
    return [step for step in steps if step.call.tool == tool]


def _order_facts(version: Version, order_id: str, steps: list[Step]) -> tuple[dict[str, str], ToolCall | Reply | None]:
    """Give the order's facts, or else what has to happen before they are known."""
    looked = _calls(steps, "lookup_order")
    lookup = ToolCall(tool="lookup_order", arguments={"order_id": order_id})
    if not looked:
        return {}, lookup
    # Only the newest look counts: a checking version looks again after a payment that timed out.
    last = looked[-1]
    if last.text:
        return dict(pair.split("=", 1) for pair in last.text.split("; ")), None
    if "timed out" in last.error:
        if version.retries_lookup and len(looked) == 1:
            return {}, lookup
        return {}, Reply(text="We are sorry, we could not find your order.")
    return {}, Reply(text="We cannot find this order. Could you check its number?")


def _plan(version: Version, intent: str, ticket: str, facts: dict[str, str]) -> Plan:
    """Apply the shop's rules to the facts."""
    if intent == "gift_card":
        return Plan(action="escalate", reply="A colleague will look at your gift card")
    if version.knows_digital and facts["kind"] == "digital" and intent != "charged_twice":
        return Plan(action="decline", topic="digital", reply="A licence cannot go back once its key is sent")
    if intent == "not_arrived" and facts["status"] != "lost":
        return Plan(action="decline", topic="delivery", reply="Your parcel is still on its way")
    if intent in {"changed_mind", "damaged", "partial"}:
        days = _days_since_delivery(ticket, facts)
        if days > (RETURN_DAYS if intent == "changed_mind" else DAMAGE_DAYS):
            return Plan(action="decline", topic="returns", reply="It is too late for a return")
    return _refund_plan(version, ticket, facts, share=0.5 if intent == "partial" else 1.0)


def _days_since_delivery(ticket: str, facts: dict[str, str]) -> int:
    opened = OPENED.search(ticket)
    if opened is None or facts["delivered"] == "never":
        return 0
    return (date.fromisoformat(opened[1]) - date.fromisoformat(facts["delivered"])).days


def _refund_plan(version: Version, ticket: str, facts: dict[str, str], *, share: float) -> Plan:
    charges = int(facts["charges"]) if version.refunds_every_charge else 1
    # Share 1 leaves the amount to the bit: the committed logs hold what was paid.
    amount = float(facts["amount"]) * charges * share
    approval = "" if facts["approval"] == "none" else facts["approval"]
    above = round(amount * 100) > APPROVAL_LINE_CENTS
    believed = version.trusts_claims and CLAIM.search(ticket) is not None
    if above and not approval and not believed:
        return Plan(action="escalate", reply="A colleague will look at your refund")
    return Plan(
        action="refund",
        amount=amount,
        approval=approval if above else "",
        reply=f"We refund {amount:.2f} dollars",
    )


def _answer(version: Version, steps: list[Step], *, topic: str, reply: str) -> ToolCall | Reply:
    """Search the help texts once and cite what they gave."""
    topics = TOPICS if version.careful_search else CARELESS_TOPICS
    search = ToolCall(tool="search_help", arguments={"query": topics[topic]})
    searched = _calls(steps, "search_help")
    if not searched:
        return search
    last = searched[-1]
    if last.error and version.retries_lookup and len(searched) == 1:
        return search
    cited = SOURCE.search(last.text)
    return Reply(text=f"{reply} [{cited[1]}]." if cited else f"{reply}.")


def _carry_out(version: Version, plan: Plan, order_id: str, steps: list[Step]) -> ToolCall | Reply:
    if plan.action == "decline":
        return _answer(version, steps, topic=plan.topic, reply=plan.reply)
    made = _calls(steps, plan.action)
    if not made:
        return _act(plan, order_id)
    if made[-1].error:
        return _after_failure(version, plan, order_id, steps)
    return Reply(text=f"{plan.reply}.")


def _act(plan: Plan, order_id: str) -> ToolCall:
    if plan.action == "escalate":
        return ToolCall(
            tool="escalate",
            arguments={"order_id": order_id, "reason": "refund above the line, no approval"},
        )
    arguments: dict[str, str | float] = {"order_id": order_id, "amount": plan.amount}
    if plan.approval:
        arguments["approval"] = plan.approval
    return ToolCall(tool="refund", arguments=arguments)


def _after_failure(version: Version, plan: Plan, order_id: str, steps: list[Step]) -> ToolCall | Reply:
    """Try once more; a checking version first looks whether the refund went through after all."""
    if version.checks_before_retry:
        last = steps[-1]
        if last.call.tool != "lookup_order":
            return ToolCall(tool="lookup_order", arguments={"order_id": order_id})
        if "refunds=0" not in last.text:
            return Reply(text=f"{plan.reply}.")
    if len(_calls(steps, plan.action)) == 1:
        return _act(plan, order_id)
    return Reply(text="Something went wrong with your refund. We will look into it.")
