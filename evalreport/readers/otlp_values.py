"""Ids, times, numbers and texts of OTLP, in the several ways in which writers write them."""

from __future__ import annotations

import base64
import binascii
import math
from typing import TYPE_CHECKING

from evalreport.readers.spans import MAX_NANOS
from evalreport.readers.values import as_text

if TYPE_CHECKING:
    from evalreport.readers.otlp_schema import AnyValue, KeyValue, Number

# Eight and sixteen bytes take so many characters of base64; as hexadecimal text they take 16 and 32.
_BASE64 = frozenset({12, 24})
_HEXADECIMAL = frozenset({16, 32})
_ZEROS = frozenset({"0" * 16, "0" * 32})
_MAX_DIGITS = 30
# As long as a time of this millennium is in nanoseconds.
_TIME_DIGITS = 19
# Beyond 64 bits no writer of the format can have counted.
_MAX_WHOLE = 2**63

Found = dict[str, "AnyValue"]


def named(attributes: list[KeyValue] | None) -> Found:
    """Return attributes by name; those without a value are left out."""
    return {item.key: item.value for item in attributes if item.value is not None} if attributes else {}


def identifier(text: str | None) -> str | None:
    """Return an id in the one form of its several: hexadecimal lower case; None for none, and for nothing but zeros."""
    if not text:
        return None
    if len(text) in _BASE64 and text.endswith("="):
        try:
            text = base64.b64decode(text, validate=True).hex()
        except binascii.Error:
            return text
    # What is no id of the standard's length is a writer's own, in which case may matter.
    found = text.lower() if len(text) in _HEXADECIMAL else text
    return None if found in _ZEROS else found


def whole(value: Number | None) -> int | None:
    """Return a whole number that is written as text or number; raise ValueError for anything else."""
    if value is None:
        return None
    if isinstance(value, str) and len(value) > _MAX_DIGITS:
        raise ValueError("a number of too many digits")
    number = value if isinstance(value, float) else int(value)
    # What is not finite fails one of these too, and a comparison takes whole numbers of any length.
    if not abs(number) < _MAX_WHOLE or number != int(number):
        raise ValueError("no whole number that can be")
    return int(number)


def nanos(value: Number | None) -> int | None:
    """Return a time in nanoseconds; None for none and for 0, which writers send for what has not happened.

    Raises ValueError for a time before 1970 or after 9999.
    """
    # Nearly every time is written so, and a large file has millions.
    usual = type(value) is str and len(value) <= _TIME_DIGITS and value.isdecimal()
    found = int(value or 0) if usual else whole(value)
    if found is not None and not 0 <= found <= MAX_NANOS:
        raise ValueError("a time before 1970 or after 9999")
    return found or None


def text_of(value: AnyValue | None) -> str | None:
    """Return a value as text; lists as JSON; None where there is none."""
    if value is None:
        return None
    return value.string_value if value.string_value is not None else as_text(plain(value))


def plain(value: AnyValue) -> object:
    """Return a value as Python has it; NaN and infinity are none."""
    if value.int_value is not None:
        return _lenient(value.int_value)
    if value.double_value is not None:
        number = float(value.double_value)
        return number if math.isfinite(number) else None
    if value.array_value is not None:
        return [plain(item) for item in value.array_value.values or ()]
    return value.bool_value if value.bool_value is not None else value.string_value


def _lenient(value: Number) -> object:
    """Return a whole number, or as text what is none: as a fact about a run it is shown, and nothing is counted."""
    try:
        return whole(value)
    except ValueError:
        return str(value)[:_MAX_DIGITS]


def first(found: Found, *names: str) -> AnyValue | None:
    """Return the first of these attributes that is there."""
    return next((value for name in names if (value := found.get(name)) is not None), None)


def amount(value: AnyValue) -> float:
    """Return a number that may be written as text; raise ValueError for what is none, or is below 0."""
    written = next(
        (one for one in (value.double_value, value.int_value, value.string_value) if one is not None), math.nan
    )
    try:
        number = float(written)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number) or number < 0:
        raise ValueError(f"{str(written)[:_MAX_DIGITS]} where a number from 0 is due")
    return number


def count(value: AnyValue) -> int:
    """Return a count; raise ValueError for what is none."""
    written = value.int_value
    if type(written) is str and len(written) < _TIME_DIGITS and written.isdecimal():
        return int(written)
    number = amount(value)
    if number != int(number) or number >= _MAX_WHOLE:
        raise ValueError(f"{number:g} where a whole number is due")
    return int(number)


def truth(value: AnyValue | None) -> bool | None:
    """Return a truth value, also one written as text; None for anything else."""
    if value is None:
        return None
    if value.bool_value is not None:
        return value.bool_value
    return {"true": True, "false": False}.get((value.string_value or "").strip().lower())


def texts_of(value: AnyValue | None) -> tuple[str, ...]:
    """Return the texts of a list, or the one text."""
    if value is None:
        return ()
    if value.array_value is None:
        return (value.string_value,) if value.string_value else ()
    return tuple(item.string_value for item in value.array_value.values or () if item.string_value)
