"""The types of settings about live runs: spans of time, prices, names of secrets, addresses without passwords."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator

from evalreport.documents.fields import FreeText, Number, Text, as_text, clip, fault

_HOURS = re.compile(r"(?P<number>\d{1,6}(?:\.\d{1,3})?) ?(?P<unit>h|hours?|d|days?)")
_PER_DAY = 24
# Shells and CI systems write such names in capitals; a password seldom looks like one.
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,99}")
# user:password@host of an address, and password=... of a list of parameters.
_PASSWORD = re.compile(
    r"//[^/@\s]*:[^/@\s]+@|\b(?:password|passwd|pwd|secret|token|api_?key)\s*=\s*[^\s&;]", re.IGNORECASE
)


def as_hours(value: object) -> object:
    """Take a span of time such as 48h or 2 days, in hours."""
    # A closing record's policy comes back as plain values: there the hours are a number already.
    if isinstance(value, float) and value > 0:
        return value
    match = _HOURS.fullmatch(value) if isinstance(value, str) else None
    number = float(match["number"]) * (_PER_DAY if match["unit"].startswith("d") else 1) if match else 0.0
    if number <= 0:
        raise fault("wrong-value", f"{clip(value)} is no span of time above 0", "write it like 48h or 2 days")
    return number


def hours_text(hours: float) -> str:
    """Write hours as a file says them: 48h."""
    return f"{hours:g}h"


def _not_below_zero(value: float) -> float:
    if value < 0:
        raise fault("wrong-value", f"{value:g} is below 0", "write 0 or more")
    return value


def _inner_share(value: float) -> float:
    # At 0 a single failure would be proof, at 1 nothing ever would.
    if not 0 < value < 1:
        raise fault("wrong-value", f"{value:g} is not between 0 and 1", "write a share such as 0.1; 10% is 0.1")
    return value


def _alpha(value: float) -> float:
    if not 0 < value <= 0.5:  # noqa: PLR2004 - beyond it the rule fires more often than not on nothing
        raise fault("wrong-value", f"{value:g} is no chance of a false alarm", "write a number up to 0.5, such as 0.05")
    return value


def _rate(value: float) -> float:
    if not 0 < value <= 1:
        raise fault("wrong-value", f"{value:g} is no rate", "write a number above 0 and up to 1; 5% is 0.05")
    return value


def _variable(text: str) -> str:
    # What stands here instead may be the secret itself, so it is never shown.
    if not _VARIABLE.fullmatch(text):
        raise fault(
            "wrong-value",
            "this is no name of an environment variable",
            "write the variable's name in capitals, such as WAREHOUSE_PASSWORD, never the secret itself",
        )
    return text


def _address(text: str) -> str:
    if _PASSWORD.search(text):
        raise fault(
            "secret-in-config",
            "the address holds a password or a key (not shown)",
            "take it out, change it, and name an environment variable with secret:",
        )
    return text


Hours = Annotated[float, BeforeValidator(as_hours, json_schema_input_type=Text)]
Amount = Annotated[Number, AfterValidator(_not_below_zero)]
InnerShare = Annotated[Number, AfterValidator(_inner_share)]
Alpha = Annotated[Number, AfterValidator(_alpha)]
Rate = Annotated[Number, AfterValidator(_rate)]
VariableName = Annotated[Text, AfterValidator(_variable)]
Address = Annotated[FreeText, AfterValidator(_address)]
ConnectionKind = Annotated[Literal["duckdb", "ibis"], BeforeValidator(as_text)]
SamplingKind = Annotated[
    Literal["all", "random", "stratified", "weighted", "picked", "unknown"], BeforeValidator(as_text)
]
