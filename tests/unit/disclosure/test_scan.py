"""Secrets told by their form, in every dress in which they reach a page."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from evalreport.disclosure.scan import scan
from tests.unit.disclosure.planted import HARMLESS, PERSONAL, SECRETS

if TYPE_CHECKING:
    from collections.abc import Callable

DRESSES: dict[str, Callable[[str], str]] = {
    "bare": lambda text: text,
    "in a sentence": lambda text: f"I used {text}, and it worked.",
    "in HTML": lambda text: f"<td>{html.escape(text)}</td>",
    "in JSON": lambda text: json.dumps({"output": f"line one\n{text}\nline three"}),
    "in JSON inside JSON": lambda text: json.dumps({"arguments": json.dumps({"value": f"\t{text}"})}),
    "in JSON on a page": lambda text: f"<pre>{html.escape(json.dumps({'text': text}))}</pre>",
}


@pytest.mark.parametrize("dress", DRESSES)
@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_found_in_every_dress(name: str, dress: str) -> None:
    """A planted secret is found once, by its kind, whatever was escaped around it."""
    text, _, kind = SECRETS[name]
    hits = scan(DRESSES[dress](text).encode())
    assert [hit.kind for hit in hits] == [kind]


@pytest.mark.parametrize("name", ["openai-project", "aws-id", "github"])
def test_a_secret_in_an_address_is_found(name: str) -> None:
    """A key behind an escaped sign of an address is found though letters stand before it."""
    text, value, _ = SECRETS[name]
    assert [hit.value for hit in scan(f"https://example.org/?q={quote('key=' + text)}".encode())] == [value]


@pytest.mark.parametrize("text", [*HARMLESS, *(text for text, _ in PERSONAL.values())])
def test_what_is_no_secret_is_left_alone(text: str) -> None:
    """Digests, commit ids, uuids, words of prose and references to a secret's place are no secrets."""
    assert scan(f"{text}\n{json.dumps(text)} {html.escape(text)}".encode()) == []


def test_a_hit_shows_its_place_but_not_its_value() -> None:
    """A hit knows where it stands; what is shown of it is at most its vendor's letters."""
    text, value, _ = SECRETS["github"]
    content = f"first line\nkey: {text}\n".encode()
    (hit,) = scan(content)
    assert content[hit.start : hit.end].decode() == value
    assert hit.masked == "ghp_\u2026 (40 characters)"
    assert value not in repr(hit.masked) + hit.fingerprint


def test_the_fingerprint_belongs_to_the_value() -> None:
    """One value has one fingerprint wherever it stands, and another value another."""
    first, second = SECRETS["github"][0], SECRETS["github"][0][:-1] + "0"
    signs = [hit.fingerprint for hit in scan(f"{first} {second} again {first}".encode())]
    assert signs[0] == signs[2] != signs[1]
    assert all(len(sign) == 16 for sign in signs)


def test_every_private_key_is_its_own() -> None:
    """Two private keys have two fingerprints: calling one harmless says nothing of the other."""
    text = SECRETS["private-key"][0]
    other = text.replace("aB3d", "aB4d")
    assert len({hit.fingerprint for hit in scan(f"{text}\n\n{other}".encode())}) == 2
