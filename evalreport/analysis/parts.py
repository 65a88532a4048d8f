"""The whole against its parts: classes and suites that worsen unseen, reversals, and cases that flip by themselves."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evalreport.analysis.family import benjamini_hochberg
from evalreport.analysis.mcnemar import mcnemar_candidate_worse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from evalreport.model.assessment import Assessment, CasePair, ScoreResult
    from evalreport.model.failure import FailureClass

# Alarms are told, they gate nothing: the share of false ones among them is what is held down.
FALSE_ALARMS = 0.05
Case = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A failure class or a suite in which ``worse`` cases got worse and ``better`` ones better."""

    kind: Literal["class", "suite"]
    name: str
    worse: int
    better: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversal:
    """A score that moves one way in every suite and the other way over all: its suites weigh differently now."""

    score: str
    overall: float
    suites: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flips:
    """Cases that passed and failed in repeats of one version, and the worse cases, of which some flip so.

    ``worse`` counts cases whose share of passes fell, ``worse_flipping`` those of them that flip on either side.
    """

    candidate: tuple[Case, ...]
    baseline: tuple[Case, ...]
    worse: int
    worse_flipping: int


def overall_change(assessment: Assessment) -> float | None:
    """The change of the share of cases that pass, over all pairs; None without a pair."""
    seen = assessment.transitions
    return (seen.fixed - seen.regressed) / seen.pairs if seen.pairs else None


def hidden_parts(assessment: Assessment, classes: Mapping[str, FailureClass]) -> tuple[Part, ...]:
    """Parts that worsened beyond chance although the whole did not: major and critical classes, and suites.

    Each part's exact one-sided McNemar p over cases, adjusted by Benjamini and Hochberg over all parts looked at.
    """
    change = overall_change(assessment)
    if change is None or change < 0:
        return ()
    parts = [*_classes(assessment, classes), *_suites(assessment.pairs)]
    chances = [mcnemar_candidate_worse(only_baseline=one.worse, only_candidate=one.better) for one in parts]
    adjusted = benjamini_hochberg(chances)
    return tuple(one for one, chance in zip(parts, adjusted, strict=True) if chance <= FALSE_ALARMS)


def _classes(assessment: Assessment, classes: Mapping[str, FailureClass]) -> list[Part]:
    grave = {name for name, one in classes.items() if one.severity in {"major", "critical"}}
    return [
        Part(kind="class", name=one.failure_class, worse=len(one.new_cases), better=len(one.gone_cases))
        for one in assessment.classes
        if one.failure_class in grave and one.baseline_cases is not None
    ]


def _suites(pairs: Iterable[CasePair]) -> list[Part]:
    steps = _steps(pairs)
    names = sorted({suite for suite, _ in steps})
    if len(names) < 2:  # noqa: PLR2004  # one suite is the whole
        return []
    return [
        Part(
            kind="suite",
            name=name,
            worse=sum(step < 0 for (suite, _), step in steps.items() if suite == name),
            better=sum(step > 0 for (suite, _), step in steps.items() if suite == name),
        )
        for name in names
    ]


def _steps(pairs: Iterable[CasePair]) -> dict[Case, int]:
    """How many more repeats of each case pass than before, over repeats with a verdict on both sides."""
    steps: defaultdict[Case, int] = defaultdict(int)
    for pair in pairs:
        if pair.transition in {"fixed", "regressed", "both_passed", "both_failed"}:
            steps[pair.suite, pair.case_id] += (pair.transition == "fixed") - (pair.transition == "regressed")
    return dict(steps)


def reversals(scores: Iterable[ScoreResult]) -> tuple[Reversal, ...]:
    """Scores whose every suite moves against the whole (Simpson 1951)."""
    found = []
    for one in scores:
        overall = _moved(one.candidate.value, one.baseline.value if one.baseline else None)
        moves = [
            (part.suite, move)
            for part in one.by_suite
            if (move := _moved(part.candidate.value, part.baseline.value if part.baseline else None)) is not None
        ]
        if overall and len(moves) > 1 and all(move * overall < 0 for _, move in moves):
            found.append(Reversal(score=one.score, overall=overall, suites=tuple(name for name, _ in moves)))
    return tuple(found)


def _moved(after: float | None, before: float | None) -> float | None:
    return None if after is None or before is None else after - before


def flips(pairs: Iterable[CasePair]) -> Flips:
    """Name the cases that flip between the repeats of one version, and count the worse ones among them."""
    listed = tuple(pairs)
    after: defaultdict[Case, set[bool]] = defaultdict(set)
    before: defaultdict[Case, set[bool]] = defaultdict(set)
    for pair in listed:
        for side, seen in ((pair.candidate, after), (pair.baseline, before)):
            if side is not None and side.passed is not None:
                seen[pair.suite, pair.case_id].add(side.passed)
    candidate, baseline = _both(after), _both(before)
    worse = [case for case, step in _steps(listed).items() if step < 0]
    flipping = {*candidate, *baseline}
    return Flips(
        candidate=candidate,
        baseline=baseline,
        worse=len(worse),
        worse_flipping=sum(case in flipping for case in worse),
    )


def _both(seen: Mapping[Case, set[bool]]) -> tuple[Case, ...]:
    return tuple(sorted(case for case, verdicts in seen.items() if len(verdicts) > 1))
