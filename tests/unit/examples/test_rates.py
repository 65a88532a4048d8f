"""The simulated numbers of the example follow their stated rules."""

from __future__ import annotations

import pytest

from examples.support_agent.rates import cost_usd, reviewer_minutes, tokens
from examples.support_agent.world import Effect


@pytest.mark.parametrize(("characters", "expected"), [(0, 0), (1, 1), (4, 1), (5, 2), (400, 100)])
def test_four_characters_are_a_token(characters: int, expected: int) -> None:
    """Tokens are characters by four, rounded up."""
    assert tokens(characters) == expected


@pytest.mark.parametrize(("route", "expected"), [("large", 18.0), ("small", 1.8)])
def test_cost_is_tokens_by_the_price_of_the_route(route: str, expected: float) -> None:
    """A million tokens in and a million out cost the two prices of the route."""
    assert cost_usd(route, 1_000_000, 1_000_000) == expected


def test_unknown_route_has_no_price() -> None:
    """A route without a price raises KeyError and never costs nothing."""
    with pytest.raises(KeyError):
        cost_usd("huge", 1, 1)


@pytest.mark.parametrize(
    ("effects", "minutes"),
    [
        ((), 0.5),
        ((Effect(what="drafted", cents=900),), 1.5),
        ((Effect(what="paid", cents=900),), 0.0),
        ((Effect(what="paid", cents=20_001),), 1.0),
        ((Effect(what="escalated"),), 6.0),
    ],
)
def test_reviewer_minutes_follow_the_kind_of_work(effects: tuple[Effect, ...], minutes: float) -> None:
    """Each kind of ending costs a person its stated minutes."""
    assert reviewer_minutes(effects) == minutes
