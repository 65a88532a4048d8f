"""Personal data by its form: e-mail addresses, telephone numbers, payment cards and bank accounts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evalreport.disclosure.checks import iban_length, is_card

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

EMAIL = re.compile(r"[\w.%+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_][\w-]{1,62}")
# With a country's number, an area in brackets, a leading 0, or the three groups of North America. Digits alone would
# make a telephone of every order number.
PHONE = re.compile(
    r"(?<![\w.+/-])(?:(?:\+\d{1,3}[ ./-]?|\(\d{2,5}\)[ ./-]?|0\d)(?:\(\d{1,4}\)[ ./-]?)?\d(?:[ ./()-]{0,2}\d){5,13}"
    r"|(?:1[ .-])?[2-9]\d{2}([ .-])[2-9]\d{2}\1\d{4})(?![\w-])"
)
CARD = re.compile(r"(?<![\w.+-])\d(?:[ -]?\d){12,18}(?![\w-])")
IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,30}")
PERSONAL: Mapping[str, re.Pattern[str]] = {"iban": IBAN, "card": CARD, "email": EMAIL, "phone": PHONE}


def _length(kind: str, text: str) -> int:
    """Return how much of a match is of this kind, 0 where its check digits say that it is none."""
    if kind == "iban":
        return iban_length(text)
    if kind == "card":
        return len(text) if is_card(text) else 0
    return len(text)


def replaced(kind: str, text: str, instead: Callable[[], str]) -> str:
    """Return the text with every passage of a kind replaced by what ``instead`` gives."""

    def one(match: re.Match[str]) -> str:
        used = _length(kind, match[0])
        # What stands behind an account's number may look like its next group.
        return instead() + match[0][used:] if used else match[0]

    return PERSONAL[kind].sub(one, text)
