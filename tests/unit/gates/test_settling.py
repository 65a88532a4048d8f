"""What follows a rule: the bare number where asked, unfit graders, the smallest effect."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evalreport.gates.settling import ON_POINT
from evalreport.model.gate import Gate
from evalreport.model.grading import Fitness, GraderState
from evalreport.model.policy import Grader
from tests.unit.gates.contexts import POLICY, context, judge, rate, score

HOLDS = Gate(id="holds", title="Holds", form="not_worse_than", score="success", margin=0.05)
LINE = Gate(id="line", title="Line", form="at_least", score="success", line=0.9)
GRADED = replace(score(rate(100, 100)).spec, grader="judge")


@pytest.mark.parametrize(
    ("gate", "candidate", "bound", "point"),
    [
        (LINE, rate(46, 50), "inconclusive", "passed"),
        (LINE, rate(44, 50), "inconclusive", "failed"),
        (replace(LINE, form="at_most", line=0.1), rate(3, 50), "inconclusive", "passed"),
        (HOLDS, rate(18, 20), "inconclusive", "passed"),
        (HOLDS, rate(16, 20), "inconclusive", "failed"),
        (HOLDS, {}, "not_evaluated", "not_evaluated"),
    ],
    ids=["above", "below", "at-most", "kept", "lost", "nothing"],
)
def test_the_bare_number_decides_only_where_asked(
    gate: Gate, candidate: dict[tuple[str, str, int], float | None], bound: str, point: str
) -> None:
    """With decide_on: point the number alone decides, and the sentence says so; no data stays no verdict."""
    given = context(score(candidate, rate(18, 20) if gate.form == "not_worse_than" else None))
    assert judge(gate, given).verdict == bound
    asked = judge(replace(gate, decide_on="point"), given)
    assert asked.verdict == point
    assert (ON_POINT in asked.reason) == (point != "not_evaluated")


@pytest.mark.parametrize(("n", "smaller_than"), [(100, 0.25), (400, 0.12), (1600, 0.06)])
def test_more_cases_show_smaller_effects(n: int, smaller_than: float) -> None:
    """The smallest effect shown four times in five shrinks with the root of the cases."""
    result = judge(LINE, context(score(rate(n * 9 // 10, n))))
    assert result.detectable is not None
    assert 0 < result.detectable < smaller_than


def test_counts_have_no_smallest_effect() -> None:
    """Where cases are only counted nothing is inferred."""
    counted = Gate(id="unpaired", title="Paired", form="unpaired_at_most", line=0.1)
    assert judge(counted, context(score(rate(9, 10), rate(9, 10)))).detectable is None


@pytest.mark.parametrize("fitness", ["uncalibrated", "other_version", "stale", "weak"])
@pytest.mark.parametrize("level", ["block", "advise"])
def test_an_unfit_grader_holds_its_gates(fitness: Fitness, level: str) -> None:
    """A gate on an unfit grader is not evaluated and says why; where the policy advises it speaks with a warning."""
    grader = Grader(id="judge", kind="llm", level="advise" if level == "advise" else "block", wording="Ask Maya.")
    given = context(replace(score(rate(100, 100)), spec=GRADED))
    given = replace(
        given,
        policy=replace(POLICY, scorecard={"success": GRADED}, graders={"judge": grader}),
        graders={"judge": GraderState(grader="judge", fitness=fitness, reason="nobody checked it.")},
    )
    result = judge(LINE, given)
    assert result.verdict == ("not_evaluated" if level == "block" else "passed")
    assert "nobody checked it. Ask Maya." in result.reason
    # The number stays shown: nothing is hidden, it only does not decide.
    assert result.observed == 1.0


@pytest.mark.parametrize("fitness", ["fit", "not_needed"])
def test_a_fit_grader_changes_nothing(fitness: Fitness) -> None:
    """A gate on a fit grader is judged as any other."""
    given = replace(
        context(replace(score(rate(100, 100)), spec=GRADED)),
        policy=replace(POLICY, scorecard={"success": GRADED}, graders={"judge": Grader(id="judge", kind="llm")}),
        graders={"judge": GraderState(grader="judge", fitness=fitness, reason="fine.")},
    )
    assert judge(LINE, given) == judge(LINE, context(score(rate(100, 100))))


@pytest.mark.parametrize(("n", "told"), [(10, "only 3 times in 100"), (60, "only"), (600, "")])
def test_a_gate_that_can_hardly_pass_says_so(n: int, told: str) -> None:
    """Where even an unchanged candidate would pass less than three times in ten the sentence says it."""
    before, after = rate(n * 8 // 10, n), {**rate(n * 8 // 10, n)}
    keys = sorted(after)
    for key in keys[: n // 10]:
        after[key] = 0.0
    for key in keys[-(n // 12 or 1) :]:
        after[key] = 1.0
    result = judge(HOLDS, context(score(after, before)))
    assert ("unchanged candidate" in result.reason) == bool(told)
    assert told in result.reason


def test_a_gate_that_never_passes_says_so_in_words() -> None:
    """A chance that rounds to nothing is not written as a number."""
    assert "would hardly ever pass" in judge(HOLDS, context(score(rate(18, 20), rate(18, 20)))).reason
