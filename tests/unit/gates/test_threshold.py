"""A score against a line: the bound decides, never the point."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.model.gate import Gate
from tests.unit.gates.contexts import context, judge, rate, score, seen

if TYPE_CHECKING:
    from evalreport.model.gate import Form, Verdict
    from evalreport.model.scorecard import Measure

GATE = Gate(id="g", title="G", form="at_least", score="success", line=0.9)
CEILING = Gate(id="g", title="G", form="at_most", score="success", line=0.1)


@pytest.mark.parametrize(
    ("passed", "n", "verdict"),
    [
        (99, 100, "passed"),
        (94, 100, "inconclusive"),
        (90, 100, "inconclusive"),
        (80, 100, "failed"),
        (3, 3, "inconclusive"),
    ],
)
def test_at_least_decides_on_the_bound(passed: int, n: int, verdict: Verdict) -> None:
    """A rate above the line passes only when its lower bound is there too, and fails only when its upper one is not."""
    result = judge(GATE, context(score(rate(passed, n))))
    assert (result.verdict, result.observed, result.n, result.unit) == (verdict, passed / n, n, "rate")
    assert result.threshold == 0.9


@pytest.mark.parametrize(
    ("failed", "n", "verdict"),
    [
        (0, 100, "passed"),
        (0, 10, "inconclusive"),
        (8, 100, "inconclusive"),
        (30, 100, "failed"),
        (1, 12, "inconclusive"),
    ],
)
def test_at_most_is_the_mirror(failed: int, n: int, verdict: Verdict) -> None:
    """A failure rate passes below the line when its upper bound is there too."""
    result = judge(CEILING, context(score(rate(failed, n), measure="failure_rate")))
    assert result.verdict == verdict


@pytest.mark.parametrize("form", ["at_least", "at_most"])
def test_without_data_nothing_is_judged(form: Form) -> None:
    """No scored case, or only unscored ones, is not evaluated: a missing number is no 0."""
    for observations in ({}, seen([None, None])):
        result = judge(replace(GATE, form=form), context(score(observations)))
        assert (result.verdict, result.observed, result.interval) == ("not_evaluated", None, None)
        assert "no ticket of the candidate carries this score" in result.reason


def test_an_unfinished_candidate_is_not_judged() -> None:
    """A run that did not finish feeds no gate, however good the rows it has."""
    result = judge(GATE, context(score(rate(100, 100), incomplete=("s (cancelled)",))))
    assert result.verdict == "not_evaluated"
    assert "s (cancelled) did not finish" in result.reason


def test_an_unfinished_baseline_is_nothing_to_a_line() -> None:
    """A line asks the candidate alone, so a baseline that did not finish keeps nobody waiting."""
    evidence = score(rate(100, 100), rate(50, 100), baseline_incomplete=("s (cancelled)",))
    assert judge(GATE, context(evidence)).verdict == "passed"


def test_unscored_cases_are_left_out_of_the_rate() -> None:
    """Rows with a harness error are neither pass nor fail."""
    result = judge(GATE, context(score(seen([1.0] * 99 + [0.0] + [None] * 20))))
    assert (result.n, result.observed) == (100, 0.99)


def test_an_inconclusive_gate_says_how_many_more() -> None:
    """Too few cases near the line come with the number that would decide at this rate."""
    result = judge(GATE, context(score(rate(46, 50))))
    assert result.verdict == "inconclusive"
    assert result.needed is not None
    assert "About" in result.reason
    assert "more tickets would decide" in result.reason


def test_a_rate_on_the_line_has_no_practical_number() -> None:
    """At the line itself no number of cases is promised."""
    result = judge(GATE, context(score(rate(90, 100))))
    assert (result.verdict, result.needed) == ("inconclusive", None)
    assert "too close to the line" in result.reason


def test_a_gate_narrowed_to_suites_sees_only_those() -> None:
    """`suites` on a gate leaves the cases of others out."""
    both = {**seen([0.0] * 100, suite="hard"), **seen([1.0] * 100, suite="easy")}
    assert judge(replace(GATE, suites=("easy",)), context(score(both))).verdict == "passed"
    assert judge(replace(GATE, suites=("hard",)), context(score(both))).verdict == "failed"
    assert judge(replace(GATE, suites=("none",)), context(score(both))).verdict == "not_evaluated"


@pytest.mark.parametrize(
    ("measure", "values", "line", "verdict", "unit"),
    [
        ("mean", [4.0, 5.0] * 20, 4.0, "passed", "score"),
        ("mean", [1.0, 2.0] * 20, 4.0, "failed", "score"),
        ("mean", [1.0, 9.0] * 5, 4.0, "inconclusive", "score"),
        ("mean", [5.0] * 40, 4.0, "inconclusive", "score"),
        ("mean", [5.0], 4.0, "inconclusive", "score"),
        ("latency_mean", [4.0, 5.0] * 20, 4.0, "passed", "s"),
    ],
)
def test_numbers_are_judged_by_their_mean(
    measure: Measure, values: list[float], line: float, verdict: Verdict, unit: str
) -> None:
    """Means pass on Student's bound; no spread and a single case are no certainty."""
    result = judge(replace(GATE, line=line), context(score(seen(values), measure=measure)))
    assert (result.verdict, result.unit) == (verdict, unit)
    assert result.method == "mean of each case, Student's t"


@pytest.mark.parametrize(
    ("n", "line", "verdict"),
    [(200, 250.0, "passed"), (200, 100.0, "failed"), (200, 190.0, "inconclusive"), (10, 99.0, "inconclusive")],
)
def test_percentiles_are_judged_by_order_statistics(n: int, line: float, verdict: Verdict) -> None:
    """A 95th percentile needs enough cases for its bounds; ten have none."""
    values = [float(number) for number in range(1, n + 1)]
    result = judge(replace(CEILING, line=line), context(score(seen(values), measure="latency_p95")))
    assert (result.verdict, result.unit, result.method) == (verdict, "s", "order statistics")


def test_repeated_epochs_count_a_case_once() -> None:
    """Two epochs of 30 cases are 30 cases, each with the mean of its epochs."""
    repeated = {**seen([1.0] * 30), **seen([1.0] * 15 + [0.0] * 15, epoch=2)}
    result = judge(replace(GATE, line=0.5), context(score(repeated)))
    assert (result.n, result.observed, result.verdict) == (30, 0.75, "passed")


@pytest.mark.parametrize(("errors", "verdict"), [([0.0] * 40, "passed"), ([1.0] * 40, "failed")])
def test_a_tool_error_rate_counts_calls(errors: list[float], verdict: Verdict) -> None:
    """The tool error rate is errors over calls; rows without calls carry nothing."""
    observations = {**seen(errors), **seen([0.0] * 5, start=900)}
    calls = dict.fromkeys(seen(errors), 2)
    result = judge(CEILING, context(score(observations, measure="tool_error_rate", calls=calls)))
    assert (result.verdict, result.n) == (verdict, 80)
    assert "80 tool calls" in result.reason


@pytest.mark.parametrize(("cost", "verdict"), [(0.05, "passed"), (0.5, "failed"), (None, "not_evaluated")])
def test_an_unknown_cost_never_passes(cost: float | None, verdict: Verdict) -> None:
    """With more than one in twenty rows without a cost the cost per success is unknown, and its gate not judged."""
    costs = [0.05 if cost is None else cost, 0.06 if cost is None else cost * 1.2] * 20
    observations = seen([*costs, cost, cost, cost])
    evidence = score(observations, measure="cost_per_success", calls=dict.fromkeys(observations, 1))
    result = judge(CEILING, context(evidence))
    assert (result.verdict, result.unit or "usd") == (verdict, "usd")


@pytest.mark.parametrize(
    ("costs", "wins", "verdict", "words"),
    [
        ([0.05, 0.06] * 20 + [None] * 2, 1, "passed", "2 of 42 runs have no known cost; left out."),
        ([0.05, 0.06] * 20 + [None] * 3, 1, "not_evaluated", "Not judged: 3 of 43 runs have no known cost."),
        ([None] * 60, 1, "not_evaluated", "Not judged: 60 of 60 runs have no known cost."),
        ([0.05, 0.06] * 20, 0, "not_evaluated", "Not judged: no run succeeded, so there is no cost of a success."),
        ([0.05, 0.06] * 4, 1, "inconclusive", "over 8 runs: too few"),
        ([], 1, "not_evaluated", "no ticket of the candidate carries this score"),
    ],
    ids=["few-unknown", "many-unknown", "all-unknown", "no-success", "few", "nothing"],
)
def test_a_cost_gate_says_what_it_leaves_out(
    costs: list[float | None], wins: int, verdict: Verdict, words: str
) -> None:
    """Runs of unknown cost are counted in the reason, and beyond one in twenty they keep the gate from judging."""
    observations = seen(costs)
    evidence = score(observations, measure="cost_per_success", calls=dict.fromkeys(observations, wins))
    result = judge(CEILING, context(evidence))
    assert result.verdict == verdict
    assert words in result.reason


def test_an_undefined_score_says_what_to_write() -> None:
    """A measure of outcomes that the policy does not explain is not judged, and its reason says what is missing."""
    evidence = replace(
        score(seen([None] * 30), measure="reviewer_burden"), undefined="say in outcomes.review which runs are reviewed"
    )
    result = judge(CEILING, context(evidence))
    assert (result.verdict, result.observed) == ("not_evaluated", None)
    assert "say in outcomes.review" in result.reason


@pytest.mark.parametrize(
    ("minutes", "line", "verdict"), [(100.0, 150.0, "passed"), (200.0, 150.0, "failed"), (150.0, 150.0, "inconclusive")]
)
def test_minutes_of_reviewers_are_held_to_a_line(minutes: float, line: float, verdict: Verdict) -> None:
    """The burden of reviewers is a mean in minutes a hundred runs, judged with its range."""
    observations = seen([minutes * (1 + (number % 5 - 2) / 10) for number in range(100)])
    gate = replace(CEILING, line=line)
    result = judge(gate, context(score(observations, measure="reviewer_burden")))
    assert (result.verdict, result.unit) == (verdict, "min")
    assert "minutes a hundred runs" in result.reason
