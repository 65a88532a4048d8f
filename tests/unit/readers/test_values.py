"""Values of a row: numbers that are numbers, texts that are bounded."""

from __future__ import annotations

import math

import pytest

from evalreport.model.evaluation import Score
from evalreport.readers.values import (
    CUT,
    MAX_LIST,
    MAX_TEXT,
    as_text,
    clip,
    metadata_texts,
    number,
    only_verdict,
    texts,
    whole,
)


@pytest.mark.parametrize(("value", "read"), [(None, None), (1, 1.0), (0.25, 0.25), (-3, -3.0), (0, 0.0)])
def test_numbers_are_read(value: object, read: float | None) -> None:
    """A finite number is itself, and nothing stays nothing: never 0."""
    assert number(value) == read


@pytest.mark.parametrize("value", ["1", True, False, math.nan, math.inf, -math.inf, 10**400, [1], {"a": 1}])
def test_what_is_no_number_is_refused(value: object) -> None:
    """Text, truth values and what is not finite are no measurements."""
    with pytest.raises(ValueError, match="finite number is due"):
        number(value)


@pytest.mark.parametrize(("value", "read"), [(None, None), (2, 2), (2.0, 2), (-1, -1)])
def test_whole_numbers_are_read(value: object, read: int | None) -> None:
    """2.0 counts as 2: some tools write all numbers so."""
    assert whole(value) == read


@pytest.mark.parametrize("value", [1.5, "2", True, math.nan])
def test_parts_are_no_whole_numbers(value: object) -> None:
    """A part of a token or of an epoch means that another column was read."""
    with pytest.raises(ValueError, match="is due"):
        whole(value)


def test_a_refusal_quotes_little() -> None:
    """However long the value, the message stays readable."""
    with pytest.raises(ValueError, match="due") as raised:
        number("x" * 10_000)
    assert len(str(raised.value)) < 100


@pytest.mark.parametrize(
    ("length", "cut"), [(0, False), (MAX_TEXT, False), (MAX_TEXT + 1, True), (10 * MAX_TEXT, True)]
)
def test_long_texts_are_cut_visibly(length: int, cut: bool) -> None:
    """A text over the limit ends with the sign of being cut, and is never longer than the limit."""
    shown = clip("x" * length)
    assert shown is not None
    assert shown.endswith(CUT) is cut
    assert len(shown) == min(length, MAX_TEXT)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("as it is", "as it is"),
        (True, "true"),
        (1.5, "1.5"),
        ({"b": 1, "a": "é"}, '{"a": "é", "b": 1}'),
        ([1, None], "[1, null]"),
    ],
)
def test_values_become_text_as_json_writes_them(value: object, text: str | None) -> None:
    """Keys are sorted, so that the same value is the same text."""
    assert as_text(value) == text


def test_metadata_keeps_what_can_be_matched() -> None:
    """Scalars and short flat lists are kept by name; nested values and long lists are data and are left out."""
    given: dict[str, object] = {
        "b": 1,
        "a": "x",
        "short": [1, 2],
        "long": list(range(MAX_LIST + 1)),
        "deep": [[1]],
        "object": {"k": 1},
        "nothing": None,
    }
    assert metadata_texts(given) == {"a": "x", "b": "1", "short": "[1, 2]"}


@pytest.mark.parametrize(
    ("value", "found"),
    [("one", ("one",)), (["a", "b", "a", "", 1], ("a", "b")), (None, ()), ({"a": 1}, ()), ([], ())],
)
def test_labels_are_texts_without_repeats(value: object, found: tuple[str, ...]) -> None:
    """A list gives its texts in order, one text itself, anything else nothing."""
    assert texts(value) == found


@pytest.mark.parametrize(
    ("verdicts", "only"), [([True], True), ([None, False], False), ([True, True], None), ([], None), ([None], None)]
)
def test_one_verdict_speaks_for_the_row(verdicts: list[bool | None], only: bool | None) -> None:
    """Of several pass/fail scores none is the row's own, even when they agree."""
    assert only_verdict(Score(name=str(index), passed=passed) for index, passed in enumerate(verdicts)) is only
