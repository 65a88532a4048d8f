"""Findings about what was published before."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from evalreport.findings.base import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.findings.base import Project
    from evalreport.model.assessment import Finding, FindingSeverity


class LedgerRewritten:
    """History was rewritten since something was published: a commit that the ledger names is gone, or its chain broke.

    Both commits are named. Whoever can rewrite source and site can rewrite the ledger too: only a reader who kept an
    earlier head can tell then.
    """

    id: ClassVar[str] = "ledger-rewritten"
    severity: ClassVar[FindingSeverity] = "error"

    def check(self, project: Project) -> Iterator[Finding]:
        """Yield one finding a break."""
        for fault in project.ledger:
            if fault.code == "LEDGER-REWRITTEN":
                yield finding(self, f"{fault.said} [{fault.code}]")


class ReleaseVanished:
    """A release that was published is no longer in the repository. Releases are withdrawn by an event, not removed."""

    id: ClassVar[str] = "release-vanished"
    severity: ClassVar[FindingSeverity] = "error"

    def check(self, project: Project) -> Iterator[Finding]:
        """Yield one finding a release that is gone."""
        for fault in project.ledger:
            if fault.code == "RELEASE-VANISHED":
                yield finding(self, f"{fault.release}: {fault.said} [{fault.code}]", release=fault.release)


LEDGER_RULES = (LedgerRewritten(), ReleaseVanished())
