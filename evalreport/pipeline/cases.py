"""Cases on both sides: what passed, which class they fail in, what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.analysis.classify import Classifier
from evalreport.analysis.compare import count, transition, transitions
from evalreport.analysis.mcnemar import mcnemar_exact
from evalreport.analysis.observe import ran, row_passed, selects
from evalreport.model.assessment import CasePair, CaseSide, ClassResult
from evalreport.model.failure import UNCLASSIFIED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from evalreport.analysis.observe import Key
    from evalreport.model.assessment import Transition
    from evalreport.model.evaluation import CaseResult
    from evalreport.model.policy import Policy
    from evalreport.model.scorecard import ScoreSpec

Sides = dict["Key", CaseSide]


class CaseReader:
    """Reads rows as cases under a policy; ``headline`` is the score whose pass or fail is the case's own."""

    def __init__(self, policy: Policy, headline: str | None) -> None:
        self._specs = {name: spec for name, spec in policy.scorecard.items() if spec.measure == "pass_rate"}
        self._headline = self._specs.get(headline or "")
        self._classifier = Classifier(policy.failure_classes, self.score_passed)

    def sides(self, rows: Mapping[Key, CaseResult]) -> Sides:
        """Return one side of each pair. Raises SettingsError where a score is not chosen."""
        return {key: self._side(row) for key, row in rows.items()}

    def _side(self, row: CaseResult) -> CaseSide:
        scores = {name: row_passed(row, spec) for name, spec in self._specs.items() if selects(row, spec)}
        passed = scores[self._headline.id] if self._headline and self._headline.id in scores else own_verdict(row)
        classes = self._classifier.classes_of(row) if ran(row) else ()
        # A failure in no class would be in no table, and nobody would look at it.
        if passed is False and not classes:
            classes = (UNCLASSIFIED,)
        return CaseSide(row=row, passed=passed, scores=scores, classes=classes)

    def score_passed(self, row: CaseResult, name: str) -> bool | None:
        """Say whether a row passed a score of the scorecard, else of the file, by name; None where it is unscored."""
        spec = self._specs.get(name)
        if spec is not None:
            return row_passed(row, spec) if selects(row, spec) else None
        score = row.score(name)
        if score is None or score.passed is not None or score.value is None:
            return None if score is None else score.passed
        # A plain 0 of a score that no scorecard entry explains is the only number that surely is no pass.
        return score.value != 0.0


def own_verdict(row: CaseResult) -> bool | None:
    """Return the file's own verdict over a row, else its only pass/fail score's, else None."""
    if not ran(row):
        return None
    if row.passed is not None:
        return row.passed
    # Of several verdicts none speaks for the whole case.
    known = [score.passed for score in row.scores if score.passed is not None]
    return known[0] if len(known) == 1 else None


def headline_of(policy: Policy, decision_gates: Iterable[str], rows: Iterable[CaseResult]) -> str | None:
    """Choose the score that speaks for a case: the first pass rate the decision's gates name, else the scorecard's.

    None (the file's own verdict) where no pass rate of the policy looks at any row.
    """
    # What blocks a release is what its readers mean by passing.
    named = [policy.gates[gate].score for gate in decision_gates if gate in policy.gates]
    order = [*(name for name in named if name), *policy.scorecard]
    found = list(rows)
    for name in order:
        spec = policy.scorecard.get(name)
        if spec is not None and spec.measure == "pass_rate" and _is_carried(found, spec):
            return name
    return None


def _is_carried(rows: Iterable[CaseResult], spec: ScoreSpec) -> bool:
    return any(_carries(row, spec) for row in rows)


def _carries(row: CaseResult, spec: ScoreSpec) -> bool:
    if not selects(row, spec):
        return False
    return row.score(spec.of) is not None if spec.of is not None else bool(row.scores) or row.passed is not None


def pair_cases(baseline: Sides | None, candidate: Sides) -> tuple[CasePair, ...]:
    """Pair both sides by key, sorted; without a baseline every case stands alone."""
    before = baseline or {}
    named = transitions({k: s.passed for k, s in before.items()}, {k: s.passed for k, s in candidate.items()})
    return tuple(
        CasePair(
            suite=key[0],
            case_id=key[1],
            epoch=key[2],
            transition=change,
            candidate=candidate.get(key),
            baseline=before.get(key),
            changes=_changes(before.get(key), candidate.get(key)),
        )
        for key, change in named.items()
    )


def _changes(before: CaseSide | None, after: CaseSide | None) -> dict[str, Transition]:
    if before is None or after is None:
        return {}
    return {name: transition(before.scores.get(name), passed) for name, passed in after.scores.items()}


def class_results(policy: Policy, baseline: Sides | None, candidate: Sides) -> tuple[ClassResult, ...]:
    """Compare each failure class on both sides, unclassified last and only where it occurs."""
    names = [*policy.failure_classes]
    sides = [*candidate.values(), *(baseline or {}).values()]
    if any(UNCLASSIFIED in side.classes for side in sides):
        # A row of zeros for it would look like a class somebody had defined.
        names.append(UNCLASSIFIED)
    return tuple(_class_result(name, baseline, candidate) for name in names)


def _class_result(name: str, baseline: Sides | None, candidate: Sides) -> ClassResult:
    after, before = _clean(name, candidate), _clean(name, baseline or {})
    alone = baseline is None
    counts = count(transitions(before, after).values())
    failing, failed = _failing(after), _failing(before)
    # A case that the other side never ran is neither new there nor gone.
    shared = _cases(after) & _cases(before)
    return ClassResult(
        failure_class=name,
        transitions=counts,
        candidate_cases=len(failing),
        baseline_cases=None if alone else len(failed),
        candidate_ran=len(_ran(after)),
        baseline_ran=None if alone else len(_ran(before)),
        p_value=mcnemar_exact(only_baseline=counts.regressed, only_candidate=counts.fixed) if counts.pairs else None,
        new_cases=tuple(sorted(failing if alone else (failing - failed) & shared)),
        gone_cases=tuple(sorted((failed - failing) & shared)),
    )


def _clean(name: str, sides: Sides) -> dict[Key, bool | None]:
    """Say a row, whether it is free of the class; None where it did not run."""
    return {key: name not in side.classes if ran(side.row) else None for key, side in sides.items()}


def _cases(clean: Mapping[Key, bool | None]) -> set[tuple[str, str]]:
    return {key[:2] for key in clean}


def _ran(clean: Mapping[Key, bool | None]) -> set[tuple[str, str]]:
    return {key[:2] for key, value in clean.items() if value is not None}


def _failing(clean: Mapping[Key, bool | None]) -> set[tuple[str, str]]:
    return {key[:2] for key, value in clean.items() if value is False}
