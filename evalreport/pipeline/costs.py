"""What one of each costs: the five figures of a release on both sides, with the quality verdict beside them."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evalreport.analysis.caseratio import cost_interval, relative_change_interval, too_many_unknown, totals
from evalreport.analysis.outcomes import OutcomeReader
from evalreport.analysis.ratio import FEWEST_SUCCESSES
from evalreport.model.costs import COSTS, CostFigure, CostSide, ReviewFacts
from evalreport.pipeline.cases import CaseReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from evalreport.model.assessment import Assessment, CaseSide, GateOutcome
    from evalreport.model.costs import CostId
    from evalreport.model.evaluation import CaseResult
    from evalreport.model.gate import Verdict
    from evalreport.model.policy import Policy

ALPHA = 0.05
MINUTES = 60
# What a run adds above and below the line; None: not known.
Part = tuple["float | None", "float | None"]
Parts = dict[tuple[str, str], tuple[float, float]]
# Measures that say how well, not how dear or how slow.
QUALITY = {"pass_rate", "pass_hat_k", "mean", "failure_rate", "tool_error_rate", "approval_rate"}
# The worst first: what is not known is worse than what cannot be told yet, and neither is a pass.
_WORST: tuple[Verdict, ...] = ("failed", "not_evaluated", "inconclusive", "passed")
_NONE = {
    "successful_run": "no run succeeded",
    "reviewed_run": "no reviewed run",
    "approved_action": "no approved action",
    "avoided_escalation": "no avoided escalation",
    "high_risk_failure": "no high-risk failure caught",
}
_NEEDED = {
    "reviewed_run": "cost or minutes of review",
    "approved_action": "cost or tool calls",
    "high_risk_failure": "cost or cost of grading",
}
_ESCALATION = "say in outcomes.escalation which runs could have gone, and went, to a person"
_SUCCESS = "say in outcomes.success which score's passes are successful runs"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """How the rows of a release are read: by which score a run succeeds, and by which rules it came to what."""

    success: str | None
    reader: OutcomeReader

    def succeeded(self, side: CaseSide) -> bool:
        return side.scores.get(self.success or "") is True


def cost_figures(policy: Policy, assessment: Assessment) -> tuple[CostFigure, ...]:
    """Return the five figures in their order, each undefined where the policy's ``outcomes`` do not say what counts."""
    reading = _reading(policy, assessment)
    after, before = _sides(assessment)
    quality, gates = _quality(policy, assessment.gates)
    return tuple(_figure(name, reading, (after, before), (quality, gates), _note(name, policy)) for name in COSTS)


def review_facts(policy: Policy, assessment: Assessment) -> tuple[ReviewFacts, ...]:
    """Return what people did with the runs, the candidate's first; nothing where the policy names no reviews."""
    if not policy.outcomes.reviewed:
        return ()
    reading = _reading(policy, assessment)
    return tuple(_facts(reading.reader, side) for side in _sides(assessment) if side is not None)


def _reading(policy: Policy, assessment: Assessment) -> _Reading:
    reader = CaseReader(policy, assessment.headline)
    return _Reading(success=policy.outcomes.success, reader=OutcomeReader(policy.outcomes, reader.score_passed))


def _sides(assessment: Assessment) -> tuple[list[CaseSide], list[CaseSide] | None]:
    """All runs of each side but the skipped ones, which nobody paid for."""
    after = [pair.candidate for pair in assessment.pairs if pair.candidate is not None]
    before = [pair.baseline for pair in assessment.pairs if pair.baseline is not None]
    kept = [[side for side in sides if not side.row.skipped] for sides in (after, before)]
    return kept[0], kept[1] if assessment.baseline is not None else None


def _figure(
    name: CostId,
    reading: _Reading,
    sides: tuple[list[CaseSide], list[CaseSide] | None],
    quality: tuple[Verdict | None, tuple[str, ...]],
    note: str,
) -> CostFigure:
    candidate, parts = _side(name, reading, sides[0])
    baseline, old_parts = (None, {}) if sides[1] is None else _side(name, reading, sides[1])
    return CostFigure(
        id=name,
        title=COSTS[name],
        candidate=candidate,
        baseline=baseline,
        change=_change(candidate, baseline),
        change_interval=relative_change_interval(parts, old_parts, alpha=ALPHA) if parts and old_parts else None,
        quality=quality[0],
        quality_gates=quality[1],
        note=note,
    )


def _change(candidate: CostSide, baseline: CostSide | None) -> float | None:
    if candidate.value is None or baseline is None or not baseline.value:
        return None
    return candidate.value / baseline.value - 1


def _side(name: CostId, reading: _Reading, sides: Sequence[CaseSide]) -> tuple[CostSide, Parts]:
    undefined = _undefined(name, reading)
    if undefined:
        return CostSide(numerator=None, denominator=None, value=None, runs=0, why=f"undefined: {undefined}"), {}
    known, runs = _known(name, reading, sides)
    unknown = runs - len(known)
    blank = CostSide(numerator=None, denominator=None, value=None, runs=runs, unknown=unknown)
    lacking = f"{unknown:,} of {runs:,} runs have no known {_NEEDED.get(name, 'cost')}"
    if too_many_unknown(unknown, runs):
        return replace(blank, why=f"unknown: {lacking}"), {}
    parts = _summed(known, once=name == "high_risk_failure")
    told = [f"{lacking}: left out"] if unknown else []
    spent, bought = totals(parts)
    side = replace(blank, numerator=spent, denominator=int(bought))
    if not bought:
        return replace(side, why="; ".join([f"undefined: {_NONE[name]}", *told])), parts
    return _estimated(side, parts, told), parts


def _known(
    name: CostId, reading: _Reading, sides: Sequence[CaseSide]
) -> tuple[list[tuple[tuple[str, str], float, float]], int]:
    """Return the runs of which everything is known, and how many runs the figure is about."""
    read = _READERS[name]
    seen = [(side.row.key[:2], part) for side in sides if (part := read(reading, side)) is not None]
    known = [(case, *part) for case, part in seen if None not in part]
    return [(case, above or 0.0, below or 0.0) for case, above, below in known], len(seen)


def _estimated(side: CostSide, parts: Parts, told: list[str]) -> CostSide:
    """Put the interval beside the value, or say why there is none."""
    got, spent = side.denominator or 0, side.numerator or 0.0
    interval = cost_interval(parts, alpha=ALPHA)
    if interval is None:
        few = min(got, len(parts)) < FEWEST_SUCCESSES
        told = [f"no range: {f'fewer than {FEWEST_SUCCESSES}' if few else 'too few or too alike to tell one'}", *told]
    return replace(side, value=spent / got, interval=interval, why="; ".join(told))


def _summed(seen: Iterable[tuple[tuple[str, str], float, float]], *, once: bool) -> Parts:
    """Sum the runs of each case; ``once``: a case counts once below the line, however often it failed."""
    gathered: defaultdict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for case, above, below in seen:
        gathered[case].append((above, below))
    sums = {case: tuple(map(math.fsum, zip(*runs, strict=True))) for case, runs in sorted(gathered.items())}
    return {case: (above, min(below, 1.0) if once else below) for case, (above, below) in sums.items()}


def _undefined(name: CostId, reading: _Reading) -> str:
    """Say what the policy leaves out that a figure needs; "" where nothing is missing."""
    outcomes = reading.reader.outcomes
    needed: dict[CostId, tuple[tuple[object, str], ...]] = {
        "successful_run": ((outcomes.success, _SUCCESS),),
        "reviewed_run": (
            (outcomes.reviewed, reading.reader.undefined("reviewer_burden")),
            (outcomes.review_rate is not None, "say in outcomes.review.usd_per_hour what an hour costs"),
        ),
        "approved_action": ((outcomes.approval_tools, reading.reader.undefined("approval_rate")),),
        "avoided_escalation": (
            (outcomes.escalatable, _ESCALATION),
            (outcomes.escalated, _ESCALATION),
            (outcomes.success, _SUCCESS),
        ),
        "high_risk_failure": ((outcomes.critical, "say in outcomes.high_risk which failure classes count"),),
    }
    return next((words for there, words in needed[name] if not there), "")


def _successful(reading: _Reading, side: CaseSide) -> Part | None:
    # A run that the score does not look at is no failure of what the score is about.
    if reading.success not in side.scores:
        return None
    return side.row.cost_usd, float(reading.succeeded(side))


def _reviewed(reading: _Reading, side: CaseSide) -> Part | None:
    if not reading.reader.reviewed(side.row):
        return None
    minutes, cost, rate = reading.reader.minutes(side.row), side.row.cost_usd, reading.reader.outcomes.review_rate
    if minutes is None or cost is None or rate is None:
        return None, None
    return cost + minutes * rate / MINUTES, 1.0


def _approved(reading: _Reading, side: CaseSide) -> Part | None:
    calls = reading.reader.calls(side.row)
    return side.row.cost_usd, None if calls is None else float(calls.executed)


def _avoided(reading: _Reading, side: CaseSide) -> Part | None:
    reader = reading.reader
    resolved = reader.escalatable(side.row) and reading.succeeded(side) and not reader.escalated(side.row)
    return side.row.cost_usd, float(resolved)


def _caught(reading: _Reading, side: CaseSide) -> Part | None:
    judges = reading.reader.judge_cost(side.row)
    cost = None if judges is None or side.row.cost_usd is None else side.row.cost_usd + judges
    return cost, float(any(name in reading.reader.outcomes.critical for name in side.classes))


_READERS: Mapping[CostId, Callable[[_Reading, CaseSide], Part | None]] = {
    "successful_run": _successful,
    "reviewed_run": _reviewed,
    "approved_action": _approved,
    "avoided_escalation": _avoided,
    "high_risk_failure": _caught,
}


def _quality(policy: Policy, outcomes: Iterable[GateOutcome]) -> tuple[Verdict | None, tuple[str, ...]]:
    """Return the worst verdict of the gates that judge quality, and their names; an override rewrites none."""
    counted = _decisive([outcome for outcome in outcomes if _judges_quality(policy, outcome)])
    if not counted:
        return None, ()
    worst = min((one.result.verdict for one in counted), key=_WORST.index)
    return worst, tuple(one.gate.id for one in counted if one.result.verdict == worst)


def _decisive(judged: list[GateOutcome]) -> list[GateOutcome]:
    """Keep the gates that block, and those that fail; all, where none blocks."""
    # What only advises fails as loudly as what blocks, but what it cannot tell leaves open what the others showed.
    loud = [one for one in judged if one.gate.level == "block" or one.result.verdict == "failed"]
    return loud if any(one.gate.level == "block" for one in judged) else judged


def _judges_quality(policy: Policy, outcome: GateOutcome) -> bool:
    if outcome.gate.form == "failures":
        return True
    spec = policy.scorecard.get(outcome.gate.score or "")
    if spec is None or spec.measure not in QUALITY:
        return False
    # A mean of which less is better is money, minutes or seconds more often than quality.
    return spec.measure != "mean" or spec.better == "higher"


def _note(name: CostId, policy: Policy) -> str:
    # A program grades for nothing; what a model costs that nobody wrote down is not in the sum.
    asks_models = any(grader.kind == "llm" for grader in policy.graders.values())
    if name == "high_risk_failure" and asks_models and policy.outcomes.judge_cost is None:
        return "without the cost of graders: outcomes.high_risk.judge_cost names no key"
    return ""


def _facts(reader: OutcomeReader, sides: Sequence[CaseSide]) -> ReviewFacts:
    rows = [side.row for side in sides]
    minutes = [reader.minutes(row) for row in rows if reader.reviewed(row)]
    known = [spent for spent in minutes if spent is not None]
    if not any(reader.speaks("reviewer_burden", row) for row in rows):
        return ReviewFacts(runs=len(rows), reviewed=None, minutes=None, overridden=_overridden(rows))
    return ReviewFacts(
        runs=len(rows),
        reviewed=len(minutes),
        minutes=math.fsum(known) if len(known) == len(minutes) else None,
        overridden=_overridden(rows),
    )


def _overridden(rows: Sequence[CaseResult]) -> int | None:
    traced = [row.trace for row in rows if row.trace is not None]
    changed = sum(any(review.kind == "override" for review in trace.reviews) for trace in traced)
    return changed if traced else None
