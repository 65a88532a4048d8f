"""Text from data on its way into a page: control characters made visible, addresses checked, anchors built."""

from __future__ import annotations

import hashlib
import html
import re
from urllib.parse import quote, urlsplit

# C0 (but tab and newline), C1 and DEL, zero-width and bidi controls, line separators, tags, lone surrogates: what
# hides or reorders text, or forges a line.
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
SCHEMES = frozenset({"http", "https", "mailto"})
# Other letters are left out rather than rewritten: the digest behind the slug tells names apart.
NO_SLUG = re.compile(r"[^a-z0-9]+")
SLUG_LENGTH = 40


def visible(text: str) -> str:
    r"""Write control and bidirectional characters as escapes that a reader sees, for example ``\u202e``."""
    return HIDDEN.sub(_escape, text.replace("\r\n", "\n"))


def _escape(match: re.Match[str]) -> str:
    point = ord(match.group())
    return f"\\x{point:02x}" if point <= 0xFF else f"\\u{point:04x}"  # noqa: PLR2004 - the last character of Latin-1


def safe_address(text: str) -> str | None:
    """Return an address that may stand in a link: http, https and mailto only, None for everything else.

    Entities are resolved and control characters and blanks removed first, since browsers do so too.
    """
    bare = re.sub(r"[\x00-\x20\x7f-\x9f]", "", HIDDEN.sub("", html.unescape(text)))
    try:
        parts = urlsplit(bare)
    except ValueError:
        return None
    if parts.scheme.lower() not in SCHEMES:
        return None
    # "https:" alone would be read relative to the page, in another form by every browser.
    complete = parts.netloc if parts.scheme.lower() != "mailto" else parts.path
    return bare if complete else None


def slug(text: str) -> str:
    """Return lower-case letters, digits and hyphens of a text, "x" where none are left."""
    return NO_SLUG.sub("-", text.lower()).strip("-")[:SLUG_LENGTH].strip("-") or "x"


def anchor(*parts: str) -> str:
    """Return an anchor for something named by data: readable, and told apart from its likes by a digest."""
    # Names may hold lone surrogates when they came from a damaged file; a digest must not fail on them.
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{slug(parts[-1])}-{digest}"


def commit_address(repo: str, commit: str | None, path: str) -> str | None:
    """Return the address of a file at a commit in the repository's own web view, None where there is none."""
    # The form of the large hosts. What is no web address gets no link rather than one that leads astray.
    if not commit or safe_address(repo) is None:
        return None
    return f"{repo.rstrip('/')}/blob/{quote(commit, safe='')}/{quote(path)}"


def excerpt(text: str | None, limit: int) -> str:
    """Cut a long text and say how much was left out."""
    if text is None or len(text) <= limit:
        return text or ""
    return f"{text[:limit]} \u2026 ({len(text) - limit:,} more characters)"
