"""What no single field about live runs can know: forms of rules, prices that overlap, names that are not defined."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evalreport.documents.live_schema import OutcomesDoc, PriceDoc
    from evalreport.documents.schema import Step

# Days are compared as texts; this one is after every day.
_FOR_EVER = "9999-12-31"


class Fault(NamedTuple):
    """A fault at a place below the section: the steps to it, the message, what to write instead."""

    steps: tuple[Step, ...]
    message: str
    hint: str


class Named(NamedTuple):
    """A name below the section, and the section that must define it."""

    steps: tuple[Step, ...]
    section: str
    name: str


def price_faults(prices: Sequence[PriceDoc]) -> Iterator[Fault]:
    """Yield prices that end before they begin, and those of one model that hold on the same day."""
    for index, price in enumerate(prices):
        if price.until is not None and price.until < price.since:
            yield Fault((index, "until"), f"the price ends {price.until}, before it begins", "write a later day")
        for earlier in range(index):
            other = prices[earlier]
            if other.model == price.model and _overlap(price, other):
                message = f"two prices of {price.model} hold on {max(price.since, other.since)}"
                yield Fault((index, "since"), message, f"end the one since {other.since} with until: the day before")


def _overlap(one: PriceDoc, other: PriceDoc) -> bool:
    return one.since <= (other.until or _FOR_EVER) and other.since <= (one.until or _FOR_EVER)


def outcome_names(outcomes: OutcomesDoc) -> Iterator[Named]:
    """Yield the names that the outcomes refer to."""
    if outcomes.success is not None:
        yield Named(("success",), "scorecard", outcomes.success)
    if outcomes.high_risk is not None:
        for index, name in enumerate(outcomes.high_risk.classes):
            yield Named(("high_risk", "classes", index), "failure_classes", name)


def outcome_faults(outcomes: OutcomesDoc) -> Iterator[Fault]:
    """Yield outcomes that name nothing: a mapping without rules would find no run, and no run would look wrong."""
    for part, field in (("review", "when"), ("approval", "tools"), ("escalation", "possible"),
                        ("escalation", "happened"), ("high_risk", "classes")):  # fmt: skip
        doc = getattr(outcomes, part)
        if doc is not None and not getattr(doc, field):
            yield Fault((part, field), f"{field} names nothing", f"name at least one, or leave {part} out")
