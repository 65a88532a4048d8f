"""What is blacked out before publishing."""

from __future__ import annotations

import json

import pytest

from evalreport.disclosure.redact import KINDS, Redactor
from tests.unit.disclosure.planted import HARMLESS, PERSONAL, SECRETS


@pytest.mark.parametrize("name", SECRETS)
def test_no_secret_is_left(name: str) -> None:
    """Of a key nothing is left but the word, in plain text and in the JSON of a tool's arguments; the rest stays."""
    text, value, _ = SECRETS[name]
    for dressed in (f"use {text} now", json.dumps({"argument": f"\n{text}"})):
        redact = Redactor(["api_key"])
        shown = redact(dressed)
        assert shown is not None
        assert value not in shown
        assert "[key redacted]" in shown
        assert redact.count == 1


@pytest.mark.parametrize("name", PERSONAL)
def test_personal_data_is_blacked_out_and_counted_by_kind(name: str) -> None:
    """Of personal data nothing is left but the word, and the count says which kind it was."""
    text, kind = PERSONAL[name]
    redact = Redactor(KINDS)
    shown = redact(f"Reach me: {text}, or later.")
    assert shown is not None
    assert shown.startswith("Reach me: [")
    assert shown.endswith("redacted], or later.")
    assert redact.counts == {kind: 1}


@pytest.mark.parametrize("text", HARMLESS)
def test_ids_dates_and_digests_stay(text: str) -> None:
    """Digests, commit ids, uuids, dates and order numbers are neither keys nor personal data."""
    assert Redactor(KINDS)(text) == text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("DE88 3704 0044 0532 0130 00", "iban"),
        ("XX89370400440532013000", "iban"),
        ("4111 1111 1111 1112", "card"),
        ("9999999999999995", "card"),
        ("a@b", "email"),
        ("0110100111110010", "phone"),
        ("at 00401294 in memory", "phone"),
        ("ORD-0301234567", "phone"),
    ],
)
def test_what_fails_its_check_stays(text: str, kind: str) -> None:
    """Wrong check digits, an unknown country or issuer, and an order number are not what they look like."""
    assert Redactor([kind])(text) == text


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("GB82WEST12345698765432 DE89370400440532013000", "iban", "[bank account redacted] [bank account redacted]"),
        ("AB12 GB82 WEST 1234 5698 7654 32", "iban", "AB12 [bank account redacted]"),
        ("4111 1111 1111 1111 12/27", "card", "[card number redacted] 12/27"),
        ("seat 12 4111 1111 1111 1111", "card", "seat 12 [card number redacted]"),
        ("4111111111111111,5500005555555559", "card", "[card number redacted],[card number redacted]"),
        ("+49 30 901820 14, 0049 30 901820", "phone", "[phone number redacted], [phone number redacted]"),
    ],
)
def test_neighbours_do_not_hide_each_other(text: str, kind: str, shown: str) -> None:
    """A number is found though another, or what only looks like one, stands right before or behind it."""
    assert Redactor([kind])(text) == shown


def test_what_stands_behind_an_account_stays() -> None:
    """An account's number ends where its country says, though capitals follow."""
    assert (
        Redactor(["iban"])("pay to DE89 3704 0044 0532 0130 00 AND WAIT") == "pay to [bank account redacted] AND WAIT"
    )


def test_only_what_the_policy_names_is_blacked_out_and_counted() -> None:
    """A kind that is not named stays, nothing stays nothing, and the counts are said in words."""
    redact = Redactor(["email"])
    assert redact("a@example.org, b@example.org, +49 30 1234567") == (
        "[e-mail redacted], [e-mail redacted], +49 30 1234567"
    )
    assert redact(None) is None
    assert (redact.count, redact.said) == (2, "2 e-mail")
