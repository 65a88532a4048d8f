"""A release as plain values: the answer first, then what proves it. Arithmetic and wording end here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from evalreport.render.context import Context, short_commit, words_of
from evalreport.render.figures import plural, true_minus
from evalreport.render.status import own_status
from evalreport.render.times import day, moment
from evalreport.render.words import FINDINGS, OUTCOMES, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.model.assessment import Finding
    from evalreport.model.record import Override
    from evalreport.model.report import Kind, ReleaseReport

ANSWERS: tuple[tuple[Kind, str, str, str], ...] = (
    ("better", "Better", "up", "good"),
    ("worse", "Worse", "down", "bad"),
    ("unknown", "Unknown", "half", "open"),
    ("cost", "Cost", "", "ink"),
)
# An empty column would leave open whether there is nothing or nobody looked.
NOTHING: dict[Kind, str] = {
    "better": "Nothing measurably.",
    "worse": "Nothing measurably.",
    "unknown": "Nothing that a gate asks for.",
    "cost": "Not measured.",
}
SHIPPED = {"live": "Shipped", "not_shipped": "Not shipped"}
# About four lines of the lead.
LEAD_LENGTH = 330
# Sections of the release page that a point may lead to; another anchor would lead nowhere.
SECTIONS = frozenset(
    {"gates", "overrides", "classes", "changed", "scores", "rollback", "cost", "signoffs", "evidence", "findings"}
)
GIT_STATES = {"shallow": "the clone is shallow", "no-git": "there is no git here", "bare": "the repository is bare"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One of the five facts under the answer."""

    label: str
    value: str
    more: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPoint:
    """One bold fact with its line of proof and the section it leads to ("" for none)."""

    fact: str
    proof: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One of better, worse, unknown and cost."""

    key: str
    label: str
    mark: str
    tone: str
    points: tuple[AnswerPoint, ...]
    nothing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """One finding in words."""

    rule: str
    state: State
    message: str
    place: str
    release: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseView:
    """The head of a release page."""

    id: str
    name: str
    workflow: str
    workflow_id: str
    baseline: str
    question: str
    outcome: str
    state: State
    headline: str
    lead: tuple[str, ...]
    summary: str
    change: tuple[tuple[str, str], ...]
    facts: tuple[Fact, ...]
    answers: tuple[Answer, ...]
    next_step: str
    notes: str
    stamps: tuple[str, ...]
    simulated: bool
    noun: str
    nouns: str
    coverage: str
    plan: str
    previous: str | None
    following: str | None
    status: str


def release_view(context: Context) -> ReleaseView:
    """Return the head of a release page."""
    report, release = context.report, context.report.release
    # A closed release keeps its decision in its record; only a broken record lacks it, and then the id must do.
    decision = context.policy.decisions.get(release.decision)
    return ReleaseView(
        id=report.id,
        name=context.candidate,
        workflow=words_of(release.workflow),
        workflow_id=release.workflow,
        baseline=context.baseline,
        question=decision.question if decision else release.decision,
        outcome=context.outcome,
        state=OUTCOMES[context.outcome],
        # The full id stands above; with it the answer would be half a name.
        headline=report.headline.replace(report.id, context.candidate),
        lead=tuple(map(true_minus, _short(report.lead))),
        summary=release.summary,
        change=_change(context),
        facts=facts(context),
        answers=tuple(_answer(context, *row) for row in ANSWERS),
        next_step=report.next_step[:1].upper() + report.next_step[1:],
        notes=release.notes,
        stamps=tuple(_stamps(context)),
        simulated=context.simulated,
        noun=context.noun[0],
        nouns=context.noun[1],
        coverage=_coverage(context),
        plan=release.rollback,
        previous=report.previous,
        following=report.following,
        status=today(context)[0],
    )


def _short(sentences: tuple[str, ...]) -> Iterator[str]:
    """Yield as many sentences as leave the answer above the fold; the rest stands in the table of gates."""
    room = LEAD_LENGTH
    for at, sentence in enumerate(sentences):
        if at == 0 or len(sentence) <= room:
            room -= len(sentence)
            yield sentence


def _answer(context: Context, key: Kind, label: str, mark: str, tone: str) -> Answer:
    points = tuple(
        AnswerPoint(fact=one.fact, proof=one.proof, anchor=one.anchor if one.anchor in SECTIONS else "")
        for one in context.report.points
        if one.kind == key
    )
    return Answer(key=key, label=label, mark=mark, tone=tone, points=points, nothing=NOTHING[key])


def _change(context: Context) -> tuple[tuple[str, str], ...]:
    change = context.report.release.change
    if change is None:
        return ()
    moved = " \u2192 ".join(part for part in (change.from_, change.to) if part)
    named = (("Kind", words_of(change.kind)), ("From, to", moved), ("Commit", short_commit(change.commit)))
    return tuple(pair for pair in (*named, ("Pull request", change.pull_request)) if pair[1])


def _stamps(context: Context) -> list[str]:
    """Return what a reader must know before reading on."""
    # A page that may still change, or that speaks of files nobody else has, must not be taken for the record.
    report = context.report
    loose = "Uncommitted preview: files behind this page differ from what git holds." if report.preview else ""
    state = "Open: judged by today\u2019s policy. This page may still change." if report.open else _against(report)
    return [stamp for stamp in (loose, state, _recomputed(report)) if stamp]


def _against(report: ReleaseReport) -> str:
    """Say that a release shipped although it was not cleared: possible, and shown as exactly that."""
    shipped = report.closed is not None and report.closed.shipped
    cleared = report.outcome not in {"blocked", "undecided", "awaiting"}
    return "Closed as shipped although it was not cleared." if shipped and not cleared else ""


def _recomputed(report: ReleaseReport) -> str:
    """Say that the numbers of today contradict the closing record: both are shown, neither is corrected in silence."""
    if report.recomputed is None or report.closed is None:
        return ""
    words: dict[str, str] = {name: state.word.lower() for name, state in OUTCOMES.items()}
    then = report.closed.outcome or "nothing"
    now = words[report.recomputed]
    return f"The closing record says: {words.get(then, then)}. By the recorded policy it comes out as: {now}."


def facts(context: Context) -> tuple[Fact, ...]:
    """Return the five facts: decided by, when, commit, compared with, today."""
    report = context.report
    who, role = _decided_by(context)
    status, more = today(context)
    commit = short_commit(report.commit) or "none"
    state = GIT_STATES.get(report.repository.state, "as of which this page speaks")
    return (
        Fact(label="Decided by", value=who, more=role),
        Fact(label="When", value=moment(report.as_of), more="closed" if report.closed else "open; time of the commit"),
        Fact(label="Commit", value=commit, more="files differ from it" if report.preview else state),
        Fact(
            label="Compared with",
            value=_baseline_file(context) if context.baseline == "baseline" else context.baseline or "nothing",
            more=_compared(context),
        ),
        Fact(label="Status", value=status, more=more),
    )


def _baseline_file(context: Context) -> str:
    """Return the names of the files that stand in for an earlier release."""
    given = context.report.release.baseline
    return ", ".join(PurePosixPath(path).name for path in given.files) if given else "a results file"


def _decided_by(context: Context) -> tuple[str, str]:
    report = context.report
    if report.closed is not None:
        role = words_of(report.closed.role)
        # Who closes a release need not be who let it past a gate; both answer for it.
        names = dict.fromkeys(context.person(one.approved_by) for one in _lifting(report))
        return context.person(report.closed.by), f"{role}; override by {', '.join(names)}" if names else role
    # Whoever is still asked decides; naming an earlier signer as the one who decided would be wrong.
    signed = [one.signoff for one in report.assessment.signoffs if one.counts and not one.replaced]
    lifted = _lifting(report)
    if report.assessment.waiting:
        return "Nobody yet", f"waits for {', '.join(map(words_of, report.assessment.waiting))}"
    # Whoever lets a release past a gate decides it, whatever others signed.
    if lifted:
        return context.person(lifted[-1].approved_by), f"{words_of(lifted[-1].role)}, by override"
    if signed:
        return context.person(signed[-1].by), words_of(signed[-1].role)
    return "Nobody yet", "the gates alone speak"


def _lifting(report: ReleaseReport) -> list[Override]:
    return [one.override.override for one in report.assessment.gates if one.lifted and one.override is not None]


def _compared(context: Context) -> str:
    assessment = context.report.assessment
    if assessment.baseline is None:
        return "nothing came before; absolute lines only"
    runs = "" if assessment.candidate.epochs <= 1 else f", {assessment.candidate.epochs} runs each"
    seen = assessment.transitions
    lost = seen.only_baseline + seen.only_candidate + seen.not_comparable
    left = f"; {lost:,} not compared" if lost else ""
    return f"{plural(assessment.candidate.cases, context.noun)}{runs}{left}"


def _coverage(context: Context) -> str:
    # Without a baseline every case is "only in the candidate", which would say nothing.
    if context.report.assessment.baseline is None:
        return ""
    counts = context.report.assessment.transitions
    lost = (
        (counts.only_baseline, "only in the baseline"),
        (counts.only_candidate, "only in the candidate"),
        (counts.not_comparable, "not comparable"),
    )
    told = [f"{number:,} {what}" for number, what in lost if number]
    return f"Left out of every comparison: {', '.join(told)}." if told else ""


def today(context: Context) -> tuple[str, str]:
    """Return what became of a release by its own records, and since when: as of publication."""
    status = own_status(context.report, context.records)
    if status.kind == "open":
        return status.word, "as of this page\u2019s commit"
    # Whether a shipped release still serves depends on later ones, which its own page must not know: it stays as it is.
    if status.kind in {"live", "not_shipped"}:
        return SHIPPED[status.kind], f"as of {day(context.report.as_of)}"
    return status.word, f"{status.note} on {day(status.since)}".strip()


def finding_row(finding: Finding) -> FindingRow:
    """Return a finding in words."""
    return FindingRow(
        rule=finding.rule,
        state=FINDINGS[finding.severity],
        message=finding.message,
        place=str(finding.location) if finding.location else "",
        release=finding.release or "",
    )
