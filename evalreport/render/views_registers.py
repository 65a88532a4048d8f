"""Registers over all releases: decisions, scores and owners, failure classes, policy, findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.render.context import class_title, person, short_name, words_of
from evalreport.render.figures import estimate, plain, span
from evalreport.render.views_classes import GRAVEST_FIRST
from evalreport.render.views_gates import rule_words
from evalreport.render.views_people import may_lift
from evalreport.render.words import LEVELS, OUTCOMES, State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evalreport.model.gate import Gate
    from evalreport.model.policy import Decision, Grader, Policy
    from evalreport.model.report import ReleaseReport, SiteReport
    from evalreport.model.scorecard import Measure, ScoreSpec

# Columns of releases that fit beside a class's name.
COLUMNS = 8
MEASURES: Mapping[Measure, str] = {
    "pass_rate": "share that passes",
    "pass_hat_k": "share of cases that pass several tries in a row",
    "mean": "mean",
    "failure_rate": "share that fails",
    "tool_error_rate": "share of tool calls that fail",
    "latency_mean": "mean time",
    "latency_p50": "time of the middle run",
    "latency_p95": "time that 95 of 100 stay under",
    "cost_per_success": "cost of one success, failures paid for",
    "reviewer_burden": "minutes of people for a hundred runs",
    "approval_rate": "share of calls that need an approval and had one",
}
GRADER_KINDS = {"llm": "a model", "code": "a program", "human": "people"}
OUTPUTS = {
    "none": "No input or output of a case is published.",
    "sampled": "Inputs and outputs of cases that changed or fail are published.",
    "all": "Inputs and outputs of all cases are published, as far as there is room.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GateEntry:
    """One gate of the policy."""

    anchor: str
    title: str
    rule: str
    level: str
    owner: str
    may: str
    decisions: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A release that answered a decision."""

    id: str
    name: str
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionEntry:
    """One decision, the gates that serve it and the releases that asked it."""

    id: str
    question: str
    owner: str
    gates: tuple[GateEntry, ...]
    signoff: str
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """The newest number of a score and the release it comes from."""

    id: str
    name: str
    number: str
    spread: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreEntry:
    """One score of the scorecard with its newest number."""

    title: str
    use: str
    owner: str
    measure: str
    gates: str
    newest: Newest | None
    grader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """A person and what is theirs."""

    anchor: str
    name: str
    roles: str
    emails: str
    scores: str
    gates: str
    decisions: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassEntry:
    """One failure class over the newest releases; a cell is (failing, of how many, release id), "" where not run."""

    anchor: str
    title: str
    severity: str
    why: str
    example: str
    rules: tuple[str, ...]
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GraderEntry:
    """One grader of the policy."""

    id: str
    kind: str
    calibration: str


def gate_entries(policy: Policy, gates: Sequence[Gate]) -> tuple[GateEntry, ...]:
    """Return gates of the policy in words."""
    return tuple(
        GateEntry(
            anchor=f"gate-{gate.id}",
            title=gate.title,
            rule=rule_words(policy, gate, policy.site.case_noun),
            level=LEVELS[gate.level],
            owner=person(policy, gate.owner) if gate.owner else "",
            may=may_lift(gate),
            decisions=", ".join(one.id for one in policy.decisions.values() if gate.id in one.gates),
        )
        for gate in gates
    )


def decision_entries(report: SiteReport) -> tuple[DecisionEntry, ...]:
    """Return every decision of today's policy."""
    return tuple(_decision(report, one) for one in report.policy.decisions.values())


def _decision(report: SiteReport, one: Decision) -> DecisionEntry:
    policy = report.policy
    uses = tuple(
        Use(id=release.id, name=release.id, state=OUTCOMES[release.standing])
        for release in report.releases
        if release.release.decision == one.id
    )
    return DecisionEntry(
        id=one.id,
        question=one.question,
        owner=person(policy, one.owner),
        gates=gate_entries(policy, [policy.gates[gate] for gate in one.gates if gate in policy.gates]),
        signoff=", ".join(map(words_of, one.signoff)),
        uses=uses,
    )


def score_entries(report: SiteReport) -> tuple[ScoreEntry, ...]:
    """Return every score of today's scorecard."""
    return tuple(_score(report, spec) for spec in report.policy.scorecard.values())


def _score(report: SiteReport, spec: ScoreSpec) -> ScoreEntry:
    policy, found = report.policy, _newest(report, spec.id)
    of_class = f" ({class_title(policy, spec.failure_class)})" if spec.failure_class else ""
    return ScoreEntry(
        title=spec.title,
        use=spec.use,
        owner=person(policy, spec.owner) if spec.owner else "",
        measure=MEASURES.get(spec.measure, words_of(spec.measure)) + of_class,
        gates=", ".join(gate.title for gate in policy.gates.values() if gate.score == spec.id),
        newest=found,
        grader=spec.grader or "",
    )


def _newest(report: SiteReport, name: str) -> Newest | None:
    """Return the number of the newest release that has it: a release without it says nothing about the score."""
    for release in report.releases:
        for score in release.assessment.scores:
            if score.score == name and score.candidate.value is not None:
                number, spread = estimate(score.candidate, score.unit), span(score.candidate.interval, score.unit)
                return Newest(id=release.id, name=_name(release), number=number, spread=spread)
    return None


def _name(report: ReleaseReport) -> str:
    return short_name(report.id, report.release.workflow)


def owners(policy: Policy) -> tuple[Owner, ...]:
    """Return every person of the policy with what they own; e-mails only where the policy shows them."""
    return tuple(
        Owner(
            anchor=f"person-{one.id}",
            name=one.name,
            roles=", ".join(map(words_of, one.roles)),
            emails=", ".join(one.emails) if policy.publish.show_emails else "",
            scores=", ".join(spec.title for spec in policy.scorecard.values() if spec.owner == one.id),
            gates=", ".join(gate.title for gate in policy.gates.values() if gate.owner == one.id),
            decisions=", ".join(decision.id for decision in policy.decisions.values() if decision.owner == one.id),
        )
        for one in policy.people.values()
    )


def class_columns(report: SiteReport) -> tuple[Use, ...]:
    """Return the newest releases, oldest first, as columns."""
    return tuple(
        Use(id=one.id, name=_name(one), state=OUTCOMES[one.standing]) for one in reversed(report.releases[:COLUMNS])
    )


def class_entries(report: SiteReport) -> tuple[ClassEntry, ...]:
    """Return every failure class of today's policy, and those only releases know, over the newest releases."""
    shown = list(reversed(report.releases[:COLUMNS]))
    seen = {result.failure_class for one in shown for result in one.assessment.classes}
    # A class the policy no longer has still happened: it keeps its row under its id.
    names = [*report.policy.failure_classes, *sorted(seen - set(report.policy.failure_classes))]
    return tuple(
        _class(report.policy, name, shown) for name in sorted(names, key=lambda one: _gravity(report.policy, one))
    )


def _gravity(policy: Policy, name: str) -> int:
    found = policy.failure_classes.get(name)
    return GRAVEST_FIRST.index(found.severity) if found else len(GRAVEST_FIRST)


def _class(policy: Policy, name: str, shown: Sequence[ReleaseReport]) -> ClassEntry:
    found = policy.failure_classes.get(name)
    rules = found.match if found else ()
    return ClassEntry(
        anchor=f"class-{name}",
        title=class_title(policy, name),
        severity=found.severity if found else "",
        why=found.why if found else "",
        example=found.example if found else "",
        rules=tuple(" and ".join(f"{field} is {pattern}" for field, pattern in rule.conditions) for rule in rules),
        cells=tuple(_cell(one, name) for one in shown),
    )


def _cell(report: ReleaseReport, name: str) -> tuple[str, str, str]:
    found = next((one for one in report.assessment.classes if one.failure_class == name), None)
    # "0 of 150" and "not run" are different answers, and only one of them is good news.
    if found is None or not found.candidate_ran:
        return ("", "", report.id)
    return (str(found.candidate_cases), str(found.candidate_ran), report.id)


def grader_entries(policy: Policy) -> tuple[GraderEntry, ...]:
    """Return the graders of the policy."""
    return tuple(
        GraderEntry(
            id=one.id,
            kind=GRADER_KINDS[one.kind],
            calibration=_calibration(one),
        )
        for one in policy.graders.values()
    )


def _calibration(grader: Grader) -> str:
    if grader.calibration:
        terms = f"agreement at least {plain(grader.min_kappa)}, at most {grader.max_age_days} days old"
        return f"{grader.calibration}, {terms}"
    return "not compared with people" if grader.kind == "llm" else "not needed"
