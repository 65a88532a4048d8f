"""What people decided: overrides, sign-offs, rollbacks and events of a release."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.render.context import class_title, person, score_title, score_unit, short_commit, short_name, words_of
from evalreport.render.figures import in_unit, percent, plural, true_minus
from evalreport.render.text import anchor
from evalreport.render.times import day, moment
from evalreport.render.views_gates import gate_anchor, rule_words
from evalreport.render.views_records import record_check
from evalreport.render.words import LIFTS, LIFTS_NOT, OUTCOMES, REPLACED, THIN, VERDICTS, State, flag_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalreport.model.assessment import OverrideState, SignOffState
    from evalreport.model.gate import Gate, Verdict
    from evalreport.model.policy import Policy, RollbackRule
    from evalreport.model.record import Event, Override, Rollback, Subject
    from evalreport.render.context import Context
    from evalreport.render.views_records import RecordCheck

COUNTS = State("Counts", "passed", "good")
COUNTS_NOT = State("Does not count", "failed", "bad")
MISSING = State("Missing", "person", "open")
# The failing number comes first: an override stands beside a verdict and never takes its place.
STILL: Mapping[Verdict, str] = {
    "passed": "The gate passes.",
    "failed": "The gate still fails.",
    "inconclusive": "The gate still cannot tell.",
    "not_evaluated": "The gate still has no data.",
}
EVENTS = {
    "closed": "Closed",
    "superseded": "Superseded",
    "withdrawn": "Withdrawn",
    "corrected": "Corrected",
    "note": "Note",
}
ANSWERS = {"approve": "Approved", "reject": "Rejected", "withdraw": "Withdrew the answer given before"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLink:
    """A file in git: path, link at its commit (None where unknown), short commit and digest."""

    path: str
    address: str | None
    commit: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideView:
    """One override, the number it does not hide first."""

    anchor: str
    gate: str
    gate_anchor: str
    rule: str
    verdict: State
    still: str
    seen: str
    state: State
    counts: bool
    why_not: str
    reason: str
    asked: str
    approved: str
    role: str
    at: str
    until: str
    conditions: tuple[str, ...]
    evidence: tuple[FileLink, ...]
    ticket: str
    record: FileLink
    may: str
    check: RecordCheck | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One line of who signed what."""

    who: str
    role: str
    did: str
    about: str
    note: str
    at: str
    state: State
    why_not: str
    record: FileLink | None
    check: RecordCheck | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RollbackView:
    """One time customers were moved back."""

    to: str
    to_id: str
    by: str
    reason: str
    rule: str
    numbers: str
    fired: str
    acted: str
    record: FileLink


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleView:
    """One rollback rule of the policy in words."""

    title: str
    trigger: str
    owner: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """Something that happened to a release."""

    kind: str
    at: str
    who: str
    said: str
    record: FileLink


def file_link(context: Context, path: str, sha256: str = "") -> FileLink:
    """Return a file with its address in the repository."""
    commit = context.commit_of(path)
    return FileLink(path=path, address=context.address(path), commit=short_commit(commit), sha256=sha256)


def override_views(context: Context) -> tuple[OverrideView, ...]:
    """Return the overrides of a release: those that count first, replaced ones last."""
    # None is left out: a register that drops void overrides would hide who tried.
    states = sorted(context.report.assessment.overrides, key=lambda one: (one.replaced, not one.lifts))
    return tuple(_override(context, one) for one in states)


def _override(context: Context, one: OverrideState) -> OverrideView:
    record = one.override
    # An override may name a gate that no longer serves the decision: it is shown with the numbers it recorded itself.
    gate = context.gate(record.gate)
    verdict, seen = _present(context, record)
    return OverrideView(
        anchor=anchor("override", record.gate, record.path),
        gate=gate.title if gate else record.gate,
        gate_anchor=gate_anchor(record.gate),
        rule=rule_words(context.policy, gate, context.noun) if gate else "",
        verdict=VERDICTS[verdict],
        still=STILL[verdict],
        seen=seen,
        state=_override_state(one),
        counts=one.lifts and not one.replaced,
        why_not=flag_words(one.flags),
        reason=record.reason,
        asked=context.person(record.requested_by),
        approved=context.person(record.approved_by),
        role=words_of(record.role),
        at=moment(record.at),
        until=day(record.expires) if record.expires else "no last day named",
        conditions=record.conditions,
        evidence=_subjects(context, record.evidence),
        ticket=record.ticket,
        record=file_link(context, record.path),
        may=may_lift(gate) if gate else "",
        check=record_check(context, record),
    )


def _present(context: Context, record: Override) -> tuple[Verdict, str]:
    """Return what the gate says now, override or not: its verdict and its sentence."""
    for one in context.report.assessment.gates:
        if one.gate.id == record.gate:
            return one.result.verdict, true_minus(one.result.reason)
    return "not_evaluated", _numbers(record.observed, record.threshold, "")


def _override_state(one: OverrideState) -> State:
    if one.replaced:
        return REPLACED
    if not one.lifts:
        return LIFTS_NOT
    return THIN if one.thin else LIFTS


def _subjects(context: Context, subjects: tuple[Subject, ...]) -> tuple[FileLink, ...]:
    return tuple(file_link(context, one.path, one.sha256) for one in subjects)


def may_lift(gate: Gate) -> str:
    """Say who may lift a gate, on how much evidence and for how long."""
    # Said beside every override, so that nobody needs the policy to see whether it was allowed.
    policy = gate.override
    if not policy.allowed:
        return "Never, says the policy"
    if not policy.roles:
        return "Nobody is named; thin evidence alone by the owner of its score"
    who = ", ".join(map(words_of, policy.roles))
    files = (
        f"with {policy.evidence} {'file' if policy.evidence == 1 else 'files'} of evidence" if policy.evidence else ""
    )
    days = f"for {policy.max_days} days at most" if policy.max_days else ""
    return ", ".join(part for part in (f"By {who}", files, days) if part)


def _numbers(observed: float | None, limit: float | None, unit: str) -> str:
    if observed is None:
        return ""
    return f"Seen {in_unit(observed, unit)}" + (f"; the line is {in_unit(limit, unit)}." if limit is not None else ".")


def signatures(context: Context) -> tuple[Signature, ...]:
    """Return who answered, in order of time, and below them the roles whose answer is missing."""
    given = [_signature(context, one) for one in context.report.assessment.signoffs]
    # A missing answer is a row like the others: what is absent is easily not seen.
    missing = [
        Signature(
            who="Nobody yet", role=words_of(role), did="An answer is asked for", about="", note="", at="",
            state=MISSING, why_not="", record=None,
        )
        for role in context.report.assessment.waiting
    ]  # fmt: skip
    return (*given, *missing)


def _signature(context: Context, one: SignOffState) -> Signature:
    record = one.signoff
    spec = context.policy.scorecard.get(record.score or "")
    return Signature(
        who=context.person(record.by),
        role=words_of(record.role),
        did=ANSWERS[record.decision],
        about=f"for {spec.title}" if spec else "",
        note=record.note,
        at=moment(record.at),
        state=REPLACED if one.replaced else COUNTS if one.counts else COUNTS_NOT,
        why_not=flag_words(one.flags),
        record=file_link(context, record.path),
        check=record_check(context, record),
    )


def rollback_views(context: Context, rollbacks: tuple[Rollback, ...]) -> tuple[RollbackView, ...]:
    """Return rollbacks of this release in words."""
    return tuple(_rollback(context, one) for one in rollbacks)


def _rollback(context: Context, one: Rollback) -> RollbackView:
    rule = context.policy.rollback.get(one.rule or "")
    # Without a rule the numbers have no unit anybody wrote down, so they are shown bare.
    unit = score_unit(context.policy, rule.score or "") if rule else ""
    return RollbackView(
        to=short_name(one.to_release, context.report.release.workflow),
        to_id=one.to_release,
        by=context.person(one.by),
        reason=one.reason,
        rule=rule_text(context.policy, rule).trigger if rule else one.rule or "",
        numbers=_numbers(one.observed, one.limit, unit),
        fired=moment(one.fired_at) if one.fired_at else "",
        acted=moment(one.acted_at or one.at),
        record=file_link(context, one.path),
    )


def rollback_rules(policy: Policy) -> tuple[RuleView, ...]:
    """Return the rollback rules of a policy in words."""
    return tuple(rule_text(policy, rule) for rule in policy.rollback.values())


def rule_text(policy: Policy, rule: RollbackRule) -> RuleView:
    """Return one rollback rule in words."""
    title = class_title(policy, rule.failures) if rule.failures else score_title(policy, rule.score or "")
    return RuleView(
        title=title,
        trigger=_trigger(rule, title, score_unit(policy, rule.score or "")),
        owner=person(policy, rule.owner),
        action=rule.action,
    )


def _trigger(rule: RollbackRule, title: str, unit: str) -> str:
    windows = "in one live window" if rule.windows == 1 else f"in {rule.windows} live windows in a row"
    if rule.form == "monitor":
        what = f"{title} failures" if rule.failures else f"failures of {title}"
        return f"Evidence, at any time, that {what} exceed {percent(rule.max_rate)}"
    if rule.form == "limit":
        return f"{title}: more than {plural(rule.at_most or 0, ('run', 'runs'))} {windows}"
    limits = [f"below {in_unit(rule.below, unit)}"] if rule.below is not None else []
    limits += [f"above {in_unit(rule.above, unit)}"] if rule.above is not None else []
    return f"{title} {' or '.join(limits)} {windows}"


def event_views(context: Context) -> tuple[EventView, ...]:
    """Return what happened to a release, in order of time."""
    return tuple(_event(context, one) for one in context.records.events)


def _closing_words(one: Event) -> tuple[str, ...]:
    if one.kind != "closed":
        return ()
    # A record may have been written by another version that knew other outcomes: then its own word is shown.
    known: dict[str, str] = {name: state.word for name, state in OUTCOMES.items()}
    then = f"Outcome then: {known.get(one.outcome, one.outcome)}." if one.outcome else ""
    return ("As shipped." if one.shipped else "As not shipped.", then)


def _event(context: Context, one: Event) -> EventView:
    said = [*_closing_words(one), one.reason, f"By {one.by_release}." if one.by_release else ""]
    return EventView(
        kind=EVENTS[one.kind],
        at=moment(one.at),
        who=context.person(one.by),
        said=" ".join(part for part in said if part),
        record=file_link(context, one.path),
    )
