"""Findings about what is published."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from evalreport.disclosure.redact import Redactor
from evalreport.findings.base import finding
from evalreport.model.assessment import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.findings.base import Project
    from evalreport.model.assessment import Assessment, FindingSeverity
    from evalreport.model.bundle import ReleaseBundle
    from evalreport.model.policy import Allowance

# Digits alone make a telephone of many an id.
KINDS_IN_IDS = ("iban", "card", "email")


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


class PersonalDataInIds:
    """The id of a case or a suite holds an e-mail address, a card's or a bank account's number.

    Texts are blacked out as the policy says, but ids are what cases are paired, addressed and found by: they are
    published as they stand. Give such cases another id, such as a number or a digest.
    """

    id: ClassVar[str] = "personal-data-in-ids"
    severity: ClassVar[FindingSeverity] = "warning"

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield one finding a release, with the kinds and how many ids hold them."""
        # What was closed keeps what it said; its ids are in the open already.
        if bundle.records.closing() is not None:
            return
        redact = Redactor(KINDS_IN_IDS)
        ids = {name for pair in assessment.pairs for name in (pair.suite, pair.case_id)}
        number = sum(redact(name) != name for name in sorted(ids))
        if number:
            found = f"{redact.said} in {number:,} {'id' if number == 1 else 'ids'}"
            message = f"ids of cases or suites hold personal data, and ids are published as they stand: {found}"
            yield finding(self, message, location=bundle.release.location, release=bundle.release.id)


RELEASE_PUBLISHING_RULES = (PersonalDataInIds(),)
PUBLISHING_RULES = (SecretWaived(),)
