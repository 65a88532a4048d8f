"""Laws of judging: more failures never help, no change never fails, order means nothing, sides mirror."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from evalreport.model.gate import Gate
from tests.unit.gates.contexts import context, failures, judge, score, seen
from tests.unit.pipeline.bundles import BREACH, HOLDS, bundle, judged, policy, results, rows, run, verdicts

if TYPE_CHECKING:
    from evalreport.model.assessment import Assessment

SIDE = st.lists(st.booleans(), min_size=1, max_size=150)
PASSES = st.integers(0, 200)
BETTER = {"failed": 0, "inconclusive": 1, "not_evaluated": 1, "passed": 2}
LINES = st.sampled_from([0.5, 0.8, 0.9, 0.95])
COUNTED = policy([HOLDS, BREACH])


@given(st.integers(1, 200), st.data(), LINES)
def test_one_more_failure_never_improves_a_line(n: int, data: st.DataObject, line: float) -> None:
    """Turning a pass into a failure leaves the verdict or makes it worse."""
    passed = data.draw(st.integers(1, n))
    gate = Gate(id="g", title="G", form="at_least", score="success", line=line)
    before = judge(gate, context(score(seen([1.0] * passed + [0.0] * (n - passed)))))
    after = judge(gate, context(score(seen([1.0] * (passed - 1) + [0.0] * (n - passed + 1)))))
    assert BETTER[after.verdict] <= BETTER[before.verdict]


@given(st.integers(1, 300), st.data(), st.integers(0, 3), st.sampled_from([None, 0.01, 0.05]))
def test_one_more_failure_of_a_class_never_helps(
    n: int, data: st.DataObject, limit: int, max_rate: float | None
) -> None:
    """Whatever the limits, one more failing case of the same cases is no better."""
    failed = data.draw(st.integers(0, n - 1))
    gate = Gate(id="g", title="G", form="failures", failure_class="breach", limit=limit, max_rate=max_rate)
    before = judge(gate, context(classes=failures(failed, n)))
    after = judge(gate, context(classes=failures(failed + 1, n)))
    assert BETTER[after.verdict] <= BETTER[before.verdict]


@given(SIDE, st.data())
def test_one_more_regression_never_helps(before: list[bool], data: st.DataObject) -> None:
    """A candidate that fails one case more is judged no better against the same baseline."""
    after = data.draw(st.lists(st.booleans(), min_size=len(before), max_size=len(before)))
    worse = [value and place != after.index(max(after)) for place, value in enumerate(after)]
    gate = Gate(id="g", title="G", form="not_worse_than", score="success", margin=0.05)
    base = seen([float(value) for value in before])
    first = judge(gate, context(score(seen([float(value) for value in after]), base)))
    second = judge(gate, context(score(seen([float(value) for value in worse]), base)))
    assert BETTER[second.verdict] <= BETTER[first.verdict]


@given(SIDE)
def test_a_release_against_itself_never_fails(side: list[bool]) -> None:
    """The same rows on both sides change nothing and are never worse."""
    seen_twice = judged(bundle(results("candidate", run(rows(side))), results("baseline", run(rows(side)))))
    assert (seen_twice.transitions.fixed, seen_twice.transitions.regressed) == (0, 0)
    assert verdicts(seen_twice)["holds"] in {"passed", "inconclusive"}
    assert not [pair for pair in seen_twice.pairs if pair.changed]


@given(SIDE, SIDE)
def test_swapping_the_sides_mirrors_what_happened(before: list[bool], after: list[bool]) -> None:
    """What was fixed one way was broken the other."""
    there = judged(bundle(results("candidate", run(rows(after))), results("baseline", run(rows(before))))).transitions
    back = judged(bundle(results("candidate", run(rows(before))), results("baseline", run(rows(after))))).transitions
    assert (there.fixed, there.regressed, there.only_candidate) == (back.regressed, back.fixed, back.only_baseline)
    assert (there.both_passed, there.both_failed) == (back.both_passed, back.both_failed)


def facts(assessment: Assessment) -> tuple[object, ...]:
    """What an assessment says, without the findings that name files in their order."""
    return (assessment.outcome, assessment.gates, assessment.scores, assessment.classes, assessment.pairs)


@given(SIDE, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_files_means_nothing(side: list[bool], random: object) -> None:
    """Shuffled rows, and the same rows over two files, give the same judgement to the last digit."""
    ordered = rows(side)
    shuffled = list(ordered)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis draws a random.Random
    base = results("baseline", run(rows([True] * len(side))))
    half = len(shuffled) // 2
    whole = judged(bundle(results("candidate", run(ordered)), base))
    parts = [results("candidate", run(part)) for part in (shuffled[half:], shuffled[:half])]
    assert facts(judged(bundle(*parts, base))) == facts(whole)


@given(SIDE, st.lists(st.booleans(), max_size=40))
def test_an_unfinished_run_never_lets_a_release_through(side: list[bool], cut: list[bool]) -> None:
    """With any run of the candidate cut short, the release is not cleared."""
    unfinished = replace(run(rows(cut, start=500), run_id="cut"), complete=False, status="cancelled")
    given_results = results("candidate", run(rows(side)), unfinished), results("baseline", run(rows(side)))
    assert judged(bundle(*given_results, under=COUNTED)).outcome in {"blocked", "undecided"}
