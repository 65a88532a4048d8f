"""Black out personal data and keys in texts that are about to be published; the originals stay in git, by digest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Keys are told by the prefixes their vendors give them: guessing by randomness would black out every commit id.
PATTERNS: dict[str, re.Pattern[str]] = {
    "email": re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"),
    "phone": re.compile(r"(?<![\w.+/-])(?:\+\d{1,3}[ ./-]?|\(\d{2,5}\)[ ./-]?|0\d)\d(?:[ ./()-]{0,2}\d){5,13}(?![\w])"),
    "api_key": re.compile(
        r"\b(?:sk-(?:ant-|proj-)?[A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}"
        r"|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}|xox[abprs]-[\w-]{10,}|hf_[A-Za-z0-9]{20,}|npm_[A-Za-z0-9]{30,})"
        r"|(?i:bearer) [\w.~+/-]{20,}=*"
        r"|-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[\s\S]{0,8000}?(?:-----END [A-Z ]{0,20}PRIVATE KEY-----|\Z)"
    ),
}
WORDS = {"email": "e-mail", "phone": "phone number", "api_key": "key"}


class Redactor:
    """Blacks out the kinds that the policy names and counts what it did."""

    def __init__(self, kinds: Iterable[str]) -> None:
        # Keys first: one may hold what looks like a phone number.
        self._kinds = [kind for kind in ("api_key", "email", "phone") if kind in set(kinds)]
        self.count = 0

    def __call__(self, text: str | None) -> str | None:
        """Return the text with every passage of these kinds replaced by its word in brackets; None stays None."""
        if text is None:
            return None
        for kind in self._kinds:
            text, found = PATTERNS[kind].subn(f"[{WORDS[kind]} redacted]", text)
            self.count += found
        return text
