"""Graders of a release: fitness over its own results, and scores corrected by people's labels."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.model.evaluation import CaseResult, Score
from evalreport.model.grading import Calibration
from evalreport.model.policy import Grader
from tests.unit.gates.test_graders import NEW, OLD, labels
from tests.unit.pipeline.bundles import HOLDS, bundle, judged, policy, results, run, verdicts

if TYPE_CHECKING:
    from evalreport.model.assessment import Assessment
    from evalreport.model.grading import HumanLabel

UNDER = policy((HOLDS,))


def _rows(passed: int, n: int, grader: str | None, labelled: int = 0) -> list[CaseResult]:
    return [
        CaseResult(
            suite="s",
            case_id=f"c{number:03d}",
            scores=(Score(name="ok", value=float(number < passed), passed=number < passed, grader=grader),),
            human_label=("fail" if number % 5 == 0 else "pass") if number < labelled else None,
        )
        for number in range(n)
    ]


def _judged(
    known: tuple[HumanLabel, ...], grader: str | None = None, labelled: int = 0, judge: Grader | None = None
) -> Assessment:
    spec = replace(UNDER.scorecard["success"], of="ok", grader="judge")
    under = replace(
        UNDER, scorecard={"success": spec}, graders={"judge": judge or Grader(id="judge", kind="llm", calibration="j")}
    )
    sides = [
        results("candidate", run(_rows(380, 400, grader, labelled))),
        results("baseline", run(_rows(380, 400, grader))),
    ]
    given = bundle(*sides, under=under)
    calibration = Calibration(grader="judge", path="j.csv", sha256="0" * 64, labels=known)
    return judged(replace(given, calibrations={"judge": calibration} if known else {}))


@pytest.mark.parametrize(
    ("known", "grader", "verdict"),
    [
        (labels(), None, "passed"),
        (labels(), OLD, "passed"),
        (labels(), NEW, "not_evaluated"),
        (labels((45, 3, 14, 8)), None, "not_evaluated"),
        (labels(date="2026-01-01"), None, "not_evaluated"),
        ((), None, "not_evaluated"),
    ],
    ids=["fit", "version", "other-version", "weak", "stale", "unchecked"],
)
def test_gates_rest_on_what_people_checked(known: tuple[HumanLabel, ...], grader: str | None, verdict: str) -> None:
    """A gate is judged where people have checked the version that graded, and else it is not evaluated."""
    assert verdicts(_judged(known, grader)) == {"holds": verdict}


def test_an_advising_grader_lets_its_gates_speak() -> None:
    """Where the policy says level: advise the gate keeps its verdict and bears the warning."""
    judge = Grader(id="judge", kind="llm", level="advise")
    assessment = _judged((), judge=judge)
    assert verdicts(assessment) == {"holds": "passed"}
    assert "Beware: nobody has compared" in assessment.gates[0].result.reason


def test_scores_are_corrected_by_the_calibration() -> None:
    """With labels of other cases the rate is corrected by the grader's errors there, beside the raw one."""
    (state,) = _judged(labels()).graders
    (corrected,) = state.corrected
    assert corrected.raw.value == pytest.approx(0.95)
    assert corrected.corrected.value != corrected.raw.value
    assert "Rogan-Gladen" in corrected.method


def test_scores_are_corrected_by_labels_of_their_own_cases() -> None:
    """With a hundred labels of these very cases the prediction-powered mean is taken."""
    (state,) = _judged(labels(), labelled=120).graders
    (corrected,) = state.corrected
    assert "PPI++" in corrected.method
    assert corrected.corrected.value == pytest.approx(0.8, abs=0.05)


def test_a_program_needs_no_labels() -> None:
    """A grader that is no model holds nobody up."""
    assert verdicts(_judged((), judge=Grader(id="judge", kind="code"))) == {"holds": "passed"}
