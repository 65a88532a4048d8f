"""What a success costs, against the baseline: ``not_worse_than`` of cost_per_success (R8)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evalreport.analysis.caseratio import case_parts, too_many_unknown
from evalreport.analysis.ratio import METHOD, Spending, paired_cost_noninferiority
from evalreport.gates.base import not_evaluated, one_sided, within
from evalreport.gates.words import cases, percent, sentence
from evalreport.model.gate import GateResult
from evalreport.model.statistics import Interval

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalreport.analysis.noninferiority import NonInferiority
    from evalreport.analysis.observe import Observations
    from evalreport.gates.base import ScoreEvidence
    from evalreport.model.gate import Gate

Case = tuple[str, str]


def cost_not_worse(gate: Gate, evidence: ScoreEvidence, noun: tuple[str, str], name: str) -> GateResult:
    """Judge whether a success costs at most ``margin`` more than the baseline's, over cases that both ran.

    The margin is a share: 0.1 is ten percent. All rows of a case are one case. Runs of unknown cost are left out and
    counted; where they are more than one in twenty of a side nothing is judged, for a part is no total.
    """
    margin = gate.margin or 0.0
    after = within(gate, evidence.candidate)
    before = within(gate, evidence.baseline or {})
    hidden = ", ".join(filter(None, (unknown_words(after, "the candidate"), unknown_words(before, name))))
    if any(too_many_unknown(*_unknown(side)) for side in (after, before)):
        return not_evaluated(gate, f"Not judged: {hidden}.", threshold=margin)
    new, old = case_parts(after, evidence.calls), case_parts(before, evidence.baseline_calls)
    alone = one_sided(gate, (new, old), noun[1], name)
    if alone:
        return not_evaluated(gate, alone, threshold=margin)
    shared = sorted(new.keys() & old.keys())
    test = paired_cost_noninferiority(_spending(new, shared), _spending(old, shared), margin=margin, alpha=gate.alpha)
    result = _result(gate, test, noun, name)
    return replace(result, reason=f"{result.reason} {sentence(hidden)}; left out.") if hidden else result


def _unknown(side: Observations) -> tuple[int, int]:
    return sum(value is None for value in side.values()), len(side)


def unknown_words(side: Observations, whose: str = "") -> str:
    """Say how many runs of a side have no known cost; "" where all have."""
    unknown, total = _unknown(side)
    of = f" of {whose}" if whose else ""
    return f"{unknown:,} of {total:,} runs{of} {'has' if unknown == 1 else 'have'} no known cost" if unknown else ""


def no_cost(side: Observations) -> str:
    """Say why a success has no cost: too many costs are not known, or nothing succeeded."""
    if too_many_unknown(*_unknown(side)):
        return f"Not judged: {unknown_words(side)}."
    return "Not judged: no run succeeded, so there is no cost of a success." if side else ""


def _spending(sums: Mapping[Case, tuple[float, float]], shared: list[Case]) -> Spending:
    return Spending(costs=tuple(sums[case][0] for case in shared), successes=tuple(sums[case][1] for case in shared))


def _result(gate: Gate, test: NonInferiority, noun: tuple[str, str], name: str) -> GateResult:
    """Turn savings into dearer (above 0) and cheaper (below), the direction of the score."""
    bounds = test.interval
    dearer = None if bounds is None else Interval(low=-bounds.high, high=-bounds.low)
    return GateResult(
        gate=gate.id,
        verdict=test.verdict,
        reason=_words(test, dearer, noun, name),
        observed=None if test.difference is None else -test.difference,
        threshold=test.margin,
        interval=dearer,
        n=test.n,
        unit="share",
        method=METHOD,
        p_fail=test.p_fail,
    )


def _words(test: NonInferiority, dearer: Interval | None, noun: tuple[str, str], name: str) -> str:
    over = f"over {cases(test.n, noun)}"
    if test.difference is None or dearer is None:
        return f"Cannot tell yet what a success costs against {name} {over}: {test.reason}."
    change = "dearer" if test.difference < 0 else "cheaper"
    low, high = (percent(end, away_from=test.margin) for end in (dearer.low, dearer.high))
    seen = f"A success is {percent(abs(test.difference))} {change} than in {name} {over}"
    seen += f", plausibly {low} to {high} more"
    allowed = f"{percent(test.margin)} more"
    ending = {
        "passed": f"at most {allowed} is shown; failures' costs are in it.",
        "failed": f"more than the {allowed} allowed.",
    }.get(test.verdict, f"whether it stays within {allowed} cannot be told yet.")
    return f"{seen}: {ending}"
