"""The register of graders: what people found of each, on which labels, and its scores corrected by that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.model.grading import GraderState
from evalreport.render.context import score_title
from evalreport.render.figures import number_word, percent, plain, span
from evalreport.render.views_registers import GRADER_KINDS
from evalreport.render.words import State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalreport.model.grading import Agreement, CorrectedScore, Fitness
    from evalreport.model.policy import Grader, Policy
    from evalreport.model.report import SiteReport
    from evalreport.model.statistics import Estimate

FITNESS: Mapping[Fitness, State] = {
    "fit": State("May decide", "passed", "good"),
    "not_needed": State("Needs no check", "passed", "good"),
    "uncalibrated": State("Not checked by people", "none", "open"),
    "other_version": State("Checked in another version", "none", "open"),
    "stale": State("Checked too long ago", "half", "open"),
    "weak": State("Too weak to decide", "failed", "bad"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRow:
    """One line of agreement: of all that counts, of a version, or of a failure class."""

    name: str
    cases: str
    agreement: str
    kappa: str
    sees_passes: str
    sees_failures: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedRow:
    """One score as the grader says it and as people's labels correct it."""

    title: str
    raw: str
    corrected: str
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GraderPage:
    """One grader with what is known of it."""

    id: str
    kind: str
    state: State
    reason: str
    asked: str
    labels: str
    table: tuple[tuple[str, int, int], ...]
    rows: tuple[AgreementRow, ...]
    corrected: tuple[CorrectedRow, ...]
    scores: str
    release: str


def grader_pages(report: SiteReport) -> tuple[GraderPage, ...]:
    """Return every grader of today's policy as the newest release that knows it found it."""
    return tuple(_page(report, one) for one in report.policy.graders.values())


def _page(report: SiteReport, grader: Grader) -> GraderPage:
    release, state = _newest(report, grader)
    scores = [one.title for one in report.policy.scorecard.values() if one.grader == grader.id]
    return GraderPage(
        id=grader.id,
        kind=GRADER_KINDS[grader.kind],
        state=FITNESS[state.fitness],
        reason=_sentence(state.reason),
        asked=_asked(grader),
        labels=_labels(state),
        table=_table(state.counted),
        rows=_rows(state),
        corrected=tuple(_corrected(report.policy, one) for one in state.corrected),
        scores=", ".join(scores),
        release=release,
    )


def _newest(report: SiteReport, grader: Grader) -> tuple[str, GraderState]:
    """The newest release that knows the grader and what it found; nothing is known of one that no release asked."""
    for release in report.releases:
        for state in release.assessment.graders:
            if state.grader == grader.id:
                return release.id, state
    fitness: Fitness = "uncalibrated" if grader.kind == "llm" else "not_needed"
    return "", GraderState(grader=grader.id, fitness=fitness, reason="no release has asked it yet.")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _asked(grader: Grader) -> str:
    if grader.kind != "llm":
        return ""
    versions = f", of version {' or '.join(grader.versions)}" if grader.versions else ""
    return (
        f"Asked: kappa of at least {plain(grader.min_kappa)} on {grader.min_labels} cases, {grader.min_failing} of "
        f"them truly failing, labelled within {grader.max_age_days} days{versions}."
    )


def _labels(state: GraderState) -> str:
    if state.path is None:
        return ""
    raters = f"{number_word(state.raters)} {'person' if state.raters == 1 else 'people'}"
    newest = f", the newest of {state.newest}" if state.newest else ", without dates"
    among = f"; among themselves they agree with alpha {plain(state.people_alpha)}" if state.people_alpha else ""
    return f"{state.path}: labels by {raters}{newest}{among}."


def _table(counted: Agreement | None) -> tuple[tuple[str, int, int], ...]:
    """The two by two table: kappa falls when passes are very common, so it is never shown alone."""
    if counted is None or not counted.n:
        return ()
    return (("Grader passes it", counted.tp, counted.fp), ("Grader fails it", counted.fn, counted.tn))


def _rows(state: GraderState) -> tuple[AgreementRow, ...]:
    counted = () if state.counted is None or not state.counted.n else (_row("What counts", state.counted),)
    versions = (_row(f"Version {one.name}", one) for one in state.versions)
    return (*counted, *versions, *(_row(f"Class {one.name}", one) for one in state.classes))


def _row(name: str, one: Agreement) -> AgreementRow:
    kappa = "not defined" if one.kappa is None else plain(one.kappa)
    ends = one.kappa_interval
    reach = f" ({plain(ends.low)} to {plain(ends.high)})" if ends else ""
    beside = [f"{one.contradicted} contradicted" if one.contradicted else ""]
    beside += [f"{one.abstained} without a verdict" if one.abstained else ""]
    told = ", ".join(filter(None, beside))
    return AgreementRow(
        name=name,
        cases=f"{one.n}" + (f" ({told})" if told else ""),
        agreement=_share(one.agreement),
        kappa=kappa + reach,
        sees_passes=_share(one.sensitivity),
        sees_failures=_share(one.specificity),
    )


def _share(value: Estimate | None) -> str:
    if value is None:
        return "no such case"
    return f"{percent(value.value)} ({span(value.interval, 'rate')})"


def _corrected(policy: Policy, one: CorrectedScore) -> CorrectedRow:
    return CorrectedRow(
        title=score_title(policy, one.score),
        raw=_share(one.raw),
        corrected=_share(one.corrected),
        method=one.method,
    )
