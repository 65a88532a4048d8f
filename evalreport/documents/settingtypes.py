"""The types of single settings: shares, counts, colours, and the words a setting may take."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator

from evalreport.documents.fields import (
    Identifier,
    Integer,
    Number,
    PathText,
    Plain,
    Text,
    as_list,
    as_text,
    fault,
)
from evalreport.model.scorecard import Measure

MATCH_FIELDS = ("label", "tag", "suite", "case", "error", "failure_class", "score", "tool_error", "tool", "review")

# What a table of people's labels tells, each in a column of that name unless the map names another.
CALIBRATION_FIELDS = ("case", "label", "verdict", "rater", "version", "date", "class")


def _calibration_field(text: str) -> str:
    if text not in CALIBRATION_FIELDS:
        raise fault("unknown-field", f"{text!r} is nothing a label has", "use " + ", ".join(CALIBRATION_FIELDS))
    return text


def _match_field(text: str) -> str:
    if text not in MATCH_FIELDS and not (text.startswith("metadata.") and len(text) > len("metadata.")):
        raise fault(
            "unknown-field",
            f"{text!r} is nothing a row can be matched by",
            "use " + ", ".join((*MATCH_FIELDS, "metadata.<key>")),
        )
    return text


def _share(value: float) -> float:
    # 5 for 5% would make a gate that nothing can fail.
    if not 0 <= value <= 1:
        raise fault("wrong-value", f"{value} is no share", "write a number from 0 to 1; 5% is 0.05")
    return value


def _positive(value: float) -> float:
    if value <= 0:
        raise fault("wrong-value", f"{value} is not above 0", "write a number above 0")
    return value


def _not_negative(value: int) -> int:
    if value < 0:
        raise fault("wrong-value", f"{value} is below 0", "write 0 or more")
    return value


def _at_least_one(value: int) -> int:
    if value < 1:
        raise fault("wrong-value", f"{value} is below 1", "write 1 or more")
    return value


def _confidence(value: float) -> float:
    if not 0.5 < value < 1:  # noqa: PLR2004 - a coin is right half of the time, and nothing is always right
        raise fault("wrong-value", f"{value} is no confidence", "write a number between 0.5 and 1, such as 0.95")
    return value


def _windows(value: object) -> object:
    # People write "2 windows"; the number alone says the same.
    words = str(value).split()
    return (
        Plain(words[0])
        if len(words) > 1 and words[1] in {"window", "windows"} and len(words) == len(words[:2])
        else value
    )


def _accent(text: str) -> str:
    colour = text.removeprefix("#")
    if text.startswith("#") and len(colour) in {3, 6} and all(sign in "0123456789abcdefABCDEF" for sign in colour):
        return text
    if text.replace(" ", "").replace("-", "").isalpha() and text.isascii():
        return text
    raise fault("wrong-value", f"{text!r} is no colour", "write #rrggbb in quotes, or a colour name of Material")


def _language(text: str) -> str:
    if not all(part.isalnum() and part.isascii() for part in text.split("-")) or len(text) > 10:  # noqa: PLR2004 - longest tag in use
        raise fault("wrong-value", f"{text!r} is no language code", "write a code such as en or de")
    return text


def _email(text: str) -> str:
    # Compared with what git keeps, so it need not be deliverable, only unmistakable.
    if text.count("@") != 1 or text.strip("@") != text or any(sign.isspace() for sign in text):
        raise fault("wrong-value", f"{text!r} is no e-mail address", "write it as it stands in git")
    return text


Accent = Annotated[Text, AfterValidator(_accent)]
Language = Annotated[Text, AfterValidator(_language)]
MatchField = Annotated[Text, AfterValidator(_match_field)]
CalibrationField = Annotated[Text, AfterValidator(_calibration_field)]
Confidence = Annotated[Number, AfterValidator(_confidence)]
CountFromOne = Annotated[Integer, AfterValidator(_at_least_one)]
Windows = Annotated[CountFromOne, BeforeValidator(_windows, json_schema_input_type=Text | CountFromOne)]
Paths = Annotated[list[PathText], BeforeValidator(as_list, json_schema_input_type=PathText | list[PathText])]
Identifiers = Annotated[
    list[Identifier], BeforeValidator(as_list, json_schema_input_type=Identifier | list[Identifier])
]
GraderKind = Annotated[Literal["llm", "code", "human"], BeforeValidator(as_text)]
Outputs = Annotated[Literal["none", "sampled", "all"], BeforeValidator(as_text)]
Signatures = Annotated[Literal["shown", "required"], BeforeValidator(as_text)]
Attribution = Annotated[Literal["shown"], BeforeValidator(as_text)]
Share = Annotated[Number, AfterValidator(_share)]
Positive = Annotated[Number, AfterValidator(_positive)]
Count = Annotated[Integer, AfterValidator(_not_negative)]
Redaction = Annotated[Literal["email", "phone", "card", "iban", "api_key"], BeforeValidator(as_text)]
# What leaks unasked is worse than a word that is blacked out without need.
ALL_REDACTIONS: list[Literal["email", "phone", "card", "iban", "api_key"]] = [
    "email",
    "phone",
    "card",
    "iban",
    "api_key",
]
Redactions = Annotated[list[Redaction], BeforeValidator(as_list, json_schema_input_type=Redaction | list[Redaction])]
Email = Annotated[Text, AfterValidator(_email)]
Emails = Annotated[list[Email], BeforeValidator(as_list, json_schema_input_type=Email | list[Email])]
Texts = Annotated[list[Text], BeforeValidator(as_list, json_schema_input_type=Text | list[Text])]
Level = Annotated[Literal["block", "advise", "manual"], BeforeValidator(as_text)]
DecideOn = Annotated[Literal["bound", "point"], BeforeValidator(as_text)]
GraderLevel = Annotated[Literal["block", "advise"], BeforeValidator(as_text)]
Direction = Annotated[Literal["higher", "lower"], BeforeValidator(as_text)]
Severity = Annotated[Literal["minor", "major", "critical"], BeforeValidator(as_text)]
MeasureName = Annotated[Measure, BeforeValidator(as_text)]
