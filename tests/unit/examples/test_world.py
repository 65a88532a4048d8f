"""The shop of the example: what its four tools do."""

from __future__ import annotations

import pytest

from examples.support_agent.world import Effect, Order, call_tool, search_help

ORDER = Order(
    order_id="A10423",
    item="kettle",
    cents=6_400,
    status="delivered",
    delivered="2026-08-01",
    digital=False,
    charges=1,
    approval="",
)
ORDERS = {"A10423": ORDER}


def call(
    tool: str,
    *,
    fails_first: bool = False,
    live: bool = False,
    effects: tuple[Effect, ...] = (),
    **arguments: str | float,
) -> tuple[str, str, tuple[Effect, ...]]:
    """Call a tool of the shop and give text, error and effects."""
    outcome = call_tool(tool, arguments, orders=ORDERS, effects=effects, fails_first=fails_first, live=live)
    return outcome.text, outcome.error, outcome.effects


@pytest.mark.parametrize(
    ("query", "source"),
    [
        ("return window goods days delivery full refund", "H1"),
        ("return window late goods days", "H8"),
        ("delivery parcel in transit lost", "H3"),
        ("digital goods licences key sent", "H5"),
        ("exchange another size or colour", "H7"),
    ],
)
def test_search_gives_the_text_that_shares_most_words(query: str, source: str) -> None:
    """A search finds the help text nearest in words, the stale one included."""
    assert search_help(query).text.startswith(f"{source}: ")


def test_search_without_any_shared_word_is_an_error() -> None:
    """A search that matches nothing says so and cites nothing."""
    assert search_help("zzz").error == "no help text found"


def test_look_up_tells_how_often_the_order_was_refunded() -> None:
    """Refunds already made are visible to an agent that looks."""
    text, _, _ = call("lookup_order", order_id="A10423", effects=(Effect(what="paid", cents=6_400),))
    assert text.endswith("refunds=1")


def test_unknown_order_is_an_error() -> None:
    """Looking up a number that does not exist gives an error, not an empty order."""
    assert call("lookup_order", order_id="A99999")[1] == "no order A99999"


@pytest.mark.parametrize(("live", "what"), [(True, "paid"), (False, "drafted")])
def test_refund_pays_only_where_the_agent_may_write(*, live: bool, what: str) -> None:
    """Without write access a refund is a draft."""
    _, _, effects = call("refund", order_id="A10423", amount=64.0, live=live)
    assert effects == (Effect(what=what, cents=6_400),)


def test_refund_that_times_out_was_paid_all_the_same() -> None:
    """A payment that times out has happened, which is what makes a blind second try dangerous."""
    text, error, effects = call("refund", order_id="A10423", amount=64.0, live=True, fails_first=True)
    assert (text, error, len(effects)) == ("", "refund timed out", 1)


def test_unknown_tool_is_refused() -> None:
    """A tool that does not exist raises ValueError."""
    with pytest.raises(ValueError, match="no tool fly"):
        call("fly")
