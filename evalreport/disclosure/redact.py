"""Black out personal data and keys in texts that are about to be published; the originals stay in git, by digest."""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from evalreport.disclosure.personal import replaced
from evalreport.disclosure.secrets import FORMS, pattern_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evalreport.disclosure.secrets import Form

_SECRETS = tuple((form, re.compile(pattern_text(form), re.IGNORECASE if form.folded else 0)) for form in FORMS)
# Keys first, and accounts before telephones: each may hold what looks like the next.
WORDS = {
    "api_key": "key",
    "iban": "bank account",
    "card": "card number",
    "email": "e-mail",
    "phone": "phone number",
}
KINDS = tuple(WORDS)


class Redactor:
    """Blacks out the kinds that the policy names and counts, by kind, what it did."""

    def __init__(self, kinds: Iterable[str]) -> None:
        wanted = set(kinds)
        self._kinds = [kind for kind in KINDS if kind in wanted]
        self.counts: Counter[str] = Counter()

    @property
    def count(self) -> int:
        """How many passages were blacked out so far."""
        return self.counts.total()

    @property
    def said(self) -> str:
        """The counts in words: "3 e-mail, 1 key"; "" where nothing was blacked out."""
        return ", ".join(f"{self.counts[kind]:,} {WORDS[kind]}" for kind in KINDS if self.counts[kind])

    def __call__(self, text: str | None) -> str | None:
        """Return the text with every passage of these kinds replaced by its word in brackets; None stays None."""
        if text is None:
            return None
        for kind in self._kinds:
            text = self._without_keys(text) if kind == "api_key" else replaced(kind, text, partial(self._word, kind))
        return text

    def _without_keys(self, text: str) -> str:
        folded = text.casefold()
        for form, pattern in _SECRETS:
            # Most texts hold no secret's beginning at all, and looking for that is all it takes.
            if form.begin in (folded if form.folded else text):
                text = pattern.sub(partial(self._hidden, form), text)
        return text

    def _hidden(self, form: Form, match: re.Match[str]) -> str:
        group = min(match.re.groups, 1)
        if not form.real(match[group]):
            return match[0]
        # The frame stays: that a password was there, and whose, is what a reader needs to know.
        start, end = match.start(group) - match.start(), match.end(group) - match.start()
        return match[0][:start] + self._word("api_key") + match[0][end:]

    def _word(self, kind: str) -> str:
        self.counts[kind] += 1
        return f"[{WORDS[kind]} redacted]"
