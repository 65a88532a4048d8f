"""The history of all releases: what customers meet now, and one row a release."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.render.context import Context, person, short_name, words_of
from evalreport.render.courses import Course, courses_of
from evalreport.render.figures import plural
from evalreport.render.status import Status, decided_by, shipped_order
from evalreport.render.times import day
from evalreport.render.views_people import RollbackView, rollback_views
from evalreport.render.words import OUTCOMES, State

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from evalreport.model.assessment import Outcome
    from evalreport.model.report import ReleaseReport, SiteReport

# As many releases as a page holds; older ones have pages of their own, so that none grows with the history.
ON_A_PAGE = 50
# More sentences than these are no answer any more.
SENTENCES = 3
WAITS: Mapping[Outcome, str] = {
    "cleared": "may ship",
    "cleared_by_override": "may ship by override",
    "blocked": "is blocked",
    "undecided": "waits for more evidence",
    "awaiting": "waits for a person",
}
WAIT: Mapping[Outcome, str] = {
    "cleared": "may ship",
    "cleared_by_override": "may ship by override",
    "blocked": "are blocked",
    "undecided": "wait for more evidence",
    "awaiting": "wait for a person",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One release in the table of all."""

    id: str
    name: str
    workflow: str
    date: str
    outcome: Outcome
    decision: str
    people: tuple[str, ...]
    state: State
    live: bool
    status: str
    summary: str
    note: str
    passed: int
    gates: int
    better: str
    worse: str
    signed: str
    compare: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """One rollback of one release."""

    id: str
    name: str
    view: RollbackView


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a reader may ask the history for: a field of its rows and the values there are, each with its words."""

    key: str
    title: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The releases of one workflow, newest first."""

    workflow: str
    rows: tuple[HistoryRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryView:
    """The home page; ``pages`` counts it and the pages of older releases behind it."""

    sentence: str
    lead: str
    courses: tuple[Course, ...]
    groups: tuple[Group, ...]
    choices: tuple[Choice, ...]
    states: tuple[tuple[str, State], ...]
    pages: int
    taken_back: tuple[TakenBack, ...]
    several: bool
    preview: bool


def history_view(report: SiteReport, statuses: Mapping[str, Status]) -> HistoryView:
    """Return the home page's values."""
    workflows = sorted({one.release.workflow for one in report.releases})
    # Workflows are never drawn into one chart: their scores measure different things.
    courses = (next(iter(courses_of(report, statuses, workflow)), None) for workflow in workflows)
    rows = tuple(_row(one, statuses[one.id]) for one in report.releases)
    return HistoryView(
        sentence=sentence(report.releases, statuses),
        lead=lead(report.releases),
        courses=tuple(course for course in courses if course is not None),
        groups=_groups(rows[:ON_A_PAGE]),
        choices=tuple(_choices(report, rows)),
        states=tuple(OUTCOMES.items()),
        pages=max(1, -(-len(rows) // ON_A_PAGE)),
        taken_back=tuple(back for one in report.releases for back in _taken_back(one)),
        several=len(workflows) > 1,
        preview=any(one.preview for one in report.releases),
    )


def older_rows(report: SiteReport, statuses: Mapping[str, Status], number: int) -> tuple[HistoryRow, ...]:
    """Return the releases of one page of older ones, newest first; the history itself is page 1."""
    shown = report.releases[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    return tuple(_row(one, statuses[one.id]) for one in shown)


def _groups(rows: Sequence[HistoryRow]) -> tuple[Group, ...]:
    # In the order in which a workflow's newest release appears: what moved last stands first.
    names = dict.fromkeys(row.workflow for row in rows)
    return tuple(Group(workflow=name, rows=tuple(row for row in rows if row.workflow == name)) for name in names)


def _choices(report: SiteReport, rows: Sequence[HistoryRow]) -> Iterator[Choice]:
    """Yield what the releases can be told apart by; a field with one value would be a choice of nothing."""
    asked = dict.fromkeys(row.decision for row in rows)
    found = {row.outcome for row in rows}
    people = sorted({name for row in rows for name in row.people})
    known = report.policy.decisions
    fields = (
        ("outcome", "Answer", [(name, state.word) for name, state in OUTCOMES.items() if name in found]),
        ("decision", "Question", [(name, known[name].question if name in known else name) for name in asked]),
        ("people", "Person", [(name, name) for name in people]),
        ("workflow", "Workflow", [(name, name) for name in dict.fromkeys(row.workflow for row in rows)]),
    )
    for key, title, values in fields:
        if len(values) > 1:
            yield Choice(key=key, title=title, values=tuple(values))


def _taken_back(report: ReleaseReport) -> tuple[TakenBack, ...]:
    name = short_name(report.id, report.release.workflow)
    return tuple(
        TakenBack(id=report.id, name=name, view=view)
        for view in rollback_views(Context(report), report.records.rollbacks)
    )


def sentence(releases: Sequence[ReleaseReport], statuses: Mapping[str, Status]) -> str:
    """Say what is live and what waits, in at most three sentences."""
    if not releases:
        return "No release yet."
    # With one workflow the version alone names a release; with several it would name two.
    several = len({one.release.workflow for one in releases}) > 1
    live = [f"{_called(one, several=several)} is live." for one in releases if statuses[one.id].kind == "live"]
    # Customers may have been moved back to a release that is older than the records kept here.
    none = "None of these releases is live." if shipped_order(releases) else "Nothing is live yet."
    waiting = [one for one in releases if one.open and one.standing in WAITS]
    told = [*(live or [none]), *_waiting(waiting, several=several)]
    rest = len(told) - SENTENCES
    return " ".join(told[:SENTENCES]) + (f" {rest} more below." if rest > 0 else "")


def _waiting(releases: Sequence[ReleaseReport], *, several: bool) -> Iterator[str]:
    """Yield what open releases wait for; those that wait for the same share a sentence."""
    for outcome in dict.fromkeys(one.standing for one in releases):
        names = [_called(one, several=several) for one in releases if one.standing == outcome]
        verb = WAITS[outcome] if len(names) == 1 else WAIT[outcome]
        yield f"{', '.join(names[:-1])} and {names[-1]} {verb}." if len(names) > 1 else f"{names[0]} {verb}."


def _called(report: ReleaseReport, *, several: bool) -> str:
    return report.id if several else short_name(report.id, report.release.workflow)


def lead(releases: Sequence[ReleaseReport]) -> str:
    """Count the outcomes of all releases."""
    counts = {state.word.lower(): sum(one.standing == name for one in releases) for name, state in OUTCOMES.items()}
    told = ", ".join(f"{number} {word}" for word, number in counts.items() if number)
    return (
        f"{plural(len(releases), ('release', 'releases'))}: {told}."
        if releases
        else "Write the first with: evalreport new."
    )


def _row(report: ReleaseReport, status: Status) -> HistoryRow:
    assessment, release = report.assessment, report.release
    compared = assessment.baseline is not None
    # Only signatures that count: a stale or replaced one would lend a name to what was not seen.
    signed = [person(report.policy, one.signoff.by) for one in assessment.signoffs if one.counts and not one.replaced]
    # Who let a release past a gate answers for it no less than who signed.
    signed += [
        f"{person(report.policy, one.override.override.approved_by)} (override)"
        for one in assessment.gates
        if one.lifted and one.override is not None
    ]
    return HistoryRow(
        id=report.id,
        name=short_name(report.id, release.workflow),
        workflow=words_of(release.workflow),
        date=day(release.date),
        outcome=report.standing,
        decision=release.decision,
        people=decided_by(report),
        state=OUTCOMES[report.standing],
        live=status.kind == "live",
        status=_status_words(report, status),
        summary=release.summary,
        note=_note(report),
        passed=sum(one.result.verdict == "passed" for one in assessment.gates),
        gates=len(assessment.gates),
        better=str(assessment.transitions.fixed) if compared else "",
        worse=str(assessment.transitions.regressed) if compared else "",
        signed=", ".join(dict.fromkeys(signed)),
    )


def _note(report: ReleaseReport) -> str:
    """Return a release's answer, or why customers were moved back from it."""
    back = report.records.rollbacks
    return f"Back to {back[-1].to_release}: {back[-1].reason}" if back else report.headline


def _status_words(report: ReleaseReport, status: Status) -> str:
    """Say what became of a release where its outcome does not say so already."""
    asking = report.live_now.asking if report.live_now else ()
    # Somebody must act now: nothing else about the release weighs as much.
    if asking and status.kind == "live":
        return f"{plural(len(asking), ('rollback rule', 'rollback rules'))} fired, nobody acted"
    if status.kind in {"live", "rolled_back", "withdrawn", "open"}:
        return "open" if status.kind == "open" else ""
    return f"{status.word} {status.note}".replace(f"{report.release.workflow}-", "").strip().lower()
