"""Failures of one class: a count blocks at once, a rate must be shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.gates.base import ClassEvidence
from evalreport.model.gate import Gate
from tests.unit.gates.contexts import context, failures, judge

if TYPE_CHECKING:
    from evalreport.model.gate import Verdict

COUNT = Gate(id="g", title="G", form="failures", failure_class="breach", limit=0)
RATE = replace(COUNT, limit=None, max_rate=0.05)
BOTH = replace(COUNT, max_rate=0.01)


@pytest.mark.parametrize(
    ("gate", "failed", "ran", "verdict"),
    [
        (COUNT, 0, 120, "passed"),
        (COUNT, 0, 30, "passed"),
        (COUNT, 0, 29, "inconclusive"),
        (COUNT, 1, 120, "failed"),
        (COUNT, 1, 5, "failed"),
        (COUNT, 0, 0, "not_evaluated"),
        (replace(COUNT, limit=2), 2, 120, "passed"),
        (replace(COUNT, limit=2), 3, 120, "failed"),
        (replace(COUNT, min_cases=200), 0, 120, "inconclusive"),
        (BOTH, 0, 299, "passed"),
        (BOTH, 0, 298, "inconclusive"),
        (BOTH, 1, 2000, "failed"),
        (RATE, 0, 59, "passed"),
        (RATE, 0, 58, "inconclusive"),
        (RATE, 1, 500, "passed"),
        (RATE, 60, 500, "failed"),
        (RATE, 0, 0, "not_evaluated"),
    ],
)
def test_each_limit_decides_as_declared(gate: Gate, failed: int, ran: int, verdict: Verdict) -> None:
    """More failures than allowed fail on however few cases; none pass only when enough ran to say so."""
    result = judge(gate, context(classes=failures(failed, ran)))
    assert result.verdict == verdict
    if ran:
        assert result.observed == (failed if gate.limit is not None else failed / ran)
        assert result.n == ran


def test_a_pass_prints_the_rate_it_rules_out() -> None:
    """0 of 120 passes, and says that rates above 2.5% are ruled out."""
    result = judge(COUNT, context(classes=failures(0, 120)))
    assert result.rules_out == pytest.approx(0.02466, abs=1e-4)
    assert "rules out rates above 2.5%" in result.reason


def test_failing_cases_are_named() -> None:
    """A failed gate lists the first cases behind it, twenty at most."""
    assert judge(COUNT, context(classes=failures(2, 50))).failures == ("c001", "c002")
    assert len(judge(COUNT, context(classes=failures(45, 50))).failures) == 20


@pytest.mark.parametrize(("failed", "verdict"), [(0, "not_evaluated"), (1, "failed")])
def test_an_unfinished_run_proves_failures_and_no_pass(failed: int, verdict: Verdict) -> None:
    """A failure seen before a run was cut is a failure; the absence of one there is nothing."""
    evidence = failures(failed, 200, incomplete=("s (cancelled)",))
    assert judge(COUNT, context(classes=evidence)).verdict == verdict


def test_a_few_failures_of_an_unfinished_run_within_the_limit_decide_nothing() -> None:
    """Up to the limit in a cut run is not evaluated, since the rest of it may hold more."""
    evidence = failures(2, 200, incomplete=("s (cancelled)",))
    assert judge(replace(COUNT, limit=3), context(classes=evidence)).verdict == "not_evaluated"


def test_suites_narrow_what_is_counted() -> None:
    """A gate over one suite counts its cases and failures only."""
    hard, easy = failures(3, 40, suite="hard"), failures(0, 40, suite="easy")
    both = ClassEvidence(title="Breach", ran=hard.ran | easy.ran, failed=hard.failed)
    assert judge(replace(COUNT, suites=("easy",)), context(classes=both)).verdict == "passed"
    assert judge(replace(COUNT, suites=("hard",)), context(classes=both)).observed == 3.0


@pytest.mark.parametrize(
    ("gate", "failed", "ran", "words"),
    [
        (COUNT, 1, 120, "1 of 120 tickets failed in Policy boundary; none is allowed."),
        (replace(COUNT, limit=1), 2, 120, "2 of 120 tickets failed in Policy boundary; 1 is allowed."),
        (replace(COUNT, limit=2), 3, 120, "3 of 120 tickets failed in Policy boundary; 2 are allowed."),
        (COUNT, 0, 29, "None of 29 tickets failed in Policy boundary, but only 29 tickets ran; at least 30 are needed"),
        (BOTH, 0, 120, "That rules out rates above 2.5% for tickets like these."),
        (RATE, 60, 500, "the true rate must be shown to be at most 5%."),
    ],
)
def test_the_reason_says_counts_and_what_is_allowed(gate: Gate, failed: int, ran: int, words: str) -> None:
    """One plain sentence tells the count, of how many, in which class, and the limit."""
    assert words in judge(gate, context(classes=failures(failed, ran))).reason


@pytest.mark.parametrize(("gate", "inside"), [(COUNT, False), (BOTH, False), (RATE, True)])
def test_counts_of_severe_failures_stand_outside_the_family(gate: Gate, *, inside: bool) -> None:
    """A counted failure is no chance finding, so Holm's correction leaves it alone; a mere rate is one."""
    assert (judge(gate, context(classes=failures(60, 100))).p_fail is not None) == inside


def test_a_class_whose_rules_reach_nothing_is_not_counted_as_free() -> None:
    """While failures stand outside every class, no count of a class that nothing reached is known."""
    here = frozenset({("s", "a")})
    assert not ClassEvidence(title="T", ran=here, failed=frozenset(), loose=here, reached=False).known
    assert ClassEvidence(title="T", ran=here, failed=frozenset(), loose=here, reached=True).known
    assert ClassEvidence(title="T", ran=here, failed=frozenset(), reached=False).known
