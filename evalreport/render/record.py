"""The machine twins of the pages: record.json beside each release, releases.json at the site's root."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypedDict

from evalreport.model.verification import worst
from evalreport.render.context import inputs_at_closing, reasons_at_closing, records_at_closing
from evalreport.render.status import decided_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from evalreport.model.assessment import (
        ClassResult,
        Finding,
        GateOutcome,
        OverrideState,
        ScoreResult,
        SideTotals,
    )
    from evalreport.model.bundle import InputFile
    from evalreport.model.livereport import LiveReport
    from evalreport.model.record import Bound
    from evalreport.model.report import Point, ReleaseReport
    from evalreport.model.statistics import Estimate, Interval
    from evalreport.render.status import Status

# Other programs rely on these shapes: a change that could break one needs another number.
RECORD_SCHEMA = "evalreport.record/1"
RELEASES_SCHEMA = "evalreport.releases/1"


class GateJson(TypedDict):
    """One gate as it stands in record.json."""

    id: str
    title: str
    level: str
    form: str
    verdict: str
    observed: float | None
    threshold: float | None
    interval: list[float] | None
    n: int | None
    unit: str
    reason: str
    method: str
    needed: int | None
    detectable: float | None
    failures: list[str]
    override: dict[str, object] | None


def record_json(report: ReleaseReport, tool_version: str) -> bytes:
    """Return a release with everything a page says of it; case texts and people's e-mails are never in it."""
    assessment, release = report.assessment, report.release
    # The record of a closed release is compared with the published one for ever, so nothing later may enter it.
    outcome = report.outcome if report.closed else report.standing
    value: dict[str, object] = {
        "schema": RECORD_SCHEMA,
        "release": {
            "id": release.id,
            "workflow": release.workflow,
            "decision": release.decision,
            "summary": release.summary,
            "date": release.date,
            "baseline": release.baseline_release,
        },
        "outcome": outcome,
        "recomputed": report.recomputed,
        "open": report.open,
        "preview": report.preview,
        "as_of": report.as_of,
        "headline": report.headline,
        "lead": list(report.lead),
        "next_step": report.next_step,
        "points": [_point(one) for one in report.points],
        "gates": [_gate(one) for one in assessment.gates],
        "scores": [_score(one) for one in assessment.scores],
        "failure_classes": [_class(one) for one in assessment.classes],
        "cases": assessment.transitions.counts(),
        "changed_cases": _changed(report),
        "candidate": _side(assessment.candidate),
        "baseline": _side(assessment.baseline) if assessment.baseline else None,
        "costs": [one.document() for one in report.costs],
        "reviews": [one.document() for one in report.reviews],
        "overrides": [_override(one) for one in assessment.overrides],
        "waiting": list(assessment.waiting),
        "records": _records(report),
        "findings": [_finding(one) for one in assessment.findings],
        "provenance": {
            "commit": report.commit,
            "tool": tool_version,
            "policy_sha256": report.policy_digest,
            "inputs": _inputs(report),
        },
    }
    return dump(value)


def releases_json(statuses: Mapping[str, Status], reports: Iterable[ReleaseReport]) -> bytes:
    """Return the live status of every release, newest first."""
    rows = [
        {
            "id": report.id,
            "workflow": report.release.workflow,
            "outcome": report.standing,
            "status": statuses[report.id].kind,
            "note": statuses[report.id].note,
            "since": statuses[report.id].since,
            "reason": statuses[report.id].reason,
            "decision": report.release.decision,
            "date": report.release.date,
            "people": list(decided_by(report)),
            "summary": report.release.summary,
            "commit": report.commit,
            "live": _live(report.live_now) if report.live_now else None,
        }
        for report in reports
    ]
    return dump({"schema": RELEASES_SCHEMA, "releases": rows})


def _live(found: LiveReport) -> dict[str, object]:
    """Return how a release does in production, as of the page's time: the gravest state, and each rule's."""
    return {
        "state": found.word,
        "as_of": found.as_of,
        "newest": found.newest,
        "windows": len(found.windows),
        "rules": [
            {
                "rule": one.rule.id,
                "status": one.status,
                "asks": one.asks,
                "sentence": one.sentence,
                "observed": one.observed,
                "line": one.line,
                "fired_at": one.fired_at,
                "answered_by": one.answered_by.path if one.answered_by else None,
                "minutes": one.minutes,
            }
            for one in found.rules
        ],
    }


def dump(value: Mapping[str, object]) -> bytes:
    """Write JSON that is the same for the same value: keys in the order written here, no NaN, one line a field.

    A line a field keeps a diff readable and the file small. Text stays ASCII, so that no bidi control or lone
    surrogate is in the bytes.
    """
    lines = (f"{json.dumps(key)}: {json.dumps(one, allow_nan=False)}" for key, one in value.items())
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode("ascii")


def _point(one: Point) -> dict[str, str]:
    return {"kind": one.kind, "fact": one.fact, "proof": one.proof, "anchor": one.anchor}


def _finding(one: Finding) -> dict[str, str]:
    return {"rule": one.rule, "severity": one.severity, "message": one.message}


def _inputs(report: ReleaseReport) -> list[dict[str, object]]:
    # Sorted, so that the order in which files were read never changes the bytes.
    return [_input(one) for one in sorted(inputs_at_closing(report), key=lambda one: (one.path, one.kind))]


def _interval(value: Interval | None) -> list[float] | None:
    return None if value is None else [value.low, value.high]


def _gate(one: GateOutcome) -> GateJson:
    gate, result = one.gate, one.result
    return GateJson(
        id=gate.id,
        title=gate.title,
        level=gate.level,
        form=gate.form,
        verdict=result.verdict,
        observed=result.observed,
        threshold=result.threshold,
        interval=_interval(result.interval),
        n=result.n,
        unit=result.unit,
        reason=result.reason,
        method=result.method,
        needed=result.needed,
        detectable=result.detectable,
        failures=list(result.failures),
        override=_override(one.override) if one.override else None,
    )


def _estimate(value: Estimate | None) -> dict[str, object] | None:
    if value is None:
        return None
    return {
        "value": value.value,
        "n": value.n,
        "passed": value.passed,
        "unknown": value.unknown,
        "interval": _interval(value.interval),
    }


def _score(one: ScoreResult) -> dict[str, object]:
    # Unknown numbers are null; a reader that sums a column must stumble over them rather than count nothing.
    return {
        "id": one.score,
        "unit": one.unit,
        "candidate": _estimate(one.candidate),
        "baseline": _estimate(one.baseline),
        "difference": one.difference,
        "interval": _interval(one.interval),
        "p_value": one.p_value,
        "transitions": one.transitions.counts() if one.transitions else None,
        "by_suite": [
            {"suite": part.suite, "candidate": _estimate(part.candidate), "baseline": _estimate(part.baseline)}
            for part in one.by_suite
        ],
        "graders": list(one.graders),
    }


def _class(one: ClassResult) -> dict[str, object]:
    counts = one.transitions
    return {
        "id": one.failure_class,
        "candidate_cases": one.candidate_cases,
        "baseline_cases": one.baseline_cases,
        "fixed": counts.fixed,
        "regressed": counts.regressed,
        "both_failed": counts.both_failed,
        "both_passed": counts.both_passed,
        "p_value": one.p_value,
        "new_cases": [list(case) for case in one.new_cases],
        "gone_cases": [list(case) for case in one.gone_cases],
    }


def _changed(report: ReleaseReport) -> list[dict[str, object]]:
    """Name every case that changed: between pass and fail, in one of its scores, or in its failure classes."""
    return [
        {"suite": pair.suite, "case": pair.case_id, "epoch": pair.epoch, "transition": pair.transition}
        for pair in report.assessment.pairs
        if pair.changed
    ]


def _side(side: SideTotals) -> dict[str, object]:
    return {
        "runs": side.runs,
        "rows": side.rows,
        "cases": side.cases,
        "epochs": side.epochs,
        "passed": side.passed,
        "failed": side.failed,
        "errors": side.errors,
        "skipped": side.skipped,
        "unread": side.unread,
        "incomplete": list(side.incomplete),
        "models": list(side.models),
        "cost_usd": side.cost_usd,
        "cost_unknown": side.cost_unknown,
        "cost_per_success": side.cost_per_success,
        "tokens_in": side.tokens_in,
        "tokens_out": side.tokens_out,
        "latency_mean_s": side.latency_mean_s,
        "tool_calls": side.tool_calls,
        "tool_errors": side.tool_errors,
    }


def _override(one: OverrideState) -> dict[str, object]:
    record = one.override
    return {
        "gate": record.gate,
        "lifts": one.lifts,
        "flags": list(one.flags),
        "thin": one.thin,
        "requested_by": record.requested_by,
        "approved_by": record.approved_by,
        "role": record.role,
        "at": record.at,
        "expires": record.expires,
        "reason": record.reason,
        "path": record.path,
    }


def _records(report: ReleaseReport) -> list[dict[str, object]]:
    records = records_at_closing(report)
    groups: tuple[tuple[str, tuple[Bound, ...]], ...] = (
        ("signoff", records.signoffs),
        ("override", records.overrides),
        ("rollback", records.rollbacks),
        ("event", records.events),
    )
    return [_record(report, kind, one) for kind, group in groups for one in group]


def _record(report: ReleaseReport, kind: str, one: Bound) -> dict[str, object]:
    found = report.verified.get(one.path)
    codes = tuple(dict.fromkeys(reason.code for reason in reasons_at_closing(report, found))) if found else ()
    return {
        "kind": kind,
        "path": one.path,
        "by": one.by,
        "role": one.role,
        "at": one.at,
        "root": one.root,
        # A record that nobody re-checked is not valid for that: its state is not known.
        "state": worst(codes) if found else None,
        "codes": list(codes),
    }


def _input(one: InputFile) -> dict[str, object]:
    # A folder of results has a file a case: what does not apply to a file is left out, or these would fill the record.
    told: dict[str, object] = {
        "path": one.path,
        "kind": one.kind,
        "sha256": one.sha256,
        "size": one.size,
        "format": one.format,
        "format_version": one.format_version,
        "reader_version": one.reader_version,
        "rows": one.rows,
        "unread": one.unread or None,
        "commit": one.origin.commit,
        "committed_at": one.origin.committed_at,
        "uncommitted": one.origin.uncommitted or None,
    }
    return {key: value for key, value in told.items() if value is not None and value != ""}
