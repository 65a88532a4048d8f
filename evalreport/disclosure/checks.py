"""What a pattern cannot see: check digits, lengths by country, and values that only stand in for a secret."""

from __future__ import annotations

import re

# Lengths of an IBAN by country (ISO 13616, registry of SWIFT, release 97).
IBAN_LENGTHS = {
    country: length
    for length, countries in {
        15: "NO",
        16: "BE BI",
        18: "DK FK FI FO GL NL SD",
        19: "MK SI",
        20: "AT BA EE KZ LT LU XK",
        21: "CH HR LI LV",
        22: "BG BH CR DE GB GE IE ME RS VA",
        23: "AE GI IL IQ OM SO TL",
        24: "AD CZ DZ ES MD PK RO SA SE SK TN VG",
        25: "LY PT ST",
        26: "IS TR",
        27: "DJ FR GR IT MC MR SM",
        28: "AL AZ BY CY DO GT HN HU LB NI PL SV",
        29: "BR EG PS QA UA",
        30: "JO KW MU MN YE",
        31: "MT SC",
        32: "LC",
        33: "RU",
    }.items()
    for country in countries.split()
}
# Beginnings and lengths of payment cards in use (ISO/IEC 7812 issuers): anything else of 16 digits is an order number.
CARDS = re.compile(
    r"4\d{12}(?:\d{3}(?:\d{3})?)?|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}"
    r"|(?:6011|64[4-9]\d|65\d\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|62\d{14,17}"
)
# What people write where a secret would stand. A whole word of these says that the value is none.
PLACEHOLDER = re.compile(
    r"(?i)example|placeholder|change[-_]?me|redacted|dummy|your[-_]|insert[-_]|not[-_ ]?(?:set|real)"
    r"|fixme|x{4,}|\*\*\*|\.\.\.|^(?:password|passwd|passphrase|pass|pwd|pw|secret|token|none|null|true|false|undefined|string|hidden)\d{0,3}$"
)
# A value that only names where the secret is kept: $NAME, ${{ … }}, %NAME%, {name}, <name>, NAME_OF_A_VARIABLE.
REFERENCE = re.compile(r"^(?:[$%{<\[(*]|&lt;|env[.:]|os\.|process\.|secrets\.|vault:|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$)")
CHARACTERS_OF_A_RUN = 2


def card_length(text: str) -> int:
    """Return how many characters of the text, from its start, are a payment card's number; 0 where it begins with none.

    A number has the beginning and the length of an issuer's, passes Luhn's check, and ends where a group of digits
    ends: a day of expiry may follow it.
    """
    ends = [
        place
        for place in range(1, len(text) + 1)
        if text[place - 1].isdigit() and not text[place : place + 1].isdigit()
    ]
    return next((end for end in reversed(ends) if _is_card(re.sub(r"\D", "", text[:end]))), 0)


def _is_card(digits: str) -> bool:
    return CARDS.fullmatch(digits) is not None and luhn(digits)


def luhn(digits: str) -> bool:
    """Whether the last digit checks the others (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 - a doubled digit counts by its digit sum
    return total % 10 == 0


def iban_length(text: str) -> int:
    """Return how many characters of the text, from its start, are an IBAN; 0 where it begins with none.

    Blanks and hyphens between groups are counted but mean nothing; the check is mod 97 (ISO 7064).
    """
    wanted = IBAN_LENGTHS.get(text[:2].upper(), 0)
    places = [place for place, sign in enumerate(text, start=1) if sign.isalnum()][:wanted]
    if not wanted or len(places) < wanted:
        return 0
    kept = "".join(text[place - 1] for place in places)
    number = "".join(str(int(sign, 36)) for sign in kept[4:] + kept[:4])
    return places[-1] if int(number) % 97 == 1 else 0


def is_value(text: str) -> bool:
    """Whether this is a secret's value: no placeholder, no reference to where it is kept, no single sign repeated."""
    return not (PLACEHOLDER.search(text) or REFERENCE.search(text) or len(set(text.casefold())) <= CHARACTERS_OF_A_RUN)


def is_mixed(text: str) -> bool:
    """Whether letters stand beside digits or signs, as in a password and not in a word of prose or a plain number."""
    letters = sum(sign.isalpha() for sign in text)
    return bool(letters) and any(not sign.isalpha() and sign not in "-_." for sign in text)
