"""What the ledger of publications says of the releases that are here now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.errors import EvidenceError
from evalreport.evidence.ledger import ledger_faults, parse_ledger

if TYPE_CHECKING:
    from collections.abc import Collection

    from evalreport.model.ledger import LedgerFault
    from evalreport.vcs.history import History


def published_faults(history: History, releases: Collection[str], ledger: bytes | None) -> tuple[LedgerFault, ...]:
    """Return what no longer fits the ledger; whether a commit comes before HEAD is not asked of a cut-off history.

    Raises EvidenceError for a ledger that cannot be read.
    """
    if ledger is None:
        return ()
    try:
        lines = parse_ledger(ledger)
    except ValueError as error:
        hint = "take ledger.jsonl of the published branch"
        raise EvidenceError(f"the ledger: {error}", slug="ledger", hint=hint) from error
    commits = history.commits
    known = (lambda commit: commit in commits) if commits else None
    return tuple(ledger_faults(lines, head=history.repository.head, present=releases, is_ancestor=known))
