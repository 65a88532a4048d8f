"""Packed content made readable for the scan: gzip (also as Base64 in a script), zip, and text in UTF-16."""

from __future__ import annotations

import base64
import binascii
import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# The first bytes of a gzip file as Base64 writes them, in the quotes of the scripts that carry cases to a file://.
PACKED = re.compile(rb'"(H4sI[A-Za-z0-9+/]{16,}={0,2})"')
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
UTF16 = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# More than this of one packed file is not looked at: it would be a bomb, and no page of ours comes near it.
MOST = 256_000_000


def unpacked(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what is inside: (name of the member, its bytes); what is not packed comes as it is, under no name.

    What claims to be packed and is damaged comes as it is too: a browser would show no more of it.
    """
    if content.startswith(GZIP):
        yield "", _inflated(content)
    elif content.startswith(ZIP):
        yield from _members(content)
    elif content[:2] in UTF16:
        yield "", content.decode("utf-16", errors="replace").encode("utf-8", errors="replace")
    else:
        yield "", content
        yield from (("", _inflated(_decoded(match[1]))) for match in PACKED.finditer(content))


def _decoded(text: bytes) -> bytes:
    try:
        return base64.b64decode(text)
    except binascii.Error:
        return text


def _inflated(content: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(content, MOST)
    except zlib.error:
        return content


def _members(content: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for info in archive.infolist():
                with archive.open(info) as member:
                    yield info.filename, member.read(MOST)
    # Encrypted, of an unknown method, or damaged: its bytes are all there is to look at.
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError):
        yield "", content
