"""Whether gates may rest on a grader."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evalreport.gates.graders import grader_state
from evalreport.model.grading import Calibration, GraderState, HumanLabel
from evalreport.model.policy import Grader

JUDGE = Grader(id="judge", kind="llm")
NOW = "2026-11-20T12:00:00Z"
OLD = "gpt-4@aaaa"
NEW = "gpt-4@bbbb"


def labels(
    counts: tuple[int, int, int, int] = (45, 3, 4, 18),
    *,
    date: str | None = "2026-11-01",
    version: str | None = OLD,
    rater: str = "maya",
    prefix: str = "c",
) -> tuple[HumanLabel, ...]:
    """So many passing cases passed and failed, and failing cases passed and failed."""
    kinds = [(True, True), (True, False), (False, True), (False, False)]
    pairs = [kind for kind, count in zip(kinds, counts, strict=True) for _ in range(count)]
    return tuple(
        HumanLabel(case=f"{prefix}{at}", label=truth, verdict=said, rater=rater, version=version, date=date)
        for at, (truth, said) in enumerate(pairs)
    )


def state(*parts: tuple[HumanLabel, ...], grader: Grader = JUDGE, seen: tuple[str, ...] = ()) -> GraderState:
    """The grader's state by these labels."""
    calibration = Calibration(grader="judge", path="judge.csv", sha256="0" * 64, labels=sum(parts, ()))
    return grader_state(grader, calibration, as_of=NOW, seen_versions=seen)


@pytest.mark.parametrize(
    ("shown", "fitness", "words"),
    [
        (state(labels()), "fit", "agrees with people on 90% of 70 cases"),
        (state(labels((45, 3, 14, 8))), "weak", "calls 14 of 22 truly failing cases fine"),
        (state(labels((20, 1, 1, 18))), "uncalibrated", "on 40 cases; at least 50"),
        (state(labels((60, 3, 1, 9))), "uncalibrated", "only 10 of 73 checked cases truly fail"),
        (state(labels(date="2026-01-01")), "stale", "more than 90 days ago"),
        (state(labels(date=None)), "stale", "more than 90 days ago"),
        (state(labels(date="2026-12-24")), "uncalibrated", "nobody has compared"),
        (state(), "uncalibrated", "nobody has compared"),
        (state(labels(), seen=(NEW,)), "other_version", f"graded by {NEW}"),
        (state(labels(), seen=("judge",)), "fit", "agrees"),
        (state(labels(), grader=replace(JUDGE, versions=(NEW,))), "other_version", "another version only"),
        (state(labels(), grader=replace(JUDGE, kind="code")), "not_needed", "no model"),
        (state(labels(), grader=replace(JUDGE, min_kappa=0.9)), "weak", "0.9 asked"),
    ],
    ids=["fit", "lenient", "few", "few-failing", "old", "undated", "later", "none", "other-version", "by-id",
         "policy-version", "code", "strict"],
)  # fmt: skip
def test_a_grader_is_judged_by_labels_that_count(shown: GraderState, fitness: str, words: str) -> None:
    """Enough labels, recent, of the version in force and agreeing make a grader fit; each lack has its own word."""
    assert shown.fitness == fitness
    assert words in shown.reason


def test_the_newest_version_is_in_force_where_nobody_says() -> None:
    """Labels of an older version are shown and do not count."""
    shown = state(labels(), labels((30, 30, 30, 30), version=NEW, date="2026-11-10", prefix="d"))
    assert shown.fitness == "weak"
    assert [one.name for one in shown.versions] == [OLD, NEW]
    assert shown.counted is not None
    assert shown.counted.n == 120


def test_results_say_which_version_is_in_force() -> None:
    """The version that graded the results is the one that must have been checked."""
    newer = labels((30, 30, 30, 30), version=NEW, date="2026-11-10", prefix="d")
    assert state(labels(), newer, seen=(OLD,)).fitness == "fit"


def test_a_grader_that_contradicts_itself_is_wrong_there() -> None:
    """A judge that follows the position of an answer is caught by its own answers in both orders."""
    first = labels((35, 0, 0, 35))
    turned = tuple(replace(one, verdict=True) for one in first)
    assert state(first).fitness == "fit"
    shown = state(first, turned)
    assert shown.fitness == "weak"
    assert shown.counted is not None
    assert (shown.counted.contradicted, shown.counted.fp) == (35, 35)
    assert "contradicts itself on 35" in shown.reason


def test_people_who_split_decide_nothing() -> None:
    """A case two raters disagree on has no truth and is left out; their own agreement is told."""
    second = tuple(replace(one, rater="priya", label=not one.label if at < 5 else one.label)
                   for at, one in enumerate(labels()))  # fmt: skip
    shown = state(labels(), second)
    assert shown.counted is not None
    assert shown.counted.n == 65
    assert shown.raters == 2
    assert shown.people_alpha is not None
    assert 0.5 < shown.people_alpha < 1


def test_an_abstention_is_never_a_pass() -> None:
    """Cases without a verdict are counted apart."""
    silent = tuple(replace(one, verdict=None) for one in labels((10, 0, 0, 0), prefix="x"))
    shown = state(labels(), silent)
    assert shown.counted is not None
    assert (shown.counted.n, shown.counted.abstained) == (70, 10)


def test_classes_are_told_apart() -> None:
    """Agreement is broken down by failure class."""
    one = tuple(replace(label, failure_class="tools") for label in labels())
    other = tuple(replace(label, failure_class="policy") for label in labels((5, 5, 5, 5), prefix="d"))
    shown = state(one, other)
    assert [(part.name, part.n) for part in shown.classes] == [("policy", 20), ("tools", 70)]
