"""From live windows to what they say of a release, under a policy and at a moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evalreport.analysis.intervals import wilson
from evalreport.analysis.outcomes import OutcomeReader
from evalreport.live.curate import tally
from evalreport.live.drift import drifts, mixes
from evalreport.live.figures import ALPHA, seen_classes, window_figures
from evalreport.live.rules import Circumstances, newest_data, rule_states
from evalreport.live.samples import samples
from evalreport.live.times import hours_between, moment, stamp
from evalreport.live.traces import trace_views
from evalreport.model.livereport import LiveReport, Prediction
from evalreport.pipeline.cases import CaseReader, headline_of
from evalreport.pipeline.livewords import in_words
from evalreport.pipeline.serving import last_good, up_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from evalreport.analysis.observe import Key
    from evalreport.live.samples import Sample
    from evalreport.model.assessment import Assessment, CaseSide
    from evalreport.model.evaluation import CaseResult
    from evalreport.model.live import LiveWindow
    from evalreport.model.policy import Policy
    from evalreport.model.record import Records
    from evalreport.model.release import Release
    from evalreport.model.report import ReleaseReport
    from evalreport.model.review import ReviewedRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The releases of a project with their records: what came before a release, and who acted."""

    releases: Mapping[str, Release]
    records: Mapping[str, Records]


def live_report(
    release: Release,
    windows: Sequence[LiveWindow],
    offline: Mapping[Key, CaseResult],
    *,
    policy: Policy,
    as_of: str,
    line: Line,
    always: bool = False,
) -> LiveReport | None:
    """Judge the live windows of a release under ``policy`` as of ``as_of`` (RFC 3339).

    ``offline`` holds the candidate's rows. None for a release without windows and without a plan of any, unless a
    report is wanted ``always``. Raises SettingsError where a score is not chosen, ValueError for a time that is none.
    """
    if not (windows or release.live or always):
        return None
    now = moment(as_of)
    if now is None:
        raise ValueError(f"{as_of!r} is no time")
    reader = _reader(policy, release, offline)
    outcomes = OutcomeReader(policy.outcomes, reader.score_passed)
    taken = samples(windows, reader.sides, as_of=now, outcomes=outcomes)
    cases = list(reader.sides(offline).values())
    planned = release.live is not None
    blank = LiveReport(release=release.id, workflow=release.workflow, as_of=stamp(now) or as_of, planned=planned)
    judged = _rules(blank, taken, policy, now, line)
    return _compared(judged, taken, cases, policy) if taken else judged


def _reader(policy: Policy, release: Release, offline: Mapping[Key, CaseResult]) -> CaseReader:
    # A decision that today's policy no longer has names no gates; the scorecard's order serves then.
    decision = policy.decisions.get(release.decision)
    return CaseReader(policy, headline_of(policy, decision.gates if decision else (), offline.values()))


def _rules(blank: LiveReport, taken: Sequence[Sample], policy: Policy, now: datetime, line: Line) -> LiveReport:
    """Put windows, rules and the way back into a report."""
    known = seen_classes(taken, policy)
    figures = tuple(window_figures(one, policy, known=known) for one in taken)
    kept = up_to(line.records[blank.release], blank.as_of).rollbacks
    about = Circumstances(policy=policy, as_of=now, samples=taken, windows=figures, rollbacks=kept)
    newest = newest_data(figures)
    age = None if newest is None else hours_between(newest, now)
    return replace(
        blank,
        newest=stamp(newest),
        age_hours=age,
        windows=figures,
        rules=tuple(in_words(state, policy, age) for state in rule_states(about)),
        last_good=last_good(line.releases, line.records, blank.release),
    )


def _compared(blank: LiveReport, taken: Sequence[Sample], cases: Sequence[CaseSide], policy: Policy) -> LiveReport:
    """Put the five views and the comparison with offline into a report."""
    runs = [side for one in taken for side in one.sides]
    views = trace_views(runs, cases, taken[0].outcomes, outcome_keys(policy))
    mixed = mixes(views.inputs)
    told = list(zip(taken, blank.windows, strict=True))
    found = drifts(list(policy.scorecard.values()), told, cases, mixed)
    return replace(blank, views=views, mixes=mixed, drifts=found)


def outcome_keys(policy: Policy) -> frozenset[str]:
    """Return the metadata keys by which the policy reads what became of a run: they tell no kinds of input apart."""
    said = policy.outcomes
    rules = [rule for entry in policy.failure_classes.values() for rule in entry.match]
    rules += [*said.reviewed, *said.approved, *said.escalated]
    asked = {field for rule in rules for field, _ in rule.conditions}
    keys = {field.removeprefix("metadata.") for field in asked if field.startswith("metadata.")}
    return frozenset(keys | {key for key in (said.review_minutes, said.judge_cost) if key is not None})


def with_live(
    report: ReleaseReport, windows: Sequence[LiveWindow], *, policy: Policy, as_of: str, line: Line
) -> ReleaseReport:
    """Return a report with what production said: ``live`` for the release's own page, ``live_now`` for living pages.

    Who acts on what is a question of the present, so ``live_now`` follows today's ``policy``. The own page of a closed
    release shows the windows up to its closing, under its own policy, for ever. Raises errors as ``live_report`` does.
    """
    rows = offline_rows(report.assessment)
    now = live_report(report.release, windows, rows, policy=policy, as_of=as_of, line=line)
    if report.closed is None:
        return replace(report, live=now, live_now=now)
    then = windows_at_closing(windows, report.closed.at)
    own = live_report(report.release, then, rows, policy=report.policy, as_of=report.as_of, line=line)
    return replace(report, live=own, live_now=now)


def with_reviews(report: ReleaseReport, rows: Sequence[ReviewedRun]) -> ReleaseReport:
    """Return a report whose living pages count the reviews of its runs, and its own page while it is open."""
    if report.live_now is None or not rows:
        return report
    now = replace(report.live_now, reviewed=tally(rows))
    # What people found after closing changes no page that is frozen.
    return replace(report, live_now=now, live=now if report.closed is None else report.live)


def offline_rows(assessment: Assessment) -> dict[Key, CaseResult]:
    """Return the candidate's rows of an assessment."""
    sides = (pair.candidate for pair in assessment.pairs)
    return {side.row.key: side.row for side in sides if side is not None}


def windows_at_closing(windows: Iterable[LiveWindow], closed_at: str) -> tuple[LiveWindow, ...]:
    """Return the windows that git held when a release was closed: its own page never changes after that."""
    limit = moment(closed_at)
    found = []
    for window in windows:
        committed = moment(window.file.origin.committed_at)
        if limit is not None and committed is not None and committed <= limit and not window.file.origin.uncommitted:
            found.append(window)
    return tuple(found)


def predictions(reports: Iterable[ReleaseReport]) -> tuple[Prediction, ...]:
    """Count how often what passed offline and shipped was rolled back: over all releases, then gate by gate (R15)."""
    shipped = [one for one in reports if one.closed is not None and one.closed.shipped]
    whole = _prediction("", "", [one for one in shipped if one.outcome == "cleared"])
    titles = {outcome.gate.id: outcome.gate.title for one in reversed(shipped) for outcome in one.assessment.gates}
    return (whole, *(_prediction(gate, title, _passing(shipped, gate)) for gate, title in sorted(titles.items())))


def _passing(shipped: Iterable[ReleaseReport], gate: str) -> list[ReleaseReport]:
    return [one for one in shipped if (gate, "passed") in {(o.gate.id, o.result.verdict) for o in one.assessment.gates}]


def _prediction(gate: str, title: str, passed: Sequence[ReleaseReport]) -> Prediction:
    back = sum(bool(one.records.rollbacks) for one in passed)
    interval = wilson(passed=back, n=len(passed), alpha=ALPHA) if passed else None
    return Prediction(gate=gate, title=title, passed=len(passed), rolled_back=back, interval=interval)
