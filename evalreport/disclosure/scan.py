"""Look through bytes for secrets: what was found, where, and by which short sign it can be told again."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from evalreport.disclosure.secrets import FORMS, pattern_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.disclosure.secrets import Form

_COMPILED = tuple((form, re.compile(pattern_text(form).encode("ascii"))) for form in FORMS)
# Slow on purpose: a weak password must not be guessed from the sign of it that a log shows.
ROUNDS = 20_000
SIGN_LENGTH = 16
# The letters of a key that its vendor gives it anyway.
SHOWN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One secret in one text: ``start`` and ``end`` are the places of its value in the bytes that were scanned."""

    kind: str
    value: str
    start: int
    end: int

    @property
    def fingerprint(self) -> str:
        """The sign by which a policy can call this very value harmless, wherever it stands."""
        return fingerprint(self.kind, self.value)

    @property
    def masked(self) -> str:
        """The value with all but its vendor's letters hidden."""
        begin = self.value[:SHOWN] if self.kind.endswith(("key", "token")) else ""
        return f"{begin}\u2026 ({len(self.value)} characters)"


@lru_cache(maxsize=4096)
def fingerprint(kind: str, value: str) -> str:
    """Return the sign of a secret: 16 hex digits of PBKDF2-SHA256 over its value, salted with its kind."""
    digest = hashlib.pbkdf2_hmac("sha256", value.encode("utf-8", "surrogatepass"), kind.encode(), ROUNDS)
    return digest.hex()[:SIGN_LENGTH]


def scan(content: bytes) -> list[Hit]:
    """Return every secret in these bytes, in order; of two forms in one place the first of the table counts."""
    folded = content.lower()
    found: dict[int, Hit] = {}
    for form, pattern in _COMPILED:
        for hit in _hits(form, pattern, content, folded):
            found.setdefault(hit.start, hit)
    return list(_apart(sorted(found.values(), key=lambda hit: (hit.start, -hit.end))))


def _hits(form: Form, pattern: re.Pattern[bytes], content: bytes, folded: bytes) -> Iterator[Hit]:
    group = min(pattern.groups, 1)
    for match in pattern.finditer(folded if form.folded else content):
        start, end = match.span(group)
        # Lower case changes no place, so the value is read as it was written.
        value = content[start:end].decode("utf-8", errors="replace")
        if form.real(value):
            yield Hit(kind=form.kind, value=value, start=start, end=end)


def _apart(hits: list[Hit]) -> Iterator[Hit]:
    # "password: ghp_…" is one secret, told by the narrower form that knows it.
    end = -1
    for hit in hits:
        if hit.start >= end:
            end = hit.end
            yield hit
