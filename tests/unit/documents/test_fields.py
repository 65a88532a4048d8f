"""Field types: what the schema asks for decides what a scalar means."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from pydantic import TypeAdapter, ValidationError

from evalreport.documents.fields import (
    Day,
    Flag,
    FreeText,
    Identifier,
    Integer,
    Moment,
    Number,
    PathText,
    Pattern,
    Plain,
    Quoted,
    ReleaseId,
    Sha256,
    Text,
    WebAddress,
    parse_moment,
)

TYPES: dict[str, TypeAdapter[object]] = {
    "text": TypeAdapter(Text),
    "free": TypeAdapter(FreeText),
    "number": TypeAdapter(Number),
    "integer": TypeAdapter(Integer),
    "flag": TypeAdapter(Flag),
    "day": TypeAdapter(Day),
    "moment": TypeAdapter(Moment),
    "id": TypeAdapter(Identifier),
    "release": TypeAdapter(ReleaseId),
    "path": TypeAdapter(PathText),
    "sha256": TypeAdapter(Sha256),
    "url": TypeAdapter(WebAddress),
    "pattern": TypeAdapter(Pattern),
}


def refusal(kind: str, value: object) -> str:
    """The slug with which a value is refused."""
    with pytest.raises(ValidationError) as caught:
        TYPES[kind].validate_python(value)
    return caught.value.errors()[0]["type"]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("text", Plain("1.10"), "1.10"),
        ("text", Plain("no"), "no"),
        ("text", Quoted("0.9"), "0.9"),
        ("free", Quoted(""), ""),
        ("number", Plain("0.9"), 0.9),
        ("number", Plain("-1e-3"), -0.001),
        ("number", 3, 3.0),
        ("integer", Plain("30"), 30),
        ("integer", Plain("3.0"), 3),
        ("integer", 30, 30),
        ("flag", Plain("true"), True),
        ("flag", False, False),
        ("day", Plain("2024-02-29"), "2024-02-29"),
        ("moment", Plain("2026-11-20T13:55:00Z"), "2026-11-20T13:55:00Z"),
        ("moment", Quoted("2026-11-20 13:55+02:00"), "2026-11-20 13:55+02:00"),
        ("id", Plain("1.10+a_b-c"), "1.10+a_b-c"),
        ("path", Plain("results/a b.json"), "results/a b.json"),
        ("url", Plain("https://example.org/x"), "https://example.org/x"),
        ("pattern", Plain("a.+"), "a.+"),
    ],
)
def test_a_value_becomes_what_the_field_asks_for(kind: str, value: object, expected: object) -> None:
    """Text stays as typed, a number becomes a number, true and false become booleans, and nothing else does."""
    found = TYPES[kind].validate_python(value)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("kind", "value", "slug"),
    [
        ("text", Plain("  "), "wrong-value"),
        ("text", None, "wrong-type"),
        ("text", {}, "wrong-type"),
        ("text", True, "wrong-type"),
        *(
            ("number", Plain(text), "number")
            for text in (".nan", "NaN", "-.inf", "1e999", "9" * 41, "012", "1_0", "+1", ".5")
        ),
        *(("number", Plain(text), "wrong-type") for text in ("high", ">= 0.9", "5%", "true", "0x1f", "")),
        ("number", Quoted("0.9"), "wrong-type"),
        ("number", True, "wrong-type"),
        ("number", float("nan"), "wrong-type"),
        ("number", [0.9], "wrong-type"),
        ("integer", Plain("1.5"), "number"),
        ("integer", Plain("1e30"), "number"),
        *(("flag", Plain(text), "wrong-type") for text in ("yes", "no", "on", "True", "1")),
        ("flag", Quoted("true"), "wrong-type"),
        *(
            ("day", Plain(text), "date")
            for text in ("2026-02-30", "2026-1-1", "today", "2026-11-20T00:00:00Z", "٢٠٢٦-11-20")
        ),
        ("moment", Plain("2026-11-20T13:55:00"), "date-zone"),
        *(
            ("moment", Plain(text), "date")
            for text in ("2026-11-20", "2026-11-20T25:00:00Z", "2026-11-20T13:55:00+99:99", "9999-12-31T23:59:59-10:00")
        ),
        *(("id", Plain(text), "id") for text in ("", "../x", "-x", ".x", "a b", "ä", "a" * 81, "a/b", "a\n")),
        *(("release", Plain(text), "id-reserved") for text in ("assets", "Latest", "index.html", "con", "NUL.txt")),
        ("path", Plain("/etc/passwd"), "path-absolute"),
        ("sha256", Plain("AB" * 32), "wrong-value"),
        *(
            ("url", Plain(text), "wrong-value")
            for text in ("javascript:alert(1)", "example.org", "https://a b", 'https://"')
        ),
        ("pattern", Plain("(x"), "wrong-value"),
    ],
)
def test_a_value_of_another_kind_is_refused_with_its_slug(kind: str, value: object, slug: str) -> None:
    """Nothing is guessed: what is no number, day, time, id or path is refused under its own slug."""
    assert refusal(kind, value) == slug


@pytest.mark.parametrize(
    ("text", "hint"),
    [(">= 0.9", "write 0.9"), ("5%", "write a share such as 0.05"), ("high", "a plain decimal number such as 0.9")],
)
def test_a_refused_number_says_what_to_write(text: str, hint: str) -> None:
    """The hint fits the mistake: a comparison, a percent sign, a word."""
    with pytest.raises(ValidationError) as caught:
        TYPES["number"].validate_python(Plain(text))
    assert hint in json.dumps(caught.value.errors()[0]["ctx"])


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-20T13:55:00Z", datetime(2026, 11, 20, 13, 55, tzinfo=UTC)),
        ("2026-11-20t15:55:00+02:00", datetime(2026, 11, 20, 13, 55, tzinfo=UTC)),
        ("2026-11-20 13:55z", datetime(2026, 11, 20, 13, 55, tzinfo=UTC)),
    ],
)
def test_times_are_compared_with_their_zone(text: str, moment: datetime) -> None:
    """Two ways to write one time are one time."""
    assert parse_moment(text) == moment
