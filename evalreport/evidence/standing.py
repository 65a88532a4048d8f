"""What re-checking means for a record's effect: whether it decides anything, and what stops it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evalreport.evidence.verify import stopping

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalreport.model.verification import Verification


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The verifications of a release's records by path; a record that is not in it was not re-checked.

    ``closed``: the release is judged as of its closing record. ``shown``: the policy's ``attribution: shown``.
    """

    verified: Mapping[str, Verification] = field(default_factory=dict)
    closed: bool = False
    shown: bool = False

    def stops(self, path: str) -> tuple[str, ...]:
        """Return the reason codes for which a record decides nothing."""
        found = self.verified.get(path)
        return stopping(found, closed=self.closed, shown=self.shown) if found else ()

    def forged(self, path: str) -> bool:
        """Say whether a record may be somebody else's: such a one replaces no other."""
        found = self.verified.get(path)
        return found is not None and "tampered" in {found.attribution_state, found.content_state}

    def late(self, path: str) -> bool:
        """Say whether a record came into git after the closing one, whatever time it claims."""
        found = self.verified.get(path)
        return found is not None and found.late

    def attributed(self, path: str) -> bool:
        """Say whether git was asked who wrote a record: then the people of that time count, not today's."""
        found = self.verified.get(path)
        return found is not None and bool(found.versions)

    def authors(self, path: str) -> tuple[str, ...]:
        """Return the e-mails of who wrote the evidence of an override."""
        found = self.verified.get(path)
        return found.authors if found else ()
