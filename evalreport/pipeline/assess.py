"""From a bundle to an assessment: one release, judged."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from evalreport.analysis.compare import count
from evalreport.analysis.observe import ran
from evalreport.analysis.outcomes import OutcomeReader
from evalreport.errors import ErrorCollector
from evalreport.evidence.standing import Standing
from evalreport.evidence.states import Judge
from evalreport.findings.check import release_findings
from evalreport.gates.base import ClassEvidence, GateContext, ScoreEvidence
from evalreport.gates.evaluate import evaluate_gates
from evalreport.gates.outcome import outcome_of
from evalreport.gates.people import missing, refusals
from evalreport.model.assessment import Assessment, GateOutcome
from evalreport.model.failure import UNCLASSIFIED
from evalreport.pipeline.calibration import grader_states
from evalreport.pipeline.cases import CaseReader, class_results, headline_of, pair_cases
from evalreport.pipeline.rows import side_rows
from evalreport.pipeline.scores import score_evidence, score_result, side_totals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from evalreport.analysis.observe import Key
    from evalreport.model.assessment import CasePair, CaseSide, OverrideState, SignOffState
    from evalreport.model.bundle import ReadResults, ReleaseBundle
    from evalreport.model.gate import Gate, GateResult
    from evalreport.model.policy import Decision, Policy
    from evalreport.model.record import Subject
    from evalreport.model.scorecard import ScoreSpec
    from evalreport.model.verification import Verification
    from evalreport.pipeline.cases import Sides
    from evalreport.pipeline.rows import SideRows


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What judging needs beside the bundle.

    ``as_of`` is the time of judgement (RFC 3339), ``present`` says whether an evidence file is there as recorded.
    ``pinned`` holds results of releases that gates pin as their baseline, by release id, ``verified`` what re-checking
    the records against git found, by path.
    """

    as_of: str
    present: Callable[[Subject], bool]
    pinned: Mapping[str, tuple[ReadResults, ...]] = field(default_factory=dict)
    verified: Mapping[str, Verification] = field(default_factory=dict)
    attribution_shown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A side's rows and cases."""

    rows: SideRows
    sides: Sides
    partial: Sides


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evidence:
    """Both sides of a release, read as cases and scores."""

    candidate: _Read
    baseline: _Read | None
    scores: Mapping[str, ScoreEvidence]
    classes: Mapping[str, ClassEvidence]
    pairs: tuple[CasePair, ...]
    headline: str | None
    reader: CaseReader


def assess(bundle: ReleaseBundle, circumstances: Circumstances) -> Assessment:
    """Judge one release. Raises errors of the results (a score or run not chosen), all at once."""
    policy = bundle.policy
    seen = _gather(bundle)
    decision = policy.decisions[bundle.release.decision]
    closing = bundle.records.closing()
    judge = Judge(
        policy=policy,
        as_of=circumstances.as_of,
        closed_at=closing.at if closing else None,
        present=circumstances.present,
        standing=Standing(
            verified=circumstances.verified, closed=closing is not None, shown=circumstances.attribution_shown
        ),
    )
    signoffs = judge.signoffs(bundle.records)
    gates = tuple(policy.gates[name] for name in decision.gates)
    graders = grader_states(bundle, seen.candidate.rows.rows.values(), seen.scores, circumstances.as_of)
    context = replace(_context(bundle, seen, signoffs, circumstances), graders=graders)
    results = evaluate_gates(gates, context)
    overrides = judge.overrides(bundle.records, {g.id: g for g in gates}, {r.gate: r for r in results})
    outcomes = tuple(_beside(gate, result, overrides) for gate, result in zip(gates, results, strict=True))
    waiting = _waiting(decision, outcomes, signoffs)
    rejected = bool(refusals(_required(decision, gates), signoffs))
    old, before = (None, None) if seen.baseline is None else (seen.baseline.rows, seen.baseline.sides)
    assessment = Assessment(
        # What happens after closing (withdrawn, rolled back) is the live status; the release stays as it was judged.
        outcome=outcome_of(outcomes, waiting=waiting, rejected=rejected, withdrawn=False, rolled_back=False),
        gates=outcomes,
        scores=tuple(score_result(evidence, seen.candidate.rows) for evidence in seen.scores.values()),
        classes=tuple(
            replace(found, known=seen.classes[found.failure_class].known)
            for found in class_results(policy, before, seen.candidate.sides)
        ),
        pairs=seen.pairs,
        transitions=count(pair.transition for pair in seen.pairs if not pair.idle),
        candidate=side_totals(seen.candidate.rows, seen.candidate.sides),
        baseline=None if old is None or before is None else side_totals(old, before),
        overrides=overrides,
        signoffs=signoffs,
        waiting=waiting,
        headline=seen.headline,
        graders=tuple(graders.values()),
    )
    return replace(assessment, findings=release_findings(bundle, assessment))


def _gather(bundle: ReleaseBundle) -> _Evidence:
    """Read both sides as cases and scores."""
    policy = bundle.policy
    decision = policy.decisions[bundle.release.decision]
    where = bundle.release.location
    after = side_rows((r for r in bundle.results if r.side == "candidate"), where)
    old = [result for result in bundle.results if result.side == "baseline"]
    headline = headline_of(policy, decision.gates, after.rows.values())
    reader = CaseReader(policy, headline)
    candidate = _read(reader, after)
    baseline = _read(reader, side_rows(old, where)) if old else None
    classes = _classes(policy, candidate, baseline)
    return _Evidence(
        candidate=candidate,
        baseline=baseline,
        scores=_scores(policy, candidate, baseline, classes, reader),
        classes=classes,
        pairs=pair_cases(baseline.sides if baseline else None, candidate.sides),
        headline=headline,
        reader=reader,
    )


def _context(
    bundle: ReleaseBundle, seen: _Evidence, signoffs: tuple[SignOffState, ...], circumstances: Circumstances
) -> GateContext:
    policy = bundle.policy
    return GateContext(
        policy=policy,
        noun=policy.site.case_noun,
        baseline_name=bundle.release.baseline_release or ("the baseline" if seen.baseline else ""),
        scores=seen.scores,
        classes=seen.classes,
        signoffs=signoffs,
        transitions=count(pair.transition for pair in seen.pairs if not pair.idle) if seen.baseline else None,
        rows=len(seen.candidate.rows.rows),
        unread=seen.candidate.rows.unread,
        incomplete=seen.candidate.rows.lacking(None),
        baseline_incomplete=seen.baseline.rows.lacking(None) if seen.baseline else (),
        pinned=_pinned(bundle, seen, circumstances),
    )


def _read(reader: CaseReader, rows: SideRows) -> _Read:
    return _Read(rows=rows, sides=reader.sides(rows.rows), partial=reader.sides(rows.partial))


def _scores(
    policy: Policy,
    candidate: _Read,
    baseline: _Read | None,
    classes: Mapping[str, ClassEvidence],
    reader: CaseReader,
) -> dict[str, ScoreEvidence]:
    """Gather all scores; every one that is not chosen is an error of its own, told together."""
    gathered: dict[str, ScoreEvidence] = {}
    errors = ErrorCollector()
    old = None if baseline is None else (baseline.rows, baseline.sides)
    outcomes = OutcomeReader(policy.outcomes, reader.score_passed)
    for name, spec in policy.scorecard.items():
        with errors:
            found = score_evidence(spec, (candidate.rows, candidate.sides), old, outcomes)
            gathered[name] = found if _countable(spec, classes) else _unmeasured(found)
    errors.raise_if_any()
    return gathered


def _countable(spec: ScoreSpec, classes: Mapping[str, ClassEvidence]) -> bool:
    """Say whether a rate of failures in a class means anything: not where its rules reach nothing here."""
    if spec.measure != "failure_rate" or spec.failure_class is None:
        return True
    return classes[spec.failure_class].known


def _unmeasured(found: ScoreEvidence) -> ScoreEvidence:
    """Take the numbers back: a share of 0 in a class that no rule can see is unknown, not 0."""
    before = None if found.baseline is None else dict.fromkeys(found.baseline)
    return replace(found, candidate=dict.fromkeys(found.candidate), baseline=before)


def _classes(policy: Policy, candidate: _Read, baseline: _Read | None) -> dict[str, ClassEvidence]:
    titles = {name: entry.title for name, entry in policy.failure_classes.items()}
    # A gate may count failures that no class claims.
    titles[UNCLASSIFIED] = "no known class"
    # A run begun again does not wash away what the unfinished one showed: both are looked at.
    everything = [*candidate.partial.items(), *candidate.sides.items()]
    before = [] if baseline is None else [*baseline.sides.values()]
    claimed = {name for side in (*(side for _, side in everything), *before) for name in side.classes}
    failed: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for key, side in everything:
        for name in side.classes:
            failed[name].add(key[:2])
    done = frozenset(key[:2] for key, side in everything if ran(side.row))
    return {
        name: ClassEvidence(
            title=title,
            ran=done,
            failed=frozenset(failed[name]),
            loose=frozenset(failed[UNCLASSIFIED]),
            reached=name in claimed or name == UNCLASSIFIED or _asks_a_score(policy, name, everything),
            incomplete=candidate.rows.lacking(None),
        )
        for name, title in titles.items()
    }


def _asks_a_score(policy: Policy, name: str, everything: Iterable[tuple[Key, CaseSide]]) -> bool:
    """Say whether a rule of the class asks a score that some row carries: then its silence is an answer."""
    rules = policy.failure_classes[name].match
    asked = {pattern for rule in rules for field, pattern in rule.conditions if field == "score"}
    return any(asked & side.scores.keys() or any(side.row.score(one) for one in asked) for _, side in everything)


def _pinned(
    bundle: ReleaseBundle, seen: _Evidence, circumstances: Circumstances
) -> dict[tuple[str, str], ScoreEvidence]:
    """Gather evidence for gates that compare with a named release instead of the manifest's baseline."""
    found: dict[tuple[str, str], ScoreEvidence] = {}
    for name in bundle.policy.decisions[bundle.release.decision].gates:
        score, other = bundle.policy.gates[name].score, bundle.policy.gates[name].baseline
        # Left out here, the gate says by itself that it has nothing to compare with.
        if score is None or other is None or other not in circumstances.pinned:
            continue
        side = _read(seen.reader, side_rows(circumstances.pinned[other], bundle.release.location))
        evidence = score_evidence(
            bundle.policy.scorecard[score],
            (seen.candidate.rows, seen.candidate.sides),
            (side.rows, side.sides),
            OutcomeReader(bundle.policy.outcomes, seen.reader.score_passed),
        )
        found[score, other] = evidence
    return found


def _beside(gate: Gate, result: GateResult, overrides: tuple[OverrideState, ...]) -> GateOutcome:
    """Put the newest override beside its gate, one written before closing first; the verdict stays."""
    mine = [s for s in overrides if s.override.gate == gate.id and not s.replaced and s.override.decision == "override"]
    timely = [s for s in mine if "OVR-LATE" not in s.flags]
    shown = timely or mine
    return GateOutcome(gate=gate, result=result, override=shown[-1] if shown else None)


def _required(decision: Decision, gates: Iterable[Gate]) -> tuple[str, ...]:
    return (*decision.signoff, *(role for gate in gates if gate.level != "advise" for role in gate.signoff))


def _waiting(
    decision: Decision, outcomes: tuple[GateOutcome, ...], signoffs: tuple[SignOffState, ...]
) -> tuple[str, ...]:
    """Return the roles whose required answer is missing, each once."""
    asked = [role for outcome in outcomes if outcome.stops for role in outcome.result.waiting]
    return tuple(dict.fromkeys([*asked, *missing(decision.signoff, signoffs)]))
