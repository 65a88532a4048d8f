"""Not worse than a baseline: the bound must clear the margin, in the direction of the score."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.model.gate import Gate
from tests.unit.gates.contexts import context, judge, rate, score, seen

if TYPE_CHECKING:
    from evalreport.analysis.observe import Observations
    from evalreport.model.gate import Verdict
    from evalreport.model.scorecard import Measure

GATE = Gate(id="g", title="G", form="not_worse_than", score="success", margin=0.05)


@pytest.mark.parametrize(
    ("worse", "better", "n", "verdict"),
    [
        (0, 0, 200, "passed"),
        (1, 1, 200, "passed"),
        (5, 5, 50, "inconclusive"),
        (0, 0, 20, "inconclusive"),
        (30, 0, 100, "failed"),
        (0, 30, 100, "passed"),
        (10, 0, 200, "inconclusive"),
        (3, 0, 600, "passed"),
    ],
)
def test_paired_passes_are_judged_by_tango(worse: int, better: int, n: int, verdict: Verdict) -> None:
    """No significant difference is not a pass, and a small real drop within the margin is one."""
    before = seen([1.0] * worse + [0.0] * better + [1.0] * (n - worse - better))
    after = seen([0.0] * worse + [1.0] * better + [1.0] * (n - worse - better))
    result = judge(GATE, context(score(after, before)))
    assert (result.verdict, result.worse, result.better, result.n) == (verdict, worse, better, n)
    assert result.observed == pytest.approx((better - worse) / n)
    assert (result.threshold, result.unit) == (-0.05, "points")
    assert "Tango" in result.method


def test_a_small_real_drop_is_named() -> None:
    """A pass whose whole interval lies below zero says that something was lost."""
    before, after = rate(2000, 2000), rate(1980, 2000)
    result = judge(GATE, context(score(after, before)))
    assert result.verdict == "passed"
    assert result.reason.endswith("A small real drop, within the allowance.")


def test_a_falling_failure_rate_is_better() -> None:
    """For a score that should be low, fewer failures are the improvement; figures keep the score's own sign."""
    after, before = rate(10, 200), rate(60, 200)
    result = judge(GATE, context(score(after, before, measure="failure_rate")))
    assert (result.verdict, result.better, result.worse) == ("passed", 50, 0)
    assert result.observed == pytest.approx(-0.25)
    assert result.threshold == 0.05
    turned = judge(GATE, context(score(before, after, measure="failure_rate")))
    assert turned.verdict == "failed"
    assert turned.observed == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("evidence", "why"),
    [
        (score(rate(90, 100)), "no baseline to compare with"),
        (score(rate(90, 100), {}), "v1 has no scored ticket"),
        (score({}, rate(90, 100)), "the candidate has no scored ticket"),
        (score(rate(90, 100), rate(90, 100), incomplete=("s (error)",)), "s (error) did not finish"),
        (score(rate(90, 100), rate(90, 100), baseline_incomplete=("s (error)",)), "s (error) did not finish"),
        (score(rate(90, 100), rate(90, 100), measure="latency_p95"), "no value of a single case"),
        (score(seen([1.0, 2.0]), seen([1.0, 2.0], start=50), measure="mean"), "no ticket was run on both"),
    ],
    ids=[
        "no-baseline",
        "empty-baseline",
        "empty-candidate",
        "cut",
        "cut-baseline",
        "percentile",
        "other-cases",
    ],
)
def test_what_cannot_be_compared_is_not_judged(evidence: object, why: str) -> None:
    """Each way of having nothing to compare is not evaluated and says which."""
    result = judge(GATE, context(evidence))  # type: ignore[arg-type]  # a list of mixed cases loses its type
    assert (result.verdict, result.observed, result.threshold) == ("not_evaluated", None, -0.05)
    assert why in result.reason


@pytest.mark.parametrize(("shift", "verdict"), [(5, "passed"), (6, "not_evaluated"), (50, "not_evaluated")])
def test_too_many_cases_without_a_partner_decide_nothing(shift: int, verdict: Verdict) -> None:
    """Up to 5% of the cases may lack a scored partner; more, and nothing is judged."""
    before, after = rate(200, 200), {**rate(200, 200)}
    for number in range(1, 2 * shift + 1):
        after["s", f"c{number:03d}", 1] = None
    result = judge(GATE, context(score(after, before)))
    assert result.verdict == verdict
    if verdict == "not_evaluated":
        assert f"{2 * shift} of 200 tickets have a result on one side only" in result.reason


def test_the_share_without_a_partner_is_the_gate_s_to_set() -> None:
    """`unpaired_share` on the gate allows more."""
    evidence = score(rate(200, 200, start=21), rate(200, 200))
    assert judge(GATE, context(evidence)).verdict == "not_evaluated"
    assert judge(replace(GATE, unpaired_share=0.5), context(evidence)).verdict == "passed"


@pytest.mark.parametrize(
    ("after", "before", "verdict"),
    [
        (rate(950, 1000, start=5001), rate(950, 1000), "passed"),
        (rate(80, 100, start=501), rate(80, 100), "inconclusive"),
        (rate(50, 100, start=501), rate(90, 100), "failed"),
    ],
)
def test_different_cases_are_judged_by_newcombe(after: Observations, before: Observations, verdict: Verdict) -> None:
    """Without a shared case the rates are compared, less precisely, and the reason says so."""
    result = judge(GATE, context(score(after, before)))
    assert (result.verdict, result.better, result.worse) == (verdict, None, None)
    assert result.reason.startswith("Not the same tickets")
    assert "Newcombe" in result.method


@pytest.mark.parametrize(("change", "verdict"), [(0.1, "passed"), (-2.0, "failed")])
def test_numbers_are_paired_by_case(change: float, verdict: Verdict) -> None:
    """A mean is compared case by case in its own unit, better being what the score says."""
    before = seen([float(number % 7) for number in range(60)])
    after = seen([float(number % 7) + change + 0.2 * (number % 3 - 1) for number in range(60)])
    result = judge(replace(GATE, margin=1.0), context(score(after, before, measure="mean")))
    assert (result.verdict, result.unit) == (verdict, "score")
    opposite = score(before, after, measure="mean", better="lower")
    assert judge(replace(GATE, margin=1.0), context(opposite)).verdict == verdict


@pytest.mark.parametrize("margin", [0.5, 1.0, 5.0])
def test_numbers_that_happen_to_be_0_and_1_are_no_passes(margin: float) -> None:
    """A mean whose values are all 0 or 1 keeps its own unit, so its margin may be 1 or more."""
    result = judge(replace(GATE, margin=margin), context(score(seen([0.0] * 40), seen([0.0] * 40), measure="mean")))
    assert (result.verdict, result.unit) == ("inconclusive", "score")


@pytest.mark.parametrize(("cases", "verdict"), [(200, "passed"), (20, "inconclusive")])
def test_repeated_epochs_that_never_differ_are_cases_once(cases: int, verdict: Verdict) -> None:
    """Cases that pass every epoch on both sides are judged as one pass each: repetition adds no evidence."""
    twice = {**rate(cases, cases), **seen([1.0] * cases, epoch=2)}
    result = judge(GATE, context(score(twice, dict(twice))))
    assert (result.verdict, result.n) == (verdict, cases)


def test_repeated_epochs_are_means_of_a_case() -> None:
    """A case that passes one epoch of two on each side has not changed."""
    values = [1.0] * 30 + [0.0] * 30
    before = {**seen(values), **seen(values[::-1], epoch=2)}
    after = {**seen(values[::-1]), **seen(values, epoch=2)}
    result = judge(GATE, context(score(after, before)))
    assert (result.n, result.observed, result.worse, result.better) == (60, 0.0, 0, 0)


def test_a_pinned_baseline_is_the_one_compared_with() -> None:
    """A gate that names a release compares with that one, whatever the manifest's baseline is."""
    own, pinned = score(rate(190, 200), rate(190, 200)), score(rate(190, 200), rate(200, 200))
    gate = replace(GATE, baseline="v0", margin=0.01)
    result = judge(gate, context(own, pinned={("success", "v0"): pinned}))
    assert (result.worse, result.better) == (10, 0)
    assert "v0" in result.reason
    assert judge(replace(GATE, baseline="baseline"), context(own)).worse == 0


@pytest.mark.parametrize("measure", ["pass_rate", "failure_rate", "latency_mean", "mean"])
def test_the_candidate_against_itself_never_fails(measure: Measure) -> None:
    """The same rows on both sides show no change and do not fail."""
    rows = seen([0.0, 1.0, 1.0] * 40)
    result = judge(GATE, context(score(rows, dict(rows), measure=measure)))
    assert (result.observed or 0.0) == 0.0
    assert result.verdict != "failed"
