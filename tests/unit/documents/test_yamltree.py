"""Strict YAML: text as typed, each node with its place, and everything refused that could surprise."""

from __future__ import annotations

import time

import pytest
import yaml

from evalreport.documents.yamltree import MAX_DEPTH, Loader, MapNode, Node, ScalarNode, SeqNode, parse, walk
from evalreport.errors import EvalReportError


def mapping(text: str) -> MapNode:
    """Parse text that is a mapping."""
    node = parse(text.encode(), "a.yml")
    assert isinstance(node, MapNode)
    return node


def scalar(node: Node) -> ScalarNode:
    """Narrow a node to a scalar."""
    assert isinstance(node, ScalarNode)
    return node


@pytest.mark.parametrize(
    "typed", ["1.10", "no", "on", "0123456", "12:30:45", "1:2", "1e10", "2026-02-30", "~", ".nan", "1_000", "yes"]
)
def test_a_plain_scalar_is_the_text_as_typed(typed: str) -> None:
    """What YAML would turn into numbers, booleans, times or nothing stays the text that was typed."""
    node = scalar(mapping(f"key: {typed}").values["key"])
    assert (node.text, node.quoted) == (typed, False)


@pytest.mark.parametrize("written", ["'0.9'", '"0.9"', "|-\n  0.9", ">-\n  0.9"])
def test_quotes_and_blocks_are_remembered(written: str) -> None:
    """A scalar in quotes or as a block says so, since it is text whatever it looks like."""
    node = scalar(mapping(f"key: {written}\n").values["key"])
    assert (node.text, node.quoted) == ("0.9", True)


@pytest.mark.parametrize(
    ("written", "null"), [("", True), ("null", True), ("'null'", False), ("''", False), ("~", False)]
)
def test_only_an_empty_scalar_and_null_are_nothing(written: str, null: bool) -> None:
    """Nothing is what is left empty or says null without quotes."""
    assert scalar(mapping(f"key: {written}").values["key"]).is_null is null


def test_every_node_knows_its_place() -> None:
    """Keys, values and items carry file, line and column, counted from 1."""
    node = mapping("a: 1\nlist:\n  - x\n  - {b: y}\n")
    listed = node.values["list"]
    assert isinstance(listed, SeqNode)
    assert str(node.keys["list"]) == "a.yml:2:1"
    assert [str(item.location) for item in listed.items] == ["a.yml:3:5", "a.yml:4:5"]
    assert [str(item.location) for item in walk(listed)] == ["a.yml:3:3", "a.yml:3:5", "a.yml:4:5", "a.yml:4:9"]


def test_a_byte_order_mark_and_windows_line_ends_change_nothing() -> None:
    """The same document means the same whatever editor saved it."""
    plain = parse(b"a: 1\nb: [x, y]\n", "a.yml")
    assert parse(b"\xef\xbb\xbfa: 1\r\nb: [x, y]\r\n", "a.yml") == plain


@pytest.mark.parametrize("loader", [yaml.CSafeLoader, yaml.SafeLoader])
@pytest.mark.parametrize(
    ("text", "slug", "said"),
    [
        ("a: 1\nb: 2\na: 3", "yaml-duplicate-key", "a.yml:3:1: key 'a' stands twice, in line 1 and in line 3"),
        ("a: {b: 1, 'b': 2}", "yaml-duplicate-key", "a.yml:1:11:"),
        ("a: &x 1", "yaml-alias", "anchor &x"),
        ("a: *x", "yaml-alias", "alias *x"),
        ("a: &x [*x]", "yaml-alias", "a.yml:1:4"),
        ("a: !!binary aGk=", "yaml-tag", "tag !!binary"),
        ("a: !ENV HOME", "yaml-tag", "tag !ENV"),
        ("a: ! x", "yaml-tag", "tag !"),
        ("!!map {a: b}", "yaml-tag", "a.yml:1:1"),
        ("a: !!python/object/apply:os.system ['x']", "yaml-tag", "os.system"),
        ("a: 1\n---\nb: 2", "yaml-documents", "a.yml:2:1"),
        ("", "yaml-empty", "write the required fields"),
        ("# only a comment\n", "yaml-empty", "a.yml:1"),
        ("---\n", "yaml-empty", "a.yml:1"),
        ("null", "yaml-empty", "a.yml:1"),
        ("? [a]\n: b", "wrong-type", "a key must be plain text"),
        ('a: "x\\0y"', "control-character", "U+0000 (escaped)"),
        ("a: x\x07y", "control-character", "a.yml:1:5: control character U+0007"),
        ("a: x\x85y", "control-character", "U+0085"),
        ("a: [1, 2\nb: 3", "yaml-syntax", "a.yml:2:"),
        ("gates:\n\t- id: g1", "yaml-syntax", "a.yml:2:1: a tab stands where"),
        ("margin: >= 0.9", "yaml-syntax", 'quote it: margin: ">= 0.9"'),
        ("owner: @ana", "yaml-syntax", 'quote it: owner: "@ana"'),
        ("title: Note: this", "yaml-syntax", 'quote it: title: "Note: this"'),
        ("a: %x", "yaml-syntax", 'quote it: a: "%x"'),
        ("<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> x", "conflict-markers", "a.yml:1:1"),
        ("version https://git-lfs.github.com/spec/v1\n", "lfs-pointer", "a.yml:1"),
        ("<!DOCTYPE html><title>404</title>", "html-page", "looks like an HTML page"),
    ],
)
def test_what_is_refused_is_named_at_its_place(loader: Loader, text: str, slug: str, said: str) -> None:
    """Each thing that is refused has its slug, its place, and a message that says what to write."""
    with pytest.raises(EvalReportError) as caught:
        parse(text.encode(), "a.yml", loader=loader)
    assert caught.value.slug == slug
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("data", "slug", "said"),
    [
        ("a: é".encode("utf-16"), "encoding", "UTF-16"),
        ("a: 1\nb: café".encode("latin-1"), "encoding", "a.yml:2: byte 11 (0xE9)"),
        (b"a: " + b"x" * 300_000, "yaml-size", "262,144"),
        (b"\x1f\x8b\x08rest", "compressed", "gzip"),
        (b"{" + b",".join(b"%d" % n for n in range(30_000)) + b"}", "", ""),
        (b"a:\n" + b"  - x: {y: 1}\n" * 5_000, "", ""),
    ],
)
def test_bytes_that_are_no_document_are_refused_before_parsing(data: bytes, slug: str, said: str) -> None:
    """Encoding and size are judged on the bytes; a document below the limits is read whatever it holds."""
    if not slug:
        assert isinstance(parse(data, "a.yml"), MapNode)
        return
    with pytest.raises(EvalReportError) as caught:
        parse(data, "a.yml")
    assert caught.value.slug == slug
    assert said in str(caught.value)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_deep_nesting_is_refused_at_once(opening: str) -> None:
    """Nesting beyond 64 levels is refused in a moment, however deep it goes on."""
    text = "x: " + opening * 3000 if opening != "- " else opening * 3000
    begun = time.process_time()
    with pytest.raises(EvalReportError) as caught:
        parse(text.encode(), "a.yml")
    assert caught.value.slug == "yaml-depth"
    assert time.process_time() - begun < 1


def test_nesting_up_to_the_limit_is_read() -> None:
    """64 levels are allowed, 65 are not."""
    parse(("[" * MAX_DEPTH + "]" * MAX_DEPTH).encode(), "a.yml")
    with pytest.raises(EvalReportError):
        parse(("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)).encode(), "a.yml")


def test_many_keys_are_refused() -> None:
    """More than 100,000 keys are refused even where the bytes are few."""
    text = "[" + ",".join(["{?,?}"] * 50_001) + "]"
    with pytest.raises(EvalReportError) as caught:
        parse(text.encode(), "a.yml")
    assert caught.value.slug in {"yaml-size", "yaml-duplicate-key"}
