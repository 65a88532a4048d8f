"""Documents that the tool writes: its own strict reader takes them, and text stays the text it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalreport.documents.schema import to_plain
from evalreport.documents.writing import dump
from evalreport.documents.yamltree import parse


def read_back(document: dict[str, object]) -> object:
    """Write a document and read it with the strict reader, whose scalars are all text."""
    return to_plain(parse(dump(document).encode(), "written.yml"))


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "yes",
        "null",
        "~",
        "1.10",
        "0x1f",
        "2026-11-20",
        "12:30:45",
        "@home",
        "#1",
        "a: b",
        "- a",
        "",
        " edge ",
        "é",
    ],
)
def test_text_stays_text(text: str) -> None:
    """A text that YAML could take for something else is quoted, and comes back as it was."""
    assert read_back({"field": text}) == {"field": text}


def test_a_value_used_twice_is_written_twice() -> None:
    """No anchor is written, since reading refuses them."""
    shared = ["a", "b"]
    text = dump({"first": shared, "second": shared})
    assert "&" not in text
    assert "*" not in text
    assert read_back({"first": shared, "second": shared}) == {"first": shared, "second": shared}


def test_keys_keep_their_order() -> None:
    """Fields stand as a person would write them, not sorted."""
    assert dump({"release": "1.0", "by": "ada", "at": "now"}).splitlines()[0].startswith("release:")


@pytest.mark.parametrize(("value", "written"), [(3, "3"), (0.5, "0.5"), (True, "true")])
def test_plain_values_are_written_plainly(value: object, written: str) -> None:
    """Numbers and truth values stand without quotes."""
    assert dump({"field": value}) == f"field: {written}\n"


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=200))
def test_any_printable_text_survives(text: str) -> None:
    """Whatever somebody types as a note is read back as typed, whatever its length."""
    assert read_back({"note": text}) == {"note": text}
