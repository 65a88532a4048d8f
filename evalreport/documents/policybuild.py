"""From validated sections to the policy the rest of the program knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.documents.gateform import form_of
from evalreport.documents.livebuild import build_outcomes, build_prices, build_rollback
from evalreport.model.failure import FailureClass, MatchRule
from evalreport.model.gate import Gate, OverridePolicy
from evalreport.model.policy import Allowance, Decision, Grader, Person, Policy, Publish, RecordRules, Site
from evalreport.model.scorecard import DIRECTIONS, ScoreSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalreport.documents.config_schema import (
        ConfigDoc,
        DecisionDoc,
        FailureClassDoc,
        GateDoc,
        GraderDoc,
        OverrideDoc,
        PersonDoc,
        PolicySections,
        PublishDoc,
        RecordRulesDoc,
        ScoreDoc,
        SiteDoc,
    )
    from evalreport.documents.livebuild import Locate
    from evalreport.model.gate import Form, Level

# Below it neither interval nor test says much, and a single case decides too much.
MIN_CASES = 30
# More than this, and which cases were lost can matter as much as how the rest did.
UNPAIRED_SHARE = 0.05
CONFIDENCE = 0.95
DEFAULT_K = 4


def build_policy(
    doc: PolicySections,
    *,
    site: Site,
    people: Mapping[str, Person],
    publish: Publish,
    locate: Locate = lambda _section, _name: None,
) -> Policy:
    """Make the policy; ``locate`` gives the place of an entry of a section.

    Entries whose cross-references are wrong are taken as they are: the caller has reported them.
    """
    return Policy(
        site=site,
        people=people,
        publish=publish,
        decisions={name: _decision(name, item, locate) for name, item in doc.decisions.items()},
        failure_classes={name: _failure_class(name, item, locate) for name, item in doc.failure_classes.items()},
        scorecard={name: _score(name, item, locate) for name, item in doc.scorecard.items()},
        gates=_gates(doc, locate),
        rollback={name: build_rollback(name, item, locate) for name, item in doc.rollback.items()},
        graders={name: _grader(name, item, locate) for name, item in doc.graders.items()},
        prices=build_prices(doc.prices, locate),
        outcomes=build_outcomes(doc.outcomes),
    )


def build_record_rules(doc: RecordRulesDoc) -> RecordRules:
    """Make the rules records are re-checked by."""
    return RecordRules(
        signatures=doc.signatures or "", attribution=doc.attribution or "", allowed_signers=doc.allowed_signers
    )


def build_site(doc: SiteDoc) -> Site:
    """Make the site's settings."""
    noun = (doc.case_noun.one, doc.case_noun.many) if doc.case_noun else ("case", "cases")
    return Site(
        name=doc.name,
        url=doc.url or "",
        repo=doc.repo or "",
        logo=doc.logo,
        favicon=doc.favicon,
        accent=doc.accent,
        extra_css=tuple(doc.extra_css),
        language=doc.language,
        case_noun=noun,
        noindex=doc.noindex,
    )


def build_publish(doc: PublishDoc) -> Publish:
    """Make the rules of publishing."""
    return Publish(
        outputs=doc.outputs,
        redact=tuple(doc.redact),
        max_kb=doc.max_kb,
        show_emails=doc.show_emails,
        length=doc.length,
        allow=tuple(Allowance(fingerprint=one.fingerprint, reason=one.reason) for one in doc.allow),
    )


def build_people(doc: ConfigDoc, locate: Locate) -> dict[str, Person]:
    """Make the people."""
    return {name: _person(name, item, locate) for name, item in doc.people.items()}


def words(identifier: str) -> str:
    """Write an id as words for a title: ``task-success`` becomes ``Task success``."""
    # A title is optional everywhere: nobody should have to write each name twice.
    text = identifier.replace("-", " ").replace("_", " ").strip()
    return text[:1].upper() + text[1:]


def _person(name: str, doc: PersonDoc, locate: Locate) -> Person:
    return Person(
        id=name, name=doc.name, roles=tuple(doc.roles), emails=tuple(doc.emails), location=locate("people", name)
    )


def _decision(name: str, doc: DecisionDoc, locate: Locate) -> Decision:
    return Decision(
        id=name,
        question=doc.question,
        owner=doc.owner,
        gates=tuple(doc.gates),
        signoff=tuple(doc.signoff),
        location=locate("decisions", name),
    )


def _failure_class(name: str, doc: FailureClassDoc, locate: Locate) -> FailureClass:
    return FailureClass(
        id=name,
        title=doc.title or words(name),
        why=doc.why,
        severity=doc.severity,
        match=tuple(MatchRule(conditions=tuple(rule.items())) for rule in doc.match),
        example=doc.example,
        location=locate("failure_classes", name),
    )


def _score(name: str, doc: ScoreDoc, locate: Locate) -> ScoreSpec:
    return ScoreSpec(
        id=name,
        title=doc.title or words(name),
        owner=doc.owner,
        use=doc.use,
        measure=doc.measure,
        of=doc.of,
        pass_at=doc.pass_at,
        pass_when=doc.pass_when,
        better=doc.better or DIRECTIONS.get(doc.measure, "higher"),
        failure_class=doc.failure_class,
        suites=tuple(doc.suites),
        tags=tuple(doc.tags),
        where=dict(doc.where),
        grader=doc.grader,
        cluster=doc.cluster,
        k=DEFAULT_K if doc.k is None else doc.k,
        location=locate("scorecard", name),
    )


def _gates(doc: PolicySections, locate: Locate) -> dict[str, Gate]:
    # Reversed, so that of several decisions that ask a gate the first one's owner stands.
    owners = {gate: decision.owner for decision in reversed(doc.decisions.values()) for gate in decision.gates}
    gates: dict[str, Gate] = {}
    for name, item in doc.gates.items():
        gate = _gate(name, item, _gate_owner(doc, item, owners.get(name, "")), locate)
        if gate is not None:
            gates[name] = gate
    return gates


def _gate_owner(doc: PolicySections, gate: GateDoc, decider: str) -> str:
    """Name who answers for a gate: its own owner, its score's, or the decision's, so that it is never nobody."""
    score = doc.scorecard.get(gate.score or "")
    return gate.owner or (score.owner if score else decider)


def _gate(name: str, doc: GateDoc, owner: str, locate: Locate) -> Gate | None:
    form = form_of(doc)
    if form is None:
        return None
    return Gate(
        id=name,
        title=doc.title or words(name),
        form=form,
        level=_level(doc, form),
        score=doc.score,
        failure_class=doc.failures,
        baseline=None if doc.not_worse_than == "baseline" else doc.not_worse_than,
        line=_line(doc, form),
        margin=doc.margin,
        limit=_limit(doc, form),
        max_rate=doc.max_rate,
        min_cases=MIN_CASES if doc.min_cases is None else doc.min_cases,
        unpaired_share=UNPAIRED_SHARE if doc.unpaired_share is None else doc.unpaired_share,
        signoff=tuple(doc.signoff or ()),
        override=_override(doc.override),
        alpha=_alpha(doc.confidence),
        decide_on=doc.decide_on or "bound",
        owner=owner,
        suites=tuple(doc.suites),
        control=doc.control,
        location=locate("gates", name),
    )


def _level(doc: GateDoc, form: Form) -> Level:
    # A gate that says nothing blocks: to be lenient has to be written down.
    return doc.level or ("manual" if form == "signoff" else "block")


def _line(doc: GateDoc, form: Form) -> float | None:
    """Return the line of the forms that have one; beside failures, at_most is a count and no line."""
    lines: dict[Form, float | None] = {
        "at_least": doc.at_least,
        "at_most": doc.at_most,
        "unpaired_at_most": doc.unpaired_at_most,
        "unreadable_at_most": doc.unreadable_at_most,
    }
    return lines.get(form)


def _limit(doc: GateDoc, form: Form) -> int | None:
    return int(doc.at_most) if form == "failures" and doc.at_most is not None else None


def _alpha(confidence: float | None) -> float:
    # 1 - 0.95 is 0.05000000000000004 in binary; what a person wrote has far fewer digits.
    return round(1 - (CONFIDENCE if confidence is None else confidence), 12)


def _override(doc: OverrideDoc | None) -> OverridePolicy:
    if doc is None:
        return OverridePolicy()
    return OverridePolicy(
        allowed=doc.allowed,
        roles=tuple(doc.roles),
        evidence=doc.evidence,
        max_days=doc.max_days,
        second_person=doc.second_person,
    )


def _grader(name: str, doc: GraderDoc, locate: Locate) -> Grader:
    return Grader(
        id=name,
        kind=doc.kind,
        calibration=doc.calibration,
        min_kappa=doc.min_kappa,
        max_age_days=doc.max_age_days,
        min_labels=doc.min_labels,
        min_failing=doc.min_failing,
        versions=tuple(doc.versions),
        columns=dict(doc.columns),
        level=doc.level,
        wording=doc.wording,
        location=locate("graders", name),
    )
