"""Personal data by its form: e-mail addresses, telephone numbers, payment cards and bank accounts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evalreport.disclosure.checks import card_length, iban_length

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

EMAIL = re.compile(r"[\w.%+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_][\w-]{1,62}")
# With a country's number, an area in brackets, a leading 0, or the three groups of North America. Digits alone would
# make a telephone of every order number, and noughts and ones are bits.
PHONE = re.compile(
    r"(?<![\w.+/-])(?![01]{9,}(?!\d))"
    r"(?:(?:\+\d{1,3}[ ./-]?|\(\d{2,5}\)[ ./-]?|0[1-9])(?:\(\d{1,4}\)[ ./-]?)?\d(?:[ ./()-]{0,2}\d){5,13}"
    r"|00[1-9]\d(?:[ ./()-]{0,2}\d){7,12}"
    r"|(?:1[ .-])?[2-9]\d{2}([ .-])[2-9]\d{2}\1\d{4})(?![\w-])"
)
CARD = re.compile(r"(?<![\w.+-])\d(?:[ -]?\d){12,18}(?![\w-])")
IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,30}")
PERSONAL: Mapping[str, re.Pattern[str]] = {"iban": IBAN, "card": CARD, "email": EMAIL, "phone": PHONE}


def _length(kind: str, text: str) -> int:
    """Return how much of a match is of this kind, 0 where its check digits say that it is none."""
    if kind == "iban":
        return iban_length(text)
    return card_length(text) if kind == "card" else len(text)


def replaced(kind: str, text: str, instead: Callable[[], str]) -> str:
    """Return the text with every passage of a kind replaced by what ``instead`` gives."""
    # Most texts hold no such sign, and looking for it is much faster than looking for an address.
    if kind == "email" and "@" not in text:
        return text
    pattern, parts, done, at = PERSONAL[kind], [], 0, 0
    while match := pattern.search(text, at):
        used = _length(kind, match[0])
        # What stands behind a number may look like its next group, and what fails its check may hold one that does not.
        at = match.start() + (used or 1)
        if used:
            parts += [text[done : match.start()], instead()]
            done = at
    return "".join([*parts, text[done:]])
