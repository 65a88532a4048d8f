"""Failures of one class: ``failures`` with ``at_most``, ``max_rate`` or both."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from evalreport.analysis.threshold import RateCheck, at_most_count, at_most_rate
from evalreport.gates.base import not_evaluated, unfinished
from evalreport.gates.words import cases, more, percent, sentence
from evalreport.model.gate import GateResult

if TYPE_CHECKING:
    from evalreport.gates.base import ClassEvidence, GateContext
    from evalreport.model.gate import Form, Gate

# A page lists all of them; the reason of a gate is a sentence.
SHOWN = 20


class FailuresRule:
    """At most N cases may fail in a class (an automatic blocker), or at most a rate of them.

    ``at_most`` counts the cases that ran, a case once if any epoch fails; at least ``min_cases`` (30) must have run.
    0 failures of 120 pass, and the rate that this rules out is printed. Only ``max_rate`` asks the bound itself (R5).
    ``unclassified`` counts failures no rule claims. A class whose rules match nothing, while failures stand outside
    every class, cannot tell: a rule that never matches must not pass a gate.
    """

    forms: ClassVar[tuple[Form, ...]] = ("failures",)

    def check(self, gate: Gate, context: GateContext) -> GateResult:
        """Judge one gate."""
        evidence = context.classes[gate.failure_class or ""]
        ran, failed = _seen(gate, evidence)
        # A failure seen in an unfinished run is a failure all the same; only its passes prove nothing.
        if evidence.incomplete and not failed:
            return not_evaluated(gate, unfinished(evidence.incomplete), threshold=_threshold(gate))
        if not ran:
            return not_evaluated(gate, f"Not judged: no {context.noun[0]} ran.", threshold=_threshold(gate))
        result = _result(gate, evidence, _test(gate, len(failed), ran), failed, context.noun)
        return (
            result if evidence.reached or result.verdict == "failed" else _doubted(gate, result, evidence, context.noun)
        )


def _doubted(gate: Gate, result: GateResult, evidence: ClassEvidence, noun: tuple[str, str]) -> GateResult:
    """Take back a pass that rests on rules which match nothing while failures stand outside every class."""
    loose = [case for case in evidence.loose if not gate.suites or case[0] in gate.suites]
    if not loose:
        return result
    reason = (
        f"No rule of {evidence.title} matches anything here, while {cases(len(loose), noun)} failed in no known class: "
        "any of them may be one. Give them a class (match rules) before this gate can tell."
    )
    return replace(result, verdict="inconclusive", reason=reason, needed=None, rules_out=None)


def _seen(gate: Gate, evidence: ClassEvidence) -> tuple[int, list[tuple[str, str]]]:
    """Return how many cases ran in the gate's suites, and those of them that failed, sorted."""
    ran = {case for case in evidence.ran if not gate.suites or case[0] in gate.suites}
    # Sorted, so that the same evidence gives the same page.
    return len(ran), sorted(evidence.failed & ran)


def _result(
    gate: Gate, evidence: ClassEvidence, test: RateCheck, failed: list[tuple[str, str]], noun: tuple[str, str]
) -> GateResult:
    counted = gate.limit is not None
    return GateResult(
        gate=gate.id,
        verdict="not_evaluated" if evidence.incomplete and test.verdict != "failed" else test.verdict,
        reason=_words(gate, test, evidence.title, noun),
        observed=float(len(failed)) if counted else test.rate,
        threshold=_threshold(gate),
        interval=test.interval,
        n=test.n,
        unit="count" if counted else "rate",
        method=test.method,
        needed=test.needed,
        rules_out=test.rules_out,
        # A count is no test, so it takes no share of the chance of error that blockers have together.
        p_fail=None if counted else test.p_fail,
        failures=tuple(case for _, case in failed[:SHOWN]),
    )


def _threshold(gate: Gate) -> float | None:
    return gate.max_rate if gate.limit is None else float(gate.limit)


def _test(gate: Gate, failed: int, ran: int) -> RateCheck:
    # A count asks only what was seen; a rate asks what the cases not seen would do.
    if gate.limit is None:
        return at_most_rate(failed=failed, n=ran, line=gate.max_rate or 0.0, alpha=gate.alpha)
    return at_most_count(
        failures=failed, n=ran, limit=gate.limit, alpha=gate.alpha, min_cases=gate.min_cases, max_rate=gate.max_rate
    )


def _words(gate: Gate, test: RateCheck, title: str, noun: tuple[str, str]) -> str:
    allowed = _allowed(gate)
    seen = f"{test.part or 'none'} of {cases(test.n, noun)} failed in {title}"
    out = (
        ""
        if test.rules_out is None
        else f" That rules out rates above {percent(test.rules_out)} for {noun[1]} like these."
    )
    if test.verdict == "passed":
        return f"{sentence(seen)}; {allowed}.{out}"
    if test.verdict == "failed":
        return f"{sentence(seen)}; {allowed}."
    if gate.max_rate is None:
        return f"{sentence(seen)}, but only {cases(test.n, noun)} ran; at least {gate.min_cases} are needed to say so."
    return f"{sentence(seen)}.{out} {sentence(allowed)}. {more(test.needed, noun)}"


def _allowed(gate: Gate) -> str:
    parts = []
    if gate.limit is not None:
        parts.append(f"{gate.limit or 'none'} {'is' if gate.limit in {0, 1} else 'are'} allowed")
    if gate.max_rate is not None:
        parts.append(f"the true rate must be shown to be at most {percent(gate.max_rate)}")
    return " and ".join(parts)
