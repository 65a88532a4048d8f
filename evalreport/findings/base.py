"""What a finding rule is given, and what it yields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

from evalreport.model.assessment import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.model.assessment import Assessment, FindingSeverity
    from evalreport.model.bundle import ReleaseBundle
    from evalreport.model.ledger import LedgerFault
    from evalreport.model.location import Location
    from evalreport.model.policy import Policy
    from evalreport.model.release import Release


class ReleaseRule(Protocol):
    """Something odd about one release. The class docstring is its page in the docs; a finding decides nothing."""

    id: ClassVar[str]
    severity: ClassVar[FindingSeverity]

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield what is odd."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The policy, all releases, and what the ledger says of earlier ones, for rules that look at the whole."""

    policy: Policy
    releases: tuple[Release, ...]
    ledger: tuple[LedgerFault, ...] = ()


class ProjectRule(Protocol):
    """Something odd about the policy as a whole. The class docstring is its page in the docs."""

    id: ClassVar[str]
    severity: ClassVar[FindingSeverity]

    def check(self, project: Project) -> Iterator[Finding]:
        """Yield what is odd."""


def finding(
    rule: ReleaseRule | ProjectRule, message: str, *, location: Location | None = None, release: str | None = None
) -> Finding:
    """Make a rule's finding."""
    return Finding(rule=rule.id, severity=rule.severity, message=message, location=location, release=release)
