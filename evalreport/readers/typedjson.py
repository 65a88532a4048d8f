"""JSON of which only the fields needed are decoded: large logs in little memory, at the decoder's own speed.

The typed decoder skips what no field asks for. What it cannot take (NaN, lone surrogates, damage) goes to the strict
decoder, which either reads it or names the place of the fault.
"""

from __future__ import annotations

import json
from typing import TypeVar

import msgspec

from evalreport.errors import ReaderError
from evalreport.model.location import Location
from evalreport.readers.jsontext import decode_json

T = TypeVar("T")
S = TypeVar("S")
# Everything the fast decoder may end with; what is wrong is found out the slow way.
_REFUSALS = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


def decode_outer(data: bytes, fast: type[T], slow: type[S], name: str) -> T | S:
    """Decode a document of which ``fast`` keeps parts undecoded (`msgspec.Raw`), for `decode_part` to finish.

    Such a type cannot be made from decoded values, so ``slow`` names its twin that keeps the parts as values, for
    what only the strict decoder reads. Raises ReaderError, located where the strict decoder finds a fault.
    """
    try:
        return msgspec.json.decode(data, type=fast)
    except _REFUSALS:
        return _convert(_decode_whole(data, name), slow, name)


def decode_typed(data: bytes, kind: type[T], name: str) -> T:
    """Decode a document into ``kind``; raise ReaderError as `decode_outer` does."""
    return decode_outer(data, kind, kind, name)


def decode_part(part: object, kind: type[T], name: str) -> T:
    """Decode a part that the outer document kept: undecoded text, or values already; raise ReaderError."""
    if isinstance(part, kind):
        return part
    if not isinstance(part, msgspec.Raw):
        return _convert(part, kind, name)
    try:
        # Undecoded parts are views into the outer text: they are copied only where the fast decoder fails.
        return msgspec.json.decode(part, type=kind)
    except _REFUSALS:
        return _convert(_decode_whole(bytes(part), name), kind, name)


def _decode_whole(data: bytes, name: str) -> object:
    """Decode what the fast decoder refused; raise ReaderError.

    Logs with NaN, which their tools write where nothing was scored, are no rare case and may be large: the standard
    library reads them at ten times the speed of the strict decoder, which is left with damage and lone surrogates.
    """
    try:
        if b"\\ud" not in data and b"\\uD" not in data:
            value: object = json.loads(data.decode("utf-8"))
            return value
    except (ValueError, RecursionError):
        pass  # the strict decoder finds the place and the words
    return decode_json(data, name, non_finite=True)


def _convert(value: object, kind: type[T], name: str) -> T:
    """Fit decoded values into ``kind``; raise ReaderError that names the field which does not fit."""
    try:
        return msgspec.convert(value, kind)
    except _REFUSALS as error:
        raise ReaderError(str(error), slug="result-value", location=Location(file=name)) from None
