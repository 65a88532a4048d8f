"""The full population of decisions, one row each, as every writer of the audit gets it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evalreport.model.record import Bound
    from evalreport.model.verification import Verification


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """One decision: its stable id, what it is, what re-checking found, and the flags of an override.

    ``kind`` is sign-off, override, rollback or an event's kind. ``told`` are the reasons in full, each with its next
    step. ``replaced``: a newer one of the same person counts instead.
    """

    id: str
    kind: str
    release: str
    record: Bound
    found: Verification
    flags: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    replaced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """All rows by release, then time; ``errors`` are files that could not be read."""

    rows: tuple[AuditRow, ...]
    errors: tuple[Exception, ...] = ()
    head: str | None = None
    repository: str = "ok"

    @property
    def judged(self) -> tuple[AuditRow, ...]:
        """The rows that count today: a replaced record is listed and no longer judged."""
        # A replaced record was right in its time and need not hold for ever.
        return tuple(row for row in self.rows if not row.replaced)

    @property
    def holds(self) -> bool:
        """True where every record that counts is valid."""
        return all(row.found.state == "valid" for row in self.judged)

    @property
    def only_shallow(self) -> bool:
        """True where a shallow clone is the only reason why records are not valid."""
        codes = {code for row in self.judged for code in row.found.codes}
        # Then the evidence may be in order and only this clone cannot tell: another exit code.
        return codes == {"SHALLOW"}
