"""Findings about what people recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from evalreport.findings.base import finding
from evalreport.model.location import Location
from evalreport.model.release import SUMMARY_PLACEHOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.model.assessment import Assessment, Finding, FindingSeverity, OverrideState
    from evalreport.model.bundle import ReleaseBundle
    from evalreport.model.gate import Verdict


class OverrideWithoutEffect:
    """An override lifts nothing: its gate passed, is not of this release, or the override does not hold."""

    id: ClassVar[str] = "override-without-effect"
    severity: ClassVar[FindingSeverity] = "warning"

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield one finding an override that lifts nothing."""
        verdicts = {gate.gate.id: gate.result.verdict for gate in assessment.gates}
        for state in assessment.overrides:
            why = _why_nothing(state, verdicts.get(state.override.gate))
            if why:
                message = f"the override of {state.override.gate} lifts nothing: {why}"
                yield finding(self, message, location=state.override.location, release=bundle.release.id)


def _why_nothing(state: OverrideState, verdict: Verdict | None) -> str:
    """Say why an override lifts nothing, "" where it does; ``verdict`` is None for a gate that is not asked."""
    # What was replaced or withdrawn is meant to lift nothing.
    if state.replaced or state.override.decision == "withdraw":
        return ""
    if verdict is None:
        return "the gate is none of this release's"
    if state.flags:
        return f"it does not hold ({', '.join(state.flags)})"
    return "the gate passed" if verdict == "passed" else ""


class SignOffNotCounted:
    """A sign-off does not count: the person is not in the policy or does not hold that role."""

    id: ClassVar[str] = "sign-off-not-counted"
    severity: ClassVar[FindingSeverity] = "warning"

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield one finding a sign-off that does not count."""
        for state in assessment.signoffs:
            if state.flags:
                who = f"{state.signoff.by} as {state.signoff.role}"
                message = f"the sign-off by {who} does not count ({', '.join(state.flags)})"
                yield finding(self, message, location=state.signoff.location, release=bundle.release.id)


class ClosedDifferently:
    """The closing record states another outcome than its own policy gives today. Both are shown."""

    id: ClassVar[str] = "closed-differently"
    severity: ClassVar[FindingSeverity] = "error"

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield a finding where record and recomputation differ."""
        closing = bundle.records.closing()
        if closing is not None and closing.outcome and closing.outcome != assessment.outcome:
            message = f"closed as {closing.outcome}, recomputed as {assessment.outcome}"
            yield finding(self, message, location=closing.location, release=bundle.release.id)


class ShippedUncleared:
    """A release was closed as shipped although nothing cleared it."""

    id: ClassVar[str] = "shipped-uncleared"
    severity: ClassVar[FindingSeverity] = "error"

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield a finding where it shipped without being cleared."""
        closing = bundle.records.closing()
        if closing is not None and closing.shipped and assessment.outcome in {"blocked", "undecided", "awaiting"}:
            message = f"shipped although {assessment.outcome}"
            yield finding(self, message, location=closing.location, release=bundle.release.id)


class SummaryPlaceholder:
    """The manifest's summary is still the one that ``evalreport new`` wrote: nobody said what changed."""

    id: ClassVar[str] = "summary-placeholder"
    severity: ClassVar[FindingSeverity] = "warning"

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield a finding where the summary says nothing."""
        release = bundle.release
        if release.summary.strip() == SUMMARY_PLACEHOLDER:
            message = "the summary does not say what changed: write it before the release is committed"
            yield finding(self, message, location=Location(file=f"{release.folder}/release.yml"), release=release.id)


RECORD_RULES = (
    OverrideWithoutEffect(),
    SignOffNotCounted(),
    ClosedDifferently(),
    ShippedUncleared(),
    SummaryPlaceholder(),
)
