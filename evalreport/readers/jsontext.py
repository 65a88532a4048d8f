"""Strict JSON for result files: one meaning a file, an error with line and column for everything else.

Refused are other encodings than UTF-8, a key that stands twice in one object, nesting deeper than 64, numbers that are
not finite or that no column could hold, a second document, and files that are no JSON at all (HTML pages, Git LFS
pointers, archives, unresolved merges), which are named as what they are. A lone surrogate, which no UTF-8 file can
hold, is read as U+FFFD.
"""

from __future__ import annotations

import contextlib
import json
import re
from typing import TYPE_CHECKING

import msgspec

from evalreport.errors import ReaderError
from evalreport.model.location import Location
from evalreport.readers.base import MAX_LINE_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.readers.base import Source

# Far deeper than any result file we know, and far from the limit of Python's own stack.
MAX_DEPTH = 64
MAX_NUMBER = 400  # digits: a double needs 309 before its point, so nothing that fits a column is longer
# Large enough that decoding outweighs the calls, small enough that memory does not grow with the file.
CHUNK_BYTES = 1024 * 1024
BOM = b"\xef\xbb\xbf"
BOM_WARNING = "begins with a byte order mark; it was skipped"

# What people commit by mistake in place of results, each with what to do about it.
_FOREIGN = (
    (b"version https://git-lfs", "lfs-pointer", "is a Git LFS pointer, not the data", "run `git lfs pull`"),
    (b"\x1f\x8b", "compressed", "is gzip-compressed", "decompress it first"),
    (b"\x28\xb5\x2f\xfd", "compressed", "is zstd-compressed", "decompress it first"),
    (b"\xff\xfe", "encoding", "is UTF-16", "save it as UTF-8"),
    (b"\xfe\xff", "encoding", "is UTF-16", "save it as UTF-8"),
    (b"<!doctype html", "html-page", "looks like HTML", "download the data again, perhaps after signing in"),
    (b"<html", "html-page", "looks like HTML", "download the data again, perhaps after signing in"),
    (b"<<<<<<< ", "conflict-markers", "holds merge conflict markers", "resolve the merge"),
)
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[\]{}:,]|[^\s"\[\]{}:,]+', re.DOTALL)
_MARKER = re.compile(r"^<<<<<<< ", re.MULTILINE)
_SPACED_KEY = re.compile(rb'"[ \t\r\n]+:')
_SURROGATE = re.compile(r"\\\\|\\u[dD][89abAB]..\\u[dD][c-fC-F]..|(\\u[dD][89a-fA-F]..)")
_DECODER = msgspec.json.Decoder()


class _TooDeepError(Exception):
    """The value nests deeper than allowed."""


def load_json(source: Source, *, non_finite: bool = False) -> object:
    """Decode the one document of a source, see `decode_json`; raise ReaderError when it is too large or refused."""
    return decode_json(source.read(), source.name, non_finite=non_finite)


def decode_json(data: bytes, name: str, *, line: int = 1, non_finite: bool = False) -> object:
    """Decode one JSON document.

    ``name`` and ``line`` (the number of the first line) place the errors. With ``non_finite`` the tokens NaN and
    Infinity, which some tools write, become such floats instead of an error: the caller then checks its numbers.
    Raises ReaderError. The fast decoder judges first; only what it cannot vouch for is read again slowly.
    """
    refuse_foreign(data, name)
    body = data.removeprefix(BOM)
    try:
        # Ten times as fast as the standard library, and laxer than we may be.
        value: object = _DECODER.decode(body)
        if _vouched(body, value):
            return value
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, _TooDeepError):
        pass  # the slow way below finds the place and the words, or reads what only it can read
    return _decode_slowly(body, name, line, non_finite)


def iterate_lines(source: Source, *, non_finite: bool = False) -> Iterator[tuple[int, object]]:
    """Yield (line number, value) for each line of JSON Lines that is not blank, in one pass over any size of file.

    Raises ReaderError for a line that is longer than 16 MB or no JSON document.
    """
    line = 1
    for chunk in _chunks(source):
        body = chunk.removeprefix(BOM) if line == 1 else chunk
        if line == 1:
            refuse_foreign(chunk, source.name)
        count = body.count(b"\n") + (not body.endswith(b"\n"))
        values = _decode_block(body)
        # A count that differs means blank lines or values over several lines: then each line is placed by itself.
        if values is not None and len(values) == count:
            yield from enumerate(values, line)
        else:
            yield from _each_line(body, source.name, line, non_finite)
        line += count


def _each_line(body: bytes, name: str, first: int, non_finite: bool) -> Iterator[tuple[int, object]]:
    """Decode line by line, which is slower and knows the place of each fault."""
    for number, text in enumerate(body.split(b"\n"), first):
        if text.strip():
            yield number, decode_json(text, name, line=number, non_finite=non_finite)


def refuse_foreign(data: bytes, name: str) -> None:
    """Raise ReaderError for data that is, by its first bytes, another kind of file altogether."""
    head = data[:64].removeprefix(BOM).lstrip()
    for prefix, slug, message, hint in _FOREIGN:
        if head[: len(prefix)].lower() == prefix:
            raise ReaderError(f"the file {message}", slug=slug, location=Location(file=name, line=1), hint=hint)


def decode_utf8(data: bytes, name: str, *, line: int = 1) -> str:
    """Decode UTF-8; raise ReaderError that names the line and the byte where the data is something else."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        place = Location(file=name, line=line + before.count(b"\n"), column=error.start - before.rfind(b"\n"))
        raise ReaderError(
            f"the file is not UTF-8 (byte {error.start} is 0x{data[error.start]:02x})",
            slug="encoding",
            location=place,
            hint="save it as UTF-8",
        ) from None


def head_warnings(head: bytes) -> tuple[str, ...]:
    """What a reader tells about the first bytes of text it read all the same."""
    return (BOM_WARNING,) if head.startswith(BOM) else ()


def _chunks(source: Source) -> Iterator[bytes]:
    """Yield whole lines, about a megabyte at a time."""
    rest = b""
    with source.open() as stream:
        while block := stream.read(CHUNK_BYTES):
            whole, newline, tail = block.rpartition(b"\n")
            if newline:
                yield rest + whole + newline
                rest = tail
            else:
                rest += block
            # A file without line ends would otherwise be held in memory as one line.
            if len(rest) > MAX_LINE_BYTES:
                raise ReaderError(
                    "a line is longer than 16 MB", slug="result-size", location=Location(file=source.name)
                )
    if rest:
        yield rest


def _decode_block(body: bytes) -> list[object] | None:
    """Decode many lines at once; None when any of them needs a closer look."""
    try:
        values: list[object] = _DECODER.decode_lines(body)
        return values if _vouched(body, values) else None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, _TooDeepError):
        return None


def _vouched(body: bytes, value: object) -> bool:
    """Say whether it is certain that no key stands twice, without looking at each key in Python.

    The decoder keeps the last of two equal keys, so fewer keys come out than went in. Keys that went in are those
    quotes that a colon follows, less the escaped quotes of texts. That count is exact when no key ends in a
    backslash and none is parted from its colon; otherwise the slow way decides.
    """
    if b'\\\\":' in body or _SPACED_KEY.search(body):
        return False
    return _count_keys(value, MAX_DEPTH) == body.count(b'":') - body.count(b'\\":')


def _count_keys(value: object, room: int) -> int:
    """Count the keys of all objects; raise when containers nest deeper than there is room."""
    if not isinstance(value, dict | list):
        return 0
    if not room:
        raise _TooDeepError
    inner = value.values() if isinstance(value, dict) else value
    own = len(value) if isinstance(value, dict) else 0
    return own + sum([_count_keys(item, room - 1) for item in inner if type(item) is dict or type(item) is list])


def _decode_slowly(body: bytes, name: str, line: int, non_finite: bool) -> object:
    """Decode with the standard library after looking at each token, so that each fault has its place."""
    text = decode_utf8(body, name, line=line)
    fault = _first_fault(text, non_finite=non_finite)
    if fault is None:
        try:
            decoded: object = json.loads(_SURROGATE.sub(_replace_surrogate, text))
        except json.JSONDecodeError as error:
            fault = (error.pos, "json-syntax", f"not JSON: {error.msg}")
        else:
            return decoded
    offset, slug, message = fault
    # A merge left half done is no JSON either; to say so helps more than a column number.
    marker = _MARKER.search(text)
    if slug == "json-syntax" and marker:
        offset, slug, message = marker.start(), "conflict-markers", "the file holds merge conflict markers"
    before = text[:offset]
    place = Location(file=name, line=line + before.count("\n"), column=offset - before.rfind("\n"))
    raise ReaderError(message, slug=slug, location=place)


def _replace_surrogate(match: re.Match[str]) -> str:
    """Keep pairs and escaped backslashes; show a lone half as the replacement character."""
    return "\\ufffd" if match.group(1) else match.group()


def _first_fault(text: str, *, non_finite: bool) -> tuple[int, str, str] | None:
    """Return offset, slug and message of the first thing that JSON parsers let pass and we do not."""
    keys: list[set[str] | None] = []  # one entry an open container, None for a list
    last = ""
    start = 0
    for match in _TOKEN.finditer(text):
        part = match.group()
        if part in "[{]}":
            _enter_or_leave(part, keys)
            if len(keys) > MAX_DEPTH:
                return match.start(), "json-depth", f"nested deeper than {MAX_DEPTH} levels"
        elif part == ":" and _seen_before(last, keys):
            return start, "json-duplicate-key", f"the key {last[:80]} stands twice in one object"
        elif message := _number_fault(part, non_finite):
            return match.start(), "result-value", message
        last, start = part, match.start()
    return None


def _enter_or_leave(bracket: str, keys: list[set[str] | None]) -> None:
    """Open or close a container; a bracket too many is left to the parser, which has the better words for it."""
    if bracket in "[{":
        keys.append(set() if bracket == "{" else None)
    else:
        del keys[-1:]


def _seen_before(key: str, keys: list[set[str] | None]) -> bool:
    """Remember a key as written between quotes; say whether the object has it already, in whatever spelling."""
    seen = keys[-1] if keys else None
    if seen is None or not key.startswith('"'):
        return False
    # "a" and "\u0061" are the same key to every parser.
    if "\\" in key:
        with contextlib.suppress(json.JSONDecodeError):
            key = f'"{json.loads(key, strict=False)}"'
    known = key in seen
    seen.add(key)
    return known


def _number_fault(token: str, non_finite: bool) -> str:
    """Say what is wrong with a number token, "" where nothing is or where it is no number at all."""
    # Most tokens are texts and separators, which may look like numbers inside.
    if token[0] in '",:':
        return ""
    if len(token) > MAX_NUMBER and token.lstrip("-").isdigit():
        return f"a number of {len(token)} digits"
    if non_finite:
        return ""
    if token in {"NaN", "Infinity", "-Infinity"}:
        return f"{token} is no number: leave the field out where nothing was measured"
    return f"{token[:40]} is too large for a number" if _overflows(token) else ""


def _overflows(token: str) -> bool:
    """Say whether a number is beyond what a double holds: the parser would read it as infinity."""
    try:
        return token[0] in "-0123456789" and float(token) in {float("inf"), float("-inf")}
    except ValueError:
        return False
