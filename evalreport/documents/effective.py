"""The effective policy of a release: what it is judged by, written out in full, digested, and read back.

What a person signs is the digest of this, so a new site title makes nothing stale and a changed threshold does.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import ValidationError

from evalreport.documents.config_schema import PolicySections
from evalreport.documents.livebuild import outcome_fields, price_fields, rollback_fields
from evalreport.documents.policybuild import build_policy
from evalreport.errors import EvidenceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalreport.model.failure import FailureClass
    from evalreport.model.gate import Gate, OverridePolicy
    from evalreport.model.location import Location
    from evalreport.model.policy import Decision, Grader, Person, Policy, Publish, Site
    from evalreport.model.release import Release
    from evalreport.model.scorecard import ScoreSpec

Fields = dict[str, object]
Sections = dict[str, Fields | list[Fields]]

# Fields that a later version of the file's form adds, with their defaults: left out while at them, so that an upgrade
# makes no signature stale. (section, field) -> default.
ADDED_LATER: Mapping[tuple[str, str], object] = {
    ("gates", "decide_on"): "bound",
    ("scorecard", "k"): 4,
    ("graders", "min_labels"): 50,
    ("graders", "min_failing"): 15,
    ("graders", "level"): "block",
    ("rollback", "stale"): "48h",
    ("rollback", "dry_run"): False,
}


def narrowed(policy: Policy, release: Release) -> Policy:
    """Return the policy with nothing in it but what serves the release's decision: what closing would keep.

    These are the decision, its gates, and the scores those gates use or that no gate uses; all failure classes, since
    their order decides which one claims a row; the graders and rollback rules of these scores, and the rules over
    failure classes; prices and outcomes.
    """
    decision = policy.decisions.get(release.decision)
    gates = _asked_gates(policy, decision)
    scores = _serving_scores(policy, gates)
    named = {score.grader for score in scores.values()}
    # What no other score uses stays: removing it would change what was agreed on.
    elsewhere = {score.grader for score in policy.scorecard.values()} - named
    return replace(
        policy,
        decisions={decision.id: decision} if decision else {},
        gates=gates,
        scorecard=scores,
        rollback={name: rule for name, rule in policy.rollback.items() if rule.score is None or rule.score in scores},
        graders={name: grader for name, grader in policy.graders.items() if name not in elsewhere},
    )


def effective_policy(policy: Policy, release: Release) -> Sections:
    """Write out in full what serves the release, shaped as in site_config.yml, defaults filled in.

    The order of ``failure_classes`` is meant: whoever writes the sections keeps it.
    """
    own = narrowed(policy, release)
    sections: Sections = {
        "decisions": {name: _decision(item) for name, item in own.decisions.items()},
        "failure_classes": {name: _failure_class(item) for name, item in own.failure_classes.items()},
        "scorecard": {name: _score(item) for name, item in own.scorecard.items()},
        "gates": {name: _gate(item) for name, item in own.gates.items()},
        "rollback": {name: _full("rollback", **rollback_fields(item)) for name, item in own.rollback.items()},
        "graders": {name: _grader(item) for name, item in own.graders.items()},
    }
    # Sections that came later: a policy without them keeps the digest it always had.
    if own.prices:
        sections["prices"] = [_full("prices", **price_fields(item)) for item in own.prices]
    outcomes = _full("outcomes", **outcome_fields(own.outcomes))
    return {**sections, "outcomes": outcomes} if outcomes else sections


def policy_digest(policy: Policy, release: Release) -> str:
    """Return the SHA-256 of the effective policy in canonical form, 64 hex digits.

    Canonical is JSON in UTF-8 with sorted keys and no spaces, whole numbers without a fraction. The order of the
    failure classes is part of their meaning, so it is digested beside them.
    """
    sections = effective_policy(policy, release)
    canonical = {**sections, "failure_class_order": list(sections["failure_classes"])}
    text = json.dumps(_whole(canonical), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def policy_from_record(
    sections: Mapping[str, object],
    *,
    site: Site,
    people: Mapping[str, Person],
    publish: Publish,
    location: Location | None = None,
) -> Policy:
    """Make the policy that a closing record keeps; site, people and publishing are today's.

    Everything in it stands at ``location``, the record's. Raises EvidenceError for sections of another form.
    """
    try:
        # A record is evidence: it is read as strictly as when it was written.
        doc = PolicySections.model_validate(sections)
    except ValidationError as error:
        # Records are not edited by hand, so the first error says enough.
        first = error.errors(include_url=False)[0]
        path = ".".join(str(step) for step in ("policy", *first["loc"]))
        raise EvidenceError(first["msg"], slug="record-invalid", location=location, path=path) from error
    return build_policy(doc, site=site, people=people, publish=publish, locate=lambda _section, _name: location)


def _asked_gates(policy: Policy, decision: Decision | None) -> dict[str, Gate]:
    """Return the decision's gates in its own order, which is that of the page."""
    names = decision.gates if decision else ()
    return {name: policy.gates[name] for name in names if name in policy.gates}


def _serving_scores(policy: Policy, gates: Mapping[str, Gate]) -> dict[str, ScoreSpec]:
    used = {gate.score for gate in gates.values()}
    elsewhere = {gate.score for gate in policy.gates.values()} - used
    return {name: score for name, score in policy.scorecard.items() if name not in elsewhere}


def _whole(value: object) -> object:
    """Write 1.0 as 1 throughout, so that it does not matter which of the two somebody typed."""
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _full(section: str, **fields: object) -> Fields:
    """Keep every field that says something: None and empty ones are what absence means."""
    kept = {name: value for name, value in fields.items() if value not in (None, "", [], {})}
    return {name: value for name, value in kept.items() if ADDED_LATER.get((section, name), ...) != value}


def _decision(item: Decision) -> Fields:
    return _full(
        "decisions", question=item.question, owner=item.owner, gates=list(item.gates), signoff=list(item.signoff)
    )


def _failure_class(item: FailureClass) -> Fields:
    return _full(
        "failure_classes",
        title=item.title,
        why=item.why,
        severity=item.severity,
        match=[dict(rule.conditions) for rule in item.match],
        example=item.example,
    )


def _score(item: ScoreSpec) -> Fields:
    # Of all other measures the direction is part of what they mean, and the file may leave it out.
    directed = item.measure == "mean" or item.pass_at is not None
    return _full(
        "scorecard",
        title=item.title,
        owner=item.owner,
        use=item.use,
        measure=item.measure,
        of=item.of,
        pass_at=item.pass_at,
        pass_when=item.pass_when,
        better=item.better if directed else None,
        failure_class=item.failure_class,
        suites=list(item.suites),
        tags=list(item.tags),
        where=dict(item.where),
        grader=item.grader,
        k=item.k,
        cluster=item.cluster,
    )


def _gate(item: Gate) -> Fields:
    judged = item.form in {"at_least", "at_most", "not_worse_than", "failures"}
    return _full(
        "gates",
        title=item.title,
        level=item.level,
        owner=item.owner,
        score=item.score,
        **_form(item),
        margin=item.margin,
        failures=item.failure_class,
        max_rate=item.max_rate,
        min_cases=item.min_cases if judged else None,
        signoff=list(item.signoff),
        suites=list(item.suites),
        confidence=round(1 - item.alpha, 12) if judged else None,
        decide_on=item.decide_on,
        override=_override(item.override),
        control=item.control,
    )


def _form(item: Gate) -> Fields:
    """Write the field that gives the gate its form, under the name it has in the file."""
    if item.form == "not_worse_than":
        return {"not_worse_than": item.baseline or "baseline", "unpaired_share": item.unpaired_share}
    if item.form == "failures" and item.limit is not None:
        return {"at_most": item.limit}
    return {} if item.line is None else {item.form: item.line}


def _override(item: OverridePolicy) -> Fields | str:
    if not item.allowed:
        return "never"
    return _full(
        "override",
        roles=list(item.roles),
        evidence=item.evidence,
        max_days=item.max_days,
        second_person=item.second_person,
    )


def _grader(item: Grader) -> Fields:
    return _full(
        "graders",
        kind=item.kind,
        calibration=item.calibration,
        min_kappa=item.min_kappa,
        max_age_days=item.max_age_days,
        min_labels=item.min_labels,
        min_failing=item.min_failing,
        versions=list(item.versions),
        columns=dict(item.columns),
        level=item.level,
        wording=item.wording,
    )
