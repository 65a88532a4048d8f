"""A site that is read from a disk: links name files, search comes as a script, and nothing is fetched.

A browser that opens file:// shows a folder where a server would give its index.html, and refuses to fetch.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

INDEX = "index.html"
SHIM = "er/offline.js"
LINK = re.compile(rb"""(<(?:a|link|area)\b[^>]*?\shref=)("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
REFRESH = re.compile(rb'(http-equiv="refresh" content="0; url=)([^"]+)"')
# An address with a scheme or a host leads away from the disk; an anchor stays on its page.
AWAY = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*:|//|#|/|$")
NEEDS_SERVER = ("404.html",)


def make_offline(folder: Path) -> None:
    """Turn a built site into one that opens from a disk; what only a server could use is removed."""
    for name in NEEDS_SERVER:
        (folder / name).unlink(missing_ok=True)
    for page in sorted(folder.rglob("*.html")):
        page.write_bytes(for_disk(page.read_bytes()))
    for index in sorted(folder.glob("*/search/search_index.json")):
        index.with_suffix(".js").write_text(search_script(index.read_text(encoding="utf-8")), encoding="utf-8")
        index.unlink()
    shim = folder / SHIM
    shim.parent.mkdir(exist_ok=True)
    shim.write_bytes(Path(__file__).with_name("offline.js").read_bytes())


def for_disk(page: bytes) -> bytes:
    """Return a page whose links to folders lead to the index.html inside."""
    linked = LINK.sub(lambda match: match[1] + _quoted(match[2]), page)
    return REFRESH.sub(lambda match: match[1] + named(match[2]) + b'"', linked)


def _quoted(value: bytes) -> bytes:
    quote = value[:1] if value[:1] in {b'"', b"'"} else b""
    return quote + named(value.strip(b"\"'") if quote else value) + quote


def named(address: bytes) -> bytes:
    """Return the address with the name of the file where it names a folder; others as they are."""
    if AWAY.match(address):
        return address
    path, mark, rest = _split(address)
    last = path.rpartition(b"/")[2]
    if last in {b"", b".", b".."}:
        path = path.rstrip(b"/") + b"/" + INDEX.encode()
    return path + mark + rest


def _split(address: bytes) -> tuple[bytes, bytes, bytes]:
    path, mark, rest = address.partition(b"#")
    before, query, after = path.partition(b"?")
    return before, query + after + mark if query else mark, rest


def search_script(index: str) -> str:
    """Return a search index as the script that the theme looks for on a disk."""
    found = json.loads(index)
    found["docs"] = [{**entry, "location": _location(entry["location"])} for entry in found["docs"]]
    return "var __index = " + json.dumps(found, separators=(",", ":")) + "\n"


def _location(location: str) -> str:
    # A version's own page has an empty address, which is that of the folder.
    path, mark, anchor = location.partition("#")
    return (path + INDEX if not path or path.endswith("/") else path) + mark + anchor


def links(page: bytes) -> Iterator[str]:
    """Yield the addresses on a page that lead to another file of the site."""
    for match in LINK.finditer(page):
        address = match[2].strip(b"\"'")
        if not AWAY.match(address):
            yield _split(address)[0].decode("utf-8", errors="replace")
