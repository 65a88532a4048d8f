"""Laws of documents: whatever the bytes, a document is read or refused, and what is text stays text."""

from __future__ import annotations

import math
from pathlib import PurePosixPath

import yaml
from hypothesis import given
from hypothesis import strategies as st

from evalreport.documents.config_schema import ConfigDoc
from evalreport.documents.manifest_schema import ManifestDoc
from evalreport.documents.paths import check_id, id_fault, inside
from evalreport.documents.record_schema import EventDoc
from evalreport.documents.schema import decode, to_plain
from evalreport.documents.yamltree import parse, walk
from evalreport.errors import ErrorCollector, EvalReportError, ManifestError
from tests.projectfiles import CLOSED, CONFIG, MANIFEST

DOCUMENTS = st.sampled_from([CONFIG, MANIFEST, CLOSED])
MODELS = (ConfigDoc, ManifestDoc, EventDoc)
YAML_SIGNS = st.text(alphabet="ab1.: -[]{},&*!|>'\"%@`#?\n\t\\\x00\x85é", max_size=60)
TYPED = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Co", "Cn"]), max_size=30)
PLAIN = st.recursive(
    TYPED, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TYPED, inner, max_size=3), max_leaves=8
)


def read_or_refuse(data: bytes) -> None:
    """Read bytes as every kind of document; only errors of ours may come."""
    try:
        tree = parse(data, "a.yml")
    except EvalReportError as error:
        refused = error
        tree = None
    if tree is None:
        assert refused.location is not None
        return
    for model in MODELS:
        errors = ErrorCollector()
        found = decode(model, tree, error=ManifestError, errors=errors)
        assert (found is None) == bool(errors.errors)
        assert all(error.location and error.location.line for error in errors.errors)


@given(st.binary(max_size=200) | YAML_SIGNS.map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """No bytes raise anything but a located error of ours."""
    read_or_refuse(data)


@given(DOCUMENTS, st.data())
def test_a_damaged_document_is_read_or_refused(text: str, data: st.DataObject) -> None:
    """A document cut short, or with something written into it, is read or refused."""
    at = data.draw(st.integers(0, len(text)))
    written = data.draw(YAML_SIGNS)
    gone = data.draw(st.integers(0, 40))
    read_or_refuse((text[:at] + written + text[at + gone :]).encode("utf-8", "replace"))


@given(PLAIN)
def test_quoted_text_comes_out_as_it_went_in(value: object) -> None:
    """Whatever is dumped as quoted text is read back the same, lists and mappings included."""
    dumped = yaml.safe_dump({"key": value}, default_style='"', allow_unicode=True, width=math.inf)
    assert to_plain(parse(dumped.encode(), "a.yml")) == {"key": value}


@given(PLAIN)
def test_every_node_has_a_line_of_the_file(value: object) -> None:
    """Places never lie outside the text."""
    dumped = yaml.safe_dump({"key": value}, default_style='"', allow_unicode=True)
    lines = dumped.count("\n") + 1
    tree = parse(dumped.encode(), "a.yml")
    assert all(node.location.line is not None and 1 <= node.location.line <= lines for node in walk(tree))


@given(st.text(max_size=40), st.sampled_from(["releases/r1", "", "a/b/c"]))
def test_a_path_that_is_accepted_stays_inside(text: str, folder: str) -> None:
    """A written path is refused or lies inside the project, without dots, backslashes or control characters."""
    try:
        found = inside(PurePosixPath(folder), text)
    except ManifestError:
        return
    assert not found.is_absolute()
    assert not {"..", ".git"} & set(found.parts)
    assert "\\" not in str(found)
    assert str(found).isprintable() or not any(ord(sign) < 32 for sign in str(found))


@given(st.text(max_size=90) | st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,85}", fullmatch=True))
def test_an_id_that_is_accepted_is_one_plain_name(text: str) -> None:
    """An accepted id is one part of a path and needs no quoting in an address."""
    if id_fault(text, release=True) is None:
        assert check_id(text, release=True) == text
        assert PurePosixPath(text).parts == (text,)
        assert text.isascii()
        assert not text.startswith((".", "-"))
