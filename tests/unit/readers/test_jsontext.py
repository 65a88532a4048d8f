"""Strict JSON: one meaning a file, and a place for each fault."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalreport.errors import ReaderError
from evalreport.readers.jsontext import decode_json, head_warnings, iterate_lines
from tests.corpus import hostile
from tests.unit.readers.memory import MemorySource

VALUES: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def refused(data: bytes) -> str:
    """Decode what must be refused, and return the line a person sees."""
    with pytest.raises(ReaderError) as caught:
        decode_json(data, "run.json")
    return str(caught.value)


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b'{"a": 1, "a": 2}', 'run.json:1:10: the key "a" stands twice in one object [json-duplicate-key]'),
        (
            b'{"a": 1,\n "\\u0061": 2}',
            'run.json:2:2: the key "\\u0061" stands twice in one object [json-duplicate-key]',
        ),
        (
            b'{"a" : 1, "b": {"c": 1, "c" :2}}',
            'run.json:1:25: the key "c" stands twice in one object [json-duplicate-key]',
        ),
        (
            b'{"a": "\\":", "b": 1, "b": 1}',
            'run.json:1:22: the key "b" stands twice in one object [json-duplicate-key]',
        ),
        (b'{"x\\\\": 1, "x\\\\": 2}', 'run.json:1:12: the key "x\\\\" stands twice in one object [json-duplicate-key]'),
        (b"[NaN]", "run.json:1:2: NaN is no number: leave the field out where nothing was measured [result-value]"),
        (
            b"[1, -Infinity]",
            "run.json:1:5: -Infinity is no number: leave the field out where nothing was measured [result-value]",
        ),
        (b"[1e999]", "run.json:1:2: 1e999 is too large for a number [result-value]"),
        (b"[" + b"7" * 5000 + b"]", "run.json:1:2: a number of 5000 digits [result-value]"),
        (b"[" * 65 + b"]" * 65, "run.json:1:65: nested deeper than 64 levels [json-depth]"),
        (b"{}{}", "run.json:1:3: not JSON: Extra data [json-syntax]"),
        (b'{\n"a":\n}', "run.json:3:1: not JSON: Expecting value [json-syntax]"),
        (b"", "run.json:1:1: not JSON: Expecting value [json-syntax]"),
        (b'["caf\xe9"]', "run.json:1:6: the file is not UTF-8 (byte 5 is 0xe9): save it as UTF-8 [encoding]"),
        ('{"a": 1}'.encode("utf-16"), "run.json:1: the file is UTF-16: save it as UTF-8 [encoding]"),
        (
            b"<!DOCTYPE html>",
            "run.json:1: the file looks like HTML: download the data again, perhaps after signing in [html-page]",
        ),
        (b"\x1f\x8b\x08", "run.json:1: the file is gzip-compressed: decompress it first [compressed]"),
        (b"<<<<<<< HEAD\n", "run.json:1: the file holds merge conflict markers: resolve the merge [conflict-markers]"),
        (b'{"a": 1\n<<<<<<< HEAD\n}', "run.json:2:1: the file holds merge conflict markers [conflict-markers]"),
    ],
)
def test_each_fault_has_its_place(data: bytes, line: str) -> None:
    """What parsers let pass, or explain badly, is refused with line, column and words."""
    assert refused(data) == line


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        (b'{"a" : 1, "b\\\\" : 2}', {"a": 1, "b\\": 2}),
        (b'["\\ud800", "\\ud83d\\ude00", "\\\\ud800"]', ["\ufffd", "\U0001f600", "\\ud800"]),
        (b"[" * 64 + b"]" * 64, json.loads("[" * 64 + "]" * 64)),
        (b"[12345678901234567890123]", [12345678901234567890123]),
    ],
)
def test_what_is_odd_but_clear_is_read(data: bytes, value: object) -> None:
    """A byte order mark, spaces before colons, lone surrogates and long whole numbers have one meaning."""
    assert decode_json(data, "run.json") == value


def test_not_a_number_is_read_where_a_reader_asks_for_it() -> None:
    """Some tools write NaN for what they did not measure; their reader checks its numbers itself."""
    assert decode_json(b'{"a": Infinity}', "run.json", non_finite=True) == {"a": float("inf")}


@given(VALUES)
def test_every_document_is_read_as_the_standard_library_reads_it(value: object) -> None:
    """Whatever is JSON, and not refused by a rule of ours, keeps its value on the fast and on the slow way."""
    text = json.dumps(value)
    spaced = json.dumps(value, separators=(", ", " : "), ensure_ascii=False)
    assert decode_json(text.encode(), "run.json") == json.loads(text)
    assert decode_json(spaced.encode("utf-8", "replace"), "run.json") == json.loads(spaced.encode("utf-8", "replace"))


def test_lines_have_their_numbers() -> None:
    """Blank lines are passed over and counted, the last line needs no newline."""
    source = MemorySource(b'\xef\xbb\xbf{"a": 1}\n\n{"b": 2}\r\n{"c": 3}')
    assert list(iterate_lines(source)) == [(1, {"a": 1}), (3, {"b": 2}), (4, {"c": 3})]


def test_lines_beyond_the_first_block_keep_their_numbers() -> None:
    """A fault is placed at its line however much was read before it."""
    source = MemorySource(
        b'{"text": "' + b"x" * 1000 + b'"}\n' * 1 + (b'{"text": "' + b"y" * 1000 + b'"}\n') * 2500 + b"{"
    )
    with pytest.raises(ReaderError, match=r"run\.json:2502:2: not JSON"):
        list(iterate_lines(source))


def test_a_line_has_a_limit() -> None:
    """A file without newlines is refused before it fills the memory."""
    source = MemorySource(b'"' + b"x" * (17 * 1024 * 1024))
    with pytest.raises(ReaderError, match="longer than 16 MB"):
        list(iterate_lines(source))


def test_a_byte_order_mark_is_told() -> None:
    """The mark is skipped, and a warning says so."""
    assert head_warnings(b"\xef\xbb\xbf{}") == ("begins with a byte order mark; it was skipped",)
    assert head_warnings(b"{}") == ()


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("nan.json", "result-value"),
        ("inf_1e999.json", "result-value"),
        ("dup_keys.json", "json-duplicate-key"),
        ("depth_100k.json", "json-depth"),
        ("truncated.json", "json-syntax"),
        ("latin1.json", "encoding"),
        ("utf16.json", "encoding"),
        ("two_docs.json", "json-syntax"),
        ("lfs_pointer.json", "lfs-pointer"),
        ("html_page.json", "html-page"),
    ],
)
def test_hostile_documents_are_refused(name: str, slug: str) -> None:
    """Each hostile document is refused for its own reason, with a line."""
    with pytest.raises(ReaderError) as caught:
        decode_json(hostile("json", name).read_bytes(), name)
    assert caught.value.slug == slug
    assert caught.value.location is not None
    assert caught.value.location.line == 1
