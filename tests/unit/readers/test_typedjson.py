"""Decoding of the fields needed: fast for good text, strict for the rest."""

from __future__ import annotations

import math

import msgspec
import pytest

from evalreport.errors import ReaderError
from evalreport.readers.typedjson import decode_outer, decode_part, decode_typed


class Point(msgspec.Struct):
    """Something to decode."""

    x: float
    label: str = ""


class Lines(msgspec.Struct):
    """Points kept undecoded."""

    points: list[msgspec.Raw]


class Values(msgspec.Struct):
    """Points kept as values."""

    points: list[object]


@pytest.mark.parametrize(
    ("data", "x", "label"),
    [
        (b'{"x": 1, "skipped": [[{}]]}', 1.0, ""),
        (b'\xef\xbb\xbf{"x": 1}', 1.0, ""),
        (b'{"x": -Infinity}', -math.inf, ""),
        (b'{"x": 1, "other": NaN}', 1.0, ""),
        (b'{"x": 1, "label": "half \\ud800"}', 1.0, "half \ufffd"),
        (b'{"x": 1, "label": "whole \\ud83d\\ude00"}', 1.0, "whole \U0001f600"),
    ],
    ids=["plain", "mark", "infinite", "nan", "lone", "pair"],
)
def test_what_tools_write_is_decoded(data: bytes, x: float, label: str) -> None:
    """Byte order marks, non-finite numbers and surrogates are read; fields that nobody asked for are skipped."""
    point = decode_typed(data, Point, "run.json")
    assert (point.x, point.label) == (x, label)


@pytest.mark.parametrize(
    ("data", "slug", "place"),
    [
        (b'{"x": ', "json-syntax", "run.json:1:7"),
        (b'{"x":\n 1,}', "json-syntax", "run.json:2"),
        (b'{"x": "far"}', "result-value", "run.json"),
        (b"[]", "result-value", "run.json"),
        (b'{"x": 1, "y": ' + b"[" * 100_000, "json-depth", "run.json:1"),
        (b'{"x": ' + b"9" * 5_000 + b"}", "result-value", "run.json:1:7"),
        (b"<!DOCTYPE html>", "html-page", "run.json:1"),
        (b"\xff\xfe{\x00}\x00", "encoding", "run.json:1"),
    ],
    ids=["cut", "comma", "type", "list", "depth", "digits", "html", "utf16"],
)
def test_what_cannot_be_decoded_is_placed(data: bytes, slug: str, place: str) -> None:
    """Each refusal has its slug and names file and line as far as they are known."""
    with pytest.raises(ReaderError) as caught:
        decode_typed(data, Point, "run.json")
    assert caught.value.slug == slug
    assert str(caught.value.location).startswith(place)


@pytest.mark.parametrize("number", ["2", "NaN"])
def test_parts_are_decoded_one_by_one(number: str) -> None:
    """A part that does not fit fails alone, whether the outer document was read fast or strictly."""
    data = f'{{"points": [{{"x": {number}}}, {{"x": "far"}}, {{"x": 3}}]}}'.encode()
    outer = decode_outer(data, Lines, Values, "run.json")
    first, second, third = outer.points
    assert decode_part(first, Point, "points[0]").x == pytest.approx(float(number), nan_ok=True)
    assert decode_part(third, Point, "points[2]").x == 3.0
    with pytest.raises(ReaderError, match=r"Expected `float`, got `str`"):
        decode_part(second, Point, "points[1]")


def test_a_part_already_decoded_is_itself() -> None:
    """A reader may hand in what it decoded before."""
    point = Point(x=1.0)
    assert decode_part(point, Point, "points[0]") is point
