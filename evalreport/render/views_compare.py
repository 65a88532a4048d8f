"""Two releases of one workflow side by side: answers, gates, scores, failures, and case by case what both ran."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from evalreport.render.context import Context, class_title, score_title, short_name, words_of
from evalreport.render.figures import NOT_MEASURED, change, estimate, money, relative, seconds
from evalreport.render.status import Status, decided_by
from evalreport.render.times import day
from evalreport.render.words import OUTCOMES, VERDICTS, State

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evalreport.model.assessment import ClassResult, ScoreResult
    from evalreport.model.report import ReleaseReport, SiteReport

# Pages for this many of the newest neighbours of a workflow; any two others are compared by a command.
NEIGHBOURS = 20
# More names of cases than these are for the case lists.
NAMED = 40
Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two releases."""

    id: str
    name: str
    state: State
    headline: str
    summary: str
    date: str
    people: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """One line with what each side says; ``moved`` is the difference, "" where there is none to tell."""

    title: str
    before: str
    after: str
    moved: str
    states: tuple[State, State] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareView:
    """A comparison; ``cases`` are (what happened, how many, names) of the cases that ran in both."""

    before: Side
    after: Side
    sentence: str
    gates: tuple[Both, ...]
    scores: tuple[Both, ...]
    classes: tuple[Both, ...]
    costs: tuple[Both, ...]
    cases: tuple[tuple[State, int, tuple[str, ...]], ...]
    command: str


def compare_path(before: str, after: str) -> str:
    """Return the address of a comparison; the name is that of git's own ``a...b``."""
    return f"latest/compare/{before}...{after}/"


def compared(report: SiteReport, statuses: Mapping[str, Status]) -> list[tuple[ReleaseReport, ReleaseReport]]:
    """Return the pairs that have a page, older release first: neighbours, and each against the one that is live."""
    # Cases run in thousands and releases too: pages for every pair would grow with the square of the history.
    found: dict[tuple[str, str], tuple[ReleaseReport, ReleaseReport]] = {}
    for workflow in sorted({one.release.workflow for one in report.releases}):
        releases = [one for one in report.releases if one.release.workflow == workflow]
        newest = releases[: NEIGHBOURS + 1]
        live = next((one for one in releases if statuses[one.id].kind == "live"), None)
        pairs = [(older, newer) for newer, older in pairwise(newest)]
        pairs += [(live, one) for one in newest if live is not None and one.id != live.id]
        for one, other in pairs:
            older, newer = sorted((one, other), key=releases.index, reverse=True)
            found[older.id, newer.id] = (older, newer)
    return list(found.values())


def compare_view(before: ReleaseReport, after: ReleaseReport) -> CompareView:
    """Return two releases side by side."""
    cases = _cases(before, after)
    counts = {state.word: number for state, number, _ in cases}
    worse, better = counts.get("Newly failing", 0), counts.get("Fixed", 0)
    noun = after.policy.site.case_noun[1]
    total = sum(counts.values())
    said = (
        f"Of {total:,} runs that both have, {worse:,} newly fail and {better:,} are fixed."
        if total
        else f"The two have no {noun} in common, so nothing can be compared one by one."
    )
    paths = [
        " ".join(f"{one.release.folder}/{path}" for path in one.release.candidate.files) for one in (before, after)
    ]
    return CompareView(
        before=_side(before),
        after=_side(after),
        sentence=said,
        gates=tuple(_gates(before, after)),
        scores=tuple(_scores(before, after)),
        classes=tuple(_classes(before, after)),
        costs=tuple(_costs(before, after)),
        cases=cases,
        command=f"evalreport compare {paths[0]} {paths[1]}",
    )


def _side(report: ReleaseReport) -> Side:
    return Side(
        id=report.id,
        name=short_name(report.id, report.release.workflow),
        state=OUTCOMES[report.standing],
        headline=report.headline,
        summary=report.release.summary,
        date=day(report.release.date),
        people=", ".join(decided_by(report)) or "nobody",
    )


def _verdicts(report: ReleaseReport) -> dict[Key, bool]:
    rows = ((pair, pair.candidate) for pair in report.assessment.pairs)
    return {
        (pair.suite, pair.case_id, pair.epoch): side.passed
        for pair, side in rows
        if side is not None and side.passed is not None
    }


def _cases(before: ReleaseReport, after: ReleaseReport) -> tuple[tuple[State, int, tuple[str, ...]], ...]:
    """Return what happened to each run that both have, with the names of those that changed."""
    old, new = _verdicts(before), _verdicts(after)
    kinds = (
        (State("Newly failing", "down", "bad"), True, False),
        (State("Fixed", "up", "good"), False, True),
        (State("Failing both times", "failed", "bad"), False, False),
        (State("Passing both times", "passed", "good"), True, True),
    )
    found = []
    for state, was, now in kinds:
        names = [key for key, passed in new.items() if passed is now and old.get(key) is was]
        told = dict.fromkeys(case for _, case, _ in names) if was is not now else {}
        found.append((state, len(names), tuple(told)[:NAMED]))
    return tuple(found)


def _gates(before: ReleaseReport, after: ReleaseReport) -> Iterator[Both]:
    old = {one.gate.id: one for one in before.assessment.gates}
    new = {one.gate.id: one for one in after.assessment.gates}
    unasked = State("Not asked", "none", "open")
    for name in dict.fromkeys([*new, *old]):
        states = [VERDICTS[side[name].result.verdict] if name in side else unasked for side in (old, new)]
        title = (new.get(name) or old[name]).gate.title
        moved = "" if states[0] == states[1] else "changed"
        yield Both(title=title, before="", after="", moved=moved, states=(states[0], states[1]))


def _scores(before: ReleaseReport, after: ReleaseReport) -> Iterator[Both]:
    old: dict[str, ScoreResult] = {one.score: one for one in before.assessment.scores}
    for now in after.assessment.scores:
        was = old.get(now.score)
        known = was is not None and was.unit == now.unit
        earlier = was.candidate if was is not None and known else None
        difference = _difference(earlier.value if earlier else None, now.candidate.value)
        yield Both(
            title=score_title(after.policy, now.score),
            before=estimate(earlier, now.unit),
            after=estimate(now.candidate, now.unit),
            moved=change(difference, now.unit),
        )


def _difference(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else after - before


def _classes(before: ReleaseReport, after: ReleaseReport) -> Iterator[Both]:
    old = {one.failure_class: one for one in before.assessment.classes}
    for now in after.assessment.classes:
        was = old.get(now.failure_class)
        yield Both(
            title=class_title(after.policy, now.failure_class), before=_failing(was), after=_failing(now), moved=""
        )


def _failing(one: ClassResult | None) -> str:
    # A class that nobody could see is not a class without failures.
    if one is None or not one.candidate_ran or not one.known:
        return "not known"
    return f"{one.candidate_cases:,} of {one.candidate_ran:,}"


def _costs(before: ReleaseReport, after: ReleaseReport) -> Iterator[Both]:
    old, new = before.assessment.candidate, after.assessment.candidate
    paid, time = (old.cost_per_success, new.cost_per_success), (old.latency_mean_s, new.latency_mean_s)
    noun = words_of(Context(after).noun[0])
    yield Both(title=f"Cost of a passed {noun}", before=money(paid[0]), after=money(paid[1]), moved=_moved(*paid))
    yield Both(title="Mean time of a run", before=seconds(time[0]), after=seconds(time[1]), moved=_moved(*time))


def _moved(before: float | None, after: float | None) -> str:
    return relative(before, after) or NOT_MEASURED
