"""The simulated numbers and their rules: tokens, prices, reviewer minutes.

No model was asked and nobody was paid. Tokens are counted from the real texts by a rule of thumb,
prices are made up in the proportion of a large and a small model, and minutes are one number a
kind of work. Every page that shows them says "simulated".
"""

from __future__ import annotations

from examples.support_agent.world import APPROVAL_LINE_CENTS, Effect

CHARACTERS_A_TOKEN = 4
"""Rule of thumb for English text."""

PRICES: dict[str, tuple[float, float]] = {"large": (3.00, 15.00), "small": (0.30, 1.50)}
"""US dollars for a million tokens in and out, by route."""

MINUTES_DRAFT = 1.5
MINUTES_REPLY = 0.5
MINUTES_APPROVED_PAYMENT = 1.0
MINUTES_ESCALATION = 6.0


def is_review(minutes: float) -> bool:
    """Say whether so many minutes are a review: skimming a reply is none."""
    return minutes > MINUTES_REPLY


def tokens(characters: int) -> int:
    """Tokens of a text of so many characters, rounded up."""
    return -(-characters // CHARACTERS_A_TOKEN)


def cost_usd(route: str, tokens_in: int, tokens_out: int) -> float:
    """Cost in US dollars of the tokens on a route; raises KeyError for an unknown route."""
    price_in, price_out = PRICES[route]
    return round((tokens_in * price_in + tokens_out * price_out) / 1_000_000, 6)


def reviewer_minutes(effects: tuple[Effect, ...]) -> float:
    """Minutes a person spends on one ticket.

    A draft is read, a payment is not, save above the approval line; an escalated ticket is worked by
    hand; a reply alone is skimmed.
    """
    whats = {effect.what for effect in effects}
    if "escalated" in whats:
        return MINUTES_ESCALATION
    if "drafted" in whats:
        return MINUTES_DRAFT
    if "paid" in whats:
        return MINUTES_APPROVED_PAYMENT if effects[0].cents > APPROVAL_LINE_CENTS else 0.0
    return MINUTES_REPLY
