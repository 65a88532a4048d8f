"""All findings, in a fixed order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.findings.ledger import LEDGER_RULES
from evalreport.findings.live import LIVE_RULES
from evalreport.findings.parts import PART_RULES
from evalreport.findings.policy import POLICY_RULES
from evalreport.findings.prices import PRICE_RULES
from evalreport.findings.publishing import PUBLISHING_RULES, RELEASE_PUBLISHING_RULES
from evalreport.findings.records import RECORD_RULES
from evalreport.findings.results import RESULT_RULES

if TYPE_CHECKING:
    from evalreport.findings.base import Project, ProjectRule, ReleaseRule
    from evalreport.model.assessment import Assessment, Finding
    from evalreport.model.bundle import ReleaseBundle

RELEASE_RULES: tuple[ReleaseRule, ...] = (
    *RESULT_RULES,
    *RECORD_RULES,
    *PART_RULES,
    *PRICE_RULES,
    *RELEASE_PUBLISHING_RULES,
)
PROJECT_RULES: tuple[ProjectRule, ...] = (*POLICY_RULES, *LEDGER_RULES, *PUBLISHING_RULES)


def release_findings(bundle: ReleaseBundle, assessment: Assessment) -> tuple[Finding, ...]:
    """Return the findings of one release; those about the live windows of a closed one are left to `live_findings`.

    Windows arrive for as long as a release lives, and what was closed says no other thing afterwards.
    """
    own = tuple(item for rule in RELEASE_RULES for item in rule.check(bundle, assessment))
    return own if bundle.records.closing() is not None else (*own, *live_findings(bundle, assessment))


def live_findings(bundle: ReleaseBundle, assessment: Assessment) -> tuple[Finding, ...]:
    """Return the findings about the live windows of one release."""
    return tuple(item for rule in LIVE_RULES for item in rule.check(bundle, assessment))


def project_findings(project: Project) -> tuple[Finding, ...]:
    """Return the findings about the policy and the releases as a whole."""
    return tuple(item for rule in PROJECT_RULES for item in rule.check(project))
