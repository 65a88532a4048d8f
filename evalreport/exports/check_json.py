"""`check` as JSON: the contract evalreport.check/1."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evalreport.errors import EvalReportError
    from evalreport.model.assessment import Finding, GateOutcome, OverrideState
    from evalreport.model.location import Location
    from evalreport.model.report import ReleaseReport
    from evalreport.pipeline.checked import Checked

Json = dict[str, object]
SCHEMA = "evalreport.check/1"


def check_document(checked: Checked) -> Json:
    """Build the document; numbers are in the unit of their gate, unknown ones null."""
    return {
        "schema": SCHEMA,
        "releases": [_release(report) for report in checked.reports],
        "errors": [error_json(error) for error in checked.errors],
    }


def _release(report: ReleaseReport) -> Json:
    return {
        "id": report.id,
        "outcome": report.standing,
        "open": report.open,
        "preview": report.preview,
        "headline": report.headline,
        "next": report.next_step,
        "gates": [gate_json(outcome) for outcome in report.assessment.gates],
        "costs": [figure.document() for figure in report.costs],
        "reviews": [facts.document() for facts in report.reviews],
        "findings": [finding_json(finding) for finding in report.assessment.findings],
    }


def gate_json(outcome: GateOutcome) -> Json:
    """Write one gate with its override beside it."""
    gate, result = outcome.gate, outcome.result
    return {
        "id": gate.id,
        "title": gate.title,
        "level": gate.level,
        "verdict": result.verdict,
        "observed": result.observed,
        "threshold": result.threshold,
        "unit": result.unit,
        "n": result.n,
        "interval": [result.interval.low, result.interval.high] if result.interval else None,
        "needed": result.needed,
        "detectable": result.detectable,
        "reason": result.reason,
        "method": result.method,
        "override": override_json(outcome.override) if outcome.override else None,
    }


def override_json(state: OverrideState) -> Json:
    """Write one override and whether it lifts its gate."""
    override = state.override
    return {
        "lifts": state.lifts,
        "flags": list(state.flags),
        "thin": state.thin,
        "requested_by": override.requested_by,
        "approved_by": override.approved_by,
        "role": override.role,
        "reason": override.reason,
        "at": override.at,
        "expires": override.expires,
        "evidence": [{"path": file.path, "sha256": file.sha256} for file in override.evidence],
        "file": override.path,
    }


def finding_json(finding: Finding) -> Json:
    """Write one finding with its place."""
    return {"rule": finding.rule, "severity": finding.severity, "message": finding.message, **_place(finding.location)}


def error_json(error: EvalReportError) -> Json:
    """Write one error with its place."""
    return {
        **_place(error.location),
        "path": error.path,
        "message": error.message,
        "hint": error.hint,
        "slug": error.slug,
    }


def _place(location: Location | None) -> Json:
    # The same keys everywhere, so that whoever reads the document need not ask which are there.
    if location is None:
        return {"file": None, "line": None, "column": None}
    return {"file": location.file, "line": location.line, "column": location.column}
