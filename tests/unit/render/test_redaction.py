"""What is blacked out before publishing."""

from __future__ import annotations

import pytest

from evalreport.render.redaction import Redactor

KEY = "sk-" + "a1B2" * 6


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("write to ana.b+c@mail.example.org.", "write to [e-mail redacted]."),
        ("call +49 30 1234567 or (030) 123-4567", "call [phone number redacted] or [phone number redacted]"),
        (f"key={KEY}!", "key=[key redacted]!"),
        ("Authorization: Bearer " + "x" * 24, "Authorization: [key redacted]"),
        ("-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY----- end", "[key redacted] end"),
        ("AKIA" + "ABCDEFGHIJKLMNOP", "[key redacted]"),
    ],
)
def test_personal_data_and_keys_are_blacked_out(text: str, shown: str) -> None:
    """E-mail addresses, phone numbers and keys of the common vendors leave only the word for what stood there."""
    assert Redactor(["email", "phone", "api_key"])(text) == shown


@pytest.mark.parametrize(
    "text", ["order 100234 of 2026-11-22", "commit 0123456789abcdef", "ORD-0301234567", "1.10 against 12:30:45", "a@b"]
)
def test_ids_dates_and_commits_stay(text: str) -> None:
    """Numbers that only look long are no phone numbers, and hexadecimal is no key."""
    assert Redactor(["email", "phone", "api_key"])(text) == text


def test_only_what_the_policy_names_is_blacked_out_and_counted() -> None:
    """A kind that is not named stays, nothing stays nothing, and the count is of passages."""
    redact = Redactor(["email"])
    assert redact("a@example.org, b@example.org, +49 30 1234567") == (
        "[e-mail redacted], [e-mail redacted], +49 30 1234567"
    )
    assert redact(None) is None
    assert redact.count == 2
