"""From rows to one observation a row: the number that a score of the scorecard looks at."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from evalreport.analysis.outcomes import MEASURES as OF_OUTCOMES
from evalreport.analysis.passk import all_of_k
from evalreport.errors import SettingsError
from evalreport.model.failure import UNCLASSIFIED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    ClassesOf = Callable[["CaseResult"], tuple[str, ...]]

    from evalreport.analysis.outcomes import OutcomeReader
    from evalreport.model.evaluation import CaseResult, Score
    from evalreport.model.scorecard import ScoreSpec

Key = tuple[str, str, int]
# None: the row ran but has nothing to say for this score (a harness error, a skip, no such score).
Observations = dict[Key, "float | None"]


def selects(row: CaseResult, spec: ScoreSpec) -> bool:
    """Say whether a score looks at this row: its suites, tags and metadata."""
    if spec.suites and row.suite not in spec.suites:
        return False
    if spec.tags and not set(spec.tags) & set(row.tags):
        return False
    return all(row.metadata.get(key) == text for key, text in spec.where.items())


def pick(row: CaseResult, spec: ScoreSpec) -> Score | None:
    """Return the file's score that a scorecard score speaks of, None where the row lacks it.

    Without ``of`` it is the row's only score; raises SettingsError where there are several.
    """
    if spec.of is not None:
        return row.score(spec.of)
    # The first by chance of a file's order would decide a release.
    if len(row.scores) > 1:
        names = ", ".join(score.name for score in row.scores)
        raise SettingsError(
            f"results hold several scores ({names}) and none is chosen",
            slug="result-choice",
            location=spec.location,
            path=f"scorecard.{spec.id}.of",
            hint=f"write of: {row.scores[0].name}",
        )
    return row.scores[0] if row.scores else None


def row_passed(row: CaseResult, spec: ScoreSpec) -> bool | None:
    """Say whether a row passed a score; None where it is unscored.

    The manifest's ``pass_at`` and ``pass_when`` stand above the file's own word. Raises SettingsError for a number
    that nobody said how to read.
    """
    # Neither a pass nor a failure of the candidate.
    if row.error is not None or row.skipped:
        return None
    if row.passed is not None and _is_file_asked(spec):
        return row.passed if spec.pass_when is None else row.passed == spec.pass_when
    score = pick(row, spec)
    if score is None:
        return None
    if spec.pass_when is not None:
        return _truth(score, spec)
    return _number_passed(score, spec)


def _is_file_asked(spec: ScoreSpec) -> bool:
    # A score that is named, or a line that is drawn, is asked instead of the file's verdict over the whole row.
    return spec.of is None and spec.pass_at is None


def _number_passed(score: Score, spec: ScoreSpec) -> bool | None:
    if spec.pass_at is not None and score.value is not None:
        # Of a cost lower is better, but the line is drawn through the score whose passes it is divided by.
        higher = spec.better == "higher" or spec.measure == "cost_per_success"
        return score.value >= spec.pass_at if higher else score.value <= spec.pass_at
    # To take 0.5 for a pass or for a failure would be a guess, and a verdict would rest on it.
    if score.passed is None and score.value is not None:
        raise SettingsError(
            f"score {score.name} is a number ({score.value:g}) and nothing says what passes",
            slug="result-choice",
            location=spec.location,
            path=f"scorecard.{spec.id}",
            hint="add pass_at: 1 (a number that passes) or pass_when: true|false (for a yes/no score)",
        )
    return score.passed


def _truth(score: Score, spec: ScoreSpec) -> bool | None:
    if score.value in {0.0, 1.0}:
        return bool(score.value) == spec.pass_when
    return None if score.passed is None else score.passed == spec.pass_when


def observe(
    rows: Sequence[CaseResult],
    spec: ScoreSpec,
    classes_of: Callable[[CaseResult], tuple[str, ...]],
    outcomes: OutcomeReader | None = None,
) -> Observations:
    """Return one observation a row for the measures that look at single rows.

    pass_rate gives 1 and 0, pass_hat_k one number a case (as epoch 1), failure_rate 1 where the row is in the class,
    mean the score's value, latency seconds, cost_per_success USD, reviewer_burden minutes for a hundred runs like this,
    approval_rate the listed calls with an approval; the last two only by ``outcomes``. A row that ran and does not
    carry the score is no observation at all: some scores look at some cases only. Raises SettingsError as ``pick`` and
    ``row_passed`` do.
    """
    if spec.measure in OF_OUTCOMES:
        return {row.key: _outcome(row, spec, outcomes) for row in rows if selects(row, spec) and not row.skipped}
    read = _READERS.get(spec.measure, _latency)
    seen = {row.key: read(row, spec, classes_of) for row in rows if selects(row, spec) and _carries(row, spec)}
    return _in_a_row(seen, spec.k) if spec.measure == "pass_hat_k" else seen


def _in_a_row(seen: Observations, k: int) -> Observations:
    """Put the tries of a case together: the chance that ``k`` of them all passed, None with fewer scored tries."""
    tries: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for key, value in seen.items():
        known = tries[key[:2]]
        if value is not None:
            known.append(value)
    return {
        (suite, case, 1): all_of_k(passed=int(sum(known)), tries=len(known), k=k) if len(known) >= k else None
        for (suite, case), known in tries.items()
    }


def _carries(row: CaseResult, spec: ScoreSpec) -> bool:
    # What was skipped was not tried: on both sides it is no loss, on one side it lacks its partner.
    if row.skipped:
        return False
    if spec.measure not in SCORED or not ran(row):
        return True
    if spec.of is None:
        return row.passed is not None or bool(row.scores)
    return row.score(spec.of) is not None


def _passes(row: CaseResult, spec: ScoreSpec, _classes: ClassesOf) -> float | None:
    passed = row_passed(row, spec)
    return None if passed is None else float(passed)


def _fails_in_class(row: CaseResult, spec: ScoreSpec, classes_of: ClassesOf) -> float | None:
    return float((spec.failure_class or UNCLASSIFIED) in classes_of(row)) if ran(row) else None


def _value(row: CaseResult, spec: ScoreSpec, _classes: ClassesOf) -> float | None:
    score = pick(row, spec) if ran(row) else None
    return None if score is None else score.value


def _tool_errors(row: CaseResult, _spec: ScoreSpec, _classes: ClassesOf) -> float | None:
    return None if row.tool_errors is None else float(row.tool_errors)


def _cost(row: CaseResult, _spec: ScoreSpec, _classes: ClassesOf) -> float | None:
    return row.cost_usd


def _latency(row: CaseResult, _spec: ScoreSpec, _classes: ClassesOf) -> float | None:
    return row.latency_s if ran(row) else None


def _outcome(row: CaseResult, spec: ScoreSpec, outcomes: OutcomeReader | None) -> float | None:
    if outcomes is None or outcomes.undefined(spec.measure):
        return None
    if spec.measure == "reviewer_burden":
        minutes = outcomes.burden(row) if ran(row) else None
        return None if minutes is None else RUNS * minutes
    calls = outcomes.calls(row)
    return None if calls is None else float(calls.approved)


# The burden of reviewers is told for so many runs: minutes of one run are too small a number to speak of.
RUNS = 100
# Measures that read a score of the row; the others read the row itself.
SCORED = frozenset({"pass_rate", "pass_hat_k", "mean"})
_READERS: dict[str, Callable[[CaseResult, ScoreSpec, ClassesOf], float | None]] = {
    "pass_rate": _passes,
    "pass_hat_k": _passes,
    "failure_rate": _fails_in_class,
    "mean": _value,
    "tool_error_rate": _tool_errors,
    "cost_per_success": _cost,
}


def divisors(rows: Iterable[CaseResult], spec: ScoreSpec, outcomes: OutcomeReader | None = None) -> Mapping[Key, int]:
    """Return what each row adds below the line of a ratio.

    For tool_error_rate the tools it called (rows that tell of tools at all), for approval_rate the calls that need one,
    for cost_per_success 1 where it passed: the cost of failures stays above the line.
    """
    if spec.measure == "approval_rate":
        return _listed(rows, spec, outcomes)
    if spec.measure == "cost_per_success":
        return {row.key: int(row_passed(row, spec) is True) for row in rows if selects(row, spec)}
    return {row.key: len(row.tools) for row in rows if selects(row, spec) and row.tools is not None}


def _listed(rows: Iterable[CaseResult], spec: ScoreSpec, outcomes: OutcomeReader | None) -> Mapping[Key, int]:
    if outcomes is None:
        return {}
    seen = {row.key: outcomes.calls(row) for row in rows if selects(row, spec)}
    return {key: calls.listed for key, calls in seen.items() if calls is not None}


def ran(row: CaseResult) -> bool:
    """Say whether the case ran: no harness error, not skipped."""
    return row.error is None and not row.skipped
