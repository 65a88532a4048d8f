"""Shares of tool calls against the baseline: ``not_worse_than`` of tool_error_rate and approval_rate (R2, R8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.analysis.caseratio import case_parts, ratio_steps
from evalreport.analysis.clustered import paired_mean_noninferiority
from evalreport.gates.base import not_evaluated, one_sided, within
from evalreport.gates.words import cases, more, percent, points, sentence, span
from evalreport.model.gate import GateResult
from evalreport.model.scorecard import DIRECTIONS
from evalreport.model.statistics import Interval

if TYPE_CHECKING:
    from evalreport.analysis.noninferiority import NonInferiority
    from evalreport.gates.base import ScoreEvidence
    from evalreport.model.gate import Gate

# Up is better in the test, whichever way is better in the score.
_SIGNS = {"higher": 1, "lower": -1}
METHOD = "difference of two ratios by case (delta method), Student's t"


def calls_not_worse(gate: Gate, evidence: ScoreEvidence, noun: tuple[str, str], name: str) -> GateResult:
    """Judge whether a share of calls is worse than the baseline's by less than ``margin``, over cases that both ran.

    A case counts as one, however many calls it made. Cases of one side only are lost; more than ``unpaired_share`` of
    them and nothing is judged.
    """
    sign, margin = _SIGNS[DIRECTIONS[evidence.spec.measure]], gate.margin or 0.0
    after = case_parts(within(gate, evidence.candidate), evidence.calls)
    before = case_parts(within(gate, evidence.baseline or {}), evidence.baseline_calls)
    steps = {case: sign * step for case, step in ratio_steps(after, before).items()}
    if not steps:
        return not_evaluated(gate, "Not judged: one side made no such call.", threshold=-sign * margin)
    alone = one_sided(gate, (after, before), noun[1], name)
    if alone:
        return not_evaluated(gate, alone, threshold=-sign * margin)
    # Without any spread every call of a case came out alike: then a case is a plain pair (R1).
    test = paired_mean_noninferiority(
        steps, margin=margin, alpha=gate.alpha, clusters=evidence.clusters or None, binary=True
    )
    return _result(gate, test, sign, noun, name)


def _result(gate: Gate, test: NonInferiority, sign: int, noun: tuple[str, str], name: str) -> GateResult:
    """Turn the test, in which up is always better, back into the score's own direction."""
    shown = test.interval
    if shown is not None and sign < 0:
        shown = Interval(low=-shown.high, high=-shown.low)
    difference = sign * (test.difference or 0.0)
    return GateResult(
        gate=gate.id,
        verdict=test.verdict,
        reason=_words(gate, test, shown, difference, (noun, name)),
        observed=difference,
        threshold=-sign * (gate.margin or 0.0),
        interval=shown,
        n=test.n,
        unit="points",
        method=METHOD,
        needed=test.needed,
        p_fail=test.p_fail,
    )


def _words(
    gate: Gate, test: NonInferiority, shown: Interval | None, difference: float, words: tuple[tuple[str, str], str]
) -> str:
    noun, name = words
    allowed = f"{percent(gate.margin or 0.0).rstrip('%')} points"
    spread = f", plausibly {span(shown, 'points')}" if shown else ""
    over = f"over {cases(test.n, noun)} with such calls"
    change = f"change {points(difference)}{spread}, {over}"
    if test.verdict == "passed":
        return f"No worse than {name} by more than {allowed} ({change})."
    if test.verdict == "failed":
        return f"Worse than {name} by more than the {allowed} allowed ({change})."
    why = f"{sentence(test.reason)}." if test.reason else more(test.needed, noun)
    return f"Cannot tell yet whether it is worse than {name} by more than {allowed} ({change}). {why}"
