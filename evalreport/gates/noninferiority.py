"""Not worse than a baseline by more than a margin: ``not_worse_than``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from evalreport.analysis.clustered import paired_mean_noninferiority
from evalreport.analysis.compare import Paired, by_case, pair
from evalreport.analysis.noninferiority import HALF_A_CASE, NonInferiority, paired_noninferiority
from evalreport.analysis.unpaired import Arm, unpaired_noninferiority
from evalreport.gates.base import not_evaluated, unfinished, within
from evalreport.gates.callrates import calls_not_worse
from evalreport.gates.costs import cost_not_worse
from evalreport.gates.repeats import too_few_tries
from evalreport.gates.threshold import RATES
from evalreport.gates.units import unit_of
from evalreport.gates.words import cases, more, odds, percent, quantity, sentence, span
from evalreport.model.gate import GateResult
from evalreport.model.scorecard import DIRECTIONS
from evalreport.model.statistics import Interval

if TYPE_CHECKING:
    from evalreport.analysis.observe import Observations
    from evalreport.gates.base import GateContext, ScoreEvidence
    from evalreport.model.gate import Form, Gate
    from evalreport.model.scorecard import ScoreSpec

# Sums over sums: paired by what each case adds to the ratio, for a single case has none.
RATIOS = {"cost_per_success": cost_not_worse, "tool_error_rate": calls_not_worse, "approval_rate": calls_not_worse}
# Percentiles have no value of a single case to pair either, and nothing that a case adds.
UNPAIRABLE = {"latency_p50", "latency_p95", *RATIOS}
_NO_PAIR = "Not judged: this score has no value of a single case to pair; give it a line (at_most) instead."


class NotWorseRule:
    """The candidate may be worse than the baseline by less than ``margin`` only.

    Cases are paired by suite, case and epoch. Plain passes and failures are judged by Tango's score test (R1), repeated
    epochs and numbers by the mean difference of each case (R2), different cases by Newcombe's interval (R3, less
    precise, said so), cost per success by the ratio of sums, its margin a share (R8), shares of tool calls by what each
    case adds to the ratio. "No significant difference" is
    not a pass: the bound must clear the margin. When more than ``unpaired_share`` (5%) of the cases lack a scored
    partner, nothing is judged.
    """

    forms: ClassVar[tuple[Form, ...]] = ("not_worse_than",)

    def check(self, gate: Gate, context: GateContext) -> GateResult:
        """Judge one gate."""
        evidence, name = _evidence(gate, context)
        threshold = -(gate.margin or 0.0)
        hindrance = _hindrance(evidence)
        if evidence.baseline is None or hindrance:
            return not_evaluated(gate, hindrance, threshold=threshold)
        ratio = RATIOS.get(evidence.spec.measure)
        if ratio is not None:
            return ratio(gate, evidence, context.noun, name)
        if evidence.spec.measure in UNPAIRABLE:
            return not_evaluated(gate, _NO_PAIR, threshold=threshold)
        baseline, candidate = within(gate, evidence.baseline), within(gate, evidence.candidate)
        lacking_tries = too_few_tries(evidence.spec, (candidate, baseline), context.noun)
        if lacking_tries:
            return not_evaluated(gate, lacking_tries, threshold=threshold)
        paired = pair(baseline, candidate)
        if not paired.cases:
            return _unpaired(gate, evidence.spec, baseline, candidate, context, name)
        share = paired.lost / (paired.lost + len(paired.cases))
        if share > gate.unpaired_share:
            reason = (
                f"Not judged: {paired.lost} of {cases(paired.lost + len(paired.cases), context.noun)} have a result on "
                f"one side only ({percent(share)}; {percent(gate.unpaired_share)} allowed)"
                f"{_unscored(candidate, 'the candidate')}{_unscored(baseline, name)}."
            )
            return not_evaluated(gate, reason, threshold=threshold)
        return _paired(gate, evidence, paired, context, name)


def _evidence(gate: Gate, context: GateContext) -> tuple[ScoreEvidence, str]:
    if gate.baseline not in {None, "baseline"}:
        pinned = context.pinned.get((gate.score or "", gate.baseline or ""))
        if pinned is not None:
            return pinned, gate.baseline or ""
    return context.scores[gate.score or ""], context.baseline_name


def _hindrance(evidence: ScoreEvidence) -> str:
    """Say what keeps two versions from being compared at all; "" where nothing does."""
    lacking = evidence.incomplete + evidence.baseline_incomplete
    if lacking:
        return unfinished(lacking)
    if evidence.baseline is None:
        return "Not judged: there is no baseline to compare with."
    return f"Not judged: {evidence.undefined}." if evidence.undefined else ""


def higher_is_better(spec: ScoreSpec) -> bool:
    """Say which way is better; only a mean needs to be told."""
    return DIRECTIONS.get(spec.measure, spec.better) == "higher"


def _unscored(side: Observations, name: str) -> str:
    """Say how many rows of a side ran into an error or carry no verdict."""
    lost = sum(value is None for value in side.values())
    return f"; {lost} runs of {name} ended without one" if lost else ""


def _paired(gate: Gate, evidence: ScoreEvidence, paired: Paired, context: GateContext, name: str) -> GateResult:
    spec, clusters = evidence.spec, evidence.clusters or None
    up = higher_is_better(spec)
    margin = gate.margin or 0.0
    steps = [difference if up else -difference for difference in paired.differences]
    better, worse = sum(step > 0 for step in steps), sum(step < 0 for step in steps)
    rate = spec.measure in RATES
    if paired.binary and rate and clusters is None:
        test = paired_noninferiority(
            only_baseline=worse,
            only_candidate=better,
            n=len(steps),
            margin=margin,
            alpha=gate.alpha,
            step=HALF_A_CASE,
        )
    else:
        by_name = dict(zip(paired.cases, steps, strict=True))
        whole = rate and paired.whole
        test = paired_mean_noninferiority(by_name, margin=margin, alpha=gate.alpha, clusters=clusters, binary=whole)
    unit = unit_of(spec.measure)
    kind = "points" if unit == "rate" else unit
    return _result(gate, test, kind=kind, up=up, counts=(better, worse), words=(context.noun, name))


def _unpaired(
    gate: Gate, spec: ScoreSpec, baseline: Observations, candidate: Observations, context: GateContext, name: str
) -> GateResult:
    before, after = by_case(baseline), by_case(candidate)
    threshold = -(gate.margin or 0.0)
    single = all(len(values) == 1 for values in (*before.values(), *after.values()))
    if not before or not after:
        side = "the candidate" if not after else name
        return not_evaluated(gate, f"Not judged: {side} has no scored {context.noun[0]} here.", threshold=threshold)
    if spec.measure not in RATES or not single:
        return not_evaluated(
            gate, f"Not judged: no {context.noun[0]} was run on both {name} and the candidate.", threshold=threshold
        )
    up = higher_is_better(spec)
    arms = [_arm(values, up=up) for values in (after, before)]
    test = unpaired_noninferiority(candidate=arms[0], baseline=arms[1], margin=gate.margin or 0.0, alpha=gate.alpha)
    return _result(gate, test, kind="points", up=up, counts=None, words=(context.noun, name))


def _arm(grouped: dict[tuple[str, str], list[float]], *, up: bool) -> Arm:
    hits = sum(values[0] == 1.0 for values in grouped.values())
    return Arm(passed=hits if up else len(grouped) - hits, n=len(grouped))


def _result(
    gate: Gate,
    test: NonInferiority,
    *,
    kind: str,
    up: bool,
    counts: tuple[int, int] | None,
    words: tuple[tuple[str, str], str],
) -> GateResult:
    """Turn the test, in which up is always better, back into the score's own direction."""
    margin = gate.margin or 0.0
    sign = 1 if up else -1
    if test.difference is None:
        reason = sentence(f"not judged: {test.reason or 'nothing to compare'}.")
        return not_evaluated(gate, reason, threshold=-sign * margin)
    interval = test.interval
    if interval is not None and not up:
        interval = Interval(low=-interval.high, high=-interval.low)
    return GateResult(
        gate=gate.id,
        verdict=test.verdict,
        reason=_words(test, kind=kind, shown=interval, sign=sign, counts=counts, words=words, margin=margin),
        observed=sign * test.difference,
        threshold=-sign * margin,
        interval=interval,
        n=test.n,
        unit=kind,
        method=test.method,
        needed=test.needed,
        better=counts[0] if counts else None,
        worse=counts[1] if counts else None,
        p_fail=test.p_fail,
    )


def _words(
    test: NonInferiority,
    *,
    kind: str,
    shown: Interval | None,
    sign: int,
    counts: tuple[int, int] | None,
    words: tuple[tuple[str, str], str],
    margin: float,
) -> str:
    noun, name = words
    allowed = f"{percent(margin).rstrip('%')} points" if kind == "points" else quantity(margin, kind)
    pairs = f"{counts[1]} worse, {counts[0]} better of {cases(test.n, noun)}" if counts else f"not the same {noun[1]}"
    change = f"change {quantity(sign * (test.difference or 0.0), kind)}"
    if shown is not None:
        change += f", plausibly {span(shown, kind, line=-sign * margin)}"
    if test.verdict == "passed":
        drop = " A small real drop, within the allowance." if test.real_drop_within_margin else ""
        return f"{sentence(pairs)}: no worse than {name} by more than {allowed} ({change}).{drop}"
    if test.verdict == "failed":
        return f"{sentence(pairs)}: worse than {name} by more than the {allowed} allowed ({change}{odds(test.p_fail)})."
    why = f" {sentence(test.reason)}." if test.reason else f" {more(test.needed, noun)}"
    return f"{sentence(pairs)}: cannot tell yet whether it is worse than {name} by more than {allowed} ({change}).{why}"
