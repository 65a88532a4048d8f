"""Field types of all documents: what the schema wants decides what a scalar means, never the scalar itself.

``1.10``, ``no`` and ``12:30:45`` are text where text is wanted and no number where a number is wanted. The types also
take plain Python values, for sections kept in a closing record.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime
from typing import Annotated, LiteralString

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from evalreport.documents.paths import ID_PATTERN, Fault, id_fault, path_fault

# No measurement has more digits, and messages quote the value.
MAX_NUMBER = 40

# The number form of JSON (RFC 8259, section 6).
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[+-]?\.?(?:nan|inf|infinity)", re.IGNORECASE)
_COMPARISON = re.compile(r"\s*[<>=]=?\s*(-?[0-9.]+)\s*")
_PERCENT = re.compile(r"-?[0-9.]+\s*%")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?P<zone>[Zz]|[+-]\d{2}:\d{2})?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Plain(str):
    """Text that stood without quotes."""

    __slots__ = ()


class Quoted(str):
    """Text that stood in quotes or as a block: never a number, true or null."""

    __slots__ = ()


def fault(slug: LiteralString, message: str, hint: str = "") -> PydanticCustomError:
    """Make a validation error that carries our slug and hint through pydantic."""
    return PydanticCustomError(slug, "{message}", {"message": message, "hint": hint})


def _raise(found: Fault | None, text: str) -> str:
    if found is not None:
        raise PydanticCustomError(found.slug, "{message}", {"message": found.message, "hint": found.hint})
    return text


def clip(value: object) -> str:
    """Show a value in a message, at most 40 characters of it."""
    text = str(value)
    return repr(text if len(text) <= MAX_NUMBER else text[: MAX_NUMBER - 3] + "...")


def as_text(value: object) -> object:
    """Take text exactly as typed."""
    if isinstance(value, str):
        return str(value)
    shape = {dict: "a mapping", list: "a list", type(None): "nothing"}.get(type(value), clip(value))
    raise fault("wrong-type", f"{shape} where text is due", "write text")


def as_number(value: object) -> object:
    """Take a finite number in JSON's form, of at most 40 characters."""
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    if isinstance(value, Plain):
        return _number(value)
    # Quotes were typed on purpose in some files and by a formatter in others: say it, never guess.
    if isinstance(value, Quoted) and _NUMBER.fullmatch(value):
        raise fault("wrong-type", f"text {clip(value)} where a number is due", f"remove the quotes: {value}")
    shape = {dict: "a mapping", list: "a list", type(None): "nothing"}.get(type(value), clip(value))
    raise fault("wrong-type", f"{shape} where a number is due", _number_hint(str(value)))


def _number(text: str) -> float:
    if _NOT_FINITE.fullmatch(text):
        raise fault("number", f"{text} is no finite number", "write a plain decimal number")
    if not _NUMBER.fullmatch(text):
        slug: LiteralString = "number" if re.fullmatch(r"[+-]?[0-9._eE+-]+", text) else "wrong-type"
        raise fault(slug, f"{clip(text)} where a number is due", _number_hint(text))
    if len(text) > MAX_NUMBER:
        raise fault("number", f"a number of {len(text):,} characters", f"write at most {MAX_NUMBER}")
    number = float(text)
    if not math.isfinite(number):
        raise fault("number", f"{text} is too large to be a finite number", "write a smaller one")
    return number


def _number_hint(text: str) -> str:
    # Many write the sign that the field's name already carries.
    if match := _COMPARISON.fullmatch(text):
        return f"the field's name says the direction; write {match[1]}"
    if _PERCENT.fullmatch(text):
        return "write a share such as 0.05, without %"
    return "write a plain decimal number such as 0.9"


def as_integer(value: object) -> object:
    """Take a whole number."""
    number = as_number(value)
    # Beyond 2**53 a double has no neighbour one apart.
    if not isinstance(number, float) or not number.is_integer() or abs(number) > 2**53:
        raise fault("number", f"{clip(value)} where a whole number is due", "write digits only")
    return int(number)


def as_flag(value: object) -> object:
    """Take true or false, and none of YAML's other words for them."""
    if isinstance(value, bool):
        return value
    # yes, on and NO are words of other languages and codes of countries.
    if isinstance(value, Plain) and value in {"true", "false"}:
        return value == "true"
    raise fault("wrong-type", f"{clip(value)} where true or false is due", "write true or false, without quotes")


def as_list(value: object) -> object:
    """Take one text for a list of one."""
    return [value] if isinstance(value, str) else value


def _filled(text: str) -> str:
    if not text.strip():
        raise fault("wrong-value", "the text is empty", "write something, or remove the field")
    return text


def _day(text: str) -> str:
    if not _DAY.fullmatch(text):
        raise fault("date", f"{clip(text)} is no day", "write YYYY-MM-DD")
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise fault("date", f"{text} does not exist", "write a day of the calendar as YYYY-MM-DD") from error
    return text


def _moment(text: str) -> str:
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise fault("date", f"{clip(text)} is no time", "write it like 2026-11-20T13:55:00Z")
    # A time without a zone means another moment on each machine that reads it.
    if match["zone"] is None:
        raise fault("date-zone", f"{text} has no zone", f"append Z or an offset: {text}Z")
    try:
        parse_moment(text)
    except (ValueError, OverflowError) as error:
        raise fault("date", f"{text} does not exist", "write a time of the calendar with a zone") from error
    return text


def parse_moment(text: str) -> datetime:
    """Read a time with zone (RFC 3339); raise ValueError or OverflowError for one that does not exist in UTC."""
    moment = datetime.fromisoformat(text.upper())
    # Near the ends of the calendar the offset can lead outside it: better here than where times are compared.
    moment.astimezone(UTC)
    return moment


def _sha256(text: str) -> str:
    if not _SHA256.fullmatch(text):
        raise fault("wrong-value", f"{clip(text)} is no SHA-256", "write all 64 lower-case hex digits")
    return text


def _web_address(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s\"'<>\\]+", text):
        raise fault("wrong-value", f"{clip(text)} is no web address", "write https://...")
    return text


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise fault(
            "wrong-value", f"{clip(text)} is no regular expression ({error})", "escape special signs"
        ) from error
    return text


FreeText = Annotated[str, BeforeValidator(as_text)]
Text = Annotated[FreeText, AfterValidator(_filled)]
Number = Annotated[float, BeforeValidator(as_number)]
Integer = Annotated[int, BeforeValidator(as_integer)]
Flag = Annotated[bool, BeforeValidator(as_flag)]
Identifier = Annotated[
    FreeText,
    AfterValidator(lambda text: _raise(id_fault(text), text)),
    Field(json_schema_extra={"pattern": ID_PATTERN}),
]
ReleaseId = Annotated[
    FreeText,
    AfterValidator(lambda text: _raise(id_fault(text, release=True), text)),
    Field(json_schema_extra={"pattern": ID_PATTERN}),
]
PathText = Annotated[FreeText, AfterValidator(lambda text: _raise(path_fault(text), text))]
Day = Annotated[FreeText, AfterValidator(_day), Field(json_schema_extra={"format": "date"})]
Moment = Annotated[FreeText, AfterValidator(_moment), Field(json_schema_extra={"format": "date-time"})]
Sha256 = Annotated[FreeText, AfterValidator(_sha256), Field(json_schema_extra={"pattern": "^[0-9a-f]{64}$"})]
WebAddress = Annotated[FreeText, AfterValidator(_web_address), Field(json_schema_extra={"format": "uri"})]
Pattern = Annotated[Text, AfterValidator(_pattern)]
