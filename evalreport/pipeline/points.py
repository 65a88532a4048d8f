"""Better, worse, unknown, cost: bold facts with one line of proof each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.analysis.parts import hidden_parts
from evalreport.gates.noninferiority import higher_is_better
from evalreport.gates.words import cases, dollars, plain, quantity, rounded_up
from evalreport.model.failure import UNCLASSIFIED
from evalreport.model.report import Point

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.analysis.parts import Part
    from evalreport.model.assessment import Assessment, ClassResult, ScoreResult, SideTotals
    from evalreport.model.policy import Policy
    from evalreport.model.report import Kind

# More would be a table, and the tables are below.
MOST = 3
# A class counts as changed at the level at which intervals are shown.
CHANGED_P = 0.10
# 0.0003 s has to be counted out; 0.3 ms has not.
MILLISECONDS_BELOW = 0.1


def points(policy: Policy, assessment: Assessment) -> tuple[Point, ...]:
    """Return at most three facts a kind; a kind without facts says so."""
    return (
        *_first(_better_or_worse(policy, assessment, "better"), "better"),
        *_first(_better_or_worse(policy, assessment, "worse"), "worse"),
        *_first(_unknown(policy, assessment), "unknown"),
        *_cost(policy, assessment),
    )


def _first(found: Iterator[Point], kind: str) -> list[Point]:
    chosen = [point for point in found if point.kind == kind][:MOST]
    if chosen:
        return chosen
    if kind == "better":
        return [Point(kind="better", fact="Nothing clearly", proof="no score rose beyond chance", anchor="scores")]
    if kind == "worse":
        return [
            Point(
                kind="worse",
                fact="Nothing clearly",
                proof="no score fell, no failure class grew, beyond chance",
                anchor="classes",
            )
        ]
    return [Point(kind="unknown", fact="Nothing that was asked", proof="every gate could decide", anchor="gates")]


def _better_or_worse(policy: Policy, assessment: Assessment, kind: str) -> Iterator[Point]:
    severity = {"critical": 0, "major": 1, "minor": 2}
    classes = sorted(
        assessment.classes,
        key=lambda c: severity.get(_severity(policy, c.failure_class), 1),
    )
    repeated = assessment.candidate.epochs > 1
    hidden = hidden_parts(assessment, policy.failure_classes)
    unseen = {part.name for part in hidden if part.kind == "class"}
    of_classes = [_class_point(policy, result, hidden=result.failure_class in unseen) for result in classes]
    of_suites = [_suite_point(policy, part) for part in hidden if part.kind == "suite"]
    of_scores = [_score_point(policy, result, repeated=repeated) for result in assessment.scores]
    # A class that got worse can be what stops a release, so it comes first; where things got better, scores do.
    ordered = [*of_classes, *of_suites, *of_scores] if kind == "worse" else of_scores + of_classes
    yield from (point for point in ordered if point is not None and point.kind == kind)


def _suite_point(policy: Policy, part: Part) -> Point:
    """A suite that got worse behind an overall score that did not fall."""
    noun = policy.site.case_noun
    proof = f"{cases(part.worse, noun)} worse, {part.better} better; the overall score hides it"
    return Point(kind="worse", fact=f"Suite {part.name}", proof=proof, anchor="scores")


def _score_point(policy: Policy, result: ScoreResult, *, repeated: bool) -> Point | None:
    if result.interval is None or result.baseline is None or result.difference is None:
        return None
    # An interval that holds 0 leaves open which way it went.
    if result.interval.low <= 0 <= result.interval.high:
        return None
    spec = policy.scorecard[result.score]
    better = (result.difference > 0) == higher_is_better(spec)
    fact = f"{spec.title} {_value(result, result.baseline.value)} → {_value(result, result.candidate.value)}"
    proof = _score_proof(policy, result, repeated=repeated)
    return Point(kind="better" if better else "worse", fact=fact, proof=proof, anchor="scores")


def _score_proof(policy: Policy, result: ScoreResult, *, repeated: bool) -> str:
    seen = result.transitions
    if seen is None:
        return f"over {cases(result.candidate.n, policy.site.case_noun)}"
    # With several epochs a case is counted once for each, so what is counted are runs.
    noun = "runs" if repeated else policy.site.case_noun[1]
    return f"{seen.fixed} of {seen.pairs:,} {noun} got better, {seen.regressed} worse"


def _class_point(policy: Policy, result: ClassResult, *, hidden: bool) -> Point | None:
    if result.baseline_cases is None:
        return None
    new, gone = result.transitions.regressed, result.transitions.fixed
    # A single new case of a critical class is told, whatever chance says.
    critical = _severity(policy, result.failure_class) == "critical" and new > 0
    if not critical and not _clearly_changed(result):
        return None
    title, change = _class_title(policy, result), f"{result.baseline_cases} → {result.candidate_cases}"
    more = "; the overall score hides it" if hidden else ""
    if critical:
        # The total may have fallen: what is worse are the new failures, and the fact says so.
        fact = f"{title}: {new} new failure{'' if new == 1 else 's'}"
        return Point(kind="worse", fact=fact, proof=f"{change} in all, {gone or 'none'} gone{more}", anchor="classes")
    if not _tellable(result):
        return None
    kind: Kind = "worse" if new > gone else "better"
    return Point(kind=kind, fact=f"{title} {change}", proof=f"{new} new, {gone} gone{more}", anchor="classes")


def _tellable(result: ClassResult) -> bool:
    """Say whether the totals of a class say what its pairs say, and whether that is about the candidate."""
    new, gone = result.transitions.regressed, result.transitions.fixed
    # Failures without a class become fewer when a rule is added, which makes no release better.
    if new < gone and result.failure_class == UNCLASSIFIED:
        return False
    # What ran on one side only may move a total against its pairs; such a change is neither.
    return (new > gone) == (result.candidate_cases > (result.baseline_cases or 0))


def _clearly_changed(result: ClassResult) -> bool:
    new, gone = result.transitions.regressed, result.transitions.fixed
    return result.p_value is not None and result.p_value < CHANGED_P and new != gone


def _class_title(policy: Policy, result: ClassResult) -> str:
    known = policy.failure_classes.get(result.failure_class)
    return known.title if known else "Unclassified failures"


def _severity(policy: Policy, name: str) -> str:
    known = policy.failure_classes.get(name)
    return known.severity if known else "minor"


def _unknown(policy: Policy, assessment: Assessment) -> Iterator[Point]:
    noun = policy.site.case_noun
    yield from _unknown_gates(noun, assessment)
    if assessment.candidate.incomplete:
        yield Point(
            kind="unknown",
            fact="An unfinished run",
            proof=", ".join(assessment.candidate.incomplete),
            anchor="evidence",
        )
    if assessment.baseline is None:
        yield Point(kind="unknown", fact="No baseline", proof="nothing to compare with", anchor="scores")
    lost = assessment.transitions.not_comparable + assessment.transitions.only_baseline
    if assessment.baseline is not None and lost:
        proof = f"ran or scored on one side only, of {assessment.transitions.pairs + lost:,}"
        yield Point(kind="unknown", fact=f"{cases(lost, noun)} not compared", proof=proof, anchor="changed")


def _unknown_gates(noun: tuple[str, str], assessment: Assessment) -> Iterator[Point]:
    for outcome in assessment.gates:
        result = outcome.result
        if result.verdict == "inconclusive":
            more = (
                f"{_further(result.needed, noun)} would decide"
                if result.needed
                else "cannot tell yet: too close to the line"
            )
            yield Point(kind="unknown", fact=outcome.gate.title, proof=more, anchor="gates")
        # An answer somebody still owes is named with the gates, not among what is unknown.
        if result.verdict == "not_evaluated" and not result.waiting:
            why = "no data" if result.observed is None else "its grader is not fit to decide"
            yield Point(kind="unknown", fact=outcome.gate.title, proof=f"not judged: {why}", anchor="gates")


def _further(needed: int, noun: tuple[str, str]) -> str:
    """Name the number that the gate's own sentence names."""
    count = rounded_up(needed)
    return f"about {count:,} more {noun[0] if count == 1 else noun[1]}"


def _cost(policy: Policy, assessment: Assessment) -> Iterator[Point]:
    side, before = assessment.candidate, assessment.baseline
    noun = policy.site.case_noun[0]
    if side.cost_per_success is None:
        why = _no_cost(side)
        yield Point(kind="cost", fact="Cost not measured", proof=why, anchor="cost")
    else:
        was = before.cost_per_success if before else None
        proof = f"was {dollars(was)}" if was is not None else "the baseline's cost is not known"
        simulated = ", simulated" if is_simulated(assessment) else ""
        fact = f"{dollars(side.cost_per_success)} a successful {noun}"
        yield Point(kind="cost", fact=fact, proof=f"{proof}{simulated}", anchor="cost")
    yield from _time(side, before)


def _time(side: SideTotals, before: SideTotals | None) -> Iterator[Point]:
    if side.latency_mean_s is not None:
        was_s = before.latency_mean_s if before else None
        proof = f"was {_duration(was_s)}" if was_s is not None else "not known before"
        yield Point(kind="cost", fact=f"Answers in {_duration(side.latency_mean_s)}", proof=proof, anchor="cost")


def _duration(seconds: float) -> str:
    """Write a duration in seconds, below a tenth in milliseconds."""
    return f"{plain(seconds)} s" if seconds == 0 or seconds >= MILLISECONDS_BELOW else f"{plain(1000 * seconds)} ms"


def _no_cost(side: SideTotals) -> str:
    if side.rows and side.cost_unknown < side.rows:
        return f"{side.cost_unknown} of {side.rows} runs carry no cost"
    if side.cost_usd is not None and not side.passed:
        return "no run succeeded"
    return "the results carry no cost"


def is_simulated(assessment: Assessment) -> bool:
    """Say whether the candidate's rows call their own cost and time simulated (metadata ``simulated: true``)."""
    return any(
        pair.candidate.row.metadata.get("simulated") == "true"
        for pair in assessment.pairs
        if pair.candidate is not None
    )


def _value(result: ScoreResult, value: float | None) -> str:
    if value is None:
        return "not measured"
    return quantity(value, result.unit)
