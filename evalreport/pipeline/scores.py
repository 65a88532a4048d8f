"""Scores of the scorecard on both sides, and the totals of a side."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evalreport.analysis.caseratio import case_parts, ratio_steps
from evalreport.analysis.compare import count, pair, transitions
from evalreport.analysis.estimate import estimate_of
from evalreport.analysis.mcnemar import mcnemar_exact
from evalreport.analysis.means import mean_difference
from evalreport.analysis.observe import divisors, observe, selects
from evalreport.analysis.outcomes import MEASURES, silent
from evalreport.analysis.tango import tango_interval
from evalreport.analysis.unpaired import Arm, newcombe_interval
from evalreport.gates.base import ScoreEvidence
from evalreport.gates.noninferiority import RATIOS, UNPAIRABLE
from evalreport.gates.threshold import RATES
from evalreport.gates.units import unit_of
from evalreport.model.assessment import ScoreResult, SideTotals, SuiteScore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from evalreport.analysis.compare import Paired
    from evalreport.analysis.observe import Observations
    from evalreport.analysis.outcomes import OutcomeReader
    from evalreport.model.evaluation import CaseResult
    from evalreport.model.scorecard import ScoreSpec
    from evalreport.model.statistics import Estimate, Interval
    from evalreport.pipeline.cases import Sides
    from evalreport.pipeline.rows import SideRows

ALPHA = 0.05


def score_evidence(
    spec: ScoreSpec,
    candidate: tuple[SideRows, Sides],
    baseline: tuple[SideRows, Sides] | None,
    outcomes: OutcomeReader,
) -> ScoreEvidence:
    """Gather one score's observations on both sides. Raises SettingsError where the score is not chosen."""
    rows, sides = candidate
    undefined = _undefined(spec, outcomes, rows, baseline[0] if baseline else None)
    after = _observed(spec, rows, sides, outcomes, undefined)
    before = None if baseline is None else _observed(spec, *baseline, outcomes, undefined)
    return ScoreEvidence(
        spec=spec,
        candidate=after,
        baseline=before,
        calls=divisors(rows.rows.values(), spec, outcomes),
        baseline_calls=divisors(baseline[0].rows.values(), spec, outcomes) if baseline else {},
        clusters=_clusters(spec, rows.rows.values(), baseline[0].rows.values() if baseline else ()),
        incomplete=rows.lacking(spec),
        baseline_incomplete=baseline[0].lacking(spec) if baseline else (),
        undefined=undefined,
    )


def _observed(spec: ScoreSpec, rows: SideRows, sides: Sides, outcomes: OutcomeReader, undefined: str) -> Observations:
    found = observe(list(rows.rows.values()), spec, _classes(sides), outcomes)
    return dict.fromkeys(found) if undefined else found


def _undefined(spec: ScoreSpec, outcomes: OutcomeReader, *sides: SideRows | None) -> str:
    """Say what a measure of outcomes lacks: words in the policy, or a single row that speaks of it.

    Where no run shows a review, nobody may have looked or nobody wrote it down: the burden is not known, not 0.
    """
    if spec.measure not in MEASURES:
        return ""
    lacking = outcomes.undefined(spec.measure)
    if lacking:
        return lacking
    rows = (row for side in sides if side is not None for row in side.rows.values() if selects(row, spec))
    return "" if any(outcomes.speaks(spec.measure, row) for row in rows) else silent(spec.measure)


def _clusters(spec: ScoreSpec, *sides: Iterable[CaseResult]) -> dict[tuple[str, str], str]:
    """Name what each case shares with others; a case whose rows do not say shares nothing."""
    if spec.cluster is None:
        return {}
    return {row.key[:2]: row.metadata[spec.cluster] for rows in sides for row in rows if spec.cluster in row.metadata}


def _classes(sides: Sides) -> Callable[[CaseResult], tuple[str, ...]]:
    return lambda row: sides[row.key].classes


def score_result(evidence: ScoreEvidence, candidate: SideRows) -> ScoreResult:
    """Compare one score on both sides: estimates, difference with interval, transitions, McNemar's exact p."""
    spec, after, before = evidence.spec, evidence.candidate, evidence.baseline
    result = ScoreResult(
        score=spec.id,
        unit=unit_of(spec.measure),
        candidate=estimate_of(spec, after, evidence.calls, alpha=ALPHA),
        by_suite=_by_suite(evidence),
        graders=_graders(candidate.rows.values(), spec),
        undefined=evidence.undefined,
    )
    if before is None:
        return result
    old = estimate_of(spec, before, evidence.baseline_calls, alpha=ALPHA)
    difference, interval = _difference(evidence, result.candidate, old)
    named = count(transitions(before, after).values()) if spec.measure == "pass_rate" else None
    return ScoreResult(
        score=spec.id,
        unit=result.unit,
        candidate=result.candidate,
        baseline=old,
        difference=difference,
        interval=interval,
        p_value=mcnemar_exact(only_baseline=named.regressed, only_candidate=named.fixed)
        if named and named.pairs
        else None,
        transitions=named,
        by_suite=result.by_suite,
        graders=result.graders,
        undefined=result.undefined,
    )


def _difference(evidence: ScoreEvidence, new: Estimate, old: Estimate) -> tuple[float | None, Interval | None]:
    """Return candidate minus baseline over pairs where there are any, else over all rows of each side."""
    spec = evidence.spec
    if spec.measure in RATIOS and new.interval is not None and old.interval is not None:
        return _ratio_difference(evidence)
    paired = pair(evidence.baseline or {}, evidence.candidate)
    if spec.measure in UNPAIRABLE or not paired.cases:
        return _unpaired_difference(spec, new, old)
    return _paired_difference(spec, paired)


def _ratio_difference(evidence: ScoreEvidence) -> tuple[float | None, Interval | None]:
    after = case_parts(evidence.candidate, evidence.calls)
    before = case_parts(evidence.baseline or {}, evidence.baseline_calls)
    steps = list(ratio_steps(after, before).values())
    if not steps:
        return None, None
    estimate = mean_difference(steps, alpha=ALPHA)
    return estimate.mean, estimate.interval if estimate.standard_error else None


def _unpaired_difference(spec: ScoreSpec, new: Estimate, old: Estimate) -> tuple[float | None, Interval | None]:
    if new.value is None or old.value is None:
        return None, None
    interval = None
    # Only of plain passes is it known how they scatter; of a percentile the difference stands without an interval.
    if spec.measure in RATES and new.passed is not None and old.passed is not None:
        arms = Arm(passed=new.passed, n=new.n), Arm(passed=old.passed, n=old.n)
        interval = newcombe_interval(candidate=arms[0], baseline=arms[1], alpha=ALPHA)
    return new.value - old.value, interval


def _paired_difference(spec: ScoreSpec, paired: Paired) -> tuple[float | None, Interval | None]:
    steps = paired.differences
    mean = math.fsum(steps) / len(steps)
    if paired.binary and spec.measure in RATES:
        worse, better = sum(step < 0 for step in steps), sum(step > 0 for step in steps)
        return mean, tango_interval(only_baseline=worse, only_candidate=better, n=len(steps), alpha=ALPHA)
    estimate = mean_difference(steps, alpha=ALPHA)
    # Without any spread Student's t gives an interval of no width, which would claim certainty.
    return mean, estimate.interval if estimate.standard_error else None


def _by_suite(evidence: ScoreEvidence) -> tuple[SuiteScore, ...]:
    suites = sorted({key[0] for key in (*evidence.candidate, *(evidence.baseline or {}))})
    if len(suites) < 2:  # noqa: PLR2004  # one suite is the whole
        return ()
    return tuple(
        SuiteScore(
            suite=suite,
            candidate=estimate_of(evidence.spec, _only(suite, evidence.candidate), evidence.calls),
            baseline=None
            if evidence.baseline is None
            else estimate_of(evidence.spec, _only(suite, evidence.baseline), evidence.baseline_calls),
        )
        for suite in suites
    )


def _only(suite: str, observations: Observations) -> Observations:
    return {key: value for key, value in observations.items() if key[0] == suite}


def _graders(rows: Iterable[CaseResult], spec: ScoreSpec) -> tuple[str, ...]:
    found = {
        score.grader
        for row in rows
        for score in row.scores
        if score.grader and (spec.of is None or score.name == spec.of)
    }
    return tuple(sorted(found))


def side_totals(side: SideRows, cases: Sides) -> SideTotals:
    """Count one side; a sum over part of the rows is no total, so it stays None while any row's number is unknown."""
    rows = list(side.rows.values())
    passed, failed = _verdicts(cases)
    total, unknown = _costs(rows)
    called, tool_errors = _tools(rows)
    return SideTotals(
        runs=len(side.runs),
        rows=len(rows),
        cases=len({row.key[:2] for row in rows}),
        epochs=max((row.epoch for row in rows), default=0),
        passed=passed,
        failed=failed,
        errors=sum(row.error is not None for row in rows),
        skipped=sum(row.skipped for row in rows),
        unread=side.unread,
        incomplete=side.lacking(None),
        models=_models(side),
        cost_usd=total,
        cost_unknown=unknown,
        cost_per_success=_per_success(total, passed),
        tokens_in=_sum(rows, lambda row: row.tokens_in),
        tokens_out=_sum(rows, lambda row: row.tokens_out),
        latency_mean_s=_latency(rows),
        tool_calls=called,
        tool_errors=tool_errors,
    )


def _verdicts(cases: Sides) -> tuple[int, int]:
    """Count passes and failures; the rest is unscored and neither."""
    verdicts = [case.passed for case in cases.values()]
    return verdicts.count(True), verdicts.count(False)


def _models(side: SideRows) -> tuple[str, ...]:
    return tuple(sorted({run.model for run in side.runs if run.model}))


def _costs(rows: Sequence[CaseResult]) -> tuple[float | None, int]:
    """Return the total and how many rows carry no cost."""
    known = [row.cost_usd for row in rows if row.cost_usd is not None]
    return math.fsum(known) if rows and len(known) == len(rows) else None, len(rows) - len(known)


def _per_success(total: float | None, passed: int) -> float | None:
    # Failed runs cost money too: all of it is divided among the successes.
    return total / passed if total is not None and passed else None


def _tools(rows: Sequence[CaseResult]) -> tuple[int | None, int | None]:
    """Count calls and errors of tools over rows that keep their transcript: of the others nothing is known."""
    traced = [row for row in rows if row.tools is not None]
    called = sum(len(row.tools or ()) for row in traced)
    return called if traced else None, _sum(traced, lambda row: row.tool_errors)


def _sum(rows: Sequence[CaseResult], read: Callable[[CaseResult], int | None]) -> int | None:
    known = [value for row in rows if (value := read(row)) is not None]
    return sum(known) if known and len(known) == len(rows) else None


def _latency(rows: Sequence[CaseResult]) -> float | None:
    # A run that broke took as long as it took to break.
    known = [row.latency_s for row in rows if row.error is None and row.latency_s is not None]
    return math.fsum(known) / len(known) if known else None
