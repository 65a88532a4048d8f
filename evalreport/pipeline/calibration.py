"""Graders of a release: how far each is to be trusted, and its scores corrected by what people found."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evalreport.analysis.agreement import Confusion
from evalreport.analysis.correction import FEWEST_LABELS, Corrected, Unlabelled, ppi_mean, rogan_gladen
from evalreport.analysis.estimate import estimate_of
from evalreport.analysis.observe import row_passed, selects
from evalreport.gates.graders import grader_state
from evalreport.model.grading import CorrectedScore
from evalreport.model.statistics import Estimate
from evalreport.readers.labels import truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from evalreport.gates.base import ScoreEvidence
    from evalreport.model.bundle import ReleaseBundle
    from evalreport.model.evaluation import CaseResult
    from evalreport.model.grading import GraderState
    from evalreport.model.scorecard import ScoreSpec

ALPHA = 0.05


def grader_states(
    bundle: ReleaseBundle, rows: Iterable[CaseResult], scores: Mapping[str, ScoreEvidence], as_of: str
) -> dict[str, GraderState]:
    """Judge every grader of the policy as of a moment (RFC 3339), over the candidate's rows."""
    listed, states = tuple(rows), {}
    for grader in bundle.policy.graders.values():
        mine = [one for one in scores.values() if one.spec.grader == grader.id]
        seen = {name for one in mine for name in _named(listed, one.spec)}
        state = grader_state(grader, bundle.calibrations.get(grader.id), as_of=as_of, seen_versions=seen)
        states[grader.id] = replace(state, corrected=tuple(_corrected(state, mine, listed)))
    return states


def _named(rows: Iterable[CaseResult], spec: ScoreSpec) -> Iterator[str]:
    """Yield the graders that results name for a score."""
    for row in rows:
        for score in row.scores:
            if score.grader and (spec.of is None or score.name == spec.of):
                yield score.grader


def _corrected(
    state: GraderState, scores: Iterable[ScoreEvidence], rows: tuple[CaseResult, ...]
) -> Iterator[CorrectedScore]:
    """Yield each pass rate beside its correction: by people's labels of these very cases where there are enough."""
    for one in scores:
        raw = estimate_of(one.spec, one.candidate)
        if one.spec.measure != "pass_rate" or raw.value is None:
            continue
        found = _by_own_labels(rows, one.spec) or _by_calibration(state, raw)
        if found is not None:
            corrected = Estimate(value=found.estimate, n=raw.n, interval=found.interval)
            yield CorrectedScore(score=one.spec.id, raw=raw, corrected=corrected, method=found.method)


def _by_own_labels(rows: tuple[CaseResult, ...], spec: ScoreSpec) -> Corrected | None:
    """Correct by the human labels that the results carry; they are taken to be a random part of them."""
    said = [(row_passed(row, spec), truth(row.human_label or "")) for row in rows if selects(row, spec)]
    judged = [(passed, label) for passed, label in said if passed is not None]
    labelled = [(passed, label) for passed, label in judged if label is not None]
    rest = [passed for passed, label in judged if label is None]
    if len(labelled) < FEWEST_LABELS or not rest:
        return None
    return ppi_mean(
        [float(label) for _, label in labelled],
        [float(passed) for passed, _ in labelled],
        Unlabelled(positives=sum(rest), n=len(rest)),
        alpha=ALPHA,
    )


def _by_calibration(state: GraderState, raw: Estimate) -> Corrected | None:
    counted = state.counted
    if counted is None or raw.value is None:
        return None
    confusion = Confusion(tp=counted.tp, fn=counted.fn, fp=counted.fp, tn=counted.tn)
    return rogan_gladen(positives=round(raw.value * raw.n), n=raw.n, confusion=confusion, alpha=ALPHA)
