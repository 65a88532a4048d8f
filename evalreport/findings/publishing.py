"""Findings about what is published."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from evalreport.model.assessment import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.findings.base import Project
    from evalreport.model.assessment import FindingSeverity
    from evalreport.model.policy import Allowance


class SecretWaived:
    """The policy lets something pass that the secret scan takes for a secret (`publish.allow`), with a reason.

    The finding says in how many places of the site it stands; one that stands nowhere can be removed.
    """

    id: ClassVar[str] = "secret-waived"
    severity: ClassVar[FindingSeverity] = "note"

    def check(self, project: Project) -> Iterator[Finding]:
        """Yield one finding a waiver; how often it was needed is known when the pages are."""
        for one in project.policy.publish.allow:
            yield self.said(one, None)

    @classmethod
    def said(cls, one: Allowance, places: int | None) -> Finding:
        """Make the finding of one waiver, with the number of places it lets through (None: not counted yet)."""
        where = "" if places is None else f" in {places:,} {'place' if places == 1 else 'places'}"
        if places == 0:
            where = ", which stands nowhere any more: remove it"
        message = f"the secret scan passes over {one.fingerprint}{where}: {one.reason}"
        return Finding(rule=cls.id, severity=cls.severity, message=message)


PUBLISHING_RULES = (SecretWaived(),)
