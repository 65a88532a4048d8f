"""From the bytes of a document to text that may be parsed: encoding, size, and what is no YAML at all."""

from __future__ import annotations

import re

from evalreport.errors import EvalReportError
from evalreport.model.location import Location

# No document that people write comes near it; data belongs into result files.
MAX_BYTES = 256 * 1024

# C0 without tab and line ends, DEL, C1 (whose NEL the parser would count as a line end), and lone surrogates.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_CONFLICT = re.compile(r"^<<<<<<< ", re.MULTILINE)
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")

# First bytes that tell another kind of file, with the slug of that mistake.
_STRANGERS = (
    (b"version https://git-lfs", "lfs-pointer", "the file is a Git LFS pointer, not the document"),
    (b"<!doctype html", "html-page", "the file looks like an HTML page"),
    (b"<html", "html-page", "the file looks like an HTML page"),
    (b"\x1f\x8b", "compressed", "the file is compressed with gzip"),
)


def decode(data: bytes, file: str) -> str:
    """Return the text of a document, without its byte order mark.

    Raises EvalReportError for more than 256 KB, for anything but UTF-8 (with byte offset and line), for control
    characters, merge conflict markers, and files that are plainly something else.
    """
    if len(data) > MAX_BYTES:
        raise EvalReportError(
            f"the document has {len(data):,} bytes; {MAX_BYTES:,} are the limit",
            slug="yaml-size",
            location=Location(file=file, line=1),
            hint="move data into result files",
        )
    _refuse_strangers(data, file)
    # Editors of some systems begin every file with the mark.
    text = _utf8(data, file).removeprefix("\ufeff")
    if match := _CONFLICT.search(text):
        raise EvalReportError(
            "merge conflict markers", slug="conflict-markers", location=place(text, match.start(), file)
        )
    if match := CONTROL.search(text):
        raise EvalReportError(
            f"control character U+{ord(match.group()):04X}",
            slug="control-character",
            location=place(text, match.start(), file),
            hint="remove it",
        )
    return text


def place(text: str, offset: int, file: str) -> Location:
    """Give line and column (both from 1) of a character offset."""
    before = text[:offset]
    return Location(file=file, line=before.count("\n") + 1, column=offset - before.rfind("\n"))


def _refuse_strangers(data: bytes, file: str) -> None:
    # Looked at before decoding: such files are often no UTF-8 either.
    start = data[:64].lstrip().lower()
    for mark, slug, message in _STRANGERS:
        if start.startswith(mark):
            raise EvalReportError(message, slug=slug, location=Location(file=file, line=1))


def _utf8(data: bytes, file: str) -> str:
    if data.startswith(_UTF16_MARKS):
        raise EvalReportError(
            "the file is UTF-16 (byte 0)",
            slug="encoding",
            location=Location(file=file, line=1, column=1),
            hint="save it as UTF-8",
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise EvalReportError(
            f"byte {error.start} (0x{data[error.start]:02X}) is not UTF-8",
            slug="encoding",
            location=Location(file=file, line=line),
            hint="save it as UTF-8",
        ) from error
