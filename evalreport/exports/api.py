"""api/v1/: releases, gates, overrides, live and costs for other programs, each beside its JSON Schema."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Protocol

from evalreport.exports import api_documents as documents
from evalreport.exports.api_live import live_document
from evalreport.exports.badge import badge
from evalreport.model.page import Asset

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from _typeshed import DataclassInstance

    from evalreport.model.assessment import GateOutcome, OverrideState
    from evalreport.model.gate import Gate
    from evalreport.model.policy import Policy
    from evalreport.model.report import ReleaseReport, SiteReport

ROOT = "api/v1"
FEED = "feed.xml"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
SHAPES: Mapping[str, type] = {
    "index": documents.IndexDocument,
    "releases": documents.ReleasesDocument,
    "gates": documents.GatesDocument,
    "overrides": documents.OverridesDocument,
    "live": documents.LiveDocument,
    "costs": documents.CostsDocument,
    "record": documents.RecordDocument,
}


class Standing(Protocol):
    """What became of a release: kind, a note such as "by support-agent-1.3.0", and since when ("" while open)."""

    @property
    def kind(self) -> str:
        """One word: open, live, superseded, rolled_back, withdrawn, corrected or not_shipped."""

    @property
    def note(self) -> str:
        """By or to which release."""

    @property
    def since(self) -> str:
        """The moment of the record that says so."""


def api_assets(report: SiteReport, standings: Mapping[str, Standing]) -> tuple[Asset, ...]:
    """Return every document of the API, its schemas, and a badge a workflow."""
    files = {f"{name}.json": _dump(asdict(value)) for name, value in _shown(report, standings).items()}
    files |= {f"schema/{name}.json": _dump(schema(name)) for name in SHAPES}
    files |= {f"badge/{name}.svg": badge(name, newest, live) for name, newest, live in _badges(report, standings)}
    return tuple(Asset(path=f"{ROOT}/{path}", content=content) for path, content in files.items())


def _shown(report: SiteReport, standings: Mapping[str, Standing]) -> dict[str, DataclassInstance]:
    return {
        "index": _index(report, standings),
        "releases": documents.ReleasesDocument(
            schema="evalreport.api.releases/1", releases=[_release(one, standings[one.id]) for one in report.releases]
        ),
        "gates": documents.GatesDocument(
            schema="evalreport.api.gates/1", gates=[_gate(one, report) for one in report.policy.gates.values()]
        ),
        "overrides": documents.OverridesDocument(
            schema="evalreport.api.overrides/1",
            overrides=[_override(one, state) for one in report.releases for state in one.assessment.overrides],
        ),
        "live": live_document(report),
        "costs": documents.CostsDocument(
            schema="evalreport.api.costs/1", releases=[_cost(one) for one in report.releases]
        ),
    }


def schema(name: str) -> dict[str, object]:
    """Return the JSON Schema (draft 2020-12) of a document of the API."""
    from pydantic import TypeAdapter

    return {"$schema": DIALECT, **TypeAdapter(SHAPES[name]).json_schema(mode="serialization")}


def _dump(value: Mapping[str, object]) -> bytes:
    # ASCII, so that no bidi control is in the bytes; no number that JSON does not have.
    return (json.dumps(value, allow_nan=False, separators=(",", ":")) + "\n").encode("ascii")


def _lines(report: SiteReport) -> dict[str, list[ReleaseReport]]:
    found: dict[str, list[ReleaseReport]] = {}
    for one in report.releases:
        found.setdefault(one.release.workflow, []).append(one)
    return dict(sorted(found.items()))


def _live_one(releases: Iterable[ReleaseReport], standings: Mapping[str, Standing]) -> ReleaseReport | None:
    return next((one for one in releases if standings[one.id].kind == "live"), None)


def _badges(
    report: SiteReport, standings: Mapping[str, Standing]
) -> Iterable[tuple[str, ReleaseReport, ReleaseReport | None]]:
    for workflow, releases in _lines(report).items():
        yield workflow, releases[0], _live_one(releases, standings)


def _index(report: SiteReport, standings: Mapping[str, Standing]) -> documents.IndexDocument:
    names = [name for name in SHAPES if name != "record"]
    return documents.IndexDocument(
        schema="evalreport.api.index/1",
        site=report.policy.site.name,
        url=report.policy.site.url or None,
        repository=report.policy.site.repo or None,
        commit=report.repository.head,
        committed_at=report.repository.head_time,
        tool=report.tool_version,
        documents={name: f"{ROOT}/{name}.json" for name in names} | {"record": "{release}/record.json"},
        schemas={name: f"{ROOT}/schema/{name}.json" for name in SHAPES},
        feed=FEED,
        workflows=[_workflow(name, found, standings) for name, found in _lines(report).items()],
    )


def _workflow(
    name: str, releases: Sequence[ReleaseReport], standings: Mapping[str, Standing]
) -> documents.WorkflowDocument:
    live = _live_one(releases, standings)
    return documents.WorkflowDocument(
        workflow=name,
        live=live.id if live else None,
        newest=releases[0].id,
        releases=len(releases),
        badge=f"{ROOT}/badge/{name}.svg",
    )


def _counts(gates: Sequence[GateOutcome]) -> documents.VerdictCounts:
    verdicts = Counter(one.result.verdict for one in gates)
    return documents.VerdictCounts(
        passed=verdicts["passed"],
        failed=verdicts["failed"],
        inconclusive=verdicts["inconclusive"],
        not_evaluated=verdicts["not_evaluated"],
        overridden=sum(one.lifted for one in gates),
    )


def _person(policy: Policy, name: str) -> str:
    known = policy.people.get(name)
    return known.name if known else name


def _release(one: ReleaseReport, standing: Standing) -> documents.ReleaseDocument:
    release, closed = one.release, one.closed
    decision = one.policy.decisions.get(release.decision)
    return documents.ReleaseDocument(
        id=one.id,
        workflow=release.workflow,
        decision=release.decision,
        question=decision.question if decision else "",
        summary=release.summary,
        date=release.date,
        baseline=release.baseline_release,
        outcome=one.standing,
        headline=one.headline,
        status=standing.kind,
        note=standing.note,
        since=standing.since or None,
        open=one.open,
        closed_by=_person(one.policy, closed.by) if closed else None,
        closed_at=closed.at if closed else None,
        commit=one.commit,
        gates=_counts(one.assessment.gates),
        cases=one.assessment.transitions.counts(),
        overrides=len(one.assessment.overrides),
        page=f"{one.id}/",
        record=f"{one.id}/record.json",
    )


def _gate(gate: Gate, report: SiteReport) -> documents.GateDocument:
    asked = [(one.id, found) for one in report.releases for found in one.assessment.gates if found.gate.id == gate.id]
    return documents.GateDocument(
        id=gate.id,
        title=gate.title,
        level=gate.level,
        form=gate.form,
        score=gate.score,
        failure_class=gate.failure_class,
        owner=_person(report.policy, gate.owner) if gate.owner else None,
        counts=_counts([found for _, found in asked]),
        verdicts={name: found.result.verdict for name, found in asked},
    )


def _override(report: ReleaseReport, state: OverrideState) -> documents.OverrideDocument:
    record = state.override
    verdicts = {one.gate.id: one.result.verdict for one in report.assessment.gates}
    return documents.OverrideDocument(
        release=report.id,
        gate=record.gate,
        verdict=verdicts.get(record.gate),
        lifts=state.lifts,
        thin_evidence=state.thin,
        flags=list(state.flags),
        requested_by=_person(report.policy, record.requested_by),
        approved_by=_person(report.policy, record.approved_by),
        role=record.role,
        at=record.at,
        expires=record.expires,
        reason=record.reason,
        record=record.path,
    )


def _cost(report: ReleaseReport) -> documents.CostDocument:
    after, before = report.assessment.candidate, report.assessment.baseline
    return documents.CostDocument(
        release=report.id,
        workflow=report.release.workflow,
        candidate_usd=after.cost_usd,
        baseline_usd=before.cost_usd if before else None,
        candidate_unknown=after.cost_unknown,
        candidate_per_success_usd=after.cost_per_success,
        baseline_per_success_usd=before.cost_per_success if before else None,
        candidate_latency_s=after.latency_mean_s,
        baseline_latency_s=before.latency_mean_s if before else None,
        figures={
            one.id: documents.FigureDocument(
                candidate_usd=one.candidate.value,
                baseline_usd=one.baseline.value if one.baseline else None,
                change=one.change,
                quality=one.quality,
            )
            for one in report.costs
        },
    )
