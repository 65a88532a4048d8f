"""What a new release's manifest should say, from what its result files contain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.analysis.classify import Classifier
from evalreport.analysis.observe import ran
from evalreport.analysis.power import chance_equal_passes, smallest_margin
from evalreport.errors import ReaderError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evalreport.model.evaluation import CaseResult, EvalRun
    from evalreport.model.failure import FailureClass

# Share of pairs that differ between two good versions, where no history tells.
DISCORDANT = 0.10
ALPHA = 0.05
# A scaffold's notes are read in a terminal.
UNSCORED = (
    "none of them carries a score or a verdict on both sides, so no gate can compare them: name its column, as in "
    "--column passed=COLUMN"
)
SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What the files say: a suite name to give the candidate (None: theirs agree), and sentences worth reading."""

    suite: str | None
    notes: tuple[str, ...]


def propose(
    candidate: Sequence[EvalRun],
    baseline: Sequence[EvalRun] | None,
    classes: Mapping[str, FailureClass] | None = None,
) -> Proposal:
    """Look at the runs of both sides; ``classes`` are those whose rules may claim labels.

    Raises ReaderError where a side holds several runs of one suite and none was chosen.
    """
    earlier = baseline or ()
    _one_run_a_suite(candidate)
    _one_run_a_suite(earlier)
    new, old = _suites(candidate), _suites(earlier)
    suite = _shared_name(new, old)
    cases = _cases(candidate, suite)
    pairs = len(_scored(candidate, suite) & _scored(earlier, None))
    notes = [f"{len(cases)} cases in {', '.join(new)}"]
    if baseline is not None:
        both = len(cases & _cases(earlier, None))
        left = f" ({both - pairs} more ran on both sides, skipped or without a result on one)" if both > pairs else ""
        notes.append(f"{pairs} of them pair with the baseline, scored on both sides{left}")
        notes.extend(margin_words(pairs) if pairs or not both else [UNSCORED])
    notes.extend(_choices(candidate, classes or {}))
    return Proposal(suite=suite, notes=tuple(notes))


def proposed_margin(pairs: int) -> float | None:
    """Return the smallest of the usual margins that such a number of pairs can carry, None where none can."""
    return smallest_margin(n=pairs, discordant_share=DISCORDANT, alpha=ALPHA)


def margin_words(pairs: int) -> list[str]:
    """Propose the smallest margin that lets an unchanged candidate pass four times in five, and say so."""
    if not pairs:
        return ["no case pairs: the two files do not name their cases alike, so the gate cannot compare them"]
    margin = proposed_margin(pairs)
    if margin is None:
        chance = chance_equal_passes(n=pairs, margin=0.10, discordant_share=DISCORDANT, alpha=ALPHA)
        return [
            (
                f"With {pairs} paired cases this gate would pass an unchanged candidate only "
                f"{100 * chance:.0f}% of the time even if 10 points were allowed; add cases, or allow more"
            )
        ]
    chance = chance_equal_passes(n=pairs, margin=margin, discordant_share=DISCORDANT, alpha=ALPHA)
    return [
        (
            f"With {pairs} paired cases this gate would pass an unchanged candidate {100 * chance:.0f}% of the time "
            f"if {100 * margin:.0f} points are allowed (margin: {margin:.2f})"
        )
    ]


def _shared_name(new: list[str], old: list[str]) -> str | None:
    """Return the baseline's suite name for a candidate whose only suite is called otherwise: else nothing pairs."""
    return old[0] if len(old) == len(new) == 1 and old != new else None


def _cases(runs: Iterable[EvalRun], suite: str | None) -> set[tuple[str, str]]:
    return {(suite or row.suite, row.case_id) for run in runs for row in run.rows}


def _scored(runs: Iterable[EvalRun], suite: str | None) -> set[tuple[str, str]]:
    return {
        (suite or row.suite, row.case_id)
        for run in runs
        for row in run.rows
        # What was skipped, broke or carries no score on one side pairs with nothing.
        if ran(row) and (row.passed is not None or row.scores)
    }


def _suites(runs: Iterable[EvalRun]) -> list[str]:
    return sorted({row.suite for run in runs for row in run.rows} or {run.suite for run in runs})


def _one_run_a_suite(runs: Sequence[EvalRun]) -> None:
    seen: set[tuple[str, str, int]] = set()
    for run in runs:
        keys = {row.key for row in run.rows}
        # Of a matrix with several providers one must be meant: the first would be an accident.
        if keys & seen:
            names = ", ".join(sorted({str(other.variant or other.model or other.run_id) for other in runs}))
            raise ReaderError(
                "the file holds several runs of the same cases", slug="result-choice", hint=f"--variant: one of {names}"
            )
        seen |= keys


def _choices(runs: Iterable[EvalRun], classes: Mapping[str, FailureClass]) -> list[str]:
    """Name scores for of: in the policy, and the labels of failures that no class claims."""
    rows = [row for run in runs for row in run.rows]
    claims = Classifier(classes, _score_passed)
    free = sorted({label for row in rows if row.labels and not claims.classes_of(row) for label in row.labels})
    said = _score_choice(rows)
    if free:
        more = f" and {len(free) - SHOWN} more" if len(free) > SHOWN else ""
        said.append(f"no failure class claims these labels: {', '.join(free[:SHOWN])}{more}; add match rules")
    return said


def _score_passed(row: CaseResult, name: str) -> bool | None:
    return next((score.passed for score in row.scores if score.name == name), None)


def _score_choice(rows: Sequence[CaseResult]) -> list[str]:
    # With a verdict over whole rows a score without of: is judged by that, so nothing has to be chosen.
    scores = sorted({score.name for row in rows for score in row.scores})
    if len(scores) > 1 and all(row.passed is None for row in rows):
        return [f"several scores ({', '.join(scores[:SHOWN])}): give each score of the scorecard its of:"]
    return []
