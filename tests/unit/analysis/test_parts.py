"""The whole against its parts, and cases that flip."""

from __future__ import annotations

import pytest

from evalreport.analysis.parts import flips, hidden_parts, overall_change, reversals
from evalreport.model.assessment import Assessment, ScoreResult, SuiteScore
from evalreport.model.evaluation import CaseResult
from evalreport.model.statistics import Estimate
from tests.unit.pipeline.bundles import bundle, judged, results, rows, run


def _labelled(n: int, failing: int, breach: int) -> tuple[CaseResult, ...]:
    """Cases of which the first ``failing`` fail, and the last ``breach`` fall into the critical class."""
    return tuple(
        CaseResult(
            suite="s", case_id=f"c{at:03d}", passed=at >= failing, labels=("breach",) if at >= n - breach else ()
        )
        for at in range(n)
    )


def _assessed(before: tuple[CaseResult, ...], after: tuple[CaseResult, ...]) -> Assessment:
    return judged(bundle(results("candidate", run(after)), results("baseline", run(before))))


@pytest.mark.parametrize(
    ("failing", "breach", "named"),
    [((30, 10), (1, 20), ("boundary",)), ((30, 10), (1, 2), ()), ((10, 30), (1, 20), ()), ((10, 10), (20, 1), ())],
    ids=["hidden", "chance", "told-already", "better"],
)
def test_a_class_that_worsens_behind_the_whole_is_named(
    failing: tuple[int, int], breach: tuple[int, int], named: tuple[str, ...]
) -> None:
    """A critical class worse beyond chance is named only where the overall score does not fall."""
    found = _assessed(_labelled(100, failing[0], breach[0]), _labelled(100, failing[1], breach[1]))
    classes = bundle().policy.failure_classes
    assert tuple(part.name for part in hidden_parts(found, classes)) == named
    rules = [finding for finding in found.findings if finding.rule == "part-worse"]
    assert len(rules) == len(named)


def test_a_suite_that_worsens_behind_the_whole_is_named() -> None:
    """A suite that gets worse beyond chance is named although the others make up for it."""
    before = (*rows([True] * 40, suite="a"), *rows([False] * 40 + [True] * 20, suite="b"))
    after = (*rows([True] * 20 + [False] * 20, suite="a"), *rows([True] * 60, suite="b"))
    found = _assessed(before, after)
    (part,) = hidden_parts(found, {})
    assert (part.kind, part.name, part.worse, part.better) == ("suite", "a", 20, 0)
    assert overall_change(found) == pytest.approx(0.2)


def test_nothing_is_hidden_without_a_baseline() -> None:
    """A first release has no whole to hide behind."""
    found = judged(bundle(results("candidate", run(_labelled(50, 5, 5)))))
    assert overall_change(found) is None
    assert hidden_parts(found, bundle().policy.failure_classes) == ()


def _score(overall: tuple[float, float], *suites: tuple[float, float]) -> ScoreResult:
    return ScoreResult(
        score="success",
        unit="rate",
        baseline=Estimate(value=overall[0], n=100),
        candidate=Estimate(value=overall[1], n=100),
        by_suite=tuple(
            SuiteScore(suite=name, baseline=Estimate(value=before, n=50), candidate=Estimate(value=after, n=50))
            for name, (before, after) in zip("ab", suites, strict=False)
        ),
    )


@pytest.mark.parametrize(
    ("result", "suites"),
    [
        (_score((0.5, 0.6), (0.9, 0.85), (0.4, 0.35)), ("a", "b")),
        (_score((0.6, 0.5), (0.85, 0.9), (0.35, 0.4)), ("a", "b")),
        (_score((0.5, 0.6), (0.9, 0.95), (0.4, 0.35)), ()),
        (_score((0.5, 0.6)), ()),
        (_score((0.5, 0.5), (0.9, 0.85), (0.4, 0.35)), ()),
    ],
    ids=["up-but-down", "down-but-up", "mixed", "one-suite", "no-move"],
)
def test_a_reversal_names_its_suites(result: ScoreResult, suites: tuple[str, ...]) -> None:
    """Only where every suite moves against the whole is it a reversal."""
    assert tuple(name for one in reversals([result]) for name in one.suites) == suites


def test_cases_that_flip_are_named_and_counted_among_the_worse() -> None:
    """A case that passes and fails in repeats of one version is named; those among the worse ones are counted."""
    before = (*rows([True] * 4, epoch=1), *rows([True] * 4, epoch=2))
    after = (*rows([True, False, False, True], epoch=1), *rows([True, True, False, True], epoch=2))
    found = _assessed(before, after)
    seen = flips(found.pairs)
    assert (seen.candidate, seen.baseline) == ((("s", "c002"),), ())
    assert (seen.worse, seen.worse_flipping) == (2, 1)
    (finding,) = (one for one in found.findings if one.rule == "flipping-cases")
    assert "1 cases flip between repeats of the candidate: c002; 1 of 2 worse cases flip so" in finding.message
