"""People's labels, as tables and as JSON Lines."""

from __future__ import annotations

import json

import pytest

from evalreport.errors import ReaderError
from evalreport.readers.labels import read_labels, truth
from tests.unit.readers.memory import MemorySource

TABLE = (
    b"case,label,verdict,rater,version,date,class\nc1,pass,fail,maya,gpt@1,2026-11-01,tools\nc2,fail,maybe,maya,,,\n"
)
LINES = (
    json.dumps({"case": "c1", "label": True, "verdict": "fail", "rater": "maya", "version": "gpt@1",
                "date": "2026-11-01", "class": "tools"}).encode()
    + b"\n" + json.dumps({"case": "c2", "label": 0, "verdict": "maybe", "rater": "maya"}).encode()
)  # fmt: skip


@pytest.mark.parametrize("data", [TABLE, b"\xef\xbb\xbf" + TABLE, LINES], ids=["csv", "bom", "jsonl"])
def test_both_forms_say_the_same(data: bytes) -> None:
    """A table and JSON Lines give the same labels; an unknown verdict is an abstention."""
    labels, unread = read_labels(MemorySource(data), {})
    first, second = labels
    assert unread == ()
    assert (first.case, first.label, first.verdict, first.version, first.date) == (
        "c1", True, False, "gpt@1", "2026-11-01",
    )  # fmt: skip
    assert first.failure_class == "tools"
    assert (second.label, second.verdict, second.version, second.date) == (False, None, None, None)


def test_columns_are_mapped() -> None:
    """A file's own column names are mapped to ours."""
    data = b"id,human,judge\n1,good,bad\n"
    (label,), _ = read_labels(MemorySource(data), {"case": "id", "label": "human", "verdict": "judge"})
    assert (label.case, label.label, label.verdict) == ("1", True, False)


@pytest.mark.parametrize(
    ("line", "why"),
    [(b",pass,pass", "no case"), (b"c1,maybe,pass", "neither a pass nor a fail"), (b"c1,,pass", "neither")],
)
def test_a_line_that_cannot_be_read_costs_itself_only(line: bytes, why: str) -> None:
    """What cannot be read is named by its line; the others stand."""
    labels, unread = read_labels(MemorySource(b"case,label,verdict\nc0,pass,pass\n" + line + b"\n"), {})
    assert len(labels) == 1
    assert unread[0].where == "line 3"
    assert why in unread[0].why


def test_a_date_must_be_one() -> None:
    """A date of another form makes its line unread, for its age would be a guess."""
    _, unread = read_labels(MemorySource(b"case,label,verdict,date\nc1,pass,pass,01/11/2026\n"), {})
    assert "YYYY-MM-DD" in unread[0].why


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        (b"case,label\nc1,pass\n", "result-column"),
        (b"case,label,verdict\n", "result-empty"),
        (b"", "result-column"),
        (b"case,label,verdict\nc1,\xff,pass\n", "encoding"),
        (b'{"case": "c1", "label"\n', "json-syntax"),
        (b"<!doctype html><p>Sign in", "html-page"),
    ],
    ids=["column", "empty", "nothing", "bytes", "json", "html"],
)
def test_a_file_that_is_none_is_refused(data: bytes, slug: str) -> None:
    """A file that lacks a needed column, holds nothing or is something else is one located error."""
    with pytest.raises(ReaderError) as caught:
        read_labels(MemorySource(data, "calibration/judge.csv"), {})
    assert caught.value.slug == slug


@pytest.mark.parametrize(
    ("word", "value"), [("PASS", True), ("1", True), ("No", False), ("0.0", False), ("perhaps", None)]
)
def test_words_of_truth(word: str, value: bool | None) -> None:
    """Common words for pass and fail are known, all others are neither."""
    assert truth(word) is value
