"""What the bytes of a document may be before anybody parses them."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from evalreport.documents.files import read_bytes, read_document
from evalreport.documents.sourcetext import MAX_BYTES, decode, place
from evalreport.errors import EvalReportError


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    """Editors of some systems put the mark there; the document begins behind it."""
    assert decode(b"\xef\xbb\xbfrelease: 1\n", "release.yml") == "release: 1\n"


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        (b"a" * (MAX_BYTES + 1), "yaml-size"),
        (b"version https://git-lfs.github.com/spec/v1\n", "lfs-pointer"),
        (b"\n <!DOCTYPE HTML><title>Sign in</title>", "html-page"),
        (b"<html>", "html-page"),
        (b"\x1f\x8b\x08\x00", "compressed"),
        ("a: b".encode("utf-16"), "encoding"),
        (b"a: \xff", "encoding"),
        (b"a: 1\n<<<<<<< HEAD\n", "conflict-markers"),
        (b"a: \x00", "control-character"),
        ("a: \x85".encode(), "control-character"),
        ("a: \ufffe".encode(), "control-character"),
    ],
)
def test_what_is_no_document_is_named(data: bytes, slug: str) -> None:
    """A file that is plainly something else is called that, instead of broken YAML."""
    with pytest.raises(EvalReportError) as raised:
        decode(data, "release.yml")
    assert raised.value.slug == slug


@pytest.mark.parametrize(
    ("data", "line"), [(b"a: 1\nb: \xff\n", 2), (b"a: 1\n\n\x07", 3), (b"x: 1\ny: 2\n<<<<<<< theirs\n", 3)]
)
def test_faults_have_their_line(data: bytes, line: int) -> None:
    """The error stands at the line of the byte or sign, counted from 1."""
    with pytest.raises(EvalReportError) as raised:
        decode(data, "release.yml")
    assert raised.value.location is not None
    assert raised.value.location.line == line


@pytest.mark.parametrize(("offset", "line", "column"), [(0, 1, 1), (2, 1, 3), (3, 2, 1), (6, 3, 1)])
def test_a_place_counts_from_one(offset: int, line: int, column: int) -> None:
    """Lines and columns are what editors show."""
    found = place("ab\ncd\nef", offset, "f")
    assert (found.line, found.column) == (line, column)


@pytest.mark.parametrize("text", ["tab\tinside", "windows\r\nends", "é 漢字 ü"])
def test_ordinary_text_passes(text: str) -> None:
    """Tabs, line ends of all systems and all languages are text."""
    assert decode(text.encode(), "f") == text


def test_a_document_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    """The system's own words are shown, with the path that people know."""
    with pytest.raises(EvalReportError, match="cannot be read") as raised:
        read_bytes(tmp_path, PurePosixPath("missing.yml"))
    assert (raised.value.slug, str(raised.value.location)) == ("disk", "missing.yml")


def test_a_large_document_is_not_read_whole(tmp_path: Path) -> None:
    """One byte over the limit is enough to refuse it."""
    (tmp_path / "big.yml").write_bytes(b"#" * (2 * MAX_BYTES))
    assert len(read_bytes(tmp_path, PurePosixPath("big.yml"))) == MAX_BYTES + 1


@pytest.mark.parametrize("kind", ["folder", "link"])
def test_only_regular_files_are_documents(tmp_path: Path, kind: str) -> None:
    """A folder or a link in a document's place is refused: git would bind something else."""
    (tmp_path / "real.yml").write_text("a: 1\n", encoding="utf-8")
    if kind == "folder":
        (tmp_path / "doc.yml").mkdir()
    else:
        (tmp_path / "doc.yml").symlink_to(tmp_path / "real.yml")
    with pytest.raises(EvalReportError) as raised:
        read_document(tmp_path, PurePosixPath("doc.yml"))
    assert raised.value.slug in {"path-not-file", "path-link"}
