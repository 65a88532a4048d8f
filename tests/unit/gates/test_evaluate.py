"""All gates together: the order kept, and a block that survives the number of blockers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, get_args

import pytest

from evalreport.gates.evaluate import RULES, evaluate_gates
from evalreport.model.gate import Form, Gate
from tests.unit.gates.contexts import context, failures, rate, score

if TYPE_CHECKING:
    from evalreport.model.gate import Level

BELOW = Gate(id="below", title="Below", form="at_least", score="success", line=0.9)


def test_every_form_has_exactly_one_family() -> None:
    """Each form of a gate is judged by one rule, and every rule says on its page what it does."""
    forms = [form for rule in RULES for form in rule.forms]
    assert sorted(forms) == sorted(get_args(Form))
    assert all(rule.__doc__ and len(rule.__doc__) > 80 for rule in RULES)


def test_results_come_in_the_order_asked() -> None:
    """The answer keeps the order of the decision's gates."""
    gates = [replace(BELOW, id=name) for name in ("c", "a", "b")]
    assert [result.gate for result in evaluate_gates(gates, context(score(rate(99, 100))))] == ["c", "a", "b"]


@pytest.mark.parametrize(("blockers", "verdict"), [(1, "failed"), (2, "inconclusive"), (5, "inconclusive")])
def test_a_narrow_failure_among_several_blockers_cannot_tell(blockers: int, verdict: str) -> None:
    """85 of 100 misses 90% at 5% alone; beside others that pass, it is one look among many (Holm)."""
    other = Gate(id="other", title="Other", form="at_least", score="success", line=0.5)
    gates = [BELOW, *(replace(other, id=f"other-{number}") for number in range(1, blockers))]
    result = evaluate_gates(gates, context(score(rate(85, 100))))[0]
    assert result.verdict == verdict
    assert (f"one of {blockers} blockers reads so by chance too often" in result.reason) == (blockers > 1)


def test_a_clear_failure_survives_any_number_of_blockers() -> None:
    """60 of 100 is below 90% beside ten others too."""
    other = Gate(id="other", title="Other", form="at_least", score="success", line=0.3)
    gates = [BELOW, *(replace(other, id=f"other-{number}") for number in range(10))]
    assert evaluate_gates(gates, context(score(rate(60, 100))))[0].verdict == "failed"


@pytest.mark.parametrize("level", ["advise", "manual"])
def test_advice_is_no_part_of_the_family(level: Level) -> None:
    """A gate that blocks nobody does not make a blocker weaker."""
    advice = replace(BELOW, id="advice", line=0.5, level=level)
    result = evaluate_gates([BELOW, advice], context(score(rate(85, 100))))[0]
    assert result.verdict == "failed"


def test_counted_failures_stay_failed_beside_others() -> None:
    """One severe failure is one, whatever else is asked."""
    breach = Gate(id="breach", title="Breach", form="failures", failure_class="breach", limit=0)
    given = context(score(rate(99, 100)), failures(1, 100))
    results = {result.gate: result.verdict for result in evaluate_gates([breach, BELOW], given)}
    assert results == {"breach": "failed", "below": "passed"}


@pytest.mark.parametrize("passed", [99, 94, 84, 60])
def test_figures_in_a_reason_never_cross_the_line(passed: int) -> None:
    """The bound that decides is printed on its own side of the line."""
    result = evaluate_gates([BELOW], context(score(rate(passed, 100))))[0]
    low, high = map(float, re.findall(r"plausibly ([\d.]+)% to ([\d.]+)%", result.reason)[0])
    assert (low >= 90) == (result.verdict == "passed")
    assert (high < 90) == (result.verdict == "failed")
